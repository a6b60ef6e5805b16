//! From a case to the view model: everything that stands on the pages of a report, in words.
//!
//! Every piece of text the keeper or somebody else wrote goes through [`Composer::text`], so that a private place in it
//! is hidden wherever it comes from.

mod annex;
mod chronology;
mod exhibits;
mod front;
mod law;
mod method;
mod rows;

use crate::{
    case::Case,
    figures::Figures,
    firewall::Firewall,
    lawful::LawTable,
    model::{Facts, Line, Ref, Report, Scheduled},
    selection::Selection,
    words,
};
use daybook_core::{
    contact::{NOT_KNOWN, Source},
    incident::Incident,
};
pub(crate) use front::Room;
use rows::Row;
use std::collections::BTreeMap;

/// The first of many, and what says how many more there are.
fn first_of<T>(all: impl ExactSizeIterator<Item = T>, most: usize, rest: impl FnOnce(usize) -> T) -> Vec<T> {
    let more = all.len().saturating_sub(most);
    all.take(most).chain((more > 0).then(|| rest(more))).collect()
}

/// How much of the log and of the imported items is disclosed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Disclosed {
    /// Entries disclosed, and entries in the log.
    pub entries: (u64, u64),
    /// Imported items disclosed, and all there are.
    pub items: (u64, u64),
    /// Entries that would have been disclosed but hold a private place.
    pub held_back: Vec<u64>,
}

/// What a report is composed from.
pub struct Composer<'a> {
    pub(crate) case: &'a Case<'a>,
    pub(crate) selection: &'a Selection,
    pub(crate) figures: &'a Figures,
    pub(crate) wall: &'a Firewall,
    pub(crate) disclosed: &'a Disclosed,
    rows: Vec<Row>,
    line_of: BTreeMap<u64, usize>,
    number_of: BTreeMap<(u64, u32), usize>,
}

/// The decisions a report rests on.
pub struct Basis<'a> {
    /// What goes in.
    pub selection: &'a Selection,
    /// The figures.
    pub figures: &'a Figures,
    /// The places to hide.
    pub wall: &'a Firewall,
    /// How much is disclosed.
    pub disclosed: &'a Disclosed,
}

impl<'a> Composer<'a> {
    /// Numbers the lines of the chronology and of the schedule.
    pub fn new(case: &'a Case<'a>, basis: &Basis<'a>) -> Self {
        let Basis { selection, figures, wall, disclosed } = *basis;
        let rows = rows::rows(&selection.chosen);
        let line_of = (1..).zip(&rows).filter_map(|(number, row)| match row {
            Row::Incident(entry) => Some((*entry, number)),
            Row::Day(_) => None,
        });
        let line_of = line_of.collect();
        let items = selection.chosen.counted().filter_map(|row| match row.source {
            Source::Item(segment, index) => Some((segment, index)),
            Source::Incident(_) => None,
        });
        let number_of = items.zip(1..).collect();
        Self { case, selection, figures, wall, disclosed, rows, line_of, number_of }
    }

    /// The whole report.
    pub fn report(&self, table: &LawTable) -> Report {
        let keeper = self.keeper();
        let made = words::moment(self.case.made_at, &self.case.zone);
        let lines = self.lines();
        Report {
            title: "Report of unwanted contact".into(),
            made: format!("From the record kept by {keeper}. Made for {} on {made}, with {}.", self.case.audience.whom(), self.case.program),
            header: format!("Report of unwanted contact · {keeper} · {made}"),
            footer: "These are counts, not conclusions. Each figure can be counted again from the files beside this report.".into(),
            front: self.front(&Room::EACH[0], &lines, table),
            lines,
            asked: self.boundaries_in_full(),
            people: self.people(),
            orders: self.orders(table),
            agencies: self.agencies(),
            law: self.law(table),
            exhibits: self.exhibits(),
            schedule: self.schedule(),
            changed: self.changed(),
            struck: self.struck(),
            method: self.method(),
        }
    }

    /// The keeper's name, or what to say without one.
    pub(crate) fn keeper(&self) -> String {
        let name = self.case.diary.subject.as_ref().map(|s| s.name.trim()).filter(|name| !name.is_empty());
        name.map_or_else(|| "the person reporting".into(), |name| self.text(name))
    }

    /// Somebody's words, with private places hidden.
    pub(crate) fn text(&self, text: &str) -> String {
        self.wall.clean(text)
    }

    /// A person's name.
    pub(crate) fn name(&self, person: u64) -> String {
        if person == NOT_KNOWN {
            "a person not known".into()
        } else {
            self.text(self.case.diary.name(person))
        }
    }

    fn names(&self, persons: impl IntoIterator<Item = u64>) -> String {
        words::list(&persons.into_iter().map(|p| self.name(p)).collect::<Vec<_>>())
    }

    /// A reference to the line of an incident, or to its entry when it has no line.
    pub(crate) fn line_ref(&self, incident: u64) -> Ref {
        let line = self.line_of.get(&incident).map(|number| Line::reference(*number));
        line.unwrap_or_else(|| Ref { text: format!("entry {incident}"), anchor: None })
    }

    fn message_ref(&self, item: (u64, u32)) -> Option<Ref> {
        self.number_of.get(&item).map(|number| Scheduled::reference(*number))
    }

    fn exhibit_ref(&self, entry: u64) -> Option<Ref> {
        let label = self.case.diary.label(entry)?;
        let listed = self.selection.exhibits.iter().any(|(e, _)| *e == entry)
            || self.case.diary.items.contains_key(&entry);
        Some(Ref { text: label.to_owned(), anchor: listed.then(|| crate::model::Exhibit::anchor(label)) })
    }

    /// The standing incidents of the report with their entry numbers, in the order of its lines.
    pub(crate) fn incidents(&self) -> impl Iterator<Item = (u64, &'a Incident)> {
        let diary = self.case.diary;
        let entries = self.rows.iter().filter_map(|row| match row {
            Row::Incident(entry) => Some(*entry),
            Row::Day(_) => None,
        });
        entries.filter_map(|entry| Some((entry, diary.incidents.get(&entry)?.now())))
    }
}

/// Collects labelled facts, leaving out what is empty.
#[derive(Default)]
pub(crate) struct FactList(Vec<(String, String)>);

impl FactList {
    pub(crate) fn add(&mut self, label: &str, text: impl Into<String>) {
        let text = text.into();
        if !text.trim().is_empty() {
            self.0.push((label.to_owned(), text));
        }
    }

    pub(crate) fn maybe(&mut self, label: &str, text: Option<String>) {
        if let Some(text) = text {
            self.add(label, text);
        }
    }

    pub(crate) fn done(self) -> Vec<(String, String)> {
        self.0
    }

    pub(crate) fn under(self, heading: impl Into<String>) -> Facts {
        Facts { heading: heading.into(), facts: self.0 }
    }
}

/// What stands in place of a private place.
pub(crate) const PLACE_KEPT_PRIVATE: &str = "Place kept private";
