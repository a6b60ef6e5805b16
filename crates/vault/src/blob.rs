//! Blobs: originals of any size, streamed in and out, each under a key of its own. (vault.md section 10.)

use std::fmt;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::{Arc, mpsc};
use std::thread;

use aws_lc_rs::digest::{Context, SHA256};
use zeroize::Zeroizing;

use crate::batch::{Batch, Label};
use crate::error::{Error, Place, Result};
use crate::frame::{CHUNK, Frame, Kind, Reach, frame_size};
use crate::keys::Aead;
use crate::merkle::Hash;
use crate::vault::Vault;

/// A stored blob, as an entry would cite it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlobRef {
    /// Its number in this vault.
    pub id: u64,
    /// SHA-256 of its bytes.
    pub sha256: Hash,
    /// Its length in bytes.
    pub bytes: u64,
}

/// A small original in memory with its SHA-256, worked out on whatever thread has the time. Nobody else can say what
/// the hash is, so it is always that of the bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct Hashed {
    bytes: Vec<u8>,
    sha256: Hash,
}

impl Hashed {
    /// Hashes these bytes.
    #[must_use]
    pub fn new(bytes: Vec<u8>) -> Self {
        let sha256 = crate::merkle::sha256(&[&bytes]);
        Hashed { bytes, sha256 }
    }

    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Their SHA-256.
    #[must_use]
    pub fn sha256(&self) -> &Hash {
        &self.sha256
    }
}

impl fmt::Debug for Hashed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hashed").field("bytes", &self.bytes.len()).finish_non_exhaustive()
    }
}

/// What the index frame of a blob says. Its chunks stand in the file just before it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StoredBlob {
    pub(crate) index: Frame,
}

impl StoredBlob {
    pub(crate) fn reference(&self) -> BlobRef {
        let head = &self.index.head;
        BlobRef { id: head.id, sha256: head.aux, bytes: head.extra }
    }

    pub(crate) fn chunk_count(&self) -> u64 {
        self.index.head.extra.div_ceil(CHUNK as u64)
    }

    /// Payload bytes of chunk `number`.
    pub(crate) fn chunk_len(&self, number: u64) -> u64 {
        (self.index.head.extra - number * CHUNK as u64).min(CHUNK as u64)
    }

    /// Offset and size of the frame of chunk `number`. All chunks but the last are full, so this needs no table.
    pub(crate) fn chunk_frame(&self, number: u64) -> (u64, u64) {
        let count = self.chunk_count();
        let last = frame_size(self.chunk_len(count - 1));
        let full = frame_size(CHUNK as u64);
        let first = self.index.offset - last - (count - 1) * full;
        (first + number * full, frame_size(self.chunk_len(number)))
    }

    /// Whether the chunks fit between the start of the frames and the index frame.
    pub(crate) fn is_plausible(&self) -> bool {
        let room = self.index.offset - crate::header::DATA_START;
        self.chunk_count()
            .checked_mul(frame_size(CHUNK as u64))
            .is_some_and(|full| full <= room.saturating_add(frame_size(CHUNK as u64)))
    }

    /// The blob's own key.
    pub(crate) fn key(&self, reach: &Reach) -> Result<Aead> {
        let damaged = || Error::Damaged(self.index.place());
        let payload = Zeroizing::new(self.index.read(&*reach.storage, &reach.keys, &reach.keys.blob)?);
        let key = Zeroizing::new(<[u8; 32]>::try_from(&payload[..]).map_err(|_| damaged())?);
        Ok(Aead::new(&key))
    }

    /// Reads and opens chunk `number`.
    pub(crate) fn read_chunk(&self, reach: &Reach, key: &Aead, number: u64) -> Result<Vec<u8>> {
        let place = self.index.place();
        let (offset, size) = self.chunk_frame(number);
        let (frame, mut body) = reach.frame(offset, size, place)?;
        let head = &frame.head;
        let expected = (head.kind, head.id, head.extra) == (Kind::BlobChunk, self.index.head.id, number);
        let whole = expected
            && u64::from(head.len) == self.chunk_len(number)
            && frame.open_body(&reach.keys, key, &mut body);
        if whole { Ok(body) } else { Err(Error::Damaged(place)) }
    }
}

/// Blobs.
impl Vault {
    /// Every stored blob, by number.
    pub fn blobs(&self) -> impl Iterator<Item = BlobRef> + '_ {
        self.index.blobs.values().map(|index| StoredBlob { index: *index }.reference())
    }

    /// The stored blob with this SHA-256, if there is one.
    #[must_use]
    pub fn blob_with(&self, sha256: &Hash) -> Option<BlobRef> {
        let id = self.index.blobs_by_hash.get(sha256)?;
        self.index.blobs.get(id).map(|index| StoredBlob { index: *index }.reference())
    }

    /// Opens a blob for reading at any position. Each chunk is authenticated as it is read.
    ///
    /// The reader stands on its own: it can be read while the vault is written to. It holds the keys, so they are wiped
    /// only once it is gone as well.
    pub fn blob_reader(&self, id: u64) -> Result<BlobReader> {
        let stored = self.index.blobs.get(&id).ok_or(Error::NotFound(Place::Blob(id)))?;
        BlobReader::open(self.reach(), &StoredBlob { index: *stored })
    }
}

impl Batch<'_> {
    /// Reads `source` to its end and stores it, hashing and sealing in one pass with a few chunks in memory.
    ///
    /// A blob with the same content that is already stored (or was added to this batch) is not stored again; its
    /// reference is answered instead. The blob exists once the batch is committed.
    ///
    /// # Errors
    /// [`Error::Source`] when `source` fails; the batch can go on without this blob.
    pub fn add_blob(&mut self, source: &mut dyn Read) -> Result<BlobRef> {
        let before = self.frames.len();
        let stored = self.store_blob(|batch, id, key| batch.store_chunks(source, id, key));
        let known = stored.as_ref().ok().and_then(|new| self.blob_with(&new.sha256));
        self.settle_blob(before, stored.is_ok() && known.is_none());
        known.map_or(stored, Ok)
    }

    /// As [`Batch::add_blob`], for bytes that were hashed beforehand: those that are kept already are not sealed first.
    pub fn add_hashed(&mut self, whole: &Hashed) -> Result<BlobRef> {
        if let Some(known) = self.blob_with(&whole.sha256) {
            return Ok(known);
        }
        let before = self.frames.len();
        let stored = self.store_blob(|batch, id, key| {
            for (number, chunk) in (0..).zip(whole.bytes.chunks(CHUNK)) {
                batch.push_chunk(key, id, number, chunk)?;
            }
            Ok((whole.sha256, whole.bytes.len() as u64))
        });
        self.settle_blob(before, stored.is_ok());
        stored
    }

    /// The blob with this SHA-256, stored or in this batch.
    #[must_use]
    pub fn blob_with(&self, sha256: &Hash) -> Option<BlobRef> {
        let here = self.blobs.get(sha256).map(|index| StoredBlob { index: *index }.reference());
        here.or_else(|| self.vault.blob_with(sha256))
    }

    /// Takes note of the blob stored last, or takes its frames, from number `before` on, back.
    fn settle_blob(&mut self, before: usize, stays: bool) {
        match self.frames.last() {
            Some(index) if stays => {
                self.blobs.insert(index.head.aux, *index);
            }
            _ => self.take_back(before),
        }
    }

    /// Stores a blob under a key of its own; `chunks` stores its content and answers its hash and length.
    fn store_blob(
        &mut self,
        chunks: impl FnOnce(&mut Self, u64, &Aead) -> Result<(Hash, u64)>,
    ) -> Result<BlobRef> {
        let mut secret = Zeroizing::new([0; 32]);
        self.vault.entropy.fill(secret.as_mut())?;
        let id = self.next_blob();
        let (sha256, bytes) = chunks(self, id, &Aead::new(&secret))?;
        let keys = Arc::clone(&self.keys);
        let label = Label { kind: Kind::BlobIndex, id, extra: bytes, aux: sha256 };
        self.push(&keys.blob, label, secret.as_ref())?;
        Ok(BlobRef { id, sha256, bytes })
    }

    /// Seals on this thread while another one hashes: hashing is the slower of the two.
    fn store_chunks(&mut self, source: &mut dyn Read, id: u64, key: &Aead) -> Result<(Hash, u64)> {
        let first = read_chunk(source)?;
        if first.len() < CHUNK {
            // A small file: the chunk is hashed here, starting a thread would cost as much.
            self.push_chunk(key, id, 0, &first)?;
            return Ok((crate::merkle::sha256(&[&first]), first.len() as u64));
        }
        thread::scope(|scope| {
            let (to_hasher, chunks) = mpsc::sync_channel::<Arc<Vec<u8>>>(2);
            let hasher = scope.spawn(move || {
                let mut context = Context::new(&SHA256);
                for chunk in chunks {
                    context.update(&chunk);
                }
                context.finish()
            });
            let (mut bytes, mut number, mut chunk) = (0, 0, first);
            while !chunk.is_empty() {
                let shared = Arc::new(chunk);
                // A send fails only if the hasher panicked, which `join` reports.
                to_hasher.send(Arc::clone(&shared)).unwrap_or_default();
                self.push_chunk(key, id, number, &shared)?;
                bytes += shared.len() as u64;
                number += 1;
                chunk = if shared.len() == CHUNK { read_chunk(source)? } else { Vec::new() };
            }
            drop(to_hasher);
            let digest = hasher.join().map_err(|_| Error::Source(io::Error::other("hashing failed")))?;
            Ok((digest.as_ref().try_into().expect("SHA-256 is 32 bytes long"), bytes))
        })
    }

    /// An empty blob has no chunks.
    fn push_chunk(&mut self, key: &Aead, id: u64, number: u64, chunk: &[u8]) -> Result<()> {
        if chunk.is_empty() {
            return Ok(());
        }
        self.push(key, Label { kind: Kind::BlobChunk, id, extra: number, aux: [0; 32] }, chunk)
    }

    fn next_blob(&self) -> u64 {
        let of_blob = |f: &&Frame| f.head.kind == Kind::BlobIndex;
        let used = self.frames.iter().rev().find(of_blob).map_or(0, |f| f.head.id + 1);
        used.max(self.vault.index.next_blob)
    }
}

/// Reads a full chunk, or what is left.
fn read_chunk(source: &mut dyn Read) -> Result<Vec<u8>> {
    let mut chunk = Vec::with_capacity(64 << 10);
    source.take(CHUNK as u64).read_to_end(&mut chunk).map_err(Error::Source)?;
    Ok(chunk)
}

/// Reads a blob at any position; holds one chunk in memory.
pub struct BlobReader {
    reach: Reach,
    blob: StoredBlob,
    key: Aead,
    position: u64,
    /// The chunk held, by number.
    chunk: Option<(u64, Zeroizing<Vec<u8>>)>,
}

impl BlobReader {
    fn open(reach: Reach, blob: &StoredBlob) -> Result<Self> {
        if !blob.is_plausible() {
            return Err(Error::Damaged(Place::Blob(blob.index.head.id)));
        }
        let key = blob.key(&reach)?;
        Ok(BlobReader { reach, blob: *blob, key, position: 0, chunk: None })
    }

    /// The blob's number, hash and length.
    #[must_use]
    pub fn reference(&self) -> BlobRef {
        self.blob.reference()
    }

    /// The rest of the chunk at the current position.
    fn available(&mut self) -> Result<&[u8]> {
        let number = self.position / CHUNK as u64;
        if self.chunk.as_ref().is_none_or(|(held, _)| *held != number) {
            let bytes = self.blob.read_chunk(&self.reach, &self.key, number)?;
            self.chunk = Some((number, Zeroizing::new(bytes)));
        }
        let within = usize::try_from(self.position % CHUNK as u64).expect("less than a chunk");
        let held = self.chunk.as_ref().map_or(&[][..], |(_, bytes)| bytes);
        Ok(held.get(within..).unwrap_or_default())
    }
}

impl fmt::Debug for BlobReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlobReader").field("position", &self.position).finish_non_exhaustive()
    }
}

impl Read for BlobReader {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.position >= self.reference().bytes || buf.is_empty() {
            return Ok(0);
        }
        // The vault's own error travels inside, so that the caller can show its pair of sentences.
        let available = self.available().map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e))?;
        let n = available.len().min(buf.len());
        buf[..n].copy_from_slice(&available[..n]);
        self.position += n as u64;
        Ok(n)
    }
}

impl Seek for BlobReader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.reference().bytes.checked_add_signed(by),
            SeekFrom::Current(by) => self.position.checked_add_signed(by),
        };
        self.position = target.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.position)
    }
}
