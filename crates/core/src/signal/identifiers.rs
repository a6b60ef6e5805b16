//! A new number or name after the last one was blocked or fell silent.

use super::{DAY, Figure, Finding, HOUR, Signal, View, counted};
use crate::{
    item::Direction,
    rows::{Identifier, Row},
};

pub(super) const SIGNAL: Signal = Signal {
    id: "identifiers",
    version: 1,
    says: "A number, name or address of the person that is first seen soon after another of theirs was blocked or fell silent.",
    wrong_when: "The person simply has a new phone, or the older number is missing from the exports.",
    needs: "Two identifiers linked to the same person.",
    parameters: &["identifier.days", "identifier.contacts"],
    find,
};

fn find(view: &View) -> Option<Vec<Finding>> {
    let soon = view.seconds("identifier.days", DAY)?;
    let least = view.count("identifier.contacts")?;
    let linked =
        (0u32..).zip(&view.rows.identifiers).filter(|(_, i)| (i.person as usize) < view.rows.persons.len());
    let linked: Vec<(u32, &Identifier)> = linked.collect();
    let mut found = Vec::new();
    for (_, new) in &linked {
        let Some(first) = incoming(view, new).next().filter(|row| row.unwanted) else { continue };
        let old = linked.iter().filter(|(_, i)| i.person == new.person && i.value != new.value);
        let ended = old.filter_map(|(at, i)| Ending::of(view, (*at, i), first, least));
        let ended = ended.filter(|e| first.at - e.at <= soon);
        // A block says more than a silence, a late one more than an early one.
        let ended = ended.max_by_key(|e| (e.blocked, e.at));
        found.extend(ended.map(|ended| finding(view, new, first, &ended)));
    }
    found.sort_by_key(|f| f.from);
    Some(found)
}

/// Incoming rows with a known time.
pub(super) fn incoming<'v>(
    view: &'v View,
    identifier: &'v Identifier,
) -> impl DoubleEndedIterator<Item = &'v Row> {
    let rows = identifier.rows.iter().map(|at| view.rows.row(*at));
    rows.filter(|row| row.timed() && row.way == Direction::In)
}

/// How the use of an identifier ended before a moment.
pub(super) struct Ending<'v> {
    pub(super) at: i64,
    pub(super) blocked: bool,
    pub(super) shown: &'v str,
    pub(super) source: crate::contact::Source,
}

impl<'v> Ending<'v> {
    /// The block of an identifier before `first`, or its last contact when it was in use and did not come back.
    pub(super) fn of(
        view: &'v View,
        (place, identifier): (u32, &'v Identifier),
        first: &Row,
        least: usize,
    ) -> Option<Self> {
        let shown = identifier.shown.as_str();
        let earlier = identifier.rows.partition_point(|at| view.rows.row(*at).at < first.at);
        let (earlier, later) = identifier.rows.split_at(earlier);
        let incoming = |at: &&u32| view.rows.row(**at).timed() && view.rows.row(**at).way == Direction::In;
        let last = view.rows.row(*earlier.iter().rfind(incoming)?);
        // A block that did not hold for a day is no ending: what came after it is the last use.
        let blocks = &view.rows.blocks;
        let until = blocks.partition_point(|block| block.at <= first.at);
        let held = blocks[..until].iter().rev().take_while(|block| block.at >= last.at - DAY);
        if let Some(block) = held.into_iter().find(|block| block.identifier == place) {
            return Some(Self { at: block.at, blocked: true, shown, source: block.source });
        }
        let used = earlier.iter().filter(incoming).take(least).count() >= least;
        let came_back = later.iter().any(|at| incoming(&at) && view.rows.row(*at).at > first.at);
        let silent = used && !came_back;
        silent.then_some(Self { at: last.at, blocked: false, shown, source: last.source })
    }

    /// The ending in words, seen from the first contact after it.
    pub(super) fn says(&self, first: &Row) -> String {
        let hours = (first.at - self.at) / HOUR;
        let after = if hours < 48 {
            counted(usize::try_from(hours).unwrap_or(0), "hour", "hours")
        } else {
            format!("{} days", hours / 24)
        };
        let what = if self.blocked { "was blocked" } else { "was last used" };
        format!("{after} after {} {what}", self.shown)
    }
}

fn finding(view: &View, new: &Identifier, first: &Row, ended: &Ending) -> Finding {
    let person = view.rows.persons[new.person as usize];
    let says = format!("{} first appears {}.", new.shown, ended.says(first));
    let kind = if ended.blocked { "new_after_block" } else { "new_after_silence" };
    let hours = (first.at - ended.at) as f64 / HOUR as f64;
    let gap = Figure::of("hours", "hours between the two", hours, vec![ended.source, first.source]);
    let contacts: Vec<_> = incoming(view, new).map(|row| row.source).collect();
    let contacts = Figure::count("contacts", "contacts from the new one", contacts);
    let mut finding = Finding::new(kind, says).about(person).between(first, first).with(gap).with(contacts);
    finding.identifier = Some(new.value.clone());
    finding
}
