//! `strip` and `prepend` work on dialled symbols: they must do the same to every number of a route, however it
//! is spelled, and remove nothing that a prefix does not name.

use super::draft::Draft;
use super::prefixes::canonical;
use crate::diagnostics::{Diagnostic, codes};
use crate::plan::Route;
use crate::source::Span;

pub(super) fn look(draft: &Draft<'_>, found: &mut Vec<Diagnostic>) {
    for (route, written) in draft.plan.routes().iter().zip(&draft.routes) {
        let written = written.value();
        if let Some(strip) = written.strip.as_ref().filter(|_| route.strip() > 0) {
            found.extend(differs(draft, route, strip.span()).or_else(|| beyond(route, strip.span())));
        } else if let Some(prepend) = written.prepend.as_ref().filter(|_| !route.prepend().is_empty()) {
            found.extend(before_spellings(draft, route, prepend.span()));
        }
    }
}

/// The first prefix of a route that begins an international number, which can be dialled in several ways.
fn spelled<'r>(draft: &Draft<'_>, route: &'r Route) -> Option<&'r (String, Span)> {
    let international = |prefix: &str| canonical(draft.plan.numbering(), prefix).starts_with('+');
    route.prefixes().iter().find(|(prefix, _)| international(prefix))
}

fn differs(draft: &Draft<'_>, route: &Route, strip: Span) -> Option<Diagnostic> {
    let (prefix, span, other) = match spelled(draft, route) {
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

/// Behind a prefix stands whatever is dialled: nobody could say what is sent, nor which denial it meets.
fn beyond(route: &Route, strip: Span) -> Option<Diagnostic> {
    let (prefix, span) = route
        .prefixes()
        .iter()
        .find(|(prefix, _)| usize::from(route.strip()) > prefix.len())?;
    let message = format!(
        "`strip` {} in `{}` reaches behind the prefix `{prefix}`",
        route.strip(),
        route.name()
    );
    Some(
        Diagnostic::new(&codes::STRIP_BEYOND_PREFIX, strip, message)
            .label("would remove whatever is dialled there")
            .also(*span, "this prefix")
            .remedy("lower `strip`, or write the longer prefixes whose symbols it removes"),
    )
}

fn before_spellings(draft: &Draft<'_>, route: &Route, prepend: Span) -> Option<Diagnostic> {
    let (prefix, span) = spelled(draft, route)?;
    let message = format!(
        "`prepend` in `{}`: `{prefix}` can be dialled in several spellings, of which it makes different numbers",
        route.name()
    );
    Some(
        Diagnostic::new(&codes::SPELLINGS_DIFFER, prepend, message)
            .label("stands before what is dialled")
            .also(*span, format!("the prefix `{prefix}`"))
            .remedy(
                "use `numberFormat`, which writes every spelling alike, or an access code that is stripped",
            ),
    )
}
