//! The rules as data: `xtask/tidy.toml`, `xtask/ratchet.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::tree::Tree;

/// Where the rules stand.
pub const RULES: &str = "xtask/tidy.toml";
/// Where the present exceptions to the size budgets stand.
pub const RATCHET: &str = "xtask/ratchet.toml";

/// `xtask/tidy.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// By package name.
    #[serde(rename = "crate")]
    pub crates: BTreeMap<String, CrateRule>,
    /// Module and file names that say nothing about what is inside.
    pub empty_names: Vec<String>,
    /// Words that are never written.
    #[serde(rename = "word", default)]
    pub words: Vec<Word>,
}

/// What one crate may do.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CrateRule {
    /// Crates of this workspace it may depend on.
    pub uses: Vec<String>,
    /// Outside crates that must not be anywhere among its dependencies, however deep.
    #[serde(default)]
    pub never: Vec<String>,
    /// Its top-level modules, lowest first: a module may use only those listed before it.
    pub modules: Vec<String>,
}

/// A claim we do not make, and why.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Word {
    /// Matched without regard to case.
    pub word: String,
    /// Why it is never written.
    pub reason: String,
    /// Files that may write it because they say that we do not.
    #[serde(default)]
    pub except: Vec<String>,
}

/// `xtask/ratchet.toml`: what is over its budget today. An entry may only shrink.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ratchet {
    /// Files over the hard limit.
    #[serde(rename = "file", default)]
    pub files: Vec<Excess>,
    /// Functions over the hard limit.
    #[serde(rename = "function", default)]
    pub functions: Vec<Excess>,
}

/// One thing that is over its budget.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Excess {
    /// The file.
    pub path: String,
    /// The function's name; empty for a file.
    #[serde(default)]
    pub name: String,
    /// Its length today.
    pub lines: usize,
}

/// Reads one of the rule files out of the tree.
///
/// # Errors
/// When it is not there or does not have the shape above.
pub fn read<T: for<'a> Deserialize<'a>>(tree: &Tree, path: &str) -> Result<T, String> {
    let text = tree.text(path).ok_or_else(|| format!("{path} is missing"))?;
    toml::from_str(text).map_err(|error| format!("{path}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_key_is_refused() {
        let tree = Tree::of(&[(RATCHET, "[[file]]\npath = \"a.rs\"\nlines = 1200\nwhy = \"x\"\n")]);
        assert!(read::<Ratchet>(&tree, RATCHET).is_err());
        assert!(read::<Ratchet>(&Tree::of(&[]), RATCHET).is_err());
    }

    #[test]
    fn a_ratchet_may_be_empty() {
        let ratchet: Ratchet = read(&Tree::of(&[(RATCHET, "# nothing\n")]), RATCHET).unwrap();
        assert!(ratchet.files.is_empty() && ratchet.functions.is_empty());
    }
}
