//! Two layers over a network that loses, doubles and reorders, and mutated messages: everything ends, nothing panics.

use super::*;
use crate::random::tests::Seeded;
use std::collections::{BTreeMap, BTreeSet};

/// Messages on their way, by arrival.
struct Network {
    random: Seeded,
    loss: u64,
    doubling: u64,
    delay: u64,
    flying: BTreeMap<(u64, u64), (usize, Vec<u8>)>,
    serial: u64,
}

impl Network {
    fn carry(&mut self, now: u64, to: usize, bytes: &[u8]) {
        let copies = u64::from(self.random.below(100) >= self.loss)
            + u64::from(self.random.below(100) < self.doubling);
        for _ in 0..copies {
            self.serial += 1;
            let arrival = now + 1 + self.random.below(self.delay);
            self.flying.insert((arrival, self.serial), (to, bytes.to_vec()));
        }
    }
}

/// What the user of a layer has to remember about one call or request.
#[derive(Default)]
struct User {
    answers: Vec<(u64, ServerId, Vec<u8>, u16)>,
    finals: BTreeSet<u64>,
    successes: u64,
}

struct World {
    sides: [Side; 2],
    users: [User; 2],
    network: Network,
    now: u64,
    began: u64,
}

impl World {
    fn new(seed: u64) -> Self {
        let mut random = Seeded(seed);
        let network = Network {
            loss: random.below(60),
            doubling: random.below(40),
            delay: 1 + random.below(1500),
            random,
            flying: BTreeMap::new(),
            serial: 0,
        };
        let sides = [Side::new(), Side::new()];
        Self {
            sides,
            users: Default::default(),
            network,
            now: 0,
            began: 0,
        }
    }

    /// One transaction a second for `count` seconds, then whatever it takes until both sides are at rest.
    fn run(&mut self, count: u64) {
        let mut clients: Vec<(usize, ClientId)> = Vec::new();
        let mut next_begin = 0;
        let limit = 3_600_000;
        while self.now < limit {
            let begin = (self.began < count).then_some(next_begin);
            let arrival = self.network.flying.keys().next().map(|(at, _)| *at);
            let timers = self
                .sides
                .iter()
                .filter_map(|side| side.layer.next_deadline())
                .map(Moment::as_millis)
                .min();
            let answer = self
                .users
                .iter()
                .flat_map(|user| &user.answers)
                .map(|answer| answer.0)
                .min();
            let Some(next) = [begin, arrival, timers, answer].into_iter().flatten().min() else {
                return;
            };
            self.now = next.max(self.now);
            for side in 0..2 {
                self.sides[side].run_to(self.now);
                self.answer(side);
            }
            if begin.is_some_and(|begin| begin <= self.now) {
                clients.push(self.begin());
                next_begin = self.now + self.network.random.below(2000);
            }
            if let Some((side, client)) = clients.pop_if(|_| self.network.random.below(8) == 0) {
                let side = &mut self.sides[side];
                let _ = side.layer.cancel(side.now, client, None, &mut side.wire);
            }
            self.deliver();
            self.flush();
        }
        panic!("not at rest after an hour");
    }

    fn begin(&mut self) -> (usize, ClientId) {
        self.began += 1;
        let from = self.network.random.below(2) as usize;
        let method = [Method::Invite, Method::Invite, Method::Bye, Method::Options]
            [self.network.random.below(4) as usize];
        let branch = format!("z9hG4bK{}x{from}", self.began);
        let bytes = request_with(method, &branch, self.began as u32, "", None);
        let outgoing = Outgoing {
            flow: udp(),
            t1: T1::TERRESTRIAL,
            owner: Owner(self.began),
        };
        let side = &mut self.sides[from];
        let client = side
            .layer
            .send_request(side.now, outgoing, &bytes, &mut side.wire)
            .expect("room");
        (from, client)
    }

    fn deliver(&mut self) {
        while let Some(entry) = self
            .network
            .flying
            .first_entry()
            .filter(|entry| entry.key().0 <= self.now)
        {
            let (to, bytes) = entry.remove();
            let message = parse(&bytes).expect("the network keeps messages whole");
            let side = &mut self.sides[to];
            match side.layer.receive(side.now, udp(), &message, &mut side.wire) {
                Delivered::Request(fresh) => {
                    let server = side
                        .layer
                        .open(side.now, fresh, &message, Owner(1), T1::TERRESTRIAL)
                        .expect("room");
                    let delay = self.network.random.below(9000);
                    let status = [180, 200, 200, 486][self.network.random.below(4) as usize];
                    self.users[to]
                        .answers
                        .push((self.now + delay, server, bytes.clone(), status));
                }
                Delivered::Cancelled { invite, .. } => {
                    self.users[to].answers.retain_mut(|answer| {
                        if answer.1 == invite {
                            (answer.0, answer.3) = (self.now, 487);
                        }
                        true
                    });
                }
                Delivered::Acknowledgement { invite, .. } => {
                    side.layer.acknowledged(invite);
                }
                Delivered::Response { client, owner } => {
                    if message.status() >= 200 {
                        let repeated = !self.users[to].finals.insert(owner.0);
                        assert!(!repeated, "a final response is told once");
                    }
                    if message.method() == Method::Invite && (200..300).contains(&message.status()) {
                        self.users[to].successes += 1;
                        let branch = format!("z9hG4bKack{}x{to}", owner.0);
                        let ack = request_with(Method::Ack, &branch, message.cseq().number, "srv", None);
                        side.layer.acknowledge(client, "srv", udp(), &ack, &mut side.wire);
                    }
                }
                Delivered::Absorbed | Delivered::Stray | Delivered::Refused => {}
            }
        }
    }

    fn answer(&mut self, side: usize) {
        let now = self.now;
        let due: Vec<_> = self.users[side]
            .answers
            .extract_if(.., |answer| answer.0 <= now)
            .collect();
        for (_, server, request, status) in due {
            let _ended_meanwhile = self.sides[side].respond(server, &request, status);
            if status == 180 {
                let delay = self.network.random.below(9000);
                self.users[side].answers.push((now + delay, server, request, 200));
            }
        }
    }

    fn flush(&mut self) {
        for side in 0..2 {
            for sent in self.sides[side].take_sent() {
                self.network.carry(self.now, 1 - side, &sent.bytes);
            }
        }
    }
}

#[test]
fn over_a_network_that_loses_doubles_and_reorders_everything_ends() {
    let mut repeated = 0;
    let mut successes = 0;
    for seed in 0..60 {
        let mut world = World::new(seed);
        world.run(60);
        for side in &world.sides {
            side.assert_at_rest();
            repeated += side.layer.counters().requests_repeated + side.layer.counters().responses_repeated;
        }
        successes += world.users.iter().map(|user| user.successes).sum::<u64>();
    }
    assert!(repeated > 5_000, "the network was too kind: {repeated}");
    assert!(successes > 300, "hardly a call succeeded: {successes}");
}

#[test]
fn a_seed_replays_to_the_byte() {
    let trace = |seed| {
        let mut world = World::new(seed);
        world.run(30);
        (
            world.now,
            world.network.serial,
            world.sides.map(|side| side.layer.counters()),
        )
    };
    assert_eq!(trace(11), trace(11));
    assert_ne!(trace(11), trace(12));
}

#[test]
fn mutated_messages_neither_panic_nor_leave_anything_behind() {
    let mut random = Seeded(99);
    let mut understood = 0;
    for _ in 0..300 {
        let mut side = Side::new();
        side.send(udp(), &invite());
        let mut seeds = vec![
            invite(),
            ack(),
            ack_to_success(),
            request(Method::Cancel),
            request(Method::Options),
        ];
        seeds.extend([180, 200, 486].map(|status| response(&invite(), status, "srv")));
        for _ in 0..40 {
            let mut bytes = seeds[random.below(seeds.len() as u64) as usize].clone();
            for _ in 0..1 + random.below(4) {
                let place = random.below(bytes.len() as u64) as usize;
                match random.below(4) {
                    0 => bytes[place] = random.next() as u8,
                    1 => bytes[place] ^= 1 << random.below(8),
                    2 => drop(bytes.drain(place..(place + random.below(9) as usize).min(bytes.len()))),
                    _ => bytes.insert(place, b";=\"<>,: \t"[random.below(9) as usize]),
                }
            }
            let Ok(message) = parse(&bytes) else { continue };
            understood += 1;
            if let Delivered::Request(fresh) = side.layer.receive(side.now, udp(), &message, &mut side.wire) {
                let server = side
                    .layer
                    .open(side.now, fresh, &message, Owner(1), T1::TERRESTRIAL)
                    .expect("room");
                let status = [200, 486][random.below(2) as usize];
                let _ended = side.respond(server, &bytes, status);
            }
        }
        side.run_to(400_000);
        side.assert_at_rest();
    }
    assert!(understood > 1000, "the mutations were too wild: {understood}");
}
