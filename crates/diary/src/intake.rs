//! Reading what a kept archive holds.
//!
//! The original is kept first ([`crate::shelf`]); what is in it is saved afterwards, all at once. So an interruption leaves
//! the original kept and nothing half read, and reading it again adds only what is missing.

use crate::{
    earlier::{Coming, Earlier, Known, SIGHTINGS},
    failure::{Failure, Outcome},
    journal::{Draft, Journal},
    shelf,
};
use daybook_core::{
    card::{self, Card},
    event::{Event, Import},
    item::{Finding, Item, Locator, Place as FindingPlace},
    sameness::{self, Place},
    sheaf::{ItemView, Sheaf, SheafBuilder},
    sighting::{Found, Gatherer},
};
use daybook_import::{
    options::{Format, Options, Sink, SinkError},
    origin::Files,
    read::{self, Outcome as Reading},
};
use std::{
    collections::{BTreeMap, BTreeSet},
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
    /// The archives of the diary are to be compared with one another: [`crate::earlier::join`].
    pub unsettled: bool,
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
    let whose = whose(journal, exhibit, options);
    let (to_writer, pieces) = sync_channel(QUEUE);
    let writer = Writer::new(journal.draft()?, exhibit, whose);
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
    let whose = whose(journal, exhibit, options);
    let mut writer = Writer::new(journal.draft()?, exhibit, whose);
    for (format, sheaf) in gathered.finish() {
        writer.take(format, sheaf)?;
    }
    writer.finish(reading, options)
}

/// Whose an archive is: as is said now, else as was said before.
fn whose(journal: &Journal, exhibit: u64, options: &Options) -> Option<String> {
    let before = || journal.diary().whose(exhibit).map(str::to_owned);
    options.whose.clone().map_or_else(before, |whose| Some(whose).filter(|whose| !whose.is_empty()))
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
    /// Whose phone or account it is, when not the keeper's.
    whose: Option<String>,
    imported: u64,
    /// Records that were read from the same place before and now say something else.
    reread: u64,
    /// Pieces of formats that were read before: which of their items are new shows once all of them are there.
    waiting: BTreeMap<Format, Vec<Sheaf>>,
    /// Formats of which items were written.
    formats: BTreeSet<Format>,
    /// Items were written that others of the diary are to be compared with.
    unsettled: bool,
}

impl<'a> Writer<'a> {
    fn new(draft: Draft<'a>, exhibit: u64, whose: Option<String>) -> Self {
        let diary = draft.diary();
        // One that stands again, or is another's now, was not compared with what came in between.
        let unsettled = diary.is_taken_back(exhibit) || diary.whose(exhibit) != whose.as_deref();
        Self {
            draft,
            exhibit,
            whose,
            imported: 0,
            reread: 0,
            waiting: BTreeMap::new(),
            formats: BTreeSet::new(),
            unsettled,
        }
    }

    fn write_all(mut self, pieces: Receiver<Piece>) -> Outcome<Self> {
        for (format, items) in pieces {
            if self.is_first(format) {
                self.write(format, items)?;
            } else {
                self.waiting.entry(format).or_default().push(items.into_iter().collect());
            }
        }
        Ok(self)
    }

    fn take(&mut self, format: Format, sheaf: Sheaf) -> Outcome<()> {
        if self.is_first(format) {
            self.write(format, sheaf.iter().map(|item| item.to_item()).collect())?;
        } else {
            self.waiting.entry(format).or_default().push(sheaf);
        }
        Ok(())
    }

    fn coming(&self, format: Format) -> Coming<'_> {
        Coming { exhibit: self.exhibit, format: format.word(), whose: self.whose.as_deref() }
    }

    /// Whether the diary holds nothing that could be the same.
    fn is_first(&self, format: Format) -> bool {
        Earlier::none(self.draft.diary(), self.draft.items(), self.coming(format))
    }

    fn write(&mut self, format: Format, items: Vec<Item>) -> Outcome<Option<u64>> {
        if items.is_empty() {
            return Ok(None);
        }
        self.imported += items.len() as u64;
        self.formats.insert(format);
        self.unsettled |= card::is_address_book(format.word());
        self.draft.segment(self.exhibit, format.word(), items).map(Some)
    }

    /// Writes those of the waiting items that are new, and of the others where they stand too.
    fn settle(&mut self, format: Format, pieces: &[Sheaf], findings: &mut Vec<Finding>) -> Outcome<()> {
        let (diary, items) = (self.draft.diary(), self.draft.items());
        let known = Earlier::of(diary, items, self.coming(format)).compare(pieces, findings);
        let mut gatherer = Gatherer::default();
        let mut known = known.into_iter();
        for sheaf in pieces {
            let (mut new, mut twins) = (Vec::new(), Vec::new());
            for (item, known) in sheaf.iter().zip(&mut known) {
                let twin = match known {
                    Known::Read => continue,
                    Known::New => None,
                    Known::Reread(place) => Some(Twin::Older(place)),
                    Known::Same(place) if self.is_sighted(place, &item.locator()) => continue,
                    Known::Same(place) if self.is_richer(item, place) => Some(Twin::First(place)),
                    Known::Same(place) => {
                        gatherer.add(place, Found::Place(item.locator()));
                        continue;
                    }
                };
                twins.push(twin);
                new.push(item.to_item());
            }
            if let Some(segment) = self.write(format, new)? {
                let written = (0..).map(|index| (segment, index));
                for (own, twin) in written.zip(twins) {
                    match twin {
                        Some(Twin::First(first)) => gatherer.add(first, Found::Item(own.0, own.1)),
                        // What was read anew counts, and no longer what was read before.
                        Some(Twin::Older(old)) => {
                            gatherer.add(own, Found::Item(old.0, old.1));
                            self.unsettled = true;
                            self.reread += 1;
                        }
                        None => {}
                    }
                }
            }
        }
        for sightings in gatherer.finish((self.exhibit, format.word()), SIGHTINGS) {
            self.draft.sightings(sightings)?;
        }
        Ok(())
    }

    /// Whether a record holds something that the one it is the same as does not.
    fn is_richer(&self, item: ItemView<'_>, place: Place) -> bool {
        let held = self.draft.items().get(place.0, place.1);
        held.is_some_and(|held| sameness::adds(item, held.item))
    }

    /// Whether it is known from an earlier reading of this file that an item stands here too.
    fn is_sighted(&self, place: Place, at: &Locator) -> bool {
        let items = self.draft.items();
        let seen = items.sightings_of(self.exhibit).next().is_some();
        seen && items
            .also(place.0, place.1)
            .iter()
            .any(|(exhibit, known)| (*exhibit, known) == (self.exhibit, at))
    }

    /// Writes what the reading came to, and saves all of it.
    fn finish(mut self, reading: Reading, options: &Options) -> Outcome<Taken> {
        let mut findings = reading.findings;
        for (format, pieces) in std::mem::take(&mut self.waiting) {
            self.settle(format, &pieces, &mut findings)?;
        }
        self.imported -= self.reread;
        findings.extend((self.reread > 0).then(|| read_anew(self.reread)));
        let taken = Taken {
            exhibit: self.exhibit,
            format: reading.recognised.word(),
            records: reading.tally.records,
            imported: self.imported,
            duplicates: reading.tally.records.saturating_sub(self.imported),
            declared: reading.tally.declared,
            unsettled: self.is_unsettled(),
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
            whose: options.whose.clone(),
            findings: taken.findings.clone(),
            participants: Some(reading.tally.people().to_vec()),
        }))?;
        self.draft.commit()?;
        Ok(taken)
    }

    /// Whether archives are to be compared with one another once this one is saved: cards came that say whose a number is,
    /// one download held the same chats in two forms, or a file that is kept out of packs holds them too.
    fn is_unsettled(&self) -> bool {
        let families: BTreeSet<&str> =
            self.formats.iter().map(|format| sameness::family(format.word())).collect();
        let diary = self.draft.diary();
        let private = diary.exhibits.values().any(|file| file.now().private);
        self.unsettled || families.len() < self.formats.len() || private && !self.formats.is_empty()
    }
}

/// An item that is written although the diary holds it: what it is the same as.
enum Twin {
    /// One read from another archive, which counts.
    First(Place),
    /// One read from the same place before, which counts no more.
    Older(Place),
}

fn read_anew(count: u64) -> Finding {
    Finding {
        kind: "read_anew".into(),
        place: FindingPlace::default(),
        what: format!("{count} messages of this file were read before and are read in another way now."),
        todo: "They count as they are read now. The first reading is kept, and counts no more.".into(),
        count,
    }
}
