//! What a plan says that decides about controls.

use crate::analysis::readback::Readback;
use crate::audit::form::State;
use crate::plan::{AccessList, DialPlan, DigestAlgorithm, Emergency, Target};

/// What is known of a plan.
pub(super) struct Facts<'p> {
    plan: &'p DialPlan,
    table: &'p Readback,
}

impl<'p> Facts<'p> {
    pub(super) fn of(plan: &'p DialPlan, table: &'p Readback) -> Self {
        Facts { plan, table }
    }

    pub(super) fn registration(&self) -> (State, String) {
        match self.plan.stations().len() {
            0 => (State::NotApplicable, NO_STATION.to_owned()),
            stations => (
                State::NotAFinding,
                format!("the {stations} stations are compiled into the binary; nobody else can register"),
            ),
        }
    }

    /// Whether everybody who speaks to the exchange proves who he is.
    pub(super) fn identified(&self) -> (State, String) {
        if self.plan.gateways().is_empty() {
            let evidence =
                "each station proves itself by digest; who starts the exchange is a matter of the system";
            return (State::NotReviewed, evidence.to_owned());
        }
        (
            State::Open,
            "each station proves itself by digest, but a trunk is known by its address only".to_owned(),
        )
    }

    pub(super) fn replay_resistance(&self) -> (State, String) {
        match (self.plan.stations(), self.plan.server().digest()) {
            ([], _) => (State::NotApplicable, NO_STATION.to_owned()),
            (_, DigestAlgorithm::Md5) => (State::Open, MD5.to_owned()),
            (_, DigestAlgorithm::Sha256) => (
                State::NotAFinding,
                "SHA-256 digest; a nonce lasts five minutes and each of its counts is taken once, so that a repeated \
                 request is challenged anew; unknown and wrong users are answered alike (tested)"
                    .to_owned(),
            ),
        }
    }

    pub(super) fn cryptography(&self) -> (State, String) {
        match (self.plan.stations(), self.plan.server().digest()) {
            ([_, ..], DigestAlgorithm::Md5) => (State::Open, MD5.to_owned()),
            _ => (
                State::NotReviewed,
                "digest authentication is all the cryptography there is, its hash functions are not validated modules; \
                 signalling and media are not encrypted"
                    .to_owned(),
            ),
        }
    }

    pub(super) fn passwords(&self) -> (State, String) {
        match self.plan.dropped_secrets() {
            [] => (
                State::NotAFinding,
                "the settings hold no password; secrets are read at a start from a file that only its owner can read, or \
                 from a credentials folder whose files nobody but owner and group can read; other files are refused (tested)"
                    .to_owned(),
            ),
            names => (State::Open, readable_passwords(names)),
        }
    }

    pub(super) fn authenticators(&self) -> (State, String) {
        match self.plan.dropped_secrets() {
            [] => (
                State::NotReviewed,
                "`dialplan credentials` makes passwords of 80 random bits; whether they are used, changed and kept well is \
                 not known here"
                    .to_owned(),
            ),
            names => (State::Open, readable_passwords(names)),
        }
    }

    pub(super) fn dial_plan(&self) -> (State, String) {
        (
            State::NotAFinding,
            "every number that can be dialled is in one class above, with the row that decides it; only these rows route. \
             It holds for a binary whose plan identity is that of this audit (`dialplan verify`)"
                .to_owned(),
        )
    }

    /// What a damaged table leaves.
    pub(super) fn damage(&self) -> (State, String) {
        let left = match self.ringing_on_board() {
            0 => {
                "no emergency number rings a station, so that nothing is left and the exchange does not start"
            }
            _ => FALLBACK,
        };
        (
            State::NotAFinding,
            format!("a damaged table routes nothing: {left}"),
        )
    }

    pub(super) fn emergency_routing(&self) -> (State, String) {
        let numbers = self.plan.emergency();
        let unreserved = self.unreserved();
        if numbers.is_empty() {
            return (State::Open, NO_EMERGENCY.to_owned());
        }
        if self.ringing_on_board() < numbers.len() {
            let evidence =
                "an emergency number rings nobody on board: whether a trunk carries it is not known here";
            return (State::NotReviewed, evidence.to_owned());
        }
        if unreserved.is_empty() {
            let worst = numbers.iter().map(Emergency::worst_case_seconds).max();
            let evidence = format!(
                "emergency calls are exempt from admission and class of service; each number rings a station; the last target is tried within {} s",
                worst.unwrap_or(0)
            );
            return (State::NotAFinding, evidence);
        }
        let evidence = format!(
            "each number rings a station and is exempt from admission, but no channel is kept free on {}",
            unreserved.join(", ")
        );
        (State::NotReviewed, evidence)
    }

    pub(super) fn caller_identification(&self) -> (State, String) {
        self.told(
            |entry| entry.calling_number().is_some(),
            "calling number",
            State::NotAFinding,
            "every emergency number that leaves the vessel states its calling number",
        )
    }

    pub(super) fn location(&self) -> (State, String) {
        self.told(
            |entry| entry.location().is_some(),
            "location",
            State::NotReviewed,
            "the plan states a location for people; a telephone's own location is not passed on",
        )
    }

    /// Whether every emergency number with a target outside of the vessel states something.
    fn told(&self, states: fn(&Emergency) -> bool, what: &str, state: State, all: &str) -> (State, String) {
        if self.plan.emergency().is_empty() {
            return (State::Open, NO_EMERGENCY.to_owned());
        }
        let to_trunk = |target: &Target| matches!(target, Target::Gateway(..));
        let numbers = self.plan.emergency().iter();
        let outward: Vec<&Emergency> = numbers
            .filter(|entry| entry.targets().iter().any(to_trunk))
            .collect();
        if outward.is_empty() {
            let evidence = "every emergency number rings stations on board only";
            return (State::NotApplicable, evidence.to_owned());
        }
        let silent = outward.iter().filter(|entry| !states(entry));
        let silent: Vec<&str> = silent.map(|entry| entry.number()).collect();
        match silent.as_slice() {
            [] => (state, all.to_owned()),
            silent => (State::Open, format!("no {what} for {}", silent.join(", "))),
        }
    }

    pub(super) fn precedence(&self) -> (State, String) {
        match self.plan.precedence() {
            None => (State::NotApplicable, NO_LEVELS.to_owned()),
            Some(_) => (
                State::NotReviewed,
                "levels are decided by the table and passed on in Resource-Priority (tested); preemption is not shown here".to_owned(),
            ),
        }
    }

    pub(super) fn precedence_integrity(&self) -> (State, String) {
        match self.plan.precedence() {
            None => (State::NotApplicable, NO_LEVELS.to_owned()),
            Some(_) => (
                State::Open,
                "signalling has no integrity protection; a trunk's level is not believed".to_owned(),
            ),
        }
    }

    pub(super) fn ports(&self) -> (State, String) {
        let server = self.plan.server();
        let (first, last) = server.media_ports();
        (
            State::NotReviewed,
            format!(
                "SIP over UDP and TCP on port {} (crew side) and {} (trunk side), RTP and RTCP on UDP ports {first} to {last}; compare with the approved list",
                server.sip_port(),
                server.trunk_port()
            ),
        )
    }

    pub(super) fn linked(&self) -> (State, String) {
        let kinds = self.table.gateways.iter().map(|gateway| gateway.kind.as_str());
        let mut kinds: Vec<&str> = kinds.collect();
        kinds.sort_unstable();
        kinds.dedup();
        (
            State::NotAFinding,
            format!(
                "there is no plugin loader; only the gateway kinds of the plan are linked: {}",
                joined(&kinds)
            ),
        )
    }

    pub(super) fn access(&self) -> (State, String) {
        let unreviewed = self.unreviewed();
        if !unreviewed.is_empty() {
            let lists = unreviewed.join(", ");
            return (
                State::Open,
                format!("access lists without source or review: {lists}"),
            );
        }
        let evidence = match self.plan.server().crew_networks() {
            [] => "nobody may speak on the crew side; every access list has a source and a review date",
            _ => {
                "who is in no access list gets no answer and no state (tested); every list has a source and a review date"
            }
        };
        (State::NotAFinding, evidence.to_owned())
    }

    pub(super) fn inventory(&self) -> (State, String) {
        let gateways = self.plan.gateways().iter();
        let gateways: Vec<&str> = gateways.map(|gateway| gateway.name()).collect();
        (
            State::NotAFinding,
            format!(
                "gateways {}; {} stations; the binary's packages are in its evidence section",
                joined(&gateways),
                self.plan.stations().len()
            ),
        )
    }

    /// How many emergency numbers ring a station.
    fn ringing_on_board(&self) -> usize {
        let rings = |target: &Target| matches!(target, Target::Station(_));
        let numbers = self.plan.emergency().iter();
        numbers.filter(|entry| entry.targets().iter().any(rings)).count()
    }

    /// Gateways that are emergency targets and keep no channel for them.
    fn unreserved(&self) -> Vec<&str> {
        let targeted = |gateway: usize| {
            let mut targets = self.plan.emergency().iter().flat_map(Emergency::targets);
            targets.any(|target| matches!(target, Target::Gateway(index, _) if *index == gateway))
        };
        let gateways = self.plan.gateways().iter().enumerate();
        let unreserved = gateways.filter(|(index, gateway)| {
            let limits = gateway.limits();
            targeted(*index) && limits.calls().is_some() && limits.reserved_for_emergency() == 0
        });
        unreserved.map(|(_, gateway)| gateway.name()).collect()
    }

    /// Access lists without source or review date.
    fn unreviewed(&self) -> Vec<String> {
        let lists = self.plan.gateways().iter().flat_map(|gateway| {
            [
                ("signalling", gateway.signalling(), gateway.name()),
                ("media", gateway.media(), gateway.name()),
            ]
        });
        let bare = |list: &AccessList| list.source().is_none() || list.reviewed().is_none();
        let unreviewed = lists.filter(|(_, list, _)| bare(list));
        unreviewed
            .map(|(what, _, of)| format!("{what} of {of}"))
            .collect()
    }
}

fn readable_passwords(names: &[String]) -> String {
    format!(
        "the settings hold a readable password: {} (it does not enter the binary)",
        names.join(", ")
    )
}

fn joined(names: &[&str]) -> String {
    match names {
        [] => "none".to_owned(),
        names => names.join(", "),
    }
}

const NO_STATION: &str = "the plan has no station";
const NO_LEVELS: &str = "the plan has no precedence levels";
const NO_EMERGENCY: &str = "the plan declares no emergency number";
const MD5: &str = "the plan challenges stations with MD5";
const FALLBACK: &str = "what is left is the fallback, which takes emergency calls to stations on board and nothing else (tested)";
