use std::net::Ipv4Addr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::*;
use crate::stream::Ended;

const LOOPBACK: [IpAddr; 2] = [IpAddr::V4(Ipv4Addr::LOCALHOST); 2];
const OPTIONS: &[u8] = b"OPTIONS sip:a SIP/2.0\r\nContent-Length: 0\r\n\r\n";

/// A peer's end of an accepted connection, and ours.
async fn accepted(connections: &mut Connections) -> (TcpStream, Option<Flow>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let peer = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
    let (stream, address) = listener.accept().await.unwrap();
    (
        peer,
        connections.accept(Side::Crew, stream, address, BTreeSet::new),
    )
}

fn connections() -> (Connections, mpsc::Receiver<Report>) {
    let (report, reports) = mpsc::channel(16);
    (Connections::new(LOOPBACK, report), reports)
}

#[tokio::test]
async fn messages_are_cut_out_and_answers_go_back_on_the_same_connection() {
    let (mut connections, mut reports) = connections();
    let (mut peer, _) = accepted(&mut connections).await;
    for half in [&OPTIONS[..10], &OPTIONS[10..]] {
        peer.write_all(half).await.unwrap();
        peer.flush().await.unwrap();
    }
    let Some(Report::Message { connection, bytes }) = reports.recv().await else {
        panic!("no message")
    };
    assert_eq!(bytes, OPTIONS);
    let flow = connections.heard(connection).unwrap();
    assert_eq!(flow.peer, peer.local_addr().unwrap());
    connections
        .send(Destination::Connection(connection), b"answer", BTreeSet::new)
        .unwrap();
    let mut answer = [0; 6];
    peer.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"answer");
}

#[tokio::test]
async fn a_ping_is_answered() {
    let (mut connections, _reports) = connections();
    let (mut peer, _) = accepted(&mut connections).await;
    peer.write_all(b"\r\n\r\n").await.unwrap();
    let mut pong = [0; 2];
    peer.read_exact(&mut pong).await.unwrap();
    assert_eq!(&pong, b"\r\n");
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_never_says_a_whole_message_is_closed() {
    let (mut connections, mut reports) = connections();
    let (mut peer, _) = accepted(&mut connections).await;
    peer.write_all(&OPTIONS[..10]).await.unwrap();
    let Some(Report::Closed { ended, .. }) = reports.recv().await else {
        panic!("still open")
    };
    assert!(matches!(ended, Ended::Silent), "{ended}");
}

#[tokio::test]
async fn a_peer_that_never_reads_fills_its_own_queue_only() {
    let (mut connections, mut reports) = connections();
    let (mut peer, _) = accepted(&mut connections).await;
    let (mut other, _) = accepted(&mut connections).await;
    peer.write_all(OPTIONS).await.unwrap();
    let Some(Report::Message { connection, .. }) = reports.recv().await else {
        panic!("no message")
    };
    let large = vec![b'x'; 60_000];
    let full = (0..100_000).find_map(|_| {
        connections
            .send(Destination::Connection(connection), &large, BTreeSet::new)
            .err()
    });
    assert_eq!(full, Some(Undelivered::QueueFull(connection)));
    assert!(connections.close(connection).is_some());
    other.write_all(OPTIONS).await.unwrap();
    loop {
        match reports.recv().await.unwrap() {
            Report::Message {
                connection: second, ..
            } => {
                assert_ne!(second, connection);
                break;
            }
            Report::Closed { .. } => {}
            other @ Report::Accepted { .. } => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn one_source_gets_its_share_and_its_longest_silent_connection_makes_room() {
    let (mut connections, _reports) = connections();
    let mut peers = Vec::new();
    for _ in 0..CONNECTIONS_OF_ONE_SOURCE {
        let (peer, evicted) = accepted(&mut connections).await;
        assert!(evicted.is_none());
        peers.push(peer);
    }
    let (_peer, evicted) = accepted(&mut connections).await;
    assert_eq!(evicted.unwrap().peer, peers[0].local_addr().unwrap());
    assert_eq!(connections.open.len(), CONNECTIONS_OF_ONE_SOURCE);
}

#[tokio::test]
async fn a_peer_that_cannot_be_reached_is_reported() {
    let (mut connections, mut reports) = connections();
    let free = TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap();
    connections
        .send(Destination::Peer(Side::Trunk, free), OPTIONS, BTreeSet::new)
        .unwrap();
    let Some(Report::Closed { connection, ended }) = reports.recv().await else {
        panic!("connected")
    };
    assert!(matches!(ended, Ended::NotOpened(_)), "{ended}");
    assert_eq!(connections.close(connection).unwrap().peer, free);
}

/// A connection of that source on which nothing happens.
fn idle(connections: &mut Connections, source: IpAddr, port: u16) -> Connection {
    connections.add(
        Side::Crew,
        SocketAddr::new(source, port),
        OpenedBy::Peer,
        std::future::pending::<std::io::Result<TcpStream>>(),
    )
}

fn address(number: u32) -> IpAddr {
    IpAddr::V4(Ipv4Addr::from_bits(0x0a00_0000 + number))
}

#[tokio::test]
async fn when_all_are_taken_the_source_that_holds_most_makes_room() {
    let (mut connections, _reports) = connections();
    let (phone, flooder) = (address(1), address(2));
    idle(&mut connections, phone, 1);
    for port in 1..=3 {
        idle(&mut connections, flooder, port);
    }
    let mut others = (3..).map(address);
    while connections.open.len() < CONNECTIONS {
        idle(&mut connections, others.next().unwrap(), 1);
    }
    for port in 1..=2 {
        let newcomer = others.next().unwrap();
        let evicted = connections.make_room(newcomer, BTreeSet::new).unwrap().peer;
        assert_eq!(evicted, SocketAddr::new(flooder, port), "its longest silent one");
        idle(&mut connections, newcomer, 1);
    }
    let evicted = connections.make_room(flooder, BTreeSet::new).unwrap().peer;
    assert_eq!(
        evicted,
        SocketAddr::new(flooder, 3),
        "a second connection takes nobody's first"
    );
    idle(&mut connections, flooder, 4);
    let evicted = connections
        .make_room(others.next().unwrap(), BTreeSet::new)
        .unwrap()
        .peer;
    assert_eq!(evicted.ip(), phone, "all hold one: the longest silent of all");
}

#[tokio::test]
async fn a_flood_from_many_addresses_pushes_out_no_connection_that_is_in_use() {
    let (mut connections, _reports) = connections();
    let phone = idle(&mut connections, address(1), 5060);
    let in_use = || BTreeSet::from([phone]);
    for number in 2..2 + 2 * CONNECTIONS as u32 {
        connections.make_room(address(number), in_use);
        idle(&mut connections, address(number), 1);
    }
    assert_eq!(connections.open.len(), CONNECTIONS);
    assert!(
        connections.open.contains_key(&phone),
        "silent since before the flood"
    );
    let evicted = connections.make_room(address(1), in_use).unwrap();
    assert_ne!(evicted.connection, Some(phone));
}

#[tokio::test]
async fn when_all_are_in_use_the_longest_silent_makes_room() {
    let (mut connections, _reports) = connections();
    let open: Vec<Connection> = (0..CONNECTIONS as u32)
        .map(|number| idle(&mut connections, address(number), 1))
        .collect();
    let evicted = connections.make_room(address(1 << 20), || open.iter().copied().collect());
    assert_eq!(evicted.unwrap().connection, Some(open[0]));
}

#[tokio::test]
async fn a_connection_that_the_exchange_opens_makes_room_and_stays() {
    let (mut connections, _reports) = connections();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    for number in 0..CONNECTIONS as u32 {
        idle(&mut connections, address(number), 1);
    }
    let trunk = listener.local_addr().unwrap();
    let to = Destination::Peer(Side::Trunk, trunk);
    let evicted = connections.send(to, OPTIONS, BTreeSet::new).unwrap();
    assert_eq!(evicted.unwrap().peer, SocketAddr::new(address(0), 1));
    assert_eq!(connections.open.len(), CONNECTIONS);
    assert_eq!(
        connections.send(to, OPTIONS, BTreeSet::new),
        Ok(None),
        "it is used again"
    );
    for number in 1..=2 * CONNECTIONS as u32 {
        let evicted = connections
            .make_room(address(number << 16), BTreeSet::new)
            .unwrap();
        assert_ne!(evicted.peer, trunk);
        idle(&mut connections, address(number << 16), 1);
    }
}
