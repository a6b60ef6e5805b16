//! Places that come up again.

use super::{Figure, Finding, Signal, View, counted};
use crate::order;
use std::collections::BTreeMap;

pub(super) const SIGNAL: Signal = Signal {
    id: "places",
    version: 1,
    says: "Places at which the person was, or which they acted on, more than once.",
    wrong_when: "Two places are written alike, or one place is written in two ways.",
    needs: "Incidents with a place.",
    parameters: &["places.least"],
    find,
};

fn find(view: &View) -> Option<Vec<Finding>> {
    let least = view.count("places.least")?.max(1);
    let rows = view.rows;
    let mut found = Vec::new();
    for person in rows.each_person() {
        let mut places: BTreeMap<String, (String, Vec<u32>)> = BTreeMap::new();
        for at in &rows.unwanted[person] {
            let place = view.incident(rows.row(*at).source).and_then(|i| i.place.as_ref());
            if let Some(place) = place {
                let known = places.entry(order::plain(&place.text));
                known.or_insert_with(|| (place.text.clone(), Vec::new())).1.push(*at);
            }
        }
        for (text, at) in places.into_values().filter(|(_, at)| at.len() >= least) {
            let (first, last) = (rows.row(at[0]), rows.row(at[at.len() - 1]));
            let says = format!("{text}: {}.", counted(at.len(), "incident", "incidents"));
            let incidents = Figure::count("incidents", "incidents at this place", rows.sources(at));
            let finding = Finding::new("place", says).about(rows.persons[person]);
            found.push(finding.between(first, last).with(incidents));
        }
    }
    Some(found)
}
