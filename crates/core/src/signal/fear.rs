//! Fear of violence on more than one occasion.

use super::{Figure, Finding, Signal, View, counted};
use crate::conduct;

pub(super) const SIGNAL: Signal = Signal {
    id: "fear",
    version: 1,
    says: "Occasions on which you feared violence.",
    wrong_when: "Two incidents belong to one occasion although they are far apart in time.",
    needs: "Incidents marked with fear of violence.",
    parameters: &["occasion.gap"],
    find,
};

fn find(view: &View) -> Option<Vec<Finding>> {
    let gap = i64::try_from(view.count("occasion.gap")?).ok()?;
    let rows = view.rows;
    let found = rows.each_person().filter_map(|person| {
        let feared =
            |at: &u32| view.incident(rows.row(*at).source).is_some_and(|i| i.fear_of_violence == Some(true));
        let feared: Vec<u32> = rows.unwanted[person].iter().copied().filter(feared).collect();
        let (first, last) = (rows.row(*feared.first()?), rows.row(*feared.last()?));
        let occasions = conduct::occasions(rows, &feared, gap).len();
        let kind = if occasions >= 2 { "twice_or_more" } else { "once" };
        let says = format!(
            "You marked fear of violence on {}, with {}.",
            counted(occasions, "occasion", "occasions"),
            view.name(rows.persons[person])
        );
        let from = rows.sources(feared);
        let figure = Figure::of("occasions", "occasions with fear of violence", occasions as f64, from);
        Some(Finding::new(kind, says).about(rows.persons[person]).between(first, last).with(figure))
    });
    Some(found.collect())
}
