//! How many calls the media ports carry, and how many of these are kept for emergency calls.

/// What the media ports carry at one time. The compiler compares it with the calls that a plan admits; call control keeps
/// to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MediaRoom {
    /// Calls of any kind; each takes an RTP and an RTCP port on both sides.
    pub calls: u32,
    /// So many of them must be emergency calls: an eighth, rounded up, at most [`MediaRoom::MOST_KEPT`]; none where the
    /// ports carry one call only.
    pub kept: u32,
}

impl MediaRoom {
    /// Ports that one call takes.
    pub const PORTS_A_CALL: u32 = 4;
    /// Calls that are kept at most: as many as callers without credentials may have.
    pub const MOST_KEPT: u32 = 6;

    /// The room in the ports from `first` to `last`, both included.
    #[must_use]
    pub fn of(first: u16, last: u16) -> MediaRoom {
        let ports = (u32::from(last) + 1).saturating_sub(u32::from(first));
        let calls = ports / Self::PORTS_A_CALL;
        let kept = match calls {
            0 | 1 => 0,
            calls => calls.div_ceil(8).min(Self::MOST_KEPT),
        };
        MediaRoom { calls, kept }
    }

    /// Calls that need not be emergency calls.
    #[must_use]
    pub fn routine(self) -> u32 {
        self.calls.saturating_sub(self.kept)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_eighth_is_kept_rounded_up_to_whole_calls() {
        for (ports, calls, kept) in [
            (2, 0, 0),
            (4, 1, 0),
            (8, 2, 1),
            (32, 8, 1),
            (36, 9, 2),
            (100, 25, 4),
            (164, 41, 6),
            (8000, 2000, 6),
        ] {
            assert_eq!(
                MediaRoom::of(20_000, 19_999 + ports),
                MediaRoom { calls, kept },
                "{ports} ports"
            );
        }
        assert_eq!(
            MediaRoom::of(0, u16::MAX),
            MediaRoom {
                calls: 16_384,
                kept: 6
            }
        );
        assert_eq!(MediaRoom::of(20_001, 20_000), MediaRoom { calls: 0, kept: 0 });
        assert_eq!(MediaRoom::of(20_000, 20_099).routine(), 21);
    }
}
