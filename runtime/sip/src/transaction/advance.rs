//! What time and broken connections do.

use super::client::{Client, Step};
use super::event::{ClientId, Event, Id, ServerId};
use super::flow::{Flow, Transmit};
use super::server::{self, Server};
use super::turn::Turn;
use super::{Transactions, table::Changed};
use crate::time::Moment;

impl Transactions {
    /// When [`Transactions::advance`] has something to do; `None` as long as nothing happens.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Moment> {
        if !self.failures.is_empty() {
            return Some(Moment::START);
        }
        let deadlines = [self.clients.next_deadline(), self.servers.next_deadline()];
        deadlines.into_iter().flatten().min()
    }

    /// Sends what is due at `now` and returns the next event. Call it until it returns `None`.
    pub fn advance(&mut self, now: Moment, out: &mut impl Transmit) -> Option<Event> {
        if let Some(event) = self.failures.pop_front() {
            return Some(event);
        }
        while let Some(id) = self.clients.expired(now) {
            if let Some(event) = self.advance_client(now, id, out) {
                return Some(event);
            }
        }
        while let Some(id) = self.servers.expired(now) {
            if let Some(event) = self.advance_server(now, id, out) {
                return Some(event);
            }
        }
        None
    }

    /// Nothing can be sent by `flow`, or its connection has closed.
    ///
    /// Requests without any response end with [`Event::NotDelivered`], told by the next [`Transactions::advance`].
    /// Those that have been heard wait: their response may come by another connection, as ours do from now on.
    pub fn transport_failed(&mut self, now: Moment, flow: Flow, out: &mut impl Transmit) {
        for id in self.clients.ids() {
            let unheard = |client: &Client| client.flow() == flow && client.is_unheard();
            if self.clients.get(id).is_some_and(unheard) {
                let changed = self.clients.change(id, Client::not_delivered);
                if let Some(Changed {
                    result: Some(owner), ..
                }) = changed
                {
                    self.failures.push_back(Event::NotDelivered {
                        client: ClientId(id),
                        owner,
                    });
                }
            }
        }
        for id in self.servers.ids() {
            if self.servers.get(id).is_some_and(|server| server.reply() == flow) {
                let mut turn = Turn {
                    now,
                    out,
                    written: &mut self.written,
                    counters: &mut self.counters,
                };
                self.servers
                    .change(id, |server| server.connection_lost(&mut turn));
            }
        }
    }

    fn advance_client(&mut self, now: Moment, id: Id, out: &mut impl Transmit) -> Option<Event> {
        let mut turn = Turn {
            now,
            out,
            written: &mut self.written,
            counters: &mut self.counters,
        };
        let changed = self
            .clients
            .wake(id, |client| (client.advance(&mut turn), client.owner()))?;
        let (step, owner) = changed.result;
        match step {
            Step::Timeout => {
                return Some(Event::Timeout {
                    client: ClientId(id),
                    owner,
                });
            }
            Step::Cancel => self.send_wanted_cancel(now, id, out),
            Step::Absorb | Step::Deliver | Step::DeliverAndCancel => {}
        }
        None
    }

    fn advance_server(&mut self, now: Moment, id: Id, out: &mut impl Transmit) -> Option<Event> {
        let mut turn = Turn {
            now,
            out,
            written: &mut self.written,
            counters: &mut self.counters,
        };
        let advanced = |server: &mut Server| (server.advance(&mut turn), server.owner());
        let (step, owner) = self.servers.wake(id, advanced)?;
        match step {
            server::Step::Nothing => None,
            server::Step::Unacknowledged => Some(Event::Unacknowledged {
                invite: ServerId(id),
                owner,
            }),
            server::Step::Unanswered => Some(Event::Unanswered {
                server: ServerId(id),
                owner,
            }),
        }
    }
}
