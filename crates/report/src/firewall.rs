//! The address firewall: finds places marked private in anything that is about to leave.
//!
//! A place is looked for as a run of words, without regard to case, accents, punctuation, line breaks and the usual
//! short forms ("Rd" for "Road"): the whole of what was typed (two words or more), each part between commas that has two
//! words or more, a street with and without its number, and each postcode, with and without its space. One plain word
//! ("home") is not looked for in what people wrote: it would blank half a diary and gives nothing away. Where a place is
//! the whole of what stands there ([`Firewall::is_private`]), one word is enough.

mod scan;

pub use scan::Scan;

use daybook_core::{diary::Diary, incident::Place};
use std::{collections::BTreeSet, ops::Range};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// What a hidden place is replaced by.
pub const KEPT_PRIVATE: &str = "[place kept private]";

/// The places that must not leave.
#[derive(Clone, Debug, Default)]
pub struct Firewall {
    /// The whole of each place, of any length.
    places: BTreeSet<Vec<String>>,
    /// What to look for in a text.
    needles: Vec<Vec<String>>,
}

impl Firewall {
    /// Collects every place marked private in any version of any incident, struck ones included: what was private once
    /// stays so.
    pub fn of(diary: &Diary) -> Self {
        let revisions = diary.incidents.values().flat_map(|history| history.revisions());
        let places = revisions.filter_map(|revision| revision.value.place.as_ref());
        Self::around(places.filter(|place| place.private).map(|place| place.text.as_str()))
    }

    /// A firewall around these places.
    pub fn around<'a>(places: impl IntoIterator<Item = &'a str>) -> Self {
        let mut wall = Self::default();
        for place in places {
            wall.needles.extend(needles_of(place));
            wall.places.insert(plain(place));
        }
        wall.needles.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        wall.needles.dedup();
        wall
    }

    /// Whether no place is private.
    pub fn is_open(&self) -> bool {
        self.places.is_empty()
    }

    /// Whether a place is kept back: it is marked private, or the same words are marked so anywhere else in the record.
    pub fn is_private(&self, place: &Place) -> bool {
        place.private || self.places.contains(&plain(&place.text))
    }

    /// Whether a text holds a private place.
    pub fn holds(&self, text: &str) -> bool {
        !self.needles.is_empty() && !self.found(text).is_empty()
    }

    /// Whether any string in a JSON value holds one.
    pub fn holds_json(&self, value: &serde_json::Value) -> bool {
        match value {
            serde_json::Value::String(text) => self.holds(text),
            serde_json::Value::Array(list) => list.iter().any(|value| self.holds_json(value)),
            serde_json::Value::Object(map) => {
                map.iter().any(|(name, value)| self.holds(name) || self.holds_json(value))
            }
            _ => false,
        }
    }

    /// The text with each private place replaced by [`KEPT_PRIVATE`].
    pub fn clean(&self, text: &str) -> String {
        if self.needles.is_empty() {
            return text.to_owned();
        }
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        for range in self.found(text) {
            out.push_str(&text[at..range.start]);
            out.push_str(KEPT_PRIVATE);
            at = range.end;
        }
        out.push_str(&text[at..]);
        out
    }

    /// A JSON value with each private place in its strings and names replaced. Names that become the same are numbered.
    pub fn clean_json(&self, value: serde_json::Value) -> serde_json::Value {
        match value {
            serde_json::Value::String(text) => self.clean(&text).into(),
            serde_json::Value::Array(list) => list.into_iter().map(|value| self.clean_json(value)).collect(),
            serde_json::Value::Object(map) => {
                let mut clean = serde_json::Map::new();
                for (name, value) in map {
                    let mut name = self.clean(&name);
                    if clean.contains_key(&name) {
                        name = format!("{name} {}", clean.len());
                    }
                    clean.insert(name, self.clean_json(value));
                }
                clean.into()
            }
            other => other,
        }
    }

    /// A scan of bytes that arrive in pieces.
    pub fn scan(&self) -> Scan<'_> {
        Scan::new(self)
    }

    /// Where private places stand, first to last, without overlap. The longest at a place wins.
    fn found(&self, text: &str) -> Vec<Range<usize>> {
        let words = words(text);
        let mut found = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let hit = self.needles.iter().find(|needle| {
                let here = words.get(at..at + needle.len());
                here.is_some_and(|here| here.iter().zip(*needle).all(|((_, word), wanted)| word == wanted))
            });
            match hit {
                Some(needle) => {
                    found.push(words[at].0.start..words[at + needle.len() - 1].0.end);
                    at += needle.len();
                }
                None => at += 1,
            }
        }
        found
    }
}

/// Words that are written short on letters and signs, with the short form. "Saint" and "street" share theirs, and so
/// does every text that is compared.
const SHORT_FORMS: [(&str, &str); 16] = [
    ("street", "st"),
    ("saint", "st"),
    ("road", "rd"),
    ("avenue", "ave"),
    ("lane", "ln"),
    ("drive", "dr"),
    ("close", "cl"),
    ("court", "ct"),
    ("crescent", "cres"),
    ("gardens", "gdns"),
    ("grove", "gr"),
    ("place", "pl"),
    ("square", "sq"),
    ("terrace", "ter"),
    ("terr", "ter"),
    ("apartment", "apt"),
];

/// Parts of an address that name no more than a county or a country, and are the names of police forces besides.
const WIDE: [&str; 16] = [
    "west yorkshire",
    "north yorkshire",
    "south yorkshire",
    "east yorkshire",
    "west midlands",
    "west sussex",
    "east sussex",
    "greater manchester",
    "greater london",
    "isle of wight",
    "tyne and wear",
    "county durham",
    "milton keynes",
    "northern ireland",
    "united kingdom",
    "great britain",
];

/// The words of a text in the form all spellings share, with where they stand.
fn words(text: &str) -> Vec<(Range<usize>, String)> {
    let mut words: Vec<(Range<usize>, String)> = Vec::new();
    let mut open = false;
    for (at, c) in text.char_indices() {
        // A mark of its own (U+0301) belongs to the letter before it; joiners and soft hyphens cannot be seen.
        if is_combining_mark(c) || is_invisible(c) {
            if let Some((range, _)) = words.last_mut().filter(|_| open) {
                range.end = at + c.len_utf8();
            }
            continue;
        }
        if !c.is_alphanumeric() || is_apostrophe(c) {
            // An apostrophe does not end a word: "St Mary's" is written with and without.
            open &= is_apostrophe(c);
            continue;
        }
        if !open {
            words.push((at..at, String::new()));
            open = true;
        }
        if let Some((range, word)) = words.last_mut() {
            range.end = at + c.len_utf8();
            let folded = c.to_lowercase().nfkd().filter(|c| !is_combining_mark(*c));
            word.extend(folded.flat_map(char::to_lowercase));
        }
    }
    for (_, word) in &mut words {
        if let Some((_, short)) = SHORT_FORMS.iter().find(|(long, _)| long == word) {
            (*short).clone_into(word);
        }
    }
    words
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{2bc}' | '`' | '\u{b4}')
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

fn plain(text: &str) -> Vec<String> {
    words(text).into_iter().map(|(_, word)| word).collect()
}

fn needles_of(place: &str) -> Vec<Vec<String>> {
    let whole = plain(place);
    let parts: Vec<Vec<String>> = place.split([',', '\n', ';']).map(plain).collect();
    let wide = |part: &Vec<String>| parts.len() > 1 && WIDE.contains(&part.join(" ").as_str());
    let mut needles: Vec<Vec<String>> = parts.iter().filter(|part| !wide(part)).cloned().collect();
    // The street without its number; written without commas, it is the two words after the number.
    let unnumbered =
        |part: &Vec<String>| part.iter().position(|w| !is_numbered(w)).map(|at| part[at..].to_vec());
    let streets: Vec<Vec<String>> = needles.iter().filter_map(unnumbered).collect();
    needles.extend(streets);
    for three in whole.windows(3).filter(|three| three[0].starts_with(|c: char| c.is_ascii_digit())) {
        needles.push(three.to_vec());
        needles.extend((!three[1..].iter().any(|w| is_numbered(w))).then(|| three[1..].to_vec()));
    }
    needles.push(whole.clone());
    needles.retain(|needle| needle.len() > 1);
    needles.extend(postcodes(&whole));
    needles
}

fn is_numbered(word: &str) -> bool {
    word.contains(|c: char| c.is_ascii_digit())
}

/// Each postcode among these words, in both its spellings.
fn postcodes(words: &[String]) -> Vec<Vec<String>> {
    let apart = words.windows(2).map(|pair| (pair[0].as_str(), pair[1].as_str()));
    let joined = words.iter().filter(|w| w.is_ascii() && w.len() > 4).map(|w| w.split_at(w.len() - 3));
    let found = apart.chain(joined).filter(|(outward, inward)| is_postcode(outward, inward));
    found.flat_map(|(a, b)| [vec![a.to_owned(), b.to_owned()], vec![format!("{a}{b}")]]).collect()
}

/// The two halves of a postcode (BS 7666): `LS1 4AB`, `EC1A 1BB`.
fn is_postcode(outward: &str, inward: &str) -> bool {
    let shape: String = inward.chars().map(|c| if c.is_ascii_digit() { '9' } else { 'a' }).collect();
    let out_ok = (2..=4).contains(&outward.len())
        && outward.starts_with(|c: char| c.is_ascii_alphabetic())
        && outward.contains(|c: char| c.is_ascii_digit());
    out_ok && shape == "9aa"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wall() -> Firewall {
        Firewall::around(["Flat 2, 14 Larkspur Mews, Leeds LS1 4AB", "home"])
    }

    #[test]
    fn an_address_is_found_however_it_is_written() {
        for text in [
            "he stood at 14 Larkspur Mews all night",
            "14, LARKSPUR\nMEWS",
            "sent to ls14ab",
            "LS1 4AB",
            "flat 2 14 larkspur mews leeds ls1 4ab",
            "IMG_14_Larkspur_Mews.jpg",
        ] {
            assert!(wall().holds(text), "{text}");
        }
        for text in ["I was at home", "Larkspur", "LS1 4ABC", "Leeds", ""] {
            assert!(!wall().holds(text), "{text}");
        }
    }

    #[test]
    fn refuges_schools_and_other_spellings_are_found() {
        let wall = Firewall::around([
            "St Mary's Primary School, Leeds",
            "Café Roség, 3 Mill Road, LS14AB, West Yorkshire",
        ]);
        for text in [
            "he waited outside St Marys primary school",
            "Saint Mary\u{2019}s Primary School",
            "near mill rd",
            "Mill Road",
            "the Cafe\u{301} Rose\u{301}g",
            "cafe roseg",
            "at LS1 4AB",
            "at ls14ab",
            "mi\u{ad}ll ro\u{200b}ad",
            "\u{ff13} Mill Road",
        ] {
            assert!(wall.holds(text), "{text}");
        }
        for text in ["the school", "West Yorkshire Police", "Leeds", "Mary"] {
            assert!(!wall.holds(text), "{text}");
        }
    }

    #[test]
    fn a_place_of_one_word_is_private_where_it_is_the_whole_place() {
        let wall = Firewall::around(["Rosewood"]);
        let place = |text: &str| Place { text: text.into(), private: false };
        assert!(!wall.is_open(), "somewhere is private, though no words can be looked for");
        assert!(wall.is_private(&place(" rosewood ")) && !wall.is_private(&place("Rosewood Park")));
        assert!(!wall.holds("the rosewood table"));
    }

    #[test]
    fn the_rest_of_the_text_stays_as_it_was() {
        let text = "£5 🌷 left at 14 Larkspur Mews, by 9.";
        assert_eq!(wall().clean(text), format!("£5 🌷 left at {KEPT_PRIVATE}, by 9."));
        assert_eq!(Firewall::default().clean(text), text);
    }

    #[test]
    fn strings_anywhere_in_json_are_looked_at() {
        let wall = wall();
        assert!(wall.holds_json(&serde_json::json!({"a": [{"b": "14 larkspur mews"}]})));
        assert!(!wall.holds_json(&serde_json::json!({"a": [1, null, "elsewhere"]})));
        let names = serde_json::json!({"id.14 larkspur mews": 1, "id.14 Larkspur Mews": ["at ls14ab"]});
        let clean = wall.clean_json(names);
        assert_eq!(clean.as_object().map(serde_json::Map::len), Some(2), "{clean}");
        assert!(!wall.holds_json(&clean) && clean.to_string().contains("at [place"), "{clean}");
    }
}
