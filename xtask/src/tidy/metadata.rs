//! The part of `cargo metadata` the checks read.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use serde::Deserialize;

/// The resolved workspace, every platform and feature.
#[derive(Debug, Deserialize)]
pub struct Metadata {
    packages: Vec<Package>,
    workspace_members: Vec<String>,
    workspace_root: String,
    resolve: Resolve,
}

/// One crate, ours or not.
#[derive(Debug, Deserialize)]
pub struct Package {
    /// Unique within this metadata.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its licence as an SPDX expression.
    pub license: Option<String>,
    /// Where it comes from; none for a folder on this machine.
    pub source: Option<String>,
    /// What its own `Cargo.toml` names.
    pub dependencies: Vec<Dependency>,
    manifest_path: String,
}

/// A line under `[dependencies]` and its kin.
#[derive(Debug, Deserialize)]
pub struct Dependency {
    /// Package name of what is depended on.
    pub name: String,
}

#[derive(Debug, Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Debug, Deserialize)]
struct Node {
    id: String,
    deps: Vec<Edge>,
}

#[derive(Debug, Deserialize)]
struct Edge {
    pkg: String,
    dep_kinds: Vec<Kind>,
}

#[derive(Debug, Deserialize)]
struct Kind {
    kind: Option<String>,
}

impl Metadata {
    /// Asks cargo.
    ///
    /// # Errors
    /// When cargo cannot resolve the workspace.
    pub fn read(root: &Path) -> Result<Self, String> {
        let output = Command::new("cargo")
            .args(["metadata", "--format-version", "1", "--quiet"])
            .current_dir(root)
            .output()
            .map_err(|error| format!("cargo could not be started: {error}"))?;
        if !output.status.success() {
            return Err(format!("cargo metadata failed: {}", String::from_utf8_lossy(&output.stderr)));
        }
        serde_json::from_slice(&output.stdout).map_err(|error| format!("cargo metadata: {error}"))
    }

    /// The workspace's own crates.
    pub fn ours(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| self.workspace_members.contains(&package.id))
    }

    /// Everybody else's.
    pub fn theirs(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| !self.workspace_members.contains(&package.id))
    }

    /// The package's folder relative to the repository's root.
    pub fn folder(&self, package: &Package) -> String {
        let folder = package.manifest_path.trim_end_matches("Cargo.toml").trim_end_matches(['/', '\\']);
        let inside = folder.strip_prefix(&self.workspace_root).unwrap_or(folder);
        inside.trim_start_matches(['/', '\\']).replace('\\', "/")
    }

    /// Names of everything that is compiled into a package, however deep; not what only its tests use.
    pub fn beneath(&self, package: &Package) -> BTreeSet<&str> {
        let nodes: BTreeMap<&str, &Node> =
            self.resolve.nodes.iter().map(|node| (node.id.as_str(), node)).collect();
        let mut seen = BTreeSet::new();
        let mut open = vec![package.id.as_str()];
        while let Some(node) = open.pop().and_then(|id| nodes.get(id)) {
            let compiled =
                node.deps.iter().filter(|edge| edge.dep_kinds.iter().any(|kind| kind.kind.is_none()));
            for edge in compiled.filter(|edge| seen.insert(edge.pkg.as_str())).collect::<Vec<_>>() {
                open.push(&edge.pkg);
            }
        }
        let is_seen = |other: &&Package| seen.contains(other.id.as_str());
        self.packages.iter().filter(is_seen).map(|other| other.name.as_str()).collect()
    }
}

/// A crate of a workspace invented for a test.
#[cfg(test)]
#[derive(Clone, Copy)]
pub struct Invented {
    /// Name, and id.
    pub name: &'static str,
    /// Where it comes from; none for ours.
    pub source: Option<&'static str>,
    /// Its licence.
    pub licence: Option<&'static str>,
    /// What it is compiled with.
    pub uses: &'static [&'static str],
}

#[cfg(test)]
impl Invented {
    /// A crate with no source and no licence.
    pub const fn of(name: &'static str, uses: &'static [&'static str]) -> Self {
        Self { name, source: None, licence: None, uses }
    }

    fn package(&self) -> serde_json::Value {
        let dependencies: Vec<_> = self.uses.iter().map(|name| serde_json::json!({ "name": name })).collect();
        serde_json::json!({
            "id": self.name, "name": self.name, "version": "1.0.0", "license": self.licence,
            "source": self.source, "dependencies": dependencies,
            "manifest_path": format!("/r/crates/{}/Cargo.toml", self.name),
        })
    }

    fn node(&self) -> serde_json::Value {
        let edge = |name| serde_json::json!({ "pkg": name, "dep_kinds": [{ "kind": null }] });
        let edges: Vec<_> = self.uses.iter().map(edge).collect();
        serde_json::json!({ "id": self.name, "deps": edges })
    }
}

/// The metadata of an invented workspace; `ours` are its members.
#[cfg(test)]
pub fn invented(ours: &[&str], crates: &[Invented]) -> Metadata {
    let whole = serde_json::json!({
        "packages": crates.iter().map(Invented::package).collect::<Vec<_>>(),
        "workspace_members": ours,
        "workspace_root": "/r",
        "resolve": { "nodes": crates.iter().map(Invented::node).collect::<Vec<_>>() },
    });
    serde_json::from_value(whole).unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beneath_goes_all_the_way_down_and_ends_in_a_circle() {
        let crates = [
            Invented::of("a", &["b"]),
            Invented::of("b", &["c"]),
            Invented::of("c", &["b"]),
            Invented::of("d", &[]),
        ];
        let metadata = invented(&["a"], &crates);
        let ours = metadata.ours().next().unwrap();
        assert_eq!(metadata.beneath(ours).into_iter().collect::<Vec<_>>(), ["b", "c"]);
        assert_eq!(metadata.folder(ours), "crates/a");
    }
}
