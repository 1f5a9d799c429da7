//! Dialogs: RFC 3261 §12, without I/O.
//!
//! A [`Dialog`] is one user agent's half of a call: whom to write to, by which way, and which sequence numbers come
//! next. A call of a B2BUA has two. Towards the caller it is the server: [`Dialog::as_server`]. Towards the called
//! side it is the client: [`Forks`] starts from the INVITE and has one dialog for each To tag that answers.
//!
//! * A request within the dialog: [`Dialog::begin_request`] writes all that the dialog decides, the caller adds
//!   Contact and what else it wants, and sends it towards [`Dialog::next_hop`], which it resolves and checks against
//!   its access list. [`Dialog::begin_ack`] does the same for the ACK to a 2xx.
//! * A request that arrives: find the dialog by [`DialogId::of_request`]; [`Dialog::receive_request`] keeps the
//!   order of sequence numbers.
//! * A late 2xx to a call that is forgotten: [`Dialog::confirmed`] has all that its ACK and BYE need.
//! * A re-INVITE, an UPDATE and their 2xx: [`Dialog::refresh_target`].
//!
//! ```
//! use sip::dialog::{Dialog, DialogId};
//! use sip::message::{HeaderName, Method, parse};
//!
//! let invite = parse(b"INVITE sip:bob@192.0.2.2 SIP/2.0\r\n\
//!     Via: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK1\r\n\
//!     Record-Route: <sip:proxy.example;lr>\r\n\
//!     From: <sip:alice@example>;tag=a\r\nTo: <sip:bob@example>\r\nCall-ID: c\r\nCSeq: 7 INVITE\r\n\
//!     Contact: <sip:alice@192.0.2.7>\r\n\r\n").unwrap();
//! let mut dialog = Dialog::as_server(&invite, "b").unwrap();
//! dialog.establish();
//! assert_eq!(dialog.id(), DialogId { call_id: "c", local_tag: "b", remote_tag: "a" });
//!
//! let mut bye = Vec::new();
//! let via = format_args!("SIP/2.0/UDP 192.0.2.2;branch=z9hG4bK2;rport");
//! dialog.begin_request(&mut bye, Method::Bye, via).finish().unwrap();
//! assert_eq!(dialog.next_hop().as_str(), "sip:proxy.example;lr");
//! let bye = parse(&bye).unwrap();
//! assert_eq!(bye.request_uri().as_str(), "sip:alice@192.0.2.7");
//! assert_eq!(bye.header(HeaderName::Route), Some("<sip:proxy.example;lr>"));
//! assert_eq!(bye.to().tag(), Some("a"));
//! ```

mod forks;
mod id;
mod request;
mod state;
mod texts;

pub use forks::Forks;
pub use id::DialogId;
pub use request::Order;
pub use state::{Dialog, NoDialog, Stage};

#[cfg(test)]
mod tests;
