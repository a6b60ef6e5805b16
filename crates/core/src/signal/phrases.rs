//! Looks for many phrases in many texts, each text gone through once (Aho and Corasick 1975).

use std::collections::VecDeque;

const NO_PHRASE: u32 = u32::MAX;

/// A set of phrases ready to be looked for.
pub struct Phrases {
    /// For each state and byte, the next state.
    next: Vec<[u32; 256]>,
    /// For each state, the phrase that ends there.
    ends: Vec<u32>,
    lengths: Vec<usize>,
}

impl Phrases {
    /// Makes phrases ready. Capitals and the sort of apostrophe do not matter.
    pub fn new<S: AsRef<str>>(phrases: &[S]) -> Self {
        let plain: Vec<Vec<u8>> = phrases.iter().map(|p| plain(p.as_ref())).collect();
        let mut set = Self {
            next: vec![[0; 256]],
            ends: vec![NO_PHRASE],
            lengths: plain.iter().map(Vec::len).collect(),
        };
        for (at, phrase) in (0u32..).zip(&plain).filter(|(_, phrase)| !phrase.is_empty()) {
            let mut state = 0;
            for byte in phrase {
                let slot = set.next[state][usize::from(*byte)];
                state = if slot == 0 { set.add(state, *byte) } else { slot as usize };
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
            if self.ends[state] == NO_PHRASE {
                self.ends[state] = self.ends[fall[state]];
            }
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
        let letter =
            |at: Option<usize>| at.and_then(|at| text.get(at)).is_some_and(u8::is_ascii_alphanumeric);
        let mut state = 0;
        for (at, byte) in text.iter().enumerate() {
            state = self.next[state][usize::from(*byte)] as usize;
            let Some(length) = self.lengths.get(self.ends[state] as usize) else { continue };
            let before = (at + 1 - length).checked_sub(1);
            if !letter(before) && !letter(Some(at + 1)) {
                return Some(self.ends[state] as usize);
            }
        }
        None
    }
}

/// Small letters, and the plain apostrophe for the curly one.
fn plain(text: &str) -> Vec<u8> {
    let mut bytes =
        if text.is_ascii() { text.as_bytes().to_vec() } else { text.replace('\u{2019}', "'").into_bytes() };
    bytes.make_ascii_lowercase();
    bytes
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

    proptest! {
        #[test]
        fn finds_something_exactly_when_a_plain_search_does(
            phrases in proptest::collection::vec("[ab ]{1,4}", 1..5),
            text in "[ab ]{0,40}",
        ) {
            let whole = |phrase: &str| text.match_indices(phrase).any(|(at, _)| {
                let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
                !word(text[..at].chars().next_back()) && !word(text[at + phrase.len()..].chars().next())
            });
            let overlapping = phrases.iter().any(|p| (0..text.len()).any(|at| text[at..].starts_with(p.as_str())));
            let found = Phrases::new(&phrases).first_in(&text);
            prop_assert!(found.is_none_or(|at| (0..text.len()).any(|i| text[i..].starts_with(phrases[at].as_str()))));
            prop_assert!(overlapping || found.is_none());
            prop_assert!(phrases.len() > 1 || found.is_some() || !whole(&phrases[0]));
        }
    }
}
