//! The file as a whole: copying it out while it is open, how a copy stands to it, and making it unreadable for good.

use std::io::Write;

use crate::entropy::random;
use crate::error::{Error, Result};
use crate::header::{HEADER_AT, HeadRecord, PAGE};
use crate::keys::NONCE;
use crate::private::PRIVATE;
use crate::vault::{Head, Vault};

/// Bytes read at a time.
const PIECE: usize = 1 << 20;

/// Which commits a vault holds, by marks that no other history has: each commit's nonce, drawn at random. It holds no
/// content and no key, and outlives the vault it was taken from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trail {
    vault: [u8; 16],
    /// Number and nonce of each commit, rising.
    marks: Vec<(u64, [u8; NONCE])>,
    head: HeadRecord,
}

impl Trail {
    /// Number of entries in the log.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.head.size
    }

    /// Whether this is the same state as `earlier`, or a later one of the same history. A vault whose last commit record is
    /// damaged cannot be told from one that went another way, so the answer is no.
    #[must_use]
    pub fn continues(&self, earlier: &Trail) -> bool {
        let last = match earlier.head.commit {
            0 => return self.vault == earlier.vault,
            commit => earlier.marks.last().filter(|(number, _)| *number == commit),
        };
        self.vault == earlier.vault && last.is_some_and(|mark| self.marks.binary_search(mark).is_ok())
    }
}

impl Vault {
    /// The commits so far, to compare a copy with.
    #[must_use]
    pub fn trail(&self) -> Trail {
        Trail { vault: self.id(), marks: self.index.commits.clone(), head: self.head }
    }

    /// How many entries and private values were saved here after the state that `earlier` was taken from; private values
    /// named in `aside` do not count. `None` when that is no earlier state of this vault.
    #[must_use]
    pub fn saved_since(&self, earlier: &Trail, aside: &[&str]) -> Option<u64> {
        if !self.trail().continues(earlier) {
            return None;
        }
        let aside: Vec<_> = aside.iter().map(|name| self.keys.name_tag(PRIVATE, name)).collect();
        let values = self.index.private.iter();
        let values =
            values.filter(|(tag, f)| f.offset >= earlier.head.length && !aside.contains(tag)).count();
        Some(self.head.size.saturating_sub(earlier.head.size) + values as u64)
    }

    /// Writes a copy of the file as it is, and says where its log stands.
    ///
    /// The copy opens with the same passphrase and recovery code, and has the same root hash. It is on its disk only once
    /// the caller has synced it. `progress` is told bytes done and in all.
    ///
    /// # Errors
    /// [`Error::Read`] when this file, [`Error::Unsaved`] when the copy makes trouble.
    pub fn copy_to(&self, into: &mut dyn Write, progress: &dyn Fn(u64, u64)) -> Result<Head> {
        let length = self.storage.size().map_err(Error::Read)?;
        let mut piece = vec![0; PIECE];
        let mut at = 0;
        while at < length {
            let wanted = usize::try_from(length - at).unwrap_or(PIECE).min(PIECE);
            self.storage.read_at(at, &mut piece[..wanted]).map_err(Error::Read)?;
            into.write_all(&piece[..wanted]).map_err(Error::Unsaved)?;
            at += wanted as u64;
            progress(at, length);
        }
        Ok(self.head())
    }

    /// Overwrites both lock pages, and with them every way to the root key; then nothing in the file can be read by anyone,
    /// with any passphrase or code. Copies are not touched.
    ///
    /// Disks that write elsewhere than they are told (flash memory, snapshots) may keep the old pages for a while.
    pub fn destroy(mut self) -> Result<()> {
        if self.storage.is_read_only() {
            return Err(Error::ReadOnly);
        }
        for at in HEADER_AT {
            let noise: [u8; PAGE] = random(&mut *self.entropy)?;
            self.storage.write_at(at, &noise).map_err(Error::Unsaved)?;
        }
        self.storage.sync().map_err(Error::Unsaved)
    }
}
