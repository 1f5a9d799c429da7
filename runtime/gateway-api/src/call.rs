//! Calls as they cross the trait, both ways.

use core::fmt;
use core::net::SocketAddr;

/// What carries SIP to a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Transport {
    /// One message a datagram.
    Udp,
    /// A stream (RFC 3261 §18).
    Tcp,
}

/// Whether a call is an emergency call of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Urgency {
    /// Any other call.
    Ordinary,
    /// An emergency call: taken in any state in which something may carry it.
    Emergency,
}

/// A call that call control wants to send through a gateway.
#[derive(Debug, Clone, Copy)]
pub struct OutboundCall<'a> {
    /// The number to send, complete and in the gateway's format. Opaque: sent as it is.
    pub number: &'a str,
    /// The calling number that the plan gives for an *emergency* call. Never a crew station's own number: for
    /// ordinary calls a gateway shows its configured number and ignores this.
    pub calling_number: Option<&'a str>,
    /// A name to show to kinds whose far side is on board (radio); a trunk never shows it.
    pub calling_name: Option<&'a str>,
    /// Emergency calls are composed in any state.
    pub urgency: Urgency,
}

/// The parts of an INVITE that a gateway decides. Call control adds the dialog, the Contact and the session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invite {
    /// The Request-URI, e.g. `sip:+4420…@trunk.example.com`.
    pub request_uri: String,
    /// The From header field's value without a tag.
    pub from: String,
    /// The To header field's value.
    pub to: String,
    /// Identity header fields, name and value.
    pub header_fields: Vec<(&'static str, String)>,
    /// Where to send it, best first, at least one; they are addresses of the plan or within its networks.
    pub targets: Vec<SocketAddr>,
    /// What carries it.
    pub transport: Transport,
}

/// Why a gateway does not compose a call now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CallRefused {
    /// Its state does not admit this call.
    NotAdmitted,
    /// It has no address to send to.
    NoTarget,
    /// The number holds characters that no SIP URI of this gateway can carry.
    Number,
}

impl fmt::Display for CallRefused {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            CallRefused::NotAdmitted => "the gateway's state does not admit the call",
            CallRefused::NoTarget => "the gateway has no address to send to",
            CallRefused::Number => "the number cannot be sent",
        })
    }
}

impl core::error::Error for CallRefused {}

/// What a gateway needs of an inbound INVITE: user parts as on the wire, escapes and separators included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct InboundInvite<'a> {
    /// User part of the Request-URI.
    pub request_user: Option<&'a str>,
    /// User part of the To URI.
    pub to_user: Option<&'a str>,
    /// User part of the From URI.
    pub from_user: Option<&'a str>,
    /// User part (or `tel:` number) of the first P-Asserted-Identity URI (RFC 3325 §9.1).
    pub asserted_user: Option<&'a str>,
}

/// What a gateway read from an inbound INVITE.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboundCall {
    /// The called number as on the wire; the dial plan's inbound map normalises it.
    pub called: String,
    /// The calling number without visual separators; `None` when it is withheld or no number.
    pub calling: Option<String>,
}
