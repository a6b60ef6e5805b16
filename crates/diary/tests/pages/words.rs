//! The words of the pages: short, plain, without blame and without praise. The whole catalogue is read, and every page of
//! an empty diary, so that nothing on it was written by anybody but us; what the guidance says in the words of the law is
//! left out.

use crate::{
    client::Reply,
    every::reachable,
    program::{Program, opened_with},
};
use std::collections::BTreeSet;
use tempfile::TempDir;

/// The guidance, whose words are checked where they are kept.
const GUIDANCE: [&str; 6] = [
    include_str!("../../../../packs/england-and-wales/guide.toml"),
    include_str!("../../../../packs/england-and-wales/law.toml"),
    include_str!("../../../../packs/england-and-wales/clocks.toml"),
    include_str!("../../../../packs/england-and-wales/orders.toml"),
    include_str!("../../../../packs/england-and-wales/advice.toml"),
    include_str!("../../../../packs/england-and-wales/signals.toml"),
];

/// Words that blame, praise, hurry or grade.
const NEVER: [&str; 16] = [
    "why did you",
    "you should have",
    "you failed",
    "unfortunately",
    "well done",
    "good job",
    "great!",
    "congratulations",
    "streak",
    "risk score",
    "risk level",
    "reminder",
    "don't forget",
    "are you sure it was",
    "hurry",
    "high risk",
];

/// Fewer words than this are a label, not something to read; no formula for sentences fits them.
const A_TEXT: usize = 8;

/// The text of a page by its blocks: a paragraph, a label, a heading.
fn blocks(html: &str) -> Vec<String> {
    let body = html.split_once("<main").map_or("", |(_, body)| body);
    let (mut out, mut rest) = (String::new(), body);
    while let Some((text, after)) = rest.split_once('<') {
        out.push_str(text);
        let (tag, after) = after.split_once('>').unwrap_or((after, ""));
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
        let skipped = ["svg", "select", "textarea", "code"]
            .into_iter()
            .find(|own| *own == tag.split(' ').next().unwrap_or_default());
        rest = match skipped {
            Some(own) => after.split_once(&format!("</{own}>")).map_or("", |(_, after)| after),
            None => after,
        };
        if !["a", "strong", "span", "time", "br"].contains(&name) {
            out.push('\n');
        } else if name == "br" {
            out.push(' ');
        }
    }
    let plain = |line: &str| {
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        line.replace("&amp;", "&").replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">")
    };
    out.lines().map(plain).filter(|line| !line.is_empty()).collect()
}

/// Syllables as the ear counts them, nearly: groups of vowels, a silent e at the end left out.
fn syllables(word: &str) -> usize {
    let word: String = word.to_lowercase().chars().filter(|c| c.is_ascii_alphabetic()).collect();
    let vowel = |c: char| "aeiouy".contains(c);
    let groups = word
        .chars()
        .fold((0, false), |(count, before), c| (count + usize::from(vowel(c) && !before), vowel(c)))
        .0;
    let silent = (word.ends_with('e') && !word.ends_with("le"))
        || (word.ends_with("ed") && !word.ends_with("ted") && !word.ends_with("ded"));
    (groups - usize::from(silent && groups > 1)).max(1)
}

/// The grade of Flesch and Kincaid: 0.39 words a sentence + 11.8 syllables a word - 15.59.
fn grade(text: &str) -> Option<f64> {
    let words: Vec<&str> =
        text.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).collect();
    if words.len() < A_TEXT {
        return None;
    }
    let ends = text
        .split(['.', '?', '!', ':', ';'])
        .filter(|part| part.split_whitespace().count() > 1)
        .count()
        .max(1);
    let count = |n: usize| f64::from(u32::try_from(n).unwrap());
    let spoken: usize = words.iter().map(|word| syllables(word)).sum();
    Some(0.39 * count(words.len()) / count(ends) + 11.8 * count(spoken) / count(words.len()) - 15.59)
}

/// Every page that holds words of nobody but us: before there is a diary, of an empty one, and of forms sent empty.
pub fn pages(more: &[(&str, &str)]) -> Vec<Reply> {
    let folder = TempDir::new().unwrap();
    let mut first = Program::start(&folder.path().join("daybook.db"), more);
    let mut pages =
        vec![first.enter(), first.client.get("/new"), first.client.get("/back"), first.client.get("/help")];
    let (_folder, mut program) = opened_with(more);
    let paths = reachable(&mut program.client);
    pages.extend(paths.iter().map(|path| program.client.get(path)));
    for (page, action) in [
        ("/add", "/add"),
        ("/people", "/people"),
        ("/boundary", "/boundary"),
        ("/things", "/things"),
        ("/papers", "/papers"),
        ("/spoke", "/spoke"),
        ("/keep/copy", "/keep/copy"),
        ("/keep/try", "/keep/try"),
        ("/keep/leave", "/keep/leave"),
    ] {
        pages.push(program.client.fill(page, action, &[]));
    }
    pages
}

/// Whether a text is the guidance's: of it, of several lines of it, or of where one was read.
pub fn is_guidance(text: &str) -> bool {
    let said = |part: &str| GUIDANCE.iter().any(|all| all.replace("\\\"", "\"").contains(part));
    let mut sources = GUIDANCE
        .iter()
        .flat_map(|all| all.split("source = \"").skip(1))
        .filter_map(|rest| rest.split('"').next());
    let mut parts = text.split_inclusive(['.', '?']).map(|part| part.trim().trim_end_matches(['.', '?']));
    said(text) || sources.any(|source| text.starts_with(source)) || parts.all(said)
}

/// The English catalogue, `words/en.toml`.
pub const CATALOGUE: &str = include_str!("../../../../words/en.toml");

/// Every sentence of a catalogue, in each of its forms.
pub fn sentences(catalogue: &toml::Table) -> Vec<&str> {
    let mut all = Vec::new();
    for value in catalogue["sentences"].as_table().unwrap().values() {
        match value {
            toml::Value::Table(forms) => all.extend(forms.values().map(|form| form.as_str().unwrap())),
            plain => all.push(plain.as_str().unwrap()),
        }
    }
    all
}

/// Every block of every page of ours, and the catalogue.
fn all() -> BTreeSet<String> {
    let catalogue = CATALOGUE.parse().unwrap();
    let written = sentences(&catalogue).into_iter().map(str::to_owned);
    let shown = pages(&[]).into_iter().flat_map(|page| blocks(&page.text()));
    written.chain(shown).filter(|block| !is_guidance(block)).collect()
}

#[test]
fn a_child_of_nine_could_read_it_and_nobody_is_blamed_or_praised() {
    let all = all();
    let mut grades: Vec<(f64, &String)> =
        all.iter().filter_map(|block| Some((grade(block)?, block))).collect();
    grades.sort_by(|a, b| a.0.total_cmp(&b.0));
    assert!(grades.len() > 150, "{} texts", grades.len());
    let median = grades[grades.len() / 2].0;
    let hard: Vec<String> = grades
        .iter()
        .filter(|(grade, _)| *grade > 9.0)
        .map(|(grade, text)| format!("{grade:.1} {text}"))
        .collect();
    assert!(median <= 6.0, "median {median:.2}");
    assert!(hard.is_empty(), "median {median:.2}; too hard:\n{}", hard.join("\n"));
    for block in &all {
        let lower = block.to_lowercase();
        assert!(NEVER.iter().all(|never| !lower.contains(never)), "{block}");
    }
}

#[test]
fn grades_and_syllables_come_out_as_counted_by_hand() {
    assert_eq!(["cat", "police", "diary", "evidence", "passed", "table"].map(syllables), [1, 2, 2, 3, 1, 2]);
    assert!(grade("Too few words to tell.").is_none());
    let easy = grade("He came to my door. He did not say a word.").unwrap();
    let hard = grade("Notwithstanding considerable administrative difficulties, institutional representatives deliberated interminably.").unwrap();
    assert!(easy < 2.0 && hard > 20.0, "{easy} {hard}");
}
