//! Contact that has gone on for more than two weeks.

use super::{DAY, Figure, Finding, Signal, View};
use crate::contact::NOT_KNOWN;

pub(super) const SIGNAL: Signal = Signal {
    id: "two-weeks",
    version: 1,
    says: "Unwanted contact by one person that has gone on for longer than the time a study found to matter.",
    wrong_when: "The first contact was something else, or by somebody else.",
    needs: "Two unwanted contacts with a known time.",
    parameters: &["two_weeks.days"],
    find,
};

fn find(view: &View) -> Option<Vec<Finding>> {
    let least = view.seconds("two_weeks.days", DAY)?;
    let rows = view.rows;
    // Incidents that name nobody may be by several people.
    let named = rows.each_person().filter(|person| rows.persons[*person] != NOT_KNOWN);
    let found = named.filter_map(|person| {
        let first = rows.row(rows.timed(person).next()?);
        let last = rows.row(rows.timed(person).last()?);
        let lasted = last.at - first.at;
        let entry = rows.persons[person];
        (lasted > least).then(|| {
            // Local days, as every other count of days.
            let days = last.day - first.day;
            let says = format!("Contact by {} has gone on for {days} days.", view.name(entry));
            let ends = vec![first.source, last.source];
            let days = Figure::of("days", "days from the first contact to the last", f64::from(days), ends);
            let all = rows.sources(rows.timed(person));
            let all = Figure::count("contacts", "unwanted contacts with a known time", all);
            Finding::new("over_two_weeks", says).about(entry).between(first, last).with(days).with(all)
        })
    });
    Some(found.collect())
}
