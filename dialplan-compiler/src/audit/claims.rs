//! What is proved, what is tested, and what is assumed: said plainly, so that nobody takes one for another.

use super::form::{Claim, Method};

/// The claims, strongest first.
pub(super) fn claims() -> Vec<Claim> {
    let list = [
        (Method::Proved, PROVED),
        (Method::Tested, TESTED),
        (Method::Assumed, ASSUMED),
    ];
    let claims = list.into_iter().flat_map(|(method, claims)| {
        claims.iter().map(move |(claim, evidence)| Claim {
            method,
            claim,
            evidence,
        })
    });
    claims.collect()
}

const PROVED: &[(&str, &str)] = &[
    (
        "The classes on this page hold every number that can be dialled, each exactly once.",
        "by construction: a walk over all symbols from the first one on, cut only where nothing but the length still matters",
    ),
    (
        "The table in a finished binary decides every number as the settings say, number lengths included.",
        "`dialplan verify BINARY` for that binary: an exhaustive product walk by a program that shares no code with the compiler; this page alone does not show it",
    ),
    (
        "A lookup ends: at most one step a symbol, no allocation, no loop without a bound.",
        "the bound is in the header of this audit; the table's checks refuse transitions out of range",
    ),
    (
        "Nothing in the running binary can change the plan.",
        "there is no parser of settings and no plugin loader in it; the table lies in a read-only segment (`dialplan verify`)",
    ),
];

const TESTED: &[(&str, &str)] = &[
    (
        "Between two lengths at which the classes are cut, every number of a class is decided as its witness.",
        "the lengths are computed from the limits of the rows; tests compare them with decisions on numbers of every length, on every vessel and on random plans",
    ),
    (
        "The script of this page finds the class that the table decides.",
        "a test compares the exported tree with decisions; a browser test runs the script",
    ),
    (
        "The running exchange sends what `decide` says.",
        "calls through the whole exchange in `tests/`, and with SIP programs that nobody here wrote",
    ),
    (
        "A damaged table routes nothing but emergency calls to the bridge.",
        "`tests/emitted_binary` patches finished binaries",
    ),
    (
        "Malformed input reaches no panic.",
        "fuzzing and property tests of every parser; lints forbid panics in it",
    ),
];

const ASSUMED: &[(&str, &str)] = &[
    (
        "Processor, operating system, linker and loader do what they document.",
        "the binary is compared with the plan after linking, not the machine it runs on",
    ),
    (
        "The Rust compiler translates the lookup and the call control correctly.",
        "tests run on the translated code; the compiler itself is not qualified",
    ),
    (
        "Trunks, providers and name servers behave as their documents say.",
        "what they answer can end an attempt; it cannot send a call elsewhere than the list of the row",
    ),
    (
        "The network separates the crew side, the trunk side and everybody else.",
        "source addresses are believed inside the access lists; signalling and media are not encrypted",
    ),
    (
        "Whoever approves the plan read it.",
        "the plan identity binds this page to the table, not to an intention",
    ),
];
