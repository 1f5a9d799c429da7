//! Vessel binaries for tests: cargo puts them into a folder of their own, so that no test replaces the binary that
//! another one runs, and compiles no library again that it compiled for the tests.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// The folder of the workspace.
pub const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Builds put their result into one place, one after the other.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// How many copies this process has made.
static COPIES: AtomicUsize = AtomicUsize::new(0);

/// Builds the binary of a vessel, a name or a path, and gives the path of a copy of it.
pub fn binary_of(vessel: &str) -> PathBuf {
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let output = cargo_build(vessel, Path::new(ROOT));
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    // A copy for each caller: one that runs already cannot be written again.
    let copy = scratch(&format!(
        "fairlead-{}-{}",
        vessel.replace(|symbol: char| !symbol.is_alphanumeric(), "-"),
        COPIES.fetch_add(1, Ordering::Relaxed)
    ));
    fs::copy(target().join("debug/fairlead"), &copy).expect("the binary is copied");
    copy
}

/// Runs `cargo build` for a vessel, standing in `folder`.
pub fn cargo_build(vessel: &str, folder: &Path) -> Output {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    Command::new(cargo)
        .args(["build", "--offline", "--locked", "--verbose"])
        // With some test, cargo chooses the features of libraries as it does for the tests.
        .args(["--workspace", "--bin", "fairlead", "--test", "no_allocation"])
        // A profile of its own keeps the package apart from the one that the tests belong to.
        .args(["--config", "profile.dev.package.fairlead.codegen-units=255"])
        .arg("--manifest-path")
        .arg(Path::new(ROOT).join("Cargo.toml"))
        .arg("--target-dir")
        .arg(target())
        .env("CARGO_BUILD_BUILD_DIR", build_folder())
        .current_dir(folder)
        .env("PWD", folder)
        .env("VESSEL", vessel)
        .env_remove("GATEWAY_DIR")
        .env_remove("RUSTFLAGS")
        .output()
        .expect("cargo runs")
}

/// The path of a file that only the running test process uses.
pub fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("process-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a scratch folder is made");
    folder.join(name)
}

fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("vessels")
}

/// Where the running test and all libraries were compiled to.
fn build_folder() -> PathBuf {
    let own = std::env::current_exe().expect("the path of the test");
    own.ancestors()
        .nth(3)
        .expect("it lies in a folder of a profile")
        .to_owned()
}
