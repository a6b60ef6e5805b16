//! The words it knows. Each row is a phrase, its tokens set apart by spaces, and what it means.
//! Longer phrases come before their own beginnings.

use jiff::civil::Weekday::{self, Friday, Monday, Saturday, Sunday, Thursday, Tuesday, Wednesday};

/// Phrases and their meanings.
pub(super) type Table<T> = &'static [(&'static str, T)];

#[rustfmt::skip]
pub(super) const WEEKDAYS: Table<Weekday> = &[
    ("monday", Monday), ("mon", Monday), ("tuesday", Tuesday), ("tues", Tuesday), ("tue", Tuesday),
    ("wednesday", Wednesday), ("weds", Wednesday), ("wed", Wednesday), ("thursday", Thursday), ("thurs", Thursday),
    ("thur", Thursday), ("thu", Thursday), ("friday", Friday), ("fri", Friday), ("saturday", Saturday),
    ("sat", Saturday), ("sunday", Sunday), ("sun", Sunday),
];

#[rustfmt::skip]
pub(super) const MONTHS: Table<i8> = &[
    ("january", 1), ("jan", 1), ("february", 2), ("feb", 2), ("march", 3), ("mar", 3), ("april", 4), ("apr", 4),
    ("may", 5), ("june", 6), ("jun", 6), ("july", 7), ("jul", 7), ("august", 8), ("aug", 8), ("september", 9),
    ("sept", 9), ("sep", 9), ("october", 10), ("oct", 10), ("november", 11), ("nov", 11), ("december", 12), ("dec", 12),
];

/// First month of each season, by whole months (winter begins in December).
pub(super) const SEASONS: Table<i8> = &[("spring", 3), ("summer", 6), ("autumn", 9), ("winter", 12)];

/// Fixed feasts: month, first day, last day.
#[rustfmt::skip]
pub(super) const FEASTS: Table<(i8, i8, i8)> = &[
    ("christmas day", (12, 25, 25)), ("xmas day", (12, 25, 25)), ("christmas eve", (12, 24, 24)),
    ("xmas eve", (12, 24, 24)), ("boxing day", (12, 26, 26)), ("new years eve", (12, 31, 31)),
    ("new years day", (1, 1, 1)), ("valentines day", (2, 14, 14)),
    ("halloween", (10, 31, 31)), ("bonfire night", (11, 5, 5)), ("christmas", (12, 24, 26)), ("xmas", (12, 24, 26)),
];

/// Days whose date changes from year to year or from person to person.
#[rustfmt::skip]
pub(super) const MOVABLE: Table<()> = &[
    ("bank holiday", ()), ("easter", ()), ("good friday", ()), ("mothers day", ()), ("fathers day", ()), ("eid", ()),
    ("ramadan", ()), ("diwali", ()), ("hanukkah", ()), ("my birthday", ()), ("birthday", ()), ("half term", ()),
];

/// Days counted from today.
pub(super) const NEAR: Table<i64> =
    &[("day before yesterday", -2), ("yesterday", -1), ("today", 0), ("tomorrow", 1)];

/// A stretch of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Second,
    Minute,
    Hour,
    Night,
    Day,
    Week,
    Fortnight,
    Month,
    Year,
}

#[rustfmt::skip]
pub(super) const UNITS: Table<Unit> = &[
    ("seconds", Unit::Second), ("second", Unit::Second), ("secs", Unit::Second), ("minutes", Unit::Minute),
    ("minute", Unit::Minute), ("mins", Unit::Minute), ("min", Unit::Minute), ("hours", Unit::Hour),
    ("hour", Unit::Hour), ("hrs", Unit::Hour), ("hr", Unit::Hour), ("nights", Unit::Night), ("night", Unit::Night),
    ("days", Unit::Day), ("day", Unit::Day), ("weeks", Unit::Week), ("week", Unit::Week),
    ("fortnights", Unit::Fortnight), ("fortnight", Unit::Fortnight), ("months", Unit::Month), ("month", Unit::Month),
    ("years", Unit::Year), ("year", Unit::Year),
];

/// How many: the fewest and the most the words may mean.
pub(super) const SOME: Table<(i64, i64)> = &[
    ("a couple of", (2, 3)),
    ("couple of", (2, 3)),
    ("a few", (3, 7)),
    ("few", (3, 7)),
    ("several", (3, 7)),
    ("an", (1, 1)),
    ("a", (1, 1)),
];

#[rustfmt::skip]
pub(super) const NUMBERS: Table<i64> = &[
    ("one", 1), ("two", 2), ("three", 3), ("four", 4), ("five", 5), ("six", 6), ("seven", 7), ("eight", 8),
    ("nine", 9), ("ten", 10), ("eleven", 11), ("twelve", 12), ("fifteen", 15), ("twenty five", 25),
    ("twenty - five", 25), ("twenty", 20), ("thirty", 30), ("forty five", 45), ("forty - five", 45), ("forty", 40),
    ("fifty", 50),
];

/// A part of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    EarlyHours,
    Morning,
    Lunchtime,
    Afternoon,
    Evening,
    /// The night that begins on this day: `last night`, `Monday night`.
    Night,
    /// `2 at night`: the night may begin or end on this day.
    AtNight,
}

#[rustfmt::skip]
pub(super) const PARTS: Table<Part> = &[
    ("early hours", Part::EarlyHours), ("small hours", Part::EarlyHours), ("morning", Part::Morning),
    ("lunchtime", Part::Lunchtime), ("lunch time", Part::Lunchtime), ("afternoon", Part::Afternoon),
    ("evening", Part::Evening), ("at night", Part::AtNight), ("in the night", Part::AtNight), ("overnight", Part::Night),
    ("night", Part::Night),
];

/// Which third of a month or year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Third {
    Early,
    Mid,
    Late,
}

#[rustfmt::skip]
pub(super) const THIRDS: Table<Third> = &[
    ("early", Third::Early), ("start of", Third::Early), ("beginning of", Third::Early), ("mid -", Third::Mid),
    ("mid", Third::Mid), ("middle of", Third::Mid), ("late", Third::Late), ("end of", Third::Late),
];

/// How the person feels about what they said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mood {
    /// Near that time.
    About,
    /// Not sure of it.
    Unsure,
    /// At some time in it: says nothing more, but alone it means not sure.
    Sometime,
}

#[rustfmt::skip]
pub(super) const MOODS: Table<Mood> = &[
    ("about", Mood::About), ("around", Mood::About), ("approximately", Mood::About), ("approx .", Mood::About),
    ("approx", Mood::About), ("circa", Mood::About), ("ca", Mood::About), ("roughly", Mood::About),
    ("nearly", Mood::About), ("almost", Mood::About), ("just after", Mood::About), ("just before", Mood::About),
    ("maybe", Mood::About), ("probably", Mood::About), ("i think", Mood::About), ("or so", Mood::About),
    ("- ish", Mood::About), ("ish", Mood::About), ("~", Mood::About), ("not sure", Mood::Unsure),
    ("unsure", Mood::Unsure), ("dont know", Mood::Unsure), ("do not know", Mood::Unsure), ("unknown", Mood::Unsure),
    ("cant remember", Mood::Unsure), ("cannot remember", Mood::Unsure), ("dont remember", Mood::Unsure),
    ("no idea", Mood::Unsure), ("?", Mood::Unsure), ("sometime", Mood::Sometime), ("some time", Mood::Sometime),
    ("at some point", Mood::Sometime),
];

/// One end of a span is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    After,
    Before,
}

#[rustfmt::skip]
pub(super) const BOUNDS: Table<Bound> = &[
    ("after", Bound::After), ("since", Bound::After), ("before", Bound::Before), ("by", Bound::Before),
    ("until", Bound::Before), ("till", Bound::Before), ("til", Bound::Before),
];

/// Words between the two ends of a span. `and` only counts after `between` or `from`.
pub(super) const JOINS: &[&str] = &["-", "to", "until", "till", "til", "and"];

/// Words that lead to a time of day, so the number after them is an hour even when it is above twelve.
pub(super) const LEADS: &[&str] = &[
    "at", "about", "around", "approx", "circa", "roughly", "after", "since", "before", "by", "between",
    "from", "-", "to", "until", "till", "til", "and",
];

/// Words that add nothing. Longer ones first.
pub(super) const FILLERS: Table<()> = &[
    ("at", ()),
    ("on", ()),
    ("in", ()),
    ("of", ()),
    ("the", ()),
    ("over", ()),
    ("during", ()),
    ("it was", ()),
    ("i", ()),
    ("when", ()),
    ("what", ()),
    ("time", ()),
    ("exactly", ()),
    ("earlier", ()),
    (".", ()),
];
