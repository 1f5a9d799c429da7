//! The exchange as its surroundings see it: bytes and moments in, outputs out.

use core::fmt;
use core::net::IpAddr;
use core::time::Duration;

use gateway_api::{Status, Why};
use routing_table::GatewayIndex;
use sip::message::parse;
use sip::random::Token;
use sip::time::Moment;
use sip::transaction::{self, Flow, Transactions, Transport, Wheel};

use crate::access;
use crate::addresses::Locals;
use crate::admission::Admission;
use crate::arena::{Arena, Key};
use crate::call::Call;
use crate::counters::{Counter, Counters};
use crate::events::{CallId, EndReason};
use crate::gateways::Gateways;
use crate::guard::Guard;
use crate::media_ports::MediaPorts;
use crate::outputs::Outputs;
use crate::pace::Pace;
use crate::registrar::bindings::Bindings;
use crate::relays::RelayId;
use crate::setup::{Setup, SetupError};
use crate::side::Side;
use crate::strangers::Strangers;
use crate::turn::{Core, Incoming, Turn};

/// A registrar and back-to-back user agent without sockets, clock or randomness of its own.
///
/// The rule of use: call [`Exchange::start`] once; hand every message to [`Exchange::receive`]; when
/// [`Exchange::next_deadline`] has come, call [`Exchange::advance`]; after each call do what the [`Outputs`] say.
pub struct Exchange {
    pub(crate) core: Core,
    pub(crate) calls: Arena<Call>,
    trunk_port: u16,
    trunk_address: IpAddr,
    last_call: u64,
}

/// How much of everything is in use; all zero but the bindings when nobody talks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Census {
    /// Calls being set up, talking or ending.
    pub calls: usize,
    /// Calls that admission counts.
    pub admitted: u32,
    /// Client transactions.
    pub clients: usize,
    /// Server transactions.
    pub servers: usize,
    /// Deadlines of calls and transactions.
    pub timers: usize,
    /// Pairs of media ports.
    pub port_pairs: usize,
    /// Contacts of stations.
    pub bindings: usize,
    /// Health checks on their way.
    pub probes: usize,
}

impl Exchange {
    /// An exchange that is not started yet.
    ///
    /// # Errors
    /// [`SetupError`] when the plan and the rest do not fit.
    pub fn new(setup: Setup) -> Result<Self, SetupError> {
        let Setup {
            table,
            profile,
            gateways,
            stations,
            mut random,
            addresses,
            transactions,
        } = setup;
        let planned = table.gateways().count();
        if planned != gateways.len() {
            return Err(SetupError::Gateways {
                planned,
                given: gateways.len(),
            });
        }
        let core = Core {
            locals: Locals::new(addresses),
            transactions: Transactions::new(transactions, &mut *random),
            gateways: Gateways::new(gateways),
            bindings: Bindings::new(table.stations().count()),
            guard: Guard::new(&table, stations, &mut *random)?,
            admission: Admission::new(&table),
            strangers: Strangers::default(),
            media: MediaPorts::new(&table)?,
            counters: Counters::default(),
            deadlines: Wheel::new(),
            message: Vec::with_capacity(2048),
            tag: Token::new(&mut *random),
            shutting_down: false,
            denials: Pace::default(),
            overloads: Pace::default(),
            refusals: Pace::default(),
            strange_calls: Pace::default(),
            refusals_within: Pace::default(),
            table,
            profile,
            random,
        };
        let trunk = addresses.trunk.signalling;
        Ok(Exchange {
            core,
            calls: Arena::new(),
            trunk_port: trunk.port(),
            trunk_address: trunk.ip(),
            last_call: 0,
        })
    }

    /// Starts the gateways.
    pub fn start(&mut self, now: Moment, out: &mut Outputs) {
        let now = whole_millisecond(now);
        let (address, port) = (self.trunk_address, self.trunk_port);
        self.turn(now, out).start_gateways(address, port);
    }

    /// Whether an address may speak on a side at all. A connection from one that may not is closed at once; its
    /// messages would only be counted.
    #[must_use]
    pub fn permits(&self, side: Side, address: IpAddr) -> bool {
        match side {
            Side::Crew => self.core.table.crew_permits(address),
            Side::Trunk => self.core.table.gateway_of(address).is_some(),
        }
    }

    /// Takes one message: a datagram, or one frame of a stream. `flow.peer` is its source.
    pub fn receive(&mut self, now: Moment, flow: Flow, bytes: &[u8], out: &mut Outputs) {
        let now = whole_millisecond(now);
        let Some(permitted) = access::permitted(&self.core.table, flow) else {
            return self.deny(now, flow, out);
        };
        match parse(bytes) {
            Ok(message) => self.deliver(now, flow, permitted, &message, bytes, out),
            Err(rejected) => self.reject(flow, &rejected, out),
        }
        self.turn(now, out).poll_gateways();
    }

    /// Does what time demands. Call it when [`Exchange::next_deadline`] has come; more often does no harm.
    pub fn advance(&mut self, now: Moment, out: &mut Outputs) {
        let now = whole_millisecond(now);
        while let Some(event) = self.core.transactions.advance(now, out) {
            self.transaction_event(now, event, out);
        }
        while let Some(index) = self.core.deadlines.expired(now) {
            if let Some(key) = self.calls.key_at(index) {
                self.with_call(now, key, out, Call::deadline_came);
            }
        }
        if self
            .core
            .bindings
            .next_expiry()
            .is_some_and(|expiry| expiry <= now)
        {
            self.turn(now, out).expire_bindings();
        }
        self.turn(now, out).poll_gateways();
    }

    /// When [`Exchange::advance`] must be called at the latest; `None` when only a message can change anything.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Moment> {
        let core = &self.core;
        [
            core.transactions.next_deadline(),
            core.deadlines.next_deadline(),
            core.bindings.next_expiry(),
            core.gateways.next_deadline(),
        ]
        .into_iter()
        .flatten()
        .min()
        .map(next_whole_millisecond)
    }

    /// Ends every call and takes no new one. The exchange is done when [`Exchange::is_quiet`]; go on calling
    /// [`Exchange::receive`] and [`Exchange::advance`] until then.
    pub fn shut_down(&mut self, now: Moment, out: &mut Outputs) {
        let now = whole_millisecond(now);
        self.core.shutting_down = true;
        for key in self.calls.keys() {
            self.with_call(now, key, out, |call, turn| {
                call.release(turn, EndReason::ShutDown)
            });
        }
        self.turn(now, out).stop_gateways();
    }

    /// Whether no call is left, not even one whose BYE waits for its answer.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        self.calls.len() == 0
    }

    /// A connection has been closed: `flow.connection` names it.
    pub fn connection_closed(&mut self, now: Moment, flow: Flow, out: &mut Outputs) {
        let now = whole_millisecond(now);
        if let (Transport::Tcp, Some(connection)) = (flow.transport, flow.connection) {
            self.forget_connection(now, connection, out);
            // What was for any connection to this peer went by the one that is gone.
            let any = Flow {
                connection: None,
                ..flow
            };
            self.transport_failed(now, any, out);
        }
        self.transport_failed(now, flow, out);
    }

    /// A message could not be sent by this flow.
    pub fn send_failed(&mut self, now: Moment, flow: Flow, out: &mut Outputs) {
        let now = whole_millisecond(now);
        self.core.counters.count(Counter::SendFailed);
        self.transport_failed(now, flow, out);
    }

    /// The answer to [`Output::Resolve`]; no address means that it failed. `valid_for` is its time to live.
    pub fn resolved(
        &mut self,
        now: Moment,
        gateway: GatewayIndex,
        host: &str,
        addresses: &[IpAddr],
        valid_for: Duration,
        out: &mut Outputs,
    ) {
        let now = whole_millisecond(now);
        self.turn(now, out)
            .gateway_resolved(gateway, host, addresses, valid_for);
    }

    /// The ports of a relay could not be opened, or failed: its call is set up by others, or ends when it is talking.
    pub fn relay_failed(&mut self, now: Moment, relay: RelayId, out: &mut Outputs) {
        let now = whole_millisecond(now);
        self.with_call_of(now, relay, out, Call::relay_failed);
    }

    /// No packet has passed a relay for too long, and the surroundings want its call to end.
    pub fn relay_silent(&mut self, now: Moment, relay: RelayId, out: &mut Outputs) {
        let now = whole_millisecond(now);
        self.with_call_of(now, relay, out, |call, turn| {
            call.release(turn, EndReason::MediaSilent);
        });
    }

    /// What has been counted since start.
    #[must_use]
    pub fn counters(&self) -> &Counters {
        &self.core.counters
    }

    /// What the transaction layer has counted since start.
    #[must_use]
    pub fn transaction_counters(&self) -> transaction::Counters {
        self.core.transactions.counters()
    }

    /// What is in use now.
    #[must_use]
    pub fn census(&self) -> Census {
        let core = &self.core;
        Census {
            calls: self.calls.len(),
            admitted: core.admission.calls(),
            clients: core.transactions.clients(),
            servers: core.transactions.servers(),
            timers: core.transactions.timers() + core.deadlines.pending(),
            port_pairs: core.media.lent(),
            bindings: core.bindings.len(),
            probes: core.gateways.probes(),
        }
    }

    /// The state of every gateway and why, with the calls through it.
    pub fn gateways(&self) -> impl Iterator<Item = (GatewayIndex, Status, Why, u32)> + '_ {
        self.core.gateways.iter().map(|(index, gateway)| {
            (
                index,
                gateway.status(),
                gateway.why(),
                self.core.admission.gateway_calls(index),
            )
        })
    }

    pub(crate) fn turn<'t>(&'t mut self, now: Moment, out: &'t mut Outputs) -> Turn<'t> {
        Turn {
            now,
            core: &mut self.core,
            out,
        }
    }

    pub(crate) fn next_call_id(&mut self) -> CallId {
        self.last_call += 1;
        CallId(self.last_call)
    }

    /// The key that the next call will have.
    pub(crate) fn next_key(&self) -> Option<Key> {
        self.calls.next_key()
    }

    /// Takes a new call in, under the key that [`Exchange::next_key`] gave.
    pub(crate) fn adopt(&mut self, call: Call) {
        let _key = self.calls.insert(call);
    }

    /// The party of a call that sent a request.
    pub(crate) fn party_of(&mut self, key: Key, incoming: &Incoming<'_>) -> Option<media::Party> {
        self.calls.get(key)?.party_of(incoming, &mut self.core.counters)
    }

    /// Works on one call, then sees to its deadline and its end.
    pub(crate) fn with_call(
        &mut self,
        now: Moment,
        key: Key,
        out: &mut Outputs,
        work: impl FnOnce(&mut Call, &mut Turn<'_>),
    ) {
        let Some(call) = self.calls.get_mut(key) else {
            return;
        };
        let mut turn = Turn {
            now,
            core: &mut self.core,
            out,
        };
        work(call, &mut turn);
        if call.is_over() {
            self.core.deadlines.clear(key.index());
            self.calls.remove(key);
        } else {
            match call.deadline() {
                Some(deadline) => self.core.deadlines.set(key.index(), deadline),
                None => self.core.deadlines.clear(key.index()),
            }
        }
    }
}

impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange")
            .field("census", &self.census())
            .finish_non_exhaustive()
    }
}

/// Time passes in whole milliseconds in here, so that what is due and what is early never depends on how two
/// fractions compare.
fn whole_millisecond(now: Moment) -> Moment {
    Moment::after_start(Duration::from_millis(now.as_millis()))
}

/// The first whole millisecond at which a deadline has come.
fn next_whole_millisecond(deadline: Moment) -> Moment {
    let whole = whole_millisecond(deadline);
    if whole == deadline {
        whole
    } else {
        whole + Duration::from_millis(1)
    }
}
