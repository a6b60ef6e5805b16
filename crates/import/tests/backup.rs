//! Backups of an iPhone, read from their folder as a person adds it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

use daybook_core::{card::Card, item::Item};
use daybook_import::{
    apple::backup::parts,
    options::{Format, Options, Sink, SinkError},
    origin::{Beside, Files, MemberFile},
    read::{Outcome, read_beside},
    source::ReadSeek,
};
use jiff::tz::TimeZone;
use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

const PASSWORD: &str = "correct horse";
const MESSAGES: &str = "3d/3d0d7e5fb2ce288813306e4d4636395e047a3d28";

/// Bytes of files by their path; what was changed stands instead of what is on the disk.
#[derive(Clone)]
struct Backup(BTreeMap<String, Vec<u8>>);

impl Backup {
    fn of(name: &str) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/backup").join(name);
        let (mut files, mut folders) = (BTreeMap::new(), vec![root.clone()]);
        while let Some(folder) = folders.pop() {
            let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
            let (inner, plain): (Vec<PathBuf>, Vec<PathBuf>) = paths.partition(|path| path.is_dir());
            folders.extend(inner);
            for path in plain {
                let member = format!("phone/{}", path.strip_prefix(&root).unwrap().to_str().unwrap());
                files.insert(member, fs::read(path).unwrap());
            }
        }
        Self(files)
    }

    fn files(&self) -> Files {
        let file = |(member, bytes): (&String, &Vec<u8>)| MemberFile {
            member: member.clone(),
            bytes: bytes.len() as u64,
            media_type: None,
        };
        Files::new(self.0.iter().map(file), Some(Box::new(self.clone())))
    }

    fn read(&self, member: &str, password: Option<&str>) -> (Kept, Outcome) {
        let name = format!("phone/{member}");
        let mut kept = Kept::default();
        let options = Options { password: password.map(str::to_owned), ..Options::new(TimeZone::UTC) };
        let mut source = io::Cursor::new(self.0[&name].clone());
        let outcome = read_beside(&mut source, (&name, Some(&self.files())), &options, &mut kept).unwrap();
        (kept, outcome)
    }
}

impl Beside for Backup {
    fn open(&self, member: &str) -> io::Result<Box<dyn ReadSeek>> {
        let bytes = self.0.get(member).ok_or(io::ErrorKind::NotFound)?;
        Ok(Box::new(io::Cursor::new(bytes.clone())))
    }
}

#[derive(Default)]
struct Kept {
    items: Vec<Item>,
    cards: Vec<Card>,
    formats: Vec<Format>,
}

impl Sink for Kept {
    fn entering(&mut self, format: Format) {
        self.formats.push(format);
    }

    fn item(&mut self, item: Item) -> Result<(), SinkError> {
        self.items.push(item);
        Ok(())
    }

    fn card(&mut self, card: Card) -> Result<(), SinkError> {
        self.cards.push(card);
        Ok(())
    }
}

fn kinds(outcome: &Outcome) -> Vec<&str> {
    outcome.findings.iter().map(|finding| finding.kind.as_str()).collect()
}

#[test]
fn a_locked_backup_gives_with_its_password_what_the_open_one_gives() {
    let (locked, outcome) = Backup::of("locked").read("Manifest.plist", Some(PASSWORD));
    assert_eq!(outcome.recognised.format, Format::IphoneBackup);
    assert_eq!((outcome.tally.records, locked.items.len(), locked.cards.len()), (44, 41, 3));
    assert!(kinds(&outcome).contains(&"media_locked"), "{:?}", kinds(&outcome));
    assert_eq!(locked.formats.len(), 4, "{:?}", locked.formats);
    let (open, _) = Backup::of("open").read(MESSAGES, None);
    let messages = locked.items.iter().filter(|item| item.locator.member.as_deref() == Some(MESSAGES));
    let bare = |item: &Item| (item.at, item.text.clone(), item.from.clone(), item.kind, item.locator.row);
    assert_eq!(messages.map(bare).collect::<Vec<_>>(), open.items.iter().map(bare).collect::<Vec<_>>());
}

#[test]
fn files_of_messages_are_found_under_their_names_in_the_backup() {
    for (backup, member, password) in [("open", MESSAGES, None), ("locked", "Manifest.plist", Some(PASSWORD))]
    {
        let (kept, _) = Backup::of(backup).read(member, password);
        let files: Vec<_> = kept.items.iter().flat_map(|item| &item.attachments).collect();
        assert_eq!(files[0].name.as_deref(), Some("IMG_0001.HEIC"), "{backup}");
        assert!(files[0].present && !files[1].present, "{backup}");
    }
}

#[test]
fn without_or_with_a_wrong_password_nothing_is_read_and_that_is_said() {
    let backup = Backup::of("locked");
    for (password, kind) in
        [(None, "backup_locked"), (Some("correct house"), "wrong_password"), (Some(""), "wrong_password")]
    {
        let (kept, outcome) = backup.read("Manifest.plist", password);
        assert_eq!((kept.items.len(), kinds(&outcome)), (0, vec![kind]));
    }
}

#[test]
fn the_list_of_an_open_backup_holds_no_record_and_that_is_well() {
    let (kept, outcome) = Backup::of("open").read("Manifest.plist", None);
    assert_eq!((kept.items.len(), kinds(&outcome)), (0, vec![]));
}

#[test]
fn what_is_missing_or_damaged_is_told_and_the_rest_is_read() {
    let mut backup = Backup::of("locked");
    let mut changed = backup.clone();
    changed.0.get_mut(&format!("phone/{MESSAGES}")).unwrap()[..64].fill(0);
    let (kept, outcome) = changed.read("Manifest.plist", Some(PASSWORD));
    assert_eq!((kept.items.len(), kept.cards.len()), (10, 3));
    assert!(kinds(&outcome).contains(&"damaged_backup"));
    backup.0.remove("phone/Manifest.db");
    assert_eq!(kinds(&backup.read("Manifest.plist", Some(PASSWORD)).1), ["backup_in_parts"]);
    let whole = Backup::of("locked");
    for at in (0..whole.0["phone/Manifest.plist"].len()).step_by(5) {
        let mut changed = whole.clone();
        changed.0.get_mut("phone/Manifest.plist").unwrap()[at] ^= 0x02;
        let mut kept = Kept::default();
        let options = Options {
            password: Some(PASSWORD.to_owned()),
            format: Some(Format::IphoneBackup),
            ..Options::new(TimeZone::UTC)
        };
        let mut source = io::Cursor::new(changed.0["phone/Manifest.plist"].clone());
        let name = "phone/Manifest.plist";
        let outcome = read_beside(&mut source, (name, Some(&whole.files())), &options, &mut kept).unwrap();
        assert!(
            outcome.tally.records == 44 || !outcome.findings.is_empty(),
            "byte {at}: nothing read, nothing said"
        );
    }
}

#[test]
fn of_a_backup_the_diary_keeps_what_it_reads() {
    let was = |name: &str, password| {
        let backup = Backup::of(name);
        let parts = parts(&backup.files(), "phone/Manifest.plist", password).unwrap();
        assert!(parts.iter().all(|part| part.bytes == backup.0[&part.member].len() as u64));
        parts.into_iter().map(|part| part.was).collect::<Vec<_>>()
    };
    let papers = ["Manifest.plist", "Manifest.db", "Info.plist"];
    let open = was("open", None);
    assert_eq!(open[..3], papers);
    let databases = [
        "HomeDomain/Library/SMS/sms.db",
        "HomeDomain/Library/CallHistoryDB/CallHistory.storedata",
        "HomeDomain/Library/AddressBook/AddressBook.sqlitedb",
    ];
    let picture = "MediaDomain/Library/SMS/Attachments/ab/11/A1/IMG_0001.HEIC";
    assert_eq!(open.len(), 7);
    assert!(databases.iter().chain([&picture]).all(|name| open.contains(&(*name).to_owned())));
    assert_eq!(was("locked", Some(PASSWORD)).len(), 7);
    assert_eq!(was("locked", None).len(), 6, "pictures cannot be known without the password");
    let alone = Files::new([], None);
    assert_eq!(parts(&alone, "Manifest.plist", None).unwrap_err().kind(), io::ErrorKind::NotFound);
}
