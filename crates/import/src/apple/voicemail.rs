//! Messages left on an iPhone's visual voicemail: `voicemail.db`. The recordings are files beside it, by row number.

use super::{backup::attachment, begins_with, has, next, open, row_number, words};
use crate::{
    error::ImportError,
    finding::Kind,
    options::Options,
    origin::{Confidence, Origin},
    source::Stream,
    sqlite::{Row, Table},
    tally::Output,
};
use daybook_core::item::{Attachment, Call, CallOutcome, Detail, Direction, Item, ItemKind, Locator};
use jiff::Timestamp;
use std::sync::Arc;

/// Whether the tables are those of voicemail.
pub fn has_tables(tables: &[Arc<Table>]) -> bool {
    has(tables, "voicemail", &["sender", "date", "duration"])
}

/// Whether a file begins as such a database does.
pub fn looks_like(start: &[u8]) -> Option<Confidence> {
    begins_with(start, has_tables)
}

/// Reads every message, in the order of the table. Times are seconds since 1970.
pub fn read(
    stream: &mut dyn Stream,
    origin: &Origin<'_>,
    options: &Options,
    output: &mut Output<'_>,
) -> Result<(), ImportError> {
    output.set_me(options.me.clone());
    let Some(mut database) = open(stream, origin, output)? else { return Ok(()) };
    let Some(table) = database.table("voicemail") else { return Ok(()) };
    let mut rows = database.rows(&table);
    while let Some(row) = next(&mut rows, output)? {
        let item = message(&table, &row, origin);
        if item.at.is_none() {
            output.findings.whole(Kind::BadTime);
        }
        output.put(item)?;
    }
    Ok(())
}

fn message(table: &Table, row: &Row, origin: &Origin<'_>) -> Item {
    let column = |name| table.column(name);
    let from = ["sender", "callback_num"].iter().find_map(|name| words(row, column(name)));
    let seconds = row.int(column("duration")).and_then(|seconds| u64::try_from(seconds).ok());
    let call = Call { outcome: CallOutcome::Voicemail, seconds, withheld: from.is_none(), video: false };
    let binned = row
        .int(column("trashed_date"))
        .filter(|at| *at > 0)
        .map(|_| Detail { name: "Put in the bin".to_owned(), value: "yes".to_owned() });
    Item {
        at: row.int(column("date")).filter(|s| *s != 0).and_then(|s| Timestamp::from_second(s).ok()),
        conversation: from.clone(),
        from,
        direction: Direction::In,
        kind: ItemKind::Call,
        attachments: vec![recording(row, origin)],
        call: Some(call),
        details: binned.into_iter().collect(),
        locator: Locator {
            member: origin.member.map(str::to_owned),
            row: row_number(row),
            ..Locator::default()
        },
        ..Item::default()
    }
}

/// The recording of a message: `1.amr` for the first row.
fn recording(row: &Row, origin: &Origin<'_>) -> Attachment {
    let path = format!("Library/Voicemail/{}.amr", row.id);
    let mut file = attachment(origin, "HomeDomain", &path);
    file.name = Some(format!("{}.amr", row.id));
    file.media_type = Some("audio/amr".to_owned());
    file
}
