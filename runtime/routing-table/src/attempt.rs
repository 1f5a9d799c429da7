//! Lists of attempts and emergency targets with a fixed capacity: a decision allocates nothing.

use crate::{GatewayIndex, Number, StationIndex};

/// Most attempts of one row, and most targets of one emergency number.
pub const MAX_ATTEMPTS: usize = 16;

/// One gateway to try, and the number to send to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The gateway.
    pub gateway: GatewayIndex,
    /// The number to send, in the gateway's number format.
    pub number: Number,
}

/// One place that takes an emergency call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A crew station, for example the bridge.
    Station(StationIndex),
    /// A gateway, with the number exactly as the plan writes it.
    Gateway(Attempt),
}

/// At most [`MAX_ATTEMPTS`] items, in the order in which they are tried.
#[derive(Clone, Copy, Debug)]
pub struct Ordered<T> {
    items: [T; MAX_ATTEMPTS],
    length: usize,
}

/// The attempts of a call, in order; never empty in a decision.
pub type AttemptList = Ordered<Attempt>;

/// The targets of an emergency call, in order; never empty in a decision.
pub type TargetList = Ordered<Target>;

impl<T: Copy> Ordered<T> {
    /// An empty list; `filler` occupies the unused places and is never seen.
    pub(crate) fn empty(filler: T) -> Self {
        Ordered {
            items: [filler; MAX_ATTEMPTS],
            length: 0,
        }
    }

    /// Appends an item; a full list stays as it is, which `Table::open` makes unreachable.
    pub(crate) fn push(&mut self, item: T) {
        if let Some(place) = self.items.get_mut(self.length) {
            *place = item;
            self.length += 1;
        }
    }

    /// The items in order.
    pub fn as_slice(&self) -> &[T] {
        self.items.get(..self.length).unwrap_or_default()
    }

    /// The items in order, one after the other.
    pub fn iter(&self) -> core::slice::Iter<'_, T> {
        self.as_slice().iter()
    }
}

impl<T: Copy + PartialEq> PartialEq for Ordered<T> {
    fn eq(&self, other: &Self) -> bool {
        self.as_slice() == other.as_slice()
    }
}

impl<T: Copy + Eq> Eq for Ordered<T> {}

impl<'l, T: Copy> IntoIterator for &'l Ordered<T> {
    type Item = &'l T;
    type IntoIter = core::slice::Iter<'l, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
