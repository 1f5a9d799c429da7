//! Programs that use `dial_plan!`: those in `accepted` compile and run, those in `refused` show the whole compile
//! error. `TRYBUILD=overwrite cargo test -p dialplan-inline` rewrites the errors; review them as a diff.

use dialplan_inline::{Plan, dial_plan};

static REFERENCE: Plan = dial_plan!("reference");

#[test]
fn programs_are_accepted_and_refused() {
    let programs = trybuild::TestCases::new();
    programs.pass("tests/accepted/*.rs");
    programs.compile_fail("tests/refused/*.rs");
}

#[test]
fn the_names_are_those_of_the_table() {
    let names = REFERENCE.names().expect("the names open");
    let table = REFERENCE.table().expect("the table opens");
    assert_eq!(names.vessel(), "mv-reference");
    assert!(names.belong_to(&table));
}
