//! One end of a call: its dialog, the way to its peer, and what binds that peer.

use core::net::{IpAddr, SocketAddr};

use sip::dialog::{Dialog, DialogId, NoDialog};
use sip::message::{HeaderName, Message, MessageWriter, Method};
use sip::transaction::{Branch, Connection, Flow, Transport};
use sip::uri::Uri;

use crate::access::Permitted;
use crate::counters::{Counter, Counters};
use crate::side::Side;
use crate::tag::Tag;
use crate::turn::{Core, Incoming};

/// One end of a call.
pub(super) struct End {
    pub(super) dialog: Dialog,
    flow: Flow,
    pub(super) permitted: Permitted,
}

impl End {
    /// The caller's end, from its INVITE; `None` when it has no Contact.
    pub(super) fn caller(incoming: &Incoming<'_>, tag: &Tag) -> Option<End> {
        let dialog = Dialog::as_server(incoming.message, tag.as_str()).ok()?;
        Some(End {
            dialog,
            flow: incoming.flow,
            permitted: incoming.permitted,
        })
    }

    /// The called end, from a 2xx to our INVITE: it holds all that the INVITE said.
    pub(super) fn called(response: &Message<'_>, flow: Flow, permitted: Permitted) -> Result<End, NoDialog> {
        Ok(End {
            dialog: Dialog::confirmed(response)?,
            flow,
            permitted,
        })
    }

    pub(super) fn side(&self) -> Side {
        Side::of(self.flow)
    }

    pub(super) fn flow(&self) -> Flow {
        self.flow
    }

    /// Whether a request within a call is this end's: it names the dialog, and comes from this end's peer.
    pub(super) fn sent(&self, incoming: &Incoming<'_>, counters: &mut Counters) -> bool {
        if self.dialog.id() != DialogId::of_request(incoming.message) {
            return false;
        }
        let same_peer = self
            .permitted
            .is_peer(self.flow, incoming.permitted, incoming.flow);
        if !same_peer {
            counters.count(Counter::WrongPeer);
        }
        same_peer
    }

    /// A station that speaks again may do so by another connection or port: follow it.
    pub(super) fn follow(&mut self, flow: Flow) {
        if self.permitted == Permitted::Crew {
            self.flow = flow;
        }
    }

    pub(super) fn forget_connection(&mut self, connection: Connection) {
        if self.flow.connection == Some(connection) {
            self.flow.connection = None;
        }
    }

    /// Where the next request goes. A station is where it spoke last. A trunk's route set is followed, but only to
    /// addresses in its gateway's list; otherwise the request goes where the dialog was made, which is permitted.
    pub(super) fn next_flow(&self, core: &mut Core) -> Flow {
        let Permitted::Gateway(_) = self.permitted else {
            return self.flow;
        };
        let hop = self.dialog.next_hop();
        let Some(ip) = hop.host.ip().map(|ip| ip.to_canonical()) else {
            return self.flow;
        };
        if !self.permitted.may_be_reached_at(&core.table, ip) {
            core.counters.count(Counter::NextHopDenied);
            return self.flow;
        }
        self.flow_to(ip, &hop)
    }

    fn flow_to(&self, ip: IpAddr, hop: &Uri<'_>) -> Flow {
        let transport = match hop.params.get("transport") {
            Some(name) if name.eq_ignore_ascii_case("tcp") => Transport::Tcp,
            Some(name) if name.eq_ignore_ascii_case("udp") => Transport::Udp,
            _ => self.flow.transport,
        };
        let peer = SocketAddr::new(ip, hop.port.unwrap_or(DEFAULT_PORT));
        if (peer, transport) == (self.flow.peer, self.flow.transport) {
            return self.flow;
        }
        Flow {
            listener: self.flow.listener,
            transport,
            connection: None,
            peer,
        }
    }

    /// Begins a request within the dialog in `core.message`; the caller adds what it needs and finishes it.
    pub(super) fn begin<'c>(
        &mut self,
        core: &'c mut Core,
        method: Method<'_>,
        flow: Flow,
    ) -> MessageWriter<'c> {
        let Core {
            message,
            locals,
            random,
            ..
        } = core;
        let branch = Branch::new(&mut **random);
        let (transport, sent_by) = (flow.transport.as_str(), locals.sent_by(Side::of(flow)));
        let via = format_args!("SIP/2.0/{transport} {sent_by};branch={branch};rport");
        message.clear();
        let mut writer = self.dialog.begin_request(message, method, via);
        if matches!(method, Method::Invite) {
            writer.header(HeaderName::Contact, locals.contact(flow));
        }
        writer
    }

    /// Begins the ACK to the 2xx of the INVITE with this sequence number.
    pub(super) fn begin_ack<'c>(&self, core: &'c mut Core, flow: Flow, cseq: u32) -> MessageWriter<'c> {
        let Core {
            message,
            locals,
            random,
            ..
        } = core;
        let branch = Branch::new(&mut **random);
        let (transport, sent_by) = (flow.transport.as_str(), locals.sent_by(Side::of(flow)));
        message.clear();
        self.dialog.begin_ack(
            message,
            cseq,
            format_args!("SIP/2.0/{transport} {sent_by};branch={branch};rport"),
        )
    }
}

/// RFC 3261 §19.1.2.
const DEFAULT_PORT: u16 = 5060;
