//! The access lists: who may speak to us at all. Sorted ranges of addresses, found by bisection.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::Table;
use crate::layout::{ACCESS4, ACCESS6, access_list};
use crate::records::{Record, Records};
use crate::{Access, GatewayIndex};

/// One range of addresses, both ends included, with the list and the owner that it belongs to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Range<A> {
    pub(super) list: u32,
    /// The gateway of a media list; 0 in the other lists, which are searched by address alone.
    pub(super) owner: u32,
    pub(super) first: A,
    pub(super) last: A,
    pub(super) gateway: u32,
}

impl<'a> Table<'a> {
    /// Whether a crew network holds the address.
    pub fn crew_permits(&self, address: IpAddr) -> bool {
        self.gateway_in(access_list::CREW, 0, address).is_some()
    }

    /// The gateway whose signalling access list holds the address; no two of them do.
    pub fn gateway_of(&self, address: IpAddr) -> Option<GatewayIndex> {
        self.gateway_in(access_list::SIGNALLING, 0, address)
    }

    /// Whether a gateway's access list holds the address.
    pub fn gateway_permits(&self, gateway: GatewayIndex, what: Access, address: IpAddr) -> bool {
        match what {
            Access::Signalling => self.gateway_of(address) == Some(gateway),
            Access::Media => self
                .gateway_in(access_list::MEDIA, u32::from(gateway), address)
                .is_some(),
        }
    }

    /// The ranges of one of a gateway's access lists, first and last address, IPv4 before IPv6.
    pub fn gateway_ranges(
        &self,
        gateway: GatewayIndex,
        what: Access,
    ) -> impl Iterator<Item = (IpAddr, IpAddr)> + use<'a> {
        let list = match what {
            Access::Signalling => access_list::SIGNALLING,
            Access::Media => access_list::MEDIA,
        };
        self.ranges(list, u32::from(gateway))
    }

    /// The ranges of the crew networks, first and last address, IPv4 before IPv6.
    pub fn crew_ranges(&self) -> impl Iterator<Item = (IpAddr, IpAddr)> + use<'a> {
        self.ranges(access_list::CREW, 0)
    }

    fn ranges(&self, list: u32, gateway: u32) -> impl Iterator<Item = (IpAddr, IpAddr)> + use<'a> {
        let v4 = self.access4.iter().map(range4);
        let v4 = v4.filter(move |range| (range.list, range.gateway) == (list, gateway));
        let v6 = self.access6.iter().map(range6);
        let v6 = v6.filter(move |range| (range.list, range.gateway) == (list, gateway));
        v4.map(|range| (range.first.into(), range.last.into()))
            .chain(v6.map(|range| (range.first.into(), range.last.into())))
    }

    /// The gateway of the range that holds an address; an IPv4-mapped IPv6 address is an IPv4 address.
    fn gateway_in(&self, list: u32, owner: u32, address: IpAddr) -> Option<GatewayIndex> {
        let gateway = match address.to_canonical() {
            IpAddr::V4(address) => find(&self.access4, range4, (list, owner, address)),
            IpAddr::V6(address) => find(&self.access6, range6, (list, owner, address)),
        };
        gateway.map(GatewayIndex::from_field)
    }
}

/// The gateway of the range of a list and owner that holds an address: the last one that starts at or
/// before it is the only candidate.
fn find<A: PartialOrd + Copy, const N: usize>(
    records: &Records<'_, N>,
    read: fn(Record<'_, N>) -> Range<A>,
    (list, owner, address): (u32, u32, A),
) -> Option<u32> {
    let before = |range: Range<A>| (range.list, range.owner, range.first) <= (list, owner, address);
    let candidate = records
        .partition_point(|record| before(read(record)))
        .checked_sub(1)?;
    let range = read(records.get(candidate)?);
    let holds = (range.list, range.owner) == (list, owner) && address <= range.last;
    holds.then_some(range.gateway)
}

pub(super) fn range4(record: Record<'_, ACCESS4>) -> Range<Ipv4Addr> {
    range(record.u32(0), record.u32(4), record.v4(8), record.v4(12))
}

pub(super) fn range6(record: Record<'_, ACCESS6>) -> Range<Ipv6Addr> {
    range(record.u32(0), record.u32(4), record.v6(8), record.v6(24))
}

fn range<A>(list: u32, gateway: u32, first: A, last: A) -> Range<A> {
    let owner = if list == access_list::MEDIA { gateway } else { 0 };
    Range {
        list,
        owner,
        first,
        last,
        gateway,
    }
}
