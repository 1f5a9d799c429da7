//! One side's datagrams: many are read at each wake-up, into one buffer; nothing is allocated for a packet.

use std::io;
use std::net::{IpAddr, SocketAddr};

use rustix::io::Errno;
use socket2::SockRef;
use tokio::net::UdpSocket;

use crate::sockets::{canonical, reachable_from};

/// The socket of a side.
#[derive(Debug)]
pub(crate) struct Datagrams {
    socket: UdpSocket,
    local: IpAddr,
}

impl Datagrams {
    /// Takes over a bound, non-blocking socket; must be called inside the runtime.
    pub(crate) fn new(socket: std::net::UdpSocket) -> io::Result<Datagrams> {
        let local = socket.local_addr()?.ip();
        Ok(Datagrams {
            socket: UdpSocket::from_std(socket)?,
            local,
        })
    }

    /// Waits until at least one datagram is there.
    pub(crate) async fn readable(&self) -> io::Result<()> {
        self.socket.readable().await
    }

    /// The next datagram that is already there, in the caller's buffer.
    pub(crate) fn next<'b>(&self, buffer: &'b mut [u8]) -> Option<(SocketAddr, &'b [u8])> {
        loop {
            match self.socket.try_recv_from(buffer) {
                Ok((length, source)) => return buffer.get(..length).map(|bytes| (canonical(source), bytes)),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return None,
                // A socket error belongs to an earlier send (RFC 1122 §4.1.3.3); the next datagram may be good.
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return None,
            }
        }
    }

    /// Sends one datagram now; a full system buffer is an error, and [`is_loss`] tells it from others.
    pub(crate) fn send(&self, peer: SocketAddr, bytes: &[u8]) -> io::Result<()> {
        // Straight to the system: the runtime refuses to send on a socket that it has not waited for yet.
        let socket = SockRef::from(&self.socket);
        let peer = reachable_from(self.local, peer).into();
        socket.send_to(bytes, &peer).map(|_| ())
    }
}

/// Whether a datagram was not sent only because the system had no room for it at that moment: it is lost as it might
/// have been on the wire, and says nothing about its peer.
pub(crate) fn is_loss(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::WouldBlock || Errno::from_io_error(error) == Some(Errno::NOBUFS)
}

/// A datagram is never longer; UDP's length field has 16 bits.
pub(crate) const LARGEST_DATAGRAM: usize = 65_535;
/// Datagrams of one side read before anything else gets its turn.
pub(crate) const BATCH: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_system_buffer_is_a_loss_and_an_unreachable_peer_is_not() {
        for full in [Errno::AGAIN, Errno::WOULDBLOCK, Errno::NOBUFS] {
            assert!(is_loss(&full.into()), "{full}");
        }
        for failure in [
            Errno::HOSTUNREACH,
            Errno::NETUNREACH,
            Errno::CONNREFUSED,
            Errno::MSGSIZE,
        ] {
            assert!(!is_loss(&failure.into()), "{failure}");
        }
    }
}
