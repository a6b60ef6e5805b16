//! The file as a whole: copying it out while it is open, and making it unreadable for good.

use std::io::Write;

use crate::entropy::random;
use crate::error::{Error, Result};
use crate::header::{HEADER_AT, PAGE};
use crate::vault::{Head, Vault};

/// Bytes read at a time.
const PIECE: usize = 1 << 20;

impl Vault {
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
        self.unsynced_head = false;
        self.storage.sync().map_err(Error::Unsaved)
    }
}
