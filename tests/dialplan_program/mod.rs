//! The program `dialplan` for tests.

use std::path::PathBuf;
use std::process::Command;

/// The program `dialplan`, built into the target folder in which this test lies.
pub fn dialplan() -> PathBuf {
    static BUILT: std::sync::OnceLock<PathBuf> = std::sync::OnceLock::new();
    BUILT
        .get_or_init(|| {
            let own = std::env::current_exe().expect("its path");
            let folder = own.ancestors().nth(2).expect("it lies in deps").to_owned();
            let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
            let built = Command::new(cargo)
                .args(["build", "--quiet", "--offline", "--locked"])
                // With some test, cargo chooses the features of libraries as it did for this one.
                .args(["--workspace", "--bin", "dialplan", "--test", "no_allocation"])
                .current_dir(env!("CARGO_MANIFEST_DIR"))
                .env(
                    "CARGO_TARGET_DIR",
                    folder.parent().expect("it lies in a target folder"),
                )
                .status();
            assert!(built.expect("cargo runs").success());
            folder.join("dialplan")
        })
        .clone()
}
