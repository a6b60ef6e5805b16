//! The open vault: opening, reading, proofs, changing the passphrase, locking.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use crate::entropy::{Entropy, random};
use crate::entry::{Entry, Show};
use crate::error::{Error, Place, Result};
use crate::frame::{Frame, Kind, Reach};
use crate::header::{
    DATA_START, HEAD_AT, HEADER_AT, HeadRecord, Header, Opener, PAGE, Page, is_whole, unlock,
};
use crate::keys::{Kdf, Keys, NONCE, Secret};
use crate::merkle::{Hash, Tree, sha256};
use crate::note::{sign_checkpoint, sign_extended, verifier_key};
use crate::passphrase::Passphrase;
use crate::proof::DisclosedEntry;
use crate::recovery::RecoveryCode;
use crate::scan::{Finding, Scan, Severity, scan};
use crate::storage::Storage;

/// An open vault. Reading takes `&self` and may go on from many threads; writing takes `&mut self`.
///
/// Dropping it wipes the keys, as [`Vault::lock`] does by name.
pub struct Vault {
    pub(crate) storage: Arc<dyn Storage>,
    pub(crate) keys: Arc<Keys>,
    pub(crate) entropy: Box<dyn Entropy>,
    header: Option<Header>,
    pub(crate) index: Index,
    pub(crate) tree: Tree,
    pub(crate) head: HeadRecord,
    pub(crate) findings: Vec<Finding>,
    /// Why nothing may be written, if so.
    pub(crate) refusal: Option<Refusal>,
}

/// Why a handle does not write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Opened so, or the end of the log is damaged and appending would hide it.
    ReadOnly,
    /// A write failed; what reached the disk is unknown until the vault is opened again.
    Poisoned,
}

/// Where the log stands, to be remembered outside the vault so that an older copy can be noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Number of the last commit.
    pub commit: u64,
    /// Number of entries.
    pub size: u64,
    /// Root hash over them.
    pub root: Hash,
}

/// What was found where, kept in memory while the vault is open.
#[derive(Default)]
pub(crate) struct Index {
    /// Offset of each entry's frame and its size; size 0 where the frame is lost.
    pub(crate) entries: Vec<(u64, u64)>,
    pub(crate) blobs: BTreeMap<u64, Frame>,
    pub(crate) blobs_by_hash: HashMap<Hash, u64>,
    pub(crate) private: BTreeMap<Hash, Frame>,
    pub(crate) caches: BTreeMap<Hash, Vec<Frame>>,
    /// Number and nonce of each commit, rising.
    pub(crate) commits: Vec<(u64, [u8; NONCE])>,
    /// One more than the highest id of a blob, and of any other numbered frame that is no entry.
    pub(crate) next_blob: u64,
    pub(crate) next_object: u64,
    /// Frames whose own header on disk is unreadable.
    pub(crate) recovered: Arc<BTreeMap<u64, Frame>>,
}

impl Index {
    /// Takes in one acknowledged frame.
    pub(crate) fn add(&mut self, frame: &Frame) {
        let head = &frame.head;
        match head.kind {
            Kind::Entry => {
                let seq = usize::try_from(head.id).unwrap_or(usize::MAX);
                // A gap means a lost frame; a forged number cannot get here, headers are authenticated.
                while self.entries.len() < seq {
                    self.entries.push((0, 0));
                }
                self.entries.push((frame.offset, frame.size()));
            }
            Kind::BlobIndex => {
                self.blobs.insert(head.id, *frame);
                self.blobs_by_hash.insert(head.aux, head.id);
                self.next_blob = self.next_blob.max(head.id + 1);
            }
            Kind::BlobChunk => self.next_blob = self.next_blob.max(head.id + 1),
            Kind::Private => {
                self.private.insert(head.aux, *frame);
                self.next_object = self.next_object.max(head.id + 1);
            }
            Kind::Cache => {
                let frames = self.caches.entry(head.aux).or_default();
                if frames.first().is_some_and(|f| f.head.id != head.id) {
                    frames.clear();
                }
                frames.push(*frame);
                self.next_object = self.next_object.max(head.id + 1);
            }
            Kind::Erasure => self.next_object = self.next_object.max(head.id + 1),
            Kind::Commit => self.commits.push((head.id, frame.nonce)),
        }
    }

    /// Forgets private values whose frames are erased.
    pub(crate) fn forget(&mut self, erased: &BTreeSet<u64>) {
        self.private.retain(|_, frame| !erased.contains(&frame.offset));
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault").field("entries", &self.log_size()).finish_non_exhaustive()
    }
}

/// Opening and locking.
impl Vault {
    /// Makes a new vault in an empty storage and opens it. It is on disk when this returns.
    ///
    /// Fails with [`Error::AlreadyExists`] when the storage holds anything.
    pub fn create(
        storage: impl Storage + 'static,
        passphrase: &Passphrase,
        kdf: Kdf,
        entropy: Box<dyn Entropy>,
    ) -> Result<Self> {
        Vault::create_in(|| Ok(storage), passphrase, kdf, entropy)
    }

    /// [`Vault::create`] in a storage that is made only once there is something to write: stretching the passphrase takes
    /// seconds, and an interruption meanwhile leaves nothing behind.
    pub fn create_in<S: Storage + 'static>(
        storage: impl FnOnce() -> Result<S>,
        passphrase: &Passphrase,
        kdf: Kdf,
        mut entropy: Box<dyn Entropy>,
    ) -> Result<Self> {
        let keys = Keys::new(random(&mut *entropy)?, Secret::new(random(&mut *entropy)?));
        let header = Header::create(&keys, passphrase, kdf, &mut *entropy)?;
        let head = HeadRecord { commit: 0, length: DATA_START, size: 0, root: sha256(&[]), erased: 0 };
        let mut first = Vec::with_capacity(4 * PAGE);
        first.extend_from_slice(header.page());
        first.extend_from_slice(header.page());
        first.extend_from_slice(&head.seal_at(0, &keys, &mut *entropy)?);
        first.extend_from_slice(&head.seal_at(1, &keys, &mut *entropy)?);
        let storage = storage()?;
        if storage.size().map_err(Error::Read)? != 0 {
            return Err(Error::AlreadyExists);
        }
        storage.write_at(0, &first).and_then(|()| storage.sync()).map_err(Error::Unsaved)?;
        Ok(Vault {
            storage: Arc::new(storage),
            keys: Arc::new(keys),
            entropy,
            header: Some(header),
            index: Index::default(),
            tree: Tree::default(),
            head,
            findings: Vec::new(),
            refusal: None,
        })
    }

    /// Opens a vault. What an interruption left behind is cleared away; anything else that is wrong is reported by
    /// [`Vault::findings`], and whatever can be read still opens.
    ///
    /// A read-only storage is opened for reading only, and nothing in it is changed.
    pub fn open(
        storage: impl Storage + 'static,
        passphrase: &Passphrase,
        entropy: Box<dyn Entropy>,
    ) -> Result<Self> {
        Vault::open_with(storage, Opener::Passphrase(passphrase), entropy)
    }

    /// [`Vault::open`] with whatever opens it. After a recovery code, a new passphrase should be set.
    pub fn open_with(
        storage: impl Storage + 'static,
        opener: Opener<'_>,
        entropy: Box<dyn Entropy>,
    ) -> Result<Self> {
        let pages = read_header_pages(&storage)?;
        let unlocked = unlock(&pages, opener)?;
        let findings = header_findings(&storage, &unlocked.keys)?;
        let mut vault = Vault {
            refusal: storage.is_read_only().then_some(Refusal::ReadOnly),
            storage: Arc::new(storage),
            keys: Arc::new(unlocked.keys),
            entropy,
            header: unlocked.header,
            index: Index::default(),
            tree: Tree::default(),
            head: HeadRecord { commit: 0, length: DATA_START, size: 0, root: sha256(&[]), erased: 0 },
            findings,
        };
        vault.load()?;
        if unlocked.fits && !vault.findings.is_empty() {
            vault.heal_headers()?;
        }
        Ok(vault)
    }

    fn heal_headers(&mut self) -> Result<()> {
        let bad = self.findings.iter().any(|f| matches!(f.place, Place::Header(_)));
        match self.header.clone().filter(|_| bad && self.refusal.is_none()) {
            Some(header) => self.write_headers(&header).map_err(Error::Unsaved),
            None => Ok(()),
        }
    }

    /// Reads the file's structure anew with the keys at hand: after a failed write, once the disk is back or has
    /// room again, this shows what was really saved, without asking for the passphrase.
    ///
    /// # Errors
    /// As [`Vault::open`]. The vault is then locked.
    pub fn reopen(mut self) -> Result<Self> {
        self.refusal = self.storage.is_read_only().then_some(Refusal::ReadOnly);
        self.findings.clear();
        self.load()?;
        if self.refusal.is_none() {
            // The failed write may have been the head record's, which then is in memory only.
            self.rewrite_heads().map_err(Error::Unsaved)?;
        }
        Ok(self)
    }

    fn load(&mut self) -> Result<()> {
        let mut scan = scan(&*self.storage, &self.keys)?;
        self.index = Index { recovered: Arc::new(std::mem::take(&mut scan.recovered)), ..Index::default() };
        let mut leaves = Vec::new();
        for frame in &scan.frames {
            if frame.head.kind == Kind::Entry && frame.head.id == leaves.len() as u64 {
                leaves.push(frame.head.aux);
            }
            self.index.add(frame);
        }
        self.index.forget(&scan.erased);
        self.tree = Tree::from_leaves(leaves);
        self.head = scan.head;
        self.note_lost_entries(&mut scan);
        self.findings.append(&mut scan.findings);
        if self.refusal.is_none() {
            self.settle(&scan)?;
        }
        Ok(())
    }

    /// Names entries that should be there and are not, and a tree that does not match its checkpoint.
    fn note_lost_entries(&mut self, scan: &mut Scan) {
        while (self.index.entries.len() as u64) < scan.head.size {
            self.index.entries.push((0, 0));
        }
        let lost = |place| Finding { place, offset: scan.end, severity: Severity::Lost };
        let mut missing = false;
        for (seq, (_, size)) in (0..).zip(&self.index.entries) {
            if *size == 0 {
                scan.findings.push(lost(Place::Entry(seq)));
                missing = true;
            }
        }
        if !missing && self.tree.root(scan.head.size) != Some(scan.head.root) {
            scan.findings.push(lost(Place::Tree));
        }
    }

    /// Clears what an interruption left: an unfinished tail, erasures not carried out, stale spare copies. Refuses
    /// to write at all when the log's end is not what the head says, since appending would hide that.
    fn settle(&mut self, scan: &Scan) -> Result<()> {
        let len = self.storage.size().map_err(Error::Read)?;
        let whole = self.tree.size() == scan.head.size
            && self.index.entries.len() as u64 == scan.head.size
            && self.tree.root(scan.head.size) == Some(scan.head.root);
        let end_is_sound = scan.end == scan.head.length && (scan.head_known || scan.end == len);
        if !whole || !end_is_sound {
            self.refusal = Some(Refusal::ReadOnly);
            return Ok(());
        }
        self.try_settle(scan, len).map_err(Error::Unsaved)
    }

    fn try_settle(&mut self, scan: &Scan, len: u64) -> std::io::Result<()> {
        if len > scan.end {
            self.storage.truncate(scan.end)?;
            self.storage.sync()?;
        }
        if let Some(span) = &scan.unproven {
            // It may stand in memory only, and after a failed sync the system believes that it is on disk.
            write_again(&*self.storage, span)?;
            self.storage.sync()?;
        }
        if !scan.to_erase.is_empty() {
            write_zeros(&*self.storage, &scan.to_erase)?;
            self.storage.sync()?;
        }
        self.head.erased = self.head.commit;
        let heads_bad = self.findings.iter().any(|f| matches!(f.place, Place::HeadRecord(_)));
        if heads_bad || self.head != scan.head || len > scan.end {
            self.rewrite_heads()?;
        }
        Ok(())
    }

    /// Both head records say the same until the next commit.
    fn rewrite_heads(&mut self) -> std::io::Result<()> {
        // After a killed program, what was read may not be on disk yet; a head record must never run ahead of it.
        self.storage.sync()?;
        // The record already in force is rewritten last, so one good record exists at any moment.
        let current = self.head.place();
        self.write_head(1 - current)?;
        self.write_head(current)
    }

    /// Writes the head record to one of its two places. It is on disk when this returns.
    pub(crate) fn write_head(&mut self, place: usize) -> std::io::Result<()> {
        let page = self.head.seal_at(place, &self.keys, &mut *self.entropy);
        self.storage.write_at(HEAD_AT[place], &page.map_err(std::io::Error::other)?)?;
        self.storage.sync()
    }

    fn write_headers(&self, header: &Header) -> std::io::Result<()> {
        for at in HEADER_AT {
            self.storage.write_at(at, header.page())?;
            self.storage.sync()?;
        }
        Ok(())
    }

    /// Puts another passphrase (and cost) on the vault. Only the lock pages change: the root key, every entry and
    /// the root hash stay as they are.
    ///
    /// If this is interrupted, the old or the new passphrase opens the vault; after `Ok` only the new one does.
    pub fn change_passphrase(&mut self, new: &Passphrase, kdf: Kdf) -> Result<()> {
        self.relock(|header, keys, entropy| header.set_passphrase(keys, new, kdf, entropy))
    }

    /// Lets a recovery code open the vault too. A code given before opens it no more.
    pub fn set_recovery(&mut self, code: &RecoveryCode) -> Result<()> {
        self.relock(|header, keys, entropy| header.set_recovery(keys, code, entropy))
    }

    /// Takes the recovery code's power away, for when the paper is lost or was seen.
    pub fn clear_recovery(&mut self) -> Result<()> {
        self.relock(Header::clear_recovery)
    }

    /// Whether a recovery code opens the vault.
    #[must_use]
    pub fn has_recovery(&self) -> bool {
        self.header.as_ref().is_some_and(Header::has_recovery)
    }

    /// Writes the next header, both copies.
    fn relock(
        &mut self,
        change: impl FnOnce(&mut Header, &Keys, &mut dyn Entropy) -> Result<()>,
    ) -> Result<()> {
        self.may_write()?;
        let mut header = self.header.clone().ok_or(Error::Damaged(Place::Header(0)))?;
        change(&mut header, &self.keys, &mut *self.entropy)?;
        let written = self.write_headers(&header);
        self.header = Some(header);
        written.map_err(|e| self.poison(e))
    }

    /// Wipes the keys and closes the file. Nothing is left to be written.
    pub fn lock(self) {}

    /// Marks this handle as one that no longer writes.
    pub(crate) fn poison(&mut self, error: std::io::Error) -> Error {
        self.refusal = Some(Refusal::Poisoned);
        Error::Unsaved(error)
    }

    pub(crate) fn may_write(&self) -> Result<()> {
        match self.refusal {
            None => Ok(()),
            Some(Refusal::ReadOnly) => Err(Error::ReadOnly),
            Some(Refusal::Poisoned) => Err(Error::Poisoned),
        }
    }
}

/// Reading and proofs.
impl Vault {
    /// Whether this handle can write; `false` after a failed write and for damaged or read-only files.
    #[must_use]
    pub fn is_writable(&self) -> bool {
        self.refusal.is_none()
    }

    /// What was found wrong when the vault was opened. [`Vault::check`] looks deeper.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The random number that names this vault in checkpoints.
    #[must_use]
    pub fn id(&self) -> [u8; 16] {
        self.keys.vault_id
    }

    /// Number of entries in the log.
    #[must_use]
    pub fn log_size(&self) -> u64 {
        self.index.entries.len() as u64
    }

    /// Where the log stands.
    #[must_use]
    pub fn head(&self) -> Head {
        Head { commit: self.head.commit, size: self.head.size, root: self.head.root }
    }

    /// The root hash over the first `size` entries.
    ///
    /// [`Error::NotFound`] when the log is shorter or an earlier entry is lost.
    pub fn root_hash(&self, size: u64) -> Result<Hash> {
        self.tree.root(size).ok_or(Error::NotFound(Place::Tree))
    }

    /// The signed checkpoint over the whole log, as a C2SP signed note.
    #[must_use]
    pub fn checkpoint(&self) -> String {
        sign_checkpoint(&self.keys.vault_id, &self.keys.signer, (self.head.size, &self.head.root))
    }

    /// The signed checkpoint over the first `size` entries; errors as [`Vault::root_hash`].
    pub fn checkpoint_at(&self, size: u64) -> Result<String> {
        let root = self.root_hash(size)?;
        Ok(sign_checkpoint(&self.keys.vault_id, &self.keys.signer, (size, &root)))
    }

    /// The signed checkpoint with extension lines after its root hash, to bind something else to this log.
    ///
    /// # Errors
    /// [`Error::Malformed`] when a line is empty or holds a line break.
    pub fn checkpoint_with(&self, lines: &[String]) -> Result<String> {
        let log = (self.head.size, &self.head.root);
        sign_extended(&self.keys.vault_id, &self.keys.signer, log, lines).ok_or(Error::Malformed)
    }

    /// The key that verifies this vault's checkpoints, in C2SP form. It is public.
    #[must_use]
    pub fn verifier_key(&self) -> String {
        verifier_key(&self.keys.vault_id, &self.keys.signer)
    }

    /// Reads one entry. [`Error::Damaged`] names it when its bytes are not what was written; the others are not
    /// affected.
    pub fn entry(&self, seq: u64) -> Result<Entry> {
        let place = Place::Entry(seq);
        let slot = usize::try_from(seq).ok().and_then(|i| self.index.entries.get(i));
        let &(offset, size) = slot.ok_or(Error::NotFound(place))?;
        if size == 0 {
            return Err(Error::Damaged(place));
        }
        let (frame, mut body) = self.reach().frame(offset, size, place)?;
        let sound = frame.head.kind == Kind::Entry
            && frame.head.id == seq
            && frame.open_body(&self.keys, &self.keys.record, &mut body);
        sound.then(|| Entry::decode(seq, body)).flatten().ok_or(Error::Damaged(place))
    }

    /// Reads the entries of a range in order, each for itself. Split a range over threads to read in parallel.
    pub fn entries(&self, range: Range<u64>) -> impl Iterator<Item = Result<Entry>> + '_ {
        range.map(|seq| self.entry(seq))
    }

    /// What it takes to read frames, apart from this vault.
    pub(crate) fn reach(&self) -> Reach {
        Reach {
            storage: Arc::clone(&self.storage),
            keys: Arc::clone(&self.keys),
            recovered: Arc::clone(&self.index.recovered),
        }
    }

    /// An entry as it is handed over, with its inclusion path in the log of `size` entries. `show` says for each
    /// part (the body first) how much of it; parts it does not mention are withheld.
    pub fn disclose(&self, seq: u64, size: u64, show: &[Show]) -> Result<DisclosedEntry> {
        let path = self.inclusion_path(seq, size)?;
        let entry = self.entry(seq)?;
        Ok(DisclosedEntry { index: seq, kind: entry.kind(), parts: entry.disclose(show)?, path })
    }

    /// The leaf hash of an entry, which its inclusion path leads up from; `None` when there is no such entry or it is
    /// lost. Equal leaves are equal content, so that a cache can name what it was made from.
    #[must_use]
    pub fn leaf(&self, seq: u64) -> Option<Hash> {
        self.tree.leaf(seq).copied()
    }

    /// RFC 6962 inclusion path of an entry in the log of `size` entries, leaf side first.
    pub fn inclusion_path(&self, seq: u64, size: u64) -> Result<Vec<Hash>> {
        self.tree.inclusion(seq, size).ok_or(Error::NotFound(Place::Entry(seq)))
    }

    /// RFC 6962 consistency path from the log of `old` entries to the log of `new` entries.
    pub fn consistency_path(&self, old: u64, new: u64) -> Result<Vec<Hash>> {
        self.tree.consistency(old, new).ok_or(Error::NotFound(Place::Tree))
    }
}

/// Reads `span` and writes it where it is, so that the next sync really takes it to the disk.
fn write_again(storage: &dyn Storage, span: &Range<u64>) -> std::io::Result<()> {
    let mut piece = vec![0; 1 << 20];
    let mut at = span.start;
    while at < span.end {
        let len = usize::try_from(span.end - at).unwrap_or(piece.len()).min(piece.len());
        storage.read_at(at, &mut piece[..len])?;
        storage.write_at(at, &piece[..len])?;
        at += len as u64;
    }
    Ok(())
}

/// Overwrites the bodies of `frames` with zeros. Their headers stay, so the file can still be walked.
pub(crate) fn write_zeros(storage: &dyn Storage, frames: &[Frame]) -> std::io::Result<()> {
    for frame in frames {
        let (at, len) = frame.body();
        storage.write_at(at, &vec![0; len])?;
    }
    Ok(())
}

/// The two header copies. A file too short for one has zeros there, which is no header.
pub(crate) fn read_header_pages(storage: &dyn Storage) -> Result<[Page; 2]> {
    let len = storage.size().map_err(Error::Read)?;
    let mut pages = [[0; PAGE]; 2];
    for (page, at) in pages.iter_mut().zip(HEADER_AT) {
        let held = usize::try_from(len.saturating_sub(at)).unwrap_or(usize::MAX).min(PAGE);
        if held > 0 {
            storage.read_at(at, &mut page[..held]).map_err(Error::Read)?;
        }
    }
    Ok(pages)
}

/// What is wrong with the header copies as they are on disk now.
pub(crate) fn header_findings(storage: &dyn Storage, keys: &Keys) -> Result<Vec<Finding>> {
    let pages = read_header_pages(storage)?;
    let whole = [is_whole(&pages[0], keys), is_whole(&pages[1], keys)];
    let differ = whole == [true, true] && pages[0] != pages[1];
    let bad = |copy: usize| !whole[copy] || (copy == 1 && differ);
    let finding = |copy: usize| Finding {
        place: Place::Header(u8::from(copy == 1)),
        offset: HEADER_AT[copy],
        severity: Severity::Spare,
    };
    Ok((0..2).filter(|copy| bad(*copy)).map(finding).collect())
}
