//! Turning up soon after contact, or soon after a reply.

use super::{DAY, Figure, Finding, HOUR, MINUTE, Signal, View, chance_of_as_many, counted};
use crate::{
    incident::Kind,
    rows::{Row, Sort},
};

pub(super) const SIGNAL: Signal = Signal {
    id: "turn-ups",
    version: 1,
    says: "The person was there in the flesh soon after many contacts, or soon after a reply.",
    wrong_when: "The time of the visit is not well known, or there is that much contact at any time.",
    needs: "Incidents of turning up with a time of day, and contacts before them.",
    parameters: &["turnup.contacts", "turnup.hours", "turnup.chance", "reply.days"],
    find,
};

const PRESENT: [Kind; 6] =
    [Kind::TurnUp, Kind::Loiter, Kind::Follow, Kind::Watch, Kind::Approach, Kind::EnterHome];

fn find(view: &View) -> Option<Vec<Finding>> {
    let rule = Rule {
        least: view.count("turnup.contacts")?.max(1),
        hours: view.seconds("turnup.hours", HOUR)?,
        chance: view.number("turnup.chance")?,
        reply: view.seconds("reply.days", DAY)?,
    };
    let rows = view.rows;
    let mut found = Vec::new();
    for person in rows.each_person() {
        for at in view.told(person, &PRESENT) {
            let visit = rows.row(at);
            if visit.timed() && visit.to_the_minute {
                found.extend(rule.after_contact(view, person, visit));
                found.extend(rule.after_reply(view, person, visit));
            }
        }
    }
    found.sort_by_key(|f| f.from);
    Some(found)
}

struct Rule {
    least: usize,
    hours: i64,
    chance: f64,
    reply: i64,
}

impl Rule {
    fn after_contact(&self, view: &View, person: usize, visit: &Row) -> Option<Finding> {
        let start = visit.at - self.hours;
        let imported = |at: &u32| view.rows.row(*at).imported();
        let before = view.rows.between(person, start, visit.at).iter().copied().filter(imported);
        let before: Vec<u32> = before.collect();
        let calls = |at: &u32| view.rows.row(*at).sort == Sort::Unanswered;
        let unanswered: Vec<u32> = before.iter().copied().filter(calls).collect();
        let more_than_usual = |of: &[u32], counts: &dyn Fn(&u32) -> bool| {
            let week = 7 * DAY;
            let around = view.rows.between(person, visit.at - week, visit.at + week);
            let around = around.iter().filter(|at| imported(at) && counts(at)).count();
            // The window itself is left out of what is usual.
            let usual = around.saturating_sub(of.len()) as f64 * self.hours as f64 / (2 * week) as f64;
            of.len() >= self.least && chance_of_as_many(of.len(), usual) <= self.chance
        };
        if !more_than_usual(&before, &|_| true) && !more_than_usual(&unanswered, &calls) {
            return None;
        }
        let last = view.rows.row(*before.last()?);
        let minutes = (visit.at - last.at) / MINUTE;
        let says = format!(
            "{}: {} was there, {} after the last of {}.",
            view.moment(visit),
            view.name(view.rows.persons[person]),
            counted(usize::try_from(minutes).unwrap_or(0), "minute", "minutes"),
            counted(before.len(), "contact", "contacts")
        );
        let (first, lag) = (view.rows.row(before[0]), vec![last.source, visit.source]);
        let finding =
            Finding::new("after_contact", says).about(view.rows.persons[person]).between(first, visit);
        let calls =
            Figure::count("unanswered_calls", "of these, calls not answered", view.rows.sources(unanswered));
        let contacts = Figure::count("contacts", "contacts in the time before", view.rows.sources(before));
        let lag = Figure::of("lag_minutes", "minutes from the last contact", minutes as f64, lag);
        Some(finding.with(contacts).with(calls).with(lag))
    }

    fn after_reply(&self, view: &View, person: usize, visit: &Row) -> Option<Finding> {
        let mut replies = view.rows.replies[person].iter().map(|at| view.rows.row(*at));
        let reply = replies.rfind(|row| row.timed() && row.at < visit.at)?;
        let hours = (visit.at - reply.at) / HOUR;
        (visit.at - reply.at <= self.reply).then(|| {
            let person = view.rows.persons[person];
            let says = format!(
                "{}: {} was there, {} after a reply.",
                view.moment(visit),
                view.name(person),
                counted(usize::try_from(hours).unwrap_or(0), "hour", "hours")
            );
            let from = vec![reply.source, visit.source];
            let hours = Figure::of("hours", "hours from the reply", hours as f64, from);
            Finding::new("after_reply", says).about(person).between(reply, visit).with(hours)
        })
    }
}
