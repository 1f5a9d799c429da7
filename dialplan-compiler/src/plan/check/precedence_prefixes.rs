//! Dialled precedence prefixes against everything else that can be dialled: no number may be read in two ways.

use super::draft::Draft;
use super::prefixes::canonical;
use crate::diagnostics::{Diagnostic, codes};
use crate::plan::Numbering;
use crate::source::Span;

/// Something that can be dialled, in one spelling.
struct Dialled {
    symbols: String,
    what: String,
    span: Option<Span>,
}

pub(super) fn look(draft: &Draft<'_>, found: &mut Vec<Diagnostic>) {
    let Some(precedence) = draft.plan.precedence() else {
        return;
    };
    let others = everything_else(draft);
    for (index, (prefix, _, span)) in precedence.dialled().iter().enumerate() {
        let before = precedence.dialled().iter().take(index);
        let before = before.map(|(symbols, _, span)| Dialled {
            symbols: symbols.clone(),
            what: format!("the precedence `{symbols}`"),
            span: Some(*span),
        });
        let clash = before
            .collect::<Vec<_>>()
            .into_iter()
            .find(|other| ambiguous(prefix, &other.symbols));
        let clash = clash.as_ref().or_else(|| {
            let mut others = others.iter();
            others.find(|other| ambiguous(prefix, &other.symbols))
        });
        found.extend(clash.map(|other| finding(prefix, *span, other)));
    }
}

/// Whether one begins the other.
fn ambiguous(prefix: &str, other: &str) -> bool {
    prefix.starts_with(other) || other.starts_with(prefix)
}

fn finding(prefix: &str, span: Span, other: &Dialled) -> Diagnostic {
    let message = format!(
        "the precedence prefix `{prefix}` cannot be told from {}",
        other.what
    );
    let finding = Diagnostic::new(&codes::PRECEDENCE_CLASH, span, message).label("which is meant?");
    let finding = match other.span {
        Some(other) => finding.also(other, "dialled alike"),
        None => finding,
    };
    finding.remedy("choose a precedence prefix that begins no number and no prefix of the plan, and that none of them begins")
}

/// Every number, every prefix in every spelling, and the prefixes by which numbers are spelled.
fn everything_else(draft: &Draft<'_>) -> Vec<Dialled> {
    let plan = &draft.plan;
    let one = |symbols: &str, what: String, span| Dialled {
        symbols: symbols.to_owned(),
        what,
        span,
    };
    let stations = plan.stations().iter().map(|station| {
        let what = format!("the station `{}`", station.number());
        one(station.number(), what, Some(station.span()))
    });
    let emergency = plan.emergency().iter().map(|entry| {
        let what = format!("the emergency number `{}`", entry.number());
        one(entry.number(), what, Some(entry.span()))
    });
    let routes = plan.routes().iter().map(|route| route.prefixes());
    let denies = plan.denies().iter().map(|deny| deny.prefixes());
    let prefixes = routes.chain(denies).flatten().flat_map(|(prefix, span)| {
        let spelled = spellings(plan.numbering(), prefix).into_iter();
        spelled.map(move |symbols| one(&symbols, format!("the prefix `{prefix}`"), Some(*span)))
    });
    let numbering = plan.numbering();
    let national = numbering
        .national_prefix()
        .filter(|_| numbering.country_code().is_some());
    let spelling = numbering.international_prefix().into_iter().chain(national);
    let spelling = spelling.map(|prefix| {
        one(
            prefix,
            format!("`{prefix}`, which begins numbers of `numbering`"),
            None,
        )
    });
    stations
        .chain(emergency)
        .chain(prefixes)
        .chain(spelling)
        .filter(|other| !other.symbols.is_empty())
        .collect()
}

/// The ways in which a prefix can be dialled.
fn spellings(numbering: &Numbering, prefix: &str) -> Vec<String> {
    let canonical = canonical(numbering, prefix);
    let mut spellings = Vec::new();
    if let Some(rest) = canonical.strip_prefix('+') {
        let international = numbering.international_prefix();
        spellings.extend(international.map(|prefix| format!("{prefix}{rest}")));
        let home = numbering
            .country_code()
            .and_then(|country| rest.strip_prefix(country));
        let national = numbering.national_prefix().zip(home);
        spellings.extend(national.map(|(prefix, rest)| format!("{prefix}{rest}")));
    }
    spellings.push(canonical.into_owned());
    spellings
}
