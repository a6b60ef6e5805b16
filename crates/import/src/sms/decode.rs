//! References and bytes of attribute values, as text.
//!
//! The app long wrote characters beyond U+FFFF as references to the two halves of UTF-16 (`&#55357;&#56838;`), which
//! XML forbids and most readers refuse. Pairs are joined; lone halves become U+FFFD and are told.

use memchr::memchr;
use std::borrow::Cow;

/// What could not be decoded in one value, with the offset of the first of each sort in the value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Doubts {
    /// Half of a character.
    pub lone_half: Option<u64>,
    /// A reference that names no character, or a name we do not know.
    pub bad_reference: Option<u64>,
    /// Bytes that are no UTF-8.
    pub not_utf8: Option<u64>,
}

/// Longest reference: `&#x10FFFF;` with a few zeros.
const LONGEST: usize = 16;

/// Decodes a value.
pub fn decode(raw: &[u8], doubts: &mut Doubts) -> String {
    let text = match str::from_utf8(raw) {
        Ok(text) => Cow::Borrowed(text),
        Err(error) => {
            doubts.not_utf8 = Some(error.valid_up_to() as u64);
            String::from_utf8_lossy(raw)
        }
    };
    if memchr(b'&', text.as_bytes()).is_none() {
        return text.into_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = &*text;
    let offset = |rest: &str| (text.len() - rest.len()) as u64;
    while let Some(at) = memchr(b'&', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match reference(rest) {
            Some((Named::Char(c), length)) => {
                out.push(c);
                rest = &rest[length..];
            }
            Some((Named::Half(high), length)) => {
                let (c, whole) = join(high, length, rest);
                if c.is_none() {
                    doubts.lone_half.get_or_insert(offset(rest));
                }
                out.push(c.unwrap_or('\u{fffd}'));
                rest = &rest[whole..];
            }
            Some((Named::Nothing, length)) => {
                doubts.bad_reference.get_or_insert(offset(rest));
                out.push('\u{fffd}');
                rest = &rest[length..];
            }
            None => {
                // Kept as it is written: nothing is made up.
                doubts.bad_reference.get_or_insert(offset(rest));
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

enum Named {
    Char(char),
    Half(u16),
    Nothing,
}

/// The reference a text begins with, and its length.
fn reference(text: &str) -> Option<(Named, usize)> {
    let end = memchr(b';', &text.as_bytes()[..text.len().min(LONGEST)])?;
    let length = end + 1;
    let name = &text[1..end];
    let c = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => return Some((numeric(name)?, length)),
    };
    Some((Named::Char(c), length))
}

fn numeric(name: &str) -> Option<Named> {
    let digits = name.strip_prefix('#')?;
    let hex = digits.strip_prefix(['x', 'X']);
    let (digits, base) = hex.map_or((digits, 10), |hex| (hex, 16));
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let Ok(code) = u32::from_str_radix(digits, base) else { return Some(Named::Nothing) };
    if let Ok(half @ 0xd800..=0xdfff) = u16::try_from(code) {
        return Some(Named::Half(half));
    }
    Some(char::from_u32(code).filter(|c| *c != '\0').map_or(Named::Nothing, Named::Char))
}

/// Joins a first half with the second half after it. Gives back the length of what was used.
fn join(high: u16, length: usize, text: &str) -> (Option<char>, usize) {
    let after = &text[length..];
    if after.starts_with('&')
        && let Some((Named::Half(low), second)) = reference(after)
        && let Some(Ok(c)) = char::decode_utf16([high, low]).next()
    {
        return (Some(c), length + second);
    }
    (None, length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(raw: &[u8]) -> (String, Doubts) {
        let mut doubts = Doubts::default();
        (decode(raw, &mut doubts), doubts)
    }

    #[test]
    fn halves_are_joined_in_every_way_of_writing() {
        for raw in ["&#55357;&#56838;", "&#xd83d;&#xde06;", "&#xD83D;&#56838;", "&#128518;", "\u{1f606}"] {
            assert_eq!(decoded(raw.as_bytes()), ("\u{1f606}".into(), Doubts::default()), "{raw}");
        }
    }

    #[test]
    fn what_names_no_character_is_replaced_and_told() {
        assert_eq!(
            decoded(b"a&#55357;b"),
            ("a\u{fffd}b".into(), Doubts { lone_half: Some(1), ..Doubts::default() })
        );
        assert_eq!(decoded(b"&#56838;&#55357;").0, "\u{fffd}\u{fffd}");
        assert_eq!(
            decoded(b"ab&#0;"),
            ("ab\u{fffd}".into(), Doubts { bad_reference: Some(2), ..Doubts::default() })
        );
        assert_eq!(decoded(b"x\xff").1.not_utf8, Some(1));
    }

    #[test]
    fn unknown_names_stay_as_they_are_written() {
        assert_eq!(decoded(b"&lol; & &amp;&lt;").0, "&lol; & &<");
    }
}
