//! The bytes of a kept file, read piece by piece: the diary is held for one piece at a time and free in between.

use super::app::App;
use crate::{
    failure::{Failure, Outcome},
    journal::Journal,
};
use daybook_web::say;
use std::{
    io::{self, Read, Seek, SeekFrom},
    sync::Arc,
};

/// Bytes read in one go while the diary is held.
const PIECE: usize = 1 << 20;

/// The piece of a kept file that begins at this byte; it is never empty.
///
/// # Errors
/// When it cannot be read, or the file ends before that byte.
pub fn piece(journal: &Journal, blob: u64, at: u64) -> Outcome<Vec<u8>> {
    let mut reader = journal.vault().blob_reader(blob)?;
    let mut bytes = Vec::new();
    let read =
        reader.seek(SeekFrom::Start(at)).and_then(|_| reader.take(PIECE as u64).read_to_end(&mut bytes));
    match read {
        Ok(count) if count > 0 => Ok(bytes),
        Ok(_) => Err(damaged(say!("The file is shorter than it should be.").to_owned())),
        Err(error) => Err(damaged(say!("The file could not be read: {error}.", error))),
    }
}

fn damaged(what: String) -> Failure {
    Failure::does_not_verify(what, say!("Look for it in a copy of the diary that you made earlier."))
}

/// A kept file as something to read from, for a thread that may wait. Once the diary is locked, reading fails.
pub struct Borrowed<'a> {
    app: &'a Arc<App>,
    blob: u64,
    bytes: u64,
    at: u64,
    /// Where the piece at hand begins, and its bytes.
    piece: (u64, Vec<u8>),
}

impl<'a> Borrowed<'a> {
    /// The kept file `blob`, which is `bytes` long.
    pub fn new(app: &'a Arc<App>, blob: u64, bytes: u64) -> Self {
        Self { app, blob, bytes, at: 0, piece: (0, Vec::new()) }
    }

    /// What is at hand from the present place on.
    fn here(&self) -> &[u8] {
        let (start, bytes) = &self.piece;
        let skipped = self.at.checked_sub(*start).and_then(|skipped| usize::try_from(skipped).ok());
        skipped.and_then(|skipped| bytes.get(skipped..)).unwrap_or_default()
    }
}

impl Read for Borrowed<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.bytes {
            return Ok(0);
        }
        if self.here().is_empty() {
            let opened = self.app.opened().map_err(|_| io::Error::other("the diary was locked"))?;
            let read = piece(&opened.blocking_lock().journal, self.blob, self.at);
            self.piece = (self.at, read.map_err(|failure| io::Error::other(failure.what))?);
        }
        let here = self.here();
        let count = here.len().min(buf.len());
        buf[..count].copy_from_slice(&here[..count]);
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for Borrowed<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let to = match to {
            SeekFrom::Start(to) => Some(to),
            SeekFrom::End(by) => self.bytes.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = to.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}
