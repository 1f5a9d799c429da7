//! `dialplan build`: the settings become a binary, which is read back before its name is printed.

use std::fs::Permissions;
use std::io::{self, BufRead as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clap::Args;
use serde::{Deserialize, Serialize};

use super::elf::{Sections, open_table};
use super::exit::{Ended, Exit, Stop};
use super::seal_build::SealedBuild;
use super::seal_tools::fingerprint_of;
use super::workspace::{VesselArgument, Workspace};
use super::{Format, write_json};
use crate::diagnostics::{Colour, Severity, render};
use crate::gather::Gathered;

/// The package and the binary that cargo builds.
pub(super) const PACKAGE: &str = "fairlead";

/// Compile the settings of a vessel into its binary, and print path, size and plan identity
///
/// The settings are checked first; then cargo builds the workspace's binary for them and shows its
/// progress. The result is copied to target/vessels/VESSEL/fairlead, so that the next vessel does
/// not overwrite it, and the plan in it is read back and compared.
///
/// With --sealed the binary is what goes on board: static, with the gateways of its plan only, the same
/// bytes wherever the same sources are built with the same tools. It is inspected before it is written,
/// to target/vessels/VESSEL/sealed/fairlead; beside it lie its bill of materials (.cdx.json), how it was
/// built (.provenance.json) and what was tested on it (.test-result.json). A plan with open warnings,
/// an inline password, no crew networks or unprotected trunks is refused with exit code 1.
///
/// Examples:
///   dialplan build reference
///   dialplan build reference --sealed
///   dialplan build ../ships/mv-two --gateway-dir ../gateways
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Build {
    #[command(flatten)]
    vessel: VesselArgument,

    /// Another folder of gateway crates whose manifests are read; each must be a dependency of the root package
    #[arg(long, value_name = "DIR")]
    gateway_dir: Option<PathBuf>,

    /// Build what goes on board
    #[arg(long)]
    sealed: bool,

    /// Where the sealed binary is written
    #[arg(long, value_name = "FILE", requires = "sealed")]
    output: Option<PathBuf>,

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
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
}

impl Build {
    pub(super) fn run(&self, workspace: &Workspace, out: &mut dyn io::Write) -> Ended {
        let gathered = workspace.gather(self.vessel.named(), self.gateway_dir.as_deref())?;
        let built = if self.sealed {
            Some(self.sealed(workspace, &gathered)?)
        } else {
            self.unsealed(workspace, &gathered)?
        };
        let Some(built) = built else {
            return Ok(Exit::NoPlan);
        };
        match self.format {
            Format::Human => {
                writeln!(
                    out,
                    "vessel         {}\nbinary         {}\nsize           {} bytes\nplan identity  {}",
                    built.vessel, built.path, built.bytes, built.identity
                )?;
                if let Some(sha256) = &built.sha256 {
                    writeln!(out, "SHA-256        {sha256}")?;
                }
            }
            Format::Json => write_json(out, &built)?,
        }
        Ok(Exit::Holds)
    }

    fn sealed(&self, workspace: &Workspace, gathered: &Gathered) -> Result<Built, Stop> {
        let build = SealedBuild::prepare(workspace, gathered, self.gateway_dir.as_deref())?;
        let sealed = build.build()?;
        let usual = || {
            vessel_folder(build.target_folder(), build.vessel())
                .join("sealed")
                .join(PACKAGE)
        };
        let path = self.output.clone().unwrap_or_else(usual);
        let folder = path.parent().unwrap_or(Path::new(""));
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let failed =
            |error: io::Error| Stop::internal(format!("{} cannot be written: {error}", path.display()));
        if !folder.as_os_str().is_empty() {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        let built = Built {
            vessel: build.vessel().to_owned(),
            path: path.display().to_string(),
            bytes: sealed.bytes.len() as u64,
            identity: build.identity().to_owned(),
            sha256: Some(fingerprint_of(&sealed.bytes, "").sha256),
        };
        for (name, text) in build.evidence(&sealed, &name)? {
            std::fs::write(folder.join(name), text).map_err(failed)?;
        }
        remove(&path).map_err(failed)?;
        std::fs::write(&path, &sealed.bytes).map_err(failed)?;
        std::fs::set_permissions(&path, Permissions::from_mode(0o755)).map_err(failed)?;
        Ok(built)
    }

    /// The binary for daily work; nothing when the settings give no plan.
    fn unsealed(&self, workspace: &Workspace, gathered: &Gathered) -> Result<Option<Built>, Stop> {
        let Gathered {
            source,
            catalogue,
            files,
        } = gathered;
        let compilation = crate::compile(source, catalogue);
        if compilation
            .diagnostics
            .iter()
            .any(|found| found.severity() != Severity::Note)
        {
            eprint!("{}", render(&compilation.diagnostics, source, Colour::Never));
        }
        let Some(plan) = &compilation.plan else {
            return Ok(None);
        };
        let identity = crate::identity(plan, source).map_err(|error| Stop::internal(error.to_string()))?;
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
        Ok(Some(Built {
            vessel,
            path: path.display().to_string(),
            bytes,
            identity,
            sha256: None,
        }))
    }

    /// Runs cargo for these settings and gives the path of the binary that it linked.
    fn cargo(&self, workspace: &Workspace, settings: Option<&PathBuf>) -> Result<PathBuf, Stop> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command
            .args(["build", "--release", "--package", PACKAGE, "--bin", PACKAGE])
            .current_dir(workspace.root())
            .envs(settings.map(|file| ("VESSEL", file)))
            .env_remove("GATEWAY_DIR")
            .env_remove(crate::seal::VARIABLE);
        if let Some(folder) = &self.gateway_dir {
            command.env("GATEWAY_DIR", std::path::absolute(folder)?);
        }
        run_cargo(&mut command)
    }
}

/// Runs a build of cargo, whose messages are JSON, and gives the path of the binary that it linked.
pub(super) fn run_cargo(command: &mut Command) -> Result<PathBuf, Stop> {
    command
        .arg("--message-format=json-render-diagnostics")
        .stdin(Stdio::null())
        .stdout(Stdio::piped());
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
    let folder = vessel_folder(target, vessel);
    let path = folder.join(PACKAGE);
    let failed = |error: io::Error| Stop::internal(format!("{} cannot be written: {error}", path.display()));
    std::fs::create_dir_all(&folder).map_err(failed)?;
    remove(&path).map_err(failed)?;
    std::fs::copy(linked, &path).map_err(failed)?;
    Ok(path)
}

/// Removes a binary that may be running; what runs goes on.
fn remove(path: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Where the binaries of a vessel are put.
fn vessel_folder(target: &Path, vessel: &str) -> PathBuf {
    target.join("vessels").join(file_name(vessel))
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
