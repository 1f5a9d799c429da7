//! What the command hands to the build script of a sealed build, and what of it the binary keeps.

use miniz_oxide::deflate::compress_to_vec_zlib;
use serde::{Deserialize, Serialize};

/// The content of the file that [`super::VARIABLE`] names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Order {
    /// What goes into the evidence.
    pub origin: Origin,
    /// The dependency list as JSON text, in the form of `cargo auditable`.
    pub dependencies: String,
}

/// What a sealed binary was made from, so that somebody else can make it again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Origin {
    /// The features of the root package that the plan needs, sorted; no others are on.
    pub features: Vec<String>,
    /// SHA-256 over the source files of the workspace that the build reads, settings excepted.
    pub sources: String,
    /// SHA-256 of Cargo.lock.
    pub lock: String,
    /// What `rustc --version --verbose` prints, line by line.
    pub compiler: Vec<String>,
    /// What the linker calls itself.
    pub linker: String,
    /// The files of the system that are linked in, by name.
    pub system_files: Vec<Fingerprint>,
}

/// A file and the SHA-256 of its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fingerprint {
    /// The name without its folder.
    pub name: String,
    /// SHA-256 as 64 hexadecimal digits.
    pub sha256: String,
}

impl Origin {
    /// What `self` and `other` disagree in: (what, here, there).
    pub fn differences(&self, other: &Origin) -> Vec<(String, String, String)> {
        let text = |value: &[String]| value.join("; ");
        let mut pairs = vec![
            ("features".to_owned(), text(&self.features), text(&other.features)),
            ("sources".to_owned(), self.sources.clone(), other.sources.clone()),
            ("Cargo.lock".to_owned(), self.lock.clone(), other.lock.clone()),
            ("compiler".to_owned(), text(&self.compiler), text(&other.compiler)),
            ("linker".to_owned(), self.linker.clone(), other.linker.clone()),
        ];
        let named = |origin: &Origin, name: &str| {
            let found = origin.system_files.iter().find(|file| file.name == name);
            found.map_or_else(|| "absent".to_owned(), |file| file.sha256.clone())
        };
        let mut names: Vec<&String> = self
            .system_files
            .iter()
            .chain(&other.system_files)
            .map(|file| &file.name)
            .collect();
        names.sort_unstable();
        names.dedup();
        pairs.extend(
            names
                .into_iter()
                .map(|name| (name.clone(), named(self, name), named(other, name))),
        );
        pairs.retain(|(_, here, there)| here != there);
        pairs
    }
}

/// The bytes of the section of dependencies: zlib, as its readers expect it.
pub fn compressed(dependencies: &str) -> Vec<u8> {
    compress_to_vec_zlib(dependencies.as_bytes(), COMPRESSION)
}

/// The level that `cargo auditable` uses.
const COMPRESSION: u8 = 7;

#[cfg(test)]
mod tests {
    use super::*;

    fn origin() -> Origin {
        Origin {
            features: vec!["sip-trunk".into()],
            sources: "aa".into(),
            lock: "bb".into(),
            compiler: vec!["rustc 1.95.0".into()],
            linker: "LLD 22".into(),
            system_files: vec![Fingerprint {
                name: "libc.a".into(),
                sha256: "cc".into(),
            }],
        }
    }

    #[test]
    fn an_origin_differs_from_itself_in_nothing() {
        assert_eq!(origin().differences(&origin()), []);
    }

    #[test]
    fn what_differs_is_named_with_both_values() {
        let mut other = origin();
        other.lock = "dd".into();
        other.system_files.clear();
        let pair = |what: &str, here: &str, there: &str| (what.to_owned(), here.to_owned(), there.to_owned());
        assert_eq!(
            origin().differences(&other),
            [pair("Cargo.lock", "bb", "dd"), pair("libc.a", "cc", "absent")]
        );
    }
}
