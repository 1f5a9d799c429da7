//! Requests within a dialog: written with the route set (RFC 3261 §12.2.1.1), checked for order (§12.2.2).

use super::Dialog;
use crate::message::{CSeq, HeaderName, MessageWriter, Method, NameAddr};
use crate::uri::Uri;

/// Whether a request came in the order in which it was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "a request out of order is answered with 500"]
pub enum Order {
    /// Its number is higher than any before. Gaps are allowed: a proxy may have refused what is missing.
    Next,
    /// Its number is not higher: answer 500.
    Late,
}

/// Where a request goes and what its Request-URI is.
enum Way<'a> {
    /// Straight to the target.
    Direct,
    /// The first route understands `lr`: the target stays in the Request-URI.
    Loose(Uri<'a>),
    /// It does not: it becomes the Request-URI, and the target the last Route.
    Strict(Uri<'a>),
}

impl Dialog {
    /// Begins a request with the next sequence number: request line, Via, Max-Forwards, Route, From, To, Call-ID and
    /// CSeq. For all methods but ACK and CANCEL.
    pub fn begin_request<'w>(
        &mut self,
        out: &'w mut Vec<u8>,
        method: Method<'_>,
        via: core::fmt::Arguments<'_>,
    ) -> MessageWriter<'w> {
        self.local_sequence = self.local_sequence.saturating_add(1).min(MAX_SEQUENCE);
        self.begin(out, method, self.local_sequence, via)
    }

    /// Begins the ACK to a 2xx to the INVITE with this sequence number (RFC 3261 §13.2.2.4); its branch is new.
    pub fn begin_ack<'w>(
        &self,
        out: &'w mut Vec<u8>,
        invite_sequence: u32,
        via: core::fmt::Arguments<'_>,
    ) -> MessageWriter<'w> {
        self.begin(out, Method::Ack, invite_sequence, via)
    }

    /// Where requests are sent: the first route, or else the remote target.
    #[must_use]
    pub fn next_hop(&self) -> Uri<'_> {
        match self.way() {
            Way::Direct => self.target(),
            Way::Loose(route) | Way::Strict(route) => route,
        }
    }

    /// Checks the order of a request that arrived within the dialog. ACK and CANCEL carry the number of their INVITE
    /// and are always in order.
    pub fn receive_request(&mut self, cseq: CSeq<'_>) -> Order {
        if matches!(cseq.method, Method::Ack | Method::Cancel) {
            return Order::Next;
        }
        if self.remote_sequence.is_some_and(|last| cseq.number <= last) {
            return Order::Late;
        }
        self.remote_sequence = Some(cseq.number);
        Order::Next
    }

    fn way(&self) -> Way<'_> {
        let first = self.routes.first().and_then(|route| NameAddr::parse(route));
        match first {
            None => Way::Direct,
            Some(route) if route.uri.params.has("lr") => Way::Loose(route.uri),
            Some(route) => Way::Strict(route.uri),
        }
    }

    fn begin<'w>(
        &self,
        out: &'w mut Vec<u8>,
        method: Method<'_>,
        sequence: u32,
        via: core::fmt::Arguments<'_>,
    ) -> MessageWriter<'w> {
        let way = self.way();
        let parts = self.texts.parts();
        let (uri, skipped) = match &way {
            Way::Direct | Way::Loose(_) => (parts.target, 0),
            Way::Strict(route) => (without_headers(route), 1),
        };
        let mut writer = MessageWriter::request(out, method, uri);
        writer.header_fmt(HeaderName::Via, via);
        for route in self.routes.iter().skip(skipped) {
            writer.header(HeaderName::Route, route);
        }
        if let Way::Strict(_) = way {
            writer.header_fmt(HeaderName::Route, format_args!("<{}>", parts.target));
        }
        writer.header(HeaderName::MaxForwards, "70");
        writer.header(HeaderName::From, parts.local);
        writer.header(HeaderName::To, parts.remote);
        writer.header(HeaderName::CallId, parts.call_id);
        writer.header_fmt(HeaderName::CSeq, format_args!("{sequence} {method}"));
        writer
    }
}

fn without_headers<'a>(uri: &Uri<'a>) -> &'a str {
    uri.as_str().split('?').next().unwrap_or_default()
}

/// RFC 3261 §8.1.1.5.
const MAX_SEQUENCE: u32 = (1 << 31) - 1;
