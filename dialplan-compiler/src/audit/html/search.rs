//! The table that the page's script searches: the tree of the number space, and what each class of numbers leads to.

use serde::Serialize;

use crate::audit::form::{Audit, Rest, Verdict};

#[derive(Serialize)]
struct Exported<'a> {
    /// Position of the node before, symbols, cells.
    nodes: Vec<(usize, &'a str, Vec<[usize; 4]>)>,
    classes: Vec<&'a [Verdict]>,
    emergencies: Vec<&'a str>,
}

/// JSON that may stand in a page.
pub(super) fn table(audit: &Audit) -> String {
    let nodes = audit.space.nodes.iter().map(|node| {
        let cells = node
            .cells
            .iter()
            .map(|cell| [cell.least, cell.most, kind(cell.rest), cell.class]);
        (node.parent, node.symbols.as_str(), cells.collect())
    });
    let exported = Exported {
        nodes: nodes.collect(),
        classes: audit
            .space
            .classes
            .iter()
            .map(|class| class.verdicts.as_slice())
            .collect(),
        emergencies: audit
            .emergency
            .numbers
            .iter()
            .map(|entry| entry.number.as_str())
            .collect(),
    };
    // Text and numbers alone: it cannot fail.
    let json = serde_json::to_string(&exported).unwrap_or_default();
    json.replace('<', "\\u003c")
}

/// What may follow, as the script knows it.
fn kind(rest: Rest) -> usize {
    match rest {
        Rest::End => 0,
        Rest::Any => 1,
        Rest::Digits => 2,
        Rest::Mixed => 3,
    }
}
