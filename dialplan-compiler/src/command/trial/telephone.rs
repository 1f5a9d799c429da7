//! Every telephone on board, at one address: they register, call, and are busy when they are called.

use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use dialplan_verifier::{Called, Exchange};
use rsip::headers::UntypedHeader as _;
use rsip::{Header, Method, Request, Response, SipMessage};

use super::{Arrival, Stop, message, password};
use crate::plan::DigestAlgorithm;

/// The telephones; one transaction at a time.
pub(super) struct Telephones {
    socket: Arc<UdpSocket>,
    exchange: SocketAddr,
    algorithm: DigestAlgorithm,
    realm: String,
    password: &'static str,
    answers: Receiver<Response>,
    /// Counts the requests; makes branches, tags and Call-IDs.
    count: u32,
}

/// The one algorithm with which the exchange asks who calls.
pub(super) fn algorithm(exchange: &Exchange) -> DigestAlgorithm {
    if exchange.md5 {
        DigestAlgorithm::Md5
    } else {
        DigestAlgorithm::Sha256
    }
}

impl Telephones {
    /// Telephones that report whoever is called.
    pub(super) fn new(
        exchange: &Exchange,
        password: &'static str,
        reports: &Sender<Arrival>,
    ) -> Result<Telephones, Stop> {
        let address = SocketAddr::new(exchange.telephones, PORT);
        let cannot = |error| Stop::internal(format!("telephones cannot stand at {address}: {error}"));
        let socket = Arc::new(UdpSocket::bind(address).map_err(cannot)?);
        let (send, answers) = mpsc::channel();
        let (own, reports) = (Arc::clone(&socket), reports.clone());
        thread::spawn(move || {
            let mut buffer = [0; 65_535];
            while let Ok((length, source)) = own.recv_from(&mut buffer) {
                match buffer.get(..length).map(SipMessage::try_from) {
                    // Nobody waits for it when the trial is over.
                    Some(Ok(SipMessage::Response(answer))) => drop(send.send(answer)),
                    Some(Ok(SipMessage::Request(request))) => {
                        if let Some(answer) = called(&request, &reports) {
                            drop(own.send_to(answer.as_bytes(), source));
                        }
                    }
                    _ => {}
                }
            }
        });
        Ok(Telephones {
            socket,
            exchange: SocketAddr::new(exchange.crew_address, exchange.crew_port),
            algorithm: algorithm(exchange),
            realm: exchange.realm.clone(),
            password,
            answers,
            count: 0,
        })
    }

    /// Registers a station.
    pub(super) fn register(&mut self, number: &str) -> Result<(), Stop> {
        let uri = format!("sip:{}", self.exchange);
        match self.request(Method::Register, number, number, &uri)? {
            200 => Ok(()),
            status => Err(Stop::mismatch(format!(
                "station {number} with its right password is refused with {status}"
            ))),
        }
    }

    /// Calls a number, and gives the final status.
    pub(super) fn call(&mut self, from: &str, dialled: &str) -> Result<u16, Stop> {
        let uri = format!("sip:{}@{}", message::user(dialled), self.exchange);
        self.request(Method::Invite, from, dialled, &uri)
    }

    /// A request, repeated with credentials when the exchange asks for them (RFC 3261 §22).
    fn request(&mut self, method: Method, from: &str, to: &str, uri: &str) -> Result<u16, Stop> {
        self.count += 1;
        let call = format!("trial-{}", self.count);
        let mut credentials = None;
        for sequence in 1..=2 {
            let answer =
                self.transaction(&method, from, to, uri, (&call, sequence), credentials.as_deref())?;
            let status = u16::from(answer.status_code.clone());
            credentials =
                challenge(&answer).map(|challenge| self.credentials(challenge, &method, from, uri, status));
            if credentials.is_none() || sequence == 2 {
                return Ok(status);
            }
        }
        Err(Stop::internal("a request has at most two transactions"))
    }

    /// Sends a request until its final response comes (RFC 3261 §17.1).
    fn transaction(
        &mut self,
        method: &Method,
        from: &str,
        to: &str,
        uri: &str,
        (call, sequence): (&str, u32),
        credentials: Option<&str>,
    ) -> Result<Response, Stop> {
        let (user, own) = (message::user(from), self.exchange_facing());
        let common = |via: &str, to: &str, method: &Method| {
            format!(
                "{method} {uri} SIP/2.0\r\nVia: {via}\r\nMax-Forwards: 70\r\nFrom: <sip:{user}@{exchange}>;tag={call}\r\n\
                 To: {to}\r\nCall-ID: {call}\r\nCSeq: {sequence} {method}\r\n",
                exchange = self.exchange
            )
        };
        let via = format!("SIP/2.0/UDP {own};branch=z9hG4bK-{call}-{sequence}");
        let to = format!("<sip:{}@{}>", message::user(to), self.exchange);
        let request = format!(
            "{}Contact: <sip:{user}@{own}>\r\n{}Content-Length: 0\r\n\r\n",
            common(&via, &to, method),
            credentials.unwrap_or_default()
        );
        let begun = Instant::now();
        let mut answered = false;
        while begun.elapsed() < LIMIT {
            if !answered {
                self.socket
                    .send_to(request.as_bytes(), self.exchange)
                    .map_err(unsent)?;
            }
            let answer = match self.answers.recv_timeout(T1) {
                Ok(answer) => answer,
                Err(RecvTimeoutError::Timeout) => continue,
                Err(RecvTimeoutError::Disconnected) => break,
            };
            if message::call_id(&answer.headers) != call
                || message::sequence(&answer.headers) != Some(sequence)
            {
                continue;
            }
            answered = true;
            let status = u16::from(answer.status_code.clone());
            if status < 200 {
                continue;
            }
            if *method == Method::Invite {
                let ack = common(&via, message::to(&answer.headers), &Method::Ack);
                let ack = format!("{ack}Content-Length: 0\r\n\r\n");
                self.socket
                    .send_to(ack.as_bytes(), self.exchange)
                    .map_err(unsent)?;
            }
            return Ok(answer);
        }
        Err(Stop::mismatch(format!(
            "the running vessel gave no final answer to {method} {uri} within {} s",
            LIMIT.as_secs()
        )))
    }

    /// The header that answers a challenge (RFC 7616 §3.4).
    fn credentials(&self, challenge: &str, method: &Method, user: &str, uri: &str, status: u16) -> String {
        let hash = |text: &str| password::digest(self.algorithm, text);
        let own = password::ha1(self.algorithm, user, &self.realm, self.password);
        let nonce = parameter(challenge, "nonce").unwrap_or_default();
        let asked = hash(&format!("{method}:{uri}"));
        let response = hash(&format!("{own}:{nonce}:00000001:{CNONCE}:auth:{asked}"));
        let name = if status == 407 {
            "Proxy-Authorization"
        } else {
            "Authorization"
        };
        let opaque = parameter(challenge, "opaque").map(|opaque| format!(", opaque=\"{opaque}\""));
        format!(
            "{name}: Digest username=\"{user}\", realm=\"{}\", nonce=\"{nonce}\", uri=\"{uri}\", response=\"{response}\", \
             algorithm={}, cnonce=\"{CNONCE}\", qop=auth, nc=00000001{}\r\n",
            self.realm,
            self.algorithm.name(),
            opaque.unwrap_or_default()
        )
    }

    fn exchange_facing(&self) -> SocketAddr {
        self.socket.local_addr().unwrap_or(self.exchange)
    }
}

/// The parameters of the challenge in a 401 or 407.
fn challenge(answer: &Response) -> Option<&str> {
    answer.headers.iter().find_map(|header| match header {
        Header::WwwAuthenticate(value) => Some(value.value()),
        Header::ProxyAuthenticate(value) => Some(value.value()),
        _ => None,
    })
}

/// A quoted parameter of a challenge.
fn parameter<'c>(challenge: &'c str, name: &str) -> Option<&'c str> {
    let mut parts = challenge.split_once(' ')?.1.split(',');
    let (_, value) = parts.find_map(|part| {
        let written = part.trim().split_once('=');
        written.filter(|(own, _)| own.eq_ignore_ascii_case(name))
    })?;
    value.strip_prefix('"')?.strip_suffix('"')
}

fn called(request: &Request, reports: &Sender<Arrival>) -> Option<String> {
    match request.method {
        Method::Ack => None,
        Method::Invite => {
            let called = Called {
                provider: None,
                number: message::number(request),
            };
            reports
                .send(Arrival {
                    called,
                    address: None,
                })
                .ok()?;
            Some(message::answer(request, BUSY))
        }
        _ => Some(message::answer(request, 200)),
    }
}

fn unsent(error: std::io::Error) -> Stop {
    Stop::internal(format!("a telephone cannot send: {error}"))
}

/// Where the telephones stand, beside the exchange's own ports.
const PORT: u16 = 5555;
const BUSY: u16 = 486;
const CNONCE: &str = "trial";
/// RFC 3261 §17.1.1.1.
const T1: Duration = Duration::from_millis(500);
/// Longer than any call here takes: providers and stations answer at once.
const LIMIT: Duration = Duration::from_secs(20);
