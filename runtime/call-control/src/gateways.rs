//! The gateways: their states, their health checks, and what each trunk has asked for in digest challenges.

use core::net::IpAddr;
use core::time::Duration;

use gateway_api::{Admits as GatewayAdmits, Gateway, GatewayAction, OptionsRequest, Outcome, ProbeId};
use routing_table::{Admits, GatewayIndex};
use sip::digest::Client;
use sip::message::{HeaderName, Message, MessageWriter, Method, WriteError};
use sip::random::Token;
use sip::time::Moment;
use sip::transaction::{Branch, Flow, Transport};

use crate::call::SDP;
use crate::events::Event;
use crate::outputs::Output;
use crate::owner::Concern;
use crate::side::Side;
use crate::turn::{Core, MAX_FORWARDS, Turn};

/// All gateways of the plan, by their index.
pub(crate) struct Gateways {
    list: Vec<Entry>,
    admits: Vec<Admits>,
    /// Reused for what gateways want.
    actions: Vec<GatewayAction>,
}

struct Entry {
    gateway: Box<dyn Gateway>,
    digest: Client,
    /// Probes on their way; a probe's owner names its place.
    probes: Vec<Option<ProbeId>>,
    /// When to poll it next.
    due: Option<Moment>,
}

impl Gateways {
    pub(crate) fn new(gateways: Vec<Box<dyn Gateway>>) -> Self {
        let entry = |gateway| Entry {
            gateway,
            digest: Client::default(),
            probes: Vec::new(),
            due: None,
        };
        let admits = vec![Admits::Nothing; gateways.len()];
        Gateways {
            list: gateways.into_iter().map(entry).collect(),
            admits,
            actions: Vec::new(),
        }
    }

    /// What each gateway admits now, by index.
    pub(crate) fn admits(&self) -> &[Admits] {
        &self.admits
    }

    pub(crate) fn get(&self, index: GatewayIndex) -> Option<&dyn Gateway> {
        self.list.get(index.index()).map(|entry| &*entry.gateway)
    }

    pub(crate) fn get_mut(&mut self, index: GatewayIndex) -> Option<&mut (dyn Gateway + 'static)> {
        self.list.get_mut(index.index()).map(|entry| &mut *entry.gateway)
    }

    /// A gateway with its digest client.
    pub(crate) fn with_digest(
        &mut self,
        index: GatewayIndex,
    ) -> Option<(&(dyn Gateway + 'static), &mut Client)> {
        self.list
            .get_mut(index.index())
            .map(|entry| (&*entry.gateway, &mut entry.digest))
    }

    /// Every gateway with its index.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (GatewayIndex, &dyn Gateway)> {
        self.list
            .iter()
            .zip(0..)
            .map(|(entry, index)| (GatewayIndex::new(index), &*entry.gateway))
    }

    /// When the next gateway wants to be polled.
    pub(crate) fn next_deadline(&self) -> Option<Moment> {
        self.list.iter().filter_map(|entry| entry.due).min()
    }

    /// How many probes wait for their answer.
    pub(crate) fn probes(&self) -> usize {
        self.list.iter().flat_map(|entry| &entry.probes).flatten().count()
    }

    /// Tells a gateway how an INVITE ended.
    pub(crate) fn call_outcome(
        &mut self,
        now: Moment,
        index: GatewayIndex,
        target: core::net::SocketAddr,
        outcome: &Outcome,
        retry_after: Option<Duration>,
    ) {
        if let Some(entry) = self.list.get_mut(index.index()) {
            entry.gateway.call_outcome(now, target, outcome, retry_after);
            entry.due = Some(now);
        }
    }

    /// The probe of that place is over.
    fn take_probe(&mut self, gateway: u16, slot: u16) -> Option<(&mut Entry, ProbeId)> {
        let entry = self.list.get_mut(usize::from(gateway))?;
        let probe = entry.probes.get_mut(usize::from(slot))?.take()?;
        Some((entry, probe))
    }
}

impl Entry {
    /// Keeps a probe; `None` when more are on their way than any gateway has targets.
    fn keep_probe(&mut self, probe: ProbeId) -> Option<u16> {
        let free = self.probes.iter().position(Option::is_none);
        let slot = free.unwrap_or(self.probes.len());
        if slot >= MAX_PROBES {
            return None;
        }
        match self.probes.get_mut(slot) {
            Some(place) => *place = Some(probe),
            None => self.probes.push(Some(probe)),
        }
        u16::try_from(slot).ok()
    }
}

impl Turn<'_> {
    /// Starts every gateway.
    pub(crate) fn start_gateways(&mut self, address: IpAddr, trunk_port: u16) {
        for entry in &mut self.core.gateways.list {
            entry.gateway.initialize(self.now, address, trunk_port);
            entry.due = Some(self.now);
        }
        self.poll_gateways();
    }

    /// Stops every gateway.
    pub(crate) fn stop_gateways(&mut self) {
        for entry in &mut self.core.gateways.list {
            entry.gateway.shutdown(self.now);
            entry.due = Some(self.now);
        }
        self.poll_gateways();
    }

    /// Polls the gateways whose time has come and does what they want.
    pub(crate) fn poll_gateways(&mut self) {
        for position in 0..self.core.gateways.list.len() {
            let Ok(number) = u16::try_from(position) else {
                return;
            };
            let Core { gateways, random, .. } = &mut *self.core;
            let Some(entry) = gateways.list.get_mut(position) else {
                return;
            };
            if entry.due.is_none_or(|due| due > self.now) {
                continue;
            }
            let mut actions = core::mem::take(&mut gateways.actions);
            entry.gateway.poll(self.now, &mut **random, &mut actions);
            for action in actions.drain(..) {
                self.act(GatewayIndex::new(number), action);
            }
            let gateways = &mut self.core.gateways;
            gateways.actions = actions;
            if let (Some(entry), Some(admits)) =
                (gateways.list.get_mut(position), gateways.admits.get_mut(position))
            {
                entry.due = entry.gateway.next_deadline();
                *admits = match entry.gateway.admits() {
                    GatewayAdmits::All => Admits::All,
                    GatewayAdmits::EmergencyOnly => Admits::EmergencyOnly,
                    GatewayAdmits::Nothing => Admits::Nothing,
                };
            }
        }
    }

    fn act(&mut self, gateway: GatewayIndex, action: GatewayAction) {
        match action {
            GatewayAction::Probe(probe, request) => self.probe(gateway, probe, &request),
            GatewayAction::Resolve { host } => self.out.push(Output::Resolve { gateway, host }),
            GatewayAction::StatusChanged { from, to, why } => {
                self.out.log(Event::GatewayStatus {
                    gateway,
                    from,
                    to,
                    why,
                });
            }
            GatewayAction::Alarm(alarm) => self.out.log(Event::GatewayAlarm { gateway, alarm }),
        }
    }

    fn probe(&mut self, gateway: GatewayIndex, probe: ProbeId, request: &OptionsRequest) {
        let now = self.now;
        let silent = self.core.is_silent(gateway);
        let Some(entry) = self.core.gateways.list.get_mut(gateway.index()) else {
            return;
        };
        if silent {
            // A health check is a transmission too.
            return entry
                .gateway
                .probe_result(now, probe, &Outcome::TransportError, None);
        }
        let Some(slot) = entry.keep_probe(probe) else {
            return entry
                .gateway
                .probe_result(now, probe, &Outcome::TransportError, None);
        };
        let Ok(number) = u16::try_from(gateway.index()) else {
            return;
        };
        let flow = Flow {
            listener: Side::Trunk.listener(),
            transport: transport(request.transport),
            connection: None,
            peer: request.target,
        };
        let sent = self.core.write_options(flow, request).is_ok() && {
            let core = &mut *self.core;
            let outgoing = core.outgoing(
                flow,
                Concern::Probe {
                    gateway: number,
                    slot,
                },
            );
            core.transactions
                .send_request(now, outgoing, &core.message, self.out)
                .is_ok()
        };
        if !sent {
            self.probe_ended(number, slot, &Outcome::TransportError, None);
        }
    }

    /// A probe was answered, or not.
    pub(crate) fn probe_ended(
        &mut self,
        gateway: u16,
        slot: u16,
        outcome: &Outcome,
        retry_after: Option<Duration>,
    ) {
        if let Some((entry, probe)) = self.core.gateways.take_probe(gateway, slot) {
            entry.gateway.probe_result(self.now, probe, outcome, retry_after);
            entry.due = Some(self.now);
        }
    }

    /// The resolver answered.
    pub(crate) fn gateway_resolved(
        &mut self,
        gateway: GatewayIndex,
        host: &str,
        addresses: &[IpAddr],
        valid_for: Duration,
    ) {
        if let Some(entry) = self.core.gateways.list.get_mut(gateway.index()) {
            entry.gateway.resolved(self.now, host, addresses, valid_for);
            entry.due = Some(self.now);
        }
        self.poll_gateways();
    }
}

impl Core {
    fn write_options(&mut self, flow: Flow, request: &OptionsRequest) -> Result<(), WriteError> {
        let Core {
            message,
            locals,
            random,
            ..
        } = self;
        let branch = Branch::new(&mut **random);
        let (tag, call_id) = (Token::new(&mut **random), Token::new(&mut **random));
        let (transport, sent_by) = (flow.transport.as_str(), locals.sent_by(Side::Trunk));
        message.clear();
        let mut writer = MessageWriter::request(message, Method::Options, &request.request_uri);
        writer
            .header_fmt(
                HeaderName::Via,
                format_args!("SIP/2.0/{transport} {sent_by};branch={branch};rport"),
            )
            .header_fmt(HeaderName::MaxForwards, format_args!("{MAX_FORWARDS}"))
            .header_fmt(HeaderName::From, format_args!("{};tag={tag}", request.from))
            .header(HeaderName::To, &request.to)
            .header_fmt(HeaderName::CallId, format_args!("{call_id}"))
            .header(HeaderName::CSeq, "1 OPTIONS")
            .header(HeaderName::Contact, locals.contact(flow))
            .header(HeaderName::Accept, SDP);
        writer.finish()
    }
}

/// The seconds of a Retry-After, without its comment and parameters (RFC 3261 §20.33).
pub(crate) fn retry_after(response: &Message<'_>) -> Option<Duration> {
    let value = response.header(HeaderName::RetryAfter)?;
    let digits = value.split(|c: char| !c.is_ascii_digit()).next()?;
    digits
        .parse()
        .ok()
        .map(|seconds: u32| Duration::from_secs(u64::from(seconds)))
}

/// The gateway's word for a transport in ours.
pub(crate) fn transport(transport: gateway_api::Transport) -> Transport {
    match transport {
        gateway_api::Transport::Udp => Transport::Udp,
        gateway_api::Transport::Tcp => Transport::Tcp,
    }
}

/// More probes than any gateway has targets.
const MAX_PROBES: usize = 64;
