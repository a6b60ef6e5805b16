//! Many contacts in a short time.

use super::{Figure, Finding, MINUTE, Signal, View, counted};

pub(super) const SIGNAL: Signal = Signal {
    id: "burst",
    version: 1,
    says: "Many contacts by one person in a short time.",
    wrong_when: "A phone sends one message in many parts, or a group chat was busy.",
    needs: "Contacts with a known time of day.",
    parameters: &["burst.contacts", "burst.minutes"],
    find,
};

fn find(view: &View) -> Option<Vec<Finding>> {
    let least = view.count("burst.contacts")?.max(2);
    let window = view.seconds("burst.minutes", MINUTE)?;
    let rows = view.rows;
    let mut found = Vec::new();
    for person in rows.each_person() {
        // One's own words in a chat of many are not sent to the keeper alone.
        let counts = |at: &u32| rows.row(*at).to_the_minute && !rows.row(*at).group;
        let timed: Vec<u32> = rows.timed(person).filter(counts).collect();
        for (first, last) in runs(&timed, least, |a, b| rows.row(b).at - rows.row(a).at <= window) {
            found.push(finding(view, rows.persons[person], &timed[first..=last]));
        }
    }
    Some(found)
}

/// Stretches in which every contact has `least` contacts within the window, first and last place of each.
fn runs(timed: &[u32], least: usize, near: impl Fn(u32, u32) -> bool) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (first, last) in (least - 1..timed.len()).map(|last| (last + 1 - least, last)) {
        if near(timed[first], timed[last]) {
            match runs.last_mut() {
                Some(open) if first <= open.1 => open.1 = last,
                _ => runs.push((first, last)),
            }
        }
    }
    runs
}

fn finding(view: &View, person: u64, run: &[u32]) -> Finding {
    let (first, last) = (view.rows.row(run[0]), view.rows.row(run[run.len() - 1]));
    let minutes = (last.at - first.at + MINUTE - 1) / MINUTE;
    let says = format!(
        "{}: {} by {} in {}.",
        view.moment(first),
        counted(run.len(), "contact", "contacts"),
        view.name(person),
        counted(usize::try_from(minutes).unwrap_or(0).max(1), "minute", "minutes")
    );
    let contacts = Figure::count("contacts", "contacts in the burst", view.rows.sources(run.iter().copied()));
    Finding::new("burst", says).about(person).between(first, last).with(contacts)
}
