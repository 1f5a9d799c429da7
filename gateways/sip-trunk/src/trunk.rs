//! The gateway itself: puts identity, targets, resolution and credentials behind the `Gateway` trait.

use core::net::{IpAddr, SocketAddr};
use core::time::Duration;

use gateway_api::{
    Alarm, CallRefused, Gateway, GatewayAction, InboundCall, InboundInvite, Invite, OptionsRequest,
    OutboundCall, Outcome, ProbeId, Secret, ServerAddress, Status, Urgency, Verdict, Why,
};
use sip::random::Random;
use sip::time::Moment;

use crate::credentials::Standing;
use crate::resolution::{Known, Resolution};
use crate::settings::{Addresses, TrunkSettings};
use crate::targets::Targets;
use crate::{identity, inbound, verdict};

/// One SIP trunk.
#[derive(Debug)]
pub(crate) struct Trunk {
    settings: TrunkSettings,
    description: String,
    running: Running,
    targets: Targets,
    resolution: Option<Resolution>,
    standing: Standing,
    state: (Status, Why),
    news: Vec<GatewayAction>,
    /// When something happened last: news do not wait.
    touched: Moment,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Running {
    Yes,
    No,
}

impl Trunk {
    /// A trunk that is not started yet.
    pub(crate) fn new(settings: TrunkSettings) -> Self {
        let description = format!("{}, {}", settings.profile.description, settings.peer);
        let targets = Targets::new(settings.health, settings.peer.port, settings.first_response);
        Self {
            settings,
            description,
            running: Running::No,
            targets,
            resolution: None,
            standing: Standing::Good,
            state: (Status::Offline, Why::NotStarted),
            news: Vec::new(),
            touched: Moment::START,
        }
    }

    /// The number shown to the outside; emergency calls may have their own.
    fn shown_number<'a>(&'a self, call: &'a OutboundCall<'_>) -> Option<&'a str> {
        let own = match call.urgency {
            Urgency::Emergency => call.calling_number.filter(|number| identity::can_be_sent(number)),
            Urgency::Ordinary => None,
        };
        own.or(self.settings.caller_id.as_deref())
    }

    fn from(&self, number: Option<&str>) -> String {
        let shown = |number| identity::name_addr(&self.settings.peer, number);
        number.map_or_else(|| identity::ANONYMOUS.to_owned(), shown)
    }

    fn options(&self, target: SocketAddr) -> OptionsRequest {
        let peer = &self.settings.peer;
        OptionsRequest {
            request_uri: identity::probe_uri(peer),
            from: self.from(self.settings.caller_id.as_deref()),
            to: identity::trunk_addr(peer),
            target,
            transport: peer.transport,
        }
    }

    /// Works the state out anew and keeps the change as news.
    fn settle(&mut self, now: Moment) {
        self.touched = now;
        let (from, before) = self.state;
        let (to, why) = self.present_state();
        if (from, before) != (to, why) {
            self.state = (to, why);
            self.news.push(GatewayAction::StatusChanged { from, to, why });
        }
    }

    fn present_state(&self) -> (Status, Why) {
        if self.running == Running::No {
            return (Status::Offline, Why::NotStarted);
        }
        if matches!(self.standing, Standing::Refused { .. }) {
            return (Status::Offline, Why::CredentialsRefused);
        }
        let state = self
            .targets
            .status()
            .unwrap_or_else(|| self.state_without_target());
        match (state, self.standing) {
            ((Status::Ready, _), Standing::OnTrial { .. }) => (Status::Degraded, Why::CredentialsOnTrial),
            _ => state,
        }
    }

    fn state_without_target(&self) -> (Status, Why) {
        match self.resolution.as_ref().map(Resolution::known) {
            Some(Known::Nothing) => (Status::Connecting, Why::AwaitingAddress),
            _ => (Status::Offline, Why::NoAddress),
        }
    }

    fn judge_credentials(&mut self, now: Moment, target: SocketAddr, outcome: &Outcome) {
        let Outcome::Status(status) = outcome else { return };
        if matches!(status.code(), 401 | 407) {
            if self.standing.refused(now) {
                self.news
                    .push(GatewayAction::Alarm(Alarm::CredentialsRefused { target }));
            }
            return;
        }
        // Who refuses a call that the trunk carried to him shows that the trunk took the credentials.
        let carried = self.classify(outcome) != Verdict::TrunkFault;
        if carried || (200..300).contains(&status.code()) {
            self.standing.accepted();
        }
    }
}

impl Gateway for Trunk {
    fn name(&self) -> &str {
        &self.settings.name
    }

    fn version(&self) -> &'static str {
        env!("CARGO_PKG_VERSION")
    }

    fn description(&self) -> &str {
        &self.description
    }

    /// The trunk shows the provider neither `address` nor `trunk_port`: Via and Contact, which do, are call control's.
    fn initialize(&mut self, now: Moment, _address: ServerAddress, _trunk_port: u16) {
        self.running = Running::Yes;
        match &self.settings.addresses {
            Addresses::Plan(addresses) => self.targets.replace(now, addresses),
            Addresses::Resolved { host, within } => {
                self.resolution = Some(Resolution::new(now, host.clone(), within.clone()));
            }
        }
        self.settle(now);
    }

    fn shutdown(&mut self, now: Moment) {
        self.running = Running::No;
        self.settle(now);
    }

    fn status(&self) -> Status {
        self.state.0
    }

    fn why(&self) -> Why {
        self.state.1
    }

    fn outbound_call(&mut self, call: &OutboundCall<'_>) -> Result<Invite, CallRefused> {
        if call.urgency == Urgency::Ordinary && !self.can_route_call(call.urgency) {
            return Err(CallRefused::NotAdmitted);
        }
        if !identity::can_be_sent(call.number) {
            return Err(CallRefused::Number);
        }
        let targets = self.targets.for_call(call.urgency);
        if targets.is_empty() {
            return Err(CallRefused::NoTarget);
        }
        let peer = &self.settings.peer;
        let number = self.shown_number(call);
        let asserted = number.map(|number| (ASSERTED, identity::name_addr(peer, number)));
        Ok(Invite {
            request_uri: identity::request_uri(peer, call.number),
            from: self.from(number),
            to: identity::name_addr(peer, call.number),
            header_fields: asserted.into_iter().collect(),
            targets,
            transport: peer.transport,
        })
    }

    fn inbound_invite(&self, invite: &InboundInvite<'_>) -> Result<InboundCall, u16> {
        inbound::read(invite)
    }

    fn classify(&self, outcome: &Outcome) -> Verdict {
        verdict::verdict(self.settings.profile.verdicts, outcome)
    }

    /// The realm is not compared: providers choose realms that resemble nothing in a plan. The address is what counts.
    fn credentials(&self, challenger: SocketAddr, _realm: &str) -> Option<(&str, &Secret)> {
        let address = challenger.ip();
        let permitted = self
            .resolution
            .as_ref()
            .is_some_and(|resolution| resolution.permits(address));
        let (user, secret) = self.settings.credential.as_ref()?;
        (permitted || self.targets.has(address)).then_some((user.as_str(), secret))
    }

    fn first_response_limit(&self) -> Duration {
        self.settings.first_response
    }

    fn progress_limit(&self) -> Duration {
        self.settings.progress
    }

    fn poll(&mut self, now: Moment, random: &mut dyn Random, actions: &mut Vec<GatewayAction>) {
        if self.running == Running::Yes {
            self.standing.advance(now);
            if let Some(resolution) = &mut self.resolution {
                resolution.advance(now, &mut self.news);
            }
            for probe in self.targets.advance(now, random) {
                self.news
                    .push(GatewayAction::Probe(probe, self.options(probe.target)));
            }
        }
        self.settle(now);
        actions.append(&mut self.news);
    }

    fn next_deadline(&self) -> Option<Moment> {
        if !self.news.is_empty() {
            return Some(self.touched);
        }
        if self.running == Running::No {
            return None;
        }
        let resolution = self.resolution.as_ref().map(Resolution::next_deadline);
        [
            resolution,
            self.standing.next_deadline(),
            self.targets.next_deadline(),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    fn probe_result(
        &mut self,
        now: Moment,
        probe: ProbeId,
        outcome: &Outcome,
        retry_after: Option<Duration>,
    ) {
        self.targets.probed(now, probe, outcome, retry_after);
        self.settle(now);
    }

    fn resolved(&mut self, now: Moment, host: &str, addresses: &[IpAddr], valid_for: Duration) {
        let Some(resolution) = self
            .resolution
            .as_mut()
            .filter(|resolution| resolution.is_of(host))
        else {
            return;
        };
        if let Some(addresses) = resolution.answered(now, addresses, valid_for, &mut self.news) {
            self.targets.replace(now, &addresses);
        }
        self.settle(now);
    }

    fn call_outcome(
        &mut self,
        now: Moment,
        target: SocketAddr,
        outcome: &Outcome,
        retry_after: Option<Duration>,
    ) {
        self.targets.call_ended(now, target, outcome, retry_after);
        self.judge_credentials(now, target, outcome);
        self.settle(now);
    }
}

/// RFC 3325 §9.1.
const ASSERTED: &str = "P-Asserted-Identity";

#[cfg(test)]
#[path = "trunk_tests.rs"]
mod tests;
