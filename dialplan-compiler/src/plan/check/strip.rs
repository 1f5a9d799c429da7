//! `strip` counts dialled symbols: it must remove the same thing from every number of a route.

use super::draft::Draft;
use crate::diagnostics::{Diagnostic, codes};
use crate::plan::Route;
use crate::source::Span;

pub(super) fn look(draft: &Draft<'_>, found: &mut Vec<Diagnostic>) {
    for (route, written) in draft.plan.routes().iter().zip(&draft.routes) {
        let Some(strip) = written.value().strip.as_ref().filter(|_| route.strip() > 0) else {
            continue;
        };
        if let Some(finding) = differs(draft, route, strip.span()).or_else(|| impossible(route, strip.span()))
        {
            found.push(finding);
        }
    }
}

fn differs(draft: &Draft<'_>, route: &Route, strip: Span) -> Option<Diagnostic> {
    let spelled = |prefix: &str| draft.plan.numbering().international(prefix).is_some();
    let (prefix, span, other) = match route.prefixes().iter().find(|(prefix, _)| spelled(prefix)) {
        Some((prefix, span)) => {
            let other = format!("`{prefix}` can be dialled in several spellings of different lengths");
            (prefix, *span, other)
        }
        None => {
            let (first, _) = route.prefixes().first()?;
            let (prefix, span) = route
                .prefixes()
                .iter()
                .find(|(prefix, _)| !alike(route, first, prefix))?;
            (
                prefix,
                *span,
                format!("`{prefix}` and `{first}` lose different parts"),
            )
        }
    };
    let message = format!("`strip` {} in `{}`: {other}", route.strip(), route.name());
    Some(
        Diagnostic::new(&codes::STRIP_DIFFERS, strip, message)
            .label("counts dialled symbols")
            .also(span, format!("the prefix `{prefix}`"))
            .remedy("split the route, one for each strip; for `+` and its spellings use `numberFormat` instead of `strip`"),
    )
}

/// Whether both prefixes lose the same: the same symbols, or all that they have.
fn alike(route: &Route, one: &str, other: &str) -> bool {
    let strip = usize::from(route.strip());
    one.len() == other.len() || matches!((one.get(..strip), other.get(..strip)), (Some(a), Some(b)) if a == b)
}

fn impossible(route: &Route, strip: Span) -> Option<Diagnostic> {
    let least = usize::from(route.min_digits().unwrap_or(0));
    let (prefix, span) = route
        .prefixes()
        .iter()
        .find(|(prefix, _)| usize::from(route.strip()) > prefix.len().max(least))?;
    let message = format!(
        "`strip` {} is more than a number with the prefix `{prefix}` may have",
        route.strip()
    );
    Some(
        Diagnostic::new(&codes::IMPOSSIBLE_STRIP, strip, message)
            .label("strips more than there is")
            .also(*span, "this prefix")
            .remedy("lower `strip`, or raise `minDigits` to at least as many"),
    )
}
