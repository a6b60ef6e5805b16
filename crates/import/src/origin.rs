//! What is known of a stream besides its bytes: its name, the zip it lies in, and the files beside it.

use crate::source::ReadSeek;
use daybook_core::item::{Attachment, Locator};
use serde::{Deserialize, Serialize};
use std::{cmp::Reverse, collections::HashMap, fmt, io};

/// How sure a recognition is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// It may be something else.
    #[default]
    Low,
    /// It is likely.
    Medium,
    /// Nothing else looks like this.
    High,
}

/// Where a stream comes from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Origin<'a> {
    /// Name of the file it came as. For showing and for titles only.
    pub name: &'a str,
    /// Its member in a zip.
    pub member: Option<&'a str>,
    /// Files that came with it. `None` when it came alone.
    pub files: Option<&'a Files>,
    /// For a member of a zip: files that came with the zip, such as other parts of the same export.
    pub others: Option<&'a Files>,
}

impl Origin<'_> {
    /// The last part of the name of the member, or of the file.
    pub fn last_name(&self) -> &str {
        last_part(self.member.unwrap_or(self.name))
    }

    /// Where bytes of the stream stand in the source.
    pub fn locator(&self, (start, end): (u64, u64)) -> Locator {
        Locator { member: self.member.map(str::to_owned), start: Some(start), end: Some(end), row: None }
    }

    /// The name of the folder it lies in, in the zip or on disk.
    pub fn folder(&self) -> Option<&str> {
        let (folder, _) = self.member.unwrap_or(self.name).rsplit_once(['/', '\\'])?;
        Some(last_part(folder)).filter(|name| !name.is_empty())
    }

    /// The file that a record means by a path.
    pub fn find(&self, path: &str) -> Found<'_> {
        let home: Vec<&str> = forwards(self.member.unwrap_or(self.name)).collect();
        let home = &home[..home.len().saturating_sub(1)];
        let mut sets = [self.files, self.others].into_iter().flatten();
        let found = sets.find_map(|files| match files.meant(path, home) {
            Found::None => None,
            found => Some(found),
        });
        found.unwrap_or(Found::None)
    }

    /// A file that a record names, found among those that came with it or not.
    pub fn attachment(&self, path: &str) -> Attachment {
        let name = Some(path.to_owned());
        match self.find(path) {
            Found::None | Found::Several => Attachment { name, ..Attachment::default() },
            Found::File(file) => Attachment {
                name,
                media_type: file.media_type.map(str::to_owned),
                bytes: Some(file.bytes),
                present: true,
                locator: Some(Locator { member: Some(file.member.clone()), ..Locator::default() }),
                ..Attachment::default()
            },
        }
    }
}

/// What a path that a record names was found to mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found<'f> {
    /// This file.
    File(&'f MemberFile),
    /// One of several, and nothing shows which.
    Several,
    /// None that is there.
    None,
}

/// One file that came with a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberFile {
    /// Its name in the zip, or its path in the folder.
    pub member: String,
    /// Its size unpacked.
    pub bytes: u64,
    /// Its media type by content, if that can be told.
    pub media_type: Option<&'static str>,
}

/// Opens files of a folder on disk. Members of a zip cannot be opened while another is read.
pub trait Beside: Send + Sync {
    /// Opens a file by its path in the folder.
    fn open(&self, member: &str) -> io::Result<Box<dyn ReadSeek>>;
}

/// Files that came together: the members of a zip, or the files of a folder.
#[derive(Default)]
pub struct Files {
    by_name: HashMap<String, Vec<MemberFile>>,
    beside: Option<Box<dyn Beside>>,
}

impl fmt::Debug for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Files({})", self.by_name.len())
    }
}

impl Files {
    /// Files with a way to open them, where there is one.
    pub fn new(list: impl IntoIterator<Item = MemberFile>, beside: Option<Box<dyn Beside>>) -> Self {
        let mut by_name: HashMap<String, Vec<MemberFile>> = HashMap::new();
        for file in list {
            by_name.entry(last_part(&file.member).to_owned()).or_default().push(file);
        }
        Self { by_name, beside }
    }

    /// The file of exactly this path.
    pub fn find(&self, path: &str) -> Option<&MemberFile> {
        self.by_name.get(last_part(path))?.iter().find(|file| parts(&file.member).eq(parts(path)))
    }

    /// The file that a record in the folder `home` means by a path. Of several that are equally near none is taken: a
    /// wrong picture under a message would be false evidence, a missing one is told.
    fn meant(&self, path: &str, home: &[&str]) -> Found<'_> {
        let Some(same) = self.by_name.get(last_part(path)) else { return Found::None };
        let named: Vec<&str> = forwards(path).collect();
        let whole = resolved(home, &named);
        let near = |file| Some((Nearness::of(file, (&named, &whole), home)?, file));
        let mut near: Vec<(Nearness, &MemberFile)> = same.iter().filter_map(near).collect();
        near.sort_by_key(|(nearness, _)| *nearness);
        match near[..] {
            [] => Found::None,
            [(one, _), (other, _), ..] if one == other => Found::Several,
            [(_, file), ..] => Found::File(file),
        }
    }

    /// Opens a file that was found.
    pub fn open(&self, file: &MemberFile) -> io::Result<Box<dyn ReadSeek>> {
        let beside = self.beside.as_ref().ok_or(io::ErrorKind::Unsupported)?;
        beside.open(&file.member)
    }
}

/// How near a file is to the record that names it; nearer ones first. Exports name their files from the folder of the
/// record, from a root of their own, or by the bare name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Nearness {
    /// At the path, seen from the folder of the record.
    Beside,
    /// The same in another part of a download, whose root differs.
    OtherPart(Reverse<usize>),
    /// Its path ends with all that is named; and begins as that of the record for so many folders.
    EndsAlike(Reverse<usize>),
    /// The export was taken out of its root: the path named ends with all that leads to the file from a folder around
    /// the record.
    OutOfRoot,
    /// A bare name, in a folder below that of the record.
    Below,
    /// A bare name that only one file has.
    OnlyOne,
}

impl Nearness {
    fn of(file: &MemberFile, (named, whole): (&[&str], &[&str]), home: &[&str]) -> Option<Self> {
        let path: Vec<&str> = forwards(&file.member).collect();
        let alike = path.iter().zip(home).take_while(|(one, other)| one == other).count();
        match named {
            _ if path == whole => Some(Self::Beside),
            _ if path.ends_with(whole) && !home.is_empty() => Some(Self::OtherPart(Reverse(alike))),
            [_] if path.starts_with(home) => Some(Self::Below),
            [_] => Some(Self::OnlyOne),
            _ if path.ends_with(named) => Some(Self::EndsAlike(Reverse(alike))),
            _ => {
                let around = alike.min(path.len().saturating_sub(1));
                let out = (0..=around).any(|up| is_out_of_root((&path, up), named));
                out.then_some(Self::OutOfRoot)
            }
        }
    }
}

/// Whether what is named ends with all that leads to a file from a folder around the record, `up` steps from the outermost.
/// What is named before that may be of any other root, but not of a neighbour: `inbox/dan` is not `inbox/alex`.
fn is_out_of_root((path, up): (&[&str], usize), named: &[&str]) -> bool {
    let (around, rest) = path.split_at(up);
    let Some(before) = named.strip_suffix(rest) else { return false };
    let neighbours = around.iter().any(|part| before.contains(part)) && around.last() != before.last();
    !neighbours
}

/// The folders and the name of a path, outermost first. Steps that lead nowhere are left out.
fn forwards(path: &str) -> impl Iterator<Item = &str> {
    path.split(['/', '\\']).filter(|part| !matches!(*part, "" | "." | "~"))
}

/// A path seen from a folder, with its steps upwards taken.
fn resolved<'p>(home: &[&'p str], named: &[&'p str]) -> Vec<&'p str> {
    let mut whole = home.to_vec();
    for part in named {
        if *part == ".." {
            whole.pop();
        } else {
            whole.push(part);
        }
    }
    whole
}

fn parts(path: &str) -> impl Iterator<Item = &str> {
    path.rsplit(['/', '\\'])
}

/// The last part of a path of any system.
pub fn last_part(path: &str) -> &str {
    parts(path).next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(members: &[&str]) -> Files {
        let file = |(at, member): (usize, &&str)| MemberFile {
            member: (*member).to_owned(),
            bytes: at as u64,
            media_type: None,
        };
        Files::new(members.iter().enumerate().map(file), None)
    }

    /// What a record in a file means by a path: the member found, `several`, or nothing.
    fn meant<'f>(files: &'f Files, (record, path): (&str, &str)) -> Option<&'f str> {
        let home: Vec<&str> = forwards(record).collect();
        match files.meant(path, &home[..home.len() - 1]) {
            Found::File(file) => Some(&file.member),
            Found::Several => Some("several"),
            Found::None => None,
        }
    }

    #[test]
    fn a_file_is_looked_for_beside_the_record_first_and_never_guessed() {
        let files = files(&[
            "G/DM a/File.png",
            "G/DM b/File.png",
            "chats/chat_02/photos/p.jpg",
            "x/inbox/bea_2/photos/1.jpg",
            "x/inbox/alex_1/photos/1.jpg",
            "only/here.pdf",
            "A/media/v.opus",
            "B/media/v.opus",
        ]);
        for (record, path, expected) in [
            ("G/DM b/messages.json", "File.png", Some("G/DM b/File.png")),
            ("G/DM c/messages.json", "File.png", Some("several")),
            ("result.json", "chats/chat_01/photos/p.jpg", None),
            ("result.json", "chats/chat_02/photos/p.jpg", Some("chats/chat_02/photos/p.jpg")),
            ("x/inbox/alex_1/m.json", "inbox/alex_1/photos/1.jpg", Some("x/inbox/alex_1/photos/1.jpg")),
            ("x/inbox/alex_1/m.json", "r/inbox/alex_1/photos/1.jpg", Some("x/inbox/alex_1/photos/1.jpg")),
            ("x/inbox/alex_1/m.json", "r/inbox/dan_3/photos/1.jpg", None),
            ("x/inbox/bea_2/m.html", "../alex_1/photos/1.jpg", Some("x/inbox/alex_1/photos/1.jpg")),
            ("B/_chat.txt", "v.opus", Some("B/media/v.opus")),
            ("C/_chat.txt", "here.pdf", Some("only/here.pdf")),
            ("C/_chat.txt", "none.pdf", None),
        ] {
            assert_eq!(meant(&files, (record, path)), expected, "{record} names {path}");
        }
    }

    #[test]
    fn a_thread_taken_out_of_its_download_keeps_its_files() {
        let files = files(&["photos/1.jpg", "zip/y/2.jpg"]);
        assert_eq!(meant(&files, ("m.json", "root/inbox/alex_1/photos/1.jpg")), Some("photos/1.jpg"));
        assert_eq!(meant(&files, ("y/m.json", "2.jpg")), Some("zip/y/2.jpg"), "the other part of a download");
    }

    #[test]
    fn a_file_of_a_known_path_is_that_and_no_other() {
        let files = files(&["a/chat.db-wal", "b/chat.db-wal"]);
        assert_eq!(files.find("b/chat.db-wal").map(|file| file.bytes), Some(1));
        assert_eq!(files.find("chat.db-wal"), None);
    }

    #[test]
    fn what_is_not_there_is_named_all_the_same() {
        let files = files(&["x/1.jpg"]);
        let parts = self::files(&["part-2.zip/y/2.jpg"]);
        let origin = Origin { files: Some(&files), others: Some(&parts), ..Origin::default() };
        assert!(origin.attachment("x/1.jpg").present && origin.attachment("y/2.jpg").present);
        let missing = origin.attachment("../../etc/passwd");
        assert_eq!((missing.present, missing.name.as_deref()), (false, Some("../../etc/passwd")));
        assert_eq!(
            files.open(files.find("x/1.jpg").unwrap()).err().map(|e| e.kind()),
            Some(io::ErrorKind::Unsupported)
        );
    }
}
