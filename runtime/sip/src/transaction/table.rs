//! A table of transactions: found by key, woken by deadline, removed when over.

use super::event::Id;
use super::slab::Slab;
use super::wheel::Wheel;
use crate::time::Moment;
use hashbrown::HashTable;

/// One kind of state machine, as its table sees it.
pub(crate) trait Machine {
    /// The hash of its key, which never changes.
    fn hash(&self) -> u64;
    /// When it wants to be advanced.
    fn deadline(&self) -> Option<Moment>;
    /// Whether it has ended.
    fn is_over(&self) -> bool;
}

/// State machines with their key index and their timers.
#[derive(Debug)]
pub(crate) struct Table<M> {
    slab: Slab<M>,
    keys: Index,
    wheel: Wheel,
}

impl<M: Machine> Table<M> {
    pub(crate) fn new(capacity: u32) -> Self {
        Self {
            slab: Slab::new(capacity),
            keys: Index::default(),
            wheel: Wheel::new(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.slab.len()
    }

    pub(crate) fn timers(&self) -> usize {
        self.wheel.pending()
    }

    pub(crate) fn is_full(&self) -> bool {
        self.slab.is_full()
    }

    /// Keeps a machine; gives it up when the table is full.
    pub(crate) fn insert(&mut self, machine: M) -> Option<Id> {
        let hash = machine.hash();
        let deadline = machine.deadline();
        let id = self.slab.insert(machine)?;
        self.keys.insert(hash, id.index);
        if let Some(deadline) = deadline {
            self.wheel.set(id.index, deadline);
        }
        Some(id)
    }

    /// The machine with this hash that `is_it` recognises by its whole key.
    pub(crate) fn find(&self, hash: u64, is_it: impl Fn(&M) -> bool) -> Option<Id> {
        let index = self
            .keys
            .find(hash, |index| self.slab.at(index).is_some_and(&is_it))?;
        self.slab.id(index)
    }

    pub(crate) fn get(&self, id: Id) -> Option<&M> {
        if self.slab.contains(id) {
            self.slab.at(id.index)
        } else {
            None
        }
    }

    pub(crate) fn at(&self, index: u32) -> Option<&M> {
        self.slab.at(index)
    }

    pub(crate) fn id(&self, index: u32) -> Option<Id> {
        self.slab.id(index)
    }

    /// Changes a machine, then arms its timer anew or, when it is over, removes it.
    pub(crate) fn change<R>(&mut self, id: Id, change: impl FnOnce(&mut M) -> R) -> Option<Changed<M, R>> {
        if !self.slab.contains(id) {
            return None;
        }
        let machine = self.slab.at_mut(id.index)?;
        let before = machine.deadline();
        let result = change(machine);
        if machine.is_over() {
            return Some(Changed {
                result,
                removed: self.remove(id.index),
            });
        }
        match machine.deadline() {
            deadline if deadline == before => {}
            Some(deadline) => self.wheel.set(id.index, deadline),
            None => self.wheel.clear(id.index),
        }
        Some(Changed {
            result,
            removed: None,
        })
    }

    pub(crate) fn next_deadline(&self) -> Option<Moment> {
        self.wheel.next_deadline()
    }

    /// A machine whose deadline has come. It is woken once: [`Table::wake`] arms it again.
    pub(crate) fn expired(&mut self, now: Moment) -> Option<Id> {
        loop {
            let index = self.wheel.expired(now)?;
            if let Some(id) = self.slab.id(index) {
                return Some(id);
            }
        }
    }

    /// [`Table::change`] for a machine whose timer has just been taken out.
    pub(crate) fn wake<R>(&mut self, id: Id, change: impl FnOnce(&mut M) -> R) -> Option<Changed<M, R>> {
        let changed = self.change(id, change)?;
        if changed.removed.is_none()
            && let Some(deadline) = self.get(id).and_then(M::deadline)
        {
            self.wheel.set(id.index, deadline);
        }
        Some(changed)
    }

    /// All machines, lowest place first.
    pub(crate) fn ids(&self) -> Vec<Id> {
        self.slab
            .indices()
            .filter_map(|index| self.slab.id(index))
            .collect()
    }

    fn remove(&mut self, index: u32) -> Option<M> {
        let machine = self.slab.remove(index)?;
        self.keys.remove(machine.hash(), index);
        self.wheel.clear(index);
        Some(machine)
    }
}

/// What a change gave, and the machine if that was its end.
pub(crate) struct Changed<M, R> {
    pub(crate) result: R,
    pub(crate) removed: Option<M>,
}

/// Places by hash. A hash only finds candidates: the caller compares whole keys.
#[derive(Debug, Default)]
pub(crate) struct Index {
    entries: HashTable<(u64, u32)>,
}

impl Index {
    pub(crate) fn insert(&mut self, hash: u64, index: u32) {
        self.entries.insert_unique(hash, (hash, index), |entry| entry.0);
    }

    pub(crate) fn find(&self, hash: u64, is_it: impl Fn(u32) -> bool) -> Option<u32> {
        self.entries
            .find(hash, |entry| entry.0 == hash && is_it(entry.1))
            .map(|entry| entry.1)
    }

    pub(crate) fn remove(&mut self, hash: u64, index: u32) {
        if let Ok(entry) = self.entries.find_entry(hash, |entry| entry.1 == index) {
            entry.remove();
        }
    }

    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }
}
