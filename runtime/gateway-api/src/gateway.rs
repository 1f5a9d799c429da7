//! The two traits: a gateway kind makes gateways, a gateway carries calls.

use core::net::{IpAddr, SocketAddr};
use core::time::Duration;

use sip::random::Random;
use sip::time::Moment;

use crate::action::{GatewayAction, ProbeId};
use crate::call::{CallRefused, InboundCall, InboundInvite, Invite, OutboundCall, Urgency};
use crate::outcome::{Outcome, Verdict};
use crate::settings::{GatewaySettings, Secret, SetupError};
use crate::status::{Admits, Status, Why};

/// The address that the trunk side shows to peers.
pub type ServerAddress = IpAddr;

/// A kind of gateway: one crate with one `pub static KIND`.
pub trait GatewayKind: Sync {
    /// The kind's name in manifests and tables, e.g. `sip-trunk`.
    fn kind(&self) -> &'static str;

    /// The crate's version.
    fn version(&self) -> &'static str;

    /// One line for people.
    fn description(&self) -> &'static str;

    /// Makes a gateway from the plan's settings.
    ///
    /// # Errors
    /// [`SetupError`] when the settings have no meaning for this kind.
    fn create(&self, settings: &GatewaySettings) -> Result<Box<dyn Gateway>, SetupError>;
}

/// One gateway. Call [`poll`](Gateway::poll) after every other call that takes `now`, and when
/// [`next_deadline`](Gateway::next_deadline) is reached; nothing else is needed to drive it.
pub trait Gateway: Send {
    /// The gateway's name in the plan.
    fn name(&self) -> &str;

    /// The version of its kind.
    fn version(&self) -> &'static str;

    /// One line for people: what it is and where it leads, without secrets.
    fn description(&self) -> &str;

    /// Starts the gateway. `address` and `trunk_port` are what peers reach the trunk side by.
    fn initialize(&mut self, now: Moment, address: ServerAddress, trunk_port: u16);

    /// Stops it: Offline from here on, no further action.
    fn shutdown(&mut self, now: Moment);

    /// Its state.
    fn status(&self) -> Status;

    /// Why it is in that state.
    fn why(&self) -> Why;

    /// What it takes in its present state.
    fn admits(&self) -> Admits {
        self.status().admits()
    }

    /// Whether it would compose a call now.
    fn can_route_call(&self, urgency: Urgency) -> bool {
        match self.admits() {
            Admits::All => true,
            Admits::EmergencyOnly => urgency == Urgency::Emergency,
            Admits::Nothing => false,
        }
    }

    /// Composes an outbound call. An emergency call is composed even in a state that admits nothing, as long as there
    /// is an address to send it to.
    ///
    /// # Errors
    /// [`CallRefused`], without any other effect.
    fn outbound_call(&mut self, call: &OutboundCall<'_>) -> Result<Invite, CallRefused>;

    /// Reads an inbound call whose source the access lists permit.
    ///
    /// # Errors
    /// The status code, 400–699, to refuse it with.
    fn inbound_invite(&self, invite: &InboundInvite<'_>) -> Result<InboundCall, u16>;

    /// What an attempt that did not succeed means. Total: every outcome has a verdict.
    fn classify(&self, outcome: &Outcome) -> Verdict;

    /// User name and password for a challenge, only when the challenger (the address that the request went to) belongs
    /// to the configured trunk; `None` when there are none or it is somebody else.
    fn credentials(&self, challenger: SocketAddr, realm: &str) -> Option<(&str, &Secret)>;

    /// How long an INVITE may stay without any response.
    fn first_response_limit(&self) -> Duration;

    /// How long an INVITE may stay with 100 (Trying) alone: without 18x and without a final response.
    fn progress_limit(&self) -> Duration;

    /// Moves time on and appends what is wanted and what is new.
    fn poll(&mut self, now: Moment, random: &mut dyn Random, actions: &mut Vec<GatewayAction>);

    /// When `poll` must be called again at the latest; `None` when only an event can change anything.
    fn next_deadline(&self) -> Option<Moment>;

    /// Tells how a probe ended. `retry_after` is the Retry-After of the response, if it had one.
    fn probe_result(&mut self, now: Moment, probe: ProbeId, outcome: &Outcome, retry_after: Option<Duration>);

    /// Tells what the resolver answered; no address means that it failed. `valid_for` is the answer's time to live.
    fn resolved(&mut self, now: Moment, host: &str, addresses: &[IpAddr], valid_for: Duration);

    /// Tells how an INVITE to a target ended, or that it was answered. A 401 or 407 is reported only when credentials
    /// were refused or there are none.
    fn call_outcome(
        &mut self,
        now: Moment,
        target: SocketAddr,
        outcome: &Outcome,
        retry_after: Option<Duration>,
    );
}
