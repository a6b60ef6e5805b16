//! From drafts to a span on the calendar, and how sure it is.

use super::{
    NotUnderstood, Sentences,
    days::Days,
    grammar::{Draft, Joined},
    place::{CONTRADICTION, Place, Span, whole},
    table::Part,
};
use crate::when::Certainty;
use jiff::{SignedDuration, ZonedDateTime, civil::DateTime, tz::Offset};

const BACKWARDS: Sentences = (
    "This ends before it begins.",
    "Write the earlier day or time first, and add the year if it is not this one.",
);
const DASH: Sentences = (
    "Two numbers with a dash may be a date or two hours.",
    "Write 12/3 for a date, or between 12 and 3 for hours.",
);

/// A full day, for stepping over midnight.
const DAY: SignedDuration = SignedDuration::from_hours(24);
/// What a text came to.
#[derive(Clone, Debug)]
pub(super) struct Settled {
    pub span: Option<Span>,
    pub certainty: Certainty,
    /// More than one reading is left, because morning or evening was not said.
    pub several: bool,
    /// The offset from UTC the person named, when their own clock showed the reading twice and cannot tell the two apart.
    pub offset: Option<Offset>,
}

impl Settled {
    pub(super) fn of(span: Span, certainty: Certainty) -> Self {
        Self { span: Some(span), certainty, several: false, offset: None }
    }
}

/// Places the drafts on the calendar.
pub(super) fn settle(
    first: Draft,
    second: Option<Joined>,
    now: &ZonedDateTime,
) -> Result<Settled, NotUnderstood> {
    let unsure = first.unsure || second.as_ref().is_some_and(|joined| joined.draft.unsure);
    let mut settled = match second {
        Some(joined) => pair(first, joined, now)?,
        None => Place { draft: &first, now }.alone()?,
    };
    if unsure {
        settled.certainty = Certainty::NotSure;
    }
    Ok(settled)
}

/// A span with two ends.
fn pair(mut first: Draft, joined: Joined, now: &ZonedDateTime) -> Result<Settled, NotUnderstood> {
    let Joined { draft: mut second, dash, led } = joined;
    let loose = dash && !led;
    if loose && let Some(draft) = set_apart(&first, &second) {
        return Place { draft: &draft, now }.alone();
    }
    if first.bound.or(second.bound).is_some() {
        return Err(Place { draft: &second, now }.error(CONTRADICTION));
    }
    if let Some(day) = same_month(&first, &second) {
        (first.days, first.clock) = (Some(day), None);
    }
    let bare = |draft: &Draft| draft.clock.as_ref().is_some_and(|clock| clock.bare.is_some());
    if loose && !first.has_day() && !second.has_day() && bare(&first) && bare(&second) {
        return Err(Place { draft: &second, now }.error(DASH));
    }
    let shared = share_day(&mut first, &mut second);
    borrow_year(&mut first, &mut second);
    span(Place { draft: &first, now }, Place { draft: &second, now }, shared)
}

/// `12 March - 9pm`: the dash only sets a date apart from a time.
fn set_apart(first: &Draft, second: &Draft) -> Option<Draft> {
    let (day, time) = if first.has_day() { (first, second) } else { (second, first) };
    let apart = day.has_day() && day.clock.is_none() && time.clock.is_some() && !time.has_day();
    let number = first.clock.as_ref().is_some_and(|clock| clock.bare.is_some());
    if !apart || number {
        return None;
    }
    let (about, unsure) = (first.about || second.about, first.unsure || second.unsure);
    let part = day.part.or(time.part);
    Some(Draft {
        clock: time.clock.clone(),
        bound: time.bound,
        zone: time.zone,
        part,
        about,
        unsure,
        ..day.clone()
    })
}

/// `3 to 5 March`, `3rd to 5th March`: the first number is a day of the second one's month.
fn same_month(first: &Draft, second: &Draft) -> Option<Days> {
    let end = second.days.filter(|days| days.is_one() && !days.monthless && second.clock.is_none())?;
    let day = match (first.days, first.clock.as_ref()) {
        (Some(days), None) if days.monthless => i64::from(days.first.day()),
        (None, Some(clock)) if first.weekday.is_none() => clock.bare?,
        _ => return None,
    };
    let date = end.first.with().day(i8::try_from(day).ok()?).build().ok()?;
    Some(Days { yearless: end.yearless, ..Days::one(date) })
}

/// When only one end has a day, or none has, both are on the same day. Returns whether they share it.
fn share_day(first: &mut Draft, second: &mut Draft) -> bool {
    match (first.has_day(), second.has_day()) {
        (true, true) => return false,
        (true, false) => (second.days, second.weekday) = (first.days, first.weekday),
        (false, true) => {
            (first.days, first.weekday) = (second.days, second.weekday);
            // `between 1am and 2am last night`: both are in that night.
            let night = second.part.filter(|part| *part == Part::Night && first.part.is_none());
            let fits =
                |part: Part| first.clock.as_ref().is_some_and(|clock| !part.fit(&clock.readings).is_empty());
            first.part = night.filter(|part| fits(*part)).or(first.part);
        }
        (false, false) => {}
    }
    second.moment.is_none()
}

/// `from 3 March to 5 March 2025`: a year said at one end only counts for both.
fn borrow_year(first: &mut Draft, second: &mut Draft) {
    let (Some(start), Some(end)) = (first.days.as_mut(), second.days.as_mut()) else { return };
    match (start.yearless, end.yearless) {
        (true, false) => {
            let same = start.in_year(end.first.year());
            *start = same
                .filter(|days| days.first <= end.last)
                .or(start.in_year(end.first.year() - 1))
                .unwrap_or(*start);
        }
        (false, true) => {
            let same = end.in_year(start.first.year());
            *end = same
                .filter(|days| days.last >= start.first)
                .or(end.in_year(start.first.year() + 1))
                .unwrap_or(*end);
        }
        _ => {}
    }
}

/// The shortest span from a reading of the start to a reading of the end; all of the shortest when there are several.
fn span(first: Place<'_>, second: Place<'_>, shared: bool) -> Result<Settled, NotUnderstood> {
    let (start_days, end_days) = (first.days()?, second.days()?);
    let timed = |draft: &Draft| draft.clock.is_some() || draft.part.is_some() || draft.moment.is_some();
    let (starts, ends) = (edges(first, start_days)?.0, edges(second, end_days)?.1);
    let mut pairs = Vec::new();
    for (start, end) in starts.iter().flat_map(|start| ends.iter().map(move |end| (*start, *end))) {
        let start = if !shared && start > end { first.earlier(start, start_days.back)? } else { start };
        let end = if shared && end <= start { end.saturating_add(DAY) } else { end };
        if start <= end {
            pairs.push((start, end));
        }
    }
    let mut pairs = first.happened(pairs, start_days.back)?;
    let length = |pair: &Span| pair.0.duration_until(pair.1);
    let shortest = pairs.iter().map(length).min();
    pairs.retain(|pair| Some(length(pair)) == shortest);
    let (Some(low), Some(high)) =
        (pairs.iter().map(|pair| pair.0).min(), pairs.iter().map(|pair| pair.1).max())
    else {
        return Err(second.error(BACKWARDS));
    };
    let certainty =
        if timed(first.draft) || timed(second.draft) { Certainty::Between } else { Certainty::Day };
    Ok(Settled { several: pairs.len() > 1, ..Settled::of((low, high), certainty) })
}

/// Where an end of a span may lie, when it is the start and when it is the end.
fn edges(place: Place<'_>, days: Days) -> Result<(Vec<DateTime>, Vec<DateTime>), NotUnderstood> {
    let draft = place.draft;
    let (start, end) = match (&draft.clock, draft.moment) {
        (Some(_), Some(_)) => return Err(place.error(CONTRADICTION)),
        (Some(clock), None) => {
            let readings = place.readings(days, clock)?;
            return Ok((readings.clone(), readings));
        }
        (None, Some(moment)) => moment,
        (None, None) if draft.part.is_some() => place.window(days)?,
        (None, None) => whole(days),
    };
    Ok((vec![start], vec![end]))
}
