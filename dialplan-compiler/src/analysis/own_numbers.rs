//! The ship's own numbers, those of the inbound map, as each gateway would be sent them: a call to one of them comes back.

use routing_table::{Number, NumberFormat, Numbering};

use super::space::Space;

/// A number of the ship in one gateway's format.
pub(super) struct Own {
    pub(super) gateway: String,
    pub(super) sent: String,
    /// The station that it rings.
    pub(super) station: String,
}

/// All of them, sorted by what is sent.
pub(super) fn own_numbers(space: &Space<'_>) -> Vec<Own> {
    let view = space.view();
    let numbering = view.table.numbering();
    let mut own = Vec::new();
    for row in view.table.inbound() {
        let station = view
            .table
            .station(row.station)
            .map_or("", |station| station.number());
        let format = view
            .table
            .gateway(row.gateway)
            .map(|gateway| gateway.number_format());
        let international = international(&numbering, row.number, format);
        for (index, gateway) in view.table.gateways() {
            let written = international.and_then(|number| numbering.write(&number, gateway.number_format()));
            let name = view.names.gateway(index).unwrap_or_default();
            own.extend(written.map(|sent| Own {
                gateway: name.to_owned(),
                sent: sent.as_str().to_owned(),
                station: station.to_owned(),
            }));
        }
        // Numbers on board of other ships, of radio or military networks, are international ones nowhere.
        if format == Some(NumberFormat::AsDialled) {
            own.push(Own {
                gateway: view.names.gateway(row.gateway).unwrap_or_default().to_owned(),
                sent: row.number.to_owned(),
                station: station.to_owned(),
            });
        }
    }
    own.sort_by(|one, other| one.sent.cmp(&other.sent));
    own
}

/// The ship's own numbers from `sent` on; those that begin so come first.
pub(super) fn own_from<'o>(own: &'o [Own], sent: &[u8]) -> &'o [Own] {
    let first = own.partition_point(|own| own.sent.as_bytes() < sent);
    own.get(first..).unwrap_or_default()
}

/// The international form of a number in the format of its gateway, if it has one.
fn international(numbering: &Numbering<'_>, number: &str, format: Option<NumberFormat>) -> Option<Number> {
    let text = match format? {
        NumberFormat::BareE164 => format!("+{number}"),
        NumberFormat::DoubleZero => format!("+{}", number.strip_prefix("00")?),
        NumberFormat::PlusE164 | NumberFormat::National | NumberFormat::AsDialled => number.to_owned(),
    };
    numbering.international(&Number::from_symbols(text.as_bytes()).ok()?)
}
