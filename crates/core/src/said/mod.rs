//! Dates and times the way people type them: `yesterday about 9pm`, `12/3 between 2 and 4`, `end of June 2025`.
//!
//! The rules are these, so that the record never claims more than the person said:
//!
//! - **Days are British**: `12/3` is 12 March. `3/25` is refused with a question, never turned round.
//! - **Things have happened**: a date without a year, a weekday and a time without a day are the latest ones that are
//!   not in the future. Without a day each reading goes back by itself: `9` at two in the afternoon is nine this
//!   morning or nine last night. `this week`, `this morning` and other spans the person gave no end to stop now or today.
//! - **Morning or evening unsaid**: `9`, `9.30` and `9:30` each have two readings, `12` and `midnight` have one at
//!   either end of the day as well. A reading that is still to come is dropped when another has happened, and so is
//!   one that does not fit `morning`, `night` and so on. If more than one is left, the span covers all of them and
//!   the certainty is [`NotSure`](crate::when::Certainty::NotSure); [`hint`] says what to add. A span with two readings
//!   (`between 2 and 4`) covers both and stays [`Between`](crate::when::Certainty::Between).
//! - **Two digits, a colon and two digits** (`09:30`, `10:15`, `21:00`) is the twenty-four hour clock: one reading.
//! - **A span of two times takes its shortest reading**: `2-4pm` is 14:00 to 16:00, `11-2pm` is 11:00 to 14:00,
//!   `11pm to 2am` ends on the next day.
//! - **Parts of the day** are wide: morning 05:00 to 12:00, lunchtime 11:00 to 15:00, afternoon 12:00 to 18:00,
//!   evening 17:00 to 23:59, night 18:00 to 06:00 on the next day, early hours 00:00 to 06:00. `last night` is the night
//!   that began yesterday, so `last night at 2` is today at 02:00.
//! - **Rough days are widened**: `3 weeks ago` and `about 12 March` are three days either way, months ago fifteen
//!   days, years ago half a year. Early, mid and late are thirds of a month or year. Seasons are whole months (summer
//!   is June to August); `winter 2025` covers both winters that touch that year.
//! - **`Z`, `UTC` and `+01:00`** are turned into the person's own zone. `GMT` and `BST` are only taken when the clock
//!   there showed that on that day. In the hour that happened twice they say which one is meant; the time is then kept
//!   on a clock that stands at that offset, since the person's own cannot tell the two apart.

mod ago;
mod clock;
mod days;
mod grammar;
mod place;
mod settle;
mod table;
mod token;

#[cfg(test)]
mod tests;

use crate::when::When;
use grammar::Reader;
use jiff::{
    ZonedDateTime,
    tz::{Offset, TimeZone},
};
use settle::Settled;

/// A date or time that could not be read. It holds none of the person's words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} {todo}")]
pub struct NotUnderstood {
    /// What happened, one sentence.
    pub what: String,
    /// What the person can do, one sentence.
    pub todo: String,
    /// Where the first word not understood begins, in characters from the start of the text (the first is 0).
    pub column: usize,
}

/// A sentence for what happened and one for what to do about it.
type Sentences = (&'static str, &'static str);

impl NotUnderstood {
    fn new((what, todo): Sentences, column: usize) -> Self {
        Self { what: what.into(), todo: todo.into(), column }
    }
}

const EMPTY: Sentences = (
    "There is no date or time here.",
    "Write when it happened, such as yesterday about 9pm, or write not sure.",
);
const OUT_OF_RANGE: Sentences =
    ("That is too long ago or too far ahead for a calendar.", "Write the date, such as 12 March 2026.");

/// Reads a date or time. `now` is the present moment in the person's own zone; the result is on that zone's clock
/// (on UTC if the zone has no IANA name). `said` keeps the trimmed text.
///
/// # Errors
/// [`NotUnderstood`] for words it does not know, days that do not exist, parts that contradict each other, and years
/// outside 1 to 9999. Dates in the future are accepted; see [`is_future`].
pub fn parse(text: &str, now: &ZonedDateTime) -> Result<When, NotUnderstood> {
    let now = named(now);
    let Settled { span, certainty, offset, .. } = read(text, &now)?;
    let own = || now.time_zone().iana_name().unwrap_or("UTC").to_owned();
    let zone = offset.and_then(fixed_zone).unwrap_or_else(own);
    Ok(When { span, certainty, zone, said: text.trim().to_owned() })
}

/// What the person could add to make a text that [`parse`] understands say one time instead of several.
pub fn hint(text: &str, now: &ZonedDateTime) -> Option<&'static str> {
    let settled = read(text, &named(now)).ok()?;
    settled.several.then_some("You did not say morning or evening. If you know, add am or pm.")
}

/// Whether all of the span is still to come. A time with no span is not.
pub fn is_future(when: &When, now: &ZonedDateTime) -> bool {
    when.instants().is_some_and(|(start, _)| start > now.timestamp())
}

/// The IANA zone whose clock always stands at that offset: `UTC`, or `Etc/GMT-1` for one hour ahead of it (the sign is the
/// other way round there, as POSIX has it). `None` for offsets that are no whole hours.
fn fixed_zone(offset: Offset) -> Option<String> {
    let hours = offset.seconds() / 3600;
    (offset.seconds() % 3600 == 0).then(|| match hours {
        0 => "UTC".to_owned(),
        ahead if ahead > 0 => format!("Etc/GMT-{ahead}"),
        behind => format!("Etc/GMT+{}", -behind),
    })
}

/// A clock with no IANA name cannot be named in a `When`, so it is read as UTC.
fn named(now: &ZonedDateTime) -> ZonedDateTime {
    match now.time_zone().iana_name() {
        Some(_) => now.clone(),
        None => now.with_time_zone(TimeZone::UTC),
    }
}

fn read(text: &str, now: &ZonedDateTime) -> Result<Settled, NotUnderstood> {
    let tokens = token::tokens(text);
    let (first, second) = Reader::new(&tokens, now).drafts()?;
    let settled = settle::settle(first, second, now)?;
    match settled.span {
        Some((start, _)) if start.year() < 1 => Err(NotUnderstood::new(OUT_OF_RANGE, 0)),
        _ => Ok(settled),
    }
}
