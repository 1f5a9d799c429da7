//! Where each header field of a message stands: found once, by line.

use super::grammar::{TOKEN, is};
use super::rejected::Fault;
use super::{HeaderName, Name};

/// The most header fields of a message, counted by lines that start one.
pub const MAX_FIELDS: usize = 96;
/// The most bytes of a message.
pub const MAX_BYTES: usize = 65_535;

/// The header fields of one message, in order.
#[derive(Debug)]
pub(crate) struct Fields<'a> {
    head: &'a str,
    spans: [Span; MAX_FIELDS],
    count: usize,
    seen: u64,
}

/// One header field: its value lies trimmed between `start` and `end`, folds inside.
#[derive(Clone, Copy, Debug)]
struct Span {
    known: Option<HeaderName>,
    name_length: u8,
    name: u16,
    start: u16,
    end: u16,
}

impl<'a> Fields<'a> {
    /// Reads the start line and all header fields at the front of `bytes`; returns the start line, the fields and
    /// what follows the empty line.
    ///
    /// Lines end with CR LF only: a bare CR or LF is a fault, because peers disagree about what it ends.
    pub(crate) fn read(bytes: &'a [u8]) -> Result<(&'a str, Self, &'a [u8]), Fault> {
        let start_line_end = line_end(bytes, 0)?;
        let mut spans = [Span::NOWHERE; MAX_FIELDS];
        let mut count = 0usize;
        let mut seen = 0;
        let mut at = start_line_end + 2;
        let head_end = loop {
            let end = line_end(bytes, at)?;
            if end == at {
                break at;
            }
            let line = bytes.get(at..end).unwrap_or_default();
            if matches!(line.first(), Some(b' ' | b'\t')) {
                let last = count.checked_sub(1).and_then(|last| spans.get_mut(last));
                last.ok_or(Fault::HeaderLine)?.fold(line, at);
            } else {
                let span = Span::read(line, at)?;
                *spans.get_mut(count).ok_or(Fault::TooManyFields)? = span;
                count += 1;
                if let Some(name) = span.known {
                    if seen & bit(name) != 0 && is_single(name) {
                        return Err(Fault::Repeated(name));
                    }
                    seen |= bit(name);
                }
            }
            at = end + 2;
        };
        let head = bytes.get(..head_end).unwrap_or_default();
        let head = core::str::from_utf8(head).map_err(|_| Fault::Encoding)?;
        if !controls_are_escaped(head) {
            return Err(Fault::Control);
        }
        let start_line = head.get(..start_line_end).unwrap_or_default();
        let body = bytes.get(head_end + 2..).unwrap_or_default();
        Ok((
            start_line,
            Self {
                head,
                spans,
                count,
                seen,
            },
            body,
        ))
    }

    pub(crate) fn has(&self, name: HeaderName) -> bool {
        self.seen & bit(name) != 0
    }

    /// How many lines of that name there are.
    pub(crate) fn count_of(&self, name: HeaderName) -> usize {
        self.spans().filter(|span| span.known == Some(name)).count()
    }

    /// All header fields with their values, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Name<'a>, &'a str)> + '_ {
        self.spans()
            .map(|span| (span.name(self.head), span.value(self.head)))
    }

    /// The well-known header fields with their values, in order.
    pub(crate) fn known(&self) -> impl Iterator<Item = (HeaderName, &'a str)> + '_ {
        self.spans()
            .filter_map(|span| Some((span.known?, span.value(self.head))))
    }

    /// The values of all header fields of that name, in order.
    pub(crate) fn values<'n>(&self, name: Name<'n>) -> impl Iterator<Item = &'a str> + use<'_, 'a, 'n> {
        let may_be_there = match name {
            Name::Known(name) => self.has(name),
            Name::Other(_) => true,
        };
        let count = if may_be_there { self.count } else { 0 };
        self.spans
            .iter()
            .take(count)
            .filter(move |span| span.is_named(name, self.head))
            .map(|span| span.value(self.head))
    }

    fn spans(&self) -> impl Iterator<Item = &Span> {
        self.spans.iter().take(self.count)
    }
}

impl Span {
    /// All bytes zero, which fills an array fastest; [`Fields::count`] says which spans mean something.
    const NOWHERE: Self = Self {
        known: Some(HeaderName::Accept),
        name_length: 0,
        name: 0,
        start: 0,
        end: 0,
    };

    /// Reads the first line of a header field; `at` is its offset in the message.
    fn read(line: &[u8], at: usize) -> Result<Self, Fault> {
        let name_length = line
            .iter()
            .position(|byte| !is(*byte, TOKEN))
            .unwrap_or(line.len());
        let (name, rest) = line.split_at_checked(name_length).unwrap_or_default();
        let Some((b':', value)) = trimmed_start(rest).split_first().filter(|_| !name.is_empty()) else {
            return Err(Fault::HeaderLine);
        };
        let start = at + line.len() - trimmed_start(value).len();
        Ok(Self {
            known: HeaderName::from_bytes(name),
            name_length: u8::try_from(name_length).map_err(|_| Fault::HeaderLine)?,
            name: offset(at),
            start: offset(start),
            end: offset(start + trimmed(value).len()),
        })
    }

    /// Appends a continuation line to the value.
    fn fold(&mut self, line: &[u8], at: usize) {
        let text = trimmed(line);
        if text.is_empty() {
            return;
        }
        let start = at + line.len() - trimmed_start(line).len();
        if self.start == self.end {
            self.start = offset(start);
        }
        self.end = offset(start + text.len());
    }

    fn name<'a>(&self, head: &'a str) -> Name<'a> {
        match self.known {
            Some(name) => Name::Known(name),
            None => Name::Other(self.name_text(head)),
        }
    }

    fn name_text<'a>(&self, head: &'a str) -> &'a str {
        let begin = usize::from(self.name);
        head.get(begin..begin + usize::from(self.name_length))
            .unwrap_or_default()
    }

    fn is_named(&self, name: Name<'_>, head: &str) -> bool {
        match (self.known, name) {
            (Some(ours), Name::Known(theirs)) => ours == theirs,
            (None, Name::Other(_)) => self.name(head) == name,
            _ => false,
        }
    }

    fn value<'a>(&self, head: &'a str) -> &'a str {
        head.get(usize::from(self.start)..usize::from(self.end))
            .unwrap_or_default()
    }
}

/// The offset of the CR LF that ends the line at `at`.
fn line_end(bytes: &[u8], at: usize) -> Result<usize, Fault> {
    let rest = bytes.get(at..).unwrap_or_default();
    let length = memchr::memchr2(b'\r', b'\n', rest).ok_or(Fault::Unterminated)?;
    match rest.get(length..) {
        Some([b'\r', b'\n', ..]) => Ok(at + length),
        Some([b'\r']) => Err(Fault::Unterminated),
        _ => Err(Fault::LineEnd),
    }
}

/// Whether every control byte of a head whose line ends are known to be CR LF is a tab or behind a backslash.
fn controls_are_escaped(head: &str) -> bool {
    let is_control = |byte: u8| (byte < b' ' && !matches!(byte, b'\t' | b'\r' | b'\n')) || byte == 0x7f;
    if !head.bytes().fold(false, |seen, byte| seen | is_control(byte)) {
        return true;
    }
    let mut escaped = false;
    head.bytes().all(|byte| {
        let fits = escaped || !is_control(byte);
        escaped = byte == b'\\' && !escaped;
        fits
    })
}

/// Header fields that hold one value and must not be repeated.
fn is_single(name: HeaderName) -> bool {
    const SINGLE: u64 = bit(HeaderName::From)
        | bit(HeaderName::To)
        | bit(HeaderName::CallId)
        | bit(HeaderName::CSeq)
        | bit(HeaderName::MaxForwards)
        | bit(HeaderName::ContentLength)
        | bit(HeaderName::ContentType)
        | bit(HeaderName::Expires)
        | bit(HeaderName::Date)
        | bit(HeaderName::Event)
        | bit(HeaderName::ReferTo)
        | bit(HeaderName::ReferredBy)
        | bit(HeaderName::Replaces)
        | bit(HeaderName::RSeq)
        | bit(HeaderName::RAck)
        | bit(HeaderName::SessionExpires)
        | bit(HeaderName::MinSe)
        | bit(HeaderName::MinExpires)
        | bit(HeaderName::RetryAfter)
        | bit(HeaderName::Timestamp);
    SINGLE & bit(name) != 0
}

const fn bit(name: HeaderName) -> u64 {
    1 << name as u8
}

fn trimmed_start(text: &[u8]) -> &[u8] {
    let length = text
        .iter()
        .position(|byte| !matches!(byte, b' ' | b'\t'))
        .unwrap_or(text.len());
    text.get(length..).unwrap_or_default()
}

fn trimmed(text: &[u8]) -> &[u8] {
    let text = trimmed_start(text);
    let length = text
        .iter()
        .rposition(|byte| !matches!(byte, b' ' | b'\t'))
        .map_or(0, |last| last + 1);
    text.get(..length).unwrap_or_default()
}

/// INVARIANT: a message has at most [`MAX_BYTES`], so every offset fits.
fn offset(at: usize) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX)
}

const _: () = assert!(
    HeaderName::ALL.len() <= 64,
    "one bit for each well-known header field"
);
