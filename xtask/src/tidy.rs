//! `cargo xtask tidy`: the rules of the house, one check a file.
//!
//! The rules themselves are data: `xtask/tidy.toml` (edges, names, words), `xtask/ratchet.toml` (what is over its budget
//! today) and `deny.toml` (licences and sources). `docs/style.md` says why they are as they are.

pub mod catalogue;
mod dependencies;
mod documents;
mod edges;
mod english;
mod expression;
mod licences;
mod literal;
mod metadata;
mod modules;
mod origins;
mod problem;
pub mod rules;
mod sizes;
mod source;
pub mod sources;
pub mod tree;
mod words;

use std::path::Path;

use crate::failure::Failure;
use metadata::Metadata;
use problem::Problem;
use rules::{RATCHET, RULES, Ratchet, Rules};
use sources::Sources;
use tree::Tree;

/// Runs every check and prints what is wrong, one line each, then the figures.
///
/// # Errors
/// `Found` when a rule is broken, `Stuck` when the rules or the tree cannot be read.
pub fn run(root: &Path) -> Result<(), Failure> {
    let (problems, figures) = check(root).map_err(Failure::Stuck)?;
    for problem in &problems {
        println!("{problem}");
    }
    println!("{figures}");
    if problems.is_empty() {
        return Ok(());
    }
    eprintln!("tidy: {} to mend", problems.len());
    Err(Failure::Found)
}

fn check(root: &Path) -> Result<(Vec<Problem>, sizes::Figures), String> {
    let tree = Tree::read(root)?;
    let rules: Rules = rules::read(&tree, RULES)?;
    let ratchet: Ratchet = rules::read(&tree, RATCHET)?;
    let deny: licences::Deny = rules::read(&tree, licences::DENY)?;
    let metadata = Metadata::read(root)?;
    let folders: Vec<_> =
        metadata.ours().map(|package| (package.name.clone(), metadata.folder(package))).collect();

    let (sources, mut problems) = Sources::read(&tree);
    problems.extend(edges::check(&rules, &metadata));
    problems.extend(modules::check(&rules, &folders, &sources));
    problems.extend(sizes::check(&ratchet, &sources));
    problems.extend(documents::check(&tree));
    problems.extend(dependencies::check(&tree));
    problems.extend(licences::check(&deny, &metadata));
    problems.extend(origins::check(&tree));
    problems.extend(words::check(&rules.words, &tree));
    problems.extend(catalogue::check(&rules.english, &tree, &sources));
    problems.sort();
    Ok((problems, sizes::figures(&sources)))
}
