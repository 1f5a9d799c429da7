//! The shortest number on which settings and binary differ; of the shortest the first in the order of symbols.

use std::collections::{BTreeSet, HashSet};

use crate::meaning::Outcome;
use crate::product::contexts::Contexts;
use crate::product::place::{Place, symbols};
use crate::product::walk::Walker;
use crate::product::{Sides, naive};
use crate::report::Difference;
use crate::table::Table;
use crate::table::automaton::Entry;

/// A beginning that stands for all of its length and context at one pair.
struct Beginning {
    dialled: String,
    at: Entry,
    place: Place,
    context: u32,
}

/// Searches behind the given beginnings, which have one length, for the shortest number of at most 64 symbols that
/// comes out differently.
pub(crate) fn shortest(
    sides: &Sides<'_, '_, '_>,
    walker: &mut Walker<'_, '_, '_>,
    from: Vec<(String, Entry, Place)>,
) -> Option<Difference> {
    let mut contexts = Contexts::new([sides.settings, sides.binary], &rewritings(sides));
    let begin = |(dialled, at, place): (String, Entry, Place)| {
        let context = contexts.of(&dialled);
        Beginning {
            dialled,
            at,
            place,
            context,
        }
    };
    let mut level: Vec<Beginning> = from.into_iter().map(begin).collect();
    for _ in 0..=MOST_SYMBOLS {
        let differing = level
            .iter()
            .find_map(|beginning| difference(sides, walker, beginning));
        if differing.is_some() {
            return differing;
        }
        let mut seen = HashSet::new();
        let mut longer = Vec::new();
        for beginning in level
            .iter()
            .filter(|beginning| beginning.dialled.len() < MOST_SYMBOLS)
        {
            for symbol in symbols(beginning.dialled.is_empty()) {
                let (at, place) = walker.step(beginning.at, beginning.place, symbol);
                if walker.is_settled(at, place) && walker.ends_alike(at, place) {
                    continue;
                }
                let context = contexts.step(beginning.context, symbol);
                if seen.insert((at, place, context)) {
                    let dialled = format!("{}{}", beginning.dialled, char::from(symbol));
                    longer.push(Beginning {
                        dialled,
                        at,
                        place,
                        context,
                    });
                }
            }
        }
        level = longer;
    }
    None
}

/// Every rewriting of either side, and the number as it is.
fn rewritings(sides: &Sides<'_, '_, '_>) -> BTreeSet<(u8, String)> {
    let written = sides
        .plan
        .routes
        .iter()
        .map(|route| (route.strip, route.prepend.clone()));
    let Table { bytes, blocks, .. } = sides.rows.table;
    let held = blocks.records(bytes, "choices").into_iter().map(|record| {
        (
            record.byte(6),
            blocks.text(record.word(8)).ok().flatten().unwrap_or_default(),
        )
    });
    written.chain(held).chain([(0, String::new())]).collect()
}

fn difference(
    sides: &Sides<'_, '_, '_>,
    walker: &mut Walker<'_, '_, '_>,
    beginning: &Beginning,
) -> Option<Difference> {
    let Beginning {
        dialled, at, place, ..
    } = beginning;
    if dialled.is_empty() || walker.ends_alike(*at, *place) {
        return None;
    }
    let (held, in_row) = walker.binary_end(*at);
    let claimed = walker.ground.meaning(*place, &mut walker.meanings);
    let more = walker.ground.has_more(*place);
    let settings = sides
        .settings
        .outcomes(walker.meanings.get(claimed), dialled, more);
    let binary = sides.binary.outcomes(walker.meanings.get(held), dialled, in_row);
    if settings == binary {
        return None;
    }
    // The words come from the plain reading, so that a fault of the walk shows.
    let plain = sides.settings.outcomes(
        &naive::meaning(sides.plan, dialled),
        dialled,
        naive::has_more(sides.plan, dialled),
    );
    let class = plain.iter().zip(&binary).position(|(one, other)| one != other);
    let say = |outcomes: &[Outcome], side: &crate::meaning::Rewriting| {
        outcomes
            .get(class.unwrap_or(0))
            .map(|outcome| side.say(outcome))
            .unwrap_or_default()
    };
    Some(Difference {
        number: dialled.clone(),
        class: sides.plan.classes.get(class.unwrap_or(0)).cloned(),
        settings: say(&plain, sides.settings),
        binary: say(&binary, sides.binary),
    })
}

/// Longer numbers are illegal before they are looked up.
const MOST_SYMBOLS: usize = 64;
