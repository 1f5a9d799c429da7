//! How much of a long list a report for people shows.

/// How much a report for people says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// The first members of every list.
    Short,
    /// Every member.
    Full,
}

impl Detail {
    /// The members that are shown, and what stands in the place of the others, if there are any; `option` names them.
    pub(super) fn cut<T>(self, mut members: Vec<T>, most: usize, option: &str) -> (Vec<T>, Option<String>) {
        let more = match self {
            Detail::Full => 0,
            Detail::Short => members.len().saturating_sub(most),
        };
        members.truncate(members.len() - more);
        let note = (more > 0).then(|| format!("and {more} more; {option} names them"));
        (members, note)
    }
}

/// The option of those commands that name everything when it is given.
pub(super) const FULL: &str = "--full";
