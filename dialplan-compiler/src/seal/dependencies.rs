//! The dependency list of a sealed binary: what cargo resolved for the plan's features, in the form of `cargo auditable`.

use std::collections::{BTreeMap, BTreeSet};

use auditable_serde::{DependencyKind, Package, Source, VersionInfo};
use cargo_metadata::{DependencyKind as Edge, Metadata, Node, PackageId, Resolve, TargetKind};

/// The packages that a binary is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dependencies {
    /// Sorted by name and version; the first reference of each package is its place in this list.
    pub packages: Vec<Dependency>,
}

/// One package.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dependency {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: semver::Version,
    /// Where its sources come from.
    pub origin: Origin,
    /// The licence as its manifest has it.
    pub licence: Option<String>,
    /// Whether its code is in the binary.
    pub role: Role,
    /// Whether it is the package of the binary itself.
    pub is_root: bool,
    /// The packages that it uses, by their place in the list.
    pub uses: Vec<usize>,
}

/// Where sources come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// The workspace.
    Workspace,
    /// crates.io.
    CratesIo,
    /// Another registry.
    Registry,
    /// A repository.
    Repository,
}

/// What a package is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// It runs while the binary is built: build scripts, procedural macros and what they use.
    Builds,
    /// It is linked.
    Linked,
}

impl Dependencies {
    /// Reads what `cargo metadata` printed with the features of the binary; `root` is its package.
    ///
    /// # Errors
    /// A text for people, when it is not that or does not know `root`.
    pub fn read(metadata: &str, root: &str) -> Result<Self, String> {
        let metadata = cargo_metadata::MetadataCommand::parse(metadata)
            .map_err(|error| format!("cargo's metadata cannot be read: {error}"))?;
        let graph = Graph::new(&metadata, root)?;
        let all = graph.reached(|_, edge| matches!(edge, Edge::Normal | Edge::Build));
        let linked = graph.reached(|package, edge| edge == Edge::Normal && !graph.is_macro(package));
        let mut ids: Vec<&PackageId> = all.iter().copied().collect();
        ids.sort_by_key(|id| {
            let package = graph.packages.get(id);
            package.map(|package| (package.name.to_string(), package.version.clone(), id.repr.clone()))
        });
        let places: BTreeMap<&PackageId, usize> = ids.iter().copied().zip(0..).collect();
        let packages = ids.iter().filter_map(|id| {
            let role = if linked.contains(id) {
                Role::Linked
            } else {
                Role::Builds
            };
            graph.dependency(id, role, &places)
        });
        Ok(Dependencies {
            packages: packages.collect(),
        })
    }

    /// JSON text in the form of `cargo auditable`; compressed it is the section that `cargo audit bin` reads.
    ///
    /// # Errors
    /// None in practice: every field is text or a number.
    pub fn auditable(&self) -> Result<String, serde_json::Error> {
        let package = |dependency: &Dependency| Package {
            name: dependency.name.clone(),
            version: dependency.version.clone(),
            source: match dependency.origin {
                Origin::Workspace => Source::Local,
                Origin::CratesIo => Source::CratesIo,
                Origin::Registry => Source::Registry,
                Origin::Repository => Source::Git,
            },
            kind: match dependency.role {
                Role::Builds => DependencyKind::Build,
                Role::Linked => DependencyKind::Runtime,
            },
            dependencies: dependency.uses.clone(),
            root: dependency.is_root,
        };
        serde_json::to_string(&VersionInfo {
            packages: self.packages.iter().map(package).collect(),
            format: MACROS_ARE_BUILD_TOOLS,
        })
    }
}

/// What cargo resolved, ready to be walked.
struct Graph<'m> {
    packages: BTreeMap<&'m PackageId, &'m cargo_metadata::Package>,
    nodes: BTreeMap<&'m PackageId, &'m Node>,
    root: &'m PackageId,
}

impl<'m> Graph<'m> {
    fn new(metadata: &'m Metadata, root: &str) -> Result<Self, String> {
        let resolve: Option<&Resolve> = metadata.resolve.as_ref();
        let nodes = resolve.map(|resolve| resolve.nodes.iter().map(|node| (&node.id, node)).collect());
        let is_root =
            |package: &&cargo_metadata::Package| package.name.as_str() == root && package.source.is_none();
        let found = metadata.packages.iter().find(is_root);
        Ok(Graph {
            packages: metadata
                .packages
                .iter()
                .map(|package| (&package.id, package))
                .collect(),
            nodes: nodes.ok_or("cargo's metadata resolves nothing")?,
            root: &found
                .ok_or_else(|| format!("cargo's metadata has no package `{root}`"))?
                .id,
        })
    }

    /// The packages that the root reaches by edges that `permitted` lets pass; it is asked about where an edge leads.
    fn reached(&self, permitted: impl Fn(&PackageId, Edge) -> bool) -> BTreeSet<&'m PackageId> {
        let mut reached = BTreeSet::from([self.root]);
        let mut open = vec![self.root];
        while let Some(node) = open.pop().and_then(|id| self.nodes.get(id)) {
            for used in &node.deps {
                let pass = used.dep_kinds.iter().any(|kind| permitted(&used.pkg, kind.kind));
                if pass && reached.insert(&used.pkg) {
                    open.push(&used.pkg);
                }
            }
        }
        reached
    }

    fn is_macro(&self, id: &PackageId) -> bool {
        let package = self.packages.get(id);
        package.is_some_and(|package| {
            package
                .targets
                .iter()
                .any(|target| target.kind.contains(&TargetKind::ProcMacro))
        })
    }

    fn dependency(
        &self,
        id: &PackageId,
        role: Role,
        places: &BTreeMap<&PackageId, usize>,
    ) -> Option<Dependency> {
        let package = self.packages.get(id)?;
        let needed = |kind: Edge| matches!(kind, Edge::Normal | Edge::Build);
        let mut uses: Vec<usize> = self
            .nodes
            .get(id)?
            .deps
            .iter()
            .filter(|used| used.dep_kinds.iter().any(|kind| needed(kind.kind)))
            .filter_map(|used| places.get(&used.pkg).copied())
            .collect();
        uses.sort_unstable();
        Some(Dependency {
            name: package.name.to_string(),
            version: package.version.clone(),
            origin: match package.source.as_ref().map(|source| source.repr.as_str()) {
                None => Origin::Workspace,
                Some(CRATES_IO | CRATES_IO_SPARSE) => Origin::CratesIo,
                Some(other) if other.starts_with("git+") => Origin::Repository,
                Some(_) => Origin::Registry,
            },
            licence: package.license.clone(),
            role,
            is_root: id == self.root,
            uses,
        })
    }
}

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";
const CRATES_IO_SPARSE: &str = "sparse+https://index.crates.io/";

/// The revision of the form in which procedural macros count as build tools.
const MACROS_ARE_BUILD_TOOLS: u32 = 1;

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, source: Option<&str>, kind: &str) -> serde_json::Value {
        serde_json::json!({
            "name": name, "version": "1.0.0", "id": name, "source": source, "license": "MIT",
            "dependencies": [], "features": {}, "manifest_path": "/w/Cargo.toml", "edition": "2024",
            "targets": [{"name": name, "kind": [kind], "crate_types": ["lib"], "src_path": "/w/lib.rs",
                         "edition": "2024", "doctest": false, "test": false, "doc": false}]
        })
    }

    fn node(name: &str, uses: &[(&str, Option<&str>)]) -> serde_json::Value {
        let deps: Vec<_> = uses
            .iter()
            .map(|(used, kind)| {
                serde_json::json!({"name": used, "pkg": used, "dep_kinds": [{"kind": kind, "target": null}]})
            })
            .collect();
        let names: Vec<_> = uses.iter().map(|(used, _)| used).collect();
        serde_json::json!({"id": name, "deps": deps, "dependencies": names, "features": []})
    }

    fn metadata() -> String {
        let crates_io = Some(CRATES_IO);
        let lib = "lib";
        serde_json::json!({
            "packages": [
                package("ship", None, lib), package("linked", crates_io, lib), package("builder", crates_io, lib),
                package("derive", crates_io, "proc-macro"), package("tokens", crates_io, lib), package("tester", crates_io, lib)
            ],
            "resolve": {"root": "ship", "nodes": [
                node("ship", &[("linked", None), ("builder", Some("build")), ("tester", Some("dev")), ("derive", None)]),
                node("linked", &[]), node("builder", &[("linked", None)]), node("derive", &[("tokens", None)]),
                node("tokens", &[]), node("tester", &[])
            ]},
            "workspace_members": ["ship"], "workspace_root": "/w", "target_directory": "/w/target", "version": 1
        })
        .to_string()
    }

    #[test]
    fn what_builds_is_told_from_what_is_linked_and_what_tests_is_left_out() {
        let list = Dependencies::read(&metadata(), "ship").expect("the metadata is read");
        let roles: Vec<_> = list
            .packages
            .iter()
            .map(|package| (package.name.as_str(), package.role))
            .collect();
        assert_eq!(
            roles,
            [
                ("builder", Role::Builds),
                ("derive", Role::Builds),
                ("linked", Role::Linked),
                ("ship", Role::Linked),
                ("tokens", Role::Builds)
            ]
        );
        assert_eq!(list.packages[3].uses, [0, 1, 2]);
    }

    #[test]
    fn the_list_is_read_by_those_who_defined_its_form() {
        let list = Dependencies::read(&metadata(), "ship").expect("the metadata is read");
        let text = list.auditable().expect("it is written");
        let read: VersionInfo = text.parse().expect("its own reader accepts it");
        let root: Vec<_> = read.packages.iter().filter(|package| package.root).collect();
        assert_eq!(root.len(), 1);
        assert_eq!((root[0].name.as_str(), &root[0].source), ("ship", &Source::Local));
        assert_eq!(read.packages[0].kind, DependencyKind::Build);
    }

    #[test]
    fn metadata_without_the_root_is_refused() {
        assert!(Dependencies::read(&metadata(), "other").is_err());
        assert!(Dependencies::read("{}", "ship").is_err());
    }
}
