//! Passphrases: what is accepted, what is offered, how fast one may guess. (vault.md section 13.)

use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use zeroize::Zeroizing;

use crate::entropy::{Entropy, random};
use crate::error::{Error, PassphraseRefusal, Result};

/// Fewest characters (Unicode scalar values, as typed, not normalised).
const MIN_CHARS: usize = 15;
/// Most bytes of UTF-8, checked before anything slow is done with them.
const MAX_BYTES: usize = 1024;
/// Fewest different characters.
const MIN_DIFFERENT: usize = 6;
/// Words in an offered passphrase: at least 64 bits, see the test.
pub const WORD_COUNT: usize = 6;

/// Short plain English words, written for this program.
const WORDS: &str = include_str!("words.txt");
/// Words and sentences that passphrases are commonly made of.
const COMMON: &str = include_str!("common.txt");

/// A passphrase, wiped from memory when dropped.
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// A passphrase for locking a diary. The text is taken exactly as typed.
    ///
    /// # Errors
    /// [`Error::PassphraseRefused`] with the rule it breaks.
    pub fn new(text: &str) -> Result<Self> {
        let passphrase = Passphrase::to_unlock(text)?;
        match weakness(text) {
            Some(why) => Err(Error::PassphraseRefused(why)),
            None => Ok(passphrase),
        }
    }

    /// A passphrase typed to open a diary: only its length is limited, since the rules may change over the years.
    pub fn to_unlock(text: &str) -> Result<Self> {
        if text.len() > MAX_BYTES {
            return Err(Error::PassphraseRefused(PassphraseRefusal::TooLong));
        }
        Ok(Passphrase(Zeroizing::new(text.to_owned())))
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(..)")
    }
}

/// Six random words with spaces between them, about 65 bits. Wiped from memory when dropped.
pub fn generate_words(entropy: &mut dyn Entropy) -> Result<Zeroizing<String>> {
    let words: Vec<&str> = WORDS.lines().collect();
    let mut text = Zeroizing::new(String::with_capacity(64));
    for number in 0..WORD_COUNT {
        if number > 0 {
            text.push(' ');
        }
        text.push_str(words[below(words.len(), entropy)?]);
    }
    Ok(text)
}

/// A uniform number below `limit` (at most 65,536): numbers that would favour the low end are drawn again.
fn below(limit: usize, entropy: &mut dyn Entropy) -> Result<usize> {
    let fair = 65_536 - 65_536 % limit;
    loop {
        let drawn = usize::from(u16::from_le_bytes(random(entropy)?));
        if drawn < fair {
            return Ok(drawn % limit);
        }
    }
}

/// How long to wait before the next try after `failed` wrong ones: nothing for the first two, then doubling from
/// one second to at most 30. Nothing is ever wiped or locked out.
#[must_use]
pub fn attempt_delay(failed: u32) -> Duration {
    match failed.checked_sub(3) {
        None => Duration::ZERO,
        Some(more) => Duration::from_secs(1 << more.min(5)).min(Duration::from_secs(30)),
    }
}

fn weakness(text: &str) -> Option<PassphraseRefusal> {
    if text.chars().count() < MIN_CHARS {
        Some(PassphraseRefusal::TooShort)
    } else if is_pattern(text) {
        Some(PassphraseRefusal::Pattern)
    } else {
        is_common(text).then_some(PassphraseRefusal::Common)
    }
}

/// Whether the letters of `text` are at most three pieces of the common list, whatever numbers and marks stand
/// around them. More pieces than that is a passphrase of several words, which may well contain common ones.
fn is_common(text: &str) -> bool {
    let lower = Zeroizing::new(text.to_lowercase());
    let letters = letters_of(&lower, |c| c);
    let inner = lower.trim_matches(|c: char| !c.is_alphabetic());
    let common: Vec<_> = COMMON.lines().map(undisguised).collect();
    [letters, undisguised(inner)].iter().any(|text| fewest_pieces(text, &common).is_some_and(|n| n <= 3))
}

/// Letters only, with the usual look-alikes undone, so that `P@ssw0rd` is seen for what it is.
fn undisguised(lower: &str) -> Zeroizing<String> {
    letters_of(lower, |c| match c {
        '0' => 'o',
        '1' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    })
}

/// The letters of `text`, each as `seen`, in memory that is wiped and never outgrown.
fn letters_of(text: &str, seen: impl Fn(char) -> char) -> Zeroizing<String> {
    let mut letters = Zeroizing::new(String::with_capacity(text.len()));
    letters.extend(text.chars().map(seen).filter(|c| c.is_alphabetic()));
    letters
}

/// The fewest pieces of `common` that `text` can be cut into; `None` when it cannot, or is empty.
fn fewest_pieces(text: &str, common: &[Zeroizing<String>]) -> Option<usize> {
    let mut fewest: Vec<Option<usize>> = vec![None; text.len() + 1];
    fewest[0] = Some(0);
    for at in 0..text.len() {
        let Some(so_far) = fewest[at] else { continue };
        for piece in common.iter().filter(|piece| text[at..].starts_with(piece.as_str())) {
            let end = &mut fewest[at + piece.len()];
            *end = Some(end.map_or(so_far + 1, |n| n.min(so_far + 1)));
        }
    }
    fewest[text.len()].filter(|n| *n > 0)
}

/// Rows of a keyboard and the orders everybody knows, forwards; backwards is tried too.
const WALKS: [&str; 8] = [
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "qazwsxedcrfvtgbyhnujmikolp",
    "1q2w3e4r5t6y7u8i9o0p",
];

fn is_pattern(text: &str) -> bool {
    let lower = Zeroizing::new(text.to_lowercase());
    let mut chars = Zeroizing::new(Vec::with_capacity(lower.len()));
    chars.extend(lower.chars().filter(|c| !c.is_whitespace()));
    let different: BTreeSet<&char> = chars.iter().collect();
    different.len() < MIN_DIFFERENT || repeats(&chars) || repeats_words(&lower) || steps(&chars)
}

/// A block of at most half the length, written again and again (a last piece may be cut off).
fn repeats(chars: &[char]) -> bool {
    (1..=chars.len() / 2).any(|period| chars.iter().zip(&chars[period..]).all(|(a, b)| a == b))
}

/// Fewer than three different words in a passphrase of words.
fn repeats_words(lower: &str) -> bool {
    let words: Vec<&str> = lower.split_whitespace().collect();
    let different: BTreeSet<&str> = words.iter().copied().collect();
    words.len() >= 3 && different.len() < 3
}

/// Mostly steps along one of [`WALKS`], in either direction.
fn steps(chars: &[char]) -> bool {
    let on_walk = |a: char, b: char| {
        WALKS.iter().any(|walk| {
            let mut pairs = walk.chars().zip(walk.chars().skip(1));
            pairs.any(|(x, y)| (x, y) == (a, b) || (y, x) == (a, b))
        })
    };
    let walked = chars.windows(2).filter(|pair| on_walk(pair[0], pair[1])).count();
    walked * 4 >= (chars.len() - 1) * 3
}

#[cfg(test)]
#[path = "passphrase_tests.rs"]
mod tests;
