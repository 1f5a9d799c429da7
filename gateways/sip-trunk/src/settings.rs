//! The plan's text for a trunk, read once into types that cannot be wrong.

use core::fmt;
use core::net::IpAddr;
use core::str::FromStr;
use core::time::Duration;

use gateway_api::{GatewaySettings, Secret, SetupError, Transport};
use ipnet::IpNet;

use crate::profile::Profile;

/// A trunk's settings.
#[derive(Debug)]
pub(crate) struct TrunkSettings {
    pub(crate) name: String,
    pub(crate) profile: &'static Profile,
    pub(crate) peer: Peer,
    pub(crate) addresses: Addresses,
    /// User name and password; only together.
    pub(crate) credential: Option<(String, Secret)>,
    /// The number shown to the outside, as written.
    pub(crate) caller_id: Option<String>,
    pub(crate) health: HealthSettings,
    pub(crate) first_response: Duration,
    pub(crate) progress: Duration,
}

/// The far end by name: what Request-URIs say, whatever address packets go to.
#[derive(Debug, Clone)]
pub(crate) struct Peer {
    /// A host name or an address, IPv6 in brackets.
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) transport: Transport,
}

/// Where packets go.
#[derive(Debug, Clone)]
pub(crate) enum Addresses {
    /// To these addresses.
    Plan(Vec<IpAddr>),
    /// To what the host name resolves to, as far as it lies within these networks; with no network, nowhere.
    Resolved {
        /// The name to resolve.
        host: String,
        /// The networks that answers must lie in.
        within: Vec<IpNet>,
    },
}

/// How targets are watched.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HealthSettings {
    /// Time between two probes of a target; `None`: no probes.
    pub(crate) interval: Option<Duration>,
    /// Failures in a row that take a target down.
    pub(crate) fall: u32,
    /// Answers in a row that bring it back.
    pub(crate) rise: u32,
}

impl TrunkSettings {
    /// Reads the settings of a gateway of this kind.
    pub(crate) fn read(given: &GatewaySettings) -> Result<Self, SetupError> {
        let profile = Profile::named(&given.profile)
            .ok_or_else(|| SetupError::UnknownProfile(given.profile.clone()))?;
        let peer = Peer::read(given, profile)?;
        let addresses = Addresses::read(given, &peer)?;
        let username = given.get("username").map(str::to_owned);
        Ok(Self {
            name: given.name.clone(),
            addresses,
            credential: username.zip(given.credential.clone()),
            caller_id: caller_id(given)?,
            health: HealthSettings::read(given, profile)?,
            first_response: seconds(given, "firstResponseSeconds")?.unwrap_or(FIRST_RESPONSE),
            progress: seconds(given, "progressSeconds")?.unwrap_or(PROGRESS),
            profile,
            peer,
        })
    }
}

impl Peer {
    fn read(given: &GatewaySettings, profile: &Profile) -> Result<Self, SetupError> {
        let host = given.get(HOST).ok_or(SetupError::Missing { key: HOST })?;
        let bracketed = host
            .parse::<core::net::Ipv6Addr>()
            .map(|address| format!("[{address}]"));
        let host = bracketed.unwrap_or_else(|_| host.to_owned());
        let literal = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        let is_host = match literal {
            Some(address) => address.parse::<core::net::Ipv6Addr>().is_ok(),
            None => is_host_name(&host),
        };
        if !is_host {
            return Err(malformed(HOST, &host));
        }
        let transport = match given.get("transport") {
            None => profile.transport,
            Some("udp") => Transport::Udp,
            Some("tcp") => Transport::Tcp,
            Some(other) => return Err(malformed("transport", other)),
        };
        let port: u16 = parsed(given, "trunkPort")?.unwrap_or(profile.port);
        if port == 0 {
            Err(malformed("trunkPort", "0"))
        } else {
            Ok(Self {
                host,
                port,
                transport,
            })
        }
    }

    fn address(&self) -> Option<IpAddr> {
        self.host.trim_matches(['[', ']']).parse().ok()
    }
}

impl fmt::Display for Peer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let transport = match self.transport {
            Transport::Udp => "udp",
            Transport::Tcp => "tcp",
        };
        write!(out, "{}:{} over {transport}", self.host, self.port)
    }
}

impl Addresses {
    fn read(given: &GatewaySettings, peer: &Peer) -> Result<Self, SetupError> {
        let written: Vec<IpAddr> = list(given, "addresses")?;
        if !written.is_empty() {
            return Ok(Addresses::Plan(written));
        }
        if let Some(address) = peer.address() {
            return Ok(Addresses::Plan(vec![address]));
        }
        let within = list::<Network>(given, "resolvesWithin")?
            .into_iter()
            .map(|Network(net)| net)
            .collect();
        Ok(Addresses::Resolved {
            host: peer.host.clone(),
            within,
        })
    }
}

impl HealthSettings {
    fn read(given: &GatewaySettings, profile: &Profile) -> Result<Self, SetupError> {
        let interval = seconds(given, "healthIntervalSeconds")?;
        Ok(Self {
            interval: interval.map(|interval| interval.max(profile.least_health_interval)),
            fall: count(given, "healthFall")?.unwrap_or(FALL),
            rise: count(given, "healthRise")?.unwrap_or(RISE),
        })
    }
}

/// A network, or one address as the smallest one.
struct Network(IpNet);

impl FromStr for Network {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let network = text
            .parse::<IpNet>()
            .or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
        network.map(Network).map_err(|_| ())
    }
}

fn caller_id(given: &GatewaySettings) -> Result<Option<String>, SetupError> {
    let Some(number) = given.get("callerIdNumber") else {
        return Ok(None);
    };
    let symbols = number.strip_prefix('+').unwrap_or(number);
    let is_symbol = |byte: u8| byte.is_ascii_digit() || b"*#ABCD".contains(&byte);
    if symbols.is_empty() || !symbols.bytes().all(is_symbol) {
        return Err(malformed("callerIdNumber", number));
    }
    Ok(Some(number.to_owned()))
}

fn is_host_name(text: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    text.len() <= 253 && text.split('.').all(label)
}

fn seconds(given: &GatewaySettings, key: &'static str) -> Result<Option<Duration>, SetupError> {
    let seconds = parsed::<u32>(given, key)?.filter(|seconds| *seconds > 0);
    Ok(seconds.map(|seconds| Duration::from_secs(u64::from(seconds))))
}

fn count(given: &GatewaySettings, key: &'static str) -> Result<Option<u32>, SetupError> {
    match parsed(given, key)? {
        Some(0) => Err(malformed(key, "0")),
        count => Ok(count),
    }
}

fn parsed<T: FromStr>(given: &GatewaySettings, key: &'static str) -> Result<Option<T>, SetupError> {
    given
        .get(key)
        .map(|text| text.parse().map_err(|_| malformed(key, text)))
        .transpose()
}

fn list<T: FromStr>(given: &GatewaySettings, key: &'static str) -> Result<Vec<T>, SetupError> {
    let entries = given
        .get(key)
        .unwrap_or_default()
        .split(',')
        .map(str::trim)
        .filter(|entry| !entry.is_empty());
    entries
        .map(|entry| entry.parse().map_err(|_| malformed(key, entry)))
        .collect()
}

fn malformed(key: &'static str, text: &str) -> SetupError {
    SetupError::Malformed {
        key,
        text: text.to_owned(),
    }
}

const HOST: &str = "trunkHost";
const FIRST_RESPONSE: Duration = Duration::from_secs(5);
const PROGRESS: Duration = Duration::from_secs(60);
const FALL: u32 = 3;
const RISE: u32 = 2;

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn given(profile: &str, pairs: &[(&str, &str)]) -> GatewaySettings {
        let pairs = pairs
            .iter()
            .map(|(key, text)| ((*key).to_owned(), (*text).to_owned()));
        GatewaySettings {
            name: "vsat".to_owned(),
            kind: "sip-trunk".to_owned(),
            profile: profile.to_owned(),
            number_format: "plus-e164".to_owned(),
            codecs: Vec::new(),
            settings: pairs.collect(),
            credential: None,
        }
    }

    #[test]
    fn what_the_plan_leaves_out_comes_from_the_profile() {
        let settings = TrunkSettings::read(&given("twilio", &[(HOST, "ship.pstn.twilio.com")])).unwrap();
        assert_eq!(settings.peer.to_string(), "ship.pstn.twilio.com:5060 over udp");
        assert!(settings.health.interval.is_none());
        assert_eq!(
            (settings.first_response, settings.progress),
            (FIRST_RESPONSE, PROGRESS)
        );
        assert!(matches!(settings.addresses, Addresses::Resolved { within, .. } if within.is_empty()));
    }

    #[test]
    fn a_provider_is_not_probed_more_often_than_it_allows() {
        let often = [(HOST, "ship.pstn.twilio.com"), ("healthIntervalSeconds", "2")];
        let settings = TrunkSettings::read(&given("twilio", &often)).unwrap();
        assert_eq!(settings.health.interval, Some(Duration::from_secs(30)));
    }

    #[test]
    fn an_address_as_host_needs_no_resolution() {
        for (host, shown) in [("192.0.2.1", "192.0.2.1"), ("2001:db8::1", "[2001:db8::1]")] {
            let settings = TrunkSettings::read(&given("generic", &[(HOST, host)])).unwrap();
            assert_eq!(settings.peer.host, shown);
            let expected: IpAddr = host.parse().unwrap();
            assert!(matches!(settings.addresses, Addresses::Plan(list) if list == [expected]));
        }
    }

    #[test]
    fn what_has_no_meaning_is_refused_by_its_key() {
        let host = (HOST, "trunk.example.com");
        let refused: [(&[(&str, &str)], &str); 10] = [
            (&[], HOST),
            (&[(HOST, "a b")], HOST),
            (&[(HOST, "trunk.example.com>\r\nX: y")], HOST),
            (&[(HOST, "[192.0.2.1]")], HOST),
            (&[host, ("trunkPort", "0")], "trunkPort"),
            (&[host, ("transport", "tls")], "transport"),
            (&[host, ("addresses", "192.0.2.1,trunk")], "addresses"),
            (&[host, ("resolvesWithin", "192.0.2.0/33")], "resolvesWithin"),
            (&[host, ("callerIdNumber", "+44\"<")], "callerIdNumber"),
            (&[host, ("healthFall", "0")], "healthFall"),
        ];
        for (pairs, culprit) in refused {
            match TrunkSettings::read(&given("generic", pairs)) {
                Err(SetupError::Missing { key } | SetupError::Malformed { key, .. }) => {
                    assert_eq!(key, culprit)
                }
                other => panic!("{pairs:?}: {other:?}"),
            }
        }
        let unknown = TrunkSettings::read(&given("acme", &[host]));
        assert_eq!(
            unknown.unwrap_err(),
            SetupError::UnknownProfile("acme".to_owned())
        );
    }
}
