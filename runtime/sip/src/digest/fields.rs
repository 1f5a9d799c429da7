//! Schemes and parameters of the authentication header fields (RFC 7235 §2.1, RFC 3261 §25.1).
//!
//! Tolerates every legal spelling: any case of names, white space and folds around separators, token or
//! quoted-string for each value, empty list elements. Refuses control characters, so that nothing read here can end
//! a header field when it is echoed.

/// One element of the comma list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// A scheme, which begins a challenge or the credentials.
    Scheme(&'a str),
    /// A parameter; the value as written between its quotes, escapes kept.
    Param(&'a str, &'a str),
}

/// The text is not a list of schemes and parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Malformed;

/// Reads the pieces of one header field value; ends after the first [`Malformed`].
#[derive(Clone, Debug)]
pub(super) struct Pieces<'a> {
    rest: &'a str,
    after_scheme: bool,
    first: bool,
}

impl<'a> Pieces<'a> {
    pub(super) fn new(value: &'a str) -> Self {
        Self {
            rest: value,
            after_scheme: false,
            first: true,
        }
    }

    fn read(&mut self) -> Result<Option<Piece<'a>>, Malformed> {
        let (rest, separated) = skip_separators(self.rest);
        if rest.is_empty() {
            return Ok(None);
        }
        if !separated && !self.after_scheme && !self.first {
            return Err(Malformed);
        }
        let (name, rest) = split_while(rest, is_token);
        let after = rest.trim_start_matches(is_space);
        if name.is_empty() {
            return Err(Malformed);
        }
        let piece = match after.strip_prefix('=') {
            Some(value) => {
                let (value, rest) = read_value(value.trim_start_matches(is_space))?;
                (self.rest, self.after_scheme) = (rest, false);
                Piece::Param(name, value)
            }
            None => {
                (self.rest, self.after_scheme) = (rest, true);
                Piece::Scheme(name)
            }
        };
        self.first = false;
        Ok(Some(piece))
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Result<Piece<'a>, Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        let piece = self.read().transpose();
        if matches!(piece, Some(Err(_))) {
            self.rest = "";
        }
        piece
    }
}

/// Stores a value whose name came for the first time.
pub(super) fn once<'a>(place: &mut Option<&'a str>, value: &'a str) -> Result<(), Malformed> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(Malformed),
    }
}

/// Writes `name="value"` after a comma; the caller has the value from [`Pieces`] or from [`is_quotable`].
pub(super) fn push_quoted(out: &mut String, name: &str, value: &str) {
    out.push_str(", ");
    out.push_str(name);
    out.push_str("=\"");
    out.push_str(value);
    out.push('"');
}

/// Whether `text` may stand between quotes as it is.
pub(super) fn is_quotable(text: &str) -> bool {
    !text.chars().any(|c| c.is_control() || c == '"' || c == '\\')
}

fn skip_separators(text: &str) -> (&str, bool) {
    let rest = text.trim_start_matches(|c| is_space(c) || c == ',');
    let skipped = text
        .get(..text.len().saturating_sub(rest.len()))
        .unwrap_or_default();
    (rest, skipped.contains(','))
}

fn read_value(text: &str) -> Result<(&str, &str), Malformed> {
    match text.strip_prefix('"') {
        Some(inner) => read_quoted(inner),
        None => {
            let (value, rest) = split_while(text, is_bare);
            if value.is_empty() {
                Err(Malformed)
            } else {
                Ok((value, rest))
            }
        }
    }
}

fn read_quoted(inner: &str) -> Result<(&str, &str), Malformed> {
    let mut escaped = false;
    for (at, c) in inner.char_indices() {
        match c {
            c if c.is_control() && c != '\t' => return Err(Malformed),
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => {
                let rest = inner.get(at..).and_then(|rest| rest.strip_prefix('"'));
                return inner.get(..at).zip(rest).ok_or(Malformed);
            }
            _ => {}
        }
    }
    Err(Malformed)
}

fn split_while(text: &str, belongs: fn(char) -> bool) -> (&str, &str) {
    let end = text.find(|c| !belongs(c)).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

fn is_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-.!%*_+`'~".contains(c)
}

/// What stands unquoted as a value: wider than a token, because old phones leave the quotes of `uri` out.
fn is_bare(c: char) -> bool {
    c.is_ascii_graphic() && c != ',' && c != '"' && c != '\\'
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

#[cfg(test)]
mod tests {
    use super::Piece::{Param, Scheme};
    use super::*;

    fn read(value: &str) -> Result<Vec<Piece<'_>>, Malformed> {
        Pieces::new(value).collect()
    }

    #[test]
    fn every_legal_spelling_is_read() {
        let expected = Ok(vec![
            Scheme("Digest"),
            Param("realm", "a, b"),
            Param("qop", "auth"),
        ]);
        assert_eq!(read(r#"Digest realm="a, b", qop=auth"#), expected);
        assert_eq!(read("Digest  realm = \"a, b\"\t,\r\n qop=\"auth\""), expected);
        assert_eq!(read(r#", ,Digest ,realm="a, b",,qop=auth,"#), expected);
        assert_eq!(
            read(r#"Digest realm="a\"b\\""#),
            Ok(vec![Scheme("Digest"), Param("realm", r#"a\"b\\"#)])
        );
    }

    #[test]
    fn several_schemes_in_one_value_are_told_apart() {
        let expected = [
            Scheme("Basic"),
            Param("realm", "x"),
            Scheme("Digest"),
            Param("realm", "y"),
        ];
        assert_eq!(
            read(r#"Basic realm="x", Digest realm="y""#),
            Ok(expected.to_vec())
        );
    }

    #[test]
    fn what_is_not_a_list_is_refused() {
        for value in [
            r#"Digest realm="a" qop=auth"#,
            r#"Digest realm="a"#,
            r#"Digest realm="a\""#,
            "Digest realm=",
            "Digest realm=,qop=auth",
            "Digest realm=\"a\r\nEvil: x\"",
            "Digest realm=\"a\"\r\nEvil: x",
            "Digest realm=\"a\0\"",
            "Digest realm=\u{e9}",
            "\u{e9}",
        ] {
            assert_eq!(read(value), Err(Malformed), "{value:?}");
        }
    }
}
