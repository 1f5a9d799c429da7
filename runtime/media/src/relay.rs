//! The relay rules of one call: which packet may pass to whom.
//!
//! Only the address and port that a party named in SDP may send, only payload types that the other party accepts may
//! pass, and only to the address that the other party named. Nothing is learned from packets.

use core::fmt;
use core::net::SocketAddr;
use core::time::Duration;

use crate::negotiation::{Agreed, Stream};
use crate::packet::{is_rtcp, rtp_payload_type};
use crate::{Party, PerParty};

/// Which of the two ports of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Component {
    /// The even port: voice and DTMF.
    Rtp,
    /// The odd port: reports.
    Rtcp,
}

/// Why a packet does not pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DropReason {
    /// Nothing is agreed with this party: no answer yet, or its stream is off.
    NotAgreed,
    /// The source is not the address and port that the party named.
    WrongSource,
    /// Neither RTP nor RTCP, as the port demands.
    Malformed,
    /// A payload type that the other party did not name.
    PayloadType,
    /// The other party takes no packets now.
    NoDestination,
}

impl DropReason {
    /// Every reason, in the order in which the rules are applied.
    pub const ALL: [DropReason; 5] = [
        DropReason::NotAgreed,
        DropReason::WrongSource,
        DropReason::Malformed,
        DropReason::PayloadType,
        DropReason::NoDestination,
    ];

    /// The stable kebab-case name for logs and metrics.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            DropReason::NotAgreed => "media-not-agreed",
            DropReason::WrongSource => "media-wrong-source",
            DropReason::Malformed => "media-malformed",
            DropReason::PayloadType => "media-payload-type",
            DropReason::NoDestination => "media-no-destination",
        }
    }
}

impl fmt::Display for DropReason {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// What one party sent: packets that passed, and packets that did not, by reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RelayCounters {
    /// RTP and RTCP packets that passed.
    pub packets: u64,
    /// Their payload octets, UDP and IP headers not counted.
    pub octets: u64,
    not_agreed: u64,
    wrong_source: u64,
    malformed: u64,
    payload_type: u64,
    no_destination: u64,
}

impl RelayCounters {
    /// Packets dropped for this reason.
    #[must_use]
    pub fn dropped(&self, reason: DropReason) -> u64 {
        match reason {
            DropReason::NotAgreed => self.not_agreed,
            DropReason::WrongSource => self.wrong_source,
            DropReason::Malformed => self.malformed,
            DropReason::PayloadType => self.payload_type,
            DropReason::NoDestination => self.no_destination,
        }
    }

    fn count_drop(&mut self, reason: DropReason) {
        let counter = match reason {
            DropReason::NotAgreed => &mut self.not_agreed,
            DropReason::WrongSource => &mut self.wrong_source,
            DropReason::Malformed => &mut self.malformed,
            DropReason::PayloadType => &mut self.payload_type,
            DropReason::NoDestination => &mut self.no_destination,
        };
        *counter = counter.saturating_add(1);
    }

    fn count_pass(&mut self, packet: &[u8]) {
        self.packets = self.packets.saturating_add(1);
        self.octets = self
            .octets
            .saturating_add(u64::try_from(packet.len()).unwrap_or(u64::MAX));
    }
}

/// The media of one call. Deciding on a packet takes constant time and allocates nothing.
#[derive(Debug)]
pub struct Relay {
    streams: PerParty<Stream>,
    counters: PerParty<RelayCounters>,
    last_heard: PerParty<Duration>,
}

impl Relay {
    /// A relay through which nothing passes yet. Silence counts from `now`.
    #[must_use]
    pub fn new(now: Duration) -> Self {
        Self {
            streams: PerParty::default(),
            counters: PerParty::default(),
            last_heard: PerParty {
                calling: now,
                called: now,
            },
        }
    }

    /// Applies what an answer agreed; replaces everything agreed before.
    pub fn apply(&mut self, agreed: &Agreed) {
        self.streams = PerParty {
            calling: agreed.calling,
            called: agreed.called,
        };
    }

    /// Decides on a packet that arrived from `party` on its `component` port: where to send it, through the other
    /// party's port of the same component.
    ///
    /// # Errors
    /// The [`DropReason`], already counted.
    pub fn receive(
        &mut self,
        now: Duration,
        party: Party,
        component: Component,
        source: SocketAddr,
        packet: &[u8],
    ) -> Result<SocketAddr, DropReason> {
        let (sender, receiver) = (self.streams.of(party), self.streams.of(party.other()));
        let decided = decide(sender, receiver, component, source, packet);
        let counters = self.counters.of_mut(party);
        match decided {
            Ok(_) => {
                counters.count_pass(packet);
                *self.last_heard.of_mut(party) = now;
            }
            Err(reason) => counters.count_drop(reason),
        }
        decided
    }

    /// When a packet from this party last passed; the start of the relay when none did.
    #[must_use]
    pub fn last_heard(&self, party: Party) -> Duration {
        *self.last_heard.of(party)
    }

    /// What this party sent.
    #[must_use]
    pub fn counters(&self, party: Party) -> &RelayCounters {
        self.counters.of(party)
    }
}

fn decide(
    sender: &Stream,
    receiver: &Stream,
    component: Component,
    source: SocketAddr,
    packet: &[u8],
) -> Result<SocketAddr, DropReason> {
    let from = sender.remote.ok_or(DropReason::NotAgreed)?;
    let expected = match component {
        Component::Rtp => from.rtp,
        Component::Rtcp => from.rtcp,
    };
    // A dual-stack socket reports an IPv4 peer as ::ffff:a.b.c.d.
    if (source.ip().to_canonical(), source.port()) != (expected.ip(), expected.port()) {
        return Err(DropReason::WrongSource);
    }
    match component {
        Component::Rtp => {
            let payload_type = rtp_payload_type(packet).ok_or(DropReason::Malformed)?;
            let to = receiver.remote.ok_or(DropReason::NoDestination)?;
            if receiver.accepts.contains(payload_type) {
                Ok(to.rtp)
            } else {
                Err(DropReason::PayloadType)
            }
        }
        Component::Rtcp if is_rtcp(packet) => {
            receiver.remote.map(|to| to.rtcp).ok_or(DropReason::NoDestination)
        }
        Component::Rtcp => Err(DropReason::Malformed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MediaRemote;
    use proptest::prelude::*;

    const NOW: Duration = Duration::from_secs(7);
    const PCMA: u8 = 8;
    const EVENT: u8 = 101;
    const G729: u8 = 18;

    fn stream(remote: &str, accepts: &[u8]) -> Stream {
        let rtp: SocketAddr = remote.parse().unwrap();
        let rtcp = SocketAddr::new(rtp.ip(), rtp.port() + 1);
        Stream {
            remote: Some(MediaRemote { rtp, rtcp }),
            accepts: accepts.iter().copied().collect(),
        }
    }

    fn agreed() -> Agreed {
        Agreed {
            calling: stream("10.0.0.5:4000", &[PCMA, EVENT]),
            called: stream("192.0.2.9:6000", &[PCMA]),
        }
    }

    fn relay() -> Relay {
        let mut relay = Relay::new(Duration::ZERO);
        relay.apply(&agreed());
        relay
    }

    fn voice(payload_type: u8) -> Vec<u8> {
        let mut packet = vec![0x80, payload_type, 0, 1, 0, 0, 0, 160, 1, 2, 3, 4];
        packet.extend_from_slice(&[0xd5; 160]);
        packet
    }

    const REPORT: [u8; 8] = [0x80, 201, 0, 1, 1, 2, 3, 4];

    fn at(text: &str) -> SocketAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_packet_of_the_named_address_goes_to_the_address_that_the_other_named() {
        let mut relay = relay();
        let sent = relay.receive(
            NOW,
            Party::Calling,
            Component::Rtp,
            at("10.0.0.5:4000"),
            &voice(PCMA),
        );
        assert_eq!(sent, Ok(at("192.0.2.9:6000")));
        let back = relay.receive(
            NOW,
            Party::Called,
            Component::Rtp,
            at("192.0.2.9:6000"),
            &voice(EVENT),
        );
        assert_eq!(back, Ok(at("10.0.0.5:4000")));
        assert_eq!(relay.counters(Party::Calling).packets, 1);
        assert_eq!(relay.counters(Party::Calling).octets, 172);
        assert_eq!(relay.last_heard(Party::Calling), NOW);
    }

    #[test]
    fn reports_go_between_the_rtcp_ports() {
        let mut relay = relay();
        let sent = relay.receive(NOW, Party::Called, Component::Rtcp, at("192.0.2.9:6001"), &REPORT);
        assert_eq!(sent, Ok(at("10.0.0.5:4001")));
        let wrong = relay.receive(NOW, Party::Called, Component::Rtcp, at("192.0.2.9:6000"), &REPORT);
        assert_eq!(wrong, Err(DropReason::WrongSource));
    }

    #[test]
    fn another_address_or_port_is_dropped_and_counted() {
        let mut relay = relay();
        for source in [
            "10.0.0.6:4000",
            "10.0.0.5:4002",
            "192.0.2.9:6000",
            "[2001:db8::1]:4000",
        ] {
            let sent = relay.receive(NOW, Party::Calling, Component::Rtp, at(source), &voice(PCMA));
            assert_eq!(sent, Err(DropReason::WrongSource), "{source}");
        }
        assert_eq!(relay.counters(Party::Calling).dropped(DropReason::WrongSource), 4);
        assert_eq!(relay.counters(Party::Calling).packets, 0);
        assert_eq!(
            relay.last_heard(Party::Calling),
            Duration::ZERO,
            "strangers do not keep a call alive"
        );
    }

    #[test]
    fn an_address_mapped_into_ipv6_is_the_same_address() {
        let sent = relay().receive(
            NOW,
            Party::Calling,
            Component::Rtp,
            at("[::ffff:10.0.0.5]:4000"),
            &voice(PCMA),
        );
        assert!(sent.is_ok());
    }

    #[test]
    fn a_payload_type_that_the_receiver_did_not_name_is_dropped() {
        let mut relay = relay();
        for payload_type in [G729, EVENT, 72, 127] {
            let packet = voice(payload_type);
            let sent = relay.receive(NOW, Party::Calling, Component::Rtp, at("10.0.0.5:4000"), &packet);
            assert_eq!(sent, Err(DropReason::PayloadType));
        }
    }

    #[test]
    fn what_is_no_rtp_does_not_pass() {
        let mut relay = relay();
        let stun = [
            0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        ];
        for packet in [&b""[..], &stun, b"\r\n\r\n"] {
            let sent = relay.receive(NOW, Party::Calling, Component::Rtp, at("10.0.0.5:4000"), packet);
            assert_eq!(sent, Err(DropReason::Malformed));
        }
    }

    #[test]
    fn nothing_passes_before_the_answer_and_nothing_to_a_party_on_hold() {
        let mut relay = Relay::new(NOW);
        let early = relay.receive(
            NOW,
            Party::Called,
            Component::Rtp,
            at("192.0.2.9:6000"),
            &voice(PCMA),
        );
        assert_eq!(early, Err(DropReason::NotAgreed));
        relay.apply(&Agreed {
            calling: Stream::default(),
            ..agreed()
        });
        let held = relay.receive(
            NOW,
            Party::Called,
            Component::Rtp,
            at("192.0.2.9:6000"),
            &voice(PCMA),
        );
        assert_eq!(held, Err(DropReason::NoDestination));
    }

    #[test]
    fn a_new_agreement_ends_the_old_one() {
        let mut relay = relay();
        relay.apply(&Agreed {
            calling: stream("10.0.0.5:4100", &[PCMA]),
            ..agreed()
        });
        let old = relay.receive(
            NOW,
            Party::Calling,
            Component::Rtp,
            at("10.0.0.5:4000"),
            &voice(PCMA),
        );
        assert_eq!(old, Err(DropReason::WrongSource));
        let new = relay.receive(
            NOW,
            Party::Calling,
            Component::Rtp,
            at("10.0.0.5:4100"),
            &voice(PCMA),
        );
        assert!(new.is_ok());
    }

    proptest! {
        #[test]
        fn every_packet_passes_or_is_counted_once(
            steps in proptest::collection::vec((any::<bool>(), any::<bool>(), 0usize..4, proptest::collection::vec(any::<u8>(), 0..40)), 0..60)
        ) {
            let sources = ["10.0.0.5:4000", "10.0.0.5:4001", "192.0.2.9:6000", "192.0.2.9:6001"].map(at);
            let mut relay = relay();
            let (mut calling, mut called) = (0, 0);
            for (is_calling, is_rtp, source, bytes) in steps {
                let party = if is_calling { calling += 1; Party::Calling } else { called += 1; Party::Called };
                let component = if is_rtp { Component::Rtp } else { Component::Rtcp };
                if let Ok(to) = relay.receive(NOW, party, component, sources[source], &bytes) {
                    prop_assert_eq!(sources[source], if is_calling { sources[usize::from(!is_rtp)] } else { sources[2 + usize::from(!is_rtp)] });
                    prop_assert_eq!(to, if is_calling { sources[2 + usize::from(!is_rtp)] } else { sources[usize::from(!is_rtp)] });
                }
            }
            for (party, total) in [(Party::Calling, calling), (Party::Called, called)] {
                let counters = relay.counters(party);
                let drops: u64 = DropReason::ALL.iter().map(|&reason| counters.dropped(reason)).sum();
                prop_assert_eq!(counters.packets + drops, total);
            }
        }
    }
}
