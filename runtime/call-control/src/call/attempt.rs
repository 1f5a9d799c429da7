//! The walk through a call's targets: the contacts of a station at once, the addresses of a gateway in turn.

use core::net::SocketAddr;
use core::time::Duration;

use gateway_api::{CallRefused, OutboundCall};
use routing_table::{Attempt, Cause, EmergencyIndex, StationIndex};
use sip::transaction::Flow;

use super::branch::{Letter, Way};
use super::content::description;
use super::search::Trial;
use super::session::{Session, Unfit};
use super::{Call, Ringing, Stage};
use crate::access::Permitted;
use crate::admission::{Direction, Urgency};
use crate::counters::Counter;
use crate::events::{EndReason, Event, Target};
use crate::gateways::transport;
use crate::registrar::bindings::Binding;
use crate::replies::Refusal;
use crate::side::Side;
use crate::turn::Turn;

impl Call {
    /// Tries targets until an INVITE is on its way; tells the caller when none is left.
    pub(crate) fn try_next_target(&mut self, turn: &mut Turn<'_>) {
        loop {
            let Stage::Setup(ringing) = &mut self.stage else {
                return;
            };
            let Some(target) = ringing.search.take_next() else {
                return self.give_up(turn);
            };
            let hurried = self.urgency == Urgency::Emergency && ringing.search.has_more();
            ringing.search.until = hurried.then(|| turn.now + turn.emergency_limit(&target));
            let started = match target {
                routing_table::Target::Station(station) => self.ring(turn, station),
                routing_table::Target::Gateway(attempt) => self.try_gateway(turn, &attempt),
            };
            if started {
                return;
            }
        }
    }

    /// The ports of the call's relay cannot be opened. A call that nobody has answered tries its target again by others.
    pub(crate) fn relay_failed(&mut self, turn: &mut Turn<'_>) {
        if let Some(session) = self.session.take() {
            session.abandon(turn);
        }
        let Stage::Setup(ringing) = &mut self.stage else {
            return self.release(turn, EndReason::MediaFailed);
        };
        if !ringing.search.repeat() {
            return self.release(turn, EndReason::MediaFailed);
        }
        ringing.answered_early = false;
        ringing
            .branches
            .drain(..)
            .for_each(|branch| turn.cancel(branch.client));
        self.leave_gateway(turn);
        self.try_next_target(turn);
    }

    /// Sends the call to every contact of a station; false when there is none.
    fn ring(&mut self, turn: &mut Turn<'_>, station: StationIndex) -> bool {
        let Some(number) = turn.core.table.station(station).map(|station| station.number()) else {
            return false;
        };
        let contacts: Vec<Binding> = turn.core.bindings.of(station, turn.now).cloned().collect();
        if contacts.is_empty() {
            self.skip(Cause::NotRegistered);
            return false;
        }
        self.log_attempt(turn, Target::Station(station), number);
        if !self.prepare_session(turn, Target::Station(station)) {
            return false;
        }
        let Stage::Setup(ringing) = &self.stage else {
            return true;
        };
        let host = turn.core.locals.host(Side::Crew);
        let from = format!("<sip:{}@{host}>", ringing.calling_number);
        let to = format!("<sip:{number}@{host}>");
        let deadline = turn.now + STATION_FIRST_RESPONSE;
        let mut sent = false;
        for contact in contacts {
            let letter = Letter {
                request_uri: &contact.uri,
                from: &from,
                to: &to,
                header_fields: &[],
            };
            let (target, permitted) = (Target::Station(station), Permitted::Crew);
            sent |= self.send_invite(
                turn,
                &letter,
                Way {
                    flow: contact.flow,
                    target,
                    permitted,
                    deadline,
                },
            );
        }
        sent
    }

    /// Has a gateway compose the call and sends it to the first address; false when it does not take it.
    fn try_gateway(&mut self, turn: &mut Turn<'_>, attempt: &Attempt) -> bool {
        let gateway = attempt.gateway;
        let admission = &mut turn.core.admission;
        if admission
            .enter_gateway(turn.now, gateway, Direction::Outbound, self.urgency)
            .is_err()
        {
            turn.core.counters.count(Counter::GatewayAtLimit);
            self.skip(Cause::NoChannel);
            return false;
        }
        self.counted = Some(gateway);
        let Some(trial) = self.compose(turn, attempt) else {
            self.uncount(turn);
            return false;
        };
        self.log_attempt(turn, Target::Gateway(gateway), attempt.number.as_str());
        if !self.prepare_session(turn, Target::Gateway(gateway)) {
            self.leave_gateway(turn);
            return false;
        }
        if let Stage::Setup(ringing) = &mut self.stage {
            ringing.search.trial = Some(trial);
        }
        if self.try_next_address(turn) {
            return true;
        }
        self.leave_gateway(turn);
        false
    }

    fn compose(&mut self, turn: &mut Turn<'_>, attempt: &Attempt) -> Option<Trial> {
        let Stage::Setup(ringing) = &self.stage else {
            return None;
        };
        let emergency = ringing
            .emergency
            .and_then(|emergency| turn.core.table.emergency(emergency));
        let call = OutboundCall {
            number: attempt.number.as_str(),
            calling_number: emergency.and_then(|emergency| emergency.calling_number()),
            calling_name: None,
            urgency: match self.urgency {
                Urgency::Routine => gateway_api::Urgency::Ordinary,
                Urgency::Emergency => gateway_api::Urgency::Emergency,
            },
        };
        let gateway = attempt.gateway;
        match turn.core.gateways.get_mut(gateway)?.outbound_call(&call) {
            Ok(invite) => Some(Trial {
                gateway,
                invite,
                next_address: 0,
            }),
            Err(refused) => {
                self.skip(match refused {
                    CallRefused::NotAdmitted | CallRefused::NoTarget => Cause::NoGateway,
                    CallRefused::Number => Cause::NumberFormat,
                });
                None
            }
        }
    }

    /// Sends the call to the next address of the gateway that is being tried; false when there is none left.
    pub(super) fn try_next_address(&mut self, turn: &mut Turn<'_>) -> bool {
        loop {
            let Stage::Setup(ringing) = &mut self.stage else {
                return false;
            };
            let Some(address) = ringing.search.next_address(turn.now) else {
                return false;
            };
            let Some(trial) = ringing.search.trial.take() else {
                return false;
            };
            let sent = match turn.way_to(&trial, address) {
                Some(way) => self.send_invite(turn, &Letter::of_gateway(&trial.invite), way),
                None => false,
            };
            if let Stage::Setup(ringing) = &mut self.stage {
                ringing.search.trial = Some(trial);
            }
            if sent {
                return true;
            }
        }
    }

    /// The gateway that is being tried has had its chance.
    pub(super) fn leave_gateway(&mut self, turn: &mut Turn<'_>) {
        if let Stage::Setup(ringing) = &mut self.stage {
            ringing.search.trial = None;
        }
        self.uncount(turn);
    }

    /// Returns the channel of the outbound gateway. An inbound call keeps the one it came by until it ends.
    fn uncount(&mut self, turn: &mut Turn<'_>) {
        if self.calling.permitted == Permitted::Crew
            && let Some(gateway) = self.counted.take()
        {
            turn.core.admission.leave_gateway(gateway);
        }
    }

    fn skip(&mut self, cause: Cause) {
        if let Stage::Setup(ringing) = &mut self.stage {
            ringing.search.skipped = Some(cause);
        }
    }

    /// Makes ports and an offer ready for a target. False when the call cannot go there; the next one may do better,
    /// because it may permit other codecs.
    fn prepare_session(&mut self, turn: &mut Turn<'_>, target: Target) -> bool {
        let (side, gateway) = match target {
            Target::Station(_) => (Side::Crew, self.calling.permitted.gateway()),
            Target::Gateway(gateway) => (Side::Trunk, Some(gateway)),
        };
        match &mut self.session {
            Some(session) => session.turn_to(turn, side, gateway),
            None => {
                let Some(session) = Session::open(turn, self.calling.side(), side, gateway, self.urgency)
                else {
                    self.skip(Cause::NoChannel);
                    self.unprepared(turn, target, 503);
                    return false;
                };
                self.session = Some(session);
            }
        }
        let Err(unfit) = self.make_offer(turn) else {
            return true;
        };
        let refusal = unfit.refusal(self.by.decision);
        if let Stage::Setup(ringing) = &mut self.stage {
            ringing.search.best.unfit(refusal.status);
            ringing.search.unfit = Some(unfit);
        }
        self.unprepared(turn, target, refusal.status);
        false
    }

    fn unprepared(&self, turn: &mut Turn<'_>, target: Target, status: u16) {
        let next = matches!(&self.stage, Stage::Setup(ringing) if ringing.search.has_more());
        self.log_failed(turn, target, status, next);
    }

    fn make_offer(&mut self, turn: &mut Turn<'_>) -> Result<(), Unfit> {
        let sender = self.calling.permitted;
        let (Stage::Setup(ringing), Some(session)) = (&mut self.stage, &mut self.session) else {
            return Ok(());
        };
        let Ringing { request, offer, .. } = &mut **ringing;
        *offer = None;
        if let Ok(message) = sip::message::parse(request)
            && let body @ [_, ..] = description(&message)
        {
            let body = session.offer(turn, media::Party::Calling, sender, body)?;
            *offer = Some(body.into());
        }
        Ok(())
    }

    /// Nothing is left to try: the caller hears the best answer.
    pub(super) fn give_up(&mut self, turn: &mut Turn<'_>) {
        let decision = self.by.decision;
        let Stage::Setup(ringing) = &self.stage else {
            return;
        };
        let unfit = ringing.search.unfit.map(|unfit| unfit.refusal(decision));
        let refusal = match (
            ringing.emergency,
            ringing.search.best.chosen(),
            ringing.search.skipped,
        ) {
            (Some(emergency), _, _) => self.lose_emergency(turn, emergency),
            (None, None, Some(cause)) => Refusal::of(cause, Some(decision)),
            (None, None | Some(500), _) => Refusal::of(Cause::AttemptsFailed, Some(decision)),
            (None, Some(status), _) => unfit
                .filter(|unfit| unfit.status == status)
                .unwrap_or_else(|| Refusal::told(status, decision)),
        };
        self.refuse_caller(turn, &refusal);
        self.finish(turn, EndReason::Failed(refusal.status));
    }

    /// An emergency call ends with nobody: an alarm, and what its caller hears.
    pub(super) fn lose_emergency(&self, turn: &mut Turn<'_>, emergency: EmergencyIndex) -> Refusal<'static> {
        turn.core.counters.count(Counter::EmergencyLost);
        turn.out.log(Event::EmergencyLost {
            call: self.id,
            emergency,
            by: self.by,
        });
        Refusal::of(Cause::NoEmergencyTarget, Some(self.by.decision))
    }

    fn log_attempt(&self, turn: &mut Turn<'_>, target: Target, number: &str) {
        let (call, by, number) = (self.id, self.by, number.to_owned());
        turn.out.log(Event::Attempt {
            call,
            target,
            number,
            by,
        });
    }
}

impl Turn<'_> {
    /// How long a target of an emergency call has in all while another follows, whatever its contacts or addresses say. The
    /// compiler counts on it when it computes the latest that the last target is tried.
    fn emergency_limit(&self, target: &routing_table::Target) -> Duration {
        match target {
            routing_table::Target::Station(_) => EMERGENCY_STATION_RINGS,
            routing_table::Target::Gateway(attempt) => {
                let gateway = self.core.gateways.get(attempt.gateway);
                gateway.map_or(Duration::ZERO, |gateway| {
                    gateway.first_response_limit() + gateway.progress_limit()
                })
            }
        }
    }

    fn way_to(&self, trial: &Trial, address: SocketAddr) -> Option<Way> {
        let limit = self.core.gateways.get(trial.gateway)?.first_response_limit();
        let flow = Flow {
            listener: Side::Trunk.listener(),
            transport: transport(trial.invite.transport),
            connection: None,
            peer: address,
        };
        Some(Way {
            flow,
            target: Target::Gateway(trial.gateway),
            permitted: Permitted::Gateway(trial.gateway),
            deadline: self.now + limit,
        })
    }
}

/// How long a station rings for an emergency call when another target follows.
const EMERGENCY_STATION_RINGS: Duration = Duration::from_secs(30);
/// How long a registered contact may stay silent: four retransmissions with the default T1.
const STATION_FIRST_RESPONSE: Duration = Duration::from_secs(8);
