//! The catalogues of what the pages say (`words/`): English as the code has it, and each other language held against it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use serde::Deserialize;

use super::english::{self, English, Said, places};
use super::problem::Problem;
use super::rules::{EnglishRule, RULES};
use super::sources::Sources;
use super::tree::Tree;

/// Where the English is gathered.
pub const ENGLISH: &str = "words/en.toml";

const HEAD: &str = "\
# What the pages say, in English. Gathered from the code by `cargo xtask words`, never written by hand.
# For another language copy it, give it that language's tag, and put its sentences in place of the English on the right;
# what stands in braces stays as it is. `cargo xtask words LANGUAGE` says what is missing.
language = \"en-GB\"

[sentences]
";

/// A sentence in the code: its form for one, and where it is said.
#[derive(Debug, Default)]
pub struct Use {
    one: Option<String>,
    files: BTreeSet<String>,
}

/// Every sentence by its English.
pub type Sentences = BTreeMap<String, Use>;

/// A catalogue as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Catalogue {
    language: String,
    sentences: BTreeMap<String, Translation>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Translation {
    Plain(String),
    Counted(BTreeMap<String, String>),
}

/// Gathers the English, with what is wrong in the code.
pub fn english(rule: &EnglishRule, tree: &Tree, sources: &Sources) -> (Sentences, Vec<Problem>) {
    let (mut sentences, mut problems) = (Sentences::new(), Vec::new());
    let begins = |all: &[String], path: &str| all.iter().any(|own| path.starts_with(own.as_str()));
    let files = tree.texts(".rs").filter(|(path, _)| begins(&rule.gathered, path) && !sources.is_test(path));
    for (path, text) in files {
        // What is not Rust is named by another check.
        let Ok(found) = English::scan(text) else { continue };
        if begins(&rule.pages, path) {
            problems.extend(bare(rule, path, &found));
        }
        let unfilled = found.unfilled.iter().map(|(line, text)| {
            let what = format!("says \"{text}\", whose places and values differ");
            Problem::at(path, *line, what, "name a value for each place, and no other")
        });
        problems.extend(unfilled);
        problems.extend(gather(&mut sentences, path, found.said));
    }
    for lower in &rule.lower {
        let files =
            tree.texts(".rs").filter(|(path, _)| path.starts_with(&lower.files) && !sources.is_test(path));
        let before = sentences.len();
        for (path, text) in files {
            problems.extend(gather(
                &mut sentences,
                path,
                english::inside(text, &lower.inside).unwrap_or_default(),
            ));
        }
        if sentences.len() == before {
            let what = format!("{} says nothing new inside {}", lower.files, lower.inside.join(", "));
            problems.push(Problem::of(RULES, what, "remove the line"));
        }
    }
    problems.extend(stale(rule, tree));
    (sentences, problems)
}

fn bare<'a>(rule: &'a EnglishRule, path: &'a str, found: &'a English) -> impl Iterator<Item = Problem> {
    let excepted = move |text: &str| {
        rule.bare.iter().any(|own| own.file == path && text.starts_with(own.begins.as_str()))
    };
    let bare = found.bare.iter().filter(move |(_, text)| !excepted(text));
    bare.map(move |(line, text)| {
        let what = format!("says \"{text}\" past the catalogue");
        Problem::at(path, *line, what, format!("write `say!(…)`; if nobody reads it, say so in {RULES}"))
    })
}

/// Exceptions that except nothing.
fn stale<'a>(rule: &'a EnglishRule, tree: &'a Tree) -> impl Iterator<Item = Problem> + 'a {
    let is_needed = |own: &&super::rules::Bare| {
        let found = tree.text(&own.file).and_then(|text| English::scan(text).ok()).unwrap_or_default();
        found.bare.iter().any(|(_, text)| text.starts_with(own.begins.as_str()))
    };
    rule.bare.iter().filter(move |own| !is_needed(own)).map(|own| {
        let what = format!(
            "lets {} say \"{}\" past the catalogue ({}), which it does not",
            own.file, own.begins, own.reason
        );
        Problem::of(RULES, what, "remove the exception")
    })
}

fn gather(sentences: &mut Sentences, path: &str, said: Vec<Said>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for Said { english, one } in said {
        let known =
            sentences.entry(english.clone()).or_insert_with(|| Use { one: one.clone(), ..Use::default() });
        if known.one != one {
            let what = format!("says \"{english}\", which is said elsewhere with another form for one");
            problems.push(Problem::of(path, what, "use the same two forms in both places"));
        }
        known.files.insert(path.to_owned());
    }
    problems
}

/// The English catalogue: each sentence under the files that say it.
pub fn render(sentences: &Sentences) -> String {
    let mut out = HEAD.to_owned();
    for (english, used) in sentences {
        let files = used.files.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        let key = quoted(english);
        let value = match &used.one {
            Some(one) => format!("{{ 1 = {}, other = {key} }}", quoted(one)),
            None => key.clone(),
        };
        write!(out, "# {files}\n{key} = {value}\n").expect("a String takes all that is written");
    }
    out
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}

/// The sentences a language does not have.
///
/// # Errors
/// When its catalogue is not there or cannot be read.
pub fn missing<'a>(sentences: &'a Sentences, tree: &Tree, language: &str) -> Result<Vec<&'a str>, String> {
    let path = format!("words/{language}.toml");
    let text = tree.text(&path).ok_or_else(|| format!("{path} is not there. Copy {ENGLISH} to it."))?;
    let catalogue: Catalogue = toml::from_str(text).map_err(|error| format!("{path}: {error}"))?;
    let lacks = |english: &&String| !catalogue.sentences.contains_key(*english);
    Ok(sentences.keys().filter(lacks).map(String::as_str).collect())
}

/// Checks the code, the English catalogue and each other.
pub fn check(rule: &EnglishRule, tree: &Tree, sources: &Sources) -> Vec<Problem> {
    let (sentences, mut problems) = english(rule, tree, sources);
    if tree.text(ENGLISH) != Some(&render(&sentences)) {
        problems.push(Problem::of(ENGLISH, "is not what the code says", "run `cargo xtask words`"));
    }
    let catalogues = tree.texts(".toml").filter(|(path, _)| path.starts_with("words/") && *path != ENGLISH);
    problems.extend(catalogues.flat_map(|(path, text)| translated(&sentences, path, text)));
    problems
}

fn translated(sentences: &Sentences, path: &str, text: &str) -> Vec<Problem> {
    let catalogue: Catalogue = match toml::from_str(text) {
        Ok(catalogue) => catalogue,
        Err(error) => {
            return vec![Problem::of(path, format!("cannot be read: {}", error.message()), "mend it")];
        }
    };
    let mut problems = Vec::new();
    if path != format!("words/{}.toml", catalogue.language) {
        let what = format!("is in the language {}", catalogue.language);
        problems.push(Problem::of(path, what, "name the file after its language"));
    }
    for (english, translation) in &catalogue.sentences {
        let wrong = match sentences.get(english) {
            None => Some("which the pages do not say"),
            Some(used) => fault(english, used, translation),
        };
        problems.extend(
            wrong.map(|wrong| {
                Problem::of(path, format!("has \"{english}\", {wrong}"), format!("see {ENGLISH}"))
            }),
        );
    }
    problems
}

/// What is wrong with a translation. A form for one number may leave places out ("a file"); the rest may not.
fn fault(english: &str, used: &Use, translation: &Translation) -> Option<&'static str> {
    let wanted = places(english);
    match translation {
        Translation::Plain(text) if places(text) != wanted => Some("with other places than in English"),
        Translation::Plain(_) => None,
        Translation::Counted(_) if used.one.is_none() => Some("which does not count"),
        Translation::Counted(forms) => {
            let other = forms.get("other").map(|text| places(text));
            let is_number = |form: &String| form == "other" || form.parse::<u64>().is_ok();
            if other.as_ref() != Some(&wanted) || forms.values().any(|text| !places(text).is_subset(&wanted))
            {
                Some("with other places than in English, or without `other`")
            } else if !forms.keys().all(is_number) {
                Some("by something that is not a number")
            } else {
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::rules::{Bare, Lower};
    use super::*;

    const PAGE: &str = "a/page.rs";

    fn rule() -> EnglishRule {
        let text = |text: &str| text.to_owned();
        EnglishRule {
            gathered: vec![text("a/")],
            pages: vec![text(PAGE)],
            lower: vec![Lower { files: text("b/"), inside: vec![text("label")] }],
            bare: vec![Bare { file: text(PAGE), begins: text("sandbox;"), reason: text("a header") }],
        }
    }

    /// The problems of a tree with this page and, when it has text, this Welsh; the English is as it should be.
    fn said(page: &str, welsh: &str) -> Vec<String> {
        let page = format!("{page}\nconst POLICY: &str = \"sandbox; allow nothing\";");
        let kind = "fn label(self) -> &str { match self { A => \"A call\" } }";
        let mut texts = vec![(PAGE, page.as_str()), ("b/kind.rs", kind)];
        let tree = Tree::of(&texts);
        let english = render(&english(&rule(), &tree, &Sources::read(&tree).0).0);
        texts.push((ENGLISH, &english));
        texts.extend((!welsh.is_empty()).then_some(("words/cy.toml", welsh)));
        let tree = Tree::of(&texts);
        let problems = check(&rule(), &tree, &Sources::read(&tree).0);
        problems.iter().map(Problem::to_string).collect()
    }

    fn cy(sentences: &str) -> String {
        format!("language = \"cy\"\n[sentences]\n{sentences}")
    }

    #[test]
    fn english_is_written_with_its_files_and_forms_and_is_toml() {
        let tree = Tree::of(&[
            (
                PAGE,
                "fn f() { say!(\"Say \\\"yes\\\"\"); say!(one: \"{n} file\", many: \"{n} files\", n = 3); }",
            ),
            ("a/other.rs", "fn f() { say!(\"Say \\\"yes\\\"\") }"),
            ("b/kind.rs", "fn label() { \"A call\" }"),
        ]);
        let (sentences, _) = english(&rule(), &tree, &Sources::read(&tree).0);
        let text = render(&sentences);
        assert!(
            text.contains("# a/other.rs, a/page.rs\n\"Say \\\"yes\\\"\" = \"Say \\\"yes\\\"\"\n"),
            "{text}"
        );
        assert!(text.contains("\"{n} files\" = { 1 = \"{n} file\", other = \"{n} files\" }"), "{text}");
        let read: Catalogue = toml::from_str(&text).unwrap();
        assert_eq!(read.sentences.keys().collect::<Vec<_>>(), ["A call", "Say \"yes\"", "{n} files"]);
        let welsh = Tree::of(&[("words/cy.toml", &cy("\"A call\" = \"Galwad\""))]);
        assert_eq!(missing(&sentences, &welsh, "cy").unwrap(), ["Say \"yes\"", "{n} files"]);
        assert!(missing(&sentences, &welsh, "gd").is_err());
    }

    #[test]
    fn a_catalogue_that_is_not_what_the_code_says_is_named() {
        let tree = Tree::of(&[(PAGE, "fn f() { say!(\"Save\") }"), (ENGLISH, HEAD)]);
        let problems = check(
            &EnglishRule { gathered: vec!["a/".to_owned()], ..EnglishRule::default() },
            &tree,
            &Sources::read(&tree).0,
        );
        assert!(
            problems[0].to_string().starts_with("words/en.toml: is not what the code says"),
            "{problems:?}"
        );
    }

    #[test]
    fn a_sentence_past_the_catalogue_is_named_with_its_line() {
        assert_eq!(said("fn f() { say!(\"Your files\") }", ""), Vec::<String>::new());
        let wrong = said("fn f() {\n    notice(\"Your files\") }", "");
        assert!(wrong[0].starts_with("a/page.rs:2: says \"Your files\" past the catalogue"), "{wrong:?}");
    }

    #[test]
    fn exceptions_and_lower_functions_that_are_not_there_are_named() {
        let tree = Tree::of(&[(PAGE, ""), ("b/kind.rs", "fn name() {}")]);
        let (_, problems) = english(&rule(), &tree, &Sources::read(&tree).0);
        let problems: Vec<String> = problems.iter().map(Problem::to_string).collect();
        assert!(problems[0].contains("b/ says nothing new inside label"), "{problems:?}");
        assert!(problems[1].contains("past the catalogue (a header), which it does not"), "{problems:?}");
    }

    #[test]
    fn one_sentence_has_one_form_for_one() {
        let wrong = said(
            "fn f() { say!(one: \"1 file\", many: \"{n} files\", n = 1); say!(one: \"{n} file\", many: \"{n} files\", n = 1); }",
            "",
        );
        assert!(wrong[0].contains("another form for one"), "{wrong:?}");
    }

    #[test]
    fn another_language_says_what_english_says_with_the_same_places() {
        let page =
            "fn f() { say!(\"{a} of {b}\", a, b); say!(one: \"{n} file\", many: \"{n} files\", n = 1); }";
        let right =
            cy("\"{a} of {b}\" = \"{b}: {a}\"\n\"{n} files\" = { 1 = \"un ffeil\", other = \"{n} ffeil\" }");
        assert_eq!(said(page, &right), Vec::<String>::new());
        for (sentences, wrong) in [
            ("\"{a} of {b}\" = \"{a}\"", "with other places"),
            ("\"{a} of {b}\" = { other = \"{a} {b}\" }", "which does not count"),
            ("\"{n} files\" = { 1 = \"un ffeil\" }", "without `other`"),
            ("\"{n} files\" = { 1 = \"{m} ffeil\", other = \"{n} ffeil\" }", "with other places"),
            ("\"{n} files\" = { few = \"{n} ffeil\", other = \"{n} ffeil\" }", "not a number"),
            ("\"Gone\" = \"x\"", "which the pages do not say"),
            ("\"Gone\" = 3", "cannot be read"),
        ] {
            let said = said(page, &cy(sentences));
            assert!(said.len() == 1 && said[0].contains(wrong), "{sentences}: {said:?}");
        }
        assert!(said(page, "language = \"gd\"\n[sentences]\n")[0].contains("is in the language gd"));
    }
}
