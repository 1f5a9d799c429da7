//! Two beginnings of equal length that every rewriting and every number format treats alike have one context. The
//! search for the shortest differing number keeps one beginning for each.

use std::collections::{BTreeMap, BTreeSet};

use crate::meaning::Rewriting;
use crate::numbering::Numbering;

/// The contexts of all beginnings that were met.
pub(crate) struct Contexts<'r> {
    views: Vec<View<'r>>,
    states: Vec<Vec<Context>>,
    positions: BTreeMap<Vec<Context>, u32>,
    steps: BTreeMap<(u32, u8), u32>,
}

/// One way in which a number is looked at: rewritten so, by that side.
struct View<'r> {
    numbering: &'r Numbering,
    strip: u8,
    prepend: String,
    /// Beginnings of all texts that could still become something particular.
    particular: BTreeSet<String>,
}

/// What matters of one view of a beginning.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Context {
    /// So many symbols are still removed.
    Removing(u8),
    /// It may still become something particular.
    Text(String),
    /// It is like all others that are read so; `home` has the own country code; `digits` says that nothing else follows.
    Like {
        reading: Spelling,
        home: bool,
        digits: bool,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Spelling {
    Plus,
    International,
    National,
    Own,
}

impl<'r> Contexts<'r> {
    pub(crate) fn new(sides: [&'r Rewriting; 2], rewritings: &BTreeSet<(u8, String)>) -> Contexts<'r> {
        let views = sides.iter().flat_map(|side| {
            let particular = particular(side);
            rewritings.iter().map(move |(strip, prepend)| View {
                numbering: &side.numbering,
                strip: *strip,
                prepend: prepend.clone(),
                particular: particular.clone(),
            })
        });
        let views: Vec<View<'r>> = views.collect();
        let start: Vec<_> = views.iter().map(View::start).collect();
        Contexts {
            positions: BTreeMap::from([(start.clone(), 0)]),
            states: vec![start],
            views,
            steps: BTreeMap::new(),
        }
    }

    /// The context of a beginning.
    pub(crate) fn of(&mut self, dialled: &str) -> u32 {
        dialled
            .bytes()
            .fold(0, |context, symbol| self.step(context, symbol))
    }

    pub(crate) fn step(&mut self, from: u32, symbol: u8) -> u32 {
        if let Some(to) = self.steps.get(&(from, symbol)) {
            return *to;
        }
        let state = usize::try_from(from)
            .ok()
            .and_then(|from| self.states.get(from))
            .cloned()
            .unwrap_or_default();
        let next: Vec<_> = state
            .iter()
            .zip(&self.views)
            .map(|(context, view)| view.step(context, symbol))
            .collect();
        let new = u32::try_from(self.states.len()).unwrap_or(u32::MAX);
        let to = *self.positions.entry(next.clone()).or_insert(new);
        if to == new {
            self.states.push(next);
        }
        self.steps.insert((from, symbol), to);
        to
    }
}

impl View<'_> {
    fn start(&self) -> Context {
        if self.strip == 0 {
            self.of(self.prepend.clone())
        } else {
            Context::Removing(self.strip)
        }
    }

    fn step(&self, context: &Context, symbol: u8) -> Context {
        match context {
            Context::Removing(1) => self.of(self.prepend.clone()),
            Context::Removing(left) => Context::Removing(left.saturating_sub(1)),
            Context::Text(text) => self.of(format!("{text}{}", char::from(symbol))),
            Context::Like {
                reading,
                home,
                digits,
            } => Context::Like {
                reading: *reading,
                home: *home,
                digits: *digits && symbol.is_ascii_digit(),
            },
        }
    }

    fn of(&self, text: String) -> Context {
        if self.particular.contains(&text) {
            return Context::Text(text);
        }
        let numbering = self.numbering;
        let read = numbering.reading(&text);
        let reading = match read.as_str() {
            read if read == text && text.starts_with('+') => Spelling::Plus,
            read if read == text => Spelling::Own,
            _ if text.starts_with(&numbering.international) => Spelling::International,
            _ => Spelling::National,
        };
        let rest = read.strip_prefix('+').unwrap_or_default();
        Context::Like {
            reading,
            home: reading != Spelling::Own && rest.starts_with(&numbering.country),
            digits: reading != Spelling::Own && rest.bytes().all(|symbol| symbol.is_ascii_digit()),
        }
    }
}

/// Every beginning of: the prefixes of numbering, with the own country code behind, and the spellings of everything
/// that some format would write as an emergency number.
fn particular(side: &Rewriting) -> BTreeSet<String> {
    let Numbering {
        country,
        international,
        national,
    } = &side.numbering;
    let mut whole = BTreeSet::from([
        format!("+{country}"),
        format!("{international}{country}"),
        national.clone(),
    ]);
    for number in &side.emergency {
        whole.insert(number.clone());
        let forms = [
            number.strip_prefix('+').map(str::to_owned),
            Some(number.clone()),
            number.strip_prefix("00").map(str::to_owned),
            number
                .strip_prefix(national.as_str())
                .map(|home| format!("{country}{home}")),
        ];
        for digits in forms.into_iter().flatten() {
            whole.insert(format!("+{digits}"));
            whole.insert(format!("{international}{digits}"));
            whole.extend(
                digits
                    .strip_prefix(country.as_str())
                    .map(|home| format!("{national}{home}")),
            );
        }
    }
    let beginnings = whole
        .iter()
        .flat_map(|text| (0..=text.len()).filter_map(|end| text.get(..end)));
    beginnings.map(str::to_owned).collect()
}
