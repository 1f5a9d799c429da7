//! Where each station is reachable now: its bindings, bounded, ordered and expiring (RFC 3261 §10.3).

use core::net::SocketAddr;
use core::time::Duration;

use routing_table::StationIndex;
use sip::time::Moment;
use sip::transaction::{Connection, Flow, Transport};

use super::contact;

/// One contact of a station.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Binding {
    /// The contact URI as registered: the Request-URI of calls to it.
    pub(crate) uri: Box<str>,
    /// The way its REGISTER came, which is the way requests to it go.
    pub(crate) flow: Flow,
    /// Call-ID of the REGISTER that made or refreshed it.
    pub(crate) call_id: Box<str>,
    /// CSeq number of that REGISTER.
    pub(crate) cseq: u32,
    /// When it is over.
    pub(crate) expires: Moment,
}

/// One contact of a REGISTER, checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wish<'m> {
    /// The contact URI.
    pub(crate) uri: &'m str,
    /// For how long; zero removes it.
    pub(crate) lifetime: Duration,
}

/// What one REGISTER wants changed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Change<'m> {
    /// The way it came.
    pub(crate) flow: Flow,
    /// Its Call-ID.
    pub(crate) call_id: &'m str,
    /// Its CSeq number.
    pub(crate) cseq: u32,
}

/// Why a REGISTER changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unchanged {
    /// A later REGISTER of the same Call-ID was handled already (RFC 3261 §10.3 steps 6 and 7).
    OutOfOrder,
}

/// Most contacts that a station has at a time.
pub(crate) const MAX_CONTACTS: usize = 8;

/// The bindings of all stations.
#[derive(Debug)]
pub(crate) struct Bindings {
    stations: Vec<Vec<Binding>>,
    next_expiry: Option<Moment>,
}

impl Bindings {
    pub(crate) fn new(stations: usize) -> Self {
        Bindings {
            stations: vec![Vec::new(); stations],
            next_expiry: None,
        }
    }

    /// The bindings of a station that hold at `now`, the one refreshed longest ago first.
    pub(crate) fn of(&self, station: StationIndex, now: Moment) -> impl Iterator<Item = &Binding> {
        self.stations
            .get(station.index())
            .into_iter()
            .flatten()
            .filter(move |binding| binding.expires > now)
    }

    /// The number of bindings kept.
    pub(crate) fn len(&self) -> usize {
        self.stations.iter().map(Vec::len).sum()
    }

    /// The connections by which stations are reached.
    pub(crate) fn connections(&self) -> impl Iterator<Item = Connection> {
        let bindings = self.stations.iter().flatten();
        bindings.filter_map(|binding| binding.flow.connection)
    }

    /// Makes, refreshes and removes contacts: all of them or, on an error, none (RFC 3261 §10.3 step 7). What a station
    /// has registered beyond [`MAX_CONTACTS`] takes the place of its oldest contacts, which are returned: a telephone
    /// that begins anew by another port leaves its last contact behind for as long as that was to live.
    pub(crate) fn change(
        &mut self,
        now: Moment,
        station: StationIndex,
        change: Change<'_>,
        wishes: &[Wish<'_>],
    ) -> Result<Vec<Binding>, Unchanged> {
        let Some(bindings) = self.stations.get_mut(station.index()) else {
            return Ok(Vec::new());
        };
        let mut changed = bindings.clone();
        changed.retain(|binding| binding.expires > now);
        for wish in wishes {
            apply(&mut changed, now, change, wish)?;
        }
        let beyond = changed.len().saturating_sub(MAX_CONTACTS);
        let replaced = changed.drain(..beyond).collect();
        *bindings = changed;
        self.find_next_expiry();
        Ok(replaced)
    }

    /// `Contact: *` with `Expires: 0`: removes every contact (RFC 3261 §10.3 step 6).
    pub(crate) fn remove_all(
        &mut self,
        station: StationIndex,
        change: Change<'_>,
    ) -> Result<Vec<SocketAddr>, Unchanged> {
        let Some(bindings) = self.stations.get_mut(station.index()) else {
            return Ok(Vec::new());
        };
        if bindings.iter().any(|binding| is_stale(binding, change)) {
            return Err(Unchanged::OutOfOrder);
        }
        let removed = bindings.drain(..).map(|binding| binding.flow.peer).collect();
        self.find_next_expiry();
        Ok(removed)
    }

    /// When the next binding ends.
    pub(crate) fn next_expiry(&self) -> Option<Moment> {
        self.next_expiry
    }

    /// Takes out the bindings whose time is over.
    pub(crate) fn expire(&mut self, now: Moment) -> Vec<(StationIndex, Binding)> {
        self.take_out(|binding| binding.expires <= now)
    }

    /// Takes out the bindings that were reachable only through a connection which is closed now.
    pub(crate) fn connection_closed(&mut self, connection: Connection) -> Vec<(StationIndex, Binding)> {
        self.take_out(|binding| {
            binding.flow.transport == Transport::Tcp && binding.flow.connection == Some(connection)
        })
    }

    fn take_out(&mut self, over: impl Fn(&Binding) -> bool) -> Vec<(StationIndex, Binding)> {
        let mut taken = Vec::new();
        for (index, bindings) in self.stations.iter_mut().enumerate() {
            let Ok(station) = u16::try_from(index).map(StationIndex::new) else {
                break;
            };
            taken.extend(
                bindings
                    .extract_if(.., |binding| over(binding))
                    .map(|binding| (station, binding)),
            );
        }
        self.find_next_expiry();
        taken
    }

    fn find_next_expiry(&mut self) {
        self.next_expiry = self
            .stations
            .iter()
            .flatten()
            .map(|binding| binding.expires)
            .min();
    }
}

fn apply(
    bindings: &mut Vec<Binding>,
    now: Moment,
    change: Change<'_>,
    wish: &Wish<'_>,
) -> Result<(), Unchanged> {
    let at = bindings
        .iter()
        .position(|binding| contact::same(&binding.uri, wish.uri));
    if let Some(at) = at {
        if bindings.get(at).is_some_and(|binding| is_stale(binding, change)) {
            return Err(Unchanged::OutOfOrder);
        }
        bindings.remove(at);
    }
    if !wish.lifetime.is_zero() {
        bindings.push(new_binding(now, change, wish));
    }
    Ok(())
}

fn new_binding(now: Moment, change: Change<'_>, wish: &Wish<'_>) -> Binding {
    Binding {
        uri: wish.uri.into(),
        flow: change.flow,
        call_id: change.call_id.into(),
        cseq: change.cseq,
        expires: now + wish.lifetime,
    }
}

/// Same Call-ID, and the CSeq did not grow.
fn is_stale(binding: &Binding, change: Change<'_>) -> bool {
    *binding.call_id == *change.call_id && binding.cseq >= change.cseq
}
