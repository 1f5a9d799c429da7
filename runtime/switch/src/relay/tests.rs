//! Packets through real sockets on the loopback interface; each wait is for a packet, bounded by a read time-out.

use std::net::UdpSocket as Plain;

use call_control::RelayEnd;
use media::{DropReason, MediaRemote, PayloadTypes, Stream};

use super::*;

const LOOPBACK: [IpAddr; 2] = [IpAddr::V4(std::net::Ipv4Addr::LOCALHOST); 2];
const VOICE: [u8; 16] = [0x80, 8, 0, 1, 0, 0, 0, 160, 1, 2, 3, 4, 0xd5, 0xd5, 0xd5, 0xd5];

fn relays() -> Relays {
    relays_on(LOOPBACK)
}

fn relays_on(addresses: [IpAddr; 2]) -> Relays {
    // Nothing is silent for long enough here to be told of.
    let (silent, _) = tokio::sync::mpsc::channel(1);
    Relays::start(addresses, Clock::start(), silent).unwrap()
}

/// A party with an RTP socket, and the relay's port for it.
struct Phone {
    socket: Plain,
    port: u16,
}

impl Phone {
    fn new() -> Phone {
        let socket = Plain::bind("127.0.0.1:0").unwrap();
        socket.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        // An even port that was free a moment ago.
        let port = (0..1000)
            .filter_map(|_| Plain::bind("127.0.0.1:0").ok()?.local_addr().ok())
            .map(|address| address.port())
            .find(|port| port % 2 == 0 && *port < u16::MAX)
            .unwrap();
        Phone { socket, port }
    }

    fn stream(&self) -> Stream {
        let rtp = self.socket.local_addr().unwrap();
        let rtcp = SocketAddr::new(rtp.ip(), rtp.port().wrapping_add(1));
        Stream {
            remote: Some(MediaRemote { rtp, rtcp }),
            accepts: PayloadTypes::from_iter([8]),
        }
    }

    fn say(&self) {
        self.socket.send_to(&VOICE, ("127.0.0.1", self.port)).unwrap();
    }

    fn hears(&self) -> (Vec<u8>, u16) {
        let mut buffer = [0; 100];
        let (length, from) = self.socket.recv_from(&mut buffer).unwrap();
        (buffer[..length].to_vec(), from.port())
    }
}

fn ports(relay: u64, calling: &Phone, called: &Phone) -> RelayPorts {
    RelayPorts {
        relay: RelayId(relay),
        calling: RelayEnd {
            side: Side::Crew,
            rtp: calling.port,
        },
        called: RelayEnd {
            side: Side::Trunk,
            rtp: called.port,
        },
    }
}

fn agreement(relay: u64, calling: &Phone, called: &Phone) -> RelayAgreement {
    let agreed = Agreed {
        calling: calling.stream(),
        called: called.stream(),
    };
    RelayAgreement {
        relay: RelayId(relay),
        agreed,
    }
}

#[test]
fn both_parties_hear_each_other_through_the_port_of_their_own_side() {
    let mut relays = relays();
    let (calling, called) = (Phone::new(), Phone::new());
    relays.open(&ports(1, &calling, &called)).unwrap();
    relays.update(&agreement(1, &calling, &called));
    calling.say();
    assert_eq!(called.hears(), (VOICE.to_vec(), called.port));
    called.say();
    assert_eq!(calling.hears(), (VOICE.to_vec(), calling.port));
    assert_eq!(relays.totals().unwrap().packets, 2);
}

#[test]
fn nothing_passes_before_the_agreement_nor_after_the_end_and_ports_serve_the_next_call() {
    let mut relays = relays();
    let (calling, called) = (Phone::new(), Phone::new());
    relays.open(&ports(1, &calling, &called)).unwrap();
    calling.say();
    let early = settled(&relays, |totals| totals.dropped[0] == 1);
    assert_eq!(early.packets, 0);
    relays.update(&agreement(1, &calling, &called));
    taken(&relays);
    calling.say();
    called.hears();
    relays.close(RelayId(1));
    taken(&relays);
    calling.say();
    assert_eq!(settled(&relays, |totals| totals.without_call == 1).packets, 1);
    relays.open(&ports(2, &calling, &called)).unwrap();
    relays.update(&agreement(2, &calling, &called));
    calling.say();
    assert_eq!(called.hears().0, VOICE);
}

#[test]
fn a_port_serves_the_other_side_in_the_next_call_where_both_have_one_address() {
    let mut relays = relays();
    let (one, other) = (Phone::new(), Phone::new());
    relays.open(&ports(1, &one, &other)).unwrap();
    relays.close(RelayId(1));
    relays.open(&ports(2, &other, &one)).unwrap();
    relays.update(&agreement(2, &other, &one));
    other.say();
    assert_eq!(one.hears(), (VOICE.to_vec(), one.port));
}

#[test]
fn an_unspecified_address_is_shared_with_the_other_side() {
    let everywhere: IpAddr = "0.0.0.0".parse().unwrap();
    let own: IpAddr = "10.0.0.1".parse().unwrap();
    let six: IpAddr = "::1".parse().unwrap();
    let both: IpAddr = "::".parse().unwrap();
    assert_eq!(without_overlap([own, everywhere]), [everywhere; 2]);
    assert_eq!(without_overlap([everywhere, own]), [everywhere; 2]);
    assert_eq!(without_overlap([everywhere, six]), [everywhere, six]);
    assert_eq!(without_overlap([own, six]), [own, six]);
    for other in [own, everywhere, six, both] {
        assert_eq!(without_overlap([both, other]), [both; 2]);
        assert_eq!(without_overlap([other, both]), [both; 2]);
    }
}

#[test]
fn a_port_serves_either_side_where_one_listens_everywhere_and_the_other_on_an_address_of_ipv4() {
    let mut relays = relays_on([IpAddr::V6(std::net::Ipv6Addr::UNSPECIFIED), LOOPBACK[0]]);
    let (one, other) = (Phone::new(), Phone::new());
    relays.open(&ports(1, &one, &other)).unwrap();
    relays.close(RelayId(1));
    relays.open(&ports(2, &other, &one)).unwrap();
    relays.update(&agreement(2, &other, &one));
    other.say();
    assert_eq!(one.hears(), (VOICE.to_vec(), one.port));
}

#[test]
fn a_stranger_reaches_nobody() {
    let mut relays = relays();
    let (calling, called, stranger) = (Phone::new(), Phone::new(), Phone::new());
    relays.open(&ports(1, &calling, &called)).unwrap();
    relays.update(&agreement(1, &calling, &called));
    stranger
        .socket
        .send_to(&VOICE, ("127.0.0.1", calling.port))
        .unwrap();
    let wrong = DropReason::ALL
        .iter()
        .position(|reason| *reason == DropReason::WrongSource)
        .unwrap();
    assert_eq!(settled(&relays, |totals| totals.dropped[wrong] == 1).packets, 0);
}

#[test]
fn orders_that_no_packet_announces_do_not_pile_up() {
    let relays = relays();
    for relay in 0..10_000 {
        relays.close(RelayId(relay));
    }
    relays.totals().unwrap();
    assert!(relays.shared.orders.lock().unwrap().is_empty());
}

/// Returns when every order so far is carried out: a thread that is reading takes the next packet first.
fn taken(relays: &Relays) {
    relays.totals().unwrap();
}

/// The totals once they are as expected: the thread may not have read the packet yet.
fn settled(relays: &Relays, expected: impl Fn(&Totals) -> bool) -> Totals {
    let end = std::time::Instant::now() + Duration::from_secs(5);
    loop {
        let totals = relays.totals().unwrap();
        if expected(&totals) || std::time::Instant::now() > end {
            assert!(expected(&totals), "{totals:?}");
            return totals;
        }
    }
}
