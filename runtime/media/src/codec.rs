//! Codecs by name, and the payload types that stand for them in one session.

use std::sync::Arc;

/// The codecs that a call may use. DTMF (`telephone-event`, RFC 4733) is always among them, but is no codec by itself: a
/// description that holds nothing else has no codec.
///
/// A clone shares the names: one policy a gateway serves all its calls.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CodecPolicy {
    names: Arc<[String]>,
}

/// The encoding name of DTMF and other events (RFC 4733).
pub(crate) const TELEPHONE_EVENT: &str = "telephone-event";

impl CodecPolicy {
    /// Permits these encoding names (as in `a=rtpmap`, compared without case).
    pub fn new<N: AsRef<str>>(names: impl IntoIterator<Item = N>) -> Self {
        let is_codec = |name: &N| !name.as_ref().eq_ignore_ascii_case(TELEPHONE_EVENT);
        Self {
            names: names
                .into_iter()
                .filter(is_codec)
                .map(|name| name.as_ref().to_owned())
                .collect(),
        }
    }

    /// What both policies permit, in this one's order.
    #[must_use]
    pub fn and(&self, other: &CodecPolicy) -> Self {
        let shared = |name: &&String| other.canonical(name).is_some();
        Self {
            names: self.names.iter().filter(shared).cloned().collect(),
        }
    }

    /// The policy's own spelling of a permitted name.
    pub(crate) fn canonical(&self, name: &str) -> Option<&str> {
        if name.eq_ignore_ascii_case(TELEPHONE_EVENT) {
            return Some(TELEPHONE_EVENT);
        }
        self.names
            .iter()
            .map(String::as_str)
            .find(|known| known.eq_ignore_ascii_case(name))
    }
}

/// A set of RTP payload types, 0–127.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct PayloadTypes(u128);

impl PayloadTypes {
    /// The empty set.
    pub const NONE: Self = Self(0);

    /// Whether the set holds a payload type; false above 127.
    #[must_use]
    pub fn contains(self, payload_type: u8) -> bool {
        1u128
            .checked_shl(u32::from(payload_type))
            .is_some_and(|bit| self.0 & bit != 0)
    }

    /// Adds a payload type; above 127 nothing is added.
    pub fn insert(&mut self, payload_type: u8) {
        self.0 |= 1u128.checked_shl(u32::from(payload_type)).unwrap_or(0);
    }

    /// Whether the set holds nothing.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl FromIterator<u8> for PayloadTypes {
    fn from_iter<I: IntoIterator<Item = u8>>(types: I) -> Self {
        let mut set = Self::NONE;
        types
            .into_iter()
            .for_each(|payload_type| set.insert(payload_type));
        set
    }
}

/// Name, clock rate in Hz and channels of a static payload type (RFC 3551 §6).
pub(crate) fn static_audio(payload_type: u8) -> Option<(&'static str, u32, u32)> {
    Some(match payload_type {
        0 => ("PCMU", 8000, 1),
        3 => ("GSM", 8000, 1),
        4 => ("G723", 8000, 1),
        8 => ("PCMA", 8000, 1),
        9 => ("G722", 8000, 1),
        10 => ("L16", 44100, 2),
        11 => ("L16", 44100, 1),
        13 => ("CN", 8000, 1),
        15 => ("G728", 8000, 1),
        18 => ("G729", 8000, 1),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_compare_without_case_and_come_out_in_the_plans_spelling() {
        let policy = CodecPolicy::new(["PCMA", "opus"]);
        assert_eq!(policy.canonical("pcma"), Some("PCMA"));
        assert_eq!(policy.canonical("OPUS"), Some("opus"));
        assert_eq!(policy.canonical("PCMU"), None);
    }

    #[test]
    fn events_are_kept_whatever_the_plan_names() {
        assert_eq!(
            CodecPolicy::new(["PCMA"]).canonical("Telephone-Event"),
            Some("telephone-event")
        );
    }

    #[test]
    fn two_policies_permit_what_both_permit() {
        let both =
            CodecPolicy::new(["PCMA", "PCMU", "opus"]).and(&CodecPolicy::new(["g729", "pcmu", "pcma"]));
        assert_eq!(both, CodecPolicy::new(["PCMA", "PCMU"]));
    }

    #[test]
    fn a_payload_type_is_in_the_set_only_when_inserted() {
        let set: PayloadTypes = [0, 101, 127, 200].into_iter().collect();
        let members: Vec<u8> = (0..=255)
            .filter(|&payload_type| set.contains(payload_type))
            .collect();
        assert_eq!(members, [0, 101, 127]);
    }
}
