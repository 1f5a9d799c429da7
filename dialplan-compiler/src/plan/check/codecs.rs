//! Codecs: what the provider takes, and what stations and gateway share (nothing is transcoded).

use super::draft::{Draft, Trunk};
use crate::diagnostics::{Diagnostic, codes};
use crate::plan::{Codec, Gateway};

pub(super) fn look(draft: &Draft<'_>, found: &mut Vec<Diagnostic>) {
    let stations: Vec<Codec> = audio(draft.plan.server().codecs()).collect();
    for (gateway, trunk) in draft.plan.gateways().iter().zip(&draft.trunks) {
        not_taken(gateway, trunk, found);
        if !audio(gateway.codecs()).any(|codec| stations.contains(&codec)) {
            found.push(none_shared(draft, gateway, trunk, &stations));
        }
    }
}

fn audio(codecs: &[Codec]) -> impl Iterator<Item = Codec> {
    codecs
        .iter()
        .copied()
        .filter(|codec| *codec != Codec::TelephoneEvent)
}

fn not_taken(gateway: &Gateway, trunk: &Trunk<'_>, found: &mut Vec<Diagnostic>) {
    let written = trunk.config.codecs.as_ref().map_or(&[][..], |list| list.value());
    for name in written {
        let Some(codec) = Codec::from_name(name.text()).filter(|codec| *codec != Codec::TelephoneEvent)
        else {
            continue;
        };
        if trunk.profile.codecs().contains(&codec) {
            continue;
        }
        let message = format!(
            "{} does not take the codec `{}`",
            trunk.profile.description(),
            name.text()
        );
        found.push(
            Diagnostic::new(&codes::CODEC_NOT_TAKEN, name.span(), message)
                .label("written here")
                .about(gateway.name())
                .remedy(format!("it takes: {}", names(trunk.profile.codecs()))),
        );
    }
}

fn none_shared(draft: &Draft<'_>, gateway: &Gateway, trunk: &Trunk<'_>, stations: &[Codec]) -> Diagnostic {
    let span = trunk
        .config
        .codecs
        .as_ref()
        .map_or(trunk.route.span(), |list| list.span());
    let message = format!("stations and `{}` share no codec", gateway.name());
    let finding = Diagnostic::new(&codes::NO_COMMON_CODEC, span, message).label("the gateway's codecs");
    let server = draft
        .settings
        .server
        .as_ref()
        .and_then(|server| server.value().codecs.as_ref());
    let finding = match server {
        Some(list) => finding.also(list.span(), "the stations' codecs"),
        None => finding,
    };
    finding.remedy(format!(
        "nothing is transcoded: name a codec that both have; the stations have: {}",
        names(stations)
    ))
}

fn names(codecs: &[Codec]) -> String {
    codecs
        .iter()
        .map(|codec| format!("`{}`", codec.name()))
        .collect::<Vec<_>>()
        .join(", ")
}
