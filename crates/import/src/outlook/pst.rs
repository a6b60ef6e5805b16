//! Whole mailboxes of Outlook (MS-PST): every message of every folder.

use super::{
    letter::Letter,
    properties::{Properties, Value, id},
    remote::{self, Ended, Finds, Remote},
};
use crate::{
    error::ImportError,
    finding::Kind,
    options::Options,
    origin::{Confidence, Origin},
    source::{Stream, head},
    tally::Output,
};
use daybook_core::item::{Attachment, Locator};
use outlook_pst::{
    AnsiPstFile, UnicodePstFile,
    ltp::{prop_context::PropertyValue, table_context::TableContext},
    messaging::{
        message::Message,
        store::{AnsiStore, Store, UnicodeStore},
    },
    ndb::node_id::NodeId,
};
use std::{collections::HashSet, io, rc::Rc};

/// What such files begin with, and what they say a little later (MS-PST section 2.2.2.6).
const MAGIC: &[u8] = b"!BDN";
const CLIENTS: [&[u8]; 2] = [b"SM", b"SO"];
/// Versions before this are of the old form with text in a code page.
const FIRST_UNICODE: u16 = 20;
/// The folder everything lies in (MS-PST section 2.4.1).
const ROOT: u32 = 0x122;
/// The part of a node's number that says what it is, and what it says of a search that was kept (MS-PST section 2.2.2.1).
const NODE_TYPE: u32 = 0x1f;
const SEARCH: u32 = 0x03;
/// Properties read of a message. Files are read by their table only: they may be as large as the mailbox.
const WANTED: &[u16] = &[
    id::MESSAGE_CLASS,
    id::SUBJECT,
    id::CLIENT_SUBMIT_TIME,
    id::START_DATE,
    id::CONVERSATION_TOPIC,
    id::TRANSPORT_HEADERS,
    id::SENDER_NAME,
    id::SENDER_ADDRESS,
    id::DISPLAY_TO,
    id::DELIVERY_TIME,
    id::MESSAGE_FLAGS,
    id::BODY,
    id::RTF,
    id::HTML,
    id::INTERNET_MESSAGE_ID,
    id::DISPLAY_NAME,
    id::CREATION_TIME,
    id::INTERNET_CODEPAGE,
    id::MESSAGE_CODEPAGE,
    id::SENDER_SMTP_ADDRESS,
];
/// The way a file is attached that means it is a message itself (MS-OXCMSG section 2.2.2.9, `afEmbeddedMessage`).
const EMBEDDED: i64 = 5;
/// Properties of contacts.
const WANTED_OF_CARDS: std::ops::RangeInclusive<u16> = 0x3a00..=0x3a5f;

/// Whether the head of a file is such a mailbox.
pub fn looks_like(head: &[u8]) -> Option<Confidence> {
    let client = head.get(8..10)?;
    (head.starts_with(MAGIC) && CLIENTS.contains(&client)).then_some(Confidence::High)
}

/// What the walk through a mailbox finds.
enum Found {
    Letter(u32, Box<Letter>),
    /// A folder or message that cannot be read.
    Damaged,
    /// A folder says that it holds more messages than its table lists.
    Fewer,
}

/// Reads a mailbox.
pub fn read(
    stream: &mut dyn Stream,
    origin: &Origin<'_>,
    options: &Options,
    output: &mut Output<'_>,
) -> Result<(), ImportError> {
    output.set_me(options.me.clone());
    let mut file = stream.seekable()?;
    let start = head(&mut file, 12)?;
    let version = start.get(10..12).map_or(0, |bytes| u16::from_le_bytes([bytes[0], bytes[1]]));
    let unicode = version >= FIRST_UNICODE;
    let ended = remote::read(
        &mut *file,
        move |remote, finds| walk(remote, unicode, finds),
        |found| take(found, origin, options, output),
    )?;
    if ended == Ended::Badly {
        let kind = if output.tally.records == 0 { Kind::MailboxUnread } else { Kind::MailboxPartly };
        output.findings.whole(kind);
    } else if output.tally.records == 0 && output.findings.count(Kind::UnreadableRecord) == 0 {
        // A mailbox read to its end without a message says that it holds none.
        output.tally.declared = Some(0);
    }
    Ok(())
}

fn take(
    found: Found,
    origin: &Origin<'_>,
    options: &Options,
    output: &mut Output<'_>,
) -> Result<(), ImportError> {
    let (node, letter) = match found {
        Found::Letter(node, letter) => (node, letter),
        Found::Damaged => {
            output.findings.whole(Kind::UnreadableRecord);
            return Ok(());
        }
        Found::Fewer => {
            output.findings.whole(Kind::MailboxPartly);
            return Ok(());
        }
    };
    for _ in 0..letter.unopened {
        output.findings.whole(Kind::MailWithin);
    }
    // Nodes are numbers the mailbox keeps for good; bytes of a message lie all over the file.
    let locator =
        Locator { member: origin.member.map(str::to_owned), row: Some(node.into()), ..Locator::default() };
    if letter.is_card() {
        output.card(letter.card(Vec::new(), locator))?;
    } else {
        let item = letter.item(locator, options, &mut output.findings);
        output.put(item)?;
    }
    Ok(())
}

/// Goes through every folder once.
fn walk(remote: Remote<Found>, unicode: bool, finds: &Finds<Found>) -> io::Result<()> {
    let store: Rc<dyn Store> = if unicode {
        UnicodeStore::read(Rc::new(UnicodePstFile::read_from(Box::new(remote))?))?
    } else {
        AnsiStore::read(Rc::new(AnsiPstFile::read_from(Box::new(remote))?))?
    };
    let mut left = vec![(ROOT, String::new())];
    let mut seen = HashSet::from([ROOT]);
    while let Some((node, path)) = left.pop() {
        let folder =
            store.properties().make_entry_id(NodeId::from(node)).and_then(|entry| store.open_folder(&entry));
        let Ok(folder) = folder else {
            finds.put(Found::Damaged)?;
            continue;
        };
        let name = folder.properties().display_name().unwrap_or_default();
        let path = if path.is_empty() { name } else { format!("{path}/{name}") };
        // Every folder has both tables (MS-PST section 2.4.4): one that is not there could not be read. A folder that is a
        // search kept has neither; what it finds lies in the others.
        let tables = [folder.hierarchy_table(), folder.contents_table()];
        for _ in tables.iter().filter(|table| table.is_none() && node & NODE_TYPE != SEARCH) {
            finds.put(Found::Damaged)?;
        }
        let counted = folder.properties().content_count().ok().and_then(|count| usize::try_from(count).ok());
        let listed = folder.contents_table().map(|table| table.rows_matrix().count());
        if node & NODE_TYPE != SEARCH && counted.zip(listed).is_some_and(|(counted, listed)| counted > listed)
        {
            finds.put(Found::Fewer)?;
        }
        for row in folder.hierarchy_table().into_iter().flat_map(|table| table.rows_matrix()) {
            let node = u32::from(row.id());
            if seen.insert(node) {
                left.push((node, path.clone()));
            }
        }
        for row in folder.contents_table().into_iter().flat_map(|table| table.rows_matrix()) {
            let node = u32::from(row.id());
            if seen.insert(node) {
                let letter = letter(&*store, node, &path);
                finds.put(letter.map_or(Found::Damaged, |letter| Found::Letter(node, Box::new(letter))))?;
            }
        }
    }
    Ok(())
}

fn letter(store: &dyn Store, node: u32, folder: &str) -> io::Result<Letter> {
    let entry = store.properties().make_entry_id(NodeId::from(node))?;
    let wanted: Vec<u16> = WANTED.iter().copied().chain(WANTED_OF_CARDS).collect();
    let message: Rc<dyn Message> = store.open_message(&entry, Some(&wanted))?;
    let mut letter =
        Letter { folder: Some(folder.to_owned()).filter(|name| !name.is_empty()), ..Letter::default() };
    for (property, value) in message.properties().iter() {
        keep(&mut letter.properties, *property, value);
    }
    letter.recipients = message.recipient_table().map(|table| rows(&**table)).unwrap_or_default();
    let files = message.attachment_table().map(|table| rows(&**table)).unwrap_or_default();
    letter.unopened = files.iter().filter(|file| file.number(id::ATTACH_METHOD) == Some(EMBEDDED)).count();
    letter.files = files.iter().map(attached).collect();
    Ok(letter)
}

/// The rows of a table as properties. Cells that cannot be read are left out.
fn rows(table: &dyn TableContext) -> Vec<Properties> {
    let context = table.context();
    let mut rows = Vec::new();
    for row in table.rows_matrix() {
        let mut properties = Properties::default();
        let cells = row.columns(context).unwrap_or_default();
        for (column, cell) in context.columns().iter().zip(&cells) {
            let value = cell.as_ref().and_then(|cell| table.read_column(cell, column.prop_type()).ok());
            if let Some(value) = value {
                keep(&mut properties, column.prop_id(), &value);
            }
        }
        rows.push(properties);
    }
    rows
}

fn keep(properties: &mut Properties, property: u16, value: &PropertyValue) {
    let value = match value {
        PropertyValue::Integer16(number) => Value::Number((*number).into()),
        PropertyValue::Integer32(number) => Value::Number((*number).into()),
        PropertyValue::Integer64(number) => Value::Number(*number),
        PropertyValue::Boolean(truth) => Value::Number((*truth).into()),
        PropertyValue::Time(ticks) => Value::Time(*ticks),
        PropertyValue::Unicode(text) => Value::Text(unprefixed(String::from_utf16_lossy(text.buffer()))),
        PropertyValue::String8(text) => match text.buffer() {
            [1, _, text @ ..] | text => Value::Narrow(text.to_vec()),
        },
        PropertyValue::Binary(bytes) => Value::Bytes(bytes.buffer().to_vec()),
        _ => return,
    };
    properties.insert(property, value);
}

/// A subject without the two marks that say how long its `Re:` is (MS-PST section 2.5.3.1.1.1).
fn unprefixed(text: String) -> String {
    match text.strip_prefix('\u{1}') {
        Some(marked) => marked.chars().skip(1).collect(),
        None => text,
    }
}

fn attached(row: &Properties) -> Attachment {
    let size = row.number(id::ATTACH_SIZE).and_then(|size| u64::try_from(size).ok());
    Attachment {
        name: [id::ATTACH_LONG_FILENAME, id::ATTACH_FILENAME, id::DISPLAY_NAME]
            .into_iter()
            .find_map(|id| row.text(id)),
        media_type: row.text(id::ATTACH_MIME_TAG),
        bytes: size,
        present: true,
        ..Attachment::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mailboxes_are_known_by_their_first_bytes() {
        assert_eq!(looks_like(b"!BDN\0\0\0\0SM\x17\0"), Some(Confidence::High));
        assert_eq!((looks_like(b"!BDN\0\0\0\0XX"), looks_like(b"!BDN")), (None, None));
    }

    #[test]
    fn the_marks_before_a_subject_are_left_out() {
        assert_eq!(unprefixed("\u{1}\u{5}RE: hi".into()), "RE: hi");
        assert_eq!(unprefixed("hi".into()), "hi");
    }
}
