//! Licences, sources and bans of every crate we build on, by the one list in `deny.toml`.
//!
//! The file has the form of cargo-deny's, so that tool can be run on it too; this check needs nothing installed.

use serde::Deserialize;

use super::expression;
use super::metadata::{Metadata, Package};
use super::problem::Problem;

/// Where the list stands.
pub const DENY: &str = "deny.toml";

/// `deny.toml`, the keys we read.
#[derive(Debug, Deserialize)]
pub struct Deny {
    licenses: Licenses,
    bans: Bans,
    sources: Origins,
}

#[derive(Debug, Deserialize)]
struct Licenses {
    allow: Vec<String>,
    #[serde(default)]
    exceptions: Vec<Exception>,
}

#[derive(Debug, Deserialize)]
struct Exception {
    #[serde(rename = "crate")]
    package: String,
    allow: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Bans {
    deny: Vec<Ban>,
}

#[derive(Debug, Deserialize)]
struct Ban {
    #[serde(rename = "crate")]
    package: String,
    reason: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Origins {
    allow_registry: Vec<String>,
}

/// Checks every crate that is not ours.
pub fn check(deny: &Deny, metadata: &Metadata) -> Vec<Problem> {
    let mut problems: Vec<Problem> =
        metadata.theirs().flat_map(|package| of_package(deny, package)).collect();
    let is_used = |name: &String| metadata.theirs().any(|package| package.name == *name);
    let unused = deny.licenses.exceptions.iter().filter(|exception| !is_used(&exception.package));
    problems.extend(unused.map(|exception| {
        let what = format!("makes an exception for {}, which nothing uses", exception.package);
        Problem::of(DENY, what, "remove it")
    }));
    problems
}

fn of_package(deny: &Deny, package: &Package) -> Vec<Problem> {
    let Package { name, version, .. } = package;
    let mut problems = Vec::new();
    let mut say = |what: String, to_do: &str| problems.push(Problem::of("Cargo.lock", what, to_do));

    let source = package.source.as_deref().unwrap_or("a folder outside the workspace");
    let is_known = |url: &String| source.strip_prefix("registry+") == Some(url);
    if !deny.sources.allow_registry.iter().any(is_known) {
        say(
            format!("{name} {version} comes from {source}"),
            "use a release from a registry deny.toml allows",
        );
    }

    let exception = deny.licenses.exceptions.iter().find(|exception| exception.package == *name);
    let extra = exception.map_or(&[][..], |exception| &exception.allow);
    let is_allowed =
        |licence: &str| deny.licenses.allow.iter().chain(extra).any(|allowed| allowed == licence);
    match package
        .license
        .as_deref()
        .map(|expression| (expression, expression::is_met(expression, &is_allowed)))
    {
        Some((_, Ok(true))) => {}
        Some((licence, Ok(false))) => {
            say(
                format!("{name} {version} is under {licence}, which deny.toml does not allow"),
                "do without the crate, or show that the licence may be combined with ours and add it",
            );
        }
        Some((_, Err(error))) => {
            say(format!("{name} {version}: {error}"), "read its licence and add an exception");
        }
        None => say(format!("{name} {version} names no licence"), "do without the crate"),
    }

    if let Some(ban) = deny.bans.deny.iter().find(|ban| ban.package == *name) {
        say(format!("{name} {version} is banned: {}", ban.reason), "find what brings it: cargo tree -i");
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::super::metadata::{Invented, invented};
    use super::*;

    const REGISTRY: Option<&str> = Some("registry+https://example.org/index");

    fn deny(excepted: &str) -> Deny {
        let text = format!(
            "[licenses]\nallow = [\"MIT\"]\nexceptions = [{{ crate = \"{excepted}\", allow = [\"Zlib\"] }}]\n\
             [bans]\ndeny = [{{ crate = \"c\", reason = \"it opens connections\" }}]\n\
             [sources]\nallow-registry = [\"https://example.org/index\"]"
        );
        toml::from_str(&text).unwrap()
    }

    fn said_of(excepted: &str, theirs: Invented) -> Vec<String> {
        let metadata = invented(&["a"], &[Invented::of("a", &[]), theirs]);
        check(&deny(excepted), &metadata).iter().map(Problem::to_string).collect()
    }

    fn said(source: Option<&'static str>, licence: Option<&'static str>) -> Vec<String> {
        said_of("b", Invented { source, licence, ..Invented::of("b", &[]) })
    }

    #[test]
    fn allowed_and_excepted_licences_pass() {
        assert!(said(REGISTRY, Some("MIT OR GPL-2.0-only")).is_empty());
        assert!(said(REGISTRY, Some("Zlib")).is_empty());
    }

    #[test]
    fn other_licences_and_none_are_refused() {
        assert!(said(REGISTRY, Some("GPL-2.0-only"))[0].contains("b 1.0.0 is under GPL-2.0-only"));
        assert!(said(REGISTRY, None)[0].contains("names no licence"));
        assert!(said(REGISTRY, Some("MIT OR"))[0].contains("is not an SPDX expression"));
    }

    #[test]
    fn other_sources_are_refused() {
        assert!(said(Some("git+https://example.org/b"), Some("MIT"))[0].contains("comes from git+"));
        assert!(said(None, Some("MIT"))[0].contains("comes from a folder"));
    }

    #[test]
    fn bans_and_unused_exceptions_are_named() {
        let said =
            said_of("gone", Invented { source: REGISTRY, licence: Some("MIT"), ..Invented::of("c", &[]) });
        assert!(said[0].contains("c 1.0.0 is banned: it opens connections"), "{said:?}");
        assert!(said[1].contains("exception for gone"), "{said:?}");
    }
}
