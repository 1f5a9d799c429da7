//! Plans from the repository and random ones, with what the compiler's own code decides.

use std::path::{Path, PathBuf};

use dialplan_compiler::catalogue::Catalogue;
use dialplan_compiler::diagnostics::{Colour, render};
use dialplan_compiler::source::Source;
use routing_table::{Admits, ClassIndex, Decision, Ingress, Question, Table};
use serde_json::{Value, json};

use crate::vessel_binary::ROOT;

/// Every number up to this length is tried.
pub const LONGEST: usize = 5;

/// What a plan looks like in a binary.
pub struct Compiled {
    pub table: Vec<u8>,
    pub fallback: Vec<u8>,
}

/// Compiles settings, or reports why they give no plan.
pub fn compile(text: &str) -> Result<Compiled, String> {
    let path = "gateways/sip-trunk/Cargo.toml";
    let manifest = std::fs::read_to_string(Path::new(ROOT).join(path)).expect("the manifest can be read");
    let catalogue = Catalogue::read(&[(path, &manifest)]).expect("the manifest is good");
    let source = Source::new("settings", text);
    let compilation = dialplan_compiler::compile(&source, &catalogue);
    let report = || render(&compilation.diagnostics, &source, Colour::Never);
    let plan = compilation.plan.as_ref().ok_or_else(report)?;
    let sections = dialplan_compiler::sections(plan, &source).expect("a checked plan fits into its sections");
    Ok(Compiled {
        table: sections.table,
        fallback: sections.fallback,
    })
}

/// The settings of every vessel of the repository that has a plan; but of `large`, which takes its time.
pub fn vessels() -> Vec<PathBuf> {
    let folders = ["dialplans", "tests/vessels", "dialplan-compiler/tests/accept"];
    let mut files: Vec<PathBuf> = folders
        .iter()
        .flat_map(|folder| files_of(&Path::new(ROOT).join(folder)))
        .filter(|folder| !folder.ends_with("broken") && !folder.ends_with("large"))
        .flat_map(|folder| files_of(&folder))
        .filter(|file| file.extension().is_some_and(|extension| extension == "json"))
        .collect();
    files.sort();
    files
}

fn files_of(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the folder can be read");
    entries.map(|entry| entry.expect("an entry").path()).collect()
}

impl Compiled {
    /// The table, opened.
    pub fn open(&self) -> Table<'_> {
        Table::open(&self.table).expect("an emitted table opens")
    }
}

/// Whether callers of a class get different things while every gateway admits everything.
pub fn differ(one: &Table<'_>, two: &Table<'_>, number: &str) -> bool {
    (0..2).any(|class| {
        let [one, two] = [one, two].map(|table| {
            table.decide(&Question {
                ingress: Ingress::Crew,
                dialled: number.as_bytes(),
                class: Some(ClassIndex::new(class)),
                precedence: None,
                profile: None,
                admits: &[Admits::All; 2],
            })
        });
        // The same but for the row that decided, which is numbered in each plan by itself.
        match (one, two) {
            (Decision::Station { station: one, .. }, Decision::Station { station: two, .. }) => one != two,
            (Decision::Attempts { list: one, .. }, Decision::Attempts { list: two, .. }) => one != two,
            (Decision::Emergency { emergency: one, .. }, Decision::Emergency { emergency: two, .. }) => {
                one != two
            }
            (Decision::Refuse { cause: one, .. }, Decision::Refuse { cause: two, .. }) => one != two,
            _ => true,
        }
    })
}

/// The shortest number of up to [`LONGEST`] symbols on which two tables differ, when there is one.
pub fn shortest_difference(one: &Table<'_>, two: &Table<'_>) -> Option<String> {
    let mut numbers = vec![String::new()];
    for _ in 0..LONGEST {
        let longer = |number: &String| {
            let front = if number.is_empty() { "+" } else { "" };
            let symbols: Vec<char> = ALPHABET.chars().chain(front.chars()).collect();
            let number = number.clone();
            symbols.into_iter().map(move |symbol| format!("{number}{symbol}"))
        };
        numbers = numbers.iter().flat_map(longer).collect();
        let different = numbers.iter().find(|number| differ(one, two, number));
        if different.is_some() {
            return different.cloned();
        }
    }
    None
}

/// The symbols of the random plans, and one that none of them has.
const ALPHABET: &str = "0149*7";

/// Two random plans with the same stations, emergency numbers and gateways, and routes of which some differ.
pub fn random_plan(seed: u64) -> (String, String) {
    let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let numbering = random.pick(&[
        json!({"countryCode": "44", "nationalPrefix": "0"}),
        json!({"countryCode": "1", "internationalPrefix": "011", "nationalPrefix": "1"}),
        json!({"internationalPrefix": "00"}),
        json!({"countryCode": "4", "internationalPrefix": "010", "nationalPrefix": "0"}),
    ]);
    let mut routes: Vec<Value> = (0..random.below(4) + 1).map(|_| random.route()).collect();
    let denied = |random: &mut Random| json!([{"prefixes": [random.prefix()], "reason": "tests"}]);
    let deny = denied(&mut random);
    let plan = |routes: &[Value], deny: &Value| {
        let gateways = [
            gateway("one", "198.51.100", "plus-e164"),
            gateway("two", "203.0.113", "as-dialled"),
        ];
        let named = routes.iter().enumerate().map(|(index, route)| {
            let mut route = route.clone();
            route["name"] = json!(format!("route-{index}"));
            route
        });
        let routes: Vec<Value> = gateways.into_iter().chain(named).collect();
        json!({
            "server": {"unauthenticatedEmergency": true, "crewNetworks": ["10.0.0.0/8"]},
            "numbering": numbering, "classes": ["crew", "officer"],
            "stations": [{"number": "4*1", "class": "officer"}, {"number": "4*9", "class": "crew"}],
            "emergency": [{"number": "119", "targets": [{"station": "4*1"}]}],
            "deny": deny, "gateways": {"routes": routes},
        })
        .to_string()
    };
    let one = plan(&routes, &deny);
    match random.below(4) {
        0 => routes.push(random.route()),
        1 => drop(routes.pop()),
        2 => return (one, plan(&routes, &denied(&mut random))),
        _ => {
            let at = random.below(routes.len());
            routes[at]["maxDigits"] = json!(random.below(5) + 2);
        }
    }
    (one, plan(&routes, &deny))
}

fn gateway(name: &str, network: &str, format: &str) -> Value {
    json!({"name": name, "plugin": "libgw-sip.so", "numberFormat": format, "config": {
        "trunkHost": format!("{name}.example.net"), "addresses": [format!("{network}.1")],
        "allowedIps": [format!("{network}.0/24")],
    }})
}

/// A generator of random numbers (xorshift64*).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let mixed = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(mixed).expect("31 bits fit") % bound
    }

    fn pick<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())].clone()
    }

    fn prefix(&mut self) -> String {
        let start = self.pick(&["+", "", "00", "9", "4", "0"]);
        let rest =
            (0..self.below(3) + usize::from(start.is_empty())).map(|_| self.pick(&["0", "1", "4", "9"]));
        start.to_owned() + &rest.collect::<String>()
    }

    fn route(&mut self) -> Value {
        let prefix = self.prefix();
        let mut route = json!({"prefixes": [prefix], "attempts": self.pick(&[vec!["one"], vec!["two"], vec!["two", "one"]])});
        if self.below(3) == 0 {
            let strip = self.below(prefix.len() + 1);
            route["strip"] = json!(strip);
            route["minDigits"] = json!(strip + 1);
            route["prepend"] = json!(self.pick(&["", "+", "00", "+44", "1"]));
        }
        if self.below(3) == 0 {
            route["classes"] = json!([self.pick(&["crew", "officer"])]);
        }
        if self.below(3) == 0 {
            route["order"] = json!(self.below(9));
        }
        if self.below(3) == 0 {
            route["overridesDeny"] = json!("tests");
        }
        route
    }
}
