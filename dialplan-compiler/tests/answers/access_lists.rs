//! What is found in access lists, against every address one by one.

use std::collections::BTreeSet;

use dialplan_compiler::compile;
use dialplan_compiler::source::Source;
use proptest::prelude::*;
use serde_json::json;

use crate::catalogue::catalogue;

/// A network within 192.0.2.0/24, as its first address and its length.
type Network = (u8, u32);

fn network() -> impl Strategy<Value = Network> {
    (any::<u8>(), 26..=32_u32).prop_map(|(last, length)| (last & (0xff << (32 - length)) as u8, length))
}

fn list() -> impl Strategy<Value = Vec<Network>> {
    prop::collection::vec(network(), 1..5)
}

/// The last octets that a network holds.
fn addresses((first, length): Network) -> BTreeSet<u16> {
    let first = u16::from(first);
    (first..first + (1 << (32 - length))).collect()
}

fn text((first, length): Network) -> String {
    format!("192.0.2.{first}/{length}")
}

fn meet(one: Network, two: Network) -> bool {
    !addresses(one).is_disjoint(&addresses(two))
}

/// How many networks of a list add nothing beside one other of it; of equal ones the first counts.
fn held_by_another(list: &[Network]) -> usize {
    let adds_nothing = |(at, one): &(usize, &Network)| {
        list.iter().enumerate().any(|(other, holds)| {
            let (one, holds) = (addresses(**one), addresses(*holds));
            other != *at && one.is_subset(&holds) && (one != holds || other < *at)
        })
    };
    list.iter().enumerate().filter(adds_nothing).count()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn overlaps_and_containment_are_found_as_address_by_address(
        crew in list(),
        trunks in prop::collection::vec(list(), 1..4),
    ) {
        let routes: Vec<_> = trunks.iter().enumerate().map(|(index, list)| {
            let allowed: Vec<String> = list.iter().copied().map(text).collect();
            json!({
                "name": format!("trunk-{index}"), "plugin": "libgw-sip.so", "prefixes": [format!("+{}", index + 1)],
                "config": {"trunkHost": "sip.example.net", "allowedIps": allowed},
            })
        }).collect();
        let crew_networks: Vec<String> = crew.iter().copied().map(text).collect();
        let settings = json!({"server": {"crewNetworks": crew_networks}, "gateways": {"routes": routes}});
        let source = Source::new("made", settings.to_string());
        let found = compile(&source, &catalogue()).diagnostics;
        let count = |code: &str| found.iter().filter(|finding| finding.code().name() == code).count();

        let pairs = trunks.iter().enumerate().flat_map(|(index, one)| {
            trunks.iter().skip(index + 1).map(move |two| (one, two))
        });
        let overlapping = pairs.filter(|(one, two)| {
            one.iter().any(|one| two.iter().any(|two| meet(*one, *two)))
        });
        prop_assert_eq!(count("access-lists-overlap"), overlapping.count());
        let over_crew = trunks.iter().flatten().filter(|network| crew.iter().any(|crew| meet(**network, *crew)));
        prop_assert_eq!(count("access-list-over-crew"), over_crew.count());
        let contained: usize = trunks.iter().chain([&crew]).map(|list| held_by_another(list)).sum();
        prop_assert_eq!(count("network-contained"), contained);
    }
}
