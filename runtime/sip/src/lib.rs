//! Sans-IO SIP: what a message says and what a transaction, a dialog and a digest exchange do with it.
//!
//! Bytes, moments and randomness are arguments; nothing here opens a socket or reads a clock.
//! Start reading at [`message`], then the transactions and dialogs over it.

pub mod message;
pub mod stream;
pub mod uri;
