//! The names that go with a table, for people: they steer nothing and lie outside the plan identity.

use crate::directory::{Directory, identity};
use crate::layout::{NAMES_BLOCKS, NAMES_MAGIC, NAMES_VERSION, NONE, TEXT, VESSEL};
use crate::malformed::{Malformed, require};
use crate::records::Records;
use crate::texts::Texts;
use crate::{ClassIndex, DecisionNumber, GatewayIndex, StationIndex, Table};

/// The names of one plan.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a> {
    used: &'a [u8],
    vessel: Records<'a, VESSEL>,
    gateways: Records<'a, TEXT>,
    classes: Records<'a, TEXT>,
    stations: Records<'a, TEXT>,
    rows: Records<'a, TEXT>,
    texts: Texts<'a>,
}

impl<'a> Names<'a> {
    /// Opens the names. `bytes` may be the used bytes or the whole section, whose rest must be zero.
    ///
    /// # Errors
    /// [`Malformed`] with the first field that is not as `docs/table-format.md` says.
    pub fn open(bytes: &'a [u8]) -> Result<Names<'a>, Malformed> {
        let directory = Directory::open(bytes, NAMES_MAGIC, NAMES_VERSION, &NAMES_BLOCKS)?;
        let [vessel, gateways, classes, stations, rows, texts, text] = directory.blocks;
        let names = Names {
            used: directory.used,
            vessel: vessel.records(),
            gateways: gateways.records(),
            classes: classes.records(),
            stations: stations.records(),
            rows: rows.records(),
            texts: Texts::new(texts.records(), text.bytes, text.offset),
        };
        names.check()?;
        Ok(names)
    }

    /// Whether these are the names of a table: they carry its identity.
    pub fn belong_to(&self, table: &Table<'_>) -> bool {
        identity(self.used) == table.identity()
    }

    /// The bytes that are used, without the rest of the section.
    pub fn used_bytes(&self) -> &'a [u8] {
        self.used
    }

    /// Name of the vessel.
    pub fn vessel(&self) -> &'a str {
        self.texts.get(self.vessel.first().u32(0))
    }

    /// Part number of the vessel's plan; empty when the plan has none.
    pub fn part_number(&self) -> &'a str {
        self.texts.get(self.vessel.first().u32(4))
    }

    /// Name of a gateway.
    pub fn gateway(&self, gateway: GatewayIndex) -> Option<&'a str> {
        self.name(&self.gateways, gateway.index())
    }

    /// Name of a class of service.
    pub fn class(&self, class: ClassIndex) -> Option<&'a str> {
        self.name(&self.classes, class.index())
    }

    /// Every class of service that a station has, in the order of its index.
    pub fn classes(&self) -> impl Iterator<Item = (ClassIndex, &'a str)> + use<'a> {
        let names = *self;
        (0..=u16::MAX)
            .map(ClassIndex::new)
            .map_while(move |class| names.class(class).map(|name| (class, name)))
    }

    /// Name of a crew station.
    pub fn station(&self, station: StationIndex) -> Option<&'a str> {
        self.name(&self.stations, station.index())
    }

    /// Which settings made a row of the automaton or of the inbound map, with their places.
    pub fn row(&self, decision: DecisionNumber) -> Option<&'a str> {
        self.name(&self.rows, decision.number().checked_sub(1)? as usize)
    }

    fn name(&self, list: &Records<'a, TEXT>, index: usize) -> Option<&'a str> {
        list.get(index).map(|record| self.texts.get(record.u32(0)))
    }

    fn check(&self) -> Result<(), Malformed> {
        self.texts.check()?;
        require(
            self.vessel.len() == 1,
            "count of vessel records",
            self.vessel.at(0, 0),
        )?;
        let vessel = self.vessel.first();
        self.check_text(vessel.u32(0), self.vessel.at(0, 0))?;
        if vessel.u32(4) != NONE {
            self.check_text(vessel.u32(4), self.vessel.at(0, 4))?;
        }
        for list in [&self.gateways, &self.classes, &self.stations, &self.rows] {
            for (index, record) in list.iter().enumerate() {
                self.check_text(record.u32(0), list.at(index, 0))?;
            }
        }
        Ok(())
    }

    fn check_text(&self, position: u32, at: usize) -> Result<(), Malformed> {
        require((position as usize) < self.texts.len(), "name", at)
    }
}
