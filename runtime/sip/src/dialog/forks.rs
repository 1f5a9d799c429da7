//! The dialogs of one INVITE: a proxy on the way may have sent it to several user agents (RFC 3261 §13.2.2).

use super::state::{Dialog, NoDialog};
use crate::message::Message;

/// An INVITE that was sent, and one dialog for each To tag that has answered it.
#[derive(Clone, Debug)]
pub struct Forks {
    calling: Dialog,
    dialogs: Vec<Dialog>,
}

impl Forks {
    /// No dialog yet; `invite` is the request that is being sent.
    #[must_use]
    pub fn calling(invite: &Message<'_>) -> Self {
        Self {
            calling: Dialog::calling(invite),
            dialogs: Vec::new(),
        }
    }

    /// What was known before anybody answered.
    #[must_use]
    pub fn origin(&self) -> &Dialog {
        &self.calling
    }

    /// Takes a 101 to 299 response, and gives its dialog: early, or confirmed by a 2xx. Provisional responses to a
    /// confirmed dialog change nothing.
    ///
    /// # Errors
    ///
    /// [`NoDialog`]; [`NoDialog::Unexpected`] also for a 17th To tag.
    pub fn receive(&mut self, response: &Message<'_>) -> Result<&mut Dialog, NoDialog> {
        let answer = self.calling.answered(response)?;
        let place = self.dialogs.iter().position(|dialog| dialog.id() == answer.id());
        let place = match place {
            Some(place) => {
                if let Some(dialog) = self.dialogs.get_mut(place) {
                    dialog.answered_again(response);
                }
                place
            }
            None if self.dialogs.len() < MOST_FORKS => {
                self.dialogs.push(answer);
                self.dialogs.len() - 1
            }
            None => return Err(NoDialog::Unexpected),
        };
        self.dialogs.get_mut(place).ok_or(NoDialog::Unexpected)
    }

    /// All dialogs, the first to answer first.
    #[must_use]
    pub fn dialogs(&self) -> &[Dialog] {
        &self.dialogs
    }

    /// Takes the dialog with this remote tag out; the others are forgotten.
    #[must_use]
    pub fn into_dialog(self, remote_tag: &str) -> Option<Dialog> {
        self.dialogs
            .into_iter()
            .find(|dialog| dialog.id().remote_tag == remote_tag)
    }
}

/// More user agents than any sane proxy rings for one call.
const MOST_FORKS: usize = 16;
