//! The intermediate form of an audit: plain values, serialisable, in the order in which they are shown. It holds no clock, no
//! host path and no secret, so that the same settings give the same bytes on every machine.

mod binary;
mod evidence;
mod network;
mod space;

pub use binary::{Binary, BinaryCheck, Made, Mutants};
pub use evidence::{
    Allowance, Call, Claim, Control, ControlSet, Finding, Input, Method, Predecessor, PredecessorChange,
    Requirement, State, TestCard,
};
pub use network::{
    Access, AccessList, Coverage, Emergencies, Emergency, Failures, Target, TargetsIn, Vector, Worth,
};
pub use space::{
    Cell, Class, Decision, Does, Extent, Node, Numbers, Place, Precedence, Rest, Row, Sent, Space, Verdict,
    Written,
};

use serde::Serialize;

use crate::analysis::readback::Readback;

/// Name and version of this form.
pub const FORM: &str = "fairlead-audit/1";

/// Everything that an audit says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Audit {
    /// [`FORM`].
    pub form: &'static str,
    /// What is audited.
    pub identity: Identity,
    /// The plan as the table holds it: server, gateways, stations, levels, profiles.
    pub plan: Readback,
    /// Every dialled number.
    pub space: Space,
    /// Every decision row, by number.
    pub rows: Vec<Row>,
    /// What remains when gateways fail, for each distinct list of attempts.
    pub failures: Vec<Failures>,
    /// Emergency calls.
    pub emergency: Emergencies,
    /// Who may speak to the exchange at all.
    pub access: Vec<Access>,
    /// What the checks found.
    pub findings: Vec<Finding>,
    /// What the settings accept, and why.
    pub allowances: Vec<Allowance>,
    /// Requirements with their trace; `None`: none are declared.
    pub requirements: Option<Vec<Requirement>>,
    /// Calls to make by hand.
    pub test_card: TestCard,
    /// Controls of security catalogues.
    pub controls: Vec<ControlSet>,
    /// Everything that can steer a call.
    pub inputs: Vec<Input>,
    /// What is proved, tested and assumed.
    pub claims: Vec<Claim>,
    /// A finished binary beside the plan; `None`: none was given.
    pub binary: Option<Binary>,
    /// How the plan differs from the one before it; `None`: no predecessor was named.
    pub predecessor: Option<Predecessor>,
}

/// What is audited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Identity {
    /// The vessel's name.
    pub vessel: String,
    /// The part number, if there is one.
    pub part_number: Option<String>,
    /// The settings file, relative to the workspace.
    pub settings: String,
    /// SHA-256 of the settings after redaction.
    pub settings_fingerprint: String,
    /// The plan identity.
    pub plan: String,
    /// The identity of the fallback for emergency calls, if there is one.
    pub fallback: Option<String>,
    /// SHA-256 of the bytes of the table as emitted, before padding.
    pub table_fingerprint: String,
    /// Version of the compiler that made table and audit.
    pub compiler: &'static str,
    /// Version of the table format.
    pub table_format: u16,
}
