//! Hours of the night, and days of the week.

use super::{Figure, Finding, Signal, View, counted};
use crate::rows::Row;
use std::collections::BTreeSet;

pub(super) const SIGNAL: Signal = Signal {
    id: "hours",
    version: 1,
    says: "Contact at night, or mostly on one day of the week.",
    wrong_when: "The person works at night, or a phone's clock was wrong.",
    needs: "Contacts with a known time of day.",
    parameters: &["night.from", "night.until", "night.contacts", "weekday.contacts"],
    find,
};

fn find(view: &View) -> Option<Vec<Finding>> {
    let night = (view.count("night.from")?, view.count("night.until")?);
    let (least_night, least_week) = (view.count("night.contacts")?, view.count("weekday.contacts")?);
    let rows = view.rows;
    let mut found = Vec::new();
    for person in rows.each_person() {
        let clear: Vec<u32> = rows.timed(person).filter(|at| rows.row(*at).to_the_minute).collect();
        let dark: Vec<u32> = clear.iter().copied().filter(|at| is_night(rows.row(*at), night)).collect();
        if dark.len() >= least_night.max(1) {
            found.push(at_night(view, rows.persons[person], &dark, clear.len()));
        }
        if clear.len() >= least_week.max(1) {
            found.extend(one_weekday(view, rows.persons[person], &clear));
        }
    }
    Some(found)
}

/// From the first hour up to the second, over midnight when the first is the later one.
fn is_night(row: &Row, (from, until): (usize, usize)) -> bool {
    let hour = usize::from(row.minute / 60);
    if from <= until { (from..until).contains(&hour) } else { hour >= from || hour < until }
}

fn at_night(view: &View, person: u64, dark: &[u32], of: usize) -> Finding {
    let (first, last) = (view.rows.row(dark[0]), view.rows.row(dark[dark.len() - 1]));
    let says = format!(
        "{} of {} with a known time by {} came at night.",
        dark.len(),
        counted(of, "contact", "contacts"),
        view.name(person)
    );
    let from = view.rows.sources(dark.iter().copied());
    let contacts = Figure::count("at_night", "contacts at night", from);
    Finding::new("night", says).about(person).between(first, last).with(contacts)
}

/// Told by days with contact, not by contacts: one busy day is no habit.
fn one_weekday(view: &View, person: u64, clear: &[u32]) -> Option<Finding> {
    let days: BTreeSet<i32> = clear.iter().map(|at| view.rows.row(*at).day).collect();
    let mut by_weekday = [0usize; 7];
    for day in &days {
        by_weekday[weekday(*day)] += 1;
    }
    let (at, most) = by_weekday.iter().copied().enumerate().max_by_key(|(_, n)| *n)?;
    if most < 5 || most * 2 < days.len() {
        return None;
    }
    let theirs = clear.iter().copied().filter(|row| weekday(view.rows.row(*row).day) == at);
    let theirs: Vec<u32> = theirs.collect();
    let (first, last) = (view.rows.row(theirs[0]), view.rows.row(theirs[theirs.len() - 1]));
    let says = format!(
        "{most} of {} with contact by {} were a {}.",
        counted(days.len(), "day", "days"),
        view.name(person),
        view.date(first)?.strftime("%A")
    );
    let from = view.rows.sources(theirs);
    let figure = Figure::of("days", "days of that weekday with contact", most as f64, from);
    Some(Finding::new("weekday", says).about(person).between(first, last).with(figure))
}

/// 1 January 1970 was a Thursday; Monday is 0.
fn weekday(day: i32) -> usize {
    usize::try_from((day + 3).rem_euclid(7)).unwrap_or(0)
}
