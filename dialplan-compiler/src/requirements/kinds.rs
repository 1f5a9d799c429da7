//! Reads what each kind of requirement demands.

use routing_table::{E164_DIGITS, LONGEST_SENT};

use super::change::change;
use super::names::{Known, refusals};
use super::numbers::{of_key, read_symbols};
use super::table::Table;
use crate::analysis::prove::{
    Always, Change, Choice, Demand, Destinations, Emergency, EmergencyEmission, Emission, EqualSpellings,
    Form, Never, NoSelfLoop, Rank, Scope, SentForm, Survive, Symbols, Unauthenticated,
};
use crate::diagnostics::{Diagnostic, codes};
use crate::plan::NumberFormat;

/// Reads the keys of one requirement beyond `id`, `text` and `source`.
pub(super) type Read = fn(&mut Table<'_, '_>, &Known<'_>) -> Option<Demand>;

/// Every kind, in the order in which the documentation lists them.
pub(super) const KINDS: [(&str, Read); 9] = [
    ("never", never),
    ("always", always),
    ("sent-form", sent_form),
    ("survive", survive),
    ("equal-spellings", equal_spellings),
    ("emergency", emergency),
    ("emission", emission),
    ("no-self-loop", no_self_loop),
    ("change", change),
];

fn never(table: &mut Table<'_, '_>, known: &Known<'_>) -> Option<Demand> {
    let scope = scope(table, known);
    let to = destinations(table, known);
    Some(Demand::Never(Never {
        scope: scope?,
        to: to?,
    }))
}

fn always(table: &mut Table<'_, '_>, known: &Known<'_>) -> Option<Demand> {
    let scope = scope(table, known);
    let to = targets(table, known);
    let rank = if table.flag("first") {
        Rank::First
    } else {
        Rank::Any
    };
    let to = to?;
    if to.is_nothing() {
        demands_nothing(
            table,
            "nowhere to get to",
            "write `gateways`, `stations`, `emergency = true` or `refused`",
        );
        return None;
    }
    Some(Demand::Always(Always {
        scope: scope?,
        to,
        rank,
    }))
}

fn sent_form(table: &mut Table<'_, '_>, known: &Known<'_>) -> Option<Demand> {
    let scope = scope(table, known);
    let gateways = gateways_or_any(table, known, "gateways");
    let form = form(table);
    Some(Demand::SentForm(SentForm {
        scope: scope?,
        gateways: gateways?,
        form: form?,
    }))
}

/// `form` names a number format; `begins`, `only-digits`, `length` and `unchanged` say it piece by piece.
fn form(table: &mut Table<'_, '_>) -> Option<Form> {
    let format = table.text("form");
    let begins = table.text("begins");
    let length = table.range("length");
    let only_digits = table.flag("only-digits");
    let unchanged = table.flag("unchanged");
    if format.is_none() && begins.is_none() && length.is_none() && !only_digits && !unchanged {
        demands_nothing(
            table,
            "no form",
            "write `form`, `begins`, `length`, `only-digits = true` or `unchanged = true`",
        );
        return None;
    }
    let mut form = Form {
        begins: String::new(),
        symbols: if only_digits {
            Symbols::Digits
        } else {
            Symbols::Any
        },
        count: 0..=LONGEST_SENT,
        change: if unchanged {
            Change::AsDialled
        } else {
            Change::Free
        },
    };
    if let Some(written) = format {
        let Some(format) = NumberFormat::from_name(written.text()) else {
            let names: Vec<String> = NumberFormat::ALL
                .into_iter()
                .map(|format| format!("`{}`", format.name()))
                .collect();
            let message = format!("`{}` is not a number format", written.text());
            table.found.push(
                Diagnostic::new(&codes::UNKNOWN_WORD, written.span(), message)
                    .label("unknown")
                    .remedy(format!("write one of {}", names.join(", "))),
            );
            return None;
        };
        form = in_format(format, form);
    }
    if let Some(written) = begins {
        form.begins = read_symbols(&written, "begins", table.found)?;
    }
    if let Some((least, most)) = length {
        let size = |number: &u32| usize::try_from(*number).unwrap_or(usize::MAX);
        form.count = size(least.value())..=size(most.value());
    }
    Some(form)
}

/// The form of numbers that a gateway of a number format is sent.
fn in_format(format: NumberFormat, form: Form) -> Form {
    let digits = |begins: &str| Form {
        begins: begins.to_owned(),
        symbols: Symbols::Digits,
        count: 1..=E164_DIGITS,
        ..form.clone()
    };
    match format {
        NumberFormat::PlusE164 => digits("+"),
        NumberFormat::BareE164 => digits(""),
        NumberFormat::ZeroZeroPrefix => digits("00"),
        NumberFormat::National => digits("0"),
        NumberFormat::AsDialled => Form {
            change: Change::AsDialled,
            ..form
        },
    }
}

fn survive(table: &mut Table<'_, '_>, known: &Known<'_>) -> Option<Demand> {
    let scope = scope(table, known);
    if !table.has("failures") {
        table.missing("failures");
    }
    let failures = table.number("failures");
    let failing = gateways_or_any(table, known, "failing");
    Some(Demand::Survive(Survive {
        scope: scope?,
        failures: usize::try_from(*failures?.value()).unwrap_or(usize::MAX),
        failing: failing?,
    }))
}

fn equal_spellings(table: &mut Table<'_, '_>, known: &Known<'_>) -> Option<Demand> {
    let callers = known.callers(table);
    let international = match table.some_texts("international") {
        None if table.has("international") => return None,
        None => vec![String::new()],
        Some(written) => {
            let digits = written.iter().map(|written| {
                let symbols = read_symbols(written, "international", table.found)?;
                Some(symbols.trim_start_matches('+').to_owned())
            });
            let digits: Vec<Option<String>> = digits.collect();
            digits.into_iter().collect::<Option<Vec<_>>>()?
        }
    };
    Some(Demand::EqualSpellings(EqualSpellings {
        international,
        callers: callers?,
    }))
}

fn emergency(table: &mut Table<'_, '_>, known: &Known<'_>) -> Option<Demand> {
    let callers = known.callers(table);
    let numbers = known.emergencies(table, "numbers");
    let access_codes = table.texts("access-codes").unwrap_or_default();
    let access_codes: Vec<Option<String>> = access_codes
        .iter()
        .map(|code| read_symbols(code, "access-codes", table.found))
        .collect();
    let unauthenticated = table.flag_if_written("unauthenticated").map(|taken| {
        if taken {
            Unauthenticated::Taken
        } else {
            Unauthenticated::Refused
        }
    });
    let within_seconds = table.number("within-seconds").map(|seconds| *seconds.value());
    Some(Demand::Emergency(Emergency {
        numbers: numbers?,
        callers: callers?,
        access_codes: access_codes.into_iter().collect::<Option<Vec<_>>>()?,
        unauthenticated,
        within_seconds,
    }))
}

fn emission(table: &mut Table<'_, '_>, known: &Known<'_>) -> Option<Demand> {
    if !table.has("profiles") {
        table.missing("profiles");
    }
    let callers = known.callers(table);
    // That no gateway may radiate is a demand too.
    let radiates = if table.is_empty_list("radiates") {
        table.value("radiates");
        Some(Choice::None)
    } else {
        known.gateways(table, "radiates")
    };
    let emergency = if table.flag("emergency") {
        EmergencyEmission::Radiate
    } else {
        EmergencyEmission::Silent
    };
    Some(Demand::Emission(Emission {
        callers: callers?,
        radiates: radiates?,
        emergency,
    }))
}

fn no_self_loop(table: &mut Table<'_, '_>, known: &Known<'_>) -> Option<Demand> {
    let scope = scope(table, known);
    let gateways = gateways_or_any(table, known, "gateways");
    let allowed = known.stations(table, "allowed");
    Some(Demand::NoSelfLoop(NoSelfLoop {
        scope: scope?,
        gateways: gateways?,
        allowed: allowed?,
    }))
}

/// The gateways of a key; each when it is left out.
fn gateways_or_any(table: &mut Table<'_, '_>, known: &Known<'_>, key: &'static str) -> Option<Choice> {
    if table.has(key) {
        return known.gateways(table, key);
    }
    table.value(key);
    Some(Choice::Any)
}

fn scope(table: &mut Table<'_, '_>, known: &Known<'_>) -> Option<Scope> {
    let numbers = of_key(table, known, "numbers");
    let callers = known.callers(table);
    Some(Scope {
        numbers: numbers?,
        callers: callers?,
    })
}

fn destinations(table: &mut Table<'_, '_>, known: &Known<'_>) -> Option<Destinations> {
    let gateways = known.gateways(table, "gateways");
    let stations = known.stations(table, "stations");
    let emergency = table.flag("emergency");
    Some(Destinations {
        gateways: gateways?,
        stations: stations?,
        emergency,
        refusals: Choice::None,
    })
}

/// Destinations, refusals among them.
pub(super) fn targets(table: &mut Table<'_, '_>, known: &Known<'_>) -> Option<Destinations> {
    let to = destinations(table, known);
    let refusals = refusals(table, "refused");
    Some(Destinations {
        refusals: refusals?,
        ..to?
    })
}

fn demands_nothing(table: &mut Table<'_, '_>, label: &str, remedy: &str) {
    let finding = Diagnostic::new(
        &codes::DEMANDS_NOTHING,
        table.span(),
        "the requirement demands nothing",
    );
    table.found.push(finding.label(label).remedy(remedy));
}
