//! Words we never write, because the proof does not carry them. The list is in `xtask/tidy.toml`.

use super::problem::Problem;
use super::rules::{RULES, Word};
use super::tree::Tree;

/// Checks the text of every file.
pub fn check(words: &[Word], tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, text) in tree.texts("").filter(|(path, _)| *path != RULES) {
        for (index, line) in text.lines().enumerate() {
            let line = line.to_lowercase();
            let found = words.iter().filter(|word| line.contains(&word.word) && !is_excepted(word, path));
            problems.extend(found.map(|word| {
                Problem::at(
                    path,
                    index + 1,
                    format!("says \"{}\": {}", word.word, word.reason),
                    "say what is shown",
                )
            }));
        }
    }
    let is_stale = |path: &&String, word: &Word| {
        !tree.text(path).is_some_and(|text| text.to_lowercase().contains(&word.word))
    };
    for word in words {
        problems.extend(word.except.iter().filter(|path| is_stale(path, word)).map(|path| {
            let what = format!("lets {path} say \"{}\", which it does not", word.word);
            Problem::of(RULES, what, "remove the exception")
        }));
    }
    problems
}

fn is_excepted(word: &Word, path: &str) -> bool {
    word.except.iter().any(|excepted| excepted == path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(except: &[&str], texts: &[(&str, &str)]) -> Vec<String> {
        let except = except.iter().map(|path| (*path).to_owned()).collect();
        let word = Word { word: "waterproof ink".to_owned(), reason: "nothing is".to_owned(), except };
        check(&[word], &Tree::of(texts)).iter().map(Problem::to_string).collect()
    }

    #[test]
    fn a_forbidden_word_is_found_in_any_case() {
        assert_eq!(
            said(&[], &[("a.rs", "x\n\"Waterproof Ink\"")]),
            ["a.rs:2: says \"waterproof ink\": nothing is / say what is shown"]
        );
        assert!(said(&[], &[("a.rs", "ink")]).is_empty());
    }

    #[test]
    fn an_exception_holds_for_its_file_while_it_is_needed() {
        assert!(said(&["a.md"], &[("a.md", "never say waterproof ink")]).is_empty());
        assert!(said(&["a.md"], &[("a.md", "nothing")])[0].contains("lets a.md say"));
    }
}
