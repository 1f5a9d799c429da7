//! Prints what becomes of the numbers on the command line when the bridge of the reference vessel dials them. The
//! plan is part of the program; nothing is read when it runs.
//!
//! `cargo run -p dialplan-inline --example where_would_it_go 112 00442079460000 102`

use dialplan_inline::routing_table::names::Names;
use dialplan_inline::routing_table::{
    Admits, Attempt, Decision, Ingress, Malformed, Question, Table, Target,
};
use dialplan_inline::{Plan, dial_plan};

static PLAN: Plan = dial_plan!("../../../dialplans/reference/voip-settings.json");

fn main() -> Result<(), Malformed> {
    let (table, names) = (PLAN.table()?, PLAN.names()?);
    println!("plan {}", PLAN.identity());
    for number in std::env::args().skip(1) {
        println!("{number}: {}", answer(table, names, &number));
    }
    Ok(())
}

/// The decision in words, with every gateway ready and the officers' class of service.
fn answer(table: Table<'_>, names: Names<'_>, number: &str) -> String {
    let admits = vec![Admits::All; table.gateways().count()];
    let officers = names.classes().find(|(_, name)| *name == "officer");
    let decision = table.decide(&Question {
        ingress: Ingress::Crew,
        dialled: number.as_bytes(),
        class: officers.map(|(class, _)| class),
        precedence: None,
        profile: None,
        admits: &admits,
    });
    let gateway = |attempt: &Attempt| {
        let gateway = names.gateway(attempt.gateway).unwrap_or("?");
        format!("{gateway} is sent {}", attempt.number)
    };
    let station = |index| table.station(index).map_or("?", |station| station.number());
    match &decision {
        Decision::Station { station: index, .. } => format!("station {}", station(*index)),
        Decision::Attempts { list, .. } => list.iter().map(gateway).collect::<Vec<_>>().join(", then "),
        Decision::Emergency { targets, .. } => {
            let targets = targets.iter().map(|target| match target {
                Target::Station(index) => format!("station {}", station(*index)),
                Target::Gateway(attempt) => gateway(attempt),
            });
            format!("emergency: {}", targets.collect::<Vec<_>>().join(", then "))
        }
        Decision::Refuse { cause, .. } => format!("refused: {} {}", cause.status(), cause.name()),
    }
}
