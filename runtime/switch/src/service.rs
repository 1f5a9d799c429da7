//! The one loop that everything passes through: it hands bytes, time and answers to the exchange, and does what the
//! exchange asks. Nothing in it waits for a peer.

use std::time::Duration;

use call_control::{Exchange, Output, Outputs, RelayId, Side};
use sip::transaction::{Connection, Flow, Transport};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};
use tracing::{error, info, warn};

use crate::clock::Clock;
use crate::drops::Drops;
use crate::journal::Journal;
use crate::log::LostLines;
use crate::relay::Relays;
use crate::resolver::{Answer, resolve};
use crate::signals::{Signals, Wish};
use crate::stream::Ended;
use crate::tcp::{Connections, Destination, Report, Undelivered};
use crate::udp::{BATCH, Datagrams, is_loss};

/// Everything that the loop needs.
pub(crate) struct Service {
    pub(crate) exchange: Exchange,
    pub(crate) clock: Clock,
    pub(crate) crew: Datagrams,
    pub(crate) trunk: Datagrams,
    pub(crate) connections: Connections,
    pub(crate) reports: mpsc::Receiver<Report>,
    pub(crate) ask: mpsc::Sender<Answer>,
    pub(crate) answers: mpsc::Receiver<Answer>,
    pub(crate) relays: Relays,
    pub(crate) silent: mpsc::Receiver<RelayId>,
    pub(crate) journal: Journal,
    pub(crate) signals: Signals,
    pub(crate) outputs: Outputs,
    pub(crate) buffer: Vec<u8>,
    pub(crate) failures: Vec<Failure>,
    pub(crate) drops: Drops,
    pub(crate) lost_lines: LostLines,
}

/// How the loop ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// Every call was released.
    Clean,
    /// Calls were still being released when time was up, or the operator asked twice.
    Cut,
}

/// What could not be done; told to the exchange after the rest was.
pub(crate) enum Failure {
    Unsent(Flow),
    Closed(Flow),
    Relay(RelayId),
}

/// What woke the loop.
enum Wake {
    Datagrams(Side),
    Report(Report),
    Answer(Answer),
    Silent(RelayId),
    Wish(Wish),
    Time,
}

impl Service {
    /// Runs until a signal ends it.
    pub(crate) async fn run(&mut self) -> Ending {
        let mut end: Option<Instant> = None;
        loop {
            self.flush();
            if end.is_some() && self.exchange.is_quiet() {
                return Ending::Clean;
            }
            match self.wake(end).await {
                Wake::Datagrams(side) => self.read(side),
                Wake::Report(report) => self.report(report),
                Wake::Answer(answer) => self.answer(&answer),
                Wake::Silent(relay) => {
                    self.exchange
                        .relay_silent(self.clock.now(), relay, &mut self.outputs);
                }
                Wake::Wish(Wish::Counters) => self.show_counters(),
                Wake::Wish(Wish::End) if end.is_some() => return Ending::Cut,
                Wake::Wish(Wish::End) => {
                    info!("ending: calls are released");
                    self.exchange.shut_down(self.clock.now(), &mut self.outputs);
                    end = Some(Instant::now() + END_LIMIT);
                }
                Wake::Time if end.is_some_and(|end| end <= Instant::now()) => return Ending::Cut,
                Wake::Time => self.exchange.advance(self.clock.now(), &mut self.outputs),
            }
        }
    }

    /// Writes every counter that is not zero.
    pub(crate) fn show_counters(&self) {
        for (counter, value) in self.exchange.counters().iter().filter(|(_, value)| *value > 0) {
            info!(name = counter.name(), value, "counter");
        }
        for (name, value) in transactions(&self.exchange)
            .into_iter()
            .filter(|(_, value)| *value > 0)
        {
            info!(name, value, "counter");
        }
        let Some(totals) = self.relays.totals() else {
            error!("the media relay does not answer");
            return;
        };
        let lost = ("log-line-lost", self.lost_lines.count());
        let others = totals.named().chain(self.drops.named()).chain([lost]);
        for (name, value) in others.filter(|(_, value)| *value > 0) {
            info!(name, value, "counter");
        }
    }

    async fn wake(&mut self, end: Option<Instant>) -> Wake {
        let deadline = self
            .exchange
            .next_deadline()
            .map(|moment| self.clock.instant(moment).into());
        let deadline = [deadline, end].into_iter().flatten().min();
        let time = async {
            match deadline {
                Some(deadline) => sleep_until(deadline).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            // A socket that cannot be waited for shows its error when it is read.
            _ = self.crew.readable() => Wake::Datagrams(Side::Crew),
            _ = self.trunk.readable() => Wake::Datagrams(Side::Trunk),
            Some(report) = self.reports.recv() => Wake::Report(report),
            Some(answer) = self.answers.recv() => Wake::Answer(answer),
            Some(relay) = self.silent.recv() => Wake::Silent(relay),
            wish = self.signals.next() => Wake::Wish(wish),
            () = time => Wake::Time,
        }
    }

    fn read(&mut self, side: Side) {
        let datagrams = match side {
            Side::Crew => &self.crew,
            Side::Trunk => &self.trunk,
        };
        let now = self.clock.now();
        for _ in 0..BATCH {
            let Some((peer, bytes)) = datagrams.next(&mut self.buffer) else {
                return;
            };
            let flow = Flow {
                listener: side.listener(),
                transport: Transport::Udp,
                connection: None,
                peer,
            };
            self.exchange.receive(now, flow, bytes, &mut self.outputs);
        }
    }

    fn report(&mut self, report: Report) {
        let now = self.clock.now();
        match report {
            Report::Accepted { side, stream, peer } => {
                if !self.exchange.permits(side, peer.ip()) {
                    return self.drops.connection_denied(side, peer);
                }
                let in_use = || self.exchange.connections_in_use();
                if let Some(flow) = self.connections.accept(side, stream, peer, in_use) {
                    self.drops.connection_evicted(flow.peer);
                    self.exchange.connection_closed(now, flow, &mut self.outputs);
                }
            }
            Report::Message { connection, bytes } => {
                if let Some(flow) = self.connections.heard(connection) {
                    self.exchange.receive(now, flow, &bytes, &mut self.outputs);
                }
            }
            Report::Closed { connection, ended } => self.closed(connection, &ended),
        }
    }

    fn closed(&mut self, connection: Connection, ended: &Ended) {
        let Some(flow) = self.connections.close(connection) else {
            return;
        };
        let now = self.clock.now();
        self.drops.connection_lost(flow.peer, ended);
        if let Ended::NotOpened(_) = ended {
            let to_peer = Flow {
                connection: None,
                ..flow
            };
            return self.exchange.send_failed(now, to_peer, &mut self.outputs);
        }
        self.exchange.connection_closed(now, flow, &mut self.outputs);
    }

    fn answer(&mut self, answer: &Answer) {
        let Answer {
            gateway,
            host,
            addresses,
            valid_for,
        } = answer;
        self.exchange.resolved(
            self.clock.now(),
            *gateway,
            host,
            addresses,
            *valid_for,
            &mut self.outputs,
        );
    }

    /// Does everything that the exchange has asked for, and tells it what could not be done.
    fn flush(&mut self) {
        while !self.outputs.is_empty() {
            let mut outputs = std::mem::take(&mut self.outputs);
            for output in outputs.list() {
                self.perform(output, &outputs);
            }
            outputs.clear();
            self.outputs = outputs;
            let now = self.clock.now();
            for failure in std::mem::take(&mut self.failures) {
                match failure {
                    Failure::Unsent(flow) => self.exchange.send_failed(now, flow, &mut self.outputs),
                    Failure::Closed(flow) => self.exchange.connection_closed(now, flow, &mut self.outputs),
                    Failure::Relay(relay) => self.exchange.relay_failed(now, relay, &mut self.outputs),
                }
            }
        }
    }

    fn perform(&mut self, output: &Output, outputs: &Outputs) {
        match output {
            Output::Send { flow, bytes } => self.send(*flow, outputs.bytes(bytes)),
            Output::CloseConnection(connection) => {
                self.connections.close(*connection);
            }
            Output::OpenRelay(ports) => {
                if let Err(error) = self.relays.open(ports) {
                    self.drops.media_ports_unopened(&error);
                    self.failures.push(Failure::Relay(ports.relay));
                }
            }
            Output::UpdateRelay(agreement) => self.relays.update(agreement),
            Output::CloseRelay(relay) => self.relays.close(*relay),
            Output::Resolve { gateway, host } => resolve(*gateway, host.clone(), self.ask.clone()),
            Output::Log(event) => self.journal.write(event),
        }
    }

    fn send(&mut self, flow: Flow, bytes: &[u8]) {
        let side = Side::of(flow);
        match flow.transport {
            Transport::Udp => {
                let datagrams = match side {
                    Side::Crew => &self.crew,
                    Side::Trunk => &self.trunk,
                };
                if let Err(error) = datagrams.send(flow.peer, bytes) {
                    self.drops.unsent(flow.peer, &error);
                    // What is lost the transaction repeats; it ends only when its peer cannot be reached.
                    if !is_loss(&error) {
                        self.failures.push(Failure::Unsent(flow));
                    }
                }
            }
            Transport::Tcp => self.send_on_stream(flow, side, bytes),
        }
    }

    fn send_on_stream(&mut self, flow: Flow, side: Side, bytes: &[u8]) {
        let to = flow
            .connection
            .map_or(Destination::Peer(side, flow.peer), Destination::Connection);
        let in_use = || self.exchange.connections_in_use();
        match self.connections.send(to, bytes, in_use) {
            Ok(None) => {}
            Ok(Some(evicted)) => {
                self.drops.connection_evicted(evicted.peer);
                self.failures.push(Failure::Closed(evicted));
            }
            Err(Undelivered::Gone) => {
                self.drops.unsent(flow.peer, &"its connection is closed");
                self.failures.push(Failure::Unsent(flow));
            }
            Err(Undelivered::QueueFull(connection)) => {
                self.drops
                    .unsent(flow.peer, &"too many messages wait for its peer to read");
                if let Some(flow) = self.connections.close(connection) {
                    self.drops.connection_lost(flow.peer, &Ended::NotReading);
                    self.failures.push(Failure::Closed(flow));
                }
            }
        }
    }
}

/// What the transaction layer has counted.
fn transactions(exchange: &Exchange) -> [(&'static str, u64); 15] {
    let counters = exchange.transaction_counters();
    [
        ("request-repeated", counters.requests_repeated),
        ("response-repeated", counters.responses_repeated),
        ("ack-repeated", counters.acks_repeated),
        ("request-absorbed", counters.requests_absorbed),
        ("response-absorbed", counters.responses_absorbed),
        ("transaction-stray-response", counters.stray_responses),
        ("transaction-stray-ack", counters.stray_acks),
        ("request-merged", counters.merged_requests),
        ("branch-reused", counters.reused_branches),
        ("cancel-stray", counters.stray_cancels),
        ("transaction-timeout", counters.timeouts),
        ("refusal-unacknowledged", counters.unacknowledged_refusals),
        ("answer-unacknowledged", counters.unacknowledged_successes),
        ("transaction-overflow", counters.overflows),
        ("message-unwritable", counters.unwritable),
    ]
}

/// Longest datagram or stream read buffer of the loop.
pub(crate) const LOOP_BUFFER: usize = crate::udp::LARGEST_DATAGRAM;
/// Calls that are not released by then are left: BYE is repeated for half of 64×T1.
const END_LIMIT: Duration = Duration::from_secs(5);

/// Accepts connections of one side until the program ends; a listener without file descriptors waits a moment.
pub(crate) async fn accept(side: Side, listener: tokio::net::TcpListener, reports: mpsc::Sender<Report>) {
    loop {
        let report = match listener.accept().await {
            Ok((stream, peer)) => Report::Accepted {
                side,
                stream,
                peer: crate::sockets::canonical(peer),
            },
            Err(error) => {
                warn!(side = side.as_str(), %error, "a connection cannot be accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
                continue;
            }
        };
        if reports.send(report).await.is_err() {
            return;
        }
    }
}

const ACCEPT_PAUSE: Duration = Duration::from_secs(1);
