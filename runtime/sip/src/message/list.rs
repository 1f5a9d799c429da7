//! Comma lists, and header fields whose values are spread over several lines (RFC 3261 §7.3.1).

/// Whether `text` is a comma list of what `split` reads; an empty element is malformed.
pub(crate) fn is_list<'a, T>(text: &'a str, split: impl Fn(&'a str) -> Option<(T, &'a str)>) -> bool {
    let mut rest = text;
    while let Some((_, after)) = split(rest) {
        match after.strip_prefix(',') {
            Some(after) => rest = after,
            None => return after.is_empty(),
        }
    }
    false
}

/// The elements of all `lines`, in order; the lines have passed [`is_list`].
pub(crate) fn elements<'a, T>(
    lines: impl Iterator<Item = &'a str>,
    split: impl Fn(&'a str) -> Option<(T, &'a str)>,
) -> impl Iterator<Item = T> {
    let mut lines = lines;
    let mut rest = "";
    core::iter::from_fn(move || {
        if rest.is_empty() {
            rest = lines.next()?;
        }
        let (value, after) = split(rest)?;
        rest = after.strip_prefix(',').unwrap_or("");
        Some(value)
    })
}
