//! The private compartment: small named values under their own key, outside the tree, really erasable.
//! (vault.md section 11.)

use std::sync::Arc;

use zeroize::Zeroizing;

use crate::batch::{Batch, Label};
use crate::bytes::Cursor;
use crate::error::{Error, Result};
use crate::frame::{Frame, Kind, MAX_PAYLOAD};
use crate::merkle::Hash;
use crate::vault::Vault;

/// Compartment byte of private names in their keyed digest.
pub(crate) const PRIVATE: u8 = 1;

impl Batch<'_> {
    /// Stores a private value. An earlier value of that name is erased for good when the batch is committed.
    pub fn put_private(&mut self, name: &str, value: &[u8]) -> Result<()> {
        let Ok(name_len) = u16::try_from(name.len()) else {
            return Err(Error::TooLarge { limit: u64::from(u16::MAX) });
        };
        if value.len() > MAX_PAYLOAD - 2 - name.len() {
            return Err(Error::TooLarge { limit: MAX_PAYLOAD as u64 });
        }
        self.erase_private(name)?;
        let mut payload = Zeroizing::new(Vec::with_capacity(2 + name.len() + value.len()));
        payload.extend_from_slice(&name_len.to_le_bytes());
        payload.extend_from_slice(name.as_bytes());
        payload.extend_from_slice(value);
        let keys = Arc::clone(&self.keys);
        let label = Label {
            kind: Kind::Private,
            id: self.next_object(),
            extra: 0,
            aux: keys.name_tag(PRIVATE, name),
        };
        self.push(&keys.private, label, &payload)
    }

    /// Erases a private value: when the batch is committed its bytes in the file are overwritten with zeros. A name
    /// that is not there is no error.
    ///
    /// On flash storage the drive may keep an old copy of overwritten bytes out of reach; it stays sealed.
    pub fn erase_private(&mut self, name: &str) -> Result<()> {
        self.vault.may_write()?;
        let tag = self.keys.name_tag(PRIVATE, name);
        let here = |f: &&Frame| f.head.kind == Kind::Private && f.head.aux == tag;
        let in_batch = self.frames.iter().filter(here).copied();
        let mut targets: Vec<Frame> = in_batch.chain(self.vault.index.private.get(&tag).copied()).collect();
        targets.retain(|t| !self.erase.iter().any(|e| e.offset == t.offset));
        self.erase.append(&mut targets);
        Ok(())
    }
}

/// The name of a private value, and the value, wiped from memory when dropped.
pub type Named = (String, Zeroizing<Vec<u8>>);

impl Vault {
    /// The private value of that name, wiped from memory when dropped.
    pub fn private(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>> {
        let tag = self.keys.name_tag(PRIVATE, name);
        self.index.private.get(&tag).map(|frame| Ok(self.open_private(frame)?.1)).transpose()
    }

    /// All private values that can be read, sorted by name, and how many are damaged: a name stands beside its value under
    /// one seal, so a damaged value has none.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn private_values(&self) -> Result<(Vec<Named>, usize)> {
        let (mut values, mut damaged) = (Vec::new(), 0);
        for frame in self.index.private.values() {
            match self.open_private(frame) {
                Ok(value) => values.push(value),
                Err(Error::Damaged(_)) => damaged += 1,
                Err(error) => return Err(error),
            }
        }
        values.sort_by(|one, other| one.0.cmp(&other.0));
        Ok((values, damaged))
    }

    fn open_private(&self, frame: &Frame) -> Result<Named> {
        let payload = Zeroizing::new(frame.read(&*self.storage, &self.keys, &self.keys.private)?);
        split_name(&payload)
            .map(|(name, value)| (name.to_owned(), Zeroizing::new(value.to_vec())))
            .ok_or(Error::Damaged(frame.place()))
    }

    /// Whether a private payload is well formed and filed under its own name.
    pub(crate) fn is_filed_rightly(&self, payload: &[u8], tag: &Hash) -> bool {
        split_name(payload).is_some_and(|(name, _)| self.keys.name_tag(PRIVATE, name) == *tag)
    }
}

fn split_name(payload: &[u8]) -> Option<(&str, &[u8])> {
    let mut cursor = Cursor::new(payload);
    let len = cursor.u16()?;
    let name = std::str::from_utf8(cursor.take(usize::from(len))?).ok()?;
    Some((name, cursor.rest()))
}
