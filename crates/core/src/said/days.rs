//! Days: `12/3`, `12 March`, `last Tuesday`, `3 weeks ago`, `early June`, `Christmas Eve`.

use super::{
    NotUnderstood, OUT_OF_RANGE, Sentences,
    grammar::{Draft, Reader},
    table::{FEASTS, MONTHS, MOVABLE, NEAR, PARTS, Part, SEASONS, WEEKDAYS},
};
use jiff::{
    SignedDuration,
    civil::{Date, Weekday},
};

const NO_SUCH_DAY: Sentences = (
    "There is no such day in the calendar.",
    "Check the day and the month, and write it like 12 March 2026.",
);
const YEAR_DIGITS: Sentences =
    ("The year was not understood.", "Write it with four digits, such as 12/3/2026.");
const MOVES: Sentences =
    ("That day has another date each year, or only you know it.", "Write the date, such as 6 April 2026.");

/// One day or a run of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Days {
    pub first: Date,
    pub last: Date,
    /// How many days to go back when the time of day is still to come: 1 when no day was said, 7 for a weekday.
    pub back: i64,
    /// Already widened, because it was counted in weeks or more.
    pub wide: bool,
    /// The year was not said.
    pub yearless: bool,
    /// Only the number of the day was said: `the 12th`.
    pub monthless: bool,
}

impl Days {
    pub(super) fn span(first: Date, last: Date) -> Self {
        Self { first, last, back: 0, wide: false, yearless: false, monthless: false }
    }

    pub(super) fn one(day: Date) -> Self {
        Self::span(day, day)
    }

    pub(super) fn is_one(self) -> bool {
        self.first == self.last
    }

    /// The same days in another year.
    pub(super) fn in_year(self, year: i16) -> Option<Self> {
        let moved = |day: Date, year: i16| day.with().year(year).build().ok();
        let last = moved(self.last, year + self.last.year() - self.first.year())?;
        Some(Self { first: moved(self.first, year)?, last, ..self })
    }

    /// Widened by so many days at both ends.
    pub(super) fn widened(self, by: i64) -> Option<Self> {
        Some(Self { first: shift(self.first, -by)?, last: shift(self.last, by)?, wide: true, ..self })
    }
}

/// The day so many days later. `None` outside the calendar.
pub(super) fn shift(day: Date, days: i64) -> Option<Date> {
    day.checked_add(SignedDuration::from_secs(days.checked_mul(86_400)?)).ok()
}

/// The latest such weekday, today included.
pub(super) fn latest(weekday: Weekday, today: Date) -> Option<Date> {
    shift(today, -i64::from(weekday.until(today.weekday())))
}

/// The first day of the month so many months later.
pub(super) fn month_start(day: Date, months: i64) -> Option<Date> {
    let index = i64::from(day.year())
        .checked_mul(12)?
        .checked_add(i64::from(day.month()) - 1)?
        .checked_add(months)?;
    let month = i8::try_from(index.rem_euclid(12)).ok()? + 1;
    Date::new(i16::try_from(index.div_euclid(12)).ok()?, month, 1).ok()
}

/// So many whole months, from the month of `day` moved by `from`.
pub(super) fn months_from(day: Date, from: i64, count: i64) -> Option<Days> {
    let start = month_start(day, from)?;
    Some(Days::span(start, month_start(start, count - 1)?.last_of_month()))
}

impl<'a> Reader<'a> {
    pub(super) fn today(&self) -> Date {
        self.now.date()
    }

    /// Reads a day into the draft, if one stands here.
    pub(super) fn day(&mut self, draft: &mut Draft) -> Result<bool, NotUnderstood> {
        let began = self.place();
        self.eat("last");
        if self.eat_any(MOVABLE).is_some() {
            self.return_to(began);
            return Err(self.error(MOVES));
        }
        self.return_to(began);
        if self.eat("tonight") {
            // Before five in the morning the night that began yesterday still goes on.
            let night = if self.now.hour() < 5 { -1 } else { 0 };
            draft.part = Some(Part::Night);
            let day = self.known(shift(self.today(), night).map(Days::one), began)?;
            return self.once(draft.days.replace(day).is_none(), began);
        }
        if let Some(weekday) = self.weekday() {
            return self.once(draft.weekday.replace(weekday).is_none(), began);
        }
        let found = match self.numeric()? {
            Some(days) => Some(days),
            None => self.worded_day(began)?,
        };
        match found {
            Some(days) => self.once(draft.days.replace(days).is_none(), began),
            None => Ok(false),
        }
    }

    fn worded_day(&mut self, began: usize) -> Result<Option<Days>, NotUnderstood> {
        type Rule<'a> = fn(&mut Reader<'a>) -> Result<Option<Days>, Sentences>;
        let rules: [Rule<'a>; 6] = [
            Reader::rolling,
            Reader::calendar,
            Reader::near,
            Reader::named,
            Reader::feast,
            Reader::year_alone,
        ];
        for rule in rules {
            self.return_to(began);
            let found = rule(self).map_err(|sentences| {
                self.return_to(began);
                self.error(sentences)
            })?;
            if found.is_some() {
                return Ok(found);
            }
        }
        self.return_to(began);
        Ok(None)
    }

    pub(super) fn known(&mut self, days: Option<Days>, began: usize) -> Result<Days, NotUnderstood> {
        days.ok_or_else(|| {
            self.return_to(began);
            self.error(OUT_OF_RANGE)
        })
    }

    fn weekday(&mut self) -> Option<(Weekday, bool)> {
        let began = self.place();
        let last = self.eat("last");
        if !last {
            self.eat("this");
        }
        let Some(weekday) = self.eat_any(WEEKDAYS) else {
            self.return_to(began);
            return None;
        };
        self.eat(".");
        Some((weekday, last))
    }

    /// `12/3`, `12.3.2026`, `12-03-26`, `2026-03-12`.
    fn numeric(&mut self) -> Result<Option<Days>, NotUnderstood> {
        let mark = self.see(1);
        let (Some(a), Some(b)) = (self.number(0), self.number(2)) else { return Ok(None) };
        let tight = self.glued(1) && self.glued(2);
        if !(mark == "/" || (tight && matches!(mark, "." | "-"))) {
            return Ok(None);
        }
        let third = if self.see(3) == mark && (mark == "/" || self.glued(4)) { self.number(4) } else { None };
        let Some(c) = third else {
            // `12.30` and `2-4` are times.
            let date = mark == "/" || (mark == "." && b.1 == 1);
            return if date && a.1 <= 2 && !self.is_clock(2) {
                self.day_month(a.0, b.0, None, 3)
            } else {
                Ok(None)
            };
        };
        if a.1 == 4 {
            return self.day_month(c.0, b.0, Some(a.0), 5);
        }
        let Some(year) = full_year(c) else { return Err(self.error(YEAR_DIGITS)) };
        self.day_month(a.0, b.0, Some(year), 5)
    }

    fn day_month(
        &mut self,
        day: i64,
        month: i64,
        year: Option<i64>,
        tokens: usize,
    ) -> Result<Option<Days>, NotUnderstood> {
        let Some(days) = self.date(day, month, year) else {
            let turned = self.date(month, day, year).is_some();
            let mut error = self.error(NO_SUCH_DAY);
            if turned {
                error.what = "The day comes first here, and there is no such month.".into();
                error.todo = format!("Did you mean {month}/{day}?");
            }
            return Err(error);
        };
        self.skip(tokens);
        Ok(Some(days))
    }

    /// A date; without a year the latest one that is not in the future.
    fn date(&self, day: i64, month: i64, year: Option<i64>) -> Option<Days> {
        let (day, month) = (i8::try_from(day).ok()?, i8::try_from(month).ok()?);
        if let Some(year) = year {
            return Date::new(i16::try_from(year).ok().filter(|year| *year >= 1)?, month, day)
                .ok()
                .map(Days::one);
        }
        // Leap days are at most eight years apart.
        let years = (0..=8).filter_map(|ago| Date::new(self.now.year() - ago, month, day).ok());
        let date = years.into_iter().find(|date| *date <= self.today())?;
        Some(Days { yearless: true, ..Days::one(date) })
    }

    /// `12 March`, `12th of March 2026`, `March 12`, `March 2026`, `the 12th`.
    fn named(&mut self) -> Result<Option<Days>, Sentences> {
        self.eat("the");
        let number = self.day_number();
        self.eat("of");
        let last = self.eat("last");
        let Some(month) = self.eat_any(MONTHS) else {
            let ordinal = number.filter(|(_, ordinal)| *ordinal);
            return ordinal.map(|(day, _)| self.day_of_month(day)).transpose();
        };
        self.eat(".");
        self.eat("the");
        let number = number.or_else(|| self.day_number()).map(|(day, _)| day);
        let year = self.year();
        match number {
            Some(day) => self.date(day, i64::from(month), year).map(Some).ok_or(NO_SUCH_DAY),
            None => self.month(month, year, last).map(Some).ok_or(NO_SUCH_DAY),
        }
    }

    /// A whole month; without a year the latest that has begun, or with `last` the latest that is over.
    fn month(&self, month: i8, year: Option<i64>, last: bool) -> Option<Days> {
        let found = self.date(1, i64::from(month), year)?;
        let ongoing = last && month_start(found.first, 0) == month_start(self.today(), 0);
        let days = months_from(found.first, if ongoing { -12 } else { 0 }, 1)?;
        Some(Days { yearless: found.yearless, ..days })
    }

    /// The latest such day of a month.
    fn day_of_month(&self, day: i64) -> Result<Days, Sentences> {
        let day = i8::try_from(day).map_err(|_| NO_SUCH_DAY)?;
        let starts = (0..=2).filter_map(|ago| month_start(self.today(), -ago));
        let dates = starts.filter_map(|start| start.with().day(day).build().ok());
        let date = dates.into_iter().find(|date| *date <= self.today()).ok_or(NO_SUCH_DAY)?;
        Ok(Days { yearless: true, monthless: true, ..Days::one(date) })
    }

    /// A day of the month, and whether it has its ending (`12th`).
    fn day_number(&mut self) -> Option<(i64, bool)> {
        let (day, 1..=2) = self.number(0)? else { return None };
        if self.is_clock(0) || self.see(1) == "/" {
            return None;
        }
        self.skip(1);
        let ordinal = self.glued(0) && ["st", "nd", "rd", "th"].iter().any(|ending| self.eat(ending));
        Some((day, ordinal))
    }

    /// A year after a month: four digits, or two that cannot be an hour.
    fn year(&mut self) -> Option<i64> {
        self.eat("of");
        let (value, digits) = self.number(0)?;
        let year = full_year((value, digits))?;
        let hour = digits == 2 && (value < 24 || self.see(1) == "to");
        if hour || self.is_clock(0) {
            return None;
        }
        self.skip(1);
        Some(year)
    }

    /// `2025`.
    fn year_alone(&mut self) -> Result<Option<Days>, Sentences> {
        let Some((year @ 1900..=2100, 4)) = self.number(0) else { return Ok(None) };
        if self.is_clock(0) {
            return Ok(None);
        }
        self.skip(1);
        let start = self.date(1, 1, Some(year)).ok_or(NO_SUCH_DAY)?;
        Ok(months_from(start.first, 0, 12))
    }

    /// `yesterday`; `this morning` and `last night`, where the part of the day is left for later.
    fn near(&mut self) -> Result<Option<Days>, Sentences> {
        self.eat("the");
        let part = |reader: &Self| PARTS.iter().any(|(phrase, _)| *phrase == reader.see(1));
        let days = match self.see(0) {
            "this" if part(self) => self.skip_to(0),
            "last" if part(self) => self.skip_to(-1),
            _ => self.eat_any(NEAR),
        };
        days.map(|days| shift(self.today(), days).map(Days::one).ok_or(OUT_OF_RANGE)).transpose()
    }

    fn skip_to(&mut self, days: i64) -> Option<i64> {
        self.skip(1);
        Some(days)
    }

    /// `Christmas Eve 2024`, `summer`, `last winter`.
    fn feast(&mut self) -> Result<Option<Days>, Sentences> {
        if !self.eat("last") {
            self.eat("this");
        }
        if let Some((month, first, last)) = self.eat_any(FEASTS) {
            let year = self.year();
            let found = self.date(i64::from(first), i64::from(month), year).ok_or(NO_SUCH_DAY)?;
            let end = shift(found.first, i64::from(last - first)).ok_or(OUT_OF_RANGE)?;
            return Ok(Some(Days { last: end, ..found }));
        }
        let Some(month) = self.eat_any(SEASONS) else { return Ok(None) };
        let year = self.year();
        let start = self.date(1, i64::from(month), year).ok_or(NO_SUCH_DAY)?.first;
        let both_winters = month == 12 && year.is_some();
        let days = if both_winters { months_from(start, -12, 15) } else { months_from(start, 0, 3) };
        days.map(Some).ok_or(OUT_OF_RANGE)
    }
}

/// Two digits are 1970 to 2069.
fn full_year((year, digits): (i64, usize)) -> Option<i64> {
    match digits {
        2 => Some(if year < 70 { 2000 + year } else { 1900 + year }),
        4 => Some(year),
        _ => None,
    }
}
