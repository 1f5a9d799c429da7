//! The independent verifier on finished binaries: what cargo built holds, and what was done to the file afterwards shows.

mod vessel_binary;

use std::fs;
use std::path::Path;

use dialplan_verifier::{Demand, Report, Subject, Verdict, verify};

use vessel_binary::{ROOT, binary_of};

const MANIFEST: &str = "gateways/sip-trunk/Cargo.toml";

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(ROOT).join(path)).expect("the file is read")
}

/// A manifest of a gateway kind that no plan here uses.
fn other_kind() -> String {
    read(MANIFEST)
        .replace("kind = \"sip-trunk\"", "kind = \"semaphore\"")
        .replace("A carrier's SIP trunk over UDP or TCP", OTHER_DESCRIPTION)
        .replace("libgw-", "libgw-semaphore-")
}

const OTHER_DESCRIPTION: &str = "Two flags, waved by hand from the bridge wing";

fn judged(elf: &[u8], settings: &str, demand: Demand) -> Report {
    let manifests = [
        (MANIFEST.to_owned(), read(MANIFEST)),
        ("gateways/semaphore/Cargo.toml".to_owned(), other_kind()),
    ];
    verify(&Subject {
        elf,
        settings,
        manifests: &manifests,
        demand,
    })
}

fn failed(report: &Report) -> Vec<&str> {
    let failed = report
        .checks
        .iter()
        .filter(|check| check.verdict != Verdict::Holds);
    failed.map(|check| check.name.as_str()).collect()
}

#[test]
fn a_finished_binary_holds_the_plan_of_its_settings_and_of_no_others() {
    let elf = fs::read(binary_of("original")).expect("the binary is read");
    let settings = read("dialplans/original/voip-settings.json");
    let report = judged(&elf, &settings, Demand::Unsealed);
    assert!(report.holds, "{report}");
    assert_eq!(
        failed(&report),
        ["standalone"],
        "a note, because the binary is not sealed\n{report}"
    );

    let fewer = settings.replace("\"+\",", "\"+1\",").replace("\"00\"", "\"001\"");
    let other = judged(&elf, &fewer, Demand::Unsealed);
    let difference = other.difference.expect("a number differs");
    assert_eq!(difference.number, "+");
    assert_eq!(difference.settings, "incomplete (484)");

    let sealed = judged(&elf, &settings, Demand::Sealed);
    assert!(!sealed.holds);
    assert_eq!(failed(&sealed), ["standalone", "secrets"], "{sealed}");

    let with = |bytes: &[u8]| judged(&[&elf, bytes].concat(), &settings, Demand::Unsealed);
    let leaked = with(b"your-credential-list-password");
    assert_eq!(failed(&leaked), ["standalone", "secrets"], "{leaked}");
    assert!(
        !leaked.to_string().contains("your-credential-list-password"),
        "{leaked}"
    );
    let linked = with(OTHER_DESCRIPTION.as_bytes());
    assert_eq!(failed(&linked), ["standalone", "gateway-kinds"], "{linked}");

    let writable = judged(&with_writable_segments(&elf), &settings, Demand::Unsealed);
    assert_eq!(failed(&writable), ["placement", "standalone"], "{writable}");
    let none = judged(&elf[..1000], &settings, Demand::Unsealed);
    assert!(!none.holds && none.identity.is_none(), "{none}");
}

/// Sets the flag *writable* of every segment (ELF-64 §Program Header).
fn with_writable_segments(elf: &[u8]) -> Vec<u8> {
    let mut patched = elf.to_vec();
    let number = |at: usize, bytes: usize| {
        elf[at..at + bytes]
            .iter()
            .rev()
            .fold(0usize, |sum, byte| sum << 8 | usize::from(*byte))
    };
    let (table, size, count) = (number(32, 8), number(54, 2), number(56, 2));
    for segment in 0..count {
        patched[table + segment * size + 4] |= 2;
    }
    patched
}
