//! The state of a dialog, and where it comes from (RFC 3261 §12.1, §13.2.2.4).

use super::DialogId;
use crate::message::{Message, NameAddr};
use crate::uri::Uri;

/// One side of a dialog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dialog {
    pub(super) call_id: Box<str>,
    pub(super) local_tag: Box<str>,
    pub(super) remote_tag: Box<str>,
    /// From of our requests, tag included.
    pub(super) local: Box<str>,
    /// To of our requests, tag included.
    pub(super) remote: Box<str>,
    /// The remote target: an address without header fields.
    pub(super) target: Box<str>,
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
        Ok(Self {
            call_id: request.call_id().into(),
            local_tag: local_tag.into(),
            remote_tag: tag(&request.from()),
            local: with_tag(&request.to(), local_tag),
            remote: unfolded(request.from().as_str()),
            target: target(&contact.uri),
            routes: request
                .record_routes()
                .map(|route| unfolded(route.as_str()))
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
            call_id: request.call_id().into(),
            local_tag: tag(&request.from()),
            remote_tag: Box::default(),
            local: unfolded(request.from().as_str()),
            remote: unfolded(request.to().as_str()),
            target: target(&request.request_uri()),
            routes: request.routes().map(|route| unfolded(route.as_str())).collect(),
            local_sequence: request.cseq().number,
            remote_sequence: None,
            stage: Stage::Calling,
        }
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
        if id.call_id != &*self.call_id || id.local_tag != &*self.local_tag {
            return Err(NoDialog::Unexpected);
        }
        if id.remote_tag.is_empty() && stage == Stage::Early {
            return Err(NoDialog::NoTag);
        }
        let mut dialog = self.clone();
        dialog.remote_tag = id.remote_tag.into();
        dialog.remote = unfolded(response.to().as_str());
        dialog.take_answer(response);
        dialog.stage = stage;
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
            self.target = target(&contact.uri);
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
        DialogId {
            call_id: &self.call_id,
            local_tag: &self.local_tag,
            remote_tag: &self.remote_tag,
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
        Uri::parse(&self.target).unwrap_or(Uri::EMPTY)
    }

    fn take_answer(&mut self, response: &Message<'_>) {
        self.refresh_target(response);
        let mut routes: Vec<_> = response
            .record_routes()
            .map(|route| unfolded(route.as_str()))
            .collect();
        routes.reverse();
        self.routes = routes.into();
    }
}

fn tag(address: &NameAddr<'_>) -> Box<str> {
    address.tag().unwrap_or("").into()
}

fn with_tag(address: &NameAddr<'_>, tag: &str) -> Box<str> {
    match address.tag() {
        Some(_) => unfolded(address.as_str()),
        None => format!("{};tag={tag}", unfolded(address.as_str())).into(),
    }
}

/// The address as a Request-URI: without header fields, which may not stand there (RFC 3261 §19.1.1).
fn target(uri: &Uri<'_>) -> Box<str> {
    let text = uri.as_str();
    match uri.headers {
        "" => text.into(),
        headers => text
            .get(..text.len().saturating_sub(headers.len() + 1))
            .unwrap_or(text)
            .into(),
    }
}

/// Values are kept without the folds they came with.
fn unfolded(value: &str) -> Box<str> {
    match value.contains('\r') {
        false => value.into(),
        true => value
            .split("\r\n")
            .map(|line| line.trim_start_matches([' ', '\t']))
            .collect::<Vec<_>>()
            .join(" ")
            .into(),
    }
}
