//! Transactions: RFC 3261 §17 with the Accepted states of RFC 6026, without I/O.
//!
//! [`Transactions`] stands between the sockets and the user of transactions, here a B2BUA with a registrar. It
//! repeats what a network may lose, absorbs what a network has doubled, and pairs responses with requests,
//! ACK and CANCEL with INVITEs. It never decides what a request means.
//!
//! The rule of use: hand every message that arrives to [`Transactions::receive`]; when
//! [`Transactions::next_deadline`] has come, call [`Transactions::advance`] until it returns `None`; whatever is to
//! be sent goes to the [`Transmit`] that was handed in, during the call. A B2BUA does the following.
//!
//! * [`Delivered::Request`]: no state exists yet. Either answer once and forget, with [`reply`] (what is refused for
//!   want of credentials costs no memory), or [`Transactions::open`] a server transaction and answer through
//!   [`Transactions::respond`] as often as needed. A retransmission is answered again without a word.
//! * A call goes out by [`Transactions::send_request`], with a [`Branch`] of its own in its Via. Responses arrive as
//!   [`Delivered::Response`], silence as [`Event::Timeout`]. The ACK to a refusal is sent here; the ACK to a 2xx
//!   is the user's: write it from the dialog and send it by [`Transactions::acknowledge`], which sends it again
//!   whenever the 2xx comes again.
//! * A 2xx to an INVITE is repeated until [`Delivered::Acknowledgement`] comes and the user, having found the
//!   dialog, calls [`Transactions::acknowledged`]; without it, [`Event::Unacknowledged`] asks for a BYE.
//! * The caller gives up: [`Delivered::Cancelled`] (its CANCEL has its 200 already). Answer its INVITE with 487 and
//!   [`Transactions::cancel`] the other side, whose 2xx may still come: then acknowledge it and send BYE.
//!
//! What a message fits is no proof of who sent it: [`Transactions::flow_of`] says whose transaction it would reach, and
//! the user hands on only what comes from there.
//!
//! Everything ends: each transaction has a deadline, and its buffers are freed as soon as no retransmission can
//! need them. T1 is chosen per peer, see [`T1`].
//!
//! ```
//! use sip::message::{HeaderName, MessageWriter, Method, parse};
//! use sip::time::Moment;
//! use sip::transaction::*;
//!
//! struct Sent(Vec<Vec<u8>>);
//! impl Transmit for Sent {
//!     fn transmit(&mut self, _flow: Flow, message: &[u8]) {
//!         self.0.push(message.to_vec());
//!     }
//! }
//! # struct Zeros;
//! # impl sip::random::Random for Zeros { fn fill(&mut self, buffer: &mut [u8]) { buffer.fill(0); } }
//! let mut transactions = Transactions::new(1000, &mut Zeros);
//! let mut out = Sent(Vec::new());
//! let peer = "192.0.2.7:5060".parse().unwrap();
//! let flow = Flow { listener: Listener(0), transport: Transport::Udp, connection: None, peer };
//! let branch = Branch::new(&mut Zeros);
//! let mut bytes = Vec::new();
//! let mut writer = MessageWriter::request(&mut bytes, Method::Options, "sip:ship.example");
//! writer.header_fmt(HeaderName::Via, format_args!("SIP/2.0/UDP 192.0.2.1;branch={branch};rport"));
//! writer.header(HeaderName::From, "<sip:us@192.0.2.1>;tag=1").header(HeaderName::To, "<sip:ship.example>");
//! writer.header(HeaderName::CallId, "c1").header(HeaderName::CSeq, "1 OPTIONS");
//! writer.finish().unwrap();
//! let outgoing = Outgoing { flow, t1: T1::SATELLITE, owner: Owner(7) };
//! let client = transactions.send_request(Moment::START, outgoing, &bytes, &mut out).unwrap();
//!
//! let request = parse(&bytes).unwrap();
//! let mut answer = Vec::new();
//! MessageWriter::response(&mut answer, &request, 200, Some("t"), None).finish().unwrap();
//! let answer = parse(&answer).unwrap();
//! let delivered = transactions.receive(Moment::START, flow, &answer, &mut out);
//! assert_eq!(delivered, Delivered::Response { client, owner: Owner(7) });
//! ```

mod advance;
mod belonging;
mod client;
mod counters;
mod event;
mod flow;
mod key;
mod receive;
mod respond;
mod send;
mod server;
mod servers;
mod skeleton;
mod slab;
mod table;
mod timers;
mod turn;
mod wheel;

pub use counters::Counters;
pub use event::{
    Branch, Cancelling, ClientId, Delivered, Event, Fresh, Full, NotSent, Outgoing, Owner, RespondError,
    ServerId,
};
pub use flow::{Connection, Flow, Listener, Transmit, Transport, reply, reply_flow};
pub use timers::T1;
pub use wheel::Wheel;

use crate::random::Random;
use client::Client;
use core::hash::Hasher;
use servers::Servers;
use siphasher::sip::SipHasher13;
use std::collections::VecDeque;
use table::Table;

/// All transactions of one exchange.
#[derive(Debug)]
pub struct Transactions {
    clients: Table<Client>,
    servers: Servers,
    /// Told by [`Transactions::advance`] before any timer.
    failures: VecDeque<Event>,
    counters: Counters,
    hash_key: (u64, u64),
    /// The key of the message at hand.
    key: Vec<u8>,
    /// The message being written.
    written: Vec<u8>,
}

impl Transactions {
    /// An empty layer for at most `capacity` client and as many server transactions (each under 1 kB without its
    /// messages). `random` keys the hashes, so that no peer can choose colliding branches.
    #[must_use]
    pub fn new(capacity: u32, random: &mut (impl Random + ?Sized)) -> Self {
        let mut seed = [0; 16];
        random.fill(&mut seed);
        let seed = u128::from_le_bytes(seed);
        #[expect(clippy::cast_possible_truncation, reason = "the two halves of the seed")]
        let hash_key = (seed as u64, (seed >> 64) as u64);
        Self {
            clients: Table::new(capacity),
            servers: Servers::new(capacity),
            failures: VecDeque::new(),
            counters: Counters::default(),
            hash_key,
            key: Vec::new(),
            written: Vec::new(),
        }
    }

    /// How many client transactions there are.
    #[must_use]
    pub fn clients(&self) -> usize {
        self.clients.len()
    }

    /// How many server transactions there are.
    #[must_use]
    pub fn servers(&self) -> usize {
        self.servers.len()
    }

    /// How many transactions have a timer.
    #[must_use]
    pub fn timers(&self) -> usize {
        self.clients.timers() + self.servers.timers()
    }

    /// What has been absorbed, repeated and refused since start.
    #[must_use]
    pub fn counters(&self) -> Counters {
        self.counters
    }

    fn hash(&self, key: &[u8]) -> u64 {
        let mut hasher = SipHasher13::new_with_keys(self.hash_key.0, self.hash_key.1);
        hasher.write(key);
        hasher.finish()
    }
}

#[cfg(test)]
mod tests;
