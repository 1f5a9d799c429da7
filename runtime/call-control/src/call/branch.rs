//! One INVITE of ours on its way: to one contact of a station, or to one address of a trunk.

use core::net::SocketAddr;

use gateway_api::Outcome;
use sip::digest::{Account, Asker, Carried};
use sip::message::{HeaderName, Message, MessageWriter, Method};
use sip::random::Token;
use sip::time::Moment;
use sip::transaction::{Branch as ViaBranch, ClientId, Flow};

use super::content::SDP;
use super::{Call, Ringing, Stage};
use crate::access::Permitted;
use crate::events::Target;
use crate::owner::Concern;
use crate::replies::ALLOW;
use crate::side::Side;
use crate::tag::Tag;
use crate::turn::{Core, Turn};

/// An INVITE that has no final answer yet.
pub(super) struct Branch {
    pub(super) serial: u8,
    pub(super) client: ClientId,
    pub(super) flow: Flow,
    pub(super) target: Target,
    pub(super) permitted: Permitted,
    /// When it is given up.
    pub(super) deadline: Moment,
    pub(super) heard: Sign,
    tag: Tag,
    call_id: Token,
    cseq: u32,
    carried: Carried,
}

/// The most that has come back by a branch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sign {
    /// Nothing.
    Silence,
    /// 100: somebody works on it.
    Trying,
    /// 101 to 199: it has reached somebody.
    Ringing,
}

impl Sign {
    /// What it means that no final answer comes any more. A phone that rang and was not picked up is its owner's
    /// doing, as a 480 would be; a trunk that only worked on it has failed.
    pub(super) fn without_answer(self) -> Outcome {
        match self {
            Sign::Silence => Outcome::NoResponse,
            Sign::Trying => Outcome::NoProgress,
            Sign::Ringing => Outcome::status(480),
        }
    }
}

/// What an INVITE says, but for what belongs to its dialog.
pub(super) struct Letter<'l> {
    pub(super) request_uri: &'l str,
    pub(super) from: &'l str,
    pub(super) to: &'l str,
    pub(super) header_fields: &'l [(&'static str, String)],
}

/// Where an INVITE goes.
#[derive(Clone, Copy)]
pub(super) struct Way {
    pub(super) flow: Flow,
    pub(super) target: Target,
    pub(super) permitted: Permitted,
    pub(super) deadline: Moment,
}

impl Call {
    /// Sends an INVITE by a new branch; false when it cannot be sent.
    pub(super) fn send_invite(&mut self, turn: &mut Turn<'_>, letter: &Letter<'_>, way: Way) -> bool {
        let key = self.key;
        let Stage::Setup(ringing) = &mut self.stage else {
            return false;
        };
        let tag = Tag::new(key, &mut *turn.core.random);
        let call_id = Token::new(&mut *turn.core.random);
        let serial = ringing.next_serial;
        let identity = Identity {
            tag: &tag,
            call_id,
            cseq: 1,
            serial,
        };
        let Some(client) = ringing.post(turn, letter, way.flow, &identity, &[], key) else {
            return false;
        };
        ringing.next_serial = ringing.next_serial.wrapping_add(1);
        ringing.branches.push(Branch {
            serial,
            client,
            flow: way.flow,
            target: way.target,
            permitted: way.permitted,
            deadline: ringing.search.at_most(way.deadline),
            heard: Sign::Silence,
            tag,
            call_id,
            cseq: 1,
            carried: Carried::default(),
        });
        true
    }

    /// Answers a trunk's 401 or 407: the same INVITE with credentials, once, and again when only the nonce was stale.
    /// False when there is no answer.
    pub(super) fn answer_challenge(
        &mut self,
        turn: &mut Turn<'_>,
        serial: u8,
        response: &Message<'_>,
    ) -> bool {
        let key = self.key;
        let Stage::Setup(ringing) = &mut self.stage else {
            return false;
        };
        let Some(at) = ringing.branches.iter().position(|branch| branch.serial == serial) else {
            return false;
        };
        let Some(trial) = ringing.search.trial.take() else {
            return false;
        };
        let mut branch = ringing.branches.swap_remove(at);
        let answered = branch
            .credentials(turn, response, &trial.invite.request_uri)
            .and_then(|fields| {
                let letter = Letter::of_gateway(&trial.invite);
                branch.cseq += 1;
                let identity = Identity {
                    tag: &branch.tag,
                    call_id: branch.call_id,
                    cseq: branch.cseq,
                    serial,
                };
                ringing.post(turn, &letter, branch.flow, &identity, &fields, key)
            });
        if let Some(client) = answered {
            branch.client = client;
        }
        ringing.search.trial = Some(trial);
        ringing.branches.push(branch);
        answered.is_some()
    }
}

impl Branch {
    /// The header fields with credentials for a challenge; `None` when the gateway has none for it.
    fn credentials(
        &mut self,
        turn: &mut Turn<'_>,
        response: &Message<'_>,
        request_uri: &str,
    ) -> Option<Vec<(&'static str, String)>> {
        let gateway = self.permitted.gateway()?;
        turn.core.credentials(
            gateway,
            self.flow.peer,
            response,
            Method::Invite,
            request_uri,
            &mut self.carried,
        )
    }
}

impl Core {
    /// Takes the challenge of a trunk and answers it. Only the gateway says whom its password is for, so that
    /// nobody else ever sees anything made of it.
    pub(super) fn credentials(
        &mut self,
        gateway: routing_table::GatewayIndex,
        challenger: SocketAddr,
        response: &Message<'_>,
        method: Method<'_>,
        request_uri: &str,
        carried: &mut Carried,
    ) -> Option<Vec<(&'static str, String)>> {
        let asker = Asker::of_status(response.status())?;
        let cnonce = Token::new(&mut *self.random);
        let (gateway, digest) = self.gateways.with_digest(gateway)?;
        let challenges = response.headers(asker.challenge_field());
        digest.challenged(asker, challenges, carried).ok()?;
        let mut fields = Vec::with_capacity(1);
        for asker in Asker::ALL {
            let Some(realm) = digest.realm(asker) else {
                continue;
            };
            let Some((username, secret)) = gateway.credentials(challenger, realm) else {
                continue;
            };
            let account = Account {
                username,
                password: secret.reveal().as_bytes(),
            };
            let value = digest.authorize(
                asker,
                method.as_str(),
                request_uri,
                account,
                cnonce.as_str(),
                carried,
            );
            fields.extend(value.map(|value| (asker.credentials_field(), value)));
        }
        (!fields.is_empty()).then_some(fields)
    }
}

/// What makes one INVITE different from all others.
struct Identity<'i> {
    tag: &'i Tag,
    call_id: Token,
    cseq: u32,
    serial: u8,
}

impl Ringing {
    /// Writes and sends an INVITE.
    fn post(
        &self,
        turn: &mut Turn<'_>,
        letter: &Letter<'_>,
        flow: Flow,
        identity: &Identity<'_>,
        credentials: &[(&'static str, String)],
        key: crate::arena::Key,
    ) -> Option<ClientId> {
        let Core {
            message,
            locals,
            random,
            table,
            tag: mark,
            ..
        } = &mut *turn.core;
        let side = Side::of(flow);
        let via_branch = ViaBranch::new(&mut **random);
        let (transport, sent_by) = (flow.transport.as_str(), locals.sent_by(side));
        let Identity {
            tag,
            call_id,
            cseq,
            serial,
        } = identity;
        message.clear();
        let mut writer = MessageWriter::request(message, Method::Invite, letter.request_uri);
        writer
            .header_fmt(
                HeaderName::Via,
                format_args!("SIP/2.0/{transport} {sent_by};branch={via_branch};rport"),
            )
            .header_fmt(HeaderName::MaxForwards, format_args!("{}", self.max_forwards))
            .header_fmt(
                HeaderName::From,
                format_args!("{};tag={}", letter.from, tag.as_str()),
            )
            .header(HeaderName::To, letter.to)
            // Ends with the mark of this exchange: an INVITE that comes back is known by it.
            .header_fmt(HeaderName::CallId, format_args!("{call_id}{mark}"))
            .header_fmt(HeaderName::CSeq, format_args!("{cseq} INVITE"))
            .header(HeaderName::Contact, locals.contact(flow))
            .header(HeaderName::Allow, ALLOW);
        if let Some(value) = self.precedence.and_then(|level| table.level(level)) {
            writer.header(HeaderName::ResourcePriority, value);
        }
        for (name, value) in letter.header_fields.iter().chain(credentials) {
            writer.header(*name, value);
        }
        let written = match &self.offer {
            Some(offer) => writer.finish_with_body(SDP, offer),
            None => writer.finish(),
        };
        written.ok()?;
        let core = &mut *turn.core;
        let outgoing = core.outgoing(flow, Concern::Branch(key, *serial));
        core.transactions
            .send_request(turn.now, outgoing, &core.message, turn.out)
            .ok()
    }
}

impl<'l> Letter<'l> {
    pub(super) fn of_gateway(invite: &'l gateway_api::Invite) -> Self {
        Letter {
            request_uri: &invite.request_uri,
            from: &invite.from,
            to: &invite.to,
            header_fields: &invite.header_fields,
        }
    }
}

/// The status that stands for an outcome in answers and events.
pub(super) fn status_of(outcome: &Outcome) -> u16 {
    match outcome {
        Outcome::Status(status) => u16::from(status.clone()),
        Outcome::NoResponse => 408,
        Outcome::NoProgress => 480,
        Outcome::TransportError => 503,
    }
}
