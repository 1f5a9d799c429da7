//! The numbers that a gateway may be sent for somebody, as a set that answers exactly whether it holds all of others.

use std::collections::BTreeMap;
use std::ops::Bound;

use routing_table::layout::automaton::SYMBOLS;

use crate::analysis::reach::Reached;
use crate::analysis::space::{Outcome, Reach, Region, Rest, SentTo};

/// Numbers sent, as regions by what they begin with. A region's lengths are those of the number sent, which may have more symbols than
/// can be dialled.
#[derive(Debug, Default)]
pub(super) struct SentNumbers(BTreeMap<String, Vec<Region>>);

impl SentNumbers {
    /// What a gateway is sent for numbers that reach it; their outcomes hold its attempts alone.
    pub(super) fn of(reached: &[Reached<'_>]) -> Self {
        let mut sent = SentNumbers::default();
        for reached in reached {
            for region in regions(&reached.region, &reached.side.outcome) {
                let same = sent.0.entry(region.symbols.clone()).or_default();
                same.push(region);
            }
        }
        sent
    }

    /// The shortest number of `region` that is not among them.
    pub(super) fn lack(&self, region: &Region) -> Option<String> {
        let Reach::Prefix { least, most, rest } = region.reach else {
            return (!self.hold(&region.symbols)).then(|| region.symbols.clone());
        };
        if !self.go_on_behind(&region.symbols) {
            return samples(region).find(|number| !self.hold(number));
        }
        let here = &region.symbols;
        let ends_here = region.contains(here) && !self.hold(here);
        let mut shortest = ends_here.then(|| here.clone());
        for &symbol in SYMBOLS.iter().filter(|symbol| **symbol != b'+') {
            let rest = match (rest, symbol.is_ascii_digit()) {
                (Rest::Digits, false) => continue,
                (Rest::Mixed, false) => Rest::Any,
                (rest, _) => rest,
            };
            let symbols = format!("{here}{}", char::from(symbol));
            let least = least.max(symbols.len() + usize::from(rest == Rest::Mixed));
            if least > most {
                continue;
            }
            let reach = Reach::Prefix { least, most, rest };
            let lacking = self.lack(&Region { symbols, reach });
            let shorter =
                |lacking: &String| shortest.as_ref().is_none_or(|known| lacking.len() < known.len());
            shortest = lacking.filter(shorter).or(shortest);
        }
        shortest
    }

    fn hold(&self, number: &str) -> bool {
        let ends = (0..=number.len()).filter(|end| number.is_char_boundary(*end));
        let mut parts = ends.map(|end| number.split_at(end));
        parts.any(|(symbols, rest)| {
            // A `+` is dialled first or not at all, and so never belongs to the rest.
            let regions = self.0.get(symbols).filter(|_| !rest.contains('+'));
            regions.is_some_and(|regions| regions.iter().any(|region| region.contains(number)))
        })
    }

    /// Whether some of them begin with these symbols and more.
    fn go_on_behind(&self, symbols: &str) -> bool {
        let behind = (Bound::Excluded(symbols), Bound::Unbounded);
        let mut behind = self.0.range::<str, _>(behind);
        behind.next().is_some_and(|(next, _)| next.starts_with(symbols))
    }
}

/// What is sent for the numbers of a region: for each attempt a fixed text, and the open rest of what was dialled.
pub(super) fn regions(dialled: &Region, outcome: &Outcome<'_>) -> Vec<Region> {
    let of_text = |text: &String| Region {
        symbols: text.clone(),
        reach: match dialled.reach {
            Reach::Exact => Reach::Exact,
            Reach::Prefix { least, most, rest } => {
                let sent = |length: usize| length.saturating_sub(dialled.symbols.len()) + text.len();
                Reach::Prefix {
                    least: sent(least),
                    most: sent(most),
                    rest,
                }
            }
        },
    };
    match outcome {
        Outcome::Attempts(attempts) => attempts.iter().map(|sent| of_text(&sent.text)).collect(),
        Outcome::Emergency { targets, .. } => {
            let number = |target: &SentTo<'_>| match target {
                SentTo::Gateway(_, number) => Some(Region::exact(number)),
                SentTo::Station(_) => None,
            };
            targets.iter().filter_map(number).collect()
        }
        Outcome::Station(_) | Outcome::Refuse(_) => Vec::new(),
    }
}

/// One number of each length and kind, shortest first: they stand for all where only these matter.
fn samples(region: &Region) -> impl Iterator<Item = String> {
    let lengths = match region.reach {
        Reach::Exact => region.symbols.len()..=region.symbols.len(),
        Reach::Prefix { least, most, .. } => least..=most,
    };
    let of_length = |length: usize| {
        let open = length.saturating_sub(region.symbols.len());
        let digits = format!("{}{}", region.symbols, "0".repeat(open));
        let mixed = open.checked_sub(1);
        let mixed = mixed.map(|zeros| format!("{}{}*", region.symbols, "0".repeat(zeros)));
        [Some(digits), mixed].into_iter().flatten()
    };
    lengths
        .flat_map(of_length)
        .filter(|number| region.contains(number))
}
