//! Clocks: time limits, and times after which something is gone, worked out over the calendar.
//!
//! A clock counts local days and calendar months, so it is right in leap years and when the clocks change. Where there is
//! no such day in the last month (31 August and six months), it is the last day of that month. An incident with a span of
//! days counts from the first of them: the earlier date is the safer one. No clock ever says that it is too late.

use crate::{
    contact::{NOT_KNOWN, Source},
    guide::law::{Anchor, ClockRule, Length},
    law, order,
    rows::Row,
    signal::View,
};
use jiff::{
    Unit,
    civil::{Date, DateDifference},
};
use serde::Serialize;

/// One clock that runs, has run, or waits for a day the diary does not know.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Clock {
    /// Id of the rule.
    pub rule: String,
    /// Plain name.
    pub name: String,
    /// What it is for.
    pub says: String,
    /// Where it comes from.
    pub source: String,
    /// Entry number of the person it is about; `None` for somebody not known.
    pub person: Option<u64>,
    /// What it is counted from: an incident, a message, an order.
    pub anchor: Option<Source>,
    /// The local day it is counted from.
    pub from: Option<Date>,
    /// The last day. `None` while it waits for its event, or when there is no limit.
    pub until: Option<Date>,
    /// The last day it can ever come to, for a clock with a cap that waits for its event.
    pub at_most: Option<Date>,
    /// Days from today to the last day; below nothing when it has passed.
    pub days_left: Option<i64>,
    /// What it waits for, in words.
    pub waits_for: Option<String>,
    /// What it says today: the newest of its warnings, or what to do when it has passed.
    pub warns: Option<String>,
    /// The next day on which it says something new.
    pub next_warning: Option<Date>,
    /// A new contact starts it again.
    pub resets: bool,
}

/// Every clock of the pack, soonest first; those without a day come last.
///
/// A rule that counts from each incident gives one clock for each local day with unwanted contact.
pub fn all(view: &View) -> Vec<Clock> {
    let today = view.zone.to_datetime(view.now).date();
    let hand = Hand { view, today };
    let mut clocks: Vec<Clock> = view.guide.clock.iter().flat_map(|rule| hand.rule(rule)).collect();
    clocks.sort_by_key(|clock| (clock.until.is_none(), clock.until, clock.from));
    clocks
}

struct Hand<'v, 'a> {
    view: &'v View<'a>,
    today: Date,
}

impl Hand<'_, '_> {
    fn rule(&self, rule: &ClockRule) -> Vec<Clock> {
        match rule.anchor {
            Anchor::OrderEnds => self.orders(rule),
            Anchor::Event => self.event(rule),
            Anchor::Each | Anchor::First | Anchor::Last => {
                let persons = self.view.rows.each_person();
                persons.flat_map(|person| self.contacts(rule, person)).collect()
            }
        }
    }

    /// Unwanted rows with a known day that the rule counts from.
    fn counted(&self, rule: &ClockRule, person: usize) -> Vec<&Row> {
        let entry = self.view.rows.persons[person];
        let related = rule.relations.is_empty()
            || (entry != NOT_KNOWN && law::relation_holds(self.view.diary, entry, &rule.relations));
        let counts = |row: &&Row| {
            let incident = self.view.incident(row.source);
            let kind = rule.kinds.is_empty()
                || incident.is_some_and(|i| rule.kinds.iter().any(|kind| i.kinds.contains(kind)));
            let place = !rule.with_place || incident.is_some_and(|i| i.place.is_some());
            kind && place
        };
        // A year mistyped as one to come must not move a limit: nothing runs from what has not happened yet.
        let happened = |row: &&Row| row.at <= self.view.now.as_second();
        let rows = self.view.rows.timed(person).map(|at| self.view.rows.row(at));
        rows.filter(|_| related).filter(happened).filter(counts).collect()
    }

    fn contacts(&self, rule: &ClockRule, person: usize) -> Vec<Clock> {
        let mut rows = self.counted(rule, person);
        let entry = self.view.rows.persons[person];
        match rule.anchor {
            Anchor::First => rows.truncate(1),
            Anchor::Last => rows = rows.into_iter().next_back().into_iter().collect(),
            _ => rows.dedup_by_key(|row| row.day),
        }
        rows.into_iter()
            .filter_map(|row| self.clock(rule, Some(entry), row.source, order::date_of(row.day)?))
            .collect()
    }

    fn orders(&self, rule: &ClockRule) -> Vec<Clock> {
        let diary = self.view.diary;
        let ends =
            diary.standing(&diary.orders).filter_map(|(entry, order)| Some((entry, order, order.until?)));
        let clocks = ends.filter_map(|(entry, order, until)| {
            let mut clock =
                self.clock(rule, order.against.first().copied(), Source::Incident(entry), until)?;
            clock.name = format!("{}: {}", rule.name, order.kind);
            Some(clock)
        });
        clocks.collect()
    }

    /// A clock that waits, or has no limit; with a cap, one for each thing the cap counts from.
    fn event(&self, rule: &ClockRule) -> Vec<Clock> {
        let waiting = Clock { waits_for: rule.event.clone(), ..blank(rule) };
        let Some(cap) = rule.cap else { return vec![waiting] };
        let persons = self.view.rows.each_person();
        let rows = persons.flat_map(|person| {
            let entry = self.view.rows.persons[person];
            let mut rows = self.counted(rule, person);
            rows.truncate(1);
            rows.into_iter().map(move |row| (entry, row))
        });
        let capped = rows.filter_map(|(person, row)| {
            let from = order::date_of(row.day)?;
            let at_most = from.checked_add(cap.0).ok();
            let anchor = Some(row.source);
            Some(Clock {
                person: Some(person).filter(|p| *p != NOT_KNOWN),
                anchor,
                from: Some(from),
                at_most,
                ..waiting.clone()
            })
        });
        capped.collect()
    }

    fn clock(&self, rule: &ClockRule, person: Option<u64>, anchor: Source, from: Date) -> Option<Clock> {
        let until = from.checked_add(rule.duration.0).ok()?;
        let days_left = days_between(self.today, until)?;
        let warnings =
            rule.warn.iter().filter_map(|w| Some((self.warns_on(rule, from, w.at)?, w.says.as_str())));
        let mut warnings: Vec<(Date, &str)> = warnings.collect();
        warnings.sort();
        let said = warnings.iter().rfind(|(day, _)| *day <= self.today).map(|(_, says)| (*says).to_owned());
        let passed = (days_left < 0).then(|| self.view.guide.words("clock-passed").to_owned());
        let next = warnings.iter().map(|(day, _)| *day).find(|day| *day > self.today);
        Some(Clock {
            person: person.filter(|person| *person != NOT_KNOWN),
            anchor: Some(anchor),
            from: Some(from),
            until: Some(until),
            days_left: Some(days_left),
            warns: passed.or(said),
            next_warning: next,
            ..blank(rule)
        })
    }

    fn warns_on(&self, rule: &ClockRule, from: Date, at: Length) -> Option<Date> {
        match rule.anchor {
            Anchor::OrderEnds => from.checked_sub(at.0).ok(),
            _ => from.checked_add(at.0).ok(),
        }
    }
}

fn blank(rule: &ClockRule) -> Clock {
    Clock {
        rule: rule.id.clone(),
        name: rule.name.clone(),
        says: rule.says.clone(),
        source: rule.source.clone(),
        person: None,
        anchor: None,
        from: None,
        until: None,
        at_most: None,
        days_left: None,
        waits_for: None,
        warns: None,
        next_warning: None,
        resets: rule.resets_on.is_some(),
    }
}

fn days_between(from: Date, until: Date) -> Option<i64> {
    let span = from.until(DateDifference::new(until).largest(Unit::Day)).ok()?;
    Some(span.get_days().into())
}
