//! What the user answers as a server.

use super::Transactions;
use super::event::{Fresh, Full, Owner, RespondError, ServerId};
use super::flow::{Transmit, reply_flow};
use super::key::{write_identity, write_server};
use super::server::{Mergeable, Server, ServerKey};
use super::timers::T1;
use super::turn::Turn;
use crate::message::{Message, Method};
use crate::time::Moment;
use core::net::SocketAddr;

impl Transactions {
    /// Begins the server transaction of a request that [`super::Delivered::Request`] has told of.
    ///
    /// An INVITE stays until the user has answered it; the user sends 100 within 200 ms (RFC 3261 §17.2.1). Anything
    /// else stays for 64*T1 at most.
    ///
    /// # Errors
    ///
    /// [`Full`]; then answer with [`super::reply`] and 503.
    pub fn open(
        &mut self,
        now: Moment,
        fresh: Fresh,
        request: &Message<'_>,
        owner: Owner,
        t1: T1,
    ) -> Result<ServerId, Full> {
        if self.servers.is_full() {
            self.counters.overflows += 1;
            return Err(Full);
        }
        let Fresh { flow, hash } = fresh;
        let method = request.method();
        let mergeable = match request.to().tag() {
            None => Mergeable::Yes,
            Some(_) => Mergeable::No,
        };
        self.written.clear();
        let mut identity_hash = None;
        if mergeable == Mergeable::Yes || method == Method::Invite {
            write_identity(&mut self.written, flow.listener, request, method);
            identity_hash = Some(self.hash(&self.written));
        }
        write_server(&mut self.key, flow.listener, request);
        let key = ServerKey::new(
            &self.key,
            method.as_str().as_bytes(),
            &self.written,
            identity_hash,
            mergeable,
        );
        let fallback = SocketAddr::new(flow.peer.ip(), request.via_top().port.unwrap_or(5060));
        let server = Server::new(hash, key, reply_flow(flow, request), fallback, owner, t1, now);
        self.servers.insert(server).map(ServerId).ok_or(Full)
    }

    /// Sends a response. A provisional one is repeated on demand, and once a minute while an INVITE rings; a refusal
    /// of an INVITE until its ACK; a 2xx to an INVITE until [`Transactions::acknowledged`].
    ///
    /// `status` is that of `response`, which the user has written for the request of this transaction.
    ///
    /// # Errors
    ///
    /// [`RespondError`]; then nothing was sent.
    pub fn respond(
        &mut self,
        now: Moment,
        server: ServerId,
        status: u16,
        response: &[u8],
        out: &mut impl Transmit,
    ) -> Result<(), RespondError> {
        if !(100..700).contains(&status) {
            return Err(RespondError::Status);
        }
        let mut turn = Turn {
            now,
            out,
            written: &mut self.written,
            counters: &mut self.counters,
        };
        let result = self
            .servers
            .change(server.0, |server| server.respond(&mut turn, status, response));
        result.unwrap_or(Err(RespondError::Ended))
    }

    /// The ACK to the 2xx of this INVITE has come and fits the dialog: stop repeating the 2xx. True the first time.
    pub fn acknowledged(&mut self, invite: ServerId) -> bool {
        self.servers
            .change(invite.0, Server::acknowledged)
            .unwrap_or(false)
    }
}
