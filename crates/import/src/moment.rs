//! When something was: numbers counted from 1970, clock readings without a zone, dates in words.

use crate::{
    finding::{Findings, Kind},
    options::Options,
    tally::Output,
};
use daybook_core::{
    item::Item,
    zone::{self, ClockDoubt},
};
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};

/// A time as a record has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// The instant.
    pub at: Option<Timestamp>,
    /// The clock reading, where the record has no zone.
    pub civil: Option<DateTime>,
    /// What is doubtful about it.
    pub note: Option<String>,
}

impl Moment {
    /// An instant without doubt.
    pub fn sure(at: Timestamp) -> Self {
        Self { at: Some(at), ..Self::default() }
    }

    /// A clock reading in the person's zone; that it was assumed, and any doubt, is told.
    pub fn local(civil: DateTime, place: u64, options: &Options, output: &mut Output<'_>) -> Self {
        let (at, note) = local(civil, options, &mut output.findings, (place, 0));
        Self { at, civil: Some(civil), note }
    }

    /// A time that is none: told, and left open.
    pub fn unknown(place: u64, output: &mut Output<'_>) -> Self {
        output.findings.at(Kind::BadTime, place, 0);
        Self {
            note: Some("The time could not be read. It stands in the original.".into()),
            ..Self::default()
        }
    }

    /// Writes the time into an item.
    pub fn stamp(self, item: &mut Item) {
        (item.at, item.civil, item.at_note) = (self.at, self.civil, self.note);
    }
}

/// Counts since 1970 that are no date of this century are none at all: before 1990, or after 2100, in seconds.
const SANE: std::ops::Range<i64> = 631_152_000..4_102_444_800;

/// An instant from a count since 1970 in seconds, thousandths or millionths, told apart by size: in this century they
/// do not overlap.
pub fn since_1970(count: i64) -> Option<Timestamp> {
    [1, 1_000, 1_000_000, 1_000_000_000].into_iter().find_map(|unit| {
        let within = SANE.contains(&(count / unit));
        within
            .then(|| Timestamp::from_nanosecond(i128::from(count) * i128::from(1_000_000_000 / unit)).ok())?
    })
}

/// An instant from a count since 1970 or from RFC 3339, whichever a string holds.
pub fn written(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    match text.parse() {
        Ok(count) => since_1970(count),
        Err(_) => text.parse().ok(),
    }
}

/// Before this a time is no time of anything that was exported: 1 January 1970, at noon in every zone.
const FIRST_SECOND: i64 = 86_400;

/// The instant of a clock reading that has no zone, in the zone the person set, and what is doubtful about it.
pub fn local(
    civil: DateTime,
    options: &Options,
    findings: &mut Findings,
    place: (u64, u64),
) -> (Option<Timestamp>, Option<String>) {
    findings.at(Kind::ZoneAssumed, place.0, place.1);
    in_zone(civil, &options.zone, (options, findings), place)
}

/// The instant of a clock reading in a zone that is known, and what is doubtful about it.
pub fn in_zone(
    civil: DateTime,
    zone: &TimeZone,
    (options, findings): (&Options, &mut Findings),
    place: (u64, u64),
) -> (Option<Timestamp>, Option<String>) {
    let Some(resolved) = zone::resolve(civil, zone) else {
        findings.at(Kind::OddTime, place.0, place.1);
        return (None, None);
    };
    let note = resolved.doubt.map(|doubt| {
        let kind = if doubt == ClockDoubt::Gap { Kind::ClockGap } else { Kind::ClockFold };
        findings.at(kind, place.0, place.1);
        doubt.sentence().to_owned()
    });
    check(resolved.at, options, findings, place);
    (Some(resolved.at), note)
}

/// Tells a time that cannot be right: before 1970, or after now.
pub fn check(at: Timestamp, options: &Options, findings: &mut Findings, (offset, line): (u64, u64)) {
    if at.as_second() < FIRST_SECOND || options.now.is_some_and(|now| at > now) {
        findings.at(Kind::OddTime, offset, line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::CountOnly;
    use jiff::civil::date;

    #[test]
    fn counts_are_told_apart_by_size() {
        let expected = "2020-09-13T12:26:40Z".parse::<Timestamp>().unwrap();
        for count in [1_600_000_000, 1_600_000_000_000, 1_600_000_000_000_000, 1_600_000_000_000_000_000] {
            assert_eq!(since_1970(count), Some(expected), "{count}");
        }
        assert_eq!([0, -1, 12, i64::MAX].map(since_1970), [None; 4]);
        assert_eq!(written("1600000000000"), Some(expected));
        assert_eq!(written("2020-09-13T13:26:40.000+01:00"), Some(expected));
        assert_eq!((written("yesterday"), written("")), (None, None));
    }

    #[test]
    fn a_clock_reading_is_taken_in_the_persons_zone_and_doubt_is_told() {
        let options = Options::new(TimeZone::get("Europe/London").unwrap());
        let mut sink = CountOnly;
        let mut output = Output::new(&mut sink, 0);
        let summer = Moment::local(date(2025, 7, 1).at(12, 0, 0, 0), 5, &options, &mut output);
        assert_eq!((summer.at.unwrap().to_string().as_str(), summer.note), ("2025-07-01T11:00:00Z", None));
        let twice = Moment::local(date(2025, 10, 26).at(1, 30, 0, 0), 9, &options, &mut output);
        assert!(twice.note.is_some());
        let kinds: Vec<_> =
            output.findings.list().into_iter().map(|f| (f.kind, f.place.offset, f.count)).collect();
        assert_eq!(kinds, [("clock_fold".to_owned(), Some(9), 1), ("zone_assumed".to_owned(), Some(5), 2)]);
    }

    fn told(civil: DateTime, now: Option<&str>) -> (Option<String>, Option<String>, Vec<String>) {
        let mut options = Options::new(TimeZone::get("Europe/London").unwrap());
        options.now = now.map(|now| now.parse().unwrap());
        let mut findings = Findings::default();
        let (at, note) = local(civil, &options, &mut findings, (7, 1));
        let kinds = findings.list().into_iter().map(|finding| finding.kind).collect();
        (at.map(|at| at.to_string()), note, kinds)
    }

    #[test]
    fn the_hour_that_happened_twice_is_told() {
        let (at, note, kinds) = told(date(2025, 10, 26).at(1, 30, 0, 0), None);
        assert_eq!(at.as_deref(), Some("2025-10-26T00:30:00Z"));
        assert!(note.is_some() && kinds == ["clock_fold", "zone_assumed"], "{kinds:?}");
        assert!(told(date(2025, 3, 30).at(1, 30, 0, 0), None).2.contains(&"clock_gap".to_owned()));
    }

    #[test]
    fn a_time_after_now_is_told_and_kept() {
        let now = Some("2026-01-01T00:00:00Z");
        let (at, _, kinds) = told(date(2026, 7, 1).at(12, 0, 0, 0), now);
        assert_eq!((at.as_deref(), kinds[0].as_str()), (Some("2026-07-01T11:00:00Z"), "odd_time"));
        assert_eq!(told(date(2025, 7, 1).at(12, 0, 0, 0), now).2, ["zone_assumed"]);
    }
}
