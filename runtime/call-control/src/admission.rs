//! May this call start now? Calls in progress and calls a second, for each gateway and for the whole exchange.
//!
//! Emergency calls are counted, and never refused here (design: exempt from admission). Channels reserved for them
//! are therefore only closed to other calls.

use core::time::Duration;

use routing_table::{GatewayIndex, Limits, Table};
use sip::time::Moment;

/// How a call is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Urgency {
    /// Refused at the limits.
    Routine,
    /// Never refused.
    Emergency,
}

/// Which way a call goes through a gateway. The rate is the provider's limit on what we send, so that only calls
/// count that we send; channels are shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    /// Towards the crew.
    Inbound,
    /// Away from the crew.
    Outbound,
}

/// The meters of the whole exchange and of every gateway.
#[derive(Debug)]
pub(crate) struct Admission {
    exchange: Meter,
    gateways: Vec<Meter>,
}

impl Admission {
    pub(crate) fn new(table: &Table<'_>) -> Self {
        let server = table.server();
        Admission {
            exchange: Meter::new(Limits {
                calls: server.calls_limit(),
                calls_per_second: server.calls_per_second(),
                reserved_for_emergency: 0,
            }),
            gateways: table
                .gateways()
                .map(|(_, gateway)| Meter::new(gateway.limits()))
                .collect(),
        }
    }

    /// Counts a call of the whole exchange, or refuses it.
    pub(crate) fn enter(&mut self, now: Moment, urgency: Urgency) -> Result<(), AtLimit> {
        self.exchange.take(now, urgency)
    }

    /// The call that [`Admission::enter`] counted is over.
    pub(crate) fn leave(&mut self) {
        self.exchange.give_back();
    }

    /// Counts a call through a gateway, or refuses it.
    pub(crate) fn enter_gateway(
        &mut self,
        now: Moment,
        gateway: GatewayIndex,
        direction: Direction,
        urgency: Urgency,
    ) -> Result<(), AtLimit> {
        let meter = self.gateways.get_mut(gateway.index()).ok_or(AtLimit)?;
        match direction {
            Direction::Inbound => meter.take_channel(urgency),
            Direction::Outbound => meter.take(now, urgency),
        }
    }

    /// The call that [`Admission::enter_gateway`] counted is over.
    pub(crate) fn leave_gateway(&mut self, gateway: GatewayIndex) {
        if let Some(meter) = self.gateways.get_mut(gateway.index()) {
            meter.give_back();
        }
    }

    /// The calls in progress of the whole exchange.
    pub(crate) fn calls(&self) -> u32 {
        self.exchange.calls
    }

    /// The calls in progress through one gateway.
    pub(crate) fn gateway_calls(&self, gateway: GatewayIndex) -> u32 {
        self.gateways.get(gateway.index()).map_or(0, |meter| meter.calls)
    }
}

/// A limit is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AtLimit;

/// One limit of calls and of calls a second. The rate is the generic cell rate algorithm (ITU-T I.371): a burst of
/// one second's worth, then evenly.
#[derive(Debug)]
struct Meter {
    limits: Limits,
    calls: u32,
    /// When the calls admitted so far would have arrived at an even rate.
    due: Moment,
}

impl Meter {
    fn new(limits: Limits) -> Self {
        Meter {
            limits,
            calls: 0,
            due: Moment::START,
        }
    }

    fn take(&mut self, now: Moment, urgency: Urgency) -> Result<(), AtLimit> {
        let due = self.due.max(now);
        let interval = self
            .limits
            .calls_per_second
            .filter(|&rate| rate > 0)
            .map(|rate| SECOND / rate);
        let too_fast = interval.is_some_and(|interval| due + interval > now + SECOND)
            || self.limits.calls_per_second == Some(0);
        if too_fast && urgency == Urgency::Routine {
            return Err(AtLimit);
        }
        self.take_channel(urgency)?;
        if let Some(interval) = interval {
            // However many emergency calls go beyond the rate, other calls wait no longer than for one second's worth.
            self.due = (due + interval).min(now + SECOND);
        }
        Ok(())
    }

    fn take_channel(&mut self, urgency: Urgency) -> Result<(), AtLimit> {
        let open = self
            .limits
            .calls
            .map(|calls| calls.saturating_sub(self.limits.reserved_for_emergency));
        if urgency == Urgency::Routine && open.is_some_and(|open| self.calls >= open) {
            return Err(AtLimit);
        }
        self.calls = self.calls.saturating_add(1);
        Ok(())
    }

    fn give_back(&mut self) {
        self.calls = self.calls.saturating_sub(1);
    }
}

const SECOND: Duration = Duration::from_secs(1);

#[cfg(test)]
mod tests {
    use super::*;

    fn meter(calls: u32, calls_per_second: u32, reserved_for_emergency: u32) -> Meter {
        Meter::new(Limits {
            calls: Some(calls),
            calls_per_second: Some(calls_per_second),
            reserved_for_emergency,
        })
    }

    fn at(millis: u64) -> Moment {
        Moment::START + Duration::from_millis(millis)
    }

    #[test]
    fn a_second_takes_its_rate_and_no_more() {
        let mut meter = meter(100, 3, 0);
        for _ in 0..3 {
            assert_eq!(meter.take(at(1000), Urgency::Routine), Ok(()));
        }
        assert_eq!(meter.take(at(1000), Urgency::Routine), Err(AtLimit));
        assert_eq!(meter.take(at(1334), Urgency::Routine), Ok(()));
        assert_eq!(meter.take(at(1335), Urgency::Routine), Err(AtLimit));
    }

    #[test]
    fn a_burst_of_emergency_calls_leaves_no_debt_behind() {
        let mut meter = meter(1000, 1, 0);
        for _ in 0..100 {
            assert_eq!(meter.take(at(1000), Urgency::Emergency), Ok(()));
        }
        assert_eq!(meter.take(at(1999), Urgency::Routine), Err(AtLimit));
        assert_eq!(meter.take(at(2000), Urgency::Routine), Ok(()));
    }

    #[test]
    fn an_idle_hour_saves_up_no_burst() {
        let mut meter = meter(100, 1, 0);
        assert_eq!(meter.take(at(3_600_000), Urgency::Routine), Ok(()));
        assert_eq!(meter.take(at(3_600_000), Urgency::Routine), Err(AtLimit));
    }

    #[test]
    fn reserved_channels_are_closed_to_routine_calls_and_open_to_emergency() {
        let mut meter = meter(2, 100, 1);
        assert_eq!(meter.take(at(0), Urgency::Routine), Ok(()));
        assert_eq!(meter.take(at(0), Urgency::Routine), Err(AtLimit));
        assert_eq!(meter.take(at(0), Urgency::Emergency), Ok(()));
        assert_eq!(meter.take(at(0), Urgency::Emergency), Ok(()));
        assert_eq!(meter.calls, 3);
    }

    #[test]
    fn a_channel_comes_back_when_its_call_ends() {
        let mut meter = meter(1, 100, 0);
        assert_eq!(meter.take(at(0), Urgency::Routine), Ok(()));
        meter.give_back();
        assert_eq!(meter.take(at(0), Urgency::Routine), Ok(()));
    }
}
