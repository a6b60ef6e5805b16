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
    /// Where the English of the pages stands.
    #[serde(default)]
    pub english: EnglishRule,
}

/// Where the English of the pages stands.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnglishRule {
    /// Beginnings of paths: what is said there is gathered.
    pub gathered: Vec<String>,
    /// Beginnings of paths: nothing may be said there past the catalogue.
    pub pages: Vec<String>,
    /// Words of crates that know no catalogue, which the pages look up.
    #[serde(default)]
    pub lower: Vec<Lower>,
    /// What may stand past the catalogue.
    #[serde(default)]
    pub bare: Vec<Bare>,
}

/// Where words stand that the pages look up.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lower {
    /// The beginning of the files' paths.
    pub files: String,
    /// Names of functions, macros and fields: every string in them, and in what they are called with.
    pub inside: Vec<String>,
}

/// Strings that are not words to the reader of a page.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bare {
    /// The file.
    pub file: String,
    /// How the strings begin; every string of the file when empty.
    #[serde(default)]
    pub begins: String,
    /// What they are.
    pub reason: String,
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
