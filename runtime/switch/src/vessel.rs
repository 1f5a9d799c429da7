//! What the emitted code hands over: one vessel's table, names, gateway kinds and build inputs.

use gateway_api::GatewayKind;

/// One vessel, as linked. The root package's emitted module holds the only value of it.
#[derive(Clone, Copy)]
pub struct Vessel {
    /// The loaded section that steers, read through one opaque reference; padded with zeros to its capacity.
    pub table: fn() -> &'static [u8],
    /// The loaded section of names; it steers nothing.
    pub names: fn() -> &'static [u8],
    /// The loaded section that steers when the other is damaged: emergency calls to stations; zeros when there are none.
    pub fallback: fn() -> &'static [u8],
    /// The gateway kinds of the plan and no others, in order of their names.
    pub kinds: &'static [&'static dyn GatewayKind],
    /// What the binary was made from.
    pub build: BuildInputs,
}

/// What a binary was made from, for `--attest`; all of it text, none of it read by the running exchange.
#[derive(Debug, Clone, Copy, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BuildInputs {
    /// SHA-256 in lower-case hexadecimal of the settings after redaction of every secret; in a section of its own, so
    /// that two vessels with the same gateways differ in nothing but their plans' sections.
    #[serde(serialize_with = "as_text")]
    pub settings_fingerprint: fn() -> &'static str,
    /// What `rustc -V` printed.
    pub compiler: &'static str,
    /// The version of the dial plan compiler.
    pub compiler_version: &'static str,
    /// Cargo's profile, `release` or `debug`, or `sealed`.
    pub profile: &'static str,
    /// The target triple.
    pub target: &'static str,
}

impl BuildInputs {
    /// A sealed binary permits no deviation from its plan.
    pub(crate) fn is_sealed(&self) -> bool {
        self.profile == "sealed"
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde calls it with a reference to the field"
)]
fn as_text<S: serde::Serializer>(text: &fn() -> &'static str, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(text())
}
