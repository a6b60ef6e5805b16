//! From tokens to drafts: what was said, part by part, not yet placed on the calendar.
//!
//! ```text
//! text   = draft [join draft]                 join  = "-" | "to" | "until" | "and" …
//! draft  = { mood | days | clock | part | zone | bound | "between" | "from" | filler }
//! ```

use super::{
    EMPTY, NotUnderstood, Sentences,
    clock::Clock,
    days::Days,
    table::{BOUNDS, Bound, FILLERS, JOINS, MOODS, Mood, PARTS, Part, THIRDS, Table, Third},
    token::Token,
};
use jiff::{
    ZonedDateTime,
    civil::{DateTime, Weekday},
    tz::Offset,
};

const UNKNOWN: Sentences = (
    "A word here was not understood as a date or time.",
    "Write it like 12 March about 9pm, yesterday evening, or not sure.",
);
const TWICE: Sentences = (
    "There is more than one date or time here.",
    "Write one of them, or write between the first and the last.",
);
const ONE_END: Sentences =
    ("Only one end of the time was understood.", "Write both ends, such as between 2pm and 4pm.");

/// The parts of what was said. Absent parts were not said.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    pub days: Option<Days>,
    /// The weekday, and whether `last` stood before it.
    pub weekday: Option<(Weekday, bool)>,
    pub clock: Option<Clock>,
    pub part: Option<Part>,
    /// Counted back from now: `now`, `20 minutes ago`.
    pub moment: Option<(DateTime, DateTime)>,
    pub third: Option<Third>,
    pub bound: Option<Bound>,
    pub zone: Option<ZoneWord>,
    pub about: bool,
    pub unsure: bool,
    pub sometime: bool,
    /// Where the last part of it begins, in characters.
    pub column: usize,
}

/// A zone written after the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ZoneWord {
    /// `GMT` or `BST`, as clocks in the person's zone call it.
    Called(&'static str),
    /// A distance from UTC.
    Offset(Offset),
}

impl Draft {
    pub(super) fn has_day(&self) -> bool {
        self.days.is_some() || self.weekday.is_some()
    }

    pub(super) fn is_empty(&self) -> bool {
        !self.has_day() && self.clock.is_none() && self.part.is_none() && self.moment.is_none()
    }
}

/// How the two drafts of a text were joined.
#[derive(Clone, Debug)]
pub(super) struct Joined {
    pub draft: Draft,
    /// By a dash and nothing else, so it may only set a date apart from a time.
    pub dash: bool,
    /// `between` or `from` stood before.
    pub led: bool,
}

/// A place in the tokens.
pub(super) struct Reader<'a> {
    tokens: &'a [Token],
    at: usize,
    pub now: &'a ZonedDateTime,
    /// `from` was read: `from 10 to 11` is a span, `10 to 11` may be ten minutes to eleven.
    pub from: bool,
    between: bool,
    /// The `T` of ISO 8601 was read, so `-01:00` is an offset.
    iso: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn new(tokens: &'a [Token], now: &'a ZonedDateTime) -> Self {
        Self { tokens, at: 0, now, from: false, between: false, iso: false }
    }

    /// Reads the whole text.
    pub(super) fn drafts(mut self) -> Result<(Draft, Option<Joined>), NotUnderstood> {
        let mut first = Draft::default();
        self.draft(&mut first)?;
        if self.at == self.tokens.len() {
            let alone = self.between || (self.from && first.clock.is_none() && !first.has_day());
            return if alone { Err(self.error(ONE_END)) } else { Ok((self.open_end(first), None)) };
        }
        let spanning = self.between || self.from;
        let joins = !first.is_empty() && JOINS.contains(&self.see(0)) && (spanning || self.see(0) != "and");
        if !joins {
            return Err(self.error(UNKNOWN));
        }
        let dash = self.see(0) == "-";
        self.at += 1;
        let mut second = Draft::default();
        self.draft(&mut second)?;
        if self.at < self.tokens.len() {
            return Err(self.error(UNKNOWN));
        }
        if second.is_empty() {
            return Err(self.error(ONE_END));
        }
        Ok((first, Some(Joined { draft: second, dash, led: spanning })))
    }

    /// `from 6pm` without another end is `after 6pm`.
    fn open_end(&self, mut draft: Draft) -> Draft {
        if self.from && draft.bound.is_none() {
            draft.bound = Some(Bound::After);
        }
        draft
    }

    /// Reads parts until none fits.
    fn draft(&mut self, draft: &mut Draft) -> Result<(), NotUnderstood> {
        while self.at < self.tokens.len() {
            let column = self.column();
            let joined =
                !draft.is_empty() && JOINS.contains(&self.see(0)) && !self.zone_ahead() && !self.ish_ahead();
            if joined || !(self.part_of_draft(draft)? || self.filler()) {
                break;
            }
            draft.column = column;
        }
        Ok(())
    }

    fn part_of_draft(&mut self, draft: &mut Draft) -> Result<bool, NotUnderstood> {
        if let Some(mood) = self.eat_any(MOODS) {
            match mood {
                Mood::About => draft.about = true,
                Mood::Unsure => draft.unsure = true,
                Mood::Sometime => draft.sometime = true,
            }
            return Ok(true);
        }
        if self.moment(draft)? || self.day(draft)? {
            return Ok(true);
        }
        let before = self.at;
        if let Some(clock) = self.clock()? {
            return self.once(draft.clock.replace(clock).is_none(), before);
        }
        if let Some(part) = self.eat_any(PARTS) {
            return self.once(draft.part.replace(part).is_none(), before);
        }
        if let Some(zone) = self.zone() {
            return self.once(draft.zone.replace(zone).is_none(), before);
        }
        if let Some(third) = self.eat_any(THIRDS) {
            return self.once(draft.third.replace(third).is_none(), before);
        }
        if let Some(bound) = self.eat_any(BOUNDS) {
            return self.once(draft.bound.replace(bound).is_none(), before);
        }
        Ok(false)
    }

    fn filler(&mut self) -> bool {
        if self.eat("between") {
            self.between = true;
        } else if self.eat("from") {
            self.from = true;
        } else if self.at > 0 && self.see(0) == "t" {
            self.iso = true;
            self.at += 1;
        } else {
            return self.eat_any(FILLERS).is_some();
        }
        true
    }

    /// Whether a part was said for the first time; a second one is an error at its first token.
    pub(super) fn once(&mut self, first: bool, began: usize) -> Result<bool, NotUnderstood> {
        if first {
            return Ok(true);
        }
        self.at = began;
        Err(self.error(TWICE))
    }

    /// `9-ish`.
    fn ish_ahead(&self) -> bool {
        self.see(0) == "-" && self.see(1) == "ish"
    }

    fn zone_ahead(&self) -> bool {
        self.iso && self.see(0) == "-" && self.number(1).is_some()
    }

    /// `Z`, `UTC`, `GMT`, `BST`, `+01:00`, `+0100`, `+01`; `-05:00` only in the ISO 8601 form.
    fn zone(&mut self) -> Option<ZoneWord> {
        let words: Table<ZoneWord> = &[
            ("z", ZoneWord::Offset(Offset::UTC)),
            ("utc", ZoneWord::Offset(Offset::UTC)),
            ("gmt", ZoneWord::Called("GMT")),
            ("bst", ZoneWord::Called("BST")),
        ];
        if self.at == 0 {
            return None;
        }
        if let Some(word) = self.eat_any(words) {
            return Some(word);
        }
        let sign = if self.see(0) == "+" { 1 } else { -1 };
        if sign < 0 && !self.zone_ahead() {
            return None;
        }
        let (hours, minutes, tokens) = match (self.number(1)?, self.see(2), self.number(3)) {
            ((hours, 2), ":", Some((minutes, 2))) => (hours, minutes, 4),
            ((both, 4), ..) => (both / 100, both % 100, 2),
            ((hours, 2), ..) => (hours, 0, 2),
            _ => return None,
        };
        let seconds = i32::try_from(sign * (hours * 3600 + minutes * 60)).ok()?;
        let offset = Offset::from_seconds(seconds).ok()?;
        self.at += tokens;
        Some(ZoneWord::Offset(offset))
    }

    /// The text of the token `ahead` of here, or nothing.
    pub(super) fn see(&self, ahead: usize) -> &'a str {
        self.token(ahead).map_or("", |token| token.text.as_str())
    }

    /// The token just read, or nothing.
    pub(super) fn behind(&self) -> &'a str {
        self.at.checked_sub(1).and_then(|at| self.tokens.get(at)).map_or("", |token| token.text.as_str())
    }

    pub(super) fn token(&self, ahead: usize) -> Option<&'a Token> {
        self.tokens.get(self.at + ahead)
    }

    /// The value and count of digits of the number `ahead` of here.
    pub(super) fn number(&self, ahead: usize) -> Option<(i64, usize)> {
        self.token(ahead)?.number()
    }

    pub(super) fn glued(&self, ahead: usize) -> bool {
        self.token(ahead).is_some_and(|token| token.glued)
    }

    /// How many tokens the phrase takes up here, if it stands here.
    fn length(&self, phrase: &str) -> Option<usize> {
        let mut length = 0;
        for word in phrase.split(' ') {
            if self.see(length) != word {
                return None;
            }
            length += 1;
        }
        Some(length)
    }

    /// Reads the phrase, if it stands here.
    pub(super) fn eat(&mut self, phrase: &str) -> bool {
        let length = self.length(phrase);
        self.at += length.unwrap_or(0);
        length.is_some()
    }

    /// Reads the first phrase of the table that stands here.
    pub(super) fn eat_any<T: Copy>(&mut self, table: Table<T>) -> Option<T> {
        table.iter().find(|(phrase, _)| self.eat(phrase)).map(|&(_, meaning)| meaning)
    }

    pub(super) fn skip(&mut self, tokens: usize) {
        self.at += tokens;
    }

    pub(super) fn place(&self) -> usize {
        self.at
    }

    /// Goes back (or on) to a place taken before.
    pub(super) fn return_to(&mut self, place: usize) {
        self.at = place;
    }

    fn column(&self) -> usize {
        self.token(0).or(self.tokens.last()).map_or(0, |token| token.column)
    }

    /// An error at the present token.
    pub(super) fn error(&self, sentences: Sentences) -> NotUnderstood {
        if self.tokens.is_empty() {
            NotUnderstood::new(EMPTY, 0)
        } else {
            NotUnderstood::new(sentences, self.column())
        }
    }
}
