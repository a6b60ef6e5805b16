//! Looks for many phrases in many texts, each text gone through once (Aho and Corasick 1975).

use std::collections::VecDeque;

const NO_PHRASE: u32 = u32::MAX;

/// A set of phrases ready to be looked for.
pub struct Phrases {
    /// For each state and byte, the next state.
    next: Vec<[u32; 256]>,
    /// For each state, the phrase that ends there.
    ends: Vec<u32>,
    /// For each state, the longest shorter one at which a phrase ends too; 0 when there is none.
    shorter: Vec<u32>,
    lengths: Vec<usize>,
}

impl Phrases {
    /// Makes phrases ready. Capitals and the sort of apostrophe do not matter.
    pub fn new<S: AsRef<str>>(phrases: &[S]) -> Self {
        let plain: Vec<String> = phrases.iter().map(|p| plain(p.as_ref())).collect();
        let mut set = Self {
            next: vec![[0; 256]],
            ends: vec![NO_PHRASE],
            shorter: vec![0],
            lengths: plain.iter().map(String::len).collect(),
        };
        for (at, phrase) in (0u32..).zip(&plain).filter(|(_, phrase)| !phrase.is_empty()) {
            let mut state = 0;
            for byte in phrase.bytes() {
                let slot = set.next[state][usize::from(byte)];
                state = if slot == 0 { set.add(state, byte) } else { slot as usize };
            }
            set.ends[state] = at;
        }
        set.link();
        set
    }

    fn add(&mut self, state: usize, byte: u8) -> usize {
        let new = self.next.len();
        self.next.push([0; 256]);
        self.ends.push(NO_PHRASE);
        self.shorter.push(0);
        self.next[state][usize::from(byte)] = u32::try_from(new).unwrap_or(0);
        new
    }

    /// Where a phrase stops fitting, the search goes on with the longest end that begins another.
    fn link(&mut self) {
        let mut fall = vec![0usize; self.next.len()];
        let mut open: VecDeque<usize> =
            self.next[0].iter().filter(|s| **s != 0).map(|s| *s as usize).collect();
        while let Some(state) = open.pop_front() {
            let back = self.next[fall[state]];
            let holds_one = self.ends[fall[state]] != NO_PHRASE;
            self.shorter[state] =
                if holds_one { u32::try_from(fall[state]).unwrap_or(0) } else { self.shorter[fall[state]] };
            for (slot, other) in self.next[state].iter_mut().zip(back) {
                if *slot == 0 {
                    *slot = other;
                } else {
                    fall[*slot as usize] = other as usize;
                    open.push_back(*slot as usize);
                }
            }
        }
    }

    /// The place of the first phrase that stands in a text as whole words.
    pub fn first_in(&self, text: &str) -> Option<usize> {
        let text = plain(text);
        let mut state = 0;
        for (at, byte) in text.bytes().enumerate() {
            state = self.next[state][usize::from(byte)] as usize;
            let mut ending = state;
            while ending != 0 {
                let phrase = self.ends[ending] as usize;
                if self.lengths.get(phrase).is_some_and(|length| is_whole(&text, at + 1 - length, at + 1)) {
                    return Some(phrase);
                }
                ending = self.shorter[ending] as usize;
            }
        }
        None
    }
}

/// Whether no letter or digit stands right before or after a part of a text.
fn is_whole(text: &str, start: usize, end: usize) -> bool {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let (before, after) = (text.get(..start), text.get(end..));
    !letter(before.and_then(|text| text.chars().next_back()))
        && !letter(after.and_then(|text| text.chars().next()))
}

/// Small letters, and the plain apostrophe for the curly one.
fn plain(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { text.replace('\u{2019}', "'").to_lowercase() }
}

#[cfg(test)]
mod tests {
    use super::Phrases;
    use proptest::prelude::*;

    #[test]
    fn whole_words_in_any_letters_and_with_any_apostrophe() {
        let set = Phrases::new(&["i'll kill", "light on", "on"]);
        assert_eq!(set.first_in("I\u{2019}LL KILL you"), Some(0));
        assert_eq!(set.first_in("your light only flickers"), None);
        assert_eq!(set.first_in("I can see ur light on."), Some(1));
        assert_eq!(set.first_in(""), None);
        assert_eq!(Phrases::new::<&str>(&[]).first_in("anything"), None);
    }

    #[test]
    fn a_shorter_phrase_is_found_where_a_longer_one_is_no_whole_word_and_beside_a_picture() {
        let set = Phrases::new(&["a light on", "light on", "kill you", "lladd di"]);
        assert_eq!(set.first_in("extra light on"), Some(1));
        assert_eq!(set.first_in("I will kill you\u{1F602}"), Some(2));
        assert_eq!(set.first_in("DW I'N MYND I LLADD DI"), Some(3));
        assert_eq!(set.first_in("kill you\u{0175}"), None, "a letter of another alphabet is a letter");
    }

    proptest! {
        #[test]
        fn finds_something_exactly_when_a_plain_search_does(
            phrases in proptest::collection::vec("[abŵ ]{1,4}", 1..5),
            text in "[abŵ\u{1F602} ]{0,40}",
        ) {
            let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            let whole = |phrase: &str| (0..text.len()).filter(|at| text.get(*at..).is_some_and(|t| t.starts_with(phrase))).any(|at| {
                !letter(text[..at].chars().next_back()) && !letter(text[at + phrase.len()..].chars().next())
            });
            let found = Phrases::new(&phrases).first_in(&text);
            prop_assert_eq!(found.is_some(), phrases.iter().any(|p| whole(p)));
            prop_assert!(found.is_none_or(|at| whole(&phrases[at])));
        }
    }
}
