//! Reading every byte again and comparing it with everything it should agree with.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread;

use aws_lc_rs::digest::{Context, SHA256};
use zeroize::Zeroizing;

use crate::blob::StoredBlob;
use crate::entry::Entry;
use crate::error::{Error, Place, Result};
use crate::frame::{Frame, Kind};
use crate::header::DATA_START;
use crate::note::verify_checkpoint;
use crate::scan::{Commit, Finding, Scan, Severity, scan};
use crate::vault::{Vault, header_findings};

/// What a check has done so far: `(bytes read, bytes in all)`. Called from several threads.
pub type Progress<'a> = &'a (dyn Fn(u64, u64) + Sync);

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckReport {
    /// Everything that is not as it should be, by offset. Empty for a sound vault.
    pub findings: Vec<Finding>,
    /// Entries that are whole.
    pub entries: u64,
    /// Blobs whose SHA-256 was computed again and matches.
    pub blobs: u64,
    /// Bytes of the file, all of which were read.
    pub bytes: u64,
}

impl CheckReport {
    /// Nothing at all was found.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.findings.is_empty()
    }

    /// Whether anything can no longer be read.
    #[must_use]
    pub fn has_losses(&self) -> bool {
        self.findings.iter().any(|f| f.severity == Severity::Lost)
    }
}

/// One piece of work for a checking thread.
enum Job {
    Frame(Frame),
    Blob(StoredBlob),
}

struct Checker<'a> {
    vault: &'a Vault,
    scan: &'a Scan,
    total: u64,
    done: AtomicU64,
    progress: Progress<'a>,
    findings: Mutex<Vec<Finding>>,
    entries: AtomicU64,
    blobs: AtomicU64,
}

impl Vault {
    /// Reads every byte of the file and verifies all of it: both header copies and head records, every frame and its
    /// padding, every entry's commitments, the tree against every commit and the signed checkpoint, every blob's
    /// SHA-256, and that erased values are zeros. Head records that lag behind the last commit are reported as older; an
    /// earlier state of the whole file, or of the lock page alone, cannot be told from the file itself. What was already found when the vault was opened, and healed then,
    /// is reported too.
    ///
    /// # Errors
    /// Only when the file cannot be read at all; damage is reported, not an error.
    pub fn check(&self, progress: Progress<'_>) -> Result<CheckReport> {
        let mut scan = scan(&*self.storage, &self.keys)?;
        let total = self.storage.size().map_err(Error::Read)?;
        let mut found = self.findings.clone();
        found.append(&mut scan.findings);
        found.extend(header_findings(&*self.storage, &self.keys)?);
        let checker = Checker {
            vault: self,
            scan: &scan,
            total,
            done: AtomicU64::new(DATA_START.min(total)),
            progress,
            findings: Mutex::new(found),
            entries: AtomicU64::new(0),
            blobs: AtomicU64::new(0),
        };
        checker.check_log();
        checker.run(&checker.jobs());
        let mut findings = checker.findings.into_inner().unwrap_or_else(PoisonError::into_inner);
        findings.sort_by_key(|f| (f.offset, f.place, f.severity));
        findings.dedup();
        let (entries, blobs) = (checker.entries.into_inner(), checker.blobs.into_inner());
        Ok(CheckReport { findings, entries, blobs, bytes: total })
    }
}

impl Checker<'_> {
    fn find(&self, place: Place, offset: u64, severity: Severity) {
        let finding = Finding { place, offset, severity };
        self.findings.lock().unwrap_or_else(PoisonError::into_inner).push(finding);
    }

    /// Every commit's root must be the tree's root of its size, and the newest checkpoint must carry our signature.
    /// (Signatures of older ones are covered by their frames' seals.)
    fn check_log(&self) {
        for commit in &self.scan.commits {
            if self.vault.tree.root(commit.size) != Some(commit.root) {
                self.find(Place::Commit(commit.number), commit.offset(), Severity::Lost);
            }
        }
        let signed = |commit: &Commit| {
            verify_checkpoint(&commit.checkpoint, &self.vault.verifier_key())
                .is_ok_and(|c| (c.size, c.root) == (commit.size, commit.root))
        };
        if let Some(last) = self.scan.commits.last().filter(|c| !signed(c)) {
            self.find(Place::Commit(last.number), last.offset(), Severity::Lost);
        }
    }

    /// Blobs are one job each, since their hash runs over all chunks in order; all other frames one job each.
    fn jobs(&self) -> Vec<Job> {
        let mut jobs = Vec::new();
        let mut covered = 0;
        for frame in self.scan.frames.iter().rev() {
            match frame.head.kind {
                Kind::BlobIndex => {
                    let blob = StoredBlob { index: *frame };
                    if blob.is_plausible() && blob.chunk_count() > 0 {
                        covered += blob.chunk_count();
                    }
                    jobs.push(Job::Blob(blob));
                }
                // Chunks stand just before their index, so walking backwards they follow it.
                Kind::BlobChunk if covered > 0 => covered -= 1,
                _ => jobs.push(Job::Frame(*frame)),
            }
        }
        jobs.reverse();
        jobs
    }

    fn run(&self, jobs: &[Job]) {
        let next = AtomicUsize::new(0);
        let work = || {
            while let Some(job) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                let bytes = match job {
                    Job::Frame(frame) => self.check_frame(frame),
                    Job::Blob(blob) => self.check_blob(blob),
                };
                let done = self.done.fetch_add(bytes, Ordering::Relaxed) + bytes;
                (self.progress)(done.min(self.total), self.total);
            }
        };
        thread::scope(|scope| {
            let threads = thread::available_parallelism().map_or(1, usize::from);
            for _ in 1..threads.min(jobs.len()) {
                scope.spawn(work);
            }
            work();
        });
    }

    /// Checks one frame and answers its size.
    fn check_frame(&self, frame: &Frame) -> u64 {
        if self.scan.erased.contains(&frame.offset) {
            if !self.is_zero(frame) {
                self.find(frame.place(), frame.offset, Severity::Unfinished);
            }
            return frame.size();
        }
        let keys = &self.vault.keys;
        let payload = frame.key(keys).and_then(|key| frame.read(&*self.vault.storage, keys, key).ok());
        let sound = payload.map(Zeroizing::new).is_some_and(|mut payload| match frame.head.kind {
            Kind::Entry => self.is_sound_entry(frame, std::mem::take(&mut *payload)),
            Kind::Private => self.vault.is_filed_rightly(&payload, &frame.head.aux),
            Kind::Commit => Commit::decode(frame, &payload).is_some(),
            Kind::BlobChunk | Kind::BlobIndex | Kind::Erasure | Kind::Cache => true,
        });
        // A damaged commit record or cache loses nothing: frames carry their own headers, caches are rebuilt.
        let severity = match frame.head.kind {
            Kind::Commit | Kind::Cache => Severity::Spare,
            _ => Severity::Lost,
        };
        if !sound {
            self.find(frame.place(), frame.offset, severity);
        } else if frame.head.kind == Kind::Entry {
            self.entries.fetch_add(1, Ordering::Relaxed);
        }
        frame.size()
    }

    fn is_sound_entry(&self, frame: &Frame, payload: Vec<u8>) -> bool {
        let leaf = Entry::decode(frame.head.id, payload).map(|entry| entry.leaf());
        leaf == Some(frame.head.aux) && self.vault.tree.leaf(frame.head.id) == leaf.as_ref()
    }

    fn is_zero(&self, frame: &Frame) -> bool {
        let (at, len) = frame.body();
        let mut body = vec![0xff; len];
        self.vault.storage.read_at(at, &mut body).is_ok() && body.iter().all(|b| *b == 0)
    }

    /// Checks a blob with all its chunks and answers their size.
    fn check_blob(&self, blob: &StoredBlob) -> u64 {
        let index = &blob.index;
        let mut size = index.size();
        match self.hash_blob(blob, &mut size) {
            Ok(sha256) if sha256 == index.head.aux => {
                self.blobs.fetch_add(1, Ordering::Relaxed);
            }
            Ok(_) => self.find(index.place(), index.offset, Severity::Lost),
            Err(offset) => self.find(index.place(), offset, Severity::Lost),
        }
        size
    }

    /// The SHA-256 of all chunks, or the offset of the first frame that is damaged. Every chunk is read either way.
    fn hash_blob(&self, blob: &StoredBlob, size: &mut u64) -> Result<[u8; 32], u64> {
        let reach = self.vault.reach();
        let key = blob.key(&reach).map_err(|_| blob.index.offset)?;
        if !blob.is_plausible() {
            return Err(blob.index.offset);
        }
        let mut context = Context::new(&SHA256);
        let mut damaged = None;
        for number in 0..blob.chunk_count() {
            let (offset, frame_size) = blob.chunk_frame(number);
            *size += frame_size;
            match blob.read_chunk(&reach, &key, number) {
                Ok(chunk) => context.update(&chunk),
                Err(_) => damaged = damaged.or(Some(offset)),
            }
        }
        match damaged {
            Some(offset) => Err(offset),
            None => Ok(context.finish().as_ref().try_into().expect("SHA-256 is 32 bytes long")),
        }
    }
}
