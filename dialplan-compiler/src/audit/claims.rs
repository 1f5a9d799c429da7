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
        "The bytes of the table in a finished binary decide every number as the settings say, number lengths included.",
        "`dialplan verify BINARY` for that binary: an exhaustive product walk by a program that shares no code with the compiler. It reads the \
         bytes; the code that reads them on board is tested, `dialplan verify --run` calls it at the witnesses. This page alone shows neither",
    ),
    (
        "A decision ends: at most four lookups of at most one step a symbol each.",
        "the table's checks refuse, at every start, a transition that does not lead to a later level, so that no lookup takes more steps than the \
         identity of this audit says; `decide` has no loop but those over a list of the table",
    ),
];

const TESTED: &[(&str, &str)] = &[
    (
        "Nothing in the running binary changes the plan.",
        "no parser of settings and no plugin loader is linked (`tests/architecture.rs`, `tests/emitted_binary.rs`); the table lies in a read-only \
         segment, which `dialplan verify` looks at in each binary",
    ),
    (
        "Between two lengths at which the classes are cut, every number of a class is decided as its witness.",
        "the lengths are computed from the limits of the rows; tests decide a number of every length from every set of numbers, on every vessel of \
         the sources but the largest, and on random plans",
    ),
    (
        "The script of this page finds the class that the table decides.",
        "a test compares the same walk, written in Rust, with decisions; a browser test runs the script on one page for a few numbers",
    ),
    (
        "The running exchange sends what `decide` says.",
        "calls through the whole exchange in `tests/`, and with SIP programs that nobody here wrote",
    ),
    (
        "A damaged table routes nothing; what is left is the fallback, which takes emergency calls to stations on board, if the plan has one.",
        "`tests/emitted_binary` patches finished binaries",
    ),
    (
        "Malformed input reaches no panic.",
        "lints forbid panics where input is read; property tests make random and mutated SIP messages, streams, session descriptions, media \
         packets and tables. No coverage-guided fuzzer was used",
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
