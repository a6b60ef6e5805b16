//! How often incidents were written down, and when that rose.
//!
//! What somebody writes down depends on how diligently they write, so this counts only what bears comparison: incidents written within
//! some days of happening, over the days on which the diary was being kept, one for each day however many notes it has. A diary
//! begun late, old things remembered, weeks without writing and a week of careful notes each give no rise. Somebody who from one day
//! on writes down more for good cannot be told from somebody to whom more happens: the finding says so.

use super::{
    DAY, Figure, Finding, Signal, View,
    steps::{Counts, steps},
};
use crate::{contact::Source, order, rows::Row};
use std::collections::{BTreeMap, BTreeSet};

pub(super) const SIGNAL: Signal = Signal {
    id: "told",
    version: 1,
    says: "A rise in how often you wrote incidents down, as far as writing more does not explain it.",
    wrong_when: "From that day on you wrote down more of what happened, or things you would not have written down before.",
    needs: "Incidents written down within some days of happening, over two months or more.",
    parameters: &["told.soon", "told.least_days", "told.rise", "rate.penalty"],
    find,
};

struct Rule {
    /// How soon something must be written down to count, and how long a day of writing keeps the diary, in days.
    soon: i32,
    least: usize,
    rise: f64,
    penalty: f64,
}

fn find(view: &View) -> Option<Vec<Finding>> {
    let rule = Rule {
        soon: i32::try_from(view.count("told.soon")?).ok()?,
        least: view.count("told.least_days")?,
        rise: view.number("told.rise")?,
        penalty: view.number("rate.penalty")?,
    };
    let kept = rule.kept(view);
    let persons = view.rows.each_person();
    Some(persons.filter_map(|person| rule.rise(view, person, &kept)).collect())
}

/// A stretch of days on which the diary was kept, with the incidents of each.
struct Stretch<'a> {
    days: &'a [i32],
    told: &'a [Vec<u32>],
}

impl Stretch<'_> {
    /// Days with an incident.
    fn with_any(&self) -> usize {
        self.told.iter().filter(|told| !told.is_empty()).count()
    }

    fn rate(&self) -> f64 {
        self.with_any() as f64 / self.days.len() as f64
    }

    /// The same without the seven days on end in which most was written, so that no one week can make a rise.
    fn rate_without_busiest_week(&self) -> f64 {
        let any: Vec<u32> = self.told.iter().map(|told| u32::from(!told.is_empty())).collect();
        let busiest = any.windows(7).map(|week| week.iter().sum::<u32>()).max().unwrap_or(0);
        let rest = self.with_any().saturating_sub(busiest as usize);
        rest as f64 / self.days.len().saturating_sub(7).max(1) as f64
    }

    /// The first incident of each day that has one, as many as the rate counts.
    fn sources(&self, view: &View) -> Vec<Source> {
        view.rows.sources(self.told.iter().filter_map(|told| told.first().copied()))
    }

    /// In words, as one day in so many.
    fn words(&self) -> String {
        match self.rate() {
            0.0 => "on no day".into(),
            rate if rate > 0.75 => "on most days".into(),
            rate => format!("on about one day in {:.0}", (1.0 / rate).max(2.0)),
        }
    }
}

impl Rule {
    /// The days on which the diary was being kept: since the first writing, and near to some writing.
    fn kept(&self, view: &View) -> Vec<i32> {
        let diary = view.diary;
        let incidents = diary.incidents.values().map(crate::diary::History::written);
        let agency = diary.agency.values().map(crate::diary::History::written);
        let wrote: BTreeSet<i32> = incidents.chain(agency).map(|at| view.day_of(at)).collect();
        let (Some(first), Some(last)) = (wrote.first(), wrote.last()) else { return Vec::new() };
        let near = |day: i32| wrote.range(day - self.soon..=day + self.soon).next().is_some();
        (*first..=*last).filter(|day| near(*day)).collect()
    }

    /// Incidents of a person by day, those written down soon after they happened.
    fn fresh(&self, view: &View, person: usize) -> BTreeMap<i32, Vec<u32>> {
        let mut days: BTreeMap<i32, Vec<u32>> = BTreeMap::new();
        for at in view.rows.timed(person) {
            let row: &Row = view.rows.row(at);
            let Source::Incident(entry) = row.source else { continue };
            let Some(history) = view.diary.incidents.get(&entry) else { continue };
            let late = view.day_of(history.written()) - row.day;
            if (0..=self.soon).contains(&late) && row.lasts <= DAY {
                days.entry(row.day).or_default().push(at);
            }
        }
        days
    }

    fn rise(&self, view: &View, person: usize, kept: &[i32]) -> Option<Finding> {
        let mut fresh = self.fresh(view, person);
        let told: Vec<Vec<u32>> = kept.iter().map(|day| fresh.remove(day).unwrap_or_default()).collect();
        let counts: Vec<u32> = told.iter().map(|told| u32::from(!told.is_empty())).collect();
        let weights = vec![1.0; counts.len()];
        let cuts = steps(&Counts { counts: &counts, weights: &weights }, self.penalty, self.least);
        let stretch =
            |from: usize, until: usize| Stretch { days: &kept[from..until], told: &told[from..until] };
        let ends = cuts.iter().skip(1).copied().chain([counts.len()]);
        let starts = [0].into_iter().chain(cuts.iter().copied());
        let changes = starts.zip(&cuts).zip(ends);
        let changes = changes.map(|((start, cut), end)| (stretch(start, *cut), stretch(*cut, end)));
        let rises = changes.filter(|(before, after)| {
            before.with_any() > 0 && after.rate_without_busiest_week() >= before.rate() * self.rise
        });
        rises
            .max_by(|a, b| a.1.rate().total_cmp(&b.1.rate()))
            .map(|(before, after)| self.finding(view, view.rows.persons[person], &before, &after))
    }

    fn finding(&self, view: &View, person: u64, before: &Stretch, after: &Stretch) -> Finding {
        let says = format!(
            "Since {} you wrote something down about {} {}. Before that, {}. It is what you wrote down: if you began to note \
             more from that day on, that may be why.",
            view.day(after.days[0]),
            view.name(person),
            after.words(),
            before.words(),
        );
        let mut finding = Finding::new("rise", says).about(person);
        finding.from =
            order::date_of(after.days[0]).and_then(|date| view.zone.to_timestamp(date.at(0, 0, 0, 0)).ok());
        let last = after.told.iter().rev().find_map(|told| told.last());
        finding.until = last.and_then(|at| view.rows.row(*at).instant());
        finding.reasons = vec![
            format!("Only what you wrote down within {} days of it happening is counted.", self.soon),
            "Times in which you wrote nothing are left out, and each day counts once.".into(),
            "It holds without the week in which you wrote most.".into(),
        ];
        let days = |stretch: &Stretch| stretch.days.len() as f64;
        finding
            .with(Figure::count(
                "told_before",
                "days with something written down, before",
                before.sources(view),
            ))
            .with(Figure::count("told_after", "days with something written down, after", after.sources(view)))
            .with(Figure::of(
                "days_before",
                "days on which the diary was kept, before",
                days(before),
                Vec::new(),
            ))
            .with(Figure::of(
                "days_after",
                "days on which the diary was kept, after",
                days(after),
                Vec::new(),
            ))
    }
}
