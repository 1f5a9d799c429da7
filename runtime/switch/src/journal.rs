//! Events of the exchange as log lines. Every line that speaks of a decision carries its number and the plan identity.

use std::borrow::Cow;

use call_control::{Caller, DecidedBy, EndReason, Event, Outcome, Target};
use gateway_api::Status;
use routing_table::{GatewayIndex, StationIndex};
use tracing::{error, info, warn};

use crate::opening::Plan;

/// Writes events with the names of one plan.
#[derive(Debug)]
pub(crate) struct Journal {
    plan: Plan,
    identity: String,
}

impl Journal {
    /// A journal of that plan.
    pub(crate) fn new(plan: Plan) -> Journal {
        Journal {
            plan,
            identity: plan.identity(),
        }
    }

    /// Writes one event.
    pub(crate) fn write(&self, event: &Event) {
        match event {
            Event::SourceDenied { side, source } => warn!(side = side.as_str(), %source, "source denied"),
            Event::Registered {
                station,
                contact,
                expires,
            } => {
                info!(station = self.station(*station), %contact, expires = expires.as_secs(), "registered");
            }
            Event::Unregistered {
                station,
                contact,
                expired,
            } => {
                info!(station = self.station(*station), %contact, expired, "unregistered");
            }
            Event::CredentialsRefused { source } => warn!(%source, "credentials refused"),
            Event::GatewayStatus {
                gateway,
                from,
                to,
                why,
            } => self.gateway_status(*gateway, *from, *to, why.as_str()),
            Event::GatewayAlarm { gateway, alarm } => {
                error!(gateway = &*self.plan.gateway_name(*gateway), "ALARM: {alarm}");
            }
            Event::Overloaded { calls } => warn!(calls, "overloaded: new calls are refused"),
            other => self.call(other),
        }
    }

    fn call(&self, event: &Event) {
        match event {
            Event::Decided {
                call,
                caller,
                dialled,
                by,
                precedence,
                outcome,
            } => {
                let (decision, plan) = self.by(by);
                let (caller, outcome) = (self.caller(caller), self.outcome(outcome));
                let precedence = precedence.and_then(|level| self.plan.table.level(level));
                info!(%call, %caller, ?dialled, %outcome, precedence, %decision, plan, "decided");
            }
            Event::Refused {
                call,
                caller,
                dialled,
                by,
                cause,
            } => {
                let (decision, plan) = self.by(by);
                let (caller, cause) = (self.caller(caller), cause.name());
                info!(%call, %caller, ?dialled, cause, %decision, plan, "refused");
            }
            Event::RefusedWithin {
                call,
                status,
                word,
                by,
            } => {
                let (decision, plan) = self.by(by);
                info!(%call, status, word, %decision, plan, "refused within the call");
            }
            Event::Attempt {
                call,
                target,
                number,
                by,
            } => {
                let (decision, plan) = self.by(by);
                info!(%call, target = %self.target(*target), number, %decision, plan, "attempt");
            }
            Event::AttemptFailed {
                call,
                target,
                status,
                next,
                by,
            } => {
                let (decision, plan) = self.by(by);
                info!(%call, target = %self.target(*target), status, next, %decision, plan, "attempt failed");
            }
            Event::Answered { call, target, by } => {
                let (decision, plan) = self.by(by);
                info!(%call, target = %self.target(*target), %decision, plan, "answered");
            }
            Event::Ended {
                call,
                reason,
                talked,
                by,
            } => {
                let (decision, plan) = self.by(by);
                let talked = talked.as_secs_f32();
                let status = if let EndReason::Failed(status) = reason {
                    Some(*status)
                } else {
                    None
                };
                info!(%call, reason = reason.as_str(), status, talked, %decision, plan, "ended");
            }
            Event::EmergencyLost { call, emergency, by } => {
                let (decision, plan) = self.by(by);
                let number = self.plan.table.emergency(*emergency).map(|entry| entry.number());
                error!(%call, number, %decision, plan, "ALARM: an emergency call found nobody");
            }
            other => info!(event = ?other, "event"),
        }
    }

    fn gateway_status(&self, gateway: GatewayIndex, from: Status, to: Status, why: &str) {
        let gateway = self.plan.gateway_name(gateway);
        let worse = from != to && matches!(to, Status::Degraded | Status::Offline);
        if worse {
            warn!(gateway = &*gateway, %from, %to, why, "gateway status");
        } else {
            info!(gateway = &*gateway, %from, %to, why, "gateway status");
        }
    }

    fn by(&self, by: &DecidedBy) -> (routing_table::DecisionNumber, &str) {
        (by.decision, &self.identity)
    }

    fn station(&self, station: StationIndex) -> &'static str {
        self.plan
            .table
            .station(station)
            .map_or("?", |station| station.number())
    }

    fn caller(&self, caller: &Caller) -> Cow<'static, str> {
        match caller {
            Caller::Station(station) => Cow::Borrowed(self.station(*station)),
            Caller::Unauthenticated => Cow::Borrowed("unauthenticated"),
            Caller::Gateway(gateway) => self.plan.gateway_name(*gateway),
        }
    }

    fn target(&self, target: Target) -> Cow<'static, str> {
        match target {
            Target::Station(station) => Cow::Borrowed(self.station(station)),
            Target::Gateway(gateway) => self.plan.gateway_name(gateway),
        }
    }

    fn outcome(&self, outcome: &Outcome) -> String {
        match outcome {
            Outcome::Station(station) => format!("station {}", self.station(*station)),
            Outcome::Gateways(list) => {
                let names: Vec<_> = list
                    .iter()
                    .map(|gateway| self.plan.gateway_name(*gateway))
                    .collect();
                format!("gateways {}", names.join(","))
            }
            Outcome::Emergency(emergency) => {
                let number = self
                    .plan
                    .table
                    .emergency(*emergency)
                    .map_or("?", |entry| entry.number());
                format!("emergency {number}")
            }
            Outcome::Refused { status, q850 } => format!("refused {status} cause {q850}"),
        }
    }
}
