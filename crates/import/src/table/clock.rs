//! Dates, times and lengths of time in cells, in the ways tables write them.

use crate::options::DateOrder;
use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
    tz::Offset,
};

/// First letters of the months.
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
/// Longest cell looked at.
const LONGEST: usize = 64;

/// A date, perhaps with two orders it may be in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Day {
    /// Only one order makes sense of how it is written.
    Plain(i16, i8, i8),
    /// Two small numbers and a year: day and month, in an order to be told.
    Either(i8, i8, i16),
}

/// What a cell says of a time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    day: Option<Day>,
    time: Option<Time>,
    offset: Option<Offset>,
    instant: Option<Timestamp>,
}

/// Whether a cell is a date, a time of day, or both.
pub fn is_time(cell: &str) -> bool {
    read(cell).is_some()
}

/// Reads a cell as a date, a time of day, or both.
pub fn read(cell: &str) -> Option<Moment> {
    let cell = cell.trim();
    if cell.len() > LONGEST || !cell.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    if let Some(instant) = since_1970(cell) {
        return Some(Moment { instant: Some(instant), ..Moment::default() });
    }
    let (rest, time, offset) = clock(cell)?;
    let rest = rest.trim().trim_end_matches([',', 'T', 't']).trim_end();
    let day = if rest.is_empty() { None } else { Some(day(rest)?) };
    (day.is_some() || time.is_some()).then_some(Moment { day, time, offset, instant: None })
}

impl Moment {
    /// Whether it has a date.
    pub fn has_date(&self) -> bool {
        self.day.is_some() || self.instant.is_some()
    }

    /// Whether it has a time of day.
    pub fn has_time(&self) -> bool {
        self.time.is_some() || self.instant.is_some()
    }

    /// The order of day and month, where this date leaves no other.
    pub fn shows(&self) -> Option<DateOrder> {
        match self.day {
            Some(Day::Either(first, second, _)) if first > 12 && second <= 12 => Some(DateOrder::DayFirst),
            Some(Day::Either(first, second, _)) if second > 12 && first <= 12 => Some(DateOrder::MonthFirst),
            _ => None,
        }
    }

    /// Whether day and month could be swapped.
    pub fn is_open(&self) -> bool {
        matches!(self.day, Some(Day::Either(first, second, _)) if first <= 12 && second <= 12 && first != second)
    }

    /// This date with the time of another cell.
    #[must_use]
    pub fn with_time(self, other: Option<Self>) -> Self {
        let Some(other) = other.filter(|_| self.time.is_none() && self.instant.is_none()) else {
            return self;
        };
        Self { time: other.time, offset: self.offset.or(other.offset), ..self }
    }

    /// The instant, where the cell gives one by itself.
    pub fn instant(&self, order: DateOrder) -> Option<Timestamp> {
        self.instant.or_else(|| self.offset?.to_timestamp(self.civil(order)?).ok())
    }

    /// The clock reading. A date alone is its midnight.
    pub fn civil(&self, order: DateOrder) -> Option<DateTime> {
        let (year, month, day) = match self.day? {
            Day::Plain(year, month, day) => (year, month, day),
            Day::Either(first, second, year) if order == DateOrder::MonthFirst => (year, first, second),
            Day::Either(first, second, year) => (year, second, first),
        };
        Some(Date::new(year, month, day).ok()?.to_datetime(self.time.unwrap_or(Time::midnight())))
    }
}

/// Seconds or milliseconds since 1970, of our times: ten or thirteen digits.
fn since_1970(cell: &str) -> Option<Timestamp> {
    let number: i64 = cell.parse().ok().filter(|_| cell.bytes().all(|b| b.is_ascii_digit()))?;
    match cell.len() {
        10 => Timestamp::from_second(number).ok(),
        13 => Timestamp::from_millisecond(number).ok(),
        _ => None,
    }
}

/// Takes the time of day off a cell: what stands before it, the time, and the offset behind it.
fn clock(cell: &str) -> Option<(&str, Option<Time>, Option<Offset>)> {
    let Some(colon) = cell.find(':') else { return Some((cell, None, None)) };
    let start = cell[..colon].trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let mut rest = &cell[start..];
    let hour = number(&mut rest, 2)?;
    let mut parts = [0, 0];
    for part in &mut parts {
        let Some(after) = rest.strip_prefix(':') else { break };
        rest = after;
        *part = number(&mut rest, 2)?;
    }
    if let Some(fraction) = rest.strip_prefix(['.', ',']) {
        rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
    }
    let after = rest.trim().to_ascii_lowercase().replace('.', "");
    let (half, zone) = match after.get(..2) {
        Some("am") => (Some(0), after[2..].trim()),
        Some("pm") => (Some(12), after[2..].trim()),
        _ => (None, after.as_str()),
    };
    let hour = match half {
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
        None => hour,
    };
    let time = Time::new(hour, parts[0], parts[1].min(59), 0).ok()?;
    Some((&cell[..start], Some(time), offset(zone)?))
}

/// An offset from UTC: none, `Z`, `UTC`, `+01:00`, `+0100`. Anything else makes the cell no time.
fn offset(text: &str) -> Option<Option<Offset>> {
    let bare = text.strip_prefix("utc").or_else(|| text.strip_prefix("gmt")).unwrap_or(text).trim();
    match bare {
        "" if text.is_empty() => return Some(None),
        "" | "z" => return Some(Some(Offset::UTC)),
        _ => {}
    }
    let digits: String = bare.strip_prefix(['+', '-'])?.chars().filter(|c| *c != ':').collect();
    let number: i32 = digits.parse().ok().filter(|_| matches!(digits.len(), 2 | 4))?;
    let seconds = if digits.len() == 2 { number * 3600 } else { number / 100 * 3600 + number % 100 * 60 };
    Offset::from_seconds(if bare.starts_with('-') { -seconds } else { seconds }).ok().map(Some)
}

/// A date: three numbers, or two and the name of a month; a day of the week may stand before it.
fn day(text: &str) -> Option<Day> {
    let pieces: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|piece| !piece.is_empty()).collect();
    let month = pieces.iter().find_map(|piece| month(piece));
    let numbers: Vec<&str> =
        pieces.iter().copied().filter(|piece| piece.starts_with(|c: char| c.is_ascii_digit())).collect();
    let words = pieces.len() - numbers.len();
    if words > 2 || words > usize::from(month.is_some()) + 1 {
        return None;
    }
    match (numbers.as_slice(), month) {
        ([first, second, third], None) if words == 0 || (words == 1 && is_weekday(pieces[0])) => {
            if first.len() == 4 {
                return Some(Day::Plain(first.parse().ok()?, second.parse().ok()?, third.parse().ok()?));
            }
            Some(Day::Either(first.parse().ok()?, second.parse().ok()?, year(third)?))
        }
        ([first, second], Some(month)) => {
            let (day, written) =
                if year(first).is_some() && first.len() == 4 { (second, first) } else { (first, second) };
            let day = day.trim_end_matches(|c: char| c.is_ascii_alphabetic());
            Some(Day::Plain(year(written)?, month, day.parse().ok()?))
        }
        ([whole], None) if whole.len() == 8 && words == 0 && whole.is_ascii() => {
            Some(Day::Plain(whole[..4].parse().ok()?, whole[4..6].parse().ok()?, whole[6..].parse().ok()?))
        }
        _ => None,
    }
    .filter(Day::exists)
}

impl Day {
    /// Whether there is such a day, in one order at least.
    fn exists(&self) -> bool {
        match *self {
            Self::Plain(year, month, day) => {
                (1970..=2100).contains(&year) && Date::new(year, month, day).is_ok()
            }
            Self::Either(a, b, year) => Date::new(year, b, a).is_ok() || Date::new(year, a, b).is_ok(),
        }
    }
}

fn month(word: &str) -> Option<i8> {
    let start = word.get(..3)?.to_ascii_lowercase();
    let at = MONTHS.iter().position(|month| *month == start)?;
    i8::try_from(at + 1).ok()
}

fn is_weekday(word: &str) -> bool {
    let start = word.get(..3).unwrap_or_default().to_ascii_lowercase();
    ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].contains(&start.as_str())
}

/// A year of two or four digits, of this century when two.
fn year(text: &str) -> Option<i16> {
    let number: i16 = text.parse().ok()?;
    match text.len() {
        2 => Some(2000 + number),
        4 => (1970..=2100).contains(&number).then_some(number),
        _ => None,
    }
}

fn number(text: &mut &str, most: usize) -> Option<i8> {
    let digits = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
    let value = text[..digits].parse().ok();
    *text = &text[digits..];
    value
}

/// A length of time in seconds: `83`, `1:23`, `00:01:23`, `1m 23s`, `1 min 23 sec`, `PT1M23S`. `minutes`: what bare numbers are.
pub fn seconds(cell: &str, minutes: bool) -> Option<u64> {
    let text = cell.trim().to_ascii_lowercase();
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    if text.contains(':') {
        let parts: Option<Vec<u64>> = text.split(':').map(|part| part.trim().parse().ok()).collect();
        return match parts?.as_slice() {
            [minutes, seconds] => Some(minutes.checked_mul(60)?.checked_add(*seconds)?),
            [hours, minutes, seconds] => {
                hours.checked_mul(3600)?.checked_add(minutes.checked_mul(60)?)?.checked_add(*seconds)
            }
            _ => None,
        };
    }
    if let Ok(number) = text.parse::<u64>() {
        return number.checked_mul(if minutes { 60 } else { 1 });
    }
    let bare = text.trim_start_matches("pt");
    let mut total: Option<u64> = None;
    let mut digits = String::new();
    for c in bare.chars() {
        match c {
            '0'..='9' => digits.push(c),
            'h' | 'm' | 's' if !digits.is_empty() => {
                let unit = if c == 'h' {
                    3600
                } else if c == 'm' {
                    60
                } else {
                    1
                };
                let part = digits.parse::<u64>().ok()?.checked_mul(unit)?;
                total = Some(total.unwrap_or(0).checked_add(part)?);
                digits.clear();
            }
            _ => {}
        }
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn civil(cell: &str, order: DateOrder) -> Option<String> {
        read(cell)?.civil(order).map(|civil| civil.to_string())
    }

    #[test]
    fn dates_are_read_as_tables_write_them() {
        let table = [
            ("30/03/2025 01:40", "2025-03-30T01:40:00"),
            ("30-03-25 1:40:05 PM", "2025-03-30T13:40:05"),
            ("2025-03-30T01:40:05.123", "2025-03-30T01:40:05"),
            ("2025/03/30", "2025-03-30T00:00:00"),
            ("20250330 01:40", "2025-03-30T01:40:00"),
            ("30 Mar 2025, 12:05 am", "2025-03-30T00:05:00"),
            ("March 30, 2025 at", "2025-03-30T00:00:00"),
            ("Sunday 30th March 2025", "2025-03-30T00:00:00"),
            ("Mar 30, 2025 09:05", "2025-03-30T09:05:00"),
            ("Sun 30/03/2025", "2025-03-30T00:00:00"),
            ("30.03.2025 01:40", "2025-03-30T01:40:00"),
        ];
        for (cell, expected) in table {
            assert_eq!(civil(cell, DateOrder::DayFirst).unwrap_or_default(), expected, "{cell}");
        }
        assert_eq!(civil("03/04/2025", DateOrder::MonthFirst).as_deref(), Some("2025-03-04T00:00:00"));
    }

    #[test]
    fn what_is_no_time_is_not_read_as_one() {
        for cell in [
            "07700 900101",
            "",
            "Call",
            "1.50",
            "£3.20",
            "00:01:23x",
            "31/31/2025",
            "12345678",
            "2025",
            "a 30 b 12 c 2025",
            "25:00",
            "13:00 pm",
        ] {
            assert!(read(cell).is_none(), "{cell}");
        }
    }

    #[test]
    fn offsets_and_instants_need_no_zone() {
        for cell in [
            "2025-03-30T01:40:00+01:00",
            "2025-03-30 00:40:00Z",
            "30/03/2025 00:40 UTC",
            "1743295200",
            "1743295200000",
        ] {
            let at = read(cell).and_then(|moment| moment.instant(DateOrder::DayFirst));
            assert_eq!(at.map(|at| at.to_string()).as_deref(), Some("2025-03-30T00:40:00Z"), "{cell}");
        }
        let (date, time) = (read("30/03/2025").unwrap(), read("01:40"));
        assert_eq!(
            date.with_time(time).civil(DateOrder::DayFirst).map(|c| c.to_string()).as_deref(),
            Some("2025-03-30T01:40:00")
        );
    }

    #[test]
    fn the_order_is_shown_by_numbers_above_twelve_only() {
        let shows = |cell| read(cell).unwrap().shows();
        assert_eq!(
            (shows("13/02/2025"), shows("02/13/2025"), shows("02/03/2025")),
            (Some(DateOrder::DayFirst), Some(DateOrder::MonthFirst), None)
        );
        assert!(read("02/03/2025").unwrap().is_open() && !read("03/03/2025").unwrap().is_open());
    }

    #[test]
    fn lengths_are_read() {
        let table = [
            ("83", 83),
            ("1:23", 83),
            ("00:01:23", 83),
            ("1m 23s", 83),
            ("1 min 23 sec", 83),
            ("PT1M23S", 83),
            ("1h", 3600),
        ];
        for (cell, length) in table {
            assert_eq!(seconds(cell, false), Some(length), "{cell}");
        }
        assert_eq!(
            (seconds("2", true), seconds("", false), seconds("long", false), seconds("1:2:3:4", false)),
            (Some(120), None, None, None)
        );
    }

    proptest! {
        #[test]
        fn no_cell_panics(cell in "[0-9:/. TapmZ+,é-]{0,30}|\\PC{0,40}") {
            let moment = read(&cell);
            let civil = moment.and_then(|moment| moment.civil(DateOrder::MonthFirst));
            prop_assert!(moment.is_some() || civil.is_none());
            let _length = seconds(&cell, true);
        }
    }
}
