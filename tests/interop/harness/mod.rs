//! A vessel, its network, and the programs around it.

mod capture;
mod namespace;
mod process;
mod ship;
mod sipp;

pub use namespace::Namespace;
pub use process::Process;
pub use ship::{ACK_LIMIT, CREW_SIDE, Ship, TRUNK_SIDE, answer_options_on_stream, bound, folder};
