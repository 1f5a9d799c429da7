//! The state of a dialog, and where it comes from (RFC 3261 §12.1, §13.2.2.4).

use super::DialogId;
use super::texts::{Parts, Texts};
use crate::message::Message;
use crate::uri::Uri;
use std::borrow::Cow;

/// One side of a dialog, in two allocations of a few hundred bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dialog {
    /// Local: From of our requests. Remote: To of our requests. Both with their tags and without folds. The target
    /// is an address without header fields.
    pub(super) texts: Texts,
    /// Route values in the order of the requests that we send.
    pub(super) routes: Box<[Box<str>]>,
    /// The number of the last request that we sent.
    pub(super) local_sequence: u32,
    /// The number of the last request that the other side sent.
    pub(super) remote_sequence: Option<u32>,
    pub(super) stage: Stage,
}

/// How far a dialog has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// An INVITE has been sent and nobody has answered: no dialog yet.
    Calling,
    /// A provisional response with a To tag.
    Early,
    /// A 2xx.
    Confirmed,
}

/// Why a message begins no dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoDialog {
    /// 100, a refusal, or a request.
    Status,
    /// A provisional response without a To tag.
    NoTag,
    /// A request without a Contact: answer 400.
    NoContact,
    /// Another call's message, or more forks than are kept.
    Unexpected,
}

impl Dialog {
    /// The server's side of the dialog that `request` begins (RFC 3261 §12.1.1), with the tag that all responses will
    /// have in To. It is early until [`Dialog::establish`].
    ///
    /// # Errors
    ///
    /// [`NoDialog::NoContact`].
    pub fn as_server(request: &Message<'_>, local_tag: &str) -> Result<Self, NoDialog> {
        let contact = request.contacts().next().ok_or(NoDialog::NoContact)?;
        let (from, to) = (request.from(), request.to());
        let local = match to.tag() {
            Some(_) => unfolded(to.as_str()),
            None => Cow::Owned(format!("{};tag={local_tag}", unfolded(to.as_str()))),
        };
        let texts = Texts::new(&Parts {
            call_id: request.call_id(),
            local: &local,
            local_tag,
            remote: &unfolded(from.as_str()),
            remote_tag: from.tag().unwrap_or(""),
            target: target(&contact.uri),
        });
        Ok(Self {
            texts,
            routes: request
                .record_routes()
                .map(|route| unfolded(route.as_str()).into())
                .collect(),
            local_sequence: 0,
            remote_sequence: Some(request.cseq().number),
            stage: Stage::Early,
        })
    }

    /// What is known when `request`, an INVITE of ours, is sent; its Route is the route set until somebody answers.
    #[must_use]
    pub fn calling(request: &Message<'_>) -> Self {
        Self {
            texts: of_client(request, &request.request_uri(), ""),
            routes: request
                .routes()
                .map(|route| unfolded(route.as_str()).into())
                .collect(),
            local_sequence: request.cseq().number,
            remote_sequence: None,
            stage: Stage::Calling,
        }
    }

    /// The client's side of the dialog that `response`, a 2xx to a request of ours, confirms: from the response
    /// alone, for whoever has forgotten the request. Without Contact the target is the address in To.
    ///
    /// # Errors
    ///
    /// [`NoDialog::Status`] unless it is a 2xx.
    pub fn confirmed(response: &Message<'_>) -> Result<Self, NoDialog> {
        if !(200..300).contains(&response.status()) {
            return Err(NoDialog::Status);
        }
        let to = response.to();
        let mut dialog = Self {
            texts: of_client(response, &to.uri, to.tag().unwrap_or("")),
            routes: Box::default(),
            local_sequence: response.cseq().number,
            remote_sequence: None,
            stage: Stage::Confirmed,
        };
        dialog.take_answer(response);
        Ok(dialog)
    }

    /// The client's side of the dialog that `response` begins (RFC 3261 §12.1.2); `self` is [`Dialog::calling`].
    ///
    /// A response without Contact leaves the target as it was called.
    ///
    /// # Errors
    ///
    /// [`NoDialog`] unless it is a 101 to 299 to this call; a 2xx may lack the To tag.
    pub fn answered(&self, response: &Message<'_>) -> Result<Self, NoDialog> {
        let stage = match response.status() {
            101..200 => Stage::Early,
            200..300 => Stage::Confirmed,
            _ => return Err(NoDialog::Status),
        };
        let id = DialogId::of_response(response);
        let own = self.texts.parts();
        if id.call_id != own.call_id || id.local_tag != own.local_tag {
            return Err(NoDialog::Unexpected);
        }
        if id.remote_tag.is_empty() && stage == Stage::Early {
            return Err(NoDialog::NoTag);
        }
        let remote = unfolded(response.to().as_str());
        let texts = Texts::new(&Parts {
            remote: &remote,
            remote_tag: id.remote_tag,
            ..own
        });
        let mut dialog = Self {
            texts,
            stage,
            ..self.clone()
        };
        dialog.take_answer(response);
        Ok(dialog)
    }

    /// Takes another 101 to 299 of this dialog: a 2xx confirms it and decides the route set anew (§13.2.2.4).
    pub(super) fn answered_again(&mut self, response: &Message<'_>) {
        match (response.status(), self.stage) {
            (200..300, Stage::Calling | Stage::Early) => {
                self.take_answer(response);
                self.stage = Stage::Confirmed;
            }
            (101..200, Stage::Calling | Stage::Early) => self.refresh_target(response),
            _ => {}
        }
    }

    /// The server has sent a 2xx.
    pub fn establish(&mut self) {
        self.stage = Stage::Confirmed;
    }

    /// Takes the new remote target of a target refresh request or its 2xx (RFC 3261 §12.2): the first Contact, if
    /// there is one. The route set stays.
    pub fn refresh_target(&mut self, message: &Message<'_>) {
        if let Some(contact) = message.contacts().next() {
            self.texts.set_target(target(&contact.uri));
        }
    }

    /// How far the dialog has come.
    #[must_use]
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// What names the dialog.
    #[must_use]
    pub fn id(&self) -> DialogId<'_> {
        let Parts {
            call_id,
            local_tag,
            remote_tag,
            ..
        } = self.texts.parts();
        DialogId {
            call_id,
            local_tag,
            remote_tag,
        }
    }

    /// The number of the last request sent, which an ACK to it repeats.
    #[must_use]
    pub fn local_sequence(&self) -> u32 {
        self.local_sequence
    }

    /// The remote target, where requests end.
    #[must_use]
    pub fn target(&self) -> Uri<'_> {
        Uri::parse(self.texts.parts().target).unwrap_or(Uri::EMPTY)
    }

    fn take_answer(&mut self, response: &Message<'_>) {
        self.refresh_target(response);
        let mut routes: Vec<Box<str>> = response
            .record_routes()
            .map(|route| unfolded(route.as_str()).into())
            .collect();
        routes.reverse();
        self.routes = routes.into();
    }
}

/// What a message of ours, or a response to one, says about the client's side.
fn of_client(message: &Message<'_>, uri: &Uri<'_>, remote_tag: &str) -> Texts {
    let (from, to) = (message.from(), message.to());
    Texts::new(&Parts {
        call_id: message.call_id(),
        local: &unfolded(from.as_str()),
        local_tag: from.tag().unwrap_or(""),
        remote: &unfolded(to.as_str()),
        remote_tag,
        target: target(uri),
    })
}

/// The address as a Request-URI: without header fields, which may not stand there (RFC 3261 §19.1.1).
fn target<'a>(uri: &Uri<'a>) -> &'a str {
    let text = uri.as_str();
    match uri.headers {
        "" => text,
        headers => text
            .get(..text.len().saturating_sub(headers.len() + 1))
            .unwrap_or(text),
    }
}

/// Values are kept without the folds they came with.
fn unfolded(value: &str) -> Cow<'_, str> {
    if !value.contains('\r') {
        return Cow::Borrowed(value);
    }
    let lines = value
        .split("\r\n")
        .map(|line| line.trim_start_matches([' ', '\t']));
    Cow::Owned(lines.collect::<Vec<_>>().join(" "))
}
