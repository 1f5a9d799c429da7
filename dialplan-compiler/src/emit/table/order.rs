//! The canonical order of a plan's lists, which does not depend on the order in which they are written.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::ranges::Ranges;
use crate::plan::{DialPlan, Gateway};

/// Positions in the table of the plan's gateways, stations, classes and emergency numbers.
#[derive(Clone, Debug)]
pub(in crate::emit) struct Order {
    /// Plan positions in table order.
    pub(in crate::emit) gateways: Vec<usize>,
    pub(in crate::emit) stations: Vec<usize>,
    pub(in crate::emit) classes: Vec<usize>,
    pub(in crate::emit) emergencies: Vec<usize>,
    pub(in crate::emit) inbound: Vec<usize>,
}

impl Order {
    pub(super) fn of(plan: &DialPlan) -> Self {
        let gateways = sorted(plan.gateways(), by_content);
        let stations = sorted(plan.stations(), |left, right| left.number().cmp(right.number()));
        let emergencies = sorted(plan.emergency(), |left, right| left.number().cmp(right.number()));
        let mut classes = Vec::new();
        for station in stations
            .iter()
            .filter_map(|&station| plan.stations().get(station))
        {
            if !classes.contains(&station.class()) {
                classes.push(station.class());
            }
        }
        let inbound = sorted(plan.inbound(), |left, right| {
            let key = |gateway| position(&gateways, gateway);
            (key(left.gateway()), left.number()).cmp(&(key(right.gateway()), right.number()))
        });
        Order {
            gateways,
            stations,
            classes,
            emergencies,
            inbound,
        }
    }
}

/// Where the table has what the plan has at `index`.
pub(in crate::emit) fn position(order: &[usize], index: usize) -> u32 {
    order
        .iter()
        .position(|&listed| listed == index)
        .map_or(u32::MAX, |position| position as u32)
}

/// The items that an order names, in that order.
pub(in crate::emit) fn ordered<'l, T>(list: &'l [T], order: &'l [usize]) -> impl Iterator<Item = &'l T> {
    order.iter().filter_map(|&index| list.get(index))
}

fn sorted<T>(list: &[T], compare: impl Fn(&T, &T) -> Ordering) -> Vec<usize> {
    let mut items: Vec<(usize, &T)> = list.iter().enumerate().collect();
    items.sort_by(|(_, left), (_, right)| compare(left, right));
    items.into_iter().map(|(index, _)| index).collect()
}

/// Everything of a gateway that steers, then its name.
fn by_content(left: &Gateway, right: &Gateway) -> Ordering {
    content(left)
        .cmp(&content(right))
        .then_with(|| left.name().cmp(right.name()))
}

type Content<'g> = (
    bool,
    &'g str,
    &'g str,
    &'g str,
    [Option<u32>; 3],
    Vec<&'g str>,
    &'g BTreeMap<String, String>,
    [Ranges; 2],
);

fn content(gateway: &Gateway) -> Content<'_> {
    let limits = gateway.limits();
    (
        gateway.radiates(),
        gateway.kind(),
        gateway.profile(),
        gateway.number_format().name(),
        [
            limits.calls(),
            limits.calls_per_second(),
            Some(limits.reserved_for_emergency()),
        ],
        gateway.codecs().iter().map(|codec| codec.name()).collect(),
        gateway.settings(),
        [
            Ranges::of(gateway.signalling().networks()),
            Ranges::of(gateway.media().networks()),
        ],
    )
}
