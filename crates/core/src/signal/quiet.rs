//! A quiet time. Never an end.

use super::{DAY, Figure, Finding, Signal, View};
use crate::contact::NOT_KNOWN;
use jiff::Timestamp;

pub(super) const SIGNAL: Signal = Signal {
    id: "quiet",
    version: 1,
    says: "How long it has been quiet, as far as the record goes. Some stop and start again.",
    wrong_when: "Nothing was written down or imported since.",
    needs: "Something in the record that is newer than the last contact.",
    parameters: &["quiet.days"],
    find,
};

fn find(view: &View) -> Option<Vec<Finding>> {
    let least = view.seconds("quiet.days", DAY)?;
    let rows = view.rows;
    let known = known_until(view);
    // Of people not known it cannot be said that they are quiet.
    let named = rows.each_person().filter(|person| rows.persons[*person] != NOT_KNOWN);
    let found = named.filter_map(|person| {
        let last = rows.row(rows.timed(person).last()?);
        let quiet = known.min(view.now.as_second()) - last.at;
        (quiet >= least).then(|| {
            let entry = rows.persons[person];
            let days = quiet / DAY;
            let says = format!(
                "No contact by {} is on record for {days} days after {}. It may not be over.",
                view.name(entry),
                view.moment(last)
            );
            let figure = Figure::of("days", "whole days without contact", days as f64, vec![last.source]);
            let mut finding = Finding::new("quiet", says).about(entry).with(figure);
            finding.from = last.instant();
            finding.until = Timestamp::from_second(known.min(view.now.as_second())).ok();
            finding
        })
    });
    Some(found.collect())
}

/// Up to when the record would show contact: the end of the newest export, or the last time something was written.
fn known_until(view: &View) -> i64 {
    let exports = view.rows.all.iter().rev().find(|row| row.timed() && row.imported()).map(|row| row.at);
    let incidents = view.diary.incidents.values().flat_map(|h| h.revisions());
    let written = incidents.map(|r| r.written.as_second()).max();
    exports.max(written).unwrap_or(i64::MIN)
}
