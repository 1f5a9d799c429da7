//! Ports of the exchange: no two uses of one, and enough for media.

use routing_table::MediaRoom;

use super::draft::Draft;
use crate::diagnostics::{Diagnostic, codes};
use crate::plan::Server;
use crate::source::Span;

pub(super) fn look(draft: &Draft<'_>, found: &mut Vec<Diagnostic>) {
    let server = draft.plan.server();
    let written = draft.settings.server.as_ref();
    let place = written.map_or(draft.settings.span, |server| server.span());
    let written = written.map(|server| server.value());
    let one_interface = server.listen() == server.trunk_listen()
        || server.listen().is_unspecified()
        || server.trunk_listen().is_unspecified();
    if server.sip_port() == server.trunk_port() && one_interface {
        let span = written
            .and_then(|server| server.trunk_port.as_ref())
            .map_or(place, |port| port.span());
        found.push(collision(
            span,
            format!("crew and trunk side would both use port {}", server.sip_port()),
        ));
    }
    let media = written
        .and_then(|server| server.media_ports.as_ref())
        .map_or(place, |ports| ports.span());
    let (first, last) = server.media_ports();
    for (port, side) in [
        (server.sip_port(), "crew side"),
        (server.trunk_port(), "trunk side"),
    ] {
        if (first..=last).contains(&port) {
            found.push(collision(
                media,
                format!("the media ports {first} to {last} hold the port {port} of the {side}"),
            ));
        }
    }
    found.extend(too_few(server, media));
}

fn collision(span: Span, message: String) -> Diagnostic {
    Diagnostic::new(&codes::PORTS_COLLIDE, span, message)
        .label("written here")
        .remedy("choose ports that do not meet: crew side 5060, trunk side 5080 and media from 20000 are the defaults")
}

/// Calls that need not be emergency calls must leave the media ports that are kept for these.
fn too_few(server: &Server, span: Span) -> Option<Diagnostic> {
    let (first, last) = server.media_ports();
    let calls = server.calls()?;
    let room = MediaRoom::of(first, last);
    (calls > room.routine()).then(|| {
        let message = format!(
            "the media ports carry {} calls beside the {} that are kept for emergency calls, but {calls} are admitted",
            room.routine(),
            room.kept
        );
        Diagnostic::new(&codes::TOO_FEW_MEDIA_PORTS, span, message)
            .label(format!("{first} to {last}"))
            .about("server")
            .remedy(format!(
                "a call needs {} ports: widen `mediaPorts` or lower `calls`",
                MediaRoom::PORTS_A_CALL
            ))
    })
}
