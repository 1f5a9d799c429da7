//! Where everything lies in the bytes: the only constants that the compiler and this crate share.
//! `docs/table-format.md` describes the same for a stranger.

/// First eight bytes of a table.
pub const TABLE_MAGIC: [u8; 8] = *b"FLDPLAN\0";
/// First eight bytes of the names that go with a table.
pub const NAMES_MAGIC: [u8; 8] = *b"FLNAMES\0";
/// Version of the layout of tables.
pub const TABLE_VERSION: u16 = 2;
/// Version of the layout of names.
pub const NAMES_VERSION: u16 = 1;
/// Bytes before the directory.
pub const HEADER: usize = 64;
/// Offset of the plan identity, 32 bytes.
pub const IDENTITY: usize = 32;
/// Bytes of one entry of the directory of blocks.
pub const DIRECTORY_ENTRY: usize = 24;
/// Every block starts at a multiple of this, one cache line.
pub const ALIGNMENT: usize = 64;
/// In a field that holds a text or a limit: there is none.
pub const NONE: u32 = u32::MAX;
/// In a choice's class mask: every class of service.
pub const ALL_CLASSES: u32 = u32::MAX;
/// In a choice's greatest number of digits: there is none.
pub const NO_MAXIMUM: u8 = u8::MAX;

/// Name and record length of one block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// Eight bytes of ASCII, filled with zeros.
    pub name: [u8; 8],
    /// Bytes of a record; 1 for a block without records.
    pub record: usize,
}

const fn block(name: [u8; 8], record: usize) -> Block {
    Block { name, record }
}

/// Bytes of the one record of block `server`.
pub const SERVER: usize = 100;
/// Bytes of the one record of block `numbers`.
pub const NUMBERING: usize = 12;
/// Bytes of a record of block `gateways`.
pub const GATEWAY: usize = 48;
/// Bytes of a record of block `settings`.
pub const SETTING: usize = 8;
/// Bytes of a record of block `stations`.
pub const STATION: usize = 12;
/// Bytes of a record of block `emerg`.
pub const EMERGENCY: usize = 24;
/// Bytes of a record of block `targets`.
pub const TARGET: usize = 12;
/// Bytes of a record of block `rows`.
pub const ROW: usize = 12;
/// Bytes of a record of block `choices`.
pub const CHOICE: usize = 20;
/// Bytes of a record of block `attempts`.
pub const ATTEMPT: usize = 4;
/// Bytes of a record of block `inbound`.
pub const INBOUND: usize = 12;
/// Bytes of a record of block `access4`.
pub const ACCESS4: usize = 16;
/// Bytes of a record of block `access6`.
pub const ACCESS6: usize = 40;
/// Bytes of a record of block `preced`.
pub const PRECEDENCE: usize = 8;
/// Bytes of a record of block `classes` of the table.
pub const CLASS: usize = 4;
/// Bytes of a record of block `profiles`.
pub const PROFILE: usize = 16;
/// Most gateways of a plan with emission profiles: each is a bit of a mask.
pub const MAX_PROFILED_GATEWAYS: usize = 64;
/// Bytes of a record of a block that holds positions of texts, or offsets.
pub const TEXT: usize = 4;
/// Bytes of the one record of block `vessel` of the names.
pub const VESSEL: usize = 8;
/// Bytes of an address in block `server`.
pub const ADDRESS: usize = 20;
/// Most codecs of a list.
pub const CODECS: usize = 16;

/// The blocks of a table, in their order.
pub const TABLE_BLOCKS: [Block; 20] = [
    block(*b"server\0\0", SERVER),
    block(*b"numbers\0", NUMBERING),
    block(*b"gateways", GATEWAY),
    block(*b"settings", SETTING),
    block(*b"stations", STATION),
    block(*b"emerg\0\0\0", EMERGENCY),
    block(*b"targets\0", TARGET),
    block(*b"rows\0\0\0\0", ROW),
    block(*b"choices\0", CHOICE),
    block(*b"attempts", ATTEMPT),
    block(*b"inbound\0", INBOUND),
    block(*b"access4\0", ACCESS4),
    block(*b"access6\0", ACCESS6),
    block(*b"levels\0\0", TEXT),
    block(*b"preced\0\0", PRECEDENCE),
    block(*b"classes\0", CLASS),
    block(*b"profiles", PROFILE),
    block(*b"texts\0\0\0", TEXT),
    block(*b"text\0\0\0\0", 1),
    block(*b"automat\0", 1),
];

/// The blocks of the names, in their order.
pub const NAMES_BLOCKS: [Block; 7] = [
    block(*b"vessel\0\0", VESSEL),
    block(*b"gateways", TEXT),
    block(*b"classes\0", TEXT),
    block(*b"stations", TEXT),
    block(*b"rows\0\0\0\0", TEXT),
    block(*b"texts\0\0\0", TEXT),
    block(*b"text\0\0\0\0", 1),
];

/// What a row of block `rows` decides.
pub mod row_kind {
    /// A denied prefix.
    pub const DENY: u32 = 1;
    /// An emergency number; the next field is its position.
    pub const EMERGENCY: u32 = 2;
    /// A crew station; the next field is its position.
    pub const STATION: u32 = 3;
    /// A route; the next fields are its first choice and how many it has.
    pub const ROUTE: u32 = 4;
}

/// What a record of block `targets` is.
pub mod target_kind {
    /// A crew station.
    pub const STATION: u32 = 0;
    /// A gateway, with the number to send.
    pub const GATEWAY: u32 = 1;
}

/// Which list a record of the access blocks belongs to.
pub mod access_list {
    /// The crew networks.
    pub const CREW: u32 = 0;
    /// A gateway's signalling.
    pub const SIGNALLING: u32 = 1;
    /// A gateway's media.
    pub const MEDIA: u32 = 2;
}

/// The automaton's own layout (block `automat`).
pub mod automaton {
    /// Bytes of the map from symbol to column, the first of all: one cache line.
    pub const MAP: usize = 64;
    /// Bytes after the map: width u16, entry size u16, states u32, levels u32, values u32; rows follow,
    /// then the first row of each level.
    pub const HEADER: usize = 16;

    /// The place in the map of a symbol's column: its low six bits, in which the seventeen differ.
    #[inline(always)]
    pub const fn place(symbol: u8) -> usize {
        (symbol & 0x3f) as usize
    }

    /// Column of the end of the number.
    pub const END: usize = 0;
    /// Column of every legal symbol without a column of its own.
    pub const OTHER: usize = 1;
    /// The seventeen symbols in the order of their columns.
    pub const SYMBOLS: [u8; 17] = *b"0123456789*#ABCD+";
    /// Most levels: a number of 64 symbols walks through 65 states.
    pub const MAX_LEVELS: usize = 65;
    /// Top bit of a two-byte entry: the rest is a value.
    pub const NARROW_VALUE: usize = 0x8000;
    /// Top bit of a four-byte entry: the rest is a value.
    pub const WIDE_VALUE: usize = 0x8000_0000;
}
