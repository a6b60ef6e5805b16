//! Days and moments counted from now: `last week`, `in the past 3 days`, `20 minutes ago`, `3 weeks ago`.

use super::{
    NotUnderstood, OUT_OF_RANGE, Sentences,
    days::{Days, latest, month_start, months_from, shift},
    grammar::{Draft, Reader},
    table::{Part, SOME, UNITS, Unit},
};
use jiff::{
    SignedDuration, ZonedDateTime,
    civil::{Date, DateTime, Weekday},
};

impl Reader<'_> {
    /// `last week`, `this month`, `the week before last`, `at the weekend`.
    pub(super) fn calendar(&mut self) -> Result<Option<Days>, Sentences> {
        self.eat("the");
        let mut back = if self.eat("last") { -1 } else { i64::from(self.eat("this")) };
        let said = back != 0;
        back = back.min(0);
        let today = self.today();
        let days = if self.eat("weekend") {
            let saturday = latest(Weekday::Saturday, today);
            let ongoing = today.weekday().to_monday_zero_offset() >= 5;
            let back = if back < 0 && ongoing { -7 } else { 0 };
            saturday.and_then(|day| shift(day, back)).and_then(|day| Some(Days::span(day, shift(day, 1)?)))
        } else {
            let Some(unit) = self.eat_any(UNITS) else { return Ok(None) };
            match self.eat("before last") {
                true => back = -2,
                false if !said => return Ok(None),
                false => {}
            }
            match unit {
                Unit::Week => latest(Weekday::Monday, today).and_then(|monday| {
                    Some(Days::span(shift(monday, 7 * back)?, shift(monday, 7 * back + 6)?))
                }),
                Unit::Month => months_from(today, back, 1),
                Unit::Year => months_from(today, 12 * back - i64::from(today.month()) + 1, 12),
                _ => return Ok(None),
            }
        };
        days.map(Some).ok_or(OUT_OF_RANGE)
    }

    /// `in the last week`, `past 3 days`: the days up to today. `last week` without `the` is the calendar's.
    pub(super) fn rolling(&mut self) -> Result<Option<Days>, Sentences> {
        let the = self.eat("the");
        let past = self.eat("past");
        if !(past || self.eat("last")) {
            return Ok(None);
        }
        let count = self.eat_any(SOME).or_else(|| self.count().map(|count| (count, count)));
        let Some(unit) = self.eat_any(UNITS) else { return Ok(None) };
        let most = count.map_or(1, |(_, most)| most);
        let days = match unit {
            Unit::Day | Unit::Week | Unit::Fortnight | Unit::Month | Unit::Year
                if the || past || count.is_some() =>
            {
                self.ago(unit, most)
            }
            _ => return Ok(None),
        };
        days.map(|first| Some(Days { wide: true, ..Days::span(first, self.today()) })).ok_or(OUT_OF_RANGE)
    }

    /// The day so many units before today.
    fn ago(&self, unit: Unit, count: i64) -> Option<Date> {
        let today = self.today();
        let months = |months: i64| {
            let start = month_start(today, months.checked_neg()?)?;
            start.with().day(today.day().min(start.days_in_month())).build().ok()
        };
        match unit {
            Unit::Month => months(count),
            Unit::Year => months(count.checked_mul(12)?),
            Unit::Week => shift(today, count.checked_mul(-7)?),
            Unit::Fortnight => shift(today, count.checked_mul(-14)?),
            Unit::Second | Unit::Minute | Unit::Hour | Unit::Night | Unit::Day => shift(today, -count),
        }
    }

    /// `now`, `20 minutes ago`, `3 weeks ago`, if one of them stands here.
    pub(super) fn moment(&mut self, draft: &mut Draft) -> Result<bool, NotUnderstood> {
        let began = self.place();
        let just = self.eat("just");
        if self.eat("now") {
            draft.about |= just;
            let now = minute(self.now.datetime());
            return self.once(draft.moment.replace((now, now)).is_none(), began);
        }
        let Some((least, most, unit)) = self.counted() else {
            self.return_to(began);
            return Ok(false);
        };
        if let Some(seconds) = seconds(unit) {
            draft.about = true;
            let moment = before(self.now, most, seconds).zip(before(self.now, least, seconds));
            let Some(moment) = moment else { return self.known(None, began).map(|_| true) };
            return self.once(draft.moment.replace(moment).is_none(), began);
        }
        if unit == Unit::Night {
            draft.part = Some(Part::Night);
        }
        let either_way = match unit {
            Unit::Week | Unit::Fortnight => 3,
            Unit::Month => 15,
            Unit::Year => 183,
            _ => 0,
        };
        let ends = self.ago(unit, most).zip(self.ago(unit, least));
        let days = ends.and_then(|(first, last)| {
            let days = Days::span(first, last);
            if either_way > 0 { days.widened(either_way) } else { Some(days) }
        });
        let days = self.known(days, began)?;
        self.once(draft.days.replace(days).is_none(), began)
    }

    /// `two days ago`, `half an hour ago`, `a few weeks ago`: the least, the most, the unit.
    fn counted(&mut self) -> Option<(i64, i64, Unit)> {
        if self.eat("half an hour ago") {
            return Some((30, 30, Unit::Minute));
        }
        let (least, most) = self.eat_any(SOME).or_else(|| self.count().map(|count| (count, count)))?;
        let unit = self.eat_any(UNITS)?;
        self.eat("ago").then_some((least, most, unit))
    }
}

/// The length of the units that are counted on the clock.
fn seconds(unit: Unit) -> Option<i64> {
    match unit {
        Unit::Second => Some(1),
        Unit::Minute => Some(60),
        Unit::Hour => Some(3600),
        _ => None,
    }
}

/// The clock reading so many units before now, to the minute. Real hours are counted, so a change of the clocks is
/// allowed for.
fn before(now: &ZonedDateTime, count: i64, seconds: i64) -> Option<DateTime> {
    let then = now.checked_sub(SignedDuration::from_secs(count.checked_mul(seconds)?)).ok()?;
    Some(minute(then.datetime()))
}

/// The start of the minute.
pub(super) fn minute(at: DateTime) -> DateTime {
    at.date().at(at.hour(), at.minute(), 0, 0)
}
