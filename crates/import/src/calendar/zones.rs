//! Zones as calendars name them: by the IANA name, by the name Windows uses, or by a description of their own.

use crate::content_line::Line;
use jiff::tz::{Offset, TimeZone};
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
    /// Offsets from UTC in seconds, of every period described.
    offsets: Vec<i32>,
}

impl Zones {
    /// Looks at a line for what it says of zones.
    pub fn see(&mut self, line: &Line) {
        let is_zone = line.value.trim().eq_ignore_ascii_case("VTIMEZONE");
        match (line.name.as_str(), &mut self.open) {
            ("BEGIN", _) if is_zone => self.open = Some(Described::default()),
            ("END", open) if is_zone => {
                if let Some(zone) = open.take().filter(|_| self.described.len() < ZONES) {
                    self.described.insert(zone.name.clone(), zone);
                }
            }
            ("TZID", Some(open)) => open.name = line.text(),
            ("X-LIC-LOCATION", Some(open)) => open.place = Some(line.text()),
            ("TZOFFSETTO", Some(open)) if open.offsets.len() < ZONES => {
                open.offsets.extend(seconds(&line.value));
            }
            _ => {}
        }
    }

    /// The zone a name stands for, if that can be told.
    pub fn get(&self, name: &str) -> Option<TimeZone> {
        let described = self.described.get(name);
        known(name).or_else(|| known(described?.place.as_deref()?)).or_else(|| {
            let offsets = &described?.offsets;
            let (first, rest) = offsets.split_first()?;
            // Without a second offset there is no summer time, and the one is enough.
            let only = rest.iter().all(|other| other == first);
            only.then(|| Offset::from_seconds(*first).ok().map(TimeZone::fixed)).flatten()
        })
    }
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
            ("TZOFFSETTO", "-0330"),
            ("END", "VTIMEZONE"),
            ("BEGIN", "VTIMEZONE"),
            ("TZID", "Summer and winter"),
            ("TZOFFSETTO", "+0000"),
            ("TZOFFSETTO", "+0100"),
            ("END", "VTIMEZONE"),
        ]);
        let found = |name| zones.get(name).map(|zone| zone.iana_name().map(str::to_owned));
        let london = Some(Some("Europe/London".to_owned()));
        for name in ["Europe/London", "GMT Standard Time", "/mozilla.org/20050126_1/Europe/London", "Home"] {
            assert_eq!(found(name), london, "{name}");
        }
        assert_eq!(
            zones.get("Fixed").and_then(|zone| zone.to_fixed_offset().ok()).map(|o| o.seconds()),
            Some(-12_600)
        );
        assert_eq!((found("Summer and winter"), found("Nowhere"), found("")), (None, None, None));
    }

    #[test]
    fn every_place_for_a_windows_name_exists() {
        assert!(WINDOWS.iter().all(|(_, place)| TimeZone::get(place).is_ok()));
    }
}
