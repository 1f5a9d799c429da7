//! A timer wheel: sets, moves and removes the one deadline of an entry in constant time.
//!
//! Entries are named by small indices, such as places in a slab. Each has one deadline or none; a removed one leaves
//! nothing behind. Deadlines round up to [`Wheel::TICK`], so nothing is ever early.

use crate::time::Moment;
use core::time::Duration;

/// Deadlines of entries that are named by index.
///
/// INVARIANT: every linked entry of level *n* lies in the same block of 64^(n+1) ticks as `elapsed`, in a later slot
/// of 64^n ticks; so the lowest occupied slot of the lowest occupied level is the earliest.
#[derive(Debug)]
pub struct Wheel {
    /// All ticks up to and including this one have been looked at.
    elapsed: u64,
    entries: Vec<Entry>,
    slots: [[u32; SLOTS]; LEVELS],
    occupied: [u64; LEVELS],
    expired: u32,
    pending: usize,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    tick: u64,
    next: u32,
    previous: u32,
    place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Nowhere,
    Expired,
    Slot { level: u8, slot: u8 },
}

impl Wheel {
    /// The precision: a deadline is reported at most this much late.
    pub const TICK: Duration = Duration::from_millis(TICK_MILLIS);

    /// A wheel without deadlines, at start.
    #[must_use]
    pub fn new() -> Self {
        Self {
            elapsed: 0,
            entries: Vec::new(),
            slots: [[NONE; SLOTS]; LEVELS],
            occupied: [0; LEVELS],
            expired: NONE,
            pending: 0,
        }
    }

    /// How many entries have a deadline.
    #[must_use]
    pub fn pending(&self) -> usize {
        self.pending
    }

    /// Gives the entry `index` the deadline `at` instead of any it had.
    pub fn set(&mut self, index: u32, at: Moment) {
        self.clear(index);
        let place = usize::try_from(index).unwrap_or(usize::MAX);
        if self.entries.len() <= place {
            self.entries.resize(place.saturating_add(1), Entry::NOWHERE);
        }
        if let Some(entry) = self.entries.get_mut(place) {
            entry.tick = first_tick_at_or_after(at);
            self.link(index);
            self.pending += 1;
        }
    }

    /// Removes the deadline of the entry `index`, if it has one.
    pub fn clear(&mut self, index: u32) {
        if self.unlink(index) {
            self.pending -= 1;
        }
    }

    /// The moment at which [`Wheel::expired`] has something to do: never after the earliest deadline.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Moment> {
        let tick = if self.expired == NONE {
            self.next_tick()?
        } else {
            self.elapsed
        };
        Some(Moment::after_start(Duration::from_millis(
            tick.saturating_mul(TICK_MILLIS),
        )))
    }

    /// Takes out one entry whose deadline is not after `now`. Call it until it returns `None`.
    pub fn expired(&mut self, now: Moment) -> Option<u32> {
        let until = now.as_millis() / TICK_MILLIS;
        while self.expired == NONE {
            match self.next_tick() {
                Some(tick) if tick <= until => self.open_slot_at(tick),
                _ => {
                    self.elapsed = self.elapsed.max(until);
                    return None;
                }
            }
        }
        let index = self.expired;
        self.clear(index);
        Some(index)
    }

    /// Start of the earliest occupied slot.
    fn next_tick(&self) -> Option<u64> {
        let level = self.occupied.iter().position(|slots| *slots != 0)?;
        let slot = self.occupied.get(level)?.trailing_zeros();
        let shift = u32::try_from(level).ok()? * SLOT_BITS;
        let block = self.elapsed.checked_shr(shift + SLOT_BITS).unwrap_or(0);
        Some((block << SLOT_BITS | u64::from(slot)) << shift)
    }

    /// Moves time to `tick`, the start of an occupied slot, and spreads the entries of the slot.
    fn open_slot_at(&mut self, tick: u64) {
        let Some(level) = self.occupied.iter().position(|slots| *slots != 0) else {
            return;
        };
        self.elapsed = tick;
        let slot = slot_of(tick, level);
        while let Some(index) = self.slots.get(level).and_then(|slots| slots.get(slot)).copied()
            && index != NONE
        {
            self.unlink(index);
            self.link(index);
        }
    }

    /// Links the entry, which is nowhere, to the slot of its tick.
    fn link(&mut self, index: u32) {
        let elapsed = self.elapsed;
        let Some(entry) = self.entry(index) else { return };
        let place = if entry.tick <= elapsed {
            Place::Expired
        } else {
            let level = (u64::BITS - 1 - (entry.tick ^ elapsed).leading_zeros()) / SLOT_BITS;
            let level = u8::try_from(level).unwrap_or(0);
            let slot = slot_of(entry.tick, usize::from(level));
            Place::Slot {
                level,
                slot: u8::try_from(slot).unwrap_or(0),
            }
        };
        let first = self
            .first(place)
            .map(|first| core::mem::replace(first, index))
            .unwrap_or(NONE);
        if let Some(entry) = self.entry(index) {
            *entry = Entry {
                tick: entry.tick,
                next: first,
                previous: NONE,
                place,
            };
        }
        if let Some(second) = self.entry(first) {
            second.previous = index;
        }
        if let Place::Slot { level, slot } = place
            && let Some(occupied) = self.occupied.get_mut(usize::from(level))
        {
            *occupied |= 1 << slot;
        }
    }

    /// Unlinks the entry; false when it was nowhere.
    fn unlink(&mut self, index: u32) -> bool {
        let Some(entry) = self.entry(index) else {
            return false;
        };
        let Entry {
            next,
            previous,
            place,
            ..
        } = *entry;
        if place == Place::Nowhere {
            return false;
        }
        entry.place = Place::Nowhere;
        if let Some(next) = self.entry(next) {
            next.previous = previous;
        }
        if let Some(previous) = self.entry(previous) {
            previous.next = next;
        } else {
            if let Some(first) = self.first(place) {
                *first = next;
            }
            if next == NONE
                && let Place::Slot { level, slot } = place
                && let Some(occupied) = self.occupied.get_mut(usize::from(level))
            {
                *occupied &= !(1 << slot);
            }
        }
        true
    }

    fn entry(&mut self, index: u32) -> Option<&mut Entry> {
        self.entries.get_mut(usize::try_from(index).ok()?)
    }

    fn first(&mut self, place: Place) -> Option<&mut u32> {
        match place {
            Place::Nowhere => None,
            Place::Expired => Some(&mut self.expired),
            Place::Slot { level, slot } => self.slots.get_mut(usize::from(level))?.get_mut(usize::from(slot)),
        }
    }
}

impl Default for Wheel {
    fn default() -> Self {
        Self::new()
    }
}

impl Entry {
    const NOWHERE: Self = Self {
        tick: 0,
        next: NONE,
        previous: NONE,
        place: Place::Nowhere,
    };
}

/// INVARIANT: a tick that has come means that `at` has come, fractions of a millisecond included; an entry that were
/// reported early would set the same deadline again, for ever.
fn first_tick_at_or_after(at: Moment) -> u64 {
    let fraction = at.since_start().subsec_nanos() % NANOS_PER_MILLI;
    let millis = at.as_millis().saturating_add(u64::from(fraction != 0));
    millis.div_ceil(TICK_MILLIS)
}

fn slot_of(tick: u64, level: usize) -> usize {
    let shift = u32::try_from(level).unwrap_or(0) * SLOT_BITS;
    usize::try_from(tick.checked_shr(shift).unwrap_or(0) % (1 << SLOT_BITS)).unwrap_or(0)
}

const TICK_MILLIS: u64 = 10;
const NANOS_PER_MILLI: u32 = 1_000_000;
const SLOT_BITS: u32 = 6;
const SLOTS: usize = 1 << SLOT_BITS;
/// Enough for every tick of 64 bits.
const LEVELS: usize = 11;
const NONE: u32 = u32::MAX;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::tests::Seeded;
    use std::collections::BTreeMap;

    fn at(millis: u64) -> Moment {
        Moment::after_start(Duration::from_millis(millis))
    }

    fn drain(wheel: &mut Wheel, now: Moment) -> Vec<u32> {
        std::iter::from_fn(|| wheel.expired(now)).collect()
    }

    #[test]
    fn a_deadline_is_reported_at_its_tick_and_not_before() {
        let mut wheel = Wheel::new();
        wheel.set(3, at(495));
        assert_eq!(drain(&mut wheel, at(499)), []);
        assert_eq!(wheel.next_deadline(), Some(at(500)));
        assert_eq!(drain(&mut wheel, at(500)), [3]);
        assert_eq!(wheel.pending(), 0);
        assert_eq!(wheel.next_deadline(), None);
    }

    #[test]
    fn a_fraction_of_a_millisecond_makes_no_deadline_early() {
        for fraction in [1, 999_999] {
            let mut wheel = Wheel::new();
            wheel.set(0, Moment::after_start(Duration::new(0, 500_000_000 + fraction)));
            assert_eq!(drain(&mut wheel, at(500)), []);
            assert_eq!(wheel.next_deadline(), Some(at(510)));
            assert_eq!(drain(&mut wheel, at(510)), [0]);
        }
    }

    #[test]
    fn a_removed_deadline_leaves_nothing_behind() {
        let mut wheel = Wheel::new();
        for index in 0..1000 {
            wheel.set(index, at(32_000));
            wheel.set(index, at(5_000));
            wheel.clear(index);
            wheel.clear(index);
        }
        assert_eq!(wheel.pending(), 0);
        assert_eq!(wheel.next_deadline(), None);
        assert_eq!(wheel.occupied, [0; LEVELS]);
    }

    #[test]
    fn a_deadline_of_the_past_is_reported_at_once() {
        let mut wheel = Wheel::new();
        assert_eq!(drain(&mut wheel, at(10_000)), []);
        wheel.set(0, at(20));
        assert_eq!(wheel.next_deadline(), Some(at(10_000)));
        assert_eq!(drain(&mut wheel, at(10_000)), [0]);
    }

    #[test]
    fn the_end_of_time_is_a_deadline_like_any_other() {
        let mut wheel = Wheel::new();
        wheel.set(0, Moment::after_start(Duration::MAX));
        assert_eq!(drain(&mut wheel, at(u64::MAX / 2)), []);
        assert_eq!(drain(&mut wheel, Moment::after_start(Duration::MAX)), []);
        assert_eq!(wheel.pending(), 1);
        wheel.clear(0);
        assert_eq!(wheel.pending(), 0);
    }

    /// The slow exact twin is a sorted map.
    #[test]
    fn the_wheel_agrees_with_a_sorted_map() {
        for seed in 0..40 {
            let mut random = Seeded(seed);
            let mut wheel = Wheel::new();
            let mut twin: BTreeMap<u32, u64> = BTreeMap::new();
            let mut now = 0;
            for _ in 0..3000 {
                match random.below(4) {
                    0 | 1 => {
                        let index = random.below(200) as u32;
                        let span = [50, 700, 41_000, 3_000_000, 400_000_000][random.below(5) as usize];
                        let deadline = now + random.below(span);
                        wheel.set(index, at(deadline));
                        twin.insert(index, deadline.div_ceil(TICK_MILLIS));
                    }
                    2 => {
                        let index = random.below(200) as u32;
                        wheel.clear(index);
                        twin.remove(&index);
                    }
                    _ => {
                        let span = [30, 900, 50_000][random.below(3) as usize];
                        now += random.below(span);
                        if let Some(earliest) = twin.values().min() {
                            let due = at((*earliest * TICK_MILLIS).max(now / TICK_MILLIS * TICK_MILLIS));
                            assert!(wheel.next_deadline().unwrap() <= due);
                        }
                        let mut expired = drain(&mut wheel, at(now));
                        expired.sort_unstable();
                        let tick = now / TICK_MILLIS;
                        let expected: Vec<u32> = twin
                            .iter()
                            .filter(|(_, due)| **due <= tick)
                            .map(|(index, _)| *index)
                            .collect();
                        twin.retain(|_, due| *due > tick);
                        assert_eq!(expired, expected, "seed {seed}");
                    }
                }
                assert_eq!(wheel.pending(), twin.len());
            }
        }
    }
}
