//! Messages: `ZWAMESSAGE`, with chats, members of groups and media in tables of their own.

use super::number;
use crate::{
    apple::{Key, backup, each, next, row_number, since_2001_real, words},
    error::ImportError,
    finding::Kind,
    options::Options,
    origin::Origin,
    sqlite::{Database, Row, Table},
    tally::Output,
};
use daybook_core::item::{Attachment, Call, Detail, Direction, Item, ItemKind, Locator, Spot};
use std::collections::HashMap;

/// Where WhatsApp keeps its files in a backup.
const DOMAIN: &str = "AppDomainGroup-group.net.whatsapp.WhatsApp.shared";

/// Numbers of `ZMESSAGETYPE` that are no message somebody wrote.
const GROUP_EVENT: i64 = 6;
const NOTICE: i64 = 10;
const TAKEN_BACK: i64 = 14;
const CALL: i64 = 59;

/// Reads every message, if there are any.
pub fn read(
    database: &mut Database<'_>,
    origin: &Origin<'_>,
    options: &Options,
    output: &mut Output<'_>,
) -> Result<(), ImportError> {
    let Some(table) = database.table("ZWAMESSAGE") else { return Ok(()) };
    let chats = Chats::read(database, origin, output)?;
    let mut rows = database.rows(&table);
    while let Some(row) = next(&mut rows, output)? {
        let mut item = chats.item(&table, &row);
        item.locator.member = origin.member.map(str::to_owned);
        let most = options.limits.record_text_bytes;
        if item.text.len() > most {
            output.findings.whole(Kind::TextCut);
            item.text.truncate(item.text.floor_char_boundary(most));
        }
        for (seen, kind) in [
            (item.at.is_none(), Kind::BadTime),
            (row.has_odd_text(), Kind::NotUtf8),
            (item.attachments.iter().any(|file| !file.present), Kind::MissingMedia),
        ] {
            if seen {
                output.findings.whole(kind);
            }
        }
        output.put(item)?;
    }
    Ok(())
}

/// Somebody: the account and the name it goes by.
#[derive(Clone, Debug, Default)]
struct Somebody {
    number: String,
    name: Option<String>,
}

#[derive(Debug, Default)]
struct Chat {
    with: Somebody,
    is_group: bool,
    members: Vec<String>,
}

#[derive(Debug, Default)]
struct Media {
    file: Option<Attachment>,
    caption: Option<String>,
    /// A contact that was sent.
    contact: Option<Detail>,
    /// A place that was sent.
    spot: Option<Spot>,
}

/// The small tables.
#[derive(Debug, Default)]
struct Chats {
    chats: HashMap<Key, Chat>,
    members: HashMap<Key, Somebody>,
    media: HashMap<Key, Media>,
    /// Names that people gave themselves, by account.
    names: HashMap<String, String>,
}

impl Chats {
    fn read(
        database: &mut Database<'_>,
        origin: &Origin<'_>,
        output: &mut Output<'_>,
    ) -> Result<Self, ImportError> {
        let mut chats = Self::default();
        each(database, "ZWAPROFILEPUSHNAME", output, |table, row| {
            let account = words(row, table.column("ZJID")).map(|account| number(&account));
            chats.names.extend(account.zip(words(row, table.column("ZPUSHNAME"))));
        })?;
        each(database, "ZWACHATSESSION", output, |table, row| {
            let account = words(row, table.column("ZCONTACTJID")).unwrap_or_default();
            let is_group = row.int(table.column("ZSESSIONTYPE")) == Some(1) || account.ends_with("@g.us");
            let with = Somebody { number: number(&account), name: words(row, table.column("ZPARTNERNAME")) };
            chats.chats.insert(Key::Number(row.id), Chat { with, is_group, members: Vec::new() });
        })?;
        each(database, "ZWAGROUPMEMBER", output, |table, row| {
            let Some(account) = words(row, table.column("ZMEMBERJID")) else { return };
            let member =
                Somebody { number: number(&account), name: words(row, table.column("ZCONTACTNAME")) };
            let chat = Key::of(row, table.column("ZCHATSESSION")).and_then(|chat| chats.chats.get_mut(&chat));
            if let Some(chat) = chat {
                chat.members.push(member.number.clone());
            }
            chats.members.insert(Key::Number(row.id), member);
        })?;
        each(database, "ZWAMEDIAITEM", output, |table, row| {
            chats.media.insert(Key::Number(row.id), media(table, row, origin));
        })?;
        Ok(chats)
    }

    fn item(&self, table: &Table, row: &Row) -> Item {
        let column = |name| table.column(name);
        let chat = Key::of(row, column("ZCHATSESSION")).and_then(|chat| self.chats.get(&chat));
        let sent = row.is(column("ZISFROMME"));
        let from = if sent { None } else { self.sender(table, row, chat) };
        let to = match chat {
            Some(chat) if sent && chat.is_group => chat.members.clone(),
            Some(chat) if sent => vec![chat.with.number.clone()],
            _ => Vec::new(),
        };
        let other = from.as_ref().or(chat.map(|chat| &chat.with));
        let media = Key::of(row, column("ZMEDIAITEM")).and_then(|media| self.media.get(&media));
        let caption = media.and_then(|media| media.caption.clone());
        let mut item = Item {
            at: row.real(column("ZMESSAGEDATE")).and_then(since_2001_real),
            contact_name: other.and_then(|other| other.name.clone().filter(|name| *name != other.number)),
            direction: if sent { Direction::Out } else { Direction::In },
            text: words(row, column("ZTEXT")).or(caption).unwrap_or_default(),
            attachments: media.and_then(|media| media.file.clone()).into_iter().collect(),
            details: media.and_then(|media| media.contact.clone()).into_iter().collect(),
            spot: media.and_then(|media| media.spot),
            conversation: chat.map(|chat| chat.with.name.clone().unwrap_or_else(|| chat.with.number.clone())),
            locator: Locator { row: row_number(row), ..Locator::default() },
            to,
            from: from.map(|from| from.number),
            ..Item::default()
        };
        let kind = row.int(column("ZMESSAGETYPE")).unwrap_or(0);
        item.kind = match kind {
            GROUP_EVENT | NOTICE => ItemKind::System,
            TAKEN_BACK => ItemKind::Deleted,
            CALL => ItemKind::Call,
            _ => ItemKind::Message,
        };
        item.call = (kind == CALL).then(Call::default);
        if item.kind == ItemKind::System && item.text.is_empty() {
            let event = row.int(column("ZGROUPEVENTTYPE")).unwrap_or(0);
            item.text = format!("Event of the app, type {kind}, {event}");
        }
        item
    }

    /// Who wrote a message: in a group its member, else the other of the chat.
    fn sender(&self, table: &Table, row: &Row, chat: Option<&Chat>) -> Option<Somebody> {
        let member = Key::of(row, table.column("ZGROUPMEMBER")).and_then(|member| self.members.get(&member));
        let written = words(row, table.column("ZFROMJID")).filter(|account| !account.ends_with("@g.us"));
        let mut somebody = match (member, chat) {
            (Some(member), _) => member.clone(),
            (None, Some(chat)) if !chat.is_group => chat.with.clone(),
            _ => Somebody { number: number(&written?), name: None },
        };
        somebody.name = somebody.name.or_else(|| self.names.get(&somebody.number).cloned());
        Some(somebody)
    }
}

fn media(table: &Table, row: &Row, origin: &Origin<'_>) -> Media {
    let column = |name| table.column(name);
    let file = words(row, column("ZMEDIALOCALPATH")).map(|path| {
        let mut file =
            backup::attachment(origin, DOMAIN, &format!("Message/{}", path.trim_start_matches('/')));
        file.name = path.rsplit('/').next().map(str::to_owned);
        let bytes = row.int(column("ZFILESIZE")).and_then(|bytes| u64::try_from(bytes).ok());
        file.bytes = file.bytes.or(bytes.filter(|bytes| *bytes > 0));
        // For media this column holds its type, for contacts the card.
        let declared =
            words(row, column("ZVCARDSTRING")).filter(|word| word.len() < 100 && word.contains('/'));
        file.media_type = file.media_type.or(declared);
        file
    });
    let side = |name| row.real(column(name)).filter(|degrees| *degrees != 0.0);
    let place = side("ZLATITUDE").zip(side("ZLONGITUDE")).filter(|_| file.is_none());
    let spot = place.and_then(|(latitude, longitude)| Spot::from_degrees(latitude, longitude));
    let contact = words(row, column("ZVCARDNAME")).filter(|_| file.is_none());
    let contact = contact.map(|value| Detail { name: "Contact".to_owned(), value });
    Media { file, caption: words(row, column("ZTITLE")), contact, spot }
}
