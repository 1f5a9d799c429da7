//! What is claimed about a sealed binary, as in-toto statements: how it was built, and what was tested on it.

use serde_json::{Value, json};

use super::inspection::Inspected;
use super::{Fingerprint, Origin};

/// What a sealed build was asked for.
#[derive(Debug, Clone, Copy)]
pub struct Request<'r> {
    /// Name of the vessel.
    pub vessel: &'r str,
    /// The settings file as people name it.
    pub settings: &'r str,
    /// SHA-256 of the settings after redaction.
    pub settings_fingerprint: &'r str,
    /// The plan identity.
    pub plan: &'r str,
    /// The target triple.
    pub target: &'r str,
}

/// How the binary was built: SLSA provenance 1. The builder is whoever signs it; nothing here proves who that was.
pub fn provenance(subject: &Fingerprint, request: &Request<'_>, origin: &Origin) -> Value {
    let material = |name: &str, sha256: &str| json!({"name": name, "digest": {"sha256": sha256}});
    let mut materials = vec![
        material("sources of the workspace", &origin.sources),
        material("Cargo.lock", &origin.lock),
        material("settings after redaction", request.settings_fingerprint),
    ];
    materials.extend(
        origin
            .system_files
            .iter()
            .map(|file| material(&file.name, &file.sha256)),
    );
    let predicate = json!({
        "buildDefinition": {
            "buildType": BUILD_TYPE,
            "externalParameters": {"vessel": request.vessel, "settings": request.settings},
            "internalParameters": {
                "planIdentity": request.plan,
                "target": request.target,
                "profile": super::PROFILE,
                "features": origin.features,
                "compiler": origin.compiler,
                "linker": origin.linker
            },
            "resolvedDependencies": materials
        },
        "runDetails": {
            "builder": {"id": BUILDER, "version": {"dialplan-compiler": env!("CARGO_PKG_VERSION")}}
        }
    });
    statement(subject, "https://slsa.dev/provenance/v1", predicate)
}

/// What was looked for in the finished file, and what came of it.
pub fn test_result(subject: &Fingerprint, inspected: &[Inspected]) -> Value {
    let names = |passed: bool| -> Vec<&str> {
        let chosen = inspected.iter().filter(|one| one.faults.is_empty() == passed);
        chosen.map(|one| one.name.as_str()).collect()
    };
    let failed = names(false);
    let predicate = json!({
        "result": if failed.is_empty() { "PASSED" } else { "FAILED" },
        "configuration": [{"name": "dialplan-compiler", "annotations": {"version": env!("CARGO_PKG_VERSION")}}],
        "passedTests": names(true),
        "warnedTests": [],
        "failedTests": failed
    });
    statement(
        subject,
        "https://in-toto.io/attestation/test-result/v0.1",
        predicate,
    )
}

fn statement(subject: &Fingerprint, predicate_type: &str, predicate: Value) -> Value {
    json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": subject.name, "digest": {"sha256": subject.sha256}}],
        "predicateType": predicate_type,
        "predicate": predicate
    })
}

const BUILD_TYPE: &str = "urn:fairlead:sealed-build:1";
const BUILDER: &str = "urn:fairlead:dialplan-build-sealed";

#[cfg(test)]
mod tests {
    use super::*;

    fn subject() -> Fingerprint {
        Fingerprint {
            name: "fairlead".into(),
            sha256: "ab".repeat(32),
        }
    }

    fn inspected(name: &str, faults: &[&str]) -> Inspected {
        Inspected {
            name: name.into(),
            faults: faults.iter().map(|fault| (*fault).to_owned()).collect(),
        }
    }

    #[test]
    fn one_fault_fails_the_result_and_is_named() {
        let result = test_result(
            &subject(),
            &[inspected("static", &[]), inspected("quiet", &["/home"])],
        );
        assert_eq!(result["predicate"]["result"], "FAILED");
        assert_eq!(result["predicate"]["failedTests"], json!(["quiet"]));
        assert_eq!(result["predicate"]["passedTests"], json!(["static"]));
        let result = test_result(&subject(), &[inspected("static", &[])]);
        assert_eq!(result["predicate"]["result"], "PASSED");
    }

    #[test]
    fn provenance_names_the_binary_and_everything_that_it_was_made_from() {
        let origin = Origin {
            features: vec!["sip-trunk".into()],
            sources: "01".repeat(32),
            lock: "02".repeat(32),
            compiler: vec!["rustc 1.95.0".into()],
            linker: "LLD".into(),
            system_files: vec![Fingerprint {
                name: "libc.a".into(),
                sha256: "03".repeat(32),
            }],
        };
        let request = Request {
            vessel: "mv",
            settings: "dialplans/mv/voip-settings.json",
            settings_fingerprint: "04",
            plan: "05",
            target: "x86_64-unknown-linux-gnu",
        };
        let statement = provenance(&subject(), &request, &origin);
        assert_eq!(statement["subject"][0]["digest"]["sha256"], "ab".repeat(32));
        let materials = &statement["predicate"]["buildDefinition"]["resolvedDependencies"];
        assert_eq!(materials[3]["name"], "libc.a");
        assert_eq!(materials[1]["digest"]["sha256"], "02".repeat(32));
    }
}
