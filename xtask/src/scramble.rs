//! `scramble`: turns a real export into one that may be shared, for finding out why it is not read.
//!
//! Shape, lengths, scripts, marks and line ends stay; words, names, numbers and packed media are replaced. The same word
//! becomes the same other word everywhere, so that senders stay senders. The same input and seed give the same bytes. What
//! is not text is refused: a photo cannot be made harmless so.

mod letters;
mod numbers;
mod words;

use std::fs;
use std::path::Path;

use crate::failure::Failure;

/// Reads one file and writes the other, which must not be there yet.
pub fn run(from: &Path, to: &Path, seed: &str) -> Result<(), Failure> {
    let stuck = |what: &str, error: &dyn std::fmt::Display| Failure::Stuck(format!("{what}: {error}."));
    let bytes = fs::read(from).map_err(|e| stuck("The export could not be read", &e))?;
    let text = String::from_utf8(bytes).map_err(|_| {
        Failure::Stuck("The export is not UTF-8 text.\nScramble only text, JSON, XML, HTML or CSV.".into())
    })?;
    if to.exists() {
        return Err(Failure::Stuck("There is already a file with that name.\nChoose another one.".into()));
    }
    fs::write(to, scramble(&text, seed)).map_err(|e| stuck("It could not be written", &e))?;
    println!(
        "Read it through before you share it: a scrambled file may still tell by its dates and lengths."
    );
    Ok(())
}

/// The text with everything that tells of people replaced.
pub fn scramble(text: &str, seed: &str) -> String {
    let shape = Shape::of(text);
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let (taken, written) = if c == '\\' || c == '&' {
            escape(rest, seed)
        } else if c.is_ascii_digit() || c == '+' {
            numbers::replace(rest, out.chars().next_back(), seed)
        } else if c.is_alphabetic() {
            let word = letters::word(rest);
            let place = text.len() - rest.len();
            let kept = shape.keeps(text, place, word) || words::is_of_an_app(word);
            (word.len(), if kept { word.to_owned() } else { letters::replace(word, seed) })
        } else {
            (c.len_utf8(), c.to_string())
        };
        out.push_str(&written);
        rest = &rest[taken..];
    }
    out
}

/// What sort of text it is, which says what in it is form and what was written by people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// JSON, or JavaScript that holds JSON: keys are form.
    Json,
    /// XML or HTML: names of elements and attributes are form.
    Markup,
    /// Anything else: names of header lines are form.
    Plain,
}

impl Shape {
    fn of(text: &str) -> Self {
        let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        match start.chars().next() {
            Some('{' | '[')
                if serde_json::from_str::<serde_json::Value>(start).is_ok() || start.starts_with('{') =>
            {
                Self::Json
            }
            Some('<') => Self::Markup,
            _ if start.starts_with("window.") => Self::Json,
            _ => Self::Plain,
        }
    }

    /// Whether the word at this place belongs to the form.
    fn keeps(self, text: &str, at: usize, word: &str) -> bool {
        let after = &text[at + word.len()..];
        match self {
            Self::Json => after.find('"').is_some_and(|quote| {
                let key_goes_on = after[..quote].chars().all(|c| !matches!(c, ',' | ':' | '\n' | '{' | '}'));
                key_goes_on && after[quote + 1..].trim_start().starts_with(':')
            }),
            Self::Markup => {
                let before = &text[..at];
                let opened = before.rfind('<').is_some_and(|open| !before[open..].contains('>'));
                let quoted =
                    before.rfind('<').is_some_and(|open| before[open..].matches('"').count() % 2 == 1);
                opened && !quoted
            }
            Self::Plain => {
                let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
                let named = text[line..at].chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
                let name =
                    after.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).unwrap_or(after.len());
                named
                    && after[name..].starts_with(':')
                    && words::is_header(&text[line..at + word.len() + name])
            }
        }
    }
}

/// `\u00e9`, `\n`, `&#233;`, `&amp;`: letters written as numbers are replaced by others of their script, the rest stays.
fn escape(rest: &str, seed: &str) -> (usize, String) {
    if let Some(digits) = rest.strip_prefix("\\u").and_then(|r| r.get(..4)) {
        let code = u32::from_str_radix(digits, 16).ok();
        let replaced = code.and_then(|code| letters::replace_code(code, seed));
        return (6, replaced.map_or_else(|| rest[..6].to_owned(), |code| format!("\\u{code:04x}")));
    }
    if rest.starts_with('\\') {
        let second = rest.chars().nth(1).map_or(0, char::len_utf8);
        return (1 + second, rest[..1 + second].to_owned());
    }
    let name =
        rest[1..].find(|c: char| !(c.is_ascii_alphanumeric() || c == '#')).map_or(rest.len(), |end| end + 1);
    if !rest[name..].starts_with(';') || name > 10 {
        return (1, "&".to_owned());
    }
    let decimal = rest[..name].strip_prefix("&#").and_then(|digits| digits.parse().ok());
    let replaced = decimal.and_then(|code| letters::replace_code(code, seed));
    (name + 1, replaced.map_or_else(|| rest[..=name].to_owned(), |code| format!("&#{code};")))
}

#[cfg(test)]
mod tests;
