//! Writing: everything in one batch is saved together, or not at all. (vault.md section 7.)

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::appender::Appender;
use crate::entropy::random;
use crate::entry::EntryInput;
use crate::error::{Error, Result};
use crate::frame::{Frame, HEADER, Head, Kind, MAX_PAYLOAD, ROW};
use crate::header::HeadRecord;
use crate::keys::{Aead, Keys, TAG};
use crate::merkle::Hash;
use crate::note::sign_checkpoint;
use crate::scan::{Commit, encode_erasure};
use crate::vault::{Refusal, Vault, write_zeros};

/// Most frames in one batch, so that its commit record fits one frame.
const MAX_FRAMES: usize = (MAX_PAYLOAD - 4096) / ROW;

/// A batch being written. Dropping it without [`Batch::commit`] leaves no trace in the vault.
#[derive(Debug)]
pub struct Batch<'v> {
    pub(crate) vault: &'v mut Vault,
    pub(crate) keys: Arc<Keys>,
    /// Frames so far, in file order.
    pub(crate) frames: Vec<Frame>,
    /// Index frames among them, by the SHA-256 of the blob's content.
    pub(crate) blobs: HashMap<Hash, Frame>,
    /// Frames of private values to be erased once this batch is acknowledged.
    pub(crate) erase: Vec<Frame>,
    appender: Appender,
    committed: bool,
}

/// What [`Batch::commit`] acknowledges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Committed {
    /// Number of the commit.
    pub number: u64,
    /// Entries in the log now.
    pub size: u64,
    /// Root hash over them.
    pub root: Hash,
}

/// What distinguishes a frame about to be written.
pub(crate) struct Label {
    pub(crate) kind: Kind,
    pub(crate) id: u64,
    pub(crate) extra: u64,
    pub(crate) aux: Hash,
}

/// Writing.
impl Vault {
    /// Starts a batch: everything in it is saved together by [`Batch::commit`], or not at all.
    pub fn batch(&mut self) -> Result<Batch<'_>> {
        self.may_write()?;
        Ok(Batch::new(self))
    }
}

impl<'v> Batch<'v> {
    pub(crate) fn new(vault: &'v mut Vault) -> Self {
        Batch {
            appender: Appender::new(Arc::clone(&vault.storage), vault.head.length),
            keys: Arc::clone(&vault.keys),
            vault,
            frames: Vec::new(),
            blobs: HashMap::new(),
            erase: Vec::new(),
            committed: false,
        }
    }

    /// Appends an entry to the log and answers its sequence number. It is saved only by [`Batch::commit`].
    ///
    /// [`Error::TooLarge`] when it does not fit one frame (64 MiB).
    pub fn append(&mut self, entry: &EntryInput) -> Result<u64> {
        let (payload, leaf) = entry.encode(&mut *self.vault.entropy)?;
        let seq = self.vault.tree.size();
        let keys = Arc::clone(&self.keys);
        self.push(&keys.record, Label { kind: Kind::Entry, id: seq, extra: 0, aux: leaf }, &payload)?;
        self.vault.tree.push(leaf);
        Ok(seq)
    }

    /// The vault being written to, as it was before this batch.
    #[must_use]
    pub fn vault(&self) -> &Vault {
        self.vault
    }

    /// Saves the batch. When this returns `Ok`, all of it is on disk and survives power loss, and erased private
    /// values are overwritten. An empty batch writes nothing.
    ///
    /// # Errors
    /// [`Error::Unsaved`]: none of it counts as saved; the vault refuses further writes until it is opened again.
    pub fn commit(mut self) -> Result<Committed> {
        if !self.frames.is_empty() || !self.erase.is_empty() {
            self.finish()?;
        } else {
            // A blob that turned out to be known may have been written in part.
            self.appender.abandon(self.vault.head.length).map_err(|e| self.vault.poison(e))?;
        }
        self.committed = true;
        let head = self.vault.head;
        Ok(Committed { number: head.commit, size: head.size, root: head.root })
    }

    fn finish(&mut self) -> Result<()> {
        let keys = Arc::clone(&self.keys);
        if !self.erase.is_empty() {
            let id = self.next_object();
            let label = Label { kind: Kind::Erasure, id, extra: 0, aux: [0; 32] };
            self.push(&keys.commit, label, &encode_erasure(&self.erase))?;
        }
        let size = self.vault.tree.size();
        let root = self.vault.tree.root(size).expect("a tree has a root of its own size");
        let checkpoint = sign_checkpoint(&keys.vault_id, &keys.signer, (size, &root));
        let number = self.vault.head.commit + 1;
        let payload = Commit::encode(&self.frames, self.vault.head.length, (size, &root), &checkpoint);
        let label = Label { kind: Kind::Commit, id: number, extra: 0, aux: [0; 32] };
        self.push(&keys.commit, label, &payload)?;
        self.appender.make_durable().map_err(|e| self.vault.poison(e))?;
        self.committed = true;
        self.acknowledge(HeadRecord {
            commit: number,
            length: self.appender.end(),
            size,
            root,
            erased: number,
        })
    }

    /// From here on the batch is saved, whatever happens.
    fn acknowledge(&mut self, head: HeadRecord) -> Result<()> {
        let vault = &mut *self.vault;
        for frame in &self.frames {
            vault.index.add(frame);
        }
        vault.head = head;
        if !self.erase.is_empty() {
            let erased: BTreeSet<u64> = self.erase.iter().map(|f| f.offset).collect();
            vault.index.forget(&erased);
            // Opening again would carry the erasure out, but the person was promised that it *is* erased.
            let zeroed = write_zeros(&*vault.storage, &self.erase).and_then(|()| vault.storage.sync());
            zeroed.map_err(|e| vault.poison(e))?;
        }
        // The record must not wait for the next commit: without it, damage to this batch would pass for a write that
        // never happened. The batch is on disk all the same, so it is acknowledged; the next write will say what is wrong.
        if vault.write_head(vault.head.place()).is_err() {
            vault.refusal = Some(Refusal::Poisoned);
        }
        Ok(())
    }

    /// Seals one frame at the end of the batch.
    pub(crate) fn push(&mut self, key: &Aead, label: Label, payload: &[u8]) -> Result<()> {
        self.vault.may_write()?;
        let too_large = Error::TooLarge { limit: MAX_PAYLOAD as u64 };
        let Ok(len) = u32::try_from(payload.len()) else { return Err(too_large) };
        if payload.len() > MAX_PAYLOAD || self.frames.len() >= MAX_FRAMES {
            return Err(too_large);
        }
        let Label { kind, id, extra, aux } = label;
        let head = Head { kind, len, id, extra, aux, tag: [0; TAG] };
        let nonce = random(&mut *self.vault.entropy)?;
        let mut frame = Frame { offset: self.appender.end(), nonce, head };
        let sealed = self.appender.append(|out| frame.seal(&self.keys, key, payload, out));
        self.frames.push(frame);
        sealed.map_err(|e| self.vault.poison(e))
    }

    /// Takes back the frames from number `count` on, as if they had never been pushed.
    pub(crate) fn take_back(&mut self, count: usize) {
        let Some(first) = self.frames.get(count).copied() else { return };
        self.frames.truncate(count);
        self.appender.rewind(first.offset);
    }

    /// The next free ordinal of frames that are neither entries nor blobs.
    pub(crate) fn next_object(&self) -> u64 {
        let numbered = |f: &&Frame| matches!(f.head.kind, Kind::Private | Kind::Cache | Kind::Erasure);
        let used = self.frames.iter().rev().find(numbered).map_or(0, |f| f.head.id + 1);
        used.max(self.vault.index.next_object)
    }
}

impl Drop for Batch<'_> {
    fn drop(&mut self) {
        if self.committed {
            return;
        }
        let head = self.vault.head;
        self.vault.tree.truncate(head.size);
        // Left in place the bytes would only be an unfinished tail; if even that fails, stop writing.
        let cut = match self.vault.refusal {
            None => self.appender.abandon(head.length),
            Some(_) => self.appender.wait(),
        };
        if cut.is_err() {
            self.vault.refusal = Some(Refusal::Poisoned);
        }
    }
}

const _: () = assert!(HEADER + TAG < 256, "the smallest frame holds a header");
