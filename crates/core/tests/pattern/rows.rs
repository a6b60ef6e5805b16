use crate::scene::{Scene, instant, local, zone};
use daybook_core::{
    contact,
    event::Event,
    incident::{Kind, Response},
    item::{CallOutcome, Direction, Item, ItemKind},
    person::{Person, Role},
    rows::NONE,
};

const NUMBER: &str = "07700 900201";

fn minute(n: i8) -> jiff::civil::DateTime {
    local("2026-05-04T21:00").with().minute(n).build().unwrap()
}

#[test]
fn contact_before_the_boundary_was_wanted_and_after_it_was_not() {
    let mut scene = Scene::new();
    let dan = scene.dan(NUMBER);
    scene.boundary("2026-05-04T21:05", &[dan]);
    for at in [1, 5, 6] {
        scene.message(minute(at), "+447700900201", "hi");
    }
    let rows = scene.rows();
    let unwanted: Vec<String> =
        rows.sources(rows.unwanted[0].iter().copied()).iter().map(ToString::to_string).collect();
    assert_eq!(unwanted, ["900/2"], "the minute of the boundary itself is not after it");
}

#[test]
fn a_boundary_nothing_came_after_leaves_all_contact_counted() {
    let mut scene = Scene::new();
    let dan = scene.dan(NUMBER);
    scene.message(minute(1), NUMBER, "hi");
    let told = scene.incident("2026-05-04T22:00", &[dan], &[Kind::TurnUp]);
    scene.boundary("2026-06-01T09:00", &[dan]);
    let unwanted = |scene: &Scene| {
        let rows = scene.rows();
        rows.sources(rows.unwanted[0].iter().copied())
    };
    assert_eq!(unwanted(&scene), [contact::Source::Item(900, 0), contact::Source::Incident(told)]);
    // Once something comes after it, what was welcome before is told apart.
    scene.message(local("2026-06-02T09:00"), NUMBER, "hi");
    assert_eq!(unwanted(&scene), [contact::Source::Incident(told), contact::Source::Item(900, 1)]);
}

#[test]
fn what_a_helper_was_told_leaves_the_other_s_messages_counted() {
    let mut scene = Scene::new();
    let dan = scene.dan(NUMBER);
    let helper = Person { name: "Lee".into(), role: Role::Helper, acts_with: Some(dan), ..Person::default() };
    let lee = scene.write(Event::Person(helper));
    scene.link("07700 900202", lee);
    scene.boundary("2026-05-04T21:05", &[lee]);
    for (at, from) in [(1, NUMBER), (2, "07700 900202"), (8, NUMBER), (9, "07700 900202")] {
        scene.message(minute(at), from, "hi");
    }
    let rows = scene.rows();
    let at = |row: &daybook_core::rows::Row| (row.minute - 21 * 60, row.unwanted, row.after_boundary);
    let all: Vec<_> = rows.all.iter().map(at).collect();
    assert_eq!(all, [(1, true, false), (2, false, false), (8, true, false), (9, true, true)]);
}

#[test]
fn a_number_counts_for_whom_the_newest_link_names_and_only_since_its_first_day() {
    let mut scene = Scene::new();
    let dan = scene.person("Dan", Role::Suspect);
    let courier = scene.person("The courier", Role::Other);
    scene.message(local("2026-05-01T09:00"), NUMBER, "hi");
    scene.message(local("2026-05-03T09:00"), NUMBER, "hi");
    scene.link_since(NUMBER, dan, Some(jiff::civil::date(2026, 5, 2)));
    let days = |scene: &Scene| -> Vec<usize> { scene.rows().unwanted.iter().map(Vec::len).collect() };
    assert_eq!(days(&scene), [1], "before the first day it was somebody else's");
    scene.link(NUMBER, courier);
    assert_eq!(days(&scene).iter().sum::<usize>(), 0, "it was the courier's after all");
}

#[test]
fn replies_are_messages_sent_calls_answered_and_answers_told() {
    let mut scene = Scene::new();
    let dan = scene.dan(NUMBER);
    scene.boundary("2026-05-04T20:00", &[dan]);
    scene.sent(minute(1), NUMBER, "stop");
    scene.call(minute(2), NUMBER, CallOutcome::Answered);
    scene.call(minute(3), NUMBER, CallOutcome::Missed);
    scene.told("2026-05-04T21:04", |i| {
        i.who = vec![dan];
        i.responded = Some(Response::Replied);
    });
    assert_eq!(scene.rows().replies[0].len(), 3);
}

#[test]
fn a_reply_in_a_chat_of_two_is_to_the_other_and_in_a_group_to_nobody() {
    let mut scene = Scene::new();
    let dan = scene.dan("Dan W");
    scene.boundary("2026-05-04T20:00", &[dan]);
    let mut chat = |conversation: &str, from: &str, direction, at| {
        scene.items.push((
            "whatsapp",
            Item {
                at: Some(instant(minute(at))),
                from: Some(from.into()),
                direction,
                conversation: Some(conversation.into()),
                ..Item::default()
            },
        ));
    };
    chat("Dan", "Dan W", Direction::In, 1);
    chat("Dan", "Tamsin Okoye", Direction::Out, 2);
    chat("Friends", "Dan W", Direction::In, 3);
    chat("Friends", "Priya", Direction::In, 4);
    chat("Friends", "Tamsin Okoye", Direction::Out, 5);
    let rows = scene.rows();
    let replies = rows.sources(rows.replies[0].iter().copied());
    assert_eq!(replies, [contact::Source::Item(900, 1)]);
    assert!(rows.all.iter().any(|row| row.group && row.unwanted), "a message in a group is still a contact");
}

#[test]
fn a_block_is_read_from_the_apps_own_line_and_from_an_incident() {
    let mut scene = Scene::new();
    let dan = scene.dan("Dan W");
    scene.message(minute(1), "Dan W", "hi");
    scene.items.push((
        "whatsapp",
        Item {
            at: Some(instant(minute(5))),
            kind: ItemKind::System,
            text: "You blocked Dan W.".into(),
            ..Item::default()
        },
    ));
    scene.told("2026-05-04T21:10", |i| {
        i.who = vec![dan];
        i.responded = Some(Response::Blocked);
    });
    let blocks: Vec<i64> = scene.rows().blocks.iter().map(|b| b.at).collect();
    let at = |text: &str| instant(local(text)).as_second();
    assert_eq!(blocks, [at("2026-05-04T21:05"), at("2026-05-04T21:10")]);
}

#[test]
fn local_days_and_minutes_follow_the_clock_through_both_changes() {
    let mut scene = Scene::new();
    scene.dan(NUMBER);
    for (at, day, minute) in [
        ("2026-03-29T00:59:00Z", 20_541, 59),
        ("2026-03-29T01:00:00Z", 20_541, 120),
        ("2026-10-25T00:30:00Z", 20_751, 90),
        ("2026-10-25T01:30:00Z", 20_751, 90),
        ("2026-10-25T23:59:00Z", 20_751, 1439),
    ] {
        scene.items.clear();
        scene.items.push((
            "sms",
            Item { at: Some(at.parse().unwrap()), from: Some(NUMBER.into()), ..Item::default() },
        ));
        let rows = scene.rows();
        assert_eq!((rows.all[0].day, i32::from(rows.all[0].minute)), (day, minute), "{at} {:?}", zone());
    }
}

#[test]
fn numbers_of_nobody_are_kept_beside_and_the_keepers_own_name_is_taken() {
    let mut scene = Scene::new();
    scene.dan(NUMBER);
    scene.message(minute(1), "07700 900555", "your parcel");
    scene.message(minute(2), "Tamsin Okoye", "note to self");
    let rows = scene.rows();
    let strangers: Vec<_> =
        rows.identifiers.iter().filter(|i| i.person == NONE).map(|i| (i.value.as_str(), i.taken)).collect();
    assert_eq!(strangers, [("+447700900555", false), ("tamsin okoye", true)]);
}

#[test]
fn contacts_without_a_time_come_last_and_are_kept() {
    let mut scene = Scene::new();
    scene.dan(NUMBER);
    scene.items.push(("sms", Item { from: Some(NUMBER.into()), ..Item::default() }));
    scene.message(minute(1), NUMBER, "hi");
    let rows = scene.rows();
    assert_eq!(rows.unwanted[0].len(), 2);
    assert_eq!(rows.timed(0).count(), 1);
    assert!(!rows.all[1].timed());
}
