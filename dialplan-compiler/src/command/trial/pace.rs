//! When the next call of a trial may be made.

use std::collections::BTreeMap;
use std::sync::mpsc::Receiver;
use std::thread;
use std::time::{Duration, Instant};

use dialplan_verifier::{Call, Called, Expected};

use super::telephone::Telephones;
use super::{Arrival, Seen, Stop, World};

/// Calls no faster than the plan permits, so that no limit of the plan is taken for a wrong route.
pub(super) struct Pace {
    /// Shortest time between two calls, and when the next may start: of the exchange, of its media ports, and of each gateway.
    exchange: (Duration, Instant),
    media: (Duration, Instant),
    gateways: BTreeMap<usize, (Duration, Instant)>,
}

impl Pace {
    /// Nothing has been called yet.
    pub(super) fn new(world: &World) -> Pace {
        let limited = |calls: Option<u32>| {
            let between = calls.map_or(Duration::ZERO, |calls| Duration::from_millis(1100) / calls.max(1));
            (between, Instant::now())
        };
        let gateways = world
            .providers
            .iter()
            .map(|provider| limited(provider.calls_per_second));
        let media = PORTS_OF_A_CALL * PORTS_REST / u32::from(world.exchange.media_ports.max(1));
        Pace {
            exchange: limited(world.exchange.calls_per_second),
            media: (media, Instant::now()),
            gateways: gateways.enumerate().collect(),
        }
    }

    /// Makes a call when its turn has come, and says what was seen of it.
    pub(super) fn made(
        &mut self,
        call: &Call,
        telephones: &mut Telephones,
        arrivals: &Receiver<Arrival>,
    ) -> Result<Seen, Stop> {
        let expected = match &call.expected {
            Expected::Refused(_) => &[][..],
            Expected::Called(called) => called,
        };
        let providers = || expected.iter().filter_map(|called| called.provider);
        let waits = providers().filter_map(|at| Some(self.gateways.get(&at)?.1));
        if let Some(until) = waits.chain([self.exchange.1, self.media.1]).max() {
            thread::sleep(until.saturating_duration_since(Instant::now()));
        }
        let status = telephones.call(&call.from, &call.dialled)?;
        let mut arrived: Vec<Arrival> = arrivals.try_iter().collect();
        // A provider with several addresses is asked at each; it is one attempt.
        arrived.dedup_by(|next, last| next.called == last.called && next.address != last.address);
        let called: Vec<Called> = arrived.into_iter().map(|arrival| arrival.called).collect();
        let now = Instant::now();
        self.exchange.1 = now + self.exchange.0;
        if !called.is_empty() {
            self.media.1 = now + self.media.0;
        }
        for at in called.iter().filter_map(|called| called.provider) {
            if let Some((between, next)) = self.gateways.get_mut(&at) {
                *next = now + *between;
            }
        }
        Ok(Seen { called, status })
    }
}

/// How many media ports a call takes at the most here: four, and as many again for another attempt.
const PORTS_OF_A_CALL: u32 = 8;
/// For how long a port is not used again, and a little.
const PORTS_REST: Duration = Duration::from_millis(2500);
