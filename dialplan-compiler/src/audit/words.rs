//! Words that page and Markdown share.

use super::form::{Binary, Class, Decision, Does, Method, Mutants, Place, Sent, State, Target, TargetsIn};
use crate::analysis::space::SentTo;
use crate::analysis::subject::View;

/// What becomes of a call, in a line.
pub(super) fn does(decision: &Decision) -> String {
    match &decision.does {
        Does::Emergency { number, targets } => format!("emergency {number}: {}", targets.join(", then ")),
        Does::Rings { number, name } => format!("rings {}", station(number, name)),
        Does::Tries { attempts } => {
            let gateways = attempts.iter().map(|attempt| attempt.gateway.as_str());
            gateways.collect::<Vec<_>>().join(", then ")
        }
        Does::Refuses {
            status,
            cause,
            phrase,
            q850,
        } => format!("{status} {phrase} ({cause}, Q.850 {q850})"),
    }
}

/// A station by number, and by name if it has one.
pub(super) fn station(number: &str, name: &str) -> String {
    match name == number {
        true => format!("station {number}"),
        false => format!("station {number} ({name})"),
    }
}

/// States of the table: neighbours as a run, and how many are not told.
pub(super) fn states(states: &[usize]) -> String {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for state in states {
        match runs.last_mut().filter(|(_, last)| last + 1 == *state) {
            Some((_, last)) => *last = *state,
            None => runs.push((*state, *state)),
        }
    }
    let told = runs
        .iter()
        .take(MOST_RUNS)
        .map(|(first, last)| match last - first {
            0 => format!("s{first}"),
            1 => format!("s{first} s{last}"),
            _ => format!("s{first}–{last}"),
        });
    let told = told.collect::<Vec<_>>().join(" ");
    let rest: usize = runs
        .iter()
        .skip(MOST_RUNS)
        .map(|(first, last)| last - first + 1)
        .sum();
    match rest {
        0 => told,
        rest => format!("{told} and {} more", counted(rest as u128)),
    }
}

/// The name of a station, its number if it has none.
pub(super) fn station_name<'n>(view: &View<'n>, number: &'n str) -> &'n str {
    let station = view.table.station_by_number(number.as_bytes());
    let name = station.and_then(|station| view.names.station(station));
    name.unwrap_or(number)
}

/// A target of an emergency call.
pub(super) fn target(view: &View<'_>, target: &SentTo<'_>) -> String {
    match target {
        SentTo::Station(number) => station(number, station_name(view, number)),
        SentTo::Gateway(gateway, number) => format!("{gateway} with {number}"),
    }
}

/// How the number sent is made from the one dialled; attempts that are made alike together.
pub(super) fn rewriting(attempts: &[Sent]) -> String {
    let how = |sent: &Sent| match (sent.strip, sent.put.as_str()) {
        (0, "") => "as dialled".to_owned(),
        (0, put) => format!("with {put} in front"),
        (strip, "") => format!("without the first {strip}"),
        (strip, put) => format!("{put} for the first {strip}"),
    };
    let mut all: Vec<(String, Vec<&str>)> = Vec::new();
    for sent in attempts {
        let how = how(sent);
        match all.iter_mut().find(|(other, _)| *other == how) {
            Some((_, gateways)) => gateways.push(&sent.gateway),
            None => all.push((how, vec![&sent.gateway])),
        }
    }
    match all.as_slice() {
        [(how, _)] => format!("sent {how}"),
        all => {
            let each = all
                .iter()
                .map(|(how, gateways)| format!("{} {how}", gateways.join(", ")));
            each.collect::<Vec<_>>().join("; ")
        }
    }
}

/// What is sent for the witness of a class; each number once.
pub(super) fn sent(numbers: &[String]) -> String {
    let mut distinct: Vec<&str> = Vec::new();
    for number in numbers {
        if !distinct.contains(&number.as_str()) {
            distinct.push(number);
        }
    }
    distinct.join(", ")
}

/// `file:line:column`.
pub(super) fn place(file: &str, place: &Place) -> String {
    format!("{file}:{}:{}", place.line, place.column)
}

/// The dialled precedence in front of a class.
pub(super) fn behind(class: &Class) -> String {
    match &class.behind {
        None => "Dialled as they are".to_owned(),
        Some(behind) => format!("Behind {} ({})", behind.dialled, behind.level),
    }
}

/// Targets in words.
pub(super) fn targets(targets: &[Target]) -> String {
    let shown = targets.iter().map(|target| match target.to {
        "station" => station(&target.number, &target.name),
        _ => format!("{} with {}", target.name, target.number),
    });
    shown.collect::<Vec<_>>().join(", then ")
}

/// The profiles of targets.
pub(super) fn profiles(targets: &TargetsIn) -> String {
    match targets.profiles.as_slice() {
        [] => "always".to_owned(),
        profiles => format!("in {}", profiles.join(", ")),
    }
}

pub(super) fn state(state: State) -> &'static str {
    match state {
        State::Open => "open",
        State::NotAFinding => "not a finding",
        State::NotApplicable => "not applicable",
        State::NotReviewed => "not reviewed",
    }
}

pub(super) fn method(method: Method) -> &'static str {
    match method {
        Method::Proved => "proved",
        Method::Tested => "tested",
        Method::Assumed => "assumed",
    }
}

/// What is said of a binary when none was given.
pub(super) const NO_BINARY: &str = "Not reviewed: no binary was given (`dialplan audit VESSEL --binary PATH`), so that toolchain, fingerprint, verification and mutation score are open.";

/// The facts of a finished binary, by name.
pub(super) fn binary(binary: &Binary) -> Vec<(&'static str, String)> {
    let holds = match binary.holds {
        true => "the binary holds the plan of the settings, for every number that can be dialled",
        false => "FAILS: the binary does not hold the plan of the settings",
    };
    let mut facts = vec![
        ("file", format!("{}, {} bytes", binary.file, binary.bytes)),
        ("SHA-256", binary.sha256.clone()),
        ("verification", holds.to_owned()),
        (
            "mutation score",
            binary.mutants.as_ref().map_or_else(
                || "not measured: the binary does not hold the plan".to_owned(),
                Mutants::text,
            ),
        ),
    ];
    match &binary.made {
        None => facts.push(("made with", "not known: its evidence was removed".to_owned())),
        Some(made) => {
            let tools = &made.toolchain;
            facts.push((
                "made with",
                format!(
                    "dialplan {}, {}, target {}, profile {}, {} packages",
                    tools.dialplan_compiler, tools.rustc, tools.target, tools.profile, made.packages
                ),
            ));
            facts.extend(made.linker.clone().map(|linker| ("linker", linker)));
            facts.extend(
                made.sources
                    .clone()
                    .map(|sources| ("SHA-256 of the sources", sources)),
            );
        }
    }
    facts
}

/// Hexadecimal digits in groups of eight.
pub(super) fn grouped(identity: &str) -> String {
    let digits: Vec<char> = identity.chars().collect();
    let groups = digits.chunks(8).map(|group| group.iter().collect::<String>());
    groups.collect::<Vec<_>>().join(" ")
}

/// A number with thin groups of three digits.
pub(super) fn counted(count: u128) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

/// Runs of states that are told of a row.
const MOST_RUNS: usize = 12;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_that_are_made_alike_are_told_together() {
        let sent = |gateway: &str, strip, put: &str| Sent {
            gateway: gateway.to_owned(),
            strip,
            put: put.to_owned(),
        };
        let alike = [sent("one", 2, "+"), sent("two", 2, "+")];
        assert_eq!(rewriting(&alike), "sent + for the first 2");
        let other = [sent("one", 0, ""), sent("two", 1, "")];
        assert_eq!(rewriting(&other), "one as dialled; two without the first 1");
    }

    #[test]
    fn neighbouring_states_are_told_as_runs() {
        assert_eq!(states(&[0, 2, 3, 5, 6, 7]), "s0 s2 s3 s5–7");
        let far_apart: Vec<usize> = (0..40).map(|state| state * 2).collect();
        assert!(states(&far_apart).ends_with("s22 and 28 more"));
    }

    #[test]
    fn counts_are_grouped_from_the_right() {
        assert_eq!(counted(1_234_567), "1\u{202f}234\u{202f}567");
        assert_eq!(counted(12), "12");
    }
}
