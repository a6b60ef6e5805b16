//! Who takes part and what is attached: the small tables, read before the messages.

use crate::{
    apple::{Key, backup::attachment, each, words},
    error::ImportError,
    origin::Origin,
    sqlite::Database,
    tally::Output,
};
use daybook_core::item::Attachment;
use std::collections::HashMap;

/// A chat.
#[derive(Debug, Default)]
pub struct Chat {
    /// Its name, or those who take part.
    pub title: String,
    /// Numbers and addresses of the others.
    pub people: Vec<String>,
}

/// What messages refer to by number.
#[derive(Debug, Default)]
pub struct People {
    handles: HashMap<Key, String>,
    chats: Vec<Chat>,
    /// The chat of each message.
    places: HashMap<Key, usize>,
    /// When messages went to "Recently deleted": nanoseconds since 2001.
    deleted: HashMap<Key, i64>,
    files: HashMap<Key, Attachment>,
    attached: HashMap<Key, Vec<Key>>,
}

impl People {
    /// Reads the tables, those that are there.
    pub fn read(
        database: &mut Database<'_>,
        origin: &Origin<'_>,
        output: &mut Output<'_>,
    ) -> Result<Self, ImportError> {
        let mut people = Self::default();
        each(database, "handle", output, |table, row| {
            let key = Key::of(row, table.column("ROWID")).unwrap_or(Key::Number(row.id));
            people.handles.extend(words(row, table.column("id")).map(|id| (key, id)));
        })?;
        let chats = people.chats(database, output)?;
        for name in ["chat_message_join", "chat_recoverable_message_join"] {
            each(database, name, output, |table, row| {
                let Some(message) = Key::of(row, table.column("message_id")) else { return };
                if let Some(at) = row.int(table.column("delete_date")) {
                    people.deleted.insert(message.clone(), at);
                }
                let chat = Key::of(row, table.column("chat_id")).and_then(|chat| chats.get(&chat));
                if let Some(chat) = chat {
                    people.places.entry(message).or_insert(*chat);
                }
            })?;
        }
        people.files(database, origin, output)?;
        Ok(people)
    }

    fn chats(
        &mut self,
        database: &mut Database<'_>,
        output: &mut Output<'_>,
    ) -> Result<HashMap<Key, usize>, ImportError> {
        let (mut numbers, mut names) = (HashMap::new(), Vec::new());
        each(database, "chat", output, |table, row| {
            let key = Key::of(row, table.column("ROWID")).unwrap_or(Key::Number(row.id));
            let name = words(row, table.column("display_name"));
            let identifier =
                ["chat_identifier", "guid"].iter().find_map(|name| words(row, table.column(name)));
            numbers.insert(key, names.len());
            names.push((name, identifier.unwrap_or_default()));
            self.chats.push(Chat::default());
        })?;
        each(database, "chat_handle_join", output, |table, row| {
            let chat = Key::of(row, table.column("chat_id")).and_then(|chat| numbers.get(&chat));
            let handle = Key::of(row, table.column("handle_id")).and_then(|key| self.handles.get(&key));
            if let (Some(chat), Some(handle)) = (chat, handle)
                && !self.chats[*chat].people.contains(handle)
            {
                self.chats[*chat].people.push(handle.clone());
            }
        })?;
        for (chat, (name, identifier)) in self.chats.iter_mut().zip(names) {
            let several = chat.people.len() > 1;
            if chat.people.is_empty() && !identifier.is_empty() && !identifier.starts_with("chat") {
                chat.people.push(identifier.clone());
            }
            chat.title = name.unwrap_or_else(|| if several { chat.people.join(", ") } else { identifier });
        }
        Ok(numbers)
    }

    fn files(
        &mut self,
        database: &mut Database<'_>,
        origin: &Origin<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), ImportError> {
        each(database, "attachment", output, |table, row| {
            let key = Key::of(row, table.column("ROWID")).unwrap_or(Key::Number(row.id));
            let path = words(row, table.column("filename"));
            let name = words(row, table.column("transfer_name")).or_else(|| path.clone());
            let mut file =
                path.as_deref().map(|path| attachment(origin, "MediaDomain", path)).unwrap_or_default();
            file.name = name;
            file.media_type = file.media_type.or_else(|| words(row, table.column("mime_type")));
            let bytes = row.int(table.column("total_bytes")).and_then(|bytes| u64::try_from(bytes).ok());
            file.bytes = file.bytes.or(bytes.filter(|bytes| *bytes > 0));
            self.files.insert(key, file);
        })?;
        each(database, "message_attachment_join", output, |table, row| {
            let message = Key::of(row, table.column("message_id"));
            let file = Key::of(row, table.column("attachment_id"));
            if let (Some(message), Some(file)) = (message, file) {
                self.attached.entry(message).or_default().push(file);
            }
        })
    }

    /// The number or address behind a handle.
    pub fn handle(&self, key: Option<Key>) -> Option<&str> {
        self.handles.get(&key?).map(String::as_str)
    }

    /// The chat a message stands in.
    pub fn chat(&self, message: &Key) -> Option<&Chat> {
        self.places.get(message).and_then(|chat| self.chats.get(*chat))
    }

    /// When a message was put among the recently deleted, as its database counts.
    pub fn deleted(&self, message: &Key) -> Option<i64> {
        self.deleted.get(message).copied()
    }

    /// Files of a message, in the order they were joined to it.
    pub fn attachments(&self, message: &Key) -> Vec<Attachment> {
        let joined = self.attached.get(message).map_or(&[][..], Vec::as_slice);
        joined.iter().map(|key| self.files.get(key).cloned().unwrap_or_default()).collect()
    }
}
