//! What iPhones and Macs keep: messages, calls, voicemail, contacts, and backups of all of them.
//!
//! They are SQLite databases whose tables change with every version. So columns are looked for by name, and one that is
//! not there reads as empty.

pub mod backup;
pub mod calls;
pub mod chats;
pub mod contacts;
pub mod imessage;
pub mod voicemail;

use crate::{
    error::ImportError,
    finding::Kind,
    options::{Format, Options},
    origin::{Confidence, Files, MemberFile, Origin},
    source::Stream,
    sqlite::{Damage, Database, Row, Rows, Table, is_database},
    tally::Output,
};
use jiff::Timestamp;
use std::{io, sync::Arc};

/// Seconds from 1970 to 2001, where Apple's clocks begin (both in UTC).
const APPLE_EPOCH: i64 = 978_307_200;
/// From here on a number is nanoseconds: as seconds it would be the year 33,000.
const NANOSECONDS: u64 = 1_000_000_000_000;

/// The instant of a count of seconds, or nanoseconds, since 2001. 0 stands for no time.
pub fn since_2001(count: i64) -> Option<Timestamp> {
    let (seconds, nanoseconds) = if count.unsigned_abs() < NANOSECONDS {
        (count, 0)
    } else {
        (count.div_euclid(1_000_000_000), i32::try_from(count.rem_euclid(1_000_000_000)).ok()?)
    };
    (count != 0).then(|| Timestamp::new(seconds.checked_add(APPLE_EPOCH)?, nanoseconds).ok()).flatten()
}

/// The instant of seconds with a fraction since 2001, to the thousandth.
pub fn since_2001_real(seconds: f64) -> Option<Timestamp> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a cast of a fraction stops at the ends of the range"
    )]
    let thousandths = (seconds * 1000.0).round() as i64;
    let at = thousandths.checked_add(APPLE_EPOCH * 1000)?;
    (seconds.is_finite() && seconds != 0.0).then(|| Timestamp::from_millisecond(at).ok()).flatten()
}

/// One sort of database and its reader.
struct Sort {
    format: Format,
    has_tables: fn(&[Arc<Table>]) -> bool,
    read: fn(&mut dyn Stream, &Origin<'_>, &Options, &mut Output<'_>) -> Result<(), ImportError>,
}

const SORTS: &[Sort] = &[
    Sort { format: Format::Imessage, has_tables: imessage::has_tables, read: imessage::read },
    Sort { format: Format::IphoneCalls, has_tables: calls::has_tables, read: calls::read },
    Sort { format: Format::WhatsappIphone, has_tables: chats::has_tables, read: chats::read },
    Sort { format: Format::IphoneContacts, has_tables: contacts::has_tables, read: contacts::read },
    Sort { format: Format::IphoneVoicemail, has_tables: voicemail::has_tables, read: voicemail::read },
];

/// The format of a database with these tables.
pub fn by_tables(tables: &[Arc<Table>]) -> Option<Format> {
    sort_of(tables).map(|sort| sort.format)
}

fn sort_of(tables: &[Arc<Table>]) -> Option<&'static Sort> {
    SORTS.iter().find(|sort| (sort.has_tables)(tables))
}

/// How sure the beginning of a file is of tables that `known` knows.
fn begins_with(start: &[u8], known: fn(&[Arc<Table>]) -> bool) -> Option<Confidence> {
    (is_database(start) && known(&Database::peek(start))).then_some(Confidence::High)
}

/// Whether there is a table with all these columns.
fn has(tables: &[Arc<Table>], name: &str, columns: &[&str]) -> bool {
    let table = tables.iter().find(|table| table.name.eq_ignore_ascii_case(name));
    table.is_some_and(|table| columns.iter().all(|column| table.column(column).is_some()))
}

/// Opens a database with the log beside it. One that cannot be opened is told, and gives `None`.
fn open<'s>(
    stream: &'s mut dyn Stream,
    origin: &Origin<'_>,
    output: &mut Output<'_>,
) -> Result<Option<Database<'s>>, ImportError> {
    let log = log_beside(origin).map_or(Ok(None), |(files, file)| match files.open(file) {
        Ok(log) => Ok(Some(log)),
        Err(error) if error.kind() == io::ErrorKind::Unsupported => Ok(None),
        Err(error) => Err(error),
    })?;
    match Database::open(stream.seekable()?, log) {
        Ok(database) => {
            if database.wants_log() {
                output.findings.whole(Kind::NewestBeside);
            }
            if database.schema_damaged {
                output.findings.whole(Kind::DamagedDatabase);
            }
            Ok(Some(database))
        }
        Err(Damage::Io(error)) => Err(error.into()),
        Err(_) => {
            output.findings.whole(Kind::DamagedDatabase);
            Ok(None)
        }
    }
}

/// The file of the same name with `-wal` at its end, in the same folder.
fn log_beside<'o>(origin: &Origin<'o>) -> Option<(&'o Files, &'o MemberFile)> {
    let (files, name) = (origin.files?, format!("{}-wal", origin.member.unwrap_or(origin.name)));
    let found = files.find(&name)?;
    let whole = found.member.replace('\\', "/");
    whole.ends_with(name.replace('\\', "/").trim_start_matches(['.', '/'])).then_some((files, found))
}

/// A row, when there is one to be read. Damage is told, and the rows after it go on.
fn next(rows: &mut Rows<'_, '_>, output: &mut Output<'_>) -> Result<Option<Row>, ImportError> {
    loop {
        match rows.advance() {
            None => return Ok(None),
            Some(Ok(row)) => {
                if row.cut {
                    output.findings.whole(Kind::DamagedDatabase);
                }
                return Ok(Some(row));
            }
            Some(Err(Damage::Io(error))) => return Err(error.into()),
            Some(Err(_)) => output.findings.whole(Kind::DamagedDatabase),
        }
    }
}

/// Does something with every row of a table, if there is one of that name.
fn each(
    database: &mut Database<'_>,
    name: &str,
    output: &mut Output<'_>,
    mut with: impl FnMut(&Table, &Row),
) -> Result<(), ImportError> {
    let Some(table) = database.table(name) else { return Ok(()) };
    let mut rows = database.rows(&table);
    while let Some(row) = next(&mut rows, output)? {
        with(&table, &row);
    }
    Ok(())
}

/// Text of a column, if it holds any.
fn words(row: &Row, column: Option<usize>) -> Option<String> {
    row.text(column).filter(|text| !text.is_empty())
}

/// The number of a row as locators have it.
fn row_number(row: &Row) -> Option<u64> {
    u64::try_from(row.id).ok()
}

/// A value that joins tables: numbers as a rule, text in databases that other programs wrote.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Number(i64),
    Text(Box<str>),
}

impl Key {
    /// The key in a column.
    fn of(row: &Row, column: Option<usize>) -> Option<Self> {
        let text = match row.int(column) {
            Some(number) => return Some(Self::Number(number)),
            None => row.text(column)?,
        };
        Some(Self::Text(text.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_count_from_2001_in_seconds_or_nanoseconds() {
        let shown = |count| since_2001(count).map(|at| at.to_string());
        assert_eq!(shown(0), None);
        assert_eq!(shown(1).as_deref(), Some("2001-01-01T00:00:01Z"));
        assert_eq!(shown(726_364_800).as_deref(), Some("2024-01-08T00:00:00Z"));
        assert_eq!(shown(727_379_229_507_062_144).as_deref(), Some("2024-01-19T17:47:09.507062144Z"));
        assert_eq!((shown(i64::MAX).is_some(), shown(i64::MIN).is_some()), (true, true));
        assert_eq!(since_2001_real(1.5).map(|at| at.to_string()).as_deref(), Some("2001-01-01T00:00:01.5Z"));
        assert_eq!((since_2001_real(f64::NAN), since_2001_real(1e300)), (None, None));
    }
}
