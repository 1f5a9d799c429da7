//! The difference of two plans as findings for continuous integration: what changes alike is one finding.

use std::collections::BTreeSet;

use super::text::{Kind, by_cause, grouped, shortest};
use super::{Entry, Gateway, Guarded, Happening, Other, Report};
use crate::diagnostics::Severity;
use crate::emit::evidence::{DecisionPlaces, LineColumn};
use crate::report::findings::{Case, Effect, Extent, Finding, Findings, Location, Region, Rule};
use crate::report::help::Page;
use crate::report::regions::regions;

/// What was asked of the two plans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked<'g> {
    /// Whether anything differs: every finding fails.
    Difference,
    /// Whether a number newly reaches one of these gateways: only that fails.
    NewReach(Guarded<'g>),
}

/// The settings that a plan was made from, as they stand in the workspace.
#[derive(Debug, Clone, Copy)]
pub struct Written<'w> {
    /// The file.
    pub file: &'w str,
    /// Where each decision is written, by decision number.
    pub places: &'w [DecisionPlaces],
}

impl Report {
    /// The findings. Places are those of the new plan, then of the old one, as far as they are given.
    pub fn findings(&self, old: Option<Written<'_>>, new: Option<Written<'_>>, asked: Asked<'_>) -> Findings {
        let ground = Ground {
            old,
            new,
            subject: &self.new.name,
            asked,
        };
        let mut found: Vec<Finding> = self
            .gateways
            .iter()
            .filter_map(|gateway| ground.reach(gateway))
            .collect();
        for kind in [Kind::Possible, Kind::Impossible, Kind::Otherwise, Kind::Refused] {
            let entries: Vec<&Entry> = self.changes.iter().filter(|entry| entry.kind() == kind).collect();
            let groups = match kind {
                Kind::Refused => by_cause(&entries),
                _ => grouped(&entries),
            };
            found.extend(groups.iter().filter_map(|members| ground.change(kind, members)));
        }
        let callers = [("old", &self.only_old_callers), ("new", &self.only_new_callers)];
        for (which, callers) in callers {
            found.extend(callers.iter().map(|caller| {
                let message =
                    format!("calls of `{caller}` cannot be compared: only the {which} plan has them");
                ground.finding(&CALLERS_DIFFER, message, format!("{which}\0{caller}"))
            }));
        }
        found.extend(self.beside.iter().map(|other| ground.beside(other)));
        let case = |rule: &&Rule| Case {
            name: rule.id.to_owned(),
            meaning: rule.meaning.to_owned(),
        };
        Findings {
            question: "diff",
            subject: self.new.name.clone(),
            extent: Extent::Whole,
            cases: RULES.iter().map(case).collect(),
            found,
        }
    }
}

/// What findings are made on.
struct Ground<'w> {
    old: Option<Written<'w>>,
    new: Option<Written<'w>>,
    subject: &'w str,
    asked: Asked<'w>,
}

impl Ground<'_> {
    fn finding(&self, rule: &Rule, message: String, key: String) -> Finding {
        Finding {
            case: rule.id.to_owned(),
            rule: *rule,
            severity: rule.severity,
            effect: match self.asked {
                Asked::NewReach(_) => Effect::Informs,
                Asked::Difference => Effect::Fails,
            },
            message,
            details: Vec::new(),
            location: Location::file(self.subject),
            related: Vec::new(),
            key,
        }
    }

    fn reach(&self, gateway: &Gateway) -> Option<Finding> {
        if !gateway.is_new {
            return None;
        }
        let message = match &gateway.gained {
            Some(gained) => format!(
                "`{}` is newly reached by {} for {}",
                gateway.gateway, gained.number, gained.caller
            ),
            None => format!("`{}`: {}", gateway.gateway, gateway.news().join("; ")),
        };
        let finding = self.finding(&NEW_REACH, message, gateway.gateway.clone());
        Some(match self.asked {
            Asked::NewReach(guarded) if guarded.has(&gateway.gateway) => Finding {
                severity: Severity::Error,
                effect: Effect::Fails,
                ..finding
            },
            _ => finding,
        })
    }

    fn change(&self, kind: Kind, members: &[&Entry]) -> Option<Finding> {
        let (first, example) = (members.first()?, shortest(members)?);
        let shown = members
            .iter()
            .map(|entry| (entry.symbols.as_str(), entry.numbers.as_str()));
        let numbers = regions(shown);
        let rule = match kind {
            Kind::Possible => &CALL_POSSIBLE,
            Kind::Impossible => &CALL_IMPOSSIBLE,
            Kind::Otherwise => &CALL_OTHERWISE,
            Kind::Refused => &REFUSAL_CHANGED,
        };
        let message = format!(
            "{} → {} for {}: {}",
            first.old.words(),
            first.new.words(),
            first.callers.join(", "),
            listed(&numbers)
        );
        let places = self.places(first);
        let mut places = places.into_iter();
        let primary = places.next();
        let mut found = self.finding(
            rule,
            message,
            format!("{}\0{}", first.callers.join(","), first.numbers),
        );
        found.details = vec![format!(
            "such as {}: {} → {}",
            example.witness, example.old.outcome, example.new.outcome
        )];
        if numbers.len() > MOST_LISTED {
            found
                .details
                .push("`dialplan diff --full` names every prefix".to_owned());
        }
        if let Some((place, words)) = primary {
            found.details.push(words);
            found.location = place;
        }
        for (written, side, when) in self.sides(first) {
            if written.is_none() {
                let rows = side.rows.iter();
                found
                    .details
                    .extend(rows.map(|row| format!("{when} decided by {}", row.text())));
            }
        }
        found.related = places.collect();
        Some(found)
    }

    fn sides<'s>(&self, entry: &'s Entry) -> [(Option<Written<'_>>, &'s Happening, &'static str); 2] {
        [(self.new, &entry.new, "now"), (self.old, &entry.old, "before")]
    }

    /// The rows on both sides where they are written, those of the new plan first.
    fn places(&self, entry: &Entry) -> Vec<(Location, String)> {
        let mut seen = BTreeSet::new();
        let mut places = Vec::new();
        for (written, side, when) in self.sides(entry) {
            let Some(written) = written else { continue };
            for row in &side.rows {
                let of_row = written.places_of(row.decision);
                let mut words = format!("{when} decided by {}", row.text());
                for place in of_row {
                    if seen.insert((written.file, place.line, place.column)) {
                        let likewise = format!("{when} decided here too");
                        let location = Location {
                            file: written.file.to_owned(),
                            region: Some(Region {
                                line: place.line,
                                column: place.column,
                                end: None,
                            }),
                        };
                        places.push((location, std::mem::replace(&mut words, likewise)));
                    }
                }
            }
        }
        places
    }

    fn beside(&self, other: &Other) -> Finding {
        let (rule, path) = match other {
            Other::Value { path, .. } => (&VALUE_CHANGED, path),
            Other::Addresses { path, .. } => (&ADDRESSES_CHANGED, path),
        };
        self.finding(rule, other.row().join(": "), path.clone())
    }
}

impl<'w> Written<'w> {
    fn places_of(&self, decision: u32) -> &'w [LineColumn] {
        let found = self
            .places
            .binary_search_by_key(&decision, |known| known.decision);
        let known = found.ok().and_then(|at| self.places.get(at));
        known.map_or(&[], |known| &known.places)
    }
}

impl Happening {
    /// What becomes of the calls, without the digits that belong to single numbers.
    fn words(&self) -> String {
        let words = if self.reaches.is_empty() {
            &self.outcome
        } else {
            &self.reaches
        };
        match &self.level {
            Some(level) => format!("{words} at {level}"),
            None => words.clone(),
        }
    }
}

fn listed(numbers: &[String]) -> String {
    let shown: Vec<&str> = numbers.iter().take(MOST_LISTED).map(String::as_str).collect();
    match numbers.len().saturating_sub(MOST_LISTED) {
        0 => shown.join("; "),
        more => format!("{}; and {more} more", shown.join("; ")),
    }
}

macro_rules! rules {
    ($($constant:ident = $id:literal, $severity:ident: $meaning:literal;)*) => {
        $(
            static $constant: Rule = Rule {
                id: $id,
                meaning: $meaning,
                severity: Severity::$severity,
                page: Page::Diff,
            };
        )*

        /// Every kind of finding, in the order of `docs/diff.md`.
        static RULES: &[&Rule] = &[$(&$constant),*];
    };
}

rules! {
    NEW_REACH = "new-reach", Warning: "a number newly reaches a gateway, is newly sent to it, or it leads elsewhere";
    CALL_POSSIBLE = "call-possible", Warning: "calls become possible";
    CALL_IMPOSSIBLE = "call-impossible", Warning: "calls become impossible";
    CALL_OTHERWISE = "call-otherwise", Warning: "calls go otherwise";
    REFUSAL_CHANGED = "refusal-changed", Note: "calls are refused for another cause";
    CALLERS_DIFFER = "callers-differ", Note: "callers whom only one of the plans has";
    VALUE_CHANGED = "value-changed", Note: "something beside the numbers differs";
    ADDRESSES_CHANGED = "addresses-changed", Warning: "an access list permits other addresses";
}

/// Prefixes that the message of one finding names.
const MOST_LISTED: usize = 6;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::help::markdown;

    #[test]
    fn every_kind_of_finding_is_documented() {
        for rule in RULES {
            let help = markdown(rule.page, rule.id);
            assert!(
                help.is_some_and(|help| help.starts_with(char::is_uppercase)),
                "{}",
                rule.id
            );
        }
    }
}
