//! Which of the acts an Act names are in the record.

use super::{Figure, Finding, Signal, View, counted};
use crate::{guide::law::Act, rows::Row};

pub(super) const SIGNAL: Signal = Signal {
    id: "acts",
    version: 1,
    says: "Acts that the law names as examples, with the entries that show each.",
    wrong_when: "An incident was given a kind that does not fit it.",
    needs: "A pack with the acts of its law.",
    parameters: &[],
    find,
};

fn find(view: &View) -> Option<Vec<Finding>> {
    let mut found = Vec::new();
    for person in view.rows.each_person() {
        for act in &view.guide.act {
            let shows =
                view.rows.unwanted[person].iter().copied().filter(|at| is(view, act, view.rows.row(*at)));
            let shows: Vec<u32> = shows.collect();
            let (Some(first), Some(last)) = (shows.first(), shows.last()) else { continue };
            let (first, last) = (view.rows.row(*first), view.rows.row(*last));
            let says = format!("{}: {}.", act.label, counted(shows.len(), "entry", "entries"));
            let figure = Figure::count("entries", "entries that show it", view.rows.sources(shows));
            let mut finding = Finding::new("act", says).about(view.rows.persons[person]).between(first, last);
            finding.reasons = vec![format!("({}) {}", act.id, act.source)];
            found.push(finding.with(figure));
        }
    }
    Some(found)
}

/// Whether a contact is an example of an act.
pub(crate) fn is(view: &View, act: &Act, row: &Row) -> bool {
    match view.incident(row.source) {
        Some(incident) => act.kinds.iter().any(|kind| incident.kinds.contains(kind)),
        None => act.contacts,
    }
}
