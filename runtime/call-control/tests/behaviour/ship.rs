//! An exchange in virtual time, with every peer's inbox.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use call_control::*;
use gateway_api::{Gateway, GatewayKind as _, GatewaySettings, Secret};
use routing_table::Table;
use sip::digest::{Algorithm, Ha1};
use sip::message::{Message, parse};
use sip::random::Random;
use sip::time::Moment;

use crate::plan::{Plan, plan};

/// A socket of somebody who talks to the ship.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Peer {
    pub(crate) side: Side,
    pub(crate) address: SocketAddr,
}

impl Peer {
    pub(crate) fn crew(host: u8) -> Peer {
        Peer {
            side: Side::Crew,
            address: SocketAddr::from(([10, 1, 0, host], 5060)),
        }
    }

    pub(crate) fn alpha(host: u8) -> Peer {
        Peer {
            side: Side::Trunk,
            address: SocketAddr::from(([10, 7, 1, host], 5070)),
        }
    }

    pub(crate) fn beta(host: u8) -> Peer {
        Peer {
            side: Side::Trunk,
            address: SocketAddr::from(([10, 7, 2, host], 5070)),
        }
    }

    pub(crate) fn ip(self) -> IpAddr {
        self.address.ip()
    }

    pub(crate) fn flow(self) -> Flow {
        Flow {
            listener: self.side.listener(),
            transport: Transport::Udp,
            connection: None,
            peer: self.address,
        }
    }
}

/// A message that a peer has heard.
#[derive(Debug, Clone)]
pub(crate) struct Heard(pub Vec<u8>);

impl Heard {
    pub(crate) fn message(&self) -> Message<'_> {
        parse(&self.0).unwrap_or_else(|fault| panic!("{fault:?}:\n{self}"))
    }

    pub(crate) fn status(&self) -> u16 {
        self.message().status()
    }

    /// The method of a request; empty for a response.
    pub(crate) fn method(&self) -> String {
        let message = self.message();
        if message.is_request() {
            message.method().as_str().to_owned()
        } else {
            String::new()
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let known = sip::message::HeaderName::from_name(name);
        let message = self.message();
        let value = match known {
            Some(name) => message.header(name),
            None => message.header(name),
        };
        value.map(str::to_owned)
    }

    pub(crate) fn body(&self) -> String {
        String::from_utf8(self.message().body().to_vec()).unwrap()
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.0).into_owned()
    }

    /// `Q.850` cause and the word of the Reason.
    pub(crate) fn reason(&self) -> String {
        self.header("Reason").unwrap_or_default()
    }

    pub(crate) fn contact(&self) -> String {
        self.message().contacts().next().unwrap().uri.as_str().to_owned()
    }

    pub(crate) fn to_tag(&self) -> String {
        self.message().to().tag().unwrap_or_default().to_owned()
    }
}

impl std::fmt::Display for Heard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text())
    }
}

/// The exchange and all that it has said.
pub(crate) struct Ship {
    pub(crate) exchange: Exchange,
    pub(crate) plan: Plan,
    pub(crate) now: Moment,
    pub(crate) events: Vec<Event>,
    pub(crate) relays: BTreeMap<RelayId, Option<media::Agreed>>,
    pub(crate) closed_connections: Vec<Connection>,
    /// How many messages of each peer are lost from now on.
    pub(crate) lossy: HashMap<Peer, usize>,
    inboxes: HashMap<Peer, VecDeque<Heard>>,
    out: Outputs,
}

impl Ship {
    /// A ship with the usual plan.
    pub(crate) fn new() -> Ship {
        Ship::with(plan())
    }

    /// A ship with a plan of its own.
    pub(crate) fn with(plan: Plan) -> Ship {
        Ship::under(plan, None)
    }

    /// A ship with an emission profile in force.
    pub(crate) fn under(plan: Plan, profile: Option<&str>) -> Ship {
        Ship::made(plan, profile, MAX_TRANSACTIONS)
    }

    /// A ship with room for few transactions.
    pub(crate) fn with_room_for(transactions: u32) -> Ship {
        Ship::made(plan(), None, transactions)
    }

    fn made(plan: Plan, profile: Option<&str>, transactions: u32) -> Ship {
        let address = |octets: [u8; 4], port| SideAddress {
            signalling: SocketAddr::from((octets, port)),
            media: IpAddr::V4(Ipv4Addr::from(octets)),
        };
        let exchange = Exchange::new(Setup {
            table: plan.table,
            profile: profile.and_then(|name| plan.table.profile_named(name)),
            gateways: gateways(&plan),
            stations: stations(&plan.table),
            random: Box::new(Seeded(7)),
            addresses: Addresses {
                crew: address([10, 1, 0, 1], 5060),
                trunk: address([10, 7, 0, 1], 5080),
            },
            transactions,
        });
        let mut ship = Ship {
            exchange: exchange.unwrap(),
            plan,
            now: Moment::START + Duration::from_secs(1000),
            events: Vec::new(),
            relays: BTreeMap::new(),
            closed_connections: Vec::new(),
            lossy: HashMap::new(),
            inboxes: HashMap::new(),
            out: Outputs::new(),
        };
        ship.exchange.start(ship.now, &mut ship.out);
        ship.collect();
        ship
    }

    /// The exchange hears something from a peer.
    pub(crate) fn hear(&mut self, peer: Peer, text: impl AsRef<[u8]>) {
        self.hear_by(peer.flow(), text);
    }

    /// The exchange hears something by any flow.
    pub(crate) fn hear_by(&mut self, flow: Flow, text: impl AsRef<[u8]>) {
        self.exchange
            .receive(self.now, flow, text.as_ref(), &mut self.out);
        self.collect();
    }

    /// Does something to the exchange that only its driver does.
    pub(crate) fn drive(&mut self, work: impl FnOnce(&mut Exchange, Moment, &mut Outputs)) {
        work(&mut self.exchange, self.now, &mut self.out);
        self.collect();
    }

    /// Lets time pass, stopping wherever the exchange wants to be called.
    pub(crate) fn pass(&mut self, time: Duration) {
        let end = self.now + time;
        let mut turns = 0;
        while let Some(deadline) = self.exchange.next_deadline().filter(|deadline| *deadline <= end) {
            self.now = deadline.max(self.now);
            self.exchange.advance(self.now, &mut self.out);
            self.collect();
            turns += 1;
            assert!(
                turns < 100_000,
                "time stands still at {:?}: {:?}",
                self.now,
                self.exchange
            );
        }
        self.now = end;
    }

    /// Lets seconds pass.
    pub(crate) fn seconds(&mut self, seconds: u64) {
        self.pass(Duration::from_secs(seconds));
    }

    /// The next message for a peer.
    pub(crate) fn next(&mut self, peer: Peer) -> Option<Heard> {
        self.inboxes.get_mut(&peer)?.pop_front()
    }

    /// The next message for a peer, which must be this request.
    pub(crate) fn request(&mut self, peer: Peer, method: &str) -> Heard {
        let heard = self
            .next(peer)
            .unwrap_or_else(|| panic!("{peer:?} hears {method}, but heard nothing"));
        assert_eq!(heard.method(), method, "{peer:?} heard\n{heard}");
        heard
    }

    /// Forgets what a peer has heard: retransmissions, which other tests count.
    pub(crate) fn forget(&mut self, peer: Peer) {
        self.inboxes.remove(&peer);
    }

    /// The next message for a peer, which must be a response with this status.
    pub(crate) fn response(&mut self, peer: Peer, status: u16) -> Heard {
        let heard = self
            .next(peer)
            .unwrap_or_else(|| panic!("{peer:?} hears {status}, but heard nothing"));
        assert_eq!(heard.status(), status, "{peer:?} heard\n{heard}");
        heard
    }

    /// A peer has heard nothing more.
    pub(crate) fn silence(&mut self, peer: Peer) {
        if let Some(heard) = self.next(peer) {
            panic!("{peer:?} hears nothing, but heard\n{heard}");
        }
    }

    pub(crate) fn count(&self, counter: Counter) -> u64 {
        self.exchange.counters().value(counter)
    }

    /// Ends a test: after every timer, nothing is kept of any call, and every relay is closed.
    pub(crate) fn rests(mut self) {
        self.seconds(400);
        let census = self.exchange.census();
        let expected = Census {
            bindings: census.bindings,
            ..Census::default()
        };
        assert_eq!(census, expected, "everything is given back");
        assert!(self.relays.is_empty(), "every relay is closed: {:?}", self.relays);
        for (_, _, _, calls) in self.exchange.gateways() {
            assert_eq!(calls, 0, "every channel is free");
        }
    }

    fn collect(&mut self) {
        let out = std::mem::take(&mut self.out);
        for output in out.list() {
            match output {
                Output::Send { flow, bytes } => self.deliver(*flow, out.bytes(bytes)),
                Output::CloseConnection(connection) => self.closed_connections.push(*connection),
                Output::OpenRelay(ports) => {
                    assert_eq!(ports.calling.rtp % 2, 0);
                    assert_ne!(ports.calling.rtp, ports.called.rtp);
                    assert!(
                        self.relays.insert(ports.relay, None).is_none(),
                        "a relay is opened once"
                    );
                }
                Output::UpdateRelay(agreement) => {
                    *self.relays.get_mut(&agreement.relay).expect("an open relay") = Some(agreement.agreed);
                }
                Output::CloseRelay(relay) => {
                    assert!(self.relays.remove(relay).is_some(), "an open relay is closed");
                }
                Output::Resolve { host, .. } => panic!("the plan gives addresses, yet {host} is resolved"),
                Output::Log(event) => self.events.push(event.clone()),
            }
        }
    }

    fn deliver(&mut self, flow: Flow, bytes: &[u8]) {
        let side = if flow.listener == Side::Crew.listener() {
            Side::Crew
        } else {
            Side::Trunk
        };
        let peer = Peer {
            side,
            address: flow.peer,
        };
        if let Some(lost) = self.lossy.get_mut(&peer).filter(|lost| **lost > 0) {
            *lost -= 1;
            return;
        }
        let heard = Heard(bytes.to_vec());
        assert!(
            heard.message().via_top().branch().is_some(),
            "every message can be read:\n{heard}"
        );
        self.inboxes.entry(peer).or_default().push_back(heard);
    }
}

fn stations(table: &Table<'static>) -> StationCredentials {
    let mut credentials = StationCredentials::new();
    for (index, station) in table.stations() {
        let password = format!("secret-{}", station.number());
        let ha1 = Ha1::new(Algorithm::Sha256, station.number(), "ship", password.as_bytes());
        credentials.set(index, ha1);
    }
    credentials
}

fn gateways(plan: &Plan) -> Vec<Box<dyn Gateway>> {
    let make = |(index, gateway): (_, routing_table::Gateway<'static>)| {
        let settings = GatewaySettings {
            name: plan.names.gateway(index).unwrap_or_default().to_owned(),
            kind: gateway.kind().to_owned(),
            profile: gateway.profile().to_owned(),
            number_format: gateway.number_format().name().to_owned(),
            codecs: gateway.codecs().map(|codec| codec.name().to_owned()).collect(),
            settings: gateway
                .settings()
                .map(|(key, text)| (key.to_owned(), text.to_owned()))
                .collect(),
            credential: Some(Secret::new("trunk-secret".to_owned())),
        };
        gateway_sip_trunk::KIND.create(&settings).unwrap()
    };
    plan.table.gateways().map(make).collect()
}

/// SplitMix64.
pub(crate) struct Seeded(pub u64);

impl Random for Seeded {
    fn fill(&mut self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(8) {
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = self.0;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            let bytes = (z ^ (z >> 31)).to_le_bytes();
            chunk.copy_from_slice(&bytes[..chunk.len()]);
        }
    }
}
