//! How each gateway wants international numbers. Here that belongs to the gateway, because one number has
//! several spellings; other systems strip and prepend for each rule.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::{Draft, Rule, Step};
use crate::plan::NumberFormat;

/// The number format of each gateway.
pub(super) type Formats = BTreeMap<String, NumberFormat>;

/// Finds the format of each gateway, and leaves out what cannot be sent in it. Afterwards rules for
/// international numbers neither strip nor prepend.
pub(super) fn settle(draft: &mut Draft) -> Formats {
    let formats = formats(draft);
    let rules = std::mem::take(&mut draft.rules);
    for mut rule in rules {
        let steps = std::mem::take(&mut rule.steps);
        for step in steps {
            match settled(&rule, &step, &formats) {
                Ok(step) => rule.steps.push(step),
                Err(reason) => draft.leave_out(
                    &rule.place,
                    format!("{} over `{}`", rule.what, step.gateway),
                    reason,
                    "write the route by hand, with the `numberFormat` that the gateway wants",
                ),
            }
        }
        draft.rules.push(rule);
    }
    formats
}

fn formats(draft: &Draft) -> Formats {
    let mut international: BTreeMap<&str, BTreeSet<Option<NumberFormat>>> = BTreeMap::new();
    let mut plain: BTreeSet<&str> = BTreeSet::new();
    for rule in &draft.rules {
        for step in &rule.steps {
            if rule.prefix.starts_with('+') {
                international.entry(&step.gateway).or_default().insert(form(step));
            } else {
                plain.insert(&step.gateway);
            }
        }
    }
    let format = |name: &String| {
        let forms: Vec<_> = international.get(name.as_str()).into_iter().flatten().collect();
        let format = match forms.as_slice() {
            [Some(format)] if !plain.contains(name.as_str()) => *format,
            _ => NumberFormat::AsDialled,
        };
        (name.clone(), format)
    };
    draft.gateways.keys().map(format).collect()
}

/// What a step makes of `+` and digits; `None` when it takes digits away or adds some.
fn form(step: &Step) -> Option<NumberFormat> {
    match (step.strip, step.prepend.as_str()) {
        (0, "") | (1, "+") => Some(NumberFormat::PlusE164),
        (1, "") => Some(NumberFormat::BareE164),
        (1, "00") => Some(NumberFormat::ZeroZeroPrefix),
        _ => None,
    }
}

fn settled(rule: &Rule, step: &Step, formats: &Formats) -> Result<Step, &'static str> {
    if !rule.prefix.starts_with('+') {
        return if step.strip > rule.prefix.len() {
            Err("it strips symbols behind its prefix, whatever they are")
        } else if step.prepend.len() > MOST_PREPENDED {
            Err("it prepends more than 16 symbols")
        } else {
            Ok(step.clone())
        };
    }
    match (form(step), formats.get(&step.gateway)) {
        (None, _) => Err("it takes digits away from international numbers, or adds some"),
        // As dialled: whoever dials `+` or `00` has it sent so.
        (Some(NumberFormat::PlusE164 | NumberFormat::ZeroZeroPrefix), Some(NumberFormat::AsDialled)) => {
            Ok(Step::plain(&step.gateway))
        }
        (Some(form), Some(format)) if form == *format => Ok(Step::plain(&step.gateway)),
        _ => Err("its gateway gets other numbers too, and one gateway has one number format"),
    }
}

const MOST_PREPENDED: usize = 16;
