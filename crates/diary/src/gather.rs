//! Files named by a person: folders walked, and what came together found by name, so that a message's photo is known to
//! be there although it lies in another file or in another part of the same download.

use crate::failure::{Failure, Outcome, unreadable};
use daybook_import::{
    apple::backup,
    archive::Archive,
    finding::Findings,
    limits::Limits,
    origin::{Beside, Files, MemberFile, last_part},
    recognise::{self, GLANCE},
    source::{ReadSeek, head},
};
use std::{
    collections::{HashMap, HashSet},
    fs::{DirEntry, File},
    io,
    path::{Path, PathBuf},
};

/// Folders deeper than this are not walked: no export nests so far, a loop of links does.
const MAX_DEPTH: usize = 16;
/// Most files whose first bytes are looked at beforehand. A phone backup has ten times as many, of names that say nothing.
const GLANCED_AT: usize = 20_000;

/// A file with the name it has among those that came together: its path from the folder that was named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Where it lies.
    pub path: PathBuf,
    /// Its name, with strokes between folders on every system.
    pub member: String,
}

impl Named {
    /// The last part of its name.
    pub fn name(&self) -> &str {
        last_part(&self.member)
    }

    /// Its whole name, when it came in a folder.
    pub fn in_folder(&self) -> Option<&str> {
        self.member.contains('/').then_some(self.member.as_str())
    }
}

/// What was found under the names a person gave.
#[derive(Debug, Default)]
pub struct Gathered {
    /// Every file.
    pub files: Vec<Named>,
    /// What lies in folders and was not looked into: too deep, not to be read, links, pipes and devices.
    pub passed_by: Vec<PathBuf>,
}

/// Every file named, folders walked in the order of their names. Links are not followed.
///
/// # Errors
/// Something that was named itself cannot be read, or is neither file nor folder. One odd place within a folder costs
/// that place only.
pub fn files(named: &[PathBuf]) -> Outcome<Gathered> {
    let mut found = Gathered::default();
    for path in named {
        let root = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let kind = std::fs::metadata(path).map_err(|e| unreadable(path, &e))?;
        if kind.is_dir() {
            let entries = entries(path).map_err(|e| unreadable(path, &e))?;
            walk(entries, &root, 1, &mut found);
        } else if kind.is_file() {
            found.files.push(Named { path: path.clone(), member: root });
        } else {
            return Err(Failure::refused(
                format!("{} is neither a file nor a folder.", path.display()),
                "Name a file or a folder.",
            ));
        }
    }
    Ok(found)
}

fn entries(path: &Path) -> io::Result<Vec<DirEntry>> {
    let mut entries = std::fs::read_dir(path)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(DirEntry::file_name);
    Ok(entries)
}

/// Goes through the entries of a folder. A pipe or device is never opened: reading it might never end.
fn walk(list: Vec<DirEntry>, member: &str, depth: usize, found: &mut Gathered) {
    for entry in list {
        let path = entry.path();
        let member = format!("{member}/{}", entry.file_name().to_string_lossy());
        let within = match entry.file_type() {
            Ok(kind) if kind.is_file() && File::open(&path).is_ok() => {
                found.files.push(Named { path, member });
                continue;
            }
            Ok(kind) if kind.is_dir() && depth < MAX_DEPTH => entries(&path).ok(),
            _ => None,
        };
        match within {
            Some(list) => walk(list, &member, depth + 1, found),
            None => found.passed_by.push(path),
        }
    }
}

/// The files that came together, members of zips included. One file alone has nothing beside it.
///
/// What cannot be opened is left out here; that is told when it is read itself.
pub fn together(named: &[Named]) -> Option<Files> {
    if named.len() < 2 {
        return None;
    }
    let glance = named.len() <= GLANCED_AT;
    let mut found = Vec::new();
    let mut places = HashMap::new();
    for Named { path, member } in named {
        let Ok(mut file) = File::open(path) else { continue };
        let start = if glance { head(&mut file, GLANCE).unwrap_or_default() } else { Vec::new() };
        if recognise::is_zip(&start) {
            found.extend(members(&mut file, member));
        }
        let bytes = file.metadata().map_or(0, |about| about.len());
        places.insert(member.clone(), path.clone());
        found.push(MemberFile { member: member.clone(), bytes, media_type: recognise::media_type(&start) });
    }
    Some(Files::new(found, Some(Box::new(OnDisk(places)))))
}

/// Leaves out what a phone backup holds besides messages, calls and contacts: it may be larger than any disk to spare.
pub fn of_use(named: Vec<Named>, files: Option<&Files>, password: Option<&str>) -> Vec<Named> {
    let Some(files) = files else { return named };
    let mut kept = named;
    let papers: Vec<String> =
        kept.iter().filter(|n| n.name() == MANIFEST).map(|n| n.member.clone()).collect();
    for paper in papers {
        let Ok(parts) = backup::parts(files, &paper, password) else { continue };
        let parts: HashSet<String> = parts.into_iter().map(|part| part.member).collect();
        let folder = paper.strip_suffix(MANIFEST).unwrap_or_default().to_owned();
        kept.retain(|n| !n.member.starts_with(&folder) || parts.contains(&n.member));
    }
    kept
}

/// The file that every phone backup has.
const MANIFEST: &str = "Manifest.plist";

/// The members of a zip, named as if it were a folder.
fn members(file: &mut File, name: &str) -> Vec<MemberFile> {
    let Ok(mut archive) = Archive::open(file, &Limits::default(), &mut Findings::default()) else {
        return Vec::new();
    };
    let mut members = recognise::files(&mut archive);
    members.iter_mut().for_each(|member| member.member = format!("{name}/{}", member.member));
    members
}

/// Files by the names they were given in [`together`].
struct OnDisk(HashMap<String, PathBuf>);

impl Beside for OnDisk {
    fn open(&self, member: &str) -> io::Result<Box<dyn ReadSeek>> {
        let path = self.0.get(member).ok_or(io::ErrorKind::NotFound)?;
        Ok(Box::new(File::open(path)?))
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::{fs, os::unix::fs::symlink};

    #[test]
    fn one_odd_place_in_a_folder_costs_that_place_only() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("export");
        let deep = (0..20).fold(root.clone(), |path, level| path.join(format!("{level:02}")));
        fs::create_dir_all(&deep).unwrap();
        fs::write(root.join("chat.txt"), "hello").unwrap();
        fs::write(deep.join("far.txt"), "hello").unwrap();
        symlink("chat.txt", root.join("link")).unwrap();
        let found = files(std::slice::from_ref(&root)).unwrap();
        let names: Vec<_> = found.files.iter().map(|named| named.member.as_str()).collect();
        assert_eq!(names, ["export/chat.txt"]);
        assert_eq!(found.passed_by.len(), 2, "{:?}", found.passed_by);
        assert!(found.passed_by.contains(&root.join("link")));
    }

    #[test]
    fn a_named_thing_that_is_no_file_is_refused() {
        assert!(files(&[PathBuf::from("/dev/null")]).is_err());
        assert!(files(&[PathBuf::from("/nowhere/at/all")]).is_err());
    }
}
