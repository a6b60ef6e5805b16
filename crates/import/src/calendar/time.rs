//! Dates and times of calendars (RFC 5545 sections 3.3.4 and 3.3.5).

use jiff::civil::{Date, DateTime};

/// A time as a calendar writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// A whole day.
    Day(Date),
    /// A clock reading, in UTC or in a zone named elsewhere.
    Clock {
        /// The reading.
        civil: DateTime,
        /// It ends with `Z`.
        utc: bool,
    },
}

/// Reads `20250330`, `20250330T014000` and `20250330T014000Z`; with the dashes and colons of other forms too.
pub fn written(text: &str) -> Option<Written> {
    let bare: String = text.trim().chars().filter(|c| !matches!(c, '-' | ':')).collect();
    let number = |range: std::ops::Range<usize>| {
        let part = bare.get(range).filter(|part| part.bytes().all(|b| b.is_ascii_digit()))?;
        part.parse::<i16>().ok()
    };
    let small = |range| number(range).and_then(|number| i8::try_from(number).ok());
    let date = Date::new(number(0..4)?, small(4..6)?, small(6..8)?).ok()?;
    if bare.len() == 8 {
        return Some(Written::Day(date));
    }
    if !bare.get(8..9)?.eq_ignore_ascii_case("T") {
        return None;
    }
    let end = bare.get(13..).unwrap_or_default();
    let seconds = if end.is_empty() || end.eq_ignore_ascii_case("Z") { 0 } else { small(13..15)?.min(59) };
    let time = jiff::civil::Time::new(small(9..11)?, small(11..13)?, seconds, 0).ok()?;
    let utc = bare.ends_with(['Z', 'z']);
    Some(Written::Clock { civil: date.to_datetime(time), utc })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn times_are_read_and_nonsense_is_not() {
        let clock = |utc| Some(Written::Clock { civil: date(2025, 3, 30).at(1, 40, 5, 0), utc });
        assert_eq!(written("20250330T014005"), clock(false));
        assert_eq!(written(" 20250330T014005Z"), clock(true));
        assert_eq!(written("2025-03-30T01:40:05Z"), clock(true));
        assert_eq!(
            written("20250330T014060"),
            Some(Written::Clock { civil: date(2025, 3, 30).at(1, 40, 59, 0), utc: false })
        );
        assert_eq!(written("20250330"), Some(Written::Day(date(2025, 3, 30))));
        for nonsense in ["", "2025", "20251330", "20250330T", "20250330T2540", "2025033é", "20250330X014005"]
        {
            assert_eq!(written(nonsense), None, "{nonsense}");
        }
    }
}
