//! Reading what a kept archive holds.
//!
//! The original is kept first ([`crate::shelf`]); what is in it is saved afterwards, all at once. So an interruption leaves
//! the original kept and nothing half read, and reading it again adds only what is missing.

use crate::{
    earlier::Earlier,
    failure::{Failure, Outcome},
    journal::{Draft, Journal},
    shelf,
};
use daybook_core::{
    card::Card,
    event::{Event, Import},
    item::{Finding, Item},
    sheaf::{Sheaf, SheafBuilder},
};
use daybook_import::{
    options::{Format, Options, Sink, SinkError},
    origin::Files,
    read::{self, Outcome as Reading},
};
use std::{
    collections::BTreeMap,
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread,
};

/// Items to a segment: large enough to be quick to read back, small enough that one damaged segment loses little.
const SEGMENT_ITEMS: usize = 2048;
/// Text to a segment, where items are long: an entry of the log is at most 64 MiB.
const SEGMENT_BYTES: usize = 8 << 20;
/// Pieces read and not yet sealed; a full queue makes reading wait.
const QUEUE: usize = 2;

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

/// Reads an archive that is kept as an exhibit. Files that are no archive give `None`.
///
/// `beside`: its name among the files it came with, and those. One thread reads, another seals what was read, a piece at a time, so that an archive of any size needs little
/// memory. All of it is saved together at the end, or nothing is.
pub fn read_archive(
    journal: &mut Journal,
    (exhibit, beside): (u64, Option<(&str, &Files)>),
    options: &Options,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Outcome<Option<Taken>> {
    let (blob, name) = shelf::blob_of(journal, exhibit)?;
    let mut source = journal.vault().blob_reader(blob)?;
    let (to_writer, pieces) = sync_channel(QUEUE);
    let writer = Writer::new(journal.draft()?, exhibit);
    let (reading, written) = thread::scope(|scope| {
        let writing = scope.spawn(|| writer.write_all(pieces));
        let mut sink = Pieces { to_writer, format: Format::File, items: Vec::new(), bytes: 0, progress };
        let (name, files) = beside.map_or((name.as_str(), None), |(name, files)| (name, Some(files)));
        let reading = read::read_beside(&mut source, (name, files), options, &mut sink);
        sink.hand_on().unwrap_or_default();
        drop(sink);
        (reading, writing.join().expect("a panic in writing is a fault of ours, told as one"))
    });
    // Where writing failed, reading did so only because of it.
    let writer = written?;
    let reading = reading.map_err(|e| Failure::refused(e.what(), e.todo()))?;
    if reading.recognised.format == Format::File {
        return Ok(None);
    }
    writer.finish(reading, options).map(Some)
}

/// Keeps what was gathered from an archive while the diary was free: the items that are new, and that it was read.
pub fn write(
    journal: &mut Journal,
    exhibit: u64,
    reading: Reading,
    (gathered, options): (Gathered, &Options),
) -> Outcome<Taken> {
    let mut writer = Writer::new(journal.draft()?, exhibit);
    for (format, sheaf) in gathered.finish() {
        writer.take(format, sheaf)?;
    }
    writer.finish(reading, options)
}

/// What a reader finds, bound into sheaves of a segment's size: for a reading during which the diary is used otherwise.
#[derive(Default)]
pub struct Gathered {
    done: Vec<(Format, Sheaf)>,
    format: Format,
    open: SheafBuilder,
    items: usize,
    bytes: usize,
}

impl Gathered {
    /// The items that follow are of this format.
    pub fn enter(&mut self, format: Format) {
        self.bind();
        self.format = format;
    }

    /// Adds an item.
    pub fn push(&mut self, item: Item) {
        self.items += 1;
        self.bytes += item.text.len();
        self.open.push(item);
        if self.items == SEGMENT_ITEMS || self.bytes >= SEGMENT_BYTES {
            self.bind();
        }
    }

    fn bind(&mut self) {
        if self.items > 0 {
            self.done.push((self.format, std::mem::take(&mut self.open).finish()));
            (self.items, self.bytes) = (0, 0);
        }
    }

    fn finish(mut self) -> Vec<(Format, Sheaf)> {
        self.bind();
        self.done
    }
}

/// Items of one format that follow each other in an archive.
type Piece = (Format, Vec<Item>);

/// Gathers what a reader finds into pieces, and hands them on.
struct Pieces<'a> {
    to_writer: SyncSender<Piece>,
    format: Format,
    items: Vec<Item>,
    bytes: usize,
    progress: &'a (dyn Fn(u64, u64) + Sync),
}

impl Pieces<'_> {
    fn hand_on(&mut self) -> Result<(), SinkError> {
        self.bytes = 0;
        let items = std::mem::take(&mut self.items);
        if items.is_empty() {
            return Ok(());
        }
        self.to_writer.send((self.format, items)).map_err(|_| SinkError)
    }
}

impl Sink for Pieces<'_> {
    fn card(&mut self, card: Card) -> Result<(), SinkError> {
        self.item(card.to_item())
    }

    fn entering(&mut self, format: Format) {
        // Whoever does not take this piece will not take the next item either, and that is told.
        self.hand_on().unwrap_or_default();
        self.format = format;
    }

    fn item(&mut self, item: Item) -> Result<(), SinkError> {
        self.bytes += item.text.len();
        // Items are large: a list that grew by and by would be copied again and again.
        self.items.reserve_exact(if self.items.is_empty() { SEGMENT_ITEMS } else { 0 });
        self.items.push(item);
        if self.items.len() < SEGMENT_ITEMS && self.bytes < SEGMENT_BYTES { Ok(()) } else { self.hand_on() }
    }

    fn progress(&mut self, bytes_done: u64, bytes_total: u64) {
        (self.progress)(bytes_done, bytes_total);
    }
}

/// Writes pieces of an archive as segments.
struct Writer<'a> {
    draft: Draft<'a>,
    exhibit: u64,
    imported: u64,
    /// Pieces of formats that were read before: which of their items are new shows once all of them are there.
    waiting: BTreeMap<Format, Vec<Sheaf>>,
}

impl<'a> Writer<'a> {
    fn new(draft: Draft<'a>, exhibit: u64) -> Self {
        Self { draft, exhibit, imported: 0, waiting: BTreeMap::new() }
    }

    fn write_all(mut self, pieces: Receiver<Piece>) -> Outcome<Self> {
        for (format, items) in pieces {
            if self.earlier(format).is_empty() {
                self.write(format, items)?;
            } else {
                self.waiting.entry(format).or_default().push(items.into_iter().collect());
            }
        }
        Ok(self)
    }

    fn take(&mut self, format: Format, sheaf: Sheaf) -> Outcome<()> {
        if self.earlier(format).is_empty() {
            return self.write(format, sheaf.iter().map(|item| item.to_item()).collect());
        }
        self.waiting.entry(format).or_default().push(sheaf);
        Ok(())
    }

    fn earlier(&self, format: Format) -> Earlier<'_> {
        Earlier::of(self.draft.diary(), self.draft.items(), format.word())
    }

    fn write(&mut self, format: Format, items: Vec<Item>) -> Outcome<()> {
        if !items.is_empty() {
            self.imported += items.len() as u64;
            self.draft.segment(self.exhibit, format.word(), items)?;
        }
        Ok(())
    }

    /// Writes those of the waiting items that are new, then what the reading came to, and saves all of it.
    fn finish(mut self, reading: Reading, options: &Options) -> Outcome<Taken> {
        let mut findings = reading.findings;
        for (format, pieces) in std::mem::take(&mut self.waiting) {
            let fresh = self.earlier(format).fresh(&pieces, &mut findings);
            let mut fresh = fresh.iter();
            for sheaf in &pieces {
                let new = sheaf.iter().zip(&mut fresh).filter(|(_, fresh)| **fresh);
                self.write(format, new.map(|(row, _)| row.to_item()).collect())?;
            }
        }
        let taken = Taken {
            exhibit: self.exhibit,
            format: reading.recognised.word(),
            records: reading.tally.records,
            imported: self.imported,
            duplicates: reading.tally.records.saturating_sub(self.imported),
            declared: reading.tally.declared,
            findings,
        };
        self.draft.event(Event::Import(Import {
            exhibit: taken.exhibit,
            format: taken.format.clone(),
            records: taken.records,
            imported: taken.imported,
            duplicates: taken.duplicates,
            declared: taken.declared,
            zone: options.zone.iana_name().unwrap_or("UTC").to_owned(),
            me: reading.me.clone(),
            findings: taken.findings.clone(),
            participants: Some(reading.tally.people().to_vec()),
        }))?;
        self.draft.commit()?;
        Ok(taken)
    }
}
