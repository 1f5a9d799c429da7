//! All short numbers, for twins that try each.

use routing_table::layout::automaton::SYMBOLS;

/// `begin`, unless it is empty, and every number of up to `more` further symbols behind it; shortest first, each length in the
/// order of `symbols`. A `+` comes first or not at all.
pub(crate) fn numbers_behind(begin: &str, symbols: &str, more: usize) -> Vec<String> {
    let mut last = vec![begin.to_owned()];
    let mut all: Vec<String> = last.iter().filter(|begin| !begin.is_empty()).cloned().collect();
    for _ in 0..more {
        let longer = last.iter().flat_map(|number| {
            let legal = symbols
                .chars()
                .filter(|&symbol| symbol != '+' || number.is_empty());
            legal.map(move |symbol| format!("{number}{symbol}"))
        });
        last = longer.collect();
        all.extend(last.iter().cloned());
    }
    all
}

/// Those of the symbols that are listed, in the order of symbols.
pub(crate) fn in_order(listed: &str) -> String {
    let symbols = SYMBOLS.iter().map(|&symbol| char::from(symbol));
    symbols.filter(|symbol| listed.contains(*symbol)).collect()
}
