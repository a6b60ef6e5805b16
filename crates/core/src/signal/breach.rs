//! Contact and visits while an order was in force.

use super::{Figure, Finding, Signal, View, counted};
use crate::{contact::Source, order};

pub(super) const SIGNAL: Signal = Signal {
    id: "breach",
    version: 1,
    says: "Entries that fall on the days, at the places and within the terms of an order.",
    wrong_when: "The order allows the contact, or the person had not been told of it yet. A court decides.",
    needs: "An order with its first day, and whom it binds.",
    parameters: &[],
    find,
};

fn find(view: &View) -> Option<Vec<Finding>> {
    let mut found = Vec::new();
    for held in
        order::held(view.diary, view.rows, view.zone).into_iter().filter(|held| !held.within.is_empty())
    {
        let sources = |of: &dyn Fn(&order::Within) -> bool| -> Vec<Source> {
            held.within.iter().filter(|w| of(w)).map(|w| w.source).collect()
        };
        let all = sources(&|_| true);
        let says =
            format!("{}: {} while it was in force.", held.kind, counted(all.len(), "entry", "entries"));
        let mut finding = Finding::new("within_order", says);
        finding.from = held.within.first().map(|within| within.at);
        finding.until = held.within.last().map(|within| within.at);
        finding.person = held.against.first().copied();
        finding.reasons.push(format!("Order {}", held.order));
        let service = sources(&|w| w.before_service);
        let unsure = sources(&|w| w.unsure);
        found.push(
            finding
                .with(Figure::count("entries", "entries within the order", all))
                .with(Figure::count("before_service", "of these, before it was served", service))
                .with(Figure::count("unsure", "of these, perhaps outside its days", unsure)),
        );
    }
    Some(found)
}
