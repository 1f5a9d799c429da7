//! Prefixes in the one spelling that they have here: `00…` is `+…`, and a prefix that begins `00` without being
//! it is written out, because `00…` is read as `+…` before anything else.

use super::Numbers;
use super::draft::{Draft, LONGEST, Rule};

pub(super) fn prefixes(draft: &mut Draft, numbers: Numbers) {
    let rules = std::mem::take(&mut draft.rules);
    for rule in rules {
        let rule = match numbers {
            Numbers::International => international(rule),
            Numbers::AsDialled => rule,
        };
        let spelled: Vec<Rule> = spelled(&rule).into_iter().filter_map(canonical).collect();
        if spelled.is_empty() {
            draft.leave_out(
                &rule.place,
                &rule.what,
                "it begins `00`, which is read as `+` here",
                "choose another number for it",
            );
        }
        if spelled.len() > 1 {
            draft.remarks.insert(
                "a prefix that begins `00` (`0`, or none at all) is written out, because `00…` is read as `+…` here".to_owned(),
            );
        }
        draft.rules.extend(spelled);
    }
}

/// A prefix of digits is an international number.
fn international(mut rule: Rule) -> Rule {
    let digits = rule.prefix.bytes().all(|symbol| symbol.is_ascii_digit());
    if digits && !rule.prefix.starts_with("00") {
        rule.prefix.insert(0, '+');
        rule.lengths = (rule.lengths.0 + 1, (rule.lengths.1 + 1).min(LONGEST));
        // What is sent is counted from the digits: the `+` is not there.
        for step in &mut rule.steps {
            step.strip += 1;
        }
    }
    rule
}

/// The rule for each spelling that its prefix stands for.
fn spelled(rule: &Rule) -> Vec<Rule> {
    let more: Vec<String> = match rule.prefix.as_str() {
        // `+` stands for `00` too.
        "" => ["+", "*", "#"]
            .into_iter()
            .map(str::to_owned)
            .chain(('1'..='9').map(String::from))
            .chain(('1'..='9').map(|digit| format!("0{digit}")))
            .collect(),
        "0" => std::iter::once("00".to_owned())
            .chain(('1'..='9').map(|digit| format!("0{digit}")))
            .collect(),
        _ => return vec![rule.clone()],
    };
    let with = |prefix: String| Rule {
        prefix,
        ..rule.clone()
    };
    more.into_iter()
        .map(with)
        .filter(|rule| rule.lengths.1 >= rule.prefix.len())
        .collect()
}

/// `00…` as `+…`, one symbol shorter; nothing when no number is left.
fn canonical(mut rule: Rule) -> Option<Rule> {
    if let Some(rest) = rule.prefix.strip_prefix("00") {
        rule.prefix = format!("+{rest}");
        let most = rule.lengths.1;
        let most = if most == LONGEST { most } else { most - 1 };
        rule.lengths = (rule.lengths.0.saturating_sub(1).max(1), most);
        for step in &mut rule.steps {
            // Two symbols stand where one stands now; what is sent is the same.
            match step.strip {
                0 => {
                    step.prepend.push_str("00");
                    step.strip = 1;
                }
                1 => {
                    step.prepend.push('0');
                }
                more => step.strip = more - 1,
            }
        }
    }
    rule.lengths.0 = rule.lengths.0.max(rule.prefix.len());
    (rule.lengths.0 <= rule.lengths.1).then_some(rule)
}
