//! Checks a pack without any key: its files, its signatures, the proof of each disclosed entry, and its figures.
//!
//! What it says is exactly as strong as the proof. A pack that holds together shows that its entries are those the
//! signed checkpoint names, in that order. It does not show when they were written: whoever holds the diary holds the
//! signing key too. That takes an independent time for the checkpoint, which no pack carries yet.

use daybook_core::{
    contact::Placed,
    diary::Diary,
    event::{Event, RECORD_KIND, Record, SEGMENT_KIND, SegmentHead, Subject},
    item::Item,
    rows::Rows,
};
use daybook_report::{
    bag::{self, Found},
    figures::{Chosen, Figures},
    pack,
    proven::{ProvenEntry, ProvenPart},
};
use daybook_vault::proof::{
    Checkpoint, DisclosedEntry, DisclosedItem, DisclosedPart, NoteError, verify_checkpoint, verify_entry,
};
use jiff::tz::TimeZone;
use serde::Deserialize;
use std::{
    collections::BTreeSet,
    fmt,
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::Path,
};

/// Longest line of the entries file that is read. An entry is at most a quarter of it.
const MOST_LINE_BYTES: u64 = 1 << 30;
/// Longest signed note or key that is read; a real one is under a kilobyte.
const MOST_NOTE_BYTES: u64 = 64 * 1024;
/// Longest figures file that is read.
const MOST_FIGURES_BYTES: u64 = 1 << 30;

/// What is shown of a pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It holds together. When it was written is not shown by anybody else. (An independent time for the checkpoint
    /// will be a third kind: unchanged since then.)
    OrderConsistent,
    /// Something was changed, or does not belong together.
    DoesNotMatch,
}

/// The result of a check.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// What is shown.
    pub kind: Kind,
    /// The first sentence to print.
    pub sentence: &'static str,
    /// What it means, in one more.
    pub meaning: &'static str,
    /// What does not match, each with its file.
    pub problems: Vec<Problem>,
    /// Entries disclosed, and entries in the log.
    pub entries: (u64, u64),
    /// Imported items disclosed.
    pub items: u64,
    /// Originals that are named with their SHA-256 by a disclosed entry, and all originals in the pack.
    pub originals: (u64, u64),
    /// Whether every figure was counted again from the disclosed entries. `None`: some entries they rest on are held
    /// back, so they cannot be.
    pub recounted: Option<bool>,
    /// The key the pack was signed with. Compare it with one that came another way.
    pub key: String,
}

/// One thing that does not match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file it is about, by its path in the pack.
    pub file: String,
    /// What is wrong, in plain words.
    pub what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

/// Checks a pack.
///
/// # Errors
/// Only when the folder cannot be read at all.
pub fn verify(folder: &Path) -> io::Result<Verdict> {
    let found = bag::check(folder)?;
    let mut check = Check::new(folder, &found);
    let checkpoint = check.signatures();
    let read = check.entries(checkpoint.as_ref());
    let recounted = check.figures(&read);
    let of = checkpoint.map_or(0, |checkpoint| checkpoint.size);
    check.problems.dedup();
    let kind = if check.problems.is_empty() { Kind::OrderConsistent } else { Kind::DoesNotMatch };
    let (sentence, meaning) = kind.words();
    Ok(Verdict {
        kind,
        sentence,
        meaning,
        problems: check.problems,
        entries: (read.entries, of),
        items: read.items.len() as u64,
        originals: (read.originals, originals(&found).count() as u64),
        recounted,
        key: check.key,
    })
}

impl Kind {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::OrderConsistent => (
                "Order consistent; no independent date.",
                "Nothing in this pack was changed since it was signed with the key below, and its entries stand in the order shown. \
                 When they were written rests on the clock of the keeper's device.",
            ),
            Self::DoesNotMatch => (
                "Does not match.",
                "Something in this pack was changed, or does not belong to it. Ask for the pack again and compare.",
            ),
        }
    }
}

fn originals(found: &Found) -> impl Iterator<Item = &String> {
    found.files.keys().filter(|path| path.starts_with("data/exhibits/"))
}

/// What the disclosed entries say.
#[derive(Default)]
struct Disclosed {
    diary: Diary,
    items: Vec<(u64, u32, String, Item)>,
    entries: u64,
    originals: u64,
}

/// A check on its way.
struct Check<'a> {
    folder: &'a Path,
    found: &'a Found,
    problems: Vec<Problem>,
    key: String,
}

impl<'a> Check<'a> {
    fn new(folder: &'a Path, found: &'a Found) -> Self {
        let mut check = Self { folder, found, problems: Vec::new(), key: String::new() };
        for problem in &found.problems {
            check.problems.push(Problem { file: problem.file().to_owned(), what: problem.to_string() });
        }
        check
    }

    fn note(&mut self, file: &str, what: impl fmt::Display) {
        self.problems.push(Problem { file: file.to_owned(), what: format!("{file}: {what}") });
    }

    /// Opens a file of the pack that the check of the bag has found to be an ordinary one.
    fn open(&mut self, file: &str, most_bytes: u64) -> Option<io::Take<File>> {
        let opened = self.found.files.contains_key(file).then(|| File::open(self.folder.join(file)));
        match opened {
            Some(Ok(open)) => Some(open.take(most_bytes)),
            Some(Err(_)) => {
                self.note(file, "the file cannot be read.");
                None
            }
            None => {
                self.note(file, "the file is missing.");
                None
            }
        }
    }

    fn text(&mut self, file: &str) -> Option<String> {
        let mut text = String::new();
        match self.open(file, MOST_NOTE_BYTES)?.read_to_string(&mut text) {
            Ok(_) => Some(text),
            Err(_) => {
                self.note(file, "not written as it should be.");
                None
            }
        }
    }

    /// The checkpoint, when it and the seal over the pack are signed by the pack's key and agree.
    fn signatures(&mut self) -> Option<Checkpoint> {
        let key = self.text(pack::KEY)?.trim_end().to_owned();
        self.key.clone_from(&key);
        let checkpoint = self.signed(pack::CHECKPOINT, &key);
        let sealed = self.signed(bag::SEAL, &key);
        let (_, seal) = sealed?;
        let (checkpoint, _) = checkpoint?;
        let lines = seal_lines(self.found);
        let bound = verify_checkpoint(&seal, &key).is_ok_and(|sealed| sealed == checkpoint);
        if !bound || !holds(&seal, &lines) {
            self.note(bag::SEAL, "it was made for other files.");
        }
        Some(checkpoint)
    }

    fn signed(&mut self, file: &str, key: &str) -> Option<(Checkpoint, String)> {
        let note = self.text(file)?;
        match verify_checkpoint(&note, key) {
            Ok(checkpoint) => Some((checkpoint, note)),
            Err(error) => {
                let at_fault = if error == NoteError::MalformedKey { pack::KEY } else { file };
                self.note(at_fault, error);
                None
            }
        }
    }

    /// Reads the disclosed entries and checks each against the checkpoint.
    fn entries(&mut self, checkpoint: Option<&Checkpoint>) -> Disclosed {
        let mut read = Disclosed::default();
        let Some(file) = self.open(pack::ENTRIES, u64::MAX) else { return read };
        let mut lines = BufReader::with_capacity(1 << 20, file);
        let mut last = None;
        for number in 1u64.. {
            let mut line = Vec::new();
            match lines.by_ref().take(MOST_LINE_BYTES).read_until(b'\n', &mut line) {
                Ok(0) => break,
                Ok(_) => {}
                Err(_) => {
                    self.note(pack::ENTRIES, "the file cannot be read.");
                    break;
                }
            }
            let Ok(entry) = serde_json::from_slice::<ProvenEntry>(&line) else {
                self.note(pack::ENTRIES, format!("line {number} is not written as it should be."));
                continue;
            };
            if last.is_some_and(|last| entry.index <= last) {
                self.note(pack::ENTRIES, format!("entry {} is out of order.", entry.index));
            }
            last = Some(entry.index);
            self.entry(&entry, checkpoint, &mut read);
        }
        read
    }

    fn entry(&mut self, entry: &ProvenEntry, checkpoint: Option<&Checkpoint>, read: &mut Disclosed) {
        read.entries += 1;
        let index = entry.index;
        let Some(disclosed) = disclosed(entry) else {
            return self.note(pack::ENTRIES, format!("entry {index} is not written as it should be."));
        };
        if let Some(checkpoint) = checkpoint
            && let Err(error) = verify_entry(&disclosed, checkpoint.size, &checkpoint.root)
        {
            self.note(pack::ENTRIES, format!("entry {index}: {error}"));
        }
        let taken = match entry.kind {
            RECORD_KIND => self.record(&disclosed, read),
            SEGMENT_KIND => segment(&disclosed, read),
            _ => None,
        };
        if taken.is_none() {
            self.note(pack::ENTRIES, format!("entry {index} holds something this version cannot read."));
        }
    }

    fn record(&mut self, entry: &DisclosedEntry, read: &mut Disclosed) -> Option<()> {
        let shown = |part: &'_ DisclosedPart| match part {
            DisclosedPart::Disclosed { bytes, .. } => Some(bytes.clone()),
            DisclosedPart::Withheld { .. } | DisclosedPart::Items { .. } => None,
        };
        let (body, fields) = entry.parts.split_first()?;
        let fields: Vec<Vec<u8>> = fields.iter().filter_map(shown).collect();
        let record = Record::decode(&shown(body)?, fields.iter().map(Vec::as_slice)).ok()?;
        if let Event::Exhibit(exhibit) = &record.event {
            let path = bag::exhibit_path(exhibit);
            match self.found.files.get(&path) {
                Some(sha256) if *sha256 == exhibit.sha256 => read.originals += 1,
                Some(_) => self.note(&path, format!("not the file that entry {} names.", entry.index)),
                None => {}
            }
        }
        read.diary.apply(entry.index, record);
        Some(())
    }

    /// Counts the figures again from the disclosed entries alone.
    fn figures(&mut self, read: &Disclosed) -> Option<bool> {
        let mut text = String::new();
        let readable = self.open(pack::FIGURES, MOST_FIGURES_BYTES)?.read_to_string(&mut text).is_ok();
        let stated = serde_json::from_str::<Stated>(&text).ok().filter(|_| readable);
        let zone = stated.as_ref().and_then(|stated| TimeZone::get(&stated.figures.parameters.zone).ok());
        let Some((stated, zone)) = stated.zip(zone) else {
            self.note(pack::FIGURES, "not written as it should be.");
            return Some(false);
        };
        let disclosed =
            (stated.entries_disclosed, stated.items_disclosed) == (read.entries, read.items.len() as u64);
        if !disclosed {
            self.note(pack::FIGURES, "it states another number of disclosed entries than there are.");
        }
        if !stated.held_back.is_empty() || stated.items_held_back > 0 {
            return None;
        }
        let placed = || {
            read.items.iter().map(|(segment, index, format, item)| Placed {
                segment: *segment,
                index: *index,
                format,
                item: item.into(),
            })
        };
        let parameters = stated.figures.parameters.clone();
        // Who the keeper is stands in no entry of a pack.
        let subject = Some(Subject { me: parameters.keeper.clone(), ..Subject::default() });
        let diary = Diary { subject, ..read.diary.clone() };
        let rows = Rows::of(&diary, placed, &zone);
        let chosen = Chosen::of(rows, &parameters.persons(), &BTreeSet::new());
        let counted = Figures::count(&diary, &chosen, parameters);
        for id in differing(&counted, &stated.figures) {
            self.note(pack::FIGURES, format!("\"{id}\" is not what the entries give."));
        }
        Some(disclosed && counted == stated.figures)
    }
}

/// The part of `data/figures.json` that is checked.
#[derive(Deserialize)]
struct Stated {
    entries_disclosed: u64,
    items_disclosed: u64,
    held_back: Vec<u64>,
    items_held_back: u64,
    #[serde(flatten)]
    figures: Figures,
}

fn differing<'f>(counted: &'f Figures, stated: &'f Figures) -> Vec<&'f str> {
    let ids =
        counted.figures.keys().chain(stated.figures.keys().filter(|id| !counted.figures.contains_key(*id)));
    let differs = |id: &&String| counted.figures.get(*id) != stated.figures.get(*id);
    let span = (counted.span != stated.span).then_some("span");
    ids.filter(differs).map(String::as_str).chain(span).collect()
}

/// The lines a seal must hold for the files that were found.
fn seal_lines(found: &Found) -> [String; 3] {
    let sha256 = |name: &str| found.files.get(name).cloned().unwrap_or_default();
    bag::seal_lines(&sha256(bag::MANIFEST), &sha256(bag::TAG_MANIFEST))
}

/// Whether a signed note's text ends with these lines, right after origin, size and root.
fn holds(note: &str, lines: &[String]) -> bool {
    let text = note.lines().take_while(|line| !line.is_empty());
    text.skip(3).eq(lines.iter().map(String::as_str))
}

fn segment(entry: &DisclosedEntry, read: &mut Disclosed) -> Option<()> {
    let [DisclosedPart::Disclosed { bytes, .. }, DisclosedPart::Items { disclosed, .. }] =
        entry.parts.as_slice()
    else {
        return None;
    };
    let head: SegmentHead = serde_json::from_slice(bytes).ok()?;
    for shown in disclosed {
        let item = serde_json::from_slice(&shown.bytes).ok()?;
        read.items.push((entry.index, u32::try_from(shown.index).ok()?, head.format.clone(), item));
    }
    read.diary.apply_segment(entry.index, head);
    Some(())
}

/// A line of the entries file as the vault's proofs take it; `None` when a value is not written as it should be.
fn disclosed(entry: &ProvenEntry) -> Option<DisclosedEntry> {
    let part = |part: &ProvenPart| {
        Some(match part {
            ProvenPart::Shown(sealed) => {
                DisclosedPart::Disclosed { salt: sealed.salt.0, bytes: sealed.bytes.bytes()? }
            }
            ProvenPart::Withheld(commitment) => DisclosedPart::Withheld { commitment: commitment.0 },
            ProvenPart::Items { root, count, shown } => {
                let item = |item: &daybook_report::proven::ProvenItem| {
                    Some(DisclosedItem {
                        index: item.index,
                        salt: item.sealed.salt.0,
                        bytes: item.sealed.bytes.bytes()?,
                        path: item.path.iter().map(|hash| hash.0).collect(),
                    })
                };
                let disclosed = shown.iter().map(item).collect::<Option<_>>()?;
                DisclosedPart::Items { root: root.0, count: *count, disclosed }
            }
        })
    };
    let parts = entry.parts.iter().map(part).collect::<Option<_>>()?;
    let path = entry.path.iter().map(|hash| hash.0).collect();
    Some(DisclosedEntry { index: entry.index, kind: entry.kind, parts, path })
}

#[cfg(test)]
#[path = "verify_tests.rs"]
mod tests;
