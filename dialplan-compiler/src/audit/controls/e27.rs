//! IACS UR E27: cyber resilience of on-board systems.

use super::{Entry, Judged, entry, open, shown, unseen};

pub(super) const NAME: &str = "IACS UR E27 Rev.1, selected";
pub(super) const REMARK: &str = "Capabilities are named by the clause of IEC 62443-3-3 that each is derived from; compare the item numbers with the edition \
    that applies to the contract.";

pub(super) const ENTRIES: &[Entry] = &[
    entry(
        "SR 1.1 · SR 1.2",
        "",
        "people, software and devices are identified",
        Judged::ByPlan(|facts| facts.identified()),
    ),
    entry(
        "SR 1.5 · SR 1.7",
        "",
        "authenticators and passwords",
        Judged::ByPlan(|facts| facts.authenticators()),
    ),
    entry(
        "SR 1.13",
        "",
        "access by untrusted networks is controlled",
        Judged::ByPlan(|facts| facts.access()),
    ),
    entry(
        "SR 2.1",
        "",
        "authorisation is enforced",
        Judged::ByPlan(|facts| facts.dial_plan()),
    ),
    entry(
        "SR 2.8 · SR 2.11",
        "",
        "events that can be audited, with time",
        unseen("log lines; not shown here"),
    ),
    entry(
        "SR 2.9 · SR 2.10",
        "",
        "room for records, and what happens without",
        unseen("a matter of the system that keeps the log"),
    ),
    entry(
        "SR 3.1",
        "",
        "integrity of communication",
        open("signalling and media have no integrity protection"),
    ),
    entry(
        "SR 3.2",
        "",
        "protection against malicious code",
        shown("no loader and no interpreter in the binary; its gateways are linked"),
    ),
    entry(
        "SR 3.3",
        "",
        "security functions can be verified",
        shown("`fairlead --self-test` and `dialplan verify` at acceptance and after maintenance"),
    ),
    entry(
        "SR 3.5",
        "",
        "input is checked",
        shown("every number of sixteen symbols has one decision; anything else is refused"),
    ),
    entry(
        "SR 3.6",
        "",
        "a predetermined output when normal operation fails",
        Judged::ByPlan(|facts| {
            let (state, evidence) = facts.damage();
            (
                state,
                format!("see gateway failures for every state of the gateways; {evidence}"),
            )
        }),
    ),
    entry(
        "SR 4.1",
        "",
        "confidentiality of information",
        open("signalling and media are not encrypted"),
    ),
    entry(
        "SR 4.3",
        "",
        "use of cryptography",
        Judged::ByPlan(|facts| facts.cryptography()),
    ),
    entry(
        "SR 5.1",
        "",
        "the network is segmented",
        unseen("a matter of the network; the exchange speaks on two sides only"),
    ),
    entry(
        "SR 6.1",
        "",
        "records can be read",
        unseen("a matter of the system that keeps the log"),
    ),
    entry(
        "SR 7.1 · SR 7.2",
        "",
        "denial of service, resources",
        unseen("limits of calls and rates are compiled; load tests are not part of this page"),
    ),
    entry(
        "SR 7.3 · SR 7.4",
        "",
        "backup, recovery to a known state",
        shown(
            "the binary is one file; `dialplan readback --settings` makes its settings again, with the same identity",
        ),
    ),
    entry(
        "SR 7.6",
        "",
        "settings in force can be read",
        shown("`dialplan readback` and `fairlead --attest`"),
    ),
    entry(
        "SR 7.7",
        "",
        "least functionality",
        Judged::ByPlan(|facts| facts.linked()),
    ),
    entry(
        "SR 7.8",
        "",
        "an inventory",
        Judged::ByPlan(|facts| facts.inventory()),
    ),
];
