//! What a start shows: which vessel and plan, where it listens, which gateways in which state, what is missing.

use std::borrow::Cow;
use std::fmt;
use std::net::SocketAddr;

use gateway_api::{Status, Why};
use routing_table::GatewayIndex;
use serde::Serialize;

use crate::credentials::Place;
use crate::emission::InForce;
use crate::limits::OpenFiles;
use crate::opening::{Opening, Plan};
use crate::setup::Missing;
use crate::sockets::BUFFER_BYTES;

/// Everything that the banner says.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Banner {
    vessel: &'static str,
    part_number: &'static str,
    identity: String,
    alarms: Vec<String>,
    fallback: String,
    version: &'static str,
    crew: SocketAddr,
    trunk: SocketAddr,
    shown_to_trunks: SocketAddr,
    media_ports: (u16, u16),
    gateways: Vec<GatewayLine>,
    stations: usize,
    digest: &'static str,
    realm: &'static str,
    credentials: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    emission_profile: Option<&'static str>,
    deviations: Vec<String>,
    warnings: Vec<String>,
}

#[derive(Debug, Serialize)]
struct GatewayLine {
    name: Cow<'static, str>,
    kind: &'static str,
    profile: &'static str,
    status: &'static str,
    why: &'static str,
}

/// Where both sides listen, and what the trunk side shows of itself.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Listening {
    /// Crew side.
    pub(crate) crew: SocketAddr,
    /// Trunk side.
    pub(crate) trunk: SocketAddr,
    /// The trunk side's address in Via and Contact.
    pub(crate) shown_to_trunks: SocketAddr,
    /// The smaller receive buffer of the two sides, in bytes as the system counts.
    pub(crate) receive_buffer: usize,
}

impl Banner {
    /// The banner of a plan and where it listens.
    pub(crate) fn new(plan: &Plan, opening: &Opening, listening: Listening) -> Banner {
        let fallback = opening.fallback();
        let server = plan.table.server();
        let mut banner = Banner {
            vessel: plan.vessel(),
            part_number: plan.part_number(),
            identity: plan.identity(),
            alarms: opening.alarms(),
            fallback: fallback.unwrap_or_else(|damaged| damaged.to_string()),
            version: env!("CARGO_PKG_VERSION"),
            crew: listening.crew,
            trunk: listening.trunk,
            shown_to_trunks: listening.shown_to_trunks,
            media_ports: server.media_ports(),
            gateways: Vec::new(),
            stations: plan.table.stations().count(),
            digest: server.digest().name(),
            realm: server.realm(),
            credentials: String::new(),
            emission_profile: None,
            deviations: deviations(plan, listening.trunk.port()),
            warnings: Vec::new(),
        };
        if listening.receive_buffer < BUFFER_BYTES {
            let kib = listening.receive_buffer / 1024;
            banner.warnings.push(format!(
                "the receive buffer is {kib} KiB, not {} KiB: bursts may be lost; raise net.core.rmem_max",
                BUFFER_BYTES / 1024
            ));
        }
        banner
    }

    /// Adds a gateway with its present state.
    pub(crate) fn gateway(&mut self, plan: &Plan, gateway: GatewayIndex, status: Status, why: Why) {
        let known = plan.table.gateway(gateway);
        self.gateways.push(GatewayLine {
            name: plan.gateway_name(gateway),
            kind: known.map_or("?", |gateway| gateway.kind()),
            profile: known.map_or("?", |gateway| gateway.profile()),
            status: status.as_str(),
            why: why.as_str(),
        });
    }

    /// Adds where secrets came from and which are missing.
    pub(crate) fn credentials(&mut self, place: &Place, count: usize, missing: &Missing) {
        self.credentials = format!("{count} from {place}");
        if !missing.is_empty() {
            self.warnings.push(format!(
                "{missing}; make them with `dialplan credentials SETTINGS`, the settings that this vessel was built from"
            ));
        }
    }

    /// Adds the emission profile in force, and why it is not the one that the crew chose.
    pub(crate) fn emission(&mut self, emission: &InForce) {
        self.emission_profile = emission.name;
        self.warnings.extend(emission.warning.clone());
    }

    /// Adds a warning when the system permits fewer files than the plan may need.
    pub(crate) fn open_files(&mut self, files: OpenFiles) {
        if let (false, Some(permitted)) = (files.suffice(), files.permitted) {
            self.warnings.push(format!(
                "{permitted} files may be open, the plan may need {}: raise the limit (`LimitNOFILE=`, `ulimit -n`)",
                files.needed
            ));
        }
    }
}

/// What differs from the plan by the operator's wish.
pub(crate) fn deviations(plan: &Plan, trunk_port: u16) -> Vec<String> {
    let planned = plan.table.server().trunk_port();
    let other =
        (trunk_port != planned).then(|| format!("trunk port {trunk_port} instead of the plan's {planned}"));
    other.into_iter().collect()
}

impl fmt::Display for Banner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, last) = self.media_ports;
        writeln!(
            f,
            "Fairlead {}: vessel {} ({})",
            self.version, self.vessel, self.part_number
        )?;
        for alarm in &self.alarms {
            writeln!(f, "  ALARM          {alarm}")?;
        }
        writeln!(f, "  plan identity  {}", self.identity)?;
        writeln!(f, "  emergency plan {}", self.fallback)?;
        writeln!(
            f,
            "  crew side      {} UDP and TCP, realm {}, digest {}",
            self.crew, self.realm, self.digest
        )?;
        write!(f, "  trunk side     {} UDP and TCP", self.trunk)?;
        if self.shown_to_trunks != self.trunk {
            write!(f, ", shown as {}", self.shown_to_trunks)?;
        }
        writeln!(f, "\n  media ports    {first} to {last} on both sides")?;
        writeln!(f, "  stations       {}", self.stations)?;
        writeln!(f, "  credentials    {}", self.credentials)?;
        if let Some(profile) = self.emission_profile {
            writeln!(f, "  emission       profile {profile}")?;
        }
        for gateway in &self.gateways {
            let GatewayLine {
                name,
                kind,
                profile,
                status,
                why,
            } = gateway;
            writeln!(
                f,
                "  gateway        {name}: {kind}, profile {profile}, {status} ({why})"
            )?;
        }
        for deviation in &self.deviations {
            writeln!(f, "  DEVIATION      {deviation}")?;
        }
        for warning in &self.warnings {
            writeln!(f, "  WARNING        {warning}")?;
        }
        Ok(())
    }
}
