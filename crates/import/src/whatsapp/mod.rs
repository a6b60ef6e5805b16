//! Chats exported by WhatsApp as text, by Android and iOS, in any language.

mod body;
mod cursor;
mod header;
mod lines;
mod names;
mod order;
mod quick;
mod reader;
mod shape;
mod survey;
mod suspicion;
mod title;
mod words;

pub use reader::read;
pub use survey::resembles_chat;

use crate::origin::Confidence;

/// How much the head of a file is a chat. Messages may have many lines, so the share of headers may be small.
pub fn looks_like(start: &[u8]) -> Option<Confidence> {
    // A chat that lies unpacked within a zip within another file is not to be read past the zip around it.
    if start.contains(&0) && memchr::memmem::find(start, b"PK\x03\x04").is_some() {
        return None;
    }
    let seen = survey::looks_like(start);
    if seen.headers == 0 {
        return None;
    }
    let often = seen.headers * 4 >= seen.lines;
    match (seen.firm > 0, seen.first == 1, often) {
        (true, true, true) if seen.senders > 0 => Some(Confidence::High),
        (true, true, _) | (true, _, true) => Some(Confidence::Medium),
        (true, false, false) => (seen.headers >= 3 && seen.senders > 0).then_some(Confidence::Low),
        (false, true, true) if seen.senders > 0 => Some(Confidence::Medium),
        (false, ..) => (seen.senders > 0 && often).then_some(Confidence::Low),
    }
}
