//! The programs that checks and benchmarks need: found, or installed with apt-get, rustup and cargo.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use super::{Step, cargo, succeeds};

/// A program, the Debian package that has it, and what it is needed for.
struct Program {
    name: &'static str,
    package: &'static str,
    why: &'static str,
}

/// Makes sure that everything the steps need is there; installs what is missing unless told not to.
///
/// # Errors
/// When something is missing and cannot or may not be installed, or a step needs root and this is not root.
pub(crate) fn provide(no_install: bool, steps: &[Step]) -> Result<()> {
    if steps.contains(&Step::Interoperation) && !is_root() {
        bail!(
            "the step `interoperation` makes network namespaces, which needs root: run `cargo xtask test` as root, or \
             name the steps to run (`cargo xtask test --help` lists them)"
        );
    }
    provide_programs(no_install, needed(steps))?;
    let components = [(Step::Format, "rustfmt"), (Step::Lints, "clippy")];
    for (_, component) in components.iter().filter(|(step, _)| steps.contains(step)) {
        provide_component(no_install, component)?;
    }
    if steps.contains(&Step::Tests) {
        python_can_read_toml()?;
    }
    let deny = steps.contains(&Step::Dependencies);
    if deny {
        provide_deny(no_install)?;
    }
    if !no_install {
        fetch(deny);
    }
    Ok(())
}

/// Makes sure that the programs with which benchmarks compare are there.
///
/// # Errors
/// When one is missing and cannot be installed.
pub(crate) fn provide_for_benchmarks() -> Result<()> {
    provide_programs(false, MEASURED.iter())
}

fn provide_programs(no_install: bool, needed: impl Iterator<Item = &'static Program>) -> Result<()> {
    let missing: Vec<&Program> = needed.filter(|program| find(program.name).is_none()).collect();
    for Program { name, package, why } in &missing {
        println!("`{name}` is missing (Debian package {package}): {why}");
    }
    match (missing.is_empty(), no_install) {
        (true, _) => Ok(()),
        (false, true) => bail!("programs are missing and nothing may be installed"),
        (false, false) => install(&missing),
    }
}

/// A component of the Rust toolchain, such as `clippy`, as the cargo command of the same or a shorter name.
fn provide_component(no_install: bool, component: &str) -> Result<()> {
    let is_there = || {
        let command = component.strip_prefix("rust").unwrap_or(component);
        let mut asked = cargo(&[command, "--version"]);
        asked.stdout(Stdio::null()).stderr(Stdio::null());
        succeeds(asked).unwrap_or(false)
    };
    if is_there() {
        return Ok(());
    }
    println!("`{component}` is missing from the Rust toolchain");
    let mut rustup = Command::new("rustup");
    rustup.args(["component", "add", component]);
    if !no_install && succeeds(rustup).unwrap_or(false) && is_there() {
        return Ok(());
    }
    bail!("install {component}: `rustup component add {component}`, or Debian's package of that name")
}

/// The second checker reads TOML with Python's own library, which 3.11 brought.
fn python_can_read_toml() -> Result<()> {
    let mut python = Command::new("python3");
    python.args(["-c", "import tomllib"]).stderr(Stdio::null());
    if succeeds(python)? {
        return Ok(());
    }
    bail!("`python3` has no module tomllib: Python 3.11 or later is needed (Debian 12 or later has it)")
}

fn provide_deny(no_install: bool) -> Result<()> {
    if find("cargo-deny").is_some() {
        return Ok(());
    }
    println!("`cargo-deny` is missing: it checks licences and sources of dependencies");
    if no_install {
        bail!("programs are missing and nothing may be installed");
    }
    if !succeeds(cargo(&[
        "install",
        "--locked",
        "cargo-deny",
        "--version",
        CARGO_DENY,
    ]))? {
        bail!("cargo-deny cannot be installed");
    }
    Ok(())
}

/// Whether cargo-deny has a database of known vulnerabilities.
pub(crate) fn advisories_are_there() -> bool {
    let Some(home) = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(default_cargo_home)
    else {
        return false;
    };
    let entries = std::fs::read_dir(home.join("advisory-dbs"))
        .into_iter()
        .flatten()
        .flatten();
    entries
        .map(|entry| entry.path())
        .any(|path| path.join("crates").is_dir())
}

fn default_cargo_home() -> Option<PathBuf> {
    std::env::var_os("HOME").map(|home| Path::new(&home).join(".cargo"))
}

fn needed(steps: &[Step]) -> impl Iterator<Item = &'static Program> {
    let peers = if steps.contains(&Step::Interoperation) {
        PEERS
    } else {
        &[]
    };
    let tools = if steps.contains(&Step::Tests) { TOOLS } else { &[] };
    let browser = if steps.contains(&Step::Browser) {
        BROWSER
    } else {
        &[]
    };
    peers.iter().chain(tools).chain(browser)
}

fn install(missing: &[&Program]) -> Result<()> {
    if !succeeds(apt_get(&["update"]))? {
        println!("apt-get cannot read the package lists anew; trying with those that are there");
    }
    let mut packages: Vec<&str> = missing.iter().map(|program| program.package).collect();
    packages.sort_unstable();
    packages.dedup();
    let arguments = [&["install", "--yes", "--no-install-recommends"][..], &packages].concat();
    if !succeeds(apt_get(&arguments))? {
        bail!("apt-get cannot install {}", packages.join(" "));
    }
    match missing.iter().find(|program| find(program.name).is_none()) {
        Some(Program { name, package, .. }) => bail!("`{name}` is not there although {package} is installed"),
        None => Ok(()),
    }
}

/// apt-get as root, without questions, and without starting the services of what it installs.
fn apt_get(arguments: &[&str]) -> Command {
    let quiet = ["DEBIAN_FRONTEND=noninteractive", "RUNLEVEL=1", "apt-get"];
    let mut command = if is_root() {
        Command::new("env")
    } else {
        Command::new("sudo")
    };
    if !is_root() {
        command.arg("env");
    }
    command.args(quiet).args(arguments);
    println!("running {command:?}");
    command
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0)
}

/// Fills cargo's caches, so that nothing later needs a network. Without one, they may be filled already.
fn fetch(deny: bool) {
    if !succeeds(cargo(&["fetch", "--quiet", "--locked"])).unwrap_or(false) {
        println!("cargo cannot fetch the dependencies; going on with those that are there");
    }
    if deny && !advisories_are_there() {
        let mut command = cargo(&["deny", "fetch", "db"]);
        command.stderr(Stdio::null());
        if !succeeds(command).unwrap_or(false) {
            println!("the database of known vulnerabilities cannot be fetched");
        }
    }
}

fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path)
        .chain(SYSTEM_FOLDERS.map(PathBuf::from))
        .collect();
    folders
        .into_iter()
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}

/// Where Debian keeps programs for root, which may be missing from a user's path.
const SYSTEM_FOLDERS: [&str; 2] = ["/usr/sbin", "/sbin"];

const PEERS: &[Program] = &[
    Program {
        name: "sipp",
        package: "sip-tester",
        why: "the other end of most scenarios",
    },
    Program {
        name: "kamailio",
        package: "kamailio",
        why: "a provider that demands digest",
    },
    Program {
        name: "baresip",
        package: "baresip-core",
        why: "two telephones that must hear each other",
    },
    Program {
        name: "dnsmasq",
        package: "dnsmasq-base",
        why: "a ship's name server",
    },
    Program {
        name: "tshark",
        package: "tshark",
        why: "an independent look at every packet",
    },
    Program {
        name: "sipsak",
        package: "sipsak",
        why: "an independent OPTIONS",
    },
    Program {
        name: "svwar",
        package: "sipvicious",
        why: "an attacker's search for stations",
    },
    Program {
        name: "sox",
        package: "sox",
        why: "reads the recorded sound",
    },
    Program {
        name: "ip",
        package: "iproute2",
        why: "network namespaces",
    },
];

const BROWSER: &[Program] = &[Program {
    name: "chromium",
    package: "chromium",
    why: "shows the page of an audit",
}];

const TOOLS: &[Program] = &[
    Program {
        name: "python3",
        package: "python3",
        why: "runs the second checker of a dial plan",
    },
    Program {
        name: "git",
        package: "git",
        why: "keeps the earlier plan with which `dialplan diff --git` compares",
    },
];

const MEASURED: &[Program] = &[
    Program {
        name: "valgrind",
        package: "valgrind",
        why: "counts instructions",
    },
    Program {
        name: "kamailio",
        package: "kamailio",
        why: "the proxy whose processor time a call is compared with",
    },
    Program {
        name: "sipp",
        package: "sip-tester",
        why: "makes and takes the calls",
    },
];

/// The version of cargo-deny that is installed when none is there: the one with which these checks were written.
const CARGO_DENY: &str = "0.20.2";
