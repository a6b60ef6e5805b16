//! Search: any words, in anything, without an index on disk.

use crate::{
    failure::{Failure, Outcome},
    items::Items,
};
use daybook_core::{diary::Diary, incident::Incident};
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
    let segments: Vec<_> = items.segments().collect();
    let found: Vec<Vec<Hit>> = segments
        .par_iter()
        .map(|held| {
            let rows = (0u32..).zip(&held.items);
            rows.filter(|(_, item)| {
                seeker.is_in(&item.text) || item.from.as_deref().is_some_and(|from| seeker.is_in(from))
            })
            .map(|(index, _)| Hit::Item(held.entry, index))
            .collect()
        })
        .collect();
    hits.extend(found.into_iter().flatten());
    Ok(hits)
}

/// A needle looked for without letter case: by bytes where both sides are plain ASCII, else by lower-casing.
struct Seeker<'a> {
    lower: &'a str,
    plain: Option<(memmem::Finder<'a>, u8, u8)>,
}

impl<'a> Seeker<'a> {
    fn new(lower: &'a str) -> Self {
        let first = lower.as_bytes()[0];
        let plain = lower
            .is_ascii()
            .then(|| (memmem::Finder::new(lower.as_bytes()), first, first.to_ascii_uppercase()));
        Self { lower, plain }
    }

    fn is_in(&self, text: &str) -> bool {
        let Some((finder, low, up)) = &self.plain else { return text.to_lowercase().contains(self.lower) };
        let bytes = text.as_bytes();
        if finder.find(bytes).is_some() {
            return true;
        }
        memchr::memchr2_iter(*low, *up, bytes).any(|at| {
            bytes
                .get(at..at + self.lower.len())
                .is_some_and(|piece| piece.eq_ignore_ascii_case(self.lower.as_bytes()))
        })
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
    use super::Seeker;

    #[test]
    fn letter_case_does_not_matter_in_any_script() {
        assert!(Seeker::new("street").is_in("Your STREET at night"));
        assert!(
            Seeker::new("straße").is_in("In deiner STRASSE, Straße") && Seeker::new("ольга").is_in("ОЛЬГА")
        );
        assert!(!Seeker::new("street").is_in("stree t"));
    }
}
