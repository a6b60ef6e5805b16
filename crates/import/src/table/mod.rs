//! Tables (CSV, RFC 4180, and what spreadsheets make of it): phone bills, logs of doorbells and trackers.
//!
//! No two look alike, so the person says what the columns mean. A guess is shown with its evidence and never used by itself.

mod clock;
mod guess;
mod layout;
mod preview;
mod reader;
mod row;
mod rows;
mod words;

pub use guess::Suggestion;
pub use preview::{Preview, preview};
pub use reader::read;

use crate::{origin::Confidence, whatsapp, wide};

/// Whether the head of a file is a table with a column of dates.
pub fn looks_like(head: &[u8]) -> Option<Confidence> {
    let text = wide::narrow(head);
    let first = text.iter().find(|b| !b.is_ascii_whitespace())?;
    if text.contains(&0) || matches!(first, b'{' | b'[' | b'<') {
        return None;
    }
    let layout = layout::of(&text, None);
    // Lines of a chat we cannot read may have one comma each, behind the date.
    let chat = layout.headings.is_empty() && layout.width == 2 && whatsapp::resembles_chat(&text);
    let table = layout.is_table() && !chat && guess::suggest(&layout).has_time();
    table.then_some(Confidence::Low)
}
