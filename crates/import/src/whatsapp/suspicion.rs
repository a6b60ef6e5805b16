//! Lines that may have been typed inside a message to put words in somebody's mouth.
//!
//! On Android nothing in the file tells a real header from a typed one, so these are flagged, never split or joined
//! on suspicion.

use jiff::civil::DateTime;

/// A clock that runs so much backwards, and then forward again, is odd. Late delivery alone makes messages swap places.
const ODD_SECONDS: i64 = 600;

/// Watches the clock from record to record.
#[derive(Clone, Copy, Debug, Default)]
pub struct Watch {
    before: Option<i64>,
    now: Option<i64>,
}

/// A clock reading as a number that grows with time.
pub fn seconds(civil: DateTime) -> i64 {
    let days = (i64::from(civil.year()) * 12 + i64::from(civil.month())) * 31 + i64::from(civil.day());
    days * 86_400
        + i64::from(civil.hour()) * 3600
        + i64::from(civil.minute()) * 60
        + i64::from(civil.second())
}

impl Watch {
    /// The record now looked at has this time.
    pub fn step(&mut self, civil: Option<DateTime>) {
        if self.now.is_some() {
            self.before = self.now;
        }
        self.now = civil.map(seconds);
    }

    /// Whether the record now looked at stands out from the one before and the one after it.
    pub fn stands_out(&self, after: Option<DateTime>) -> bool {
        let (Some(before), Some(now), Some(after)) = (self.before, self.now, after.map(seconds)) else {
            return false;
        };
        let (low, high) = (before.min(after), before.max(after));
        after + ODD_SECONDS >= before && (now < low - ODD_SECONDS || now > high + ODD_SECONDS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn only_a_single_step_out_of_line_stands_out() {
        let at = |day, hour| Some(date(2026, 5, day).at(hour, 0, 0, 0));
        let stands_out = |before, now, after| {
            let mut watch = Watch::default();
            watch.step(before);
            watch.step(now);
            watch.stands_out(after)
        };
        assert!(stands_out(at(4, 10), at(2, 10), at(4, 11)));
        assert!(stands_out(at(4, 10), at(9, 10), at(4, 11)));
        assert!(!stands_out(at(4, 10), at(4, 11), at(4, 12)));
        assert!(!stands_out(at(4, 10), at(1, 10), at(1, 11)), "a chat that was put together from two");
    }
}
