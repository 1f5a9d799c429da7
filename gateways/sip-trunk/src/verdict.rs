//! What each final status means for the next attempt, and whether it shows that the target lives.

use core::ops::RangeInclusive;

use gateway_api::{Outcome, Verdict};

/// Statuses with one meaning. The first row that holds a status decides; a status in no row is a trunk fault.
pub(crate) type VerdictRow = (RangeInclusive<u16>, Verdict);

/// The meaning that RFC 3261 §21 gives, as phones and carriers use it. A redirection (3xx) is not followed, so that the
/// trunk did not carry the call.
pub(crate) const STANDARD: &[VerdictRow] = &[
    (404..=404, Verdict::Number), // not found
    (408..=408, Verdict::Callee), // from the wire: somebody waited for the callee; silence is `Outcome::NoResponse`
    (410..=410, Verdict::Number), // gone
    (433..=433, Verdict::Callee), // anonymity disallowed (RFC 5079)
    (480..=480, Verdict::Callee), // temporarily unavailable
    (484..=485, Verdict::Number), // address incomplete, ambiguous
    (486..=487, Verdict::Callee), // busy here, request terminated
    (604..=604, Verdict::Number), // does not exist anywhere
    (600..=699, Verdict::Callee), // global failures: 600, 603, 606, 607 (RFC 8197), 608 (RFC 8688) …
];

/// The verdict on an outcome that is no success.
pub(crate) fn verdict(rows: &[VerdictRow], outcome: &Outcome) -> Verdict {
    match outcome {
        Outcome::Status(status) => {
            let row = rows
                .iter()
                .find(|(statuses, _)| statuses.contains(&status.code()));
            row.map_or(Verdict::TrunkFault, |(_, verdict)| *verdict)
        }
        Outcome::NoResponse | Outcome::NoProgress | Outcome::TransportError => Verdict::TrunkFault,
    }
}

/// Whether a target that ended a request this way lives: any final response but 503 and 505 shows it.
pub(crate) fn shows_life(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Status(status) => !matches!(status.code(), 503 | 505),
        Outcome::NoProgress => true,
        Outcome::NoResponse | Outcome::TransportError => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_final_status_has_the_written_verdict() {
        let number = [404, 410, 484, 485, 604];
        let callee = [408, 433, 480, 486, 487];
        for code in 300..=699 {
            let expected = match code {
                _ if number.contains(&code) => Verdict::Number,
                _ if callee.contains(&code) || code >= 600 => Verdict::Callee,
                _ => Verdict::TrunkFault,
            };
            assert_eq!(verdict(STANDARD, &Outcome::status(code)), expected, "{code}");
            assert_eq!(expected.tries_next_attempt(), expected == Verdict::TrunkFault);
        }
    }

    #[test]
    fn a_busy_or_declining_callee_is_not_hunted() {
        for code in [480, 486, 487, 600, 603] {
            assert_eq!(
                verdict(STANDARD, &Outcome::status(code)),
                Verdict::Callee,
                "{code}"
            );
        }
    }

    #[test]
    fn what_the_trunk_itself_fails_at_goes_to_the_next_attempt() {
        for code in [
            302, 400, 401, 402, 403, 407, 481, 482, 483, 488, 500, 501, 502, 503, 504, 505, 513, 580,
        ] {
            assert_eq!(
                verdict(STANDARD, &Outcome::status(code)),
                Verdict::TrunkFault,
                "{code}"
            );
        }
        for outcome in [Outcome::NoResponse, Outcome::NoProgress, Outcome::TransportError] {
            assert_eq!(verdict(STANDARD, &outcome), Verdict::TrunkFault, "{outcome:?}");
        }
    }

    #[test]
    fn any_final_answer_but_503_and_505_shows_life() {
        for code in 200..=699 {
            let expected = code != 503 && code != 505;
            assert_eq!(shows_life(&Outcome::status(code)), expected, "{code}");
        }
        assert!(!shows_life(&Outcome::NoResponse));
        assert!(!shows_life(&Outcome::TransportError));
        assert!(shows_life(&Outcome::NoProgress));
    }
}
