use dialplan_inline::{Plan, dial_plan};

static PLAN: Plan = dial_plan!("../plans/small.json");

fn main() {
    let table = PLAN.table().expect("the table opens");
    assert!(table.station_by_number(b"101").is_some());
    let names = PLAN.names().expect("the names open");
    assert_eq!(names.vessel(), "small");
    assert_eq!(PLAN.identity().len(), 64);
}
