//! Times of day: `9pm`, `21:30`, `half past nine`, `noon`, `9`.

use super::{
    NotUnderstood, Sentences,
    grammar::Reader,
    table::{LEADS, NUMBERS, Part, Table},
};
use jiff::SignedDuration;

const NO_SUCH_TIME: Sentences = ("There is no such time of day.", "Write it like 9.30pm or 21:30.");
const BARE: Sentences = (
    "A number here may be an hour, a day or a year.",
    "Write 21:00 for a time, 12 March for a day, or 12/3/2026 for a date.",
);

const HOUR: i64 = 3600;
const NOON: i64 = 12 * HOUR;
const DAY: i64 = 24 * HOUR;

/// A time of day with every reading it may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Clock {
    /// Distance from the start of the day on the clock face; 24 hours and more is the day after. In order.
    pub readings: Vec<SignedDuration>,
    /// Set when only a number was written, which may still turn out to be a day (`3 to 5 March`).
    pub bare: Option<i64>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    Am,
    Pm,
    /// The twenty-four hour clock.
    Whole,
    Unsaid,
}

#[rustfmt::skip]
const HALVES: Table<Half> = &[
    ("am", Half::Am), ("pm", Half::Pm), ("a . m .", Half::Am), ("p . m .", Half::Pm), ("a . m", Half::Am),
    ("p . m", Half::Pm), ("a m", Half::Am), ("p m", Half::Pm), ("hours", Half::Whole), ("hrs", Half::Whole), ("h", Half::Whole),
];

impl Clock {
    fn new(hour: i64, past: SignedDuration, half: Half) -> Option<Self> {
        let hours: &[i64] = match (hour, half) {
            (12, Half::Am) => &[0],
            (12, Half::Unsaid) => &[0, 12, 24],
            (1..=11, Half::Pm) => &[hour + 12],
            (1..=11, Half::Unsaid) => &[hour, hour + 12],
            (1..=12, _) | (0, Half::Am | Half::Whole | Half::Unsaid) => &[hour],
            (13..=23, Half::Pm | Half::Whole | Half::Unsaid) => &[hour],
            _ => return None,
        };
        let readings = hours.iter().map(|hour| SignedDuration::from_secs(hour * HOUR) + past).collect();
        Some(Self { readings, bare: None })
    }

    fn at(hours: &[i64]) -> Self {
        Self {
            readings: hours.iter().map(|&hour| SignedDuration::from_secs(hour * HOUR)).collect(),
            bare: None,
        }
    }
}

impl Part {
    /// When the part begins and ends, from the start of its day.
    pub(super) fn window(self) -> (SignedDuration, SignedDuration) {
        let (start, end) = match self {
            Self::EarlyHours => (0, 6 * HOUR),
            Self::Morning => (5 * HOUR, NOON),
            Self::Lunchtime => (11 * HOUR, 15 * HOUR),
            Self::Afternoon => (NOON, 18 * HOUR),
            Self::Evening => (17 * HOUR, DAY - 60),
            Self::Night | Self::AtNight => (18 * HOUR, DAY + 6 * HOUR),
        };
        (SignedDuration::from_secs(start), SignedDuration::from_secs(end))
    }

    /// The readings that fit the part. A little wider than the window: `3 in the morning`, `7 in the afternoon`.
    pub(super) fn fit(self, readings: &[SignedDuration]) -> Vec<SignedDuration> {
        let within = |from: i64, to: i64| {
            let kept = readings.iter().filter(move |reading| (from..=to).contains(&reading.as_secs()));
            kept.copied()
        };
        let night = within(17 * HOUR, DAY);
        let next_day = within(0, 7 * HOUR).map(|at| at + SignedDuration::from_secs(DAY));
        let mut fitting: Vec<_> = match self {
            Self::EarlyHours => within(0, 7 * HOUR).collect(),
            Self::Morning => within(0, NOON).collect(),
            Self::Lunchtime => within(11 * HOUR, 15 * HOUR).collect(),
            Self::Afternoon => within(NOON, 19 * HOUR).collect(),
            Self::Evening => within(16 * HOUR, DAY).collect(),
            Self::Night => night.chain(next_day).collect(),
            Self::AtNight => within(0, 7 * HOUR).chain(night).chain(next_day).collect(),
        };
        fitting.sort_unstable();
        fitting.dedup();
        fitting
    }
}

impl Reader<'_> {
    /// A time of day, if one stands here.
    pub(super) fn clock(&mut self) -> Result<Option<Clock>, NotUnderstood> {
        let named: Table<&[i64]> = &[
            ("noon", &[12]),
            ("12 noon", &[12]),
            ("midday", &[12]),
            ("12 midday", &[12]),
            ("midnight", &[0, 24]),
            ("12 midnight", &[0, 24]),
        ];
        if let Some(hours) = self.eat_any(named) {
            return Ok(Some(Clock::at(hours)));
        }
        let began = self.place();
        if let Some((hour, past)) = self.spoken() {
            let half = self.half_or(Half::Unsaid);
            return self.finish(Clock::new(hour, past, half), began).map(Some);
        }
        self.return_to(began);
        if let Some((hour, past, whole)) = self.digital() {
            let half = self.half_or(if whole { Half::Whole } else { Half::Unsaid });
            return self.finish(Clock::new(hour, past, half), began).map(Some);
        }
        self.return_to(began);
        self.hour_alone()
    }

    fn finish(&mut self, clock: Option<Clock>, began: usize) -> Result<Clock, NotUnderstood> {
        clock.ok_or_else(|| {
            self.return_to(began);
            self.error(NO_SUCH_TIME)
        })
    }

    fn half_or(&mut self, otherwise: Half) -> Half {
        if !self.eat("oclock") {
            self.eat("o clock");
        }
        self.eat_any(HALVES).unwrap_or(otherwise)
    }

    /// `half past nine`, `half nine` (nine thirty, as the British say it), `quarter to ten`, `5 past 9`.
    fn spoken(&mut self) -> Option<(i64, SignedDuration)> {
        self.eat("a");
        if self.eat("half") {
            self.eat("past");
            return Some((self.hour()?, minutes(30)));
        }
        let digits = self.number(0).is_some();
        let count = if self.eat("quarter") { 15 } else { self.count()? };
        let unit = self.eat("minutes") || self.eat("mins") || self.eat("minute");
        if !(1..=59).contains(&count) {
            return None;
        }
        if self.eat("past") {
            return Some((self.hour()?, minutes(count)));
        }
        // `from ten to eleven` and `two to four` begin with an hour.
        let hour_first = !unit && (count % 5 != 0 || (self.from && count <= 12));
        if hour_first || !self.eat("to") {
            return None;
        }
        let hour = self.hour()?;
        // `10 to 11` is taken as a span: it holds ten minutes to eleven too, so it is true either way.
        if digits && !unit && !(matches!(count, 15 | 20 | 25) && hour <= 12) {
            return None;
        }
        Some((if hour == 1 { 12 } else { hour - 1 }, minutes(60 - count)))
    }

    /// `21:30`, `9.30`, `21:30:05.25`, `2130 hrs`, `nine thirty`. The last is whether it is the twenty-four hour clock.
    fn digital(&mut self) -> Option<(i64, SignedDuration, bool)> {
        if let (Some((both, 4)), "hrs" | "hours" | "h") = (self.number(0), self.see(1)) {
            self.skip(1);
            return (both % 100 < 60).then(|| (both / 100, minutes(both % 100), true));
        }
        let Some((hour, width @ 1..=2)) = self.number(0) else { return self.worded() };
        let colon = self.see(1) == ":";
        let (minute, 2) = self.number(2)? else { return None };
        if !(colon || (self.see(1) == "." && self.glued(2))) || minute > 59 {
            return None;
        }
        self.skip(3);
        let whole = width == 2 && (colon || !(10..=12).contains(&hour));
        Some((hour, minutes(minute) + self.seconds()?, whole))
    }

    /// `:05` and `:05.25` after the minutes; nothing is no seconds.
    fn seconds(&mut self) -> Option<SignedDuration> {
        if self.see(0) != ":" {
            return Some(SignedDuration::ZERO);
        }
        let (seconds @ 0..=59, 2) = self.number(1)? else { return None };
        self.skip(2);
        let fraction = if self.see(0) == "." && self.glued(1) { self.number(1) } else { None };
        let Some((value, digits)) = fraction else { return Some(SignedDuration::from_secs(seconds)) };
        self.skip(2);
        let scale = 10_i64.pow(9 - u32::try_from(digits).ok()?);
        Some(SignedDuration::from_secs(seconds) + SignedDuration::from_nanos(value * scale))
    }

    /// `nine thirty`: both in words.
    fn worded(&mut self) -> Option<(i64, SignedDuration, bool)> {
        let hour = self.hour()?;
        let minute = self.eat_any(NUMBERS).filter(|minute| *minute >= 10)?;
        Some((hour, minutes(minute), false))
    }

    /// `9`, `9pm`, `nine`, `21` after a word such as `at`.
    fn hour_alone(&mut self) -> Result<Option<Clock>, NotUnderstood> {
        let began = self.place();
        let led = LEADS.contains(&self.behind());
        let digits = self.number(0).is_some();
        let Some(hour) = self.count() else { return Ok(None) };
        let after = self.place();
        let half = self.half_or(Half::Unsaid);
        let alone = self.place() == after;
        if alone && digits && !led && !(1..=12).contains(&hour) {
            self.return_to(began);
            return Err(self.error(BARE));
        }
        let mut clock = self.finish(Clock::new(hour, SignedDuration::ZERO, half), began)?;
        clock.bare = (alone && digits).then_some(hour);
        Ok(Some(clock))
    }

    fn hour(&mut self) -> Option<i64> {
        self.count().filter(|hour| (1..=23).contains(hour))
    }

    /// A number in digits or words.
    pub(super) fn count(&mut self) -> Option<i64> {
        if let Some((value, _)) = self.number(0) {
            self.skip(1);
            return Some(value);
        }
        self.eat_any(NUMBERS)
    }

    /// Whether the number `ahead` is part of a time: `9pm`, `9:30`, `9.30`, `10 past`.
    pub(super) fn is_clock(&self, ahead: usize) -> bool {
        let after = self.see(ahead + 1);
        let dotted = after == "." && self.glued(ahead + 2) && self.number(ahead + 2).is_some();
        let half = HALVES.iter().any(|(phrase, _)| phrase.split(' ').next() == Some(after));
        dotted
            || half
            || matches!(after, ":" | "oclock" | "past" | "ish" | "minutes" | "mins" | "noon" | "midnight")
    }
}

fn minutes(count: i64) -> SignedDuration {
    SignedDuration::from_mins(count)
}
