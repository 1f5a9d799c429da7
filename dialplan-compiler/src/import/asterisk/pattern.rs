//! Extensions as prefixes: an exact number, or a pattern whose tail is any symbols.

use crate::import::draft::{LONGEST, is_number};

/// The numbers of an extension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern {
    /// The symbols that may stand at each place.
    places: Vec<Vec<char>>,
    tail: Tail,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tail {
    /// The number ends.
    End,
    /// `.`: at least one more symbol.
    More,
    /// `!`: any symbols, or none.
    Any,
}

/// Why an extension is no prefix, and what to do.
pub(super) type Refusal = (String, &'static str);

impl Pattern {
    /// Reads the name of an extension.
    pub(super) fn read(name: &str) -> Result<Self, Refusal> {
        if name.contains('/') {
            return Err((
                "it depends on the calling number".to_owned(),
                "use classes of service",
            ));
        }
        let Some(pattern) = name.strip_prefix('_') else {
            let number = name.replace('-', "").to_ascii_uppercase();
            if !is_number(&number) {
                return Err((
                    "it is a name in a script, not a number that can be dialled".to_owned(),
                    "nothing, if no phone dials it",
                ));
            }
            return Ok(Pattern {
                places: number.chars().map(|symbol| vec![symbol]).collect(),
                tail: Tail::End,
            });
        };
        let mut places = Vec::new();
        let mut tail = Tail::End;
        let mut symbols = pattern.chars();
        while let Some(symbol) = symbols.next() {
            if tail != Tail::End {
                return Err((
                    "something follows `.` or `!`".to_owned(),
                    "write the prefix in front of it as a route",
                ));
            }
            match symbol {
                // Between places they are for the eye; in a set they span it.
                '-' | ' ' => {}
                '.' => tail = Tail::More,
                '!' => tail = Tail::Any,
                'X' | 'x' => places.push(('0'..='9').collect()),
                'Z' | 'z' => places.push(('1'..='9').collect()),
                'N' | 'n' => places.push(('2'..='9').collect()),
                '[' => {
                    let set: String = symbols.by_ref().take_while(|symbol| *symbol != ']').collect();
                    places.push(class(&set)?);
                }
                symbol => places.push(vec![dialled(symbol)?]),
            }
        }
        Ok(Pattern { places, tail })
    }

    /// Whether it is one number.
    pub(super) fn number(&self) -> Option<String> {
        let single = |place: &Vec<char>| match place.as_slice() {
            [symbol] => Some(*symbol),
            _ => None,
        };
        (self.tail == Tail::End)
            .then(|| self.places.iter().map(single).collect::<Option<String>>())
            .flatten()
    }

    /// Least and greatest number of symbols.
    pub(super) fn lengths(&self) -> (usize, usize) {
        let length = self.places.len();
        match self.tail {
            Tail::End => (length, length),
            Tail::More => (length + 1, LONGEST),
            Tail::Any => (length.max(1), LONGEST),
        }
    }

    /// Whether the tail stands for digits only, which a prefix cannot say.
    pub(super) fn loses_digits_only(&self) -> bool {
        self.prefix_places() < self.places.len()
    }

    /// The prefixes that it stands for; digits at the end are any symbols.
    pub(super) fn prefixes(&self, most: usize) -> Result<Vec<String>, Refusal> {
        let head = self.places.get(..self.prefix_places()).unwrap_or_default();
        let count = head
            .iter()
            .try_fold(1usize, |count, place| count.checked_mul(place.len()));
        let Some(count) = count.filter(|count| *count <= most) else {
            let count = count.map_or_else(|| "too many".to_owned(), |count| count.to_string());
            return Err((
                format!("it stands for {count} prefixes, more than {most}"),
                "raise --expand, or write the route with a shorter prefix",
            ));
        };
        let mut prefixes = Vec::with_capacity(count);
        prefixes.push(String::new());
        for place in head {
            prefixes = prefixes
                .iter()
                .flat_map(|prefix| place.iter().map(move |symbol| format!("{prefix}{symbol}")))
                .collect();
        }
        if prefixes
            .iter()
            .all(|prefix| prefix.is_empty() || is_number(prefix))
        {
            Ok(prefixes)
        } else {
            Err((
                "a number has + only first".to_owned(),
                "write the prefix as it is dialled",
            ))
        }
    }

    /// How Asterisk ranks extensions: from the left, fewer symbols first, an end before a tail.
    pub(super) fn rank(&self) -> Vec<(usize, Vec<char>)> {
        let tail = match self.tail {
            Tail::End => 0,
            Tail::More => 100,
            Tail::Any => 101,
        };
        let places = self.places.iter().map(|place| (place.len(), place.clone()));
        places.chain(std::iter::once((tail, Vec::new()))).collect()
    }

    /// How many places are written into prefixes: all but the digits at the end, and at least one.
    fn prefix_places(&self) -> usize {
        let any = |place: &&Vec<char>| {
            place.len() == 10 && place.first() == Some(&'0') && place.last() == Some(&'9')
        };
        let digits = self.places.iter().rev().take_while(any).count();
        (self.places.len() - digits).max(usize::from(!self.places.is_empty()))
    }
}

fn class(set: &str) -> Result<Vec<char>, Refusal> {
    let symbols: Vec<char> = set.chars().collect();
    let mut class = Vec::new();
    let mut at = 0;
    while let Some(&first) = symbols.get(at) {
        let last = match (symbols.get(at + 1), symbols.get(at + 2)) {
            (Some('-'), Some(&last)) => {
                at += 2;
                last
            }
            _ => first,
        };
        at += 1;
        for symbol in first..=last {
            class.push(dialled(symbol)?);
        }
    }
    class.sort_unstable();
    class.dedup();
    if class.is_empty() {
        return Err(("it has an empty set of symbols".to_owned(), "correct the pattern"));
    }
    Ok(class)
}

fn dialled(symbol: char) -> Result<char, Refusal> {
    let symbol = symbol.to_ascii_uppercase();
    let known = symbol == '+' || is_number(symbol.encode_utf8(&mut [0; 4]));
    known.then_some(symbol).ok_or_else(|| {
        (
            format!("`{symbol}` cannot be dialled"),
            "nothing, if no phone dials it",
        )
    })
}
