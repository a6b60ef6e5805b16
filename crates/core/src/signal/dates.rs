//! Dates that mean something: days of the year, and the days on which it began and was asked to end.

use super::{DAY, Figure, Finding, Signal, View, chance_of_as_many, counted};
use crate::{incident::Kind, order, rows::Row};
use jiff::civil::Date;
use std::collections::BTreeMap;

pub(super) const SIGNAL: Signal = Signal {
    id: "dates",
    version: 1,
    says: "More contact than usual, a visit or a gift on a date that means something.",
    wrong_when: "It would have come on any day.",
    needs: "Contacts with a known day.",
    parameters: &["date.days", "date.chance"],
    find,
};

const ACTS: [Kind; 5] = [Kind::Gift, Kind::OrderGoods, Kind::TurnUp, Kind::Approach, Kind::EnterHome];

fn find(view: &View) -> Option<Vec<Finding>> {
    let named = view.guide.phrases("date.days")?.iter().filter_map(|line| line.split_once(' '));
    let named: Vec<(&str, String)> = named.map(|(day, name)| (day, name.to_owned())).collect();
    let chance = view.number("date.chance")?;
    let rows = view.rows;
    let mut found = Vec::new();
    for person in rows.each_person() {
        let mut days: BTreeMap<i32, Vec<u32>> = BTreeMap::new();
        for at in rows.timed(person).filter(|at| rows.row(*at).lasts <= DAY) {
            days.entry(rows.row(at).day).or_default().push(at);
        }
        let own = anniversaries(view, person);
        for (day, at) in days {
            let Some(date) = order::date_of(day) else { continue };
            let of_year = date.strftime("%m-%d").to_string();
            let mut dates = named.iter().filter(|(when, _)| *when == of_year).map(|(_, name)| name.clone());
            let mut mine =
                own.iter().filter(|(since, _)| is_anniversary(*since, date)).map(|(_, name)| name.clone());
            let Some(name) = dates.next().or_else(|| mine.next_back()) else { continue };
            found.extend(on_the_day(view, person, &at, &name, chance));
        }
    }
    found.sort_by_key(|f| f.from);
    Some(found)
}

fn is_anniversary(since: Date, day: Date) -> bool {
    day.year() > since.year() && (day.month(), day.day()) == (since.month(), since.day())
}

/// The first contact and the first time the person was asked to stop.
fn anniversaries(view: &View, person: usize) -> Vec<(Date, String)> {
    let first = view.rows.timed(person).next().and_then(|at| view.date(view.rows.row(at)));
    let asked = view.diary.standing(&view.diary.boundaries).filter_map(|(_, b)| b.when.instants());
    let asked = asked.map(|(start, _)| view.zone.to_datetime(start).date()).min();
    let first = first.map(|day| (day, "the day of the first contact".to_owned()));
    let asked = asked.map(|day| (day, "the day you asked for it to stop".to_owned()));
    first.into_iter().chain(asked).collect()
}

fn on_the_day(view: &View, person: usize, at: &[u32], name: &str, chance: f64) -> Option<Finding> {
    let rows = view.rows;
    let (first, last): (&Row, &Row) = (rows.row(at[0]), rows.row(at[at.len() - 1]));
    let (from, until) = (first.at - 15 * DAY, first.at + 15 * DAY);
    let usual = rows.count_between(person, from, until).saturating_sub(at.len()) as f64 / 29.0;
    let more = at.len() >= 3 && chance_of_as_many(at.len(), usual) <= chance;
    let act = at.iter().any(|at| {
        let incident = view.incident(rows.row(*at).source);
        incident.is_some_and(|i| ACTS.iter().any(|kind| i.kinds.contains(kind)))
    });
    (more || act).then(|| {
        let says = format!("{}, {name}: {}.", view.day(first.day), counted(at.len(), "contact", "contacts"));
        let figure = Figure::count("contacts", "contacts on that day", rows.sources(at.iter().copied()));
        let finding =
            Finding::new(if act { "act" } else { "more_contact" }, says).about(rows.persons[person]);
        finding.between(first, last).with(figure)
    })
}
