//! A station that speaks SIP over UDP: it dials numbers and notes how each call is refused, registers and takes
//! calls; independent of the project's own SIP.

use std::net::{SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

use md5::{Digest as _, Md5};

/// How a call was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    /// The SIP status.
    pub status: u16,
    /// The Q.850 cause of the `Reason` header field.
    pub cause: Option<u8>,
}

/// A station with its socket.
pub struct Caller {
    socket: UdpSocket,
    vessel: SocketAddr,
    number: &'static str,
    ha1: String,
    calls: u32,
}

/// How long a vessel may take to answer at all.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long one wait for a datagram takes.
const ONE_WAIT: Duration = Duration::from_millis(100);

impl Caller {
    /// A station that calls from `address`.
    pub fn new(address: &str, vessel: SocketAddr, number: &'static str, ha1: String) -> Caller {
        let socket = UdpSocket::bind((address, 0)).expect("a crew address is bound");
        socket
            .set_read_timeout(Some(ONE_WAIT))
            .expect("a time limit is set");
        Caller {
            socket,
            vessel,
            number,
            ha1,
            calls: 0,
        }
    }

    /// Asks for options until the vessel answers; `gone` says that it never will.
    pub fn wait_for_vessel(&mut self, mut gone: impl FnMut() -> bool) {
        let start = Instant::now();
        while start.elapsed() < PATIENCE && !gone() {
            self.calls += 1;
            let request = self.request("OPTIONS", self.number, 1, "", "");
            self.send(&request);
            if self.receive().is_some() {
                return;
            }
        }
        panic!("the vessel does not answer");
    }

    /// Dials a number, authenticates when asked, and gives the refusal.
    pub fn dial(&mut self, dialled: &str) -> Refusal {
        self.calls += 1;
        let challenge = self.final_answer(dialled, 1, "");
        assert_eq!(
            status(&challenge),
            407,
            "an INVITE without credentials is challenged:\n{challenge}"
        );
        let uri = self.uri(dialled);
        let challenge = field(&challenge, "Proxy-Authenticate").expect("a challenge");
        let proof = self.proof("INVITE", &uri, &challenge);
        let answer = self.final_answer(dialled, 2, &format!("Proxy-Authorization: {proof}\r\n"));
        let reason = field(&answer, "Reason").unwrap_or_default();
        let cause = reason
            .split("cause=")
            .nth(1)
            .and_then(|rest| rest.split([';', ' ']).next()?.parse().ok());
        Refusal {
            status: status(&answer),
            cause,
        }
    }

    /// Registers where it listens, and panics when that is refused.
    pub fn register(&mut self) {
        self.calls += 1;
        let uri = format!("sip:{}", self.vessel);
        let challenge = self.registered(1, "");
        let challenge = field(&challenge, "WWW-Authenticate").expect("a challenge");
        let proof = self.proof("REGISTER", &uri, &challenge);
        let answer = self.registered(2, &format!("Authorization: {proof}\r\n"));
        assert_eq!(status(&answer), 200, "{answer}");
    }

    fn registered(&self, sequence: u32, authorization: &str) -> String {
        let request = self.request("REGISTER", self.number, sequence, authorization, "");
        let uri = format!("REGISTER sip:{} ", self.vessel);
        self.send(&request.replace(&format!("REGISTER {} ", self.uri(self.number)), &uri));
        self.wait_for(|message| field(message, "CSeq") == Some(format!("{sequence} REGISTER")))
    }

    /// Begins a call without proof of who calls.
    pub fn call(&mut self, dialled: &str) {
        self.calls += 1;
        self.send(&self.request("INVITE", dialled, 1, "", OFFER));
    }

    /// Waits for a call and answers it.
    pub fn take_call(&self) {
        let invite = self.wait_for(|message| message.starts_with("INVITE "));
        let copied: String = invite
            .lines()
            .take_while(|line| !line.is_empty())
            .filter(|line| {
                ["Via:", "From:", "Call-ID:", "CSeq:"]
                    .iter()
                    .any(|name| line.starts_with(name))
            })
            .map(|line| format!("{line}\r\n"))
            .collect();
        let (local, to) = (self.local(), field(&invite, "To").expect("a call has a To"));
        self.send(&format!(
            "SIP/2.0 200 OK\r\n{copied}To: {to};tag=taken\r\nContact: <sip:{}@{local}>\r\n\
             Content-Type: application/sdp\r\nContent-Length: {}\r\n\r\n{OFFER}",
            self.number,
            OFFER.len()
        ));
    }

    /// The final status of the call that was begun last.
    pub fn outcome(&self, dialled: &str) -> u16 {
        status(&self.acknowledged(dialled, 1))
    }

    /// Sends an INVITE, waits for its final answer and acknowledges that.
    fn final_answer(&self, dialled: &str, sequence: u32, authorization: &str) -> String {
        self.send(&self.request("INVITE", dialled, sequence, authorization, OFFER));
        self.acknowledged(dialled, sequence)
    }

    fn acknowledged(&self, dialled: &str, sequence: u32) -> String {
        let answer = self.wait_for(|message| {
            field(message, "CSeq") == Some(format!("{sequence} INVITE"))
                && field(message, "Call-ID") == Some(self.call_id())
                && status(message) >= 200
        });
        let to = field(&answer, "To").expect("an answer has a To");
        let ack = self.request("ACK", dialled, sequence, "", "");
        self.send(&ack.replace(&format!("To: {}", self.to(dialled)), &format!("To: {to}")));
        answer
    }

    fn wait_for(&self, wanted: impl Fn(&str) -> bool) -> String {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if let Some(message) = self.receive().filter(|message| wanted(message)) {
                return message;
            }
        }
        panic!("station {} waits for a message that does not come", self.number);
    }

    fn request(&self, method: &str, dialled: &str, sequence: u32, more: &str, body: &str) -> String {
        let (local, number, to) = (self.local(), self.number, self.to(dialled));
        let (uri, call) = (self.uri(dialled), self.call_id());
        let kind = if body.is_empty() {
            ""
        } else {
            "Content-Type: application/sdp\r\n"
        };
        format!(
            "{method} {uri} SIP/2.0\r\n\
             Via: SIP/2.0/UDP {local};rport;branch=z9hG4bK-{call}-{sequence}\r\n\
             Max-Forwards: 70\r\nFrom: <sip:{number}@{local}>;tag={call}\r\nTo: {to}\r\n\
             Call-ID: {call}\r\nCSeq: {sequence} {method}\r\nContact: <sip:{number}@{local}>\r\n\
             {more}{kind}Content-Length: {}\r\n\r\n{body}",
            body.len()
        )
    }

    /// The answer to a digest challenge with qop auth (RFC 7616 §3.4.1, MD5).
    fn proof(&self, method: &str, uri: &str, challenge: &str) -> String {
        let part = |name: &str| challenge.split(&format!("{name}=\"")).nth(1)?.split('"').next();
        let (realm, nonce) = (part("realm").expect("a realm"), part("nonce").expect("a nonce"));
        let ha2 = hash(&format!("{method}:{uri}"));
        let response = hash(&format!("{}:{nonce}:00000001:c:auth:{ha2}", self.ha1));
        format!(
            "Digest username=\"{}\", realm=\"{realm}\", nonce=\"{nonce}\", uri=\"{uri}\", \
             algorithm=MD5, qop=auth, nc=00000001, cnonce=\"c\", response=\"{response}\"",
            self.number
        )
    }

    fn send(&self, request: &str) {
        self.socket
            .send_to(request.as_bytes(), self.vessel)
            .expect("a request is sent");
    }

    /// The next datagram, or nothing when none comes within one wait.
    fn receive(&self) -> Option<String> {
        let mut buffer = [0; 4096];
        let (length, _) = self.socket.recv_from(&mut buffer).ok()?;
        Some(String::from_utf8_lossy(&buffer[..length]).into_owned())
    }

    fn uri(&self, dialled: &str) -> String {
        format!("sip:{dialled}@{}", self.vessel)
    }

    fn to(&self, dialled: &str) -> String {
        format!("<{}>", self.uri(dialled))
    }

    fn call_id(&self) -> String {
        format!("call{}-{}", self.calls, self.local().port())
    }

    fn local(&self) -> SocketAddr {
        self.socket.local_addr().expect("the socket is bound")
    }
}

/// `HA1` of a station (RFC 7616 §3.4.2, MD5).
pub fn ha1(number: &str, realm: &str, password: &str) -> String {
    hash(&format!("{number}:{realm}:{password}"))
}

fn hash(text: &str) -> String {
    Md5::digest(text)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn status(answer: &str) -> u16 {
    answer
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok())
        .unwrap_or_default()
}

fn field(message: &str, name: &str) -> Option<String> {
    let lines = message.lines().take_while(|line| !line.is_empty());
    let mut fields = lines.filter_map(|line| line.split_once(':'));
    fields
        .find(|(found, _)| found.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim().to_owned())
}

const OFFER: &str = "v=0\r\no=- 1 1 IN IP4 127.0.1.9\r\ns=-\r\nc=IN IP4 127.0.1.9\r\nt=0 0\r\n\
                     m=audio 40000 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n";
