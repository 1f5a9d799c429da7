//! What forbids to seal a plan that can otherwise be built.

use crate::diagnostics::{Diagnostic, Severity, codes};
use crate::plan::DialPlan;
use crate::source::Source;

/// Every reason not to seal, as lines for people; none: the plan may be sealed.
pub fn refusals(plan: &DialPlan, found: &[Diagnostic], source: &Source) -> Vec<String> {
    let mut lines: Vec<String> = found
        .iter()
        .filter(|finding| stands_against(finding))
        .map(|finding| line(finding, source))
        .collect();
    let secrets = plan.dropped_secrets().iter();
    lines.extend(secrets.map(|gateway| {
        format!(
            "the password of gateway `{gateway}` is in the settings: write {{\"credential\": \"NAME\"}} instead, no `allow` helps"
        )
    }));
    if plan.server().crew_networks().is_empty() {
        lines.push("`crewNetworks` is empty: write from where stations may speak to the exchange".to_owned());
    }
    lines
}

/// Warnings stand against a seal, and what only a seal minds.
fn stands_against(finding: &Diagnostic) -> bool {
    finding.severity() != Severity::Note || finding.code() == &codes::PLAIN_UDP_TRUNK
}

fn line(finding: &Diagnostic, source: &Source) -> String {
    let place = source.place(finding.span());
    format!(
        "{}:{}:{}: {} [{}]",
        source.name(),
        place.line(),
        place.column(),
        finding.message().replace('\n', " "),
        finding.code().name()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;

    const MANIFEST: &str = include_str!("../../../gateways/sip-trunk/Cargo.toml");

    fn refused(settings: &str) -> Vec<String> {
        let catalogue =
            Catalogue::read(&[("gateways/sip-trunk/Cargo.toml", MANIFEST)]).expect("the manifest is read");
        let source = Source::new("settings.json", settings);
        let compilation = crate::compile(&source, &catalogue);
        let plan = compilation.plan.expect("the settings give a plan");
        refusals(&plan, &compilation.diagnostics, &source)
    }

    #[test]
    fn the_original_example_is_refused_for_its_password_its_transport_and_its_missing_crew_networks() {
        let lines = refused(include_str!("../../../dialplans/original/voip-settings.json")).join("\n");
        for reason in [
            "is in the settings",
            "`crewNetworks` is empty",
            "[plain-udp-trunk]",
            "[no-stations]",
        ] {
            assert!(lines.contains(reason), "no `{reason}` in\n{lines}");
        }
    }

    #[test]
    fn the_reference_vessel_may_be_sealed() {
        let lines = refused(include_str!("../../../dialplans/reference/voip-settings.json"));
        assert_eq!(lines, Vec::<String>::new());
    }
}
