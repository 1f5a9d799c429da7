//! Access lists: sorted ranges that do not overlap, each of a list and a gateway that exist.

use super::{Checked, here};
use crate::layout::access_list;
use crate::malformed::require;
use crate::table::Table;
use crate::table::access::{Range, range4, range6};

impl Table<'_> {
    pub(super) fn check_access(&self) -> Checked {
        let at4 = |index| here(&self.access4, index);
        let at6 = |index| here(&self.access6, index);
        self.check_ranges(self.access4.iter().map(range4), at4)?;
        self.check_ranges(self.access6.iter().map(range6), at6)
    }

    fn check_ranges<A: Ord + Copy>(
        &self,
        ranges: impl Iterator<Item = Range<A>>,
        at: impl Fn(usize) -> usize,
    ) -> Checked {
        let mut previous: Option<(u32, u32, A)> = None;
        for (index, range) in ranges.enumerate() {
            let owned = match range.list {
                access_list::CREW => range.gateway == 0,
                access_list::SIGNALLING | access_list::MEDIA => {
                    (range.gateway as usize) < self.gateways.len()
                }
                _ => false,
            };
            require(owned, "access list", at(index))?;
            require(range.first <= range.last, "access range", at(index))?;
            let start = (range.list, range.owner, range.first);
            require(previous < Some(start), "order of access ranges", at(index))?;
            previous = Some((range.list, range.owner, range.last));
        }
        Ok(())
    }
}
