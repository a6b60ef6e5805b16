//! One value of a record, looked at where it stands.

use super::tape::{Kind, Node};
use std::{borrow::Cow, cell::Cell};

/// A value of a record that was cut out. It borrows the record; strings are unescaped when they are asked for.
#[derive(Clone, Copy, Debug)]
pub struct Value<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) nodes: &'a [Node],
    pub(super) place: usize,
    /// Offset of the first of `bytes` in the stream.
    pub(super) base: u64,
    /// Set when half a character was met.
    pub(super) halves: &'a Cell<bool>,
}

impl<'a> Value<'a> {
    fn node(&self) -> Node {
        self.nodes[self.place]
    }

    fn sibling(&self, place: usize) -> Self {
        Self { place, ..*self }
    }

    /// The bytes of the value as written; of a string, without its quotation marks.
    pub fn raw(&self) -> &'a [u8] {
        let node = self.node();
        &self.bytes[node.start as usize..node.end as usize]
    }

    /// First byte in the stream, and one past the last.
    pub fn range(&self) -> (u64, u64) {
        let node = self.node();
        let quote = u64::from(matches!(node.kind, Kind::Text(_)));
        (self.base + u64::from(node.start) - quote, self.base + u64::from(node.end) + quote)
    }

    /// Keys as written and values of an object; of anything else, none.
    pub fn fields(&self) -> impl Iterator<Item = (&'a [u8], Self)> + use<'a> {
        let (value, mut place) = (*self, self.place + 1);
        let end = if self.is_object() { self.node().next as usize } else { place };
        std::iter::from_fn(move || {
            let (key, found) = (place < end).then(|| (value.sibling(place), value.sibling(place + 1)))?;
            place = found.node().next as usize;
            Some((key.raw(), found))
        })
    }

    /// The values of a list; of anything else, none.
    pub fn items(&self) -> impl Iterator<Item = Self> + use<'a> {
        let (value, mut place) = (*self, self.place + 1);
        let end = if self.is_list() { self.node().next as usize } else { place };
        std::iter::from_fn(move || {
            let found = (place < end).then(|| value.sibling(place))?;
            place = found.node().next as usize;
            Some(found)
        })
    }

    /// A field of an object, unless it is null.
    pub fn get(&self, key: &str) -> Option<Self> {
        self.fields()
            .find(|(name, value)| *name == key.as_bytes() && !value.is_null())
            .map(|(_, value)| value)
    }

    /// The first of several fields that is there. Exports rename their fields over the years.
    pub fn any(&self, keys: &[&str]) -> Option<Self> {
        keys.iter().find_map(|key| self.get(key))
    }

    /// A field's string.
    pub fn text_of(&self, key: &str) -> Option<Cow<'a, str>> {
        self.get(key)?.text()
    }

    /// A field's string, unless it is empty.
    pub fn string_of(&self, key: &str) -> Option<String> {
        self.text_of(key).filter(|text| !text.is_empty()).map(Cow::into_owned)
    }

    /// A field's string or number as text, unless it is empty.
    pub fn word_of(&self, key: &str) -> Option<String> {
        self.get(key)?.word().filter(|word| !word.is_empty()).map(Cow::into_owned)
    }

    /// The values of a field that is a list.
    pub fn items_of(&self, key: &str) -> impl Iterator<Item = Self> + use<'a> {
        self.get(key).into_iter().flat_map(|list| list.items())
    }

    /// A field's whole number.
    pub fn whole_of(&self, key: &str) -> Option<i64> {
        self.get(key)?.whole()
    }

    /// Whether a field is `true`.
    pub fn is_true(&self, key: &str) -> bool {
        self.get(key).is_some_and(|value| value.node().kind == Kind::True)
    }

    /// A string, unescaped.
    pub fn text(&self) -> Option<Cow<'a, str>> {
        match self.node().kind {
            // Checked first: nearly all text is whole, and the lossy way is several times slower.
            Kind::Text(false) => Some(match str::from_utf8(self.raw()) {
                Ok(text) => Cow::Borrowed(text),
                Err(_) => String::from_utf8_lossy(self.raw()),
            }),
            Kind::Text(true) => Some(Cow::Owned(self.unescaped())),
            _ => None,
        }
    }

    /// A string or a number as text: identifiers are written either way.
    pub fn word(&self) -> Option<Cow<'a, str>> {
        if self.node().kind == Kind::Number { Some(String::from_utf8_lossy(self.raw())) } else { self.text() }
    }

    /// A whole number, written as a number or as a string. A fraction is cut off.
    pub fn whole(&self) -> Option<i64> {
        if !matches!(self.node().kind, Kind::Number | Kind::Text(_)) {
            return None;
        }
        let written = str::from_utf8(self.raw()).ok()?;
        written.parse().ok().or_else(|| {
            let fraction = written.parse::<f64>().ok()?;
            // Beyond 2^53 a fraction says nothing exact any more.
            #[expect(
                clippy::cast_possible_truncation,
                reason = "within 2^53 nothing is cut but the fraction"
            )]
            (fraction.abs() < 9_007_199_254_740_992.0).then_some(fraction as i64)
        })
    }

    /// A number with a fraction, written as a number or as a string.
    pub fn fraction(&self) -> Option<f64> {
        if !matches!(self.node().kind, Kind::Number | Kind::Text(_)) {
            return None;
        }
        str::from_utf8(self.raw()).ok()?.parse().ok().filter(|number: &f64| number.is_finite())
    }

    /// Whether it is `null`.
    pub fn is_null(&self) -> bool {
        self.node().kind == Kind::Null
    }

    /// Whether it is an object.
    pub fn is_object(&self) -> bool {
        self.node().kind == Kind::Object
    }

    /// Whether it is a list.
    pub fn is_list(&self) -> bool {
        self.node().kind == Kind::List
    }

    /// Names and values as they stand, in one line: `type: IDENTITY_UPDATE, read: yes`. At most about `limit` bytes.
    pub fn in_words(&self, limit: usize) -> String {
        let mut out = String::new();
        self.write_words(limit, &mut out);
        out
    }

    fn write_words(&self, limit: usize, out: &mut String) {
        for (key, value) in self.fields().filter(|(_, value)| !value.is_null()) {
            if out.len() > limit {
                return;
            }
            out.push_str(if out.is_empty() { "" } else { ", " });
            out.push_str(&String::from_utf8_lossy(key));
            if let Some(word) = value.word() {
                out.push_str(": ");
                out.push_str(&word);
            }
            value.write_words(limit, out);
        }
        for value in self.items() {
            if out.len() > limit {
                return;
            }
            out.extend(value.word().map(|word| format!(" {word}")));
            value.write_words(limit, out);
        }
    }

    fn unescaped(&self) -> String {
        let written = match str::from_utf8(self.raw()) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => String::from_utf8_lossy(self.raw()),
        };
        let mut out = String::with_capacity(written.len());
        let mut rest: &str = &written;
        while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
            out.push_str(&rest[..at]);
            rest = self.escape(&rest[at + 1..], &mut out);
        }
        out.push_str(rest);
        out
    }

    /// Writes what an escape stands for (RFC 8259 section 7). An unknown one stays as it is written.
    fn escape<'t>(&self, after: &'t str, out: &mut String) -> &'t str {
        let plain = match after.as_bytes().first() {
            Some(b'n') => '\n',
            Some(b't') => '\t',
            Some(b'r') => '\r',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(*byte),
            Some(b'u') => return self.unit(after, out),
            _ => {
                out.push('\\');
                return after;
            }
        };
        out.push(plain);
        &after[1..]
    }

    /// `uXXXX`, and the second half that belongs to a first. A half alone becomes U+FFFD.
    fn unit<'t>(&self, after: &'t str, out: &mut String) -> &'t str {
        let Some(first) = four_digits(after) else {
            out.push('\\');
            return after;
        };
        let rest = &after[5..];
        if let Some(plain) = char::from_u32(first) {
            out.push(plain);
            return rest;
        }
        let second = rest.strip_prefix('\\').and_then(|rest| Some((four_digits(rest)?, &rest[5..])));
        let pair = second.filter(|(second, _)| first < 0xdc00 && (0xdc00..0xe000).contains(second));
        let joined = pair.and_then(|(second, rest)| {
            Some((char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00))?, rest))
        });
        match joined {
            Some((whole, rest)) => {
                out.push(whole);
                rest
            }
            None => {
                self.halves.set(true);
                out.push(char::REPLACEMENT_CHARACTER);
                rest
            }
        }
    }
}

/// The number of `uXXXX`.
fn four_digits(written: &str) -> Option<u32> {
    let digits = written.strip_prefix('u')?.get(..4)?;
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())?
}
