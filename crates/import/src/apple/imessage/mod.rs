//! Messages of iPhones (`sms.db`) and Macs (`chat.db`): iMessage, SMS and RCS.

mod change;
mod event;
mod people;
mod reader;
mod typedstream;

use crate::{
    apple::{begins_with, has, open},
    error::ImportError,
    options::Options,
    origin::{Confidence, Origin},
    source::Stream,
    sqlite::Table,
    tally::Output,
};
use std::sync::Arc;

/// Whether the tables are those of Messages.
pub fn has_tables(tables: &[Arc<Table>]) -> bool {
    has(tables, "message", &["text", "date", "is_from_me", "handle_id"])
}

/// Whether a file begins as such a database does.
pub fn looks_like(start: &[u8]) -> Option<Confidence> {
    begins_with(start, has_tables)
}

/// Reads every message, in the order of the table.
pub fn read(
    stream: &mut dyn Stream,
    origin: &Origin<'_>,
    options: &Options,
    output: &mut Output<'_>,
) -> Result<(), ImportError> {
    output.set_me(options.me.clone());
    match open(stream, origin, output)? {
        Some(mut database) => reader::read(&mut database, origin, options, output),
        None => Ok(()),
    }
}
