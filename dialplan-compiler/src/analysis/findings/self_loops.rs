//! Self loops, or tromboning: a dialled number that a gateway is sent although it is the ship's own, so that the shore sends
//! the call back, over two channels, to a station on board.
//!
//! A walk follows what is dialled for as long as
//! what is sent can still become one of them, and decides each number on its way.

use std::collections::BTreeSet;

use routing_table::automaton::Step;
use serde::Serialize;

use crate::analysis::own_numbers::{Own, own_from, own_numbers};
use crate::analysis::prove::{Ground, Row};
use crate::analysis::space::{Place, Way};
use crate::analysis::subject::Caller;

/// A number that leaves the ship to come back.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SelfLoop {
    /// What is dialled.
    pub dialled: String,
    /// The gateway that is sent it.
    pub gateway: String,
    /// The ship's own number, as it is sent.
    pub sent: String,
    /// The station that rings in the end.
    pub station: String,
    /// The row that decides.
    pub row: Row,
}

/// Every dialled number that some caller's call takes out of the ship and back, in the order of the numbers.
pub fn self_loops(ground: &Ground<'_>) -> Vec<SelfLoop> {
    let mut walk = Walk {
        ground,
        ways: ground.space.ways(),
        own: own_numbers(&ground.space),
        callers: ground.space.view().callers(),
        found: BTreeSet::new(),
    };
    if !walk.own.is_empty() {
        walk.visit(&ground.space.start());
    }
    walk.found.into_iter().collect()
}

/// A walk along the dialled numbers that may still become one of the ship's own.
struct Walk<'g, 'a> {
    ground: &'g Ground<'a>,
    ways: Vec<Way>,
    /// Sorted by what is sent.
    own: Vec<Own>,
    callers: Vec<Caller>,
    found: BTreeSet<SelfLoop>,
}

impl Walk<'_, '_> {
    fn visit(&mut self, place: &Place) {
        let space = &self.ground.space;
        if !self.may_be_sent_as_own(place) {
            return;
        }
        self.look(&place.text());
        for symbol in place.symbols_after() {
            self.visit(&space.advance(place, symbol));
        }
    }

    /// Whether a number that begins so may be sent as one of the ship's own: by any way while the row is open, else by those of the row.
    fn may_be_sent_as_own(&self, place: &Place) -> bool {
        let space = &self.ground.space;
        if space.precedence_may_follow(place) {
            return true;
        }
        let of_row = match place.step() {
            Step::Value(row) => Some(space.ways_of(row)),
            Step::Row(_) => None,
        };
        let ways = of_row.as_ref().unwrap_or(&self.ways);
        ways.iter()
            .any(|way| match space.sent_so_far(place.decided(), way) {
                None => true,
                Some(sent) => sent.is_some_and(|sent| self.begins_own(&sent)),
            })
    }

    fn begins_own(&self, sent: &[u8]) -> bool {
        let first = own_from(&self.own, sent).first();
        first.is_some_and(|own| own.sent.as_bytes().starts_with(sent))
    }

    /// The number itself, for every caller.
    fn look(&mut self, dialled: &str) {
        for caller in &self.callers {
            let decided = self.ground.space.decide(dialled, *caller);
            for sent in decided.outcome.attempts() {
                let own = own_from(&self.own, sent.text.as_bytes()).iter();
                let own = own.take_while(|own| own.sent == sent.text);
                let own = own.filter(|own| own.gateway == sent.gateway);
                self.found.extend(own.map(|own| SelfLoop {
                    dialled: dialled.to_owned(),
                    gateway: own.gateway.clone(),
                    sent: own.sent.clone(),
                    station: own.station.clone(),
                    row: self.ground.row(decided.row),
                }));
            }
        }
    }
}
