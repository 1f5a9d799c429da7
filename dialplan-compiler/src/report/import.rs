//! What became of another system's dial plan, as text.

use super::columns::columns;
use crate::import::Report;

/// The report for people.
pub fn text(report: &Report) -> String {
    let mut text = format!(
        "carried over: {}, {}, {}\n",
        counted(report.prefixes, "prefix", "prefixes"),
        counted(report.gateways.len(), "gateway", "gateways"),
        counted(report.stations, "station", "stations"),
    );
    let examples: Vec<_> = report
        .gateways
        .iter()
        .filter(|gateway| !gateway.keys.is_empty())
        .map(|gateway| vec![format!("`{}`", gateway.gateway), gateway.keys.join(", ")])
        .collect();
    if !examples.is_empty() {
        text.push_str(
            "\nto fill in: the source does not say where these trunks are, the settings hold examples\n",
        );
        text.push_str(&columns(2, &examples));
    }
    if !report.gateways.is_empty() {
        text.push_str("\nto add: `username` and `password` of each trunk that asks for them; who reviewed its access list\n");
    }
    if !report.remarks.is_empty() {
        text.push_str("\nto know\n");
        report
            .remarks
            .iter()
            .for_each(|remark| text.push_str(&format!("  {remark}\n")));
    }
    if report.left_out.is_empty() {
        text.push_str("\nnothing was left out\n");
        return text;
    }
    text.push_str(&format!("\nleft out: {}\n", report.left_out.len()));
    for left_out in &report.left_out {
        text.push_str(&format!(
            "  {}:{}: {}: {}; {}\n",
            left_out.file, left_out.line, left_out.what, left_out.reason, left_out.remedy
        ));
    }
    text
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
