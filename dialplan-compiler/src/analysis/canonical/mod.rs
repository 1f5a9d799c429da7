//! Settings written from the plan that a binary holds: one canonical text for one plan, which compiles to the
//! same plan identity again. What a table does not hold is not invented: sources and review dates of access
//! lists, reasons of denials, comments.

mod allowances;
mod circumstances;
mod exchange;
mod gateways;
mod routes;

use std::fmt;

use routing_table::Table;
use routing_table::names::Names;

use crate::emit::evidence::Evidence;
use crate::settings::{Settings, Spanned};
use crate::source::Span;

/// The plan has a part for which settings have no words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unwritable {
    gateway: String,
    setting: String,
}

/// The settings of the plan in a table. The evidence gives the findings that the original settings allowed;
/// without it, `check` names those that must be allowed again.
///
/// # Errors
/// [`Unwritable`] when a gateway of the plan has a setting that this compiler does not know.
pub fn settings(
    table: &Table<'_>,
    names: &Names<'_>,
    evidence: Option<&Evidence>,
) -> Result<Settings, Unwritable> {
    let plan = Plan { table, names };
    let routes = routes::read(&plan);
    let gateways = gateways::read(&plan, routes.routes)?;
    Ok(Settings {
        vessel: some(plan.vessel()),
        server: some(plan.server()),
        numbering: some(plan.numbering()),
        classes: plan.classes(),
        stations: plan.stations(),
        emergency: plan.emergency(),
        deny: routes.deny,
        gateways: some(gateways),
        inbound: plan.inbound(),
        emission_profiles: plan.emission_profiles(),
        precedence: plan.precedence(),
        allow: allowances::read(&plan, evidence, routes.overrides),
        span: Span::default(),
    })
}

/// What settings are written from.
struct Plan<'p> {
    table: &'p Table<'p>,
    names: &'p Names<'p>,
}

impl Plan<'_> {
    fn gateway_name(&self, gateway: routing_table::GatewayIndex) -> String {
        self.names
            .gateway(gateway)
            .map_or_else(|| format!("gateway-{}", gateway.index()), str::to_owned)
    }
}

fn some<T>(value: T) -> Option<Spanned<T>> {
    Some(Spanned::unwritten(value))
}

fn text(text: &str) -> Spanned<String> {
    Spanned::unwritten(text.to_owned())
}

fn texts<'t>(list: impl IntoIterator<Item = &'t str>) -> Vec<Spanned<String>> {
    list.into_iter().map(text).collect()
}

impl fmt::Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "gateway `{}` has a setting `{}` that this version does not know",
            self.gateway, self.setting
        )
    }
}

impl std::error::Error for Unwritable {}
