//! Sets of dialled numbers in few words: those together that differ only in their last symbol.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Regions in words, those together that differ only in their last symbol.
/// Each is given by what its numbers begin with, and by how it is shown.
pub(super) fn regions<'r>(members: impl Iterator<Item = (&'r str, &'r str)>) -> Vec<String> {
    let mut rows: Vec<(&str, &str, Vec<char>)> = Vec::new();
    let mut known: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (symbols, shown) in members {
        let last = symbols.chars().next_back();
        let stem = symbols.strip_suffix(|_| true).unwrap_or_default();
        let after = shown.get(symbols.len()..).unwrap_or_default();
        let at = *known.entry((stem, after)).or_insert_with(|| {
            rows.push((stem, after, Vec::new()));
            rows.len() - 1
        });
        if let Some((_, _, symbols)) = rows.get_mut(at) {
            symbols.extend(last);
        }
    }
    let shown = rows
        .into_iter()
        .map(|(stem, after, symbols)| format!("{stem}{}{after}", one_of(&symbols)));
    shown.collect()
}

/// One symbol as itself, several as `[0-35*]`.
fn one_of(symbols: &[char]) -> String {
    if let [] | [_] = symbols {
        return symbols.iter().collect();
    }
    let mut sorted = symbols.to_vec();
    sorted.sort_unstable();
    let mut text = String::new();
    let mut rest = sorted.as_slice();
    while let Some(&first) = rest.first() {
        let run = (first..)
            .zip(rest)
            .take_while(|(wanted, symbol)| wanted == *symbol)
            .count()
            .max(1);
        let (these, after) = rest.split_at(run);
        match these {
            [first, .., last] if run > 2 => {
                let _ = write!(text, "{first}-{last}");
            }
            _ => text.extend(these),
        }
        rest = after;
    }
    format!("[{text}]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_in_the_last_symbol_is_one_line() {
        let all = [
            ("100", "100"),
            ("101", "101"),
            ("102", "102"),
            ("104", "104"),
            ("2", "2…"),
            ("3", "3… of 4 symbols"),
        ];
        assert_eq!(regions(all.into_iter()), ["10[0-24]", "2…", "3… of 4 symbols"]);
    }
}
