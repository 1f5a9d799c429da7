//! Routes that no number is long or short enough for.

use super::draft::Draft;
use super::prefixes::canonical;
use crate::diagnostics::{Diagnostic, codes};

pub(super) fn look(draft: &Draft<'_>, found: &mut Vec<Diagnostic>) {
    for (route, written) in draft.plan.routes().iter().zip(&draft.routes) {
        let most = usize::from(route.max_digits().unwrap_or(u8::MAX));
        if let (Some(min), Some(max)) = (&written.value().min_digits, &written.value().max_digits)
            && min.value() > max.value()
        {
            let message = format!("`minDigits` {} is above `maxDigits` {}", min.value(), max.value());
            found.push(
                Diagnostic::new(&codes::IMPOSSIBLE_DIGITS, min.span(), message)
                    .label("at least this many")
                    .also(max.span(), "at most this many")
                    .remedy("no number is both; correct one of them"),
            );
            continue;
        }
        let digits = |prefix: &str| {
            canonical(draft.plan.numbering(), prefix)
                .trim_start_matches('+')
                .len()
        };
        let too_long = route.prefixes().iter().find(|(prefix, _)| digits(prefix) > most);
        if let Some((prefix, span)) = too_long {
            let message =
                format!("every number with the prefix `{prefix}` has more than `maxDigits` {most} digits");
            found.push(
                Diagnostic::new(&codes::IMPOSSIBLE_DIGITS, *span, message)
                    .label(format!("{} digits", digits(prefix)))
                    .remedy("raise `maxDigits` or remove the prefix; digits are counted in the international form"),
            );
        }
    }
}
