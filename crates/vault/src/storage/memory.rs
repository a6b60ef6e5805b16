//! Bytes in memory.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use super::Storage;

/// A vault held in memory: for previews and tests. Clones share the same bytes.
#[derive(Debug, Clone, Default)]
pub struct MemStorage {
    bytes: Arc<Mutex<Vec<u8>>>,
    read_only: bool,
}

impl MemStorage {
    /// An empty storage.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A storage that already holds `bytes`.
    #[must_use]
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        MemStorage { bytes: Arc::new(Mutex::new(bytes)), read_only: false }
    }

    /// The same bytes, for reading only.
    #[must_use]
    pub fn read_only(&self) -> Self {
        MemStorage { bytes: Arc::clone(&self.bytes), read_only: true }
    }

    /// A copy of what is held.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.with(|bytes| bytes.clone())
    }

    fn with<T>(&self, f: impl FnOnce(&mut Vec<u8>) -> T) -> T {
        f(&mut self.bytes.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// `offset .. offset + len` as indices, or the error of a storage that ends too early.
pub(super) fn range(offset: u64, len: usize) -> io::Result<std::ops::Range<usize>> {
    let start = usize::try_from(offset).map_err(|_| io::ErrorKind::UnexpectedEof)?;
    let end = start.checked_add(len).ok_or(io::ErrorKind::UnexpectedEof)?;
    Ok(start..end)
}

/// Writes into a vector the way a file is written: a gap is filled with zeros.
pub(super) fn write_into(bytes: &mut Vec<u8>, offset: u64, data: &[u8]) -> io::Result<()> {
    let span = range(offset, data.len())?;
    if bytes.len() < span.end {
        bytes.resize(span.end, 0);
    }
    bytes[span].copy_from_slice(data);
    Ok(())
}

impl Storage for MemStorage {
    fn size(&self) -> io::Result<u64> {
        Ok(self.with(|bytes| bytes.len() as u64))
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<()> {
        let span = range(offset, buf.len())?;
        self.with(|bytes| {
            buf.copy_from_slice(bytes.get(span).ok_or(io::ErrorKind::UnexpectedEof)?);
            Ok(())
        })
    }

    fn write_at(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.with(|bytes| write_into(bytes, offset, data))
    }

    fn truncate(&self, len: u64) -> io::Result<()> {
        self.with(|bytes| bytes.truncate(usize::try_from(len).unwrap_or(usize::MAX)));
        Ok(())
    }

    fn sync(&self) -> io::Result<()> {
        Ok(())
    }

    fn is_read_only(&self) -> bool {
        self.read_only
    }
}
