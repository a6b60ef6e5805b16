//! Every page in a language that is not one: what the catalogue says stands in brackets, so what does not went past it.
//! (Translators call such a language a pseudolocale.)

use crate::{
    client::Reply,
    every::reachable,
    program::sample_with,
    words::{CATALOGUE, is_guidance, pages},
};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

/// A catalogue in which each sentence stands in brackets.
fn bracketed(folder: &TempDir) -> PathBuf {
    let catalogue: toml::Table = CATALOGUE.parse().unwrap();
    // A string of JSON is one of TOML.
    let quoted = |text: &str| serde_json::to_string(text).unwrap();
    let bracket = |text: &toml::Value| quoted(&format!("⟦{}⟧", text.as_str().unwrap()));
    let mut text = "language = \"en-XA\"\n[sentences]\n".to_owned();
    for (key, value) in catalogue["sentences"].as_table().unwrap() {
        let said = match value {
            toml::Value::Table(forms) => {
                let forms = forms.iter().map(|(number, form)| format!("{number} = {}", bracket(form)));
                format!("{{ {} }}", forms.collect::<Vec<_>>().join(", "))
            }
            plain => bracket(plain),
        };
        text.push_str(&format!("{} = {said}\n", quoted(key)));
    }
    let path = folder.path().join("en-XA.toml");
    fs::write(&path, text).unwrap();
    path
}

/// Elements whose text nobody of us wrote, or that are drawings.
const UNREAD: [&str; 4] = ["textarea", "code", "svg", "title"];
/// Attributes that are read out.
const READ_OUT: [&str; 3] = [" aria-label=\"", " alt=\"", " placeholder=\""];

/// The texts of a page that stand in no brackets, and those that are read out.
fn bare(html: &str) -> Vec<String> {
    let (mut bare, mut depth, mut rest) = (Vec::new(), 0, html);
    while let Some((text, after)) = rest.split_once('<') {
        bare.extend(outside(text, &mut depth));
        let (tag, after) = after.split_once('>').unwrap();
        for name in READ_OUT {
            let value = tag.split_once(name).and_then(|(_, value)| value.split('"').next());
            bare.extend(value.and_then(|value| outside(value, &mut 0)));
        }
        let name = tag.split(' ').next().unwrap();
        let skipped = UNREAD.contains(&name) || tag.contains("own-words");
        rest = if skipped { after.split_once(&format!("</{name}>")).unwrap().1 } else { after };
    }
    assert_eq!(depth, 0, "brackets come in pairs");
    bare
}

/// What of a text stands in no brackets, when it has a word.
fn outside(text: &str, depth: &mut i32) -> Option<String> {
    let mut left = String::new();
    for letter in text.chars() {
        match letter {
            '⟦' => *depth += 1,
            '⟧' => *depth -= 1,
            letter if *depth == 0 => left.push(letter),
            _ => {}
        }
    }
    let left = left.replace("&amp;", "&").replace("&quot;", "\"");
    let left = left.trim().trim_matches([',', '.', ':', ';']).trim();
    left.chars().any(char::is_alphabetic).then(|| left.to_owned())
}

/// Pages of the sample case that are mostly findings. Core writes these out of counts and names, in English; on an empty
/// diary the same pages are read whole.
const FINDINGS: [&str; 6] = ["/shows", "/weigh", "/topics", "/limits", "/since", "/papers"];
/// Words of dates and times, which core writes in English, and names that are the same in every language.
const NOT_YET: [&str; 49] = [
    "Mon",
    "Tue",
    "Wed",
    "Thu",
    "Fri",
    "Sat",
    "Sun",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
    "January",
    "February",
    "March",
    "April",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
    "about",
    "between",
    "and",
    "some",
    "time",
    "Daybook",
    "kB",
    "MB",
    "bytes",
    "SHA-256",
    "am",
    "pm",
];

/// What went past the catalogue, other than guidance, dates, what a form carries back (words picked by chance, a path) and
/// what `own` says is the person's. The beginning of what was told stands behind its label or its date.
fn past(pages: &[Reply], own: impl Fn(&str) -> bool) -> BTreeSet<String> {
    let is_known = |text: &str| {
        let mut words = text.split(|mark: char| !mark.is_alphanumeric() && mark != '-');
        words.all(|word| NOT_YET.contains(&word) || !word.chars().any(char::is_alphabetic))
    };
    let is_carried = |text: &str| pages.iter().any(|page| page.text().contains(&format!("value=\"{text}\"")));
    let is_ours = |text: &String| {
        !is_guidance(text)
            && !is_carried(text)
            && !text.split(": ").all(|part| is_known(part) || own(part.trim_end_matches('…')))
    };
    pages.iter().flat_map(|page| bare(&page.text())).filter(is_ours).collect()
}

#[test]
fn every_sentence_of_an_empty_diary_comes_from_the_catalogue() {
    let folder = TempDir::new().unwrap();
    let words = bracketed(&folder);
    let pages = pages(&[("DAYBOOK_CATALOGUE", words.to_str().unwrap())]);
    assert!(pages.iter().all(|page| page.text().contains("<html lang=\"en-XA\">")));
    let past = past(&pages, |_| false);
    assert!(past.is_empty(), "{past:#?}");
}

#[test]
fn every_sentence_of_the_sample_case_comes_from_the_catalogue() {
    let folder = TempDir::new().unwrap();
    let words = bracketed(&folder);
    let (_case, mut program) = sample_with(&[("DAYBOOK_CATALOGUE", words.to_str().unwrap())]);
    let paths = reachable(&mut program.client);
    let looked_at = paths.iter().filter(|path| !FINDINGS.contains(&path.as_str()));
    let pages: Vec<Reply> = looked_at.map(|path| program.client.get(path)).collect();
    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/case");
    let told = fs::read_to_string(case.join("diary.toml")).unwrap();
    let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
    // Labels (TO/1) and media types (text/xml) have a stroke; files are called as they came.
    let own = |text: &str| {
        let is_label = !text.contains(' ') && text.contains('/');
        let is_file = text.rsplit_once('.').is_some_and(|(_, ending)| ending.len() == 3);
        told.contains(text) || is_label || is_file
    };
    let past = past(&pages, own);
    assert!(past.is_empty(), "{past:#?}");
}
