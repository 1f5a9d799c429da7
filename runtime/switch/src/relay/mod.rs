//! The media relay: one thread that moves packets by the rules of [`media::Relay`], and its handle in the exchange's loop.
//!
//! A port's socket is bound when a call first needs it and stays open, because opening four sockets a call costs more
//! than the call's signalling. A packet that arrives at a port without a call is read, counted and forgotten.
//! Orders to the thread wake it only when they pile up: a packet that comes later wakes it in any case, and orders are
//! taken before packets. Once a minute the thread looks for relays that have fallen silent.

mod silence;
mod worker;

use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::mpsc::{self, SyncSender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use call_control::{RelayAgreement, RelayEnd, RelayId, RelayPorts, Side};
use media::Agreed;
use mio::net::UdpSocket;
use mio::{Interest, Poll, Registry, Token, Waker};

pub(crate) use worker::Totals;

use crate::clock::Clock;
use crate::sockets::bind_media;
use worker::Worker;

/// The handle of the relay thread.
#[derive(Debug)]
pub(crate) struct Relays {
    addresses: [IpAddr; 2],
    registry: Registry,
    waker: Waker,
    /// By address, not by side: both sides may have the same, and a port of an address can be bound once.
    slots: BTreeMap<(IpAddr, u16), Slot>,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl Relays {
    /// Starts the thread. Ports will be bound on `addresses`: crew side first, then trunk side. Relays through which
    /// nothing has come for half an hour are told to `silent`.
    pub(crate) fn start(
        addresses: [IpAddr; 2],
        clock: Clock,
        silent: tokio::sync::mpsc::Sender<RelayId>,
    ) -> io::Result<Relays> {
        let poll = Poll::new()?;
        let registry = poll.registry().try_clone()?;
        let waker = Waker::new(&registry, WAKE)?;
        let shared = Arc::new(Shared::default());
        let worker = Worker::new(poll, Arc::clone(&shared), clock, silent);
        let thread = std::thread::Builder::new()
            .name("relay".to_owned())
            .spawn(move || worker.run())?;
        Ok(Relays {
            addresses: without_overlap(addresses),
            registry,
            waker,
            slots: BTreeMap::new(),
            shared,
            thread: Some(thread),
        })
    }

    /// Binds the ports of a relay where they are not bound yet, and gives them to it.
    pub(crate) fn open(&mut self, ports: &RelayPorts) -> io::Result<()> {
        let slots = [self.pair(ports.calling)?, self.pair(ports.called)?];
        self.order(Order::Open {
            relay: ports.relay,
            slots,
        });
        Ok(())
    }

    /// Replaces what an open relay passes.
    pub(crate) fn update(&self, agreement: &RelayAgreement) {
        self.order(Order::Apply {
            relay: agreement.relay,
            agreed: agreement.agreed,
        });
    }

    /// Ends a relay; its ports stay bound for the next call.
    pub(crate) fn close(&self, relay: RelayId) {
        self.order(Order::Close(relay));
    }

    /// What passed and what was dropped since start; `None` when the thread does not answer in time.
    pub(crate) fn totals(&self) -> Option<Totals> {
        let (answer, totals) = mpsc::sync_channel(1);
        self.order(Order::Report(answer));
        self.wake();
        totals.recv_timeout(REPORT_WAIT).ok()
    }

    fn pair(&mut self, end: RelayEnd) -> io::Result<[Slot; 2]> {
        let rtcp = end.rtp.checked_add(1).ok_or(io::ErrorKind::InvalidInput)?;
        Ok([self.slot(end.side, end.rtp)?, self.slot(end.side, rtcp)?])
    }

    fn slot(&mut self, side: Side, port: u16) -> io::Result<Slot> {
        let [crew, trunk] = self.addresses;
        let address = match side {
            Side::Crew => crew,
            Side::Trunk => trunk,
        };
        if let Some(&slot) = self.slots.get(&(address, port)) {
            return Ok(slot);
        }
        let mut socket = UdpSocket::from_std(bind_media(SocketAddr::new(address, port))?);
        let slot = Slot(self.slots.len());
        self.registry
            .register(&mut socket, slot.token(), Interest::READABLE)?;
        self.slots.insert((address, port), slot);
        self.order(Order::Socket {
            socket,
            local: address,
        });
        Ok(slot)
    }

    fn order(&self, order: Order) {
        let waiting = {
            let mut orders = self.shared.orders.lock().unwrap_or_else(PoisonError::into_inner);
            orders.push(order);
            orders.len()
        };
        if waiting.is_multiple_of(PILE) {
            self.wake();
        }
    }

    fn wake(&self) {
        // Waking fails only when the thread is gone; then there is nothing to relay with.
        drop(self.waker.wake());
    }
}

/// An unspecified address holds every port of its family, and `::` those of IPv4 too: where one side has such an address,
/// both do.
fn without_overlap([crew, trunk]: [IpAddr; 2]) -> [IpAddr; 2] {
    let covers = |all: IpAddr, other: IpAddr| all.is_unspecified() && (all.is_ipv6() || other.is_ipv4());
    if covers(crew, trunk) {
        [crew; 2]
    } else if covers(trunk, crew) {
        [trunk; 2]
    } else {
        [crew, trunk]
    }
}

impl Drop for Relays {
    fn drop(&mut self) {
        self.order(Order::Stop);
        self.wake();
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

/// The place of a socket in the worker's list: sockets are numbered in the order in which they were ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Slot(usize);

impl Slot {
    fn token(self) -> Token {
        Token(self.0)
    }
}

/// What the handle and the thread share.
#[derive(Debug, Default)]
struct Shared {
    orders: Mutex<Vec<Order>>,
}

#[derive(Debug)]
enum Order {
    /// The socket of the next slot.
    Socket { socket: UdpSocket, local: IpAddr },
    /// A new relay on these slots, by party and component.
    Open { relay: RelayId, slots: [[Slot; 2]; 2] },
    /// What it passes from now on.
    Apply { relay: RelayId, agreed: Agreed },
    /// Its end.
    Close(RelayId),
    /// Tell what passed.
    Report(SyncSender<Totals>),
    /// The end of the thread.
    Stop,
}

/// No slot has this token.
const WAKE: Token = Token(usize::MAX);
/// Orders that may wait for a packet to wake the thread; more wake it.
const PILE: usize = 64;
/// The thread answers between two packets; longer means that it is gone.
const REPORT_WAIT: Duration = Duration::from_millis(500);

#[cfg(test)]
mod tests;
