//! The gateways of a plan: kind, profile, and the settings that their kind reads.

use super::Table;
use super::server::{codecs, limit};
use crate::layout::{CODECS, GATEWAY, SETTING};
use crate::records::{Record, Records};
use crate::texts::Texts;
use crate::{Codec, GatewayIndex, NumberFormat};

pub(super) const NUMBER_FORMAT: usize = 8;
pub(super) const RADIATES: usize = 9;
pub(super) const GATEWAY_CODECS: usize = 24;
pub(super) const SETTINGS: usize = 40;

/// One gateway of the plan.
#[derive(Clone, Copy, Debug)]
pub struct Gateway<'a> {
    record: Record<'a, GATEWAY>,
    settings: Records<'a, SETTING>,
    texts: Texts<'a>,
}

/// How many calls a gateway takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Most calls at once; `None` for no limit.
    pub calls: Option<u32>,
    /// Most new calls in one second; `None` for no limit.
    pub calls_per_second: Option<u32>,
    /// How many of `calls` only an emergency call may take.
    pub reserved_for_emergency: u32,
}

impl<'a> Table<'a> {
    /// Every gateway, in table order.
    pub fn gateways(&self) -> impl Iterator<Item = (GatewayIndex, Gateway<'a>)> + use<'a> {
        let table = *self;
        (0..=u16::MAX).map_while(move |position| {
            let index = GatewayIndex::new(position);
            table.gateway(index).map(|gateway| (index, gateway))
        })
    }

    /// The gateway at a position.
    pub fn gateway(&self, gateway: GatewayIndex) -> Option<Gateway<'a>> {
        let record = self.gateways.get(gateway.index())?;
        let settings = self.settings.run(record.u32(SETTINGS), record.u32(SETTINGS + 4));
        Some(Gateway {
            record,
            settings,
            texts: self.texts,
        })
    }
}

impl<'a> Gateway<'a> {
    /// Its kind, for example `sip-trunk`.
    pub fn kind(&self) -> &'a str {
        self.texts.get(self.record.u32(0))
    }

    /// The profile of its kind, for example `twilio`.
    pub fn profile(&self) -> &'a str {
        self.texts.get(self.record.u32(4))
    }

    /// How it wants the number that it is sent.
    pub fn number_format(&self) -> NumberFormat {
        NumberFormat::from_number(self.record.u8(NUMBER_FORMAT)).unwrap_or(NumberFormat::AsDialled)
    }

    /// Whether its calls are radio transmissions that an emission profile may forbid; never in a plan
    /// without profiles.
    pub fn radiates(&self) -> bool {
        self.record.u8(RADIATES) == 1
    }

    /// How many calls it takes.
    pub fn limits(&self) -> Limits {
        Limits {
            calls: limit(self.record.u32(12)),
            calls_per_second: limit(self.record.u32(16)),
            reserved_for_emergency: self.record.u32(20),
        }
    }

    /// Its codecs, most wanted first.
    pub fn codecs(&self) -> impl Iterator<Item = Codec> + use<'a> {
        codecs(self.record.bytes(GATEWAY_CODECS, CODECS))
    }

    /// The settings that its kind reads: key and value, sorted by key; ports and lists as text.
    pub fn settings(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        let texts = self.texts;
        self.settings
            .iter()
            .map(move |setting| (texts.get(setting.u32(0)), texts.get(setting.u32(4))))
    }
}
