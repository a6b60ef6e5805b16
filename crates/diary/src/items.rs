//! Imported items held in memory while the diary is open.

use daybook_core::{
    contact::Placed,
    diary::Diary,
    event::SegmentHead,
    item::Locator,
    sheaf::{ItemView, Sheaf},
    sighting::{Found, Run, Sightings},
};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

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

    /// Its items with their places, also those that do not count.
    pub fn iter(&self) -> impl Iterator<Item = Placed<'_>> + Clone {
        (0u32..).zip(self.sheaf.iter()).map(|(index, item)| self.placed(index, item))
    }

    fn placed<'a>(&'a self, index: u32, item: ItemView<'a>) -> Placed<'a> {
        Placed { segment: self.entry, index, format: &self.head.format, item }
    }
}

/// By place in a segment, the item that is the same: its segment and its place there.
type Twins = BTreeMap<u32, (u64, u32)>;

/// Every imported item, by segment in the order of the log, and where each stands too.
///
/// A copy of it shares the segments and what is known of them.
#[derive(Clone, Debug, Default)]
pub struct Items {
    segments: Vec<Arc<SegmentItems>>,
    sightings: Vec<Arc<Sightings>>,
    /// By segment, which sightings are of items of it.
    seen: Arc<HashMap<u64, Vec<usize>>>,
    /// By segment, the items that are the same as another one, and which that is.
    again: Arc<HashMap<u64, Twins>>,
    /// Segments that count for nothing ([`Diary::uncounted`]).
    uncounted: BTreeSet<u64>,
    /// Changed whenever what counts may have changed.
    state: u64,
}

impl Items {
    /// Adds a segment; segments come in the order of the log.
    pub fn push(&mut self, segment: SegmentItems) {
        self.state += 1;
        self.segments.push(Arc::new(segment));
    }

    /// Takes in where items stand too.
    pub fn sight(&mut self, sightings: Sightings) {
        self.state += 1;
        let place = self.sightings.len();
        let (all_seen, again) = (Arc::make_mut(&mut self.seen), Arc::make_mut(&mut self.again));
        for run in sightings.runs() {
            let seen = all_seen.entry(run.same_as.0).or_default();
            if seen.last() != Some(&place) {
                seen.push(place);
            }
            if let Some((segment, first)) = run.items {
                let places = (0..run.count).map(|n| (first + n, (run.same_as.0, run.same_as.1 + n)));
                again.entry(segment).or_default().extend(places);
            }
        }
        self.sightings.push(Arc::new(sightings));
    }

    /// Learns from the diary which archives count.
    pub fn settle(&mut self, diary: &Diary) {
        let uncounted = diary.uncounted();
        self.state += u64::from(uncounted != self.uncounted);
        self.uncounted = uncounted;
    }

    /// A number that changes whenever what counts may have changed.
    pub fn state(&self) -> u64 {
        self.state
    }

    /// How many items count.
    pub fn len(&self) -> usize {
        let again = |held: &SegmentItems| {
            let twins = self.again.get(&held.entry).into_iter().flatten();
            twins.filter(|(_, first)| self.stands_for(**first, held.entry)).count()
        };
        self.counted().map(|held| held.sheaf.len() - again(held)).sum()
    }

    /// A segment by its entry number.
    pub fn segment(&self, entry: u64) -> Option<&SegmentItems> {
        let at = self.segments.binary_search_by_key(&entry, |s| s.entry).ok()?;
        self.segments.get(at).map(Arc::as_ref)
    }

    /// One item by the entry number of its segment and its place in it, whether it counts or not.
    pub fn get(&self, segment: u64, index: u32) -> Option<Placed<'_>> {
        let held = self.segment(segment)?;
        Some(held.placed(index, held.sheaf.get(usize::try_from(index).ok()?)?))
    }

    /// Whether an item counts: it is not the same as another one, and its archive stands and is the keeper's.
    pub fn counts(&self, segment: u64, index: u32) -> bool {
        !self.uncounted.contains(&segment) && self.same_as(segment, index).is_none()
    }

    /// The item this one is the same as, if it is not kept for itself. One whose archive no longer counts stands for none
    /// in an archive that does.
    pub fn same_as(&self, segment: u64, index: u32) -> Option<(u64, u32)> {
        let first = self.again.get(&segment)?.get(&index).copied()?;
        self.stands_for(first, segment).then_some(first)
    }

    fn stands_for(&self, first: (u64, u32), segment: u64) -> bool {
        !self.uncounted.contains(&first.0) || self.uncounted.contains(&segment)
    }

    /// Where an item stands too: the exhibits, and the places in their originals.
    pub fn also(&self, segment: u64, index: u32) -> Vec<(u64, Locator)> {
        let own = (segment, index);
        let mut first = own;
        // Each is the same as one that counts; the circle there never is would end with the number of entries.
        for _ in 0..self.sightings.len() {
            first = self.same_as(first.0, first.1).unwrap_or(first);
        }
        let mut places = Vec::new();
        let mut all = vec![first];
        let mut at = 0;
        while let Some(item) = all.get(at).copied() {
            at += 1;
            if item != own {
                places.extend(self.place(item));
            }
            for sightings in self.seen.get(&item.0).into_iter().flatten().map(|seen| &self.sightings[*seen]) {
                for found in sightings.of(item.0, item.1) {
                    match found {
                        Found::Place(locator) => places.push((sightings.head.exhibit, locator)),
                        Found::Item(segment, index) if all.contains(&(segment, index)) => {}
                        Found::Item(segment, index) => all.push((segment, index)),
                    }
                }
            }
        }
        places.sort();
        places.dedup();
        // A record that was read anew stands where it stood.
        let here = self.place(own);
        places.retain(|place| Some(place) != here.as_ref());
        places
    }

    fn place(&self, (segment, index): (u64, u32)) -> Option<(u64, Locator)> {
        let exhibit = self.segment(segment)?.head.exhibit;
        Some((exhibit, self.get(segment, index)?.item.locator()))
    }

    /// Sightings of an exhibit's records, and whether there are any.
    pub fn sightings_of(&self, exhibit: u64) -> impl Iterator<Item = &Sightings> {
        let all = self.sightings.iter().map(Arc::as_ref);
        all.filter(move |sightings| sightings.head.exhibit == exhibit)
    }

    /// The exhibits whose records were not kept again because those of this one are the same.
    pub fn resting_on(&self, exhibit: u64) -> BTreeSet<u64> {
        let own: BTreeSet<u64> =
            self.segments.iter().filter(|held| held.head.exhibit == exhibit).map(|held| held.entry).collect();
        let rests = |run: &Run| run.items.is_none() && own.contains(&run.same_as.0);
        let resting = self.sightings.iter().filter(|sightings| sightings.runs().iter().any(rests));
        resting.map(|sightings| sightings.head.exhibit).filter(|other| *other != exhibit).collect()
    }

    fn counted(&self) -> impl Iterator<Item = &SegmentItems> + Clone {
        let all = self.segments.iter().map(Arc::as_ref);
        all.filter(|held| !self.uncounted.contains(&held.entry))
    }

    /// Every item that counts, with its place.
    pub fn iter(&self) -> impl Iterator<Item = Placed<'_>> + Clone {
        self.counted().flat_map(move |held| {
            let again = self.again.get(&held.entry);
            let is_again = move |index| again.is_some_and(|again| again.contains_key(&index));
            held.iter().filter(move |placed| {
                !is_again(placed.index) || self.same_as(placed.segment, placed.index).is_none()
            })
        })
    }

    /// Every item, also those that do not count.
    pub fn all(&self) -> impl Iterator<Item = Placed<'_>> + Clone {
        self.segments.iter().flat_map(|held| held.iter())
    }

    /// Every segment.
    pub fn segments(&self) -> &[Arc<SegmentItems>] {
        &self.segments
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use daybook_core::{item::Item, sighting::Gatherer};

    fn segment() -> SegmentItems {
        of(3, 4)
    }

    fn of(exhibit: u64, entry: u64) -> SegmentItems {
        let item = |row: u64| Item {
            text: row.to_string(),
            locator: Locator { row: Some(row), ..Locator::default() },
            ..Item::default()
        };
        let head = SegmentHead { v: 1, exhibit, format: "whatsapp".into(), count: 2 };
        SegmentItems { entry, head, sheaf: [1, 2].map(item).into_iter().collect() }
    }

    /// Three archives: the second's items are those of the first, and the third holds the first of them too.
    fn joined() -> Items {
        let mut items = Items::default();
        [of(1, 10), of(2, 20)].into_iter().for_each(|segment| items.push(segment));
        let mut twins = Gatherer::default();
        twins.add((10, 0), Found::Item(20, 0));
        twins.add((10, 1), Found::Item(20, 1));
        let mut places = Gatherer::default();
        places.add((20, 0), Found::Place(Locator { row: Some(7), ..Locator::default() }));
        twins.finish((2, "whatsapp"), 9).into_iter().for_each(|made| items.sight(made));
        places.finish((3, "whatsapp"), 9).into_iter().for_each(|made| items.sight(made));
        items
    }

    #[test]
    fn what_stands_in_three_archives_counts_once_and_each_place_is_found_from_each() {
        let items = joined();
        assert_eq!((items.len(), items.iter().count(), items.all().count()), (2, 2, 4));
        let rows = |segment, index| -> Vec<(u64, Option<u64>)> {
            items.also(segment, index).into_iter().map(|(exhibit, place)| (exhibit, place.row)).collect()
        };
        assert_eq!(rows(10, 0), [(2, Some(1)), (3, Some(7))]);
        assert_eq!(rows(20, 0), [(1, Some(1)), (3, Some(7))]);
        assert_eq!(rows(10, 1), [(2, Some(2))]);
        assert!(items.counts(10, 0) && !items.counts(20, 0));
        assert_eq!(items.resting_on(2), BTreeSet::from([3]));
    }

    #[test]
    fn when_the_archive_that_counted_is_taken_back_the_other_counts() {
        let mut items = joined();
        let before = items.state();
        items.uncounted = BTreeSet::from([10]);
        assert_eq!((items.len(), items.iter().count()), (2, 2));
        assert!(items.counts(20, 0) && !items.counts(10, 0));
        items.settle(&Diary::default());
        assert!(items.state() > before && items.counts(10, 0), "and the other way round");
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
