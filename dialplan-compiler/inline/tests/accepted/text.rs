use dialplan_inline::{Plan, dial_plan};

/// The same settings as a file and as text are one plan.
static FILE: Plan = dial_plan!("../plans/small.json");
static TEXT: Plan = dial_plan! {
    r#"{
        "vessel": {"name": "another-name"},
        "server": {"crewNetworks": ["10.20.0.0/16"], "unauthenticatedEmergency": true, "realm": "small"},
        "numbering": {"internationalPrefix": "00"},
        "stations": [{"number": "101"}],
        "emergency": [{"number": "112", "targets": [{"station": "101"}]}]
    }"#
};

fn main() {
    assert_eq!(FILE.identity(), TEXT.identity());
}
