//! SIP messages read in place and written into reusable buffers (RFC 3261 §7, §20, §25).
//!
//! [`parse`] checks a whole message once: its lines, every header field that steers a transaction or a dialog,
//! and the length of its body. What it returns cannot be malformed, so the accessors of [`Message`] neither fail
//! nor panic. Nothing is copied and nothing allocated; a message holds at most [`MAX_FIELDS`] header fields in
//! [`MAX_BYTES`] bytes. What it refuses comes back as [`Rejected`]: dropped, or answered statelessly.
//!
//! ```
//! use sip::message::{HeaderName, MessageWriter, Method, Rejected, parse};
//!
//! let datagram = b"OPTIONS sip:ship.example SIP/2.0\r\n\
//!     Via: SIP/2.0/UDP 192.0.2.7:5060;branch=z9hG4bK77;rport\r\n\
//!     Max-Forwards: 70\r\n\
//!     From: \"Bridge\" <sip:101@ship.example>;tag=a1\r\n\
//!     To: <sip:ship.example>\r\n\
//!     Call-ID: 9@192.0.2.7\r\n\
//!     CSeq: 4 OPTIONS\r\n\
//!     Content-Length: 0\r\n\r\n";
//! let source = "192.0.2.7:6000".parse().unwrap();
//! let mut answer = Vec::new(); // reused from message to message
//! match parse(datagram) {
//!     Ok(request) => {
//!         assert!(request.is_request());
//!         assert_eq!(request.method(), Method::Options);
//!         assert_eq!(request.via_top().branch(), Some("z9hG4bK77"));
//!         assert_eq!(request.from().uri.user, Some("101"));
//!         assert_eq!(request.from().tag(), Some("a1"));
//!         assert_eq!(request.header("x-trace"), None);
//!         let mut writer = MessageWriter::response(&mut answer, &request, 200, Some("t1"), Some(source));
//!         writer.header(HeaderName::Allow, "INVITE, ACK, CANCEL, BYE, OPTIONS");
//!         writer.finish().unwrap();
//!     }
//!     Err(Rejected::Reply(refusal)) => refusal.write_response(&mut answer, "t1", source),
//!     Err(Rejected::Drop(_fault)) => {} // count it
//! }
//! assert!(answer.starts_with(
//!     b"SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.0.2.7:5060;branch=z9hG4bK77;rport=6000;received=192.0.2.7\r\n"
//! ));
//! ```

mod body_part;
mod fields;
pub(crate) mod grammar;
mod header_name;
pub(crate) mod lines;
mod list;
mod method;
mod name_addr;
mod params;
mod parse;
mod refusal;
mod rejected;
mod scalar;
mod status;
mod via;
mod write;

pub use body_part::{BodyPart, Parts};
pub use fields::{MAX_BYTES, MAX_FIELDS};
pub use header_name::{HeaderName, Name};
pub use method::Method;
pub use name_addr::NameAddr;
pub use params::{Param, Params};
pub use parse::parse;
pub use refusal::Refusal;
pub use rejected::{Fault, Rejected};
pub use scalar::CSeq;
pub use status::reason_phrase;
pub use via::{Rport, Transport, Via};
pub use write::{MessageWriter, WriteError};

use crate::uri::Uri;
use fields::Fields;

/// A checked message; everything in it borrows from the bytes it was read from.
///
/// Header field values are given as written, without the white space around them. A folded value keeps its
/// folds (CR LF and the white space after it): typed accessors read them as white space, [`MessageWriter`]
/// writes them as one space.
#[derive(Debug)]
pub struct Message<'a> {
    start: StartLine<'a>,
    fields: Fields<'a>,
    via: Via<'a>,
    from: NameAddr<'a>,
    to: NameAddr<'a>,
    call_id: &'a str,
    cseq: CSeq<'a>,
    max_forwards: Option<u8>,
    body: &'a [u8],
}

/// The first line of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StartLine<'a> {
    /// `Method SP Request-URI SP SIP-Version`.
    Request {
        /// The method, equal to that of CSeq.
        method: Method<'a>,
        /// The Request-URI, without header fields.
        uri: Uri<'a>,
    },
    /// `SIP-Version SP Status-Code SP Reason-Phrase`.
    Response {
        /// 100 to 699.
        status: u16,
        /// Possibly empty.
        reason: &'a str,
    },
}

impl<'a> Message<'a> {
    /// The first line.
    pub fn start_line(&self) -> StartLine<'a> {
        self.start
    }

    /// Whether this is a request.
    pub fn is_request(&self) -> bool {
        matches!(self.start, StartLine::Request { .. })
    }

    /// The method of a request; of a response, the one in its CSeq.
    pub fn method(&self) -> Method<'a> {
        self.cseq.method
    }

    /// The Request-URI; [`Uri::EMPTY`] for a response.
    pub fn request_uri(&self) -> Uri<'a> {
        match self.start {
            StartLine::Request { uri, .. } => uri,
            StartLine::Response { .. } => Uri::EMPTY,
        }
    }

    /// The status of a response, 100 to 699; 0 for a request.
    pub fn status(&self) -> u16 {
        match self.start {
            StartLine::Request { .. } => 0,
            StartLine::Response { status, .. } => status,
        }
    }

    /// The reason phrase of a response; empty for a request.
    pub fn reason(&self) -> &'a str {
        match self.start {
            StartLine::Request { .. } => "",
            StartLine::Response { reason, .. } => reason,
        }
    }

    /// The topmost Via value.
    pub fn via_top(&self) -> Via<'a> {
        self.via
    }

    /// All Via values, topmost first.
    pub fn vias(&self) -> impl Iterator<Item = Via<'a>> + '_ {
        list::elements(self.headers(HeaderName::Via), Via::split_from)
    }

    /// From.
    pub fn from(&self) -> NameAddr<'a> {
        self.from
    }

    /// To.
    pub fn to(&self) -> NameAddr<'a> {
        self.to
    }

    /// Call-ID: visible ASCII, never empty; compares byte by byte.
    pub fn call_id(&self) -> &'a str {
        self.call_id
    }

    /// CSeq.
    pub fn cseq(&self) -> CSeq<'a> {
        self.cseq
    }

    /// Max-Forwards; `None` if absent, which RFC 3261 §16.3 treats as no limit.
    pub fn max_forwards(&self) -> Option<u8> {
        self.max_forwards
    }

    /// All Contact addresses in order; none when the Contact is `*`.
    pub fn contacts(&self) -> impl Iterator<Item = NameAddr<'a>> + '_ {
        list::elements(self.headers(HeaderName::Contact), NameAddr::split_from)
    }

    /// Whether Contact is `*`, as in a REGISTER that removes every binding (RFC 3261 §10.2.2).
    pub fn contact_is_wildcard(&self) -> bool {
        self.header(HeaderName::Contact) == Some("*")
    }

    /// All Route addresses in order.
    pub fn routes(&self) -> impl Iterator<Item = NameAddr<'a>> + '_ {
        list::elements(self.headers(HeaderName::Route), NameAddr::split_from)
    }

    /// All Record-Route addresses in order.
    pub fn record_routes(&self) -> impl Iterator<Item = NameAddr<'a>> + '_ {
        list::elements(self.headers(HeaderName::RecordRoute), NameAddr::split_from)
    }

    /// Expires in seconds; a value beyond `u32` counts as the largest, a malformed one as absent.
    pub fn expires(&self) -> Option<u32> {
        self.header(HeaderName::Expires).and_then(scalar::seconds)
    }

    /// The media type of the body as written, parameters included.
    pub fn content_type(&self) -> Option<&'a str> {
        self.header(HeaderName::ContentType)
    }

    /// Content-Length as written; `None` if absent. The body has this length.
    pub fn content_length(&self) -> Option<usize> {
        self.header(HeaderName::ContentLength).map(|_| self.body.len())
    }

    /// The body: Content-Length bytes, or what is left of a datagram that does not name a length.
    pub fn body(&self) -> &'a [u8] {
        self.body
    }

    /// The first value of that header field, by [`HeaderName`] or by text in any case; compact forms included.
    pub fn header<'n>(&self, name: impl Into<Name<'n>>) -> Option<&'a str> {
        self.fields.values(name.into()).next()
    }

    /// All values of that header field, one for each line, in order. Comma lists are not split.
    pub fn headers<'n>(&self, name: impl Into<Name<'n>>) -> impl Iterator<Item = &'a str> {
        self.fields.values(name.into())
    }

    /// The elements of all lines of that header field, split at commas, for lists of tokens such as
    /// Require, Supported and Allow; empty elements are left out.
    pub fn tokens<'n>(&self, name: impl Into<Name<'n>>) -> impl Iterator<Item = &'a str> {
        self.headers(name)
            .flat_map(|line| line.split(','))
            .map(grammar::trim)
            .filter(|token| !token.is_empty())
    }

    /// All header fields with their values, in order.
    pub fn header_fields(&self) -> impl Iterator<Item = (Name<'a>, &'a str)> + '_ {
        self.fields.iter()
    }
}
