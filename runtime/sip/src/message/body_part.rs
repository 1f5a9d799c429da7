//! Bodies and their parts (RFC 2046 §5.1, RFC 5621): found in place, neither copied nor decoded.

use super::grammar::{TOKEN, is};
use super::lines::known_fields;
use super::{HeaderName, Message, Params};

/// A body, or one part of a body that has several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BodyPart<'a> {
    content_type: &'a str,
    disposition: &'a str,
    bytes: &'a [u8],
}

/// The parts of a body, in order; see [`BodyPart::parts`].
#[derive(Clone, Debug)]
pub struct Parts<'a> {
    boundary: &'a str,
    /// What follows the last delimiter; `None` after the closing one.
    rest: Option<&'a [u8]>,
}

impl<'a> Message<'a> {
    /// The body with what describes it.
    pub fn body_part(&self) -> BodyPart<'a> {
        BodyPart {
            content_type: self.content_type().unwrap_or_default(),
            disposition: self.header(HeaderName::ContentDisposition).unwrap_or_default(),
            bytes: self.body(),
        }
    }
}

impl<'a> BodyPart<'a> {
    /// The media type without its parameters; empty when none is stated.
    pub fn media_type(&self) -> &'a str {
        front(self.content_type)
    }

    /// What it is for (RFC 3261 §20.11), for example `session`; empty when that is not stated.
    pub fn disposition(&self) -> &'a str {
        front(self.disposition)
    }

    /// Whether it may be ignored by who does not know it: `handling=optional`. Without the parameter it may not.
    pub fn is_optional(&self) -> bool {
        params(self.disposition)
            .and_then(|params| params.get("handling"))
            .is_some_and(|handling| handling.eq_ignore_ascii_case("optional"))
    }

    /// What it holds.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Its parts, whatever `multipart` type it has; none when it has no boundary.
    pub fn parts(&self) -> Parts<'a> {
        let boundary = params(self.content_type)
            .and_then(|params| params.get("boundary"))
            .filter(|boundary| (1..=MAX_BOUNDARY).contains(&boundary.len()));
        let rest = boundary.and_then(|boundary| split_at_delimiter(self.bytes, boundary)?.1);
        Parts {
            boundary: boundary.unwrap_or_default(),
            rest,
        }
    }

    /// Reads a part from its header fields on.
    fn of(bytes: &'a [u8]) -> Self {
        let (head, body) = match bytes.strip_prefix(b"\r\n") {
            Some(body) => (&[][..], body),
            None => memchr::memmem::find(bytes, b"\r\n\r\n")
                .and_then(|at| Some((bytes.get(..at)?, bytes.get(at + 4..)?)))
                .unwrap_or((bytes, &[])),
        };
        let value = |wanted| {
            known_fields(head)
                .find(|(name, _)| *name == wanted)
                .and_then(|(_, value)| core::str::from_utf8(value).ok())
        };
        BodyPart {
            content_type: value(HeaderName::ContentType).unwrap_or_default(),
            disposition: value(HeaderName::ContentDisposition).unwrap_or_default(),
            bytes: body,
        }
    }
}

impl<'a> Iterator for Parts<'a> {
    type Item = BodyPart<'a>;

    fn next(&mut self) -> Option<BodyPart<'a>> {
        let (part, rest) = split_at_delimiter(self.rest.take()?, self.boundary)?;
        self.rest = rest;
        Some(BodyPart::of(part))
    }
}

/// What stands before the next delimiter line, and what follows it; nothing follows the closing one.
fn split_at_delimiter<'a>(bytes: &'a [u8], boundary: &str) -> Option<(&'a [u8], Option<&'a [u8]>)> {
    let mut from = 0;
    loop {
        let at = from + memchr::memmem::find(bytes.get(from..)?, boundary.as_bytes())?;
        from = at + boundary.len();
        let Some(before) = bytes.get(..at)?.strip_suffix(b"--") else {
            continue;
        };
        let before = match before.strip_suffix(b"\r\n") {
            Some(before) => before,
            None if before.is_empty() => before,
            None => continue,
        };
        let after = bytes.get(from..)?;
        if after.starts_with(b"--") {
            return Some((before, None));
        }
        let padding = after
            .iter()
            .take_while(|byte| matches!(byte, b' ' | b'\t'))
            .count();
        if let Some(rest) = after.get(padding..)?.strip_prefix(b"\r\n") {
            return Some((before, Some(rest)));
        }
    }
}

/// A value without its parameters.
fn front(value: &str) -> &str {
    split_front(value).0
}

fn params(value: &str) -> Option<Params<'_>> {
    Params::split_from(split_front(value).1).map(|(params, _)| params)
}

fn split_front(value: &str) -> (&str, &str) {
    let at = value.bytes().position(|byte| !is(byte, TOKEN) && byte != b'/');
    let (front, rest) = value
        .split_at_checked(at.unwrap_or(value.len()))
        .unwrap_or((value, ""));
    (front, rest)
}

/// RFC 2046 §5.1.1.
const MAX_BOUNDARY: usize = 70;

#[cfg(test)]
mod tests {
    use super::*;

    fn multipart<'a>(content_type: &'a str, body: &'a str) -> BodyPart<'a> {
        BodyPart {
            content_type,
            disposition: "",
            bytes: body.as_bytes(),
        }
    }

    fn texts<'a>(content_type: &'a str, body: &'a str) -> Vec<(&'a str, &'a str)> {
        multipart(content_type, body)
            .parts()
            .map(|part| {
                (
                    part.media_type(),
                    core::str::from_utf8(part.bytes()).expect("text"),
                )
            })
            .collect()
    }

    const TWO: &str = "preamble\r\n--b1\r\nContent-Type: application/sdp\r\nContent-ID: <s@x>\r\n\r\nv=0\r\n\r\n\
                       --b1 \t\r\nc: Application/PIDF+xml ; charset=utf-8\r\nContent-Disposition: by-reference;\r\n \
                       handling=optional\r\n\r\n<p/>\r\n--b1--\r\nepilogue\r\n--b1\r\n\r\nlost";

    #[test]
    fn the_parts_stand_between_the_delimiters() {
        let expected = [("application/sdp", "v=0\r\n"), ("Application/PIDF+xml", "<p/>")];
        assert_eq!(texts("multipart/mixed;boundary=b1", TWO), expected);
        assert_eq!(texts("Multipart/Mixed ; x=y ; Boundary = \"b1\"", TWO), expected);
    }

    #[test]
    fn what_a_part_is_for_is_read_with_its_handling() {
        let body = multipart("multipart/mixed;boundary=b1", TWO);
        let mut parts = body.parts();
        let (first, second) = (parts.next().expect("SDP"), parts.next().expect("location"));
        assert_eq!((first.disposition(), first.is_optional()), ("", false));
        assert_eq!(
            (second.disposition(), second.is_optional()),
            ("by-reference", true)
        );
        for (value, optional) in [
            ("render;handling=required", false),
            ("x; HANDLING=Optional", true),
        ] {
            let part = BodyPart {
                disposition: value,
                ..body
            };
            assert_eq!(part.is_optional(), optional, "{value}");
        }
    }

    #[test]
    fn a_part_may_have_no_header_fields_and_no_bytes() {
        let body = "--b\r\n\r\nplain\r\n--b\r\n--b\r\nContent-Type: a/b\r\n\r\n--b--";
        assert_eq!(
            texts("m/m;boundary=b", body),
            [("", "plain"), ("", ""), ("a/b", "")]
        );
    }

    #[test]
    fn a_text_that_only_begins_like_a_delimiter_is_content() {
        let body = "--b\r\n\r\n--bb\r\nx--b\r\n-b\r\n--b--";
        assert_eq!(texts("m/m;boundary=b", body), [("", "--bb\r\nx--b\r\n-b")]);
    }

    #[test]
    fn without_a_boundary_or_an_end_there_is_no_part() {
        let long = format!("m/m;boundary={}", "b".repeat(71));
        for content_type in ["m/m", "m/m;boundary", "m/m;boundary=\"\"", "", &long] {
            assert_eq!(texts(content_type, TWO), [], "{content_type}");
        }
        assert_eq!(texts("m/m;boundary=b", "--b\r\n\r\nnever ends"), []);
        assert_eq!(texts("m/m;boundary=b", "--b"), []);
    }

    #[test]
    fn no_cut_of_a_body_is_a_surprise() {
        for end in 0..=TWO.len() {
            let Some(cut) = TWO.get(..end) else { continue };
            assert!(texts("m/m;boundary=b1", cut).len() <= 2, "{end}");
        }
    }
}
