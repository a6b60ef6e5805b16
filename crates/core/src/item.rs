//! One record of an archive, as an importer read it: a message, a call, a system line.
//!
//! An item is derived. The original stays as it is; the [`Locator`] says where in it the item stands.

use jiff::{Timestamp, civil::DateTime};
use serde::{Deserialize, Serialize};

/// A message, call or system line found in an archive.
///
/// Text is kept as found: marks, joiners and odd spaces included. Unknown values are `None`, never guessed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// The instant, when the archive (or the archive with an assumed zone) gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// The time as it stands in the file, for archives that write local time without a zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub civil: Option<DateTime>,
    /// What is doubtful about the time, in a plain phrase (an hour that happened twice, a date of 1970).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_note: Option<String>,
    /// Who wrote or called, as the archive names them: a name, a number, a handle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Who it went to, when the archive says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub to: Vec<String>,
    /// The name the archive's own address book gave the other side, when it differs from `from`/`to`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_name: Option<String>,
    /// Seen from the keeper of the archive.
    #[serde(default)]
    pub direction: Direction,
    /// What sort of record it is.
    #[serde(default)]
    pub kind: ItemKind,
    /// The text exactly as found.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Files the record names, present in the archive or not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// The chat or thread it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation: Option<String>,
    /// What others answered with a sign, when the archive says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reactions: Vec<Reaction>,
    /// Earlier versions of an edited record, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<Version>,
    /// A place on Earth the record is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spot: Option<Spot>,
    /// For calls: how it ended and how long it took.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<Call>,
    /// What else the archive says of it, by the names it uses: headers of a mail, the place of an event.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<Detail>,
    /// Where in the original it stands.
    pub locator: Locator,
}

/// One more fact about a record, as the archive gives it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    /// What the archive calls it.
    pub name: String,
    /// What it says.
    pub value: String,
}

/// Which way a contact went, seen from the keeper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// To the keeper.
    In,
    /// From the keeper.
    Out,
    /// The archive does not say and nobody was named as its keeper.
    #[default]
    Unknown,
}

/// What sort of record an item is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// Written by somebody, text or media.
    #[default]
    Message,
    /// A call, answered or not.
    Call,
    /// Written by the app itself: joined, blocked, number changed.
    System,
    /// A message whose text is gone, with the line that says so.
    Deleted,
    /// A message the archive marks as edited; the text is the last version.
    Edited,
    /// Written but never sent.
    Draft,
    /// A sign put under another message, or taken away again, where the archive keeps it as a record of its own.
    Reaction,
    /// Noted, not sent by anybody: an entry of a calendar, a ring at the door, the position of a tracker.
    Event,
}

/// How a call ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallOutcome {
    /// Picked up.
    Answered,
    /// Rang and was not picked up.
    Missed,
    /// Turned away by the person called.
    Rejected,
    /// Stopped by the phone's block list.
    Blocked,
    /// Went to voicemail.
    Voicemail,
    /// The archive does not say.
    #[default]
    Unknown,
}

/// The call part of an item.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Call {
    /// How it ended.
    pub outcome: CallOutcome,
    /// Length in seconds, when given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u64>,
    /// The caller's number was withheld.
    #[serde(default)]
    pub withheld: bool,
    /// A video call.
    #[serde(default)]
    pub video: bool,
}

/// A sign somebody put under a record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reaction {
    /// Who put it there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The sign: an emoji, or the word the archive has for it.
    pub sign: String,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
}

/// What a record said before it was edited.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// When this version was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// Its text as found.
    pub text: String,
}

/// A place on Earth (WGS 84), in ten-millionths of a degree: a centimetre, and whole numbers compare exactly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Spot {
    /// North of the equator; south is negative.
    pub latitude_e7: i64,
    /// East of Greenwich; west is negative.
    pub longitude_e7: i64,
}

impl Spot {
    /// A place from degrees, if there is such a place.
    pub fn from_degrees(latitude: f64, longitude: f64) -> Option<Self> {
        let e7 = |degrees: f64, most: f64| {
            // Within 180 degrees the product is far below 2^53.
            #[expect(clippy::cast_possible_truncation, reason = "at most 1.8 thousand million")]
            (degrees.abs() <= most).then(|| (degrees * 1e7).round() as i64)
        };
        Some(Self { latitude_e7: e7(latitude, 90.0)?, longitude_e7: e7(longitude, 180.0)? })
    }
}

impl std::fmt::Display for Spot {
    /// Degrees as maps take them: `50.8202900, -0.1397500`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let side = |e7: i64| {
            let (sign, e7) = (if e7 < 0 { "-" } else { "" }, e7.unsigned_abs());
            format!("{sign}{}.{:07}", e7 / 10_000_000, e7 % 10_000_000)
        };
        write!(f, "{}, {}", side(self.latitude_e7), side(self.longitude_e7))
    }
}

/// A file a record names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Its name as the archive writes it. Never used as a path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Media type, by content where the bytes are there, else as declared.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// Size in bytes, when the bytes are there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    /// Whether the bytes are in the archive.
    pub present: bool,
    /// Where the bytes are, when they are somewhere else than the record itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locator: Option<Locator>,
    /// How they are written there, when the locator is a range of bytes.
    #[serde(default, skip_serializing_if = "Encoding::is_base64")]
    pub encoding: Encoding,
}

/// How the bytes of a file are written within a larger one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    /// As base64 (RFC 2045 section 6.8), spaces and references allowed.
    #[default]
    Base64,
    /// As quoted-printable (RFC 2045 section 6.7).
    QuotedPrintable,
    /// As they are.
    Plain,
}

impl Encoding {
    /// Whether this is the encoding that goes without saying.
    pub fn is_base64(&self) -> bool {
        *self == Self::Base64
    }
}

/// Where in an original something stands. With the original's hash it is the item's identity.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Locator {
    /// The member of a zip or folder; `None` when the original is one file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
    /// First byte, in the member.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<u64>,
    /// One past the last byte, in the member.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<u64>,
    /// Row or element number, counted from 1, where bytes say little.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
}

impl std::fmt::Display for Locator {
    /// A short place a person can follow: `_chat.txt, bytes 120 to 180`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(member) = &self.member {
            write!(f, "{member}, ")?;
        }
        match (self.start, self.end, self.row) {
            (Some(start), Some(end), _) => write!(f, "bytes {start} to {end}"),
            (_, _, Some(row)) => write!(f, "row {row}"),
            _ => f.write_str("whole file"),
        }
    }
}

/// Something an importer noticed that a person may have to act on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// A stable word for programs, such as `missing_media`.
    pub kind: String,
    /// The first place it was seen.
    pub place: Place,
    /// What was found, in plain words.
    pub what: String,
    /// What can be done about it.
    #[serde(rename = "do")]
    pub todo: String,
    /// How many times it was seen.
    #[serde(default = "one")]
    pub count: u64,
}

fn one() -> u64 {
    1
}

/// A place in an original, for findings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Member of a zip or folder.
    pub member: Option<String>,
    /// Byte offset in the member.
    pub offset: Option<u64>,
    /// Line number, counted from 1.
    pub line: Option<u64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spot_is_written_as_maps_take_it() {
        let spot = Spot::from_degrees(50.82029, -0.13975).unwrap();
        assert_eq!(spot.to_string(), "50.8202900, -0.1397500");
        assert_eq!((Spot::from_degrees(90.1, 0.0), Spot::from_degrees(0.0, f64::NAN)), (None, None));
    }
}
