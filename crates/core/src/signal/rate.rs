//! How often, and when that changed.
//!
//! Counted from messages and calls in exports only. What is told as an incident depends on how diligently somebody
//! writes, so a week of careful notes would look like a rise and a tired month like a fall.

use super::{
    Figure, Finding, Signal, View,
    rhythm::rhythm,
    steps::{Counts, steps},
};
use crate::{
    contact::People,
    item::Direction,
    rows::{Row, Stream},
};
use std::collections::BTreeSet;

pub(super) const SIGNAL: Signal = Signal {
    id: "rate",
    version: 3,
    says: "How often contact came, and the days on which that changed.",
    wrong_when: "An export is not whole, the phone is a new one, or messages were deleted first.",
    needs: "Imported messages or calls over some weeks.",
    parameters: &["rate.penalty", "rate.least_days", "rate.rise", "rate.edge", "rate.gap_chance"],
    find,
};

struct Rule {
    penalty: f64,
    least: usize,
    rise: f64,
    edge: i32,
    gap: f64,
}

fn find(view: &View) -> Option<Vec<Finding>> {
    let rule = Rule {
        penalty: view.number("rate.penalty")?,
        least: view.count("rate.least_days")?,
        rise: view.number("rate.rise")?,
        edge: i32::try_from(view.count("rate.edge")?).ok()?,
        gap: view.number("rate.gap_chance")?,
    };
    let people = People::of(view.diary);
    let mut found = Vec::new();
    for person in view.rows.each_person() {
        if let Some(series) = Series::of(view, &people, person, &rule) {
            found.extend(rule.findings(view, person, &series));
        }
    }
    Some(found)
}

/// Daily counts over the days for which there is a record.
struct Series {
    /// The local days, gaps in the record left out.
    days: Vec<i32>,
    /// The contacts of each of them.
    contacts: Vec<Vec<u32>>,
    /// The streams whose record begins later than the first, each with that day.
    begins: Vec<(u8, i32)>,
    /// The streams whose record ends before the last, where others' messages show that it does.
    ends: Vec<(u8, i32)>,
    /// There was contact before, when it was still wanted: the first day is the day it was asked to stop.
    wanted: bool,
}

impl Series {
    fn of(view: &View, people: &People, person: usize, rule: &Rule) -> Option<Self> {
        let rows = view.rows;
        let imported: Vec<u32> = rows.timed(person).filter(|at| rows.row(*at).imported()).collect();
        let used: BTreeSet<u8> = imported.iter().map(|at| rows.row(*at).stream).collect();
        let kept = |at: u8| Some((at, rows.streams.get(usize::from(at))?));
        let streams: Vec<(u8, &Stream)> = used.into_iter().filter_map(kept).collect();
        let edges = || streams.iter().filter_map(|(at, stream)| Some((*at, *stream, stream.days?)));
        let first = edges().map(|(.., (first, _))| first).min()?;
        let last = edges().map(|(.., (_, last))| last).max()?;
        // Days on which contact was still wanted are no days without any, nor are those until it was asked to stop.
        let asked = people.first_asked(rows.persons[person]);
        let asked = asked.map(|asked| view.day_of(asked.from));
        let wanted = last_wanted(view, person).map(|day| asked.map_or(day, |asked| asked.max(day)));
        let first = wanted.map_or(first, |day| first.max(day));
        let inside = |(_, day): &(u8, i32)| day - first > rule.edge && last - day > rule.edge;
        let begins = edges().map(|(at, _, (begins, _))| (at, begins)).filter(inside).collect();
        let shared = edges().filter(|(_, stream, _)| !stream.others.is_empty());
        let ends = shared.map(|(at, _, (_, ends))| (at, ends)).filter(inside).collect();
        let gaps: BTreeSet<i32> = streams.iter().flat_map(|(_, stream)| gaps(stream, rule.gap)).collect();
        let mut series =
            Self { days: Vec::new(), contacts: Vec::new(), begins, ends, wanted: wanted.is_some() };
        let mut rest = imported.into_iter().peekable();
        // Days of a wild clock (1970) would make a series of twenty thousand days of nothing; a century is enough.
        for day in first.max(last.saturating_sub(36_525))..=last {
            let mut contacts = Vec::new();
            while let Some(at) = rest.next_if(|at| rows.row(*at).day <= day) {
                contacts.push(at);
            }
            if !gaps.contains(&day) || !contacts.is_empty() {
                series.days.push(day);
                series.contacts.push(contacts);
            }
        }
        Some(series)
    }
}

/// The last local day on which imported contact of a person came that was still wanted.
fn last_wanted(view: &View, person: usize) -> Option<i32> {
    let theirs = |row: &&Row| row.person as usize == person && row.timed() && row.imported();
    let wanted = |row: &&Row| row.way == Direction::In && !row.unwanted && !row.after_boundary;
    view.rows.all.iter().rev().filter(theirs).find(wanted).map(|row| row.day)
}

/// Days on which nobody at all appears in a stream for longer than chance explains: the record has a gap.
///
/// By the share of days on which somebody appears, not by messages: a chat that is busy one day a fortnight has no gaps.
fn gaps(stream: &Stream, chance: f64) -> Vec<i32> {
    let active: Vec<i32> = stream.others.keys().copied().collect();
    let (Some(first), Some(last)) = (active.first(), active.last()) else { return Vec::new() };
    let days = f64::from(last - first + 1);
    // One silent day more than there are, so that a stream in which nobody is ever silent has gaps too.
    let silent_share = 1.0 - active.len() as f64 / (days + 1.0);
    let long = |silence: i32| silence > 2 && silent_share.powi(silence) * days <= chance;
    let gaps = active.windows(2).filter(|w| long(w[1] - w[0] - 1));
    gaps.flat_map(|w| w[0] + 1..w[1]).collect()
}

/// A stretch of days with one rate.
struct Level<'a> {
    days: &'a [i32],
    contacts: Vec<u32>,
}

impl Level<'_> {
    fn rate(&self) -> f64 {
        self.contacts.len() as f64 / self.days.len() as f64
    }

    /// In words, by the week, or by the day when there are many.
    fn words(&self) -> String {
        match self.rate() {
            0.0 => "none".into(),
            rate if rate >= 3.0 => format!("about {rate:.0} a day"),
            rate => format!("about {:.1} a week", rate * 7.0),
        }
    }

    /// The same days without what came by some streams.
    fn without(&self, view: &View, streams: &BTreeSet<u8>) -> Self {
        let others = |at: &u32| !streams.contains(&view.rows.row(*at).stream);
        Self { days: self.days, contacts: self.contacts.iter().copied().filter(others).collect() }
    }

    /// Whether the two rates differ by more than chance: three times the spread of the difference of their roots.
    fn differs(&self, other: &Self) -> bool {
        let root = |l: &Self| (l.rate() + 0.375 / l.days.len() as f64).sqrt() * 2.0;
        let spread = (1.0 / self.days.len() as f64 + 1.0 / other.days.len() as f64).sqrt();
        (root(self) - root(other)).abs() > 3.0 * spread
    }
}

impl Rule {
    fn findings(&self, view: &View, person: usize, series: &Series) -> Vec<Finding> {
        let counts: Vec<u32> =
            series.contacts.iter().map(|c| u32::try_from(c.len()).unwrap_or(u32::MAX)).collect();
        let week = rhythm(&series.days, &counts);
        let weights: Vec<f64> = series.days.iter().map(|day| week[weekday(*day)]).collect();
        let mut cuts = vec![0];
        cuts.extend(steps(&Counts { counts: &counts, weights: &weights }, self.penalty, self.least));
        cuts.push(counts.len());
        let levels = cuts.windows(2).map(|w| Level {
            days: &series.days[w[0]..w[1]],
            contacts: series.contacts[w[0]..w[1]].concat(),
        });
        let levels: Vec<Level> = levels.filter(|l| !l.days.is_empty()).collect();
        let changes = (1..levels.len()).map(|at| (at, self.change(view, person, &levels[..=at])));
        let told = changes.filter(|(at, change)| {
            !self.by_the_record(view, change.kind, series, [&levels[at - 1], &levels[*at]])
        });
        let mut found: Vec<Finding> = vec![overall(view, person, series)];
        if series.wanted
            && let Some(level) = levels.first()
        {
            found.push(since_asked(view, person, level));
        }
        found.extend(told.map(|(_, change)| change));
        found
    }

    /// More where a record begins, or less where one ends, may be the record and not the person, unless the other records
    /// show it too.
    fn by_the_record(&self, view: &View, kind: &str, series: &Series, [before, after]: [&Level; 2]) -> bool {
        let edges = match kind {
            "rise" | "more" | "again" => &series.begins,
            "less" | "stops" => &series.ends,
            _ => return false,
        };
        let near = edges.iter().filter(|(_, edge)| (after.days[0] - edge).abs() <= self.edge);
        let near: BTreeSet<u8> = near.map(|(stream, _)| *stream).collect();
        if near.is_empty() {
            return false;
        }
        let (before, after) = (before.without(view, &near), after.without(view, &near));
        let (low, high) = if after.rate() > before.rate() { (&before, &after) } else { (&after, &before) };
        let still = high.rate() >= low.rate() * self.rise && high.differs(low);
        !still || (after.rate() > before.rate()) != matches!(kind, "rise" | "more" | "again")
    }

    /// A change from the last level but one to the last.
    fn change(&self, view: &View, person: usize, levels: &[Level]) -> Finding {
        let (before, after) = (&levels[levels.len() - 2], &levels[levels.len() - 1]);
        let earlier = &levels[..levels.len() - 1];
        let highest =
            earlier.iter().filter(|l| !l.contacts.is_empty()).max_by(|a, b| a.rate().total_cmp(&b.rate()));
        let kind = match highest {
            None => "begins",
            _ if after.contacts.is_empty() => "stops",
            _ if after.rate() < before.rate() => "less",
            Some(top) if after.rate() >= top.rate() * self.rise && after.differs(top) => "rise",
            _ if before.contacts.is_empty() => "again",
            _ => "more",
        };
        let (now, then) = (after.words(), before.words());
        let says = format!("From {}: {now}. Before: {then}.", view.day(after.days[0]));
        let entry = view.rows.persons[person];
        let mut finding = Finding::new(kind, says).about(entry);
        finding.from = start_of(view, after.days[0]);
        finding.until = after.contacts.last().and_then(|at| view.rows.row(*at).instant());
        let sources = |level: &Level| view.rows.sources(level.contacts.iter().copied());
        let rate = |level: &Level| level.rate() * 7.0;
        finding
            .with(Figure::of("per_week_before", "contacts a week before", rate(before), sources(before)))
            .with(Figure::of("per_week_after", "contacts a week after", rate(after), sources(after)))
            .with(Figure::of(
                "days_before",
                "days with a record before",
                before.days.len() as f64,
                Vec::new(),
            ))
            .with(Figure::of("days_after", "days with a record after", after.days.len() as f64, Vec::new()))
    }
}

/// The first rate after contact was asked to stop.
fn since_asked(view: &View, person: usize, level: &Level) -> Finding {
    let says = format!(
        "From {}, after it was asked to stop: {}. What came before is not counted.",
        view.day(level.days[0]),
        level.words()
    );
    let mut finding = Finding::new("begins", says).about(view.rows.persons[person]);
    finding.from = start_of(view, level.days[0]);
    finding.until = level.contacts.last().and_then(|at| view.rows.row(*at).instant());
    let from = view.rows.sources(level.contacts.iter().copied());
    finding
        .with(Figure::of("per_week_after", "contacts a week after", level.rate() * 7.0, from))
        .with(Figure::of("days_after", "days with a record after", level.days.len() as f64, Vec::new()))
}

/// Place of a day in the week, as [`rhythm`] counts them.
fn weekday(day: i32) -> usize {
    usize::try_from(day.rem_euclid(7)).unwrap_or(0)
}

fn start_of(view: &View, day: i32) -> Option<jiff::Timestamp> {
    let date = crate::order::date_of(day)?;
    view.zone.to_timestamp(date.at(0, 0, 0, 0)).ok()
}

fn overall(view: &View, person: usize, series: &Series) -> Finding {
    let contacts: Vec<u32> = series.contacts.concat();
    let first = contacts.first().map_or(0, |at| view.rows.row(*at).day);
    let days = series.days.iter().filter(|day| **day >= first).count().max(1);
    let rate = contacts.len() as f64 / days as f64 * 7.0;
    let entry = view.rows.persons[person];
    let says = format!("{}: about {rate:.1} messages and calls a week since the first.", view.name(entry));
    let mut finding = Finding::new("overall", says).about(entry);
    if let (Some(first), Some(last)) = (contacts.first(), contacts.last()) {
        finding = finding.between(view.rows.row(*first), view.rows.row(*last));
    }
    let from = view.rows.sources(contacts);
    finding.with(Figure::of("per_week", "contacts a week since the first", rate, from))
}
