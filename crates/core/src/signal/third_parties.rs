//! Other people drawn in: contacted instead, or acting for the person.

use super::{Figure, Finding, Signal, View, counted};
use crate::{contact::Source, incident::Kind, person::Role};
use std::collections::BTreeSet;

pub(super) const SIGNAL: Signal = Signal {
    id: "third-parties",
    version: 1,
    says: "Other people were contacted, or acted for the person.",
    wrong_when: "The other people wrote on their own account.",
    needs: "Incidents told as contact with people you know, or people named as helpers.",
    parameters: &[],
    find,
};

fn find(view: &View) -> Option<Vec<Finding>> {
    let rows = view.rows;
    let helpers: BTreeSet<u64> = view
        .diary
        .standing(&view.diary.people)
        .filter(|(_, p)| p.role == Role::Helper)
        .map(|(e, _)| e)
        .collect();
    let mut found = Vec::new();
    for person in rows.each_person() {
        let entry = rows.persons[person];
        let contacted = view.told(person, &[Kind::ContactThirdParty]).collect();
        found.extend(finding(view, entry, "contacted", contacted));
        let by_helper = |source: Source| {
            view.incident(source).is_some_and(|i| i.who.iter().any(|who| helpers.contains(who)))
        };
        let helped = rows.unwanted[person].iter().copied().filter(|at| by_helper(rows.row(*at).source));
        found.extend(finding(view, entry, "helper", helped.collect()));
    }
    Some(found)
}

fn finding(view: &View, person: u64, kind: &'static str, at: Vec<u32>) -> Option<Finding> {
    let (first, last) = (view.rows.row(*at.first()?), view.rows.row(*at.last()?));
    let count = counted(at.len(), "incident", "incidents");
    let name = view.name(person);
    let (says, counts) = match kind {
        "contacted" => (format!("{name} contacted other people: {count}."), "incidents with other people"),
        _ => (format!("Somebody acted for {name}: {count}."), "incidents by those who help"),
    };
    let figure = Figure::count("incidents", counts, view.rows.sources(at));
    Some(Finding::new(kind, says).about(person).between(first, last).with(figure))
}
