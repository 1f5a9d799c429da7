//! The gateways that routes with `plugin` define.

use super::draft::Trunk;
use super::names::Names;
use super::network::Written;
use super::read_server::limit;
use super::read_stations::duplicate_name;
use super::{codec_names, read_profiles as profiles, text, trunk_settings};
use crate::catalogue::{Catalogue, Kind, Profile};
use crate::diagnostics::{Diagnostic, codes};
use crate::plan::{AccessList, Gateway, Limits, NumberFormat};
use crate::settings::{self, Password, Route, Settings, Spanned, TrunkConfig};
use crate::source::Span;
use std::collections::BTreeMap;

/// What the routes with `plugin` define.
#[derive(Default)]
pub(super) struct Gateways<'a> {
    pub(super) gateways: Vec<Gateway>,
    /// Beside `gateways`, entry by entry.
    pub(super) trunks: Vec<Trunk<'a>>,
    pub(super) dropped_secrets: Vec<String>,
}

pub(super) fn read<'a>(
    settings: &'a Settings,
    catalogue: &'a Catalogue,
    names: &mut Names,
    found: &mut Vec<Diagnostic>,
) -> Gateways<'a> {
    let mut read = Gateways::default();
    let mut taken: BTreeMap<String, Span> = BTreeMap::new();
    for route in settings.routes() {
        let name = route_name(route, catalogue);
        let place = route.value().name.as_ref().or(route.value().plugin.as_ref());
        if let (Some(name), Some(place)) = (&name, place) {
            match taken.get(name) {
                Some(first) => found.push(duplicate_name(
                    &Spanned::new(name.clone(), place.span()),
                    "route",
                    *first,
                )),
                None => {
                    taken.insert(name.clone(), place.span());
                }
            }
        }
        if let Some(written) = &route.value().name {
            text::name(written, "name", found);
        }
        let (Some(plugin), Some(name)) = (&route.value().plugin, name) else {
            needs_plugin(route.value(), found);
            continue;
        };
        match (catalogue.plugin(plugin.text()), &route.value().config) {
            (Some(known), Some(config)) => {
                names.add_gateway(&name, Some(read.gateways.len()), route.span());
                read.add(settings, name, route, config, known, found);
            }
            (known, config) => {
                if let Some(config) = config {
                    // Nobody will use them, but what is wrong with them should be known at once.
                    access_list(
                        &config.value().signalling_access,
                        config,
                        "signallingAccess",
                        found,
                    );
                    access_list(&config.value().media_access, config, "mediaAccess", found);
                    text::host(&config.value().trunk_host, "trunkHost", found);
                }
                names.add_gateway(&name, None, route.span());
                if known.is_none() {
                    found.push(unknown_plugin(plugin, catalogue));
                }
                if config.is_none() {
                    found.push(no_config(route));
                }
            }
        }
    }
    read
}

/// The name of a route, and of the gateway that it defines.
pub(super) fn route_name(route: &Spanned<Route>, catalogue: &Catalogue) -> Option<String> {
    let written = route.value();
    let plugin = || written.plugin.as_ref().map(|plugin| plugin.value().clone());
    written
        .gateway_name(catalogue)
        .or_else(|| written.name.as_ref().map(|name| name.value().clone()))
        .or_else(plugin)
}

impl<'a> Gateways<'a> {
    fn add(
        &mut self,
        settings: &Settings,
        name: String,
        route: &'a Spanned<Route>,
        config: &'a Spanned<TrunkConfig>,
        (kind, profile): (&'a Kind, &'a Profile),
        found: &mut Vec<Diagnostic>,
    ) {
        let written = config.value();
        let (signalling, signalling_access) =
            access_list(&written.signalling_access, config, "signallingAccess", found);
        let (media, media_access) = access_list(&written.media_access, config, "mediaAccess", found);
        let number_format = number_format(route.value(), profile, found);
        if matches!(
            written.password.as_ref().map(|password| password.value()),
            Some(Password::Inline(_))
        ) {
            self.dropped_secrets.push(name.clone());
        }
        self.gateways.push(Gateway {
            kind: kind.name().to_owned(),
            profile: profile.name().to_owned(),
            number_format,
            radiates: profiles::radiates(settings, route, &name, found),
            limits: limits(route.value(), profile, found),
            codecs: match &written.codecs {
                Some(list) => codec_names::read(list.value(), found),
                None => codec_names::with_events(profile.codecs().to_vec()),
            },
            settings: trunk_settings::read(&name, route.value(), written, profile, &signalling, found),
            signalling: signalling_access,
            media: media_access,
            span: route.span(),
            name,
        });
        self.trunks.push(Trunk {
            route,
            config: written,
            profile,
            signalling,
            media,
        });
    }
}

fn access_list(
    own: &Option<Spanned<settings::AccessList>>,
    config: &Spanned<TrunkConfig>,
    key: &str,
    found: &mut Vec<Diagnostic>,
) -> (Written, AccessList) {
    let (list, source, reviewed) = match (own, &config.value().allowed_ips) {
        (Some(own), _) => (
            Some(&own.value().networks),
            own.value().source.as_ref(),
            own.value().reviewed.as_ref(),
        ),
        (None, allowed) => (allowed.as_ref(), None, None),
    };
    let Some(list) = list else {
        let message = format!("`config` has neither `{key}` nor `allowedIps`");
        found.push(empty(config.span().opening(), message));
        return (
            Written {
                networks: Vec::new(),
                span: config.span(),
            },
            AccessList::default(),
        );
    };
    if list.value().is_empty() {
        found.push(empty(
            list.span(),
            format!("the access list for `{key}` permits nobody"),
        ));
    }
    let written = read_once(list, own.is_some() || key == "signallingAccess", found);
    let access = AccessList {
        networks: written.plain(),
        source: source.map(|source| text::free(source, "source", found)),
        reviewed: reviewed.map(|day| text::day(day, found)),
    };
    (written, access)
}

/// `allowedIps` serves two lists; its faults are reported for the first only.
fn read_once(list: &Spanned<Vec<Spanned<String>>>, report: bool, found: &mut Vec<Diagnostic>) -> Written {
    let mut faults = Vec::new();
    let written = Written::read(list.value(), list.span(), &mut faults);
    if report {
        found.append(&mut faults);
    }
    written
}

fn empty(span: Span, message: String) -> Diagnostic {
    Diagnostic::new(&codes::EMPTY_ACCESS_LIST, span, message)
        .label("no network is permitted")
        .remedy("write the networks from which the provider speaks: an empty list permits nobody, never everybody")
}

fn number_format(route: &Route, profile: &Profile, found: &mut Vec<Diagnostic>) -> NumberFormat {
    let Some(written) = &route.number_format else {
        return profile.number_format();
    };
    let formats = NumberFormat::ALL.map(|format| (format.name(), format));
    let format = text::word(written, "numberFormat", &formats, found).unwrap_or(profile.number_format());
    if !profile.number_formats().contains(&format) {
        let taken: Vec<String> = profile
            .number_formats()
            .iter()
            .map(|format| format!("`{}`", format.name()))
            .collect();
        let message = format!(
            "{} does not take `{}` numbers",
            profile.description(),
            format.name()
        );
        found.push(
            Diagnostic::new(&codes::NUMBER_FORMAT_REFUSED, written.span(), message)
                .label("written here")
                .remedy(format!("it takes: {}", taken.join(", "))),
        );
    }
    format
}

fn limits(route: &Route, profile: &Profile, found: &mut Vec<Diagnostic>) -> Limits {
    let Some(written) = route.limits.as_ref().map(|limits| limits.value()) else {
        return Limits {
            calls_per_second: profile.calls_per_second(),
            ..Limits::default()
        };
    };
    Limits {
        calls: limit(&written.calls, "calls", found),
        calls_per_second: limit(&written.calls_per_second, "callsPerSecond", found)
            .or(profile.calls_per_second()),
        reserved_for_emergency: written
            .reserved_for_emergency
            .as_ref()
            .map_or(0, |reserved| *reserved.value()),
    }
}

fn needs_plugin(route: &Route, found: &mut Vec<Diagnostic>) {
    let keys = [
        ("numberFormat", route.number_format.as_ref().map(Spanned::span)),
        ("radiates", route.radiates.as_ref().map(Spanned::span)),
        ("limits", route.limits.as_ref().map(Spanned::span)),
        ("health", route.health.as_ref().map(Spanned::span)),
        ("config", route.config.as_ref().map(Spanned::span)),
    ];
    for (key, span) in keys {
        let Some(span) = span else { continue };
        found.push(
            Diagnostic::new(
                &codes::KEY_NEEDS_PLUGIN,
                span,
                format!("`{key}` stands on a route without `plugin`"),
            )
            .label("belongs to a gateway")
            .remedy("write it on the route whose `plugin` defines the gateway, or write `plugin` here"),
        );
    }
}

fn unknown_plugin(plugin: &Spanned<String>, catalogue: &Catalogue) -> Diagnostic {
    Diagnostic::new(
        &codes::UNKNOWN_PLUGIN,
        plugin.span(),
        format!("no gateway kind goes by `{}`", plugin.text()),
    )
    .label("unknown")
    .remedy(text::choose(plugin.text(), &catalogue.plugins(), "plugins"))
}

fn no_config(route: &Spanned<Route>) -> Diagnostic {
    Diagnostic::new(
        &codes::MISSING_KEY,
        route.span().opening(),
        "`route` has a `plugin` but no `config`",
    )
    .label("in this object")
    .remedy("write `\"config\": …` with the trunk behind the gateway")
}
