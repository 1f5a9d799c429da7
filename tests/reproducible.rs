//! A sealed binary is the same bytes from two yards: other folders, another `CARGO_HOME` with a hostile configuration, another
//! time, umask, locale, time zone and host name. And what follows from that: it is made again by one command, and two vessels with the same
//! gateways differ in their plans only.
//!
//! Two builds from nothing take minutes, so plain `cargo test` leaves this out: `cargo xtask test reproducible`.

mod dialplan_program;

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use dialplan_program::dialplan;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

#[test]
#[ignore = "two sealed builds from nothing; `cargo xtask test reproducible`"]
fn sealed_binaries_are_reproducible_comparable_and_signed() {
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR")).join("reproducible");
    fs::remove_dir_all(&scratch).unwrap_or_default();
    let yard = Yard::here(&scratch.join("one"));
    let binary = yard.sealed("reference", "fairlead");
    carries_its_dependencies(&binary);
    permits_no_deviation(&binary);
    is_made_again_elsewhere(&binary, &scratch.join("a yard far away with a longer name"));
    a_changed_byte_is_found(&yard, &binary);
    is_signed(&yard, &binary);
    differs_from_its_sister_in_the_plan_only(&yard, &binary);
}

/// `cargo audit bin` and others read the list with this library.
fn carries_its_dependencies(binary: &Path) {
    let list = auditable_info::audit_info_from_file(binary, Default::default()).expect("the list is read");
    let root: Vec<_> = list.packages.iter().filter(|package| package.root).collect();
    assert_eq!(root.len(), 1);
    assert_eq!(root[0].name, "fairlead");
    let kind = |name: &str| {
        let package = list.packages.iter().find(|package| package.name == name);
        package.map(|package| package.kind)
    };
    assert_eq!(kind("tokio"), Some(auditable_serde::DependencyKind::Runtime));
    assert_eq!(
        kind("dialplan-compiler"),
        Some(auditable_serde::DependencyKind::Build)
    );
    assert_eq!(kind("proptest"), None, "what only tests is not in it");
}

fn permits_no_deviation(binary: &Path) {
    let run = |arguments: &[&str]| Command::new(binary).args(arguments).output().expect("it runs");
    let attested: serde_json::Value =
        serde_json::from_slice(&run(&["--attest"]).stdout).expect("it attests in JSON");
    assert_eq!(attested["build"]["profile"], "sealed");
    let deviating = run(&["--trunk-port", "5099"]);
    assert_eq!(deviating.status.code(), Some(64), "{}", shown(&deviating));
}

fn is_made_again_elsewhere(binary: &Path, folder: &Path) {
    let elsewhere = Yard::elsewhere(folder);
    let again = elsewhere.dialplan([
        OsStr::new("rebuild"),
        binary.as_os_str(),
        OsStr::new("--source"),
        elsewhere.root.as_os_str(),
    ]);
    if again.status.code() != Some(0) {
        let theirs = elsewhere.target.join("x86_64-unknown-linux-gnu/sealed/fairlead");
        panic!("{}\n{}", shown(&again), diffoscope(binary, &theirs));
    }
    assert!(
        shown(&again).contains("bytes were built from these sources"),
        "{}",
        shown(&again)
    );
}

fn a_changed_byte_is_found(yard: &Yard, binary: &Path) {
    let mut bytes = fs::read(binary).expect("the binary is read");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    let changed = yard.target.join("changed");
    fs::write(&changed, bytes).expect("the changed one is written");
    let compared = yard.dialplan([OsStr::new("rebuild"), changed.as_os_str()]);
    assert_eq!(compared.status.code(), Some(5), "{}", shown(&compared));
    assert!(
        shown(&compared).contains("1, the first at"),
        "{}",
        shown(&compared)
    );
    let fleet = yard.dialplan([OsStr::new("fleet-delta"), binary.as_os_str(), changed.as_os_str()]);
    assert_eq!(fleet.status.code(), Some(5), "{}", shown(&fleet));
}

fn is_signed(yard: &Yard, binary: &Path) {
    let key = yard.target.join("yard");
    for file in ["yard.key", "yard.pub"] {
        fs::remove_file(yard.target.join(file)).unwrap_or_default();
    }
    let made = yard.dialplan([OsStr::new("keygen"), key.as_os_str(), OsStr::new("--unprotected")]);
    assert!(made.status.success(), "{}", shown(&made));
    let secret = key.with_extension("key");
    let arguments = [
        "sign".as_ref(),
        binary.as_os_str(),
        "--key".as_ref(),
        secret.as_os_str(),
        "--unprotected".as_ref(),
    ];
    let signed = yard.dialplan(arguments);
    assert!(signed.status.success(), "{}", shown(&signed));
    let public = minisign_verify::PublicKey::from_file(key.with_extension("pub")).expect("the key is read");
    for ending in ["", ".cdx.json", ".provenance.json", ".test-result.json"] {
        let file = PathBuf::from(format!("{}{ending}", binary.display()));
        let signature = format!("{}.minisig", file.display());
        let signature = minisign_verify::Signature::from_file(signature).expect("the signature is read");
        let bytes = fs::read(&file).expect("the file is read");
        public
            .verify(&bytes, &signature, false)
            .expect("the signature holds");
        assert!(
            signature
                .trusted_comment()
                .starts_with("vessel mv-reference, plan identity ")
        );
    }
}

fn differs_from_its_sister_in_the_plan_only(yard: &Yard, binary: &Path) {
    let folder = yard.target.join("mv-sister");
    fs::create_dir_all(&folder).expect("a folder is made");
    let settings = fs::read_to_string(Path::new(ROOT).join("dialplans/reference/voip-settings.json"));
    let settings = settings
        .expect("the settings are read")
        .replace("mv-reference\", \"partNumber", "mv-sister\", \"partNumber")
        .replace("+442079460106", "+442079460177");
    fs::write(folder.join("voip-settings.json"), settings).expect("the settings are written");
    let sister = yard.sealed(folder.to_str().expect("a path"), "sister");
    let fleet = yard.dialplan([OsStr::new("fleet-delta"), binary.as_os_str(), sister.as_os_str()]);
    assert_eq!(fleet.status.code(), Some(0), "{}", shown(&fleet));
    assert!(shown(&fleet).contains("proved: "), "{}", shown(&fleet));
    assert_ne!(fs::read(binary).expect("read"), fs::read(&sister).expect("read"));
}

/// A place where vessels are built.
struct Yard {
    root: PathBuf,
    target: PathBuf,
    elsewhere: Option<Elsewhere>,
}

/// What is otherwise in another yard.
struct Elsewhere {
    cargo_home: PathBuf,
}

impl Yard {
    /// This workspace, with a target folder of its own.
    fn here(target: &Path) -> Self {
        fs::create_dir_all(target).expect("a folder is made");
        Yard {
            root: ROOT.into(),
            target: target.to_owned(),
            elsewhere: None,
        }
    }

    /// A copy of the sources and of the packages that cargo has fetched, in `folder`.
    fn elsewhere(folder: &Path) -> Self {
        let (root, cargo_home) = (folder.join("sources"), folder.join("cargo home"));
        fs::create_dir_all(&root).expect("a folder is made");
        for part in SOURCES {
            copy(&Path::new(ROOT).join(part), &root);
        }
        let home = std::env::var_os("HOME")
            .map(PathBuf::from)
            .expect("there is a home");
        let fetched = std::env::var_os("CARGO_HOME").map_or_else(|| home.join(".cargo"), PathBuf::from);
        fs::create_dir_all(cargo_home.join("registry")).expect("a folder is made");
        for part in ["registry/index", "registry/cache"] {
            copy(&fetched.join(part), &cargo_home.join("registry"));
        }
        fs::write(cargo_home.join("config.toml"), HOSTILE).expect("the configuration is written");
        let target = folder.join("results");
        fs::create_dir_all(&target).expect("a folder is made");
        Yard {
            root,
            target,
            elsewhere: Some(Elsewhere { cargo_home }),
        }
    }

    /// Builds a sealed binary and gives its path.
    fn sealed(&self, vessel: &str, name: &str) -> PathBuf {
        let output = self.target.join("sealed").join(name);
        let arguments = [
            "build".as_ref(),
            vessel.as_ref(),
            "--sealed".as_ref(),
            "--output".as_ref(),
            output.as_os_str(),
        ];
        let built = self.dialplan(arguments);
        assert!(built.status.success(), "{}", shown(&built));
        output
    }

    fn dialplan<'a>(&self, arguments: impl IntoIterator<Item = &'a OsStr>) -> Output {
        let mut command = match &self.elsewhere {
            None => Command::new(dialplan()),
            Some(elsewhere) => {
                let mut command = Command::new("unshare");
                command
                    .args(["--user", "--map-root-user", "--uts", "sh", "-c"])
                    .arg("hostname another-yard && umask 077 && exec \"$0\" \"$@\"")
                    .arg(dialplan())
                    .env("CARGO_HOME", &elsewhere.cargo_home)
                    .env("LC_ALL", "tr_TR.UTF-8")
                    .env("TZ", "Pacific/Auckland")
                    .env("RUSTFLAGS", "-Copt-level=0")
                    .env("SOURCE_DATE_EPOCH", "1234567890");
                command
            }
        };
        command
            .args(arguments)
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", &self.target)
            .output()
            .expect("the command runs")
    }
}

/// Copies a file or a folder; contents that nobody changes are shared where the file system can.
fn copy(from: &Path, into: &Path) {
    let copied = Command::new("cp")
        .args(["-R", "--reflink=auto"])
        .arg(from)
        .arg(into)
        .status();
    assert!(
        copied.expect("cp runs").success(),
        "{} is not copied",
        from.display()
    );
}

/// What diffoscope says, where it is installed.
fn diffoscope(one: &Path, other: &Path) -> String {
    match Command::new("diffoscope").arg(one).arg(other).output() {
        Ok(report) => shown(&report),
        Err(_) => "diffoscope is not installed; the parts are above".to_owned(),
    }
}

fn shown(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    format!("{}{}", text(&output.stdout), text(&output.stderr))
}

/// A configuration of cargo that says everything otherwise.
const HOSTILE: &str = r#"
[profile.sealed]
opt-level = 1
codegen-units = 7
debug = 2
lto = false
panic = "unwind"
strip = false
[build]
rustflags = ["-Cdebuginfo=2"]
"#;

/// What a build reads of a workspace; all members must be there for cargo.
const SOURCES: [&str; 11] = [
    "Cargo.toml",
    "Cargo.lock",
    "build.rs",
    "src",
    "dialplan-compiler",
    "runtime",
    "gateways",
    "dialplans",
    "tests",
    "xtask",
    ".cargo",
];
