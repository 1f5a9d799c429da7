//! The worker's rules without its thread: silence in virtual time, and whose turn it is to be read.

use media::{MediaRemote, PayloadTypes, Stream};
use tokio::sync::mpsc::{self, Receiver};

use super::*;
use crate::relay::silence::{LONGEST_SILENCE, ROUND};

const VOICE: [u8; 16] = [0x80, 8, 0, 1, 0, 0, 0, 160, 1, 2, 3, 4, 0xd5, 0xd5, 0xd5, 0xd5];
const RELAY: RelayId = RelayId(7);
/// The worker's own clock runs a little while the test invents later moments.
const SLACK: Duration = Duration::from_secs(30);

fn worker() -> (Worker, Receiver<RelayId>) {
    let (silent, told) = mpsc::channel(1);
    let poll = Poll::new().unwrap();
    let mut worker = Worker::new(poll, Arc::default(), Clock::start(), silent);
    worker.open(RELAY, [[Slot(0), Slot(1)], [Slot(2), Slot(3)]]);
    (worker, told)
}

fn source(port: u16) -> SocketAddr {
    SocketAddr::from(([10, 0, 0, 1], port))
}

fn stream(port: u16) -> Stream {
    Stream {
        remote: Some(MediaRemote {
            rtp: source(port),
            rtcp: source(port + 1),
        }),
        accepts: PayloadTypes::from_iter([8]),
    }
}

fn speaks(worker: &mut Worker, party: Party, now: Duration, source: SocketAddr) {
    sends(worker, party, now, source, VOICE);
}

fn sends(worker: &mut Worker, party: Party, now: Duration, source: SocketAddr, mut packet: [u8; 16]) {
    let used = Use {
        relay: RELAY,
        party,
        component: Component::Rtp,
        out: 0,
    };
    worker.pass(Some(used), now, source, &mut packet);
}

/// Goes round every minute up to `until` and gives the moments at which the relay was told of.
fn told(
    worker: &mut Worker,
    receiver: &mut Receiver<RelayId>,
    from: Duration,
    until: Duration,
) -> Vec<Duration> {
    let mut moments = Vec::new();
    let mut now = from;
    while now <= until {
        worker.report_silence(now);
        while let Ok(relay) = receiver.try_recv() {
            assert_eq!(relay, RELAY);
            moments.push(now);
        }
        now += ROUND;
    }
    moments
}

#[test]
fn a_relay_without_packets_is_told_of_after_the_longest_silence_and_not_before() {
    let (mut worker, mut receiver) = worker();
    let end = LONGEST_SILENCE + SLACK;
    assert_eq!(told(&mut worker, &mut receiver, SLACK, end), [end]);
}

#[test]
fn one_party_that_speaks_keeps_the_call() {
    let (mut worker, mut receiver) = worker();
    let agreed = Agreed {
        calling: stream(4000),
        called: stream(5000),
    };
    worker.apply(RELAY, &agreed);
    let last = LONGEST_SILENCE - ROUND;
    speaks(&mut worker, Party::Called, last, source(5000));
    speaks(&mut worker, Party::Calling, last + ROUND, source(6666));
    let end = last + LONGEST_SILENCE;
    assert_eq!(
        told(&mut worker, &mut receiver, ROUND, end),
        [end],
        "a stranger's packets are no sign of life"
    );
}

#[test]
fn who_listens_to_nobody_on_hold_still_keeps_the_call_by_speaking() {
    let (mut worker, mut receiver) = worker();
    let agreed = Agreed {
        calling: stream(4000),
        called: Stream::default(),
    };
    worker.apply(RELAY, &agreed);
    let last = LONGEST_SILENCE - ROUND;
    speaks(&mut worker, Party::Calling, last, source(4000));
    let end = last + LONGEST_SILENCE;
    assert_eq!(told(&mut worker, &mut receiver, ROUND, end), [end]);
}

#[test]
fn who_sends_a_payload_type_that_the_other_does_not_take_keeps_the_call() {
    let (mut worker, mut receiver) = worker();
    let agreed = Agreed {
        calling: stream(4000),
        called: stream(5000),
    };
    worker.apply(RELAY, &agreed);
    let (last, mut comfort_noise) = (LONGEST_SILENCE - ROUND, VOICE);
    comfort_noise[1] = 13;
    sends(&mut worker, Party::Calling, last, source(4000), comfort_noise);
    sends(
        &mut worker,
        Party::Calling,
        last + ROUND,
        source(6666),
        comfort_noise,
    );
    let end = last + LONGEST_SILENCE;
    assert_eq!(told(&mut worker, &mut receiver, ROUND, end), [end]);
    assert_eq!(worker.totals().packets, 0, "none of it passes");
}

#[test]
fn a_relay_that_nobody_closes_is_told_of_again_and_a_closed_one_never() {
    let (mut worker, mut receiver) = worker();
    let end = LONGEST_SILENCE + SLACK;
    assert_eq!(
        told(&mut worker, &mut receiver, end, end + LONGEST_SILENCE),
        [end, end + LONGEST_SILENCE]
    );
    worker.close(RELAY);
    assert_eq!(told(&mut worker, &mut receiver, end * 3, end * 3), []);
}

#[test]
fn what_finds_no_room_is_told_by_a_later_round() {
    let (mut worker, mut receiver) = worker();
    worker.open(RelayId(8), [[Slot(4), Slot(5)], [Slot(6), Slot(7)]]);
    let end = LONGEST_SILENCE + SLACK;
    worker.report_silence(end);
    assert_eq!(receiver.try_recv(), Ok(RELAY));
    assert!(receiver.try_recv().is_err());
    worker.report_silence(end + ROUND);
    assert_eq!(receiver.try_recv(), Ok(RelayId(8)));
}

/// A socket of the worker's that nothing polls, with so many packets waiting.
fn flooded(worker: &mut Worker, packets: usize) {
    let socket = UdpSocket::bind(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
    let address = socket.local_addr().unwrap();
    let sender = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    for _ in 0..packets {
        sender.send_to(&VOICE, address).unwrap();
    }
    worker.sockets.push(Socket {
        socket,
        local: address.ip(),
        used: None,
        queued: false,
    });
}

#[test]
fn a_flooded_socket_gets_one_burst_a_round_however_often_it_is_ready() {
    let (mut worker, _receiver) = worker();
    flooded(&mut worker, 3 * BURST + 1);
    flooded(&mut worker, 1);
    let mut buffer = [0; 100];
    let mut round = |ready: &[usize]| {
        let before = worker.totals.without_call;
        worker.round(ready.iter().copied(), SLACK, &mut buffer);
        let read = usize::try_from(worker.totals.without_call - before).unwrap();
        (read, worker.queue.clone())
    };
    assert_eq!(round(&[0]), (BURST, vec![0]));
    assert_eq!(round(&[0, 1, 0]), (BURST + 1, vec![0]), "the other has its turn");
    assert_eq!(round(&[0]), (BURST, vec![0]));
    assert_eq!(round(&[]), (1, vec![]), "what was left is read without an event");
    assert_eq!(round(&[0, 1]), (0, vec![]));
}

#[test]
fn an_event_of_a_slot_whose_socket_has_not_come_yet_is_nobodys() {
    let (mut worker, _receiver) = worker();
    worker.round([5].into_iter(), SLACK, &mut [0; 100]);
    assert!(worker.queue.is_empty());
}
