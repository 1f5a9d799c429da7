//! `Resource-Priority` (RFC 4412): the level that a caller asks for.

use routing_table::{Level, Table};
use sip::message::{HeaderName, Message};

/// The first value that the plan knows; others are ignored, as RFC 4412 §4.6.2 permits.
pub(crate) fn asked(table: &Table<'_>, request: &Message<'_>) -> Option<Level> {
    let mut values = request.tokens(HeaderName::ResourcePriority);
    values.find_map(|value| table.level_of(value.as_bytes()))
}
