//! The gateway kind `sip-trunk`: a carrier's SIP trunk over UDP or TCP, with profiles Twilio, Vonage and generic.
//!
//! A [`KIND`] makes trunks from the plan's settings. A trunk keeps the provider's host name in the Request-URI (some
//! providers know their customer by it), sends to addresses of the plan or resolved within its networks, shows
//! one configured number, and watches its targets by OPTIONS and by the calls themselves.

mod credentials;
mod health;
mod identity;
mod inbound;
mod profile;
mod resolution;
mod settings;
mod targets;
mod trunk;
mod verdict;

use gateway_api::{Gateway, GatewayKind, GatewaySettings, SetupError};

/// The kind, for the emitted list of linked gateways.
pub static KIND: SipTrunk = SipTrunk;

/// The gateway kind `sip-trunk`.
#[derive(Debug, Clone, Copy)]
pub struct SipTrunk;

impl GatewayKind for SipTrunk {
    fn kind(&self) -> &'static str {
        "sip-trunk"
    }

    fn version(&self) -> &'static str {
        env!("CARGO_PKG_VERSION")
    }

    fn description(&self) -> &'static str {
        "A carrier's SIP trunk over UDP or TCP"
    }

    fn create(&self, settings: &GatewaySettings) -> Result<Box<dyn Gateway>, SetupError> {
        Ok(Box::new(trunk::Trunk::new(settings::TrunkSettings::read(
            settings,
        )?)))
    }
}
