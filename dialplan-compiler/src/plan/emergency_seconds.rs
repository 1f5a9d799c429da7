//! How long an emergency call may take until its last target is tried. The running switch keeps to it: a target that another
//! one follows has its seconds in all, whatever its contacts or addresses answer.

/// A target of an emergency call.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Timed<G> {
    /// The gateway; `None` for a station.
    gateway: Option<G>,
    /// How long it may take to fail.
    seconds: u32,
}

impl<G> Timed<G> {
    /// A station, which may ring.
    pub(crate) fn station() -> Self {
        Timed {
            gateway: None,
            seconds: STATION_SECONDS,
        }
    }

    /// A gateway with these settings: its addresses stay silent, or one accepts and never progresses.
    pub(crate) fn gateway<'s>(gateway: G, setting: impl Fn(&str) -> Option<&'s str>) -> Self {
        let seconds = |key: &str| setting(key).and_then(|text| text.parse().ok()).unwrap_or(0);
        let silent: u32 = seconds("firstResponseSeconds");
        Timed {
            gateway: Some(gateway),
            seconds: silent.saturating_add(seconds("progressSeconds")),
        }
    }
}

/// The longest way to the last target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Longest<G> {
    /// Seconds until it is tried, when every target before it fails in the slowest way.
    pub(crate) seconds: u32,
    /// The gateway that admits nothing then and is tried last; `None` when all admit every call.
    pub(crate) dead: Option<G>,
}

/// The longest way over every choice of dead gateways, for targets as they are written. Dead gateways come last, so that the
/// last target is the one that is written last or any gateway; it alone is not waited for.
pub(crate) fn longest<G: Copy>(targets: &[Timed<G>]) -> Longest<G> {
    let all = targets
        .iter()
        .fold(0, |sum: u32, target| sum.saturating_add(target.seconds));
    let Some(last) = targets.last() else {
        return Longest {
            seconds: 0,
            dead: None,
        };
    };
    let gateways = targets.iter().filter(|target| target.gateway.is_some());
    let quickest = gateways
        .min_by_key(|target| target.seconds)
        .filter(|gateway| gateway.seconds < last.seconds);
    Longest {
        seconds: all - quickest.unwrap_or(last).seconds,
        dead: quickest.and_then(|gateway| gateway.gateway),
    }
}

/// How long an emergency target that is a station may ring when another target follows.
const STATION_SECONDS: u32 = 30;
