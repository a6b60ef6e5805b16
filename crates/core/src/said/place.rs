//! One draft on the calendar: the days, the readings of the time, and how sure they are.

use super::{
    EMPTY, NotUnderstood, OUT_OF_RANGE, Sentences,
    ago::minute,
    clock::Clock,
    days::{Days, latest, months_from, shift},
    grammar::{Draft, ZoneWord},
    settle::Settled,
    table::{Bound, Part, Third},
};
use crate::when::{Certainty, last_minute};
use jiff::{
    SignedDuration, ZonedDateTime,
    civil::{DateTime, Weekday},
    tz::{AmbiguousOffset, Offset, TimeZone},
};

pub(super) const CONTRADICTION: Sentences = (
    "The parts of this date or time do not fit together.",
    "Write only the day and the time, such as 12 March 9pm.",
);
const NO_START: Sentences = (
    "Only the latest day it could have been was understood.",
    "Write the earliest day too, such as between 1 March and 12 March.",
);
const OTHER_CLOCK: Sentences = (
    "The clocks where you are did not show that time zone at that time.",
    "Write the time your clock showed, without the zone.",
);

/// Days either way for `about 12 March`.
const ABOUT_DAYS: i64 = 3;
/// How many days a time without a day may go back.
const NO_DAY: i64 = 1;

/// Start and end.
pub(super) type Span = (DateTime, DateTime);

/// One draft and the present.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub draft: &'a Draft,
    pub now: &'a ZonedDateTime,
}

impl Place<'_> {
    pub(super) fn error(self, sentences: Sentences) -> NotUnderstood {
        NotUnderstood::new(sentences, self.draft.column)
    }

    pub(super) fn alone(self) -> Result<Settled, NotUnderstood> {
        let draft = self.draft;
        let near = if draft.about { Certainty::About } else { Certainty::Exact };
        if let Some(moment) = draft.moment {
            let more =
                draft.has_day() || draft.clock.is_some() || draft.part.is_some() || draft.bound.is_some();
            return if more { Err(self.error(CONTRADICTION)) } else { Ok(Settled::of(moment, near)) };
        }
        if draft.is_empty() {
            let said = draft.sometime || draft.unsure;
            let nothing = Settled { span: None, certainty: Certainty::NotSure, several: false, offset: None };
            return if said { Ok(nothing) } else { Err(self.error(EMPTY)) };
        }
        if draft.zone.is_some() && draft.clock.is_none() {
            return Err(self.error(CONTRADICTION));
        }
        let days = self.days()?;
        match (&draft.clock, draft.bound) {
            (Some(clock), None) => {
                let settled = self.at_clock(days, clock, near)?;
                Ok(Settled { offset: self.told_apart(days, clock, settled.span), ..settled })
            }
            (Some(clock), Some(bound)) => self.open(days, clock, bound),
            (None, None) if draft.part.is_none() => self.whole_days(days),
            (None, None) => self.in_part(days),
            (None, Some(Bound::After)) => {
                let today = Days { last: self.now.date().max(days.first), ..days };
                Ok(Settled::of(whole(today), Certainty::Day))
            }
            (None, Some(Bound::Before)) => Err(self.error(NO_START)),
        }
    }

    /// The days of the draft; today (or the day before, by the time of day) when none was said.
    pub(super) fn days(self) -> Result<Days, NotUnderstood> {
        let today = self.now.date();
        match (self.draft.days, self.draft.weekday) {
            (None, None) => Ok(Days { back: NO_DAY, ..Days::one(today) }),
            (None, Some((weekday, last))) => {
                let day = latest(weekday, today)
                    .and_then(|day| if last && day == today { shift(day, -7) } else { Some(day) });
                let day = day.ok_or_else(|| self.error(OUT_OF_RANGE))?;
                Ok(Days { back: 7, ..Days::one(day) })
            }
            (Some(days), Some((weekday, _))) => only(days, weekday).ok_or_else(|| self.error(CONTRADICTION)),
            (Some(days), None) => Ok(self.draft.third.map_or(days, |third| part_of(days, third))),
        }
    }

    fn whole_days(self, days: Days) -> Result<Settled, NotUnderstood> {
        if self.draft.about && !days.wide {
            let wide = days.widened(ABOUT_DAYS).ok_or_else(|| self.error(OUT_OF_RANGE))?;
            return Ok(Settled::of(whole(self.so_far(wide)), Certainty::NotSure));
        }
        Ok(Settled::of(whole(self.so_far(days)), Certainty::Day))
    }

    /// Cut at today, if today is among the days.
    fn so_far(self, days: Days) -> Days {
        let today = self.now.date();
        if days.first <= today { Days { last: days.last.min(today), ..days } } else { days }
    }

    /// Cut at the present minute, if that is in the span.
    fn until_now(self, (start, end): Span) -> Span {
        let now = minute(self.now.datetime());
        if start <= now { (start, end.min(now)) } else { (start, end) }
    }

    /// `yesterday evening`, `last week in the morning`.
    fn in_part(self, days: Days) -> Result<Settled, NotUnderstood> {
        let span = self.past_window(days)?;
        let certainty = if days.is_one() { Certainty::Between } else { Certainty::Day };
        Ok(Settled::of(self.until_now(span), certainty))
    }

    /// The window; the one before when it is still to come and the day is the latest of its kind.
    fn past_window(self, days: Days) -> Result<Span, NotUnderstood> {
        let (opens, closes) = self.window(days)?;
        let back = if opens > self.now.datetime() { days.back } else { 0 };
        Ok((self.earlier(opens, back)?, self.earlier(closes, back)?))
    }

    /// From the start of the part on the first day to its end on the last; whole days when no part was said.
    pub(super) fn window(self, days: Days) -> Result<Span, NotUnderstood> {
        let (start, end) = whole(days);
        let Some((opens, closes)) = self.draft.part.map(Part::window) else { return Ok((start, end)) };
        Ok((self.later(start, opens)?, self.later(days.last.at(0, 0, 0, 0), closes)?))
    }

    fn at_clock(self, days: Days, clock: &Clock, near: Certainty) -> Result<Settled, NotUnderstood> {
        if !days.is_one() {
            let days = self.so_far(days);
            let (first, _) = ends(&self.readings(Days::one(days.first), clock)?);
            let (_, last) = ends(&self.readings(Days::one(days.last), clock)?);
            return Ok(Settled::of((first, last), Certainty::Day));
        }
        let span = self.times(days, clock)?;
        if span.0 == span.1 {
            return Ok(Settled::of(span, near));
        }
        Ok(Settled { several: true, ..Settled::of(span, Certainty::NotSure) })
    }

    /// The first and the last of the readings that may have happened.
    fn times(self, days: Days, clock: &Clock) -> Result<Span, NotUnderstood> {
        let spans = self.readings(days, clock)?.into_iter().map(|at| (at, at)).collect();
        let times: Vec<DateTime> = self.happened(spans, days.back)?.into_iter().map(|span| span.0).collect();
        Ok(ends(&times))
    }

    /// `after 6pm`, `before noon`, `yesterday evening by 8`.
    fn open(self, days: Days, clock: &Clock, bound: Bound) -> Result<Settled, NotUnderstood> {
        if !days.is_one() {
            return Err(self.error(CONTRADICTION));
        }
        let (first, last) = self.times(days, clock)?;
        let (opens, closes) = self.past_window(days)?;
        let span = match bound {
            Bound::After => {
                let end = if self.draft.part.is_some() && closes >= last {
                    closes
                } else {
                    last_minute(last.date())
                };
                self.until_now((first, end))
            }
            Bound::Before if self.draft.part.is_some() && opens <= first => (opens, last),
            Bound::Before => (first.date().at(0, 0, 0, 0), last),
        };
        Ok(Settled { several: first != last, ..Settled::of(span, Certainty::Between) })
    }

    /// Every reading of a time on the first of the days, in order and never none.
    pub(super) fn readings(self, days: Days, clock: &Clock) -> Result<Vec<DateTime>, NotUnderstood> {
        let fitting =
            self.draft.part.map_or_else(|| clock.readings.clone(), |part| part.fit(&clock.readings));
        if fitting.is_empty() {
            return Err(self.error(CONTRADICTION));
        }
        let midnight = days.first.at(0, 0, 0, 0);
        fitting.into_iter().map(|reading| self.in_zone(self.later(midnight, reading)?)).collect()
    }

    /// Leaves out the spans still to come when another has happened. When none has and the day is the latest of its
    /// kind, takes the one before. Without a day each span goes back by itself: `9` at two o'clock is nine this
    /// morning or nine last night.
    pub(super) fn happened(self, mut spans: Vec<Span>, back: i64) -> Result<Vec<Span>, NotUnderstood> {
        let now = self.now.datetime();
        let none = spans.iter().all(|span| span.0 > now);
        if back == NO_DAY || none {
            for span in &mut spans {
                let back = if span.0 > now { back } else { 0 };
                *span = (self.earlier(span.0, back)?, self.earlier(span.1, back)?);
            }
        } else {
            spans.retain(|span| span.0 <= now);
        }
        Ok(spans)
    }

    pub(super) fn earlier(self, at: DateTime, days: i64) -> Result<DateTime, NotUnderstood> {
        self.later(at, -SignedDuration::from_hours(24 * days))
    }

    fn later(self, at: DateTime, by: SignedDuration) -> Result<DateTime, NotUnderstood> {
        at.checked_add(by).map_err(|_| self.error(OUT_OF_RANGE))
    }

    /// The person's offset from UTC at a reading their clock showed twice, when they named the zone and so said which.
    fn told_apart(self, days: Days, clock: &Clock, span: Option<Span>) -> Option<Offset> {
        let (word, [reading]) = (self.draft.zone?, clock.readings.as_slice()) else { return None };
        let typed = self.later(days.first.at(0, 0, 0, 0), *reading).ok()?;
        let own = self.in_zone(typed).ok()?;
        let zone = self.now.time_zone();
        let AmbiguousOffset::Fold { before, after } = zone.to_ambiguous_timestamp(own).offset() else {
            return None;
        };
        let meant = [before, after].into_iter().find(|offset| {
            let instant = offset.to_timestamp(own).ok();
            instant.is_some_and(|instant| match word {
                ZoneWord::Called(name) => zone.to_offset_info(instant).abbreviation() == name,
                ZoneWord::Offset(named) => named.to_timestamp(typed).ok() == Some(instant),
            })
        });
        meant.filter(|_| span == Some((own, own)))
    }

    /// The reading on the person's own clock.
    fn in_zone(self, at: DateTime) -> Result<DateTime, NotUnderstood> {
        match self.draft.zone {
            None => Ok(at),
            Some(ZoneWord::Called(name)) if shows(self.now.time_zone(), at, name) => Ok(at),
            Some(ZoneWord::Called(_)) => Err(self.error(OTHER_CLOCK)),
            Some(ZoneWord::Offset(offset)) => {
                let instant = offset.to_timestamp(at).map_err(|_| self.error(OUT_OF_RANGE))?;
                Ok(self.now.time_zone().to_datetime(instant))
            }
        }
    }
}

/// The earliest and latest of the times. Readings are never empty; the calendar's end stands in for none.
fn ends(times: &[DateTime]) -> Span {
    let (first, last) = (times.iter().min(), times.iter().max());
    (first.copied().unwrap_or(DateTime::MAX), last.copied().unwrap_or(DateTime::MAX))
}

/// The first and last minute of the days.
pub(super) fn whole(days: Days) -> Span {
    (days.first.at(0, 0, 0, 0), last_minute(days.last))
}

/// The one such weekday among the days. `None` when there is none or there are several.
fn only(days: Days, weekday: Weekday) -> Option<Days> {
    let day = shift(days.first, i64::from(days.first.weekday().until(weekday)))?;
    let single = day <= days.last && shift(day, 7).is_none_or(|next| next > days.last);
    single.then(|| Days::one(day))
}

/// The early, middle or late third of a month (by tens of days), a season or a year. Shorter runs stay whole.
fn part_of(days: Days, third: Third) -> Days {
    let months =
        (days.last.year() - days.first.year()) * 12 + i16::from(days.last.month() - days.first.month()) + 1;
    let place: i64 = match third {
        Third::Early => 0,
        Third::Mid => 1,
        Third::Late => 2,
    };
    let third = match months {
        1 if days.first.day() == 1 && days.last == days.last.last_of_month() => tens(days, place),
        3 | 12 => months_from(days.first, place * i64::from(months / 3), i64::from(months / 3)),
        _ => None,
    };
    third.map_or(days, |third| Days { yearless: days.yearless, ..third })
}

/// The 1st to 10th, 11th to 20th, or 21st to the end.
fn tens(month: Days, place: i64) -> Option<Days> {
    let first = shift(month.first, 10 * place)?;
    Some(Days::span(first, if place == 2 { month.last } else { shift(first, 9)? }))
}

/// Whether clocks in the zone called that reading by that name. One that happened twice has both names. One that was
/// skipped keeps the name from before the change: counting with the offset from after it lands before it.
fn shows(zone: &TimeZone, at: DateTime, name: &str) -> bool {
    let (one, other) = match zone.to_ambiguous_timestamp(at).offset() {
        AmbiguousOffset::Unambiguous { offset } => (offset, offset),
        AmbiguousOffset::Gap { after, .. } => (after, after),
        AmbiguousOffset::Fold { before, after } => (before, after),
    };
    [one, other].iter().any(|offset| {
        offset.to_timestamp(at).is_ok_and(|instant| zone.to_offset_info(instant).abbreviation() == name)
    })
}
