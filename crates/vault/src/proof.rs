//! Checking what a vault disclosed, without any vault or key. Pure functions over plain data.
//!
//! What is proven: that an entry of this kind, with these parts, stands at this index of the log a checkpoint
//! describes. What is *not* proven: when it was written. That needs an independent time for the checkpoint.
//! The bytes hashed are normative in `docs/format/vault.md`, section 9.

use crate::merkle::{is_consistent, leaf_hash, root_from_inclusion, sha256};

pub use crate::merkle::Hash;
pub use crate::note::{Checkpoint, NoteError, verify_checkpoint};

/// First byte of the leaf data of every entry.
pub(crate) const LEAF_VERSION: u8 = 1;
/// Part type: bytes committed as one.
pub(crate) const BYTES_PART: u8 = 0;
/// Part type: a list of items, each committed on its own.
pub(crate) const ITEMS_PART: u8 = 1;

/// An entry as it is handed over: each part in full, or only its commitment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisclosedEntry {
    /// Position in the log, from 0.
    pub index: u64,
    /// The kind byte the program gave it.
    pub kind: u8,
    /// The body (part 0) and the other parts, in order.
    pub parts: Vec<DisclosedPart>,
    /// RFC 6962 inclusion path, leaf side first.
    pub path: Vec<Hash>,
}

/// One part of a disclosed entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DisclosedPart {
    /// The part in full. Its commitment is `SHA-256(salt || bytes)`.
    Disclosed {
        /// 32 random bytes drawn when the entry was written.
        salt: [u8; 32],
        /// The part's bytes.
        bytes: Vec<u8>,
    },
    /// The part is kept back; the commitment tells nothing about it.
    Withheld {
        /// `SHA-256(salt || bytes)`.
        commitment: Hash,
    },
    /// A list of items of which some (perhaps none) are shown.
    Items {
        /// Root of the RFC 6962 tree over the items.
        root: Hash,
        /// Number of items in the list, shown or not.
        count: u64,
        /// The items shown, by rising index.
        disclosed: Vec<DisclosedItem>,
    },
}

/// One item of an items part. Its leaf is `SHA-256(0x00 || salt || bytes)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisclosedItem {
    /// Position in the list, from 0.
    pub index: u64,
    /// The item's own salt; it tells nothing about any other item's.
    pub salt: [u8; 32],
    /// The item's bytes.
    pub bytes: Vec<u8>,
    /// RFC 6962 inclusion path in the items' tree, leaf side first.
    pub path: Vec<Hash>,
}

/// Why a proof does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The index is not below the size, or there are more parts than an entry can have.
    #[error("The proof is not written correctly.")]
    Malformed,
    /// An item does not belong to its list.
    #[error("Item {index} does not match.")]
    ItemDoesNotMatch {
        /// The item's position.
        index: u64,
    },
    /// The entry does not belong to the log, or some byte of it was changed.
    #[error("The entry does not match.")]
    EntryDoesNotMatch,
    /// The later log does not start with the earlier one.
    #[error("The earlier log is not the start of the later one.")]
    NotConsistent,
}

/// `SHA-256(salt || bytes)`: the commitment to a bytes part.
pub(crate) fn commitment(salt: &[u8; 32], bytes: &[u8]) -> Hash {
    sha256(&[salt, bytes])
}

/// The salt of one item: `SHA-256(list salt || index as u64 little-endian)`, one compression of a fixed-length
/// message under a secret random prefix.
pub(crate) fn item_salt(list_salt: &[u8; 32], index: u64) -> [u8; 32] {
    sha256(&[list_salt, &index.to_le_bytes()])
}

/// The leaf of one item in the items' tree.
pub(crate) fn item_leaf(salt: &[u8; 32], bytes: &[u8]) -> Hash {
    sha256(&[&[0], salt, bytes])
}

/// Collects the leaf data of an entry: version, kind, part count, then each part's commitment.
pub(crate) struct LeafData(Vec<u8>);

impl LeafData {
    pub(crate) fn new(kind: u8, parts: u16) -> Self {
        let mut data = vec![LEAF_VERSION, kind];
        data.extend_from_slice(&parts.to_le_bytes());
        LeafData(data)
    }

    pub(crate) fn bytes_part(&mut self, commitment: &Hash) {
        self.0.push(BYTES_PART);
        self.0.extend_from_slice(commitment);
    }

    pub(crate) fn items_part(&mut self, count: u64, root: &Hash) {
        self.0.push(ITEMS_PART);
        self.0.extend_from_slice(&count.to_le_bytes());
        self.0.extend_from_slice(root);
    }

    pub(crate) fn leaf(&self) -> Hash {
        leaf_hash(&self.0)
    }
}

/// Checks that `entry` stands at its index in the log of `size` entries with root hash `root`, and that every
/// shown item stands in its list.
///
/// # Errors
/// See [`ProofError`]. Never panics, whatever the input.
pub fn verify_entry(entry: &DisclosedEntry, size: u64, root: &Hash) -> Result<(), ProofError> {
    let parts = u16::try_from(entry.parts.len()).map_err(|_| ProofError::Malformed)?;
    if entry.index >= size || parts == 0 {
        return Err(ProofError::Malformed);
    }
    let mut leaf = LeafData::new(entry.kind, parts);
    for part in &entry.parts {
        match part {
            DisclosedPart::Disclosed { salt, bytes } => leaf.bytes_part(&commitment(salt, bytes)),
            DisclosedPart::Withheld { commitment } => leaf.bytes_part(commitment),
            DisclosedPart::Items { root, count, disclosed } => {
                verify_items(root, *count, disclosed)?;
                leaf.items_part(*count, root);
            }
        }
    }
    match root_from_inclusion(leaf.leaf(), entry.index, size, &entry.path) {
        Some(found) if found == *root => Ok(()),
        _ => Err(ProofError::EntryDoesNotMatch),
    }
}

fn verify_items(root: &Hash, count: u64, items: &[DisclosedItem]) -> Result<(), ProofError> {
    let rising = items.windows(2).all(|pair| pair[0].index < pair[1].index);
    if !rising {
        return Err(ProofError::Malformed);
    }
    for item in items {
        let leaf = item_leaf(&item.salt, &item.bytes);
        if root_from_inclusion(leaf, item.index, count, &item.path) != Some(*root) {
            return Err(ProofError::ItemDoesNotMatch { index: item.index });
        }
    }
    Ok(())
}

/// Checks that the log `new` describes starts with the log `old` describes (RFC 6962 section 2.1.2).
///
/// # Errors
/// [`ProofError::NotConsistent`]. Never panics, whatever the input.
pub fn verify_consistency(old: &Checkpoint, new: &Checkpoint, path: &[Hash]) -> Result<(), ProofError> {
    let same_log = old.origin == new.origin;
    if same_log && is_consistent((old.size, old.root), (new.size, new.root), path) {
        Ok(())
    } else {
        Err(ProofError::NotConsistent)
    }
}
