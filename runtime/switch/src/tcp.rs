//! TCP connections of both sides: bounded in number, in silence and in what may wait to be written, so that a peer
//! that never reads or never speaks holds up nobody but itself.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use call_control::Side;
use sip::transaction::{Connection, Flow, Transport};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;

use crate::sockets::{outbound_tcp, reachable_from};
use crate::stream::{Ended, serve};

/// What the tasks of listeners and connections tell the exchange's loop.
#[derive(Debug)]
pub(crate) enum Report {
    /// A peer has connected; whether it may speak is not decided yet.
    Accepted {
        side: Side,
        stream: TcpStream,
        peer: SocketAddr,
    },
    /// One whole message.
    Message { connection: Connection, bytes: Vec<u8> },
    /// The connection is gone.
    Closed { connection: Connection, ended: Ended },
}

/// Every open connection.
#[derive(Debug)]
pub(crate) struct Connections {
    open: BTreeMap<Connection, Open>,
    by_peer: BTreeMap<(Side, SocketAddr), Connection>,
    next: u64,
    locals: [IpAddr; 2],
    reports: mpsc::Sender<Report>,
}

/// One of them.
#[derive(Debug)]
struct Open {
    side: Side,
    peer: SocketAddr,
    opened: OpenedBy,
    outgoing: mpsc::Sender<Vec<u8>>,
    task: AbortHandle,
    heard: Instant,
}

/// Who wanted a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum OpenedBy {
    /// Somebody who may be a stranger.
    Peer,
    /// The exchange, to an address of the plan or of a call.
    Exchange,
}

impl Connections {
    /// No connection yet; `locals` are the addresses of the crew and the trunk side.
    pub(crate) fn new(locals: [IpAddr; 2], reports: mpsc::Sender<Report>) -> Connections {
        Connections {
            open: BTreeMap::new(),
            by_peer: BTreeMap::new(),
            next: 1,
            locals,
            reports,
        }
    }

    /// Takes a connection that a peer opened. What had to be closed to make room is returned; `in_use` names the
    /// connections that the exchange needs, and is asked only when there is no room.
    pub(crate) fn accept(
        &mut self,
        side: Side,
        stream: TcpStream,
        peer: SocketAddr,
        in_use: impl FnOnce() -> BTreeSet<Connection>,
    ) -> Option<Flow> {
        let evicted = self.make_room(peer.ip(), in_use);
        self.add(side, peer, OpenedBy::Peer, async move { Ok(stream) });
        evicted
    }

    /// Queues one message on a connection, or on one to that peer, opened when there is none; what had to be closed
    /// for that is returned.
    ///
    /// # Errors
    /// When the connection is gone or its queue is full; then it should be closed.
    pub(crate) fn send(
        &mut self,
        to: Destination,
        bytes: &[u8],
        in_use: impl FnOnce() -> BTreeSet<Connection>,
    ) -> Result<Option<Flow>, Undelivered> {
        let (id, evicted) = match to {
            Destination::Connection(id) => (id, None),
            Destination::Peer(side, peer) => match self.by_peer.get(&(side, peer)) {
                Some(&id) => (id, None),
                None => {
                    let evicted = self.make_room(peer.ip(), in_use);
                    (self.connect(side, peer), evicted)
                }
            },
        };
        let connection = self.open.get(&id).ok_or(Undelivered::Gone)?;
        match connection.outgoing.try_send(bytes.to_vec()) {
            Ok(()) => Ok(evicted),
            Err(mpsc::error::TrySendError::Full(_)) => Err(Undelivered::QueueFull(id)),
            Err(mpsc::error::TrySendError::Closed(_)) => Err(Undelivered::Gone),
        }
    }

    /// The flow of an open connection; notes that its peer spoke.
    pub(crate) fn heard(&mut self, id: Connection) -> Option<Flow> {
        let connection = self.open.get_mut(&id)?;
        connection.heard = Instant::now();
        Some(connection.flow(id))
    }

    /// Closes a connection; its flow when it was open.
    pub(crate) fn close(&mut self, id: Connection) -> Option<Flow> {
        let connection = self.open.remove(&id)?;
        connection.task.abort();
        let key = (connection.side, connection.peer);
        if self.by_peer.get(&key) == Some(&id) {
            self.by_peer.remove(&key);
        }
        Some(connection.flow(id))
    }

    fn connect(&mut self, side: Side, peer: SocketAddr) -> Connection {
        let local = match side {
            Side::Crew => self.locals[0],
            Side::Trunk => self.locals[1],
        };
        self.add(side, peer, OpenedBy::Exchange, async move {
            let socket = outbound_tcp(local, peer)?;
            let connecting = socket.connect(reachable_from(local, peer));
            tokio::time::timeout(CONNECT_LIMIT, connecting)
                .await
                .map_err(std::io::Error::from)?
        })
    }

    fn add<F>(&mut self, side: Side, peer: SocketAddr, opened: OpenedBy, stream: F) -> Connection
    where
        F: Future<Output = std::io::Result<TcpStream>> + Send + 'static,
    {
        let id = Connection(self.next);
        self.next += 1;
        let (outgoing, queued) = mpsc::channel(QUEUED_MESSAGES);
        let reports = self.reports.clone();
        let pings = outgoing.clone();
        let task = tokio::spawn(async move {
            let ended = serve(id, stream, queued, pings, &reports).await;
            // Nobody listens any more when the program is ending.
            drop(
                reports
                    .send(Report::Closed {
                        connection: id,
                        ended,
                    })
                    .await,
            );
        });
        let heard = Instant::now();
        self.by_peer.insert((side, peer), id);
        self.open.insert(
            id,
            Open {
                side,
                peer,
                opened,
                outgoing,
                task: task.abort_handle(),
                heard,
            },
        );
        id
    }

    /// Closes the connection that was silent longest: one of this source when it has its full share, else one of the
    /// source that holds most, the new connection counted. What the exchange needs or has opened itself comes last, so
    /// that a flood from many addresses pushes out no telephone that is registered, however long it was silent.
    ///
    /// Each new connection costs one look at all of them, of which there are few; more than that, only one that finds no
    /// room: its source's share, or all of them once more.
    fn make_room(&mut self, source: IpAddr, in_use: impl FnOnce() -> BTreeSet<Connection>) -> Option<Flow> {
        let of_source = self.open.values().filter(|c| c.peer.ip() == source).count();
        let only_source = of_source >= CONNECTIONS_OF_ONE_SOURCE;
        if !only_source && self.open.len() < CONNECTIONS {
            return None;
        }
        let in_use = in_use();
        let candidates = || {
            let all = self.open.iter();
            all.filter(|(_, c)| !only_source || c.peer.ip() == source)
        };
        let mut held = BTreeMap::from([(source, 1_usize)]);
        for (_, connection) in candidates() {
            *held.entry(connection.peer.ip()).or_default() += 1;
        }
        let needed = |id, c: &Open| c.opened == OpenedBy::Exchange || in_use.contains(id);
        let (&silent, _) =
            candidates().min_by_key(|(id, c)| (needed(id, c), Reverse(held.get(&c.peer.ip())), c.heard))?;
        self.close(silent)
    }
}

impl Open {
    fn flow(&self, id: Connection) -> Flow {
        let listener = self.side.listener();
        Flow {
            listener,
            transport: Transport::Tcp,
            connection: Some(id),
            peer: self.peer,
        }
    }
}

/// Where a message goes.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Destination {
    /// On that connection only.
    Connection(Connection),
    /// On any connection to that peer.
    Peer(Side, SocketAddr),
}

/// Why a message was not queued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Undelivered {
    /// There is no such connection any more.
    Gone,
    /// The peer does not read; its connection should be closed.
    QueueFull(Connection),
}

/// Connections of both sides together: every station of a large ship three times over.
const CONNECTIONS: usize = 1024;
/// Connections of one address.
const CONNECTIONS_OF_ONE_SOURCE: usize = 64;
/// Messages that may wait for one peer to read.
const QUEUED_MESSAGES: usize = 64;
/// A connection that is not made by then is not made.
const CONNECT_LIMIT: Duration = Duration::from_secs(4);

#[cfg(test)]
#[path = "tcp_tests.rs"]
mod tests;
