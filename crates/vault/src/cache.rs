//! Caches: sealed, rebuildable, never part of any proof. (vault.md section 12.)

use std::sync::Arc;

use crate::batch::{Batch, Label};
use crate::error::{Error, Place, Result};
use crate::frame::{CHUNK, Frame, Kind};
use crate::vault::Vault;

/// Compartment byte of cache names in their keyed digest.
const CACHE: u8 = 2;

impl Batch<'_> {
    /// Stores a cache, replacing the earlier one of that name. The space of the earlier one is not given back.
    pub fn put_cache(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        let keys = Arc::clone(&self.keys);
        let (id, aux) = (self.next_object(), keys.name_tag(CACHE, name));
        // The first chunk begins with the total length, so that a missing chunk is noticed.
        let total = (bytes.len() as u64).to_le_bytes();
        let (first, rest) = bytes.split_at(bytes.len().min(CHUNK - total.len()));
        let first = [&total, first].concat();
        let chunks = std::iter::once(&first[..]).chain(rest.chunks(CHUNK));
        for (number, chunk) in (0..).zip(chunks) {
            self.push(&keys.cache, Label { kind: Kind::Cache, id, extra: number, aux }, chunk)?;
        }
        Ok(())
    }
}

impl Vault {
    /// The cache of that name. [`Error::Damaged`] with [`Place::Cache`] is harmless: build it again.
    pub fn cache(&self, name: &str) -> Result<Option<Vec<u8>>> {
        self.index
            .caches
            .get(&self.keys.name_tag(CACHE, name))
            .map(|frames| self.read_cache(frames))
            .transpose()
    }

    fn read_cache(&self, frames: &[Frame]) -> Result<Vec<u8>> {
        let damaged = Error::Damaged(Place::Cache(frames.first().map_or(0, |f| f.head.id)));
        let mut bytes = Vec::new();
        for (number, frame) in (0..).zip(frames) {
            if frame.head.extra != number {
                return Err(damaged);
            }
            bytes.append(&mut frame.read(&*self.storage, &self.keys, &self.keys.cache)?);
        }
        let Some(total) = bytes.first_chunk::<8>() else { return Err(damaged) };
        if u64::from_le_bytes(*total) != bytes.len() as u64 - 8 {
            return Err(damaged);
        }
        bytes.drain(..8);
        Ok(bytes)
    }
}
