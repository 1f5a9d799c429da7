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
    /// No header field yet.
    pub(crate) fn new() -> Self {
        Self {
            head: "",
            spans: [Span::NOWHERE; MAX_FIELDS],
            count: 0,
            seen: 0,
        }
    }

    /// Reads the start line and all header fields at the front of `bytes`; returns the start line and what follows
    /// the empty line.
    ///
    /// Lines end with CR LF only: a bare CR or LF is a fault, because peers disagree about what it ends.
    pub(crate) fn read(&mut self, bytes: &'a [u8]) -> Result<(&'a str, &'a [u8]), Fault> {
        let mut lines = Lines {
            bytes,
            feeds: memchr::memchr_iter(b'\n', bytes),
            at: 0,
            count: 0,
        };
        let (_, start_line) = lines.next()?;
        let head_end = loop {
            match lines.next()? {
                (at, []) => break at,
                (at, line @ [b' ' | b'\t', ..]) => self.last().ok_or(Fault::HeaderLine)?.fold(line, at),
                (at, line) => self.add(Span::read(line, at)?)?,
            }
        };
        let head = bytes.get(..head_end).unwrap_or_default();
        self.head = core::str::from_utf8(head).map_err(|_| Fault::Encoding)?;
        // The empty line is counted, and not part of the head.
        let line_ends = 2 * (lines.count - 1);
        if controls(head) != line_ends {
            refuse_bare_controls(head)?;
        }
        let start_line = self.head.get(..start_line.len()).unwrap_or_default();
        Ok((start_line, bytes.get(lines.at..).unwrap_or_default()))
    }

    fn last(&mut self) -> Option<&mut Span> {
        self.spans.get_mut(self.count.checked_sub(1)?)
    }

    fn add(&mut self, span: Span) -> Result<(), Fault> {
        *self.spans.get_mut(self.count).ok_or(Fault::TooManyFields)? = span;
        self.count += 1;
        if let Some(name) = span.known {
            if self.seen & bit(name) & SINGLE != 0 {
                return Err(Fault::Repeated(name));
            }
            self.seen |= bit(name);
        }
        Ok(())
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
        let colon = memchr::memchr(b':', line).ok_or(Fault::HeaderLine)?;
        let (name, value) = line.split_at_checked(colon).unwrap_or_default();
        let name = trimmed_end(name);
        let value = value.get(1..).unwrap_or_default();
        let known = HeaderName::from_bytes(name);
        if known.is_none() && (name.is_empty() || !name.iter().all(|byte| is(*byte, TOKEN))) {
            return Err(Fault::HeaderLine);
        }
        let start = at + line.len() - trimmed_start(value).len();
        Ok(Self {
            known,
            name_length: u8::try_from(name.len()).map_err(|_| Fault::HeaderLine)?,
            name: offset(at),
            start: offset(start),
            end: offset(start + trimmed_end(trimmed_start(value)).len()),
        })
    }

    /// Appends a continuation line to the value.
    fn fold(&mut self, line: &[u8], at: usize) {
        let text = trimmed_end(trimmed_start(line));
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

/// The lines of a message.
struct Lines<'a> {
    bytes: &'a [u8],
    feeds: memchr::Memchr<'a>,
    /// Where the next line begins.
    at: usize,
    count: usize,
}

impl<'a> Lines<'a> {
    /// The next line, without the CR LF that ends it, and where it begins.
    #[inline]
    fn next(&mut self) -> Result<(usize, &'a [u8]), Fault> {
        let feed = self.feeds.next().ok_or(Fault::Unterminated)?;
        let line = self.bytes.get(self.at..feed).unwrap_or_default();
        let line = line.strip_suffix(b"\r").ok_or(Fault::LineEnd)?;
        let begin = core::mem::replace(&mut self.at, feed + 1);
        self.count += 1;
        Ok((begin, line))
    }
}

/// Counts control bytes, line ends included, in steps that fit one byte so that the loop runs on vectors.
fn controls(head: &[u8]) -> usize {
    let is_control = |byte: u8| (byte < b' ') | (byte == 0x7f);
    let count = |step: &[u8]| {
        step.iter()
            .fold(0u8, |count, byte| count + u8::from(is_control(*byte)))
    };
    head.chunks(128).map(|step| usize::from(count(step))).sum()
}

/// Refuses a control byte that is neither a tab, nor of a line end, nor behind a backslash. Every LF follows a CR.
fn refuse_bare_controls(head: &[u8]) -> Result<(), Fault> {
    let mut escaped = false;
    let mut rest = head;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match (byte, after) {
            (b'\r', [b'\n', after @ ..]) => rest = after,
            (b'\r', _) => return Err(Fault::LineEnd),
            (b'\t', _) => {}
            (0..=0x1f | 0x7f, _) if !escaped => return Err(Fault::Control),
            _ => {}
        }
        escaped = byte == b'\\' && !escaped;
    }
    Ok(())
}

/// Header fields that hold one value and must not be repeated.
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

fn trimmed_end(text: &[u8]) -> &[u8] {
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
