//! Resolution of the trunk's host name: asked in time, accepted only within the plan's networks, kept while it fails.

use core::net::IpAddr;
use core::time::Duration;

use gateway_api::{Alarm, GatewayAction};
use ipnet::IpNet;
use sip::time::Moment;

/// The resolution of one name.
#[derive(Debug)]
pub(crate) struct Resolution {
    host: String,
    within: Vec<IpNet>,
    /// Waiting for an answer until this moment.
    asked: Option<Moment>,
    next: Moment,
    retry: Duration,
    outcome: Known,
    refused: Vec<IpAddr>,
}

/// What came of the resolutions so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Known {
    /// Nothing yet.
    Nothing,
    /// The last answer was good.
    Good,
    /// The last attempt failed.
    Failed,
}

impl Resolution {
    /// A resolution that starts at `now`.
    pub(crate) fn new(now: Moment, host: String, within: Vec<IpNet>) -> Self {
        let (asked, refused) = (None, Vec::new());
        Self {
            host,
            within,
            asked,
            next: now,
            retry: FIRST_RETRY,
            outcome: Known::Nothing,
            refused,
        }
    }

    /// What is known.
    pub(crate) fn known(&self) -> Known {
        self.outcome
    }

    /// Whether the plan lets the trunk have this address.
    pub(crate) fn permits(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.within.iter().any(|network| network.contains(&address))
    }

    /// Takes an answer and returns the addresses to use from now on; `None`: keep the last good ones.
    pub(crate) fn answered(
        &mut self,
        now: Moment,
        addresses: &[IpAddr],
        valid_for: Duration,
        actions: &mut Vec<GatewayAction>,
    ) -> Option<Vec<IpAddr>> {
        self.asked = None;
        let (permitted, refused): (Vec<IpAddr>, Vec<IpAddr>) = addresses
            .iter()
            .take(MOST)
            .map(IpAddr::to_canonical)
            .partition(|address| self.permits(*address));
        self.report_refused(refused, actions);
        if permitted.is_empty() {
            self.failed(now, actions);
            return None;
        }
        self.outcome = Known::Good;
        self.retry = FIRST_RETRY;
        self.next = now + valid_for.clamp(SHORTEST, LONGEST);
        Some(permitted)
    }

    /// Moves time on.
    pub(crate) fn advance(&mut self, now: Moment, actions: &mut Vec<GatewayAction>) {
        if self.asked.take_if(|limit| *limit <= now).is_some() {
            self.failed(now, actions);
        }
        if self.asked.is_none() && self.next <= now {
            self.asked = Some(now + PATIENCE);
            actions.push(GatewayAction::Resolve {
                host: self.host.clone(),
            });
        }
    }

    /// When [`Resolution::advance`] must be called next.
    pub(crate) fn next_deadline(&self) -> Moment {
        self.asked.unwrap_or(self.next)
    }

    /// Whether this is the name that is resolved here.
    pub(crate) fn is_of(&self, host: &str) -> bool {
        self.host.eq_ignore_ascii_case(host)
    }

    fn failed(&mut self, now: Moment, actions: &mut Vec<GatewayAction>) {
        if self.outcome != Known::Failed {
            actions.push(GatewayAction::Alarm(Alarm::Unresolved {
                host: self.host.clone(),
            }));
        }
        self.outcome = Known::Failed;
        self.next = now + self.retry;
        self.retry = (self.retry * 2).min(LAST_RETRY);
    }

    /// One alarm an address, not one an answer; again when the address went and came back.
    fn report_refused(&mut self, refused: Vec<IpAddr>, actions: &mut Vec<GatewayAction>) {
        for address in refused
            .iter()
            .copied()
            .filter(|address| !self.refused.contains(address))
        {
            actions.push(GatewayAction::Alarm(Alarm::AddressRefused {
                host: self.host.clone(),
                address,
            }));
        }
        self.refused = refused;
    }
}

/// How long the resolver may take.
const PATIENCE: Duration = Duration::from_secs(10);
const FIRST_RETRY: Duration = Duration::from_secs(5);
const LAST_RETRY: Duration = Duration::from_secs(300);
/// Bounds of an answer's time to live: a name is not asked for more often, nor believed for longer.
const SHORTEST: Duration = Duration::from_secs(30);
const LONGEST: Duration = Duration::from_secs(3600);
/// More addresses of one answer are not read.
const MOST: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Moment {
        Moment::after_start(Duration::from_secs(seconds))
    }

    fn addresses(list: &[&str]) -> Vec<IpAddr> {
        list.iter().map(|text| text.parse().unwrap()).collect()
    }

    fn resolution() -> Resolution {
        Resolution::new(
            at(0),
            "trunk.example.com".to_owned(),
            vec!["192.0.2.0/24".parse().unwrap()],
        )
    }

    fn answer(
        resolution: &mut Resolution,
        now: u64,
        list: &[&str],
    ) -> (Option<Vec<IpAddr>>, Vec<GatewayAction>) {
        let mut actions = Vec::new();
        let used = resolution.answered(at(now), &addresses(list), Duration::from_secs(60), &mut actions);
        (used, actions)
    }

    fn advance(resolution: &mut Resolution, now: u64) -> Vec<GatewayAction> {
        let mut actions = Vec::new();
        resolution.advance(at(now), &mut actions);
        actions
    }

    fn ask() -> GatewayAction {
        GatewayAction::Resolve {
            host: "trunk.example.com".to_owned(),
        }
    }

    fn unresolved() -> GatewayAction {
        GatewayAction::Alarm(Alarm::Unresolved {
            host: "trunk.example.com".to_owned(),
        })
    }

    #[test]
    fn only_answers_within_the_plans_networks_are_used_and_each_other_raises_one_alarm() {
        let mut resolution = resolution();
        let (used, alarms) = answer(&mut resolution, 0, &["192.0.2.7", "203.0.113.5"]);
        assert_eq!(used, Some(addresses(&["192.0.2.7"])));
        let address = "203.0.113.5".parse().unwrap();
        let alarm = Alarm::AddressRefused {
            host: "trunk.example.com".to_owned(),
            address,
        };
        assert_eq!(alarms, [GatewayAction::Alarm(alarm)]);
        let (_, alarms) = answer(&mut resolution, 60, &["192.0.2.7", "203.0.113.5"]);
        assert_eq!(alarms, []);
    }

    #[test]
    fn an_answer_entirely_outside_is_a_failure() {
        let mut resolution = resolution();
        let (used, alarms) = answer(&mut resolution, 0, &["10.0.0.1", "::ffff:10.0.0.2"]);
        assert_eq!((used, alarms.len()), (None, 3));
        assert_eq!(resolution.known(), Known::Failed);
    }

    #[test]
    fn without_permitted_networks_nothing_is_used() {
        let mut open = Resolution::new(at(0), "trunk.example.com".to_owned(), Vec::new());
        assert_eq!(answer(&mut open, 0, &["192.0.2.7"]).0, None);
    }

    #[test]
    fn a_name_is_asked_again_when_its_answer_expires() {
        let mut resolution = resolution();
        assert_eq!(advance(&mut resolution, 0), [ask()]);
        assert_eq!(advance(&mut resolution, 1), [], "one question at a time");
        answer(&mut resolution, 1, &["192.0.2.7"]);
        assert_eq!(resolution.next_deadline(), at(61));
        assert_eq!(advance(&mut resolution, 60), []);
        assert_eq!(advance(&mut resolution, 61), [ask()]);
    }

    #[test]
    fn a_dead_resolver_is_asked_ever_less_often_and_reported_once() {
        let mut resolution = resolution();
        advance(&mut resolution, 0);
        assert_eq!(advance(&mut resolution, 10), [unresolved()]);
        assert_eq!(resolution.next_deadline(), at(15));
        assert_eq!(advance(&mut resolution, 15), [ask()]);
        let (used, alarms) = answer(&mut resolution, 16, &[]);
        assert_eq!((used, alarms), (None, vec![]));
        assert_eq!(resolution.next_deadline(), at(26), "5 s, then 10 s, then 20 s …");
        answer(&mut resolution, 26, &["192.0.2.7"]);
        answer(&mut resolution, 86, &[]);
        assert_eq!(
            resolution.next_deadline(),
            at(91),
            "from the start after a good answer"
        );
    }

    #[test]
    fn a_short_life_of_an_answer_is_no_reason_to_ask_every_second() {
        let mut resolution = resolution();
        resolution.answered(at(0), &addresses(&["192.0.2.7"]), Duration::ZERO, &mut Vec::new());
        assert_eq!(resolution.next_deadline(), at(30));
    }
}
