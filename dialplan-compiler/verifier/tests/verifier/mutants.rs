//! Every bit of entries and row meanings, flipped: the walk rejects each mutant that decides otherwise.

use dialplan_verifier::mutate;

use crate::plans::{SHIP, emitted, manifests};

#[test]
fn no_mutant_survives_the_walk() {
    // Without denials and the routes beside them: all of the ship would take minutes where tests are not optimised.
    let mut settings: serde_json::Value = serde_json::from_str(SHIP).expect("it is JSON");
    let object = settings.as_object_mut().expect("it is an object");
    object.remove("deny");
    let routes = object["gateways"]["routes"]
        .as_array_mut()
        .expect("routes are a list");
    routes.retain(|route| route["name"] != "near" && route["name"] != "agent");
    let settings = settings.to_string();
    let sections = emitted(&settings).expect("it is a plan");
    let mut reports = Vec::new();
    let score = mutate(&sections.table, &settings, &manifests(), &mut |progress| {
        reports.push(progress)
    })
    .expect("it holds");
    assert_eq!(score.survived, Vec::<String>::new());
    assert_eq!(score.killed + score.equivalent, score.mutants);
    assert!(
        !score.sampled && score.killed > score.mutants * 3 / 4,
        "{score:?}"
    );
    assert!(reports.is_sorted_by_key(|progress| progress.done));
    assert_eq!(
        reports.last().map(|last| (last.done, last.all)),
        Some((score.mutants, score.mutants))
    );
}

#[test]
fn a_table_of_other_settings_is_not_mutated() {
    let sections = emitted(SHIP).expect("it is a plan");
    let other = SHIP.replace("\"minDigits\": 4", "\"minDigits\": 5");
    let refused = mutate(&sections.table, &other, &manifests(), &mut |_| ()).expect_err("it does not hold");
    assert_eq!(refused, "the table does not decide as the settings say");
}
