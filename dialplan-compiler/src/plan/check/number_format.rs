//! Numbers that cannot be written in the format that their gateway wants.

use super::draft::Draft;
use crate::diagnostics::{Code, Diagnostic, codes};
use crate::plan::{Gateway, NumberFormat, Numbering, Route, Target};
use crate::source::Span;
use routing_table::E164_DIGITS;

pub(super) fn look(draft: &Draft<'_>, found: &mut Vec<Diagnostic>) {
    for route in draft.plan.routes() {
        found.extend(of_route(draft, route));
    }
    for (entry, written) in draft.plan.emergency().iter().zip(&draft.settings.emergency) {
        for target in entry.targets() {
            let Target::Gateway(gateway, number) = target else {
                continue;
            };
            let Some(gateway) = draft.plan.gateways().get(*gateway) else {
                continue;
            };
            let place = written.value().targets.value().iter().find(|target| {
                target
                    .value()
                    .gateway
                    .as_ref()
                    .is_some_and(|name| name.text() == gateway.name())
            });
            if !in_format(gateway.number_format(), draft.plan.numbering(), number) {
                found.push(not_in_format(
                    gateway,
                    number,
                    place.map_or(entry.span(), |place| place.span()),
                ));
            }
        }
    }
    for inbound in draft.plan.inbound() {
        let Some(gateway) = draft.plan.gateways().get(inbound.gateway()) else {
            continue;
        };
        if !in_format(gateway.number_format(), draft.plan.numbering(), inbound.number()) {
            found.push(not_in_format(gateway, inbound.number(), inbound.span()));
        }
    }
    calling_numbers(draft, found);
}

/// How many of the numbers that begin with some symbols have an international form.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Every,
    Some,
    None,
}

fn of_route(draft: &Draft<'_>, route: &Route) -> Option<Diagnostic> {
    let gateways = route
        .attempts()
        .iter()
        .filter_map(|index| draft.plan.gateways().get(*index));
    let gateway = gateways
        .into_iter()
        .find(|gateway| gateway.number_format() != NumberFormat::AsDialled)?;
    let numbering = draft.plan.numbering();
    let too_long = |prefix: &str| {
        numbering.international(prefix).is_some()
            && route
                .min_digits()
                .is_some_and(|digits| usize::from(digits) > E164_DIGITS)
    };
    let forms = route
        .prefixes()
        .iter()
        .map(|(prefix, span)| (prefix, *span, form(numbering, route, prefix)));
    let worst = forms
        .filter(|(prefix, _, form)| *form != Form::Every || too_long(prefix))
        .min_by_key(|(_, span, form)| (*form == Form::Some, *span));
    let (prefix, span, form) = worst?;
    let (code, how): (&'static Code, &str) = match form {
        Form::Some => (&codes::NUMBER_FORMAT_PARTIAL, "not every number"),
        _ => (&codes::NUMBER_FORMAT_IMPOSSIBLE, "no number"),
    };
    let message = format!(
        "{how} with the prefix `{prefix}` has an international form for the `{}` of `{}`",
        gateway.number_format().name(),
        gateway.name()
    );
    Some(
        Diagnostic::new(code, span, message)
            .label("calls would be refused as an invalid number")
            .about(route.name())
            .remedy("declare `numbering`, `strip` the access code, or `prepend` what makes the number international"),
    )
}

fn form(numbering: &Numbering, route: &Route, prefix: &str) -> Form {
    let rest = prefix.get(usize::from(route.strip())..).unwrap_or("");
    let begin = format!("{}{rest}", route.prepend());
    if numbering.international(&begin).is_some() || begin.is_empty() {
        return Form::Every;
    }
    let national = numbering.country_code().and(numbering.national_prefix());
    let starts = [Some("+"), numbering.international_prefix(), national];
    if starts
        .into_iter()
        .flatten()
        .any(|start| start.starts_with(&begin))
    {
        Form::Some
    } else {
        Form::None
    }
}

/// Whether `number` is written as `format` writes numbers.
fn in_format(format: NumberFormat, numbering: &Numbering, number: &str) -> bool {
    let e164 = |digits: &str| {
        (1..=E164_DIGITS).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && !digits.starts_with('0')
    };
    match format {
        NumberFormat::PlusE164 => number.strip_prefix('+').is_some_and(e164),
        NumberFormat::BareE164 => e164(number),
        NumberFormat::ZeroZeroPrefix => number.strip_prefix("00").is_some_and(e164),
        NumberFormat::National => numbering.international(number).is_some() && !number.starts_with('+'),
        NumberFormat::AsDialled => true,
    }
}

fn not_in_format(gateway: &Gateway, number: &str, span: Span) -> Diagnostic {
    let format = gateway.number_format();
    let example = match format {
        NumberFormat::PlusE164 => "`+442079460000`",
        NumberFormat::BareE164 => "`442079460000`",
        NumberFormat::ZeroZeroPrefix => "`00442079460000`",
        NumberFormat::National => "the national prefix and the number, or `00` and the international number",
        NumberFormat::AsDialled => "any symbols",
    };
    let message = format!(
        "`{number}` is not a `{}` number, as `{}` has them",
        format.name(),
        gateway.name()
    );
    Diagnostic::new(&codes::NUMBER_NOT_IN_FORMAT, span, message)
        .label("in this entry")
        .remedy(format!("write the number in that format, such as {example}"))
}

/// A trunk takes a calling number of 8 to 15 digits after `+`, unless its numbers are opaque.
fn calling_numbers(draft: &Draft<'_>, found: &mut Vec<Diagnostic>) {
    for (gateway, trunk) in draft.plan.gateways().iter().zip(&draft.trunks) {
        let Some(written) = &trunk.config.caller_id_number else {
            continue;
        };
        let digits = written.text().strip_prefix('+').unwrap_or("");
        let good = (8..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        if good || gateway.number_format() == NumberFormat::AsDialled {
            continue;
        }
        let message = format!(
            "`{}` would refuse the calling number `{}`",
            gateway.name(),
            written.text()
        );
        found.push(
            Diagnostic::new(&codes::CALLING_NUMBER_MALFORMED, written.span(), message)
                .label("written here")
                .remedy("write `+` and 8 to 15 digits: a number that the provider has given to this trunk"),
        );
    }
}
