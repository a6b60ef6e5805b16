//! The rows of the chronology: each incident alone, and the imported contacts of one person on one day together.
//!
//! By the day, because an officer reads a year of evenings, not four hundred single messages; the schedule has those.

use crate::figures::Chosen;
use daybook_core::{contact::Source, incident::Channel};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Row {
    /// An incident, by entry number.
    Incident(u64),
    /// Imported contacts of one person on one day.
    Day(Day),
}

/// Imported contacts of one person on one local day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Day {
    /// Who.
    pub person: u64,
    /// First and last; `None` when no time is known.
    pub span: Option<(Timestamp, Timestamp)>,
    /// Each contact with its channel, in order of time: entry number of its segment and place in it.
    pub items: Vec<(Channel, (u64, u32))>,
}

/// Rows in order of time. What has no time comes last, in the order it was written.
pub(crate) fn rows(chosen: &Chosen) -> Vec<Row> {
    let mut dated: Vec<(Option<Timestamp>, Row)> = Vec::new();
    let mut told = BTreeSet::new();
    let mut days: BTreeMap<(u64, Option<i32>), Day> = BTreeMap::new();
    for contact in chosen.counted() {
        let at = contact.instant();
        match contact.source {
            // An incident by two people is two contacts and one row.
            Source::Incident(entry) if told.insert(entry) => dated.push((at, Row::Incident(entry))),
            Source::Incident(_) => {}
            Source::Item(segment, index) => {
                let person = chosen.person(contact);
                let empty = || Day { person, span: at.map(|at| (at, at)), items: Vec::new() };
                let day = days.entry((person, at.map(|_| contact.day))).or_insert_with(empty);
                day.span = day.span.zip(at).map(|(all, at)| (all.0.min(at), all.1.max(at)));
                day.items.push((contact.channel, (segment, index)));
            }
        }
    }
    dated.extend(days.into_values().map(|day| (day.span.map(|span| span.0), Row::Day(day))));
    dated.sort_by_key(|(at, _)| (at.is_none(), *at));
    dated.into_iter().map(|(_, row)| row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use daybook_core::{
        contact::Placed,
        diary::Diary,
        event::{Event, Record},
        incident::Incident,
        item::Item,
        person::{Identifier, Person},
        rows::Rows,
        when::When,
    };
    use jiff::tz::TimeZone;

    fn diary() -> Diary {
        let mut diary = Diary::default();
        let basis = "said so".into();
        let linked = Identifier { value: "Dan".into(), person: Some(0), basis, ..Identifier::default() };
        let told =
            |when| Event::Incident(Incident { when, what: "x".into(), who: vec![0], ..Incident::default() });
        let night = When::exact(jiff::civil::date(2026, 7, 1).at(22, 0, 0, 0), "Europe/London");
        let all = [
            Event::Person(Person::default()),
            Event::Identifier(linked),
            told(night),
            told(When::not_sure("Europe/London")),
        ];
        for (entry, event) in (0..).zip(all) {
            let at = "2026-07-04T22:00:00Z".parse().unwrap();
            diary.apply(entry, Record { at, zone: "Europe/London".into(), event });
        }
        diary
    }

    #[test]
    fn messages_of_one_local_day_are_one_row_and_incidents_stand_alone() {
        // In summer 23:30 UTC is half past midnight of the next day in London.
        let times = ["2026-07-01T20:00:00Z", "2026-07-01T22:00:00Z", "2026-07-01T23:30:00Z"];
        let items = times.map(|at| Item {
            at: Some(at.parse().unwrap()),
            from: Some("Dan".into()),
            ..Item::default()
        });
        let placed = || {
            (0u32..).zip(&items).map(|(index, item)| Placed {
                segment: 7,
                index,
                format: "sms",
                item: item.into(),
            })
        };
        let (diary, zone) = (diary(), TimeZone::get("Europe/London").unwrap());
        let all = Rows::of(&diary, placed, &zone);
        let rows = rows(&Chosen::of(all, &BTreeSet::from([0]), &BTreeSet::new()));
        let shape = |row: &Row| match row {
            Row::Incident(entry) => (*entry, 0),
            Row::Day(day) => (0, day.items.len()),
        };
        assert_eq!(rows.iter().map(shape).collect::<Vec<_>>(), [(0, 2), (2, 0), (0, 1), (3, 0)]);
    }
}
