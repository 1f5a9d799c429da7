//! `dialplan build`: the settings become a binary, which is read back before its name is printed.

use std::io::{self, BufRead as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clap::Args;
use serde::{Deserialize, Serialize};

use super::elf::{Sections, open_table};
use super::exit::{Ended, Exit, Stop};
use super::workspace::{VesselArgument, Workspace};
use super::{Format, write_json};
use crate::diagnostics::{Colour, Severity, render};
use crate::gather::Gathered;

/// The package and the binary that cargo builds.
const PACKAGE: &str = "fairlead";

/// Compile the settings of a vessel into its binary, and print path, size and plan identity
///
/// The settings are checked first; then cargo builds the workspace's binary for them and shows its
/// progress. The result is copied to target/vessels/VESSEL/fairlead, so that the next vessel does
/// not overwrite it, and the plan in it is read back and compared.
///
/// Examples:
///   dialplan build reference
///   dialplan build ../ships/mv-two --gateway-dir ../gateways
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Build {
    #[command(flatten)]
    vessel: VesselArgument,

    /// Another folder of gateway crates whose manifests are read; each must be a dependency of the root package
    #[arg(long, value_name = "DIR")]
    gateway_dir: Option<PathBuf>,

    /// Whom the result is for; progress goes to standard error
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Built {
    vessel: String,
    path: String,
    bytes: u64,
    identity: String,
}

impl Build {
    pub(super) fn run(&self, workspace: &Workspace, out: &mut dyn io::Write) -> Ended {
        let Gathered {
            source,
            catalogue,
            files,
        } = workspace.gather(self.vessel.named(), self.gateway_dir.as_deref())?;
        let compilation = crate::compile(&source, &catalogue);
        if compilation
            .diagnostics
            .iter()
            .any(|found| found.severity() != Severity::Note)
        {
            eprint!("{}", render(&compilation.diagnostics, &source, Colour::Never));
        }
        let Some(plan) = &compilation.plan else {
            return Ok(Exit::NoPlan);
        };
        let identity = crate::identity(plan, &source).map_err(|error| Stop::internal(error.to_string()))?;
        let linked = self.cargo(workspace, files.first())?;
        let path = put_aside(&linked, plan.vessel().name())?;
        let found = crate::hexadecimal(open_table(&Sections::read(&path)?.table)?.identity());
        if found != identity {
            let path = path.display();
            return Err(Stop::mismatch(format!(
                "{path} holds plan {found}; the settings give {identity}\nis this `dialplan` older than the workspace? `cargo dialplan` never is"
            )));
        }
        let bytes = std::fs::metadata(&path)?.len();
        let vessel = plan.vessel().name().to_owned();
        let built = Built {
            vessel,
            path: path.display().to_string(),
            bytes,
            identity,
        };
        match self.format {
            Format::Human => writeln!(
                out,
                "vessel         {}\nbinary         {}\nsize           {} bytes\nplan identity  {}",
                built.vessel, built.path, built.bytes, built.identity
            )?,
            Format::Json => write_json(out, &built)?,
        }
        Ok(Exit::Holds)
    }

    /// Runs cargo for these settings and gives the path of the binary that it linked.
    fn cargo(&self, workspace: &Workspace, settings: Option<&PathBuf>) -> Result<PathBuf, Stop> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command
            .args(["build", "--release", "--package", PACKAGE, "--bin", PACKAGE])
            .arg("--message-format=json-render-diagnostics")
            .current_dir(workspace.root())
            .envs(settings.map(|file| ("VESSEL", file)))
            .env_remove("GATEWAY_DIR")
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        if let Some(folder) = &self.gateway_dir {
            command.env("GATEWAY_DIR", std::path::absolute(folder)?);
        }
        let failed = |error: io::Error| Stop::internal(format!("cargo could not be run: {error}"));
        let mut child = command.spawn().map_err(failed)?;
        let messages = child.stdout.take().map(io::BufReader::new);
        let lines = messages
            .into_iter()
            .flat_map(|messages| messages.lines().map_while(Result::ok));
        let linked = lines.filter_map(|line| linked(&line)).last();
        if !child.wait().map_err(failed)?.success() {
            return Err(Stop::internal(
                "cargo could not build the binary; its messages are above",
            ));
        }
        linked.ok_or_else(|| Stop::internal("cargo named no binary"))
    }
}

/// The parts of a message of cargo that tell where a binary is.
#[derive(Deserialize)]
struct Message {
    target: Option<TargetName>,
    executable: Option<PathBuf>,
}

#[derive(Deserialize)]
struct TargetName {
    name: String,
}

fn linked(line: &str) -> Option<PathBuf> {
    let message: Message = serde_json::from_str(line).ok()?;
    message
        .executable
        .filter(|_| message.target.is_some_and(|target| target.name == PACKAGE))
}

/// Copies the binary out of cargo's own folder, where the next build replaces it.
fn put_aside(linked: &Path, vessel: &str) -> Result<PathBuf, Stop> {
    let target = linked.parent().and_then(Path::parent);
    let target = target.ok_or_else(|| Stop::internal(format!("{} lies in no folder", linked.display())))?;
    let folder = target.join("vessels").join(file_name(vessel));
    let path = folder.join(PACKAGE);
    let failed = |error: io::Error| Stop::internal(format!("{} cannot be written: {error}", path.display()));
    std::fs::create_dir_all(&folder).map_err(failed)?;
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
        _ => {}
    }
    std::fs::copy(linked, &path).map_err(failed)?;
    Ok(path)
}

/// A vessel's name as one part of a path.
fn file_name(vessel: &str) -> String {
    let plain = |symbol: char| {
        if symbol.is_alphanumeric() || symbol == '-' {
            symbol
        } else {
            '_'
        }
    };
    vessel.chars().map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_vessel_binary_is_taken_from_the_messages_of_cargo() {
        let ours = r#"{"reason":"compiler-artifact","target":{"name":"fairlead"},"executable":"/t/release/fairlead"}"#;
        let other =
            r#"{"reason":"compiler-artifact","target":{"name":"xtask"},"executable":"/t/release/xtask"}"#;
        assert_eq!(linked(ours), Some("/t/release/fairlead".into()));
        assert_eq!(linked(other), None);
        assert_eq!(linked(r#"{"reason":"build-finished","success":true}"#), None);
    }

    #[test]
    fn a_vessel_name_cannot_lead_out_of_its_folder() {
        assert_eq!(file_name("../mv reference"), "___mv_reference");
    }
}
