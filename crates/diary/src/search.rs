//! Search: any words, in anything, without an index on disk.

use crate::{
    failure::{Failure, Outcome},
    items::{Items, SegmentItems},
};
use daybook_core::{diary::Diary, incident::Incident, sheaf::Sheaf};
use memchr::memmem;
use rayon::prelude::*;

/// Something found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hit {
    /// An incident, by entry number; any of its versions may hold the words.
    Incident(u64),
    /// An exhibit, by entry number: its name, its description or the text read in it by a machine holds the words.
    Exhibit(u64),
    /// An imported item, by segment and place.
    Item(u64, u32),
}

/// Finds every incident and item that holds the words, without letter case.
pub fn find(diary: &Diary, items: &Items, text: &str) -> Outcome<Vec<Hit>> {
    let needle = text.trim().to_lowercase();
    if needle.is_empty() {
        return Err(Failure::refused("There is nothing to look for.", "Give one or more words."));
    }
    let told = diary.incidents.iter().filter(|(_, history)| {
        history.revisions().iter().any(|revision| incident_holds(&revision.value, &needle))
    });
    let mut hits: Vec<Hit> = told.map(|(entry, _)| Hit::Incident(*entry)).collect();
    let exhibits = diary.exhibits.keys().filter(|entry| exhibit_holds(diary, **entry, &needle));
    hits.extend(exhibits.map(|entry| Hit::Exhibit(*entry)));
    let seeker = Seeker::new(&needle);
    let found: Vec<Vec<Hit>> = items.segments().par_iter().map(|held| seeker.hits(held)).collect();
    // What stands in two archives is found once.
    let first =
        |hit: &Hit| !matches!(hit, Hit::Item(segment, index) if items.same_as(*segment, *index).is_some());
    hits.extend(found.into_iter().flatten().filter(first));
    Ok(hits)
}

/// A needle looked for without letter case: by bytes where it is plain ASCII, else by lower-casing each text.
struct Seeker<'a> {
    lower: &'a str,
    finder: memmem::Finder<'a>,
}

impl<'a> Seeker<'a> {
    fn new(lower: &'a str) -> Self {
        Self { lower, finder: memmem::Finder::new(lower) }
    }

    /// The items of a segment with the words in their text or their sender, in order.
    fn hits(&self, held: &SegmentItems) -> Vec<Hit> {
        let mut places =
            if self.lower.is_ascii() { self.by_bytes(&held.sheaf) } else { self.by_letters(&held.sheaf) };
        let spoken = places.len();
        places.extend(held.sheaf.from_whom(|name| self.is_in(name)));
        if places.len() > spoken {
            places.sort_unstable();
            places.dedup();
        }
        let hit = |index| Some(Hit::Item(held.entry, u32::try_from(index).ok()?));
        places.into_iter().filter_map(hit).collect()
    }

    /// All texts of a segment are looked through as one, which is many times faster than one by one.
    fn by_bytes(&self, sheaf: &Sheaf) -> Vec<usize> {
        let lower = sheaf.texts().to_ascii_lowercase();
        let mut places = Vec::new();
        let mut from = 0;
        while let Some(at) = self.finder.find(&lower.as_bytes()[from..]) {
            let start = from + at;
            match sheaf.holder(start, start + self.lower.len()) {
                // One hit in a text is enough: go on where the next one begins.
                Some(index) => {
                    places.push(index);
                    from = sheaf.text_end(index);
                }
                // Half in one text, half in the next.
                None => from = start + 1,
            }
        }
        places
    }

    fn by_letters(&self, sheaf: &Sheaf) -> Vec<usize> {
        // Lower-casing makes no letter beyond ASCII out of plain ones.
        if sheaf.texts().is_ascii() {
            return Vec::new();
        }
        let texts = sheaf.iter().enumerate();
        texts
            .filter(|(_, item)| !item.text.is_ascii() && self.is_in(item.text))
            .map(|(index, _)| index)
            .collect()
    }

    fn is_in(&self, text: &str) -> bool {
        if self.lower.is_ascii() {
            self.finder.find(text.to_ascii_lowercase().as_bytes()).is_some()
        } else {
            text.to_lowercase().contains(self.lower)
        }
    }
}

fn exhibit_holds(diary: &Diary, entry: u64, needle: &str) -> bool {
    let Some(exhibit) = diary.exhibits.get(&entry).map(|history| history.now()) else { return false };
    let read = diary.machine_text(entry).map(|read| &read.text);
    let mut texts = [Some(&exhibit.name), exhibit.description.as_ref(), read].into_iter().flatten();
    texts.any(|text| text.to_lowercase().contains(needle))
}

fn incident_holds(incident: &Incident, needle: &str) -> bool {
    let lower = |text: &String| text.to_lowercase().contains(needle);
    let texts = [
        &incident.exact_words,
        &incident.technology,
        &incident.felt_then,
        &incident.felt_after,
        &incident.injury,
        &incident.damage,
        &incident.threat,
        &incident.weapon,
        &incident.vehicle,
        &incident.responded_text,
    ];
    lower(&incident.what)
        || texts.into_iter().flatten().any(lower)
        || incident.place.as_ref().is_some_and(|place| lower(&place.text))
        || incident.witnesses.iter().any(|w| lower(&w.name) || w.saw.as_ref().is_some_and(lower))
        || incident.present.iter().any(lower)
        || incident.effects.iter().any(|effect| lower(&effect.text))
        || incident
            .reported
            .iter()
            .any(|r| lower(&r.to) || [&r.reference, &r.officer, &r.said].into_iter().flatten().any(lower))
}

#[cfg(test)]
mod tests {
    use super::*;
    use daybook_core::{event::SegmentHead, item::Item};

    fn items(said: &[(&str, &str)]) -> Items {
        let item = |(from, text): &(&str, &str)| Item {
            from: Some((*from).into()),
            text: (*text).into(),
            ..Item::default()
        };
        let mut items = Items::default();
        let sheaf: Sheaf = said.iter().map(item).collect();
        items.push(SegmentItems { entry: 7, head: SegmentHead::default(), sheaf });
        items
    }

    fn found(items: &Items, text: &str) -> Vec<u32> {
        let hits = find(&Diary::default(), items, text).unwrap();
        hits.iter()
            .map(|hit| if let Hit::Item(7, index) = hit { *index } else { panic!("{hit:?}") })
            .collect()
    }

    #[test]
    fn letter_case_does_not_matter_in_any_script() {
        let items =
            items(&[("Dan", "Your STREET at night"), ("Dan", "In deiner STRASSE, Straße"), ("Дан", "ОЛЬГА")]);
        assert_eq!(found(&items, "street"), [0]);
        assert_eq!(found(&items, "STRASSE"), [1]);
        assert_eq!(found(&items, "straße"), [1]);
        assert_eq!(found(&items, "Ольга"), [2]);
    }

    #[test]
    fn words_are_found_within_one_message_and_never_across_two() {
        let items = items(&[("Dan", "I saw the str"), ("Dan", "eet; street, street"), ("Dan", "")]);
        assert_eq!(found(&items, "street"), [1]);
        assert_eq!(found(&items, "streeteet"), [] as [u32; 0]);
    }

    #[test]
    fn a_sender_is_found_as_well_and_a_message_once() {
        let items = items(&[("Dan", "it is Dan"), ("Alex", "who?"), ("DANIEL", "me")]);
        assert_eq!(found(&items, "dan"), [0, 2]);
        assert_eq!(found(&items, "дан"), [] as [u32; 0]);
    }

    #[test]
    fn nothing_is_not_looked_for() {
        assert!(find(&Diary::default(), &Items::default(), "  ").is_err());
    }
}
