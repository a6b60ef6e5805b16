//! Crate edges: which crate of this workspace may use which, and what must never be beneath one.

use super::metadata::Metadata;
use super::problem::Problem;
use super::rules::{RULES, Rules};

/// Checks every crate of the workspace against the table. Dependencies of tests count too: a test that needs a
/// forbidden crate is a test in the wrong place.
pub fn check(rules: &Rules, metadata: &Metadata) -> Vec<Problem> {
    let ours: Vec<&str> = metadata.ours().map(|package| package.name.as_str()).collect();
    let mut problems = Vec::new();
    for package in metadata.ours() {
        let manifest = format!("{}/Cargo.toml", metadata.folder(package));
        let Some(rule) = rules.crates.get(&package.name) else {
            let what = format!("crate {} is not in the table", package.name);
            problems.push(Problem::of(&manifest, what, format!("write its ADR, then add it to {RULES}")));
            continue;
        };
        // A crate may name itself: its tests turn its own features on so.
        let others = package.dependencies.iter().filter(|dependency| dependency.name != package.name);
        let named = others.map(|dependency| dependency.name.as_str());
        let forbidden =
            named.filter(|name| ours.contains(name) && !rule.uses.iter().any(|used| used == name));
        problems.extend(forbidden.map(|name| {
            let what = format!("{} depends on {name}, which it may not use", package.name);
            Problem::of(&manifest, what, "hand the value in from the program instead")
        }));
        let beneath = metadata.beneath(package);
        problems.extend(rule.never.iter().filter(|name| beneath.contains(name.as_str())).map(|name| {
            let what = format!("{name} is beneath {}, which must do without it", package.name);
            Problem::of(
                &manifest,
                what,
                format!("find what brings it: cargo tree -p {} -i {name}", package.name),
            )
        }));
    }
    let gone = rules.crates.keys().filter(|name| !ours.contains(&name.as_str()));
    problems.extend(
        gone.map(|name| Problem::of(RULES, format!("lists crate {name}, which is not there"), "remove it")),
    );
    problems
}

#[cfg(test)]
mod tests {
    use super::super::metadata::{Invented, invented};
    use super::*;

    fn said(rules: &str, crates: &[Invented]) -> Vec<String> {
        let rules: Rules = toml::from_str(&format!("empty_names = []\n{rules}")).unwrap();
        check(&rules, &invented(&["low", "high"], crates)).iter().map(Problem::to_string).collect()
    }

    const RULES_OF_TWO: &str = "[crate.low]\nuses = []\nnever = [\"tokio\"]\nmodules = []\n[crate.high]\nuses = [\"low\"]\nmodules = []";

    #[test]
    fn an_allowed_edge_passes() {
        assert!(said(RULES_OF_TWO, &[Invented::of("low", &[]), Invented::of("high", &["low"])]).is_empty());
    }

    #[test]
    fn a_forbidden_edge_is_named() {
        let said = said(RULES_OF_TWO, &[Invented::of("low", &["high"]), Invented::of("high", &[])]);
        assert!(
            said[0].starts_with("crates/low/Cargo.toml: low depends on high, which it may not use / "),
            "{said:?}"
        );
    }

    #[test]
    fn what_must_never_be_beneath_is_found_however_deep() {
        let crates = [
            Invented::of("low", &["middle"]),
            Invented::of("high", &[]),
            Invented::of("middle", &["tokio"]),
            Invented::of("tokio", &[]),
        ];
        assert!(said(RULES_OF_TWO, &crates)[0].contains("tokio is beneath low"));
    }

    #[test]
    fn table_and_workspace_name_the_same_crates() {
        let said = said(
            "[crate.low]\nuses = []\nmodules = []\n[crate.gone]\nuses = []\nmodules = []",
            &[Invented::of("low", &[]), Invented::of("high", &[])],
        );
        assert!(
            said[0].contains("high is not in the table") && said[1].contains("lists crate gone"),
            "{said:?}"
        );
    }
}
