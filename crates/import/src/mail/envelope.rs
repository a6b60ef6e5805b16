//! The line that begins each mail of an mbox: `From SENDER DATE` (RFC 4155 appendix A).
//!
//! Programs write the date as asctime does, with and without seconds, with a zone before or after the year, with
//! `remote from HOST` behind it, or as in a header field.

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
    tz::Offset,
};

/// Days of the week, shortened.
pub const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
/// Months, shortened.
pub const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/// Zones by name (RFC 5322 section 4.3, and those of these islands and their neighbours), in hours from UTC.
const ZONES: [(&str, i32); 17] = [
    ("Z", 0),
    ("WEST", 1),
    ("UT", 0),
    ("UTC", 0),
    ("GMT", 0),
    ("WET", 0),
    ("BST", 1),
    ("CET", 1),
    ("CEST", 2),
    ("EST", -5),
    ("EDT", -4),
    ("CST", -6),
    ("CDT", -5),
    ("MST", -7),
    ("MDT", -6),
    ("PST", -8),
    ("PDT", -7),
];
/// Longest line that is looked at.
const LONGEST: usize = 1000;

/// Whether a line is one that programs write between mails: with day of the week, date and time.
pub fn is_dated(line: &[u8]) -> bool {
    parts(line).is_some()
}

/// The time of such a line. Without a zone it is UTC, as RFC 4155 has it; with an unknown one it is left open.
pub fn time(line: &[u8]) -> Option<Timestamp> {
    let (civil, zone) = parts(line)?;
    let offset = zone.map_or(Some(Offset::UTC), |zone| offset(&zone))?;
    offset.to_timestamp(civil).ok()
}

fn parts(line: &[u8]) -> Option<(DateTime, Option<String>)> {
    let rest = line.strip_prefix(b"From ")?;
    let text = std::str::from_utf8(&rest[..rest.len().min(LONGEST)]).ok()?;
    let words: Vec<&str> = text.split_whitespace().map(|word| word.trim_end_matches(',')).collect();
    let day_of_week = words.iter().rposition(|word| DAYS.contains(word))?;
    let words = words.get(day_of_week + 1..)?;
    let month = words.iter().take(2).position(|word| MONTHS.contains(word))?;
    let day: i8 = words.get(1 - month)?.parse().ok()?;
    let clock = words.iter().take(4).position(|word| word.contains(':'))?;
    let is_year = |word: &&str| word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
    let year = words.iter().take(5).position(is_year)?;
    let number = MONTHS.iter().position(|name| *name == words[month])?;
    let date = Date::new(words[year].parse().ok()?, i8::try_from(number + 1).ok()?, day).ok()?;
    let zone = words.get(clock + 1).filter(|_| year != clock + 1).or_else(|| words.get(year.max(clock) + 1));
    Some((
        date.to_datetime(reading(words[clock])?),
        zone.filter(|zone| **zone != "remote").map(|zone| (*zone).to_owned()),
    ))
}

/// Hours and minutes, perhaps seconds.
pub fn reading(text: &str) -> Option<Time> {
    let mut parts = text.split(':').map(|part| part.parse::<i8>().ok());
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().unwrap_or(Some(0))?;
    // A leap second is the last of its minute.
    let second = if second == 60 { 59 } else { second };
    Time::new(hour, minute, second, 0).ok()
}

/// How far a zone is from UTC: by its name, as `+0100` or `+01:00`, or both (`GMT+0100`).
pub fn offset(zone: &str) -> Option<Offset> {
    if let Some((_, hours)) = ZONES.iter().find(|(name, _)| *name == zone) {
        return Offset::from_seconds(hours * 3600).ok();
    }
    let zone = ["GMT", "UTC"].into_iter().find_map(|name| zone.strip_prefix(name)).unwrap_or(zone);
    let digits = zone.strip_prefix(['+', '-'])?.replacen(':', "", 1);
    let is_number = digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit());
    let number: i32 = digits.parse().ok().filter(|_| is_number)?;
    let seconds = (number / 100 * 60 + number % 100) * 60;
    Offset::from_seconds(if zone.starts_with('-') { -seconds } else { seconds }).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_writing_the_line_is_read() {
        let table = [
            ("From a@b Mon Jan  1 00:00:00 2024", Some("2024-01-01T00:00:00Z")),
            ("From a@b Mon Jan 1 00:00 2024", Some("2024-01-01T00:00:00Z")),
            ("From a@b Mon Jan 1 00:00:00 PST 2024", Some("2024-01-01T08:00:00Z")),
            ("From a@b Mon Jan 1 00:00:00 2024 PST", Some("2024-01-01T08:00:00Z")),
            ("From 178@xxx Mon Jan 01 00:00:00 -0700 2024", Some("2024-01-01T07:00:00Z")),
            ("From a@b Mon Jan 1 00:00:00 2024 remote from mail.example.com", Some("2024-01-01T00:00:00Z")),
            ("From a@b Mon, 1 Jan 2024 09:30:00 +0100", Some("2024-01-01T08:30:00Z")),
            ("From - Mon Jan 01 00:00:00 2024\r", Some("2024-01-01T00:00:00Z")),
            ("From a@b Mon Jan 1 00:00:00 FOO 2024", None),
        ];
        for (line, at) in table {
            assert!(is_dated(line.as_bytes()), "{line}");
            assert_eq!(time(line.as_bytes()).map(|at| at.to_string()).as_deref(), at, "{line}");
        }
    }

    #[test]
    fn words_that_begin_with_from_are_not_such_a_line() {
        for line in [
            "From this is not a separator",
            "From Mon to Fri we met at 10:00 in 2024",
            "From a@b",
            "From a@b Mon Jan 99 00:00:00 2024",
            "From a@b Mon Jan 1 2024",
            "from a@b Mon Jan 1 00:00:00 2024",
            "From ",
        ] {
            assert!(!is_dated(line.as_bytes()), "{line}");
        }
    }
}
