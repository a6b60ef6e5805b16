//! Checks a pack's files: all there, none added, none changed, no tricks with names. Needs no key.

use super::{DECLARATION, MANIFEST, SEAL, TAG_MANIFEST, each_piece};
use crate::proven::hex;
use sha2::{Digest, Sha256};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    io::{self, Read},
    path::Path,
};

/// Tag lists longer than this are not read; a real one of 100,000 files is a tenth of it.
const MOST_TAG_BYTES: u64 = 128 * 1024 * 1024;

/// What was found in a bag.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// SHA-256 of each file that was read, in hex, by its path.
    pub files: BTreeMap<String, String>,
    /// What does not match. Empty: the bag is whole.
    pub problems: Vec<Problem>,
}

/// One thing that does not match, with the file it is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Problem {
    /// A file was changed.
    #[error("{0}: the file was changed.")]
    Changed(String),
    /// A file is gone.
    #[error("{0}: the file is missing.")]
    Missing(String),
    /// A file was added.
    #[error("{0}: the file does not belong to the pack.")]
    Extra(String),
    /// A file has another name.
    #[error("{from}: the file was renamed to {to}.")]
    Renamed {
        /// As it should be called.
        from: String,
        /// As it is called.
        to: String,
    },
    /// A link, a device, or a name that leads out of the folder.
    #[error("{0}: not an ordinary file with an ordinary name.")]
    Unsafe(String),
    /// A list is not written as it should be.
    #[error("{0}: not written as it should be.")]
    Malformed(String),
    /// A file cannot be read.
    #[error("{0}: the file cannot be read.")]
    Unreadable(String),
}

impl Problem {
    /// The file it is about; of a renamed one, the name it should have.
    pub fn file(&self) -> &str {
        match self {
            Self::Changed(file)
            | Self::Missing(file)
            | Self::Extra(file)
            | Self::Unsafe(file)
            | Self::Malformed(file)
            | Self::Unreadable(file)
            | Self::Renamed { from: file, .. } => file,
        }
    }
}

/// Checks every file of a bag against its manifests.
///
/// # Errors
/// Only when the folder itself cannot be read; everything else is a [`Problem`].
pub fn check(folder: &Path) -> io::Result<Found> {
    let mut found = Found::default();
    let mut present = BTreeSet::new();
    walk(folder, "", &mut present, &mut found.problems)?;
    same_but_for_case(&present, &mut found.problems);
    let tags = list(folder, TAG_MANIFEST, &mut found.problems);
    let payload = list(folder, MANIFEST, &mut found.problems);
    let tags_missing =
        ["bagit.txt", "bag-info.txt", MANIFEST].into_iter().filter(|name| !tags.contains_key(*name));
    found.problems.extend(tags_missing.map(|_| Problem::Malformed(TAG_MANIFEST.into())).take(1));
    let misplaced = |(path, in_payload): (&String, bool)| path.starts_with("data/") != in_payload;
    let all_paths = tags.keys().map(|p| (p, false)).chain(payload.keys().map(|p| (p, true)));
    found.problems.extend(all_paths.filter(|p| misplaced(*p)).map(|(p, _)| Problem::Unsafe(p.clone())));
    let expected: BTreeMap<String, String> = tags.into_iter().chain(payload.clone()).collect();
    let mut bytes = 0u64;
    for path in &present {
        match digest(&folder.join(path)) {
            Ok((sha256, size)) => {
                bytes += if path.starts_with("data/") { size } else { 0 };
                found.files.insert(path.clone(), sha256);
            }
            Err(_) => found.problems.push(Problem::Unreadable(path.clone())),
        }
    }
    compare(&expected, &present, &mut found);
    check_tags(folder, (bytes, payload.len() as u64), &mut found.problems);
    found.problems.sort();
    found.problems.dedup();
    Ok(found)
}

fn compare(expected: &BTreeMap<String, String>, present: &BTreeSet<String>, found: &mut Found) {
    let unlisted = [TAG_MANIFEST, SEAL];
    let mut extra: Vec<&String> =
        present.iter().filter(|p| !expected.contains_key(*p) && !unlisted.contains(&p.as_str())).collect();
    for (path, wanted) in expected {
        match found.files.get(path) {
            Some(sha256) if sha256 == wanted => {}
            Some(_) => found.problems.push(Problem::Changed(path.clone())),
            None if present.contains(path) => {}
            None => match extra.iter().position(|other| found.files.get(*other) == Some(wanted)) {
                Some(at) => {
                    let to = extra.remove(at).clone();
                    found.problems.push(Problem::Renamed { from: path.clone(), to });
                }
                None => found.problems.push(Problem::Missing(path.clone())),
            },
        }
    }
    found.problems.extend(extra.into_iter().cloned().map(Problem::Extra));
    for name in unlisted {
        if !present.contains(name) {
            found.problems.push(Problem::Missing(name.into()));
        }
    }
}

/// Collects the files below a folder. Links and special files are refused, never followed.
fn walk(
    folder: &Path,
    below: &str,
    present: &mut BTreeSet<String>,
    problems: &mut Vec<Problem>,
) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let Some(name) = entry.file_name().to_str().map(str::to_owned) else {
            problems.push(Problem::Unsafe(format!("{below}{}", entry.file_name().to_string_lossy())));
            continue;
        };
        let path = format!("{below}{name}");
        let kind = entry.file_type()?;
        if kind.is_dir() {
            walk(&entry.path(), &format!("{path}/"), present, problems)?;
        } else if kind.is_file() {
            present.insert(path);
        } else {
            problems.push(Problem::Unsafe(path));
        }
    }
    Ok(())
}

/// Two names that differ only in case are one file on some systems.
fn same_but_for_case(present: &BTreeSet<String>, problems: &mut Vec<Problem>) {
    let mut seen = BTreeSet::new();
    for path in present {
        if !seen.insert(path.to_lowercase()) {
            problems.push(Problem::Unsafe(path.clone()));
        }
    }
}

/// Reads a manifest: `<64 hex>  <path>` on each line, paths relative, none twice.
fn list(folder: &Path, name: &str, problems: &mut Vec<Problem>) -> BTreeMap<String, String> {
    let mut entries = BTreeMap::new();
    let Some(text) = read_text(&folder.join(name)) else {
        return entries;
    };
    if !text.is_empty() && !text.ends_with('\n') {
        problems.push(Problem::Malformed(name.into()));
    }
    // Not `lines()`: a line that ends in CR and LF is not the line that was written.
    for line in text.split_terminator('\n') {
        let parts = line.split_once("  ").filter(|(sha256, _)| sha256.len() == 64);
        match parts {
            Some((_, path)) if !is_safe(path) => problems.push(Problem::Unsafe(path.to_owned())),
            Some((sha256, path)) => {
                if entries.insert(path.to_owned(), sha256.to_owned()).is_some() {
                    problems.push(Problem::Malformed(name.into()));
                }
            }
            None => problems.push(Problem::Malformed(name.into())),
        }
    }
    entries
}

fn is_safe(path: &str) -> bool {
    let ordinary = |part: &str| !part.is_empty() && part != "." && part != "..";
    let plain = |c: char| !c.is_control() && !matches!(c, '\\' | ':' | '%');
    path.split('/').all(ordinary) && path.chars().all(plain)
}

fn check_tags(folder: &Path, (bytes, files): (u64, u64), problems: &mut Vec<Problem>) {
    let text = |name: &str| read_text(&folder.join(name)).unwrap_or_default();
    if text("bagit.txt") != DECLARATION {
        problems.push(Problem::Malformed("bagit.txt".into()));
    }
    let info = text("bag-info.txt");
    let mut oxum = info.lines().filter_map(|line| line.strip_prefix("Payload-Oxum: "));
    if oxum.next() != Some(format!("{bytes}.{files}").as_str()) || oxum.next().is_some() {
        problems.push(Problem::Malformed("bag-info.txt".into()));
    }
}

fn read_text(path: &Path) -> Option<String> {
    let plain = fs::symlink_metadata(path).ok().filter(|m| m.is_file() && m.len() <= MOST_TAG_BYTES)?;
    let mut text = String::with_capacity(usize::try_from(plain.len()).ok()?);
    File::open(path).ok()?.take(MOST_TAG_BYTES).read_to_string(&mut text).ok()?;
    Some(text)
}

fn digest(path: &Path) -> io::Result<(String, u64)> {
    let mut hasher = Sha256::new();
    let bytes = each_piece(&mut File::open(path)?, |piece| {
        hasher.update(piece);
        Ok(())
    })?;
    Ok((hex(&hasher.finalize()), bytes))
}
