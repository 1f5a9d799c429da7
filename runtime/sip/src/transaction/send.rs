//! What the user sends as a client: requests, ACKs to 2xx, CANCELs.

use super::Transactions;
use super::client::{Client, Kind};
use super::event::{Cancelling, ClientId, NotSent, Outgoing};
use super::flow::{Flow, Transmit};
use super::key::write_client;
use crate::message::{Method, Via};
use crate::time::Moment;

impl Transactions {
    /// Sends a request and keeps at it until it is answered or has timed out.
    ///
    /// The request carries a Via with a branch of its own. Its responses come by the listener that sends it.
    ///
    /// # Errors
    ///
    /// [`NotSent`]; then nothing was sent.
    pub fn send_request(
        &mut self,
        now: Moment,
        outgoing: Outgoing,
        request: &[u8],
        out: &mut impl Transmit,
    ) -> Result<ClientId, NotSent> {
        let Outgoing { flow, t1, owner } = outgoing;
        let (method, via) = read_front(request).ok_or(NotSent::Unreadable)?;
        let kind = match method {
            Method::Invite => Kind::Invite,
            Method::Ack => return Err(NotSent::Unreadable),
            _ => Kind::Other,
        };
        if self.clients.is_full() {
            self.counters.overflows += 1;
            return Err(NotSent::Full);
        }
        write_client(&mut self.key, flow.listener, &via, method);
        let hash = self.hash(&self.key);
        let mut client = Client::new(hash, &self.key, kind, flow, owner, t1, now);
        client.start(request, out);
        self.clients.insert(client).map(ClientId).ok_or(NotSent::Full)
    }

    /// Sends the ACK to a 2xx by `flow`, the next hop of its dialog, and keeps it: when a 2xx with this To tag
    /// comes again, the ACK is sent again and the user hears nothing.
    pub fn acknowledge(
        &mut self,
        client: ClientId,
        to_tag: &str,
        flow: Flow,
        ack: &[u8],
        out: &mut impl Transmit,
    ) {
        out.transmit(flow, ack);
        self.clients
            .change(client.0, |client| client.keep_ack(to_tag, flow, ack));
    }

    /// Gives an INVITE up. The transaction stays until its final response has come, at most 64*T1 after the CANCEL.
    ///
    /// `reason` is the value of a Reason header field (RFC 3326), for example `SIP;cause=200`.
    pub fn cancel(
        &mut self,
        now: Moment,
        client: ClientId,
        reason: Option<&str>,
        out: &mut impl Transmit,
    ) -> Cancelling {
        let changed = self
            .clients
            .change(client.0, |client| client.give_up(now, reason));
        let cancelling = changed.map_or(Cancelling::TooLate, |changed| changed.result);
        if cancelling == Cancelling::Sent {
            self.send_wanted_cancel(now, client.0, out);
        }
        cancelling
    }
}

/// Reads the method and the top Via of a request that the user wrote, without looking at the rest.
fn read_front(request: &[u8]) -> Option<(Method<'_>, Via<'_>)> {
    let mut lines = Lines { rest: request };
    let (method, _) = lines.next()?.split_once(' ')?;
    let via = lines.find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let name = name.trim_end();
        (name.eq_ignore_ascii_case("Via") || name.eq_ignore_ascii_case("v")).then_some(value)
    })?;
    let (via, _) = Via::split_from(via)?;
    via.branch()?;
    Some((Method::from_token(method), via))
}

/// The lines of a message up to the empty one.
struct Lines<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Lines<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let end = memchr::memchr(b'\r', self.rest)?;
        let line = self.rest.get(..end).filter(|line| !line.is_empty())?;
        self.rest = self.rest.get(end..)?.strip_prefix(b"\r\n")?;
        core::str::from_utf8(line).ok()
    }
}
