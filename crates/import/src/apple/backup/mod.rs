//! Backups of iPhones that Finder, iTunes and Apple Devices make: a folder of files named by hashes, with a list.
//!
//! In an open backup every database is read on its own, known by its content. A locked one is read from here: the
//! `Manifest.plist` holds the keys, wrapped in one made of the password. Nothing is unlocked to a file.

mod keybag;
mod locked;
mod manifest;

use crate::{
    apple::sort_of,
    error::ImportError,
    finding::Kind,
    options::Options,
    origin::{Confidence, Files, MemberFile, Origin},
    source::{ReadSeek, Stream, head},
    sqlite::Database,
    tally::Output,
};
use daybook_core::item::Attachment;
use keybag::Unlock;
use manifest::{Entry, Manifest, Trouble};
use memchr::memmem;
use sha1::{Digest, Sha1};
use std::io::{self, Read};

/// Largest `Manifest.plist` that is read; it lists the apps. Real ones have up to a few hundred kilobytes.
const MANIFEST: usize = 16 << 20;
/// What holds messages, calls, voicemail and contacts: domain and path.
const DATABASES: [(&str, &str); 7] = [
    ("HomeDomain", "Library/SMS/sms.db"),
    ("HomeDomain", "Library/CallHistoryDB/CallHistory.storedata"),
    ("WirelessDomain", "Library/CallHistory/call_history.db"),
    ("HomeDomain", "Library/Voicemail/voicemail.db"),
    ("HomeDomain", "Library/AddressBook/AddressBook.sqlitedb"),
    ("AppDomainGroup-group.net.whatsapp.WhatsApp.shared", "ChatStorage.sqlite"),
    ("AppDomainGroup-group.net.whatsapp.WhatsApp.shared", "CallHistory.sqlite"),
];
/// Where what was sent and left lies: domain and the beginning of the path.
const MEDIA: [(&str, &str); 3] = [
    ("MediaDomain", "Library/SMS/Attachments/"),
    ("HomeDomain", "Library/Voicemail/"),
    ("AppDomainGroup-group.net.whatsapp.WhatsApp.shared", "Message/Media/"),
];
/// Files at the top of the folder that say what the backup is.
const PAPERS: [&str; 4] = ["Manifest.plist", "Manifest.db", "Info.plist", "Status.plist"];

/// Whether a file begins as a `Manifest.plist` does. Its first words stand before the long list of apps.
pub fn looks_like(start: &[u8]) -> Option<Confidence> {
    let list = start.starts_with(b"bplist00") || memmem::find(start, b"<plist").is_some_and(|at| at < 512);
    let known =
        ["BackupKeyBag", "IsEncrypted"].iter().all(|word| memmem::find(start, word.as_bytes()).is_some());
    (list && known).then_some(Confidence::High)
}

/// Reads a locked backup through its `Manifest.plist`. Of an open one there is nothing to read here.
pub fn read(
    stream: &mut dyn Stream,
    origin: &Origin<'_>,
    options: &Options,
    output: &mut Output<'_>,
) -> Result<(), ImportError> {
    output.set_me(options.me.clone());
    // The list itself holds no record, and that is as it should be.
    output.tally.declared = Some(0);
    let bytes = head(&mut *stream.open()?, MANIFEST)?;
    let Some(folder) = Folder::of(origin) else {
        output.findings.whole(Kind::BackupAlone);
        return Ok(());
    };
    let manifest = match folder.manifest(&bytes, options.password.as_deref()) {
        Ok(Some(manifest)) => manifest,
        Ok(None) => return Ok(()),
        Err(trouble) => return told(trouble, output),
    };
    let entries = match manifest.entries(|entry| is_wanted(entry) || is_media(entry)) {
        Ok(entries) => entries,
        Err(trouble) => return told(trouble, output),
    };
    output.tally.declared = None;
    let media = Files::new(entries.iter().filter(|entry| is_media(entry)).map(listed), None);
    if entries.iter().any(is_media) {
        output.findings.whole(Kind::MediaLocked);
    }
    for entry in entries.iter().filter(|entry| is_wanted(entry)) {
        match manifest.open(entry) {
            Ok(file) => database(file, entry, (&media, origin.name), options, output)?,
            Err(trouble) => told(trouble, output)?,
        }
    }
    Ok(())
}

/// Reads one database of the backup. Where its records stand is told by its name in the backup.
fn database(
    mut file: Box<dyn ReadSeek + '_>,
    entry: &Entry,
    (media, name): (&Files, &str),
    options: &Options,
    output: &mut Output<'_>,
) -> Result<(), ImportError> {
    let tables = Database::open(Box::new(&mut file), None).map(|database| database.tables().to_vec());
    let Some(sort) = tables.ok().as_deref().and_then(sort_of) else {
        output.findings.whole(Kind::DamagedBackup);
        return Ok(());
    };
    let member = entry.member();
    output.findings.enter(Some(&member));
    output.enter(sort.format);
    let origin = Origin { name, member: Some(&member), files: Some(media), others: None };
    let done = (sort.read)(&mut Unlocked { file, length: entry.bytes }, &origin, options, output);
    output.findings.enter(None);
    done
}

/// Says what is in the way. Only what lies with the disk ends the reading.
fn told(trouble: Trouble, output: &mut Output<'_>) -> Result<(), ImportError> {
    let kind = match trouble {
        Trouble::Io(error) => return Err(error.into()),
        Trouble::Alone => Kind::BackupAlone,
        Trouble::NoPassword => Kind::BackupLocked,
        Trouble::WrongPassword => Kind::WrongPassword,
        Trouble::Damaged => Kind::DamagedBackup,
    };
    output.findings.whole(kind);
    Ok(())
}

fn is_wanted(entry: &Entry) -> bool {
    DATABASES.contains(&(entry.domain.as_str(), entry.path.as_str()))
}

fn is_media(entry: &Entry) -> bool {
    MEDIA.iter().any(|(domain, path)| entry.domain == *domain && entry.path.starts_with(path))
        && !is_wanted(entry)
}

fn listed(entry: &Entry) -> MemberFile {
    MemberFile { member: format!("{}/{}", entry.domain, entry.path), bytes: entry.bytes, media_type: None }
}

/// A file of a locked backup as a stream.
struct Unlocked<'f> {
    file: Box<dyn ReadSeek + 'f>,
    length: u64,
}

impl Stream for Unlocked<'_> {
    fn open(&mut self) -> io::Result<Box<dyn Read + '_>> {
        self.file.rewind()?;
        Ok(Box::new(&mut self.file))
    }

    fn seekable(&mut self) -> io::Result<Box<dyn ReadSeek + '_>> {
        self.file.rewind()?;
        Ok(Box::new(&mut self.file))
    }

    fn length(&self) -> u64 {
        self.length
    }
}

/// The folder a backup lies in.
#[derive(Clone, Copy)]
struct Folder<'f> {
    files: &'f Files,
    path: &'f str,
}

impl<'f> Folder<'f> {
    fn of(origin: &Origin<'f>) -> Option<Self> {
        let name = origin.member.unwrap_or(origin.name);
        let path = name.rfind(['/', '\\']).map_or("", |end| &name[..=end]);
        Some(Self { files: origin.files?, path })
    }

    fn find(&self, member: &str) -> Option<&'f MemberFile> {
        self.files.find(&format!("{}{member}", self.path))
    }

    fn open(&self, member: &str) -> Result<Box<dyn ReadSeek + 'f>, Trouble> {
        let file = self.find(member).ok_or(Trouble::Alone)?;
        self.files.open(file).map(|file| file as Box<dyn ReadSeek + 'f>).map_err(|error| match error.kind() {
            io::ErrorKind::Unsupported => Trouble::Alone,
            _ => Trouble::Io(error),
        })
    }

    /// The list of a locked backup, unlocked. `None`: it is not locked.
    fn manifest(self, plist: &[u8], password: Option<&str>) -> Result<Option<Manifest<'f>>, Trouble> {
        let keys = Unlock::parse(plist).ok_or(Trouble::Damaged)?;
        if !keys.is_locked {
            return Ok(None);
        }
        // Whether it is all there is seen before anybody is asked for a password.
        self.find(manifest::LIST).ok_or(Trouble::Alone)?;
        let keys = keys.with(password.ok_or(Trouble::NoPassword)?)?;
        Ok(Some(Manifest { folder: self, keys: Some(keys) }))
    }
}

/// One file of a backup that the diary needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its path in the folder, as it was listed.
    pub member: String,
    /// What it was on the phone: domain and path. For papers of the backup, their name.
    pub was: String,
    /// Its size.
    pub bytes: u64,
}

/// The files of a backup that hold messages, calls, voicemail, contacts and what was sent with them: a backup of 60 GB
/// need not be kept whole. `manifest`: the path of its `Manifest.plist` as it is listed in `files`.
///
/// Without its password a locked backup gives those that are known by their names; pictures of messages are not.
/// An error of kind `NotFound`: that is no backup, or its list is missing.
pub fn parts(files: &Files, manifest: &str, password: Option<&str>) -> io::Result<Vec<Part>> {
    let origin = Origin { name: manifest, member: None, files: Some(files), others: None };
    let folder = Folder::of(&origin).ok_or(io::ErrorKind::NotFound)?;
    let missing = |trouble| match trouble {
        Trouble::Io(error) => error,
        _ => io::ErrorKind::NotFound.into(),
    };
    let plist = head(&mut folder.open(PAPERS[0]).map_err(missing)?, MANIFEST)?;
    let list = match folder.manifest(&plist, password) {
        Ok(Some(locked)) => Some(locked),
        Ok(None) => Some(Manifest { folder, keys: None }),
        Err(Trouble::NoPassword | Trouble::WrongPassword) => None,
        Err(trouble) => return Err(missing(trouble)),
    };
    let entries = match list {
        Some(list) => list.entries(|entry| is_wanted(entry) || is_media(entry)).map_err(missing)?,
        None => DATABASES.iter().map(|(domain, path)| Entry::named(domain, path)).collect(),
    };
    let papers = PAPERS.iter().map(|name| ((*name).to_owned(), (*name).to_owned()));
    let rest = entries.iter().map(|entry| (entry.member(), format!("{}/{}", entry.domain, entry.path)));
    let part = |(member, was): (String, String)| {
        let file = folder.find(&member)?;
        Some(Part { member: file.member.clone(), was, bytes: file.bytes })
    };
    Ok(papers.chain(rest).filter_map(part).collect())
}

/// A file that a record names by the path it had on the phone, where it came with the record or lies in the same backup.
pub fn attachment(origin: &Origin<'_>, domain: &str, path: &str) -> Attachment {
    let bare = ["~/", "/var/mobile/"].iter().find_map(|start| path.strip_prefix(start)).unwrap_or(path);
    let found = Attachment { name: Some(path.to_owned()), ..origin.attachment(bare) };
    if found.present {
        return found;
    }
    let named = origin.attachment(&file_id(domain, bare));
    if named.present { Attachment { name: found.name, ..named } } else { found }
}

/// The name of a file in a backup: SHA-1 of its domain and path.
fn file_id(domain: &str, path: &str) -> String {
    Sha1::digest(format!("{domain}-{path}")).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_by_the_hash_of_domain_and_path() {
        let names = DATABASES.map(|(domain, path)| file_id(domain, path));
        assert_eq!(names[0], "3d0d7e5fb2ce288813306e4d4636395e047a3d28");
        assert_eq!(names[1], "5a4935c78a5255723f707230a451d79c540d2741");
        assert_eq!(names[3], "992df473bbb9e132f4b3b6e4d33f72171e97bc7a");
        assert_eq!(names[4], "31bb7ba8914766d4ba40d6dfb6113c8b614be442");
        assert_eq!(names[5], "7c7fba66680ef796b916b067077cc246adacf01d");
    }
}
