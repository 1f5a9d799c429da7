//! Proof that a request comes from the station it names: digest with one algorithm for the whole crew network.
//!
//! A missing, an unknown and a wrongly proven user take the same steps and get the same answer.

use core::time::Duration;

use routing_table::{DigestAlgorithm, StationIndex, Table};
use sip::digest::{Algorithm, BadRealm, Credentials, Ha1, Server, Staleness, Verdict};
use sip::message::{HeaderName, Message};
use sip::random::Random;
use sip::time::Moment;

/// What the exchange knows of its stations' passwords: an HA1 for each that has one.
#[derive(Debug, Clone, Default)]
pub struct StationCredentials {
    by_station: Vec<Option<Ha1>>,
}

impl StationCredentials {
    /// No station can prove itself.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the HA1 of a station; it must be made for the number as user name, the plan's realm and its algorithm.
    pub fn set(&mut self, station: StationIndex, ha1: Ha1) {
        if self.by_station.len() <= station.index() {
            self.by_station.resize(station.index() + 1, None);
        }
        if let Some(place) = self.by_station.get_mut(station.index()) {
            *place = Some(ha1);
        }
    }

    fn of(&self, station: StationIndex) -> Option<&Ha1> {
        self.by_station.get(station.index()).and_then(Option::as_ref)
    }
}

/// Which pair of header fields and which status: a registrar asks as a server, the B2BUA as a proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Door {
    /// 401, WWW-Authenticate, Authorization.
    Registrar,
    /// 407, Proxy-Authenticate, Proxy-Authorization.
    Calls,
}

impl Door {
    pub(crate) fn status(self) -> u16 {
        match self {
            Door::Registrar => 401,
            Door::Calls => 407,
        }
    }

    pub(crate) fn challenge_field(self) -> HeaderName {
        match self {
            Door::Registrar => HeaderName::WwwAuthenticate,
            Door::Calls => HeaderName::ProxyAuthenticate,
        }
    }

    fn credentials_field(self) -> HeaderName {
        match self {
            Door::Registrar => HeaderName::Authorization,
            Door::Calls => HeaderName::ProxyAuthorization,
        }
    }
}

/// What a request proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proof {
    /// It comes from this station.
    Station(StationIndex),
    /// It carries no credentials for our realm.
    None,
    /// It carries some that prove nothing now.
    Refused(Staleness),
}

/// Verifies and challenges.
#[derive(Debug)]
pub(crate) struct Guard {
    server: Server,
    stations: StationCredentials,
}

impl Guard {
    pub(crate) fn new(
        table: &Table<'_>,
        stations: StationCredentials,
        random: &mut dyn Random,
    ) -> Result<Self, BadRealm> {
        let plan = table.server();
        let algorithm = match plan.digest() {
            DigestAlgorithm::Md5 => Algorithm::Md5,
            DigestAlgorithm::Sha256 => Algorithm::Sha256,
        };
        let server = Server::new(plan.realm(), algorithm, NONCE_LIFETIME, NONCES, random)?;
        Ok(Guard { server, stations })
    }

    /// Reads and verifies the credentials of a request.
    pub(crate) fn prove(
        &mut self,
        now: Moment,
        table: &Table<'_>,
        door: Door,
        request: &Message<'_>,
    ) -> Proof {
        let realm = self.server.realm();
        let parsed = request
            .headers(door.credentials_field())
            .filter_map(Credentials::parse);
        let Some(credentials) = parsed.into_iter().find(|credentials| credentials.realm == realm) else {
            return Proof::None;
        };
        let station = table.station_by_number(credentials.username.as_bytes());
        let ha1 = station.and_then(|station| self.stations.of(station));
        let uri = request.request_uri();
        let verdict = self
            .server
            .verify(now, request.method().as_str(), uri.as_str(), &credentials, ha1);
        match (verdict, station) {
            (Verdict::Accepted, Some(station)) => Proof::Station(station),
            (Verdict::Stale, _) => Proof::Refused(Staleness::Stale),
            _ => Proof::Refused(Staleness::Fresh),
        }
    }

    /// The value of a challenge.
    pub(crate) fn challenge(&mut self, now: Moment, proof: Proof) -> String {
        let staleness = match proof {
            Proof::Refused(staleness) => staleness,
            Proof::None | Proof::Station(_) => Staleness::Fresh,
        };
        self.server.challenge(now, staleness)
    }
}

/// How long a nonce may be used.
const NONCE_LIFETIME: Duration = Duration::from_secs(300);
/// How many nonces are remembered with their counts.
const NONCES: usize = 65_536;
