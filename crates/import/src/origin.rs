//! What is known of a stream besides its bytes: its name, the zip it lies in, and the files beside it.

use crate::source::ReadSeek;
use daybook_core::item::{Attachment, Locator};
use serde::{Deserialize, Serialize};
use std::{collections::HashMap, fmt, io};

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

    /// A file that a record names, found among those that came with it or not.
    pub fn attachment(&self, path: &str) -> Attachment {
        let name = Some(path.to_owned());
        let found = [self.files, self.others].into_iter().flatten().find_map(|files| files.find(path));
        match found {
            None => Attachment { name, ..Attachment::default() },
            Some(file) => Attachment {
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

    /// The file a path means: of those with the same last part, the one whose path agrees furthest back.
    ///
    /// Exports name their files from roots of their own, so only ends of paths can be compared.
    pub fn find(&self, path: &str) -> Option<&MemberFile> {
        let same = self.by_name.get(last_part(path))?;
        let agreeing = |file: &MemberFile| {
            parts(path).zip(parts(&file.member)).take_while(|(one, other)| one == other).count()
        };
        // Of equals the first counts, so that the answer never depends on chance.
        same.iter().rev().max_by_key(|file| agreeing(file))
    }

    /// Opens a file that was found.
    pub fn open(&self, file: &MemberFile) -> io::Result<Box<dyn ReadSeek>> {
        let beside = self.beside.as_ref().ok_or(io::ErrorKind::Unsupported)?;
        beside.open(&file.member)
    }
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

    #[test]
    fn a_file_is_found_by_the_end_of_its_path() {
        let files = files(&["a/photos/1.jpg", "b/photos/1.jpg", "1.jpg", "b/2.jpg"]);
        let found = |path| files.find(path).map(|file| file.member.as_str());
        assert_eq!(found("root/b/photos/1.jpg"), Some("b/photos/1.jpg"));
        assert_eq!(found("1.jpg"), Some("a/photos/1.jpg"), "of equals the first");
        assert_eq!(found("c/2.jpg"), Some("b/2.jpg"));
        assert_eq!(found("3.jpg"), None);
    }

    #[test]
    fn what_is_not_there_is_named_all_the_same() {
        let files = files(&["x/1.jpg"]);
        let parts = self::files(&["part-2.zip/y/2.jpg"]);
        let origin = Origin { files: Some(&files), others: Some(&parts), ..Origin::default() };
        assert!(origin.attachment("media/1.jpg").present && origin.attachment("y/2.jpg").present);
        let missing = origin.attachment("../../etc/passwd");
        assert_eq!((missing.present, missing.name.as_deref()), (false, Some("../../etc/passwd")));
        assert_eq!(
            files.open(files.find("1.jpg").unwrap()).err().map(|e| e.kind()),
            Some(io::ErrorKind::Unsupported)
        );
    }
}
