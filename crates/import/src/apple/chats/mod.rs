//! WhatsApp on an iPhone, from its own databases: `ChatStorage.sqlite` and `CallHistory.sqlite`. They hold more than an
//! exported chat: numbers behind names, times to the second in UTC, calls, and chats nobody thought of exporting.

mod calls;
mod messages;

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

/// Whether the tables are those of WhatsApp.
pub fn has_tables(tables: &[Arc<Table>]) -> bool {
    has(tables, "ZWAMESSAGE", &["ZISFROMME", "ZMESSAGEDATE", "ZTEXT"])
        || has(tables, "ZWACDCALLEVENT", &["ZDATE"])
}

/// Whether a file begins as such a database does.
pub fn looks_like(start: &[u8]) -> Option<Confidence> {
    begins_with(start, has_tables)
}

/// Reads every message, or every call, in the order of the table.
pub fn read(
    stream: &mut dyn Stream,
    origin: &Origin<'_>,
    options: &Options,
    output: &mut Output<'_>,
) -> Result<(), ImportError> {
    output.set_me(options.me.clone());
    let Some(mut database) = open(stream, origin, output)? else { return Ok(()) };
    messages::read(&mut database, origin, options, output)?;
    calls::read(&mut database, origin, output)
}

/// The number in an account name: `447700900101@s.whatsapp.net`. Accounts without one stay as they are written.
fn number(account: &str) -> String {
    match account.split_once('@') {
        Some((digits, "s.whatsapp.net")) if digits.bytes().all(|digit| digit.is_ascii_digit()) => {
            format!("+{digits}")
        }
        _ => account.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_numbers_where_they_have_one() {
        assert_eq!(number("447700900101@s.whatsapp.net"), "+447700900101");
        assert_eq!(number("100200300@lid"), "100200300@lid");
        assert_eq!((number("x@s.whatsapp.net"), number("")), ("x@s.whatsapp.net".into(), String::new()));
    }
}
