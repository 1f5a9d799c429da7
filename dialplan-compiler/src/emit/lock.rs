//! The dependency list of the vessel binary, from the text of Cargo.lock.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

#[derive(Deserialize)]
struct Lock {
    #[serde(default)]
    package: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    #[serde(default)]
    dependencies: Vec<String>,
}

/// What cannot be read as a lock file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotALockFile(String);

impl std::fmt::Display for NotALockFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Cargo.lock cannot be read: {}", self.0)
    }
}

impl std::error::Error for NotALockFile {}

/// Every package that the package `root` is locked to, itself included, as `name version`, sorted.
/// Build tools are among them: the lock file does not tell them apart.
///
/// # Errors
/// [`NotALockFile`] when the text is not TOML or does not name `root`.
pub fn packages(lock: &str, root: &str) -> Result<Vec<String>, NotALockFile> {
    let lock: Lock = toml::from_str(lock).map_err(|error| NotALockFile(error.to_string()))?;
    let mut by_name: BTreeMap<&str, Vec<&Package>> = BTreeMap::new();
    for package in &lock.package {
        by_name.entry(&package.name).or_default().push(package);
    }
    if !by_name.contains_key(root) {
        return Err(NotALockFile(format!("it has no package `{root}`")));
    }
    let mut reached = BTreeSet::new();
    let mut open = vec![root];
    while let Some(dependency) = open.pop() {
        for package in meant(dependency, &by_name) {
            if reached.insert((&package.name, &package.version)) {
                open.extend(package.dependencies.iter().map(String::as_str));
            }
        }
    }
    Ok(reached
        .into_iter()
        .map(|(name, version)| format!("{name} {version}"))
        .collect())
}

/// A dependency is written `name`, or `name version` where a name has several versions.
fn meant<'l>(
    dependency: &'l str,
    by_name: &'l BTreeMap<&str, Vec<&'l Package>>,
) -> impl Iterator<Item = &'l Package> {
    let mut words = dependency.split(' ');
    let (name, version) = (words.next().unwrap_or_default(), words.next());
    let all = by_name.get(name).map(Vec::as_slice).unwrap_or_default();
    all.iter()
        .copied()
        .filter(move |package| version.is_none_or(|version| package.version == version))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = r#"
version = 4
[[package]]
name = "root"
version = "0.1.0"
dependencies = ["a", "b 2.0.0"]
[[package]]
name = "a"
version = "1.0.0"
[[package]]
name = "b"
version = "1.0.0"
[[package]]
name = "b"
version = "2.0.0"
dependencies = ["a"]
[[package]]
name = "stranger"
version = "9.0.0"
"#;

    #[test]
    fn only_what_the_root_reaches_is_listed_in_the_right_version() {
        assert_eq!(
            packages(LOCK, "root").expect("a lock file"),
            ["a 1.0.0", "b 2.0.0", "root 0.1.0"]
        );
    }

    #[test]
    fn a_lock_file_without_the_root_is_refused() {
        assert!(packages(LOCK, "fairlead").is_err());
        assert!(packages("version = [", "root").is_err());
    }
}
