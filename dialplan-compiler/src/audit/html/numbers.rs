//! The number space, the classes of numbers and the rows.

use maud::{Markup, html};

use super::layout::leads;
use super::picture::{class_name, legend, picture};
use super::{row_link, section};
use crate::audit::form::{Audit, Class, Does, Extent, Numbers, Row, Verdict};
use crate::audit::words;

/// The picture, and the search beside it.
pub(super) fn glance(audit: &Audit) -> Markup {
    if audit.space.extent == Extent::Summary {
        return section(
            "glance",
            "This plan tells too many sets of numbers apart for a picture and a search on one page.",
            &html! {
                p .none { (words::counted(audit.space.cells as u128)) " sets of numbers. The whole page is made on demand: " code { "dialplan audit VESSEL --full" } "." }
            },
        );
    }
    section(
        "glance",
        "Each ring is one symbol dialled, from the centre outwards. An arc has the colour of where its numbers go unless an arc further out says otherwise; a grey one only leads on.",
        &html! {
            div .glance {
                figure { (picture(audit)) }
                div .panel {
                    label for="number" { "Dial a number" }
                    input #number type="text" inputmode="tel" autocomplete="off" spellcheck="false" placeholder="for example 00442079460000";
                    p .examples {
                        @for number in examples(audit) { button type="button" data-number=(number) { (number) } }
                    }
                    div #answer aria-live="polite" {}
                    (legend(audit))
                    p .limits {
                        "What the search shows was decided by the exchange's own code when this page was made, once for each class of numbers; the script only finds the class. \
                         It answers for calls from stations, with every gateway admitting calls and no Resource-Priority. Spaces are ignored here. \
                         Asked for " (callers(audit)) "."
                    }
                    noscript { p .limits { "The search needs the script of this page; the table below says the same." } }
                }
            }
        },
    )
}

/// Who was asked for, in few words.
fn callers(audit: &Audit) -> String {
    match audit.space.callers.as_slice() {
        callers if callers.len() <= 4 => callers.join(", "),
        callers => format!(
            "{} callers: each class of service in each emission profile",
            callers.len()
        ),
    }
}

/// A number of each kind, to try.
fn examples(audit: &Audit) -> Vec<&str> {
    let mut seen = Vec::new();
    let mut examples = Vec::new();
    for class in audit.space.classes.iter().filter(|class| class.behind.is_none()) {
        let lead = leads(audit, class);
        if !seen.contains(&lead) {
            seen.push(lead);
            examples.push(class.witness.as_str());
        }
    }
    examples
}

/// Every class of numbers.
pub(super) fn classes(audit: &Audit) -> Markup {
    let mut groups: Vec<(String, Vec<(usize, &Class)>)> = Vec::new();
    for (position, class) in audit.space.classes.iter().enumerate() {
        let behind = words::behind(class);
        match groups.last_mut().filter(|(last, _)| *last == behind) {
            Some((_, group)) => group.push((position, class)),
            None => groups.push((behind, vec![(position, class)])),
        }
    }
    let several = groups.len() > 1;
    section(
        "classes",
        "Numbers of one class are decided alike for every caller. Each number that can be dialled is in exactly one class; the witness is its shortest.",
        &html! {
            @for (behind, group) in &groups {
                @if several { h3 { (behind) } }
                table .classes {
                    thead { tr { th { "class" } th { "numbers" } th { "witness" } th { "who, and what becomes of the call" } } }
                    tbody { @for (position, class) in group { (class_row(audit, *position, class)) } }
                }
            }
        },
    )
}

fn class_row(audit: &Audit, position: usize, class: &Class) -> Markup {
    html! {
        tr id={ "class-" (position + 1) } {
            td .index { span class={ "swatch " (class_name(leads(audit, class))) } {} (position + 1) }
            td .numbers {
                @for numbers in &class.numbers { (beginnings(numbers)) }
                @if class.more > 0 { p .none { "and " (words::counted(class.more as u128)) " more" } }
            }
            td .witness { code { (class.witness) } }
            td .verdicts { @for each in &class.verdicts { (verdict(each)) } }
        }
    }
}

/// How numbers begin, many of them folded, and how they go on.
fn beginnings(numbers: &Numbers) -> Markup {
    let (first, more) = numbers.begins.split_at(numbers.begins.len().min(SHOWN));
    html! {
        p {
            @for begins in first { code { (begins) } " " }
            @if more.is_empty() { span { (numbers.which) } }
        }
        @if !more.is_empty() {
            details {
                summary { "and " (words::counted(more.len() as u128)) " more" }
                p { @for begins in more { code { (begins) } " " } }
            }
            p { span { (numbers.which) } }
        }
    }
}

fn verdict(verdict: &Verdict) -> Markup {
    let decision = &verdict.decision;
    html! {
        div .verdict {
            p .does {
                span .who { (verdict.callers) }
                " "
                (words::does(decision))
                @if let Some(level) = &decision.level { " at " (level) }
                " " (row_link(decision.row))
            }
            @if let Does::Tries { attempts } = &decision.does {
                p .sent { (words::rewriting(attempts)) ": " code { (words::sent(&verdict.sent)) } }
            }
        }
    }
}

/// Every decision row.
pub(super) fn rows(audit: &Audit) -> Markup {
    section(
        "rows",
        "What the table decides by, as numbered in every line of the log, with the place in the settings that made it, the states of the table that lead to it, \
         the requirements about it and the calls of the test card that it decides.",
        &html! {
            table .rows {
                thead { tr { th { "row" } th { "decides" } th { "written" } th { "states" } th { "classes" } th { "required by" } th { "calls" } } }
                tbody { @for row in &audit.rows { (one_row(audit, row)) } }
            }
        },
    )
}

fn one_row(audit: &Audit, row: &Row) -> Markup {
    html! {
        tr id={ "d" (row.number) } {
            td .index { "d" (row.number) }
            td { (row.what) }
            td .written {
                @if let Some(entry) = &row.written.entry { p { (entry) } }
                @for place in &row.written.places { p .place { (words::place(&audit.identity.settings, place)) } }
            }
            td .states { (words::states(&row.states)) }
            td .links { @for class in &row.classes { a href={ "#class-" (class + 1) } { (class + 1) } " " } }
            td .links { @for requirement in &row.requirements { a href={ "#requirement-" (requirement) } { (requirement) } " " } }
            td .links { @for call in &row.calls { a href={ "#call-" (call) } { (call) } " " } }
        }
    }
}

/// Beginnings that are shown at once.
const SHOWN: usize = 16;
