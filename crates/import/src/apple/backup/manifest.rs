//! The list of files in a backup: `Manifest.db`, since iOS 10.

use super::{
    Folder, file_id,
    keybag::{Keys, written_key},
    locked::Unlocking,
};
use crate::{
    source::ReadSeek,
    sqlite::{Damage, Database},
};
use std::io;

/// The file that holds the list.
pub const LIST: &str = "Manifest.db";

/// What is in the way.
#[derive(Debug)]
pub enum Trouble {
    /// The disk.
    Io(io::Error),
    /// The other files of the backup are not at hand.
    Alone,
    /// It is locked, and no password was given.
    NoPassword,
    /// The password does not fit.
    WrongPassword,
    /// Something makes no sense.
    Damaged,
}

impl From<Damage> for Trouble {
    fn from(damage: Damage) -> Self {
        match damage {
            Damage::Io(error) => Self::Io(error),
            _ => Self::Damaged,
        }
    }
}

/// One file of the list.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    id: String,
    /// Which part of the phone it is from.
    pub domain: String,
    /// Its path there.
    pub path: String,
    /// Its size unlocked; 0 where the list does not say.
    pub bytes: u64,
    key: Option<Vec<u8>>,
}

impl Entry {
    /// A file that is known by its place on the phone.
    pub fn named(domain: &str, path: &str) -> Self {
        let id = file_id(domain, path);
        Self { id, domain: domain.to_owned(), path: path.to_owned(), ..Self::default() }
    }

    /// Its path in the backup: the first two letters of its name are a folder.
    pub fn member(&self) -> String {
        format!("{}/{}", &self.id[..2], self.id)
    }
}

/// A backup's list, with the keys of a locked one.
pub struct Manifest<'f> {
    /// Where it lies.
    pub folder: Folder<'f>,
    /// Keys, if it is locked.
    pub keys: Option<Keys>,
}

impl<'f> Manifest<'f> {
    /// The files that are wanted.
    pub fn entries(&self, wanted: impl Fn(&Entry) -> bool) -> Result<Vec<Entry>, Trouble> {
        let mut file = self.folder.open(LIST)?;
        if let Some(keys) = &self.keys {
            file = Box::new(Unlocking::new(file, &keys.list, None).map_err(Trouble::Io)?);
        }
        let mut database = Database::open(file, None)?;
        let table = database.table("Files").ok_or(Trouble::Damaged)?;
        let column = |name| table.column(name);
        let (mut entries, mut rows) = (Vec::new(), database.rows(&table));
        while let Some(row) = rows.advance() {
            let row = match row {
                Ok(row) => row,
                Err(Damage::Io(error)) => return Err(Trouble::Io(error)),
                // A damaged page of the list costs the files on it.
                Err(_) => continue,
            };
            let text = |name| row.text(column(name)).unwrap_or_default();
            let mut entry = Entry {
                id: text("fileID"),
                domain: text("domain"),
                path: text("relativePath"),
                ..Entry::default()
            };
            // Flag 1 is a file; folders and links hold nothing.
            let is_file = row.int(column("flags")).is_none_or(|flags| flags == 1);
            if is_file && is_id(&entry.id) && wanted(&entry) {
                (entry.key, entry.bytes) = written_key(row.bytes(column("file")).unwrap_or_default());
                entries.push(entry);
            }
        }
        Ok(entries)
    }

    /// Opens a file, unlocking it if need be.
    pub fn open(&self, entry: &Entry) -> Result<Box<dyn ReadSeek + 'f>, Trouble> {
        let file = self.folder.open(&entry.member())?;
        let Some(keys) = &self.keys else { return Ok(file) };
        let key = entry.key.as_deref().and_then(|key| keys.unwrap(key)).ok_or(Trouble::Damaged)?;
        let length = (entry.bytes > 0).then_some(entry.bytes);
        Ok(Box::new(Unlocking::new(file, &key, length).map_err(Trouble::Io)?))
    }
}

/// Forty hexadecimal digits: anything else could name a file outside.
fn is_id(id: &str) -> bool {
    id.len() == 40 && id.bytes().all(|byte| byte.is_ascii_hexdigit())
}
