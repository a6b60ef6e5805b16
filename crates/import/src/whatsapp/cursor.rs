//! A position in a line, read character by character.

use crate::text::{digit, is_mark, is_space};

/// Reads a line from its start. Copies are cheap: a copy is how one looks ahead.
#[derive(Clone, Copy, Debug)]
pub struct Cursor<'a> {
    text: &'a str,
    at: usize,
    word: (usize, usize),
}

impl<'a> Cursor<'a> {
    /// Starts at the first byte.
    pub fn new(text: &'a str) -> Self {
        Self { text, at: 0, word: (0, 0) }
    }

    /// The position, in bytes.
    pub fn at(&self) -> usize {
        self.at
    }

    /// What is not read yet.
    pub fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// The next character.
    pub fn peek(&self) -> Option<char> {
        match self.text.as_bytes().get(self.at) {
            Some(byte) if byte.is_ascii() => Some(char::from(*byte)),
            Some(_) => self.rest().chars().next(),
            None => None,
        }
    }

    /// Goes past the next character.
    pub fn bump(&mut self) -> bool {
        match self.peek() {
            Some(c) => {
                self.at += c.len_utf8();
                true
            }
            None => false,
        }
    }

    /// Goes past the next character if it is this one.
    pub fn eat(&mut self, wanted: char) -> bool {
        self.peek() == Some(wanted) && self.bump()
    }

    /// Goes past at most one character of a sort.
    pub fn one(&mut self, of: impl Fn(char) -> bool) -> bool {
        self.peek().is_some_and(of) && self.bump()
    }

    /// Goes past all characters of a sort, and says how many of them were no marks.
    pub fn skip(&mut self, of: impl Fn(char) -> bool) -> usize {
        let mut seen = 0;
        while let Some(c) = self.peek().filter(|c| of(*c)) {
            self.at += c.len_utf8();
            seen += usize::from(!is_mark(c));
        }
        seen
    }

    /// Reads a whole number of at most four digits of any script, with how many digits it has.
    pub fn number(&mut self) -> Option<(u16, u8)> {
        let (mut value, mut digits) = (0u16, 0u8);
        self.skip(is_mark);
        while let Some(d) = self.peek().and_then(digit) {
            if digits == 4 {
                return None;
            }
            value = value * 10 + d;
            digits += 1;
            self.bump();
        }
        (digits > 0).then_some((value, digits))
    }

    /// Whether a digit comes next.
    pub fn digit_ahead(&self) -> bool {
        self.peek().and_then(digit).is_some()
    }

    /// Whether a word comes next, perhaps after spaces and dots.
    pub fn word_ahead(&self) -> bool {
        let mut ahead = *self;
        ahead.skip(|c| is_mark(c) || is_space(c) || matches!(c, '.' | ',' | '-' | '/'));
        ahead
            .peek()
            .is_some_and(|c| c.is_alphabetic() && digit(c).is_none() && !matches!(c, '年' | '月' | '日'))
    }

    /// Whether the character after the next one is a space, or the line ends there.
    pub fn space_after_next(&self) -> bool {
        let mut chars = self.rest().chars();
        chars.next();
        chars.find(|c| !is_mark(*c)).is_none_or(is_space)
    }

    /// Whether the character after the next one is a digit.
    pub fn digit_after_next(&self) -> bool {
        let mut chars = self.rest().chars();
        chars.next();
        chars.find(|c| !is_mark(*c)).and_then(digit).is_some()
    }

    /// Goes past one word: letters with their signs, apostrophes and dots. At most 24 characters.
    pub fn word(&mut self) -> bool {
        let from = self.at;
        let mut count = 0;
        while let Some(c) = self.peek().filter(|c| is_word(*c)) {
            self.at += c.len_utf8();
            count += 1;
        }
        self.word = (from, self.at);
        (1..=24).contains(&count)
    }

    /// The word last gone past.
    pub fn last_word(&self) -> &'a str {
        &self.text[self.word.0..self.word.1]
    }

    /// Goes past the next word if it is one of these.
    pub fn word_of(&mut self, words: &[&str]) -> bool {
        let back = *self;
        let found = self.word() && words.contains(&self.last_word());
        if !found {
            *self = back;
        }
        found
    }

    /// Reads something a table knows: the table is given the rest and says what it found and how long it is.
    pub fn take<T>(&mut self, table: impl Fn(&str) -> Option<(T, usize)>) -> Option<T> {
        let (found, length) = table(self.rest())?;
        self.at += length;
        Some(found)
    }

    /// Whether a table knows what comes next.
    pub fn take_ahead<T>(&self, table: impl Fn(&str) -> Option<(T, usize)>) -> bool {
        table(self.rest()).is_some()
    }
}

/// Letters, and the signs that belong to them in Indic scripts, with the dots and quotes of abbreviations.
fn is_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphabetic() || matches!(c, '.' | '\'');
    }
    digit(c).is_none()
        && !is_mark(c)
        && !is_space(c)
        && (c.is_alphabetic() || is_sign(c) || matches!(c, '’' | '״' | '׳'))
}

/// Vowel signs and other combining marks of the scripts used in exports.
fn is_sign(c: char) -> bool {
    matches!(u32::from(c), 0x300..=0x36f | 0x591..=0x5c7 | 0x610..=0x61a | 0x64b..=0x65f | 0x900..=0xdff | 0xe31..=0xe4e | 0x200c..=0x200d)
}
