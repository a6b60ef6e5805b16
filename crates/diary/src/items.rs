//! Imported items held in memory while the diary is open.

use daybook_core::{contact::Placed, item::Item};

/// The items of one segment.
#[derive(Debug)]
pub struct SegmentItems {
    /// Entry number of the segment.
    pub entry: u64,
    /// Entry number of the archive's exhibit.
    pub exhibit: u64,
    /// Format the archive was read as.
    pub format: String,
    /// The items, in the order of the archive.
    pub items: Vec<Item>,
}

/// Every imported item, by segment in the order of the log.
#[derive(Debug, Default)]
pub struct Items {
    segments: Vec<SegmentItems>,
}

impl Items {
    /// Adds a segment; segments come in the order of the log.
    pub fn push(&mut self, segment: SegmentItems) {
        self.segments.push(segment);
    }

    /// How many items there are.
    pub fn len(&self) -> usize {
        self.segments.iter().map(|s| s.items.len()).sum()
    }

    /// One item by the entry number of its segment and its place in it.
    pub fn get(&self, segment: u64, index: u32) -> Option<Placed<'_>> {
        let at = self.segments.binary_search_by_key(&segment, |s| s.entry).ok()?;
        let held = &self.segments[at];
        let item = held.items.get(usize::try_from(index).ok()?)?;
        Some(Placed { segment, index, format: &held.format, item })
    }

    /// Every item with its place.
    pub fn iter(&self) -> impl Iterator<Item = Placed<'_>> + Clone {
        self.segments.iter().flat_map(|held| {
            (0u32..).zip(&held.items).map(move |(index, item)| Placed {
                segment: held.entry,
                index,
                format: &held.format,
                item,
            })
        })
    }

    /// Every segment.
    pub fn segments(&self) -> impl Iterator<Item = &SegmentItems> {
        self.segments.iter()
    }
}
