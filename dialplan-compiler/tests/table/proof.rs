//! Tables decide as the slow twin does, for every number there is.

use dialplan_compiler::automaton::{Choice, Naive, Outcome, compare};
use proptest::prelude::*;
use routing_table::names::Names;
use routing_table::{Admits, Decision, Described, Ingress, Question, Table};

use crate::plans::{At, Compiled, PLAN, compile, vessels};

#[test]
fn every_plan_of_the_repository_equals_its_table() {
    let vessels = vessels();
    assert!(vessels.len() >= 5, "{vessels:?}");
    for file in vessels {
        let compiled = compile(&std::fs::read_to_string(&file).expect("the settings can be read"));
        assert_eq!(compiled.difference(), None, "{}", file.display());
    }
}

#[test]
fn a_table_of_another_plan_differs_by_its_shortest_number() {
    let plan = compile(PLAN);
    let other = compile(&PLAN.replace("\"+870321\"", "\"+870322\""));
    let difference = compare(&other.table(), &other.names(), &Naive::new(&plan.plan)).expect("they differ");
    assert_eq!(difference.number, "+870321");
    assert_eq!(difference.table, plan.naive("+870"));
    assert_eq!(difference.plan, plan.naive("00870321"));
}

#[test]
fn names_know_every_row() {
    let compiled = compile(PLAN);
    let (table, names) = (compiled.table(), compiled.names());
    assert!(names.belong_to(&table));
    assert_eq!(
        (names.vessel(), names.part_number()),
        ("table-test", "FL-TEST-TABLE")
    );
    for decision in table.decisions().skip(1) {
        let named = names.row(decision).is_some();
        let expected = !matches!(table.describe(decision), Described::Fixed(_));
        assert_eq!(named, expected, "{decision}");
    }
    let row = compiled.dial(Some("officer"), "+8703211", &[]).decision();
    let line = PLAN
        .lines()
        .position(|line| line.contains("\"name\": \"sat\""))
        .expect("it is there");
    assert_eq!(names.row(row), Some(format!("route sat (line {line})").as_str()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn decide_is_the_slow_twin_with_arithmetic_on_text(
        number in "(\\+|00|0|7|1|9)?[0-9*]{0,14}|\\+?44[0-9]{5,14}|\\+?870[0-9]{0,6}|0?0?870321[0-9]{0,9}",
        officer: bool, shore in 0..3usize, sat in 0..3usize,
    ) {
        prop_assume!(!number.is_empty());
        let compiled = plan();
        let state = |index: usize| [Admits::All, Admits::EmergencyOnly, Admits::Nothing][index];
        let class = if officer { "officer" } else { "crew" };
        let admits = [("shore", state(shore)), ("sat", state(sat))];
        let decision = compiled.dial(Some(class), &number, &admits);
        let closed: Vec<&str> = admits.iter().filter(|(_, a)| *a != Admits::All).map(|(g, _)| *g).collect();
        let expected = compiled.expected(&number, class, &closed);
        if let Some(expected) = expected {
            prop_assert_eq!(compiled.words(&decision), expected, "{}", number);
        }
    }

    #[test]
    fn precedence_and_profiles_decide_as_in_the_slow_twin(
        dialled in "(94|93|8\\*|955|9|95|8)?",
        number in "(\\+|00|0|7|1|9)?[0-9*]{0,14}|0[0-9]{5,14}|112|999|100|1012|00870321[0-9]{0,9}|7123",
        officer: bool, level in 0..6usize, profile in 0..5usize, shore in 0..3usize, sat in 0..3usize,
    ) {
        let number = format!("{dialled}{number}");
        prop_assume!(!number.is_empty() && !number[1..].contains('+'));
        let compiled = warship();
        let state = |index: usize| [Admits::All, Admits::EmergencyOnly, Admits::Nothing][index];
        let admits = [("shore", state(shore)), ("sat", state(sat))];
        let at = At {
            level: [None, Some("dsn.routine"), Some("dsn.priority"), Some("DSN.Immediate"), Some("dsn.flash"),
                Some("drsn.flash")][level],
            profile: [None, Some("open"), Some("dark"), Some("sat-only"), Some("distress")][profile],
        };
        let class = if officer { "officer" } else { "crew" };
        let decision = compiled.dial_at(Some(class), &number, &admits, &at);
        prop_assert_eq!(compiled.words_at(&decision), compiled.expected_at(&number, class, &admits, &at), "{}", number);
    }
}

fn warship() -> &'static Compiled {
    static PLAN_ONCE: std::sync::OnceLock<Compiled> = std::sync::OnceLock::new();
    PLAN_ONCE.get_or_init(|| compile(&crate::plans::warship()))
}

fn plan() -> &'static Compiled {
    static PLAN_ONCE: std::sync::OnceLock<Compiled> = std::sync::OnceLock::new();
    PLAN_ONCE.get_or_init(|| compile(PLAN))
}

impl Compiled {
    fn naive(&self, number: &str) -> Outcome {
        Naive::new(&self.plan).decide(number)
    }

    /// A decision with its level: `dsn.flash station 100`.
    fn words_at(&self, decision: &Decision) -> String {
        let level = decision.precedence().and_then(|level| self.table().level(level));
        format!("{} {}", level.unwrap_or("-"), self.words(decision))
    }

    /// The decision by text alone, with precedence and profile.
    fn expected_at(&self, number: &str, class: &str, admits: &[(&str, Admits)], at: &At<'_>) -> String {
        let naive = Naive::new(&self.plan);
        let asked = at.level.map(str::to_lowercase);
        let asked = asked.as_ref().and_then(|value| value.strip_prefix("dsn."));
        let (dialled, rest) = naive.without_precedence(number);
        let level = dialled.or(asked).unwrap_or("routine");
        let with_level = |words: String| match words.starts_with(|first: char| first.is_ascii_digit()) {
            true => format!("- {words}"),
            false => format!("dsn.{level} {words}"),
        };
        let is = |name: &str, state: Admits| admits.contains(&(name, state));
        if !rest.is_empty()
            && let Outcome::Emergency(emergency) = self.naive(rest)
        {
            let (number, closed) = (emergency.as_str(), |gateway: &&str| is(gateway, Admits::Nothing));
            let targets: &[(&str, &str)] = match number {
                "112" => &[
                    ("shore", "+441632960112"),
                    ("station", "100"),
                    ("sat", "00441632960113"),
                ],
                _ => &[("station", "100")],
            };
            let kept = targets
                .iter()
                .filter(|(to, _)| !naive.silences_emergency(at.profile, to));
            let (last, first): (Vec<_>, Vec<_>) = kept.partition(|(to, _)| closed(to));
            let words: Vec<String> = first
                .iter()
                .chain(&last)
                .map(|(to, number)| format!("{to} {number}"))
                .collect();
            return format!("dsn.{level} emergency: {}", words.join(", "));
        }
        if rest.is_empty() {
            return "- 484 28 incomplete".to_owned();
        }
        if !naive.may_use(class, level) {
            return "- 403 46 precedence-barred".to_owned();
        }
        let closed: Vec<&str> = admits
            .iter()
            .filter(|(_, a)| *a != Admits::All)
            .map(|(g, _)| *g)
            .collect();
        let gateways: Vec<&str> = self
            .plan
            .gateways()
            .iter()
            .map(|gateway| gateway.name())
            .collect();
        let silenced: Vec<&str> = gateways
            .into_iter()
            .filter(|gateway| naive.silences(at.profile, gateway))
            .collect();
        let words = self
            .expected_from(rest, class, &closed, &silenced)
            .unwrap_or_default();
        match words.as_str() {
            "404 1 no-match" if rest == number && naive.begins_precedence(rest) => {
                "- 484 28 incomplete".to_owned()
            }
            _ => with_level(words),
        }
    }

    /// The decision by text alone, for everything but emergency numbers (which have tests of their own).
    fn expected(&self, number: &str, class: &str, closed: &[&str]) -> Option<String> {
        self.expected_from(number, class, closed, &[])
    }

    /// The same with gateways that the emission profile silences.
    fn expected_from(&self, number: &str, class: &str, closed: &[&str], silenced: &[&str]) -> Option<String> {
        let refusal = |text: &str| Some(text.to_owned());
        match self.naive(number) {
            Outcome::Emergency(_) => None,
            Outcome::Station(station) => Some(format!("station {station}")),
            Outcome::Nothing if Naive::new(&self.plan).continues(number) => refusal("484 28 incomplete"),
            Outcome::Nothing => refusal("404 1 no-match"),
            Outcome::Routes(classes) => {
                let choices = &classes[class];
                let digits = self.international(number).map_or(number.len(), |form| form.len());
                let fits = |choice: &&Choice| {
                    digits >= choice.min_digits.unwrap_or(0).into()
                        && choice.max_digits.is_none_or(|most| digits <= most.into())
                };
                let fitting: Vec<&Choice> = choices.iter().filter(fits).collect();
                let sent: Vec<(String, String)> = fitting.iter().flat_map(|c| self.sent(c, number)).collect();
                let sounding = || {
                    sent.iter()
                        .filter(|(gateway, _)| !silenced.contains(&gateway.as_str()))
                };
                let open: Vec<String> = sounding()
                    .filter(|(gateway, _)| !closed.contains(&gateway.as_str()))
                    .map(|(gateway, number)| format!("{gateway} {number}"))
                    .collect();
                let short = choices.iter().any(|c| digits < c.min_digits.unwrap_or(0).into());
                match () {
                    () if choices.is_empty() => refusal("403 21 barred"),
                    () if fitting.is_empty() && short => refusal("484 28 incomplete"),
                    () if fitting.is_empty() => refusal("404 28 too-long"),
                    () if sent.is_empty() => refusal("404 28 number-format"),
                    () if sounding().next().is_none() => refusal("503 63 emission-control"),
                    () if open.is_empty() => refusal("503 38 no-gateway"),
                    () => Some(open.join(", ")),
                }
            }
        }
    }

    /// Digits of the international form, without `+`; the numbering is that of `plan.json`.
    fn international(&self, number: &str) -> Option<String> {
        let digits = match number.strip_prefix('+').or_else(|| number.strip_prefix("00")) {
            Some(rest) => rest.to_owned(),
            None => format!("44{}", number.strip_prefix('0')?),
        };
        digits
            .bytes()
            .all(|digit| digit.is_ascii_digit())
            .then_some(digits)
    }

    fn sent(&self, choice: &Choice, number: &str) -> Vec<(String, String)> {
        let Some(rest) = number.get(choice.strip.into()..) else {
            return Vec::new();
        };
        let rewritten = format!("{}{rest}", choice.prepend);
        let digits = self
            .international(&rewritten)
            .filter(|digits| (1..=15).contains(&digits.len()));
        let write = |gateway: &String| {
            let number = match gateway.as_str() {
                "office" => rewritten.clone(),
                "shore" => format!("+{}", digits.clone()?),
                "home" if digits.as_deref() == Some("44") => return None,
                "home" if digits.as_ref()?.starts_with("44") => format!("0{}", &digits.clone()?[2..]),
                _ => format!("00{}", digits.clone()?),
            };
            (!["112", "999"].contains(&number.as_str())).then(|| (gateway.clone(), number))
        };
        choice.attempts.iter().filter_map(write).collect()
    }
}

#[test]
fn a_question_without_an_answer_does_not_exist() {
    let compiled = compile(PLAN);
    let (table, names): (Table<'_>, Names<'_>) = (compiled.table(), compiled.names());
    for dialled in [
        "",
        "+",
        ";",
        "%",
        "%2",
        "%zz",
        "+;x",
        "urn:",
        "urn:service:sosx",
        "é",
        "1 2",
        "++1",
    ] {
        for ingress in [Ingress::Crew, Ingress::Gateway(compiled.gateway("shore"))] {
            let question = Question {
                ingress,
                dialled: dialled.as_bytes(),
                class: None,
                precedence: None,
                profile: None,
                admits: &[],
            };
            let decision = table.decide(&question);
            assert!(matches!(decision, Decision::Refuse { .. }), "{dialled}");
            assert!(
                matches!(table.describe(decision.decision()), Described::Fixed(_)),
                "{dialled}"
            );
            assert_eq!(names.row(decision.decision()), None);
        }
    }
}
