//! What a plan says that decides about controls.

use crate::analysis::readback::Readback;
use crate::audit::form::State;
use crate::plan::{DialPlan, DigestAlgorithm, Target};

/// What is known of a plan.
pub(super) struct Facts {
    stations: usize,
    gateways: Vec<String>,
    ports: String,
    inline_secrets: Vec<String>,
    digest: DigestAlgorithm,
    emergencies: usize,
    /// Emergency numbers with a station among the targets.
    rung_on_board: usize,
    /// Gateways that are emergency targets and keep no channel for them.
    unreserved: Vec<String>,
    without_calling_number: Vec<String>,
    without_location: Vec<String>,
    levels: bool,
    crew_networks: usize,
    /// Access lists without source or review date.
    unreviewed: Vec<String>,
    gateway_kinds: Vec<String>,
    worst_case: Option<u32>,
}

impl Facts {
    pub(super) fn of(plan: &DialPlan, table: &Readback) -> Self {
        let server = plan.server();
        let targeted = |gateway: usize| {
            let mut targets = plan.emergency().iter().flat_map(|entry| entry.targets());
            targets.any(|target| matches!(target, Target::Gateway(index, _) if *index == gateway))
        };
        let unreserved = plan.gateways().iter().enumerate().filter(|(index, gateway)| {
            targeted(*index)
                && gateway.limits().calls().is_some()
                && gateway.limits().reserved_for_emergency() == 0
        });
        let outward = || {
            let numbers = plan.emergency().iter();
            numbers.filter(|entry| {
                entry
                    .targets()
                    .iter()
                    .any(|target| matches!(target, Target::Gateway(..)))
            })
        };
        let without = |missing: fn(&crate::plan::Emergency) -> bool| -> Vec<String> {
            outward()
                .filter(|entry| missing(entry))
                .map(|entry| entry.number().to_owned())
                .collect()
        };
        let unreviewed = plan.gateways().iter().flat_map(|gateway| {
            let lists = [("signalling", gateway.signalling()), ("media", gateway.media())];
            let bad = lists
                .into_iter()
                .filter(|(_, list)| list.source().is_none() || list.reviewed().is_none());
            bad.map(|(what, _)| format!("{what} of {}", gateway.name()))
                .collect::<Vec<_>>()
        });
        let mut kinds: Vec<String> = table
            .gateways
            .iter()
            .map(|gateway| gateway.kind.clone())
            .collect();
        kinds.sort_unstable();
        kinds.dedup();
        let (first, last) = server.media_ports();
        Facts {
            stations: plan.stations().len(),
            gateways: plan
                .gateways()
                .iter()
                .map(|gateway| gateway.name().to_owned())
                .collect(),
            ports: format!(
                "SIP over UDP and TCP on port {} (crew side) and {} (trunk side), RTP and RTCP on UDP ports {first} to {last}",
                server.sip_port(),
                server.trunk_port()
            ),
            inline_secrets: plan.dropped_secrets().to_vec(),
            digest: server.digest(),
            emergencies: plan.emergency().len(),
            rung_on_board: plan
                .emergency()
                .iter()
                .filter(|entry| {
                    entry
                        .targets()
                        .iter()
                        .any(|target| matches!(target, Target::Station(_)))
                })
                .count(),
            unreserved: unreserved.map(|(_, gateway)| gateway.name().to_owned()).collect(),
            without_calling_number: without(|entry| entry.calling_number().is_none()),
            without_location: without(|entry| entry.location().is_none()),
            levels: plan.precedence().is_some(),
            crew_networks: server.crew_networks().len(),
            unreviewed: unreviewed.collect(),
            gateway_kinds: kinds,
            worst_case: plan
                .emergency()
                .iter()
                .map(|entry| entry.worst_case_seconds())
                .max(),
        }
    }

    pub(super) fn registration(&self) -> (State, String) {
        match self.stations {
            0 => (State::NotApplicable, "the plan has no station".to_owned()),
            stations => (
                State::NotAFinding,
                format!("the {stations} stations are compiled into the binary; nobody else can register"),
            ),
        }
    }

    pub(super) fn attack_resistance(&self) -> (State, String) {
        match (self.stations, self.digest) {
            (0, _) => (State::NotApplicable, "the plan has no station".to_owned()),
            (_, DigestAlgorithm::Md5) => (State::Open, "the plan challenges stations with MD5".to_owned()),
            (_, DigestAlgorithm::Sha256) => (
                State::NotAFinding,
                "SHA-256 digest with single-use nonces; unknown and wrong users are answered alike (tested)"
                    .to_owned(),
            ),
        }
    }

    pub(super) fn passwords(&self) -> (State, String) {
        match self.inline_secrets.as_slice() {
            [] => (
                State::NotAFinding,
                "the settings hold no password; secrets are read at a start from files that only their owner can read".to_owned(),
            ),
            names => (
                State::Open,
                format!("the settings hold a readable password: {} (it does not enter the binary)", names.join(", ")),
            ),
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

    pub(super) fn emergency_routing(&self) -> (State, String) {
        match (self.emergencies, self.unreserved.as_slice()) {
            (0, _) => (State::Open, "the plan declares no emergency number".to_owned()),
            (numbers, _) if self.rung_on_board < numbers => (
                State::NotReviewed,
                "an emergency number rings nobody on board: whether a trunk carries it is not known here"
                    .to_owned(),
            ),
            (_, []) => (
                State::NotAFinding,
                format!(
                    "emergency calls are exempt from admission and class of service; each number rings a station; the last target is tried within {} s",
                    self.worst_case.unwrap_or(0)
                ),
            ),
            (_, unreserved) => (
                State::NotReviewed,
                format!(
                    "each number rings a station and is exempt from admission, but no channel is kept free on {}",
                    unreserved.join(", ")
                ),
            ),
        }
    }

    pub(super) fn caller_identification(&self) -> (State, String) {
        self.told(&self.without_calling_number, "calling number")
    }

    pub(super) fn location(&self) -> (State, String) {
        match self.told(&self.without_location, "location") {
            (State::NotAFinding, _) => (
                State::NotReviewed,
                "the plan states a location for people; a telephone's own location is not passed on"
                    .to_owned(),
            ),
            other => other,
        }
    }

    fn told(&self, without: &[String], what: &str) -> (State, String) {
        match (self.emergencies, without) {
            (0, _) => (State::Open, "the plan declares no emergency number".to_owned()),
            (_, []) => (
                State::NotAFinding,
                format!("every emergency number states its {what}"),
            ),
            (_, without) => (State::Open, format!("no {what} for {}", without.join(", "))),
        }
    }

    pub(super) fn precedence(&self) -> (State, String) {
        match self.levels {
            false => (State::NotApplicable, "the plan has no precedence levels".to_owned()),
            true => (
                State::NotReviewed,
                "levels are decided by the table and passed on in Resource-Priority (tested); preemption is not shown here".to_owned(),
            ),
        }
    }

    pub(super) fn precedence_integrity(&self) -> (State, String) {
        match self.levels {
            false => (
                State::NotApplicable,
                "the plan has no precedence levels".to_owned(),
            ),
            true => (
                State::Open,
                "signalling has no integrity protection; a trunk's level is not believed".to_owned(),
            ),
        }
    }

    pub(super) fn ports(&self) -> (State, String) {
        (
            State::NotReviewed,
            format!("{}; compare with the approved list", self.ports),
        )
    }

    pub(super) fn linked(&self) -> (State, String) {
        (
            State::NotAFinding,
            format!(
                "there is no plugin loader; only the gateway kinds of the plan are linked: {}",
                joined(&self.gateway_kinds)
            ),
        )
    }

    pub(super) fn access(&self) -> (State, String) {
        match (self.crew_networks, self.unreviewed.as_slice()) {
            (_, [_, ..]) => (State::Open, format!("access lists without source or review: {}", self.unreviewed.join(", "))),
            (0, []) => (State::NotAFinding, "nobody may speak on the crew side; every access list has a source and a review date".to_owned()),
            (_, []) => (
                State::NotAFinding,
                "who is in no access list gets no answer and no state (tested); every list has a source and a review date".to_owned(),
            ),
        }
    }

    pub(super) fn inventory(&self) -> (State, String) {
        (
            State::NotAFinding,
            format!(
                "gateways {}; {} stations; the binary's packages are in its evidence section",
                joined(&self.gateways),
                self.stations
            ),
        )
    }
}

fn joined(names: &[String]) -> String {
    match names {
        [] => "none".to_owned(),
        names => names.join(", "),
    }
}
