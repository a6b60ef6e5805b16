use crate::scene::{Scene, local};
use daybook_core::{
    item::CallOutcome,
    ledger::{self, Reach},
};
use jiff::Span;

const REACH: Reach = Reach { days: 3, gap_minutes: 60 };

#[test]
fn the_tenth_call_is_shown_with_the_nine_before_it_and_what_followed() {
    let mut scene = Scene::new();
    let dan = scene.dan("07700 900201");
    let asked = scene.boundary("2026-05-01T09:00", &[dan]);
    let tenth = local("2026-05-10T19:20");
    for n in 1..=9 {
        scene.call(tenth.saturating_sub(Span::new().minutes(4 * n)), "07700 900201", CallOutcome::Missed);
    }
    scene.call(tenth, "07700 900201", CallOutcome::Answered);
    for hour in 1..=5 {
        scene.message(tenth.saturating_add(Span::new().hours(hour * 10)), "07700 900201", "see");
    }
    let ledgers = ledger::all(&scene.diary, &scene.rows(), REACH);
    let ledger = &ledgers[0];
    assert_eq!((ledger.asked_to_stop.as_slice(), ledger.after.len()), ([asked].as_slice(), 15));
    let [line] = ledger.replies.as_slice() else { panic!("{:?}", ledger.replies) };
    assert_eq!(
        (line.how, line.unanswered_before.len(), line.before.len(), line.after.len()),
        ("answered", 9, 9, 5)
    );
}

#[test]
fn a_row_of_contacts_stops_at_the_reply_before_and_at_an_hour_of_silence() {
    let mut scene = Scene::new();
    let dan = scene.dan("07700 900201");
    scene.boundary("2026-05-01T09:00", &[dan]);
    let at = |text: &str| local(text);
    scene.message(at("2026-05-02T08:00"), "07700 900201", "long before");
    scene.message(at("2026-05-02T10:00"), "07700 900201", "one");
    scene.sent(at("2026-05-02T10:05"), "07700 900201", "stop");
    scene.message(at("2026-05-02T10:06"), "07700 900201", "two");
    scene.message(at("2026-05-02T10:07"), "07700 900201", "three");
    scene.sent(at("2026-05-02T10:09"), "07700 900201", "stop!");
    let ledgers = ledger::all(&scene.diary, &scene.rows(), REACH);
    let rows: Vec<usize> = ledgers[0].replies.iter().map(|l| l.unanswered_before.len()).collect();
    assert_eq!(rows, [1, 2]);
}

#[test]
fn without_a_boundary_there_is_no_ledger_and_before_it_no_reply() {
    let mut scene = Scene::new();
    let dan = scene.dan("07700 900201");
    scene.sent(local("2026-05-02T10:05"), "07700 900201", "hello");
    assert!(ledger::all(&scene.diary, &scene.rows(), REACH).is_empty());
    scene.boundary("2026-05-03T09:00", &[dan]);
    assert!(ledger::all(&scene.diary, &scene.rows(), REACH)[0].replies.is_empty());
}
