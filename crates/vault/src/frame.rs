//! Frames: the sealed, padded records that fill the file after its first 16 KiB. (vault.md section 6.)

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::bytes::Cursor;
use crate::error::{Error, Place, Result};
use crate::keys::{Aead, Keys, NONCE, TAG};
use crate::merkle::Hash;
use crate::storage::Storage;

/// Frames start at multiples of this many bytes.
pub(crate) const ALIGN: u64 = 256;
/// Bytes of a sealed frame header.
pub(crate) const HEADER: usize = NONCE + HEAD + TAG;
/// Bytes of a frame header before sealing.
pub(crate) const HEAD: usize = 72;
/// Bytes of the header that the body's seal is bound to: all but the body's own tag.
const BOUND: usize = HEAD - TAG;
/// Bytes of a row in a commit's list: the frame's nonce and its header.
pub(crate) const ROW: usize = NONCE + HEAD;
/// Largest payload of one frame.
pub(crate) const MAX_PAYLOAD: usize = 64 << 20;
/// Payload of a full blob or cache chunk: its frame is exactly 1 MiB.
pub(crate) const CHUNK: usize = (1 << 20) - HEADER;

/// What a frame holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Kind {
    Entry = 1,
    BlobChunk = 2,
    BlobIndex = 3,
    Private = 4,
    Erasure = 5,
    Cache = 6,
    Commit = 7,
}

impl Kind {
    fn from_byte(byte: u8) -> Option<Self> {
        use Kind::{BlobChunk, BlobIndex, Cache, Commit, Entry, Erasure, Private};
        [Entry, BlobChunk, BlobIndex, Private, Erasure, Cache, Commit].into_iter().find(|k| *k as u8 == byte)
    }
}

/// A frame header in the clear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) kind: Kind,
    /// Bytes of payload, before padding.
    pub(crate) len: u32,
    /// Entry: its seq. Blob: its number. Commit: its number. Others: an ordinal.
    pub(crate) id: u64,
    /// Chunks: their index. Blob index: the blob's length in bytes. Else 0.
    pub(crate) extra: u64,
    /// Entry: leaf hash. Blob index: SHA-256 of the blob. Private, cache: keyed digest of the name. Else 0.
    pub(crate) aux: Hash,
    /// Tag of the sealed body.
    pub(crate) tag: [u8; TAG],
}

/// A frame's place, nonce and header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Frame {
    pub(crate) offset: u64,
    pub(crate) nonce: [u8; NONCE],
    pub(crate) head: Head,
}

/// Total bytes of a frame with `payload` bytes: the next power of two up to 4,096, above that the Padmé size
/// (Nikitin et al. 2019: at most 12 % more, and only O(log log n) bits of the size are shown).
pub(crate) fn frame_size(payload: u64) -> u64 {
    let need = HEADER as u64 + payload;
    if need <= 4096 {
        return need.next_power_of_two().max(ALIGN);
    }
    let exponent = need.ilog2();
    let mask = (1 << (exponent - exponent.ilog2() - 1)) - 1;
    (need + mask) & !mask
}

impl Head {
    fn to_bytes(self) -> [u8; HEAD] {
        let mut out = [0; HEAD];
        out[0] = self.kind as u8;
        out[4..8].copy_from_slice(&self.len.to_le_bytes());
        out[8..16].copy_from_slice(&self.id.to_le_bytes());
        out[16..24].copy_from_slice(&self.extra.to_le_bytes());
        out[24..56].copy_from_slice(&self.aux);
        out[56..].copy_from_slice(&self.tag);
        out
    }

    fn from_bytes(bytes: &[u8; HEAD]) -> Option<Self> {
        let mut cursor = Cursor::new(bytes);
        let kind = Kind::from_byte(cursor.u8()?)?;
        let reserved = cursor.take(3)?;
        let len = cursor.u32()?;
        let sound = reserved == [0; 3] && len as usize <= MAX_PAYLOAD;
        let head = Head {
            kind,
            len,
            id: cursor.u64()?,
            extra: cursor.u64()?,
            aux: cursor.array()?,
            tag: cursor.array()?,
        };
        sound.then_some(head)
    }
}

/// What it takes to read frames: the file, the keys, and the headers that only their commit still tells.
#[derive(Clone)]
pub(crate) struct Reach {
    pub(crate) storage: Arc<dyn Storage>,
    pub(crate) keys: Arc<Keys>,
    /// Frames whose own header on disk is unreadable, by offset.
    pub(crate) recovered: Arc<BTreeMap<u64, Frame>>,
}

impl Reach {
    /// One read of a whole frame: its header (as its commit lists it, or from disk) and its sealed body.
    pub(crate) fn frame(&self, offset: u64, size: u64, place: Place) -> Result<(Frame, Vec<u8>)> {
        let size = usize::try_from(size).map_err(|_| Error::Damaged(place))?;
        let mut bytes = vec![0; size];
        self.storage.read_at(offset, &mut bytes).map_err(Error::Read)?;
        // Where the commit's list and the header on disk disagree, the list is right.
        let listed = self.recovered.get(&offset).copied();
        let on_disk = || bytes.first_chunk().and_then(|sealed| Frame::open(&self.keys, offset, sealed));
        let frame = listed.or_else(on_disk);
        let frame = frame.filter(|f| f.size() == size as u64).ok_or(Error::Damaged(place))?;
        bytes.drain(..HEADER);
        Ok((frame, bytes))
    }
}

impl Frame {
    /// Total bytes in the file.
    pub(crate) fn size(&self) -> u64 {
        frame_size(u64::from(self.head.len))
    }

    /// Offset just after the frame.
    pub(crate) fn end(&self) -> u64 {
        self.offset + self.size()
    }

    /// The sealed body's offset and length.
    pub(crate) fn body(&self) -> (u64, usize) {
        let len = usize::try_from(self.size()).expect("MAX_PAYLOAD fits memory") - HEADER;
        (self.offset + HEADER as u64, len)
    }

    /// How errors and findings name it.
    pub(crate) fn place(&self) -> Place {
        let id = self.head.id;
        match self.head.kind {
            Kind::Entry => Place::Entry(id),
            Kind::BlobChunk | Kind::BlobIndex => Place::Blob(id),
            Kind::Private => Place::Private(id),
            Kind::Erasure => Place::Erasure(id),
            Kind::Cache => Place::Cache(id),
            Kind::Commit => Place::Commit(id),
        }
    }

    /// Opens the sealed header found at `offset`; `None` when there is none or it was changed.
    pub(crate) fn open(keys: &Keys, offset: u64, sealed: &[u8; HEADER]) -> Option<Self> {
        let mut cursor = Cursor::new(sealed);
        let nonce = cursor.array()?;
        let mut plain = cursor.array()?;
        let tag = cursor.array()?;
        if !keys.frame.open(nonce, &keys.aad(b"dbv1fram", offset, &[]), &tag, &mut plain) {
            return None;
        }
        Some(Frame { offset, nonce, head: Head::from_bytes(&plain)? })
    }

    /// Its row in a commit's list.
    pub(crate) fn to_row(self) -> [u8; ROW] {
        let mut row = [0; ROW];
        row[..NONCE].copy_from_slice(&self.nonce);
        row[NONCE..].copy_from_slice(&self.head.to_bytes());
        row
    }

    /// The frame at `offset` that a commit's row describes.
    pub(crate) fn from_row(offset: u64, row: &[u8]) -> Option<Self> {
        let mut cursor = Cursor::new(row);
        Some(Frame { offset, nonce: cursor.array()?, head: Head::from_bytes(&cursor.array()?)? })
    }

    /// Seals `payload` as this frame and appends all its bytes to `out`. Sets the body's tag in the header.
    pub(crate) fn seal(&mut self, keys: &Keys, key: &Aead, payload: &[u8], out: &mut Vec<u8>) {
        let start = out.len();
        let size = usize::try_from(self.size()).expect("MAX_PAYLOAD fits memory");
        out.reserve(size);
        out.extend_from_slice(&[0; HEADER]);
        out.extend_from_slice(payload);
        out.resize(start + size, 0);
        let (header, body) = out[start..].split_at_mut(HEADER);
        self.head.tag = key.seal(self.nonce, &self.body_aad(keys), body);
        let mut plain = self.head.to_bytes();
        let tag = keys.frame.seal(self.nonce, &keys.aad(b"dbv1fram", self.offset, &[]), &mut plain);
        header.copy_from_slice(&[&self.nonce[..], &plain, &tag].concat());
    }

    fn body_aad(&self, keys: &Keys) -> Vec<u8> {
        keys.aad(b"dbv1body", self.offset, &self.head.to_bytes()[..BOUND])
    }

    /// Opens a sealed body in place and cuts off the padding; `false` when it was changed.
    #[must_use]
    pub(crate) fn open_body(&self, keys: &Keys, key: &Aead, body: &mut Vec<u8>) -> bool {
        if !key.open(self.nonce, &self.body_aad(keys), &self.head.tag, body) {
            return false;
        }
        let padding_is_zero = body[self.head.len as usize..].iter().all(|b| *b == 0);
        body.truncate(self.head.len as usize);
        padding_is_zero
    }

    /// Reads and opens the body. [`Error::Damaged`] names this frame.
    pub(crate) fn read(&self, storage: &dyn Storage, keys: &Keys, key: &Aead) -> Result<Vec<u8>> {
        let (at, len) = self.body();
        let mut body = vec![0; len];
        storage.read_at(at, &mut body).map_err(Error::Read)?;
        if self.open_body(keys, key, &mut body) { Ok(body) } else { Err(Error::Damaged(self.place())) }
    }

    /// The key of the body; blob chunks have one of their own per blob.
    pub(crate) fn key<'k>(&self, keys: &'k Keys) -> Option<&'k Aead> {
        match self.head.kind {
            Kind::Entry => Some(&keys.record),
            Kind::BlobChunk => None,
            Kind::BlobIndex => Some(&keys.blob),
            Kind::Private => Some(&keys.private),
            Kind::Erasure | Kind::Commit => Some(&keys.commit),
            Kind::Cache => Some(&keys.cache),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_aligned_and_at_most_an_eighth_larger_once_they_are_big() {
        for payload in 0..3_000_000_u64 {
            let (need, size) = (payload + HEADER as u64, frame_size(payload));
            assert!(size >= need && size.is_multiple_of(ALIGN), "{payload}");
            if need > 4096 {
                assert!((size - need) * 8 <= need, "{payload}: {size}");
            }
        }
        assert_eq!(frame_size(0), 256);
        assert_eq!(frame_size(CHUNK as u64), 1 << 20);
        assert_eq!(frame_size(4097 - HEADER as u64), 4352);
    }
}
