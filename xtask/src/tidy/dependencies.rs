//! The dependency table: one line each in the root `Cargo.toml` with its reason beside it, and nowhere else.

use std::collections::BTreeSet;

use super::problem::Problem;
use super::tree::Tree;

const ROOT: &str = "Cargo.toml";

/// One `name = …` line of a dependency section.
struct Line<'a> {
    number: usize,
    name: &'a str,
    text: &'a str,
}

/// Checks the root table and every member's `Cargo.toml`.
pub fn check(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    let table = lines(tree.text(ROOT).unwrap_or_default());
    let mut used = BTreeSet::new();
    for (path, text) in tree.texts("/Cargo.toml") {
        // A manifest that is a workspace of its own (the fuzz targets) is no member of this one.
        if text.lines().any(|line| line.trim() == "[workspace]") {
            continue;
        }
        for line in lines(text) {
            used.insert(line.name);
            // `path = "."` is the crate itself, with a feature its tests turn on.
            let spaceless = line.text.replace(' ', "");
            if !spaceless.contains("workspace=true") && !spaceless.contains("path=\".\"") {
                let what = format!("{} does not come from the workspace's table", line.name);
                problems.push(Problem::at(path, line.number, what, "write `NAME.workspace = true`"));
            }
        }
    }
    for line in table {
        // Our own crates give their reason in ARCHITECTURE.md.
        let is_ours = line.text.contains("path = \"crates/");
        if !is_ours && reason(line.text).is_none() {
            let what = format!("{} has no reason beside it", line.name);
            problems.push(Problem::at(ROOT, line.number, what, "say after `#` what it is here for"));
        }
        if !used.contains(line.name) {
            let what = format!("no crate uses {}", line.name);
            problems.push(Problem::at(ROOT, line.number, what, "remove the line"));
        }
    }
    problems
}

/// The lines of every section whose name ends in `dependencies`.
fn lines(manifest: &str) -> Vec<Line<'_>> {
    let mut inside = false;
    let mut found = Vec::new();
    for (index, text) in manifest.lines().enumerate() {
        let text = text.trim();
        if let Some(section) = text.strip_prefix('[') {
            inside = section.trim_end_matches(']').ends_with("dependencies");
        } else if inside
            && !text.starts_with('#')
            && let Some((key, _)) = text.split_once('=')
        {
            let name = key.trim().split('.').next().unwrap_or_default();
            found.push(Line { number: index + 1, name, text });
        }
    }
    found
}

/// What stands after the `#` that is outside quotes.
fn reason(line: &str) -> Option<&str> {
    let mut quoted = false;
    let start = line.find(|letter| {
        quoted ^= letter == '"';
        letter == '#' && !quoted
    })?;
    Some(line[start + 1..].trim()).filter(|reason| !reason.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(table: &str, member: &str) -> Vec<String> {
        let root = format!("[workspace.dependencies]\n{table}\n[profile.dev]\ndebug = 1");
        let tree = Tree::of(&[(ROOT, &root), ("crates/a/Cargo.toml", member)]);
        check(&tree).iter().map(Problem::to_string).collect()
    }

    #[test]
    fn a_line_with_a_reason_that_is_used_passes() {
        assert!(said("# values\na = \"1\" # reads a", "[dependencies]\na.workspace = true").is_empty());
        assert!(
            said("b = { path = \"crates/b\" }", "[dev-dependencies]\nb = { workspace = true }").is_empty()
        );
    }

    #[test]
    fn a_line_without_a_reason_is_named() {
        let member = "[dependencies]\na.workspace = true";
        assert!(said("a = \"1\"", member)[0].starts_with("Cargo.toml:2: a has no reason beside it / "));
        assert_eq!(said("a = \"1 # no\"", member).len(), 1);
        assert_eq!(said("a = \"1\" #", member).len(), 1);
    }

    #[test]
    fn a_line_nobody_uses_is_named() {
        assert!(said("a = \"1\" # reads a", "[package]\na = 1")[0].contains("no crate uses a"));
    }

    #[test]
    fn a_version_outside_the_table_is_named() {
        let said = said("a = \"1\" # reads a", "[target.'cfg(unix)'.dependencies]\na = \"2\"");
        assert!(said[0].starts_with("crates/a/Cargo.toml:2: a does not come from"), "{said:?}");
    }
}
