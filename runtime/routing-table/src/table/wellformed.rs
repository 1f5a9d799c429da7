//! The complete check of a table's records: positions exist, values are in range, lists are sorted,
//! and parts of a shared block lie one after the other without gap or overlap.

mod access;
mod precedence;
mod profiles;
mod rows;

use super::Table;
use super::gateway::{GATEWAY_CODECS, NUMBER_FORMAT, RADIATES, SETTINGS};
use super::server::{
    ADVERTISE, DIGEST, LISTEN, REALM, SERVER_CODECS, TRUNK_LISTEN, UNAUTHENTICATED_EMERGENCY, codecs,
};
use super::station::TARGETS;
use crate::layout::{ADDRESS, CODECS, NONE, target_kind};
use crate::malformed::{Malformed, require};
use crate::number::is_number;
use crate::records::{Record, Records};
use crate::{DigestAlgorithm, MAX_ATTEMPTS, NumberFormat};

/// Most records of a list that is referred to by position.
const MAX_POSITIONS: usize = 1 << 16;
/// Classes of service are bits of a mask.
const MAX_CLASSES: u32 = 32;

type Checked = Result<(), Malformed>;

impl Table<'_> {
    /// Checks every record; `automaton` is where the automaton's block starts.
    pub(super) fn check(&self, automaton: usize) -> Checked {
        self.texts.check()?;
        self.check_server()?;
        self.check_numbering()?;
        self.check_gateways()?;
        self.check_stations()?;
        self.check_emergencies()?;
        self.check_targets()?;
        self.check_rows()?;
        self.check_choices()?;
        self.check_inbound()?;
        self.check_access()?;
        self.check_precedence()?;
        self.check_profiles()?;
        require(
            self.automaton.values() as usize == self.rows.len() + 1,
            "value count",
            automaton + 12,
        )
    }

    fn check_server(&self) -> Checked {
        let at = |field| self.server.at(0, field);
        require(self.server.len() == 1, "count of server records", at(0))?;
        let server = self.server.first();
        require(server.u16(0) != 0 && server.u16(2) != 0, "server port", at(0))?;
        require(server.u16(4) <= server.u16(6), "media ports", at(4))?;
        require(
            DigestAlgorithm::from_number(server.u8(DIGEST)).is_some(),
            "digest algorithm",
            at(DIGEST),
        )?;
        let flag = UNAUTHENTICATED_EMERGENCY;
        require(server.u8(flag) <= 1, "unauthenticated emergency", at(flag))?;
        require(server.u16(10) == 0, "reserved server field", at(10))?;
        require(!self.texts.get(server.u32(REALM)).is_empty(), "realm", at(REALM))?;
        check_codecs(server.bytes(SERVER_CODECS, CODECS), at(SERVER_CODECS))?;
        for (field, optional) in [(LISTEN, false), (TRUNK_LISTEN, false), (ADVERTISE, true)] {
            require(is_address(server, field, optional), "server address", at(field))?;
        }
        Ok(())
    }

    fn check_numbering(&self) -> Checked {
        require(
            self.numbering.len() == 1,
            "count of numbering records",
            self.numbering.at(0, 0),
        )?;
        let record = self.numbering.first();
        for field in [0, 4, 8] {
            let position = record.u32(field);
            let legal = position == NONE || self.is_number_text(position, b"+");
            require(legal, "numbering prefix", self.numbering.at(0, field))?;
        }
        let country = self
            .texts
            .get(record.u32(0))
            .bytes()
            .all(|digit| digit.is_ascii_digit());
        require(country, "country code", self.numbering.at(0, 0))
    }

    fn check_gateways(&self) -> Checked {
        require(
            self.gateways.len() < MAX_POSITIONS,
            "count of gateways",
            self.gateways.at(0, 0),
        )?;
        let mut next = 0;
        for (index, record) in self.gateways.iter().enumerate() {
            let at = |field| self.gateways.at(index, field);
            require(self.has_text(record.u32(0)), "gateway kind", at(0))?;
            require(self.has_text(record.u32(4)), "gateway profile", at(4))?;
            let format = NumberFormat::from_number(record.u8(NUMBER_FORMAT));
            require(format.is_some(), "number format", at(NUMBER_FORMAT))?;
            require(record.u8(RADIATES) <= 1, "radiates", at(RADIATES))?;
            require(record.u16(10) == 0, "reserved gateway field", at(10))?;
            check_codecs(record.bytes(GATEWAY_CODECS, CODECS), at(GATEWAY_CODECS))?;
            let (first, count) = (record.u32(SETTINGS), record.u32(SETTINGS + 4));
            next = run(first, count, next, self.settings.len())
                .ok_or(Malformed::new("settings", at(SETTINGS)))?;
            self.check_settings(first, count)?;
        }
        require(
            next == self.settings.len(),
            "count of settings",
            self.settings.at(0, 0),
        )
    }

    fn check_settings(&self, first: u32, count: u32) -> Checked {
        let settings = self.settings.run(first, count);
        let mut previous = None;
        for (index, record) in settings.iter().enumerate() {
            let (key, value) = (record.u32(0), record.u32(4));
            let legal = self.has_text(key) && self.has_text(value) && previous < Some(key);
            require(legal, "setting", settings.at(index, 0))?;
            previous = Some(key);
        }
        Ok(())
    }

    fn check_stations(&self) -> Checked {
        require(
            self.stations.len() < MAX_POSITIONS,
            "count of stations",
            self.stations.at(0, 0),
        )?;
        let mut previous = None;
        for (index, record) in self.stations.iter().enumerate() {
            let at = |field| self.stations.at(index, field);
            let number = record.u32(0);
            require(self.is_number_text(number, b""), "station number", at(0))?;
            require(previous < Some(number), "order of stations", at(0))?;
            require(record.u32(4) < MAX_CLASSES, "class of a station", at(4))?;
            require(self.has_text(record.u32(8)), "credential of a station", at(8))?;
            previous = Some(number);
        }
        Ok(())
    }

    fn check_emergencies(&self) -> Checked {
        let at = |index, field| self.emergencies.at(index, field);
        require(
            self.emergencies.len() < MAX_POSITIONS,
            "count of emergency numbers",
            at(0, 0),
        )?;
        let (mut previous, mut next) = (None, 0);
        for (index, record) in self.emergencies.iter().enumerate() {
            let number = record.u32(0);
            require(self.is_number_text(number, b""), "emergency number", at(index, 0))?;
            require(
                previous < Some(number),
                "order of emergency numbers",
                at(index, 0),
            )?;
            for field in [4, 8, 12] {
                let text = record.u32(field);
                require(
                    text == NONE || self.has_text(text),
                    "text of an emergency number",
                    at(index, field),
                )?;
            }
            let (first, count) = (record.u32(TARGETS), record.u32(TARGETS + 4));
            let fault = Malformed::new("emergency targets", at(index, TARGETS));
            next = run(first, count, next, self.targets.len()).ok_or(fault)?;
            require(
                (1..=MAX_ATTEMPTS).contains(&(count as usize)),
                "emergency targets",
                at(index, TARGETS),
            )?;
            previous = Some(number);
        }
        require(
            next == self.targets.len(),
            "count of emergency targets",
            self.targets.at(0, 0),
        )
    }

    fn check_targets(&self) -> Checked {
        for (index, record) in self.targets.iter().enumerate() {
            let (kind, position, number) = (record.u32(0), record.u32(4) as usize, record.u32(8));
            let holds = match kind {
                target_kind::STATION => position < self.stations.len() && number == NONE,
                target_kind::GATEWAY => position < self.gateways.len() && self.is_number_text(number, b""),
                _ => false,
            };
            require(holds, "emergency target", self.targets.at(index, 0))?;
        }
        Ok(())
    }

    fn has_text(&self, position: u32) -> bool {
        (position as usize) < self.texts.len()
    }

    /// Whether a text is a number of at most 64 symbols without any of `barred`.
    fn is_number_text(&self, position: u32, barred: &[u8]) -> bool {
        let text = self.texts.get(position).as_bytes();
        is_number(text) && !text.iter().any(|symbol| barred.contains(symbol))
    }
}

/// The end of a run that must start where the last one ended and stay within a block.
fn run(first: u32, count: u32, next: usize, length: usize) -> Option<usize> {
    let end = (first as usize).checked_add(count as usize)?;
    (first as usize == next && end <= length).then_some(end)
}

/// Known codecs, then zeros.
fn check_codecs(list: &[u8], at: usize) -> Checked {
    let known = codecs(list).count();
    let rest = list.get(known..).unwrap_or_default();
    require(rest.iter().all(|&byte| byte == 0), "codec", at)
}

/// A family, three zeros, the address, zeros.
fn is_address<const N: usize>(record: Record<'_, N>, field: usize, optional: bool) -> bool {
    let bytes = record.bytes(field, ADDRESS);
    let used = match bytes.first() {
        Some(0) if optional => 0,
        Some(4) => 4,
        Some(6) => 16,
        _ => return false,
    };
    let zero = |bytes: Option<&[u8]>| bytes.is_some_and(|bytes| bytes.iter().all(|&byte| byte == 0));
    zero(bytes.get(1..4)) && zero(bytes.get(4 + used..))
}

/// Where a record lies, for a fault found in it.
fn here<const N: usize>(records: &Records<'_, N>, index: usize) -> usize {
    records.at(index, 0)
}
