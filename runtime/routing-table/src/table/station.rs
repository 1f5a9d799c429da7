//! The crew stations and the emergency numbers of a plan.

use super::Table;
use crate::layout::{EMERGENCY, STATION, TARGET, target_kind};
use crate::records::{Record, Records};
use crate::texts::Texts;
use crate::{Attempt, ClassIndex, EmergencyIndex, GatewayIndex, Number, StationIndex, Target};

pub(super) const TARGETS: usize = 16;

/// One crew station.
#[derive(Clone, Copy, Debug)]
pub struct Station<'a> {
    record: Record<'a, STATION>,
    texts: Texts<'a>,
}

/// One emergency number.
#[derive(Clone, Copy, Debug)]
pub struct Emergency<'a> {
    record: Record<'a, EMERGENCY>,
    targets: Records<'a, TARGET>,
    texts: Texts<'a>,
}

impl<'a> Table<'a> {
    /// Every crew station, sorted by number.
    pub fn stations(&self) -> impl Iterator<Item = (StationIndex, Station<'a>)> + use<'a> {
        let table = *self;
        (0..=u16::MAX).map_while(move |position| {
            let index = StationIndex::new(position);
            table.station(index).map(|station| (index, station))
        })
    }

    /// The station at a position.
    pub fn station(&self, station: StationIndex) -> Option<Station<'a>> {
        Some(Station {
            record: self.stations.get(station.index())?,
            texts: self.texts,
        })
    }

    /// The station of a number, as the plan spells it.
    pub fn station_by_number(&self, number: &[u8]) -> Option<StationIndex> {
        let text = |position| self.texts.get(position).as_bytes();
        let position = self
            .stations
            .partition_point(|record| text(record.u32(0)) < number);
        let found = self
            .stations
            .get(position)
            .is_some_and(|record| text(record.u32(0)) == number);
        found.then(|| StationIndex::from_field(u32::try_from(position).unwrap_or(u32::MAX)))
    }

    /// Every emergency number, sorted.
    pub fn emergencies(&self) -> impl Iterator<Item = (EmergencyIndex, Emergency<'a>)> + use<'a> {
        let table = *self;
        (0..=u16::MAX).map_while(move |position| {
            let index = EmergencyIndex::new(position);
            table.emergency(index).map(|emergency| (index, emergency))
        })
    }

    /// The emergency number at a position.
    pub fn emergency(&self, emergency: EmergencyIndex) -> Option<Emergency<'a>> {
        let record = self.emergencies.get(emergency.index())?;
        let targets = self.targets.run(record.u32(TARGETS), record.u32(TARGETS + 4));
        Some(Emergency {
            record,
            targets,
            texts: self.texts,
        })
    }
}

impl<'a> Station<'a> {
    /// Its number, which is also its user name.
    pub fn number(&self) -> &'a str {
        self.texts.get(self.record.u32(0))
    }

    /// Its class of service.
    pub fn class(&self) -> ClassIndex {
        ClassIndex::from_field(self.record.u32(4))
    }

    /// Name of its credential, under which the secret is found outside the binary.
    pub fn credential(&self) -> &'a str {
        self.texts.get(self.record.u32(8))
    }
}

impl<'a> Emergency<'a> {
    /// The number that is dialled.
    pub fn number(&self) -> &'a str {
        self.texts.get(self.record.u32(0))
    }

    /// The calling number that a trunk is shown, if the plan writes one.
    pub fn calling_number(&self) -> Option<&'a str> {
        self.texts.optional(self.record.u32(4))
    }

    /// Where the vessel is, in words, if the plan writes it.
    pub fn location(&self) -> Option<&'a str> {
        self.texts.optional(self.record.u32(8))
    }

    /// The number on which the vessel is called back, if the plan writes one.
    pub fn callback(&self) -> Option<&'a str> {
        self.texts.optional(self.record.u32(12))
    }

    /// The targets in the order in which they are written; `decide` moves dead gateways to the end.
    pub fn targets(&self) -> impl Iterator<Item = Target> + use<'a> {
        let texts = self.texts;
        self.targets.iter().map(move |target| target_of(target, texts))
    }
}

fn target_of(record: Record<'_, TARGET>, texts: Texts<'_>) -> Target {
    if record.u32(0) == target_kind::STATION {
        return Target::Station(StationIndex::from_field(record.u32(4)));
    }
    let number = Number::from_symbols(texts.get(record.u32(8)).as_bytes());
    Target::Gateway(Attempt {
        gateway: GatewayIndex::from_field(record.u32(4)),
        number: number.unwrap_or(Number::EMPTY),
    })
}
