//! Declared changes against a slow twin, which decides every short number in both plans.

use dialplan_compiler::analysis::diff::{compared_as, pairs};
use dialplan_compiler::analysis::prove::{DepartureKind, Differing, Proof, Verdict};
use dialplan_compiler::analysis::space::{Outcome, Space};
use dialplan_compiler::analysis::subject::{Subject, View};
use proptest::prelude::*;
use serde_json::json;

use crate::diff::two_plans;
use crate::plans::Parts;
use crate::prove::{Set, proof_against, set, short_numbers};

/// Where a declared change sends its numbers.
#[derive(Debug, Clone, Copy)]
enum To {
    Gateway(&'static str),
    Refused,
    Anywhere,
}

impl To {
    fn toml(self) -> String {
        match self {
            To::Gateway(gateway) => format!(", gateways = [\"{gateway}\"]"),
            To::Refused => ", refused = \"any\"".to_owned(),
            To::Anywhere => String::new(),
        }
    }

    fn reached(self, outcome: &Outcome<'_>) -> bool {
        match self {
            To::Gateway(name) => outcome.attempts().iter().any(|sent| sent.gateway == name),
            To::Refused => matches!(outcome, Outcome::Refuse(_)),
            To::Anywhere => true,
        }
    }
}

fn to() -> impl Strategy<Value = To> {
    prop::sample::select(vec![
        To::Gateway("one"),
        To::Gateway("two"),
        To::Refused,
        To::Anywhere,
    ])
}

/// A declared change of these sets.
fn toml(declared: &[(Set, To)]) -> String {
    let tables = declared
        .iter()
        .map(|(set, to)| format!("{{ {}{} }}", set.toml(), to.toml()));
    let only: Vec<String> = tables.collect();
    format!(
        "[[change]]\nid = \"C\"\ntext = \"of the test\"\nbeside = \"any\"\nonly = [{}]\n",
        only.join(", ")
    )
}

fn holding(proof: &Proof, kind: DepartureKind, number: &str, caller: &str) -> usize {
    let holds = |what: &Differing| matches!(what, Differing::Numbers(region) if region.contains(number));
    let departures = proof.departures.iter().filter(|found| {
        found.kind == kind && found.callers.iter().any(|name| name == caller) && holds(&found.what)
    });
    departures.count()
}

/// Exactly what differs outside of the sets, and exactly what does not get to its target, departs.
fn exact(before: &View<'_>, after: &View<'_>, declared: &[(Set, To)]) -> Result<(), TestCaseError> {
    let toml = toml(declared);
    let proof = proof_against(Some(*before), after, &toml).expect("it is read");
    let (old, new) = (Space::new(*before), Space::new(*after));
    let mut departs = false;
    for callers in pairs(before, after).0 {
        let name = compared_as(before, after, callers);
        for number in short_numbers() {
            let (was, is) = (old.decide(&number, callers.0), new.decide(&number, callers.1));
            let inside: Vec<To> = declared
                .iter()
                .filter(|(set, _)| set.holds(after, &number))
                .map(|(_, to)| *to)
                .collect();
            let out_of_intent = inside.is_empty() && !was.same_effect(&is);
            let found = holding(&proof, DepartureKind::OutOfIntent, &number, &name);
            prop_assert_eq!(
                found,
                usize::from(out_of_intent),
                "{} for {}\n{}",
                &number,
                &name,
                &toml
            );
            // A precedence above the class is refused before the number is looked at.
            let above = is.outcome.to_string().contains("precedence-barred");
            let missing = !above && inside.iter().any(|to| !to.reached(&is.outcome));
            let found = holding(&proof, DepartureKind::Missing, &number, &name);
            prop_assert_eq!(found > 0, missing, "{} for {}\n{}", &number, &name, &toml);
            departs |= out_of_intent || missing;
        }
    }
    for found in &proof.departures {
        if let (Differing::Numbers(region), Some(witness)) = (&found.what, &found.witness) {
            prop_assert!(region.contains(witness), "{:?}", found);
        }
    }
    prop_assert!(!departs || proof.verdict == Verdict::Fails, "{}", &toml);
    prop_assert_eq!(proof.departures.is_empty(), proof.verdict == Verdict::Holds);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, max_global_rejects: 40_000, ..ProptestConfig::default() })]

    #[test]
    fn a_declared_change_holds_exactly_where_the_twin_finds_no_departure(
        (old, new) in two_plans(),
        declared in prop::collection::vec((set(), to()), 0..3),
    ) {
        // The twin knows the sets by the numbering of one plan.
        let (old, new) = (old, Parts { profiles: false, ..new });
        let (Some(old), Some(new)) = (Parts { profiles: false, ..old }.subject(), new.subject()) else {
            return Err(TestCaseError::reject("no plan"));
        };
        exact(&old.view().expect("sections"), &new.view().expect("sections"), &declared)?;
    }
}

fn plan(attempts: &[&str], denied: &[&str]) -> Subject {
    let parts = Parts {
        routes: vec![
            json!({"prefixes": ["9"], "attempts": attempts, "classes": ["crew", "officer"]}),
            json!({"prefixes": ["8"], "attempts": ["one"], "classes": ["crew", "officer"]}),
        ],
        denied: denied.iter().map(|prefix| (*prefix).to_owned()).collect(),
        formats: ["as-dialled", "as-dialled"],
        national: false,
        precedence: false,
        profiles: false,
    };
    parts.subject().expect("a plan")
}

fn asked(before: &Subject, after: &Subject, demand: &str) -> Proof {
    let toml = format!("[[change]]\nid = \"C\"\ntext = \"of the test\"\n{demand}\n");
    let before = before.view().expect("sections");
    proof_against(Some(before), &after.view().expect("sections"), &toml).expect("it is read")
}

#[test]
fn a_declared_set_without_a_target_must_change_somewhere() {
    let (before, after) = (plan(&["one"], &[]), plan(&["two"], &[]));
    let nine = "{ numbers = { prefixes = [\"9\"] } }";
    let moved = asked(&before, &after, &format!("only = [{nine}]"));
    assert_eq!(moved.departures, [], "{moved:?}");
    let idle = asked(
        &before,
        &after,
        &format!("only = [{nine}, {{ numbers = {{ prefixes = [\"8\"] }} }}]"),
    );
    assert_eq!(idle.verdict, Verdict::Fails);
    assert_eq!(idle.departures.len(), 1);
    assert_eq!(idle.departures[0].what, Differing::Declared(2));
}

#[test]
fn only_the_callers_that_are_named_may_differ() {
    let (before, after) = (plan(&["one"], &[]), plan(&["two"], &[]));
    let crew = asked(
        &before,
        &after,
        "classes = [\"crew\"]\nonly = [{ numbers = { prefixes = [\"9\"] }, gateways = [\"two\"] }]",
    );
    assert_eq!(crew.verdict, Verdict::Holds, "{crew:?}");
    let officer = asked(&before, &after, "classes = [\"officer\"]\nonly = []");
    assert_eq!(officer.verdict, Verdict::Fails);
    assert_eq!(
        officer.witness.as_ref().map(|witness| witness.caller.as_str()),
        Some("officer")
    );
}

#[test]
fn what_differs_beside_the_numbers_is_declared_by_path() {
    let mut settings = Parts {
        routes: vec![json!({"prefixes": ["9"], "attempts": ["one"], "classes": ["crew", "officer"]})],
        denied: Vec::new(),
        formats: ["as-dialled", "as-dialled"],
        national: false,
        precedence: false,
        profiles: false,
    }
    .settings();
    let compiled = |settings: &serde_json::Value| {
        crate::plans::subject(&crate::vessels::Vessel::new("made", &settings.to_string()))
    };
    let before = compiled(&settings);
    settings["gateways"]["routes"][0]["limits"] = json!({"calls": 4});
    let after = compiled(&settings);
    let undeclared = asked(&before, &after, "only = []");
    assert_eq!((undeclared.verdict, &undeclared.witness), (Verdict::Fails, &None));
    assert!(
        undeclared
            .departures
            .iter()
            .all(|found| found.what.to_string().starts_with("gateways.one.")),
        "{undeclared:?}"
    );
    let declared = asked(&before, &after, "only = []\nbeside = [\"gateways.one\"]");
    assert_eq!(declared.departures, []);
    let idle = asked(
        &before,
        &after,
        "only = []\nbeside = [\"gateways.one\", \"gateways.two\"]",
    );
    assert_eq!(idle.departures.len(), 1);
    assert_eq!(idle.departures[0].kind, DepartureKind::Missing);
}
