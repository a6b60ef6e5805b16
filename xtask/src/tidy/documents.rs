//! Documents name only paths that exist, and their links lead somewhere.
//!
//! A path is a word in backticks that has a `/` inside or ends in `.md`, `.rs` or `.toml`. A name alone (`ORIGIN.md`) means any
//! file so called. A document about things that
//! lie elsewhere (inside a pack, say) names their beginnings once: `<!-- not in this repository: data/ PDF/ -->`.
//! Code blocks are not read.

use super::problem::Problem;
use super::tree::Tree;

const ELSEWHERE: &str = "<!-- not in this repository:";

/// Checks every document.
pub fn check(tree: &Tree) -> Vec<Problem> {
    tree.texts(".md").flat_map(|(path, text)| of_document(tree, path, text)).collect()
}

fn of_document(tree: &Tree, path: &str, text: &str) -> Vec<Problem> {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let elsewhere = elsewhere(text);
    let mut problems = Vec::new();
    let mut in_block = false;
    for (index, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            in_block = !in_block;
        }
        if in_block {
            continue;
        }
        let (code, prose) = split_code(line);
        for word in code.into_iter().filter(|word| is_path(word)) {
            let is_elsewhere = elsewhere.iter().any(|beginning| word.starts_with(beginning));
            if !is_elsewhere && !exists(tree, folder, word) {
                let what = format!("names `{word}`, which is not there");
                let to_do = "name what is there; if it lies elsewhere, list its beginning in a `not in this repository` comment";
                problems.push(Problem::at(path, index + 1, what, to_do));
            }
        }
        for target in links(&prose).filter(|target| !exists(tree, folder, target)) {
            let what = format!("links to {target}, which is not there");
            problems.push(Problem::at(path, index + 1, what, "mend the link"));
        }
    }
    problems
}

/// The beginnings listed in the document's comments.
fn elsewhere(text: &str) -> Vec<&str> {
    let comments = text.lines().filter_map(|line| line.trim().strip_prefix(ELSEWHERE));
    comments.flat_map(|list| list.trim_end_matches("-->").split_whitespace()).collect()
}

/// The words in backticks, and the line without them.
fn split_code(line: &str) -> (Vec<&str>, String) {
    let parts: Vec<&str> = line.split('`').collect();
    let code = parts.iter().skip(1).step_by(2).copied().collect();
    (code, parts.iter().step_by(2).copied().collect())
}

/// True for what reads as a path of a repository: not an address, a flag, a route, a command or code.
fn is_path(word: &str) -> bool {
    let is_letter = |letter: char| letter.is_ascii_alphanumeric() || "._-/<>*{},…:".contains(letter);
    let named = word.trim_end_matches(|end: char| end.is_ascii_digit()).trim_end_matches(':');
    let has_ending =
        [".md", ".rs", ".toml"].iter().any(|ending| named.len() > ending.len() && named.ends_with(ending));
    let is_foreign = word.contains("::") || word.contains("//") || word.starts_with(['/', '-', ':']);
    word.chars().all(is_letter) && !is_foreign && (word.contains('/') || has_ending)
}

/// Looks from the repository's root and from the document's folder. From the first part with a placeholder
/// (`<format>`, `*`, `{a,b}`, `…`) on, only the folder before it must exist. A name alone may be anywhere.
fn exists(tree: &Tree, folder: &str, word: &str) -> bool {
    let word = word.split_once(".rs:").map_or(word, |(stem, _)| &word[..stem.len() + 3]);
    let is_placeholder = |part: &str| part.contains(['<', '*', '{', '…']);
    let fixed: Vec<&str> = word.split('/').take_while(|part| !is_placeholder(part)).collect();
    if fixed == [word] && tree.files().any(|file| file.rsplit('/').next() == Some(word)) {
        return true;
    }
    let path = fixed.join("/");
    let from_root = normal(&path);
    let from_folder = normal(&format!("{folder}/{path}"));
    [from_root, from_folder].into_iter().flatten().any(|path| path.is_empty() || tree.has(&path))
}

/// Without `.`, `..` and empty parts; none when it leads out of the repository.
fn normal(path: &str) -> Option<String> {
    let mut parts = Vec::new();
    for part in path.split('/').filter(|part| !part.is_empty() && *part != ".") {
        match part {
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Targets of `[text](target)` that are files here, without the part after `#`.
fn links(prose: &str) -> impl Iterator<Item = &str> {
    let targets = prose.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let files = targets
        .filter(|target| !target.contains(':'))
        .map(|target| target.split('#').next().unwrap_or_default());
    files.filter(|target| !target.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(document: &str) -> Vec<String> {
        let tree =
            Tree::of(&[("docs/a.md", document), ("docs/format/b.md", ""), ("crates/a/src/lib.rs", "")]);
        check(&tree).iter().map(Problem::to_string).collect()
    }

    #[test]
    fn paths_that_exist_pass_from_root_and_from_the_folder() {
        let text = "`crates/a/src/lib.rs:12`, `docs/format/`, `format/b.md`, `crates/<name>/src`, `../crates/a`, `lib.rs`";
        assert_eq!(said(text), Vec::<String>::new());
    }

    #[test]
    fn paths_that_do_not_exist_are_named_with_their_line() {
        assert!(
            said("x\n`crates/b/`")[0].starts_with("docs/a.md:2: names `crates/b/`, which is not there / ")
        );
        for wrong in ["`gone.md`", "`crates/b/*.rs`", "`../../x/y`", "`crates/a/src/lib.rs/x`"] {
            assert_eq!(said(wrong).len(), 1, "{wrong}");
        }
    }

    #[test]
    fn what_is_not_a_path_is_left_alone() {
        let text =
            "`cargo xtask test`, `crate::a/b`, `/lock`, `https://example.org/x`, `--out`, `daybook.db`, a/b";
        assert_eq!(said(text), Vec::<String>::new());
    }

    #[test]
    fn blocks_and_listed_beginnings_are_left_alone() {
        assert_eq!(
            said("```\n`gone/x`\n```\n<!-- not in this repository: data/ -->\n`data/x`"),
            Vec::<String>::new()
        );
        assert_eq!(said("<!-- not in this repository: data/ -->\n`other/x`").len(), 1);
    }

    #[test]
    fn links_lead_somewhere() {
        assert_eq!(
            said("[a](format/b.md#top) [b](https://example.org) [c](#here) `[d](e)`"),
            Vec::<String>::new()
        );
        assert!(said("[a](format/c.md)")[0].starts_with("docs/a.md:1: links to format/c.md"));
    }
}
