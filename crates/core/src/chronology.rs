//! The chronology: incidents and groups of imported contacts in one row of time.
//!
//! Incidents stand alone. Imported contacts of one person on one channel are grouped by occasion, so that four hundred
//! messages of one night are one line whose messages can all be looked up.

use crate::{conduct, contact::Source, incident::Channel, rows::Rows};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// An incident, by entry number.
    Incident(u64),
    /// Imported contacts that belong together.
    Group(Group),
}

/// Imported contacts by one person on one channel, close in time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Who.
    pub person: u64,
    /// How.
    pub channel: Channel,
    /// First and last.
    pub span: (Timestamp, Timestamp),
    /// Each contact: entry number of its segment and place in it.
    pub items: Vec<(u64, u32)>,
}

/// Lines in order of time. Incidents without a time come last, in the order they were written.
pub fn lines(rows: &Rows, chosen: &[u32], gap_minutes: i64) -> Vec<Line> {
    let mut dated: Vec<(Option<Timestamp>, Line)> = Vec::new();
    let mut told = BTreeSet::new();
    let mut imported: BTreeMap<(u32, Channel), Vec<u32>> = BTreeMap::new();
    for at in chosen {
        let row = rows.row(*at);
        match row.source {
            // An incident by two people is two contacts and one line.
            Source::Incident(entry) if told.insert(entry) => {
                dated.push((row.instant(), Line::Incident(entry)));
            }
            Source::Incident(_) => {}
            Source::Item(..) => imported.entry((row.person, row.channel)).or_default().push(*at),
        }
    }
    for ((person, channel), contacts) in imported {
        let groups = conduct::occasions(rows, &contacts, gap_minutes).into_iter().filter_map(|occasion| {
            let items = occasion.from.iter().filter_map(|source| match source {
                Source::Item(segment, index) => Some((*segment, *index)),
                Source::Incident(_) => None,
            });
            let span = occasion.start.zip(occasion.end)?;
            let person = rows.persons[person as usize];
            Some((Some(span.0), Line::Group(Group { person, channel, span, items: items.collect() })))
        });
        dated.extend(groups);
    }
    dated.sort_by_key(|(at, _)| (at.is_none(), *at));
    dated.into_iter().map(|(_, line)| line).collect()
}
