//! Sets of numbers in words, and the shortest number of each.

use routing_table::MAX_SYMBOLS;

use crate::audit::form::{Cell, Rest};

/// How the numbers of a cell begin behind a path of symbol sets, such as `00[1-9]…`, and what may follow, such as `of 9 to 16
/// symbols, digits only`.
pub(super) fn shown(path: &[&str], cell: &Cell) -> (String, String) {
    let mut begins: String = path.iter().map(|symbols| bracketed(symbols)).collect();
    if cell.rest == Rest::End {
        return (begins, String::new());
    }
    begins.push('…');
    let shortest = path.len().max(1) + usize::from(cell.rest == Rest::Mixed);
    let (least, most) = (cell.least, cell.most);
    let length = match (least > shortest, most < MAX_SYMBOLS) {
        (false, false) => String::new(),
        (true, false) => format!("of {least} symbols or more"),
        (false, true) if most == 1 => "of 1 symbol".to_owned(),
        (false, true) => format!("of at most {most} symbols"),
        (true, true) if least == most => format!("of {least} symbols"),
        (true, true) => format!("of {least} to {most} symbols"),
    };
    let rest = match cell.rest {
        Rest::End | Rest::Any => "",
        Rest::Digits => "digits only",
        Rest::Mixed => "with * # or a letter",
    };
    let separator = if length.is_empty() || rest.is_empty() {
        ""
    } else {
        ", "
    };
    (begins, format!("{length}{separator}{rest}"))
}

/// The shortest number of the set, the first of its length.
pub(in crate::audit) fn witness(path: &[&str], cell: &Cell) -> String {
    let mut number: String = path.iter().filter_map(|symbols| symbols.chars().next()).collect();
    let last = if cell.rest == Rest::Mixed { "*" } else { "" };
    while number.len() + last.len() < cell.least {
        number.push('0');
    }
    number + last
}

/// How many symbols [`witness`] has.
pub(super) fn shortest(path: &[&str], cell: &Cell) -> usize {
    cell.least.max(path.len() + usize::from(cell.rest == Rest::Mixed))
}

/// One symbol as it is, several as a set.
fn bracketed(symbols: &str) -> String {
    match symbols.len() {
        1 => symbols.to_owned(),
        _ => format!("[{}]", runs(symbols, "-", "")),
    }
}

/// Symbols in order, three or more neighbours as first, `dash` and last, with `between` between the runs.
pub(in crate::audit) fn runs(symbols: &str, dash: &str, between: &str) -> String {
    let mut runs: Vec<Vec<char>> = Vec::new();
    for symbol in symbols.chars() {
        let follows =
            |last: &char| symbol.is_ascii_alphanumeric() && u32::from(*last) + 1 == u32::from(symbol);
        match runs.last_mut() {
            Some(run) if run.last().is_some_and(follows) => run.push(symbol),
            _ => runs.push(vec![symbol]),
        }
    }
    let shown = runs.iter().map(|run| match run.as_slice() {
        [first, _, .., last] => format!("{first}{dash}{last}"),
        short => short
            .iter()
            .map(|symbol| symbol.to_string())
            .collect::<Vec<_>>()
            .join(between),
    });
    shown.collect::<Vec<_>>().join(between)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(least: usize, most: usize, rest: Rest) -> Cell {
        Cell {
            least,
            most,
            rest,
            class: 0,
        }
    }

    #[test]
    fn neighbours_are_shown_as_runs() {
        assert_eq!(runs("0123456789*#ABCD", "–", " "), "0–9 * # A–D");
        assert_eq!(runs("0189", "-", ""), "0189");
    }

    #[test]
    fn sets_are_shown_with_their_lengths_and_have_a_shortest_number() {
        let path = ["0", "123"];
        let shown = |cell: Cell| {
            assert_eq!(shortest(&path, &cell), witness(&path, &cell).len());
            (shown(&path, &cell), witness(&path, &cell))
        };
        let expected = |begins: &str, which: &str, number: &str| {
            ((begins.to_owned(), which.to_owned()), number.to_owned())
        };
        assert_eq!(shown(cell(2, 2, Rest::End)), expected("0[1-3]", "", "01"));
        assert_eq!(shown(cell(2, 64, Rest::Any)), expected("0[1-3]…", "", "01"));
        assert_eq!(
            shown(cell(4, 6, Rest::Digits)),
            expected("0[1-3]…", "of 4 to 6 symbols, digits only", "0100")
        );
        assert_eq!(
            shown(cell(3, 64, Rest::Mixed)),
            expected("0[1-3]…", "with * # or a letter", "01*")
        );
    }
}
