//! The table of server transactions, found by branch or by identity.

use super::event::Id;
use super::server::Server;
use super::table::{Index, Table};
use crate::time::Moment;

/// Server transactions with their two indices.
#[derive(Debug)]
pub(crate) struct Servers {
    table: Table<Server>,
    identities: Index,
}

impl Servers {
    pub(crate) fn new(capacity: u32) -> Self {
        Self {
            table: Table::new(capacity),
            identities: Index::default(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.table.len()
    }

    pub(crate) fn timers(&self) -> usize {
        self.table.timers()
    }

    pub(crate) fn is_full(&self) -> bool {
        self.table.is_full()
    }

    pub(crate) fn insert(&mut self, server: Server) -> Option<Id> {
        let identity = server.identity_hash();
        let id = self.table.insert(server)?;
        if let Some(identity) = identity {
            self.identities.insert(identity, id.index);
        }
        Some(id)
    }

    pub(crate) fn find(&self, hash: u64, is_it: impl Fn(&Server) -> bool) -> Option<Id> {
        self.table.find(hash, is_it)
    }

    /// The transaction whose identity has this hash and which `is_it` recognises.
    pub(crate) fn find_identity(&self, hash: u64, is_it: impl Fn(&Server) -> bool) -> Option<Id> {
        let index = self
            .identities
            .find(hash, |index| self.table.at(index).is_some_and(&is_it))?;
        self.table.id(index)
    }

    pub(crate) fn get(&self, id: Id) -> Option<&Server> {
        self.table.get(id)
    }

    pub(crate) fn change<R>(&mut self, id: Id, change: impl FnOnce(&mut Server) -> R) -> Option<R> {
        let changed = self.table.change(id, change)?;
        self.forget(id, changed.removed.as_ref());
        Some(changed.result)
    }

    pub(crate) fn next_deadline(&self) -> Option<Moment> {
        self.table.next_deadline()
    }

    pub(crate) fn expired(&mut self, now: Moment) -> Option<Id> {
        self.table.expired(now)
    }

    pub(crate) fn wake<R>(&mut self, id: Id, change: impl FnOnce(&mut Server) -> R) -> Option<R> {
        let changed = self.table.wake(id, change)?;
        self.forget(id, changed.removed.as_ref());
        Some(changed.result)
    }

    pub(crate) fn ids(&self) -> Vec<Id> {
        self.table.ids()
    }

    #[cfg(test)]
    pub(crate) fn indexed(&self) -> usize {
        self.identities.len()
    }

    fn forget(&mut self, id: Id, removed: Option<&Server>) {
        if let Some(identity) = removed.and_then(Server::identity_hash) {
            self.identities.remove(identity, id.index);
        }
    }
}
