//! Writes the names of a dial plan: what people read, and nothing that steers.

use routing_table::layout::{IDENTITY, NAMES_BLOCKS, NAMES_MAGIC, NAMES_VERSION};

use super::table::{CannotEmit, Emitted, Field, lay_out, text_blocks, write};
use crate::plan::DialPlan;
use crate::source::{Source, Span};

/// The names that go with an emitted table; lines are those of `source`.
///
/// # Errors
/// [`CannotEmit::TooLarge`] when there are more than 4 GiB of names.
pub fn names(plan: &DialPlan, table: &Emitted, source: &Source) -> Result<Vec<u8>, CannotEmit> {
    let text = |text: &str| Field::Text(text.to_owned());
    let order = table.order();
    let gateways = order
        .gateways
        .iter()
        .filter_map(|&index| plan.gateways().get(index));
    let classes = order
        .classes
        .iter()
        .filter_map(|&index| plan.classes().get(index));
    let stations = order
        .stations
        .iter()
        .filter_map(|&index| plan.stations().get(index));
    let rows = table.decisions().iter().zip(table.labels());
    let blocks = [
        vec![
            text(plan.vessel().name()),
            Field::optional(plan.vessel().part_number()),
        ],
        gateways.map(|gateway| text(gateway.name())).collect(),
        classes.map(|class| text(class)).collect(),
        stations.map(|station| text(station.name())).collect(),
        rows.map(|((_, spans), labels)| Field::Text(with_lines(labels, spans, source)))
            .collect(),
    ];
    let (texts, bytes) = text_blocks(&blocks);
    let mut blocks = lay_out(&blocks, &texts);
    blocks.extend([texts.offsets(), bytes]);
    let mut file = write(NAMES_MAGIC, NAMES_VERSION, &NAMES_BLOCKS, &blocks).ok_or(CannotEmit::TooLarge)?;
    let identity = table.bytes().iter().skip(IDENTITY).take(32);
    for (place, byte) in file.iter_mut().skip(IDENTITY).zip(identity) {
        *place = *byte;
    }
    Ok(file)
}

/// `route vsat (line 31), route cell (line 44)`
fn with_lines(labels: &[String], spans: &[Span], source: &Source) -> String {
    let written = labels.iter().zip(spans);
    let written = written.map(|(label, span)| format!("{label} (line {})", source.place(*span).line()));
    written.collect::<Vec<_>>().join(", ")
}
