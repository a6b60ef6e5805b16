//! Keeping files: each as it came, with its hash and what it says of itself, saved in groups.
//!
//! Of many files the next ones are read and hashed on a thread of their own while one is sealed. What is kept already is
//! told by its hash and not sealed again.

use crate::{
    copies::file_hash,
    failure::{Failure, Outcome, unreadable},
    journal::{Draft, Journal},
};
use daybook_core::{event::Event, exhibit::Exhibit};
use daybook_import::{
    exhibit::{self, FileFacts},
    recognise,
};
use daybook_report::proven::hex;
use daybook_vault::{Error, Hashed};
use jiff::tz::TimeZone;
use std::{
    collections::{HashMap, HashSet},
    fs::File,
    io::{self, Cursor, Read},
    path::{Path, PathBuf},
    sync::mpsc::sync_channel,
    thread,
};

/// How much of a file's start is looked at for its type and its own metadata. Shorter files are held whole.
const HEAD_BYTES: usize = 4 << 20;
/// Stored originals are saved together until they come to this many bytes, so that a folder is not one wait per file.
const GROUP_BYTES: u64 = 64 << 20;
/// Files read ahead of the one being sealed.
const AHEAD: usize = 4;

/// What the keeper says about a file.
#[derive(Clone, Debug, Default)]
pub struct About {
    /// The name it came with.
    pub name: String,
    /// The keeper's own words.
    pub description: Option<String>,
    /// Keep it out of every pack.
    pub private: bool,
    /// Where it came from, as its path in a folder that was taken in whole.
    pub source: Option<String>,
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
    /// It begins as an export does, or as a zip or database that may hold one, or is to be told of if it is none.
    pub may_be_export: bool,
}

/// Keeps one file. When this returns, it is on disk.
pub fn store(journal: &mut Journal, reader: &mut (dyn Read + Send), about: &About) -> Outcome<Stored> {
    let arrival = Arrival::read(reader, journal.clock().zone()).map_err(Error::Source)?;
    let mut shelf = Shelf::new(journal)?;
    let stored = shelf.put(arrival, about)?;
    shelf.finish()?;
    Ok(stored)
}

/// Keeps many files, saving them in groups; `about` says what the keeper says of each.
pub fn store_all(
    journal: &mut Journal,
    paths: &[PathBuf],
    about: impl Fn(&Path) -> About,
) -> Outcome<Vec<Stored>> {
    let zone = journal.clock().zone().clone();
    let lengths: HashSet<u64> = journal.vault().blobs().map(|blob| blob.bytes).collect();
    let (to_shelf, arrivals) = sync_channel(AHEAD);
    thread::scope(|scope| {
        scope.spawn(move || {
            let arrivals = paths.iter().map(|path| Arrival::open(path, &lengths, &zone));
            // The shelf takes no more once something could not be kept.
            arrivals.map(|arrival| to_shelf.send(arrival).is_ok()).take_while(|taken| *taken).for_each(drop);
        });
        let mut kept = Vec::with_capacity(paths.len());
        let mut arriving = paths.iter().zip(arrivals).peekable();
        while arriving.peek().is_some() {
            let mut shelf = Shelf::new(journal)?;
            while let Some((path, arrival)) = arriving.next_if(|_| !shelf.is_full()) {
                let arrival = arrival.map_err(|e| unreadable(path, &e))?;
                kept.push(shelf.put(arrival, &about(path))?);
            }
            shelf.finish()?;
        }
        Ok(kept)
    })
}

/// A file on its way in, with what can be found out without the diary.
struct Arrival<'r> {
    content: Content<'r>,
    facts: FileFacts,
    /// The facts are of all of it, not of its beginning alone.
    seen_whole: bool,
    may_be_export: bool,
}

enum Content<'r> {
    /// All of a file.
    Whole(Hashed),
    /// A file too large to be held. It is hashed beforehand only if one of its length is kept: hashing a new one
    /// twice would cost more than it saves.
    Long { sha256: Option<String>, reader: Box<dyn Read + Send + 'r> },
}

impl<'r> Arrival<'r> {
    fn open(path: &Path, lengths: &HashSet<u64>, zone: &TimeZone) -> io::Result<Self> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        let mut arrival = Arrival::read(file, zone)?;
        if let Content::Long { sha256, .. } = &mut arrival.content {
            // What a film says of itself may stand at its end.
            arrival.facts = exhibit::inspect(&mut File::open(path)?, zone)?;
            arrival.seen_whole = true;
            if lengths.contains(&length) {
                *sha256 = Some(file_hash(path)?);
            }
        }
        Ok(arrival)
    }

    fn read(mut reader: impl Read + Send + 'r, zone: &TimeZone) -> io::Result<Self> {
        let mut head = Vec::new();
        reader.by_ref().take(HEAD_BYTES as u64 + 1).read_to_end(&mut head)?;
        let facts = exhibit::inspect(&mut Cursor::new(&head), zone)?;
        let start = &head[..head.len().min(recognise::HEAD)];
        let may_be_export = recognise::is_of_interest(start);
        let content = if head.len() <= HEAD_BYTES {
            Content::Whole(Hashed::new(head))
        } else {
            Content::Long { sha256: None, reader: Box::new(Cursor::new(head).chain(reader)) }
        };
        let seen_whole = matches!(content, Content::Whole(_));
        Ok(Self { content, facts, seen_whole, may_be_export })
    }

    /// Whether it says where it was made, or could: metadata that cannot be read, or a film whose end was not seen.
    fn may_hold_place(&self) -> bool {
        let unread = self.facts.findings.iter().any(|finding| finding.kind == "bad_metadata");
        let unseen = !self.seen_whole && self.facts.media_type.starts_with("video/");
        self.facts.place.is_some() || unread || unseen
    }

    /// The hash, where it is known already.
    fn sha256(&self) -> Option<String> {
        match &self.content {
            Content::Whole(whole) => Some(hex(whole.sha256())),
            Content::Long { sha256, .. } => sha256.clone(),
        }
    }
}

/// Files being kept, saved in groups.
struct Shelf<'a> {
    draft: Draft<'a>,
    /// Exhibits with their labels, by hash: those of the diary and those of this group.
    known: HashMap<String, (u64, String)>,
    bytes: u64,
}

impl<'a> Shelf<'a> {
    fn new(journal: &'a mut Journal) -> Outcome<Self> {
        let draft = journal.draft()?;
        let exhibits = draft.diary().exhibits.iter();
        let known = exhibits.map(|(entry, history)| {
            let exhibit = history.now();
            (exhibit.sha256.clone(), (*entry, exhibit.label.clone()))
        });
        // Of two that were kept twice after all, the first counts.
        let known = known.rev().collect();
        Ok(Self { draft, known, bytes: 0 })
    }

    /// A file that is kept already cannot be kept back from packs by adding it again.
    fn still_as_asked(&self, (exhibit, label): &(u64, String), about: &About) -> Outcome<()> {
        let kept = self.draft.diary().exhibits.get(exhibit).map(|history| history.now().private);
        if about.private && kept == Some(false) {
            return Err(Failure::refused(
                format!("{label} is in the diary already, and it is not kept out of packs."),
                "Open it in the list of files and change how it is marked.",
            ));
        }
        Ok(())
    }

    /// Adds a file to the group. It is on disk after [`Shelf::finish`].
    fn put(&mut self, arrival: Arrival<'_>, about: &About) -> Outcome<Stored> {
        let may_be_export = arrival.may_be_export;
        let stored = |(exhibit, label), known| Stored { exhibit, label, known, may_be_export };
        if let Some(known) = arrival.sha256().and_then(|sha256| self.known.get(&sha256)) {
            self.still_as_asked(known, about)?;
            return Ok(stored(known.clone(), true));
        }
        let holds_place = arrival.may_hold_place();
        let blob = match arrival.content {
            Content::Whole(whole) => self.draft.batch().add_hashed(&whole)?,
            Content::Long { mut reader, .. } => self.draft.batch().add_blob(&mut reader)?,
        };
        let sha256 = hex(&blob.sha256);
        if let Some(known) = self.known.get(&sha256) {
            self.still_as_asked(known, about)?;
            return Ok(stored(known.clone(), true));
        }
        let label = self.draft.next_label();
        let exhibit = self.draft.event(Event::Exhibit(Exhibit {
            label: label.clone(),
            name: about.name.clone(),
            sha256: sha256.clone(),
            bytes: blob.bytes,
            media_type: arrival.facts.media_type.clone(),
            description: about.description.clone(),
            source: about.source.clone(),
            holds_place,
            facts: rows(&arrival.facts),
            private: about.private,
            distressing: false,
            blob: blob.id.to_string(),
        }))?;
        self.bytes += blob.bytes;
        self.known.insert(sha256, (exhibit, label.clone()));
        Ok(stored((exhibit, label), false))
    }

    fn is_full(&self) -> bool {
        self.bytes >= GROUP_BYTES
    }

    fn finish(self) -> Outcome<()> {
        self.draft.commit()
    }
}

/// The vault's number of an exhibit's bytes, and its name.
pub fn blob_of(journal: &Journal, exhibit: u64) -> Outcome<(u64, String)> {
    let found = journal.diary().exhibits.get(&exhibit).map(|h| h.now());
    let blob = found.and_then(|e| Some((e.blob.parse().ok()?, e.name.clone())));
    blob.ok_or_else(|| {
        Failure::refused(
            format!("There is no file {exhibit} in the diary."),
            "Look for it in the list of files.",
        )
    })
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

#[cfg(test)]
#[path = "shelf_tests.rs"]
mod tests;
