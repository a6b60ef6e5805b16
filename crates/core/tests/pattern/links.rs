use crate::{
    rates::Dice,
    scene::{Scene, local},
};
use daybook_core::{
    incident::Response,
    item::{CallOutcome, Direction, Item},
    person::Role,
    signal::Finding,
};
use jiff::{Span, civil::DateTime};

const FIRST: &str = "+447700900201";
const SECOND: &str = "+447700900317";
const COURIER: &str = "+447700900555";
const FRIEND: &str = "+447700900610";
const NIGHT_FRIEND: &str = "+447700900620";

const OWN: [&str; 6] = [
    "i no your there birdy",
    "answer ur phone birdy",
    "we wasn't finished birdy",
    "after everything i done for you",
    "why you ignoring me birdy",
    "i definately saw you today",
];
const PLAIN: [&str; 6] = [
    "running late, see you at eight",
    "can you pick up some milk on the way",
    "lovely to see you yesterday",
    "your parcel will arrive between nine and eleven",
    "are you coming to the match on sunday",
    "the meeting has moved to the small room",
];

fn at(day: i32, hour: i64, minute: i64) -> DateTime {
    local("2025-01-01T00:00").saturating_add(Span::new().days(day).hours(hour).minutes(minute))
}

/// Two months of one number, a block, and everybody else around it.
fn scene() -> Scene {
    let (mut scene, mut dice) = (Scene::new(), Dice(11));
    let dan = scene.dan(FIRST);
    scene.boundary("2025-01-01T09:00", &[dan]);
    let mut pick = |n: usize| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small number")]
        let at = (dice.roll() * n as f64) as usize;
        at
    };
    for day in 1..120 {
        if day < 60 {
            scene.message(at(day, 20, 1), FIRST, OWN[pick(6)]);
            scene.message(at(day, 21, 3), FIRST, OWN[pick(6)]);
        }
        scene.message(at(day, 12, 0), FRIEND, PLAIN[pick(6)]);
        scene.sent(at(day, 12, 5), FRIEND, "ok");
        scene.message(at(day, 2, 0), NIGHT_FRIEND, PLAIN[pick(6)]);
        scene.sent(at(day, 2, 5), NIGHT_FRIEND, "go to bed");
    }
    scene.told("2025-03-01T20:00", |i| {
        i.who = vec![dan];
        i.responded = Some(Response::Blocked);
    });
    // A courier begins the morning after, in the day, one way.
    for day in (60..120).step_by(2) {
        scene.message(at(day, 10, 30), COURIER, PLAIN[3]);
    }
    scene
}

fn suggested(scene: &Scene) -> Vec<String> {
    scene.found("link").into_iter().filter_map(|f| f.identifier).collect()
}

fn only(scene: &Scene) -> Finding {
    let mut found = scene.found("link");
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

#[test]
fn a_courier_a_friend_and_a_friend_at_night_are_never_suggested() {
    assert_eq!(suggested(&scene()), [] as [&str; 0]);
}

#[test]
fn a_new_number_in_the_same_words_is_suggested_with_its_reasons_and_entries() {
    let mut scene = scene();
    for day in 61..70 {
        scene.message(at(day, 22, 0), SECOND, OWN[(day % 6) as usize]);
    }
    let found = only(&scene);
    assert_eq!(found.identifier.as_deref(), Some(SECOND));
    assert!(found.says.ends_with("Link it if you think so too."), "{}", found.says);
    assert!(found.reasons.iter().any(|r| r.contains("was blocked")), "{:?}", found.reasons);
    assert!(found.reasons.iter().any(|r| r.contains("own words")), "{:?}", found.reasons);
    assert!(found.figures.iter().all(|f| !f.from.is_empty()));
}

#[test]
fn a_new_number_that_only_calls_at_night_and_in_bursts_is_suggested() {
    let mut scene = scene();
    for day in 61..70 {
        for minute in 0..6 {
            scene.call(at(day, 1, minute * 4), SECOND, CallOutcome::Missed);
        }
    }
    assert_eq!(suggested(&scene), [SECOND]);
}

#[test]
fn a_friend_who_changes_number_is_not_suggested() {
    let mut scene = scene();
    for day in 61..90 {
        scene.message(at(day, 13, 0), "+447700900611", PLAIN[(day % 6) as usize]);
        scene.sent(at(day, 13, 5), "+447700900611", "saved your new number");
    }
    assert_eq!(suggested(&scene), [] as [&str; 0]);
}

#[test]
fn a_handle_with_the_persons_name_is_suggested_when_it_writes_alike_too_and_not_by_the_name_alone() {
    let mut scene = scene();
    let mut post = |day: i32, from: &str, text: &str| {
        let at = Some(crate::scene::instant(at(day, 15, 0)));
        scene.items.push((
            "instagram",
            Item {
                at,
                from: Some(from.into()),
                direction: Direction::In,
                text: text.into(),
                ..Item::default()
            },
        ));
    };
    for day in 90..96 {
        post(day, "dan_w_official", OWN[(day % 6) as usize]);
        post(day, "dan.baker", PLAIN[(day % 6) as usize]);
    }
    assert_eq!(suggested(&scene), ["dan_w_official"]);
}

#[test]
fn a_number_named_in_an_incident_is_suggested() {
    let mut scene = scene();
    scene.message(at(100, 12, 0), SECOND, "hello");
    let dan = 1;
    scene.told("2025-04-12T20:00", |i| {
        i.who = vec![dan];
        i.what = "He texted me from 07700 900317.".into();
    });
    assert!(only(&scene).reasons[0].contains("You named it"));
}

#[test]
fn a_third_number_is_found_by_way_of_the_second() {
    let mut scene = scene();
    for day in 61..80 {
        scene.message(at(day, 22, 0), SECOND, OWN[(day % 6) as usize]);
    }
    for day in 85..95 {
        for minute in 0..6 {
            scene.call(at(day, 1, minute * 4), "+447700900486", CallOutcome::Missed);
        }
    }
    let found = suggested(&scene);
    assert!(found.contains(&"+447700900486".to_owned()) && found.len() == 2, "{found:?}");
}

#[test]
fn numbers_of_people_known_to_the_diary_are_left_alone() {
    let mut scene = scene();
    let mum = scene.person("Mum", Role::Other);
    scene.link(SECOND, mum);
    for day in 61..70 {
        scene.message(at(day, 22, 0), SECOND, OWN[(day % 6) as usize]);
    }
    assert_eq!(suggested(&scene), [] as [&str; 0]);
}

#[test]
fn with_nobody_linked_there_is_nothing_to_suggest() {
    let mut scene = Scene::new();
    scene.person("Dan", Role::Suspect);
    for day in 0..30 {
        scene.message(at(day, 22, 0), SECOND, OWN[(day % 6) as usize]);
    }
    assert_eq!(suggested(&scene), [] as [&str; 0]);
}

#[test]
fn a_namesake_who_writes_often_and_never_gets_an_answer_is_not_suggested() {
    let mut scene = scene();
    for day in 80..118 {
        scene.message(at(day, 15, 0), "dan.baker@example.com", PLAIN[(day % 6) as usize]);
    }
    assert_eq!(suggested(&scene), [] as [&str; 0]);
}

#[test]
fn somebody_who_sells_at_night_in_bursts_long_after_the_block_is_not_suggested() {
    let mut scene = scene();
    for day in 100..119 {
        for minute in 0..6 {
            scene.call(at(day, 3, minute * 5), "+447700900560", CallOutcome::Missed);
        }
    }
    assert_eq!(suggested(&scene), [] as [&str; 0]);
}
