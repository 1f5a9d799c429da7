//! The plan of the ship under test, compiled from settings like any other.

use std::sync::OnceLock;

use dialplan_compiler::catalogue::Catalogue;
use dialplan_compiler::source::Source;
use dialplan_compiler::{compile, sections};
use routing_table::Table;
use routing_table::names::Names;

/// Crew network 10.1.0.0/24, gateway `alpha` on 10.7.1.0/24 (two addresses), gateway `beta` on 10.7.2.0/24.
pub(crate) const SETTINGS: &str = r##"{
  "vessel": {"name": "test", "partNumber": "T-1"},
  "server": {"sipPort": 5060, "trunkPort": 5080, "listen": "10.1.0.1", "trunkListen": "10.7.0.1",
    "crewNetworks": ["10.1.0.0/24"], "realm": "ship", "digest": "SHA-256", "unauthenticatedEmergency": true,
    "mediaPorts": {"first": 20000, "last": 20099}, "codecs": ["PCMA", "telephone-event"],
    "limits": {"calls": 20, "callsPerSecond": 100}},
  "numbering": {"countryCode": "44", "internationalPrefix": "00", "nationalPrefix": "0"},
  "classes": ["crew", "officer"],
  "stations": [
    {"number": "101", "name": "Bridge", "class": "officer"},
    {"number": "102", "name": "Engine", "class": "crew"},
    {"number": "103", "name": "Master", "class": "officer"},
    {"number": "104", "name": "Galley", "class": "crew"}],
  "emergency": [{"number": "112", "targets": [{"station": "101"}, {"gateway": "alpha", "number": "+442079460999"}, {"station": "103"}],
    "callingNumber": "+442079460100", "location": "ship", "callback": "+442079460100"}],
  "deny": [{"prefixes": ["+870"], "reason": "satellite"}],
  "gateways": {"pluginDir": "/none", "routes": [
    {"name": "alpha", "plugin": "libgw-sip.so", "prefixes": ["+44"], "attempts": ["alpha", "beta"],
     "minDigits": 8, "maxDigits": 15, "numberFormat": "plus-e164",
     "limits": {"calls": 3, "callsPerSecond": 50, "reservedForEmergency": 1}, "health": {"intervalSeconds": 0, "fall": 1, "rise": 1},
     "config": {"trunkHost": "alpha.example", "trunkPort": 5070, "transport": "udp", "username": "ship",
       "password": {"credential": "trunk-alpha"}, "callerIdNumber": "+442079460100", "codecs": ["PCMA"],
       "addresses": ["10.7.1.1", "10.7.1.2"],
       "signallingAccess": {"networks": ["10.7.1.0/24"], "source": "test", "reviewed": "2026-11-01"},
       "mediaAccess": {"networks": ["10.7.1.0/24"], "source": "test", "reviewed": "2026-11-01"},
       "firstResponseSeconds": 4, "progressSeconds": 20}},
    {"name": "beta", "plugin": "libgw-sip.so", "prefixes": ["+1"], "attempts": ["beta"], "classes": ["officer"],
     "minDigits": 11, "maxDigits": 11, "numberFormat": "00-prefix",
     "limits": {"calls": 2, "callsPerSecond": 50}, "health": {"intervalSeconds": 0, "fall": 1, "rise": 1},
     "config": {"trunkHost": "beta.example", "trunkPort": 5070, "transport": "udp",
       "callerIdNumber": "+442079460200", "codecs": ["PCMA"], "addresses": ["10.7.2.1"],
       "signallingAccess": {"networks": ["10.7.2.0/24"], "source": "test", "reviewed": "2026-11-01"},
       "mediaAccess": {"networks": ["10.7.2.0/24"], "source": "test", "reviewed": "2026-11-01"},
       "firstResponseSeconds": 4, "progressSeconds": 20}}]},
  "inbound": [{"gateway": "alpha", "number": "+442079460100", "station": "101"},
              {"gateway": "beta", "number": "00442079460200", "station": "102"}]
}"##;

/// A compiled plan, kept for as long as the tests run.
#[derive(Clone, Copy)]
pub(crate) struct Plan {
    pub(crate) table: Table<'static>,
    pub(crate) names: Names<'static>,
}

/// The plan of [`SETTINGS`].
pub(crate) fn plan() -> Plan {
    static PLAN: OnceLock<Plan> = OnceLock::new();
    *PLAN.get_or_init(|| compiled(SETTINGS))
}

/// [`SETTINGS`] with one text replaced by another.
pub(crate) fn plan_with(from: &str, to: &str) -> Plan {
    assert!(SETTINGS.contains(from), "the settings hold `{from}`");
    compiled(&SETTINGS.replace(from, to))
}

/// Settings of a test's own.
pub(crate) fn plan_of(settings: &str) -> Plan {
    compiled(settings)
}

fn compiled(settings: &str) -> Plan {
    let manifest = include_str!("../../../../gateways/sip-trunk/Cargo.toml");
    let catalogue = Catalogue::read(&[("gateways/sip-trunk/Cargo.toml", manifest)]).unwrap();
    let source = Source::new("test.json", settings);
    let compilation = compile(&source, &catalogue);
    let plan = compilation
        .plan
        .unwrap_or_else(|| panic!("{:#?}", compilation.diagnostics));
    let sections = sections(&plan, &source).unwrap();
    Plan {
        table: Table::open(sections.table.leak()).unwrap(),
        names: Names::open(sections.names.leak()).unwrap(),
    }
}
