//! Where the settings of a vessel are looked for, and the name that reports give to a file. Paths only.

use std::path::{Path, PathBuf};

/// The vessel that is meant when nobody names one.
pub const DEFAULT_VESSEL: &str = "reference";

/// The file that holds the settings in the folder of a vessel.
pub const SETTINGS_FILE: &str = "voip-settings.json";

/// The folders of the workspace that hold vessels, in the order in which they are searched.
pub const VESSEL_FOLDERS: [&str; 2] = ["dialplans", "tests/vessels"];

/// The first name that is not empty, else [`DEFAULT_VESSEL`].
pub fn chosen(names: impl IntoIterator<Item = Option<String>>) -> String {
    let mut names = names.into_iter().flatten().filter(|name| !name.is_empty());
    names.next().unwrap_or_else(|| DEFAULT_VESSEL.to_owned())
}

/// The environment variables on which the meaning of `argument` depends when `build.rs` reads it.
pub fn variables(argument: &str) -> &'static [&'static str] {
    let relative_path = is_path(argument) && Path::new(argument).is_relative();
    if relative_path {
        &["VESSEL", "GATEWAY_DIR", "PWD"]
    } else {
        &["VESSEL", "GATEWAY_DIR"]
    }
}

/// The settings files that `argument` can mean, best first; the first that exists is meant.
///
/// A plain name is a folder of [`VESSEL_FOLDERS`] in `workspace`. Anything else is a path to a folder
/// that holds [`SETTINGS_FILE`] or to a `.json` file, relative to `invoker` (where the user stands),
/// then to `workspace`.
pub fn candidates(argument: &str, workspace: &Path, invoker: &Path) -> Vec<PathBuf> {
    if !is_path(argument) {
        let folder = |parent| workspace.join(parent).join(argument).join(SETTINGS_FILE);
        return VESSEL_FOLDERS.into_iter().map(folder).collect();
    }
    let settings = |base: &Path| {
        let path = base.join(argument);
        if is_settings_file(&path) {
            path
        } else {
            path.join(SETTINGS_FILE)
        }
    };
    let mut files = vec![settings(invoker), settings(workspace)];
    files.dedup();
    files
}

/// True when `argument` cannot be the plain name of a vessel.
pub fn is_path(argument: &str) -> bool {
    argument.contains(['/', '\\'])
        || argument == "."
        || argument == ".."
        || is_settings_file(Path::new(argument))
}

/// The name under which reports show `file`: relative to `workspace`, or the last two parts of a path
/// elsewhere, so that no host path gets into a report or a binary.
pub fn shown_name(file: &Path, workspace: &Path) -> String {
    if let Ok(inside) = file.strip_prefix(workspace) {
        return slashed(inside);
    }
    let mut last: Vec<_> = file.iter().rev().take(2).collect();
    last.reverse();
    slashed(&last.iter().collect::<PathBuf>())
}

fn is_settings_file(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "json")
}

fn slashed(path: &Path) -> String {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/").trim_start_matches("//").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(argument: &str) -> PathBuf {
        candidates(argument, Path::new("/work"), Path::new("/home/me")).swap_remove(0)
    }

    #[test]
    fn a_plain_name_is_a_folder_of_the_workspace() {
        let all = candidates("mv", Path::new("/w"), Path::new("/w"));
        let expected = [
            "/w/dialplans/mv/voip-settings.json",
            "/w/tests/vessels/mv/voip-settings.json",
        ];
        assert_eq!(all, expected.map(PathBuf::from));
    }

    #[test]
    fn a_path_is_relative_to_where_the_user_stands_then_to_the_workspace() {
        assert_eq!(
            first("ships/mv"),
            Path::new("/home/me/ships/mv/voip-settings.json")
        );
        assert_eq!(first("plan.json"), Path::new("/home/me/plan.json"));
        assert_eq!(
            candidates("a/b.json", Path::new("/w"), Path::new("/h")).pop(),
            Some("/w/a/b.json".into())
        );
    }

    #[test]
    fn an_absolute_path_means_itself() {
        assert_eq!(first("/srv/mv.json"), Path::new("/srv/mv.json"));
        assert_eq!(first("/srv/mv"), Path::new("/srv/mv/voip-settings.json"));
    }

    #[test]
    fn where_the_user_stands_matters_to_relative_paths_only() {
        assert!(variables("./mv").contains(&"PWD"));
        assert!(!variables("mv").contains(&"PWD"));
        assert!(!variables("/srv/mv.json").contains(&"PWD"));
    }

    #[test]
    fn an_empty_name_means_the_default_vessel() {
        assert_eq!(chosen([Some(String::new()), None]), DEFAULT_VESSEL);
        assert_eq!(chosen([None, Some("mv".to_owned())]), "mv");
    }

    #[test]
    fn no_host_path_gets_into_the_shown_name() {
        let workspace = Path::new("/home/me/fairlead");
        let inside = workspace.join("dialplans/mv/voip-settings.json");
        assert_eq!(shown_name(&inside, workspace), "dialplans/mv/voip-settings.json");
        assert_eq!(
            shown_name(Path::new("/secret/place/mv/voip-settings.json"), workspace),
            "mv/voip-settings.json"
        );
        assert_eq!(shown_name(Path::new("/plan.json"), workspace), "plan.json");
    }
}
