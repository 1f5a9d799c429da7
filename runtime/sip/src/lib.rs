//! Sans-IO SIP: what a message says and what a transaction, a dialog and a digest exchange do with it.
//!
//! Bytes, [`time::Moment`]s and randomness are arguments; nothing here opens a socket or reads a clock.
//! Start reading at [`message`], then [`transaction`], then [`dialog`].

pub mod dialog;
pub mod digest;
pub mod message;
pub mod random;
pub mod stream;
pub mod time;
pub mod transaction;
pub mod uri;
