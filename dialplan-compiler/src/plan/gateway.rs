//! Gateways: which linked kind with which settings.

use super::{AccessList, Codec};
use crate::source::Span;
use std::collections::BTreeMap;

/// One gateway: a kind, a profile of that kind, and its settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gateway {
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) profile: String,
    pub(super) number_format: NumberFormat,
    pub(super) limits: Limits,
    pub(super) codecs: Vec<Codec>,
    pub(super) signalling: AccessList,
    pub(super) media: AccessList,
    pub(super) radiates: bool,
    pub(super) settings: BTreeMap<String, String>,
    pub(super) span: Span,
}

/// How a gateway wants the number to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NumberFormat {
    /// `+` and the international number.
    PlusE164,
    /// The international number without `+`.
    BareE164,
    /// `00` and the international number.
    ZeroZeroPrefix,
    /// The national prefix and the rest for numbers of the own country, else as `ZeroZeroPrefix`.
    National,
    /// The symbols after strip and prepend, unchanged.
    AsDialled,
}

/// How much a gateway carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Limits {
    pub(super) calls: Option<u32>,
    pub(super) calls_per_second: Option<u32>,
    pub(super) reserved_for_emergency: u32,
}

impl NumberFormat {
    /// Every format, in the order in which the documentation lists them.
    pub const ALL: [NumberFormat; 5] = [
        NumberFormat::PlusE164,
        NumberFormat::BareE164,
        NumberFormat::ZeroZeroPrefix,
        NumberFormat::National,
        NumberFormat::AsDialled,
    ];

    /// The word in settings.
    pub fn name(self) -> &'static str {
        match self {
            NumberFormat::PlusE164 => "plus-e164",
            NumberFormat::BareE164 => "bare-e164",
            NumberFormat::ZeroZeroPrefix => "00-prefix",
            NumberFormat::National => "national",
            NumberFormat::AsDialled => "as-dialled",
        }
    }

    /// The format of a word in settings.
    pub fn from_name(name: &str) -> Option<NumberFormat> {
        NumberFormat::ALL.into_iter().find(|format| format.name() == name)
    }
}

impl Limits {
    /// How many calls may exist at once; `None`: unlimited.
    pub fn calls(&self) -> Option<u32> {
        self.calls
    }

    /// How many calls may start in one second; `None`: unlimited.
    pub fn calls_per_second(&self) -> Option<u32> {
        self.calls_per_second
    }

    /// How many of `calls` only emergency calls may use.
    pub fn reserved_for_emergency(&self) -> u32 {
        self.reserved_for_emergency
    }
}

impl Gateway {
    /// The name by which routes and logs know it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The gateway kind, as its manifest names it.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// The profile within the kind.
    pub fn profile(&self) -> &str {
        &self.profile
    }

    /// How it wants numbers written.
    pub fn number_format(&self) -> NumberFormat {
        self.number_format
    }

    /// How much it carries.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The codecs it may use, in order of preference; `telephone-event` is always last.
    pub fn codecs(&self) -> &[Codec] {
        &self.codecs
    }

    /// Who may send signalling as this gateway's trunk.
    pub fn signalling(&self) -> &AccessList {
        &self.signalling
    }

    /// Who may send media as this gateway's trunk.
    pub fn media(&self) -> &AccessList {
        &self.media
    }

    /// Whether its calls are radio transmissions that an emission profile may forbid; `false` in a plan without
    /// profiles.
    pub fn radiates(&self) -> bool {
        self.radiates
    }

    /// The settings that its kind reads, as text: ports in decimal, lists separated by commas.
    pub fn settings(&self) -> &BTreeMap<String, String> {
        &self.settings
    }

    /// Where its route is written.
    pub fn span(&self) -> Span {
        self.span
    }
}
