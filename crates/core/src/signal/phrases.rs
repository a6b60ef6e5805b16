//! Looks for many phrases in many texts, each text gone through once.

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use std::borrow::Cow;

/// A set of phrases ready to be looked for.
pub struct Phrases(AhoCorasick);

impl Phrases {
    /// Makes phrases ready. Capitals and the sort of apostrophe do not matter.
    pub fn new<S: AsRef<str>>(phrases: &[S]) -> Self {
        let mut builder = AhoCorasick::builder();
        builder.ascii_case_insensitive(true).kind(Some(AhoCorasickKind::DFA));
        let set = builder.build(phrases.iter().map(|phrase| plain(phrase.as_ref()).into_owned()));
        Self(set.expect("the phrases of a pack are a few kilobytes; two gigabytes can be looked for"))
    }

    /// The place of the first phrase that stands in a text as whole words.
    pub fn first_in(&self, text: &str) -> Option<usize> {
        self.each(&plain(text)).next()
    }

    /// The place of every phrase that stands in a text as whole words, as often as it does.
    pub fn all_in(&self, text: &str) -> Vec<usize> {
        self.each(&plain(text)).collect()
    }

    fn each(&self, plain: &str) -> impl Iterator<Item = usize> {
        let found = self.0.find_overlapping_iter(plain);
        let whole = found.filter(|f| !f.is_empty() && is_whole(plain, f.start(), f.end()));
        whole.map(|found| found.pattern().as_usize())
    }
}

/// Whether no letter or digit stands right before or after a part of a text.
fn is_whole(text: &str, start: usize, end: usize) -> bool {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let (before, after) = (text.get(..start), text.get(end..));
    !letter(before.and_then(|text| text.chars().next_back()))
        && !letter(after.and_then(|text| text.chars().next()))
}

/// Small letters, unless the search sees to that, and the plain apostrophe for the curly one.
fn plain(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { text.into() } else { text.replace('\u{2019}', "'").to_lowercase().into() }
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
