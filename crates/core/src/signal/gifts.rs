//! Gifts and things left or ordered.

use super::{Figure, Finding, Signal, View, counted};
use crate::incident::Kind;

pub(super) const SIGNAL: Signal = Signal {
    id: "gifts",
    version: 1,
    says: "Gifts, things left, and things ordered in your name.",
    wrong_when: "Somebody else left it.",
    needs: "Incidents told as gifts or orders.",
    parameters: &[],
    find,
};

fn find(view: &View) -> Option<Vec<Finding>> {
    let rows = view.rows;
    let found = rows.each_person().filter_map(|person| {
        let gifts: Vec<u32> = view.told(person, &[Kind::Gift, Kind::OrderGoods]).collect();
        let (first, last) = (rows.row(*gifts.first()?), rows.row(*gifts.last()?));
        let name = view.name(rows.persons[person]);
        let says = format!("{name} left, sent or ordered things: {}.", counted(gifts.len(), "time", "times"));
        let figure = Figure::count("incidents", "gifts and orders", rows.sources(gifts));
        Some(Finding::new("gift", says).about(rows.persons[person]).between(first, last).with(figure))
    });
    Some(found.collect())
}
