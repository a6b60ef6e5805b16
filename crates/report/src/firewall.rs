//! The address firewall: finds places marked private in anything that is about to leave.
//!
//! A place is looked for as a run of words, without regard to case, accents, punctuation, line breaks and the usual
//! short forms ("Rd" for "Road"): the whole of what was typed, each part between commas that has two words or more, a
//! street with and without its number and wherever it stands in a phrase, each name written with capitals, and each
//! postcode, with and without its space. Words that could be anywhere ("home", "work", "at the") are not looked for in
//! what people wrote: that would blank half a diary and hide nothing. Where a place is the whole of what stands there
//! ([`Firewall::is_private`]), any word is enough.

mod scan;

pub use scan::Scan;

use daybook_core::{
    diary::{Diary, History},
    incident::{Incident, Place},
};
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
    /// Collects every place of each incident of which any version, struck or not, marks its place private: what was
    /// private once stays so, and a place written anew is the same place spelt better.
    pub fn of(diary: &Diary) -> Self {
        let places = |history: &'_ History<Incident>| {
            let places = history.revisions().iter().filter_map(|revision| revision.value.place.clone());
            let places: Vec<Place> = places.collect();
            if places.iter().any(|place| place.private) { places } else { Vec::new() }
        };
        let places: Vec<Place> = diary.incidents.values().flat_map(places).collect();
        Self::around(places.iter().map(|place| place.text.as_str()))
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

/// Words a place may be called by that say nothing of which it is.
const ANYWHERE: [&str; 24] = [
    "home", "house", "flat", "work", "office", "school", "college", "nursery", "gym", "shop", "church",
    "hospital", "surgery", "station", "park", "pub", "cafe", "st", "town", "online", "car", "garden",
    "hostel", "refuge",
];

/// Words that join others, and name nothing.
const JOINING: [&str; 22] = [
    "a", "an", "and", "at", "behind", "by", "for", "from", "her", "his", "in", "my", "near", "new", "next",
    "of", "on", "our", "outside", "the", "their", "to",
];

/// What the name of a street ends in, in the form all spellings share.
const STREETS: [&str; 24] = [
    "st", "rd", "ave", "ln", "dr", "cl", "ct", "cres", "gdns", "gr", "pl", "sq", "ter", "mews", "way",
    "hill", "row", "walk", "rise", "view", "yard", "green", "park", "house",
];

fn needles_of(place: &str) -> Vec<Vec<String>> {
    let whole = plain(place);
    let parts: Vec<&str> = place.split([',', '\n', ';']).collect();
    let plain_parts = || parts.iter().map(|part| plain(part));
    let wide = |part: &Vec<String>| parts.len() > 1 && WIDE.contains(&part.join(" ").as_str());
    let mut needles: Vec<Vec<String>> = plain_parts().filter(|part| !wide(part)).collect();
    // The street without its number.
    let unnumbered =
        |part: &Vec<String>| part.iter().position(|w| !is_numbered(w)).map(|at| part[at..].to_vec());
    needles.extend(plain_parts().filter(|part| !wide(part)).filter_map(|part| unnumbered(&part)));
    needles.extend(streets(&whole));
    needles.extend(parts.iter().flat_map(|part| names(part)).filter(|name| !wide(name)));
    needles.push(whole.clone());
    needles.retain(|needle| needle.len() > 1 && !needle.iter().all(|word| says_nothing(word)));
    let one = (whole.len() == 1).then(|| whole.clone());
    needles.extend(one.filter(|one| !ANYWHERE.contains(&one[0].as_str()) && one[0].chars().count() > 2));
    needles.extend(postcodes(&whole));
    needles
}

fn says_nothing(word: &str) -> bool {
    JOINING.contains(&word) || ANYWHERE.contains(&word) || word.chars().all(|c| c.is_ascii_digit())
}

/// Streets written into a phrase: the two words after a number, with it and without; a word and what streets end in.
fn streets(whole: &[String]) -> Vec<Vec<String>> {
    let names_one = |word: &String| !is_numbered(word) && !JOINING.contains(&word.as_str());
    let mut streets = Vec::new();
    for three in whole.windows(3) {
        if three[0].starts_with(|c: char| c.is_ascii_digit()) && three[1..].iter().all(names_one) {
            streets.extend([three.to_vec(), three[1..].to_vec()]);
        }
    }
    for two in whole.windows(2) {
        if names_one(&two[0]) && !says_nothing(&two[0]) && STREETS.contains(&two[1].as_str()) {
            streets.push(two.to_vec());
        }
    }
    streets
}

/// Names of two words or more, by their capitals: "my new flat in Larkspur Mews".
fn names(part: &str) -> Vec<Vec<String>> {
    let mut names = vec![Vec::new()];
    for (range, word) in words(part) {
        let is_name = part[range].starts_with(char::is_uppercase) && !JOINING.contains(&word.as_str());
        match names.last_mut().filter(|_| is_name) {
            Some(open) => open.push(word),
            None => names.push(Vec::new()),
        }
    }
    names
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
    fn the_one_word_a_refuge_is_called_by_is_found_and_words_for_anywhere_are_not() {
        let wall = Firewall::around(["Rosewood", "home"]);
        let place = |text: &str| Place { text: text.into(), private: false };
        assert!(wall.is_private(&place(" rosewood ")) && !wall.is_private(&place("Rosewood Park")));
        assert!(wall.is_private(&place("Home")), "it is the whole of the place");
        assert!(wall.holds("He knows I am at Rosewood"));
        assert!(!wall.holds("I was at home"));
    }

    #[test]
    fn a_street_in_a_phrase_is_found_and_the_words_around_it_are_not() {
        for (place, text) in [
            ("my new flat in Larkspur Mews", "He was in larkspur mews again"),
            ("my new flat in larkspur mews", "He was in Larkspur Mews again"),
            ("the refuge at Mill House", "outside Mill House"),
            ("12 elm road Leeds", "he drove down elm rd"),
        ] {
            assert!(Firewall::around([place]).holds(text), "{place}: {text}");
        }
        let places = [
            "Flat 2 at the Mill",
            "Gate 2 of the school",
            "8 in the mews",
            "Room 4 by the lift",
            "my new flat",
        ];
        let wall = Firewall::around(places);
        for text in [
            "He shouted at the window",
            "all of the time",
            "by the door",
            "in the morning",
            "a new flat is dear",
        ] {
            assert!(!wall.holds(text), "{text}");
        }
        assert!(wall.holds("we met at Flat 2 at the Mill"));
    }

    #[test]
    fn a_place_corrected_later_stays_private_in_every_spelling() {
        use daybook_core::event::{Event, Record};
        let told = |place: &str, private| Incident {
            what: "He came.".into(),
            place: Some(Place { text: place.into(), private }),
            ..Incident::default()
        };
        let revised = told("14 Larkspur Mews, Leeds", false);
        let events = [
            Event::Incident(told("14 Larkspr Mews, Leeds", true)),
            Event::Amend { incident: 0, reason: "spelling".into(), revised },
        ];
        let mut diary = Diary::default();
        for (entry, event) in (0..).zip(events) {
            let at = "2026-05-04T22:00:00Z".parse().unwrap();
            diary.apply(entry, Record { at, zone: "Europe/London".into(), event });
        }
        assert!(Firewall::of(&diary).holds("14 Larkspur Mews"));
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
