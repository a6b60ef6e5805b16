//! Times of records: clock readings without a zone put into the person's, and what is odd about a time told.

use crate::{
    finding::{Findings, Kind},
    options::Options,
};
use daybook_core::zone::{self, ClockDoubt};
use jiff::{Timestamp, civil::DateTime};

/// Before this a time is no time of anything that was exported: 1 January 1970, at noon in every zone.
const FIRST_SECOND: i64 = 86_400;

/// The instant of a clock reading that has no zone, in the zone the person set, and what is doubtful about it.
pub fn local(
    civil: DateTime,
    options: &Options,
    findings: &mut Findings,
    place: (u64, u64),
) -> (Option<Timestamp>, Option<String>) {
    findings.whole(Kind::ZoneAssumed);
    let Some(resolved) = zone::resolve(civil, &options.zone) else {
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
    use jiff::{civil::date, tz::TimeZone};

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
