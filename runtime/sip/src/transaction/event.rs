//! What passes between the transaction layer and its user: handles, deliveries, events.

use crate::random::{Random, Token};
use crate::transaction::{Flow, T1};

/// The user's own name for what a transaction belongs to, for example a call's side; handed back with every event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Owner(pub u64);

/// Names a place in a table and which of its inhabitants is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Id {
    pub(crate) index: u32,
    pub(crate) generation: u32,
}

/// Names a client transaction; one that has ended is told apart from its successors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClientId(pub(crate) Id);

/// Names a server transaction; one that has ended is told apart from its successors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServerId(pub(crate) Id);

/// A new request, for which nothing is kept yet: the ticket for [`crate::transaction::Transactions::open`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fresh {
    pub(crate) flow: Flow,
    pub(crate) hash: u64,
}

/// What a message that arrived means to the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "requests and responses are the user's to act on"]
pub enum Delivered {
    /// A new request other than ACK and CANCEL.
    Request(Fresh),
    /// An ACK to the 2xx of this INVITE, by Call-ID, From tag and CSeq number: check the dialog, then call
    /// [`crate::transaction::Transactions::acknowledged`]. It may carry an answer (RFC 3264) and may come again.
    Acknowledgement {
        /// The transaction of the INVITE.
        invite: ServerId,
        /// Whose it is.
        owner: Owner,
    },
    /// A CANCEL for an INVITE that has no final response: answer that with 487. The CANCEL has its 200. Told once.
    Cancelled {
        /// The transaction of the INVITE.
        invite: ServerId,
        /// Whose it is.
        owner: Owner,
    },
    /// A response. Provisional ones may come twice, and a 2xx to INVITE comes again as long as its To tag has not
    /// been handed to [`crate::transaction::Transactions::acknowledge`]; each other final response comes once.
    Response {
        /// The transaction of the request.
        client: ClientId,
        /// Whose it is.
        owner: Owner,
    },
    /// Something repeated, or an ACK to a refusal: nothing to do.
    Absorbed,
    /// A response or ACK that belongs to nothing: nothing to do.
    Stray,
    /// A request that was refused here: a merged request (482), or a CANCEL for nothing (481).
    Refused,
}

/// What a transaction tells its user without a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// No final response in time: to be treated as 408 (RFC 3261 §8.1.3.1). The transaction has ended.
    Timeout {
        /// The transaction that has ended.
        client: ClientId,
        /// Whose it was.
        owner: Owner,
    },
    /// The request could not be sent: to be treated as 503 (RFC 3261 §8.1.3.1). The transaction has ended.
    NotDelivered {
        /// The transaction that has ended.
        client: ClientId,
        /// Whose it was.
        owner: Owner,
    },
    /// A 2xx was repeated for 64*T1 without an ACK: end the dialog with BYE (RFC 3261 §13.3.1.4).
    Unacknowledged {
        /// The transaction that has ended.
        invite: ServerId,
        /// Whose it was.
        owner: Owner,
    },
    /// The user did not answer a request other than INVITE for 64*T1; the client has given up (RFC 4320 §4).
    Unanswered {
        /// The transaction that has ended.
        server: ServerId,
        /// Whose it was.
        owner: Owner,
    },
}

/// How a request is to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// The way to the next hop.
    pub flow: Flow,
    /// The round-trip estimate of the next hop.
    pub t1: T1,
    /// Whose request it is.
    pub owner: Owner,
}

/// Why a request was not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotSent {
    /// As many client transactions as there may be.
    Full,
    /// Not a request with a Via that has a branch, or an ACK, which has no transaction.
    Unreadable,
}

/// As many server transactions as there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Full;

/// Why a response was not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RespondError {
    /// The transaction has ended.
    Ended,
    /// It has its final response already.
    Answered,
    /// Not a status from 100 to 699.
    Status,
}

/// What became of a wish to cancel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cancelling {
    /// CANCEL is on its way; the final response, 487 or a 2xx that crossed it, is still to come.
    Sent,
    /// CANCEL follows the first provisional response (RFC 3261 §9.1), if no final one comes before.
    Waiting,
    /// There is a final response already, or not an INVITE, or nothing: no CANCEL will be sent.
    TooLate,
}

/// A branch for the Via of one request: the magic cookie of RFC 3261 and 96 random bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Branch(Token);

impl Branch {
    /// A new branch.
    #[must_use]
    pub fn new(random: &mut (impl Random + ?Sized)) -> Self {
        Self(Token::new(random))
    }
}

impl core::fmt::Display for Branch {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(super::key::MAGIC_COOKIE)?;
        f.write_str(self.0.as_str())
    }
}

impl core::fmt::Display for NotSent {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::Full => "no room for another client transaction",
            Self::Unreadable => "not a request that can have a transaction",
        })
    }
}

impl core::error::Error for NotSent {}

impl core::fmt::Display for Full {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("no room for another server transaction")
    }
}

impl core::error::Error for Full {}

impl core::fmt::Display for RespondError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::Ended => "the transaction has ended",
            Self::Answered => "the request has its final response already",
            Self::Status => "not a status of a response",
        })
    }
}

impl core::error::Error for RespondError {}
