//! Words that page and Markdown share.

use super::form::{Class, Decision, Does, Method, Place, Sent, State, Target, TargetsIn};
use crate::diagnostics::Severity;

/// What becomes of a call, in a line.
pub(super) fn does(decision: &Decision) -> String {
    match &decision.does {
        Does::Emergency { number, targets } => format!("emergency {number}: {}", targets.join(", then ")),
        Does::Rings { number, name } if name == number => format!("rings station {number}"),
        Does::Rings { number, name } => format!("rings station {number} ({name})"),
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
        "station" if target.name == target.number => format!("station {}", target.number),
        "station" => format!("station {} ({})", target.number, target.name),
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

pub(super) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
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
    fn counts_are_grouped_from_the_right() {
        assert_eq!(counted(1_234_567), "1\u{202f}234\u{202f}567");
        assert_eq!(counted(12), "12");
    }
}
