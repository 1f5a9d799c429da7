//! Whatever happens to the bytes, opening them refuses, or reading them stays within bounds.

use proptest::prelude::*;
use routing_table::names::Names;
use routing_table::{
    Access, Admits, ClassIndex, GatewayIndex, Ingress, Level, ProfileIndex, Question, StationIndex, Table,
};

use crate::plans::{PLAN, compile, warship};

/// Reads everything there is to read, and asks about numbers of every kind.
fn read_all(table: &Table<'_>) -> usize {
    let mut seen = table
        .decisions()
        .take(500)
        .filter(|row| matches!(table.describe(*row), routing_table::Described::Denied))
        .count();
    seen += table.automaton().entries().take(500).count();
    for (index, gateway) in table.gateways() {
        seen += gateway.settings().count() + gateway.codecs().count() + gateway.kind().len();
        seen += usize::from(table.gateway_permits(index, Access::Media, [203, 0, 113, 1].into()));
    }
    seen += table
        .stations()
        .map(|(_, station)| station.number().len())
        .sum::<usize>();
    seen += table
        .emergencies()
        .map(|(_, entry)| entry.targets().count())
        .sum::<usize>();
    for (_, profile) in table.profiles() {
        seen += profile.name().len() + usize::from(profile.permits(GatewayIndex::new(70)));
    }
    seen += table.levels().count() + table.precedence_prefixes().count() + table.class_levels().count();
    seen += table.inbound().count() + table.server().codecs().count();
    for dialled in [
        "100",
        "112",
        "+870321",
        "+44163296012345",
        "00",
        "7123",
        "0901",
        "urn:service:sos",
        "9*#A",
        "94100",
        "8*",
    ] {
        for ingress in [
            Ingress::Crew,
            Ingress::Gateway(GatewayIndex::new(1)),
            Ingress::Gateway(GatewayIndex::new(9)),
        ] {
            for class in [None, Some(ClassIndex::new(0)), Some(ClassIndex::new(40))] {
                let admits = [Admits::All, Admits::Nothing, Admits::EmergencyOnly];
                let question = Question {
                    ingress,
                    dialled: dialled.as_bytes(),
                    class,
                    precedence: Some(Level::new(2)),
                    profile: Some(ProfileIndex::new(1)),
                    admits: &admits,
                };
                seen += table.decide(&question).decision().number() as usize;
            }
        }
    }
    seen
}

#[test]
fn every_single_changed_byte_is_refused_or_harmless() {
    for plan in [PLAN, &warship()] {
        change_every_byte(plan);
    }
}

fn change_every_byte(plan: &str) {
    let compiled = compile(plan);
    let (mut refused, mut opened) = (0, 0);
    for at in 0..compiled.table.len() {
        for change in [0x01, 0x80, 0xff] {
            let mut bytes = compiled.table.clone();
            bytes[at] ^= change;
            match Table::open(&bytes) {
                Ok(table) => {
                    read_all(&table);
                    opened += 1;
                }
                Err(fault) => {
                    assert!(fault.at() <= bytes.len() + 24, "{fault}");
                    refused += 1;
                }
            }
        }
    }
    assert!(refused > opened / 4, "{refused} of {}", refused + opened);
}

#[test]
fn every_shorter_table_is_refused() {
    let compiled = compile(&warship());
    for length in 0..compiled.table.len() {
        assert!(Table::open(&compiled.table[..length]).is_err(), "{length}");
    }
    for length in 0..compiled.names.len() {
        assert!(Names::open(&compiled.names[..length]).is_err(), "{length}");
    }
}

#[test]
fn every_changed_byte_of_the_names_is_refused_or_harmless() {
    let compiled = compile(PLAN);
    for at in 0..compiled.names.len() {
        for change in [0x01, 0x80, 0xff] {
            let mut bytes = compiled.names.clone();
            bytes[at] ^= change;
            if let Ok(names) = Names::open(&bytes) {
                let table = compiled.table();
                let named = table.decisions().filter(|row| names.row(*row).is_some()).count();
                assert!(named <= table.decisions().count() && names.vessel().len() <= bytes.len());
                assert!(names.station(StationIndex::new(u16::MAX)).is_none());
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn several_changed_words_are_refused_or_harmless(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u32>()), 1..4),
    ) {
        let mut bytes = compile_once().to_vec();
        for (at, word) in changes {
            let at = at.index(bytes.len() / 4) * 4;
            bytes[at..at + 4].copy_from_slice(&word.to_le_bytes());
        }
        if let Ok(table) = Table::open(&bytes) {
            read_all(&table);
        }
    }

    #[test]
    fn noise_is_refused(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        prop_assert!(Table::open(&bytes).is_err());
    }
}

fn compile_once() -> &'static [u8] {
    static TABLE: std::sync::OnceLock<Vec<u8>> = std::sync::OnceLock::new();
    TABLE.get_or_init(|| compile(&warship()).table)
}
