//! A sighting: a record that stands in another archive too.
//!
//! The same message comes out of a backup, an export and a later export. It is one message, kept once, and each further
//! place where it stands is a sighting: what somebody needs to find it in that original. Sightings follow each other as
//! the records do, so they are kept in runs.

use crate::item::Locator;
use serde::{Deserialize, Serialize};

/// Head of the sightings of one archive.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SightingHead {
    /// Version of the head and of the runs.
    pub v: u32,
    /// Entry number of the exhibit in which the records stand too.
    pub exhibit: u64,
    /// Format it was read as.
    pub format: String,
    /// How many sightings.
    pub count: u64,
}

/// Items that follow each other and stand in another archive too, one after the other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Run {
    /// The first of the items: entry number of its segment and its place there. Those after it follow in that segment.
    pub same_as: (u64, u32),
    /// How many.
    pub count: u32,
    /// Where the first stands, when the other archive's records were kept as items: segment and place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub items: Option<(u64, u32)>,
    /// Member of a zip or folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
    /// For each its first byte and how many there are, one after the other.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub bytes: Vec<u64>,
    /// For each its row.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<u64>,
}

impl Run {
    /// Whether every list is as long as the run.
    fn is_sound(&self) -> bool {
        let count = self.count as usize;
        let fits = |length: usize, each: usize| length == 0 || length == count * each;
        let last = |place: u32| place.checked_add(self.count).is_some();
        let places = last(self.same_as.1) && self.items.is_none_or(|(_, place)| last(place));
        count > 0 && places && fits(self.bytes.len(), 2) && fits(self.rows.len(), 1)
    }

    /// Where the record at a place of the run stands in the other archive.
    fn found(&self, at: usize) -> Found {
        if let Some((segment, first)) = self.items {
            return Found::Item(segment, first.saturating_add(u32::try_from(at).unwrap_or(u32::MAX)));
        }
        let start = self.bytes.get(at * 2).copied();
        let end = start.zip(self.bytes.get(at * 2 + 1)).map(|(start, length)| start.saturating_add(*length));
        Found::Place(Locator { member: self.member.clone(), start, end, row: self.rows.get(at).copied() })
    }
}

/// Where a record stands in another archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// It was not kept a second time; this is its place in the original.
    Place(Locator),
    /// It was kept as an item of its own, by segment and place, and counts once all the same.
    Item(u64, u32),
}

/// The sightings of one archive, as one entry of the log holds them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sightings {
    /// What they say of themselves.
    pub head: SightingHead,
    /// By rising [`Run::same_as`].
    runs: Vec<Run>,
}

impl Sightings {
    /// Sightings out of an entry; `None` when a list is too short or too long.
    pub fn new(head: SightingHead, mut runs: Vec<Run>) -> Option<Self> {
        runs.sort_by_key(|run| run.same_as);
        let count: u64 = runs.iter().map(|run| u64::from(run.count)).sum();
        (count == head.count && runs.iter().all(Run::is_sound)).then_some(Self { head, runs })
    }

    /// The runs, by rising place of the items they are about.
    pub fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// Where an item stands too.
    pub fn of(&self, segment: u64, index: u32) -> impl Iterator<Item = Found> {
        let end = self.runs.partition_point(|run| run.same_as <= (segment, index));
        // An archive may hold one message twice, so runs may overlap; none is longer than a segment.
        let near = self.runs[..end].iter().rev().take_while(move |run| run.same_as.0 == segment);
        near.filter_map(move |run| {
            let at = index - run.same_as.1;
            (at < run.count).then(|| run.found(at as usize))
        })
    }
}

/// Gathers sightings into runs, in any order.
#[derive(Debug, Default)]
pub struct Gatherer {
    open: Vec<Run>,
}

impl Gatherer {
    /// An item stands in another archive too.
    pub fn add(&mut self, same_as: (u64, u32), found: Found) {
        let last = self.open.last_mut().filter(|run| {
            same_as == (run.same_as.0, run.same_as.1.saturating_add(run.count)) && run.takes(&found)
        });
        let run = match last {
            Some(run) => run,
            None => {
                self.open.push(Run { same_as, ..Run::default() });
                self.open.last_mut().expect("one was just added")
            }
        };
        run.push(found);
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.open.is_empty()
    }

    /// All of them, `most` to an entry of the log or a few more: a run is never broken.
    pub fn finish(mut self, (exhibit, format): (u64, &str), most: u64) -> Vec<Sightings> {
        self.open.sort_by_key(|run| run.same_as);
        let mut parts: Vec<Sightings> = Vec::new();
        for run in self.open {
            if parts.last().is_none_or(|part| part.head.count >= most) {
                let head = SightingHead { v: 1, exhibit, format: format.to_owned(), count: 0 };
                parts.push(Sightings { head, runs: Vec::new() });
            }
            if let Some(part) = parts.last_mut() {
                part.head.count += u64::from(run.count);
                part.runs.push(run);
            }
        }
        parts
    }
}

impl Run {
    /// Whether a sighting can follow the ones it has.
    fn takes(&self, found: &Found) -> bool {
        match (found, self.items) {
            (Found::Item(segment, place), Some((own, first))) => {
                (*segment, *place) == (own, first.saturating_add(self.count))
            }
            (Found::Place(place), None) => {
                place.member == self.member
                    && place.start.and(place.end).is_some() != self.bytes.is_empty()
                    && place.row.is_some() != self.rows.is_empty()
            }
            _ => false,
        }
    }

    fn push(&mut self, found: Found) {
        match found {
            Found::Item(segment, place) => self.items = self.items.or(Some((segment, place))),
            Found::Place(Locator { member, start, end, row }) => {
                self.member = member;
                if let (Some(start), Some(end)) = (start, end) {
                    self.bytes.extend([start, end.saturating_sub(start)]);
                }
                self.rows.extend(row);
            }
        }
        self.count += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{collection::vec, option, prelude::*};

    fn place() -> impl Strategy<Value = Found> {
        let range = option::of((0..500u64, 0..20u64));
        let member = option::of(prop_oneof![Just("a".to_owned()), Just("b".to_owned())]);
        let place = (member, range, option::of(0..50u64)).prop_map(|(member, range, row)| {
            Found::Place(Locator {
                member,
                start: range.map(|(start, _)| start),
                end: range.map(|(start, length)| start + length),
                row,
            })
        });
        prop_oneof![place, (0..3u64, 0..50u32).prop_map(|(segment, at)| Found::Item(segment, at))]
    }

    proptest! {
        #[test]
        fn every_sighting_is_found_again_where_it_was_put(
            all in vec(((0..3u64, 0..6u32), place()), 1..60)
        ) {
            let mut gatherer = Gatherer::default();
            all.iter().for_each(|(same_as, found)| gatherer.add(*same_as, found.clone()));
            let made = gatherer.finish((9, "whatsapp"), 10);
            // As they are read back from their entries.
            let read = made.iter().map(|made| {
                let runs = serde_json::from_slice(&serde_json::to_vec(made.runs()).unwrap()).unwrap();
                Sightings::new(made.head.clone(), runs).unwrap()
            });
            let read: Vec<Sightings> = read.collect();
            prop_assert_eq!(read.iter().map(|made| made.head.count).sum::<u64>(), all.len() as u64);
            for segment in 0..3 {
                for index in 0..6 {
                    let mut found: Vec<String> = read.iter().flat_map(|made| made.of(segment, index)).map(|f| format!("{f:?}")).collect();
                    let put = all.iter().filter(|(same_as, _)| *same_as == (segment, index));
                    let mut put: Vec<String> = put.map(|(_, f)| format!("{f:?}")).collect();
                    found.sort();
                    put.sort();
                    prop_assert_eq!(found, put);
                }
            }
        }
    }

    #[test]
    fn a_thousand_records_in_a_row_are_one_run() {
        let mut gatherer = Gatherer::default();
        for at in 0..1000 {
            let start = u64::from(at) * 40;
            let place = Locator { start: Some(start), end: Some(start + 39), ..Locator::default() };
            gatherer.add((7, at), Found::Place(place));
        }
        assert_eq!(gatherer.finish((9, "whatsapp"), 10)[0].runs().len(), 1);
    }

    #[test]
    fn lists_that_are_too_short_are_refused() {
        let head = SightingHead { v: 1, exhibit: 1, format: "whatsapp".into(), count: 2 };
        let run = Run { same_as: (7, 0), count: 2, bytes: vec![1, 2, 3], ..Run::default() };
        assert_eq!(Sightings::new(head.clone(), vec![run.clone()]), None);
        assert!(Sightings::new(head, vec![Run { bytes: vec![1, 2, 3, 4], ..run }]).is_some());
    }
}
