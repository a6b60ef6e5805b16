//! An open diary: the vault, and what is in it.
//!
//! Contents travels with this value, never in a global.

use crate::{
    clock::Clock,
    contents::{Contents, Latest},
    failure::{Failure, Outcome},
    items::{Items, SegmentItems},
};
use daybook_core::{
    diary::Diary,
    event::{Event, RECORD_KIND, Record, SEGMENT_KIND, SIGHTING_KIND, SegmentHead},
    item::Item,
    sheaf::Sheaf,
    sighting::{Run, SightingHead, Sightings},
};
use daybook_vault::{
    Batch, Entry, EntryInput, Error, ErrorKind, Kdf, Opener, OsEntropy, Part, Passphrase, Vault,
    storage::FileStorage,
};
use rayon::prelude::*;
use serde::{Serialize, de::DeserializeOwned};
use std::{path::Path, sync::Arc};
use zeroize::Zeroizing;

/// An open diary.
pub struct Journal {
    vault: Vault,
    contents: Arc<Contents>,
    /// The same contents, for those who look while something is being saved.
    latest: Latest,
    clock: Clock,
}

/// What one entry turned out to hold.
enum Read {
    Record(Box<Record>),
    Segment(SegmentItems),
    Sightings(Sightings),
    Unreadable(String),
}

impl Journal {
    /// Makes a new diary file and opens it. An empty file of that name, as a crash may leave, is none.
    pub fn create(path: &Path, passphrase: &Passphrase, kdf: Kdf, clock: Clock) -> Outcome<Self> {
        if path.metadata().is_ok_and(|found| found.len() > 0) {
            // Said at once, not after seconds of stretching the passphrase. The vault looks again.
            return Err(Error::AlreadyExists.into());
        }
        let storage = || match FileStorage::create(path) {
            Err(Error::AlreadyExists) => FileStorage::open(path),
            made => made,
        };
        let vault = Vault::create_in(storage, passphrase, kdf, Box::new(OsEntropy::default()))?;
        Self::load(vault, clock)
    }

    /// Opens a diary file with its passphrase.
    pub fn open(path: &Path, passphrase: &Passphrase, clock: Clock) -> Outcome<Self> {
        Self::open_with(path, Opener::Passphrase(passphrase), clock)
    }

    /// Opens a diary file with whatever opens it; a write-protected one for reading only.
    pub fn open_with(path: &Path, opener: Opener<'_>, clock: Clock) -> Outcome<Self> {
        let storage = match FileStorage::open(path) {
            Err(Error::ReadOnly) => FileStorage::open_read_only(path)?,
            opened => opened?,
        };
        let vault = Vault::open_with(storage, opener, Box::new(OsEntropy::default()))?;
        Self::load(vault, clock)
    }

    fn load(vault: Vault, clock: Clock) -> Outcome<Self> {
        let read: Vec<(Read, bool)> =
            (0..vault.log_size()).into_par_iter().map(|seq| read_entry(&vault, seq)).collect();
        let mut contents = Contents::default();
        let mut uncached = Vec::new();
        for (seq, (read, cached)) in (0..).zip(read) {
            if matches!(read, Read::Segment(_)) && !cached {
                uncached.push(seq);
            }
            take_in(&mut contents, seq, read);
        }
        contents.settle();
        // A private value that is damaged is told, and costs itself alone.
        let (private, damaged) = vault.private_values()?;
        contents.note_damaged_private(damaged);
        for (name, value) in private {
            contents.set_private(name, Some(value));
        }
        // A clock that nobody set to a zone stands in the one the keeper lives in.
        let subject = contents.diary().subject.as_ref();
        let clock = subject.map_or_else(|| clock.clone(), |subject| clock.at_home(&subject.zone));
        let contents = Arc::new(contents);
        let mut journal = Self { vault, latest: Latest::new(&contents), contents, clock };
        if !uncached.is_empty() && journal.vault.is_writable() {
            // A cache that is not written costs time at the next opening. Why it failed, the next entry will say.
            journal.cache_anew(&uncached).unwrap_or_default();
        }
        Ok(journal)
    }

    /// Caches segments that had no cache to be read from, or a spoilt one.
    fn cache_anew(&mut self, segments: &[u64]) -> Outcome<()> {
        let mut batch = self.vault.batch()?;
        for segment in segments.iter().filter_map(|entry| self.contents.items().segment(*entry)) {
            put_cache(&mut batch, segment)?;
        }
        batch.commit()?;
        Ok(())
    }

    /// What is in the diary.
    pub fn contents(&self) -> &Contents {
        &self.contents
    }

    /// What all entries together say.
    pub fn diary(&self) -> &Diary {
        self.contents.diary()
    }

    /// The items of all archives.
    pub fn items(&self) -> &Items {
        self.contents.items()
    }

    /// Where the newest contents can be had while something is being saved.
    pub fn latest(&self) -> Latest {
        self.latest.clone()
    }

    /// The clock entries are written by.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Sets the clock entries are written by.
    pub fn set_clock(&mut self, clock: Clock) {
        self.clock = clock;
    }

    /// The vault, for reading and proving.
    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// The vault, for changing the passphrase.
    pub fn vault_mut(&mut self) -> &mut Vault {
        &mut self.vault
    }

    /// An entry as it was written; `None` for one that holds messages, cannot be read, or is not there.
    pub fn record(&self, entry: u64) -> Option<Record> {
        let read = (entry < self.vault.log_size()).then(|| read_entry(&self.vault, entry).0);
        if let Some(Read::Record(record)) = read { Some(*record) } else { None }
    }

    /// Writes one event. When this returns, it is on disk.
    pub fn write(&mut self, event: Event) -> Outcome<u64> {
        let mut draft = self.draft()?;
        let seq = draft.event(event)?;
        draft.commit()?;
        Ok(seq)
    }

    /// Starts a set of entries that are saved together or not at all.
    pub fn draft(&mut self) -> Outcome<Draft<'_>> {
        let batch = self.vault.batch()?;
        Ok(Draft {
            batch,
            contents: &mut self.contents,
            latest: &self.latest,
            clock: &self.clock,
            pending: Vec::new(),
            private: Vec::new(),
            exhibits: 0,
        })
    }

    /// Reads a value of the private compartment.
    pub fn private<T: DeserializeOwned>(&self, key: &str) -> Outcome<Option<T>> {
        self.contents.private(key)
    }

    /// Writes a value of the private compartment. It is on disk when this returns.
    pub fn set_private<T: Serialize>(&mut self, key: &str, value: &T) -> Outcome<()> {
        let mut draft = self.draft()?;
        draft.set_private(key, value)?;
        draft.commit()
    }

    /// Really erases a value of the private compartment.
    pub fn erase_private(&mut self, key: &str) -> Outcome<()> {
        let mut draft = self.draft()?;
        draft.erase_private(key)?;
        draft.commit()
    }

    /// The vault alone, without what was read from it.
    pub fn into_vault(self) -> Vault {
        self.vault
    }

    /// Wipes the keys and closes the file.
    pub fn lock(self) {
        self.vault.lock();
    }
}

/// Entries that are saved together or not at all.
pub struct Draft<'a> {
    batch: Batch<'a>,
    contents: &'a mut Arc<Contents>,
    latest: &'a Latest,
    clock: &'a Clock,
    pending: Vec<(u64, Read)>,
    /// Private values by name; `None` is erased.
    private: Vec<(String, Option<Zeroizing<Vec<u8>>>)>,
    /// How many exhibits are among them.
    exhibits: usize,
}

impl<'a> Draft<'a> {
    /// Adds an event; gives the number it will have.
    pub fn event(&mut self, event: Event) -> Outcome<u64> {
        self.exhibits += usize::from(matches!(event, Event::Exhibit(_)));
        let record = Record { at: self.clock.now(), zone: self.clock.zone_name().to_owned(), event };
        let encoded = record.encode();
        let input = encoded
            .fields
            .into_iter()
            .fold(EntryInput::new(RECORD_KIND, encoded.body), EntryInput::with_part);
        let seq = self.batch.append(&input)?;
        self.pending.push((seq, Read::Record(Box::new(record))));
        Ok(seq)
    }

    /// Adds a segment of imported items; gives the number it will have.
    pub fn segment(&mut self, exhibit: u64, format: &str, items: Vec<Item>) -> Outcome<u64> {
        let head = SegmentHead { v: 1, exhibit, format: format.to_owned(), count: items.len() as u64 };
        let body = serde_json::to_vec(&head).expect("a segment head is numbers and strings");
        let input = EntryInput::new(SEGMENT_KIND, body).with_written_items(&items, |item, out| {
            serde_json::to_writer(out, item).expect("items are numbers and strings");
        });
        let seq = self.batch.append(&input)?;
        let held = SegmentItems { entry: seq, head, sheaf: items.into_iter().collect() };
        put_cache(&mut self.batch, &held)?;
        self.pending.push((seq, Read::Segment(held)));
        Ok(seq)
    }

    /// Adds where items of earlier segments, or of this set, stand too; gives the number the entry will have.
    pub fn sightings(&mut self, sightings: Sightings) -> Outcome<u64> {
        let [body, runs] = [serde_json::to_vec(&sightings.head), serde_json::to_vec(sightings.runs())]
            .map(|json| json.expect("sightings are numbers and strings"));
        let seq = self.batch.append(&EntryInput::new(SIGHTING_KIND, body).with_part(runs))?;
        self.pending.push((seq, Read::Sightings(sightings)));
        Ok(seq)
    }

    /// Puts a value into the private compartment.
    pub fn set_private<T: Serialize>(&mut self, key: &str, value: &T) -> Outcome<()> {
        let bytes = serde_json::to_vec(value).expect("private values are strings, numbers and lists");
        self.batch.put_private(key, &bytes)?;
        self.private.push((key.to_owned(), Some(Zeroizing::new(bytes))));
        Ok(())
    }

    /// Really erases a value of the private compartment.
    pub fn erase_private(&mut self, key: &str) -> Outcome<()> {
        self.batch.erase_private(key)?;
        self.private.push((key.to_owned(), None));
        Ok(())
    }

    /// What all entries together say, without those of this set.
    pub fn diary(&self) -> &Diary {
        self.contents.diary()
    }

    /// The items of all archives, without those of this set.
    pub fn items(&self) -> &Items {
        self.contents.items()
    }

    /// The label the next exhibit gets, counting those in this set.
    pub fn next_label(&self) -> String {
        self.diary().label_after(self.exhibits)
    }

    /// The batch underneath, for blobs.
    pub fn batch(&mut self) -> &mut Batch<'a> {
        &mut self.batch
    }

    /// Saves all of it. When this returns, it is on disk.
    pub fn commit(self) -> Outcome<()> {
        let Self { batch, contents, latest, pending, private, .. } = self;
        batch.commit()?;
        let now = Arc::make_mut(contents);
        for (seq, read) in pending {
            take_in(now, seq, read);
        }
        now.settle();
        for (name, value) in private {
            now.set_private(name, value);
        }
        latest.set(contents);
        Ok(())
    }
}

/// What an entry holds becomes part of the contents.
fn take_in(contents: &mut Contents, seq: u64, read: Read) {
    match read {
        Read::Record(record) => contents.apply(seq, *record),
        Read::Segment(held) => contents.apply_segment(seq, held),
        Read::Sightings(sightings) => contents.sight(sightings),
        Read::Unreadable(why) => contents.apply_unreadable(seq, why),
    }
}

/// Puts the cache of a segment beside it, so that the next opening need not read a million lines of JSON.
fn put_cache(batch: &mut Batch<'_>, segment: &SegmentItems) -> Outcome<()> {
    let Some(leaf) = batch.vault().leaf(segment.entry) else { return Ok(()) };
    batch.put_cache(&SegmentItems::cache_name(segment.entry), &segment.to_cache(&leaf))?;
    Ok(())
}

/// What an entry holds, and whether it came from a cache. Only segments have one; whatever is wrong with it, the entry
/// itself is read.
fn read_entry(vault: &Vault, seq: u64) -> (Read, bool) {
    let cache = vault.cache(&SegmentItems::cache_name(seq)).ok().flatten();
    let held =
        cache.zip(vault.leaf(seq)).and_then(|(bytes, leaf)| SegmentItems::from_cache(seq, &leaf, &bytes));
    if let Some(held) = held {
        return (Read::Segment(held), true);
    }
    let read = match vault.entry(seq) {
        Ok(entry) if entry.kind() == RECORD_KIND => read_record(&entry),
        Ok(entry) if entry.kind() == SEGMENT_KIND => read_segment(&entry),
        Ok(entry) if entry.kind() == SIGHTING_KIND => read_sightings(&entry),
        Ok(entry) => {
            Read::Unreadable(format!("it is of a kind ({}) this version does not know", entry.kind()))
        }
        Err(error) => Read::Unreadable(error.what_happened()),
    };
    (read, false)
}

fn read_record(entry: &Entry) -> Read {
    let fields = (1..entry.part_count()).filter_map(|index| match entry.part(index) {
        Some(Part::Bytes(bytes)) => Some(bytes),
        _ => None,
    });
    match Record::decode(entry.body(), fields) {
        Ok(record) => Read::Record(Box::new(record)),
        Err(error) => Read::Unreadable(error.to_string()),
    }
}

fn read_segment(entry: &Entry) -> Read {
    let Some(Part::Items(list)) = entry.part(1) else {
        return Read::Unreadable("it is a segment without items".to_owned());
    };
    let head: Result<SegmentHead, _> = serde_json::from_slice(entry.body());
    let sheaf: Result<Sheaf, _> = list.iter().map(serde_json::from_slice::<Item>).collect();
    match (head, sheaf) {
        (Ok(head), Ok(sheaf)) => Read::Segment(SegmentItems { entry: entry.seq(), head, sheaf }),
        (Err(error), _) | (_, Err(error)) => Read::Unreadable(error.to_string()),
    }
}

fn read_sightings(entry: &Entry) -> Read {
    let Some(Part::Bytes(runs)) = entry.part(1) else {
        return Read::Unreadable("it says of no item where it stands too".to_owned());
    };
    let head: Result<SightingHead, _> = serde_json::from_slice(entry.body());
    let runs: Result<Vec<Run>, _> = serde_json::from_slice(runs);
    match (head, runs) {
        (Ok(head), Ok(runs)) => Sightings::new(head, runs)
            .map_or_else(|| Read::Unreadable("its lists are not of one length".to_owned()), Read::Sightings),
        (Err(error), _) | (_, Err(error)) => Read::Unreadable(error.to_string()),
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        if matches!(error, Error::LockedElsewhere) {
            return Self::refused(
                "This diary is already open somewhere else.",
                "If you closed its window, it locks itself within five minutes: wait, then try again. Restarting the computer ends it at once.",
            );
        }
        let (what, todo) = (error.what_happened(), error.what_to_do());
        match error.kind() {
            ErrorKind::CannotBeSaved => Self::not_saved(what, todo),
            ErrorKind::Damaged => Self::does_not_verify(what, todo),
            _ => Self::refused(what, todo),
        }
    }
}

#[cfg(test)]
#[path = "journal_tests.rs"]
mod tests;
