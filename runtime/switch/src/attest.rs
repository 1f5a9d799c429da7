//! `--attest`: what this binary says about itself, as JSON. Self-report finds corruption, not an attacker.

use std::borrow::Cow;

use gateway_api::GatewayKind;
use serde::Serialize;

use crate::banner::deviations;
use crate::opening::{Opening, Plan, fingerprint};
use crate::vessel::{BuildInputs, Vessel};

/// The whole report.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Attestation {
    vessel: &'static str,
    part_number: &'static str,
    /// The plan identity: SHA-256 over everything that steers, admits or transforms; with `fallback:` in front when
    /// the dial plan is damaged.
    identity: String,
    /// The fallback's identity, or why there is none.
    fallback: String,
    /// What is damaged.
    alarms: Vec<String>,
    version: &'static str,
    executable: Fingerprint,
    sections: [Section; 3],
    gateways: Vec<GatewayReport>,
    linked_kinds: Vec<KindReport>,
    build: BuildInputs,
    deviations: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Fingerprint {
    /// `None` when the system does not show the program its own file.
    sha256: Option<String>,
}

#[derive(Debug, Serialize)]
struct Section {
    name: &'static str,
    capacity: usize,
    sha256: String,
}

#[derive(Debug, Serialize)]
struct GatewayReport {
    name: Cow<'static, str>,
    kind: &'static str,
    profile: &'static str,
    version: Option<&'static str>,
}

#[derive(Debug, Serialize)]
struct KindReport {
    kind: &'static str,
    version: &'static str,
    description: &'static str,
}

impl Attestation {
    /// Reads everything there is to report. `trunk_port` is the operator's deviation, if any.
    pub(crate) fn new(
        vessel: &Vessel,
        plan: &Plan,
        opening: &Opening,
        trunk_port: Option<u16>,
    ) -> Attestation {
        let fallback = opening.fallback();
        let port = trunk_port.unwrap_or(plan.table.server().trunk_port());
        Attestation {
            vessel: plan.vessel(),
            part_number: plan.part_number(),
            identity: plan.identity(),
            fallback: fallback.unwrap_or_else(|damaged| damaged.to_string()),
            alarms: opening.alarms(),
            version: env!("CARGO_PKG_VERSION"),
            executable: Fingerprint {
                sha256: own_fingerprint(),
            },
            sections: [
                section(".dialplan", (vessel.table)()),
                section(".dialplan.names", (vessel.names)()),
                section(".dialplan.fallback", (vessel.fallback)()),
            ],
            gateways: gateways(plan, vessel.kinds),
            linked_kinds: vessel.kinds.iter().map(|kind| kind_report(*kind)).collect(),
            build: vessel.build,
            deviations: deviations(plan, port),
        }
    }
}

fn own_fingerprint() -> Option<String> {
    std::fs::read("/proc/self/exe")
        .ok()
        .map(|bytes| fingerprint(&bytes))
}

fn section(name: &'static str, bytes: &[u8]) -> Section {
    Section {
        name,
        capacity: bytes.len(),
        sha256: fingerprint(bytes),
    }
}

fn gateways(plan: &Plan, kinds: &[&dyn GatewayKind]) -> Vec<GatewayReport> {
    let report = |(index, gateway): (_, routing_table::Gateway<'static>)| {
        let kind = kinds.iter().find(|kind| kind.kind() == gateway.kind());
        GatewayReport {
            name: plan.gateway_name(index),
            kind: gateway.kind(),
            profile: gateway.profile(),
            version: kind.map(|kind| kind.version()),
        }
    };
    plan.table.gateways().map(report).collect()
}

fn kind_report(kind: &dyn GatewayKind) -> KindReport {
    KindReport {
        kind: kind.kind(),
        version: kind.version(),
        description: kind.description(),
    }
}
