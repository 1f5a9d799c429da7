//! The tables of this binary: the dial plan, well-formed and with the identity that it claims, or in its place the
//! fallback for emergency calls, checked in the same way; or nothing is routed.

use std::borrow::Cow;
use std::fmt;
use std::fmt::Write as _;

use routing_table::names::Names;
use routing_table::{GatewayIndex, Malformed, Table, Target};
use sha2::{Digest as _, Sha256};

use crate::vessel::Vessel;

/// What the sections of a binary hold.
#[derive(Debug)]
pub(crate) struct Opening {
    dial_plan: Result<Plan, Damaged>,
    names: Result<Names<'static>, Malformed>,
    fallback: Result<Option<Plan>, Damaged>,
}

impl Opening {
    /// Opens every section and computes both identities anew.
    pub(crate) fn of(vessel: &Vessel) -> Opening {
        let names = Names::open((vessel.names)());
        let plan = |origin, table| Plan {
            origin,
            table,
            names: names.ok(),
        };
        let dial_plan = checked((vessel.table)()).map(|table| plan(Origin::DialPlan, table));
        let section = (vessel.fallback)();
        let fallback = if section.iter().any(|&byte| byte != 0) {
            checked(section).map(|table| Some(plan(Origin::Fallback, table)))
        } else if dial_plan.as_ref().is_ok_and(Plan::needs_no_fallback) {
            Ok(None)
        } else {
            Err(Damaged::Blank)
        };
        Opening {
            dial_plan,
            names,
            fallback,
        }
    }

    /// What calls are routed by: the dial plan, else the fallback, else nothing.
    pub(crate) fn plan(&self) -> Option<Plan> {
        match (&self.dial_plan, &self.fallback) {
            (Ok(plan), _) => Some(*plan),
            (Err(_), Ok(fallback)) => *fallback,
            (Err(_), Err(_)) => None,
        }
    }

    /// The dial plan, or what is wrong with it.
    pub(crate) fn dial_plan(&self) -> Result<&Plan, &Damaged> {
        self.dial_plan.as_ref()
    }

    /// Whose names these are, or what is wrong with them.
    pub(crate) fn names(&self) -> Result<&'static str, &Malformed> {
        self.names.as_ref().map(Names::vessel)
    }

    /// The fallback in words, or what is wrong with it.
    pub(crate) fn fallback(&self) -> Result<String, &Damaged> {
        Ok(match self.fallback.as_ref()? {
            Some(plan) => plan.identity(),
            None => "none: no emergency number of the plan rings a station".to_owned(),
        })
    }

    /// What a person must be told: nothing when all sections are as they were compiled.
    pub(crate) fn alarms(&self) -> Vec<String> {
        let plan = self.dial_plan.as_ref().err().map(|damaged| {
            let consequence = match self.plan() {
                Some(_) => ONLY_EMERGENCY,
                None => "No call is routed.",
            };
            format!("the dial plan in this binary {damaged}. {consequence} {REMEDY}")
        });
        let names = self.names.as_ref().err().map(|malformed| {
            format!("the names in this binary are damaged: {malformed}. {ONLY_NAMES} {REMEDY}")
        });
        let fallback =
            self.fallback.as_ref().err().map(|damaged| {
                format!("the fallback for emergency calls in this binary {damaged}. {REMEDY}")
            });
        plan.into_iter().chain(names).chain(fallback).collect()
    }
}

const ONLY_EMERGENCY: &str = "EMERGENCY CALLS TO THE BRIDGE ONLY: every other call is refused.";
const ONLY_NAMES: &str = "They steer no call; gateways are shown by their positions.";
/// What to do about any damage.
pub(crate) const REMEDY: &str =
    "Install the vessel's binary again and compare its fingerprint with the audit's.";

/// The checked plan that a vessel runs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan {
    origin: Origin,
    /// What steers.
    pub(crate) table: Table<'static>,
    /// What people read, unless it is damaged; the fallback has none of its own.
    names: Option<Names<'static>>,
}

/// Which section a plan is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The whole dial plan.
    DialPlan,
    /// Emergency calls to stations only.
    Fallback,
}

impl Plan {
    /// The plan identity as 64 hexadecimal digits; that of the fallback says so in front, so that no line of a log
    /// can be taken for one of the dial plan.
    pub(crate) fn identity(&self) -> String {
        let digits = hex(self.table.identity());
        match self.origin {
            Origin::DialPlan => digits,
            Origin::Fallback => format!("fallback:{digits}"),
        }
    }

    /// Name of the vessel.
    pub(crate) fn vessel(&self) -> &'static str {
        self.names.map_or("unnamed", |names| names.vessel())
    }

    /// Part number of the dial plan; empty when there is none.
    pub(crate) fn part_number(&self) -> &'static str {
        self.names.map_or("", |names| names.part_number())
    }

    /// Name of a gateway, or its position when the names are damaged.
    pub(crate) fn gateway_name(&self, gateway: GatewayIndex) -> Cow<'static, str> {
        match self.names.and_then(|names| names.gateway(gateway)) {
            Some(name) => Cow::Borrowed(name),
            None => Cow::Owned(format!("gateway {}", gateway.index())),
        }
    }

    /// Whether no emergency number rings a station, so that no fallback was compiled.
    fn needs_no_fallback(&self) -> bool {
        let mut targets = self.table.emergencies().flat_map(|(_, entry)| entry.targets());
        !targets.any(|target| matches!(target, Target::Station(_)))
    }
}

/// A well-formed table with the identity of its bytes.
fn checked(section: &'static [u8]) -> Result<Table<'static>, Damaged> {
    let table = Table::open(section).map_err(Damaged::Table)?;
    let computed = identity(&table);
    if computed == *table.identity() {
        Ok(table)
    } else {
        Err(Damaged::Identity {
            claimed: *table.identity(),
            computed,
        })
    }
}

/// SHA-256 over everything that steers, the identity field zeroed.
fn identity(table: &Table<'_>) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in table.hashed_parts() {
        hash.update(part);
    }
    hash.finalize().into()
}

/// The SHA-256 of some bytes as 64 hexadecimal digits.
pub(crate) fn fingerprint(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// Why a plan cannot be read from its sections; reads on from the name of the plan.
#[derive(Debug)]
pub(crate) enum Damaged {
    /// The section that steers is not well-formed.
    Table(Malformed),
    /// It is well-formed, but not what was compiled.
    Identity {
        /// The identity in its header.
        claimed: [u8; 32],
        /// The identity of its bytes.
        computed: [u8; 32],
    },
    /// It holds nothing, and the dial plan does not say that this is right.
    Blank,
}

impl fmt::Display for Damaged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Damaged::Table(malformed) => write!(f, "is damaged: {malformed}"),
            Damaged::Identity { claimed, computed } => write!(
                f,
                "is not the one that was compiled: its identity is {}, its bytes have {}",
                hex(claimed),
                hex(computed)
            ),
            Damaged::Blank => f.write_str("is missing: its section holds zeros only"),
        }
    }
}
