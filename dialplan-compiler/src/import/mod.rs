//! Dial plans of other systems become settings: what has the same meaning here is carried over, and everything
//! else is left out by name, with its line, the reason and what to do.
//!
//! Each format becomes a [`draft`] of rules in the order in which its system prefers them; [`written_out`] gives
//! their prefixes the one spelling that they have here, [`number_form`] finds what is sent, [`covering`] says which rule takes which
//! numbers of a prefix, and [`writing`] makes settings of that.

mod asterisk;
mod covering;
mod csv;
mod draft;
mod kamailio_drouting;
mod kamailio_mtree;
mod number_form;
mod rows;
mod trunks;
mod writing;
mod written_out;

use serde::Serialize;

use crate::settings::Settings;
use draft::Draft;

/// A file of another system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its name, for people.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The system that the files are from.
    pub origin: Origin,
    /// What the prefixes are.
    pub numbers: Numbers,
    /// Into how many prefixes one pattern may be written out.
    pub most_prefixes: usize,
}

/// The system that files are from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Tables of Kamailio's mtree module; the name of one tree, when the table holds several.
    KamailioMtree(Option<String>),
    /// Tables of Kamailio's drouting module.
    KamailioDrouting,
    /// Asterisk's extensions.conf; the context in which the crew dials.
    Asterisk(Option<String>),
    /// Comma-separated values with a header.
    Csv,
}

/// What prefixes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numbers {
    /// What is dialled.
    AsDialled,
    /// International numbers without `+`.
    International,
}

/// What became of the files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The settings.
    pub settings: Settings,
    /// What must be known about them.
    pub report: Report,
}

/// What was carried over, what must be filled in, and what was left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// How many prefixes were carried over.
    pub prefixes: usize,
    /// How many stations were carried over.
    pub stations: usize,
    /// The gateways, each with what was made up for it.
    pub gateways: Vec<Example>,
    /// What differs without having been left out.
    pub remarks: Vec<String>,
    /// What was not carried over, by file and line.
    pub left_out: Vec<LeftOut>,
}

/// A gateway whose values are examples.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Example {
    /// Its name in the settings.
    pub gateway: String,
    /// The keys of `config` that hold examples.
    pub keys: Vec<&'static str>,
}

/// Something that was not carried over.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LeftOut {
    /// The file.
    pub file: String,
    /// The line in it, from 1.
    pub line: u64,
    /// What it is, as written.
    pub what: String,
    /// Why it was not carried over.
    pub reason: String,
    /// What to do.
    pub remedy: String,
}

/// Makes settings of the files.
///
/// # Errors
/// A text for people when the request does not say which tree or context is meant, or names none of the files'.
pub fn import(files: &[File], request: &Request) -> Result<Imported, String> {
    let mut draft = Draft::default();
    match &request.origin {
        Origin::KamailioMtree(tree) => kamailio_mtree::read(files, tree.as_deref(), &mut draft)?,
        Origin::KamailioDrouting => kamailio_drouting::read(files, &mut draft),
        Origin::Asterisk(context) => {
            asterisk::read(files, context.as_deref(), request.most_prefixes, &mut draft)?;
        }
        Origin::Csv => csv::read(files, &mut draft),
    }
    written_out::prefixes(&mut draft, request.numbers);
    let formats = number_form::settle(&mut draft);
    Ok(writing::imported(draft, &formats))
}
