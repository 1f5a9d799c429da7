//! Sans-IO call control: access, admission, routing, attempts, B2BUA, registrar.
//!
//! [`Exchange`] takes messages and moments and gives back [`Outputs`]; sockets, clock and randomness belong to whoever
//! drives it. The way of a message through the files: `access` (may this source speak at all), `requests` (what
//! it asks for), then `registrar`, or `call` with `guard` (who is it), the dial plan's `decide`, `admission`
//! (is there room), and the life of the call. Nothing is kept for a source that no access list permits.

mod access;
mod addresses;
mod admission;
mod arena;
mod call;
mod causes;
mod counters;
mod deliver;
mod events;
mod exchange;
mod gateways;
mod guard;
mod media_ports;
mod outputs;
mod owner;
mod pace;
mod precedence;
mod registrar;
mod relays;
mod replies;
mod requests;
mod setup;
mod side;
mod strangers;
mod tag;
mod turn;

pub use addresses::{Addresses, SideAddress};
pub use counters::{Counter, Counters};
pub use events::{CallId, Caller, DecidedBy, EndReason, Event, Outcome, Target};
pub use exchange::{Census, Exchange};
pub use guard::StationCredentials;
pub use outputs::{Output, Outputs};
pub use relays::{RelayAgreement, RelayEnd, RelayId, RelayPorts};
pub use setup::{MAX_TRANSACTIONS, Setup, SetupError};
pub use side::Side;
pub use sip::transaction::{Connection, Flow, Listener, Transport};
