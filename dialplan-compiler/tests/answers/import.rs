//! What is imported passes `check` and decides as the system that it comes from does.

use std::path::Path;

use dialplan_compiler::import::{File, Imported, Numbers, Origin, Request, import};
use proptest::prelude::*;
use routing_table::names::Names;
use routing_table::{Admits, ClassIndex, Decision, Ingress, Question, Table};
use serde_json::json;

use crate::vessels::Vessel;

#[test]
fn every_form_of_a_tree_is_read_alike() {
    let tree = || Origin::KamailioMtree(Some("ship".to_owned()));
    let first = imported(tree(), &["mtree.kamcmd"]);
    for other in ["mtree.json", "mtrees.sql"] {
        assert_eq!(imported(tree(), &[other]).settings, first.settings, "{other}");
    }
    let vessel = compiled(&first);
    assert_eq!(dial(&vessel, 0, "1234"), "shore 1234, spare 1234");
    assert_eq!(dial(&vessel, 0, "4420"), "shore 4420");
    assert_eq!(dial(&vessel, 0, "5"), "404");
}

#[test]
fn values_that_are_addresses_say_where_the_gateway_is() {
    let vessel = compiled(&imported(Origin::KamailioMtree(None), &["mtree"]));
    let gateway = vessel
        .plan
        .gateways()
        .iter()
        .find(|gateway| gateway.settings().get("trunkHost").map(String::as_str) == Some("192.0.2.10"))
        .expect("the address is a gateway's");
    assert_eq!(
        gateway.settings().get("trunkPort").map(String::as_str),
        Some("5070")
    );
    assert_eq!(
        gateway.settings().get("transport").map(String::as_str),
        Some("tcp")
    );
    assert_eq!(dial(&vessel, 0, "+4930"), "berlin 004930");
    assert_eq!(
        dial(&vessel, 0, "4477"),
        "403",
        "its value is empty, and a shorter prefix is not asked"
    );
}

#[test]
fn groups_of_drouting_find_their_own_longest_prefix() {
    let imported = imported(Origin::KamailioDrouting, &["drouting.sql"]);
    let mut settings = serde_json::to_value(&imported.settings).expect("settings are JSON");
    settings["stations"] =
        json!([{"number": "8001", "class": "group-1"}, {"number": "8002", "class": "group-2"}]);
    let vessel = Vessel::new("imported", &settings.to_string());
    let (one, two) = (0, 1);
    assert_eq!(dial(&vessel, one, "5512"), "gateway-2 9912, gateway-1 5512");
    assert_eq!(dial(&vessel, two, "5512"), "gateway-4 5512");
    assert_eq!(dial(&vessel, two, "5511"), "gateway-1 5511, gateway-2 9911");
    assert_eq!(dial(&vessel, two, "551"), "gateway-1 551, gateway-2 991");
    assert_eq!(
        dial(&vessel, one, "66"),
        "gateway-1 66",
        "a rule at some times is none"
    );
    assert_eq!(
        dial(&vessel, one, "5590"),
        "403",
        "its gateway is not carried over"
    );
    assert_eq!(dial(&vessel, one, "004930"), "gateway-1 004930");
}

#[test]
fn the_crew_of_an_asterisk_reaches_the_same_trunks() {
    let vessel = compiled(&imported(
        Origin::Asterisk(Some("from-phones".to_owned())),
        &["extensions.conf"],
    ));
    for (dialled, sent) in [
        ("92345678", "sip.shore.example 2345678"),
        ("93012345", "spare 3012345, sip.shore.example 3012345"),
        ("9301", "spare 301, sip.shore.example 301"),
        ("93112", "484"),
        ("004930123", "abroad 4930123"),
        ("101", "station"),
        ("7123456", "404"),
        ("9900123", "403"),
        ("99001234", "403"),
    ] {
        assert_eq!(dial(&vessel, 0, dialled), sent, "{dialled}");
    }
}

#[test]
fn international_prefixes_are_dialled_in_every_spelling() {
    let files = read(&["international.csv"]);
    let vessel = compiled(&import_with(Origin::Csv, &files, Numbers::International, 1000));
    assert_eq!(dial(&vessel, 0, "+44201"), "shore 44201, spare 44201");
    assert_eq!(dial(&vessel, 0, "004421"), "shore 4421");
    assert_eq!(dial(&vessel, 0, "4421"), "404");
}

#[test]
fn what_cannot_be_read_is_named_with_its_line() {
    let inserted = "INSERT INTO mtree VALUES (1,'44','shore'),\n(2,'45'),\n(3,md5('4,6'),'shore'),\n(4,'47','shore');\n\
                    INSERT INTO ship_tree VALUES (1,'48','shore'),\n(2,'49','shore');\n\
                    INSERT INTO mtree SELECT * FROM other;\nREPLACE INTO mtree (tprefix) VALUES ('50'),\n(DEFAULT);\n";
    let copied = "COPY public.mtree (id, tprefix, tvalue) FROM stdin;\n1\t44\tshore\n2\t45\n\\.\n\
                  COPY subscriber (id) FROM stdin;\n1\n\\.\n";
    for (text, line, reason) in [
        ("INSERT INTO mtree VALUES (1,'44','it''s", 1, "Unterminated"),
        ("INSERT INTO mtree VALUES (1,'44','shore'),(2,'45'", 1, "no end"),
        (inserted, 2, "2 values for 3 columns"),
        (inserted, 3, "no plain value"),
        (inserted, 5, "nothing is read from such a table"),
        (inserted, 7, "not `INSERT INTO table VALUES"),
        (inserted, 9, "`DEFAULT` is no plain value"),
        (copied, 3, "2 values for 3 columns"),
        (copied, 6, "nothing is read from such a table"),
        ("tprefx,tvalue\n44,shore\n", 2, "no column `tprefix`"),
        (
            "id(int,auto) tprefix(string) tvalue(string)\n1:44\n",
            2,
            "2 values for 3 columns",
        ),
        ("tprefix,tvalue\n44,shore\n45\n", 3, "record"),
        (
            "{\n\ttprefix: 1\n\ttvalue: {\n\t\tshore\n\t}\n}\nend\n",
            7,
            "no entry",
        ),
    ] {
        let files = [file("mtree", text)];
        let imported = import_with(Origin::KamailioMtree(None), &files, Numbers::AsDialled, 1000);
        let found = imported
            .report
            .left_out
            .iter()
            .any(|left_out| left_out.line == line && left_out.reason.contains(reason));
        assert!(found, "{text}: {:?}", imported.report.left_out);
    }
}

#[test]
fn what_is_no_number_is_named_and_never_a_default() {
    let gateways = "gwid,address,strip\n1,192.0.2.1,two\n2,192.0.2.2,\n";
    let rules = "ruleid,groupid,prefix,priority,gwlist\n1,1,44,high,2\n2,1,4,0,2\n3,1,5,0,1\n";
    let files = [
        file("gateways", gateways),
        file("rules", rules),
        file("other", "colour\nred\n"),
    ];
    let drouting = import_with(Origin::KamailioDrouting, &files, Numbers::AsDialled, 1000);
    let rows = "prefix,gateway,order,host,port,transport\n44,shore,first,,,\n45,shore,,192.0.2.1,sip,tls\n";
    let csv = import_with(Origin::Csv, &[file("csv", rows)], Numbers::AsDialled, 1000);
    for (imported, name, line, reason) in [
        (&drouting, "gateways", 2, "`two` in the column `strip`"),
        (&drouting, "rules", 2, "`high` in the column `priority`"),
        (&drouting, "other", 2, "no table that is read"),
        (&csv, "csv", 2, "`first` in the column `order`"),
        (&csv, "csv", 3, "only a port"),
        (&csv, "csv", 3, "only UDP and TCP"),
    ] {
        let found = imported.report.left_out.iter().any(|left_out| {
            (left_out.file.as_str(), left_out.line) == (name, line) && left_out.reason.contains(reason)
        });
        assert!(found, "{name}:{line}: {reason}: {:?}", imported.report.left_out);
    }
    let vessel = compiled(&drouting);
    assert_eq!(dial(&vessel, 0, "441"), "403", "no shorter prefix is asked");
    assert_eq!(dial(&vessel, 0, "451"), "gateway-2 451");
    assert_eq!(dial(&vessel, 0, "51"), "404", "its gateway is not carried over");
}

#[test]
fn every_row_of_a_dump_is_carried_over_or_named() {
    let rows = "INSERT INTO mtree VALUES (1,'44','shore'),(2,'45'),(3,upper('a,b'),'shore'),(4,'46','spare');\n\
                INSERT INTO mtree VALUES (5,'47','shore'),(6,'48";
    let imported = import_with(
        Origin::KamailioMtree(None),
        &[file("mtree.sql", rows)],
        Numbers::AsDialled,
        1000,
    );
    let vessel = compiled(&imported);
    for (dialled, decided) in [
        ("441", "shore 441"),
        ("461", "spare 461"),
        ("471", "shore 471"),
        ("451", "404"),
    ] {
        assert_eq!(dial(&vessel, 0, dialled), decided, "{dialled}");
    }
    assert_eq!(
        imported.report.left_out.len(),
        4,
        "{:?}",
        imported.report.left_out
    );
}

/// A pattern as the test writes it, with its twin: the symbols of each place, and what may follow.
#[derive(Debug, Clone)]
struct Twin {
    text: String,
    places: Vec<&'static str>,
    tail: Option<char>,
}

fn twin() -> impl Strategy<Value = Twin> {
    let place = prop::sample::select(vec![
        ("0", "0"),
        ("1", "1"),
        ("2", "2"),
        ("9", "9"),
        ("X", "0123456789"),
        ("Z", "123456789"),
        ("N", "23456789"),
        ("[12]", "12"),
        ("[1-3]", "123"),
    ]);
    let tail = prop::option::of(prop::sample::select(vec!['.', '!']));
    (prop::collection::vec(place, 1..4), tail).prop_map(|(places, tail)| Twin {
        text: places
            .iter()
            .map(|(text, _)| *text)
            .chain(tail.map(|tail| if tail == '.' { "." } else { "!" }))
            .collect(),
        places: places.into_iter().map(|(_, symbols)| symbols).collect(),
        tail,
    })
}

impl Twin {
    fn matches(&self, number: &str) -> bool {
        let fits = number
            .chars()
            .zip(&self.places)
            .all(|(symbol, place)| place.contains(symbol));
        let (length, places) = (number.len(), self.places.len());
        fits && match self.tail {
            None => length == places,
            Some('.') => length > places,
            Some(_) => length >= places,
        }
    }

    fn rank(&self) -> Vec<usize> {
        let end = match self.tail {
            None => 0,
            Some('.') => 100,
            Some(_) => 101,
        };
        self.places.iter().map(|place| place.len()).chain([end]).collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(150) })]

    /// Asterisk's own search: of the patterns that match, the most specific place by place. Numbers that begin
    /// `00` are left to the other tests: they have two spellings here.
    #[test]
    fn an_imported_context_decides_as_asterisk_searches(
        patterns in prop::collection::vec((twin(), prop::bool::weighted(0.8)), 1..6),
        numbers in prop::collection::vec("[0-9]{1,5}", 20),
    ) {
        let mut text = "[phones]\n".to_owned();
        for (position, (pattern, dials)) in patterns.iter().enumerate() {
            let application = if *dials { format!("Dial(SIP/t{position}/${{EXTEN}})") } else { "Playback(no)".to_owned() };
            text.push_str(&format!("exten => _{},1,{application}\n", pattern.text));
        }
        let unique: std::collections::BTreeSet<_> = patterns.iter().map(|(pattern, _)| pattern.rank()).collect();
        prop_assume!(unique.len() == patterns.len());
        let imported = import_with(Origin::Asterisk(None), &[file("extensions.conf", &text)], Numbers::AsDialled, 100_000);
        let vessel = compiled_with_hidden(&imported);
        for number in numbers.iter().filter(|number| !number.starts_with("00") && *number != "0") {
            let best = patterns
                .iter()
                .enumerate()
                .filter(|(_, (pattern, _))| pattern.matches(number))
                .min_by_key(|(_, (pattern, _))| pattern.rank());
            let decided = dial(&vessel, 0, number);
            match best {
                Some((position, (_, true))) => prop_assert_eq!(decided, format!("t{position} {number}"), "{}", text),
                _ => prop_assert!(["403", "404", "484"].contains(&decided.as_str()), "{} is {}\n{}", number, decided, text),
            }
        }
    }
}

fn imported(origin: Origin, names: &[&str]) -> Imported {
    import_with(origin, &read(names), Numbers::AsDialled, 1000)
}

fn import_with(origin: Origin, files: &[File], numbers: Numbers, most_prefixes: usize) -> Imported {
    let request = Request {
        origin,
        numbers,
        most_prefixes,
    };
    import(files, &request).unwrap_or_else(|refusal| panic!("{refusal}"))
}

fn read(names: &[&str]) -> Vec<File> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import");
    names
        .iter()
        .map(|name| {
            file(
                name,
                &std::fs::read_to_string(folder.join(name)).expect("the file can be read"),
            )
        })
        .collect()
}

fn file(name: &str, text: &str) -> File {
    File {
        name: name.to_owned(),
        text: text.to_owned(),
    }
}

/// The settings, which have no error, compiled.
fn compiled(imported: &Imported) -> Vessel {
    let text = serde_json::to_string_pretty(&imported.settings).expect("settings are JSON");
    Vessel::new("imported", &text)
}

/// The same where longer patterns may leave nothing to a shorter one, which is refused until somebody allows it.
fn compiled_with_hidden(imported: &Imported) -> Vessel {
    let mut settings = serde_json::to_value(&imported.settings).expect("settings are JSON");
    let allowed = serde_json::json!({"finding": "prefix-hidden", "reason": "as Asterisk has it"});
    match settings
        .get_mut("allow")
        .and_then(serde_json::Value::as_array_mut)
    {
        Some(list) => list.push(allowed),
        None => settings["allow"] = serde_json::json!([allowed]),
    }
    let text = serde_json::to_string_pretty(&settings).expect("settings are JSON");
    Vessel::new("imported", &text)
}

/// What becomes of a number from the crew side, in words.
fn dial(vessel: &Vessel, class: usize, number: &str) -> String {
    let table = Table::open(&vessel.sections.table).expect("an emitted table opens");
    let names = Names::open(&vessel.sections.names).expect("emitted names open");
    let admits = vec![Admits::All; table.gateways().count()];
    let class = ClassIndex::new(u16::try_from(class).expect("few classes"));
    let question = Question {
        ingress: Ingress::Crew,
        dialled: number.as_bytes(),
        class: Some(class),
        admits: &admits,
        precedence: None,
        profile: None,
    };
    match table.decide(&question) {
        Decision::Attempts { list, .. } => {
            let words = list.iter().map(|attempt| {
                format!(
                    "{} {}",
                    names.gateway(attempt.gateway).unwrap_or("?"),
                    attempt.number
                )
            });
            words.collect::<Vec<_>>().join(", ")
        }
        Decision::Station { .. } => "station".to_owned(),
        Decision::Emergency { .. } => "emergency".to_owned(),
        Decision::Refuse { cause, .. } => cause.status().to_string(),
    }
}
