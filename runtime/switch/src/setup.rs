//! From a plan and its secrets to what the exchange is made of: addresses, gateways, station credentials.

use std::borrow::Cow;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

use call_control::{Addresses, Side, SideAddress, StationCredentials};
use gateway_api::{Gateway, GatewayKind, GatewaySettings, Secret, SetupError};
use routing_table::DigestAlgorithm;
use sip::digest::{Algorithm, Ha1};

use crate::credentials::{Credentials, SecretKind};
use crate::opening::Plan;

/// Where a side listens.
pub(crate) fn listen(plan: &Plan, side: Side, trunk_port: Option<u16>) -> SocketAddr {
    let server = plan.table.server();
    match side {
        Side::Crew => SocketAddr::new(server.listen(), server.sip_port()),
        Side::Trunk => SocketAddr::new(server.trunk_listen(), trunk_port.unwrap_or(server.trunk_port())),
    }
}

/// What each side shows of itself.
pub(crate) fn addresses(plan: &Plan, trunk_port: Option<u16>) -> Addresses {
    let advertise = plan.table.server().advertise();
    let shown = |side, advertise: Option<IpAddr>| {
        let listen = listen(plan, side, trunk_port);
        let ip = advertise.unwrap_or_else(|| reachable(listen.ip()));
        SideAddress {
            signalling: SocketAddr::new(ip, listen.port()),
            media: ip,
        }
    };
    Addresses {
        crew: shown(Side::Crew, None),
        trunk: shown(Side::Trunk, advertise),
    }
}

/// The address itself, or the one that this machine uses towards its default route when any address is listened on.
fn reachable(listen: IpAddr) -> IpAddr {
    if !listen.is_unspecified() {
        return listen;
    }
    let (any, far) = match listen {
        IpAddr::V4(_) => (SocketAddr::new(listen, 0), SocketAddr::new(FAR_V4.into(), 9)),
        IpAddr::V6(_) => (SocketAddr::new(listen, 0), SocketAddr::new(FAR_V6.into(), 9)),
    };
    // Connecting a datagram socket sends nothing; it only asks the system for a route.
    let local =
        UdpSocket::bind(any).and_then(|socket| socket.connect(far).and_then(|()| socket.local_addr()));
    match (local, listen) {
        (Ok(local), _) if !local.ip().is_unspecified() => local.ip(),
        (_, IpAddr::V4(_)) => Ipv4Addr::LOCALHOST.into(),
        (_, IpAddr::V6(_)) => Ipv6Addr::LOCALHOST.into(),
    }
}

/// Every gateway of the plan, in the order of the table.
pub(crate) fn gateways(
    plan: &Plan,
    kinds: &[&dyn GatewayKind],
    credentials: &Credentials,
) -> Result<Vec<Box<dyn Gateway>>, NoGateway> {
    let settings = gateway_settings(plan, credentials);
    settings.map(|settings| make(&settings, kinds)).collect()
}

fn make(settings: &GatewaySettings, kinds: &[&dyn GatewayKind]) -> Result<Box<dyn Gateway>, NoGateway> {
    let fault = |what| NoGateway {
        gateway: settings.name.clone(),
        what,
    };
    let kind = kinds.iter().find(|kind| kind.kind() == settings.kind);
    let kind = kind.ok_or_else(|| fault(What::NotLinked(settings.kind.clone())))?;
    kind.create(settings).map_err(|error| fault(What::Refused(error)))
}

fn gateway_settings(plan: &Plan, credentials: &Credentials) -> impl Iterator<Item = GatewaySettings> {
    plan.table.gateways().map(|(index, gateway)| {
        let secret = credential_of(gateway).and_then(|name| credentials.secret(name, SecretKind::Password));
        GatewaySettings {
            name: plan.gateway_name(index).into_owned(),
            kind: gateway.kind().to_owned(),
            profile: gateway.profile().to_owned(),
            number_format: gateway.number_format().name().to_owned(),
            codecs: gateway.codecs().map(|codec| codec.name().to_owned()).collect(),
            settings: gateway
                .settings()
                .map(|(key, text)| (key.to_owned(), text.to_owned()))
                .collect(),
            credential: secret.map(|secret| Secret::new(secret.to_owned())),
        }
    })
}

fn credential_of(gateway: routing_table::Gateway<'static>) -> Option<&'static str> {
    gateway
        .settings()
        .find(|(key, _)| *key == "credential")
        .map(|(_, name)| name)
}

/// The names of all secrets that the plan refers to: stations first, then gateways.
pub(crate) fn credential_names(plan: &Plan) -> Vec<&'static str> {
    let stations = plan.table.stations().map(|(_, station)| station.credential());
    stations
        .chain(
            plan.table
                .gateways()
                .filter_map(|(_, gateway)| credential_of(gateway)),
        )
        .collect()
}

/// The stations that can prove themselves, and the plan's secrets that are missing.
pub(crate) fn station_credentials(plan: &Plan, credentials: &Credentials) -> (StationCredentials, Missing) {
    let (algorithm, kind) = match plan.table.server().digest() {
        DigestAlgorithm::Md5 => (Algorithm::Md5, SecretKind::Ha1Md5),
        DigestAlgorithm::Sha256 => (Algorithm::Sha256, SecretKind::Ha1Sha256),
    };
    let mut known = StationCredentials::new();
    let mut missing = Missing::default();
    for (index, station) in plan.table.stations() {
        let digits = credentials.secret(station.credential(), kind);
        match digits.and_then(|digits| Ha1::from_digits(algorithm, digits)) {
            Some(ha1) => known.set(index, ha1),
            None => missing.stations.push(station.number()),
        }
    }
    for (index, gateway) in plan.table.gateways() {
        let named = credential_of(gateway);
        if named.is_some_and(|name| credentials.secret(name, SecretKind::Password).is_none()) {
            missing.gateways.push(plan.gateway_name(index));
        }
    }
    missing.kind = kind.word();
    (known, missing)
}

/// Secrets that the plan names and nobody supplied.
#[derive(Debug, Default, Clone)]
pub(crate) struct Missing {
    /// Numbers of stations that cannot register.
    pub(crate) stations: Vec<&'static str>,
    /// Names of gateways that cannot answer a challenge.
    pub(crate) gateways: Vec<Cow<'static, str>>,
    kind: &'static str,
}

impl Missing {
    /// True when nothing is missing.
    pub(crate) fn is_empty(&self) -> bool {
        self.stations.is_empty() && self.gateways.is_empty()
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.stations.is_empty() {
            write!(
                f,
                "no {} credential for station {}",
                self.kind,
                self.stations.join(", ")
            )?;
        }
        if !self.gateways.is_empty() {
            let separator = if self.stations.is_empty() { "" } else { "; " };
            write!(
                f,
                "{separator}no password for gateway {}",
                self.gateways.join(", ")
            )?;
        }
        Ok(())
    }
}

/// A gateway of the plan that cannot be made.
#[derive(Debug)]
pub(crate) struct NoGateway {
    gateway: String,
    what: What,
}

#[derive(Debug)]
enum What {
    NotLinked(String),
    Refused(SetupError),
}

impl fmt::Display for NoGateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.what {
            What::NotLinked(kind) => {
                write!(
                    f,
                    "gateway `{}` needs the kind `{kind}`, which is not linked into this binary",
                    self.gateway
                )
            }
            What::Refused(error) => write!(f, "gateway `{}` cannot be made: {error}", self.gateway),
        }
    }
}

/// Documentation addresses: nothing is ever sent to them.
const FAR_V4: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 1);
const FAR_V6: Ipv6Addr = Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1);
