//! When something happened, with how sure the person is.

use crate::zone::{self, ClockDoubt, Resolved};
use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
    tz::TimeZone,
};
use serde::{Deserialize, Serialize};

/// How sure the person is of a time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// At that minute.
    Exact,
    /// Around that time.
    About,
    /// Some time between two times.
    Between,
    /// Some time on that day, or on one of those days.
    Day,
    /// The person is not sure; a span may still be known.
    #[default]
    NotSure,
}

/// A time as the person gave it: a span on the local clock, and how sure they are.
///
/// A time with no span at all ("not sure") is allowed: it sorts last and is shown as such.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct When {
    /// Start and end on the local clock, both included. Equal for an exact time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<(DateTime, DateTime)>,
    /// How sure the person is.
    pub certainty: Certainty,
    /// IANA name of the zone the clock was in.
    pub zone: String,
    /// The words the person typed, kept for good.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub said: String,
}

impl When {
    /// An exact time.
    pub fn exact(at: DateTime, zone: &str) -> Self {
        Self { span: Some((at, at)), certainty: Certainty::Exact, zone: zone.into(), said: String::new() }
    }

    /// Some time on one day.
    pub fn day(date: Date, zone: &str) -> Self {
        Self {
            span: Some((date.at(0, 0, 0, 0), last_minute(date))),
            certainty: Certainty::Day,
            zone: zone.into(),
            said: String::new(),
        }
    }

    /// No idea when.
    pub fn not_sure(zone: &str) -> Self {
        Self { span: None, certainty: Certainty::NotSure, zone: zone.into(), said: String::new() }
    }

    /// The instants of start and end. `None` when there is no span or the zone is unknown.
    pub fn instants(&self) -> Option<(Timestamp, Timestamp)> {
        let (start, end) = self.resolved()?;
        Some((start.at, end.at))
    }

    /// What is doubtful about the clock reading: skipped or happened twice. Only exact and about times can be.
    pub fn doubt(&self) -> Option<ClockDoubt> {
        match self.certainty {
            Certainty::Exact | Certainty::About => self.resolved()?.0.doubt,
            Certainty::Between | Certainty::Day | Certainty::NotSure => None,
        }
    }

    fn resolved(&self) -> Option<(Resolved, Resolved)> {
        let (start, end) = self.span?;
        let zone = TimeZone::get(&self.zone).ok()?;
        Some((zone::resolve(start, &zone)?, zone::resolve(end, &zone)?))
    }
}

impl std::fmt::Display for When {
    /// British and short: `Mon 4 May 2026, about 21:00`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Some((start, end)) = self.span else { return f.write_str("not sure when") };
        let (first, last) = (start.date(), end.date());
        match self.certainty {
            Certainty::Exact => write!(f, "{}, {}", day(first), clock(start.time())),
            Certainty::About if first == last && start == end => {
                write!(f, "{}, about {}", day(first), clock(start.time()))
            }
            Certainty::NotSure if first == last => write!(f, "{}, not sure of the time", day(first)),
            Certainty::NotSure => write!(f, "not sure, between {} and {}", day(first), day(last)),
            Certainty::Day if first == last => f.write_str(&day(first)),
            Certainty::Day => write!(f, "some time between {} and {}", day(first), day(last)),
            Certainty::About | Certainty::Between if first == last => {
                write!(f, "{}, between {} and {}", day(first), clock(start.time()), clock(end.time()))
            }
            Certainty::About | Certainty::Between => write!(
                f,
                "between {}, {} and {}, {}",
                day(first),
                clock(start.time()),
                day(last),
                clock(end.time())
            ),
        }
    }
}

/// `Mon 4 May 2026`.
pub fn day(date: Date) -> String {
    date.strftime("%a %-d %b %Y").to_string()
}

/// `21:05`, or `21:05:30` when the seconds are known.
pub fn clock(time: Time) -> String {
    if time.second() == 0 {
        time.strftime("%H:%M").to_string()
    } else {
        time.strftime("%H:%M:%S").to_string()
    }
}

/// An instant on the local clock, to the minute: `Mon 4 May 2026, 21:10`.
pub fn moment(at: Timestamp, zone: &TimeZone) -> String {
    zone.to_datetime(at).strftime("%a %-d %b %Y, %H:%M").to_string()
}

/// The last minute of a day.
pub fn last_minute(date: Date) -> DateTime {
    date.at(23, 59, 0, 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn when(span: (DateTime, DateTime), certainty: Certainty) -> String {
        When { span: Some(span), certainty, zone: "Europe/London".into(), said: String::new() }.to_string()
    }

    #[test]
    fn each_certainty_reads_as_a_person_would_say_it() {
        let nine = date(2026, 5, 4).at(21, 0, 0, 0);
        let eleven = date(2026, 5, 4).at(23, 0, 0, 0);
        assert_eq!(when((nine, nine), Certainty::Exact), "Mon 4 May 2026, 21:00");
        assert_eq!(when((nine, nine), Certainty::About), "Mon 4 May 2026, about 21:00");
        assert_eq!(when((nine, eleven), Certainty::Between), "Mon 4 May 2026, between 21:00 and 23:00");
        assert_eq!(When::day(date(2026, 5, 4), "Europe/London").to_string(), "Mon 4 May 2026");
        let week = (date(2026, 5, 4).at(0, 0, 0, 0), last_minute(date(2026, 5, 10)));
        assert_eq!(when(week, Certainty::Day), "some time between Mon 4 May 2026 and Sun 10 May 2026");
        assert_eq!(When::not_sure("Europe/London").to_string(), "not sure when");
    }

    #[test]
    fn a_time_in_the_autumn_fold_is_doubtful_and_a_day_is_not() {
        let twice = When::exact(date(2026, 10, 25).at(1, 30, 0, 0), "Europe/London");
        assert_eq!(twice.doubt(), Some(ClockDoubt::Fold));
        assert_eq!(When::day(date(2026, 10, 25), "Europe/London").doubt(), None);
    }
}
