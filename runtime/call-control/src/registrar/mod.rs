//! The registrar (RFC 3261 §10): a station proves itself and says where it can be reached.
//!
//! Whether a user exists, has credentials or gave wrong ones cannot be told from the answer: it is always the same 401.

pub(crate) mod bindings;
mod contact;

use core::time::Duration;

use routing_table::StationIndex;
use sip::message::{HeaderName, Message, MessageWriter};

use crate::counters::Counter;
use crate::events::Event;
use crate::guard::{Door, Proof};
use crate::replies::{More, Refusal};
use crate::turn::{Incoming, Turn};
use bindings::{Binding, Change, Unchanged, Wish};
use contact::{Request, Unacceptable};

impl Turn<'_> {
    /// Answers a REGISTER of the crew side.
    pub(crate) fn register(&mut self, incoming: &Incoming<'_>) {
        let Some(station) = self.prove_registrant(incoming) else {
            return;
        };
        match self.apply(incoming, station) {
            Ok(()) => self.tell_bindings(incoming, station),
            Err(refusal) => {
                self.core.counters.count(Counter::RegistrationRefused);
                self.refuse(incoming, &refusal);
            }
        }
    }

    /// The station that the digest proves, if it is the one that the To names; else a challenge has been sent.
    fn prove_registrant(&mut self, incoming: &Incoming<'_>) -> Option<StationIndex> {
        let request = incoming.message;
        let proof = self
            .core
            .guard
            .prove(self.now, &self.core.table, Door::Registrar, request);
        if let Proof::Station(station) = proof
            && self.is_address_of(request, station)
        {
            return Some(station);
        }
        self.challenge(incoming, Door::Registrar, proof);
        None
    }

    /// Whether the To of a request is the address-of-record of this station. The user is compared as it stands.
    fn is_address_of(&self, request: &Message<'_>, station: StationIndex) -> bool {
        let named = request.to().uri.user;
        self.core
            .table
            .station(station)
            .is_some_and(|station| named == Some(station.number()))
    }

    fn apply(&mut self, incoming: &Incoming<'_>, station: StationIndex) -> Result<(), Refusal<'static>> {
        let request = incoming.message;
        let change = Change {
            flow: incoming.flow,
            call_id: request.call_id(),
            cseq: request.cseq().number,
        };
        match contact::read(&self.core.table, request).map_err(refusal)? {
            Request::Query => Ok(()),
            Request::RemoveAll => {
                let removed = self
                    .core
                    .bindings
                    .remove_all(station, change)
                    .map_err(unchanged)?;
                for contact in removed {
                    self.out.log(Event::Unregistered {
                        station,
                        contact,
                        expired: false,
                    });
                }
                Ok(())
            }
            Request::Change(wishes) => {
                let replaced = self
                    .core
                    .bindings
                    .change(self.now, station, change, &wishes)
                    .map_err(unchanged)?;
                self.log_lost(replaced.into_iter().map(|binding| (station, binding)));
                self.log_wishes(station, change, &wishes);
                Ok(())
            }
        }
    }

    fn log_wishes(&mut self, station: StationIndex, change: Change<'_>, wishes: &[Wish<'_>]) {
        let contact = change.flow.peer;
        for wish in wishes {
            self.out.log(match wish.lifetime {
                Duration::ZERO => Event::Unregistered {
                    station,
                    contact,
                    expired: false,
                },
                expires => Event::Registered {
                    station,
                    contact,
                    expires,
                },
            });
        }
    }

    /// 200 with every binding that holds now and the seconds that it has left.
    fn tell_bindings(&mut self, incoming: &Incoming<'_>, station: StationIndex) {
        let core = &mut *self.core;
        core.message.clear();
        let (request, source) = (incoming.message, incoming.flow.peer);
        let tag = core.tag.as_str();
        let mut writer = MessageWriter::response(&mut core.message, request, 200, Some(tag), Some(source));
        for binding in core.bindings.of(station, self.now) {
            let left = left(binding, self.now);
            writer.header_fmt(
                HeaderName::Contact,
                format_args!("<{}>;expires={left}", binding.uri),
            );
        }
        let written = writer.finish();
        self.conclude(incoming, written, 200);
    }

    /// Forgets contacts whose time is over.
    pub(crate) fn expire_bindings(&mut self) {
        let expired = self.core.bindings.expire(self.now);
        self.log_lost(expired);
    }

    /// Contacts that are gone although their station did not ask for that.
    pub(crate) fn log_lost(&mut self, lost: impl IntoIterator<Item = (StationIndex, Binding)>) {
        for (station, binding) in lost {
            let contact = binding.flow.peer;
            self.out.log(Event::Unregistered {
                station,
                contact,
                expired: true,
            });
        }
    }
}

/// Whole seconds, rounded up, so that a phone never believes that it has none left.
fn left(binding: &Binding, now: sip::time::Moment) -> u64 {
    binding
        .expires
        .since(now)
        .as_millis()
        .div_ceil(1000)
        .try_into()
        .unwrap_or(u64::MAX)
}

fn refusal(unacceptable: Unacceptable) -> Refusal<'static> {
    match unacceptable {
        Unacceptable::Malformed => Refusal::bare(400),
        Unacceptable::Outside | Unacceptable::TooMany => Refusal::bare(403),
        Unacceptable::TooBrief => Refusal::bare(423).with(More::MinExpires(contact::MIN_EXPIRES)),
    }
}

fn unchanged(unchanged: Unchanged) -> Refusal<'static> {
    match unchanged {
        // RFC 3261 §10.3 step 7 leaves the status open; 500 makes a client start again with another Call-ID.
        Unchanged::OutOfOrder => Refusal::bare(500),
    }
}
