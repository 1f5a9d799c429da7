//! The contract between call control and a gateway: one trait, and the few types that cross it.
//!
//! A gateway is a state machine. It opens no socket and reads no clock: it says what it wants
//! ([`GatewayAction`]) and is told what came of it. Routing is not its business: call control hands it the number
//! to send as opaque text, and it cannot choose another. Capacity is not its business either: admission by
//! calls and calls per second happens before a gateway is asked.

mod action;
mod call;
mod gateway;
mod outcome;
mod settings;
mod status;

pub use action::{Alarm, GatewayAction, OptionsRequest, ProbeId};
pub use call::{CallRefused, InboundCall, InboundInvite, Invite, OutboundCall, Transport, Urgency};
pub use gateway::{Gateway, GatewayKind, ServerAddress};
pub use outcome::{Outcome, Verdict};
pub use rsip::StatusCode;
pub use settings::{GatewaySettings, Secret, SetupError};
pub use status::{Admits, Status, Why};
