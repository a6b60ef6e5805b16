//! Zones as calendars name them: by the IANA name, by the name Windows uses, or by a description of their own.

use super::time::{Written, written};
use crate::content_line::Line;
use jiff::{
    civil::DateTime,
    tz::{Offset, TimeZone},
};
use std::collections::HashMap;

/// Most zones described in one calendar.
const ZONES: usize = 1000;

/// Names of Windows and the place each stands for (Unicode CLDR, `windowsZones`, territory 001).
const WINDOWS: [(&str, &str); 25] = [
    ("GMT Standard Time", "Europe/London"),
    ("Greenwich Standard Time", "Atlantic/Reykjavik"),
    ("UTC", "Etc/UTC"),
    ("W. Europe Standard Time", "Europe/Berlin"),
    ("Romance Standard Time", "Europe/Paris"),
    ("Central Europe Standard Time", "Europe/Budapest"),
    ("Central European Standard Time", "Europe/Warsaw"),
    ("GTB Standard Time", "Europe/Bucharest"),
    ("FLE Standard Time", "Europe/Kiev"),
    ("E. Europe Standard Time", "Europe/Chisinau"),
    ("Turkey Standard Time", "Europe/Istanbul"),
    ("Russian Standard Time", "Europe/Moscow"),
    ("South Africa Standard Time", "Africa/Johannesburg"),
    ("W. Central Africa Standard Time", "Africa/Lagos"),
    ("Arabian Standard Time", "Asia/Dubai"),
    ("Pakistan Standard Time", "Asia/Karachi"),
    ("India Standard Time", "Asia/Calcutta"),
    ("Bangladesh Standard Time", "Asia/Dhaka"),
    ("China Standard Time", "Asia/Shanghai"),
    ("Tokyo Standard Time", "Asia/Tokyo"),
    ("AUS Eastern Standard Time", "Australia/Sydney"),
    ("Eastern Standard Time", "America/New_York"),
    ("Central Standard Time", "America/Chicago"),
    ("Mountain Standard Time", "America/Denver"),
    ("Pacific Standard Time", "America/Los_Angeles"),
];

/// The zones a calendar describes.
#[derive(Debug, Default)]
pub struct Zones {
    described: HashMap<String, Described>,
    open: Option<Described>,
}

#[derive(Clone, Debug, Default)]
struct Described {
    name: String,
    /// The IANA name, where the program that wrote it adds one.
    place: Option<String>,
    /// Winter and summer times, those of the past included.
    periods: Vec<Period>,
}

/// One winter or summer time (RFC 5545 section 3.6.5).
#[derive(Clone, Copy, Debug, Default)]
struct Period {
    summer: bool,
    /// Offset from UTC in seconds.
    offset: Option<i32>,
    /// The clock reading at which it first begins.
    start: Option<DateTime>,
    /// The day it begins on each year: month, week of the month (5 is the last), day of the week from Sunday.
    rule: Option<(u8, u8, u8)>,
}

impl Zones {
    /// Looks at a line for what it says of zones.
    pub fn see(&mut self, line: &Line) {
        let value = line.value.trim();
        let is_zone = value.eq_ignore_ascii_case("VTIMEZONE");
        let period = [("STANDARD", false), ("DAYLIGHT", true)];
        let period = period.into_iter().find(|(name, _)| value.eq_ignore_ascii_case(name));
        match (line.name.as_str(), &mut self.open) {
            ("BEGIN", _) if is_zone => self.open = Some(Described::default()),
            ("END", open) if is_zone => {
                if let Some(zone) = open.take().filter(|_| self.described.len() < ZONES) {
                    self.described.insert(zone.name.clone(), zone);
                }
            }
            ("TZID", Some(open)) => open.name = line.text(),
            ("X-LIC-LOCATION", Some(open)) => open.place = Some(line.text()),
            ("BEGIN", Some(open)) if open.periods.len() < ZONES => {
                let period = period.map(|(_, summer)| Period { summer, ..Period::default() });
                open.periods.extend(period);
            }
            (name, Some(open)) => {
                if let Some(last) = open.periods.last_mut() {
                    last.see(name, value);
                }
            }
            _ => {}
        }
    }

    /// The zone a name stands for at a time, if that can be told.
    pub fn get(&self, name: &str, civil: DateTime) -> Option<TimeZone> {
        let described = self.described.get(name);
        known(name).or_else(|| known(described?.place.as_deref()?)).or_else(|| described?.zone(civil))
    }
}

impl Period {
    fn see(&mut self, name: &str, value: &str) {
        match name {
            "TZOFFSETTO" => self.offset = seconds(value),
            "RRULE" => self.rule = rule(value),
            "DTSTART" => {
                self.start = match written(value) {
                    Some(Written::Clock { civil, .. }) => Some(civil),
                    Some(Written::Day(date)) => Some(date.at(0, 0, 0, 0)),
                    None => None,
                };
            }
            _ => {}
        }
    }

    /// Its part of a rule as POSIX writes it (`M3.5.0/2:00:00`).
    fn posix(&self) -> Option<String> {
        let ((month, week, day), start) = (self.rule?, self.start?);
        Some(format!("M{month}.{week}.{day}/{}:{:02}:{:02}", start.hour(), start.minute(), start.second()))
    }
}

impl Described {
    /// The zone as described, as it is at a time: by the winter and the summer time that began last before it.
    fn zone(&self, civil: DateTime) -> Option<TimeZone> {
        let last = |summer: bool| {
            let begun =
                |period: &&Period| period.summer == summer && period.start.is_none_or(|start| start <= civil);
            self.periods.iter().filter(begun).max_by_key(|period| period.start)
        };
        match (last(false), last(true)) {
            (Some(only), None) | (None, Some(only)) => fixed(only.offset?),
            (Some(winter), Some(summer)) if winter.offset == summer.offset => fixed(winter.offset?),
            (Some(winter), Some(summer)) => match (winter.posix(), summer.posix()) {
                (Some(back), Some(forward)) => {
                    let [standard, saving] = [winter.offset?, summer.offset?].map(posix_offset);
                    TimeZone::posix(&format!("<WIN>{standard}<SUM>{saving},{forward},{back}")).ok()
                }
                // Without rules for every year, the one that began last goes on. Neither says when: nothing can be told.
                _ => {
                    let later = if winter.start > summer.start { winter } else { summer };
                    later.start.and_then(|_| fixed(later.offset?))
                }
            },
            (None, None) => None,
        }
    }
}

fn fixed(seconds: i32) -> Option<TimeZone> {
    Offset::from_seconds(seconds).ok().map(TimeZone::fixed)
}

/// An offset as POSIX writes it: what must be added to the clock to get UTC.
fn posix_offset(seconds: i32) -> String {
    let sign = if seconds > 0 { "-" } else { "" };
    let all = seconds.unsigned_abs();
    format!("{sign}{}:{:02}:{:02}", all / 3600, all / 60 % 60, all % 60)
}

/// The day of each year a rule means: `FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU`. One that has ended is none.
fn rule(text: &str) -> Option<(u8, u8, u8)> {
    let part = |name: &str| text.split(';').find_map(|part| part.strip_prefix(name)?.strip_prefix('='));
    (part("FREQ") == Some("YEARLY") && part("BYMONTHDAY").is_none()).then_some(())?;
    let month: u8 = part("BYMONTH")?.parse().ok().filter(|month| (1..=12).contains(month))?;
    let by_day = part("BYDAY")?;
    let (week, day) = by_day.split_at_checked(by_day.len().checked_sub(2)?)?;
    let day = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"].iter().position(|name| *name == day)?;
    let week = match week {
        "-1" => 5,
        week => week.trim_start_matches('+').parse().ok().filter(|week| (1..=4).contains(week))?,
    };
    Some((month, week, u8::try_from(day).ok()?))
}

/// A zone by its IANA or Windows name; programs put prefixes before it (`/mozilla.org/20050126_1/Europe/London`).
fn known(name: &str) -> Option<TimeZone> {
    let name = name.trim().trim_matches('"');
    let place = WINDOWS.iter().find(|(windows, _)| *windows == name).map_or(name, |(_, place)| place);
    let starts = place.match_indices('/').map(|(at, _)| &place[at + 1..]);
    std::iter::once(place)
        .chain(starts)
        .filter(|name| !name.is_empty())
        .find_map(|name| TimeZone::get(name).ok())
}

/// An offset as calendars write it, `+0100` or `-013015`, in seconds (RFC 5545 section 3.3.14).
fn seconds(text: &str) -> Option<i32> {
    let text = text.trim();
    let digits = text.strip_prefix(['+', '-'])?;
    let number = |range: std::ops::Range<usize>| digits.get(range)?.parse::<i32>().ok();
    let all = number(0..2)? * 3600 + number(2..4)? * 60 + number(4..6).unwrap_or(0);
    Some(if text.starts_with('-') { -all } else { all })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zones(lines: &[(&str, &str)]) -> Zones {
        let mut zones = Zones::default();
        for (name, value) in lines {
            zones.see(&Line { name: (*name).into(), value: (*value).into(), ..Line::default() });
        }
        zones
    }

    #[test]
    fn zones_are_known_by_many_names() {
        let zones = zones(&[
            ("BEGIN", "VTIMEZONE"),
            ("TZID", "Home"),
            ("X-LIC-LOCATION", "Europe/London"),
            ("END", "VTIMEZONE"),
            ("BEGIN", "VTIMEZONE"),
            ("TZID", "Fixed"),
            ("BEGIN", "STANDARD"),
            ("TZOFFSETTO", "-0330"),
            ("END", "STANDARD"),
            ("END", "VTIMEZONE"),
            ("BEGIN", "VTIMEZONE"),
            ("TZID", "Summer and winter"),
            ("BEGIN", "STANDARD"),
            ("TZOFFSETTO", "+0000"),
            ("END", "STANDARD"),
            ("BEGIN", "DAYLIGHT"),
            ("TZOFFSETTO", "+0100"),
            ("END", "VTIMEZONE"),
        ]);
        let day = jiff::civil::date(2024, 1, 1).at(0, 0, 0, 0);
        let found = |name| zones.get(name, day).map(|zone| zone.iana_name().map(str::to_owned));
        let london = Some(Some("Europe/London".to_owned()));
        for name in ["Europe/London", "GMT Standard Time", "/mozilla.org/20050126_1/Europe/London", "Home"] {
            assert_eq!(found(name), london, "{name}");
        }
        assert_eq!(
            zones.get("Fixed", day).and_then(|zone| zone.to_fixed_offset().ok()).map(|o| o.seconds()),
            Some(-12_600)
        );
        assert_eq!((found("Summer and winter"), found("Nowhere"), found("")), (None, None, None));
    }

    /// New York as a calendar describes it under a name of its own: the rules of before 2007, and those since.
    #[test]
    fn a_zone_described_in_the_file_counts_with_the_rules_of_its_time() {
        let period = |kind: &'static str, start: &'static str, offset: &'static str, rule: &'static str| {
            [("BEGIN", kind), ("DTSTART", start), ("TZOFFSETTO", offset), ("RRULE", rule), ("END", kind)]
        };
        let lines = [
            &[("BEGIN", "VTIMEZONE"), ("TZID", "custom_new_york")][..],
            &period(
                "STANDARD",
                "19671029T020000",
                "-0500",
                "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU;UNTIL=20061029T060000Z",
            ),
            &period(
                "DAYLIGHT",
                "19870405T020000",
                "-0400",
                "FREQ=YEARLY;BYMONTH=4;BYDAY=1SU;UNTIL=20060402T070000Z",
            ),
            &period("DAYLIGHT", "20070311T020000", "-0400", "FREQ=YEARLY;BYMONTH=3;BYDAY=2SU"),
            &period("STANDARD", "20071104T020000", "-0500", "FREQ=YEARLY;BYMONTH=11;BYDAY=1SU"),
            &[("END", "VTIMEZONE")],
        ]
        .concat();
        let zones = zones(&lines);
        let at = |year, month, day, hour| {
            let civil = jiff::civil::date(year, month, day).at(hour, 0, 0, 0);
            let zone = zones.get("custom_new_york", civil).unwrap();
            zone.to_ambiguous_timestamp(civil).compatible().unwrap().to_string()
        };
        assert_eq!(at(2024, 1, 15, 8), "2024-01-15T13:00:00Z");
        assert_eq!(at(2024, 7, 15, 8), "2024-07-15T12:00:00Z");
        assert_eq!(at(2024, 3, 12, 8), "2024-03-12T12:00:00Z", "summer time since 2007 begins in March");
        assert_eq!(at(2005, 3, 20, 8), "2005-03-20T13:00:00Z", "before 2007 it began in April");
    }

    #[test]
    fn every_place_for_a_windows_name_exists() {
        assert!(WINDOWS.iter().all(|(_, place)| TimeZone::get(place).is_ok()));
    }
}
