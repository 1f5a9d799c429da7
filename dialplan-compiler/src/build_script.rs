//! What `build.rs` of the vessel binary does, without its reading and writing.

use std::path::PathBuf;

use crate::diagnostics::{Colour, Diagnostic, Severity, render};
use crate::emit::{BuildInputs, Emitted, emit};
use crate::gate::gate;
use crate::gather::{self, Disk, Gathered, Request, gather};
use crate::plan::DialPlan;
use crate::seal::{self, Order};
use crate::source::Source;
use crate::{Compilation, compile, sections, vessel};

/// The files that a vessel binary is built from, and what cargo is told.
#[derive(Debug, Clone)]
pub struct Built {
    /// The files and the identity.
    pub emitted: Emitted,
    /// Lines for cargo: warnings of the settings, and what a rebuild depends on.
    pub instructions: String,
}

/// From the environment of a build script to the files that it writes; `variable` reads one environment variable,
/// `rustc` is what `rustc --version` prints.
///
/// # Errors
/// The whole report for people, when there are no settings or they give no plan.
pub fn build(disk: &Disk, variable: &dyn Fn(&str) -> Option<String>, rustc: &str) -> Result<Built, String> {
    let given = |name: &str| variable(name).ok_or_else(|| format!("cargo does not say `{name}`"));
    let request = Request {
        vessel: vessel::chosen([variable("VESSEL")]),
        workspace: given("CARGO_MANIFEST_DIR")?.into(),
        invoker: variable("PWD").unwrap_or_default().into(),
        gateway_dir: variable("GATEWAY_DIR").map(PathBuf::from),
    };
    let lock_file = request.workspace.join("Cargo.lock");
    let lock = (disk.read)(&lock_file).map_err(|error| format!("{}: {error}", lock_file.display()))?;
    let gathered = gather(&request, disk)?;
    let (requirements, watched) = gather::requirements(&gathered, &request.workspace, disk)?;
    let Gathered {
        source,
        catalogue,
        mut files,
    } = gathered;
    let order = variable(seal::VARIABLE)
        .map(|file| order(&file, disk))
        .transpose()?;
    let Compilation { diagnostics, plan } = compile(&source, &catalogue);
    let plan = plan.ok_or_else(|| render(&diagnostics, &source, Colour::Never))?;
    let refusals = match &order {
        Some(_) => seal::refusals(&plan, &diagnostics, &source),
        None => Vec::new(),
    };
    if !refusals.is_empty() {
        return Err(refusals.join("\n"));
    }
    let unproved = match &requirements {
        Some(requirements) => meets(&plan, &source, requirements)?,
        None => Vec::new(),
    };
    files.extend(watched);
    let (target, profile) = (given("TARGET")?, given("PROFILE")?);
    let inputs = BuildInputs {
        rustc,
        target: &target,
        profile: &profile,
        lock: &lock,
        seal: order.as_ref(),
    };
    let emitted = emit(&plan, &source, &catalogue, &inputs).map_err(|error| error.to_string())?;
    files.push(lock_file);
    files.extend(variable(seal::VARIABLE).map(PathBuf::from));
    let mut instructions: Vec<String> = warnings(&diagnostics, &source).collect();
    instructions.extend(unproved);
    instructions.extend(
        files
            .iter()
            .map(|file| format!("rerun-if-changed={}", file.display())),
    );
    let variables = vessel::variables(&request.vessel);
    instructions.extend(
        variables
            .iter()
            .chain([&seal::VARIABLE])
            .map(|name| format!("rerun-if-env-changed={name}")),
    );
    let instructions = instructions
        .iter()
        .map(|line| format!("cargo::{line}\n"))
        .collect();
    Ok(Built {
        emitted,
        instructions,
    })
}

/// What the command wrote for a sealed build.
fn order(file: &str, disk: &Disk) -> Result<Order, String> {
    let failed = |error: &dyn std::fmt::Display| format!("{file}: {error}");
    let text = (disk.read)(file.as_ref()).map_err(|error| failed(&error))?;
    serde_json::from_str(&text).map_err(|error| failed(&error))
}

/// Proves that the plan meets its requirements; else there is the whole report for people. A build compares with no other plan:
/// for each requirement that does there is a warning.
fn meets(plan: &DialPlan, source: &Source, requirements: &Source) -> Result<Vec<String>, String> {
    let sections = sections(plan, source).map_err(|error| error.to_string())?;
    let gate = gate(&sections, source.name(), requirements, None).map_err(|error| error.to_string())?;
    match gate.is_open() {
        true => {
            let file = requirements.name();
            let warning = |id| {
                format!(
                    "warning={file}: `{id}` is about a change and not proved by a build; `dialplan prove --against PLAN` proves it"
                )
            };
            Ok(gate.unasked.iter().map(warning).collect())
        }
        false => Err(render(&gate.diagnostics, requirements, Colour::Never)),
    }
}

/// One line for each warning; `dialplan check` shows them whole.
fn warnings(diagnostics: &[Diagnostic], source: &Source) -> impl Iterator<Item = String> {
    diagnostics
        .iter()
        .filter(|found| found.severity() == Severity::Warning)
        .map(|found| {
            let (name, place, code) = (source.name(), source.place(found.span()), found.code().name());
            let message = found.message().replace('\n', " ");
            format!(
                "warning={name}:{}:{}: {message} [{code}]",
                place.line(),
                place.column()
            )
        })
}
