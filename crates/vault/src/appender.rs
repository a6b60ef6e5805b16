//! Handing sealed bytes to the storage, in large pieces and on a thread of its own when there are many: copying into
//! the file costs about as much as hashing and sealing do.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use crate::storage::Storage;

/// Sealed frames go to the storage in pieces of about this many bytes.
const PIECE: usize = 4 << 20;
/// Pieces waiting for the writing thread; a full queue makes sealing wait.
const QUEUE: usize = 2;

/// Appends to a storage from a given offset on.
pub(crate) struct Appender {
    storage: Arc<dyn Storage>,
    buffer: Vec<u8>,
    /// Offset of the buffer's first byte.
    buffer_at: u64,
    /// How far the storage was written.
    written: u64,
    writer: Option<Writer>,
}

/// The thread that writes full pieces, one after the other.
struct Writer {
    pieces: SyncSender<(u64, Vec<u8>)>,
    thread: JoinHandle<io::Result<()>>,
}

impl Appender {
    pub(crate) fn new(storage: Arc<dyn Storage>, at: u64) -> Self {
        Appender { storage, buffer: Vec::new(), buffer_at: at, written: at, writer: None }
    }

    /// Offset where the next byte goes.
    pub(crate) fn end(&self) -> u64 {
        self.buffer_at + self.buffer.len() as u64
    }

    /// Lets `fill` append to the buffer, and hands the buffer on when it has become large.
    pub(crate) fn append(&mut self, fill: impl FnOnce(&mut Vec<u8>)) -> io::Result<()> {
        fill(&mut self.buffer);
        if self.buffer.len() < PIECE {
            return Ok(());
        }
        // Frames hardly ever end just where a piece does.
        let next = Vec::with_capacity(PIECE + PIECE / 4);
        let piece = (self.buffer_at, std::mem::replace(&mut self.buffer, next));
        self.buffer_at += piece.1.len() as u64;
        self.written = self.written.max(self.buffer_at);
        let writer = self.writer.get_or_insert_with(|| Writer::start(Arc::clone(&self.storage)));
        match writer.pieces.send(piece) {
            Ok(()) => Ok(()),
            // The thread ended, which it does early only after a failed write.
            Err(_) => self.wait().and(Err(io::Error::other("writing stopped"))),
        }
    }

    /// Goes back to `offset`, as if nothing had been appended since.
    pub(crate) fn rewind(&mut self, offset: u64) {
        match offset.checked_sub(self.buffer_at) {
            Some(kept) => self.buffer.truncate(usize::try_from(kept).unwrap_or(usize::MAX)),
            None => {
                self.buffer.clear();
                self.buffer_at = offset;
            }
        }
    }

    /// Writes what is left, cuts off what a rewind left behind, and syncs.
    pub(crate) fn make_durable(&mut self) -> io::Result<()> {
        self.wait()?;
        self.storage.write_at(self.buffer_at, &self.buffer)?;
        let end = self.end();
        if self.written > end {
            self.storage.truncate(end)?;
        }
        self.storage.sync()
    }

    /// Takes everything back: the storage ends at `offset` again.
    pub(crate) fn abandon(&mut self, offset: u64) -> io::Result<()> {
        self.wait()?;
        if self.written > offset { self.storage.truncate(offset) } else { Ok(()) }
    }

    /// Waits until every piece handed on is written.
    pub(crate) fn wait(&mut self) -> io::Result<()> {
        let Some(Writer { pieces, thread }) = self.writer.take() else { return Ok(()) };
        drop(pieces);
        thread.join().unwrap_or_else(|_| Err(io::Error::other("the writing thread failed")))
    }
}

impl Writer {
    fn start(storage: Arc<dyn Storage>) -> Self {
        let (pieces, queue) = sync_channel::<(u64, Vec<u8>)>(QUEUE);
        let thread =
            thread::spawn(move || queue.iter().try_for_each(|(at, piece)| storage.write_at(at, &piece)));
        Writer { pieces, thread }
    }
}

impl fmt::Debug for Appender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Appender").field("end", &self.end()).finish_non_exhaustive()
    }
}
