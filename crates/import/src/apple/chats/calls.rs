//! Calls: `ZWACDCALLEVENT`, each part of an event that says which way it went and who took part.

use super::number;
use crate::{
    apple::{Key, each, next, row_number, since_2001_real, words},
    error::ImportError,
    finding::Kind,
    origin::Origin,
    sqlite::{Database, Row, Table},
    tally::Output,
};
use daybook_core::item::{Call, CallOutcome, Direction, Item, ItemKind, Locator};
use std::collections::HashMap;

/// What is said of the calls that belong together.
#[derive(Clone, Copy, Debug)]
struct Event {
    incoming: bool,
    missed: bool,
    video: bool,
}

/// Reads every call, if there are any.
pub fn read(
    database: &mut Database<'_>,
    origin: &Origin<'_>,
    output: &mut Output<'_>,
) -> Result<(), ImportError> {
    let Some(table) = database.table("ZWACDCALLEVENT") else { return Ok(()) };
    let mut events = HashMap::new();
    each(database, "ZWAAGGREGATECALLEVENT", output, |table, row| {
        let is = |name| row.is(table.column(name));
        let event = Event { incoming: is("ZINCOMING"), missed: is("ZMISSED"), video: is("ZVIDEO") };
        events.insert(Key::Number(row.id), event);
    })?;
    let mut people: HashMap<Key, Vec<String>> = HashMap::new();
    each(database, "ZWACDCALLEVENTPARTICIPANT", output, |table, row| {
        let account = words(row, table.column("ZJIDSTRING"));
        if let (Some(event), Some(account)) = (Key::of(row, table.column("Z1PARTICIPANTS")), account) {
            people.entry(event).or_default().push(number(&account));
        }
    })?;
    let mut rows = database.rows(&table);
    while let Some(row) = next(&mut rows, output)? {
        let key = Key::of(&row, table.column("Z1CALLEVENTS"));
        let event = key.as_ref().and_then(|key| events.get(key)).copied();
        let with = key.and_then(|key| people.get(&key)).cloned().unwrap_or_default();
        let mut item = call(&table, &row, event, with);
        if item.at.is_none() {
            output.findings.whole(Kind::BadTime);
        }
        item.locator.member = origin.member.map(str::to_owned);
        output.put(item)?;
    }
    Ok(())
}

fn call(table: &Table, row: &Row, event: Option<Event>, mut with: Vec<String>) -> Item {
    let column = |name| table.column(name);
    if with.is_empty() {
        let creator = words(row, column("ZGROUPCALLCREATORUSERJIDSTRING"));
        with.extend(creator.map(|account| number(&account)));
    }
    let seconds = row.int(column("ZDURATION")).and_then(|seconds| u64::try_from(seconds).ok());
    let outcome = match (event, seconds) {
        (_, Some(1..)) => CallOutcome::Answered,
        (Some(event), _) if event.missed || !event.incoming => CallOutcome::Missed,
        _ => CallOutcome::Unknown,
    };
    let direction = match event {
        Some(event) if event.incoming => Direction::In,
        Some(_) => Direction::Out,
        None => Direction::Unknown,
    };
    let conversation = (!with.is_empty()).then(|| with.join(", "));
    let (from, to) = match direction {
        Direction::Out => (None, with),
        _ => (with.into_iter().next(), Vec::new()),
    };
    Item {
        at: row.real(column("ZDATE")).and_then(since_2001_real),
        from,
        to,
        direction,
        kind: ItemKind::Call,
        conversation,
        call: Some(Call { outcome, seconds, video: event.is_some_and(|event| event.video), withheld: false }),
        locator: Locator { row: row_number(row), ..Locator::default() },
        ..Item::default()
    }
}
