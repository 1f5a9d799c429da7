//! Reads JSON (RFC 8259) and keeps the place of every value. Nothing is repaired, and a key that is written twice in
//! one object is refused.

use std::borrow::Cow;
use std::collections::BTreeSet;

/// A value and the byte at which it begins.
#[derive(Debug)]
pub(crate) struct Node<'t> {
    pub(crate) at: usize,
    pub(crate) value: Value<'t>,
}

/// What was written.
#[derive(Debug)]
pub(crate) enum Value<'t> {
    Null,
    Boolean(bool),
    Number(&'t str),
    Text(Cow<'t, str>),
    List(Vec<Node<'t>>),
    Object(Vec<Member<'t>>),
}

/// A key of an object with its value.
#[derive(Debug)]
pub(crate) struct Member<'t> {
    pub(crate) at: usize,
    pub(crate) key: Cow<'t, str>,
    pub(crate) value: Node<'t>,
}

/// Why a text has no meaning, and the byte at which that shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) at: usize,
    pub(crate) text: String,
}

impl Fault {
    pub(crate) fn new(at: usize, text: impl Into<String>) -> Fault {
        Fault {
            at,
            text: text.into(),
        }
    }

    /// `line:column: what`, both counted from one, columns in characters.
    pub(crate) fn placed(&self, source: &str) -> String {
        let before = source.get(..self.at).unwrap_or(source);
        let line = before.bytes().filter(|&byte| byte == b'\n').count() + 1;
        let column = before.chars().rev().take_while(|&symbol| symbol != '\n').count() + 1;
        format!("{line}:{column}: {}", self.text)
    }
}

/// Reads one value and nothing after it.
pub(crate) fn read(text: &str) -> Result<Node<'_>, Fault> {
    let mut reader = Reader { text, at: 0 };
    let node = reader.value(0)?;
    reader.space();
    if reader.at < text.len() {
        return Err(reader.fault("something follows the value"));
    }
    Ok(node)
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    fn value(&mut self, depth: usize) -> Result<Node<'t>, Fault> {
        self.space();
        let at = self.at;
        let value = match self.peek() {
            _ if depth > MOST_NESTED => return Err(self.fault("values are nested too deeply")),
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.list(depth)?,
            Some(b'"') => Value::Text(self.string()?),
            Some(b'-' | b'0'..=b'9') => Value::Number(self.number()?),
            _ => self.word()?,
        };
        Ok(Node { at, value })
    }

    fn object(&mut self, depth: usize) -> Result<Value<'t>, Fault> {
        let mut members: Vec<Member<'t>> = Vec::new();
        let mut keys = BTreeSet::new();
        self.at += 1;
        self.space();
        if self.take(b'}') {
            return Ok(Value::Object(members));
        }
        loop {
            self.space();
            let at = self.at;
            if self.peek() != Some(b'"') {
                return Err(self.fault("a key in quotation marks is wanted"));
            }
            let key = self.string()?;
            if !keys.insert(key.clone()) {
                return Err(Fault::new(at, format!("the key `{key}` is written twice")));
            }
            self.space();
            self.demand(b':', "`:` is wanted after a key")?;
            let value = self.value(depth + 1)?;
            members.push(Member { at, key, value });
            self.space();
            if !self.take(b',') {
                self.demand(b'}', "`,` or `}` is wanted")?;
                return Ok(Value::Object(members));
            }
        }
    }

    fn list(&mut self, depth: usize) -> Result<Value<'t>, Fault> {
        let mut items = Vec::new();
        self.at += 1;
        self.space();
        if self.take(b']') {
            return Ok(Value::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.space();
            if !self.take(b',') {
                self.demand(b']', "`,` or `]` is wanted")?;
                return Ok(Value::List(items));
            }
        }
    }

    fn word(&mut self) -> Result<Value<'t>, Fault> {
        let words = [
            ("true", Value::Boolean(true)),
            ("false", Value::Boolean(false)),
            ("null", Value::Null),
        ];
        for (word, value) in words {
            if self.rest().starts_with(word) {
                self.at += word.len();
                return Ok(value);
            }
        }
        Err(self.fault("a value is wanted"))
    }

    fn number(&mut self) -> Result<&'t str, Fault> {
        let begin = self.at;
        self.take(b'-');
        if !self.take(b'0') {
            self.digits()?;
        }
        if self.take(b'.') {
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            let _ = self.take(b'+') || self.take(b'-');
            self.digits()?;
        }
        Ok(self.text.get(begin..self.at).unwrap_or_default())
    }

    fn digits(&mut self) -> Result<(), Fault> {
        let begin = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at == begin {
            return Err(self.fault("a digit is wanted"));
        }
        Ok(())
    }

    fn string(&mut self) -> Result<Cow<'t, str>, Fault> {
        self.at += 1;
        let mut out = Cow::Borrowed("");
        loop {
            let begin = self.at;
            while !matches!(self.peek(), None | Some(b'"' | b'\\' | 0..=0x1f)) {
                self.at += 1;
            }
            let plain = self.text.get(begin..self.at).unwrap_or_default();
            if out.is_empty() {
                out = Cow::Borrowed(plain);
            } else {
                out.to_mut().push_str(plain);
            }
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => out.to_mut().push(self.escape()?),
                _ => return Err(self.fault("a string does not end")),
            }
        }
    }

    fn escape(&mut self) -> Result<char, Fault> {
        self.at += 1;
        let letter = self.peek();
        self.at += 1;
        Ok(match letter {
            Some(letter @ (b'"' | b'\\' | b'/')) => char::from(letter),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => self.code_point()?,
            _ => return Err(self.fault("an escape that JSON does not have")),
        })
    }

    fn code_point(&mut self) -> Result<char, Fault> {
        let first = self.four_digits()?;
        if let Some(symbol) = char::from_u32(first) {
            return Ok(symbol);
        }
        if !self.rest().starts_with("\\u") {
            return Err(self.fault("half of a surrogate pair"));
        }
        self.at += 2;
        let second = self.four_digits()?;
        char::decode_utf16([first, second].map(|unit| u16::try_from(unit).unwrap_or_default()))
            .next()
            .and_then(Result::ok)
            .ok_or_else(|| self.fault("half of a surrogate pair"))
    }

    fn four_digits(&mut self) -> Result<u32, Fault> {
        let digits = self
            .rest()
            .get(..4)
            .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let unit = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let unit = unit.ok_or_else(|| self.fault("four hexadecimal digits are wanted"))?;
        self.at += 4;
        Ok(unit)
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn demand(&mut self, byte: u8, otherwise: &str) -> Result<(), Fault> {
        if self.take(byte) {
            Ok(())
        } else {
            Err(self.fault(otherwise))
        }
    }

    fn fault(&self, text: &str) -> Fault {
        Fault::new(self.at, text)
    }
}

/// Deeper values are no settings; a bound keeps the reader off the end of the stack.
const MOST_NESTED: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        read(text)
            .map(|node| format!("{node:?}"))
            .expect_err("it is refused")
            .placed(text)
    }

    #[test]
    fn values_keep_their_places() {
        let node = read(" {\"a\": [1, \"x\\u00e9\\ud83d\\ude00\\n\"]}").expect("it is JSON");
        let Value::Object(members) = node.value else {
            panic!("an object")
        };
        let Value::List(items) = &members[0].value.value else {
            panic!("a list")
        };
        assert_eq!((members[0].at, members[0].value.at, items[1].at), (2, 7, 11));
        assert!(matches!(&items[1].value, Value::Text(text) if text == "x\u{e9}\u{1f600}\n"));
    }

    #[test]
    fn what_is_not_json_is_refused_with_its_place() {
        assert_eq!(
            refused("{\"a\": 1,\n \"a\": 2}"),
            "2:2: the key `a` is written twice"
        );
        assert_eq!(refused("[1,]"), "1:4: a value is wanted");
        assert_eq!(refused("{} {}"), "1:4: something follows the value");
        assert_eq!(refused("\"\\ud800x\""), "1:8: half of a surrogate pair");
        assert_eq!(refused("[01]"), "1:3: `,` or `]` is wanted");
        assert_eq!(refused("// no"), "1:1: a value is wanted");
        assert_eq!(refused(&"[".repeat(100)), "1:66: values are nested too deeply");
    }
}
