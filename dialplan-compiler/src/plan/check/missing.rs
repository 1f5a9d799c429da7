//! What a plan may leave out, and what that means.

use super::draft::Draft;
use crate::diagnostics::{Code, Diagnostic, codes};
use crate::plan::Numbering;
use crate::settings::Password;
use crate::source::Span;

pub(super) fn look(draft: &Draft<'_>, found: &mut Vec<Diagnostic>) {
    let (settings, plan) = (draft.settings, &draft.plan);
    let server = settings.server.as_ref();
    let server_span = server.map_or(settings.span, |server| server.span().opening());
    let mut missing = |applies: bool, code: &'static Code, span: Span, what: String, remedy: &str| {
        if applies {
            found.push(Diagnostic::new(code, span, what).about("settings").remedy(remedy));
        }
    };
    missing(
        settings.vessel.is_none(),
        &codes::VESSEL_UNNAMED,
        settings.span,
        "the plan does not say which vessel it is for".to_owned(),
        "write `vessel` with a `name`",
    );
    missing(
        settings.stations.is_empty(),
        &codes::NO_STATIONS,
        settings.span,
        "the plan has no `stations`: nobody can register, and nobody can call".to_owned(),
        "write `stations` with the numbers of the phones on board",
    );
    missing(
        settings.inbound.is_empty(),
        &codes::NO_INBOUND,
        settings.span,
        "the plan maps no `inbound` number: calls from trunks are answered with 404".to_owned(),
        "write `inbound` with the trunk's numbers and the stations that take their calls",
    );
    missing(
        settings.numbering.is_none(),
        &codes::NO_NUMBERING,
        settings.span,
        default_numbering(plan.numbering()),
        "write `numbering` with the prefixes that are dialled on board",
    );
    missing(
        server.is_none_or(|server| server.value().crew_networks.is_empty()),
        &codes::NO_CREW_NETWORKS,
        server_span,
        "the plan has no `crewNetworks`: no phone is listened to".to_owned(),
        "write `crewNetworks` in `server` with the networks of the phones",
    );
    missing(
        server.is_none_or(|server| server.value().listen.is_none()),
        &codes::LISTENS_EVERYWHERE,
        server_span,
        format!(
            "without `listen` the exchange listens on every interface (`{}`)",
            plan.server().listen()
        ),
        "write `listen` and `trunkListen` with the addresses of the two sides",
    );
    credentials(draft, found);
}

fn default_numbering(numbering: &Numbering) -> String {
    let prefix = numbering.international_prefix().unwrap_or_default();
    format!(
        "without `numbering`, `{prefix}…` is read as `+…`, and sent so to gateways that want `+`; no national number is known"
    )
}

fn credentials(draft: &Draft<'_>, found: &mut Vec<Diagnostic>) {
    for (gateway, trunk) in draft.plan.gateways().iter().zip(&draft.trunks) {
        let (user, password) = (&trunk.config.username, &trunk.config.password);
        if let Some(password) = password
            && matches!(password.value(), Password::Inline(_))
        {
            let name = gateway.settings().get("credential").map_or("", String::as_str);
            found.push(
                Diagnostic::new(
                    &codes::INLINE_PASSWORD,
                    password.span(),
                    format!("the password of `{}` is written in the settings; it is left out of the plan", gateway.name()),
                )
                .label("whoever reads the settings has it")
                .about(gateway.name())
                .remedy(format!(
                    "write `{{\"credential\": \"{name}\"}}` instead; `dialplan credentials` moves it to a file that the exchange reads"
                )),
            );
        }
        let lonely = match (user, password) {
            (Some(user), None) => Some((user.span(), "a `username` but no `password`")),
            (None, Some(password)) => Some((password.span(), "a `password` but no `username`")),
            _ => None,
        };
        if let Some((span, what)) = lonely {
            found.push(
                Diagnostic::new(
                    &codes::CREDENTIAL_INCOMPLETE,
                    span,
                    format!("`{}` has {what}", gateway.name()),
                )
                .label("alone it answers no challenge")
                .remedy("write both, or neither where the provider knows the trunk by its address"),
            );
        }
    }
}
