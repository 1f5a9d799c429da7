//! What a running vessel must do, call by call, as the settings alone say: a number for every meaning that a number can have,
//! and one on either side of every bound of length, from each class of service for which it comes out otherwise.
//!
//! The product walk proves the bytes of a binary; calls that are really made try the code that reads them, and the gateways.

mod numbers;

use std::collections::BTreeSet;
use std::net::IpAddr;

use crate::checks::meant;
use crate::meaning::Outcome;
use crate::product::naive;
use crate::report::Check;
use crate::settings::Plan;
use crate::settings::routes::Target;
use crate::settings::server::{Station, UNLIMITED};

/// A plan that a running vessel can be tried against.
#[derive(Debug)]
pub struct Trial {
    plan: Plan,
    /// The numbers to dial, and what comes of each for each class.
    numbers: Vec<(String, Vec<Outcome>)>,
}

/// Where the exchange listens, and how it asks who calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// The vessel's name.
    pub vessel: String,
    /// The crew side's address; that of the telephones where the plan listens everywhere.
    pub crew_address: IpAddr,
    /// The crew side's port.
    pub crew_port: u16,
    /// The trunk side's address; the crew side's where the plan listens everywhere.
    pub trunk_address: IpAddr,
    /// An address from which stations may speak.
    pub telephones: IpAddr,
    /// The digest realm.
    pub realm: String,
    /// Whether stations are challenged with MD5; else with SHA-256.
    pub md5: bool,
    /// Calls that may start in a second; none: as many as come.
    pub calls_per_second: Option<u32>,
    /// How many UDP ports the media relay has.
    pub media_ports: u16,
}

/// A provider as the plan describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    /// The gateway's name.
    pub gateway: String,
    /// The host name that must be resolved; none if the plan has addresses.
    pub resolved: Option<String>,
    /// Where its calls may go.
    pub addresses: Vec<IpAddr>,
    /// The port there.
    pub port: u16,
    /// `udp` or `tcp`.
    pub transport: String,
    /// The name of the credential with which it is answered, if it challenges.
    pub credential: Option<String>,
    /// Whether it is asked how it is; if not, it is taken to be well.
    pub probed: bool,
    /// Calls that may start in a second; none: as many as come.
    pub calls_per_second: Option<u32>,
}

/// A telephone on board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telephone {
    /// The station's number.
    pub number: String,
    /// The name of its credential.
    pub credential: String,
}

/// A call to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The number of the station that calls.
    pub from: String,
    /// The number that it dials.
    pub dialled: String,
    /// What must come of it when nobody answers.
    pub expected: Expected,
}

/// What must come of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// It is refused with this status, and nobody is called.
    Refused(u16),
    /// These are called in this order.
    Called(Vec<Called>),
}

/// Who is called, and with which number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Called {
    /// Position of the gateway in [`Trial::providers`]; none for a station.
    pub provider: Option<usize>,
    /// The number in the Request-URI.
    pub number: String,
}

/// Reads what a running vessel is tried against. The error says why nothing can be tried.
///
/// # Errors
/// When the settings have no meaning, or the plan has no station that could call.
pub fn trial(settings: &str, manifests: &[(String, String)]) -> Result<Trial, String> {
    let mut checks: Vec<Check> = Vec::new();
    let Some((plan, _)) = meant(settings, manifests, &mut checks) else {
        let why = checks.into_iter().flat_map(|check| check.found);
        return Err(why.collect::<Vec<_>>().join("; "));
    };
    if plan.stations.is_empty() {
        return Err("the plan has no station that could call".to_owned());
    }
    if plan.crew.is_empty() {
        return Err("the plan has no crew network from which a station could call".to_owned());
    }
    let rewriting = plan.rewriting();
    let numbers = numbers::numbers(&plan)?.into_iter().map(|dialled| {
        let meaning = naive::meaning(&plan, &dialled);
        let more = naive::has_more(&plan, &dialled);
        let outcomes = rewriting.outcomes(&meaning, &dialled, more);
        (dialled, outcomes)
    });
    Ok(Trial {
        numbers: numbers.collect(),
        plan,
    })
}

impl Trial {
    /// Where the exchange listens.
    pub fn exchange(&self) -> Exchange {
        let server = &self.plan.server;
        let telephones = self.telephones();
        let concrete = |address: Option<IpAddr>| address.filter(|address| !address.is_unspecified());
        let crew_address = concrete(server.listen).unwrap_or(telephones);
        Exchange {
            vessel: self.plan.vessel.clone(),
            crew_address,
            crew_port: server.sip_port,
            trunk_address: concrete(server.trunk_listen).unwrap_or(crew_address),
            telephones,
            realm: server.realm.clone(),
            md5: server.md5,
            calls_per_second: limit(server.calls_per_second),
            media_ports: server.media_ports.1.saturating_sub(server.media_ports.0),
        }
    }

    /// The providers, in the order of the settings.
    pub fn providers(&self) -> Vec<Provider> {
        let mut taken = BTreeSet::new();
        let gateways = self.plan.gateways.iter();
        gateways
            .map(|gateway| {
                let setting = |key: &str| gateway.settings.get(key).cloned().unwrap_or_default();
                let written: Vec<IpAddr> = setting("addresses")
                    .split(',')
                    .filter_map(|text| text.parse().ok())
                    .collect();
                let resolved = written.is_empty().then(|| setting("trunkHost"));
                let addresses = if resolved.is_some() {
                    free(&setting("resolvesWithin"), &taken).into_iter().collect()
                } else {
                    written
                };
                taken.extend(addresses.iter().copied());
                Provider {
                    gateway: gateway.name.clone(),
                    resolved,
                    addresses,
                    port: setting("trunkPort").parse().unwrap_or_default(),
                    transport: setting("transport"),
                    credential: gateway.settings.get("credential").cloned(),
                    probed: setting("healthIntervalSeconds") != "0",
                    calls_per_second: limit(gateway.calls_per_second),
                }
            })
            .collect()
    }

    /// The telephones, sorted by number.
    pub fn telephones_on_board(&self) -> Vec<Telephone> {
        let stations = self.plan.stations.iter();
        stations
            .map(|station| Telephone {
                number: station.number.clone(),
                credential: station.credential.clone(),
            })
            .collect()
    }

    /// The names of the emission profiles; each is a vessel of its own to be tried. Empty: every gateway always may.
    pub fn profiles(&self) -> Vec<String> {
        let profiles = self.plan.profiles.iter();
        profiles.map(|profile| profile.name.clone()).collect()
    }

    /// Whether ordinary calls may take a gateway under an emission profile, both by position.
    pub fn may_radiate(&self, profile: Option<usize>, provider: usize) -> bool {
        let profile = profile.and_then(|profile| self.plan.profiles.get(profile));
        profile.is_none_or(|profile| profile.gateways >> provider & 1 == 1)
    }

    /// The calls to make while an emission profile is in force: of classes with the same outcome, one calls.
    pub fn calls(&self, profile: Option<usize>) -> Vec<Call> {
        let mut calls = Vec::new();
        for (dialled, outcomes) in &self.numbers {
            let mut told: Vec<&Outcome> = Vec::new();
            for (class, outcome) in self.plan.classes.iter().zip(outcomes) {
                if told.contains(&outcome) {
                    continue;
                }
                told.push(outcome);
                let expected = self.expected(outcome, profile);
                calls.push(Call {
                    from: self.caller(class, &expected),
                    dialled: dialled.clone(),
                    expected,
                });
            }
        }
        calls.extend(self.with_precedence());
        calls
    }

    /// What a caller sees of an outcome when stations are busy and providers fail.
    fn expected(&self, outcome: &Outcome, profile: Option<usize>) -> Expected {
        let ordinary = |gateway: usize| self.may_radiate(profile, gateway);
        let emergency_radiates = profile
            .and_then(|profile| self.plan.profiles.get(profile))
            .is_none_or(|profile| profile.emergency_radiates);
        let called: Vec<Called> = match outcome {
            Outcome::Barred => return Expected::Refused(403),
            Outcome::Incomplete => return Expected::Refused(484),
            Outcome::NotFound | Outcome::TooLong | Outcome::Unwritable | Outcome::Broken(_) => {
                return Expected::Refused(404);
            }
            Outcome::Station(number) => vec![Called {
                provider: None,
                number: number.clone(),
            }],
            Outcome::Attempts(tried) => tried
                .iter()
                .filter(|(gateway, _)| ordinary(*gateway))
                .map(|(gateway, number)| Called {
                    provider: Some(*gateway),
                    number: number.clone(),
                })
                .collect(),
            Outcome::Emergency(entry) => entry
                .targets
                .iter()
                .filter_map(|target| match target {
                    Target::Station(number) => Some((None, number)),
                    Target::Gateway(gateway, number) => {
                        (emergency_radiates || ordinary(*gateway)).then_some((Some(*gateway), number))
                    }
                })
                .map(|(provider, number)| Called {
                    provider,
                    number: number.clone(),
                })
                .collect(),
        };
        if called.is_empty() {
            Expected::Refused(503)
        } else {
            Expected::Called(called)
        }
    }

    /// Each dialled precedence before the number of a station, from each class: taken, or above the class.
    fn with_precedence(&self) -> Vec<Call> {
        let precedence = &self.plan.precedence;
        let mut calls = Vec::new();
        for ((prefix, level), class) in precedence
            .dialled
            .iter()
            .flat_map(|dialled| self.plan.classes.iter().map(move |class| (dialled, class)))
        {
            let Some(station) = self.plan.stations.last() else {
                continue;
            };
            let expected = match precedence.classes.get(class) {
                Some(highest) if level <= highest => Expected::Called(vec![Called {
                    provider: None,
                    number: station.number.clone(),
                }]),
                _ => Expected::Refused(403),
            };
            calls.push(Call {
                from: self.caller(class, &expected),
                dialled: format!("{prefix}{}", station.number),
                expected,
            });
        }
        calls
    }

    /// A station of a class, one that the call does not ring if there is one.
    fn caller(&self, class: &str, expected: &Expected) -> String {
        let rung = |station: &&Station| match expected {
            Expected::Refused(_) => false,
            Expected::Called(called) => called
                .iter()
                .any(|called| called.provider.is_none() && called.number == station.number),
        };
        let of_class = || self.plan.stations.iter().filter(|station| station.class == class);
        let quiet = of_class().find(|station| !rung(station));
        quiet
            .or_else(|| of_class().next())
            .map_or_else(String::new, |station| station.number.clone())
    }

    /// An address of the crew networks that is not the exchange's, where one of them has room for both.
    fn telephones(&self) -> IpAddr {
        let own = [self.plan.server.listen, self.plan.server.trunk_listen];
        let of = |range: &crate::network::Range| {
            (range.first..=range.last)
                .take(FIRST_HOSTS)
                .skip(usize::from(range.first < range.last))
                .map(|value| range.family.address(value))
                .find(|address| !own.contains(&Some(*address)))
        };
        let found = self.plan.crew.iter().find_map(of);
        found.unwrap_or(IpAddr::V4(std::net::Ipv4Addr::LOCALHOST))
    }
}

fn limit(value: u32) -> Option<u32> {
    (value != UNLIMITED).then_some(value)
}

/// The first address of the networks that nobody has yet.
fn free(networks: &str, taken: &BTreeSet<IpAddr>) -> Option<IpAddr> {
    let ranges = networks.split(',').filter_map(crate::network::network);
    ranges
        .flat_map(|range| {
            (range.first..=range.last)
                .take(FIRST_HOSTS)
                .map(move |value| range.family.address(value))
        })
        .find(|address| !taken.contains(address))
}

/// How many addresses of a network are looked at.
const FIRST_HOSTS: usize = 1024;
