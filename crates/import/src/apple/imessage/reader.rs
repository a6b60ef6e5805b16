//! Messages, row by row.

use super::{change::Change, event, people::People, typedstream};
use crate::{
    apple::{Key, next, row_number, since_2001, words},
    error::ImportError,
    finding::Kind,
    options::Options,
    origin::Origin,
    sqlite::{Database, Row, Table},
    tally::Output,
};
use daybook_core::item::{Detail, Direction, Item, ItemKind, Locator};

/// Reads every message.
pub fn read(
    database: &mut Database<'_>,
    origin: &Origin<'_>,
    options: &Options,
    output: &mut Output<'_>,
) -> Result<(), ImportError> {
    let people = People::read(database, origin, output)?;
    let Some(table) = database.table("message") else { return Ok(()) };
    let reader = Reader {
        columns: Columns::of(&table),
        people,
        member: origin.member,
        text_bytes: options.limits.record_text_bytes,
    };
    let mut rows = database.rows(&table);
    while let Some(row) = next(&mut rows, output)? {
        let item = reader.item(&row, output);
        output.put(item)?;
    }
    Ok(())
}

struct Reader<'o> {
    columns: Columns,
    people: People,
    member: Option<&'o str>,
    text_bytes: usize,
}

/// The columns that are read, where the table has them.
struct Columns {
    key: Option<usize>,
    text: Option<usize>,
    body: Option<usize>,
    subject: Option<usize>,
    date: Option<usize>,
    edited: Option<usize>,
    read: Option<usize>,
    from_me: Option<usize>,
    handle: Option<usize>,
    other: Option<usize>,
    service: Option<usize>,
    error: Option<usize>,
    app: Option<usize>,
    summary: Option<usize>,
    own_address: Option<usize>,
    event: event::Columns,
}

impl Columns {
    fn of(table: &Table) -> Self {
        let column = |name| table.column(name);
        Self {
            key: column("ROWID"),
            text: column("text"),
            body: column("attributedBody"),
            subject: column("subject"),
            date: column("date"),
            edited: column("date_edited"),
            read: column("date_read"),
            from_me: column("is_from_me"),
            handle: column("handle_id"),
            other: column("other_handle"),
            service: column("service"),
            error: column("error"),
            app: column("balloon_bundle_id"),
            summary: column("message_summary_info"),
            own_address: column("destination_caller_id"),
            event: event::Columns::of(table),
        }
    }
}

impl Reader<'_> {
    fn item(&self, row: &Row, output: &mut Output<'_>) -> Item {
        let columns = &self.columns;
        let key = Key::of(row, columns.key).unwrap_or(Key::Number(row.id));
        let sent = row.is(columns.from_me);
        let direction = if sent { Direction::Out } else { Direction::In };
        if !sent {
            output.set_me(words(row, columns.own_address));
        }
        let chat = self.people.chat(&key);
        let handle = self.people.handle(Key::of(row, columns.handle));
        // Rows without a handle stand in a chat that tells, when it has but one other.
        let handle = handle.or_else(|| match &chat?.people[..] {
            [one] => Some(one.as_str()),
            _ => None,
        });
        let others = chat.map(|chat| chat.people.clone()).filter(|people| !people.is_empty());
        let to = match others {
            _ if !sent => Vec::new(),
            Some(people) => people,
            None => handle.map(str::to_owned).into_iter().collect(),
        };
        let conversation = chat.map(|chat| chat.title.clone()).filter(|title| !title.is_empty());
        let mut item = Item {
            at: row.int(columns.date).and_then(since_2001),
            from: handle.filter(|_| !sent).map(str::to_owned),
            to,
            direction,
            attachments: self.people.attachments(&key),
            conversation: conversation.or_else(|| handle.map(str::to_owned)),
            locator: Locator {
                member: self.member.map(str::to_owned),
                row: row_number(row),
                ..Locator::default()
            },
            ..Item::default()
        };
        if item.at.is_none() {
            output.findings.whole(Kind::BadTime);
        }
        if item.attachments.iter().any(|file| !file.present) {
            output.findings.whole(Kind::MissingMedia);
        }
        self.content(row, &mut item, output);
        self.details(row, &key, &mut item);
        item
    }

    /// What sort of record it is, and what it says.
    fn content(&self, row: &Row, item: &mut Item, output: &mut Output<'_>) {
        let columns = &self.columns;
        let other = self.people.handle(Key::of(row, columns.other));
        if let Some(line) = columns.event.line(row, other) {
            (item.kind, item.text) = (ItemKind::System, line);
            return;
        }
        item.text = self.text(row, output);
        if row.has_odd_text() {
            output.findings.whole(Kind::NotUtf8);
        }
        if let Some(sign) = columns.event.sign(row) {
            item.kind = ItemKind::Reaction;
            let name = if sign.taken_away { "Reaction taken away" } else { "Reaction" };
            item.details.push(detail(name, sign.sign));
            return;
        }
        let change = row.bytes(columns.summary).map(|bytes| {
            Change::parse(bytes).unwrap_or_else(|| {
                output.findings.whole(Kind::EditsUnread);
                Change::default()
            })
        });
        let change = change.unwrap_or_default();
        let edited = row.int(columns.edited).and_then(since_2001);
        if change.taken_back && item.text.is_empty() {
            item.kind = ItemKind::Deleted;
        } else if change.taken_back || edited.is_some() || !change.earlier.is_empty() {
            item.kind = ItemKind::Edited;
        }
        item.earlier = change.earlier;
        if let Some(at) = edited {
            let name = if item.kind == ItemKind::Deleted { "Taken back" } else { "Edited" };
            item.details.push(detail(name, at.to_string()));
        }
    }

    /// The text, from its own column or from the styled string that newer systems write instead.
    fn text(&self, row: &Row, output: &mut Output<'_>) -> String {
        let mut text = words(row, self.columns.text).unwrap_or_default();
        if text.is_empty()
            && let Some(body) = row.bytes(self.columns.body).filter(|body| !body.is_empty())
        {
            text = typedstream::text(body).unwrap_or_else(|| {
                output.findings.whole(Kind::StyledText);
                String::new()
            });
        }
        if text.len() > self.text_bytes {
            output.findings.whole(Kind::TextCut);
            text.truncate(text.floor_char_boundary(self.text_bytes));
        }
        text
    }

    fn details(&self, row: &Row, key: &Key, item: &mut Item) {
        let columns = &self.columns;
        let mut add = |name: &str, value: Option<String>| {
            item.details.extend(value.map(|value| detail(name, value)));
        };
        let sent = row.is(columns.from_me);
        add("Service", words(row, columns.service));
        add("Subject", words(row, columns.subject));
        add("App", words(row, columns.app));
        // When the keeper read a message says nothing about the other.
        add("Read", row.int(columns.read).filter(|_| sent).and_then(since_2001).map(|at| at.to_string()));
        add(
            "Not sent: error",
            row.int(columns.error).filter(|error| sent && *error != 0).map(|e| e.to_string()),
        );
        add("Recently deleted", self.people.deleted(key).and_then(since_2001).map(|at| at.to_string()));
    }
}

fn detail(name: &str, value: String) -> Detail {
    Detail { name: name.to_owned(), value }
}
