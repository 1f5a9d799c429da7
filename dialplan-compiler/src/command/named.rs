//! What the user calls by name in a plan: stations, gateways, levels and profiles; a name that the plan does not know is
//! refused with those it knows.

use routing_table::{ClassIndex, GatewayIndex, Level, ProfileIndex, Station, StationIndex};

use super::exit::Stop;
use crate::analysis::subject::View;

/// A station by its number.
pub(super) fn station<'a>(view: &View<'a>, number: &str) -> Result<(StationIndex, Station<'a>), Stop> {
    let index = view.table.station_by_number(number.as_bytes());
    let found = index.and_then(|index| Some((index, view.table.station(index)?)));
    found.ok_or_else(|| {
        let known = view.table.stations().map(|(_, station)| station.number());
        unknown("station", number, "stations", known)
    })
}

/// A class of service by its name.
pub(super) fn class(view: &View<'_>, name: &str) -> Result<ClassIndex, Stop> {
    let found = view.names.classes().find(|(_, known)| *known == name);
    found.map(|(class, _)| class).ok_or_else(|| {
        let known = view.names.classes().map(|(_, known)| known);
        unknown("class", name, "classes", known)
    })
}

/// A gateway by its name.
pub(super) fn gateway(view: &View<'_>, name: &str) -> Result<GatewayIndex, Stop> {
    let named = |index: GatewayIndex| view.names.gateway(index);
    let mut gateways = view.table.gateways().map(|(index, _)| index);
    gateways.find(|index| named(*index) == Some(name)).ok_or_else(|| {
        let known = view.table.gateways().filter_map(|(index, _)| named(index));
        unknown("gateway", name, "gateways", known)
    })
}

/// A level by its whole value or by what follows its namespace.
pub(super) fn level(view: &View<'_>, name: &str) -> Result<Level, Stop> {
    let named = |value: &str| value == name || value.split_once('.').is_some_and(|(_, level)| level == name);
    let found = view.table.levels().find(|(_, value)| named(value));
    found.map(|(level, _)| level).ok_or_else(|| {
        let known = view.table.levels().map(|(_, value)| value);
        unknown("precedence level", name, "levels", known)
    })
}

/// An emission profile by its name.
pub(super) fn profile(view: &View<'_>, name: &str) -> Result<ProfileIndex, Stop> {
    view.table.profile_named(name).ok_or_else(|| {
        let known = view.table.profiles().map(|(_, profile)| profile.name());
        unknown("emission profile", name, "profiles", known)
    })
}

fn unknown<'n>(what: &str, name: &str, plural: &str, known: impl Iterator<Item = &'n str>) -> Stop {
    let known: Vec<&str> = known.collect();
    let known = if known.is_empty() {
        "none".to_owned()
    } else {
        known.join(", ")
    };
    Stop::usage(format!("there is no {what} `{name}`; {plural}: {known}"))
}
