//! Gathers what a plan is compiled from: the settings of a vessel and the manifests of the gateways. Reading
//! is the caller's, who lends a [`Disk`], so that `build.rs` and the `dialplan` command find the same files.

use std::io;
use std::path::{Path, PathBuf};

use crate::catalogue::Catalogue;
use crate::requirements::REQUIREMENTS_FILE;
use crate::source::Source;
use crate::vessel;

/// How files are read; this crate opens none by itself outside of its command.
#[derive(Debug, Clone, Copy)]
pub struct Disk {
    /// The text of a file.
    pub read: fn(&Path) -> io::Result<String>,
    /// The entries of a folder, in any order.
    pub list: fn(&Path) -> io::Result<Vec<PathBuf>>,
}

/// What somebody asked to be compiled, and where.
#[derive(Debug, Clone)]
pub struct Request {
    /// The vessel: a name or a path, see [`vessel::candidates`].
    pub vessel: String,
    /// The folder of the workspace.
    pub workspace: PathBuf,
    /// The folder in which the user stands.
    pub invoker: PathBuf,
    /// Another folder of gateway crates.
    pub gateway_dir: Option<PathBuf>,
}

/// The texts that a plan is compiled from.
#[derive(Debug, Clone)]
pub struct Gathered {
    /// The settings, named as reports show them.
    pub source: Source,
    /// The gateway kinds that can be linked.
    pub catalogue: Catalogue,
    /// Every file that was read, the settings first.
    pub files: Vec<PathBuf>,
}

impl Gathered {
    /// The manifests among the files.
    pub fn manifests(&self) -> impl Iterator<Item = &PathBuf> {
        let named = |file: &&PathBuf| file.file_name().is_some_and(|name| name == "Cargo.toml");
        self.files.iter().filter(named)
    }
}

/// Reads the settings that `request` means, and the manifests of every gateway crate.
///
/// # Errors
/// A text for people, when there is no such vessel, or a file cannot be read or is no manifest.
pub fn gather(request: &Request, disk: &Disk) -> Result<Gathered, String> {
    let (file, text) = settings(request, disk)?;
    let source = Source::new(vessel::shown_name(&file, &request.workspace), text);
    let (catalogue, manifests) = catalogue(request, disk)?;
    let files = std::iter::once(file).chain(manifests).collect();
    Ok(Gathered {
        source,
        catalogue,
        files,
    })
}

/// Reads the manifests of every gateway crate, and names their files; the vessel of `request` means nothing here.
///
/// # Errors
/// A text for people, when a file cannot be read or is no manifest.
pub fn catalogue(request: &Request, disk: &Disk) -> Result<(Catalogue, Vec<PathBuf>), String> {
    let manifests = manifests(request, disk)?;
    let shown: Vec<_> = manifests
        .iter()
        .map(|(path, _)| vessel::shown_name(path, &request.workspace))
        .collect();
    let texts: Vec<_> = shown
        .iter()
        .zip(&manifests)
        .map(|(name, (_, text))| (name.as_str(), text.as_str()))
        .collect();
    let catalogue = Catalogue::read(&texts).map_err(|errors| {
        let lines: Vec<_> = errors.iter().map(|error| format!("\n  {error}")).collect();
        format!("manifests of gateways cannot be used:{}", lines.concat())
    })?;
    Ok((catalogue, manifests.into_iter().map(|(path, _)| path).collect()))
}

/// The requirements beside the settings of what was gathered, and the path to watch for changes of them: the file, or, when there is
/// none, the folder of the vessel in which it would appear.
///
/// # Errors
/// A text for people, when they are there and cannot be read.
pub fn requirements(
    gathered: &Gathered,
    workspace: &Path,
    disk: &Disk,
) -> Result<(Option<Source>, Option<PathBuf>), String> {
    let Some((settings, folder)) = gathered
        .files
        .first()
        .and_then(|file| Some((file, file.parent()?)))
    else {
        return Ok((None, None));
    };
    let file = folder.join(REQUIREMENTS_FILE);
    let text = read(&file, disk)?;
    let source = text.map(|text| Source::new(vessel::shown_name(&file, workspace), text));
    // Cargo looks through a whole folder: one that is not a vessel's may be anything.
    let of_vessel = settings.ends_with(vessel::SETTINGS_FILE);
    let watched = match &source {
        Some(_) => Some(file),
        None => of_vessel.then(|| folder.to_owned()),
    };
    Ok((source, watched))
}

fn settings(request: &Request, disk: &Disk) -> Result<(PathBuf, String), String> {
    let candidates = vessel::candidates(&request.vessel, &request.workspace, &request.invoker);
    for file in &candidates {
        match read(file, disk)? {
            Some(text) => return Ok((file.clone(), text)),
            None => continue,
        }
    }
    let looked: Vec<_> = candidates
        .iter()
        .map(|file| format!("\n  {}", file.display()))
        .collect();
    let known = match vessel::is_path(&request.vessel) {
        true => String::new(),
        false => format!(
            "\nknown vessels: {}",
            known_vessels(&request.workspace, disk).join(", ")
        ),
    };
    Err(format!(
        "there is no vessel `{}`; looked for{}{known}",
        request.vessel,
        looked.concat()
    ))
}

/// Every manifest of the gateway folders with its text, sorted by path.
fn manifests(request: &Request, disk: &Disk) -> Result<Vec<(PathBuf, String)>, String> {
    let mut folders = vec![request.workspace.join("gateways")];
    folders.extend(
        request
            .gateway_dir
            .iter()
            .map(|folder| request.invoker.join(folder)),
    );
    let mut found = Vec::new();
    for folder in folders {
        let mut crates = (disk.list)(&folder).map_err(|error| unreadable(&folder, &error))?;
        crates.sort_unstable();
        for file in crates.iter().map(|folder| folder.join("Cargo.toml")) {
            found.extend(read(&file, disk)?.map(|text| (file, text)));
        }
    }
    Ok(found)
}

fn known_vessels(workspace: &Path, disk: &Disk) -> Vec<String> {
    let folders = vessel::VESSEL_FOLDERS
        .iter()
        .flat_map(|folder| (disk.list)(&workspace.join(folder)).into_iter());
    let mut names: Vec<_> = folders
        .flatten()
        .filter(|folder| (disk.read)(&folder.join(vessel::SETTINGS_FILE)).is_ok())
        .filter_map(|folder| Some(folder.file_name()?.to_string_lossy().into_owned()))
        .collect();
    names.sort_unstable();
    names
}

/// The text of a file, or nothing when there is no such file.
fn read(file: &Path, disk: &Disk) -> Result<Option<String>, String> {
    match (disk.read)(file) {
        Ok(text) => Ok(Some(text)),
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
            ) =>
        {
            Ok(None)
        }
        Err(error) => Err(unreadable(file, &error)),
    }
}

fn unreadable(file: &Path, error: &io::Error) -> String {
    format!("{} cannot be read: {error}", file.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    const DISK: Disk = Disk { read, list };

    fn read(path: &Path) -> io::Result<String> {
        match path.to_str() {
            Some("/w/dialplans/mv/voip-settings.json") => Ok("{}".to_owned()),
            Some("/w/tests/vessels/odd/voip-settings.json") => Err(io::ErrorKind::PermissionDenied.into()),
            Some("/more/radio/Cargo.toml") => Ok("[package]\nname = \"radio\"\n".to_owned()),
            _ => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn list(path: &Path) -> io::Result<Vec<PathBuf>> {
        match path.to_str() {
            Some("/w/gateways") => Ok(Vec::new()),
            Some("/w/dialplans") => Ok(vec!["/w/dialplans/mv".into(), "/w/dialplans/empty".into()]),
            Some("/more") => Ok(vec!["/more/radio".into(), "/more/README.md".into()]),
            _ => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn request(vessel: &str, gateway_dir: Option<&str>) -> Request {
        Request {
            vessel: vessel.to_owned(),
            workspace: "/w".into(),
            invoker: "/home".into(),
            gateway_dir: gateway_dir.map(PathBuf::from),
        }
    }

    #[test]
    fn every_file_that_was_read_is_named_for_cargo() {
        let gathered = gather(&request("mv", Some("/more")), &DISK).expect("the vessel is there");
        let files = ["/w/dialplans/mv/voip-settings.json", "/more/radio/Cargo.toml"];
        assert_eq!(gathered.files, files.map(PathBuf::from));
        assert_eq!(gathered.source.name(), "dialplans/mv/voip-settings.json");
    }

    #[test]
    fn a_vessel_that_is_not_there_is_refused_with_those_that_are() {
        let text = gather(&request("mw", None), &DISK).expect_err("there is none");
        assert!(text.ends_with("known vessels: mv"), "{text}");
        assert!(text.contains("/w/tests/vessels/mw/voip-settings.json"), "{text}");
    }

    #[test]
    fn a_path_that_leads_nowhere_is_no_misspelt_name() {
        let text = gather(&request("ships/mw.json", None), &DISK).expect_err("there is none");
        assert!(!text.contains("known vessels"), "{text}");
        assert!(text.contains("/home/ships/mw.json"), "{text}");
    }

    #[test]
    fn settings_that_may_not_be_read_are_not_passed_over() {
        let text = gather(&request("odd", None), &DISK).expect_err("it is refused");
        assert!(text.contains("cannot be read"), "{text}");
    }

    #[test]
    fn a_gateway_folder_that_is_not_there_is_refused() {
        let text = gather(&request("mv", Some("/none")), &DISK).expect_err("it is refused");
        assert!(text.starts_with("/none cannot be read"), "{text}");
    }
}
