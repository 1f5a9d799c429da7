//! Emission: a dial plan becomes the table, the names, the evidence and the Rust that links them.

pub mod evidence;
pub mod lock;
pub mod names;
pub mod rust;
pub mod table;

use std::fmt;

use routing_table::Table;
use sha2::{Digest as _, Sha256};

use crate::catalogue::Catalogue;
use crate::plan::DialPlan;
use crate::seal::{self, Order};
use crate::settings;
use crate::source::Source;
use evidence::{Allowance, DecisionPlaces, Evidence, LineColumn, Toolchain};
use rust::{
    DEPENDENCIES_FILE, Dependencies, EVIDENCE_FILE, FALLBACK_FILE, FINGERPRINT_FILE, NAMES_FILE, Router,
    TABLE_FILE,
};

/// The package whose dependencies are those of a vessel binary.
const ROOT_PACKAGE: &str = "fairlead";
/// File name of the emitted Rust module.
const ROUTER_FILE: &str = "router.rs";

/// What a plan looks like in a binary, without the padding.
#[derive(Debug, Clone)]
pub struct Sections {
    /// The plan identity as 64 hexadecimal digits.
    pub identity: String,
    /// What steers.
    pub table: Vec<u8>,
    /// What people read.
    pub names: Vec<u8>,
    /// What steers when the table is damaged; empty when no emergency number rings a station.
    pub fallback: Vec<u8>,
    /// The identity of that as 64 hexadecimal digits.
    pub fallback_identity: Option<String>,
    /// Where each decision is written, by decision number.
    pub places: Vec<DecisionPlaces>,
}

/// What the caller knows about the build and the plan does not.
#[derive(Debug, Clone, Copy)]
pub struct BuildInputs<'b> {
    /// What `rustc --version` prints.
    pub rustc: &'b str,
    /// The target triple.
    pub target: &'b str,
    /// The profile, `release` or `debug`.
    pub profile: &'b str,
    /// The text of Cargo.lock.
    pub lock: &'b str,
    /// What a sealed build is made from beside that; `None` for any other build.
    pub seal: Option<&'b Order>,
}

impl BuildInputs<'_> {
    /// The profile as people read it.
    fn shown_profile(&self) -> &str {
        if self.seal.is_some() {
            seal::PROFILE
        } else {
            self.profile
        }
    }
}

/// The files that the vessel binary is built from.
#[derive(Debug, Clone)]
pub struct Emitted {
    /// The plan identity as 64 hexadecimal digits.
    pub identity: String,
    /// File name and content; the names are those that the emitted module includes.
    pub files: Vec<(&'static str, Vec<u8>)>,
}

/// Why a checked plan cannot be emitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmitError(String);

impl fmt::Display for EmitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for EmitError {}

/// The sections of `plan`, whose settings are `source`.
///
/// # Errors
/// When the plan is too large for the table's form.
pub fn sections(plan: &DialPlan, source: &Source) -> Result<Sections, EmitError> {
    let emitted = table::table(plan).map_err(fault)?;
    let names = names::names(plan, &emitted, source).map_err(fault)?;
    let fallback = table::fallback(plan).map_err(fault)?;
    let fallback_identity = fallback.as_ref().map(identity).transpose()?;
    let places = emitted.decisions().iter().map(|(decision, spans)| {
        let mut places: Vec<_> = spans
            .iter()
            .map(|span| LineColumn::from(source.place(*span)))
            .collect();
        places.sort_unstable();
        places.dedup();
        DecisionPlaces {
            decision: *decision,
            places,
        }
    });
    Ok(Sections {
        identity: identity(&emitted)?,
        table: emitted.bytes().to_vec(),
        names,
        fallback: fallback.map_or_else(Vec::new, |fallback| fallback.bytes().to_vec()),
        fallback_identity,
        places: places.collect(),
    })
}

fn identity(emitted: &table::Emitted) -> Result<String, EmitError> {
    let table = Table::open(emitted.bytes()).map_err(fault)?;
    Ok(hexadecimal(table.identity()))
}

/// The files from which the vessel binary of `plan` is built.
///
/// # Errors
/// When the plan is too large for the table's form, the lock file cannot be read, or this compiler is faulty.
pub fn emit(
    plan: &DialPlan,
    source: &Source,
    catalogue: &Catalogue,
    build: &BuildInputs<'_>,
) -> Result<Emitted, EmitError> {
    let sections = sections(plan, source)?;
    let fingerprint = settings_fingerprint(source);
    let evidence = Evidence {
        form: evidence::FORM.to_owned(),
        identity: sections.identity.clone(),
        fallback_identity: sections.fallback_identity,
        settings: source.name().to_owned(),
        settings_fingerprint: fingerprint.clone(),
        toolchain: Toolchain {
            dialplan_compiler: env!("CARGO_PKG_VERSION").to_owned(),
            rustc: build.rustc.to_owned(),
            target: build.target.to_owned(),
            profile: build.shown_profile().to_owned(),
        },
        packages: lock::packages(build.lock, ROOT_PACKAGE).map_err(fault)?,
        decisions: sections.places.clone(),
        allowances: plan.allowances().iter().map(Allowance::from).collect(),
        seal: build.seal.map(|order| order.origin.clone()),
    };
    let table = padded(sections.table);
    let names = padded(sections.names);
    let fallback = padded(sections.fallback);
    let router = Router {
        vessel: plan.vessel().name().to_owned(),
        settings: source.name().to_owned(),
        identity: sections.identity.clone(),
        table_capacity: table.len(),
        names_capacity: names.len(),
        fallback_capacity: fallback.len(),
        gateway_crates: gateway_crates(plan, catalogue)?,
        build: vec![
            ("compiler", build.rustc.to_owned()),
            ("compiler_version", env!("CARGO_PKG_VERSION").to_owned()),
            ("profile", build.shown_profile().to_owned()),
            ("target", build.target.to_owned()),
        ],
        dependencies: if build.seal.is_some() {
            Dependencies::Linked
        } else {
            Dependencies::Absent
        },
    };
    let module = rust::module(&router).map_err(fault)?;
    let mut files = vec![
        (TABLE_FILE, table),
        (NAMES_FILE, names),
        (FALLBACK_FILE, fallback),
        (FINGERPRINT_FILE, fingerprint.into_bytes()),
        (EVIDENCE_FILE, with_room(evidence.to_bytes().map_err(fault)?)),
        (ROUTER_FILE, module.into_bytes()),
    ];
    files.extend(
        build
            .seal
            .map(|order| (DEPENDENCIES_FILE, seal::compressed(&order.dependencies))),
    );
    Ok(Emitted {
        identity: sections.identity,
        files,
    })
}

/// SHA-256 of settings after redaction, as 64 hexadecimal digits.
pub fn settings_fingerprint(source: &Source) -> String {
    hexadecimal(&Sha256::digest(settings::redacted(source)))
}

/// Bytes filled with zeros to the capacity of their section.
fn padded(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.resize(table::capacity(bytes.len()), 0);
    bytes
}

/// Text filled with line breaks to a capacity, so that another vessel's evidence moves nothing behind it.
fn with_room(mut text: Vec<u8>) -> Vec<u8> {
    text.resize(table::capacity(text.len()), b'\n');
    text
}

/// The Rust names of the gateway crates that the plan uses, sorted, each once.
///
/// # Errors
/// When the catalogue does not know a kind of the plan.
pub fn gateway_crates(plan: &DialPlan, catalogue: &Catalogue) -> Result<Vec<String>, EmitError> {
    let of_kind = |kind: &str| {
        let kind = catalogue
            .kind(kind)
            .ok_or_else(|| EmitError(format!("no manifest names the kind `{kind}`")))?;
        Ok(kind.crate_name().replace('-', "_"))
    };
    let mut crates = plan
        .gateways()
        .iter()
        .map(|gateway| of_kind(gateway.kind()))
        .collect::<Result<Vec<_>, _>>()?;
    crates.sort_unstable();
    crates.dedup();
    Ok(crates)
}

/// Lower-case hexadecimal digits of `bytes`.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn fault(error: impl fmt::Display) -> EmitError {
    EmitError(error.to_string())
}
