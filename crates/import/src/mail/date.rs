//! Dates of header fields (RFC 5322 sections 3.3 and 4.3), and as asctime writes them, which machines use too.
//!
//! Read strictly: what is not written in one of these ways is no date, for a wrong time is worse than none.

use super::envelope::{DAYS, MONTHS, offset, reading};
use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::Offset,
};

/// Longest field that is looked at.
const LONGEST: usize = 200;

/// A date as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The clock reading.
    pub civil: DateTime,
    /// The zone behind it.
    pub zone: Zone,
}

/// What a date says of its zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Zone {
    /// So far from UTC.
    Known(Offset),
    /// Nothing.
    Missing,
    /// A name that nobody knows, or that means several zones (RFC 5322 section 4.3).
    Unknown,
}

impl Written {
    /// The instant, when the date says its zone.
    pub fn at(&self) -> Option<Timestamp> {
        match &self.zone {
            Zone::Known(offset) => offset.to_timestamp(self.civil).ok(),
            Zone::Missing | Zone::Unknown => None,
        }
    }
}

/// Reads the text of a field.
pub fn date(text: &str) -> Option<Written> {
    let bare = without_comments(text.get(..LONGEST.min(text.len())).unwrap_or_default());
    let bare = bare.replace(',', " ");
    let mut words: Vec<&str> = bare.split_whitespace().collect();
    if words.first().is_some_and(|word| is_day_of_week(word)) {
        words.remove(0);
    }
    let (day, month, year, clock, zone) = match words.as_slice() {
        // `Sep 13 12:26:40 [BST] 2020 [BST]`: asctime and what others made of it.
        [month, day, clock, year] if is_month(month) => (day, month, year, clock, None),
        [month, day, clock, year, zone] if is_month(month) && is_year(year) => {
            (day, month, year, clock, Some(zone))
        }
        [month, day, clock, zone, year] if is_month(month) => (day, month, year, clock, Some(zone)),
        [day, month, year, clock] => (day, month, year, clock, None),
        [day, month, year, clock, zone] => (day, month, year, clock, Some(zone)),
        _ => return None,
    };
    let number =
        MONTHS.iter().position(|name| month.get(..3).is_some_and(|m| m.eq_ignore_ascii_case(name)))?;
    is_month(month).then_some(())?;
    let date = Date::new(full(year)?, i8::try_from(number + 1).ok()?, day.parse().ok()?).ok()?;
    let zone = match zone {
        None => Zone::Missing,
        Some(zone) => {
            offset(&zone.to_ascii_uppercase()).map_or_else(|| unknown(zone), |o| Some(Zone::Known(o)))?
        }
    };
    Some(Written { civil: date.to_datetime(reading(clock)?), zone })
}

/// A zone that is no offset: a name we do not know. Anything but letters makes the whole no date.
fn unknown(zone: &str) -> Option<Zone> {
    zone.bytes().all(|b| b.is_ascii_alphabetic()).then_some(Zone::Unknown)
}

/// `Sun`, `Sunday`.
fn is_day_of_week(word: &str) -> bool {
    word.get(..3).is_some_and(|start| DAYS.iter().any(|day| day.eq_ignore_ascii_case(start)))
        && word.bytes().all(|b| b.is_ascii_alphabetic())
}

/// `Sep`, `September`.
fn is_month(word: &str) -> bool {
    word.get(..3).is_some_and(|start| MONTHS.iter().any(|month| month.eq_ignore_ascii_case(start)))
        && word.bytes().all(|b| b.is_ascii_alphabetic())
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit())
}

/// Years of two and three figures count as RFC 5322 section 4.3 says.
fn full(year: &str) -> Option<i16> {
    let number: i16 = year.parse().ok().filter(|_| year.bytes().all(|b| b.is_ascii_digit()))?;
    match year.len() {
        2 if number < 50 => Some(2000 + number),
        2 | 3 => Some(1900 + number),
        4 => Some(number),
        _ => None,
    }
}

/// Comments in brackets say nothing (section 3.2.2). They may lie in each other.
fn without_comments(text: &str) -> String {
    let mut depth = 0u32;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_strictly() {
        let table = [
            ("Sun, 13 Sep 2020 12:26:40 +0100", Some("2020-09-13T11:26:40Z")),
            ("13 Sep 20 12:26 GMT", Some("2020-09-13T12:26:00Z")),
            ("Sun, 13 Sep 2020 12:26:40 BST", Some("2020-09-13T11:26:40Z")),
            ("Sunday, 13 September 2020 12:26:40 +0100 (BST (summer))", Some("2020-09-13T11:26:40Z")),
            ("Sun Sep 13 12:26:40 BST 2020", Some("2020-09-13T11:26:40Z")),
            ("Sun Sep 13 12:26:40 2020 +0100", Some("2020-09-13T11:26:40Z")),
            ("Sun, 13 Sep 2020 12:26:40 GMT+0100", Some("2020-09-13T11:26:40Z")),
            ("Sun, 13 Sep 120 12:26:40 -0000", Some("2020-09-13T12:26:40Z")),
            ("Sun, 13 Sep 2020 12.26.40 +0100", None),
            ("Sun, 13 Sep 2020 24:26:40 +0100", None),
            ("2020-09-13T12:26:40Z", None),
            ("Sun, 31 Sep 2020 12:26:40 +0100", None),
            ("Sun, 13 Sep 2020 12:26:40 +0100 and more", None),
            ("yesterday", None),
            ("", None),
        ];
        for (text, at) in table {
            let read = date(text).and_then(|written| written.at());
            assert_eq!(read.map(|at| at.to_string()).as_deref(), at, "{text}");
        }
        let zone = |text: &str| date(text).map(|written| written.zone);
        assert_eq!(zone("Sun Sep 13 12:26:40 2020"), Some(Zone::Missing));
        assert_eq!(zone("Sun, 13 Sep 2020 12:26:40 IST"), Some(Zone::Unknown));
    }
}
