//! What is left to each prefix: the numbers for which it is the longest. Longer prefixes take numbers away, and so do the numbers of
//! stations, emergency numbers, and prefixes by which numbers are spelled.
//!
//! How many digits a number has is all that a route asks of it behind its prefix, so that a set of counts says everything.

use super::draft::Draft;
use super::prefixes::{Prefixes, Row, canonical};
use crate::plan::Numbering;
use crate::source::Span;
use routing_table::MAX_SYMBOLS;

/// Every prefix of the plan with what is left to it, sorted by canonical prefix.
pub(super) struct Remaining<'p> {
    nodes: Vec<Node<'p>>,
    exact: Vec<Exact<'p>>,
}

/// One canonical prefix.
pub(super) struct Node<'p> {
    pub(super) canonical: &'p str,
    pub(super) rows: &'p [Row<'p>],
    /// The next shorter prefix, by position.
    pub(super) parent: Option<usize>,
    /// Behind the last longer prefix, by position.
    end: usize,
    /// The numbers of digits that begin so, and those that are left.
    pub(super) digits: Share,
    /// Likewise the numbers with another symbol.
    pub(super) mixed: Share,
}

/// Numbers by how many digits count: bit `n` is set when some number has `n`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Share {
    pub(super) all: u128,
    pub(super) left: u128,
}

/// A number that is decided as a whole.
struct Exact<'p> {
    number: &'p str,
    span: Option<Span>,
}

/// Something that takes numbers away from a prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taker<'p> {
    /// A longer prefix, by position.
    Prefix(usize),
    /// The number of a station or an emergency number.
    Number(&'p str, Span),
}

impl<'p> Remaining<'p> {
    pub(super) fn of(draft: &'p Draft<'_>, prefixes: &'p Prefixes<'_>) -> Self {
        let mut nodes: Vec<Node<'p>> = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        for (index, (canonical, rows)) in prefixes.iter().enumerate() {
            let begins = |&at: &usize| {
                let node: Option<&Node<'_>> = nodes.get(at);
                node.is_some_and(|node| canonical.starts_with(node.canonical))
            };
            let closed = open.iter().position(|at| !begins(at)).unwrap_or(open.len());
            for at in open.drain(closed..) {
                if let Some(node) = nodes.get_mut(at) {
                    node.end = index;
                }
            }
            nodes.push(Node {
                canonical,
                rows,
                parent: open.last().copied(),
                end: usize::MAX,
                digits: Share::default(),
                mixed: Share::default(),
            });
            open.push(index);
        }
        let mut remaining = Remaining {
            nodes,
            exact: exact(draft),
        };
        for index in 0..remaining.nodes.len() {
            let shares = remaining.shares(draft.plan.numbering(), index);
            if let Some(node) = remaining.nodes.get_mut(index) {
                (node.digits, node.mixed) = shares;
            }
        }
        remaining
    }

    /// All prefixes, each after those that begin it.
    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, &Node<'p>)> {
        self.nodes.iter().enumerate()
    }

    pub(super) fn node(&self, index: usize) -> Option<&Node<'p>> {
        self.nodes.get(index)
    }

    /// A prefix and every shorter one, the longest first.
    pub(super) fn upwards(&self, index: usize) -> impl Iterator<Item = &Node<'p>> {
        std::iter::successors(self.nodes.get(index), |node| self.nodes.get(node.parent?))
    }

    /// What takes numbers of these counts away from a prefix: it leaves none of them, and each is needed for that.
    pub(super) fn takers(&self, index: usize, counts: u128) -> Vec<Taker<'p>> {
        let Some(node) = self.nodes.get(index) else {
            return Vec::new();
        };
        let share = |other: &Node<'_>| {
            if node.of_digits() {
                other.digits
            } else {
                other.mixed
            }
        };
        let longer = self
            .longer(index)
            .filter(|(_, longer)| share(longer).all & counts != 0)
            .map(|(at, _)| Taker::Prefix(at));
        let numbers = self.exact_of(index).iter().filter(|exact| {
            let under = |(_, longer): (usize, &Node<'_>)| exact.number.starts_with(longer.canonical);
            counts & bit(exact.number.len()) != 0 && !self.longer(index).any(under)
        });
        longer
            .chain(numbers.filter_map(|exact| Some(Taker::Number(exact.number, exact.span?))))
            .collect()
    }

    /// The next longer prefixes, none of which begins another.
    fn longer(&self, index: usize) -> impl Iterator<Item = (usize, &Node<'p>)> {
        let end = self.nodes.get(index).map_or(0, |node| node.end);
        let mut next = index + 1;
        std::iter::from_fn(move || {
            let at = next;
            let node = self.nodes.get(at).filter(|_| at < end)?;
            next = node.end;
            Some((at, node))
        })
    }

    /// The whole numbers that begin with a prefix; and what is read as another number begins with its own length.
    fn exact_of(&self, index: usize) -> &[Exact<'p>] {
        let Some(node) = self.nodes.get(index) else {
            return &[];
        };
        let first = self.exact.partition_point(|exact| exact.number < node.canonical);
        let rest = self.exact.get(first..).unwrap_or_default();
        let count = rest.partition_point(|exact| exact.number.starts_with(node.canonical));
        rest.get(..count).unwrap_or_default()
    }

    /// The numbers of digits and the others.
    fn shares(&self, numbering: &Numbering, index: usize) -> (Share, Share) {
        let Some(node) = self.nodes.get(index) else {
            return Default::default();
        };
        let longer = self
            .longer(index)
            .map(|(_, longer)| (longer.canonical, Part::Whole));
        let mut taken: Vec<(&str, Part)> = longer.collect();
        for exact in self.exact_of(index) {
            let part = if exact.span.is_some() {
                Part::Number
            } else {
                Part::Whole
            };
            if !taken
                .iter()
                .any(|(prefix, part)| *part == Part::Whole && exact.number.starts_with(prefix))
            {
                taken.push((exact.number, part));
            }
        }
        taken.sort_unstable();
        let (mut all, mut left) = (Lengths::default(), Lengths::default());
        all.open(node.canonical.len(), node.of_digits());
        left.leave(&taken, node.canonical.len(), node.of_digits());
        let digits = |lengths: Lengths| match node.canonical.starts_with('+') {
            true => lengths.digits >> 1,
            false => lengths.digits,
        };
        let mixed = |lengths: Lengths| spelled(numbering, node.canonical, lengths.mixed);
        (
            Share {
                all: digits(all),
                left: digits(left),
            },
            Share {
                all: mixed(all),
                left: mixed(left),
            },
        )
    }
}

impl Node<'_> {
    /// Whether the prefix is of digits, so that most of its numbers are.
    pub(super) fn of_digits(&self) -> bool {
        let digits = self.canonical.trim_start_matches('+');
        digits.bytes().all(|symbol| symbol.is_ascii_digit())
    }

    /// The numbers that a prefix is written for.
    pub(super) fn share(&self) -> Share {
        if self.of_digits() { self.digits } else { self.mixed }
    }
}

/// The counts of numbers with another symbol, every dialled symbol of which counts, by their lengths in the one form for all spellings.
fn spelled(numbering: &Numbering, canonical: &str, lengths: u128) -> u128 {
    let Some(rest) = canonical.strip_prefix('+') else {
        return lengths;
    };
    let instead = |gone: usize, prefix: &str| lengths >> gone << prefix.len();
    let international = numbering
        .international_prefix()
        .map_or(0, |prefix| instead(1, prefix));
    let country = numbering
        .country_code()
        .filter(|country| rest.starts_with(country) || country.starts_with(rest));
    let national = country.zip(numbering.national_prefix());
    let national = national.map_or(0, |(country, prefix)| instead(1 + country.len(), prefix));
    (lengths | international | national) & from(0)
}

/// Stations and emergency numbers, and the prefixes behind which a number is read anew, sorted. What has several
/// spellings is not among them: the others are left.
fn exact<'p>(draft: &'p Draft<'_>) -> Vec<Exact<'p>> {
    let plan = &draft.plan;
    let stations = plan
        .stations()
        .iter()
        .map(|station| (station.number(), station.span()));
    let emergency = plan
        .emergency()
        .iter()
        .map(|entry| (entry.number(), entry.span()));
    let numbers = stations.chain(emergency).map(|(number, span)| Exact {
        number,
        span: Some(span),
    });
    let numbering = plan.numbering();
    let national = numbering
        .national_prefix()
        .filter(|_| numbering.country_code().is_some());
    let readings = numbering.international_prefix().into_iter().chain(national);
    let readings = readings.map(|number| Exact { number, span: None });
    let as_dialled = |exact: &Exact<'_>| {
        exact.span.is_none()
            || canonical(numbering, exact.number) == exact.number && !exact.number.starts_with('+')
    };
    let mut exact: Vec<Exact<'p>> = numbers.chain(readings).filter(as_dialled).collect();
    exact.sort_by_key(|exact| exact.number);
    exact
}

/// How much of the numbers behind some symbols is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Number,
    Whole,
}

/// Numbers of digits, and others, by how many symbols they have.
#[derive(Default, Clone, Copy)]
struct Lengths {
    digits: u128,
    mixed: u128,
}

impl Lengths {
    /// Everything that begins with so many symbols, which are digits or not.
    fn open(&mut self, symbols: usize, digits: bool) {
        if digits {
            self.digits |= from(symbols);
            self.mixed |= from(symbols + 1);
        } else {
            self.mixed |= from(symbols);
        }
    }

    /// What `taken`, sorted, leaves of the numbers that begin with the first `depth` symbols of each of its entries.
    fn leave(&mut self, taken: &[(&str, Part)], depth: usize, digits: bool) {
        let ending = taken
            .iter()
            .take_while(|(symbols, _)| symbols.len() == depth)
            .count();
        let (here, longer) = taken.split_at(ending);
        if here.iter().any(|(_, part)| *part == Part::Whole) {
            return;
        }
        if longer.is_empty() && here.is_empty() {
            return self.open(depth, digits);
        }
        match (here.is_empty(), digits) {
            (false, _) => {}
            (true, true) => self.digits |= bit(depth),
            (true, false) => self.mixed |= bit(depth),
        }
        let next = |symbols: &str| symbols.as_bytes().get(depth).copied().unwrap_or_default();
        let (mut digits_named, mut others_named) = (0, 0);
        for group in longer.chunk_by(|(one, _), (other, _)| next(one) == next(other)) {
            let digit = group
                .first()
                .is_some_and(|(symbols, _)| next(symbols).is_ascii_digit());
            *(if digit {
                &mut digits_named
            } else {
                &mut others_named
            }) += 1;
            self.leave(group, depth + 1, digits && digit);
        }
        if digits_named < DIGITS {
            self.open(depth + 1, digits);
        }
        if others_named < OTHERS {
            self.open(depth + 1, false);
        }
    }
}

/// The set of one count; counts are at most [`MAX_SYMBOLS`].
pub(super) fn bit(count: usize) -> u128 {
    1 << count.min(MAX_SYMBOLS + 1) & from(0)
}

/// The set of every count from `least` on.
pub(super) fn from(least: usize) -> u128 {
    let all = (1 << (MAX_SYMBOLS + 1)) - 1;
    all >> least.min(MAX_SYMBOLS + 1) << least.min(MAX_SYMBOLS + 1)
}

/// Digits, and the other symbols that may follow the first.
const DIGITS: usize = 10;
const OTHERS: usize = 6;
