//! The session description that a message carries, alone or among other parts, and whether an INVITE takes one: SDP is
//! the only kind there is here.

use routing_table::Cause;
use sip::message::{BodyPart, HeaderName, Message};

/// Why no session can be made from an INVITE, whoever sends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// Its body, or a part that its sender calls indispensable, is nothing that is known here (RFC 3261 §21.4.13).
    UnknownBody,
    /// It takes no SDP in return (RFC 3261 §20.1, §21.4.7).
    NotAcceptable,
}

impl Fault {
    pub(super) fn cause(self) -> Cause {
        match self {
            Fault::UnknownBody => Cause::UnknownBody,
            Fault::NotAcceptable => Cause::NotAcceptable,
        }
    }
}

/// What is wrong with the body or the Accept of an INVITE.
pub(super) fn fault(invite: &Message<'_>) -> Option<Fault> {
    body_fault(invite).or_else(|| {
        let mut lines = invite.headers(HeaderName::Accept).peekable();
        // Without the field SDP is meant; an empty one takes nothing (RFC 3261 §20.1).
        lines.peek()?;
        let takes_sdp = lines.flat_map(|line| line.split(',')).any(takes_sdp);
        (!takes_sdp).then_some(Fault::NotAcceptable)
    })
}

/// What is wrong with the body alone.
pub(super) fn body_fault(request: &Message<'_>) -> Option<Fault> {
    (!read(&request.body_part(), NESTING).is_understood).then_some(Fault::UnknownBody)
}

/// The session description in a message; empty when there is none. Whatever else stands beside it stays here.
pub(super) fn description<'m>(message: &Message<'m>) -> &'m [u8] {
    read(&message.body_part(), NESTING).description
}

/// What a body says here.
#[derive(Clone, Copy)]
struct Content<'m> {
    description: &'m [u8],
    is_understood: bool,
}

fn read<'m>(part: &BodyPart<'m>, nesting: u8) -> Content<'m> {
    let media_type = part.media_type();
    let is = |known: &str| media_type.eq_ignore_ascii_case(known);
    if is(SDP) && is_for_session(part) {
        return Content {
            description: part.bytes(),
            is_understood: true,
        };
    }
    let mut content = if nesting > 0 && (is(MIXED) || is(RELATED)) {
        read_all(part, nesting)
    } else if nesting > 0 && is(ALTERNATIVE) {
        read_best(part, nesting)
    } else {
        Content {
            description: &[],
            is_understood: part.bytes().is_empty() || is(LOCATION) || is_reference(part),
        }
    };
    content.is_understood |= part.is_optional();
    content
}

/// Of parts that belong together the first description counts, and each must be understood (RFC 5621 §3).
fn read_all<'m>(whole: &BodyPart<'m>, nesting: u8) -> Content<'m> {
    let mut parts = whole.parts();
    let mut content = Content {
        description: &[],
        is_understood: true,
    };
    let mut count = 0;
    for part in parts.by_ref().take(MOST_PARTS) {
        count += 1;
        let part = read(&part, nesting - 1);
        if content.description.is_empty() {
            content.description = part.description;
        }
        content.is_understood &= part.is_understood;
    }
    content.is_understood &= count > 0 && parts.next().is_none();
    content
}

/// Of parts that say the same the last one that is understood counts (RFC 2046 §5.1.4).
fn read_best<'m>(whole: &BodyPart<'m>, nesting: u8) -> Content<'m> {
    whole
        .parts()
        .take(MOST_PARTS)
        .map(|part| read(&part, nesting - 1))
        .filter(|content| content.is_understood)
        .last()
        .unwrap_or(Content {
            description: &[],
            is_understood: false,
        })
}

/// Without a stated purpose SDP describes the session (RFC 3261 §20.11).
fn is_for_session(part: &BodyPart<'_>) -> bool {
    let disposition = part.disposition();
    disposition.is_empty() || disposition.eq_ignore_ascii_case("session")
}

/// Whether a part matters only to a header field that names it (RFC 5621 §9), and none of those crosses.
fn is_reference(part: &BodyPart<'_>) -> bool {
    part.disposition().eq_ignore_ascii_case("by-reference")
}

/// Whether a media range includes SDP and is not ruled out by a weight of zero.
fn takes_sdp(range: &str) -> bool {
    let included = [SDP, "application/*", "*/*"]
        .iter()
        .any(|wide| media_type(range).eq_ignore_ascii_case(wide));
    included && !range.split(';').skip(1).any(is_zero_weight)
}

fn is_zero_weight(parameter: &str) -> bool {
    let weight = parameter
        .split_once('=')
        .filter(|(name, _)| name.trim().eq_ignore_ascii_case("q"))
        .and_then(|(_, value)| value.trim().parse::<f32>().ok());
    weight == Some(0.0)
}

fn media_type(value: &str) -> &str {
    value.split(';').next().unwrap_or_default().trim()
}

/// The bodies of an INVITE that are understood.
pub(crate) const ACCEPT: &str =
    "application/sdp, multipart/mixed, multipart/related, multipart/alternative, application/pidf+xml";
pub(crate) const SDP: &str = "application/sdp";
const MIXED: &str = "multipart/mixed";
const RELATED: &str = "multipart/related";
const ALTERNATIVE: &str = "multipart/alternative";
/// Where the caller is (RFC 6442): known, and kept here.
const LOCATION: &str = "application/pidf+xml";
/// How deep parts within parts are read.
const NESTING: u8 = 2;
/// How many parts of one body are read.
const MOST_PARTS: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    /// A body of these parts (header lines, content), and its Content-Type.
    fn multipart(kind: &str, boundary: &str, parts: &[(&str, &str)]) -> (String, String) {
        let mut body = String::new();
        for (head, content) in parts {
            body += &format!("--{boundary}\r\n{head}\r\n\r\n{content}\r\n");
        }
        body += &format!("--{boundary}--\r\n");
        (format!("multipart/{kind};boundary={boundary}"), body)
    }

    fn invite(content_type: &str, more: &str, body: &str) -> String {
        format!(
            "INVITE sip:112@10.1.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 10.1.0.9;branch=z9hG4bK1\r\n\
             From: <sip:x@y.example>;tag=1\r\nTo: <sip:112@10.1.0.1>\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\n\
             Content-Type: {content_type}\r\n{more}Content-Length: {}\r\n\r\n{body}",
            body.len()
        )
    }

    /// The description that is found, and whether all is understood.
    fn found(content_type: &str, more: &str, body: &str) -> (String, bool) {
        let text = invite(content_type, more, body);
        let Ok(message) = sip::message::parse(text.as_bytes()) else {
            return ("no message".to_owned(), false);
        };
        let description = String::from_utf8_lossy(description(&message)).into_owned();
        (description, body_fault(&message).is_none())
    }

    fn found_in(kind: &str, parts: &[(&str, &str)]) -> (String, bool) {
        let (content_type, body) = multipart(kind, "b1", parts);
        found(&content_type, "", &body)
    }

    const OFFER: (&str, &str) = ("Content-Type: application/sdp", "v=0");
    const PLACE: (&str, &str) = (
        "Content-Type: application/pidf+xml\r\nContent-ID: <p@x>",
        "<presence/>",
    );

    fn offer(understood: bool) -> (String, bool) {
        ("v=0".to_owned(), understood)
    }

    fn nothing(understood: bool) -> (String, bool) {
        (String::new(), understood)
    }

    #[test]
    fn the_description_is_found_among_other_parts() {
        assert_eq!(found_in("mixed", &[OFFER]), offer(true));
        assert_eq!(found_in("mixed", &[PLACE, OFFER]), offer(true));
        assert_eq!(found_in("related", &[OFFER, PLACE]), offer(true));
        assert_eq!(found_in("mixed", &[PLACE]), nothing(true));
        let second = ("Content-Type: application/sdp", "v=1");
        assert_eq!(found_in("mixed", &[OFFER, second]), offer(true));
    }

    #[test]
    fn an_unknown_part_may_be_left_out_only_when_its_sender_says_so() {
        for (disposition, understood) in [
            ("", false),
            ("\r\nContent-Disposition: signal;handling=required", false),
            ("\r\nContent-Disposition: render", false),
            ("\r\nContent-Disposition: signal; handling=optional", true),
            ("\r\nContent-Disposition: by-reference", true),
        ] {
            let head = format!("Content-Type: application/isup;version=x{disposition}");
            let found = found_in("mixed", &[OFFER, (&head, "\u{1}\u{10}")]);
            assert_eq!(found, offer(understood), "{disposition}");
        }
    }

    #[test]
    fn an_unknown_body_may_be_left_out_only_when_its_sender_says_so() {
        assert_eq!(found("text/plain", "", "hello"), nothing(false));
        let optional = "Content-Disposition: render;handling=optional\r\n";
        assert_eq!(found("text/plain", optional, "hello"), nothing(true));
        assert_eq!(found("text/plain", "", ""), nothing(true));
        assert_eq!(
            found("application/sdp", optional, "v=0"),
            nothing(true),
            "for something else"
        );
        assert_eq!(
            found("Application/SDP; x=y", "Content-Disposition: Session\r\n", "v=0"),
            offer(true)
        );
        assert_eq!(
            found("application/sdp", "Content-Disposition: early-session\r\n", "v=0"),
            nothing(false)
        );
    }

    #[test]
    fn every_type_that_senders_are_told_of_is_understood() {
        for media_type in ACCEPT.split(", ") {
            let answer = match media_type.strip_prefix("multipart/") {
                Some(kind) => found_in(kind, &[OFFER]).1,
                None => found(media_type, "", "v=0").1,
            };
            assert!(answer, "{media_type}");
        }
        assert!(
            [SDP, MIXED, RELATED, ALTERNATIVE, LOCATION]
                .iter()
                .all(|known| ACCEPT.contains(known))
        );
    }

    #[test]
    fn of_alternatives_the_last_that_is_understood_counts() {
        let better = ("Content-Type: application/sdp", "v=1");
        let unknown = ("Content-Type: application/sdpng", "<sdpng/>");
        assert_eq!(found_in("alternative", &[OFFER, unknown]), offer(true));
        assert_eq!(found_in("alternative", &[better, OFFER]), offer(true));
        assert_eq!(found_in("alternative", &[unknown]), nothing(false));
    }

    #[test]
    fn parts_within_parts_and_their_number_are_bounded() {
        let (inner_type, inner) = multipart("alternative", "b2", &[OFFER]);
        let head = format!("Content-Type: {inner_type}");
        assert_eq!(found_in("mixed", &[PLACE, (&head, &inner)]), offer(true));
        let (middle_type, middle) = multipart("mixed", "b3", &[(&head, &inner)]);
        let head = format!("Content-Type: {middle_type}");
        assert_eq!(
            found_in("mixed", &[(&head, &middle)]),
            nothing(false),
            "three deep"
        );
        assert_eq!(found_in("mixed", &[OFFER; MOST_PARTS]), offer(true));
        assert_eq!(found_in("mixed", &[OFFER; MOST_PARTS + 1]), offer(false));
    }

    #[test]
    fn a_multipart_body_without_parts_is_not_understood() {
        assert_eq!(found("multipart/mixed", "", "v=0"), nothing(false));
        assert_eq!(found_in("mixed", &[]), nothing(false));
    }

    #[test]
    fn a_range_takes_sdp_by_name_or_wildcard_but_not_with_weight_zero() {
        for range in [
            "application/sdp",
            " Application/SDP;level=1",
            "application/*;q=0.1",
            "*/*",
        ] {
            assert!(takes_sdp(range), "{range}");
        }
        for range in [
            "text/nobodyKnowsThis",
            "application/sdp;q=0",
            "*/*; q=0.000",
            "",
            "application/sdpx",
        ] {
            assert!(!takes_sdp(range), "{range}");
        }
    }
}
