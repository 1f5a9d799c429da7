//! `requirements.toml`: what must hold of a vessel's plan, read strictly and with positions. Whether it holds is
//! [`analysis::prove`](crate::analysis::prove).

mod change;
mod kinds;
mod names;
mod numbers;
mod table;

use std::collections::BTreeMap;

use toml::de::{DeTable, DeValue};

use crate::analysis::prove::Demand;
use crate::analysis::subject::View;
use crate::diagnostics::{Diagnostic, codes};
use crate::source::{Source, Span};
use names::Known;
use table::{Table, span_of, wrong_type};

/// The file that holds the requirements, in the folder of the settings.
pub const REQUIREMENTS_FILE: &str = "requirements.toml";

/// One requirement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// Its own name, by which audits trace it.
    pub id: String,
    /// What it demands, in words.
    pub text: String,
    /// Where it comes from, such as a control of a guide.
    pub source: Option<String>,
    /// Where its `id` is written.
    pub span: Span,
    /// What it demands.
    pub demand: Demand,
}

/// Reads the requirements of a plan, in the order in which they are written; `None` when something is wrong with them.
pub fn read(source: &Source, view: &View<'_>, found: &mut Vec<Diagnostic>) -> Option<Vec<Requirement>> {
    let before = found.len();
    let document = match DeTable::parse(source.text()) {
        Ok(document) => document,
        Err(error) => {
            found.push(not_toml(&error));
            return None;
        }
    };
    let mut top = Table::open(document.get_ref(), Span::new(0, 0), "", found);
    let sets = top.value("sets");
    let written = kinds::KINDS.map(|(kind, read)| (kind, read, top.value(kind)));
    top.finish();
    let mut known = Known::of(view);
    if let Some(sets) = sets {
        let entries = Table::of(sets, "sets", found).map(Table::entries);
        numbers::named(entries.unwrap_or_default(), &mut known, found);
    }
    let mut requirements = Vec::new();
    for (kind, read, value) in written {
        let Some(value) = value else { continue };
        let DeValue::Array(members) = value.get_ref() else {
            let span = span_of(value.span());
            found.push(wrong_type(
                value.get_ref(),
                span,
                kind,
                "tables, each headed by two brackets",
            ));
            continue;
        };
        for member in members {
            let Some(mut table) = Table::of(member, kind, found) else {
                continue;
            };
            requirements.extend(one(&mut table, &known, read));
            table.finish();
        }
    }
    requirements.sort_by_key(|requirement| requirement.span);
    repeated(&requirements, found);
    if let Some(own) = found.get_mut(before..) {
        own.sort_by_key(Diagnostic::span);
    }
    (found.len() == before).then_some(requirements)
}

fn one(table: &mut Table<'_, '_>, known: &Known<'_>, read: kinds::Read) -> Option<Requirement> {
    let (id, text) = (table.required_text("id"), table.required_text("text"));
    let source = table.text("source").map(|source| source.into_value());
    let demand = read(table, known);
    let id = id?;
    Some(Requirement {
        span: id.span(),
        id: id.into_value(),
        text: text?.into_value(),
        source,
        demand: demand?,
    })
}

fn repeated(requirements: &[Requirement], found: &mut Vec<Diagnostic>) {
    let mut first: BTreeMap<&str, Span> = BTreeMap::new();
    for requirement in requirements {
        let Some(earlier) = first.get(requirement.id.as_str()) else {
            first.insert(&requirement.id, requirement.span);
            continue;
        };
        let message = format!("two requirements are called `{}`", requirement.id);
        found.push(
            Diagnostic::new(&codes::DUPLICATE_NAME, requirement.span, message)
                .label("again here")
                .also(*earlier, "first here")
                .remedy("give one of them another `id`: audits trace requirements by it"),
        );
    }
}

fn not_toml(error: &toml::de::Error) -> Diagnostic {
    let span = error.span().map_or_else(Span::default, span_of);
    let message = format!(
        "the requirements are not TOML: {}",
        error.message().replace('\n', ", ")
    );
    Diagnostic::new(&codes::NOT_TOML, span, message)
        .label("here")
        .remedy("correct this place (https://toml.io) and prove again")
}
