//! Whether two sets of messages are written alike: words and pairs of words that one writer uses often and others hardly
//! ever, and messages that are the same word for word.

use std::{
    collections::{HashMap, HashSet},
    hash::{BuildHasherDefault, DefaultHasher, Hash, Hasher},
};

/// A word or a pair of words, as a number that is a hash already.
type Token = u64;
type Tokens = HashSet<Token, BuildHasherDefault<AsItIs>>;

/// Tokens are hashes already: hashing them again would be most of the work.
#[derive(Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0 = self.0.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, token: u64) {
        self.0 = token;
    }
}

/// A word seen this many times less often in others' messages is one's own.
const MUCH_RARER: f64 = 10.0;

/// A candidate with a smaller share of alike messages is not looked at further.
const LEAST_SHARE: f64 = 0.03;

/// What a set of messages is made of.
#[derive(Default)]
pub(super) struct Corpus {
    messages: Vec<Tokens>,
    whole: HashMap<u64, usize>,
    used: HashMap<Token, u32, BuildHasherDefault<AsItIs>>,
    /// Words used in at least one message of a hundred, and in three, with the number of messages.
    often: HashMap<Token, u32, BuildHasherDefault<AsItIs>>,
}

/// How a candidate's messages are like a writer's.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Likeness {
    /// The candidate's messages that hold a word of the writer's own.
    pub(super) alike: usize,
    /// How many messages the candidate has.
    pub(super) of: usize,
    /// Messages that are the writer's word for word, and nobody else's.
    pub(super) same: usize,
    /// The share of alike messages is near the writer's own share, and far above other people's.
    pub(super) style: bool,
    /// The same with more room to spare.
    pub(super) strong: bool,
}

impl Corpus {
    pub(super) fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut corpus = Self::default();
        for text in texts {
            let words = words(text);
            if words.is_empty() {
                continue;
            }
            let tokens: Tokens = tokens(&words).collect();
            tokens.iter().for_each(|token| *corpus.used.entry(*token).or_default() += 1);
            corpus.messages.push(tokens);
            corpus.whole.insert(hash(&words), words.len());
        }
        let least = u32::try_from(corpus.len() / 100).unwrap_or(u32::MAX).max(3);
        let often = corpus.used.iter().filter(|(_, n)| **n >= least);
        corpus.often = often.map(|(token, n)| (*token, *n)).collect();
        corpus
    }

    pub(super) fn len(&self) -> usize {
        self.messages.len()
    }

    fn share(&self, own: &Tokens) -> f64 {
        let alike = self.messages.iter().filter(|m| !m.is_disjoint(own)).count();
        alike as f64 / self.len().max(1) as f64
    }

    /// Whether a word is one this writer uses often and the others, the candidate left out, hardly ever.
    fn is_own(&self, (token, n): (Token, u32), others: &Self, candidate: &Self) -> bool {
        let rest = others.len().saturating_sub(candidate.len());
        let count = |corpus: &Self| corpus.used.get(&token).copied().unwrap_or(0);
        let elsewhere = count(others).saturating_sub(count(candidate));
        let there = (f64::from(elsewhere) + 0.5) / (rest as f64 + 1.0);
        f64::from(n) / self.len() as f64 >= MUCH_RARER * there
    }

    /// Holds a candidate against this writer. `others` may hold the candidate's messages too.
    pub(super) fn likeness(&self, candidate: &Self, others: &Self) -> Likeness {
        // Most candidates share hardly a word with the writer, so theirs are asked about before the writer's.
        let own = |token: &Token| self.often.get(token).map(|n| (*token, *n));
        let own = |token: &Token| own(token).filter(|word| self.is_own(*word, others, candidate)).is_some();
        let hit: Tokens = candidate.used.keys().copied().filter(own).collect();
        let alike = candidate.messages.iter().filter(|message| !message.is_disjoint(&hit)).count();
        let same = candidate.same_as(self, others);
        let none = Likeness { alike, of: candidate.len(), same, style: false, strong: false };
        let share = alike as f64 / candidate.len().max(1) as f64;
        if hit.len() < 3 || share < LEAST_SHARE {
            return none;
        }
        let own = self.often.iter().map(|(token, n)| (*token, *n));
        let own: Tokens =
            own.filter(|w| self.is_own(*w, others, candidate)).map(|(token, _)| token).collect();
        let (mine, theirs) = (self.share(&own), others.share(&own));
        let style = mine >= 0.1 && share >= 0.35 * mine && share >= 3.0 * theirs.min(0.3);
        let strong = style && alike >= 3 && share >= 0.6 * mine && share >= 6.0 * theirs.min(0.15);
        Likeness { style, strong, ..none }
    }

    /// How many different messages of some length are the writer's, word for word, and not sent by anybody else.
    fn same_as(&self, writer: &Self, others: &Self) -> usize {
        let same = self.whole.iter().filter(|(text, words)| {
            **words >= 4 && writer.whole.contains_key(text) && !others.whole.contains_key(text)
        });
        same.count()
    }
}

fn words(text: &str) -> Vec<String> {
    let letters = |c: char| !(c.is_alphanumeric() || c == '\'' || c == '\u{2019}');
    text.split(letters).filter(|w| !w.is_empty()).map(str::to_lowercase).collect()
}

fn tokens(words: &[String]) -> impl Iterator<Item = Token> + '_ {
    let single = words.iter().filter(|w| w.chars().count() >= 3).map(hash);
    single.chain(words.windows(2).map(hash))
}

fn hash<T: Hash + ?Sized>(value: &T) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn others() -> Corpus {
        let plain =
            (0..400).map(|n| format!("see you at the {} on day {}", ["pub", "gym", "park"][n % 3], n % 31));
        let plain: Vec<String> = plain.collect();
        Corpus::of(plain.iter().map(String::as_str))
    }

    fn writer() -> Corpus {
        let lines =
            ["i no your there lexi", "answer ur phone lexi", "we wasn't finished lexi", "see you at the pub"];
        Corpus::of((0..60).map(|n| lines[n % 4]))
    }

    #[test]
    fn the_same_hand_is_known_by_its_own_words() {
        let candidate = ["we wasn't finished", "answer ur phone", "i no your there", "lexi lexi"];
        let got = writer().likeness(&Corpus::of(candidate), &others());
        assert!(got.strong, "{got:?}");
    }

    #[test]
    fn everyday_messages_are_nobodys_style() {
        let candidate = ["see you at the pub on day 3", "see you at the gym", "on day 5 then", "ok"];
        let got = writer().likeness(&Corpus::of(candidate), &others());
        assert!(!got.style && got.same == 0, "{got:?}");
    }

    #[test]
    fn a_message_sent_word_for_word_from_both_is_counted_once() {
        let got =
            writer().likeness(&Corpus::of(["Answer ur phone, lexi!", "answer ur phone lexi"]), &others());
        assert_eq!(got.same, 1);
    }

    #[test]
    fn with_nobody_to_compare_with_there_is_no_style() {
        let got = writer().likeness(&Corpus::of(["we wasn't finished lexi"]), &Corpus::default());
        assert!(!got.style, "{got:?}");
    }
}
