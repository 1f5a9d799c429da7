//! The sealed build: from settings to one static binary that anybody can make again byte by byte, inspected before
//! its name is printed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use cargo_metadata::Metadata;
use rustix::fs::Mode;
use rustix::process::umask;

use super::build::{PACKAGE, run_cargo};
use super::elf::{Sections, open_table};
use super::exit::{Exit, Stop};
use super::seal_tools::{Tools, fingerprint, fingerprint_of, output, sources};
use super::workspace::Workspace;
use crate::gather::Gathered;
use crate::hexadecimal;
use crate::plan::DialPlan;
use crate::seal::dependencies::Dependencies;
use crate::seal::inspection::{Inspected, inspect};
use crate::seal::instructions::{INHERITED, Places, compiler_flags, features, variables};
use crate::seal::statement::{self, Request};
use crate::seal::{self, Order, Origin};

/// A plan that may be sealed, and everything that its build is told.
#[derive(Debug)]
pub(super) struct SealedBuild {
    root: PathBuf,
    settings_file: PathBuf,
    settings: String,
    settings_fingerprint: String,
    vessel: String,
    identity: String,
    order: Order,
    dependencies: Dependencies,
    places: Places,
    target: String,
}

/// A finished sealed binary.
#[derive(Debug)]
pub(super) struct Sealed {
    /// The bytes of the file.
    pub(super) bytes: Vec<u8>,
    /// What was looked for in it.
    pub(super) inspected: Vec<Inspected>,
}

impl SealedBuild {
    /// Checks the plan of what `gathered` holds, and asks the machine what it will be built with.
    pub(super) fn prepare(
        workspace: &Workspace,
        gathered: &Gathered,
        gateway_dir: Option<&Path>,
    ) -> Result<Self, Stop> {
        if gateway_dir.is_some() {
            return Err(Stop::usage(
                "a sealed build takes the gateways of its workspace only: add the crate there",
            ));
        }
        let (plan, identity) = sealable(gathered)?;
        let root = workspace.root();
        let root = fs::canonicalize(root).map_err(|error| Stop::unreadable(root, &error))?;
        let manifest = root.join("Cargo.toml");
        let text = fs::read_to_string(&manifest).map_err(|error| Stop::unreadable(&manifest, &error))?;
        let crates = crate::emit::gateway_crates(&plan, &gathered.catalogue)
            .map_err(|error| Stop::internal(error.to_string()))?;
        let features = features(&text, &crates).map_err(Stop::usage)?;
        let tools = Tools::find(&root)?;
        let target = tools.target()?.to_owned();
        let metadata_text = metadata(&root, &target, &features)?;
        let dependencies = Dependencies::read(&metadata_text, PACKAGE).map_err(Stop::internal)?;
        let metadata = cargo_metadata::MetadataCommand::parse(&metadata_text)
            .map_err(|error| Stop::internal(error.to_string()))?;
        let settings_file = gathered.files.first().cloned().unwrap_or_default();
        let settings_file =
            fs::canonicalize(&settings_file).map_err(|error| Stop::unreadable(&settings_file, &error))?;
        let (own, packages) = folders(&metadata, &dependencies);
        let origin = Origin {
            features,
            sources: sources(&root, &own)?,
            lock: fingerprint(&root.join("Cargo.lock"), "Cargo.lock")?.sha256,
            compiler: tools.compiler.clone(),
            linker: tools.linker.clone(),
            system_files: tools.system_files.clone(),
        };
        Ok(SealedBuild {
            settings_file,
            settings: gathered.source.name().to_owned(),
            settings_fingerprint: crate::emit::settings_fingerprint(&gathered.source),
            vessel: plan.vessel().name().to_owned(),
            identity,
            order: Order {
                origin,
                dependencies: dependencies
                    .auditable()
                    .map_err(|error| Stop::internal(error.to_string()))?,
            },
            dependencies,
            places: Places {
                workspace: root.clone(),
                target: metadata.target_directory.into_std_path_buf(),
                compiler_commit: tools.commit()?.to_owned(),
                sysroot: tools.sysroot,
                packages,
            },
            target,
            root,
        })
    }

    /// The vessel's name.
    pub(super) fn vessel(&self) -> &str {
        &self.vessel
    }

    /// The plan identity.
    pub(super) fn identity(&self) -> &str {
        &self.identity
    }

    /// What the binary will be made from.
    pub(super) fn origin(&self) -> &Origin {
        &self.order.origin
    }

    /// SHA-256 of the settings after redaction.
    pub(super) fn settings_fingerprint(&self) -> &str {
        &self.settings_fingerprint
    }

    /// The folder in which cargo builds.
    pub(super) fn target_folder(&self) -> &Path {
        &self.places.target
    }

    /// Builds and inspects. The binary holds what it should, or this fails.
    pub(super) fn build(&self) -> Result<Sealed, Stop> {
        // What is written is for everybody to read, whoever builds.
        umask(Mode::WGRP | Mode::WOTH);
        let linked = run_cargo(&mut self.cargo()?)?;
        let bytes = fs::read(&linked).map_err(|error| Stop::unreadable(&linked, &error))?;
        let sections = Sections::read(&linked)?;
        let found = hexadecimal(open_table(&sections.table)?.identity());
        let mut inspected = inspect(&bytes, &self.unwanted()).map_err(Stop::mismatch)?;
        let differs = (found != self.identity)
            .then(|| format!("it holds plan {found}; the settings give {}", self.identity));
        inspected.push(Inspected {
            name: "holds-the-plan-of-its-settings".to_owned(),
            faults: differs.into_iter().collect(),
        });
        let faults: Vec<String> = inspected
            .iter()
            .flat_map(|one| one.faults.iter().map(|fault| format!("{}: {fault}", one.name)))
            .collect();
        if !faults.is_empty() {
            return Err(Stop::mismatch(format!(
                "{} is not sealed:\n  {}",
                linked.display(),
                faults.join("\n  ")
            )));
        }
        Ok(Sealed { bytes, inspected })
    }

    /// What is written beside the binary `name`: file name and text.
    pub(super) fn evidence(&self, sealed: &Sealed, name: &str) -> Result<Vec<(String, String)>, Stop> {
        let subject = fingerprint_of(&sealed.bytes, name);
        let request = Request {
            vessel: &self.vessel,
            settings: &self.settings,
            settings_fingerprint: &self.settings_fingerprint,
            plan: &self.identity,
            target: &self.target,
        };
        let internal = |error: serde_json::Error| Stop::internal(error.to_string());
        let pretty = |value: &serde_json::Value| serde_json::to_string_pretty(value).map(|text| text + "\n");
        let bill = seal::sbom::cyclonedx(&self.dependencies, &subject, &self.identity).map_err(internal)?;
        let provenance = statement::provenance(&subject, &request, self.origin());
        let tests = statement::test_result(&subject, &sealed.inspected);
        Ok(vec![
            (format!("{name}.cdx.json"), bill),
            (
                format!("{name}.provenance.json"),
                pretty(&provenance).map_err(internal)?,
            ),
            (
                format!("{name}.test-result.json"),
                pretty(&tests).map_err(internal)?,
            ),
        ])
    }

    /// cargo, told everything and nothing else.
    fn cargo(&self) -> Result<Command, Stop> {
        let order = self.write_order()?;
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command
            .args(["build", "--profile", seal::PROFILE, "--locked", "--offline"])
            .args(["--package", PACKAGE, "--bin", PACKAGE, "--target", &self.target])
            .args(["--no-default-features", "--features"])
            .arg(self.order.origin.features.join(","))
            .current_dir(&self.root)
            .env_clear();
        for name in INHERITED {
            command.envs(std::env::var_os(name).map(|value| (name, value)));
        }
        command
            .envs(variables(&compiler_flags(&self.places)))
            .env("VESSEL", &self.settings_file)
            .env(seal::VARIABLE, order);
        Ok(command)
    }

    /// Writes the order, unless it is there already: cargo builds again when the file changes.
    fn write_order(&self) -> Result<PathBuf, Stop> {
        let folder = self.places.target.join("sealed-orders");
        let name = fingerprint_of(self.settings_file.as_os_str().as_encoded_bytes(), "").sha256;
        let file = folder.join(format!("{name}.json"));
        let text =
            serde_json::to_string_pretty(&self.order).map_err(|error| Stop::internal(error.to_string()))?;
        if fs::read_to_string(&file).is_ok_and(|written| written == text) {
            return Ok(file);
        }
        fs::create_dir_all(&folder)
            .and_then(|()| fs::write(&file, text))
            .map_err(|error| Stop::internal(format!("{} cannot be written: {error}", file.display())))?;
        Ok(file)
    }

    /// The paths of this machine that must not be in the binary.
    fn unwanted(&self) -> Vec<PathBuf> {
        let mut places = vec![
            self.places.workspace.clone(),
            self.places.target.clone(),
            self.places.sysroot.clone(),
        ];
        places.extend(self.settings_file.parent().map(Path::to_owned));
        places.extend(self.places.packages.iter().map(|(folder, _)| folder.clone()));
        let named = ["HOME", "CARGO_HOME", "CARGO_TARGET_DIR", "RUSTUP_HOME", "TMPDIR"];
        let named = named.iter().filter_map(std::env::var_os).map(PathBuf::from);
        places.extend(named.filter(|place| place.is_absolute()));
        places
    }
}

/// The plan, if nothing forbids to seal it.
fn sealable(gathered: &Gathered) -> Result<(DialPlan, String), Stop> {
    let compilation = crate::compile(&gathered.source, &gathered.catalogue);
    let Some(plan) = compilation.plan else {
        return Err(Stop {
            exit: Exit::NoPlan,
            message: "the settings give no plan; `dialplan check` shows why".to_owned(),
        });
    };
    let refusals = seal::refusals(&plan, &compilation.diagnostics, &gathered.source);
    if !refusals.is_empty() {
        return Err(Stop {
            exit: Exit::Finding,
            message: format!(
                "this plan cannot be sealed:\n  {}\nCorrect the settings, or write an `allow` with its reason where the finding has a code.",
                refusals.join("\n  ")
            ),
        });
    }
    let identity =
        crate::identity(&plan, &gathered.source).map_err(|error| Stop::internal(error.to_string()))?;
    Ok((plan, identity))
}

/// What cargo resolves for the features; it may not go to the network for it.
fn metadata(root: &Path, target: &str, features: &[String]) -> Result<String, Stop> {
    let features = features.join(",");
    let arguments = [
        "metadata",
        "--format-version=1",
        "--locked",
        "--offline",
        "--filter-platform",
        target,
        "--no-default-features",
        "--features",
        &features,
    ];
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    output(root, &cargo, &arguments).map_err(|stop| {
        Stop::usage(format!(
            "{stop}\na sealed build takes no package from the network: run `cargo fetch --locked` first"
        ))
    })
}

/// The folders of our own packages that the build reads, and those of the others with their names.
fn folders(metadata: &Metadata, dependencies: &Dependencies) -> (Vec<PathBuf>, Vec<(PathBuf, String)>) {
    let (mut own, mut others) = (Vec::new(), Vec::new());
    for package in &metadata.packages {
        let used = dependencies.packages.iter().any(|dependency| {
            dependency.name == package.name.as_str() && dependency.version == package.version
        });
        let Some(folder) = package.manifest_path.parent().filter(|_| used) else {
            continue;
        };
        let folder = folder.to_owned().into_std_path_buf();
        if package.source.is_none() {
            own.push(folder);
        } else {
            others.push((folder, format!("{}-{}", package.name, package.version)));
        }
    }
    (own, others)
}
