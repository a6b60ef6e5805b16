//! What a pack is made from: the diary, whom it is about and for, and the one who keeps originals and proofs.

use crate::{pdf::Fonts, proven::ProvenEntry};
use daybook_core::{contact::Placed, diary::Diary, guide::Guide, item::Locator};
use jiff::{Timestamp, tz::TimeZone};
use std::{collections::BTreeSet, io};

/// Whom a pack is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// The police.
    Police,
    /// A solicitor, for a claim or an order.
    Solicitor,
}

impl Audience {
    /// The word used in files and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Police => "police",
            Self::Solicitor => "solicitor",
        }
    }

    /// The one it is made for, in a sentence.
    pub fn whom(self) -> &'static str {
        match self {
            Self::Police => "the police",
            Self::Solicitor => "a solicitor",
        }
    }
}

/// Imported items, by the entry number of their segment and their place in it.
pub trait ItemSource {
    /// Every item that counts, in the order of the log: none that is the same as another one, that was taken back, or that
    /// went neither to nor from the keeper.
    fn all(&self) -> Box<dyn Iterator<Item = Placed<'_>> + '_>;
    /// Every item, also those that do not count.
    fn every(&self) -> Box<dyn Iterator<Item = Placed<'_>> + '_> {
        self.all()
    }
    /// Where an item stands too: exhibits, and the places in their originals.
    fn also(&self, _segment: u64, _index: u32) -> Vec<(u64, Locator)> {
        Vec::new()
    }
    /// One item.
    fn get(&self, segment: u64, index: u32) -> Option<Placed<'_>>;
}

/// What a pack is made from. The same case gives the same bytes.
pub struct Case<'a> {
    /// What all entries together say.
    pub diary: &'a Diary,
    /// The guidance whose topics are named.
    pub guide: &'a Guide,
    /// The imported items.
    pub items: &'a dyn ItemSource,
    /// The time that stands on the pack.
    pub made_at: Timestamp,
    /// The zone in which times are shown and days counted.
    pub zone: TimeZone,
    /// Name and version of the program.
    pub program: &'a str,
    /// Whom it is about, by entry number. Empty: every suspect, and incidents by somebody not known.
    pub persons: BTreeSet<u64>,
    /// Whom it is for.
    pub audience: Audience,
    /// What is asked for, in place of what the diary says.
    pub wanted: Option<String>,
    /// Exhibits whose original is handed over although it holds a place or messages with other people.
    pub originals: BTreeSet<u64>,
    /// Incidents the keeper leaves out, by entry number. Their number is in "n of N entries", nothing else of them is.
    pub left_out: BTreeSet<u64>,
    /// The fonts of the report.
    pub fonts: &'a Fonts,
}

impl Case<'_> {
    /// IANA name of the zone, or its offset when it has none.
    pub fn zone_name(&self) -> String {
        self.zone.iana_name().map_or_else(|| format!("{:?}", self.zone), str::to_owned)
    }
}

/// A signed checkpoint of the log and the key to check it with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Number of entries in the log.
    pub size: u64,
    /// The checkpoint as a C2SP signed note.
    pub note: String,
    /// The verifier key, `<name>+<hash>+<key>`.
    pub key: String,
}

/// The one who holds the vault open: gives originals out and proves entries.
pub trait Keeper {
    /// The original bytes of an exhibit.
    ///
    /// # Errors
    /// When they cannot be read or do not authenticate.
    fn exhibit(&self, entry: u64) -> io::Result<Box<dyn io::Read + '_>>;

    /// A preview of a picture made earlier with [`crate::pdf::Picture::preview`], if one was kept.
    fn preview(&self, _entry: u64) -> Option<Vec<u8>> {
        None
    }

    /// The checkpoint all proofs of this pack lead to.
    fn checkpoint(&self) -> Checkpoint;

    /// The entry with every part shown and its path to the checkpoint; of a list, the items at these positions.
    ///
    /// # Errors
    /// When the entry cannot be read.
    fn prove(&self, entry: u64, items: &[u64]) -> io::Result<ProvenEntry>;

    /// The checkpoint again with these lines after its root hash (extension lines of C2SP tlog-checkpoint), signed.
    ///
    /// # Errors
    /// When it cannot be signed.
    fn seal(&self, lines: &[String]) -> io::Result<String>;
}
