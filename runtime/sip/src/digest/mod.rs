//! Digest authentication (RFC 7616 as RFC 8760 profiles it for SIP): both ends, without I/O.
//!
//! [`Server`] challenges and verifies what stations send; it knows [`Ha1`]s, never passwords, and one algorithm.
//! [`Client`] answers the challenges of trunks. A B2BUA uses them so:
//!
//! * Request from a station: [`Credentials::parse`] the Authorization field whose realm is ours, look the HA1 of its
//!   user up, and call [`Server::verify`] whether there is one or not. [`Verdict::Accepted`] goes on;
//!   everything else is answered 401 with [`Server::challenge`], statelessly.
//! * Request to a trunk: one [`Client`] lives as long as the trunk, one [`Carried`] as long as the request. Before
//!   each sending, [`Client::authorize`] gives the value of the header field for each [`Asker`] that has ever asked;
//!   on a 401 or 407, [`Client::challenged`] says whether the request may be sent again (RFC 3261 §22.2: with the next
//!   CSeq number and a new branch).
//!
//! Not used here: `userhash`, `auth-int`, the `-sess` algorithms.

mod algorithm;
mod challenge;
mod client;
mod credentials;
mod fields;
mod ha1;
mod nonce;
mod replay;
mod server;

pub use algorithm::Algorithm;
pub use challenge::Challenge;
pub use client::{Account, Asker, Carried, Client, Unanswerable};
pub use credentials::Credentials;
pub use ha1::Ha1;
pub use server::{BadRealm, Refusal, Server, Staleness, Verdict};

#[cfg(test)]
mod tests;
