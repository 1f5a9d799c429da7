//! Hides what RTCP source descriptions (RFC 3550 §6.5) tell about the sender: phones write `user@<inside address>` there.

/// Overwrites the texts of all source description items in a compound that passed the relay. The canonical name becomes
/// one made of the SSRC, which the packets show anyway; every other item becomes a note of dashes. Lengths stay, so that the
/// compound stays well-formed. Bytes that are no well-formed source description are left alone.
pub fn hide_source_descriptions(compound: &mut [u8]) {
    let mut rest = compound;
    while let Some(&[first, packet_type, high, low]) = rest.first_chunk::<4>() {
        let length = usize::from(u16::from_be_bytes([high, low])) * 4;
        let Some((packet, after)) = rest
            .get_mut(4..)
            .and_then(|body| body.split_at_mut_checked(length))
        else {
            return;
        };
        if packet_type == SOURCE_DESCRIPTION {
            hide_chunks(packet, first & 0x1f);
        }
        rest = after;
    }
}

fn hide_chunks(mut packet: &mut [u8], chunks: u8) {
    for _ in 0..chunks {
        let Some((ssrc, mut items)) = packet.split_first_chunk_mut::<4>() else {
            return;
        };
        let ssrc = u32::from_be_bytes(*ssrc);
        let length = items.len();
        while let Some(item @ 1..) = items.first().copied() {
            let Some(text) = items.get(1).copied().map(usize::from) else {
                return;
            };
            let Some((item_bytes, after)) = items.split_at_mut_checked(2 + text) else {
                return;
            };
            hide_item(item_bytes, item, ssrc);
            items = after;
        }
        // The list ends with at least one zero, and with the word that holds it.
        let left = items.len();
        let ended = (length - left + 1).next_multiple_of(4);
        let Some(next) = items.get_mut((ended + left).saturating_sub(length)..) else {
            return;
        };
        packet = next;
    }
}

fn hide_item(item_bytes: &mut [u8], item: u8, ssrc: u32) {
    let [kind, _, text @ ..] = item_bytes else { return };
    if item == CANONICAL_NAME {
        let nibbles = (0..8).rev().map(|digit| ssrc >> (digit * 4) & 0xf).cycle();
        for (byte, nibble) in text.iter_mut().zip(nibbles) {
            *byte = char::from_digit(nibble, 16)
                .and_then(|digit| u8::try_from(digit).ok())
                .unwrap_or(b'0');
        }
    } else {
        *kind = NOTE;
        text.fill(b'-');
    }
}

const SOURCE_DESCRIPTION: u8 = 202;
const CANONICAL_NAME: u8 = 1;
const NOTE: u8 = 7;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::is_rtcp;
    use proptest::prelude::*;

    const REPORT: [u8; 8] = [0x80, 201, 0, 1, 1, 2, 3, 4];

    /// A source description with these chunks of items.
    fn description(chunks: &[(u32, &[(u8, &str)])]) -> Vec<u8> {
        let mut body = Vec::new();
        for (ssrc, items) in chunks {
            body.extend_from_slice(&ssrc.to_be_bytes());
            for (item, text) in *items {
                body.extend_from_slice(&[*item, text.len() as u8]);
                body.extend_from_slice(text.as_bytes());
            }
            body.push(0);
            body.resize(body.len().next_multiple_of(4), 0);
        }
        let words = (body.len() / 4) as u16;
        let header = [0x80 | chunks.len() as u8, 202, (words >> 8) as u8, words as u8];
        [&header[..], &body].concat()
    }

    #[test]
    fn names_and_addresses_of_the_sender_are_overwritten() {
        let chunks: [(u32, &[(u8, &str)]); 2] = [
            (0x0102_03ab, &[(1, "bridge@10.0.0.55"), (6, "phone 10.0.0.55")]),
            (0xdead_beef, &[(8, "\u{3}abc10.0.0.55"), (1, "a")]),
        ];
        let hidden: [(u32, &[(u8, &str)]); 2] = [
            (0x0102_03ab, &[(1, "010203ab010203ab"), (7, "---------------")]),
            (0xdead_beef, &[(7, "-------------"), (1, "d")]),
        ];
        let mut compound = [&REPORT[..], &description(&chunks), &REPORT].concat();
        hide_source_descriptions(&mut compound);
        assert_eq!(compound, [&REPORT[..], &description(&hidden), &REPORT].concat());
    }

    #[test]
    fn other_packets_are_left_alone() {
        let mut compound = [&REPORT[..], &REPORT].concat();
        hide_source_descriptions(&mut compound);
        assert_eq!(compound, [&REPORT[..], &REPORT].concat());
    }

    proptest! {
        #[test]
        fn no_text_survives_and_the_compound_stays_well_formed(
            lists in proptest::collection::vec(
                (any::<u32>(), proptest::collection::vec((1u8..9, "[g-z]{0,40}"), 0..5)), 0..5)
        ) {
            let lists: Vec<(u32, Vec<(u8, &str)>)> = lists
                .iter()
                .map(|(ssrc, items)| (*ssrc, items.iter().map(|(item, text)| (*item, text.as_str())).collect()))
                .collect();
            let chunks: Vec<(u32, &[(u8, &str)])> =
                lists.iter().map(|(ssrc, items)| (*ssrc, items.as_slice())).collect();
            let mut compound = [&REPORT[..], &description(&chunks)].concat();
            hide_source_descriptions(&mut compound);
            prop_assert!(is_rtcp(&compound));
            let digits = lists.iter().flat_map(|(ssrc, _)| ssrc.to_be_bytes());
            let allowed: Vec<u8> = digits.collect();
            prop_assert!(compound[12..].iter().all(|byte| !(b'g'..=b'z').contains(byte) || allowed.contains(byte)));
        }

        #[test]
        fn no_bytes_panic(mut bytes in proptest::collection::vec(any::<u8>(), 0..80), chunks in 0u8..32) {
            hide_source_descriptions(&mut bytes);
            let words = (bytes.len() / 4) as u8;
            let mut framed = vec![0x80 | chunks, 202, 0, words];
            framed.extend_from_slice(&bytes);
            hide_source_descriptions(&mut framed);
        }
    }
}
