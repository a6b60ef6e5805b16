//! A header as written, and the way its writer writes headers.

use crate::clock::{Era, Half};

/// How a file writes its headers, as far as it tells two writers apart. Equal shapes, same writer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Shape {
    /// In square brackets (iOS).
    pub bracket: bool,
    /// What stands between the parts of the date.
    pub date_separator: char,
    /// Which part of the date has more than two digits; 3 when none has.
    pub year_at: u8,
    /// The month is a word.
    pub named_month: bool,
    /// The time stands before the date.
    pub time_first: bool,
    /// A comma after the date.
    pub comma: bool,
    /// What stands between hour and minute.
    pub time_separator: char,
    /// There are seconds.
    pub seconds: bool,
    /// Half of the day: none, before the time, after it.
    pub half: u8,
    /// The half of the day is a word of Chinese, Japanese or Korean, which write the year first.
    pub year_first: bool,
    /// What ends the header.
    pub end: End,
}

/// What ends a header.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum End {
    /// A closing bracket.
    Bracket,
    /// A dash between spaces.
    #[default]
    Dash,
    /// A colon.
    Colon,
    /// Nothing but a space.
    Bare,
}

/// A header as written. Which part of the date is which is for the whole file to say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// The three numbers of the date, in the order written. A year left out is `None` in the third.
    pub date: [Option<u16>; 3],
    /// Where a month written as a word stands.
    pub month_at: Option<u8>,
    /// The calendar, when the header names one.
    pub era: Era,
    /// Hour as written.
    pub hour: u8,
    /// Minute.
    pub minute: u8,
    /// Second; 0 when left out.
    pub second: u8,
    /// Half of the day.
    pub half: Half,
    /// How it is written.
    pub shape: Shape,
    /// First byte of what follows, in the line.
    pub body: usize,
}

impl Header {
    /// Whether the numbers can be a date and a time.
    pub fn plausible(&self) -> bool {
        let day_or_month = |i: usize| self.date[i].is_some_and(|part| (1..=31).contains(&part));
        let dated = match self.shape.year_at {
            3 => self.date[2].is_none() || (0..3).filter(|i| day_or_month(*i)).count() >= 2,
            year => (0..3).filter(|i| *i != usize::from(year)).all(day_or_month),
        };
        dated && self.hour < 24 && self.minute < 60 && self.second < 60
    }
}
