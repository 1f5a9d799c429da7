//! Routes and denied prefixes into the plan.

use super::names::Names;
use super::prefixes::MOST_ATTEMPTS;
use super::read_gateways::route_name;
use super::{symbols, text};
use crate::catalogue::Catalogue;
use crate::diagnostics::{Diagnostic, codes};
use crate::plan::{Deny, Route};
use crate::settings::{self, Settings, Spanned};
use crate::source::Span;

/// The routes that have prefixes, and beside them the settings that wrote them.
pub(super) fn read<'a>(
    settings: &'a Settings,
    catalogue: &Catalogue,
    names: &Names,
    found: &mut Vec<Diagnostic>,
) -> (Vec<Route>, Vec<&'a Spanned<settings::Route>>) {
    let mut routes = Vec::new();
    let mut written = Vec::new();
    for route in settings.routes() {
        let name = route_name(route, catalogue);
        if name.is_none() {
            found.push(no_name(route));
        }
        let Some(prefixes) = prefixes(route, catalogue, found) else {
            continue;
        };
        routes.push(read_one(route, name.unwrap_or_default(), prefixes, names, found));
        written.push(route);
    }
    (routes, written)
}

pub(super) fn denies(settings: &Settings, found: &mut Vec<Diagnostic>) -> Vec<Deny> {
    let mut denies = Vec::with_capacity(settings.deny.len());
    for deny in &settings.deny {
        denies.push(Deny {
            prefixes: read_prefixes(&deny.value().prefixes, found),
            reason: text::reason(&deny.value().reason, "deny", found),
            span: deny.span(),
        });
    }
    denies
}

fn read_one(
    route: &Spanned<settings::Route>,
    name: String,
    prefixes: Vec<(String, Span)>,
    names: &Names,
    found: &mut Vec<Diagnostic>,
) -> Route {
    let written = route.value();
    let mut small = |value: &Option<Spanned<u32>>, key: &str, least: u32| {
        value
            .as_ref()
            .map(|value| u8::try_from(text::within(value, key, least..=LONGEST, found)).unwrap_or(u8::MAX))
    };
    let strip = small(&written.strip, "strip", 0).unwrap_or(0);
    let min_digits = small(&written.min_digits, "minDigits", 1);
    let max_digits = small(&written.max_digits, "maxDigits", 1);
    Route {
        name,
        prefixes,
        attempts: attempts(route, names, found),
        order: written.order.as_ref().map(|order| *order.value()),
        strip,
        prepend: written
            .prepend
            .as_ref()
            .map(|symbols| symbols::prepend(symbols, found))
            .unwrap_or_default(),
        min_digits,
        max_digits,
        classes: written.classes.as_ref().map(|classes| {
            classes
                .value()
                .iter()
                .filter_map(|class| names.class(class, found))
                .collect()
        }),
        overrides_deny: written
            .overrides_deny
            .as_ref()
            .map(|why| text::reason(why, "overridesDeny", found)),
        span: route.span(),
    }
}

/// `None` for a route that only defines a gateway.
fn prefixes(
    route: &Spanned<settings::Route>,
    catalogue: &Catalogue,
    found: &mut Vec<Diagnostic>,
) -> Option<Vec<(String, Span)>> {
    let written = route.value();
    if let Some(list) = &written.prefixes {
        let read = read_prefixes(list.value(), found);
        return (!list.value().is_empty()).then_some(read);
    }
    let defaults = written
        .plugin
        .as_ref()
        .and_then(|plugin| catalogue.plugin(plugin.text()));
    let defaults: Vec<_> = defaults
        .map(|(_, profile)| {
            profile
                .default_prefixes()
                .iter()
                .map(|prefix| (prefix.clone(), route.span()))
                .collect()
        })
        .unwrap_or_default();
    if !defaults.is_empty() {
        return Some(defaults);
    }
    if written.plugin.is_none() || routes_something(written) {
        found.push(
            Diagnostic::new(&codes::MISSING_KEY, route.span().opening(), "`route` has no `prefixes`")
                .label("in this object")
                .remedy("write `\"prefixes\": […]`; only a route that defines a gateway and nothing else may leave them out"),
        );
    }
    None
}

fn routes_something(route: &settings::Route) -> bool {
    route.attempts.is_some()
        || route.order.is_some()
        || route.strip.is_some()
        || route.prepend.is_some()
        || route.min_digits.is_some()
        || route.max_digits.is_some()
        || route.classes.is_some()
        || route.overrides_deny.is_some()
}

fn read_prefixes(list: &[Spanned<String>], found: &mut Vec<Diagnostic>) -> Vec<(String, Span)> {
    list.iter()
        .filter_map(|prefix| Some((symbols::prefix(prefix, found)?, prefix.span())))
        .collect()
}

fn attempts(route: &Spanned<settings::Route>, names: &Names, found: &mut Vec<Diagnostic>) -> Vec<usize> {
    let written = route.value();
    let Some(list) = &written.attempts else {
        return own_gateway(route, names, found);
    };
    text::at_most(list, "attempts", MOST_ATTEMPTS, found);
    if list.value().is_empty() {
        found.push(no_attempt(list.span(), "`attempts` names no gateway"));
    }
    let mut attempts = Vec::new();
    for gateway in list.value() {
        let Some(index) = names.gateway(gateway, found) else {
            continue;
        };
        if attempts.contains(&index) {
            found.push(
                Diagnostic::new(
                    &codes::REPEATED_ATTEMPT,
                    gateway.span(),
                    format!("`{}` is tried twice", gateway.text()),
                )
                .label("again here")
                .about(gateway.text())
                .remedy("name each gateway once: its addresses are tried within one attempt"),
            );
        }
        attempts.push(index);
    }
    attempts
}

fn own_gateway(route: &Spanned<settings::Route>, names: &Names, found: &mut Vec<Diagnostic>) -> Vec<usize> {
    let written = route.value();
    if written.plugin.is_none() {
        found.push(no_attempt(
            route.span().opening(),
            "`route` has neither `plugin` nor `attempts`",
        ));
        return Vec::new();
    }
    names.own_gateway(route.span()).into_iter().collect()
}

fn no_attempt(span: Span, message: &str) -> Diagnostic {
    Diagnostic::new(&codes::NO_ATTEMPT, span, message)
        .label("calls would go nowhere")
        .remedy("name at least one gateway in `attempts`; to bar a prefix write it in `deny`")
}

fn no_name(route: &Spanned<settings::Route>) -> Diagnostic {
    Diagnostic::new(
        &codes::MISSING_KEY,
        route.span().opening(),
        "`route` has no `name`",
    )
    .label("in this object")
    .remedy("write `\"name\": …`: a route without `plugin` has no name of its own")
}

const LONGEST: u32 = 64;
