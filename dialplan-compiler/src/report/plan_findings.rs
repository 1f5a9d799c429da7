//! Findings about a plan as text for people.

use crate::analysis::findings::Findings;
use crate::report::columns::columns;

/// One block for each kind of finding, nothing for a kind without any; then one line of counts.
pub fn text(findings: &Findings, settings: &str) -> String {
    let mut text = String::new();
    let loops = findings.self_loops.iter().map(|found| {
        vec![
            found.dialled.clone(),
            format!(
                "{} as {}, which rings {}",
                found.gateway, found.sent, found.station
            ),
            found.row.to_string(),
        ]
    });
    block(&mut text, "leaves the ship to come back", loops.collect());
    let points = findings.single_points.iter().map(|found| {
        vec![
            found.witness.clone(),
            format!("from {}, without {}", found.caller, found.gateway),
            found.row.to_string(),
        ]
    });
    block(
        &mut text,
        "lost with one gateway, and what is decided alike",
        points.collect(),
    );
    text.push_str(&format!(
        "{settings}: {} self loops, {} single points of failure\n",
        findings.self_loops.len(),
        findings.single_points.len()
    ));
    text
}

fn block(text: &mut String, title: &str, rows: Vec<Vec<String>>) {
    if !rows.is_empty() {
        text.push_str(&format!("{title}\n{}", columns(2, &rows)));
    }
}
