//! Taking files in: the original first, stored as it came; then, if it is an archive, what it holds.
//!
//! The two steps are saved one after the other, so an interruption leaves the original kept and nothing half read;
//! reading it again adds only what is missing.

use crate::{
    failure::{Failure, Outcome},
    items::SegmentItems,
    journal::{Draft, Journal},
};
use daybook_core::{
    event::{Event, Import},
    exhibit::Exhibit,
    item::{Finding, Item, Place},
    sameness::{Known, Sameness},
};
use daybook_import::{
    exhibit::{self, FileFacts},
    options::{Format, Options, Sink, SinkError},
    read::{self, Outcome as Reading},
};
use daybook_report::proven::hex;
use std::io::{Cursor, Read};

/// Items to a segment: large enough to be quick to read back, small enough that one damaged segment loses little.
const SEGMENT_ITEMS: usize = 2048;
/// How much of a file's start is looked at for its type and its own metadata.
const HEAD_BYTES: usize = 4 << 20;
/// Stored originals are saved together until they come to this many bytes, so that a folder is not one wait per file.
const GROUP_BYTES: u64 = 64 << 20;

/// What the keeper says about a file.
#[derive(Clone, Debug, Default)]
pub struct About {
    /// The name it came with.
    pub name: String,
    /// The keeper's own words.
    pub description: Option<String>,
    /// Keep it out of every pack.
    pub private: bool,
}

/// A file that is now kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Entry number of the exhibit.
    pub exhibit: u64,
    /// Its label.
    pub label: String,
    /// The same bytes were kept already; nothing was added.
    pub known: bool,
}

/// What reading an archive came to.
#[derive(Clone, Debug, Default)]
pub struct Taken {
    /// Entry number of the exhibit.
    pub exhibit: u64,
    /// Format it was read as.
    pub format: String,
    /// Records in the file.
    pub records: u64,
    /// Records that were new.
    pub imported: u64,
    /// Records known from an earlier archive.
    pub duplicates: u64,
    /// Count the file itself declares.
    pub declared: Option<u64>,
    /// What was noticed.
    pub findings: Vec<Finding>,
}

/// Keeps one file. When this returns, it is on disk.
pub fn store(journal: &mut Journal, reader: &mut dyn Read, about: &About) -> Outcome<Stored> {
    let mut shelf = Shelf::new(journal)?;
    let stored = shelf.put(reader, about)?;
    shelf.finish()?;
    Ok(stored)
}

/// Files being kept, saved in groups.
pub struct Shelf<'a> {
    draft: Draft<'a>,
    bytes: u64,
}

impl<'a> Shelf<'a> {
    /// Starts a group.
    pub fn new(journal: &'a mut Journal) -> Outcome<Self> {
        Ok(Self { draft: journal.draft()?, bytes: 0 })
    }

    /// Adds a file to the group. It is on disk after [`Shelf::finish`].
    pub fn put(&mut self, reader: &mut dyn Read, about: &About) -> Outcome<Stored> {
        let mut tee = Tee { inner: reader, head: Vec::new() };
        let blob = self.draft.batch().add_blob(&mut tee)?;
        let sha256 = hex(&blob.sha256);
        if let Some((exhibit, label)) = self.draft.exhibit_with(&sha256) {
            return Ok(Stored { exhibit, label, known: true });
        }
        let facts = exhibit::inspect(&mut Cursor::new(&tee.head), self.draft.zone()).map_err(|e| {
            Failure::refused(
                format!("The start of the file could not be looked at: {e}."),
                "Add the file again.",
            )
        })?;
        let exhibit = Exhibit {
            label: self.draft.next_label(),
            name: about.name.clone(),
            sha256,
            bytes: blob.bytes,
            media_type: facts.media_type.clone(),
            description: about.description.clone(),
            source: None,
            holds_place: facts.place.is_some(),
            facts: rows(&facts),
            private: about.private,
            blob: blob.id.to_string(),
        };
        self.bytes += blob.bytes;
        let label = exhibit.label.clone();
        let entry = self.draft.event(Event::Exhibit(exhibit))?;
        Ok(Stored { exhibit: entry, label, known: false })
    }

    /// Whether the group is large enough to be saved.
    pub fn is_full(&self) -> bool {
        self.bytes >= GROUP_BYTES
    }

    /// Saves the group.
    pub fn finish(self) -> Outcome<()> {
        self.draft.commit()
    }
}

/// Reads an archive that is kept as an exhibit. Files that are no archive give `None`.
pub fn read_archive(
    journal: &mut Journal,
    exhibit: u64,
    options: &Options,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Outcome<Option<Taken>> {
    let (blob, name) = blob_of(journal, exhibit)?;
    let mut source = journal.vault().blob_reader(blob)?;
    let mut collected = Collected { items: Vec::new(), progress };
    let reading = read::read(&mut source, &name, options, &mut collected)
        .map_err(|e| Failure::refused(e.what(), e.todo()))?;
    drop(source);
    if reading.recognised.format == Format::File {
        return Ok(None);
    }
    let taken = write(journal, exhibit, reading, (collected.items, options))?;
    Ok(Some(taken))
}

/// The vault's number of an exhibit's bytes, and its name.
pub fn blob_of(journal: &Journal, exhibit: u64) -> Outcome<(u64, String)> {
    let found = journal.diary().exhibits.get(&exhibit).map(|h| h.now());
    let blob = found.and_then(|e| Some((e.blob.parse().ok()?, e.name.clone())));
    blob.ok_or_else(|| {
        Failure::refused(
            format!("There is no file {exhibit} in the diary."),
            "See the numbers with `daybook list`.",
        )
    })
}

fn write(
    journal: &mut Journal,
    exhibit: u64,
    reading: Reading,
    (items, options): (Vec<Item>, &Options),
) -> Outcome<Taken> {
    let format = reading.recognised.word();
    let mut findings = reading.findings;
    let fresh = only_new(journal, &format, items, &mut findings);
    let imported = fresh.len() as u64;
    let mut draft = journal.draft()?;
    for chunk in chunks(fresh) {
        draft.segment(exhibit, &format, chunk)?;
    }
    let taken = Taken {
        exhibit,
        format: format.clone(),
        records: reading.tally.records,
        imported,
        duplicates: reading.tally.records.saturating_sub(imported),
        declared: reading.tally.declared,
        findings,
    };
    draft.event(Event::Import(Import {
        exhibit,
        format,
        records: taken.records,
        imported,
        duplicates: taken.duplicates,
        declared: taken.declared,
        zone: options.zone.iana_name().unwrap_or("UTC").to_owned(),
        me: reading.me,
        findings: taken.findings.clone(),
    }))?;
    draft.commit()?;
    Ok(taken)
}

/// Moves items into pieces of a segment's size without copying them.
fn chunks(items: Vec<Item>) -> impl Iterator<Item = Vec<Item>> {
    let mut rest = items.into_iter();
    std::iter::from_fn(move || {
        let piece: Vec<Item> = rest.by_ref().take(SEGMENT_ITEMS).collect();
        (!piece.is_empty()).then_some(piece)
    })
}

/// The items no earlier archive of the same kind holds; differences become findings.
fn only_new(journal: &Journal, format: &str, items: Vec<Item>, findings: &mut Vec<Finding>) -> Vec<Item> {
    let mut earlier: Vec<Earlier<'_>> = Vec::new();
    for held in journal.items().segments().filter(|held| family(&held.format) == family(format)) {
        match earlier.iter_mut().find(|e| e.exhibit == held.exhibit) {
            Some(known) => known.segments.push(held),
            None => earlier.push(Earlier { exhibit: held.exhibit, segments: vec![held] }),
        }
    }
    let mut fresh = items;
    for archive in earlier {
        fresh = archive.without_known(fresh, journal, findings);
    }
    fresh
}

/// Archives whose items can be the same messages: the text and the zip of one app.
fn family(format: &str) -> &str {
    format.strip_suffix("-zip").unwrap_or(format)
}

/// An archive read before.
struct Earlier<'a> {
    exhibit: u64,
    segments: Vec<&'a SegmentItems>,
}

impl Earlier<'_> {
    /// Takes out what this archive holds already, if it is an archive of the same conversations at all.
    fn without_known(&self, items: Vec<Item>, journal: &Journal, findings: &mut Vec<Finding>) -> Vec<Item> {
        let mut known = Known::default();
        self.held().for_each(|item| known.hold(item));
        let met: Vec<Sameness> = items.iter().map(|item| known.meet(item)).collect();
        let same = met.iter().filter(|m| **m == Sameness::Known).count();
        // Two group chats may share a "hello" at the same minute. Archives of one conversation share far more.
        if same < 3 && same * 2 < items.len() {
            return items;
        }
        let label = journal.diary().label(self.exhibit).unwrap_or("an earlier file").to_owned();
        let differs = met.iter().zip(&items).find(|(m, _)| **m == Sameness::Differs);
        let count = met.iter().filter(|m| **m == Sameness::Differs).count() as u64;
        findings.extend(differs.map(|(_, item)| differing(&label, item, count)));
        findings.extend(self.missing(&label, &known, &items));
        let pairs = items.into_iter().zip(met);
        pairs.filter(|(_, m)| *m != Sameness::Known).map(|(item, _)| item).collect()
    }

    fn held(&self) -> impl Iterator<Item = &Item> {
        self.segments.iter().flat_map(|held| &held.items)
    }

    /// Messages the earlier archive holds, in the time the new one covers, that the new one lacks.
    fn missing(&self, label: &str, known: &Known, new: &[Item]) -> Option<Finding> {
        let times = || new.iter().filter_map(|item| item.at);
        let (first, last) = (times().min()?, times().max()?);
        let covered = |item: &&Item| item.at.is_some_and(|at| first < at && at < last);
        let mut lacking = self.held().filter(covered).filter(|item| !known.was_met(item));
        let place = place(lacking.next()?);
        let count = 1 + lacking.count() as u64;
        Some(Finding {
            kind: "missing_from_later_export".into(),
            place,
            what: format!(
                "{count} messages in {label} are not in this export. They may have been deleted in between."
            ),
            todo: format!(
                "Both exports are kept. Look at {label} for the messages that are gone; a deletion can matter."
            ),
            count,
        })
    }
}

fn differing(label: &str, item: &Item, count: u64) -> Finding {
    Finding {
        kind: "differs_from_earlier_export".into(),
        place: place(item),
        what: format!("{count} messages read differently in {label}: same time and sender, other words."),
        todo: "Both versions are kept. The app may have edited or deleted a message in between.".into(),
        count,
    }
}

fn place(item: &Item) -> Place {
    Place { member: item.locator.member.clone(), offset: item.locator.start, line: None }
}

/// Collects what a reader finds.
struct Collected<'a> {
    items: Vec<Item>,
    progress: &'a (dyn Fn(u64, u64) + Sync),
}

impl Sink for Collected<'_> {
    fn item(&mut self, item: Item) -> Result<(), SinkError> {
        self.items.push(item);
        Ok(())
    }

    fn progress(&mut self, bytes_done: u64, bytes_total: u64) {
        (self.progress)(bytes_done, bytes_total);
    }
}

/// What a file says about itself, as name and value.
fn rows(facts: &FileFacts) -> Vec<(String, String)> {
    let taken = facts.taken.map(|taken| {
        let doubt = if taken.zone_known { "" } else { " (zone assumed)" };
        ("Taken".to_owned(), format!("{}{doubt}", taken.civil))
    });
    let device = facts.device.clone().map(|device| ("Device".to_owned(), device));
    let size = facts.size.map(|(width, height)| ("Pixels".to_owned(), format!("{width} x {height}")));
    let title = facts.title.clone().map(|title| ("Title".to_owned(), title));
    let place = facts.place.map(|(lat, lon)| ("Place".to_owned(), format!("{lat:.6}, {lon:.6}")));
    [taken, device, size, title, place].into_iter().flatten().collect()
}

/// Passes bytes on and keeps the first of them.
struct Tee<'a> {
    inner: &'a mut dyn Read,
    head: Vec<u8>,
}

impl Read for Tee<'_> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(buf)?;
        let wanted = HEAD_BYTES.saturating_sub(self.head.len()).min(n);
        self.head.extend_from_slice(&buf[..wanted]);
        Ok(n)
    }
}
