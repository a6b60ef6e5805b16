//! Edits and messages taken back: the property list in `message_summary_info`.
//!
//! `ec` holds the versions of each edited part (`t` the styled text, `d` seconds since 2001), oldest first and the present
//! one last; `rp` the parts that were taken back.

use super::typedstream;
use crate::apple::{since_2001, since_2001_real};
use daybook_core::item::Version;
use plist::{Dictionary, Value};
use std::io::Cursor;

/// What became of a message after it was sent.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// What it said before, oldest first.
    pub earlier: Vec<Version>,
    /// Some of it was taken back.
    pub taken_back: bool,
}

/// Most versions of one message. Messages allows five edits.
const VERSIONS: usize = 100;

impl Change {
    /// Reads the list. `None` if it is damaged.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let list = Value::from_reader(Cursor::new(bytes)).ok()?;
        let list = list.as_dictionary()?;
        let taken_back = list.get("rp").and_then(Value::as_array).is_some_and(|parts| !parts.is_empty());
        let mut earlier = Vec::new();
        for (_, part) in list.get("ec").and_then(Value::as_dictionary).into_iter().flatten() {
            let versions = part.as_array().map_or(&[][..], Vec::as_slice);
            let before = versions.split_last().map_or(&[][..], |(_, before)| before);
            earlier.extend(before.iter().filter_map(Value::as_dictionary).filter_map(version).take(VERSIONS));
        }
        Some(Self { earlier, taken_back })
    }
}

fn version(entry: &Dictionary) -> Option<Version> {
    let text = typedstream::text(entry.get("t")?.as_data()?)?;
    let at = entry.get("d").and_then(|date| match date {
        Value::Integer(seconds) => seconds.as_signed().and_then(since_2001),
        other => other.as_real().and_then(since_2001_real),
    });
    Some(Version { at, text })
}
