//! Call history of iPhones and Macs: `CallHistory.storedata`, and `call_history.db` of before iOS 8.

use super::{Key, begins_with, each, has, next, open, row_number, since_2001_real, words};
use crate::{
    error::ImportError,
    finding::Kind,
    options::Options,
    origin::{Confidence, Origin},
    source::Stream,
    sqlite::{Database, Row, Table},
    tally::Output,
};
use daybook_core::item::{Call, CallOutcome, Detail, Direction, Item, ItemKind, Locator};
use jiff::Timestamp;
use std::{collections::HashMap, sync::Arc};

/// Whether the tables are those of a call history.
pub fn has_tables(tables: &[Arc<Table>]) -> bool {
    has(tables, "ZCALLRECORD", &["ZDATE", "ZDURATION", "ZORIGINATED"])
        || has(tables, "call", &["address", "date", "duration", "flags"])
}

/// Whether a file begins as such a database does.
pub fn looks_like(start: &[u8]) -> Option<Confidence> {
    begins_with(start, has_tables)
}

/// Reads every call, in the order of the table.
pub fn read(
    stream: &mut dyn Stream,
    origin: &Origin<'_>,
    options: &Options,
    output: &mut Output<'_>,
) -> Result<(), ImportError> {
    output.set_me(options.me.clone());
    let Some(mut database) = open(stream, origin, output)? else { return Ok(()) };
    let groups = groups(&mut database, output)?;
    let new = database.table("ZCALLRECORD");
    let Some(table) = new.clone().or_else(|| database.table("call")) else { return Ok(()) };
    let mut rows = database.rows(&table);
    while let Some(row) = next(&mut rows, output)? {
        let mut item = if new.is_some() { record(&table, &row, &groups) } else { old_record(&table, &row) };
        if item.at.is_none() {
            output.findings.whole(Kind::BadTime);
        }
        if row.has_odd_text() {
            output.findings.whole(Kind::NotUtf8);
        }
        let member = origin.member.map(str::to_owned);
        item.locator = Locator { member, row: row_number(&row), ..Locator::default() };
        output.put(item)?;
    }
    Ok(())
}

/// Those who took part in calls of several: a table joins calls to handles, under a name that ends the same everywhere.
fn groups(
    database: &mut Database<'_>,
    output: &mut Output<'_>,
) -> Result<HashMap<Key, Vec<String>>, ImportError> {
    let mut handles = HashMap::new();
    each(database, "ZHANDLE", output, |table, row| {
        let value = ["ZNORMALIZEDVALUE", "ZVALUE"].iter().find_map(|name| words(row, table.column(name)));
        handles.extend(value.map(|value| (Key::Number(row.id), value)));
    })?;
    let mut groups: HashMap<Key, Vec<String>> = HashMap::new();
    let join =
        database.tables().iter().find(|table| table.name.ends_with("REMOTEPARTICIPANTHANDLES")).cloned();
    let Some(join) = join else { return Ok(groups) };
    let ending = |end: &str| join.columns().iter().position(|column| column.ends_with(end));
    let (call, handle) = (ending("PARTICIPANTCALLS"), ending("PARTICIPANTHANDLES"));
    each(database, &join.name, output, |_, row| {
        let handle = Key::of(row, handle).and_then(|handle| handles.get(&handle));
        if let (Some(call), Some(handle)) = (Key::of(row, call), handle) {
            groups.entry(call).or_default().push(handle.clone());
        }
    })?;
    Ok(groups)
}

/// What the number of a call's type stands for. 0 is a call by another app, which is named beside it.
fn service(kind: Option<i64>) -> Option<&'static str> {
    match kind? {
        1 => Some("Phone"),
        8 => Some("FaceTime video"),
        16 => Some("FaceTime audio"),
        _ => None,
    }
}

/// A row of `ZCALLRECORD`: seconds since 2001, who began it, and whether it was picked up.
fn record(table: &Table, row: &Row, groups: &HashMap<Key, Vec<String>>) -> Item {
    let column = |name| table.column(name);
    let address = row.bytes(column("ZADDRESS")).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let address = address.filter(|address| !address.is_empty());
    let mut people: Vec<String> = address.into_iter().collect();
    if people.is_empty() {
        people = groups.get(&Key::Number(row.id)).cloned().unwrap_or_default();
    }
    let seconds = seconds(row, column("ZDURATION"));
    let (out, answered) = (row.is(column("ZORIGINATED")), row.is(column("ZANSWERED")));
    // Names the app that stopped it.
    let blocked = words(row, column("ZBLOCKEDBYEXTENSION")).is_some_and(|by| by != "0");
    let outcome = match seconds {
        _ if blocked => CallOutcome::Blocked,
        Some(1..) => CallOutcome::Answered,
        _ if answered && !out => CallOutcome::Answered,
        _ => CallOutcome::Missed,
    };
    let kind = row.int(column("ZCALLTYPE"));
    let service = service(kind).map(str::to_owned).or_else(|| words(row, column("ZSERVICE_PROVIDER")));
    let name = words(row, column("ZNAME")).filter(|name| !people.contains(name));
    let mut item = call(people, out, Call { outcome, seconds, video: kind == Some(8), ..Call::default() });
    item.at = row.real(column("ZDATE")).and_then(since_2001_real);
    item.contact_name = name;
    for (name, value) in [("Service", service), ("Place of the number", words(row, column("ZLOCATION")))] {
        item.details.extend(value.map(|value| Detail { name: name.to_owned(), value }));
    }
    item
}

/// A row of `call` (before iOS 8): seconds since 1970; the first bit of the flags says who began it.
fn old_record(table: &Table, row: &Row) -> Item {
    let column = |name| table.column(name);
    let (flags, seconds) = (row.int(column("flags")).unwrap_or(0), seconds(row, column("duration")));
    let outcome = match (flags, seconds) {
        (8, _) => CallOutcome::Blocked,
        (_, Some(1..)) => CallOutcome::Answered,
        _ => CallOutcome::Missed,
    };
    let people = words(row, column("address")).into_iter().collect();
    let mut item = call(people, flags & 1 == 1, Call { outcome, seconds, ..Call::default() });
    item.at = row.int(column("date")).filter(|s| *s != 0).and_then(|s| Timestamp::from_second(s).ok());
    item.contact_name = words(row, column("name"));
    item
}

fn call(people: Vec<String>, out: bool, call: Call) -> Item {
    let withheld = people.is_empty() && !out;
    let conversation = (!people.is_empty()).then(|| people.join(", "));
    let (from, to) = if out { (None, people) } else { (people.into_iter().next(), Vec::new()) };
    Item {
        from,
        to,
        direction: if out { Direction::Out } else { Direction::In },
        kind: ItemKind::Call,
        conversation,
        call: Some(Call { withheld, ..call }),
        ..Item::default()
    }
}

/// A length in whole seconds.
fn seconds(row: &Row, column: Option<usize>) -> Option<u64> {
    row.int(column).and_then(|seconds| u64::try_from(seconds).ok())
}
