//! One TCP connection: its bytes cut into messages, its queue written out, and an end when it misbehaves or is silent.

use std::fmt;
use std::io;
use std::time::Duration;

use sip::stream::{Frame, StreamFault, StreamFramer};
use sip::transaction::Connection;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout, timeout_at};

use crate::tcp::Report;

/// Why a connection ended.
#[derive(Debug)]
pub(crate) enum Ended {
    /// It could not be opened.
    NotOpened(io::Error),
    /// The peer closed it, or it was closed here.
    Closed,
    /// The system reported a fault.
    Fault(io::Error),
    /// Its bytes are no sequence of messages.
    Stream(StreamFault),
    /// Nothing whole came for too long.
    Silent,
    /// The peer does not read.
    NotReading,
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Ended::NotOpened(error) => write!(f, "it cannot be opened: {error}"),
            Ended::Closed => f.write_str("closed"),
            Ended::Fault(error) => write!(f, "{error}"),
            Ended::Stream(fault) => write!(f, "{fault}"),
            Ended::Silent => f.write_str("silent for too long"),
            Ended::NotReading => f.write_str("its peer does not read"),
        }
    }
}

/// Serves a connection until it ends.
pub(crate) async fn serve(
    connection: Connection,
    stream: impl Future<Output = io::Result<TcpStream>>,
    queued: mpsc::Receiver<Vec<u8>>,
    pings: mpsc::Sender<Vec<u8>>,
    reports: &mpsc::Sender<Report>,
) -> Ended {
    let stream = match stream.await {
        Ok(stream) => stream,
        Err(error) => return Ended::NotOpened(error),
    };
    let (reading, writing) = stream.into_split();
    tokio::select! {
        ended = read(connection, reading, pings, reports) => ended,
        ended = write(writing, queued) => ended,
    }
}

async fn read(
    connection: Connection,
    mut reading: OwnedReadHalf,
    pings: mpsc::Sender<Vec<u8>>,
    reports: &mpsc::Sender<Report>,
) -> Ended {
    let mut framer = StreamFramer::new();
    let mut buffer = vec![0; READ_BYTES];
    let mut patience = Patience::new();
    loop {
        let length = match timeout_at(patience.end, reading.read(&mut buffer)).await {
            Ok(Ok(0)) => return Ended::Closed,
            Ok(Ok(length)) => length,
            Ok(Err(error)) => return Ended::Fault(error),
            Err(_) => return Ended::Silent,
        };
        if let Err(fault) = framer.push(buffer.get(..length).unwrap_or_default()) {
            return Ended::Stream(fault);
        }
        let mut whole = false;
        loop {
            match framer.next_frame() {
                Ok(Some(Frame::Message(bytes))) => {
                    whole = true;
                    let report = Report::Message {
                        connection,
                        bytes: bytes.to_vec(),
                    };
                    if reports.send(report).await.is_err() {
                        return Ended::Closed;
                    }
                }
                // A peer that pings faster than it reads the answers loses answers.
                Ok(Some(Frame::Ping)) => drop(pings.try_send(b"\r\n".to_vec())),
                Ok(None) => break,
                Err(fault) => return Ended::Stream(fault),
            }
        }
        patience.renew(whole, !framer.pending().is_empty());
    }
}

async fn write(mut writing: OwnedWriteHalf, mut queued: mpsc::Receiver<Vec<u8>>) -> Ended {
    while let Some(bytes) = queued.recv().await {
        match timeout(WRITE_LIMIT, writing.write_all(&bytes)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => return Ended::Fault(error),
            Err(_) => return Ended::NotReading,
        }
    }
    Ended::Closed
}

/// Until when the next bytes must come. A part of a message does not buy more time for the rest of it, and pings
/// buy none for a first message.
struct Patience {
    end: Instant,
    proven: bool,
    partial: bool,
}

impl Patience {
    fn new() -> Patience {
        Patience {
            end: Instant::now() + FIRST_MESSAGE,
            proven: false,
            partial: false,
        }
    }

    fn renew(&mut self, whole: bool, partial: bool) {
        self.proven |= whole;
        let continues = self.partial && partial && !whole;
        self.partial = partial;
        if continues || !self.proven {
            return;
        }
        self.end = Instant::now() + if partial { REST_OF_MESSAGE } else { IDLE };
    }
}

const READ_BYTES: usize = 16 * 1024;
/// A new connection that has sent no whole message by then is closed.
const FIRST_MESSAGE: Duration = Duration::from_secs(10);
/// The rest of a message must follow its first bytes by then.
const REST_OF_MESSAGE: Duration = Duration::from_secs(10);
/// A connection that has spoken may then be silent for longer than the longest registration.
const IDLE: Duration = Duration::from_secs(3900);
/// A peer that takes nothing for so long is gone.
const WRITE_LIMIT: Duration = Duration::from_secs(10);
