//! All checks in their order. Each is made even if others failed, as far as it can be reached.

use std::collections::BTreeSet;

use crate::binary::{self, Binary};
use crate::compare;
use crate::meaning::Rewriting;
use crate::product::claims::Claims;
use crate::product::walk::Walker;
use crate::product::{Sides, witness};
use crate::report::{Check, Difference, Report, Verdict};
use crate::settings::Plan;
use crate::settings::manifest::{Kind, kinds};
use crate::table::automaton::Entry;
use crate::table::contents::Contents;
use crate::table::rows::Rows;
use crate::table::{Blocks, NAMES, Table, hexadecimal, identity, structure};
use crate::{Demand, PlanSections, Subject};

/// Verifies a finished binary against its settings.
pub fn verify(subject: &Subject<'_>) -> Report {
    let mut checks = Vec::new();
    let meant = meant(subject.settings, subject.manifests, &mut checks);
    let file = Binary::read(subject.elf).and_then(|file| Ok((file.sections()?, file)));
    let readable = file.as_ref().err().cloned().into_iter().collect();
    checks.push(Check::faults(
        "file",
        "the file is an ELF file with the plan's sections",
        readable,
    ));
    let (Some((plan, kinds)), Ok((sections, file))) = (meant, file) else {
        checks.push(Check::new(
            "plan",
            "the binary holds the plan",
            Verdict::NotReached,
            Vec::new(),
        ));
        return Report::of(None, checks, None);
    };
    let proves = "table, names and fallback would be loaded read-only and whole, evidence not at all";
    checks.push(Check::faults("placement", proves, file.placement()));
    checks.push(standalone(&file, subject.demand));
    checks.push(secrets(subject, &plan));
    let used: Vec<&str> = plan
        .gateways
        .iter()
        .map(|gateway| gateway.kind.as_str())
        .collect();
    let proves = "the gateway kinds of the plan are linked, and no other";
    checks.push(Check::faults(
        "gateway-kinds",
        proves,
        binary::kinds(subject.elf, &kinds, &used),
    ));
    let sections = PlanSections {
        table: sections.table,
        names: sections.names.unwrap_or_default(),
        fallback: sections.fallback.unwrap_or_default(),
    };
    let (identity, difference) = plan_checks(&plan, &sections, &mut checks);
    Report::of(identity, checks, difference)
}

/// Verifies the sections of a plan that are not in a file (yet).
pub fn verify_sections(
    sections: &PlanSections<'_>,
    settings: &str,
    manifests: &[(String, String)],
) -> Report {
    let mut checks = Vec::new();
    let Some((plan, _)) = meant(settings, manifests, &mut checks) else {
        return Report::of(None, checks, None);
    };
    let (identity, difference) = plan_checks(&plan, sections, &mut checks);
    Report::of(identity, checks, difference)
}

/// The plan that the settings mean.
pub(crate) fn meant(
    settings: &str,
    manifests: &[(String, String)],
    checks: &mut Vec<Check>,
) -> Option<(Plan, Vec<Kind>)> {
    let read = kinds(manifests).and_then(|kinds| match Plan::read(settings, &kinds) {
        Ok(plan) => Ok((plan, kinds)),
        Err(fault) => Err(fault.placed(settings)),
    });
    let faults = read.as_ref().err().cloned().into_iter().collect();
    checks.push(Check::faults(
        "settings",
        "settings and manifests have one meaning",
        faults,
    ));
    read.ok()
}

fn standalone(file: &Binary<'_>, demand: Demand) -> Check {
    let needs = file.needs();
    let verdict = match demand {
        _ if needs.is_empty() => Verdict::Holds,
        Demand::Sealed => Verdict::Fails,
        Demand::Unsealed => Verdict::Note,
    };
    Check::new(
        "standalone",
        "the file needs no interpreter and no library",
        verdict,
        needs,
    )
}

fn secrets(subject: &Subject<'_>, plan: &Plan) -> Check {
    let proves = "no password of the settings stands in the file";
    let (long, short): (Vec<_>, Vec<_>) = plan
        .secrets
        .iter()
        .cloned()
        .partition(|secret| secret.len() >= SEARCHABLE);
    let mut faults = binary::secrets(subject.elf, &long);
    if subject.demand == Demand::Sealed && !plan.secrets.is_empty() {
        faults.push("the settings of a sealed binary hold a password".to_owned());
    }
    let mut check = Check::faults("secrets", proves, faults);
    if check.verdict == Verdict::Holds && !short.is_empty() {
        check.verdict = Verdict::Note;
        check.found.push(format!(
            "{} passwords are too short to be searched for",
            short.len()
        ));
    }
    check
}

/// The checks of the three sections.
fn plan_checks(
    plan: &Plan,
    sections: &PlanSections<'_>,
    checks: &mut Vec<Check>,
) -> (Option<String>, Option<Difference>) {
    let (held, difference) = table_checks(plan, sections.table, checks);
    let matched = held.as_ref().map(|held| held.matched.clone()).unwrap_or_default();
    let owner = held.map(|held| held.identity);
    checks.push(names(plan, sections.names, owner, &matched));
    checks.push(fallback(plan, sections.fallback));
    (owner.map(|identity| hexadecimal(&identity)), difference)
}

/// What the other checks need to know of a table.
struct Held {
    identity: [u8; 32],
    matched: Vec<usize>,
}

fn table_checks(plan: &Plan, bytes: &[u8], checks: &mut Vec<Check>) -> (Option<Held>, Option<Difference>) {
    let mut form = Vec::new();
    let table = match Table::open(bytes, &mut form) {
        Ok(table) => table,
        Err(why) => {
            checks.push(Check::faults(
                "form",
                "the table is of the documented form",
                vec![why],
            ));
            checks.push(Check::new(
                "decisions",
                DECISIONS,
                Verdict::NotReached,
                Vec::new(),
            ));
            return (None, None);
        }
    };
    let mut add = |name: &str, proves: &str, faults| checks.push(Check::faults(name, proves, faults));
    form.extend(structure::blocks(&table));
    add(
        "form",
        "the table is of the documented form: directory, runs, orders, zero padding, unused capacity",
        form,
    );
    let own = identity(bytes.get(..table.blocks.used).unwrap_or_default());
    let wrong = (own != table.blocks.identity).then(|| format!("the bytes have {}", hexadecimal(&own)));
    add(
        "identity",
        "the plan identity is that of the bytes",
        wrong.into_iter().collect(),
    );
    let proves =
        "the automaton is the only one of its meaning: reached, minimal, in canonical order, in range";
    add("automaton", proves, structure::automaton(&table));
    let contents = Contents::of(&table);
    let matched = compare::matched(plan, contents.gateways.as_deref().unwrap_or_default());
    add(
        "exchange",
        "ports, addresses, limits and numbering are those of the settings",
        compare::server(plan, &contents),
    );
    add(
        "stations",
        "stations, classes and credentials are those of the settings",
        compare::stations(plan, &contents),
    );
    let faults = compare::gateways(plan, &contents, &matched);
    add(
        "gateways",
        "the gateways and everything that they are told are those of the settings",
        faults,
    );
    let faults = compare::access(plan, &contents, &matched);
    add(
        "access",
        "the access lists permit exactly the addresses of the settings",
        faults,
    );
    let faults = compare::inbound(plan, &contents, &matched);
    add(
        "inbound",
        "calls from trunks ring the stations of the settings",
        faults,
    );
    add(
        "precedence",
        "precedence levels and prefixes are those of the settings",
        compare::precedence(plan, &contents),
    );
    let faults = compare::profiles(plan, &contents, &matched);
    add("emission", "emission profiles are those of the settings", faults);
    add(
        "emergency",
        "emergency numbers are held in the order of the settings",
        emergency(plan, &table, &matched),
    );
    let (check, difference) = decisions(plan, &table, &contents, &matched);
    checks.push(check);
    (
        Some(Held {
            identity: table.blocks.identity,
            matched,
        }),
        difference,
    )
}

const DECISIONS: &str = "every dialled string decides as the settings say";

fn decisions(
    plan: &Plan,
    table: &Table<'_>,
    contents: &Contents,
    matched: &[usize],
) -> (Check, Option<Difference>) {
    let claims = match Claims::of(plan) {
        Ok(claims) => claims,
        Err(fault) => return (Check::faults("decisions", DECISIONS, vec![fault.text]), None),
    };
    let rows = Rows {
        table,
        gateways: matched,
        classes: plan.class_mask(),
    };
    let (settings, binary) = (plan.rewriting(), held_rewriting(plan, &rows, contents));
    let sides = Sides {
        plan,
        claims: &claims,
        rows,
        settings: &settings,
        binary: &binary,
    };
    let mut walker = Walker::new(&sides);
    let trail = walker.walk();
    let figure = format!("{} pairs of rows and prefixes", trail.pairs.len());
    if trail.suspicious.is_none() {
        return (
            Check::new("decisions", DECISIONS, Verdict::Holds, vec![figure]),
            None,
        );
    }
    let start = walker.ground.start();
    let difference = witness::shortest(&sides, &mut walker, vec![(String::new(), Entry::Row(0), start)]);
    let fault = match &difference {
        Some(found) => format!(
            "{}: settings {}, binary {}",
            found.number, found.settings, found.binary
        ),
        None => format!("{figure}: every number decides alike, but a row is not written as the settings say"),
    };
    (Check::faults("decisions", DECISIONS, vec![fault]), difference)
}

/// What the binary writes numbers by.
pub(crate) fn held_rewriting(plan: &Plan, rows: &Rows<'_, '_>, contents: &Contents) -> Rewriting {
    let gateways = contents.gateways.as_deref().unwrap_or_default();
    let format = |position: usize| {
        let at = rows.gateways.iter().position(|matched| *matched == position)?;
        gateways.get(at).map(|gateway| gateway.format)
    };
    let emergency = (0..)
        .zip(rows.table.records("emerg"))
        .filter_map(|(position, _)| rows.emergency(position).ok());
    Rewriting {
        numbering: contents.numbering.clone().unwrap_or_default(),
        formats: (0..plan.gateways.len()).map(format).collect(),
        emergency: emergency.map(|entry| entry.number).collect::<BTreeSet<_>>(),
        ..plan.rewriting()
    }
}

/// The decisions compare the entries that are dialled; this compares the list, whose first answers `urn:service:sos`.
fn emergency(plan: &Plan, table: &Table<'_>, matched: &[usize]) -> Vec<String> {
    let rows = Rows {
        table,
        gateways: matched,
        classes: plan.class_mask(),
    };
    let held = (0..)
        .zip(table.records("emerg"))
        .map(|(position, _)| rows.emergency(position));
    let held: Vec<_> = match held.collect::<Result<_, _>>() {
        Ok(held) => held,
        Err(why) => return vec![why],
    };
    let mut claimed = plan.emergency.clone();
    claimed.sort();
    let rewriting = plan.rewriting();
    if held == claimed {
        Vec::new()
    } else {
        let said = |entries: &[_]| {
            let entries: Vec<_> = entries
                .iter()
                .map(|entry| rewriting.say_emergency(entry))
                .collect();
            entries.join("; ")
        };
        vec![format!("settings {}, binary {}", said(&claimed), said(&held))]
    }
}

fn names(plan: &Plan, bytes: &[u8], owner: Option<[u8; 32]>, matched: &[usize]) -> Check {
    let proves = "the names that people read are those of the settings";
    let mut faults = Vec::new();
    match Blocks::find(bytes, &NAMES, &mut faults) {
        Err(why) => faults.push(why),
        Ok(blocks) => {
            if owner.is_some_and(|owner| owner != blocks.identity) {
                faults.push("the names are those of another table".to_owned());
            }
            faults.extend(compare::names(plan, bytes, &blocks, matched));
        }
    }
    Check::faults("names", proves, faults)
}

/// The table for when the first is damaged, as one check.
fn fallback(plan: &Plan, bytes: &[u8]) -> Check {
    let Some(plan) = plan.fallback() else {
        let strange = bytes.iter().any(|byte| *byte != 0);
        let faults = strange.then(|| "there is a fallback that rings no station".to_owned());
        return Check::faults(
            "fallback",
            "no emergency number rings a station, and there is no fallback",
            faults.into_iter().collect(),
        );
    };
    let mut checks = Vec::new();
    table_checks(&plan, bytes, &mut checks);
    let failed = checks.into_iter().filter(|check| check.verdict != Verdict::Holds);
    let faults = failed.flat_map(|check| {
        check
            .found
            .into_iter()
            .map(move |found| format!("{}: {found}", check.name))
    });
    let proves =
        "the fallback rings the emergency stations of the settings and nothing else, checked like the table";
    Check::faults("fallback", proves, faults.collect())
}

/// Shorter passwords occur in a file by chance.
const SEARCHABLE: usize = 6;
