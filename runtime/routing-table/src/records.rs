//! Fixed-size records in a byte slice, read without a panic: what is not there reads as zero.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Records of `N` bytes, and where in the table they start.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Records<'a, const N: usize> {
    items: &'a [[u8; N]],
    offset: usize,
}

impl<'a, const N: usize> Records<'a, N> {
    /// Splits a block into records; the directory check made its length a multiple of `N`.
    pub(crate) fn new(bytes: &'a [u8], offset: usize) -> Self {
        Records {
            items: bytes.as_chunks::<N>().0,
            offset,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.items.len()
    }

    pub(crate) fn get(&self, index: usize) -> Option<Record<'a, N>> {
        self.items.get(index).map(Record)
    }

    /// The only record of a block that has one.
    pub(crate) fn first(&self) -> Record<'a, N> {
        Record(self.items.first().unwrap_or(&[0; N]))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Record<'a, N>> + use<'a, N> {
        self.items.iter().map(Record)
    }

    /// `count` records from `first`, or as many of them as there are.
    pub(crate) fn run(&self, first: u32, count: u32) -> Self {
        let first = first as usize;
        let end = first.saturating_add(count as usize).min(self.items.len());
        Records {
            items: self.items.get(first..end).unwrap_or_default(),
            offset: self.at(first, 0),
        }
    }

    /// Where byte `field` of record `index` lies in the table.
    pub(crate) fn at(&self, index: usize, field: usize) -> usize {
        self.offset
            .saturating_add(index.saturating_mul(N))
            .saturating_add(field)
    }

    /// How many leading records fulfil `before`, for records sorted by it.
    pub(crate) fn partition_point(&self, before: impl Fn(Record<'_, N>) -> bool) -> usize {
        self.items.partition_point(|record| before(Record(record)))
    }
}

/// One record.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Record<'a, const N: usize>(&'a [u8; N]);

impl<'a, const N: usize> Record<'a, N> {
    /// `L` bytes from `at`; zeros when the record is shorter, which no caller's constants make it.
    fn field<const L: usize>(self, at: usize) -> [u8; L] {
        self.0
            .get(at..)
            .and_then(|rest| rest.first_chunk::<L>())
            .copied()
            .unwrap_or([0; L])
    }

    pub(crate) fn u8(self, at: usize) -> u8 {
        u8::from_le_bytes(self.field(at))
    }

    pub(crate) fn u16(self, at: usize) -> u16 {
        u16::from_le_bytes(self.field(at))
    }

    pub(crate) fn u32(self, at: usize) -> u32 {
        u32::from_le_bytes(self.field(at))
    }

    pub(crate) fn u64(self, at: usize) -> u64 {
        u64::from_le_bytes(self.field(at))
    }

    /// An IPv4 address in network byte order.
    pub(crate) fn v4(self, at: usize) -> Ipv4Addr {
        Ipv4Addr::from(self.field::<4>(at))
    }

    /// An IPv6 address in network byte order.
    pub(crate) fn v6(self, at: usize) -> Ipv6Addr {
        Ipv6Addr::from(self.field::<16>(at))
    }

    /// An address of either family, 20 bytes: family 0 (none), 4 or 6, three zeros, the address.
    pub(crate) fn address(self, at: usize) -> Option<IpAddr> {
        match self.u8(at) {
            4 => Some(self.v4(at + 4).into()),
            6 => Some(self.v6(at + 4).into()),
            _ => None,
        }
    }

    pub(crate) fn bytes(self, at: usize, length: usize) -> &'a [u8] {
        self.0.get(at..at.saturating_add(length)).unwrap_or_default()
    }
}
