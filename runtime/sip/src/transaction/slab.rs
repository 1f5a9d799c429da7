//! A slab: values at places that keep their number, with a generation against stale names.

use super::event::Id;

/// Values by [`Id`]; at most as many as the capacity says.
#[derive(Debug)]
pub(crate) struct Slab<T> {
    places: Vec<Place<T>>,
    vacant: Vec<u32>,
    capacity: u32,
}

#[derive(Debug)]
struct Place<T> {
    generation: u32,
    value: Option<T>,
}

impl<T> Slab<T> {
    pub(crate) fn new(capacity: u32) -> Self {
        Self {
            places: Vec::new(),
            vacant: Vec::new(),
            capacity: capacity.min(u32::MAX - 1),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.places.len() - self.vacant.len()
    }

    pub(crate) fn is_full(&self) -> bool {
        self.len() >= usize::try_from(self.capacity).unwrap_or(usize::MAX)
    }

    /// Keeps `value`, or gives it up when the slab is full.
    pub(crate) fn insert(&mut self, value: T) -> Option<Id> {
        if self.is_full() {
            return None;
        }
        let index = match self.vacant.pop() {
            Some(index) => index,
            None => {
                let index = u32::try_from(self.places.len()).ok()?;
                self.places.push(Place {
                    generation: 0,
                    value: None,
                });
                index
            }
        };
        let place = self.place_mut(index)?;
        place.value = Some(value);
        Some(Id {
            index,
            generation: place.generation,
        })
    }

    pub(crate) fn at(&self, index: u32) -> Option<&T> {
        self.places.get(usize::try_from(index).ok()?)?.value.as_ref()
    }

    pub(crate) fn at_mut(&mut self, index: u32) -> Option<&mut T> {
        self.place_mut(index)?.value.as_mut()
    }

    /// The full name of what lives at `index`.
    pub(crate) fn id(&self, index: u32) -> Option<Id> {
        let place = self.places.get(usize::try_from(index).ok()?)?;
        place.value.as_ref().map(|_| Id {
            index,
            generation: place.generation,
        })
    }

    /// Whether what `id` names still lives.
    pub(crate) fn contains(&self, id: Id) -> bool {
        self.id(id.index) == Some(id)
    }

    pub(crate) fn remove(&mut self, index: u32) -> Option<T> {
        let place = self.place_mut(index)?;
        let value = place.value.take()?;
        place.generation = place.generation.wrapping_add(1);
        self.vacant.push(index);
        Some(value)
    }

    /// The places that are taken, lowest first.
    pub(crate) fn indices(&self) -> impl Iterator<Item = u32> + '_ {
        (0..)
            .zip(&self.places)
            .filter(|(_, place)| place.value.is_some())
            .map(|(index, _)| index)
    }

    fn place_mut(&mut self, index: u32) -> Option<&mut Place<T>> {
        self.places.get_mut(usize::try_from(index).ok()?)
    }
}
