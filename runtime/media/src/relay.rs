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
#[path = "relay_tests.rs"]
mod tests;
