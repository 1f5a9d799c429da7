//! Peers that follow a script: they write plain text and know no more of SIP than the script needs.

mod steps;

pub(crate) use steps::*;

use sip::digest::{Account, Asker, Carried, Client};
use sip::message::MessageWriter;

use crate::ship::{Heard, Peer, Ship};

/// A crew station's phone.
pub(crate) struct Phone {
    pub(crate) peer: Peer,
    pub(crate) number: String,
    password: String,
    digest: Client,
    serial: u32,
    rewound: u32,
    claimed: Option<String>,
}

/// What the text of a request is made of.
pub(crate) struct Request<'r> {
    pub(crate) method: &'r str,
    pub(crate) uri: String,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) call_id: String,
    pub(crate) cseq: u32,
    pub(crate) branch: String,
    pub(crate) extra: String,
    pub(crate) body: &'r str,
}

impl Request<'_> {
    /// The text as sent by a peer.
    pub(crate) fn text(&self, peer: Peer) -> String {
        let Request {
            method,
            uri,
            from,
            to,
            call_id,
            cseq,
            branch,
            extra,
            body,
        } = self;
        let address = peer.address;
        let content_type = if body.is_empty() || extra.contains("Content-Type") {
            ""
        } else {
            "Content-Type: application/sdp\r\n"
        };
        let contact = match extra.strip_prefix(NO_CONTACT) {
            Some(_) => String::new(),
            None => format!("Contact: <sip:{address}>\r\n"),
        };
        let extra = extra.strip_prefix(NO_CONTACT).unwrap_or(extra);
        format!(
            "{method} {uri} SIP/2.0\r\nVia: SIP/2.0/UDP {address};branch=z9hG4bK{branch};rport\r\n\
             Max-Forwards: 70\r\nFrom: {from}\r\nTo: {to}\r\nCall-ID: {call_id}\r\nCSeq: {cseq} {method}\r\n\
             {contact}{extra}{content_type}Content-Length: {}\r\n\r\n{body}",
            body.len()
        )
    }
}

impl Phone {
    /// The phone of a station, at 10.1.0.NUMBER.
    pub(crate) fn new(number: &str) -> Phone {
        Phone::at(number, number.parse().unwrap())
    }

    /// The phone of a station at 10.1.0.HOST.
    pub(crate) fn at(number: &str, host: u8) -> Phone {
        Phone {
            peer: Peer::crew(host),
            number: number.to_owned(),
            password: format!("secret-{number}"),
            digest: Client::default(),
            serial: 0,
            rewound: 0,
            claimed: None,
        }
    }

    pub(crate) fn with_password(mut self, password: &str) -> Phone {
        self.password = password.to_owned();
        self
    }

    /// A registered phone.
    pub(crate) fn registered(ship: &mut Ship, number: &str) -> Phone {
        let mut phone = Phone::new(number);
        let answer = phone.register(ship, "Expires: 3600\r\n");
        assert_eq!(answer.status(), 200, "{answer}");
        phone
    }

    /// A REGISTER, its challenge answered, and what came of it.
    pub(crate) fn register(&mut self, ship: &mut Ship, extra: &str) -> Heard {
        let aor = format!("<sip:{}@ship>", self.number);
        let call_id = format!("register-{}", self.peer.address);
        self.authenticated(ship, "REGISTER", "sip:ship", &aor, &call_id, extra, "")
            .1
    }

    fn from(&self) -> String {
        let shown = self.claimed.as_ref().unwrap_or(&self.number);
        format!("<sip:{shown}@ship>;tag=from-{}", self.number)
    }

    /// A REGISTER with these Contact lines and no other.
    pub(crate) fn register_with(&mut self, ship: &mut Ship, lines: &str) -> Heard {
        let aor = format!("<sip:{}@ship>", self.number);
        let call_id = format!("register-{}", self.peer.address);
        let extra = format!("{NO_CONTACT}{lines}");
        self.authenticated(ship, "REGISTER", "sip:ship", &aor, &call_id, &extra, "")
            .1
    }

    /// Puts another station's number into From.
    pub(crate) fn claims(&mut self, number: &str) {
        self.claimed = Some(number.to_owned());
    }

    /// The next requests count from `back` numbers ago.
    pub(crate) fn rewind(&mut self, back: u32) {
        self.serial = self.serial.saturating_sub(back);
        self.rewound += 1;
    }

    /// The text of a REGISTER, with credentials once a challenge has been heard.
    pub(crate) fn next_register(&mut self, _ship: &mut Ship) -> String {
        self.serial += 1;
        let mut carried = Carried::default();
        let account = Account {
            username: &self.number,
            password: self.password.as_bytes(),
        };
        let value = self.digest.authorize(
            Asker::Server,
            "REGISTER",
            "sip:ship",
            account,
            "cnonce",
            &mut carried,
        );
        Request {
            method: "REGISTER",
            uri: "sip:ship".to_owned(),
            from: format!("<sip:{}@ship>;tag=r", self.number),
            to: format!("<sip:{}@ship>", self.number),
            call_id: "single".to_owned(),
            cseq: self.serial,
            branch: format!("single-{}", self.serial),
            extra: value
                .map(|value| format!("Authorization: {value}\r\n"))
                .unwrap_or_default(),
            body: "",
        }
        .text(self.peer)
    }

    /// Takes the answer to it, and its challenge if it is one.
    pub(crate) fn hear_answer(&mut self, ship: &mut Ship) -> u16 {
        let answer = ship.next(self.peer).unwrap();
        if let Some(challenge) = answer.header("WWW-Authenticate") {
            let mut carried = Carried::default();
            self.digest
                .challenged(Asker::Server, [challenge.as_str()], &mut carried)
                .unwrap();
        }
        answer.status()
    }

    /// Sends a request, answers its challenge, and returns the text sent last with its first response.
    #[expect(clippy::too_many_arguments, reason = "a script says everything")]
    pub(crate) fn authenticated(
        &mut self,
        ship: &mut Ship,
        method: &str,
        uri: &str,
        to: &str,
        call_id: &str,
        extra: &str,
        body: &str,
    ) -> (Sent, Heard) {
        let mut carried = Carried::default();
        let mut extra_now = extra.to_owned();
        loop {
            self.serial += 1;
            let request = Request {
                method,
                uri: uri.to_owned(),
                from: self.from(),
                to: to.to_owned(),
                call_id: call_id.to_owned(),
                cseq: self.serial,
                branch: format!("{}-{call_id}-{}-{}", self.number, self.serial, self.rewound),
                extra: extra_now.clone(),
                body,
            };
            let text = request.text(self.peer);
            ship.hear(self.peer, &text);
            let answer = ship
                .next(self.peer)
                .unwrap_or_else(|| panic!("no answer to\n{text}"));
            let Some(asker) = Asker::of_status(answer.status()) else {
                return (
                    Sent {
                        text,
                        cseq: self.serial,
                        branch: request.branch,
                    },
                    answer,
                );
            };
            let values: Vec<String> = answer.header(asker.challenge_field()).into_iter().collect();
            let challenged = self
                .digest
                .challenged(asker, values.iter().map(String::as_str), &mut carried);
            if method == "INVITE" {
                ship.hear(self.peer, ack_of_refusal(&text, &answer));
            }
            if challenged.is_err() {
                return (
                    Sent {
                        text,
                        cseq: self.serial,
                        branch: request.branch,
                    },
                    answer,
                );
            }
            let account = Account {
                username: &self.number,
                password: self.password.as_bytes(),
            };
            let value = self
                .digest
                .authorize(
                    asker,
                    method,
                    uri,
                    account,
                    &format!("cnonce{}", self.serial),
                    &mut carried,
                )
                .unwrap();
            extra_now = format!("{extra}{}: {value}\r\n", asker.credentials_field());
        }
    }

    /// Dials a number; the 100 has been heard.
    pub(crate) fn dials(&mut self, ship: &mut Ship, number: &str, body: &str) -> Calling {
        let (caller, first) = self.tries(ship, number, body, "");
        assert_eq!(first.status(), 100, "{first}");
        caller
    }

    /// Dials a number and returns the first response but challenges.
    pub(crate) fn tries(
        &mut self,
        ship: &mut Ship,
        number: &str,
        body: &str,
        extra: &str,
    ) -> (Calling, Heard) {
        let call_id = format!("call-{}-{}", self.peer.address.ip(), self.serial);
        let uri = if number.contains(':') {
            number.to_owned()
        } else {
            format!("sip:{number}@10.1.0.1")
        };
        let to = format!("<{uri}>");
        let (sent, first) = self.authenticated(ship, "INVITE", &uri, &to, &call_id, extra, body);
        let from = self.from();
        let caller = Calling {
            peer: self.peer,
            uri,
            from,
            to,
            call_id,
            cseq: sent.cseq,
            invite: sent,
        };
        (caller, first)
    }
}

/// A request as it was sent.
pub(crate) struct Sent {
    pub(crate) text: String,
    pub(crate) cseq: u32,
    pub(crate) branch: String,
}

/// The calling party of a call.
pub(crate) struct Calling {
    pub(crate) peer: Peer,
    pub(crate) uri: String,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) call_id: String,
    pub(crate) cseq: u32,
    pub(crate) invite: Sent,
}

impl Calling {
    /// A call that comes in by a trunk.
    pub(crate) fn inbound(ship: &mut Ship, peer: Peer, number: &str, body: &str) -> Calling {
        Calling::inbound_with(ship, peer, number, body, "in-1", "")
    }

    pub(crate) fn inbound_with(
        ship: &mut Ship,
        peer: Peer,
        number: &str,
        body: &str,
        call_id: &str,
        extra: &str,
    ) -> Calling {
        let uri = format!("sip:{number}@10.7.0.1:5080");
        let (from, to) = (
            "<sip:+33123456789@provider.example>;tag=out".to_owned(),
            format!("<{uri}>"),
        );
        let request = Request {
            method: "INVITE",
            uri: uri.clone(),
            from: from.clone(),
            to: to.clone(),
            call_id: call_id.to_owned(),
            cseq: 1,
            branch: format!("in-{call_id}"),
            extra: extra.to_owned(),
            body,
        };
        let text = request.text(peer);
        ship.hear(peer, &text);
        let invite = Sent {
            text,
            cseq: 1,
            branch: request.branch,
        };
        Calling {
            peer,
            uri,
            from,
            to,
            call_id: call_id.to_owned(),
            cseq: 1,
            invite,
        }
    }

    /// The ACK to a 2xx, which begins the dialog.
    pub(crate) fn ack(&mut self, ship: &mut Ship, answer: &Heard, body: &str) {
        let text = self.ack_text(answer, body);
        ship.hear(self.peer, text);
    }

    pub(crate) fn ack_text(&mut self, answer: &Heard, body: &str) -> String {
        self.uri = answer.contact();
        self.to = answer.header("To").unwrap();
        let cseq = answer.message().cseq().number;
        self.within("ACK", cseq, "", body)
    }

    /// The ACK to a refusal.
    pub(crate) fn ack_refusal(&mut self, ship: &mut Ship, answer: &Heard) {
        let text = ack_of_refusal(&self.invite.text, answer);
        ship.hear(self.peer, text);
    }

    /// Gives up.
    pub(crate) fn cancel(&mut self, ship: &mut Ship) {
        ship.hear(self.peer, self.cancel_text());
    }

    pub(crate) fn cancel_text(&self) -> String {
        let request = Request {
            method: "CANCEL",
            uri: self.uri.clone(),
            from: self.from.clone(),
            to: self.to.clone(),
            call_id: self.call_id.clone(),
            cseq: self.cseq,
            branch: self.invite.branch.clone(),
            extra: String::new(),
            body: "",
        };
        request.text(self.peer)
    }

    /// A request within the dialog.
    pub(crate) fn sends(&mut self, ship: &mut Ship, method: &str, extra: &str, body: &str) -> String {
        self.cseq += 1;
        let text = self.within(method, self.cseq, extra, body);
        ship.hear(self.peer, &text);
        text
    }

    pub(crate) fn within(&self, method: &str, cseq: u32, extra: &str, body: &str) -> String {
        Request {
            method,
            uri: self.uri.clone(),
            from: self.from.clone(),
            to: self.to.clone(),
            call_id: self.call_id.clone(),
            cseq,
            branch: format!("w-{}-{method}-{cseq}", self.call_id),
            extra: extra.to_owned(),
            body,
        }
        .text(self.peer)
    }
}

/// The called party of a call.
pub(crate) struct Called {
    pub(crate) peer: Peer,
    pub(crate) invite: Heard,
    pub(crate) tag: String,
    pub(crate) cseq: u32,
    /// What its Contact says; its own address when empty.
    pub(crate) contact: String,
}

impl Called {
    /// A peer that has heard an INVITE.
    pub(crate) fn by(ship: &mut Ship, peer: Peer) -> Called {
        Called::with(peer, ship.request(peer, "INVITE"))
    }

    /// A peer with the INVITE that it has heard.
    pub(crate) fn with(peer: Peer, invite: Heard) -> Called {
        Called {
            peer,
            invite,
            tag: format!("called-{}", peer.address.ip()),
            cseq: 100,
            contact: String::new(),
        }
    }

    /// Answers the INVITE.
    pub(crate) fn says(&self, ship: &mut Ship, status: u16, body: &str) {
        self.says_with(ship, status, "", body);
    }

    /// Answers the INVITE with more header fields, each a whole line.
    pub(crate) fn says_with(&self, ship: &mut Ship, status: u16, extra: &str, body: &str) {
        let text = self.response(&self.invite, status, extra, body);
        ship.hear(self.peer, text);
    }

    /// Answers another request.
    pub(crate) fn answers(&self, ship: &mut Ship, request: &Heard, status: u16, body: &str) {
        let text = self.response(request, status, "", body);
        ship.hear(self.peer, text);
    }

    pub(crate) fn response(&self, request: &Heard, status: u16, extra: &str, body: &str) -> Vec<u8> {
        respond(self.peer, request, status, &self.tag, &self.contact, extra, body)
    }

    /// A request within the dialog.
    pub(crate) fn sends(&mut self, ship: &mut Ship, method: &str, extra: &str, body: &str) -> String {
        self.cseq += 1;
        let text = self.within(method, self.cseq, extra, body);
        ship.hear(self.peer, &text);
        text
    }

    pub(crate) fn within(&self, method: &str, cseq: u32, extra: &str, body: &str) -> String {
        let to = self.invite.header("From").unwrap();
        let from = format!("{};tag={}", self.invite.header("To").unwrap(), self.tag);
        Request {
            method,
            uri: self.invite.contact(),
            from,
            to,
            call_id: self.invite.message().call_id().to_owned(),
            cseq,
            branch: format!("c-{}-{method}-{cseq}", self.tag),
            extra: extra.to_owned(),
            body,
        }
        .text(self.peer)
    }
}

/// A response as a peer writes it.
pub(crate) fn respond(
    peer: Peer,
    request: &Heard,
    status: u16,
    tag: &str,
    contact: &str,
    extra: &str,
    body: &str,
) -> Vec<u8> {
    let request = request.message();
    let mut text = Vec::new();
    let mut writer = MessageWriter::response(&mut text, &request, status, Some(tag), None);
    let contact = if contact.is_empty() {
        format!("<sip:{}>", peer.address)
    } else {
        contact.to_owned()
    };
    writer.header("Contact", &contact);
    for line in extra.lines() {
        let (name, value) = line.split_once(": ").unwrap();
        writer.header(name, value);
    }
    match body {
        "" => writer.finish().unwrap(),
        body => writer
            .finish_with_body("application/sdp", body.as_bytes())
            .unwrap(),
    }
    text
}

/// The ACK to a refusal: the INVITE's own Via.
pub(crate) fn ack_of_refusal(invite: &str, answer: &Heard) -> String {
    let head = invite.split("\r\n\r\n").next().unwrap();
    let kept = head.lines().skip(1).filter(|line| {
        ["Via:", "From:", "Call-ID:", "Max-Forwards:"]
            .iter()
            .any(|name| line.starts_with(name))
    });
    let uri = head.split(' ').nth(1).unwrap();
    let cseq = answer.message().cseq().number;
    let mut text = format!("ACK {uri} SIP/2.0\r\n");
    for line in kept {
        text.push_str(line);
        text.push_str("\r\n");
    }
    text.push_str(&format!(
        "To: {}\r\nCSeq: {cseq} ACK\r\nContent-Length: 0\r\n\r\n",
        answer.header("To").unwrap()
    ));
    text
}

/// The CANCEL of a request with SDP.
pub(crate) fn cancel_of(request: &str) -> String {
    let head = request.split("Content-Type").next().unwrap();
    let head = head.replacen("INVITE ", "CANCEL ", 1);
    let head = head.replace(" INVITE\r\n", " CANCEL\r\n");
    format!("{head}Content-Length: 0\r\n\r\n")
}

/// A session description of a peer with PCMA and events.
pub(crate) fn sdp(peer: Peer, port: u16) -> String {
    sdp_with(peer, port, "8 101", "a=sendrecv\r\n")
}

pub(crate) fn sdp_with(peer: Peer, port: u16, formats: &str, attributes: &str) -> String {
    let ip = peer.ip();
    format!(
        "v=0\r\no=- 1 1 IN IP4 {ip}\r\ns=-\r\nc=IN IP4 {ip}\r\nt=0 0\r\nm=audio {port} RTP/AVP {formats}\r\n\
         a=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\n{attributes}"
    )
}

/// A session description of a peer with PCMU alone.
pub(crate) fn pcmu(peer: Peer, port: u16) -> String {
    let ip = peer.ip();
    format!(
        "v=0\r\no=- 1 1 IN IP4 {ip}\r\ns=-\r\nc=IN IP4 {ip}\r\nt=0 0\r\nm=audio {port} RTP/AVP 0\r\n\
         a=rtpmap:0 PCMU/8000\r\n"
    )
}

/// What an INVITE with another body is told.
pub(crate) const KNOWN_BODIES: &str =
    "application/sdp, multipart/mixed, multipart/related, multipart/alternative, application/pidf+xml";
/// Before further header fields: the usual Contact is left out.
pub(crate) const NO_CONTACT: &str = "!";
