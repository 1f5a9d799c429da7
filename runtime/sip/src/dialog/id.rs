//! Dialog identifiers: Call-ID and the two tags, as one side sees them (RFC 3261 §12).

use crate::message::Message;

/// What names a dialog. All three compare byte by byte; a missing tag is empty (RFC 3261 §12.2.2).
///
/// The local tag is one that this program chose at random: an index by it alone finds at most one dialog, which is then
/// compared whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DialogId<'a> {
    /// Call-ID.
    pub call_id: &'a str,
    /// The tag of this side.
    pub local_tag: &'a str,
    /// The tag of the other side.
    pub remote_tag: &'a str,
}

impl<'a> DialogId<'a> {
    /// The dialog that a request which arrived belongs to; the local tag is empty for one that begins a dialog.
    #[must_use]
    pub fn of_request(request: &Message<'a>) -> Self {
        Self {
            call_id: request.call_id(),
            local_tag: request.to().tag().unwrap_or(""),
            remote_tag: request.from().tag().unwrap_or(""),
        }
    }

    /// The dialog that a response which arrived belongs to.
    #[must_use]
    pub fn of_response(response: &Message<'a>) -> Self {
        Self {
            call_id: response.call_id(),
            local_tag: response.from().tag().unwrap_or(""),
            remote_tag: response.to().tag().unwrap_or(""),
        }
    }
}
