//! What is audited, and how the parts of an audit are put together.

use sha2::{Digest as _, Sha256};

use super::form::{self, Audit, Identity};
use super::{
    access, claims, controls, emergency, failures, findings, inputs, numbers, predecessor, requirements,
    rows, testcard,
};
use crate::analysis::readback::readback;
use crate::analysis::space::Space;
use crate::analysis::subject::{Subject as Sections, Unreadable};
use crate::catalogue::Catalogue;
use crate::diagnostics::Diagnostic;
use crate::emit::{Sections as Emitted, hexadecimal};
use crate::plan::DialPlan;
use crate::settings;
use crate::source::Source;

/// What an audit is made from.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'s> {
    /// The checked plan.
    pub plan: &'s DialPlan,
    /// What it looks like in a binary.
    pub sections: &'s Emitted,
    /// The settings that it was compiled from.
    pub source: &'s Source,
    /// The gateway kinds, for what providers publish.
    pub catalogue: &'s Catalogue,
    /// What the checks found.
    pub findings: &'s [Diagnostic],
    /// The requirements that stand beside the settings, if any do.
    pub requirements: Option<&'s Source>,
    /// The plan before this one.
    pub predecessor: Option<Predecessor<'s>>,
    /// A finished binary that was looked at.
    pub binary: Option<&'s form::Binary>,
    /// How much of the number space is listed.
    pub extent: Extent,
}

/// The plan before the audited one.
#[derive(Debug, Clone, Copy)]
pub struct Predecessor<'s> {
    /// What people call it.
    pub name: &'s str,
    /// Its sections.
    pub sections: &'s Sections,
}

/// How much of the number space is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    Full,
    /// All of it, or a summary when the plan tells more sets of numbers apart than this.
    AtMost(usize),
}

/// The audit of a plan.
///
/// # Errors
/// None in practice: emitted sections are well-formed.
pub fn audit(subject: &Subject<'_>) -> Result<Audit, Unreadable> {
    let sections = subject.sections;
    let compiled = Sections::of_sections(sections.table.clone(), sections.names.clone())?;
    let view = compiled.view()?;
    let space = Space::new(view);
    let tree = numbers::tree(&space, &view.callers());
    let listed = numbers::space(&space, &tree, subject.extent);
    let test_card = testcard::card(&space, &tree);
    let plan = readback(&view.table, &view.names, sections.table.len(), None);
    let requirements = requirements::requirements(subject, sections, &test_card)?;
    let trace = rows::Trace {
        automaton: view.table.automaton(),
        space: &listed,
        requirements: requirements.as_deref().unwrap_or_default(),
        card: &test_card,
    };
    let rows = rows::rows(&plan, sections, &trace);
    let emergency = emergency::emergency(subject.plan, &space);
    let access = access::access(subject, &view);
    let findings = findings::findings(subject, &space);
    let predecessor = subject
        .predecessor
        .map(|old| predecessor::compare(&old, &view))
        .transpose()?;
    Ok(Audit {
        form: form::FORM,
        identity: identity(subject, sections),
        failures: failures::failures(&space, &listed),
        controls: controls::controls(subject.plan, &plan),
        inputs: inputs::inputs(subject.plan, &plan),
        claims: claims::claims(),
        requirements,
        allowances: findings::allowances(subject),
        space: listed,
        plan,
        rows,
        emergency,
        access,
        findings,
        test_card,
        binary: subject.binary.cloned(),
        predecessor,
    })
}

fn identity(subject: &Subject<'_>, sections: &Emitted) -> Identity {
    let vessel = subject.plan.vessel();
    Identity {
        vessel: vessel.name().to_owned(),
        part_number: vessel.part_number().map(str::to_owned),
        settings: subject.source.name().to_owned(),
        settings_fingerprint: hexadecimal(&Sha256::digest(settings::redacted(subject.source))),
        plan: sections.identity.clone(),
        fallback: sections.fallback_identity.clone(),
        table_fingerprint: hexadecimal(&Sha256::digest(&sections.table)),
        compiler: env!("CARGO_PKG_VERSION"),
        table_format: routing_table::layout::TABLE_VERSION,
    }
}
