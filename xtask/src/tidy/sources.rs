//! Every Rust file of the tree, scanned once, and which of them are tests.

use std::collections::BTreeMap;

use super::problem::Problem;
use super::source::Source;
use super::tree::Tree;

/// Folders whose files are tests or tools of measurement, not product.
const TEST_FOLDERS: &[&str] = &["tests", "benches", "examples", "fuzz", "bench"];

/// The scanned files by path.
pub struct Sources {
    files: BTreeMap<String, Source>,
    /// Paths without ending of the modules declared under `#[cfg(test)]`.
    test_modules: Vec<String>,
}

impl Sources {
    /// Scans every `.rs` file; the problems are the files that could not be read as Rust.
    pub fn read(tree: &Tree) -> (Self, Vec<Problem>) {
        let mut problems = Vec::new();
        let mut files = BTreeMap::new();
        for (path, text) in tree.texts(".rs") {
            match Source::scan(text) {
                Ok(source) => {
                    files.insert(path.to_owned(), source);
                }
                Err(place) => problems.push(Problem::of(path, format!("is not Rust ({place})"), "mend it")),
            }
        }
        let test_modules = files
            .iter()
            .flat_map(|(path, source)| {
                let tests = source.modules.iter().filter(|module| module.test);
                tests.map(move |module| match &module.file {
                    // Beside the file that names it.
                    Some(file) => format!("{}/{}", folder(path), file.trim_end_matches(".rs")),
                    None => format!("{}/{}", submodule_folder(path), module.name),
                })
            })
            .collect();
        (Self { files, test_modules }, problems)
    }

    /// Every file, sorted by path.
    pub fn all(&self) -> impl Iterator<Item = (&str, &Source)> {
        self.files.iter().map(|(path, source)| (path.as_str(), source))
    }

    /// The files that are product.
    pub fn product(&self) -> impl Iterator<Item = (&str, &Source)> {
        self.all().filter(|(path, _)| !self.is_test(path))
    }

    /// True for files in test folders and for modules declared under `#[cfg(test)]`.
    pub fn is_test(&self, path: &str) -> bool {
        let in_folder = path.split('/').rev().skip(1).any(|folder| TEST_FOLDERS.contains(&folder));
        let module = path.trim_end_matches(".rs");
        let is_inside = |test: &String| module == test || module.starts_with(&format!("{test}/"));
        in_folder || self.test_modules.iter().any(is_inside)
    }
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Where the submodules of this file lie: beside a crate root or `mod.rs`, else in a folder of the file's name.
fn submodule_folder(path: &str) -> &str {
    let stem = path.trim_end_matches(".rs");
    ["/lib", "/main", "/mod"].iter().find_map(|root| stem.strip_suffix(root)).unwrap_or(stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_files_are_known_by_folder_and_by_declaration() {
        let tree = Tree::of(&[
            ("crates/a/src/lib.rs", "mod b;\n#[cfg(test)]\nmod fakes;"),
            (
                "crates/a/src/b.rs",
                "#[cfg(test)]\nmod tests;\n#[cfg(test)]\n#[path = \"b_more.rs\"]\nmod more;",
            ),
            ("crates/a/src/b_more.rs", ""),
            ("crates/a/src/b/tests.rs", ""),
            ("crates/a/src/fakes.rs", ""),
            ("crates/a/tests/whole.rs", ""),
        ]);
        let (sources, problems) = Sources::read(&tree);
        assert!(problems.is_empty());
        let product: Vec<_> = sources.product().map(|(path, _)| path).collect();
        assert_eq!(product, ["crates/a/src/b.rs", "crates/a/src/lib.rs"]);
    }

    #[test]
    fn a_file_that_is_not_rust_is_a_problem() {
        let (_, problems) = Sources::read(&Tree::of(&[("a.rs", "fn a() {")]));
        assert_eq!(problems.len(), 1);
    }
}
