//! A gateway kind that does not live in the repository: the yard's own trunk, which is a SIP trunk with another name.

use gateway_api::{Gateway, GatewayKind, GatewaySettings, SetupError};

/// The kind, for the emitted list of linked gateways.
pub static KIND: YardTrunk = YardTrunk;

/// The gateway kind `yard-trunk`.
pub struct YardTrunk;

impl GatewayKind for YardTrunk {
    fn kind(&self) -> &'static str {
        "yard-trunk"
    }

    fn version(&self) -> &'static str {
        env!("CARGO_PKG_VERSION")
    }

    fn description(&self) -> &'static str {
        "The yard's own trunk"
    }

    fn create(&self, settings: &GatewaySettings) -> Result<Box<dyn Gateway>, SetupError> {
        gateway_sip_trunk::KIND.create(settings)
    }
}
