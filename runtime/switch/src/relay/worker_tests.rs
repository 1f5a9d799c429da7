//! Silence in virtual time: the worker's rules without its thread and without sockets.

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
    let used = Use {
        relay: RELAY,
        party,
        component: Component::Rtp,
        out: 0,
    };
    worker.pass(Some(used), now, source, &mut VOICE.clone());
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
