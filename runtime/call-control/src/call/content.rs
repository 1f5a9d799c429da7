//! Whether an INVITE carries, and takes, a session description: SDP is the only one there is here.

use sip::message::{HeaderName, Message};

use crate::replies::{More, Refusal};

/// Why no session can be made from an INVITE, whoever sends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// Its body is no SDP (RFC 3261 §21.4.13).
    UnknownBody,
    /// It takes no SDP in return (RFC 3261 §20.1, §21.4.7).
    NotAcceptable,
}

impl Fault {
    pub(super) fn refusal(self) -> Refusal<'static> {
        match self {
            Fault::UnknownBody => Refusal::bare(415).with(More::Accept(SDP)),
            Fault::NotAcceptable => Refusal::bare(406),
        }
    }
}

/// What is wrong with the body or the Accept of an INVITE.
pub(super) fn fault(invite: &Message<'_>) -> Option<Fault> {
    if !invite.body().is_empty() && !invite.content_type().is_some_and(is_sdp) {
        return Some(Fault::UnknownBody);
    }
    let mut lines = invite.headers(HeaderName::Accept).peekable();
    // Without the field SDP is meant; an empty one takes nothing (RFC 3261 §20.1).
    lines.peek()?;
    let takes_sdp = lines.flat_map(|line| line.split(',')).any(takes_sdp);
    (!takes_sdp).then_some(Fault::NotAcceptable)
}

/// Whether a media type is SDP, whatever its parameters.
pub(super) fn is_sdp(content_type: &str) -> bool {
    media_type(content_type).eq_ignore_ascii_case(SDP)
}

/// Whether a media range includes SDP and is not ruled out by a weight of zero.
fn takes_sdp(range: &str) -> bool {
    let included = [SDP, "application/*", "*/*"]
        .iter()
        .any(|wide| media_type(range).eq_ignore_ascii_case(wide));
    included && !range.split(';').skip(1).any(is_zero_weight)
}

fn is_zero_weight(parameter: &str) -> bool {
    let weight = parameter
        .split_once('=')
        .filter(|(name, _)| name.trim().eq_ignore_ascii_case("q"))
        .and_then(|(_, value)| value.trim().parse::<f32>().ok());
    weight == Some(0.0)
}

fn media_type(value: &str) -> &str {
    value.split(';').next().unwrap_or_default().trim()
}

const SDP: &str = "application/sdp";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_takes_sdp_by_name_or_wildcard_but_not_with_weight_zero() {
        for range in [
            "application/sdp",
            " Application/SDP;level=1",
            "application/*;q=0.1",
            "*/*",
        ] {
            assert!(takes_sdp(range), "{range}");
        }
        for range in [
            "text/nobodyKnowsThis",
            "application/sdp;q=0",
            "*/*; q=0.000",
            "",
            "application/sdpx",
        ] {
            assert!(!takes_sdp(range), "{range}");
        }
    }
}
