//! Contact and visits while an order was in force.

use super::{Figure, Finding, Signal, View, counted};
use crate::{contact::Source, order, rows::Rows};
use std::collections::HashMap;

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
    let at: HashMap<Source, u32> = places_in(view.rows);
    let mut found = Vec::new();
    for held in order::held(view.diary, view.rows).into_iter().filter(|held| !held.within.is_empty()) {
        let sources = |of: &dyn Fn(&order::Within) -> bool| -> Vec<Source> {
            held.within.iter().filter(|w| of(w)).map(|w| w.source).collect()
        };
        let all = sources(&|_| true);
        let says =
            format!("{}: {} while it was in force.", held.kind, counted(all.len(), "entry", "entries"));
        let mut finding = Finding::new("within_order", says);
        let row = |source: Option<&Source>| source.and_then(|s| at.get(s)).map(|at| view.rows.row(*at));
        if let (Some(first), Some(last)) = (row(all.first()), row(all.last())) {
            finding = finding.between(first, last);
        }
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

fn places_in(rows: &Rows) -> HashMap<Source, u32> {
    (0u32..).zip(&rows.all).filter(|(_, row)| row.unwanted).map(|(at, row)| (row.source, at)).collect()
}
