//! What Messages itself writes into a chat, and the signs people put under messages.

use crate::sqlite::{Row, Table};

/// Columns that say what sort of record a row is.
pub struct Columns {
    sort: Option<usize>,
    action: Option<usize>,
    title: Option<usize>,
    sharing: Option<usize>,
    associated: Option<usize>,
    emoji: Option<usize>,
}

impl Columns {
    /// Looks for them in a table.
    pub fn of(table: &Table) -> Self {
        Self {
            sort: table.column("item_type"),
            action: table.column("group_action_type"),
            title: table.column("group_title"),
            sharing: table.column("share_status"),
            associated: table.column("associated_message_type"),
            emoji: table.column("associated_message_emoji"),
        }
    }

    /// The line the app shows for an event of a chat. `other` is whom it is about.
    pub fn line(&self, row: &Row, other: Option<&str>) -> Option<String> {
        let (sort, action) = (row.int(self.sort)?, row.int(self.action).unwrap_or(0));
        let other = other.unwrap_or("somebody");
        Some(match (sort, action) {
            (0, _) => return None,
            (1, 1) => format!("Removed {other} from the conversation"),
            (1, _) => format!("Added {other} to the conversation"),
            (2, _) => match row.text(self.title).filter(|title| !title.is_empty()) {
                Some(title) => format!("Named the conversation “{title}”"),
                None => "Removed the name from the conversation".to_owned(),
            },
            (3, 0) => "Left the conversation".to_owned(),
            (3, 1) => "Changed the group photo".to_owned(),
            (3, 2) => "Removed the group photo".to_owned(),
            (4, _) if row.is(self.sharing) => "Stopped sharing location".to_owned(),
            (4, _) => "Started sharing location".to_owned(),
            (5, _) => "Kept an audio message".to_owned(),
            (6, _) => "FaceTime or shared activity".to_owned(),
            _ => format!("Event of the app, type {sort}"),
        })
    }

    /// The sign a row puts under another message, or takes away from it.
    pub fn sign(&self, row: &Row) -> Option<Sign> {
        let kind = row.int(self.associated)?;
        let (sign, taken_away) = match kind {
            2000..=2999 => (kind - 2000, false),
            3000..=3999 => (kind - 3000, true),
            1000 => return Some(Sign { sign: "sticker".to_owned(), taken_away: false }),
            _ => return None,
        };
        let sign = match sign {
            0 => "loved".to_owned(),
            1 => "liked".to_owned(),
            2 => "disliked".to_owned(),
            3 => "laughed".to_owned(),
            4 => "emphasised".to_owned(),
            5 => "questioned".to_owned(),
            6 => row.text(self.emoji).unwrap_or_else(|| "emoji".to_owned()),
            7 => "sticker".to_owned(),
            other => format!("type {other}"),
        };
        Some(Sign { sign, taken_away })
    }
}

/// A sign under a message ("tapback").
#[derive(Debug, PartialEq, Eq)]
pub struct Sign {
    /// The word for it, or the emoji.
    pub sign: String,
    /// It was taken away again.
    pub taken_away: bool,
}
