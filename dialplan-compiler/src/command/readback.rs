//! `dialplan readback`: the plan that a binary holds, from its file alone.

use std::io;
use std::path::PathBuf;

use clap::Args;

use super::elf::{Sections, open_names, open_table};
use super::exit::{Ended, Exit, Stop};
use super::{Format, write_json};
use crate::analysis::canonical;
use crate::analysis::readback::whole;
use crate::emit::hexadecimal;
use crate::report::readback::text;

/// Print the plan that a binary holds: decision numbers, what each decides, where it is written
///
/// Reads the sections of the file and nothing else; the binary is not run and no settings are
/// needed. Fails with exit code 5 when the plan in it was damaged or changed. Log lines carry
/// decision numbers such as d17.
///
/// With --settings the plan is printed as settings: one canonical text for one plan, which compiles
/// to the same plan identity. Route d14 is what decision d14 stands for. What a binary does not hold
/// is missing: passwords, comments, reasons of denials, reviews of access lists.
///
/// Examples:
///   dialplan readback target/release/fairlead
///   dialplan readback target/release/fairlead --format json
///   dialplan readback target/release/fairlead --settings >again/voip-settings.json
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Readback {
    /// A vessel binary
    binary: PathBuf,

    /// Whom the plan is for
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,

    /// Print settings that compile to the same plan
    #[arg(long, conflicts_with = "format")]
    settings: bool,
}

impl Readback {
    pub(super) fn run(&self, out: &mut dyn io::Write) -> Ended {
        let sections = Sections::read(&self.binary)?;
        let (table, names) = (open_table(&sections.table)?, open_names(&sections.names)?);
        if !names.belong_to(&table) {
            return Err(Stop::mismatch("the names in this binary belong to another plan"));
        }
        let evidence = sections.evidence()?;
        let identity = hexadecimal(table.identity());
        if evidence
            .as_ref()
            .is_some_and(|evidence| evidence.identity != identity)
        {
            return Err(Stop::mismatch(
                "the evidence in this binary belongs to another plan",
            ));
        }
        if self.settings {
            let settings = canonical::settings(&table, &names, evidence.as_ref())
                .map_err(|unwritable| Stop::mismatch(unwritable.to_string()))?;
            write_json(out, &settings)?;
            return Ok(Exit::Holds);
        }
        let plan = whole(&table, &names, sections.table.len(), evidence);
        match self.format {
            Format::Human => write!(out, "{}", text(&plan))?,
            Format::Json => write_json(out, &plan)?,
        }
        Ok(Exit::Holds)
    }
}
