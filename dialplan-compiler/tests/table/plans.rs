//! Plans of these tests, from settings text to opened table.

use std::path::PathBuf;

use dialplan_compiler::automaton::{Difference, Naive, compare};
use dialplan_compiler::diagnostics::{Colour, render};
use dialplan_compiler::emit::{names, table};
use dialplan_compiler::plan::{DialPlan, check};
use dialplan_compiler::settings;
use dialplan_compiler::source::Source;
use routing_table::names::Names;
use routing_table::{Admits, ClassIndex, Decision, GatewayIndex, Ingress, Question, Table};
use serde_json::Value;

use crate::catalogue::catalogue;
use crate::repository::workspace;

/// The plan of `plan.json`.
pub(crate) const PLAN: &str = include_str!("plan.json");

/// A plan with its table and names.
pub(crate) struct Compiled {
    pub(crate) plan: DialPlan,
    pub(crate) table: Vec<u8>,
    pub(crate) names: Vec<u8>,
}

/// A level that is asked for by its whole value, and an emission profile in force.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct At<'a> {
    pub(crate) level: Option<&'a str>,
    pub(crate) profile: Option<&'a str>,
}

/// `plan.json` with precedence levels and emission profiles; `home` does not radiate.
pub(crate) fn warship() -> String {
    changed(|settings| {
        settings["precedence"] = serde_json::json!({
            "namespace": "dsn",
            "levels": ["routine", "priority", "immediate", "flash"],
            "dialled": {"94": "priority", "93": "immediate", "8*": "flash", "955": "routine"},
            "classes": {"crew": "priority", "officer": "flash"}
        });
        settings["emissionProfiles"] = serde_json::json!([
            {"name": "open", "radiate": ["shore", "sat", "office"], "emergency": "radiate"},
            {"name": "dark", "radiate": [], "emergency": "silent"},
            {"name": "sat-only", "radiate": ["sat"], "emergency": "silent"},
            {"name": "distress", "radiate": [], "emergency": "radiate"}
        ]);
        let routes = settings["gateways"]["routes"].as_array_mut().expect("routes");
        for route in routes.iter_mut().filter(|route| route.get("plugin").is_some()) {
            route["radiates"] = (route["name"] != "home").into();
        }
    })
}

/// Compiles settings that have no error.
pub(crate) fn compile(text: &str) -> Compiled {
    compiled(text).unwrap_or_else(|report| panic!("no plan:\n{report}"))
}

/// Compiles settings that may have errors.
pub(crate) fn compiles(text: &str) -> Option<Compiled> {
    compiled(text).ok()
}

fn compiled(text: &str) -> Result<Compiled, String> {
    let source = Source::new("settings", text);
    let mut found = Vec::new();
    let settings = settings::read(&source, &mut found);
    let plan = settings.and_then(|settings| check(&settings, &catalogue(), &mut found));
    let plan = plan.ok_or_else(|| render(&found, &source, Colour::Never))?;
    let emitted = table::table(&plan).expect("a checked plan fits into a table");
    let names = names::names(&plan, &emitted, &source).expect("a checked plan has names that fit");
    Ok(Compiled {
        plan,
        table: emitted.bytes().to_vec(),
        names,
    })
}

/// The settings of `plan.json` after a change.
pub(crate) fn changed(change: impl FnOnce(&mut Value)) -> String {
    let mut settings: Value = serde_json::from_str(PLAN).expect("the test plan is JSON");
    change(&mut settings);
    settings.to_string()
}

/// Every vessel of the repository that compiles, by path; but `large`, which takes its time and has tests of its own.
pub(crate) fn vessels() -> Vec<PathBuf> {
    let workspace = workspace();
    let mut files = Vec::new();
    for folder in ["dialplans", "tests/vessels", "dialplan-compiler/tests/accept"] {
        let entries = std::fs::read_dir(workspace.join(folder)).expect("the folder can be read");
        for entry in entries {
            let folder = entry.expect("an entry").path();
            let here = ["voip-settings.json", "settings.json"].map(|name| folder.join(name));
            files.extend(here.into_iter().filter(|file| file.exists()));
        }
    }
    files.sort();
    files.retain(|file| {
        !file
            .components()
            .any(|part| part.as_os_str() == "broken" || part.as_os_str() == "large")
    });
    files
}

impl Compiled {
    pub(crate) fn table(&self) -> Table<'_> {
        Table::open(&self.table).expect("an emitted table opens")
    }

    pub(crate) fn names(&self) -> Names<'_> {
        Names::open(&self.names).expect("emitted names open")
    }

    pub(crate) fn difference(&self) -> Option<Difference> {
        compare(&self.table(), &self.names(), &Naive::new(&self.plan))
    }

    pub(crate) fn gateway(&self, name: &str) -> GatewayIndex {
        let mut gateways = self.table().gateways().map(|(index, _)| index);
        gateways
            .find(|index| self.names().gateway(*index) == Some(name))
            .expect("the plan has the gateway")
    }

    pub(crate) fn class(&self, name: &str) -> ClassIndex {
        let mut classes = self.names().classes();
        classes
            .find(|(_, known)| *known == name)
            .map(|(class, _)| class)
            .expect("the plan has the class")
    }

    /// What becomes of a call from the crew side while every gateway but some admits everything.
    pub(crate) fn dial(&self, class: Option<&str>, number: &str, admits: &[(&str, Admits)]) -> Decision {
        self.dial_at(class, number, admits, &At::default())
    }

    /// The same with a level that is asked for, and an emission profile in force.
    pub(crate) fn dial_at(
        &self,
        class: Option<&str>,
        number: &str,
        admits: &[(&str, Admits)],
        at: &At<'_>,
    ) -> Decision {
        let mut state = vec![Admits::All; self.table().gateways().count()];
        for (gateway, admits) in admits {
            state[self.gateway(gateway).index()] = *admits;
        }
        self.table().decide(&Question {
            ingress: Ingress::Crew,
            dialled: number.as_bytes(),
            class: class.map(|name| self.class(name)),
            precedence: at.level.and_then(|level| self.table().level_of(level.as_bytes())),
            profile: at.profile.and_then(|profile| self.table().profile_named(profile)),
            admits: &state,
        })
    }

    /// A decision in words: `shore +441632960123, sat 00441632960123`.
    pub(crate) fn words(&self, decision: &Decision) -> String {
        let attempt = |attempt: &routing_table::Attempt| {
            format!(
                "{} {}",
                self.names().gateway(attempt.gateway).unwrap_or("?"),
                attempt.number
            )
        };
        let station = |index| {
            self.table()
                .station(index)
                .map_or("?", |station| station.number())
        };
        match decision {
            Decision::Station { station: index, .. } => format!("station {}", station(*index)),
            Decision::Attempts { list, .. } => list.iter().map(attempt).collect::<Vec<_>>().join(", "),
            Decision::Emergency { targets, .. } => {
                let target = |target: &routing_table::Target| match target {
                    routing_table::Target::Station(index) => format!("station {}", station(*index)),
                    routing_table::Target::Gateway(to) => attempt(to),
                };
                format!(
                    "emergency: {}",
                    targets.iter().map(target).collect::<Vec<_>>().join(", ")
                )
            }
            Decision::Refuse { cause, .. } => {
                format!("{} {} {}", cause.status(), cause.q850(), cause.name())
            }
        }
    }

    pub(crate) fn officer(&self, number: &str) -> String {
        self.words(&self.dial(Some("officer"), number, &[]))
    }

    pub(crate) fn crew(&self, number: &str) -> String {
        self.words(&self.dial(Some("crew"), number, &[]))
    }
}
