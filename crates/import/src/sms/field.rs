//! Attribute values of a record as they are needed: text, numbers, the app's word for nothing.

use super::decode::{Doubts, decode};
use crate::finding::{Findings, Kind};
use jiff::Timestamp;

/// The app writes this word where a field has no value.
const NOTHING: &str = "null";
/// Contact names that mean there is none.
const NOBODY: &str = "(Unknown)";

/// Decodes a value that stands at an offset, and notes what could not be decoded.
pub fn text(raw: &[u8], offset: u64, findings: &mut Findings) -> String {
    let mut doubts = Doubts::default();
    let text = decode(raw, &mut doubts);
    if doubts != Doubts::default() {
        let noted = [
            (Kind::LoneSurrogate, doubts.lone_half),
            (Kind::BadReference, doubts.bad_reference),
            (Kind::NotUtf8, doubts.not_utf8),
        ];
        for (kind, at) in noted {
            if let Some(at) = at {
                findings.at(kind, offset + at, 0);
            }
        }
    }
    text
}

/// A value, unless it is the word for nothing or empty.
pub fn some(value: String) -> Option<String> {
    (!value.is_empty() && value != NOTHING).then_some(value)
}

/// A contact's name, unless it says there is none.
pub fn contact(value: String) -> Option<String> {
    some(value).filter(|name| name != NOBODY)
}

/// The instant of a count of milliseconds since 1970.
pub fn instant(milliseconds: &str) -> Option<Timestamp> {
    Timestamp::from_millisecond(milliseconds.trim().parse().ok()?).ok()
}

/// Addresses of a message to several people, which the app joins with `~`, at times as `,~;`.
pub fn addresses(joined: &str) -> Vec<String> {
    let parts = joined
        .split('~')
        .map(|part| part.trim_matches(|c: char| matches!(c, ',' | ';') || c.is_whitespace()));
    parts
        .filter(|part| !part.is_empty() && *part != NOTHING && *part != "insert-address-token")
        .map(str::to_owned)
        .collect()
}

/// The thread of a set of addresses: their shared spelling, in order.
pub fn thread(addresses: &[String]) -> Option<String> {
    let mut keys: Vec<String> =
        addresses.iter().map(|address| daybook_core::person::normalise(address)).collect();
    keys.sort();
    keys.dedup();
    (!keys.is_empty()).then(|| keys.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joined_addresses_are_taken_apart() {
        for joined in [
            "+447700900101,~;+447700900102",
            "+447700900101~+447700900102",
            "+447700900101 ~ insert-address-token~+447700900102",
        ] {
            assert_eq!(addresses(joined), ["+447700900101", "+447700900102"], "{joined}");
        }
        assert!(addresses("null").is_empty());
    }

    #[test]
    fn one_thread_has_one_name_however_its_numbers_are_written() {
        let thread = |list: &[&str]| thread(&list.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>());
        assert_eq!(
            thread(&["07700 900102", "+447700900101"]),
            thread(&["+447700900101", "+447700900102", "07700900101"])
        );
    }
}
