//! The workspace that the command works in, and the vessel that it is asked about.

use std::path::{Path, PathBuf};
use std::{fs, io};

use clap::Args;

use super::exit::Stop;
use crate::gather::{self, Disk, Gathered, Request, gather};
use crate::source::Source;
use crate::vessel;

/// The folder whose root package is the vessel binary.
#[derive(Debug)]
pub(super) struct Workspace {
    root: PathBuf,
    invoker: PathBuf,
}

/// Which vessel is meant.
#[derive(Debug, Args)]
pub(super) struct VesselArgument {
    /// Name of a vessel, or path of its folder or settings file [default: $VESSEL, then `reference`]
    #[arg(value_name = "VESSEL")]
    vessel: Option<String>,
}

impl VesselArgument {
    /// The vessel of the command line, if it names one.
    pub(super) fn named(&self) -> Option<&str> {
        self.vessel.as_deref()
    }
}

impl Workspace {
    /// The folder that the user names, else the current folder or the nearest one above it that is a
    /// workspace of this project, else the one above this program's own file.
    pub(super) fn find(named: Option<&Path>) -> Result<Self, Stop> {
        let invoker = std::env::current_dir()
            .map_err(|error| Stop::usage(format!("the current folder cannot be read: {error}")))?;
        let root = match named {
            Some(named) => Some(invoker.join(named)).filter(|folder| is_workspace(folder)),
            None => above(&invoker).or_else(|| above(&std::env::current_exe().ok()?)),
        };
        let root = root.ok_or_else(|| {
            Stop::usage("no workspace here: run inside one, or name it with `--workspace DIR`")
        })?;
        Ok(Workspace { root, invoker })
    }

    /// The folder itself.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// What the plan of `vessel` is compiled from; without a name, `$VESSEL` and then the default are meant.
    pub(super) fn gather(&self, vessel: Option<&str>, gateway_dir: Option<&Path>) -> Result<Gathered, Stop> {
        let request = Request {
            vessel: vessel::chosen([vessel.map(str::to_owned), std::env::var("VESSEL").ok()]),
            workspace: self.root.clone(),
            invoker: self.invoker.clone(),
            gateway_dir: gateway_dir.map(Path::to_owned),
        };
        gather(&request, &DISK).map_err(Stop::usage)
    }

    /// The requirements beside the settings that were gathered, if there are any.
    pub(super) fn requirements(&self, gathered: &Gathered) -> Result<Option<Source>, Stop> {
        let (requirements, _) = gather::requirements(gathered, &self.root, &DISK).map_err(Stop::usage)?;
        Ok(requirements)
    }
}

const DISK: Disk = Disk {
    read: |path| fs::read_to_string(path),
    list,
};

fn list(folder: &Path) -> io::Result<Vec<PathBuf>> {
    fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect()
}

fn above(start: &Path) -> Option<PathBuf> {
    start
        .ancestors()
        .find(|folder| is_workspace(folder))
        .map(Path::to_owned)
}

fn is_workspace(folder: &Path) -> bool {
    folder.join("dialplan-compiler/Cargo.toml").is_file() && folder.join("gateways").is_dir()
}
