//! `cargo xtask words [LANGUAGE]`: writes the English of the pages into its catalogue, or says what a language lacks.

use std::path::Path;

use crate::failure::Failure;
use crate::tidy::{
    catalogue::{self, ENGLISH},
    rules::{self, RULES, Rules},
    sources::Sources,
    tree::Tree,
};

/// Writes `words/en.toml`; with a language, prints each English sentence that `words/LANGUAGE.toml` does not have.
///
/// # Errors
/// `Found` when the language lacks something, `Stuck` when the tree cannot be read or the file not be written.
pub fn run(root: &Path, language: Option<&str>) -> Result<(), Failure> {
    let tree = Tree::read(root).map_err(Failure::Stuck)?;
    let rules: Rules = rules::read(&tree, RULES).map_err(Failure::Stuck)?;
    let (english, _) = catalogue::english(&rules.english, &tree, &Sources::read(&tree).0);
    let Some(language) = language else {
        let text = catalogue::render(&english);
        return std::fs::write(root.join(ENGLISH), text)
            .map_err(|error| Failure::Stuck(format!("{ENGLISH} could not be written: {error}")));
    };
    let missing = catalogue::missing(&english, &tree, language).map_err(Failure::Stuck)?;
    for sentence in &missing {
        println!("{sentence}");
    }
    println!("{} of {} sentences are missing in {language}.", missing.len(), english.len());
    if missing.is_empty() { Ok(()) } else { Err(Failure::Found) }
}
