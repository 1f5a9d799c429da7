//! `dialplan verify --run`: a vessel binary runs in a network of its own, in which this program is every telephone and every
//! provider; each call that the settings' meaning asks for is made, and what arrives at the other end is compared.
//!
//! The network is made by `unshare` (util-linux) around a second process of this program, the hidden subcommand `trial`.

mod exchange;
mod message;
mod names;
mod network;
mod pace;
mod provider;
mod telephone;

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use clap::Args;
use dialplan_verifier::{Called, Expected, Provider};
use pace::Pace;
use serde::{Deserialize, Serialize};

use super::credentials::password;
use super::exit::{Ended, Exit, Stop};
use super::progress::Steps;
use super::verify::manifests;
use super::workspace::Workspace;
use super::write_json;

/// What came of the calls.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Tried {
    /// How many calls were made.
    pub(super) calls: usize,
    /// From how many stations at the most.
    pub(super) stations: usize,
    /// Over how many gateways at the most.
    pub(super) gateways: usize,
    /// The emission profiles under which they were made.
    pub(super) profiles: Vec<String>,
    /// How many did not come out as the settings say.
    pub(super) differing: usize,
    /// The first of them, at most [`MOST_SHOWN`].
    pub(super) differences: Vec<Difference>,
}

impl Tried {
    /// The result in words.
    pub(super) fn text(&self) -> String {
        let under = match self.profiles.as_slice() {
            [] => String::new(),
            profiles => format!(", under the emission profiles {}", profiles.join(", ")),
        };
        let mut text = format!(
            "run: {} calls by {} stations over {} gateways{under}: ",
            self.calls, self.stations, self.gateways
        );
        if self.differences.is_empty() {
            text.push_str("each came out as the settings say\n");
            return text;
        }
        text.push_str(&format!(
            "{} came out OTHERWISE than the settings say\n",
            self.differing
        ));
        text.extend(self.differences.iter().map(|difference| {
            let Difference {
                number,
                from,
                settings,
                vessel,
                ..
            } = difference;
            let profile = difference
                .profile
                .as_ref()
                .map(|profile| format!(" under `{profile}`"));
            let profile = profile.unwrap_or_default();
            format!("  {number} from {from}{profile}: settings {settings}; vessel {vessel}\n")
        }));
        let more = self.differing.saturating_sub(self.differences.len());
        if more > 0 {
            text.push_str(&format!("  and {more} more\n"));
        }
        text
    }
}

/// A call that did not come out as the settings say.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Difference {
    /// The number as dialled.
    pub(super) number: String,
    /// The station that called.
    pub(super) from: String,
    /// The emission profile in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) profile: Option<String>,
    /// What the settings say.
    pub(super) settings: String,
    /// What the running vessel did.
    pub(super) vessel: String,
}

/// Makes the calls, in a network that the caller has made.
#[derive(Debug, Args)]
pub(super) struct Trial {
    binary: PathBuf,
    vessel: Option<String>,
}

/// Runs the binary in a network of its own and tries it against the settings of `vessel`.
pub(super) fn in_own_network(
    binary: &Path,
    vessel: Option<&str>,
    workspace: &Workspace,
) -> Result<Tried, Stop> {
    let own = std::env::current_exe()
        .map_err(|error| Stop::internal(format!("this program has no path: {error}")))?;
    // A bare name would be looked for in $PATH, and another file tried than was verified.
    let binary =
        std::path::absolute(binary).map_err(|error| Stop::usage(format!("{}: {error}", binary.display())))?;
    let mut command = Command::new("unshare");
    if !rustix::process::geteuid().is_root() {
        command.args(["--user", "--map-root-user"]);
    }
    command
        .args(["--net", "--mount", "--pid", "--fork", "--kill-child"])
        .arg(own)
        .arg("--workspace")
        .arg(workspace.root())
        .arg("trial")
        .arg(binary)
        .args(vessel)
        .stdout(Stdio::piped());
    let ended = command
        .spawn()
        .and_then(std::process::Child::wait_with_output)
        .map_err(|error| Stop::internal(format!("cannot start `unshare` (util-linux): {error}")))?;
    let is = |exit: Exit| ended.status.code() == Some(exit.number().into());
    serde_json::from_slice(&ended.stdout).map_err(|_| {
        if is(Exit::Mismatch) {
            Stop::mismatch("the running vessel did not pass; why is said above")
        } else if is(Exit::Usage) {
            Stop::usage("the vessel cannot be tried; why is said above")
        } else {
            Stop::internal(
                "the vessel could not be tried; why is said above. A network namespace of its own is needed: as root, or \
                 where unprivileged user namespaces are allowed",
            )
        }
    })
}

impl Trial {
    pub(super) fn run(&self, workspace: &Workspace, out: &mut dyn io::Write) -> Ended {
        let gathered = workspace.gather(self.vessel.as_deref(), None)?;
        let manifests = manifests(&gathered)?;
        let plan = dialplan_verifier::trial(gathered.source.text(), &manifests).map_err(Stop::usage)?;
        let world = World::of(&plan)?;
        network::make(&world.addresses())?;
        let folder = exchange::folder()?;
        let (reports, arrivals) = mpsc::channel();
        names::answer(&world.providers, folder.path())?;
        provider::answer(&world.providers, &reports)?;
        let mut telephones = telephone::Telephones::new(&world.exchange, PASSWORD, &reports)?;
        let profiles = match plan.profiles() {
            profiles if profiles.is_empty() => vec![None],
            profiles => profiles.into_iter().enumerate().map(Some).collect(),
        };
        let mut tried = Tried {
            calls: 0,
            stations: world.telephones.len(),
            gateways: world.providers.len(),
            profiles: profiles.iter().flatten().map(|(_, name)| name.clone()).collect(),
            differing: 0,
            differences: Vec::new(),
        };
        for profile in profiles {
            let position = profile.as_ref().map(|(position, _)| *position);
            let calls = plan.calls(position);
            let awaited = world
                .providers
                .iter()
                .enumerate()
                .filter(|(at, provider)| provider.probed && plan.may_radiate(position, *at));
            let awaited = awaited.map(|(_, provider)| provider.gateway.as_str()).collect();
            let name = profile.map(|(_, name)| name);
            let running = exchange::Running::start(
                &self.binary,
                folder.path(),
                &world.credentials(),
                name.as_deref(),
                awaited,
            )?;
            let mut registered = None;
            let mut steps = Steps::new("calls made");
            let mut pace = Pace::new(&world);
            for (made, call) in (1..).zip(&calls) {
                if registered.is_none_or(|at: Instant| at.elapsed() > REGISTERED) {
                    for telephone in &world.telephones {
                        telephones.register(&telephone.number)?;
                    }
                    registered = Some(Instant::now());
                }
                let seen = pace.made(call, &mut telephones, &arrivals)?;
                tried.calls += 1;
                steps.done(made, calls.len());
                let Some(vessel) = world.difference(&call.expected, &seen) else {
                    continue;
                };
                tried.differing += 1;
                if tried.differences.len() < MOST_SHOWN {
                    tried.differences.push(Difference {
                        number: call.dialled.clone(),
                        from: call.from.clone(),
                        profile: name.clone(),
                        settings: world.say(&call.expected),
                        vessel,
                    });
                }
            }
            running.end()?;
        }
        write_json(out, &tried)?;
        Ok(Exit::Holds)
    }
}

/// Everything that the trial stands for.
struct World {
    exchange: dialplan_verifier::Exchange,
    providers: Vec<Provider>,
    telephones: Vec<dialplan_verifier::Telephone>,
}

/// A call that arrived somewhere.
struct Arrival {
    called: Called,
    /// The address at which it arrived, if it is a provider's.
    address: Option<SocketAddr>,
}

/// What was seen of a call: who was called, and the final status.
struct Seen {
    called: Vec<Called>,
    status: u16,
}

impl World {
    fn of(plan: &dialplan_verifier::Trial) -> Result<World, Stop> {
        let world = World {
            exchange: plan.exchange(),
            providers: plan.providers(),
            telephones: plan.telephones_on_board(),
        };
        let lost = world
            .providers
            .iter()
            .find(|provider| provider.addresses.is_empty());
        match lost {
            Some(Provider { gateway, .. }) => Err(Stop::usage(format!(
                "the gateway `{gateway}` has no address that nobody else has: it cannot be stood in for"
            ))),
            None => Ok(world),
        }
    }

    fn addresses(&self) -> Vec<IpAddr> {
        let exchange = [
            self.exchange.crew_address,
            self.exchange.trunk_address,
            self.exchange.telephones,
        ];
        let providers = self
            .providers
            .iter()
            .flat_map(|provider| provider.addresses.clone());
        let mut addresses: Vec<_> = exchange.into_iter().chain(providers).collect();
        addresses.sort_unstable();
        addresses.dedup();
        addresses
    }

    /// The secrets that the vessel reads: the same password for everyone.
    fn credentials(&self) -> String {
        let algorithm = telephone::algorithm(&self.exchange);
        let kind = password::kind(algorithm);
        let stations = self.telephones.iter().map(|telephone| {
            let hash = password::ha1(algorithm, &telephone.number, &self.exchange.realm, PASSWORD);
            format!("{} {kind}:{hash}\n", telephone.credential)
        });
        let trunks = self
            .providers
            .iter()
            .filter_map(|provider| provider.credential.as_ref());
        let mut trunks: Vec<_> = trunks
            .map(|name| format!("{name} password:{PASSWORD}\n"))
            .collect();
        trunks.sort_unstable();
        trunks.dedup();
        stations.chain(trunks).collect()
    }

    /// What the vessel did, in words, if that is not what was expected.
    fn difference(&self, expected: &Expected, seen: &Seen) -> Option<String> {
        let same = match expected {
            Expected::Refused(status) => seen.called.is_empty() && seen.status == *status,
            Expected::Called(called) => seen.called == *called && seen.status >= 400,
        };
        (!same).then(|| match seen.called.as_slice() {
            [] => format!("refused with {}", seen.status),
            called => format!("{}, then {}", self.say_called(called), seen.status),
        })
    }

    fn say(&self, expected: &Expected) -> String {
        match expected {
            Expected::Refused(status) => format!("refused with {status}"),
            Expected::Called(called) => self.say_called(called),
        }
    }

    fn say_called(&self, called: &[Called]) -> String {
        let words = called.iter().map(|called| match called.provider {
            None => format!("station {}", called.number),
            Some(at) => {
                let gateway = self.providers.get(at).map_or("?", |provider| &provider.gateway);
                format!("gateway {gateway} is sent {}", called.number)
            }
        });
        words.collect::<Vec<_>>().join(", then ")
    }
}

/// What every telephone and every trunk of the trial has as its password: the network around them has no way out.
const PASSWORD: &str = "trial";
/// How long stations stay registered here; the exchange permits an hour.
const REGISTERED: Duration = Duration::from_secs(1800);
/// More differences say nothing more.
const MOST_SHOWN: usize = 20;
