//! The address firewall: finds places marked private in anything that is about to leave.
//!
//! A place is looked for as a run of words, without regard to case, punctuation or line breaks: the whole of what was
//! typed (two words or more), each part between commas that has a number in it, a number with the two words after it,
//! and each postcode. One plain word
//! ("home") is not looked for: it would blank half a diary and gives nothing away.

use daybook_core::diary::Diary;
use std::ops::Range;

/// What a hidden place is replaced by.
pub const KEPT_PRIVATE: &str = "[place kept private]";

/// The places that must not leave, as words to look for.
#[derive(Clone, Debug, Default)]
pub struct Firewall {
    needles: Vec<Vec<String>>,
}

impl Firewall {
    /// Collects every place marked private in any version of any incident, struck ones included.
    pub fn of(diary: &Diary) -> Self {
        let revisions = diary.incidents.values().flat_map(|history| history.revisions());
        let places = revisions.filter_map(|revision| revision.value.place.as_ref());
        Self::around(places.filter(|place| place.private).map(|place| place.text.as_str()))
    }

    /// A firewall around these places.
    pub fn around<'a>(places: impl IntoIterator<Item = &'a str>) -> Self {
        let mut needles: Vec<Vec<String>> = places.into_iter().flat_map(needles_of).collect();
        needles.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        needles.dedup();
        Self { needles }
    }

    /// Whether there is nothing to keep back.
    pub fn is_open(&self) -> bool {
        self.needles.is_empty()
    }

    /// Whether a text holds a private place.
    pub fn holds(&self, text: &str) -> bool {
        !self.is_open() && !self.found(text).is_empty()
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
        if self.is_open() {
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

    /// A scan of bytes that arrive in pieces, for files of text.
    pub fn scan(&self) -> Scan<'_> {
        Scan { firewall: self, carry: Vec::new(), found: false }
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

/// Longest stretch that is looked at again together with the next piece; longer than any place.
const CARRY: usize = 1024;

/// A running search through a file.
pub struct Scan<'a> {
    firewall: &'a Firewall,
    carry: Vec<u8>,
    found: bool,
}

impl Scan<'_> {
    /// Looks at the next piece.
    pub fn push(&mut self, piece: &[u8]) {
        if self.found || self.firewall.is_open() {
            return;
        }
        self.carry.extend_from_slice(piece);
        self.found = self.firewall.holds(&String::from_utf8_lossy(&self.carry));
        let spent = self.carry.len().saturating_sub(CARRY);
        self.carry.drain(..spent);
    }

    /// Whether a private place was met.
    pub fn found(&self) -> bool {
        self.found
    }
}

/// The words of a text, in lower case, with where they stand.
fn words(text: &str) -> Vec<(Range<usize>, String)> {
    let mut words: Vec<(Range<usize>, String)> = Vec::new();
    let mut open = false;
    for (at, c) in text.char_indices() {
        if !c.is_alphanumeric() {
            // An apostrophe does not end a word: "St Mary's" is written with and without.
            open &= matches!(c, '\'' | '’');
            continue;
        }
        if !open {
            words.push((at..at, String::new()));
            open = true;
        }
        if let Some((range, word)) = words.last_mut() {
            range.end = at + c.len_utf8();
            word.extend(c.to_lowercase());
        }
    }
    words
}

fn needles_of(place: &str) -> Vec<Vec<String>> {
    let plain = |text: &str| words(text).into_iter().map(|(_, word)| word).collect::<Vec<_>>();
    let whole = plain(place);
    let numbered =
        |part: &Vec<String>| part.len() > 1 && part.iter().any(|w| w.contains(|c: char| c.is_ascii_digit()));
    let parts = place.split([',', '\n', ';']).map(plain).filter(numbered);
    // Written without commas, the house number and the two words after it are the street.
    let streets = whole.windows(3).filter(|three| three[0].starts_with(|c: char| c.is_ascii_digit()));
    let parts = parts.chain(streets.map(<[String]>::to_vec));
    let postcodes = whole.windows(2).filter(|pair| is_postcode(&pair[0], &pair[1])).map(<[String]>::to_vec);
    let mut needles: Vec<Vec<String>> = parts.chain(postcodes).collect();
    // A postcode is also written without its space.
    let joined = needles.iter().filter(|n| matches!(n.as_slice(), [a, b] if is_postcode(a, b)));
    let joined: Vec<Vec<String>> = joined.map(|pair| vec![pair.concat()]).collect();
    needles.extend(joined);
    if whole.len() > 1 {
        needles.push(whole);
    }
    needles
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
        for text in ["I was at home", "114 Larkspur Mews", "Larkspur", "LS1 4ABC", ""] {
            assert!(!wall().holds(text), "{text}");
        }
    }

    #[test]
    fn the_rest_of_the_text_stays_as_it_was() {
        let text = "£5 🌷 left at 14 Larkspur Mews, by 9.";
        assert_eq!(wall().clean(text), format!("£5 🌷 left at {KEPT_PRIVATE}, by 9."));
        assert_eq!(Firewall::default().clean(text), text);
    }

    #[test]
    fn a_place_is_found_across_pieces_of_a_file() {
        let wall = wall();
        let text = format!("{}14 Larkspur Mews", "x ".repeat(5_000));
        for cut in [text.len() - 5, text.len() - 14, 3] {
            let mut scan = wall.scan();
            scan.push(&text.as_bytes()[..cut]);
            scan.push(&text.as_bytes()[cut..]);
            assert!(scan.found(), "{cut}");
        }
    }

    #[test]
    fn strings_anywhere_in_json_are_looked_at() {
        let wall = wall();
        assert!(wall.holds_json(&serde_json::json!({"a": [{"b": "14 larkspur mews"}]})));
        assert!(!wall.holds_json(&serde_json::json!({"a": [1, null, "elsewhere"]})));
    }
}
