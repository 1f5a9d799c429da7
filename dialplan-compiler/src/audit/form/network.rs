//! Gateways that fail, emergency calls, and who may speak to the exchange.

use serde::Serialize;

/// What remains of one list of attempts when its gateways fail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Failures {
    /// `attempts` or `emergency targets`.
    pub kind: Worth,
    /// The gateways in order; of an emergency number its gateway targets.
    pub gateways: Vec<String>,
    /// A number whose call is tried so, and who dials it.
    pub witness: (String, String),
    /// The decision rows that try so.
    pub rows: Vec<u32>,
    /// What each gateway may admit, words that mean the same here together, and what then remains.
    pub vectors: Vec<Vector>,
    /// How many vectors were asked for: three values for each gateway.
    pub asked: usize,
    /// The gateways without each of which nobody takes the call.
    pub single_points: Vec<String>,
}

/// Which calls a list belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Worth {
    /// Emergency calls.
    Emergency,
    /// Ordinary calls.
    Ordinary,
}

/// What the gateways of a list admit, and what remains.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Vector {
    /// For each gateway what it admits: `all`, `emergency only`, `nothing`, several joined where they make no difference.
    pub admits: Vec<String>,
    /// What remains, in order; empty: the call is refused.
    pub remains: Vec<String>,
    /// The refusal, if nothing remains.
    pub refusal: Option<String>,
}

/// Emergency calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Emergencies {
    /// Whether a caller on the crew side needs no authentication.
    pub unauthenticated: bool,
    /// The numbers.
    pub numbers: Vec<Emergency>,
}

/// One emergency number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Emergency {
    /// The number.
    pub number: String,
    /// Where it goes, for each emission profile.
    pub targets: Vec<TargetsIn>,
    /// The same while no gateway admits anything.
    pub all_failed: Vec<TargetsIn>,
    /// Seconds until the last target is tried, at worst.
    pub worst_case_seconds: u32,
    /// The calling number that trunks are shown.
    pub calling_number: Option<String>,
    /// Where the vessel is, in words.
    pub location: Option<String>,
    /// The number to call back.
    pub callback: Option<String>,
}

/// Emergency targets in one profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TargetsIn {
    /// The profiles that have these targets; empty in a plan without profiles.
    pub profiles: Vec<String>,
    /// The targets in order.
    pub targets: Vec<Target>,
}

/// One emergency target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Target {
    /// `station` or `gateway`.
    pub to: &'static str,
    /// Its name.
    pub name: String,
    /// The number that is called there.
    pub number: String,
}

/// Who may speak to one side of the exchange.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Access {
    /// `the crew side`, or the gateway.
    pub of: String,
    /// The lists.
    pub lists: Vec<AccessList>,
}

/// One access list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AccessList {
    /// `signalling`, `media` or `both`.
    pub what: &'static str,
    /// The fewest networks that hold exactly its addresses.
    pub networks: Vec<String>,
    /// How many addresses it holds.
    pub addresses: u128,
    /// Where the list was taken from.
    pub source: Option<String>,
    /// The day of the last review.
    pub reviewed: Option<String>,
    /// How it compares with what the provider publishes; `None`: nothing is published.
    pub coverage: Option<Coverage>,
}

/// An access list beside the published addresses of a provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Coverage {
    /// The published set with its date.
    pub published: String,
    /// The day on which it was read.
    pub as_of: String,
    /// How many addresses are published.
    pub addresses: u128,
    /// How many of them the list does not hold.
    pub missing: u128,
    /// How many addresses of the list are not published.
    pub beyond: u128,
}
