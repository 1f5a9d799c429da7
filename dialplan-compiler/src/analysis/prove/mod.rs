//! Proves requirements about a plan: exact answers for every dialled number, each with the shortest call that shows a failure.
//!
//! One file a question. What becomes of a call is always asked of `Table::decide`, by way of the number space
//! ([`space`](crate::analysis::space)); what a file adds is which calls a question is about, and why those that it asks about stand for
//! all of them. `tests/answers/prove.rs` compares each with a slow twin that tries every short number.

mod always;
mod cells;
mod change;
mod departure;
mod destinations;
mod emergency;
mod emission;
mod equal_spellings;
mod inquiry;
mod never;
mod no_self_loop;
mod proof;
mod seconds;
mod sent_form;
mod set_of_numbers;
mod split;
mod survive;

pub use always::{Always, Rank};
pub use cells::{Cell, Scope, each_cell};
pub use change::{ChangeIntent, DeclaredChange};
pub use departure::{Departure, DepartureKind, Differing};
pub use destinations::{Choice, Destinations};
pub use emergency::{Emergency, Unauthenticated};
pub use emission::{EmergencyEmission, Emission};
pub use equal_spellings::EqualSpellings;
pub(super) use inquiry::gateways_used;
pub use inquiry::{Ground, shorter};
pub use never::Never;
pub use no_self_loop::NoSelfLoop;
pub use proof::{Proof, Row, State, Verdict, Witness};
pub use sent_form::{Change, Form, SentForm, Symbols};
pub use set_of_numbers::{Group, Part, SetOfNumbers};
pub use survive::Survive;
pub(super) use survive::has_attempt;

use crate::requirements::Requirement;
use crate::source::Source;

/// What a requirement demands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Demand {
    /// Calls that must not get somewhere.
    Never(Never),
    /// Calls that must get somewhere.
    Always(Always),
    /// How numbers must be sent.
    SentForm(SentForm),
    /// Calls that outlive failed gateways.
    Survive(Survive),
    /// Spellings that are decided alike.
    EqualSpellings(EqualSpellings),
    /// What holds of emergency numbers.
    Emergency(Emergency),
    /// What may radiate.
    Emission(Emission),
    /// Calls that must not leave the ship to come back.
    NoSelfLoop(NoSelfLoop),
    /// What may differ from the plan before.
    Change(ChangeIntent),
}

impl Demand {
    /// The word for it in `requirements.toml`.
    pub fn kind(&self) -> &'static str {
        match self {
            Demand::Never(_) => "never",
            Demand::Always(_) => "always",
            Demand::SentForm(_) => "sent-form",
            Demand::Survive(_) => "survive",
            Demand::EqualSpellings(_) => "equal-spellings",
            Demand::Emergency(_) => "emergency",
            Demand::Emission(_) => "emission",
            Demand::NoSelfLoop(_) => "no-self-loop",
            Demand::Change(_) => "change",
        }
    }

    /// How it is found out, in words.
    fn method(&self) -> &'static str {
        match self {
            Demand::Never(_) | Demand::Always(_) | Demand::Emission(_) => {
                "every dialled number, cut into kinds that are decided alike, one of each decided"
            }
            Demand::SentForm(_) => {
                "every dialled number, cut into kinds; of each, every length and kind of rest that matters decided"
            }
            Demand::NoSelfLoop(_) => {
                "every dialled number, cut into kinds; of each, every rest that makes one of the ship's own numbers decided"
            }
            Demand::Survive(_) => {
                "every dialled number, cut into kinds; of each, every choice of failed gateways decided"
            }
            Demand::EqualSpellings(_) => {
                "all spellings of every international number walked at once, and their decisions compared"
            }
            Demand::Emergency(_) => {
                "each emergency number with every prefix and every choice of dead gateways decided; every other number looked through"
            }
            Demand::Change(_) => {
                "both plans walked together over every dialled number, and their difference cut along the declared sets"
            }
        }
    }
}

/// Answers a requirement that is written in `source`; `None` when it asks for a plan before this one and there is none.
pub fn prove(ground: &Ground<'_>, requirement: &Requirement, source: &Source) -> Option<Proof> {
    let found = match &requirement.demand {
        Demand::Never(never) => never::prove(ground, never),
        Demand::Always(always) => always::prove(ground, always),
        Demand::SentForm(form) => sent_form::prove(ground, form),
        Demand::Survive(survive) => survive::prove(ground, survive),
        Demand::EqualSpellings(equal) => equal_spellings::prove(ground, equal),
        Demand::Emergency(emergency) => emergency::prove(ground, emergency),
        Demand::Emission(emission) => emission::prove(ground, emission),
        Demand::NoSelfLoop(demand) => no_self_loop::prove(ground, demand),
        Demand::Change(intent) => change::prove(ground, intent, ground.before?),
    };
    Some(Proof {
        id: requirement.id.clone(),
        kind: requirement.demand.kind(),
        text: requirement.text.clone(),
        source: requirement.source.clone(),
        place: source.place(requirement.span).into(),
        verdict: if found.failing > 0 {
            Verdict::Fails
        } else {
            Verdict::Holds
        },
        witness: found.witness,
        cells: found.cells,
        failing: found.failing,
        departures: found.departures,
        rows: found.rows,
        method: requirement.demand.method().to_owned(),
    })
}
