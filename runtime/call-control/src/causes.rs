//! What a final answer means as a Q.850 cause (RFC 3398 §8.2.6.1), and which answer of several speaks for all.

/// The Q.850 cause for a SIP status, 400–699: what a `Reason` header field states for an answer of the called side.
pub(crate) fn q850(status: u16) -> u8 {
    match status {
        404 | 485 | 604 => 1,
        486 | 600 => 17,
        480 | 487 => 18,
        401 | 402 | 403 | 407 | 603 => 21,
        410 => 22,
        482 | 483 => 25,
        484 => 28,
        502 => 38,
        405 => 63,
        406 | 415 | 501 => 79,
        488 | 606 => 88,
        408 | 504 => 102,
        413 | 414 | 416 | 420 | 421 | 423 | 505 | 513 => 127,
        _ => 41,
    }
}

/// The answers of attempts so far, and the one that is given to the caller when nothing is left to try.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct BestAnswer {
    chosen: Option<u16>,
}

impl BestAnswer {
    /// A contact of a station answered, or stayed silent (408).
    pub(crate) fn station(&mut self, status: u16) {
        self.offer(match status {
            // Silence, and a contact that points elsewhere (never followed): the station is not reachable now.
            300..=399 | 408 => 480,
            // A station may not make the caller authenticate to it, nor say that this exchange is overloaded.
            401 | 407 | 500..=599 => 500,
            other => other,
        });
    }

    /// A called person or a number was refused through a trunk: this ends the search.
    pub(crate) fn callee(&mut self, status: u16) {
        self.chosen = Some(match status {
            // Never followed (design: 3xx), never the caller's business (credentials), never a relayed 503.
            300..=399 => 480,
            401 | 407 => 500,
            503 => 500,
            other => other,
        });
    }

    /// A trunk could not carry the call. What it says about the session is worth telling; what it says about itself
    /// becomes 500, because a relayed 503 would make callers avoid this exchange (RFC 3261 §16.7 step 6).
    pub(crate) fn trunk(&mut self, status: u16) {
        self.offer(match status {
            415 | 488 | 513 | 606 => status,
            _ => 500,
        });
    }

    /// The caller's offer does not fit a target.
    pub(crate) fn unfit(&mut self, status: u16) {
        self.offer(status);
    }

    /// What the caller is told; `None` when nobody has said anything.
    pub(crate) fn chosen(self) -> Option<u16> {
        self.chosen
    }

    /// Prefers, as RFC 3261 §16.7 step 6 does, 6xx, then the lower class.
    fn offer(&mut self, status: u16) {
        let rank = |status: u16| match status {
            600.. => 0,
            486 => 1,
            other => other,
        };
        if self.chosen.is_none_or(|chosen| rank(status) < rank(chosen)) {
            self.chosen = Some(status);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_answer_at_all_is_500_and_never_503() {
        assert_eq!(BestAnswer::default().chosen(), None);
        let mut best = BestAnswer::default();
        best.trunk(503);
        assert_eq!(best.chosen(), Some(500));
        best.callee(503);
        assert_eq!(best.chosen(), Some(500));
    }

    #[test]
    fn what_a_trunk_says_about_the_session_is_told() {
        let mut best = BestAnswer::default();
        best.trunk(503);
        best.trunk(488);
        best.trunk(408);
        assert_eq!(best.chosen(), Some(488));
    }

    #[test]
    fn one_busy_contact_speaks_for_silent_ones() {
        let mut best = BestAnswer::default();
        best.station(408);
        best.station(486);
        best.station(480);
        assert_eq!(best.chosen(), Some(486));
        best.station(603);
        assert_eq!(best.chosen(), Some(603));
    }

    #[test]
    fn nobody_is_sent_elsewhere_or_asked_for_credentials_by_the_called_side() {
        for (said, told) in [(302, 480), (401, 500), (407, 500)] {
            let mut best = BestAnswer::default();
            best.station(said);
            assert_eq!(best.chosen(), Some(told));
            best.callee(said);
            assert_eq!(best.chosen(), Some(told));
        }
    }
}
