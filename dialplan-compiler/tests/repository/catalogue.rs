//! The gateway kinds of the workspace.

#![expect(clippy::expect_used, reason = "a failed test panics")]

use dialplan_compiler::catalogue::Catalogue;

use crate::repository::workspace;

pub(crate) fn catalogue() -> Catalogue {
    let path = "gateways/sip-trunk/Cargo.toml";
    let manifest = std::fs::read_to_string(workspace().join(path)).expect("the manifest can be read");
    Catalogue::read(&[(path, &manifest)]).expect("the manifest is good")
}
