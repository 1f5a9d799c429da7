//! A decision of the number space as the audit shows it: what is sent is told by what is taken off and put in front.

use crate::analysis::space::{Decided, Outcome, Place, Sent as Attempt, Space};
use crate::audit::form::{Decision, Does, Sent};
use crate::audit::words;

/// The decision on numbers that begin with the symbols of `place`.
pub(super) fn decision(space: &Space<'_>, place: &Place, decided: &Decided<'_>) -> Decision {
    let does = match &decided.outcome {
        Outcome::Station(number) => Does::Rings {
            number: (*number).to_owned(),
            name: words::station_name(space.view(), number).to_owned(),
        },
        Outcome::Attempts(attempts) => Does::Tries {
            attempts: attempts.iter().map(|attempt| sent(place, attempt)).collect(),
        },
        Outcome::Emergency { number, targets } => Does::Emergency {
            number: (*number).to_owned(),
            targets: targets
                .iter()
                .map(|target| words::target(space.view(), target))
                .collect(),
        },
        Outcome::Refuse(refusal) => Does::Refuses {
            status: refusal.0.status(),
            cause: refusal.0.name(),
            phrase: refusal.0.phrase(),
            q850: refusal.0.q850(),
        },
    };
    Decision {
        does,
        level: decided.level.map(str::to_owned),
        row: decided.row,
    }
}

/// What two texts end alike in was dialled; what the number sent begins with beside that was put there.
fn sent(place: &Place, attempt: &Attempt<'_>) -> Sent {
    let dialled = place.decided();
    let text = attempt.text.as_bytes();
    let ends = dialled.iter().rev().zip(text.iter().rev());
    let alike = ends.take_while(|(one, other)| one == other).count();
    Sent {
        gateway: attempt.gateway.to_owned(),
        strip: place.symbols().len() - alike,
        put: attempt
            .text
            .get(..text.len() - alike)
            .unwrap_or_default()
            .to_owned(),
    }
}
