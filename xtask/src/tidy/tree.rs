//! The repository as the checks see it: the paths git would keep, and the text of those that are text.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

/// Files whose text some check reads.
const READ: &[&str] = &["rs", "md", "toml", "html", "css", "js", "sh"];

/// Paths are relative to the root and use `/`.
pub struct Tree {
    files: BTreeSet<String>,
    folders: BTreeSet<String>,
    texts: BTreeMap<String, String>,
}

impl Tree {
    /// Everything tracked or about to be: what git lists and does not ignore. Built output is never seen.
    ///
    /// # Errors
    /// When git cannot list the files or one of them cannot be read.
    pub fn read(root: &Path) -> Result<Self, String> {
        let output = Command::new("git")
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .current_dir(root)
            .output()
            .map_err(|error| format!("git could not be started: {error}"))?;
        if !output.status.success() {
            return Err(format!("git could not list the files: {}", String::from_utf8_lossy(&output.stderr)));
        }
        let mut tree = Self::empty();
        let listed = String::from_utf8_lossy(&output.stdout);
        // A file deleted but not yet committed is still listed; it is no longer part of the tree.
        for path in listed.split('\0').filter(|path| !path.is_empty() && root.join(path).is_file()) {
            tree.add(path);
            if is_read(path) {
                let bytes = std::fs::read(root.join(path)).map_err(|error| format!("{path}: {error}"))?;
                // What is not UTF-8 is not text, whatever it is called.
                tree.texts.extend(String::from_utf8(bytes).ok().map(|text| (path.to_owned(), text)));
            }
        }
        Ok(tree)
    }

    /// A tree of these texts, for tests.
    #[cfg(test)]
    pub fn of(texts: &[(&str, &str)]) -> Self {
        let mut tree = Self::empty();
        for (path, text) in texts {
            tree.add(path);
            tree.texts.insert((*path).to_owned(), (*text).to_owned());
        }
        tree
    }

    fn empty() -> Self {
        Self { files: BTreeSet::new(), folders: BTreeSet::new(), texts: BTreeMap::new() }
    }

    fn add(&mut self, path: &str) {
        self.files.insert(path.to_owned());
        self.folders.extend(path.match_indices('/').map(|(end, _)| path[..end].to_owned()));
    }

    /// Every file's path, sorted.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(String::as_str)
    }

    /// Path and text of every file that is read and whose name ends so.
    pub fn texts<'a>(&'a self, ending: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let all = self.texts.iter().map(|(path, text)| (path.as_str(), text.as_str()));
        all.filter(move |(path, _)| path.ends_with(ending))
    }

    /// One file's text.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(String::as_str)
    }

    /// True for a file, and for a folder that holds one.
    pub fn has(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        self.files.contains(path) || self.folders.contains(path)
    }
}

/// Fixtures are other people's words: only what we say about them is read.
fn is_read(path: &str) -> bool {
    let is_fixture = path.starts_with("testdata/") && !path.ends_with("/ORIGIN.md");
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    READ.contains(&ending) && !is_fixture
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fixtures_are_listed_but_not_read() {
        assert!(is_read("docs/a.md") && is_read("testdata/import/x/ORIGIN.md"));
        assert!(!is_read("testdata/import/x/case/chat.md") && !is_read("a.png") && !is_read("LICENSE"));
    }

    #[test]
    fn a_folder_exists_when_a_file_is_in_it() {
        let tree = Tree::of(&[("a/b/c.rs", "")]);
        assert!(tree.has("a/b/c.rs") && tree.has("a/b/") && tree.has("a"));
        assert!(!tree.has("a/c") && !tree.has("b"));
    }
}
