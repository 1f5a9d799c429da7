//! Where calls live: a slab whose keys never name a later tenant of the same place.

/// Names one call for as long as it lives. A key of a call that is over finds nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    index: u32,
    generation: u32,
}

impl Key {
    /// The place: below [`CAPACITY`], shared by no two living calls.
    pub(crate) fn index(self) -> u32 {
        self.index
    }

    /// Both parts in one number of 52 bits.
    pub(crate) fn to_bits(self) -> u64 {
        u64::from(self.generation) << INDEX_BITS | u64::from(self.index)
    }

    /// The key that [`Key::to_bits`] came from; higher bits are ignored.
    #[expect(clippy::cast_possible_truncation, reason = "masked to the width of each part")]
    pub(crate) fn from_bits(bits: u64) -> Self {
        Key {
            index: (bits & (CAPACITY as u64 - 1)) as u32,
            generation: (bits >> INDEX_BITS) as u32,
        }
    }
}

/// Most entries that live at a time: 2^20.
pub(crate) const CAPACITY: usize = 1 << INDEX_BITS;
const INDEX_BITS: u32 = 20;

/// A slab with generations.
#[derive(Debug)]
pub(crate) struct Arena<T> {
    places: Vec<Place<T>>,
    free: Vec<u32>,
}

#[derive(Debug)]
struct Place<T> {
    generation: u32,
    tenant: Option<T>,
}

impl<T> Arena<T> {
    pub(crate) fn new() -> Self {
        Arena {
            places: Vec::new(),
            free: Vec::new(),
        }
    }

    /// How many live.
    pub(crate) fn len(&self) -> usize {
        self.places.len() - self.free.len()
    }

    /// The key that the next [`Arena::insert`] will give; `None` when all places are taken.
    pub(crate) fn next_key(&self) -> Option<Key> {
        match self.free.last() {
            Some(&index) => Some(Key {
                index,
                generation: self.places.get(index as usize)?.generation,
            }),
            None if self.places.len() < CAPACITY => Some(Key {
                index: u32::try_from(self.places.len()).ok()?,
                generation: 0,
            }),
            None => None,
        }
    }

    /// Takes a place; `None` when all are taken.
    pub(crate) fn insert(&mut self, tenant: T) -> Option<Key> {
        if let Some(index) = self.free.pop() {
            let place = self.places.get_mut(index as usize)?;
            place.tenant = Some(tenant);
            return Some(Key {
                index,
                generation: place.generation,
            });
        }
        if self.places.len() >= CAPACITY {
            return None;
        }
        let index = u32::try_from(self.places.len()).ok()?;
        self.places.push(Place {
            generation: 0,
            tenant: Some(tenant),
        });
        Some(Key { index, generation: 0 })
    }

    pub(crate) fn get(&self, key: Key) -> Option<&T> {
        let place = self.places.get(key.index as usize)?;
        place
            .tenant
            .as_ref()
            .filter(|_| place.generation == key.generation)
    }

    pub(crate) fn get_mut(&mut self, key: Key) -> Option<&mut T> {
        let place = self.places.get_mut(key.index as usize)?;
        place
            .tenant
            .as_mut()
            .filter(|_| place.generation == key.generation)
    }

    /// Gives the place back and its tenant out.
    pub(crate) fn remove(&mut self, key: Key) -> Option<T> {
        let place = self.places.get_mut(key.index as usize)?;
        if place.generation != key.generation {
            return None;
        }
        let tenant = place.tenant.take()?;
        place.generation = place.generation.wrapping_add(1);
        self.free.push(key.index);
        Some(tenant)
    }

    /// The key of whoever lives at `index` now.
    pub(crate) fn key_at(&self, index: u32) -> Option<Key> {
        let place = self.places.get(index as usize)?;
        place.tenant.as_ref().map(|_| Key {
            index,
            generation: place.generation,
        })
    }

    /// The keys of all, by place.
    pub(crate) fn keys(&self) -> Vec<Key> {
        (0..)
            .zip(&self.places)
            .filter_map(|(index, _)| self.key_at(index))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_of_a_past_call_finds_nothing() {
        let mut arena = Arena::new();
        let first = arena.insert('a').unwrap();
        assert_eq!(arena.remove(first), Some('a'));
        let second = arena.insert('b').unwrap();
        assert_eq!(second.index(), first.index());
        assert_eq!(arena.get(first), None);
        assert_eq!(arena.remove(first), None);
        assert_eq!(arena.get(second), Some(&'b'));
        assert_eq!(arena.len(), 1);
    }

    #[test]
    fn a_key_comes_back_from_its_bits() {
        let key = Key {
            index: 0xf_ffff,
            generation: u32::MAX,
        };
        assert_eq!(Key::from_bits(key.to_bits()), key);
        assert_eq!(key.to_bits() >> 52, 0);
    }
}
