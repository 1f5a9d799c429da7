//! `dialplan schema`: the JSON Schema of the settings, for editors.

use std::io;

use clap::Args;

use super::exit::{Ended, Exit};
use super::write_json;

/// Print the JSON Schema of voip-settings.json, with which editors complete keys and mark mistakes.
///
/// Example: dialplan schema > voip-settings.schema.json
#[derive(Debug, Args)]
pub(super) struct Schema {}

impl Schema {
    pub(super) fn run(&self, out: &mut dyn io::Write) -> Ended {
        write_json(out, &crate::settings::schema())?;
        Ok(Exit::Holds)
    }
}
