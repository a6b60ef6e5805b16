//! The response ledger: when contact was first asked to stop, everything that came after, and each reply with what came
//! before and after it.
//!
//! Both ways, honestly: a reply is not a fault, and somebody will ask about it.

use crate::{
    contact::{self, People, Source},
    diary::Diary,
    item::Direction,
    rows::{Rows, Sort},
};
use jiff::Timestamp;
use serde::Serialize;

/// A reply or an answered call, as places in [`Rows`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The reply itself.
    pub row: u32,
    /// Contacts in a row before it, none of them answered.
    pub unanswered_before: Vec<u32>,
    /// Contacts in the days before, back to the reply before it.
    pub before: Vec<u32>,
    /// Contacts in the days after, up to the next reply.
    pub after: Vec<u32>,
    /// How many seconds were looked at before and after: all of them, unless another reply lies within.
    pub looked: (i64, i64),
}

/// The replies to one person after the boundary, in order of time. Times are in seconds: how far to look before and after,
/// and how near two contacts must be to be in one row.
pub fn replies(rows: &Rows, person: usize, look: i64, gap: i64) -> Vec<Reply> {
    let timed = rows.replies[person].iter().copied().filter(|at| rows.row(*at).timed());
    let replies: Vec<u32> = timed.collect();
    let look_at = |at: usize| {
        let near = |other: Option<usize>| replies.get(other?).map(|row| rows.row(*row).at);
        let own = rows.row(replies[at]).at;
        // Each contact is told of one reply at most on each side: a long exchange is not counted over and over.
        let before = near(at.checked_sub(1)).map_or(look, |other| look.min(own - other));
        let after = near(Some(at + 1)).map_or(look, |other| look.min(other - own));
        reply(rows, person, replies[at], (before, after), gap)
    };
    (0..replies.len()).map(look_at).collect()
}

fn reply(rows: &Rows, person: usize, row: u32, looked: (i64, i64), gap: i64) -> Reply {
    let at = rows.row(row).at;
    let before = rows.between(person, at - looked.0, at + 1).iter().copied().filter(|other| *other < row);
    let before: Vec<u32> = before.collect();
    let after = rows.between(person, at, at + looked.1 + 1).iter().copied().filter(|other| *other > row);
    let mut next = at;
    let in_a_row = before.iter().rev().take_while(|other| {
        let one = rows.row(**other).at;
        let near = next - one <= gap;
        next = one;
        near
    });
    let mut unanswered: Vec<u32> = in_a_row.copied().collect();
    unanswered.reverse();
    Reply { row, unanswered_before: unanswered, after: after.collect(), before, looked }
}

/// One reply, for people and programs to read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Where the reply is written down.
    pub reply: Source,
    /// When.
    pub at: Option<Timestamp>,
    /// `replied`, `answered` or `told`.
    pub how: &'static str,
    /// Contacts in a row before it, none answered.
    pub unanswered_before: Vec<Source>,
    /// Contacts in the days before, back to the reply before it.
    pub before: Vec<Source>,
    /// Contacts in the days after, up to the next reply.
    pub after: Vec<Source>,
}

/// The ledger of one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ledger {
    /// Entry number of the person.
    #[serde(serialize_with = "contact::person_or_null")]
    pub person: u64,
    /// Entry numbers of the boundaries that bind this person, and when the first was set.
    pub asked_to_stop: Vec<u64>,
    /// When that was first done.
    pub first_asked: Option<Timestamp>,
    /// Every contact after that.
    pub after: Vec<Source>,
    /// Every reply and what came with it.
    pub replies: Vec<Line>,
}

/// How far the ledger looks.
#[derive(Clone, Copy, Debug)]
pub struct Reach {
    /// Days before and after a reply.
    pub days: i64,
    /// Minutes between contacts in a row.
    pub gap_minutes: i64,
}

/// The ledger of every person who was asked to stop.
pub fn all(diary: &Diary, rows: &Rows, reach: Reach) -> Vec<Ledger> {
    let people = People::of(diary);
    let asked = rows.each_person().filter(|at| people.first_asked(rows.persons[*at]).is_some());
    asked.map(|at| of(diary, &people, rows, at, reach)).collect()
}

fn of(diary: &Diary, people: &People, rows: &Rows, person: usize, reach: Reach) -> Ledger {
    let entry = rows.persons[person];
    let told = |to: &[u64]| to.is_empty() || to.iter().any(|p| people.counts_as(*p) == Some(entry));
    let boundaries = diary.standing(&diary.boundaries).filter(|(_, b)| told(&b.to));
    let after = rows.unwanted[person].iter().copied().filter(|at| rows.row(*at).after_boundary);
    let replies = replies(rows, person, reach.days * 86_400, reach.gap_minutes * 60);
    Ledger {
        person: entry,
        asked_to_stop: boundaries.map(|(entry, _)| entry).collect(),
        first_asked: people.first_asked(entry).map(|asked| asked.from),
        after: rows.sources(after),
        replies: replies.into_iter().map(|reply| line(rows, reply)).collect(),
    }
}

fn line(rows: &Rows, reply: Reply) -> Line {
    let row = rows.row(reply.row);
    let how = match (row.sort, row.way) {
        (Sort::Told, _) => "told",
        (_, Direction::Out) => "replied",
        _ => "answered",
    };
    Line {
        reply: row.source,
        at: row.instant(),
        how,
        unanswered_before: rows.sources(reply.unanswered_before),
        before: rows.sources(reply.before),
        after: rows.sources(reply.after),
    }
}
