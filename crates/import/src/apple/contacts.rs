//! Contacts of iPhones (`AddressBook.sqlitedb`) and Macs (`AddressBook-v22.abcddb`), as contact cards.

use super::{Key, begins_with, each, has, next, open, row_number, since_2001_real, words};
use crate::{
    error::ImportError,
    options::Options,
    origin::{Confidence, Origin},
    source::Stream,
    sqlite::{Database, Row, Table},
    tally::Output,
};
use daybook_core::{
    card::{Card, CardIdentifier},
    item::{Detail, Locator},
    person::IdentifierKind,
};
use std::{collections::HashMap, sync::Arc};

/// Whether the tables are those of contacts.
pub fn has_tables(tables: &[Arc<Table>]) -> bool {
    has(tables, "ABPerson", &["First", "Last"]) || has(tables, "ZABCDRECORD", &["ZFIRSTNAME", "ZLASTNAME"])
}

/// Whether a file begins as such a database does.
pub fn looks_like(start: &[u8]) -> Option<Confidence> {
    begins_with(start, has_tables)
}

/// Reads every card, in the order of the table.
pub fn read(
    stream: &mut dyn Stream,
    origin: &Origin<'_>,
    _options: &Options,
    output: &mut Output<'_>,
) -> Result<(), ImportError> {
    let Some(mut database) = open(stream, origin, output)? else { return Ok(()) };
    let (form, mut lists) = match database.table("ABPerson") {
        Some(_) => (&PHONE, phone_lists(&mut database, output)?),
        None => (&MAC, mac_lists(&mut database, output)?),
    };
    let Some(table) = database.table(form.table) else { return Ok(()) };
    let mut rows = database.rows(&table);
    while let Some(row) = next(&mut rows, output)? {
        let mut card = form.card(&table, &row);
        card.identifiers = lists.remove(&Key::Number(row.id)).unwrap_or_default();
        // Macs keep groups and sources in the same table.
        if card.name.is_empty() && card.identifiers.is_empty() && card.details.is_empty() {
            continue;
        }
        card.locator.member = origin.member.map(str::to_owned);
        output.card(card)?;
    }
    Ok(())
}

/// Where one of the two keeps the facts of a card.
struct Form {
    table: &'static str,
    names: [&'static str; 3],
    organisation: &'static str,
    details: [(&'static str, &'static str); 4],
    birthday: &'static str,
}

const PHONE: Form = Form {
    table: "ABPerson",
    names: ["First", "Middle", "Last"],
    organisation: "Organization",
    details: [("Nickname", "Nickname"), ("Note", "Note"), ("Job", "JobTitle"), ("Department", "Department")],
    birthday: "Birthday",
};

const MAC: Form = Form {
    table: "ZABCDRECORD",
    names: ["ZFIRSTNAME", "ZMIDDLENAME", "ZLASTNAME"],
    organisation: "ZORGANIZATION",
    details: [
        ("Nickname", "ZNICKNAME"),
        ("Note", "ZNOTE"),
        ("Job", "ZJOBTITLE"),
        ("Department", "ZDEPARTMENT"),
    ],
    birthday: "ZBIRTHDAY",
};

impl Form {
    fn card(&self, table: &Table, row: &Row) -> Card {
        let word = |name: &str| words(row, table.column(name));
        let parts: Vec<String> = self.names.iter().filter_map(|name| word(name)).collect();
        let (organisation, mut details) = (word(self.organisation), Vec::new());
        let mut add = |name: &str, value: Option<String>| {
            details.extend(value.map(|value| Detail { name: name.to_owned(), value }));
        };
        let name = if parts.is_empty() { organisation.clone().unwrap_or_default() } else { parts.join(" ") };
        add("Organisation", organisation.filter(|organisation| *organisation != name));
        for (name, column) in self.details {
            add(name, word(column));
        }
        let birthday = row.real(table.column(self.birthday)).and_then(since_2001_real);
        add("Birthday", birthday.map(|at| at.to_string()[..10].to_owned()));
        Card {
            name,
            details,
            locator: Locator { row: row_number(row), ..Locator::default() },
            ..Card::default()
        }
    }
}

type Lists = HashMap<Key, Vec<CardIdentifier>>;

/// Numbers, addresses and the rest of an iPhone: one table, told apart by the number of their property.
fn phone_lists(database: &mut Database<'_>, output: &mut Output<'_>) -> Result<Lists, ImportError> {
    let mut labels = HashMap::new();
    each(database, "ABMultiValueLabel", output, |table, row| {
        labels.extend(words(row, table.column("value")).map(|value| (row.id, label(&value))));
    })?;
    // Postal addresses are in parts.
    let mut parts: HashMap<Key, Vec<String>> = HashMap::new();
    each(database, "ABMultiValueEntry", output, |table, row| {
        if let Some((owner, value)) =
            Key::of(row, table.column("parent_id")).zip(words(row, table.column("value")))
        {
            parts.entry(owner).or_default().push(value);
        }
    })?;
    let mut lists = Lists::new();
    each(database, "ABMultiValue", output, |table, row| {
        let kind = match row.int(table.column("property")) {
            Some(3) => IdentifierKind::Phone,
            Some(4) => IdentifierKind::Email,
            Some(5) => IdentifierKind::Address,
            Some(13 | 46) => IdentifierKind::Handle,
            _ => IdentifierKind::Other,
        };
        let id = Key::of(row, table.column("UID")).unwrap_or(Key::Number(row.id));
        let value = words(row, table.column("value")).or_else(|| Some(parts.get(&id)?.join(", ")));
        let label = row.int(table.column("label")).and_then(|label| labels.get(&label).cloned());
        if let Some((owner, value)) = Key::of(row, table.column("record_id")).zip(value) {
            lists.entry(owner).or_default().push(CardIdentifier { kind, value, label });
        }
    })?;
    Ok(lists)
}

/// Numbers and addresses of a Mac: a table for each sort.
fn mac_lists(database: &mut Database<'_>, output: &mut Output<'_>) -> Result<Lists, ImportError> {
    let sorts = [
        ("ZABCDPHONENUMBER", "ZFULLNUMBER", IdentifierKind::Phone),
        ("ZABCDEMAILADDRESS", "ZADDRESS", IdentifierKind::Email),
        ("ZABCDMESSAGINGADDRESS", "ZADDRESS", IdentifierKind::Handle),
        ("ZABCDSOCIALPROFILE", "ZUSERNAME", IdentifierKind::Handle),
    ];
    let mut lists = Lists::new();
    for (name, column, kind) in sorts {
        each(database, name, output, |table, row| {
            let value = words(row, table.column(column));
            let label = words(row, table.column("ZLABEL")).map(|value| label(&value));
            if let Some((owner, value)) = Key::of(row, table.column("ZOWNER")).zip(value) {
                lists.entry(owner).or_default().push(CardIdentifier { kind, value, label });
            }
        })?;
    }
    Ok(lists)
}

/// The word in `_$!<Mobile>!$_`, which is how labels that are translated are written.
fn label(written: &str) -> String {
    let bare = written.strip_prefix("_$!<").and_then(|rest| rest.strip_suffix(">!$_"));
    bare.unwrap_or(written).to_owned()
}
