//! What a sealed build tells cargo and rustc, so that its result depends on sources and tools alone.

use std::path::{Path, PathBuf};

/// The places of this machine that must not get into a binary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    /// The folder of the workspace.
    pub workspace: PathBuf,
    /// Where cargo puts what it builds.
    pub target: PathBuf,
    /// The folder of the toolchain.
    pub sysroot: PathBuf,
    /// The commit of the compiler; the standard library names its own sources by it.
    pub compiler_commit: String,
    /// The folders of packages from outside, with `name-version`.
    pub packages: Vec<(PathBuf, String)>,
}

/// What rustc is told beside the profile. Of several prefixes that fit a path, rustc takes the last.
pub fn compiler_flags(places: &Places) -> Vec<String> {
    let mut flags = vec![
        "-Ctarget-feature=+crt-static".to_owned(),
        "-Clink-arg=-Wl,--build-id=none".to_owned(),
    ];
    let library = places.sysroot.join("lib/rustlib/src/rust");
    let renamed = [
        (places.sysroot.as_path(), "/toolchain".to_owned()),
        (&library, format!("/rustc/{}", places.compiler_commit)),
        (&places.workspace, "/fairlead".to_owned()),
        (&places.target, "/target".to_owned()),
    ];
    let renamed = renamed.iter().map(|(place, name)| renaming(place, name));
    flags.extend(renamed);
    let packages = places.packages.iter();
    flags.extend(packages.map(|(place, name)| renaming(place, &format!("/packages/{name}"))));
    flags
}

fn renaming(place: &Path, name: &str) -> String {
    format!("--remap-path-prefix={}={name}", place.display())
}

/// The variables that cargo is started with, beside [`INHERITED`] and those of the vessel; no other is passed on.
pub fn variables(flags: &[String]) -> Vec<(&'static str, String)> {
    let mut variables = vec![("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"))];
    variables.extend(FIXED.map(|(name, value)| (name, value.to_owned())));
    variables
}

/// The only variables of the caller that a sealed build sees: where its tools and its files are.
pub const INHERITED: [&str; 7] = [
    "PATH",
    "HOME",
    "CARGO_HOME",
    "CARGO_TARGET_DIR",
    "RUSTUP_HOME",
    "RUSTUP_TOOLCHAIN",
    "TMPDIR",
];

/// The profile is repeated here because a variable outranks whatever a configuration file of the machine says.
const FIXED: [(&str, &str); 13] = [
    ("CARGO_INCREMENTAL", "0"),
    ("CARGO_PROFILE_SEALED_CODEGEN_UNITS", "1"),
    ("CARGO_PROFILE_SEALED_DEBUG", "false"),
    ("CARGO_PROFILE_SEALED_DEBUG_ASSERTIONS", "false"),
    ("CARGO_PROFILE_SEALED_LTO", "fat"),
    ("CARGO_PROFILE_SEALED_OPT_LEVEL", "3"),
    ("CARGO_PROFILE_SEALED_OVERFLOW_CHECKS", "false"),
    ("CARGO_PROFILE_SEALED_PANIC", "abort"),
    ("CARGO_PROFILE_SEALED_STRIP", "symbols"),
    ("LANG", "C"),
    ("LC_ALL", "C"),
    ("SOURCE_DATE_EPOCH", "0"),
    ("TZ", "UTC"),
];

/// The features of the root package that link `crates`, named as in Rust paths, sorted: those that are nothing but one of these crates.
///
/// # Errors
/// A text for people, when the manifest cannot be read or a crate has no feature.
pub fn features(manifest: &str, crates: &[String]) -> Result<Vec<String>, String> {
    let manifest: toml::Table =
        toml::from_str(manifest).map_err(|error| format!("the root manifest cannot be read: {error}"))?;
    let features = manifest.get("features").and_then(toml::Value::as_table);
    let mut needed = Vec::new();
    for name in crates {
        let feature = features
            .into_iter()
            .flatten()
            .find(|(_, value)| links(value).is_some_and(|linked| linked.replace('-', "_") == *name));
        let (feature, _) = feature.ok_or_else(|| {
            format!("no feature of the root package links the crate `{name}` and nothing else; add one")
        })?;
        needed.push(feature.clone());
    }
    needed.sort_unstable();
    needed.dedup();
    Ok(needed)
}

/// The package of a feature that is nothing but `dep:PACKAGE`.
fn links(feature: &toml::Value) -> Option<&str> {
    match feature.as_array()?.as_slice() {
        [only] => only.as_str()?.strip_prefix("dep:"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_of_the_machine_has_another_name() {
        let flags = compiler_flags(&Places {
            workspace: "/home/me/fairlead".into(),
            target: "/home/me/fairlead/target".into(),
            sysroot: "/home/me/.rustup/toolchains/stable".into(),
            compiler_commit: "5980761".into(),
            packages: vec![(
                "/home/me/.cargo/registry/src/index/mio-1.2.0".into(),
                "mio-1.2.0".into(),
            )],
        });
        assert_eq!(
            flags,
            [
                "-Ctarget-feature=+crt-static",
                "-Clink-arg=-Wl,--build-id=none",
                "--remap-path-prefix=/home/me/.rustup/toolchains/stable=/toolchain",
                "--remap-path-prefix=/home/me/.rustup/toolchains/stable/lib/rustlib/src/rust=/rustc/5980761",
                "--remap-path-prefix=/home/me/fairlead=/fairlead",
                "--remap-path-prefix=/home/me/fairlead/target=/target",
                "--remap-path-prefix=/home/me/.cargo/registry/src/index/mio-1.2.0=/packages/mio-1.2.0",
            ]
        );
    }

    #[test]
    fn the_features_are_those_of_the_linked_crates_and_no_others() {
        let manifest = "[features]\ndefault = ['a', 'b']\na = ['dep:gateway-a']\nb = ['dep:gateway-b']\n";
        assert_eq!(
            features(manifest, &["gateway_b".into()]),
            Ok(vec!["b".to_owned()])
        );
        assert_eq!(features(manifest, &[]), Ok(Vec::new()));
        assert!(features(manifest, &["gateway_c".into()]).is_err());
    }
}
