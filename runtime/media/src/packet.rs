//! What a datagram must look like to pass as RTP or RTCP. Nothing is decoded beyond that.

/// The payload type of a well-formed RTP packet (RFC 3550 §5.1): version 2, and room for the CSRC list, the header
/// extension and the padding that it announces.
pub(crate) fn rtp_payload_type(packet: &[u8]) -> Option<u8> {
    let (&[flags, marker_and_type], _) = packet.split_first_chunk::<2>()?;
    if flags >> 6 != VERSION {
        return None;
    }
    let mut rest = packet.get(RTP_HEADER + usize::from(flags & 0x0f) * 4..)?;
    if flags & 0x10 != 0 {
        let (&[_, _, high, low], after) = rest.split_first_chunk::<4>()?;
        rest = after.get(usize::from(u16::from_be_bytes([high, low])) * 4..)?;
    }
    if flags & 0x20 != 0 {
        let padding = usize::from(*rest.last()?);
        if padding == 0 || padding > rest.len() {
            return None;
        }
    }
    Some(marker_and_type & 0x7f)
}

/// Whether a datagram is a compound of RTCP packets (RFC 3550 §6.1, also reduced-size, RFC 5506) that fill it exactly.
pub(crate) fn is_rtcp(datagram: &[u8]) -> bool {
    let mut rest = datagram;
    while let Some((&[flags, packet_type, high, low], _)) = rest.split_first_chunk::<4>() {
        let length = (usize::from(u16::from_be_bytes([high, low])) + 1) * 4;
        let known = flags >> 6 == VERSION && RTCP_TYPES.contains(&packet_type);
        match rest.get(length..) {
            Some([]) if known => return datagram.len() >= RTCP_SHORTEST,
            Some(after) if known => rest = after,
            _ => return false,
        }
    }
    false
}

const VERSION: u8 = 2;
const RTP_HEADER: usize = 12;
/// A header and one SSRC.
const RTCP_SHORTEST: usize = 8;
/// The range that never collides with an RTP payload type and marker bit (RFC 5761 §4).
const RTCP_TYPES: core::ops::RangeInclusive<u8> = 192..=223;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rtp(flags: u8, payload_type: u8, rest: &[u8]) -> Vec<u8> {
        let mut packet = vec![flags, payload_type, 0, 1, 0, 0, 0, 160, 1, 2, 3, 4];
        packet.extend_from_slice(rest);
        packet
    }

    #[test]
    fn the_payload_type_is_read_without_the_marker() {
        assert_eq!(rtp_payload_type(&rtp(0x80, 0x80 | 8, &[0xd5; 160])), Some(8));
        assert_eq!(rtp_payload_type(&rtp(0x80, 101, &[1, 0x80, 0, 160])), Some(101));
    }

    #[test]
    fn an_empty_payload_is_rtp() {
        assert_eq!(rtp_payload_type(&rtp(0x80, 13, &[])), Some(13));
        // The keep-alive of a radio (ED-137): header extension and nothing else.
        assert_eq!(
            rtp_payload_type(&rtp(0x90, 0x7b, &[1, 0x67, 0, 1, 0, 0, 0, 0])),
            Some(123)
        );
    }

    #[test]
    fn what_a_header_announces_must_be_there() {
        assert_eq!(rtp_payload_type(&rtp(0x80, 8, &[])[..11]), None);
        assert_eq!(rtp_payload_type(&rtp(0x40, 8, &[0; 160])), None, "version 1");
        assert_eq!(
            rtp_payload_type(&rtp(0x82, 8, &[0; 7])),
            None,
            "two CSRC need eight bytes"
        );
        assert_eq!(
            rtp_payload_type(&rtp(0x90, 8, &[0, 0, 0, 2, 0, 0, 0, 0])),
            None,
            "extension of two words"
        );
        assert_eq!(
            rtp_payload_type(&rtp(0xa0, 8, &[1, 1, 1, 0])),
            None,
            "padding of nothing"
        );
        assert_eq!(
            rtp_payload_type(&rtp(0xa0, 8, &[1, 1, 1, 5])),
            None,
            "padding beyond the payload"
        );
        assert_eq!(rtp_payload_type(&rtp(0xa0, 8, &[1, 1, 1, 4])), Some(8));
    }

    #[test]
    fn a_compound_must_fill_the_datagram() {
        let receiver_report = [0x80, 201, 0, 1, 1, 2, 3, 4];
        let source_description = [0x81, 202, 0, 2, 1, 2, 3, 4, 1, 1, b'x', 0];
        assert!(is_rtcp(&receiver_report));
        assert!(is_rtcp(&[&receiver_report[..], &source_description].concat()));
        assert!(!is_rtcp(&[&receiver_report[..], &[0]].concat()), "a stray byte");
        assert!(!is_rtcp(&source_description[..8]), "shorter than it says");
        assert!(!is_rtcp(&[0x80, 201, 0, 0]), "no SSRC");
        assert!(!is_rtcp(&[0x80, 8, 0, 1, 1, 2, 3, 4]), "RTP on the RTCP port");
        assert!(!is_rtcp(&[]));
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            let _ = rtp_payload_type(&bytes);
            let _ = is_rtcp(&bytes);
        }
    }
}
