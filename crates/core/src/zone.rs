//! Local time and instants: a clock reading in a zone may name one instant, two, or none.

use jiff::{
    Timestamp,
    civil::DateTime,
    tz::{AmbiguousOffset, TimeZone},
};

/// The zone used when nobody says another.
pub const DEFAULT_ZONE: &str = "Europe/London";

/// A clock reading turned into an instant, with what was doubtful about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// The instant taken.
    pub at: Timestamp,
    /// Set when the reading names two instants or none.
    pub doubt: Option<ClockDoubt>,
}

/// Why a clock reading does not name exactly one instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockDoubt {
    /// The clocks went forward and this reading was skipped.
    Gap,
    /// The clocks went back and this reading happened twice; the first is taken.
    Fold,
}

impl ClockDoubt {
    /// The doubt in plain words.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Gap => "The clocks went forward that night: this time was skipped. It is kept as written.",
            Self::Fold => {
                "The clocks went back that night: this time happened twice. The first of the two is used."
            }
        }
    }
}

/// The instant a clock reading names in a zone.
///
/// A reading that happened twice takes the first instant; a skipped one is moved forward by the size of the gap,
/// as RFC 5545 section 3.3.5 does. A reading outside the range of instants gives `None`.
pub fn resolve(civil: DateTime, zone: &TimeZone) -> Option<Resolved> {
    let ambiguous = zone.to_ambiguous_timestamp(civil);
    let doubt = match ambiguous.offset() {
        AmbiguousOffset::Unambiguous { .. } => None,
        AmbiguousOffset::Gap { .. } => Some(ClockDoubt::Gap),
        AmbiguousOffset::Fold { .. } => Some(ClockDoubt::Fold),
    };
    Some(Resolved { at: ambiguous.compatible().ok()?, doubt })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn london() -> TimeZone {
        TimeZone::get(DEFAULT_ZONE).unwrap()
    }

    #[test]
    fn a_reading_in_the_spring_gap_is_marked() {
        let got = resolve(date(2025, 3, 30).at(1, 30, 0, 0), &london()).unwrap();
        assert_eq!(got.doubt, Some(ClockDoubt::Gap));
        assert_eq!(got.at.to_string(), "2025-03-30T01:30:00Z");
    }

    #[test]
    fn a_reading_in_the_autumn_fold_takes_the_first_instant() {
        let got = resolve(date(2025, 10, 26).at(1, 30, 0, 0), &london()).unwrap();
        assert_eq!(got.doubt, Some(ClockDoubt::Fold));
        assert_eq!(got.at.to_string(), "2025-10-26T00:30:00Z");
    }

    #[test]
    fn an_ordinary_summer_reading_is_one_hour_ahead_of_utc() {
        let got = resolve(date(2025, 7, 1).at(12, 0, 0, 0), &london()).unwrap();
        assert_eq!((got.doubt, got.at.to_string().as_str()), (None, "2025-07-01T11:00:00Z"));
    }
}
