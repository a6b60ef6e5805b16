//! The hash tree of RFC 6962 section 2.1: root, inclusion and consistency paths.

use aws_lc_rs::digest::{Context, SHA256, digest};

/// A SHA-256 value.
pub type Hash = [u8; 32];

/// SHA-256 of the concatenation of `parts`.
pub(crate) fn sha256(parts: &[&[u8]]) -> Hash {
    // A context costs more than hashing something short, and nearly all that is hashed is short: salts, nodes, messages.
    let mut short = [0; SHORT];
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let digest = if length <= SHORT {
        let mut at = 0;
        for part in parts {
            short[at..at + part.len()].copy_from_slice(part);
            at += part.len();
        }
        digest(&SHA256, &short[..length])
    } else {
        let mut context = Context::new(&SHA256);
        parts.iter().for_each(|part| context.update(part));
        context.finish()
    };
    digest.as_ref().try_into().expect("SHA-256 is 32 bytes long")
}

/// Longest concatenation that is put together before it is hashed.
const SHORT: usize = 512;

/// `SHA-256(0x00 || data)`.
pub(crate) fn leaf_hash(data: &[u8]) -> Hash {
    sha256(&[&[0], data])
}

/// `SHA-256(0x01 || left || right)`.
pub(crate) fn node_hash(left: &Hash, right: &Hash) -> Hash {
    sha256(&[&[1], left, right])
}

/// A growing tree that keeps every complete node, so that appending costs O(1) hashes on average and any root or
/// path of any earlier size costs O(log² n).
#[derive(Debug, Clone, Default)]
pub(crate) struct Tree {
    /// `levels[k][i]` is the hash of the complete subtree over leaves `i << k .. (i + 1) << k`.
    levels: Vec<Vec<Hash>>,
}

impl Tree {
    pub(crate) fn size(&self) -> u64 {
        self.levels.first().map_or(0, |leaves| leaves.len() as u64)
    }

    pub(crate) fn push(&mut self, leaf: Hash) {
        let mut node = leaf;
        for level in 0.. {
            if self.levels.len() == level {
                self.levels.push(Vec::new());
            }
            let row = &mut self.levels[level];
            row.push(node);
            if row.len() % 2 == 1 {
                return;
            }
            node = node_hash(&row[row.len() - 2], &row[row.len() - 1]);
        }
    }

    pub(crate) fn from_leaves(leaves: impl IntoIterator<Item = Hash>) -> Self {
        let mut tree = Tree::default();
        for leaf in leaves {
            tree.push(leaf);
        }
        tree
    }

    pub(crate) fn leaf(&self, index: u64) -> Option<&Hash> {
        self.levels.first()?.get(usize::try_from(index).ok()?)
    }

    /// Forgets every leaf from `size` on: an abandoned batch.
    pub(crate) fn truncate(&mut self, size: u64) {
        for (level, row) in self.levels.iter_mut().enumerate() {
            row.truncate(usize::try_from(size >> level).unwrap_or(usize::MAX));
        }
    }

    /// The root over the first `size` leaves, `None` when the tree is smaller.
    pub(crate) fn root(&self, size: u64) -> Option<Hash> {
        match size {
            0 => Some(sha256(&[])),
            _ => (size <= self.size()).then(|| self.subtree(0, size)),
        }
    }

    /// Hash over leaves `from .. to`, where `from` is a multiple of the smallest power of two >= `to - from`.
    fn subtree(&self, from: u64, to: u64) -> Hash {
        let width = to - from;
        if width.is_power_of_two() {
            let level = width.trailing_zeros() as usize;
            return self.levels[level][usize::try_from(from >> level).expect("a leaf in memory")];
        }
        let split = from + largest_power_below(width);
        node_hash(&self.subtree(from, split), &self.subtree(split, to))
    }

    /// PATH(index, D[size]) of RFC 6962 section 2.1.1, leaf side first.
    pub(crate) fn inclusion(&self, index: u64, size: u64) -> Option<Vec<Hash>> {
        if index >= size || size > self.size() {
            return None;
        }
        let (mut from, mut to) = (0, size);
        let mut path = Vec::new();
        while to - from > 1 {
            let split = from + largest_power_below(to - from);
            if index < split {
                path.push(self.subtree(split, to));
                to = split;
            } else {
                path.push(self.subtree(from, split));
                from = split;
            }
        }
        path.reverse();
        Some(path)
    }

    /// PROOF(old, D[new]) of RFC 6962 section 2.1.2. Empty when `old` is 0 or equals `new`.
    pub(crate) fn consistency(&self, old: u64, new: u64) -> Option<Vec<Hash>> {
        if old > new || new > self.size() {
            return None;
        }
        if old == 0 {
            return Some(Vec::new());
        }
        let (mut from, mut to) = (0, new);
        let mut path = Vec::new();
        // `whole` is RFC 6962's `b`: the left part still starts at leaf 0, so its root is known to the verifier.
        let mut whole = true;
        while old != to {
            let split = from + largest_power_below(to - from);
            if old <= split {
                path.push(self.subtree(split, to));
                to = split;
            } else {
                path.push(self.subtree(from, split));
                from = split;
                whole = false;
            }
        }
        if !whole {
            path.push(self.subtree(from, to));
        }
        path.reverse();
        Some(path)
    }
}

/// The largest power of two smaller than `n` (n >= 2).
fn largest_power_below(n: u64) -> u64 {
    1 << (n - 1).ilog2()
}

/// The root that `path` leads to from `leaf`, or `None` when the path cannot belong to this index and size
/// (RFC 9162 section 2.1.3.2).
pub(crate) fn root_from_inclusion(leaf: Hash, index: u64, size: u64, path: &[Hash]) -> Option<Hash> {
    if index >= size {
        return None;
    }
    let (mut node, mut last, mut hash) = (index, size - 1, leaf);
    for sibling in path {
        if last == 0 {
            return None;
        }
        if node % 2 == 1 || node == last {
            hash = node_hash(sibling, &hash);
            while node % 2 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    (last == 0).then_some(hash)
}

/// Whether `path` shows that the tree `(new, new_root)` starts with the tree `(old, old_root)`
/// (RFC 9162 section 2.1.4.2).
pub(crate) fn is_consistent(old: (u64, Hash), new: (u64, Hash), path: &[Hash]) -> bool {
    let ((old_size, old_root), (new_size, new_root)) = (old, new);
    match old_size {
        _ if old_size > new_size => return false,
        0 => return path.is_empty() && old_root == sha256(&[]),
        _ if old_size == new_size => return path.is_empty() && old_root == new_root,
        _ => {}
    }
    let mut path = path.iter();
    // A complete old tree is itself the first node; it is left out of the path.
    let first = if old_size.is_power_of_two() { Some(&old_root) } else { path.next() };
    let Some(&first) = first else { return false };
    let (mut node, mut last) = (old_size - 1, new_size - 1);
    while node % 2 == 1 {
        node >>= 1;
        last >>= 1;
    }
    let (mut old_hash, mut new_hash) = (first, first);
    for sibling in path {
        if last == 0 {
            return false;
        }
        if node % 2 == 1 || node == last {
            old_hash = node_hash(sibling, &old_hash);
            new_hash = node_hash(sibling, &new_hash);
            while node % 2 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            new_hash = node_hash(&new_hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    last == 0 && old_hash == old_root && new_hash == new_root
}

#[cfg(test)]
mod tests;
