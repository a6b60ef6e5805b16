//! Moving to a new way of contact.

use super::{DAY, Figure, Finding, Signal, View};
use crate::incident::Channel;
use std::collections::BTreeMap;

pub(super) const SIGNAL: Signal = Signal {
    id: "channels",
    version: 1,
    says: "The ways in which one person made contact, and when each new one began.",
    wrong_when: "An export of the new way begins only on that day, or nobody wrote it down before.",
    needs: "Unwanted contact in two ways.",
    parameters: &["channel.days"],
    find,
};

fn find(view: &View) -> Option<Vec<Finding>> {
    let apart = view.seconds("channel.days", DAY)?;
    let rows = view.rows;
    let mut found = Vec::new();
    for person in rows.each_person() {
        let mut ways: BTreeMap<Channel, Vec<u32>> = BTreeMap::new();
        for at in rows.timed(person) {
            ways.entry(rows.row(at).channel).or_default().push(at);
        }
        let Some(began) = ways.values().map(|way| rows.row(way[0]).at).min() else { continue };
        let later = ways.into_iter().filter(|(_, way)| rows.row(way[0]).at - began >= apart);
        let mut later: Vec<(Channel, Vec<u32>)> = later.collect();
        later.sort_by_key(|(_, way)| rows.row(way[0]).at);
        let entry = rows.persons[person];
        found.extend(later.into_iter().map(|(channel, way)| new_way(view, entry, channel, way)));
    }
    Some(found)
}

fn new_way(view: &View, person: u64, channel: Channel, way: Vec<u32>) -> Finding {
    let (first, last) = (view.rows.row(way[0]), view.rows.row(way[way.len() - 1]));
    let says = format!(
        "{}: the first unwanted contact in a new way came on {}: {}.",
        view.name(person),
        view.day(first.day),
        channel.label().to_lowercase()
    );
    let contacts = Figure::count("contacts", "contacts in this way", view.rows.sources(way));
    Finding::new("new_channel", says).about(person).between(first, last).with(contacts)
}
