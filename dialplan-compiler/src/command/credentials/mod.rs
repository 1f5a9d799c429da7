//! `dialplan credentials`: the secrets of a vessel, in a file that only its owner reads, and what to type
//! into the telephones. The file keeps no password of a station, only its hash.

mod file;
pub(super) mod password;

use std::io;
use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::exit::{Ended, Exit, Stop};
use super::workspace::{VesselArgument, Workspace};
use super::{Format, write_json};
use crate::diagnostics::{Colour, render};
use crate::gather::Gathered;
use crate::plan::{DialPlan, Station};
use crate::report::columns::columns;
use crate::settings;
use file::CredentialsFile;

/// Make the secrets of a vessel, and print what to type into its telephones
///
/// Stations without a secret get one. The password is shown once, here: the file keeps only what
/// the exchange needs to recognise it. Passwords written in the settings are put into the file, so
/// that they can be taken out of the settings. What the file has already stays, unless --renew
/// names it. Ends with exit code 1 when the secret of a trunk is in neither.
///
/// Examples:
///   dialplan credentials reference
///   dialplan credentials reference --renew 101
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Credentials {
    #[command(flatten)]
    vessel: VesselArgument,

    /// The file [default: VESSEL.credentials in the current folder, where the exchange looks for it]
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Make a new secret for a station, or take a trunk's from the settings again; may be given several times
    #[arg(long, value_name = "STATION")]
    renew: Vec<String>,

    /// Whom the output is for
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    vessel: String,
    file: String,
    registrar: String,
    realm: String,
    digest: &'static str,
    stations: Vec<Telephone>,
    trunks: Vec<Trunk>,
}

/// What one telephone needs; the password only when it was made now.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Telephone {
    number: String,
    name: String,
    user_name: String,
    password: Option<String>,
}

/// What became of the secret of one trunk.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Trunk {
    gateway: String,
    credential: String,
    state: &'static str,
}

impl Credentials {
    pub(super) fn run(&self, workspace: &Workspace, out: &mut dyn io::Write) -> Ended {
        let Gathered {
            source, catalogue, ..
        } = workspace.gather(self.vessel.named(), None)?;
        let compilation = crate::compile(&source, &catalogue);
        let Some(plan) = &compilation.plan else {
            eprint!("{}", render(&compilation.diagnostics, &source, Colour::Never));
            return Ok(Exit::NoPlan);
        };
        self.refuse_unknown(plan)?;
        let inline = settings::read(&source, &mut Vec::new())
            .map(|settings| settings::inline_secrets(&settings, &catalogue))
            .unwrap_or_default();
        let path = self
            .output
            .clone()
            .unwrap_or_else(|| format!("{}.credentials", plan.vessel().name()).into());
        let mut file = CredentialsFile::read(&path)?;
        file.open_with(&format!(
            "Secrets of {}, one `name kind:value` a line; for the exchange only, mode 0600.",
            plan.vessel().name()
        ));
        let stations = plan
            .stations()
            .iter()
            .map(|station| self.telephone(plan, station, &mut file));
        let stations = stations.collect::<Result<Vec<_>, _>>()?;
        let trunks = self.trunks(plan, &inline, &mut file)?;
        file.write(&path)?;
        let report = Report {
            vessel: plan.vessel().name().to_owned(),
            file: path.display().to_string(),
            registrar: registrar(plan),
            realm: plan.server().realm().to_owned(),
            digest: plan.server().digest().name(),
            stations,
            trunks,
        };
        match self.format {
            Format::Human => write!(out, "{}", text(&report))?,
            Format::Json => write_json(out, &report)?,
        }
        let missing = report.trunks.iter().any(|trunk| trunk.state == MISSING);
        Ok(if missing { Exit::Finding } else { Exit::Holds })
    }

    fn refuse_unknown(&self, plan: &DialPlan) -> Result<(), Stop> {
        let known = |name: &String| {
            plan.stations().iter().any(|station| station.number() == name)
                || plan.gateways().iter().any(|gateway| gateway.name() == name)
        };
        match self.renew.iter().find(|name| !known(name)) {
            Some(name) => Err(Stop::usage(format!(
                "there is no station or gateway `{name}` to renew"
            ))),
            None => Ok(()),
        }
    }

    fn renews(&self, name: &str) -> bool {
        self.renew.iter().any(|renewed| renewed == name)
    }

    fn telephone(
        &self,
        plan: &DialPlan,
        station: &Station,
        file: &mut CredentialsFile,
    ) -> Result<Telephone, Stop> {
        let server = plan.server();
        let kind = password::kind(server.digest());
        let kept = file.secret(station.credential(), kind).is_some() && !self.renews(station.number());
        let password = if kept { None } else { Some(password::random()?) };
        if let Some(password) = &password {
            let ha1 = password::ha1(server.digest(), station.number(), server.realm(), password);
            file.set(station.credential(), kind, &ha1);
        }
        Ok(Telephone {
            number: station.number().to_owned(),
            name: station.name().to_owned(),
            user_name: station.number().to_owned(),
            password,
        })
    }

    fn trunks(
        &self,
        plan: &DialPlan,
        inline: &[(String, String)],
        file: &mut CredentialsFile,
    ) -> Result<Vec<Trunk>, Stop> {
        let mut trunks = Vec::new();
        for gateway in plan.gateways() {
            let Some(credential) = gateway.settings().get("credential") else {
                continue;
            };
            let written = inline
                .iter()
                .find(|(name, _)| name == credential)
                .map(|(_, secret)| secret.as_str());
            let state = match (file.secret(credential, PASSWORD), written) {
                (Some(kept), Some(written)) if kept == written => "in the file",
                (Some(_), None) => "in the file",
                (Some(_), Some(_)) if !self.renews(gateway.name()) => {
                    "kept: the settings hold another one; --renew takes it"
                }
                (_, Some(written)) => {
                    refuse_unwritable(gateway.name(), written)?;
                    file.set(credential, PASSWORD, written);
                    "taken from the settings; take it out there"
                }
                (None, None) => MISSING,
            };
            trunks.push(Trunk {
                gateway: gateway.name().to_owned(),
                credential: credential.clone(),
                state,
            });
        }
        Ok(trunks)
    }
}

/// What is said of a trunk whose secret is nowhere; exit code 1.
const MISSING: &str = "missing: add a line `NAME password:SECRET` to the file";
/// The kind of secret that a trunk has.
const PASSWORD: &str = "password";

/// A password that one line of the file cannot carry unchanged.
fn refuse_unwritable(gateway: &str, password: &str) -> Result<(), Stop> {
    let unwritable =
        password.is_empty() || password.trim() != password || password.contains(char::is_control);
    if unwritable {
        return Err(Stop::usage(format!(
            "the password of gateway `{gateway}` is empty, begins or ends with a space, or holds a control symbol"
        )));
    }
    Ok(())
}

/// Where telephones register.
fn registrar(plan: &DialPlan) -> String {
    let (address, port) = (plan.server().listen(), plan.server().sip_port());
    if address.is_unspecified() {
        return format!("any crew-side address of this machine, port {port}");
    }
    std::net::SocketAddr::new(address, port).to_string()
}

fn text(report: &Report) -> String {
    let mut text = format!(
        "{}: telephones register at {} over UDP or TCP; realm {}, digest {}\n\n",
        report.vessel, report.registrar, report.realm, report.digest
    );
    let mut rows = vec![
        ["number", "name", "user name", "password"]
            .map(str::to_owned)
            .to_vec(),
    ];
    rows.extend(report.stations.iter().map(|telephone| {
        let kept = format!("made before; a new one: --renew {}", telephone.number);
        let password = telephone.password.clone().unwrap_or(kept);
        vec![
            telephone.number.clone(),
            telephone.name.clone(),
            telephone.user_name.clone(),
            password,
        ]
    }));
    if report.stations.is_empty() {
        text.push_str("  no station in this plan\n");
    } else {
        text.push_str(&columns(2, &rows));
    }
    if !report.trunks.is_empty() {
        let rows: Vec<_> = report
            .trunks
            .iter()
            .map(|trunk| {
                let state = trunk.state.replace("NAME", &trunk.credential);
                vec![
                    format!("gateway {}", trunk.gateway),
                    trunk.credential.clone(),
                    state,
                ]
            })
            .collect();
        text.push('\n');
        text.push_str(&columns(2, &rows));
    }
    text.push_str(&format!(
        "\nwritten: {} (mode 0600; keep it, a password is shown only once)\n",
        report.file
    ));
    text
}
