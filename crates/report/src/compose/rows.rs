//! The rows of the chronology: each incident alone, and the imported contacts of one person on one day together.
//!
//! By the day, because an officer reads a year of evenings, not four hundred single messages; the schedule has those.

use daybook_core::{
    contact::{Contact, Source},
    incident::Channel,
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
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
pub(crate) fn rows(chosen: &[&Contact], zone: &TimeZone) -> Vec<Row> {
    let mut dated: Vec<(Option<Timestamp>, Row)> = Vec::new();
    let mut told = BTreeSet::new();
    let mut days: BTreeMap<(u64, Option<Date>), Day> = BTreeMap::new();
    for contact in chosen {
        match contact.source {
            // An incident by two people is two contacts and one row.
            Source::Incident(entry) if told.insert(entry) => dated.push((contact.at(), Row::Incident(entry))),
            Source::Incident(_) => {}
            Source::Item(segment, index) => {
                let date = contact.at().map(|at| zone.to_datetime(at).date());
                let empty = Day { person: contact.person, span: contact.span, items: Vec::new() };
                let day = days.entry((contact.person, date)).or_insert(empty);
                day.span = day.span.zip(contact.span).map(|(all, one)| (all.0.min(one.0), all.1.max(one.1)));
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
    use daybook_core::item::Direction;

    fn contact(at: Option<&str>, source: Source) -> Contact {
        let span = at.map(|at| (at.parse().unwrap(), at.parse().unwrap()));
        Contact {
            span,
            source,
            channel: Channel::Sms,
            person: 1,
            direction: Direction::In,
            call: None,
            identifier: None,
            after_boundary: false,
            bounded: false,
        }
    }

    #[test]
    fn messages_of_one_local_day_are_one_row_and_incidents_stand_alone() {
        let zone = TimeZone::get("Europe/London").unwrap();
        // In summer 23:30 UTC is half past midnight of the next day in London.
        let contacts = [
            contact(Some("2026-07-01T20:00:00Z"), Source::Item(7, 0)),
            contact(Some("2026-07-01T21:00:00Z"), Source::Incident(3)),
            contact(Some("2026-07-01T22:00:00Z"), Source::Item(7, 1)),
            contact(Some("2026-07-01T23:30:00Z"), Source::Item(7, 2)),
            contact(None, Source::Incident(4)),
        ];
        let rows = rows(&contacts.iter().collect::<Vec<_>>(), &zone);
        let shape = |row: &Row| match row {
            Row::Incident(entry) => (*entry, 0),
            Row::Day(day) => (0, day.items.len()),
        };
        assert_eq!(rows.iter().map(shape).collect::<Vec<_>>(), [(0, 2), (3, 0), (0, 1), (4, 0)]);
    }
}
