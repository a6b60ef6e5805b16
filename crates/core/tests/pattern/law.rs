use crate::scene::{Scene, local, scotland};
use daybook_core::{
    boundary::{Forbidden, Order},
    contact::Source,
    guide::law::LawKind,
    incident::{Area, Effect, Kind, Strand},
    law::{self, ElementRow, LawRow, Table},
};
use jiff::civil::date;

fn table(scene: &Scene) -> Table {
    let mut tables = scene.view(law::table);
    assert_eq!(tables.len(), 1);
    tables.remove(0)
}

fn row<'a>(table: &'a Table, law: &str) -> &'a LawRow {
    table.laws.iter().find(|l| l.id == law).unwrap_or_else(|| panic!("{law}: {:?}", table.nothing_yet))
}

fn element<'a>(table: &'a Table, law: &str, element: &str) -> &'a ElementRow {
    row(table, law).elements.iter().find(|e| e.id == element).unwrap()
}

fn bears(element: &ElementRow) -> Vec<String> {
    element.bears.iter().map(ToString::to_string).collect()
}

/// The leaflet's own example: silent calls, then flowers, then waiting outside work. Each looks small.
fn leaflet() -> (Scene, u64) {
    let mut scene = Scene::new();
    let dan = scene.dan("07700 900201");
    scene.boundary("2026-02-20T09:00", &[dan]);
    for (at, kind) in [
        ("2026-03-01T21:00", Kind::ContactCall),
        ("2026-03-08T10:00", Kind::Gift),
        ("2026-03-15T17:30", Kind::Loiter),
    ] {
        scene.incident(at, &[dan], &[kind]);
    }
    (scene, dan)
}

#[test]
fn the_leaflets_example_shows_three_occasions_and_the_acts_of_each() {
    let (scene, _) = leaflet();
    let table = table(&scene);
    let course = element(&table, "pha.s2A", "course");
    assert_eq!((course.count, course.asks), (Some(3), Some(2)));
    assert!(course.thin.is_empty());
    let acts = element(&table, "pha.s2A", "acts");
    let letters: Vec<char> = acts.groups.keys().filter_map(|k| k.chars().nth(1)).collect();
    assert_eq!(letters, ['b', 'e'], "{:?}", acts.groups.keys());
    assert_eq!(acts.bears.len(), 3);
    assert!(!element(&table, "pha.s2A", "knew").bears.is_empty(), "the boundary shows that they knew");
    assert!(element(&table, "pha.s2A", "reasonable").judged);
}

#[test]
fn two_is_the_threshold_of_the_act_and_one_incident_still_has_laws_to_look_at() {
    let mut scene = Scene::new();
    let dan = scene.dan("07700 900201");
    scene.told("2026-03-01T21:00", |i| {
        i.who = vec![dan];
        i.threat = Some("He said he would burn the car.".into());
    });
    let table = table(&scene);
    let single: Vec<&str> =
        table.laws.iter().filter(|l| l.kind == LawKind::SingleAct).map(|l| l.id.as_str()).collect();
    assert!(single.contains(&"osa181"), "{single:?}");
    assert_eq!(element(&table, "pha.s2", "course").thin[0].kind, "one_only");
    let all = serde_json::to_string(&table).unwrap();
    assert!(!all.contains("not enough") && !all.contains("is stalking") && !all.contains("guilty"), "{all}");
}

#[test]
fn fear_counts_occasions_and_one_is_said_to_be_one() {
    let (mut scene, dan) = leaflet();
    let afraid = |scene: &mut Scene, at: &str| {
        scene.told(at, |i| {
            i.who = vec![dan];
            i.fear_of_violence = Some(true);
        })
    };
    let first = afraid(&mut scene, "2026-04-01T21:00");
    let one = table(&scene);
    assert_eq!(element(&one, "pha.s4", "fear").count, Some(1));
    assert_eq!(element(&one, "pha.s4", "fear").thin[0].kind, "fewer");
    // Half an hour later is the same occasion.
    let second = afraid(&mut scene, "2026-04-01T21:30");
    assert_eq!(element(&table(&scene), "pha.s4", "fear").count, Some(1));
    let third = afraid(&mut scene, "2026-04-09T21:00");
    let two = table(&scene);
    let fear = element(&two, "pha.s4A", "fear");
    assert_eq!((fear.count, fear.thin.len()), (Some(2), 0));
    assert_eq!(bears(fear), [first, second, third].map(|e| e.to_string()));
}

#[test]
fn effects_are_sorted_by_part_of_life_and_their_absence_is_named() {
    let (mut scene, dan) = leaflet();
    assert_eq!(element(&table(&scene), "pha.s4A", "effects").thin[0].kind, "no_effects");
    scene.told("2026-04-01T21:00", |i| {
        i.who = vec![dan];
        i.effects = vec![
            Effect { area: Area::Sleep, text: "awake".into(), cost: None, date: None },
            Effect { area: Area::Routes, text: "the long way".into(), cost: None, date: None },
        ];
    });
    let table = table(&scene);
    let effects = element(&table, "pha.s4A", "effects");
    assert_eq!(effects.groups.keys().collect::<Vec<_>>(), ["routes", "sleep"]);
    assert!(effects.thin.is_empty());
}

#[test]
fn hostility_is_shown_as_felt_under_its_strand() {
    let (mut scene, dan) = leaflet();
    let felt = scene.told("2026-04-01T21:00", |i| {
        i.who = vec![dan];
        i.strands = vec![Strand::Disability];
    });
    let table = table(&scene);
    let strands = element(&table, "hate", "strands");
    assert_eq!(strands.groups.get("Disability"), Some(&vec![Source::Incident(felt)]));
}

#[test]
fn an_order_is_held_against_the_record_and_without_one_nothing_bears() {
    let (mut scene, dan) = leaflet();
    assert!(table(&scene).nothing_yet.iter().any(|id| id == "breach"));
    let order = scene.order(Order {
        kind: "Restraining order".into(),
        against: vec![dan],
        from: Some(date(2026, 3, 8)),
        forbids: vec![Forbidden::Contact],
        ..Order::default()
    });
    let table = table(&scene);
    let held = element(&table, "breach", "order");
    assert_eq!(bears(held).len(), 1, "the gift; waiting outside is not contact");
    assert!(held.groups.keys().any(|k| k.contains(&format!("entry {order}"))));
}

#[test]
fn contact_from_before_a_law_began_is_left_out_of_it_and_shown() {
    let mut scene = Scene::new();
    let dan = scene.dan("07700 900201");
    scene.told("2023-12-01T10:00", |i| {
        i.who = vec![dan];
        i.threat = Some("old".into());
    });
    scene.told("2024-02-01T10:00", |i| {
        i.who = vec![dan];
        i.threat = Some("new".into());
    });
    let table = table(&scene);
    assert_eq!(row(&table, "osa181").before_it_began.len(), 1);
    assert_eq!(element(&table, "osa181", "threat").bears.len(), 1);
    assert!(row(&table, "pha.s2").before_it_began.is_empty());
}

#[test]
fn a_threat_in_a_message_is_one_to_read_not_one_told() {
    let mut scene = Scene::new();
    scene.dan("07700 900201");
    scene.message(local("2026-05-01T10:00"), "07700 900201", "You will regret this!");
    scene.message(local("2026-05-01T11:00"), "07700 900201", "I regret nothing");
    let table = table(&scene);
    let threat = element(&table, "osa181", "threat");
    assert_eq!(bears(threat), ["900/0"]);
    assert!(threat.groups.contains_key("messages to read"));
}

#[test]
fn scotland_looks_at_fear_or_alarm_and_has_its_own_acts() {
    let (mut scene, _) = leaflet();
    scene.guide = scotland();
    let table = table(&scene);
    let acts = element(&table, "cjl.s39", "acts");
    assert!(
        acts.groups.keys().any(|k| k.starts_with("(h)")),
        "leaving things is on the Scottish list: {:?}",
        acts.groups
    );
    assert!(table.laws.iter().all(|l| !l.id.starts_with("pha.s2")));
}

#[test]
fn relation_words_are_whole_words() {
    let mut scene = Scene::new();
    let dan = scene.dan("07700 900201");
    scene.incident("2026-03-01T21:00", &[dan], &[]);
    let words = ["ex".to_owned(), "partner".to_owned()];
    let mut holds = |relation: &str| {
        let revised = daybook_core::person::Person { relation: Some(relation.into()), ..Default::default() };
        scene.write(daybook_core::event::Event::AmendPerson { person: dan, reason: "r".into(), revised });
        law::relation_holds(&scene.diary, dan, &words)
    };
    assert!(holds("my ex-partner") && holds("Ex, two years"));
    assert!(!holds("extended team at work"));
}

#[test]
fn a_visit_is_no_message_and_a_letter_is_one() {
    let (mut scene, _) = leaflet();
    let dan = scene.rows().persons[0];
    let visit = scene.incident("2026-03-01T10:00", &[dan], &[Kind::TurnUp]);
    let letter = scene.incident("2026-03-02T10:00", &[dan], &[Kind::Gift]);
    let rang = scene.incident("2026-03-03T10:00", &[dan], &[Kind::ContactCall]);
    let table = table(&scene);
    let holds = |law: &str, entry: u64| bears(element(&table, law, "message")).contains(&entry.to_string());
    assert_eq!([visit, letter, rang].map(|entry| holds("mca", entry)), [false, true, false]);
    assert_eq!([visit, letter, rang].map(|entry| holds("ca127", entry)), [false, false, true]);
}

#[test]
fn a_civil_claim_in_scotland_asks_for_alarm_or_distress_and_rests_on_its_own_section() {
    let claim = scotland().law.iter().find(|law| law.id == "pha.s8").unwrap();
    let words: Vec<(&str, &str)> =
        claim.elements.iter().map(|e| (e.label.as_str(), e.fact.as_str())).collect();
    assert_eq!(words, [("At least two times", "pha.s8"), ("Alarm or distress", "pha.s8")]);
}
