//! Imported items held in memory while the diary is open.

use daybook_core::{
    contact::Placed,
    event::SegmentHead,
    sheaf::{ItemView, Sheaf},
};
use std::sync::Arc;

/// The items of one segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SegmentItems {
    /// Entry number of the segment.
    pub entry: u64,
    /// Exhibit and format of the archive.
    pub head: SegmentHead,
    /// The items, in the order of the archive.
    pub sheaf: Sheaf,
}

/// Version, the leaf hash of the entry, and the length of the head come first in a cached segment.
const PREFIX: usize = 1 + 32 + 4;
/// Another number for every change of how a segment is cached.
const CACHE_VERSION: u8 = 1;

impl SegmentItems {
    /// Name of the cache that holds a segment.
    pub fn cache_name(entry: u64) -> String {
        format!("items/{entry}")
    }

    /// The segment as its cache holds it. `leaf` is the leaf hash of its entry: a cache of anything else is stale.
    pub fn to_cache(&self, leaf: &[u8; 32]) -> Vec<u8> {
        let head = serde_json::to_vec(&self.head).expect("a segment head is numbers and strings");
        let length = u32::try_from(head.len()).expect("a format is a word").to_le_bytes();
        [&[CACHE_VERSION][..], leaf, &length, &head, &self.sheaf.to_bytes()].concat()
    }

    /// The segment out of its cache; `None` when the cache is of another version, another entry, or spoilt.
    pub fn from_cache(entry: u64, leaf: &[u8; 32], bytes: &[u8]) -> Option<Self> {
        let (prefix, rest) = bytes.split_at_checked(PREFIX)?;
        if prefix[0] != CACHE_VERSION || prefix[1..33] != leaf[..] {
            return None;
        }
        let length = u32::from_le_bytes(prefix[33..].try_into().ok()?);
        let (head, sheaf) = rest.split_at_checked(usize::try_from(length).ok()?)?;
        let head: SegmentHead = serde_json::from_slice(head).ok()?;
        let sheaf = Sheaf::from_bytes(sheaf)?;
        (head.count == sheaf.len() as u64).then_some(Self { entry, head, sheaf })
    }

    fn placed<'a>(&'a self, index: u32, item: ItemView<'a>) -> Placed<'a> {
        Placed { segment: self.entry, index, format: &self.head.format, item }
    }
}

/// Every imported item, by segment in the order of the log.
///
/// A copy of it shares the segments.
#[derive(Clone, Debug, Default)]
pub struct Items {
    segments: Vec<Arc<SegmentItems>>,
}

impl Items {
    /// Adds a segment; segments come in the order of the log.
    pub fn push(&mut self, segment: SegmentItems) {
        self.segments.push(Arc::new(segment));
    }

    /// How many items there are.
    pub fn len(&self) -> usize {
        self.segments.iter().map(|s| s.sheaf.len()).sum()
    }

    /// A segment by its entry number.
    pub fn segment(&self, entry: u64) -> Option<&SegmentItems> {
        let at = self.segments.binary_search_by_key(&entry, |s| s.entry).ok()?;
        self.segments.get(at).map(Arc::as_ref)
    }

    /// One item by the entry number of its segment and its place in it.
    pub fn get(&self, segment: u64, index: u32) -> Option<Placed<'_>> {
        let held = self.segment(segment)?;
        Some(held.placed(index, held.sheaf.get(usize::try_from(index).ok()?)?))
    }

    /// Every item with its place.
    pub fn iter(&self) -> impl Iterator<Item = Placed<'_>> + Clone {
        self.segments.iter().flat_map(|held| {
            (0u32..).zip(held.sheaf.iter()).map(move |(index, item)| held.placed(index, item))
        })
    }

    /// Every segment.
    pub fn segments(&self) -> &[Arc<SegmentItems>] {
        &self.segments
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use daybook_core::item::Item;

    fn segment() -> SegmentItems {
        let sheaf: Sheaf =
            ["one", "two"].map(|text| Item { text: text.into(), ..Item::default() }).into_iter().collect();
        let head = SegmentHead { v: 1, exhibit: 3, format: "whatsapp".into(), count: 2 };
        SegmentItems { entry: 4, head, sheaf }
    }

    #[test]
    fn a_cached_segment_is_the_segment_and_nothing_else_is_taken_for_it() {
        let (leaf, other) = ([7; 32], [8; 32]);
        let bytes = segment().to_cache(&leaf);
        assert_eq!(SegmentItems::from_cache(4, &leaf, &bytes), Some(segment()));
        assert_eq!(SegmentItems::from_cache(4, &other, &bytes), None, "of another entry");
        for cut in 0..bytes.len() {
            assert_eq!(SegmentItems::from_cache(4, &leaf, &bytes[..cut]), None, "{cut}");
        }
        let mut newer = bytes;
        newer[0] += 1;
        assert_eq!(SegmentItems::from_cache(4, &leaf, &newer), None, "of another version");
    }
}
