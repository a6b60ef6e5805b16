//! What came before and after each reply: the ninth call and the tenth.

use super::{DAY, Figure, Finding, HOUR, MINUTE, Signal, View, counted};
use crate::{
    incident::Response,
    item::Direction,
    ledger::{self, Reply},
    rows::Row,
};

pub(super) const SIGNAL: Signal = Signal {
    id: "replies",
    version: 1,
    says: "How much contact came in the days before and after each reply or answered call.",
    wrong_when: "There was another reason for the change, or a reply is missing from the exports.",
    needs: "A boundary, and a reply or an answered call after it.",
    parameters: &["reply.days", "occasion.gap"],
    find,
};

fn find(view: &View) -> Option<Vec<Finding>> {
    let days = view.seconds("reply.days", DAY)?;
    let gap = view.seconds("occasion.gap", MINUTE)?;
    let mut found = Vec::new();
    for person in view.rows.each_person() {
        let entry = view.rows.persons[person];
        for reply in ledger::replies(view.rows, person, days, gap) {
            let row = view.rows.row(reply.row);
            let says = format!(
                "{}: {}{}. {}",
                view.moment(row),
                did(view, row),
                in_a_row(reply.unanswered_before.len()),
                compared(&reply)
            );
            let sources = |rows: Vec<u32>| view.rows.sources(rows);
            let kind = if reply.looked != (days, days) {
                "amid_others"
            } else if reply.after.len() > reply.before.len() {
                "more_after"
            } else {
                "not_more_after"
            };
            let finding = Finding::new(kind, says).about(entry).between(row, row);
            let unanswered = sources(reply.unanswered_before);
            found.push(
                finding
                    .with(Figure::count("reply", "the reply", vec![row.source]))
                    .with(Figure::count("unanswered_before", "contacts in a row before it", unanswered))
                    .with(Figure::count(
                        "before",
                        "contacts before it, back to the reply before",
                        sources(reply.before),
                    ))
                    .with(Figure::count(
                        "after",
                        "contacts after it, up to the next reply",
                        sources(reply.after),
                    )),
            );
        }
    }
    Some(found)
}

/// What the keeper did, as far as the record knows: a told answer is in the keeper's words.
fn did(view: &View, row: &Row) -> &'static str {
    let told = view.incident(row.source).and_then(|incident| incident.responded);
    match (told, row.way) {
        (Some(Response::Replied), _) => "You wrote down that you replied",
        (Some(Response::Answered), _) => "You wrote down that you picked up",
        (_, Direction::Out) => "You replied",
        _ => "You picked up",
    }
}

fn in_a_row(unanswered: usize) -> String {
    match unanswered {
        0 => String::new(),
        n => format!(" after {} without an answer", counted(n, "contact", "contacts")),
    }
}

/// What came after and before, over the time that was looked at: none of it when another reply stood within the minute.
fn compared(reply: &Reply) -> String {
    let side = |looked: i64, rows: &[u32], which: &str| {
        (looked >= MINUTE).then(|| format!("In the {} {which} there were {}.", time(looked), rows.len()))
    };
    let sides = [side(reply.looked.1, &reply.after, "after"), side(reply.looked.0, &reply.before, "before")];
    let said: Vec<String> = sides.into_iter().flatten().collect();
    if said.is_empty() { "Other answers stand right beside it.".into() } else { said.join(" ") }
}

/// A stretch of time in the largest whole unit of days, hours or minutes.
fn time(seconds: i64) -> String {
    let (count, one, many) = match seconds {
        DAY.. => (seconds / DAY, "day", "days"),
        HOUR.. => (seconds / HOUR, "hour", "hours"),
        _ => (seconds / MINUTE, "minute", "minutes"),
    };
    counted(usize::try_from(count).unwrap_or(0), one, many)
}
