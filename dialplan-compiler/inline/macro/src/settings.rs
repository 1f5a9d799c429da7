//! Finds the settings that the brackets name or hold, and the manifests of the gateway kinds.

use std::path::{Component, Path, PathBuf};
use std::{fs, io};

use dialplan_compiler::gather::{Disk, Gathered, Request, catalogue, gather};
use dialplan_compiler::source::Source;
use dialplan_compiler::vessel;
use syn::LitStr;

use crate::arguments::Arguments;

/// Reads everything that the plan is compiled from.
pub(crate) fn read(arguments: &Arguments) -> Result<Gathered, String> {
    let text = arguments.settings.value();
    let caller = source_file(&arguments.settings);
    let folder = caller.parent().map_or_else(PathBuf::new, Path::to_owned);
    let named = |path: &str| whole(&folder.join(path));
    let mut request = Request {
        vessel: text.clone(),
        workspace: workspace(),
        invoker: folder.clone(),
        gateway_dir: arguments.gateway_dir.as_ref().map(|path| named(&path.value())),
    };
    if text.trim_start().starts_with('{') {
        let (catalogue, files) = catalogue(&request, &DISK)?;
        let source = written_here(
            &arguments.settings,
            &vessel::shown_name(&caller, &request.workspace),
        )?;
        return Ok(Gathered {
            source,
            catalogue,
            files,
        });
    }
    if vessel::is_path(&text) {
        request.vessel = named(&text).to_string_lossy().into_owned();
    }
    gather(&request, &DISK)
}

/// Settings within the source file, moved to the line and column where they stand in it: JSON has no objection to
/// white space in front, and every place in a report is then one in the source file.
fn written_here(literal: &LitStr, file: &str) -> Result<Source, String> {
    let token = literal.token().to_string();
    let Some(opened) = token.find('"').filter(|_| token.starts_with('r')) else {
        return Err(
            "write settings as a raw string, `r#\"{…}\"#`, so that places in them can be shown".to_owned(),
        );
    };
    let start = literal.span().unwrap().start();
    let (lines, columns) = (start.line().saturating_sub(1), start.column() + opened);
    let text = format!("{}{}{}", "\n".repeat(lines), " ".repeat(columns), literal.value());
    Ok(Source::new(file, text))
}

/// The source file that holds the macro; the package's manifest where the compiler does not tell.
fn source_file(literal: &LitStr) -> PathBuf {
    let told = literal.span().unwrap().local_file();
    let package =
        || Path::new(&std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("Cargo.toml");
    let file = told.unwrap_or_else(package);
    whole(&std::path::absolute(&file).unwrap_or(file))
}

/// The folder of the workspace that this package lies in.
fn workspace() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(3).unwrap_or(here).to_owned()
}

/// The path without `.` and `..`.
fn whole(path: &Path) -> PathBuf {
    path.components().fold(PathBuf::new(), |mut whole, part| {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                whole.pop();
            }
            other => whole.push(other),
        }
        whole
    })
}

const DISK: Disk = Disk {
    read: |file| fs::read_to_string(file),
    list,
};

fn list(folder: &Path) -> io::Result<Vec<PathBuf>> {
    fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect()
}
