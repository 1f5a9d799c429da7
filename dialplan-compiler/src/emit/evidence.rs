//! The evidence of a build: what a binary was made from, and where each decision is written. It lies in
//! a section that is not loaded, so the running exchange cannot depend on it.

use serde::{Deserialize, Serialize};

use crate::plan::Allow;
use crate::seal::Origin;
use crate::source::Place;

/// Name and version of the form below.
pub const FORM: &str = "fairlead-evidence/1";

/// The content of the evidence section, one JSON document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Evidence {
    /// [`FORM`].
    pub form: String,
    /// The plan identity as 64 hexadecimal digits; the table's own counts.
    pub identity: String,
    /// The identity of the fallback for emergency calls, when there is one.
    pub fallback_identity: Option<String>,
    /// The settings file as people name it.
    pub settings: String,
    /// SHA-256 of the settings after redaction, as 64 hexadecimal digits.
    pub settings_fingerprint: String,
    /// What compiled the plan and the binary.
    pub toolchain: Toolchain,
    /// The locked packages, as `name version`, sorted.
    pub packages: Vec<String>,
    /// Where each decision is written, by decision number.
    pub decisions: Vec<DecisionPlaces>,
    /// The allowances of the settings, each with its reason.
    pub allowances: Vec<Allowance>,
    /// What a sealed build was made from beside that; `None` in any other build.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal: Option<Origin>,
}

/// What compiled the plan and the binary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Toolchain {
    /// Version of this compiler.
    pub dialplan_compiler: String,
    /// What `rustc --version` prints.
    pub rustc: String,
    /// The target triple.
    pub target: String,
    /// The profile, `release` or `debug`.
    pub profile: String,
}

/// Where one decision is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecisionPlaces {
    /// The decision number.
    pub decision: u32,
    /// The places, in the order of the text.
    pub places: Vec<LineColumn>,
}

/// A place in the settings file, both counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineColumn {
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
}

/// A finding that the settings allow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Allowance {
    /// The code of the finding.
    pub finding: String,
    /// Why it is allowed.
    pub reason: String,
}

impl From<&Allow> for Allowance {
    fn from(allow: &Allow) -> Self {
        Allowance {
            finding: allow.finding().to_owned(),
            reason: allow.reason().to_owned(),
        }
    }
}

impl From<Place> for LineColumn {
    fn from(place: Place) -> Self {
        LineColumn {
            line: place.line(),
            column: place.column(),
        }
    }
}

impl Evidence {
    /// The places of decision `number`; empty when no settings entry made it.
    pub fn places(&self, number: u32) -> &[LineColumn] {
        let found = self.decisions.iter().find(|decision| decision.decision == number);
        found
            .map(|decision| decision.places.as_slice())
            .unwrap_or_default()
    }

    /// The evidence as the bytes of its section: JSON, indented, with a line break at the end.
    ///
    /// # Errors
    /// None in practice: every field is text or a number.
    pub fn to_bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut bytes = serde_json::to_vec_pretty(self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// Reads the bytes of the section.
    ///
    /// # Errors
    /// When they are not JSON of this form.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_reads_back_as_it_was_written() {
        let place = LineColumn { line: 3, column: 7 };
        let evidence = Evidence {
            form: FORM.into(),
            identity: "ab".repeat(32),
            fallback_identity: Some("ef".repeat(32)),
            settings: "dialplans/test/voip-settings.json".into(),
            settings_fingerprint: "cd".repeat(32),
            toolchain: Toolchain {
                dialplan_compiler: "0.1.0".into(),
                rustc: "rustc 1.95.0".into(),
                target: "x86_64-unknown-linux-gnu".into(),
                profile: "release".into(),
            },
            packages: vec!["fairlead 0.1.0".into()],
            decisions: vec![DecisionPlaces {
                decision: 4,
                places: vec![place],
            }],
            allowances: vec![Allowance {
                finding: "md5-digest".into(),
                reason: "old telephones".into(),
            }],
            seal: None,
        };
        let bytes = evidence.to_bytes().expect("evidence is written");
        assert_eq!(Evidence::from_bytes(&bytes).expect("evidence is read"), evidence);
        assert_eq!(evidence.places(4), [place]);
        assert_eq!(evidence.places(5), []);
    }
}
