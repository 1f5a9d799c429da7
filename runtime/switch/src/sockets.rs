//! Binding of sockets: for signalling UDP and TCP on the address and port of a side, with large buffers; for media UDP.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use call_control::Side;
use socket2::{Domain, Protocol, Socket, Type};

/// The two sockets of one side, bound and not yet read.
#[derive(Debug)]
pub(crate) struct Bound {
    /// Datagrams.
    pub(crate) udp: std::net::UdpSocket,
    /// Stream connections.
    pub(crate) tcp: std::net::TcpListener,
    /// Bytes of receive buffer that the system gave, as it counts them.
    pub(crate) receive_buffer: usize,
}

/// Binds both sockets of a side.
pub(crate) fn bind(side: Side, address: SocketAddr) -> Result<Bound, Unbindable> {
    let fault = |transport| {
        move |error| Unbindable {
            side,
            address,
            transport,
            error,
        }
    };
    let udp = bind_udp(address).map_err(fault("UDP"))?;
    let receive_buffer = udp.recv_buffer_size().map_err(fault("UDP"))?;
    let tcp = bind_tcp(address).map_err(fault("TCP"))?;
    Ok(Bound {
        udp: udp.into(),
        tcp: tcp.into(),
        receive_buffer,
    })
}

/// A socket for media, which may be read without waiting.
pub(crate) fn bind_media(address: SocketAddr) -> io::Result<std::net::UdpSocket> {
    let socket = open(address, Type::DGRAM, Protocol::UDP)?;
    socket.bind(&address.into())?;
    Ok(socket.into())
}

/// A TCP socket from the side's own address to a peer, not yet connected.
pub(crate) fn outbound_tcp(local: IpAddr, peer: SocketAddr) -> io::Result<tokio::net::TcpSocket> {
    let socket = match reachable_from(local, peer) {
        SocketAddr::V4(_) => tokio::net::TcpSocket::new_v4(),
        SocketAddr::V6(_) => tokio::net::TcpSocket::new_v6(),
    }?;
    socket.bind(SocketAddr::new(local, 0))?;
    socket.set_nodelay(true)?;
    Ok(socket)
}

/// The form of a peer's address that a socket of this family can send to.
pub(crate) fn reachable_from(local: IpAddr, peer: SocketAddr) -> SocketAddr {
    match (local, peer.ip()) {
        (IpAddr::V6(_), IpAddr::V4(v4)) => SocketAddr::new(v4.to_ipv6_mapped().into(), peer.port()),
        _ => peer,
    }
}

/// The one form in which the exchange knows an address: IPv4 inside IPv6 is IPv4.
pub(crate) fn canonical(peer: SocketAddr) -> SocketAddr {
    SocketAddr::new(peer.ip().to_canonical(), peer.port())
}

/// A port that cannot be had.
#[derive(Debug)]
pub(crate) struct Unbindable {
    side: Side,
    address: SocketAddr,
    transport: &'static str,
    error: io::Error,
}

impl fmt::Display for Unbindable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Unbindable {
            side,
            address,
            transport,
            error,
        } = self;
        write!(
            f,
            "cannot listen on {transport} {address} for the {} side: {error}",
            side.as_str()
        )?;
        f.write_str(match error.kind() {
            io::ErrorKind::AddrInUse => "; another program has this port: see `ss -lntup`",
            io::ErrorKind::AddrNotAvailable => {
                "; no interface of this machine has this address: see `ip addr`"
            }
            io::ErrorKind::PermissionDenied => "; ports below 1024 need CAP_NET_BIND_SERVICE",
            _ => "",
        })
    }
}

fn bind_udp(address: SocketAddr) -> io::Result<Socket> {
    let socket = open(address, Type::DGRAM, Protocol::UDP)?;
    socket.set_recv_buffer_size(BUFFER_BYTES)?;
    socket.set_send_buffer_size(BUFFER_BYTES)?;
    socket.bind(&address.into())?;
    Ok(socket)
}

fn bind_tcp(address: SocketAddr) -> io::Result<Socket> {
    let socket = open(address, Type::STREAM, Protocol::TCP)?;
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket)
}

fn open(address: SocketAddr, kind: Type, protocol: Protocol) -> io::Result<Socket> {
    let socket = Socket::new(Domain::for_address(address), kind, Some(protocol))?;
    if address.ip() == IpAddr::V6(Ipv6Addr::UNSPECIFIED) {
        socket.set_only_v6(false)?;
    }
    socket.set_nonblocking(true)?;
    Ok(socket)
}

/// Asked of the system for each direction; bursts beyond the buffer are lost whatever the program does.
pub(crate) const BUFFER_BYTES: usize = 4 << 20;
/// TCP connections that may wait to be accepted.
const BACKLOG: i32 = 256;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_named_with_its_side() {
        let first = bind(Side::Crew, "127.0.0.1:0".parse().unwrap()).unwrap();
        let taken = first.udp.local_addr().unwrap();
        let text = bind(Side::Trunk, taken).unwrap_err().to_string();
        assert!(
            text.contains(&format!("UDP {taken} for the trunk side")),
            "{text}"
        );
        assert!(text.contains("another program has this port"), "{text}");
    }

    #[test]
    fn ipv4_inside_ipv6_is_known_as_ipv4_and_reached_again() {
        let wire: SocketAddr = "[::ffff:192.0.2.1]:5060".parse().unwrap();
        let known = canonical(wire);
        assert_eq!(known, "192.0.2.1:5060".parse().unwrap());
        assert_eq!(reachable_from(Ipv6Addr::UNSPECIFIED.into(), known), wire);
    }
}
