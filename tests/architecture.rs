//! The walls of the architecture, read from the manifests and the sources: who may depend on whom, who may
//! touch the machine, what may be unsafe, and what things may be called.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Every package with the packages of this workspace that it may depend on at run time.
const WALLS: &[(&str, &[&str])] = &[
    ("routing-table", &[]),
    ("sip", &[]),
    ("media", &[]),
    ("gateway-api", &["sip"]),
    ("call-control", &["routing-table", "sip", "media", "gateway-api"]),
    (
        "switch",
        &["call-control", "routing-table", "sip", "media", "gateway-api"],
    ),
    ("dialplan-compiler", &["routing-table", "dialplan-verifier"]),
    ("dialplan-inline", &["dialplan-inline-macro", "routing-table"]),
    ("dialplan-inline-macro", &["dialplan-compiler"]),
    ("dialplan-verifier", &[]),
];
/// What a gateway crate may depend on: never another gateway.
const GATEWAY_WALL: &[&str] = &["gateway-api", "sip", "media"];

#[test]
fn every_package_depends_only_on_what_its_wall_permits() {
    let packages = packages();
    let ours: BTreeSet<&str> = packages.keys().map(String::as_str).collect();
    let mut gateways = Vec::new();
    for (name, package) in &packages {
        let permitted = match WALLS.iter().find(|(walled, _)| walled == name) {
            Some((_, permitted)) => *permitted,
            None if package.folder.starts_with("gateways") => {
                gateways.push(name.as_str());
                GATEWAY_WALL
            }
            None => continue,
        };
        let crossed: Vec<_> = package
            .linked
            .iter()
            .filter(|other| ours.contains(other.as_str()) && !permitted.contains(&other.as_str()))
            .collect();
        assert!(crossed.is_empty(), "{name} depends on {crossed:?}");
    }
    let permitted: BTreeSet<&str> = ["switch", "routing-table"].into_iter().chain(gateways).collect();
    let root = &packages["fairlead"];
    assert!(
        root.linked.iter().all(|other| permitted.contains(other.as_str())),
        "root links {:?}",
        root.linked
    );
    assert_eq!(root.build, ["dialplan-compiler"]);
}

/// What both the compiler and the verifier may depend on: neither reads settings, manifests, networks, files or tables.
const SHARED_WITH_THE_VERIFIER: &[&str] = &["serde", "sha2"];

#[test]
fn the_verifier_shares_no_parser_with_the_compiler() {
    let packages = packages();
    let compiler = &packages["dialplan-compiler"].linked;
    let shared: Vec<_> = packages["dialplan-verifier"]
        .linked
        .iter()
        .filter(|name| compiler.contains(name) && !SHARED_WITH_THE_VERIFIER.contains(&name.as_str()))
        .collect();
    assert!(shared.is_empty(), "both use {shared:?}");
}

#[test]
fn every_walled_package_exists() {
    let packages = packages();
    let missing: Vec<_> = WALLS
        .iter()
        .filter(|(name, _)| !packages.contains_key(*name))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn the_routing_table_depends_on_nothing_and_needs_no_system() {
    let table = &packages()["routing-table"];
    assert!(table.linked.is_empty(), "it links {:?}", table.linked);
    let lib = read(&Path::new(ROOT).join("runtime/routing-table/src/lib.rs"));
    assert!(
        lib.lines().any(|line| line == "#![no_std]"),
        "routing-table is not no_std"
    );
}

#[test]
fn each_gateway_is_an_optional_dependency_behind_a_feature_of_its_own() {
    let manifest = manifest(Path::new(ROOT));
    for (name, package) in packages() {
        if !package.folder.starts_with("gateways") {
            continue;
        }
        let dependency = &manifest["dependencies"][name.as_str()];
        assert_eq!(
            dependency.get("optional").and_then(toml::Value::as_bool),
            Some(true),
            "{name}"
        );
        let feature = toml::Value::Array(vec![toml::Value::String(format!("dep:{name}"))]);
        let features = manifest["features"].as_table().expect("features are a table");
        assert!(
            features.values().any(|value| *value == feature),
            "no feature is `dep:{name}` alone"
        );
    }
}

#[test]
fn unsafe_code_is_forbidden_everywhere_but_in_the_emitted_module() {
    let root = manifest(Path::new(ROOT));
    let lints = |name: &str| {
        root["workspace"]["lints"]["rust"][name]
            .as_str()
            .map(str::to_owned)
    };
    assert_eq!(lints("unsafe_code").as_deref(), Some("forbid"));
    assert_eq!(root["lints"]["rust"]["unsafe_code"].as_str(), Some("deny"));
    for (name, package) in packages() {
        if name != "fairlead" {
            let own = manifest(&Path::new(ROOT).join(&package.folder));
            let inherits = own.get("lints").and_then(|lints| lints.get("workspace"));
            assert_eq!(
                inherits.and_then(toml::Value::as_bool),
                Some(true),
                "{name} has lints of its own"
            );
        }
    }
    let exception = concat!("expect(", "unsafe_code");
    let unspaced = |text: &str| text.split_whitespace().collect::<String>();
    let excepted: Vec<_> = sources("")
        .into_iter()
        .map(|(file, text)| (file, unspaced(&text)))
        .filter(|(_, text)| text.contains(exception))
        .collect();
    let names: Vec<_> = excepted.iter().map(|(file, _)| file.as_str()).collect();
    assert_eq!(names, ["src/main.rs"]);
    assert_eq!(excepted[0].1.matches(exception).count(), 1);
}

#[test]
fn lint_exceptions_say_why() {
    let bare = [concat!("#[", "allow("), concat!("#![", "allow(")];
    let found: Vec<_> = sources("")
        .into_iter()
        .filter(|(_, text)| bare.iter().any(|word| text.contains(word)))
        .map(|(file, _)| file)
        .collect();
    assert!(
        found.is_empty(),
        "exceptions are `#[expect(…, reason = …)]`: {found:?}"
    );
}

#[test]
fn only_the_switch_touches_sockets_clock_and_randomness() {
    let words = [
        "UdpSocket",
        "TcpListener",
        "TcpStream",
        "Instant::now",
        "SystemTime",
        "getrandom",
        "tokio::",
        "std::fs",
        "std::env",
    ];
    for folder in [
        "runtime/routing-table/src",
        "runtime/sip/src",
        "runtime/media/src",
        "runtime/gateway-api/src",
        "runtime/call-control/src",
        "gateways",
    ] {
        for (file, text) in sources(folder).into_iter().filter(|(file, _)| !is_test(file)) {
            let production = text.split("#[cfg(test)]").next().unwrap_or_default();
            let found: Vec<_> = words.iter().filter(|word| production.contains(*word)).collect();
            assert!(found.is_empty(), "{file} names {found:?}");
        }
    }
}

#[test]
fn the_compiler_touches_files_in_its_command_only_and_keeps_order() {
    for (file, text) in sources("dialplan-compiler/src") {
        let production = text.split("#[cfg(test)]").next().unwrap_or_default();
        let unordered = ["HashMap", "HashSet"]
            .into_iter()
            .find(|word| production.contains(word));
        assert_eq!(unordered, None, "{file}: order comes from a map that has none");
        if !file.starts_with("dialplan-compiler/src/command/") {
            let touched = ["std::fs", "fs::read", "std::env", "std::process", "println!"];
            let found: Vec<_> = touched.iter().filter(|word| production.contains(*word)).collect();
            assert!(
                found.is_empty() || file.starts_with("dialplan-compiler/src/bin/"),
                "{file} names {found:?}"
            );
        }
    }
}

#[test]
fn the_root_package_stays_small() {
    for file in ["build.rs", "src/main.rs"] {
        let lines = read(&Path::new(ROOT).join(file)).lines().count();
        assert!(lines <= 40, "{file} has {lines} lines");
    }
}

#[test]
fn the_top_level_is_the_documented_one() {
    let permitted = [
        "dialplan-compiler",
        "runtime",
        "gateways",
        "dialplans",
        "tests",
        "src",
        "docs",
        "xtask",
        "target",
    ];
    let folders = fs::read_dir(ROOT)
        .expect("the workspace is readable")
        .flatten()
        .filter(|entry| entry.path().is_dir());
    let strange: Vec<_> = folders
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| !name.starts_with('.') && !permitted.contains(&name.as_str()))
        .collect();
    assert!(strange.is_empty(), "{strange:?}");
}

#[test]
fn no_file_has_a_name_that_says_nothing() {
    let empty = [
        "util", "utils", "helper", "helpers", "common", "misc", "manager", "handler", "types", "data", "info",
    ];
    let named: Vec<_> = sources("")
        .into_iter()
        .map(|(file, _)| file)
        .filter(|file| {
            Path::new(file)
                .iter()
                .any(|part| empty.contains(&part.to_string_lossy().trim_end_matches(".rs")))
        })
        .collect();
    assert!(named.is_empty(), "{named:?}");
}

#[test]
fn every_source_file_begins_with_what_it_is_for() {
    let silent: Vec<_> = sources("")
        .into_iter()
        .filter(|(file, text)| !is_test(file) && !text.starts_with("//!"))
        .map(|(file, _)| file)
        .collect();
    assert!(silent.is_empty(), "{silent:?}");
}

#[test]
fn the_vessel_binary_links_no_settings_parser_and_no_plugin_loader() {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let tree = std::process::Command::new(cargo)
        .args([
            "tree",
            "--offline",
            "--locked",
            "--package",
            "fairlead",
            "--edges",
            "normal,no-proc-macro",
            "--prefix",
            "none",
        ])
        .current_dir(ROOT)
        .output()
        .expect("cargo tree runs");
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let tree = String::from_utf8_lossy(&tree.stdout).into_owned();
    let linked: BTreeSet<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(linked.contains("switch"), "{linked:?}");
    let forbidden = [
        "dialplan-compiler",
        "jsonc-parser",
        "schemars",
        "toml",
        "syn",
        "libloading",
        "dlopen2",
    ];
    let found: Vec<_> = forbidden.iter().filter(|name| linked.contains(*name)).collect();
    assert!(found.is_empty(), "the vessel binary links {found:?}");
}

/// A package of the workspace, as its manifest has it.
struct Package {
    /// Its folder, relative to the workspace.
    folder: PathBuf,
    /// The packages it links.
    linked: Vec<String>,
    /// The packages its build script links.
    build: Vec<String>,
}

fn packages() -> BTreeMap<String, Package> {
    let root = manifest(Path::new(ROOT));
    let members = root["workspace"]["members"]
        .as_array()
        .expect("members are a list");
    let members = members.iter().filter_map(toml::Value::as_str).chain([""]);
    members
        .map(|folder| {
            let manifest = manifest(&Path::new(ROOT).join(folder));
            let name = manifest["package"]["name"]
                .as_str()
                .expect("a package has a name")
                .to_owned();
            let package = Package {
                folder: folder.into(),
                linked: names(&manifest, "dependencies"),
                build: names(&manifest, "build-dependencies"),
            };
            (name, package)
        })
        .collect()
}

fn names(manifest: &toml::Table, section: &str) -> Vec<String> {
    let section = manifest.get(section).and_then(toml::Value::as_table);
    section
        .into_iter()
        .flat_map(|section| section.keys().cloned())
        .collect()
}

fn manifest(folder: &Path) -> toml::Table {
    read(&folder.join("Cargo.toml"))
        .parse()
        .expect("a manifest is TOML")
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn is_test(file: &str) -> bool {
    file.contains("/tests") || file.ends_with("_tests.rs") || file.ends_with("/tests.rs")
}

/// Every Rust source file below `folder`, as (path in the workspace, text), sorted; what is built is passed over.
fn sources(folder: &str) -> Vec<(String, String)> {
    let mut open = vec![Path::new(ROOT).join(folder)];
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).expect("a folder is readable").flatten() {
            let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
            if path.is_dir() && name != "target" && !name.starts_with('.') {
                open.push(path);
            } else if name.ends_with(".rs") {
                let shown = path
                    .strip_prefix(ROOT)
                    .expect("it lies in the workspace")
                    .to_string_lossy()
                    .into_owned();
                found.push((shown, read(&path)));
            }
        }
    }
    found.sort();
    found
}
