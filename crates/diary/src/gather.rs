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
    fs::File,
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

/// Every file named, folders walked in the order of their names. Links are not followed.
pub fn files(named: &[PathBuf]) -> Outcome<Vec<Named>> {
    let mut all = Vec::new();
    for path in named {
        let root = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        walk(path, &root, 0, &mut all)?;
    }
    Ok(all)
}

fn walk(path: &Path, member: &str, depth: usize, all: &mut Vec<Named>) -> Outcome<()> {
    let kind = std::fs::metadata(path).map_err(|e| unreadable(path, &e))?;
    if !kind.is_dir() {
        all.push(Named { path: path.to_owned(), member: member.to_owned() });
        return Ok(());
    }
    if depth == MAX_DEPTH {
        return Err(Failure::refused(
            format!("{} lies too deep in other folders.", path.display()),
            "Move it up, or name it by itself.",
        ));
    }
    let entries = std::fs::read_dir(path).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let mut entries = entries.map_err(|e| unreadable(path, &e))?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        if entry.file_type().is_ok_and(|kind| !kind.is_symlink()) {
            let name = entry.file_name().to_string_lossy().into_owned();
            walk(&entry.path(), &format!("{member}/{name}"), depth + 1, all)?;
        }
    }
    Ok(())
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
