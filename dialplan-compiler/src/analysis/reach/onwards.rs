//! Whether a goal lies behind a state of the automaton at all: found once for each state, so that a walk passes over the rest.

use routing_table::automaton::Step;
use routing_table::layout::automaton::SYMBOLS;
use routing_table::names::Names;
use routing_table::{DecisionNumber, Described, GatewayIndex};
use std::collections::BTreeMap;

use super::Goal;
use crate::analysis::subject::View;

/// What is known of a plan's states and rows.
pub(super) struct Onwards<'a, 'g> {
    view: View<'a>,
    goal: Goal<'g>,
    states: BTreeMap<usize, bool>,
    rows: BTreeMap<u32, bool>,
}

impl<'a, 'g> Onwards<'a, 'g> {
    pub(super) fn new(view: View<'a>, goal: Goal<'g>) -> Self {
        Onwards {
            view,
            goal,
            states: BTreeMap::new(),
            rows: BTreeMap::new(),
        }
    }

    /// Whether some row from `step` on may reach the goal. `true` does not say that a caller may.
    pub(super) fn may_reach(&mut self, step: Step) -> bool {
        let state = match step {
            Step::Value(row) => return self.row(row),
            Step::Row(state) => state,
        };
        if let Some(&known) = self.states.get(&state) {
            return known;
        }
        let automaton = self.view.table.automaton();
        let reaches = self.row(automaton.value(step))
            || SYMBOLS
                .into_iter()
                .any(|symbol| self.may_reach(automaton.advance(step, symbol)));
        self.states.insert(state, reaches);
        reaches
    }

    fn row(&mut self, row: u32) -> bool {
        if let Some(&known) = self.rows.get(&row) {
            return known;
        }
        let reaches = match (self.goal, self.view.table.describe(DecisionNumber::new(row))) {
            (Goal::Stations, described) => matches!(described, Described::Station(_)),
            (Goal::Emergencies, described) => matches!(described, Described::Emergency(_)),
            // Which targets an emergency number has is left to the decision itself.
            (Goal::Gateway(_), Described::Emergency(_)) => true,
            (Goal::Gateway(name), Described::Route(route)) => route.choices().any(|choice| {
                let mut attempts = choice.attempts();
                attempts.any(|gateway| is_called(&self.view.names, gateway, name))
            }),
            (Goal::Gateway(_), _) => false,
        };
        self.rows.insert(row, reaches);
        reaches
    }
}

fn is_called(names: &Names<'_>, gateway: GatewayIndex, name: &str) -> bool {
    names.gateway(gateway) == Some(name)
}
