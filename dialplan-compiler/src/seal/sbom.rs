//! The bill of materials of a sealed binary, in the form of CycloneDX 1.6. It holds no time and no random number.

use serde::Serialize;

use super::dependencies::{Dependencies, Dependency, Origin, Role};

/// The document as JSON text. `subject` is the file with its fingerprint; `plan` is the plan identity.
///
/// # Errors
/// None in practice: every field is text.
pub fn cyclonedx(
    dependencies: &Dependencies,
    subject: &super::Fingerprint,
    plan: &str,
) -> Result<String, serde_json::Error> {
    let packages = &dependencies.packages;
    let root = packages.iter().find(|package| package.is_root);
    let others = packages.iter().filter(|package| !package.is_root);
    let document = Document {
        bom_format: "CycloneDX",
        spec_version: "1.6",
        version: 1,
        metadata: Metadata {
            component: root.map(|root| Component {
                hashes: vec![Hash {
                    alg: "SHA-256",
                    content: subject.sha256.clone(),
                }],
                properties: vec![Property {
                    name: "fairlead:planIdentity",
                    value: plan.to_owned(),
                }],
                ..Component::of(root, "application")
            }),
        },
        components: others.map(|package| Component::of(package, "library")).collect(),
        dependencies: packages
            .iter()
            .map(|package| Uses {
                reference: reference(package),
                depends_on: package
                    .uses
                    .iter()
                    .filter_map(|used| packages.get(*used))
                    .map(reference)
                    .collect(),
            })
            .collect(),
    };
    serde_json::to_string_pretty(&document).map(|text| text + "\n")
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document {
    bom_format: &'static str,
    spec_version: &'static str,
    version: u32,
    metadata: Metadata,
    components: Vec<Component>,
    dependencies: Vec<Uses>,
}

#[derive(Serialize)]
struct Metadata {
    component: Option<Component>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Component {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(rename = "bom-ref")]
    reference: String,
    name: String,
    version: String,
    /// `excluded`: it ran while the binary was built and is not in it.
    scope: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hashes: Vec<Hash>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    licenses: Vec<Licence>,
    purl: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    properties: Vec<Property>,
}

#[derive(Serialize)]
struct Hash {
    alg: &'static str,
    content: String,
}

#[derive(Serialize)]
struct Licence {
    expression: String,
}

#[derive(Serialize)]
struct Property {
    name: &'static str,
    value: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Uses {
    #[serde(rename = "ref")]
    reference: String,
    depends_on: Vec<String>,
}

impl Component {
    fn of(package: &Dependency, kind: &'static str) -> Self {
        let licence = package.licence.iter();
        Component {
            kind,
            reference: reference(package),
            name: package.name.clone(),
            version: package.version.to_string(),
            scope: match package.role {
                Role::Linked => "required",
                Role::Builds => "excluded",
            },
            hashes: Vec::new(),
            licenses: licence
                .map(|licence| Licence {
                    expression: licence.replace('/', " OR "),
                })
                .collect(),
            purl: purl(package),
            properties: Vec::new(),
        }
    }
}

/// The package URL; those of the workspace have one too, so that each package has a reference.
fn purl(package: &Dependency) -> String {
    format!("pkg:cargo/{}@{}", package.name, package.version)
}

fn reference(package: &Dependency) -> String {
    match package.origin {
        Origin::Workspace => format!("workspace:{}@{}", package.name, package.version),
        _ => purl(package),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, origin: Origin, role: Role, uses: &[usize]) -> Dependency {
        Dependency {
            name: name.into(),
            version: semver::Version::new(1, 2, 3),
            origin,
            licence: Some("MIT/Apache-2.0".into()),
            role,
            is_root: name == "fairlead",
            uses: uses.to_vec(),
        }
    }

    #[test]
    fn the_bill_names_the_binary_its_parts_and_its_tools() {
        let packages = vec![
            package("cc", Origin::CratesIo, Role::Builds, &[]),
            package("fairlead", Origin::Workspace, Role::Linked, &[0, 2]),
            package("mio", Origin::CratesIo, Role::Linked, &[]),
        ];
        let subject = super::super::Fingerprint {
            name: "fairlead".into(),
            sha256: "ab".repeat(32),
        };
        let text = cyclonedx(&Dependencies { packages }, &subject, "cd12").expect("it is written");
        let read: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
        let at = |pointer: &str| read.pointer(pointer).and_then(serde_json::Value::as_str);
        assert_eq!(
            at("/metadata/component/hashes/0/content"),
            Some("ab".repeat(32).as_str())
        );
        assert_eq!(at("/metadata/component/properties/0/value"), Some("cd12"));
        assert_eq!(at("/components/0/scope"), Some("excluded"));
        assert_eq!(at("/components/1/purl"), Some("pkg:cargo/mio@1.2.3"));
        assert_eq!(
            at("/components/1/licenses/0/expression"),
            Some("MIT OR Apache-2.0")
        );
        assert_eq!(at("/dependencies/1/dependsOn/1"), Some("pkg:cargo/mio@1.2.3"));
    }
}
