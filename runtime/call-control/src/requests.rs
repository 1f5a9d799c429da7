//! What a new request is: within a call, a REGISTER, an INVITE, a question, or nothing that is served.

use sip::message::{HeaderName, MessageWriter, Method};
use sip::time::Moment;
use sip::uri::Scheme;

use crate::call::ACCEPT;
use crate::counters::Counter;
use crate::exchange::Exchange;
use crate::outputs::Outputs;
use crate::replies::{ALLOW, ALLOW_CREW, More, Refusal};
use crate::side::Side;
use crate::tag::Tag;
use crate::turn::{Incoming, Turn};

impl Exchange {
    /// Serves a request for which nothing is kept yet.
    pub(crate) fn request(&mut self, now: Moment, incoming: &Incoming<'_>, out: &mut Outputs) {
        if !self.turn(now, out).serves(incoming) {
            return;
        }
        match (incoming.message.to().tag(), incoming.message.method()) {
            (Some(tag), _) => self.request_within(now, incoming, tag, out),
            (None, Method::Register) => self.turn(now, out).register(incoming),
            (None, Method::Invite) => self.invite(now, incoming, out),
            (None, Method::Options) => self.turn(now, out).answer_options(incoming),
            (None, _) => self.turn(now, out).refuse_unknown_dialog(incoming),
        }
    }

    fn request_within(&mut self, now: Moment, incoming: &Incoming<'_>, tag: &str, out: &mut Outputs) {
        let found = Tag::key_in(tag).and_then(|key| Some((key, self.party_of(key, incoming)?)));
        match found {
            Some((key, party)) => {
                self.with_call(now, key, out, |call, turn| {
                    call.request_within(turn, incoming, party)
                });
            }
            None => self.turn(now, out).refuse_unknown_dialog(incoming),
        }
    }
}

impl Turn<'_> {
    /// Whether the method and what the request requires are served here; if not, it has been refused.
    fn serves(&mut self, incoming: &Incoming<'_>) -> bool {
        let side = Side::of(incoming.flow);
        let served = match incoming.message.method() {
            Method::Invite | Method::Bye | Method::Options | Method::Info => true,
            Method::Register => side == Side::Crew,
            _ => false,
        };
        if !served {
            self.core.counters.count(Counter::MethodRefused);
            let allow = More::Allow(allow(side));
            self.refuse_without_state(incoming, &Refusal::bare(405).with(allow));
            return false;
        }
        let required: Vec<&str> = incoming.message.tokens(HeaderName::Require).collect();
        if !required.is_empty() {
            self.core.counters.count(Counter::ExtensionRefused);
            let unsupported = required.join(", ");
            let refusal = Refusal::bare(420);
            self.refuse_without_state(incoming, &refusal.with(More::Unsupported(&unsupported)));
            return false;
        }
        true
    }

    /// 481: no such dialog. Nothing is kept, because anybody may ask.
    pub(crate) fn refuse_unknown_dialog(&mut self, incoming: &Incoming<'_>) {
        self.core.counters.count(Counter::UnknownDialog);
        self.refuse_without_state(incoming, &Refusal::bare(481));
    }

    /// 200 with what this side serves, whoever is asked for, as long as it is somebody whom a URI of ours could name.
    pub(crate) fn answer_options(&mut self, incoming: &Incoming<'_>) {
        if matches!(incoming.message.request_uri().scheme, Scheme::Other(_)) {
            return self.refuse_without_state(incoming, &Refusal::bare(416));
        }
        let core = &mut *self.core;
        let (request, source) = (incoming.message, incoming.flow.peer);
        core.message.clear();
        let tag = core.tag.as_str();
        let mut writer = MessageWriter::response(&mut core.message, request, 200, Some(tag), Some(source));
        writer
            .header(HeaderName::Allow, allow(Side::of(incoming.flow)))
            .header(HeaderName::Accept, ACCEPT);
        if writer.finish().is_ok() {
            sip::transaction::reply(incoming.flow, request, &core.message, self.out);
        }
    }
}

fn allow(side: Side) -> &'static str {
    match side {
        Side::Crew => ALLOW_CREW,
        Side::Trunk => ALLOW,
    }
}
