//! A caller's INVITE: who calls, whom, whether the plan lets them, and whether there is room. No state before that.

use core::time::Duration;

use gateway_api::InboundInvite;
use routing_table::{Cause, ClassIndex, Decision, DecisionNumber, GatewayIndex, Ingress, StationIndex};
use sip::message::{HeaderName, Message, NameAddr};
use sip::time::Moment;
use sip::uri::Scheme;

use super::content;
use super::own_refusal::OwnRefusal;
use super::search::Search;
use super::{Call, Ringing, Stage, end::End};
use crate::access::Permitted;
use crate::admission::{Direction, Urgency};
use crate::counters::Counter;
use crate::events::{CallId, Caller, EndReason, Event, Outcome};
use crate::exchange::Exchange;
use crate::guard::{Door, Proof};
use crate::outputs::Outputs;
use crate::owner::Concern;
use crate::precedence;
use crate::replies::Refusal;
use crate::tag::Tag;
use crate::turn::{Incoming, MAX_FORWARDS, Turn};

/// A call that the plan has decided about.
struct Decided {
    caller: Caller,
    calling_number: Box<str>,
    dialled: String,
    decision: Decision,
}

/// Why an INVITE gets no further.
enum Stop {
    /// The exchange itself refuses it, and the refusal is kept for retransmissions.
    Refuse(OwnRefusal),
    /// The same, after the plan has decided about it.
    RefuseDecided(Box<Decided>, OwnRefusal),
    /// The exchange itself refuses it without state: nobody has proved anything.
    RefuseStranger(OwnRefusal),
    /// It must prove who sends it.
    Challenge(Proof),
}

impl Exchange {
    /// Screens a caller's INVITE and starts its call.
    pub(crate) fn invite(&mut self, now: Moment, incoming: &Incoming<'_>, out: &mut Outputs) {
        let id = self.next_call_id();
        let mut turn = self.turn(now, out);
        match turn.screen(incoming) {
            Ok(decided) => self.start_call(now, id, incoming, decided, out),
            Err(Stop::Refuse(refusal)) => turn.refuse_itself(id, incoming, refusal),
            Err(Stop::RefuseDecided(decided, refusal)) => {
                turn.log_decided(id, &decided);
                turn.refuse_itself(id, incoming, refusal);
            }
            Err(Stop::RefuseStranger(refusal)) => turn.refuse_stranger(id, incoming, refusal),
            Err(Stop::Challenge(proof)) => turn.challenge(incoming, Door::Calls, proof),
        }
    }

    fn start_call(
        &mut self,
        now: Moment,
        id: CallId,
        incoming: &Incoming<'_>,
        decided: Decided,
        out: &mut Outputs,
    ) {
        let next_key = self.next_key();
        let mut turn = self.turn(now, out);
        turn.log_decided(id, &decided);
        let number = decided.decision.decision();
        if let Decision::Refuse { cause, .. } = decided.decision {
            turn.core.counters.count(Counter::CallRefused);
            return turn.refuse(incoming, &Refusal::of(cause, Some(number)));
        }
        let urgency = urgency(&decided.decision);
        let Some(key) = next_key.filter(|_| turn.has_room(incoming, urgency)) else {
            return turn.refuse_for_room(id, incoming, number);
        };
        let Some(server) = turn.open(incoming, Concern::Caller(key).owner()) else {
            turn.leave_room(incoming);
            return turn.refuse_for_room(id, incoming, number);
        };
        let tag = Tag::new(key, &mut *turn.core.random);
        let Some(calling) = End::caller(incoming, &tag) else {
            turn.leave_room(incoming);
            let refusal = Refusal::because("no-contact", 400, number);
            turn.core.counters.count(Counter::CallRefused);
            turn.log_not_begun(id, refusal.status, number);
            return turn.refuse_in(server, incoming, &refusal, tag.as_str());
        };
        turn.say_trying(server, incoming);
        let mut call = Call {
            key,
            id,
            by: turn.core.decided_by(number),
            urgency,
            calling,
            stage: Stage::Setup(Box::new(Ringing {
                request: incoming.bytes.into(),
                server,
                max_forwards: incoming
                    .message
                    .max_forwards()
                    .unwrap_or(MAX_FORWARDS)
                    .saturating_sub(1),
                calling_number: decided.calling_number,
                precedence: decided.decision.precedence(),
                emergency: match decided.decision {
                    Decision::Emergency { emergency, .. } => Some(emergency),
                    _ => None,
                },
                search: Search::new(&decided.decision),
                branches: Vec::new(),
                next_serial: 0,
                offer: None,
                told: 100,
                answered_early: false,
            })),
            session: None,
            counted: incoming.permitted.gateway(),
            stranger: None,
        };
        if decided.caller == Caller::Unauthenticated {
            let source = incoming.flow.peer.ip();
            turn.core.strangers.enter(now, source);
            call.stranger = Some(source);
        }
        self.adopt(call);
        self.with_call(now, key, out, Call::try_next_target);
    }
}

impl Turn<'_> {
    /// Everything that is asked before any state exists.
    fn screen(&mut self, incoming: &Incoming<'_>) -> Result<Decided, Stop> {
        let request = incoming.message;
        if request.max_forwards() == Some(0) {
            self.core.counters.count(Counter::HopsExhausted);
            return Err(Stop::RefuseStranger(stranger(incoming, Cause::HopsExhausted)));
        }
        if request.call_id().ends_with(self.core.tag.as_str()) {
            self.core.counters.count(Counter::LoopSeen);
            return Err(Stop::RefuseStranger(stranger(incoming, Cause::Loop)));
        }
        let screened = match incoming.permitted {
            Permitted::Crew => self.screen_crew(incoming),
            Permitted::Gateway(gateway) => self.screen_trunk(gateway, request),
        };
        match (screened, content::fault(request)) {
            (screened, None) => screened,
            // It says nothing that a stranger may not know, and no credentials would help.
            (Err(Stop::Challenge(_)), Some(fault)) if !self.is_for_help(request) => {
                Err(Stop::RefuseStranger(stranger(incoming, fault.cause())))
            }
            (Err(stop), Some(_)) => Err(stop),
            // What a caller in distress says beside its offer, and about the answer's form, matters less than the call.
            (Ok(decided), Some(_)) if urgency(&decided.decision) == Urgency::Emergency => Ok(decided),
            (Ok(decided), Some(fault)) => {
                let refusal = OwnRefusal::new(decided.caller, &decided.dialled, fault.cause());
                Err(Stop::RefuseDecided(Box::new(decided), refusal))
            }
        }
    }

    fn screen_crew(&mut self, incoming: &Incoming<'_>) -> Result<Decided, Stop> {
        let request = incoming.message;
        let proof = self
            .core
            .guard
            .prove(self.now, &self.core.table, Door::Calls, request);
        let Proof::Station(station) = proof else {
            return self.screen_stranger(incoming, proof);
        };
        let (number, class) = self.station(station).ok_or(Stop::Challenge(Proof::None))?;
        let caller = Caller::Station(station);
        let dialled = self
            .dialled(request)
            .map_err(|cause| Stop::Refuse(OwnRefusal::new(caller, request.request_uri().as_str(), cause)))?;
        let asked = precedence::asked(&self.core.table, request);
        let decision = self
            .core
            .decide(Ingress::Crew, dialled.as_bytes(), Some(class), asked);
        let decided = Decided {
            caller,
            calling_number: number.into(),
            dialled: dialled.to_owned(),
            decision,
        };
        // A phone that is set up wrongly must still reach help; it is shown by the number it has proved.
        let emergency = urgency(&decided.decision) == Urgency::Emergency;
        if !emergency && request.from().uri.user != Some(number) {
            let refusal = OwnRefusal::new(caller, dialled, Cause::CallerMismatch);
            return Err(Stop::RefuseDecided(Box::new(decided), refusal));
        }
        Ok(decided)
    }

    /// Whether the request would be an emergency call if a station proved that it sends it.
    fn is_for_help(&self, request: &Message<'_>) -> bool {
        let table = &self.core.table;
        let class = table.stations().next().map(|(_, station)| station.class());
        let asked = precedence::asked(table, request);
        self.dialled(request).is_ok_and(|dialled| {
            let decision = self.core.decide(Ingress::Crew, dialled.as_bytes(), class, asked);
            urgency(&decision) == Urgency::Emergency
        })
    }

    /// Without credentials only an emergency call goes on, where the plan takes it, and only so many at a time; anything
    /// else is challenged: a station has no such limit once it has proved itself.
    fn screen_stranger(&mut self, incoming: &Incoming<'_>, proof: Proof) -> Result<Decided, Stop> {
        let dialled = self
            .dialled(incoming.message)
            .map_err(|_| Stop::Challenge(proof))?;
        let asked = precedence::asked(&self.core.table, incoming.message);
        let decision = self.core.decide(Ingress::Crew, dialled.as_bytes(), None, asked);
        let source = incoming.flow.peer.ip();
        match decision {
            Decision::Emergency { .. } if self.core.strangers.are_too_many(self.now, source) => {
                self.core.counters.count(Counter::StrangersAtLimit);
                self.log_overload();
                Err(Stop::Challenge(proof))
            }
            Decision::Emergency { .. } => Ok(Decided {
                caller: Caller::Unauthenticated,
                calling_number: ANONYMOUS.into(),
                dialled: dialled.to_owned(),
                decision,
            }),
            _ => Err(Stop::Challenge(proof)),
        }
    }

    fn screen_trunk(&mut self, gateway: GatewayIndex, request: &Message<'_>) -> Result<Decided, Stop> {
        let asserted = request
            .header(HeaderName::PAssertedIdentity)
            .and_then(|value| NameAddr::parse(value.split(',').next()?));
        let invite = InboundInvite {
            request_user: request.request_uri().user,
            to_user: request.to().uri.user,
            from_user: request.from().uri.user,
            asserted_user: asserted.as_ref().and_then(|asserted| asserted.uri.user),
        };
        let caller = Caller::Gateway(gateway);
        let kind = self.core.gateways.get(gateway);
        let read = kind.map_or(Err(500), |kind| kind.inbound_invite(&invite));
        let call = read.map_err(|status| {
            let uri = request.request_uri().as_str();
            let refusal = OwnRefusal::new(caller, uri, Cause::UnknownInbound);
            Stop::Refuse(refusal.with_status(status))
        })?;
        let decision = self
            .core
            .decide(Ingress::Gateway(gateway), call.called.as_bytes(), None, None);
        Ok(Decided {
            caller,
            calling_number: call
                .calling
                .filter(|number| !self.is_internal(number))
                .map_or_else(|| ANONYMOUS.into(), String::into_boxed_str),
            dialled: call.called,
            decision,
        })
    }

    /// Whether a number is one of a station or of an emergency service: nobody outside may be shown by it.
    fn is_internal(&self, number: &str) -> bool {
        let table = &self.core.table;
        table.station_by_number(number.as_bytes()).is_some()
            || table
                .emergencies()
                .any(|(_, emergency)| emergency.number() == number)
    }

    fn station(&self, station: StationIndex) -> Option<(&'static str, ClassIndex)> {
        self.core
            .table
            .station(station)
            .map(|station| (station.number(), station.class()))
    }

    /// What was dialled: the user of a SIP URI of ours, a number of a `tel` URI, or a service URN.
    fn dialled<'m>(&self, request: &Message<'m>) -> Result<&'m str, Cause> {
        let uri = request.request_uri();
        let server = self.core.table.server();
        let local_context = |user: &str| !user.to_ascii_lowercase().contains(";phone-context=");
        match uri.scheme {
            Scheme::Sip
                if !self
                    .core
                    .locals
                    .is_ours(&uri.host, server.realm(), server.listen()) =>
            {
                Err(Cause::ForeignDomain)
            }
            Scheme::Sip => {
                let user = uri.user.unwrap_or("");
                if local_context(user) {
                    Ok(user)
                } else {
                    Err(Cause::ForeignDomain)
                }
            }
            Scheme::Tel if uri.params.has("phone-context") => Err(Cause::ForeignDomain),
            Scheme::Tel => Ok(uri.user.unwrap_or("")),
            Scheme::Urn => Ok(uri.as_str()),
            Scheme::Sips | Scheme::Other(_) => Err(Cause::UnsupportedScheme),
        }
    }

    fn log_decided(&mut self, call: CallId, decided: &Decided) {
        let outcome = match &decided.decision {
            Decision::Station { station, .. } => Outcome::Station(*station),
            Decision::Attempts { list, .. } => {
                Outcome::Gateways(list.iter().map(|attempt| attempt.gateway).collect())
            }
            Decision::Emergency { emergency, .. } => Outcome::Emergency(*emergency),
            Decision::Refuse { cause, .. } => Outcome::Refused {
                status: cause.status(),
                q850: cause.q850(),
            },
        };
        let by = self.core.decided_by(decided.decision.decision());
        let (caller, dialled) = (decided.caller, decided.dialled.clone());
        let precedence = decided.decision.precedence();
        self.out.log(Event::Decided {
            call,
            caller,
            dialled,
            by,
            precedence,
            outcome,
        });
    }

    /// Counts the call against the limits of the whole exchange, and of the gateway that an inbound one came by.
    fn has_room(&mut self, incoming: &Incoming<'_>, urgency: Urgency) -> bool {
        let admission = &mut self.core.admission;
        if self.core.shutting_down || admission.enter(self.now, urgency).is_err() {
            return false;
        }
        let Some(gateway) = incoming.permitted.gateway() else {
            return true;
        };
        let entered = admission
            .enter_gateway(self.now, gateway, Direction::Inbound, urgency)
            .is_ok();
        if !entered {
            admission.leave();
        }
        entered
    }

    /// Gives back what [`Turn::has_room`] counted.
    fn leave_room(&mut self, incoming: &Incoming<'_>) {
        self.core.admission.leave();
        if let Some(gateway) = incoming.permitted.gateway() {
            self.core.admission.leave_gateway(gateway);
        }
    }

    /// 503 with Retry-After to a station; 486 to a trunk, which would repeat the call elsewhere after a 503.
    fn refuse_for_room(&mut self, call: CallId, incoming: &Incoming<'_>, number: DecisionNumber) {
        let (cause, counter) = match incoming.permitted {
            Permitted::Crew => (Cause::Overload, Counter::Overloaded),
            Permitted::Gateway(_) => (Cause::InboundLimit, Counter::InboundAtLimit),
        };
        self.core.counters.count(counter);
        self.log_overload();
        self.log_not_begun(call, cause.status(), number);
        self.refuse_without_state(incoming, &Refusal::of(cause, Some(number)));
    }

    /// The call record of a call that the plan lets pass, and that ends before it begins.
    fn log_not_begun(&mut self, call: CallId, status: u16, number: DecisionNumber) {
        self.out.log(Event::Ended {
            call,
            reason: EndReason::Failed(status),
            talked: Duration::ZERO,
            by: self.core.decided_by(number),
        });
    }
}

/// The refusal of a call whose sender has proved nothing.
fn stranger(incoming: &Incoming<'_>, cause: Cause) -> OwnRefusal {
    let caller = match incoming.permitted {
        Permitted::Crew => Caller::Unauthenticated,
        Permitted::Gateway(gateway) => Caller::Gateway(gateway),
    };
    OwnRefusal::new(caller, incoming.message.request_uri().as_str(), cause)
}

fn urgency(decision: &Decision) -> Urgency {
    match decision {
        Decision::Emergency { .. } => Urgency::Emergency,
        _ => Urgency::Routine,
    }
}

/// The user part that is shown for a caller who has none.
const ANONYMOUS: &str = "anonymous";
