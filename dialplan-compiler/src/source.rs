//! The settings text with its line index: turns byte offsets into places that people read.

use serde::Serialize;

/// One settings text and the name under which people know it.
#[derive(Debug, Clone)]
pub struct Source {
    name: String,
    text: String,
    /// The text with stars for passwords; nothing when there is none.
    masked: Option<String>,
    cuts: Vec<Cut>,
    line_starts: Vec<usize>,
}

/// A half-open range of byte offsets into a [`Source`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
pub struct Span {
    start: usize,
    end: usize,
}

/// Where a byte offset lies: line and column, both counted from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    line: usize,
    column: usize,
}

impl Source {
    /// Keeps `text` and indexes its lines; `name` is what reports show in front of line and column.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let line_starts = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        let (masked, cuts) = mask_passwords(&text);
        Source {
            name: name.into(),
            text,
            masked: (!cuts.is_empty()).then_some(masked),
            cuts,
            line_starts,
        }
    }

    /// The name shown in reports, usually a path relative to the workspace.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text for reports: every password is replaced by stars, their number says nothing.
    ///
    /// Works on the raw text, so that a report about text that is not JSON shows no password either.
    pub fn shown(&self) -> &str {
        self.masked.as_deref().unwrap_or(&self.text)
    }

    /// Where `span` lies in [`shown`](Source::shown).
    pub fn shown_span(&self, span: Span) -> Span {
        Span::new(
            self.shown_offset(span.start, Cut::shown_start),
            self.shown_offset(span.end, Cut::shown_end),
        )
    }

    /// `within` chooses the edge that an offset inside of a password moves to.
    fn shown_offset(&self, offset: usize, within: impl Fn(&Cut) -> usize) -> usize {
        let before = self.cuts.partition_point(|cut| cut.start < offset);
        match before.checked_sub(1).and_then(|at| self.cuts.get(at)) {
            None => offset,
            Some(cut) if offset < cut.end => within(cut),
            Some(cut) => offset - cut.end + cut.shown_end(),
        }
    }

    /// The text of `span`; empty when the span does not lie on character borders of this text.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.start..span.end).unwrap_or("")
    }

    /// Line and column of the first byte of `span`.
    pub fn place(&self, span: Span) -> Place {
        let line = self
            .line_starts
            .partition_point(|start| *start <= span.start)
            .max(1);
        let line_start = self.line_starts.get(line - 1).copied().unwrap_or(0);
        let before = self.text.get(line_start..span.start).unwrap_or("");
        Place {
            line,
            column: before.chars().count() + 1,
        }
    }
}

impl Span {
    /// The bytes from `start` up to, not including, `end`.
    pub fn new(start: usize, end: usize) -> Self {
        Span {
            start,
            end: end.max(start),
        }
    }

    /// The first byte alone: the opening brace of an object, so that a report need not show all of it.
    pub fn opening(self) -> Span {
        Span {
            start: self.start,
            end: self.end.min(self.start + 1),
        }
    }

    /// Offset of the first byte.
    pub fn start(self) -> usize {
        self.start
    }

    /// Offset after the last byte.
    pub fn end(self) -> usize {
        self.end
    }
}

impl Place {
    /// The line, counted from 1.
    pub fn line(self) -> usize {
        self.line
    }

    /// The column in characters, counted from 1.
    pub fn column(self) -> usize {
        self.column
    }
}

/// A password: its bytes in the text, and where the stars for it begin.
#[derive(Debug, Clone)]
struct Cut {
    start: usize,
    end: usize,
    shown: usize,
}

impl Cut {
    fn shown_start(&self) -> usize {
        self.shown
    }

    fn shown_end(&self) -> usize {
        self.shown + STARS.len()
    }
}

fn mask_passwords(text: &str) -> (String, Vec<Cut>) {
    let mut shown = String::with_capacity(text.len());
    let mut cuts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(PASSWORD_KEY) {
        shown.push_str(before);
        shown.push_str(PASSWORD_KEY);
        let value = after.trim_start_matches(|letter: char| letter == ':' || letter.is_whitespace());
        shown.push_str(after.get(..after.len() - value.len()).unwrap_or_default());
        let secret = secret_length(value);
        if secret > 0 {
            let start = text.len() - value.len();
            cuts.push(Cut {
                start,
                end: start + secret,
                shown: shown.len(),
            });
            shown.push_str(STARS);
        }
        rest = value.get(secret..).unwrap_or_default();
    }
    shown.push_str(rest);
    (shown, cuts)
}

/// How many bytes of `value` are a password rather than a reference to one.
fn secret_length(value: &str) -> usize {
    if value.starts_with('{') {
        return 0;
    }
    let quoted = value.starts_with('"');
    let mut escaped = false;
    let end = value.char_indices().skip(1).find(|(_, letter)| {
        let ends = match letter {
            '\n' | '\r' => true,
            '"' => quoted && !escaped,
            ',' | '}' | ']' => !quoted,
            _ => false,
        };
        escaped = *letter == '\\' && !escaped;
        ends
    });
    end.map_or(
        value.len(),
        |(at, letter)| if letter == '"' { at + 1 } else { at },
    )
}

const STARS: &str = "\"***\"";
const PASSWORD_KEY: &str = "\"password\"";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_count_from_one() {
        let source = Source::new("plan", "ä{\n  \"é\": 1\n}");
        assert_eq!(source.place(Span::new(2, 3)), Place { line: 1, column: 2 });
        let colon = source.text().find(':').expect("there is a colon");
        assert_eq!(
            source.place(Span::new(colon, colon + 1)),
            Place { line: 2, column: 6 }
        );
    }

    #[test]
    fn passwords_are_masked_and_marks_stay_in_place() {
        let text = r#"{"password": "h\"ü,}sh", "b": 1, "password" : 4711, "password": {"credential": "x"}, "password": "cut"#;
        let source = Source::new("plan", text);
        let stars = "\"***\"";
        let shown = format!(
            r#"{{"password": {stars}, "b": 1, "password" : {stars}, "password": {{"credential": "x"}}, "password": {stars}"#
        );
        assert_eq!(source.shown(), shown);
        for marked in [r#""b""#, r#""x""#, r#"{"credential""#] {
            let at = text.find(marked).expect("it is there");
            let span = source.shown_span(Span::new(at, at + marked.len()));
            assert_eq!(source.shown().get(span.start()..span.end()), Some(marked));
        }
        let secret = text.find("4711").expect("it is there");
        let span = source.shown_span(Span::new(secret, secret + 4));
        assert_eq!(source.shown().get(span.start()..span.end()), Some(stars));
    }

    #[test]
    fn an_offset_past_the_end_is_on_the_last_line() {
        let source = Source::new("plan", "{}\n");
        assert_eq!(source.place(Span::new(3, 3)), Place { line: 2, column: 1 });
    }
}
