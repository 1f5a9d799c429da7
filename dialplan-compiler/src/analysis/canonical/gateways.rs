//! The gateways as routes that define one and take no prefix; the routes that use them follow.

use routing_table::{Access, Gateway, GatewayIndex, Limits};

use super::{Plan, Unwritable, some, text, texts};
use crate::analysis::networks::networks;
use crate::catalogue::canonical_plugin;
use crate::settings::{
    AccessList, CredentialReference, Gateways, Health, Password, Route, Spanned, TrunkConfig,
};

pub(super) fn read(plan: &Plan<'_>, routes: Vec<Spanned<Route>>) -> Result<Gateways, Unwritable> {
    let defining = plan
        .table
        .gateways()
        .map(|(index, gateway)| Ok(Spanned::unwritten(plan.defining(index, &gateway)?)))
        .collect::<Result<Vec<_>, Unwritable>>()?;
    Ok(Gateways {
        plugin_dir: None,
        routes: defining.into_iter().chain(routes).collect(),
    })
}

impl Plan<'_> {
    fn defining(&self, index: GatewayIndex, gateway: &Gateway<'_>) -> Result<Route, Unwritable> {
        let name = self.gateway_name(index);
        let Limits {
            calls,
            calls_per_second,
            reserved_for_emergency,
        } = gateway.limits();
        let limits = crate::settings::Limits {
            calls: calls.map(Spanned::unwritten),
            calls_per_second: calls_per_second.map(Spanned::unwritten),
            reserved_for_emergency: (reserved_for_emergency > 0)
                .then(|| Spanned::unwritten(reserved_for_emergency)),
        };
        let mut health = Health::default();
        let mut config = TrunkConfig {
            trunk_host: text(""),
            trunk_port: None,
            transport: None,
            username: None,
            password: None,
            caller_id_number: None,
            allowed_ips: None,
            codecs: some(texts(gateway.codecs().map(routing_table::Codec::name))),
            addresses: Vec::new(),
            resolves_within: Vec::new(),
            signalling_access: self.permitted(index, Access::Signalling),
            media_access: self.permitted(index, Access::Media),
            first_response_seconds: None,
            progress_seconds: None,
        };
        for (key, value) in gateway.settings() {
            write(key, value, &mut config, &mut health).ok_or_else(|| Unwritable {
                gateway: name.clone(),
                setting: key.to_owned(),
            })?;
        }
        Ok(Route {
            name: some(name),
            plugin: some(canonical_plugin(gateway.kind(), gateway.profile())),
            prefixes: some(Vec::new()),
            number_format: some(gateway.number_format().name().to_owned()),
            limits: (limits != crate::settings::Limits::default()).then(|| Spanned::unwritten(limits)),
            health: some(health),
            radiates: self
                .has_profiles()
                .then(|| Spanned::unwritten(gateway.radiates())),
            config: some(config),
            ..Route::default()
        })
    }

    fn permitted(&self, gateway: GatewayIndex, what: Access) -> Option<Spanned<AccessList>> {
        let networks = networks(self.table.gateway_ranges(gateway, what));
        some(AccessList {
            networks: Spanned::unwritten(texts(networks.iter().map(String::as_str))),
            source: None,
            reviewed: None,
        })
    }
}

/// Writes one setting of a gateway under the key that settings have for it; nothing if there is none.
fn write(key: &str, value: &str, config: &mut TrunkConfig, health: &mut Health) -> Option<()> {
    let list = || texts(value.split(','));
    let number = || value.parse().ok().map(Spanned::unwritten);
    match key {
        "trunkHost" => config.trunk_host = text(value),
        "trunkPort" => config.trunk_port = Some(number()?),
        "transport" => config.transport = Some(text(value)),
        "username" => config.username = Some(text(value)),
        "credential" => {
            config.password = some(Password::Reference(CredentialReference {
                credential: text(value),
            }));
        }
        "callerIdNumber" => config.caller_id_number = Some(text(value)),
        "addresses" => config.addresses = list(),
        "resolvesWithin" => config.resolves_within = list(),
        "firstResponseSeconds" => config.first_response_seconds = Some(number()?),
        "progressSeconds" => config.progress_seconds = Some(number()?),
        "healthIntervalSeconds" => health.interval_seconds = Some(number()?),
        "healthFall" => health.fall = Some(number()?),
        "healthRise" => health.rise = Some(number()?),
        _ => return None,
    }
    Some(())
}
