//! A table: checked bytes, and the records in them.

mod access;
mod gateway;
mod precedence;
mod profile;
mod rows;
mod server;
mod station;
mod wellformed;

pub use gateway::{Gateway, Limits};
pub use profile::Profile;
pub use rows::{Choice, Inbound};
pub(crate) use rows::{Choices, RowContent};
pub use server::Server;
pub use station::{Emergency, Station};

use crate::automaton::Automaton;
use crate::directory::{Directory, identity};
use crate::layout::{
    ACCESS4, ACCESS6, ATTEMPT, CHOICE, CLASS, EMERGENCY, GATEWAY, IDENTITY, INBOUND, NUMBERING, PRECEDENCE,
    PROFILE, ROW, SERVER, SETTING, STATION, TABLE_BLOCKS, TABLE_MAGIC, TABLE_VERSION, TARGET, TEXT,
};
use crate::malformed::Malformed;
use crate::records::Records;
use crate::texts::Texts;
use crate::{Number, Numbering, Row};

/// One vessel's plan, read from bytes that passed every check.
#[derive(Clone, Copy, Debug)]
pub struct Table<'a> {
    used: &'a [u8],
    server: Records<'a, SERVER>,
    numbering: Records<'a, NUMBERING>,
    gateways: Records<'a, GATEWAY>,
    settings: Records<'a, SETTING>,
    stations: Records<'a, STATION>,
    emergencies: Records<'a, EMERGENCY>,
    targets: Records<'a, TARGET>,
    rows: Records<'a, ROW>,
    choices: Records<'a, CHOICE>,
    attempts: Records<'a, ATTEMPT>,
    inbound: Records<'a, INBOUND>,
    access4: Records<'a, ACCESS4>,
    access6: Records<'a, ACCESS6>,
    levels: Records<'a, TEXT>,
    precedence: Records<'a, PRECEDENCE>,
    classes: Records<'a, CLASS>,
    profiles: Records<'a, PROFILE>,
    texts: Texts<'a>,
    automaton: Automaton<'a>,
}

/// What a lookup found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    /// The row of the exact entry or of the longest prefix.
    pub row: Row,
    /// Whether a longer number could still match something else.
    pub continues: bool,
}

impl<'a> Table<'a> {
    /// Opens a table. `bytes` may be the used bytes or the whole section, whose rest must be zero.
    ///
    /// Checks everything that reading relies on; it does not compare the identity, since this crate
    /// holds no hash function: the caller hashes [`Table::hashed_parts`].
    ///
    /// # Errors
    /// [`Malformed`] with the first field that is not as `docs/table-format.md` says.
    pub fn open(bytes: &'a [u8]) -> Result<Table<'a>, Malformed> {
        let directory = Directory::open(bytes, TABLE_MAGIC, TABLE_VERSION, &TABLE_BLOCKS)?;
        let [
            server,
            numbering,
            gateways,
            settings,
            stations,
            emergencies,
            targets,
            rows,
            choices,
            attempts,
            inbound,
            access4,
            access6,
            levels,
            precedence,
            classes,
            profiles,
            texts,
            text,
            automaton,
        ] = directory.blocks;
        let table = Table {
            used: directory.used,
            server: server.records(),
            numbering: numbering.records(),
            gateways: gateways.records(),
            settings: settings.records(),
            stations: stations.records(),
            emergencies: emergencies.records(),
            targets: targets.records(),
            rows: rows.records(),
            choices: choices.records(),
            attempts: attempts.records(),
            inbound: inbound.records(),
            access4: access4.records(),
            access6: access6.records(),
            levels: levels.records(),
            precedence: precedence.records(),
            classes: classes.records(),
            profiles: profiles.records(),
            texts: Texts::new(texts.records(), text.bytes, text.offset),
            automaton: Automaton::open(automaton.bytes).map_err(|fault| fault.within(automaton.offset))?,
        };
        table.check(automaton.offset)?;
        Ok(table)
    }

    /// The plan identity: SHA-256 of the table with this field zeroed.
    pub fn identity(&self) -> &'a [u8; 32] {
        identity(self.used)
    }

    /// Three pieces whose concatenation has the identity as its SHA-256.
    pub fn hashed_parts(&self) -> [&'a [u8]; 3] {
        const ZEROED: [u8; 32] = [0; 32];
        let used = self.used;
        let after = IDENTITY + ZEROED.len();
        [
            used.get(..IDENTITY).unwrap_or_default(),
            &ZEROED,
            used.get(after..).unwrap_or_default(),
        ]
    }

    /// The bytes that are used, without the rest of the section.
    pub fn used_bytes(&self) -> &'a [u8] {
        self.used
    }

    /// The server's own settings.
    pub fn server(&self) -> Server<'a> {
        Server {
            record: self.server.first(),
            texts: self.texts,
        }
    }

    /// How numbers are spelled.
    pub fn numbering(&self) -> Numbering<'a> {
        let text = |at| self.texts.optional(self.numbering.first().u32(at));
        Numbering {
            country_code: text(0),
            international_prefix: text(4),
            national_prefix: text(8),
        }
    }

    /// The automaton by itself.
    pub fn automaton(&self) -> Automaton<'a> {
        self.automaton
    }

    /// The row of a number.
    pub fn lookup(&self, number: &Number) -> Match {
        let symbols = number.as_bytes();
        Match {
            row: self.row_of(number),
            continues: self.automaton.continues(symbols),
        }
    }

    pub(crate) fn row_of(&self, number: &Number) -> Row {
        Row::new(self.automaton.lookup(number.as_bytes()))
    }
}
