//! To whose transaction a message belongs, asked before it may change anything.
//!
//! Branches and Call-IDs travel in clear text: who has seen them can write a response, a CANCEL or an ACK that fits
//! (RFC 3261 §26.1.4). Which addresses are the same peer is the user's knowledge, not this layer's.

use super::Transactions;
use super::flow::{Flow, Listener};
use super::key::{write_client, write_identity, write_server};
use crate::message::{Message, Method};

impl Transactions {
    /// The way to the peer of the transaction that a message would reach: of a response, where its request was sent;
    /// of a request that came before, of a CANCEL and of an ACK, where the request is answered to, which is always
    /// the host that it came from. `None` for what belongs to no transaction.
    pub fn flow_of(&mut self, listener: Listener, message: &Message<'_>) -> Option<Flow> {
        if message.is_request() {
            self.flow_of_request(listener, message)
        } else {
            self.flow_of_response(listener, message)
        }
    }

    fn flow_of_response(&mut self, listener: Listener, response: &Message<'_>) -> Option<Flow> {
        write_client(&mut self.key, listener, &response.via_top(), response.method());
        let key = &self.key;
        let id = self
            .clients
            .find(self.hash(key), |client| client.key() == key.as_slice())?;
        self.clients.get(id).map(super::client::Client::flow)
    }

    fn flow_of_request(&mut self, listener: Listener, request: &Message<'_>) -> Option<Flow> {
        let method = request.method();
        write_server(&mut self.key, listener, request);
        let key = &self.key;
        let by_branch = self.servers.find(self.hash(key), |server| match method {
            Method::Ack => server.is_request(key, Method::Invite),
            Method::Cancel => server.is_request(key, method) || server.is_target_of_cancel(key),
            _ => server.is_request(key, method),
        });
        let id = match (by_branch, method) {
            (None, Method::Ack) => {
                write_identity(&mut self.key, listener, request, Method::Invite);
                let identity = &self.key;
                self.servers
                    .find_identity(self.hash(identity), |server| server.is_accepted_as(identity))?
            }
            (found, _) => found?,
        };
        self.servers.get(id).map(super::server::Server::reply)
    }
}
