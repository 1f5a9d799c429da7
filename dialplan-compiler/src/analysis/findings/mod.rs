//! What somebody should know about a plan although nothing was demanded of it. One file a question, each exact for every dialled
//! number.

mod self_loops;
mod single_points;

pub use self_loops::{SelfLoop, self_loops};
pub use single_points::{SinglePoint, single_points};

use serde::Serialize;

use super::prove::Ground;

/// Everything that is found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Findings {
    /// Numbers that leave the ship to come back.
    pub self_loops: Vec<SelfLoop>,
    /// Gateways whose loss leaves calls without any attempt.
    pub single_points: Vec<SinglePoint>,
}

/// Looks for everything.
pub fn findings(ground: &Ground<'_>) -> Findings {
    Findings {
        self_loops: self_loops(ground),
        single_points: single_points(ground),
    }
}
