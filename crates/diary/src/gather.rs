//! Files named by a person: folders walked, and what came together found by name, so that a message's photo is known to
//! be there although it lies in another file or in another part of the same download.

use crate::failure::{Failure, Outcome, unreadable};
use daybook_import::{
    archive::Archive,
    finding::Findings,
    limits::Limits,
    origin::{Beside, Files, MemberFile},
    recognise::{self, GLANCE},
    source::{ReadSeek, head},
};
use std::{
    collections::HashMap,
    fs::File,
    io,
    path::{Path, PathBuf},
};

/// Folders deeper than this are not walked: no export nests so far, a loop of links does.
const MAX_DEPTH: usize = 16;
/// Most files whose first bytes are looked at beforehand. A phone backup has ten times as many, of names that say nothing.
const GLANCED_AT: usize = 20_000;

/// Every file named, folders walked in the order of their names. Links are not followed.
pub fn files(named: &[PathBuf]) -> Outcome<Vec<PathBuf>> {
    let mut all = Vec::new();
    for path in named {
        walk(path, 0, &mut all)?;
    }
    Ok(all)
}

fn walk(path: &Path, depth: usize, all: &mut Vec<PathBuf>) -> Outcome<()> {
    let kind = std::fs::metadata(path).map_err(|e| unreadable(path, &e))?;
    if !kind.is_dir() {
        all.push(path.to_owned());
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
            walk(&entry.path(), depth + 1, all)?;
        }
    }
    Ok(())
}

/// The files that came together, members of zips included. One file alone has nothing beside it.
///
/// What cannot be opened is left out here; that is told when it is read itself.
pub fn together(paths: &[PathBuf]) -> Option<Files> {
    if paths.len() < 2 {
        return None;
    }
    let glance = paths.len() <= GLANCED_AT;
    let mut found = Vec::new();
    let mut places = HashMap::new();
    for path in paths {
        let Ok(mut file) = File::open(path) else { continue };
        let start = if glance { head(&mut file, GLANCE).unwrap_or_default() } else { Vec::new() };
        let member = slashed(path);
        if recognise::is_zip(&start) {
            found.extend(members(&mut file, &member));
        }
        let bytes = file.metadata().map_or(0, |about| about.len());
        places.insert(member.clone(), path.clone());
        found.push(MemberFile { member, bytes, media_type: recognise::media_type(&start) });
    }
    Some(Files::new(found, Some(Box::new(OnDisk(places)))))
}

/// The members of a zip, named as if it were a folder.
fn members(file: &mut File, name: &str) -> Vec<MemberFile> {
    let Ok(mut archive) = Archive::open(file, &Limits::default(), &mut Findings::default()) else {
        return Vec::new();
    };
    let mut members = recognise::files(&mut archive);
    members.iter_mut().for_each(|member| member.member = format!("{name}/{}", member.member));
    members
}

fn slashed(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// Files by the names they were given in [`together`].
struct OnDisk(HashMap<String, PathBuf>);

impl Beside for OnDisk {
    fn open(&self, member: &str) -> io::Result<Box<dyn ReadSeek>> {
        let path = self.0.get(member).ok_or(io::ErrorKind::NotFound)?;
        Ok(Box::new(File::open(path)?))
    }
}
