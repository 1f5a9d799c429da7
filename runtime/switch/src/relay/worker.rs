//! The relay thread: waits for packets, takes orders, asks the rules, sends.

use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use call_control::RelayId;
use media::{Agreed, Component, DropReason, Party, Relay, RelayCounters, hide_source_descriptions};
use mio::net::UdpSocket;
use mio::{Events, Poll};
use tokio::sync::mpsc::Sender;

use super::silence::{self, Rounds};
use super::{Order, Shared, Slot, WAKE};
use crate::clock::Clock;
use crate::sockets::reachable_from;

/// Packets since start, of relays that ended and of those that run.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Totals {
    /// Packets passed.
    pub(crate) packets: u64,
    /// Packets dropped, by the reasons of [`DropReason::ALL`].
    pub(crate) dropped: [u64; DropReason::ALL.len()],
    /// Packets at a port that no call had.
    pub(crate) without_call: u64,
    /// Packets that the system would not send.
    pub(crate) unsent: u64,
}

impl Totals {
    /// Every count with its name.
    pub(crate) fn named(&self) -> impl Iterator<Item = (&'static str, u64)> {
        let dropped = DropReason::ALL
            .into_iter()
            .map(DropReason::as_str)
            .zip(self.dropped);
        let others = [
            ("media-relayed", self.packets),
            ("media-without-call", self.without_call),
            ("media-unsent", self.unsent),
        ];
        others.into_iter().chain(dropped)
    }

    fn add(&mut self, counters: &RelayCounters) {
        self.packets += counters.packets;
        for (total, reason) in self.dropped.iter_mut().zip(DropReason::ALL) {
            *total += counters.dropped(reason);
        }
    }
}

pub(super) struct Worker {
    poll: Poll,
    shared: Arc<Shared>,
    clock: Clock,
    sockets: Vec<Socket>,
    relays: BTreeMap<RelayId, Open>,
    totals: Totals,
    /// Slots to be read in the next round, each once.
    queue: Vec<usize>,
    /// The room of the queue that is being read.
    turn: Vec<usize>,
    rounds: Rounds,
    silent: Sender<RelayId>,
}

struct Socket {
    socket: UdpSocket,
    local: IpAddr,
    used: Option<Use>,
    /// It is in the queue.
    queued: bool,
}

/// Which part of which relay a socket is.
#[derive(Clone, Copy)]
struct Use {
    relay: RelayId,
    party: Party,
    component: Component,
    /// The slot through which its packets leave.
    out: usize,
}

struct Open {
    rules: Relay,
    slots: [[Slot; 2]; 2],
    /// The last sign of life that no passing packet is: an agreement, or a packet that the other party does not take.
    stirred: Duration,
}

enum Go {
    On,
    Stop,
}

impl Worker {
    /// A relay that falls silent is told to `silent`.
    pub(super) fn new(poll: Poll, shared: Arc<Shared>, clock: Clock, silent: Sender<RelayId>) -> Worker {
        Worker {
            poll,
            shared,
            clock,
            sockets: Vec::new(),
            relays: BTreeMap::new(),
            totals: Totals::default(),
            queue: Vec::new(),
            turn: Vec::new(),
            rounds: Rounds::starting(clock.now().since_start()),
            silent,
        }
    }

    pub(super) fn run(mut self) {
        let mut events = Events::with_capacity(EVENTS);
        let mut buffer = vec![0; LARGEST_PACKET];
        loop {
            let wait = if self.queue.is_empty() {
                self.rounds.wait(self.clock.now().since_start())
            } else {
                Duration::ZERO
            };
            match self.poll.poll(&mut events, Some(wait)) {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(_) => return,
            }
            if let Go::Stop = self.take_orders() {
                return;
            }
            let now = self.clock.now().since_start();
            let ready = events
                .iter()
                .map(|event| event.token())
                .filter(|&token| token != WAKE);
            self.round(ready.map(|token| token.0), now, &mut buffer);
            if self.rounds.is_due(now) {
                self.report_silence(now);
            }
        }
    }

    fn take_orders(&mut self) -> Go {
        let orders = {
            let mut orders = self.shared.orders.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut *orders)
        };
        for order in orders {
            match order {
                Order::Socket { socket, local } => self.sockets.push(Socket {
                    socket,
                    local,
                    used: None,
                    queued: false,
                }),
                Order::Open { relay, slots } => self.open(relay, slots),
                Order::Apply { relay, agreed } => self.apply(relay, &agreed),
                Order::Close(relay) => self.close(relay),
                // Whoever asked may have stopped waiting.
                Order::Report(answer) => drop(answer.try_send(self.totals())),
                Order::Stop => return Go::Stop,
            }
        }
        Go::On
    }

    fn apply(&mut self, relay: RelayId, agreed: &Agreed) {
        if let Some(open) = self.relays.get_mut(&relay) {
            open.rules.apply(agreed);
            open.stirred = self.clock.now().since_start();
        }
    }

    fn open(&mut self, relay: RelayId, slots: [[Slot; 2]; 2]) {
        let now = self.clock.now().since_start();
        let rules = Relay::new(now);
        let [calling, called] = slots;
        for (party, own, other) in [
            (Party::Calling, calling, called),
            (Party::Called, called, calling),
        ] {
            for (component, (slot, out)) in COMPONENTS.into_iter().zip(own.into_iter().zip(other)) {
                if let Some(socket) = self.sockets.get_mut(slot.0) {
                    socket.used = Some(Use {
                        relay,
                        party,
                        component,
                        out: out.0,
                    });
                }
            }
        }
        let open = Open {
            rules,
            slots,
            stirred: now,
        };
        self.relays.insert(relay, open);
    }

    fn close(&mut self, relay: RelayId) {
        let Some(open) = self.relays.remove(&relay) else {
            return;
        };
        for slot in open.slots.into_iter().flatten() {
            if let Some(socket) = self.sockets.get_mut(slot.0) {
                // The port may already serve a later call.
                socket.used = socket.used.filter(|used| used.relay != relay);
            }
        }
        for party in [Party::Calling, Party::Called] {
            self.totals.add(open.rules.counters(party));
        }
    }

    /// Reads every socket that is ready or was left unfinished, one burst of each.
    fn round(&mut self, ready: impl Iterator<Item = usize>, now: Duration, buffer: &mut [u8]) {
        for slot in ready {
            self.enqueue(slot);
        }
        let mut turn = std::mem::take(&mut self.turn);
        std::mem::swap(&mut turn, &mut self.queue);
        for slot in turn.drain(..) {
            if let Some(socket) = self.sockets.get_mut(slot) {
                socket.queued = false;
            }
            self.read(slot, now, buffer);
        }
        self.turn = turn;
    }

    /// Puts a slot into the queue unless it is there already.
    fn enqueue(&mut self, slot: usize) {
        if let Some(socket) = self.sockets.get_mut(slot)
            && !std::mem::replace(&mut socket.queued, true)
        {
            self.queue.push(slot);
        }
    }

    /// Reads what is waiting at one socket, but only so much that the others get their turn.
    fn read(&mut self, slot: usize, now: Duration, buffer: &mut [u8]) {
        for _ in 0..BURST {
            let Some(Socket { socket, used, .. }) = self.sockets.get(slot) else {
                return;
            };
            let used = *used;
            match socket.recv_from(buffer) {
                Ok((length, source)) => {
                    let packet = buffer.get_mut(..length).unwrap_or_default();
                    self.pass(used, now, source, packet);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return,
            }
        }
        self.enqueue(slot);
    }

    fn pass(&mut self, used: Option<Use>, now: Duration, source: SocketAddr, packet: &mut [u8]) {
        let owner = used.and_then(|used| Some((used, self.relays.get_mut(&used.relay)?)));
        let Some((used, open)) = owner else {
            self.totals.without_call += 1;
            return;
        };
        let to = match open
            .rules
            .receive(now, used.party, used.component, source, packet)
        {
            Ok(to) => to,
            Err(reason) => {
                // The right party sends, and the other takes none of it or nothing at all: a call on hold.
                if matches!(reason, DropReason::PayloadType | DropReason::NoDestination) {
                    open.stirred = now;
                }
                return;
            }
        };
        if used.component == Component::Rtcp {
            // Telephones put `user@address` of the inside into their reports.
            hide_source_descriptions(packet);
        }
        let sent = self
            .sockets
            .get(used.out)
            .map(|out| out.socket.send_to(packet, reachable_from(out.local, to)));
        if !matches!(sent, Some(Ok(_))) {
            self.totals.unsent += 1;
        }
    }

    /// Tells of every relay through which nothing has come for too long, and again after as long if it stays open.
    fn report_silence(&mut self, now: Duration) {
        for (&relay, open) in &mut self.relays {
            let heard = [Party::Calling, Party::Called].map(|party| open.rules.last_heard(party));
            let last = heard.into_iter().fold(open.stirred, Duration::max);
            // When too many are told at once the rest is told by the next round.
            if silence::is_too_long(now.saturating_sub(last)) && self.silent.try_send(relay).is_ok() {
                open.stirred = now;
            }
        }
    }

    fn totals(&self) -> Totals {
        let mut totals = self.totals;
        for open in self.relays.values() {
            totals.add(open.rules.counters(Party::Calling));
            totals.add(open.rules.counters(Party::Called));
        }
        totals
    }
}

const COMPONENTS: [Component; 2] = [Component::Rtp, Component::Rtcp];
/// Ready sockets taken at each wake-up.
const EVENTS: usize = 1024;
/// Packets of one socket read before the next socket's.
const BURST: usize = 32;
/// A datagram is never longer.
const LARGEST_PACKET: usize = 65_535;

#[cfg(test)]
#[path = "worker_tests.rs"]
mod tests;
