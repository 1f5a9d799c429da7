//! NIST SP 800-53 revision 5: the controls to which a dial plan contributes.

use super::{Entry, Judged, entry, open, shown, unseen};

pub(super) const NAME: &str = "NIST SP 800-53 revision 5, selected";
pub(super) const REMARK: &str =
    "What the exchange contributes; each control also asks for things outside of it.";

pub(super) const ENTRIES: &[Entry] = &[
    entry(
        "AC-4",
        "",
        "information flows as authorised",
        Judged::ByPlan(|facts| facts.dial_plan()),
    ),
    entry(
        "AC-6 · CM-11",
        "",
        "least privilege; no software by users",
        Judged::ByPlan(|facts| facts.linked()),
    ),
    entry(
        "AU-2 · AU-3 · AU-12",
        "",
        "records of what happened",
        unseen("every line about a decision carries decision number and plan identity; not shown here"),
    ),
    entry(
        "CM-2 · CM-2(2)",
        "",
        "a baseline that is kept exactly",
        shown("the plan identity is the baseline; `dialplan readback` prints it from the binary alone"),
    ),
    entry(
        "CM-3 · CM-4",
        "",
        "changes are controlled and their impact known",
        unseen("`dialplan diff` tells the impact for every number; approval is not known here"),
    ),
    entry(
        "CM-5 · CM-6",
        "",
        "settings are enforced",
        shown("nothing can change the plan of a running binary; options that deviate are shown"),
    ),
    entry(
        "CM-7 · CM-7(5)",
        "",
        "least functionality, by allow list",
        Judged::ByPlan(|facts| facts.linked()),
    ),
    entry(
        "CM-8 · SA-4(5)",
        "",
        "an inventory",
        Judged::ByPlan(|facts| facts.inventory()),
    ),
    entry(
        "CP-8 · CP-10",
        "",
        "alternate ways, and recovery",
        unseen("see gateway failures for what remains; recovery is to install the binary again"),
    ),
    entry(
        "IA-2 · IA-3",
        "",
        "users and devices prove themselves",
        Judged::ByPlan(|facts| facts.identified()),
    ),
    entry(
        "IA-5(7)",
        "",
        "no unencrypted secrets in code or settings",
        Judged::ByPlan(|facts| facts.passwords()),
    ),
    entry(
        "SA-11 · SA-15",
        "",
        "tested, with recorded tools",
        unseen(
            "the binary's evidence section records compiler and packages; test results are not part of this page",
        ),
    ),
    entry(
        "SC-5",
        "",
        "denial of service",
        unseen("a lookup takes bounded steps without allocation; load tests are not part of this page"),
    ),
    entry(
        "SC-7 · SC-7(5)",
        "",
        "deny by default at the boundary",
        Judged::ByPlan(|facts| facts.access()),
    ),
    entry(
        "SC-8",
        "",
        "what is sent is confidential and intact",
        open("signalling and media are not encrypted"),
    ),
    entry(
        "SC-13",
        "",
        "cryptography as required",
        open("the hash functions are not FIPS-validated modules"),
    ),
    entry(
        "SC-24",
        "",
        "fail in a known state",
        Judged::ByPlan(|facts| facts.damage()),
    ),
    entry(
        "SI-7 · SI-7(1)",
        "",
        "integrity of software",
        unseen(
            "at every start the table must have the SHA-256 that it states, which finds corruption, not attackers, and says nothing of the \
             program around it; a signature is checked from outside (`dialplan verify --key`)",
        ),
    ),
    entry(
        "SI-10",
        "",
        "input is checked",
        shown(
            "numbers are read by a grammar of sixteen symbols; every number has one decision, illegal ones are refused",
        ),
    ),
    entry(
        "SI-16",
        "",
        "memory is protected",
        unseen(
            "of the exchange's own code only the emitted module is excepted from the ban on unsafe code, for the sections that it links; \
             libraries hold unsafe code, and what the machine protects is not known here",
        ),
    ),
    entry(
        "SR-3 · SR-4 · SR-11",
        "",
        "supply chain",
        unseen("see bill of materials and provenance of the sealed binary"),
    ),
];
