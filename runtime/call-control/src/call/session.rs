//! The media of one call: its ports, what was offered and answered, and the orders to the relay.

use core::net::SocketAddr;

use media::{Agreed, MediaRemote, Negotiation, Party, PortPair, RelayAddress};
use routing_table::{Cause, DecisionNumber, GatewayIndex};

use crate::access::Permitted;
use crate::admission::Urgency;
use crate::counters::Counter;
use crate::outputs::Output;
use crate::relays::{RelayAgreement, RelayEnd, RelayId, RelayPorts};
use crate::replies::{More, Refusal};
use crate::side::Side;
use crate::turn::{Core, Turn};

/// Media ports lent to a call, and its negotiation.
pub(super) struct Session {
    relay: RelayId,
    calling: (Side, PortPair),
    called: (Side, PortPair),
    negotiation: Negotiation,
}

/// Why a session description goes no further.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unfit {
    /// It is malformed, or no stream or codec of it may be used.
    Refused(media::Refusal),
    /// It names an address outside the networks that may send media, or the relay itself.
    Denied,
}

impl Unfit {
    /// The answer to whoever sent the description.
    pub(super) fn refusal(self, decision: DecisionNumber) -> Refusal<'static> {
        match self {
            Unfit::Refused(refusal) => {
                let more = refusal
                    .warning()
                    .map_or(More::Nothing, |code| More::Warning(code, refusal.as_str()));
                match refusal.status() {
                    488 => Refusal::of(Cause::CodecMismatch, Some(decision)).with(more),
                    status => Refusal::because("session-description", status, decision).with(more),
                }
            }
            Unfit::Denied => Refusal::of(Cause::CodecMismatch, Some(decision))
                .with(More::Warning(399, "media address not permitted")),
        }
    }
}

impl Session {
    /// Borrows ports and orders a relay; `None` when none are free for a call of this urgency.
    pub(super) fn open(
        turn: &mut Turn<'_>,
        calling: Side,
        called: Side,
        gateway: Option<GatewayIndex>,
        urgency: Urgency,
    ) -> Option<Session> {
        let media = &mut turn.core.media;
        let Some((first, second)) = media.take_two(turn.now, urgency) else {
            turn.core.counters.count(Counter::MediaPortsExhausted);
            return None;
        };
        let relay = media.next_relay();
        let policy = media.policy(gateway);
        let told_calling = turn.relay_address(calling, &first);
        let told_called = turn.relay_address(called, &second);
        let session = Session {
            relay,
            calling: (calling, first),
            called: (called, second),
            negotiation: Negotiation::new(policy, told_calling, told_called),
        };
        turn.out.push(Output::OpenRelay(session.ports()));
        Some(session)
    }

    /// Turns to another called party, on this side and under the codecs of this gateway.
    pub(super) fn turn_to(&mut self, turn: &mut Turn<'_>, side: Side, gateway: Option<GatewayIndex>) {
        if self.called.0 != side {
            turn.out.push(Output::CloseRelay(self.relay));
            self.called.0 = side;
            self.relay = turn.core.media.next_relay();
            turn.out.push(Output::OpenRelay(self.ports()));
        }
        let address = turn.relay_address(side, &self.called.1);
        self.negotiation
            .another_called(turn.core.media.policy(gateway), address);
    }

    /// Lets nothing pass the relay until something is agreed anew.
    pub(super) fn part(&self, turn: &mut Turn<'_>) {
        self.agree(turn, Agreed::default());
    }

    /// Stops the relay and returns the ports.
    pub(super) fn close(self, turn: &mut Turn<'_>) {
        turn.out.push(Output::CloseRelay(self.relay));
        turn.core.media.give_back(turn.now, self.calling.1);
        turn.core.media.give_back(turn.now, self.called.1);
    }

    /// Stops a relay that has failed: other calls get its ports last, because one of them cannot be opened.
    pub(super) fn abandon(self, turn: &mut Turn<'_>) {
        turn.out.push(Output::CloseRelay(self.relay));
        turn.core.media.set_aside(self.calling.1);
        turn.core.media.set_aside(self.called.1);
    }

    pub(super) fn relay(&self) -> RelayId {
        self.relay
    }

    /// Rewrites an offer for the other party.
    pub(super) fn offer(
        &mut self,
        turn: &mut Turn<'_>,
        from: Party,
        sender: Permitted,
        body: &[u8],
    ) -> Result<Vec<u8>, Unfit> {
        let offered = self
            .negotiation
            .offer(from, body)
            .map_err(|refusal| turn.unfit(refusal))?;
        turn.check_media(sender, offered.remote)?;
        Ok(offered.body)
    }

    /// Rewrites an answer for the party that offered, and puts what was agreed into force.
    pub(super) fn answer(
        &mut self,
        turn: &mut Turn<'_>,
        from: Party,
        sender: Permitted,
        body: &[u8],
    ) -> Result<Vec<u8>, Unfit> {
        let answered = self
            .negotiation
            .answer(from, body)
            .map_err(|refusal| turn.unfit(refusal))?;
        turn.check_media(sender, answered.remote)?;
        self.agree(turn, answered.agreed);
        Ok(answered.body)
    }

    /// The exchange of offer and answer is over: no further answer to it is expected.
    pub(super) fn settle(&mut self) {
        self.negotiation.abandon_offer();
    }

    fn agree(&self, turn: &mut Turn<'_>, agreed: Agreed) {
        turn.out.push(Output::UpdateRelay(RelayAgreement {
            relay: self.relay,
            agreed,
        }));
    }

    fn ports(&self) -> RelayPorts {
        let end = |(side, pair): &(Side, PortPair)| RelayEnd {
            side: *side,
            rtp: pair.rtp(),
        };
        RelayPorts {
            relay: self.relay,
            calling: end(&self.calling),
            called: end(&self.called),
        }
    }
}

impl Turn<'_> {
    fn relay_address(&mut self, side: Side, pair: &PortPair) -> RelayAddress {
        let mut session = [0; 8];
        self.core.random.fill(&mut session);
        // Below 2^62, because some phones read the session identifier as a signed number.
        let session = u64::from_le_bytes(session) >> 2;
        RelayAddress {
            address: self.core.locals.media(side),
            port: pair.rtp(),
            session,
        }
    }

    fn unfit(&mut self, refusal: media::Refusal) -> Unfit {
        self.core.counters.count(Counter::MediaRefused);
        Unfit::Refused(refusal)
    }

    fn check_media(&mut self, sender: Permitted, remote: Option<MediaRemote>) -> Result<(), Unfit> {
        let core = &self.core;
        let permitted = remote.is_none_or(|remote| {
            [remote.rtp, remote.rtcp].into_iter().all(|address| {
                sender.may_receive_media_at(&core.table, address.ip()) && !core.is_own_relay(address)
            })
        });
        if permitted {
            return Ok(());
        }
        self.core.counters.count(Counter::MediaAddressDenied);
        Err(Unfit::Denied)
    }
}

impl Core {
    /// Whether an address is the relay's own: media sent there would go round in it. The port counts, because a
    /// telephone may share the ship's address.
    fn is_own_relay(&self, address: SocketAddr) -> bool {
        let ip = address.ip().to_canonical();
        let (first, last) = self.table.server().media_ports();
        (first..=last).contains(&address.port())
            && [Side::Crew, Side::Trunk]
                .into_iter()
                .any(|side| self.locals.media(side).to_canonical() == ip)
    }
}
