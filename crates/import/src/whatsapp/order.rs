//! Which of day, month and year stands where: decided for a whole file, from its own evidence.
//!
//! Three steps, for each way of writing headers on its own: a part above 12 or 31 rules an order out; messages are in
//! order of time, so the order with fewer steps backwards is right; the part that changes more often is the day.

use super::shape::{Header, Shape};
use crate::{clock::Era, options::DateOrder};
use jiff::civil::Date;

/// The place of year, month and day among the three parts of a date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Order {
    /// Day, month, year.
    #[default]
    Dmy,
    /// Month, day, year.
    Mdy,
    /// Year, month, day.
    Ymd,
    /// Year, day, month.
    Ydm,
    /// Month, year, day.
    Myd,
    /// Day, year, month.
    Dym,
}

impl Order {
    /// Places of year, month and day.
    fn places(self) -> [usize; 3] {
        match self {
            Self::Dmy => [2, 1, 0],
            Self::Mdy => [2, 0, 1],
            Self::Ymd => [0, 1, 2],
            Self::Ydm => [0, 2, 1],
            Self::Myd => [1, 0, 2],
            Self::Dym => [1, 2, 0],
        }
    }

    /// Orders a date may have whose year stands at a place (3: not known), the likelier first.
    fn candidates(year_at: u8) -> &'static [Self] {
        match year_at {
            0 => &[Self::Ymd, Self::Ydm],
            1 => &[Self::Myd, Self::Dym],
            2 => &[Self::Dmy, Self::Mdy],
            _ => &[Self::Dmy, Self::Mdy, Self::Ymd],
        }
    }

    /// The order in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Dmy => "The day comes first, then the month, then the year",
            Self::Mdy => "The month comes first, then the day, then the year",
            Self::Ymd => "The year comes first, then the month, then the day",
            Self::Ydm => "The year comes first, then the day, then the month",
            Self::Myd => "The month comes first, then the year, then the day",
            Self::Dym => "The day comes first, then the year, then the month",
        }
    }

    fn fits(self, wish: DateOrder) -> bool {
        match wish {
            DateOrder::DayFirst => matches!(self, Self::Dmy | Self::Ydm | Self::Dym),
            DateOrder::MonthFirst => matches!(self, Self::Mdy | Self::Myd),
            DateOrder::YearFirst => self == Self::Ymd,
        }
    }
}

/// How an order came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The form allows one order only (a month in words, a year in front).
    Form,
    /// The person said so.
    Told,
    /// A part is above 12.
    PartAboveTwelve,
    /// Time runs forward.
    TimeRunsForward,
    /// The day changes more often.
    DayChangesMoreOften,
    /// Nothing decides. Day first was taken.
    Undecided,
}

impl Basis {
    /// The reason in words, to go on with "because".
    pub fn reason(self) -> &'static str {
        match self {
            Self::Form => "it is written so that only one order is possible",
            Self::Told => "you said so",
            Self::PartAboveTwelve => "a number above 12 can only be the day",
            Self::TimeRunsForward => "messages follow each other in time",
            Self::DayChangesMoreOften => "the day changes more often than the month",
            Self::Undecided => "nothing else was known",
        }
    }
}

/// Three parts of a date as written.
type Parts = [u16; 3];

/// Evidence of one way of writing headers.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// How many headers.
    pub headers: u64,
    year_at: u8,
    months_named: Option<u8>,
    year_first: bool,
    latest: Parts,
    latest_days: [i64; 3],
    fits: [u64; 3],
    backwards: [u64; 3],
    changes: [u64; 3],
    dates: u64,
}

impl Evidence {
    /// Takes in one header.
    pub fn see(&mut self, header: &Header) {
        self.headers += 1;
        let parts = header.date.map(|part| part.unwrap_or(0));
        if self.headers > 1 && parts == self.latest {
            return;
        }
        self.year_at = header.shape.year_at;
        self.months_named = header.month_at;
        self.year_first = header.shape.year_first;
        for (i, change) in self.changes.iter_mut().enumerate() {
            *change += u64::from(self.dates > 0 && parts[i] != self.latest[i]);
        }
        self.dates += 1;
        self.latest = parts;
        for (i, order) in Order::candidates(self.year_at).iter().enumerate() {
            let Some(date) = gregorian(parts, *order, header.era) else { continue };
            let days = i64::from(date.year()) * 400 + i64::from(date.month()) * 32 + i64::from(date.day());
            self.fits[i] += 1;
            self.backwards[i] += u64::from(days < self.latest_days[i]);
            self.latest_days[i] = days;
        }
    }

    /// The order that the evidence speaks for.
    pub fn decide(&self, wish: Option<DateOrder>) -> (Order, Basis) {
        let candidates = Order::candidates(self.year_at);
        if let Some(month_at) = self.months_named {
            let named = candidates.iter().find(|order| order.places()[1] == usize::from(month_at));
            return (named.copied().unwrap_or_default(), Basis::Form);
        }
        if let Some(wished) = wish.and_then(|wish| candidates.iter().find(|order| order.fits(wish))) {
            return (*wished, Basis::Told);
        }
        let most = self.fits.iter().copied().max().unwrap_or(0);
        // One line typed by hand must not overturn a thousand.
        let enough = most - most / 100;
        let mut left: Vec<usize> =
            (0..candidates.len()).filter(|i| self.fits[*i] >= enough && most > 0).collect();
        if let [one] = left[..] {
            return (candidates[one], Basis::PartAboveTwelve);
        }
        if self.year_at == 3 && self.year_first && left.contains(&2) {
            return (Order::Ymd, Basis::Form);
        }
        // A year in front is followed by the month everywhere; and two digits in front are a day unless time says no.
        if self.year_at == 0 && left.contains(&0) {
            return (candidates[0], Basis::Form);
        }
        let fewest = left.iter().map(|i| self.backwards[*i]).min().unwrap_or(0);
        let all = left.len();
        left.retain(|i| self.backwards[*i] == fewest);
        match left[..] {
            [one] => return (candidates[one], Basis::TimeRunsForward),
            [0, 2] if all == 2 || self.fits[1] < enough => return (candidates[0], Basis::PartAboveTwelve),
            [1, 2] => {
                return (
                    candidates[1],
                    if all == 2 { Basis::PartAboveTwelve } else { Basis::TimeRunsForward },
                );
            }
            _ => {}
        }
        self.by_change(candidates, &left)
    }

    /// The part that changes more often is the day.
    fn by_change(&self, candidates: &[Order], left: &[usize]) -> (Order, Basis) {
        let day_changes = |i: &usize| self.changes[candidates[*i].places()[2]];
        let best = left.iter().map(day_changes).max().unwrap_or(0);
        let mut likely = left.iter().filter(|i| day_changes(i) == best);
        match (likely.next(), likely.next()) {
            (Some(one), None) => (candidates[*one], Basis::DayChangesMoreOften),
            (first, _) => (first.map_or_else(Order::default, |i| candidates[*i]), Basis::Undecided),
        }
    }
}

/// A date as written, in an order and calendar, as a date of our calendar.
pub fn gregorian(parts: Parts, order: Order, era: Era) -> Option<Date> {
    let [year, month, day] = order.places().map(|place| parts[place]);
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    let year = match era {
        Era::Offset(years) => i16::try_from(year).ok()?.checked_add(years)?,
        Era::SolarHijri => return solar_hijri(i64::from(year), i64::from(month), i64::from(day)),
        Era::Islamic => return None,
        Era::Unnamed => match year {
            // WhatsApp began in 2009: 1388 of the solar, 1430 of the Islamic, 2552 of the Buddhist calendar. Two digits
            // from 52 on are a Buddhist year, from 88 on a solar one: no other reading is a possible time.
            0..=51 => i16::try_from(year).ok()? + 2000,
            52..=87 => i16::try_from(year).ok()? + 2500 - 543,
            88..=99 => return solar_hijri(i64::from(year) + 1300, i64::from(month), i64::from(day)),
            1380..=1424 => return solar_hijri(i64::from(year), i64::from(month), i64::from(day)),
            1425..=1500 => return None,
            2500..=2700 => i16::try_from(year).ok()? - 543,
            _ => i16::try_from(year).ok()?,
        },
    };
    let year = if matches!(era, Era::Offset(0)) && year < 100 { year + 2000 } else { year };
    Date::new(year, month, day).ok()
}

/// Whether a date is in a calendar that cannot be turned into ours exactly.
pub fn is_islamic(parts: Parts, order: Order, era: Era) -> bool {
    let year = parts[order.places()[0]];
    era == Era::Islamic || era == Era::Unnamed && (1425..=1500).contains(&year)
}

/// Iran's solar calendar, by its 33-year cycle: exact for 1178 to 1633 (years 1799 to 2255 of ours).
fn solar_hijri(year: i64, month: i64, day: i64) -> Option<Date> {
    if !(1178..=1633).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let leaps = (8 * year + 21) / 33;
    let before_month = if month <= 7 { (month - 1) * 31 } else { 186 + (month - 7) * 30 };
    let day_of_era = 365 * (year - 1) + leaps + before_month + day;
    // 1 Farvardin 1397 is 21 March 2018.
    let anchor = 365 * 1396 + (8 * 1397 + 21) / 33 + 1;
    let span = jiff::Span::new().days(day_of_era - anchor);
    jiff::civil::date(2018, 3, 21).checked_add(span).ok()
}

/// Evidence of every shape of a file.
#[derive(Clone, Debug, Default)]
pub struct Shapes {
    list: Vec<(Shape, Evidence)>,
    latest: usize,
}

/// Most shapes kept apart. Beyond that a file is not written by an exporter, and the last one takes the rest.
const SHAPES: usize = 32;

impl Shapes {
    /// Takes in one header.
    pub fn see(&mut self, header: &Header) {
        if self.list.get(self.latest).is_none_or(|(shape, _)| *shape != header.shape) {
            self.latest = match self.list.iter().position(|(shape, _)| *shape == header.shape) {
                Some(at) => at,
                None if self.list.len() == SHAPES => SHAPES - 1,
                None => {
                    self.list.push((header.shape, Evidence::default()));
                    self.list.len() - 1
                }
            };
        }
        self.list[self.latest].1.see(header);
    }

    /// Every shape with its evidence.
    pub fn list(&self) -> &[(Shape, Evidence)] {
        &self.list
    }

    /// How many headers in all.
    pub fn headers(&self) -> u64 {
        self.list.iter().map(|(_, evidence)| evidence.headers).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::whatsapp::header::parse;
    use jiff::civil::date;

    fn decide(dates: &[&str]) -> (Order, Basis) {
        let mut evidence = Evidence::default();
        for date in dates {
            evidence.see(&parse(format!("{date} 10:00 - A: x").as_bytes()).unwrap());
        }
        evidence.decide(None)
    }

    #[test]
    fn each_step_decides_when_the_one_before_it_cannot() {
        assert_eq!(decide(&["1/2/20", "13/2/20"]), (Order::Dmy, Basis::PartAboveTwelve));
        assert_eq!(decide(&["1/2/2020", "2/13/2020"]), (Order::Mdy, Basis::PartAboveTwelve));
        assert_eq!(decide(&["11/1/2020", "12/1/2020", "1/2/2020"]), (Order::Dmy, Basis::TimeRunsForward));
        assert_eq!(decide(&["1/11/2020", "1/12/2020", "2/1/2020"]), (Order::Mdy, Basis::TimeRunsForward));
        assert_eq!(decide(&["1/2/2020", "2/2/2020", "3/2/2020"]), (Order::Dmy, Basis::DayChangesMoreOften));
        assert_eq!(decide(&["2/1/2020", "2/2/2020", "2/3/2020"]), (Order::Mdy, Basis::DayChangesMoreOften));
        assert_eq!(decide(&["3/6/18"]), (Order::Dmy, Basis::Undecided));
    }

    #[test]
    fn a_year_of_two_digits_may_stand_in_front() {
        assert_eq!(decide(&["20/12/30", "20/12/31", "21/01/01"]), (Order::Ymd, Basis::TimeRunsForward));
        assert_eq!(decide(&["18. 6. 13. 오후"]).0, Order::Ymd);
        assert_eq!(decide(&["13/6/18"]).0, Order::Dmy);
        assert_eq!(decide(&["6/13/18"]).0, Order::Mdy);
    }

    #[test]
    fn years_of_other_calendars_are_turned_into_ours() {
        assert_eq!(gregorian([13, 6, 2561], Order::Dmy, Era::Unnamed), Some(date(2018, 6, 13)));
        assert_eq!(gregorian([4, 6, 13], Order::Ymd, Era::Offset(2018)), Some(date(2022, 6, 13)));
        assert_eq!(gregorian([1397, 3, 23], Order::Ymd, Era::Unnamed), Some(date(2018, 6, 13)));
        assert_eq!(gregorian([1399, 12, 30], Order::Ymd, Era::Unnamed), Some(date(2021, 3, 20)));
        assert_eq!(gregorian([1403, 12, 30], Order::Ymd, Era::Unnamed), Some(date(2025, 3, 20)));
        assert_eq!(gregorian([1404, 1, 1], Order::Ymd, Era::Unnamed), Some(date(2025, 3, 21)));
        assert!(is_islamic([28, 9, 1439], Order::Dmy, Era::Unnamed));
    }
}
