use crate::scene::{Scene, local};
use daybook_core::{
    contact::Source,
    danger::{self, Found},
    incident::Kind,
    signal,
};

fn topics(scene: &Scene) -> Vec<Found> {
    scene.view(|view| danger::topics(view, &signal::all(view)))
}

fn topic<'a>(found: &'a [Found], id: &str) -> Option<&'a Found> {
    found.iter().find(|f| f.topic == id)
}

#[test]
fn an_empty_record_names_no_topic() {
    assert_eq!(topics(&Scene::new()), []);
}

#[test]
fn a_topic_comes_from_what_was_told_from_words_in_messages_and_from_signals() {
    let mut scene = Scene::new();
    let dan = scene.dan("07700 900201");
    let told = scene.told("2026-02-01T10:00", |i| {
        i.who = vec![dan];
        i.threat = Some("He would wait for me.".into());
    });
    scene.message(local("2026-02-02T10:00"), "07700 900201", "I\u{2019}ll kill myself if you don't answer");
    scene.message(local("2026-03-02T10:00"), "07700 900201", "good morning");
    let found = topics(&scene);
    assert_eq!(topic(&found, "threat").unwrap().incidents[0].to_string(), told.to_string());
    assert_eq!(topic(&found, "suicide").unwrap().messages.len(), 1);
    assert_eq!(topic(&found, "long").unwrap().findings.len(), 1);
    assert!(topic(&found, "strangle").is_none());
    assert!(found.iter().all(|f| !f.todo.is_empty() && !f.call.is_empty() && !f.source.is_empty()));
}

#[test]
fn what_was_said_before_the_boundary_is_read_too() {
    let mut scene = Scene::new();
    let dan = scene.dan("07700 900201");
    scene.message(local("2026-02-02T10:00"), "07700 900201", "I want to end it all");
    scene.boundary("2026-03-01T10:00", &[dan]);
    scene.message(local("2026-03-02T10:00"), "07700 900201", "good morning");
    assert_eq!(topic(&topics(&scene), "suicide").unwrap().messages[0].to_string(), "900/0");
}

#[test]
fn what_others_or_the_keeper_said_and_struck_incidents_name_no_topic() {
    let mut scene = Scene::new();
    let dan = scene.dan("07700 900201");
    scene.message(local("2026-02-02T10:00"), "07700 900555", "this film is to end it all");
    scene.sent(local("2026-02-02T10:00"), "07700 900201", "this film is to end it all");
    let told = scene.incident("2026-02-01T10:00", &[dan], &[Kind::Violence]);
    scene.write(daybook_core::event::Event::Strike { entry: told, reason: "a dream".into() });
    assert_eq!(topics(&scene), []);
}

#[test]
fn words_told_bring_up_a_topic_that_has_no_kind_of_its_own() {
    let mut scene = Scene::new();
    let dan = scene.dan("07700 900201");
    let neck = scene.told("2026-05-01T21:00", |i| {
        i.who = vec![dan];
        i.what = "He put his hands round my neck.".into();
    });
    let said = scene.told("2026-05-02T21:00", |i| {
        i.who = vec![dan];
        i.exact_words = Some("I\u{2019}ll KILL MYSELF if you go".into());
    });
    scene.told("2026-05-03T21:00", |i| {
        i.who = vec![dan];
        i.what = "He wore the chain round my necklace case.".into();
    });
    let found = topics(&scene);
    assert_eq!(topic(&found, "strangle").unwrap().incidents, [Source::Incident(neck)]);
    assert_eq!(topic(&found, "suicide").unwrap().incidents, [Source::Incident(said)]);
}
