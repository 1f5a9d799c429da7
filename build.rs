//! Has the plan of the vessel compiled, and writes what `src/main.rs` includes; or prints why there is no plan.

use dialplan_compiler::build_script::build;
use dialplan_compiler::gather::Disk;
use std::path::{Path, PathBuf};
use std::{env, error, fs, io, process};

fn main() -> Result<(), Box<dyn error::Error>> {
    let rustc = process::Command::new(env::var("RUSTC")?)
        .arg("--version")
        .output()?;
    let disk = Disk {
        read: |file| fs::read_to_string(file),
        list,
    };
    match build(
        &disk,
        &|name| env::var(name).ok(),
        String::from_utf8(rustc.stdout)?.trim(),
    ) {
        Ok(built) => {
            for (name, bytes) in &built.emitted.files {
                fs::write(Path::new(&env::var("OUT_DIR")?).join(name), bytes)?;
            }
            print!("{}", built.instructions);
            Ok(())
        }
        Err(report) => {
            eprintln!("{report}");
            process::exit(1)
        }
    }
}

fn list(folder: &Path) -> io::Result<Vec<PathBuf>> {
    fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect()
}
