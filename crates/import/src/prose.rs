//! Dates and times in words, as pages made for people write them: "Tuesday, 7 February 2021 at 17:13:43 UTC".

use crate::{clock, options::DateOrder, text};
use jiff::{
    civil::{Date, DateTime},
    tz::Offset,
};

/// Longest text that is taken for a date, in bytes. The longest seen has about 80.
const LONGEST: usize = 160;
/// Most words in a date: weekday, month, "at", "de" twice, a half of the day, a zone of two words.
const WORDS: usize = 9;

/// A date and time in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// The clock reading.
    pub civil: DateTime,
    /// Its distance from UTC, where a zone is named that says it.
    pub offset: Option<Offset>,
}

/// Reads a text that is a date and a time and nothing else. `order` settles dates of three numbers; else a part above
/// 12 does, else the day is taken to come first.
pub fn parse(written: &str, order: Option<DateOrder>) -> Option<Written> {
    if written.len() > LONGEST {
        return None;
    }
    let tokens = tokens(written)?;
    let time = time(&tokens)?;
    let (before, after) = (&tokens[..time.from], &tokens[time.to..]);
    let mut rest: Vec<Token<'_>> = before.to_vec();
    // Year and date may stand behind the time; what is left of the zone is skipped as words are.
    let (offset, used) = zone(after).or_else(|| zone_anywhere(before)).unwrap_or((None, 0));
    rest.extend_from_slice(&after[used..]);
    let date = date(&rest, order)?;
    Some(Written { civil: date.at(time.hour, time.minute, time.second, time.nanosecond), offset })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token<'a> {
    /// A number: value, digits, and where it stands.
    Number(u32, usize),
    /// Letters, and where they stand in the text.
    Word(&'a str),
    /// Anything else but spaces.
    Sign(char),
}

/// Parts of a text. `None`: there are far more words in it than a date has.
fn tokens(written: &str) -> Option<Vec<Token<'_>>> {
    let mut tokens = Vec::new();
    let (mut rest, mut words) = (written, 0);
    while let Some(c) = rest.chars().next() {
        let length = |of: &dyn Fn(char) -> bool| rest.find(|c| !of(c)).unwrap_or(rest.len());
        let step = if text::digit(c).is_some() {
            let length = length(&|c| text::digit(c).is_some());
            let digits = rest[..length].chars().filter_map(text::digit).take(10);
            let (value, count) = digits.fold((0u32, 0), |(value, count), digit| {
                (value.saturating_mul(10).saturating_add(u32::from(digit)), count + 1)
            });
            tokens.push(Token::Number(value, count));
            length
        } else if c.is_alphabetic() {
            // A dot within belongs to the word: "p.m."
            let length = length(&|c| c.is_alphabetic() || text::is_mark(c));
            words += 1;
            tokens.push(Token::Word(&rest[..length]));
            length
        } else {
            if !text::is_space(c) && !text::is_mark(c) && !c.is_whitespace() {
                tokens.push(Token::Sign(c));
            }
            c.len_utf8()
        };
        rest = &rest[step..];
    }
    (words <= WORDS).then_some(tokens)
}

struct Time {
    hour: i8,
    minute: i8,
    second: i8,
    nanosecond: i32,
    /// Tokens that belong to it.
    from: usize,
    to: usize,
}

/// The first two or three numbers with colons between them, and the half of the day beside them.
fn time(tokens: &[Token<'_>]) -> Option<Time> {
    use Token::{Number, Sign};
    let colon = |at: usize| matches!(tokens.get(at), Some(Sign(':' | '.')));
    let number = |at: usize| match tokens.get(at) {
        Some(Number(value, count)) if *count <= 2 => Some(*value),
        _ => None,
    };
    let is_time = |at: &usize| {
        let dotted = tokens.get(at + 1) == Some(&Sign('.'));
        // `7.2.2021` is a date; `17.13` with nothing but a half or an end after it is a time.
        let longer = matches!(tokens.get(at + 4), Some(Number(_, 3..)));
        number(*at).is_some()
            && colon(at + 1)
            && number(at + 2).is_some()
            && !(dotted && (longer || tokens.contains(&Sign(':'))))
    };
    let from = (0..tokens.len()).find(is_time)?;
    let (hour, minute) = (number(from)?, number(from + 2)?);
    let seconds = number(from + 4).filter(|_| tokens.get(from + 3) == tokens.get(from + 1));
    let mut to = from + if seconds.is_some() { 5 } else { 3 };
    let mut nanosecond = 0;
    if let (Some(Sign('.' | ',')), Some(Number(value, count @ 1..=9)), true) =
        (tokens.get(to), tokens.get(to + 1), seconds.is_some())
        && *count == 3
    {
        nanosecond = i32::try_from(*value).ok()?.checked_mul(1_000_000)?;
        to += 2;
    }
    let (half, used) = half(&tokens[to..]);
    let mut from = from;
    let mut half = half;
    to += used;
    // 下午5:13 has its half before it.
    if half == clock::Half::None
        && let Some(Token::Word(word)) = from.checked_sub(1).and_then(|at| tokens.get(at))
        && let Some((found, _)) = clock::half(word).filter(|(_, length)| *length == word.len())
        && !word.is_ascii()
    {
        (half, from) = (found, from - 1);
    }
    let hour = half.hour(u8::try_from(hour).ok()?);
    let part = |value: u32, most: u32| (value <= most).then(|| i8::try_from(value).ok())?;
    Some(Time {
        hour: part(hour.into(), 23)?,
        minute: part(minute, 59)?,
        second: part(seconds.unwrap_or(0), 60)?.min(59),
        nanosecond,
        from,
        to,
    })
}

/// The half of the day after a time: "PM", "p. m.", "午後". And how many tokens it takes.
fn half(after: &[Token<'_>]) -> (clock::Half, usize) {
    let mut joined = String::new();
    let mut found = (clock::Half::None, 0);
    for (at, token) in after.iter().enumerate().take(4) {
        match token {
            Token::Word(word) => joined.push_str(word),
            Token::Sign('.') if !joined.is_empty() => {
                if found.1 == at {
                    found.1 = at + 1;
                }
                continue;
            }
            _ => break,
        }
        if let Some((half, _)) = clock::half(&joined).filter(|(_, length)| *length == joined.len()) {
            found = (half, at + 1);
        }
    }
    found
}

/// Zones that are a fixed distance from UTC, in minutes. Names that mean several zones are not here.
const ZONES: &[(&str, i32)] = &[
    ("UTC", 0),
    ("GMT", 0),
    ("Z", 0),
    ("BST", 60),
    ("CET", 60),
    ("CEST", 120),
    ("EET", 120),
    ("EEST", 180),
    ("EST", -300),
    ("EDT", -240),
    ("CST", -360),
    ("CDT", -300),
    ("MST", -420),
    ("MDT", -360),
    ("PST", -480),
    ("PDT", -420),
];

/// A zone at the beginning: its offset, and how many tokens it takes. `UTC+01:00`, `GMT-3`, `+0100`, `PDT`.
fn zone(tokens: &[Token<'_>]) -> Option<(Option<Offset>, usize)> {
    use Token::{Number, Sign, Word};
    let (mut minutes, mut used) = match tokens.first()? {
        Word(word) => (ZONES.iter().find(|(name, _)| name == word)?.1, 1),
        Sign('+' | '-' | '−') => (0, 0),
        _ => return None,
    };
    if let (Some(Sign(sign @ ('+' | '-' | '−'))), Some(Number(value, count))) =
        (tokens.get(used), tokens.get(used + 1))
    {
        let hours = i32::try_from(*value).ok()?;
        let (mut distance, mut more) =
            if *count > 2 { (hours / 100 * 60 + hours % 100, 2) } else { (hours * 60, 2) };
        if let (Some(Sign(':')), Some(Number(value, 2)), true) =
            (tokens.get(used + 2), tokens.get(used + 3), *count <= 2)
        {
            (distance, more) = (distance + i32::try_from(*value).ok()?, 4);
        }
        minutes += if *sign == '+' { distance } else { -distance };
        used += more;
    }
    (used > 0).then(|| (Offset::from_seconds(minutes * 60).ok(), used))
}

/// A zone named before the time, as in Chinese.
fn zone_anywhere(tokens: &[Token<'_>]) -> Option<(Option<Offset>, usize)> {
    let at = tokens.iter().position(|token| matches!(token, Token::Word("UTC" | "GMT")))?;
    Some((zone(&tokens[at..])?.0, 0))
}

/// Year, month and day of what is left.
fn date(tokens: &[Token<'_>], order: Option<DateOrder>) -> Option<Date> {
    let numbers: Vec<(u32, usize)> = tokens
        .iter()
        .filter_map(
            |token| if let Token::Number(value, count) = token { Some((*value, *count)) } else { None },
        )
        .collect();
    // Weekdays may look like months ("martes"), and stand before them.
    let named = tokens.iter().rev().find_map(|token| match token {
        Token::Word(word) => {
            clock::month(word).filter(|(_, length)| *length == word.len()).map(|(month, _)| month)
        }
        _ => None,
    });
    let (year, month, day) = match (&numbers[..], named) {
        ([(a, digits), (b, _), ..], Some(month)) if *digits == 4 || *a > 31 => (*a, u32::from(month), *b),
        ([(a, _), (b, _), ..], Some(month)) => (*b, u32::from(month), *a),
        ([(a, 4), (b, _), (c, _), ..], None) => (*a, *b, *c),
        ([(a, _), (b, _), (c, _), ..], None) => match order {
            Some(DateOrder::YearFirst) => (*a, *b, *c),
            Some(DateOrder::MonthFirst) => (*c, *a, *b),
            Some(DateOrder::DayFirst) => (*c, *b, *a),
            None if *b > 12 => (*c, *a, *b),
            None => (*c, *b, *a),
        },
        _ => return None,
    };
    let year = if year < 100 { year + 2000 } else { year };
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// The three numbers of a date without a month in words and without a year in front.
fn three_numbers(written: &str) -> Option<[u32; 3]> {
    let tokens = tokens(written).filter(|_| written.len() <= LONGEST)?;
    let time = time(&tokens)?;
    let rest = [&tokens[..time.from], &tokens[time.to..]].concat();
    let named = |word: &str| clock::month(word).is_some_and(|(_, length)| length == word.len());
    if rest.iter().any(|token| matches!(token, Token::Word(word) if named(word))) {
        return None;
    }
    let mut numbers = rest.iter().filter_map(|token| match token {
        Token::Number(value, count) => Some((*value, *count)),
        _ => None,
    });
    let [first, second, third] = [numbers.next()?, numbers.next()?, numbers.next()?];
    (first.1 <= 2 && first.0 <= 31).then_some([first.0, second.0, third.0])
}

/// How the order of day and month came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// Told, or a number above 12 can only be the day, or no date leaves it open.
    Certain,
    /// Only so do the records follow each other in time.
    TimeRuns,
    /// Nothing decides. Day first was taken.
    Undecided,
}

/// The one order of day and month of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// The order.
    pub order: DateOrder,
    /// How it came about.
    pub basis: Basis,
}

/// What the dates of a whole file show of their order. One date alone (`9/5/2020`) may not show it.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    dates: u64,
    /// Dates that are possible only with the day, and only with the month, first.
    only: [u64; 2],
    latest: [Option<Date>; 2],
    /// Steps forwards and backwards, by order.
    steps: [[u64; 2]; 2],
}

impl Evidence {
    const ORDERS: [DateOrder; 2] = [DateOrder::DayFirst, DateOrder::MonthFirst];

    /// Takes in one date, in the order of the file.
    pub fn see(&mut self, written: &str) {
        let Some([a, b, _]) = three_numbers(written) else { return };
        self.dates += 1;
        self.only[0] += u64::from(a > 12 && b <= 12);
        self.only[1] += u64::from(b > 12 && a <= 12);
        for (at, order) in Self::ORDERS.iter().enumerate() {
            let Some(date) = parse(written, Some(*order)).map(|date| date.civil.date()) else { continue };
            if let Some(before) = self.latest[at].replace(date) {
                self.steps[at][0] += u64::from(date > before);
                self.steps[at][1] += u64::from(date < before);
            }
        }
    }

    /// The order that the evidence speaks for.
    pub fn decide(&self, wish: Option<DateOrder>) -> Order {
        if let Some(order) = wish {
            return Order { order, basis: Basis::Certain };
        }
        if self.dates == 0 || self.only[0] != self.only[1] {
            let order = Self::ORDERS[usize::from(self.only[1] > self.only[0])];
            return Order { order, basis: Basis::Certain };
        }
        // Exports run forwards or backwards in time, but one way throughout.
        let [day, month] = self.steps.map(|[forwards, backwards]| forwards.min(backwards));
        let basis = if day == month { Basis::Undecided } else { Basis::TimeRuns };
        Order { order: Self::ORDERS[usize::from(month < day)], basis }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(written: &str) -> Option<(String, Option<i32>)> {
        let found = parse(written, None)?;
        Some((found.civil.to_string(), found.offset.map(|offset| offset.seconds() / 60)))
    }

    #[test]
    fn dates_in_words_are_read_in_many_languages() {
        for (written, civil, offset) in [
            ("Tuesday, 7 February 2021 at 17:13:43 UTC", "2021-02-07T17:13:43", Some(0)),
            ("Friday, May 29, 2026 at 3:00:29\u{202f}AM UTC", "2026-05-29T03:00:29", Some(0)),
            ("2026年5月29日星期五 UTC 03:00:29", "2026-05-29T03:00:29", Some(0)),
            ("2026년 5월 29일 금요일 오후 3시 0분 29초 UTC", "", None),
            ("2026年5月29日 下午3:00:29 UTC", "2026-05-29T15:00:29", Some(0)),
            ("Freitag, 29. Mai 2026 um 03:00:29 UTC", "2026-05-29T03:00:29", Some(0)),
            ("vendredi 29 mai 2026 à 03:00:29 UTC", "2026-05-29T03:00:29", Some(0)),
            ("martes, 7 de febrero de 2023, 17:13:43 UTC", "2023-02-07T17:13:43", Some(0)),
            ("Sep 13, 2020, 12:26 PM", "2020-09-13T12:26:00", None),
            ("Oct 19, 2019 at 2:37 PM", "2019-10-19T14:37:00", None),
            ("19 Oct 2019, 14:37", "2019-10-19T14:37:00", None),
            ("Sep 13, 2020 12:26:33 pm", "2020-09-13T12:26:33", None),
            ("13 sept. 2020, 12:26", "2020-09-13T12:26:00", None),
            ("Wed Aug 19 12:00:00 UTC 2021", "2021-08-19T12:00:00", Some(0)),
            ("Oct 30, 2017, 4:43:02 PM CET", "2017-10-30T16:43:02", Some(60)),
            ("19.02.2020 13:45:12 UTC+01:00", "2020-02-19T13:45:12", Some(60)),
            ("19.02.2020 13:45:12", "2020-02-19T13:45:12", None),
            ("2022-02-02 12:00:00 UTC", "2022-02-02T12:00:00", Some(0)),
            ("Nov 24, 2025, 9:05:00 PM GMT-03:30", "2025-11-24T21:05:00", Some(-210)),
            ("13/09/2020, 12:26", "2020-09-13T12:26:00", None),
            ("9/13/2020, 12:26 AM", "2020-09-13T00:26:00", None),
            ("23 mar 2021 15.04", "2021-03-23T15:04:00", None),
        ] {
            let expected = (!civil.is_empty()).then(|| (civil.to_owned(), offset));
            assert_eq!(read(written), expected, "{written}");
        }
    }

    #[test]
    fn one_order_is_decided_for_a_whole_file() {
        use DateOrder::{DayFirst, MonthFirst};
        for (dates, order, basis) in [
            (
                &["9/5/2020, 12:26 AM", "9/13/2020, 12:26 AM", "10/2/2020, 12:26 AM"][..],
                MonthFirst,
                Basis::Certain,
            ),
            (&["5.9.2020, 12:26", "13.09.2020, 12:26"], DayFirst, Basis::Certain),
            (&["1/2/2020, 12:26", "1/5/2020, 12:26", "2/1/2020, 12:26"], MonthFirst, Basis::TimeRuns),
            (&["2/3/2020, 12:26", "1/3/2020, 12:26", "12/2/2020, 12:26"], DayFirst, Basis::TimeRuns),
            (&["5/5/2020, 12:26"], DayFirst, Basis::Undecided),
            (&["13 Sep 2020, 12:26", "2020-01-02 12:26"], DayFirst, Basis::Certain),
        ] {
            let mut seen = Evidence::default();
            dates.iter().for_each(|date| seen.see(date));
            assert_eq!(seen.decide(None), Order { order, basis }, "{dates:?}");
        }
        assert_eq!(Evidence::default().decide(Some(MonthFirst)).order, MonthFirst);
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "Hello",
            "See you at 12:30",
            "12:30",
            "2020",
            "May 2020",
            "Sep 13, 2020",
            "31 Feb 2020, 12:00",
            "I will be there on 3 May 2020 at 12:00 and then we go to the house of my sister and wait",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,60}|[0-9:.,+A-Z年月 -]{0,40}") {
            parse(&text, None);
        }
    }
}
