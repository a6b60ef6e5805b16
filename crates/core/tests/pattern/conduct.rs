use crate::scene::{Scene, local, place};
use daybook_core::{
    conduct::{self, Conduct, Terms},
    incident::Kind,
    person::{Person, Role},
    when::When,
};
use jiff::civil::date;

const TERMS: Terms = Terms { gap_minutes: 60, far_apart_days: 90 };

fn only(scene: &Scene) -> Conduct {
    let mut all = conduct::all(&scene.diary, &scene.rows(), TERMS);
    assert_eq!(all.len(), 1);
    all.remove(0)
}

fn words(conduct: &Conduct) -> Vec<&'static str> {
    conduct.thin.iter().map(|t| t.kind).collect()
}

#[test]
fn two_occasions_are_a_course_the_leaflets_more_than_twice_is_not_asked_for() {
    let mut scene = Scene::new();
    let dan = scene.dan("07700 900201");
    scene.boundary("2026-01-01T10:00", &[dan]);
    scene.incident("2026-02-01T10:00", &[dan], &[Kind::TurnUp]);
    let one = only(&scene);
    assert!(!one.twice);
    assert_eq!(words(&one), ["one_only"]);
    scene.incident("2026-02-10T10:00", &[dan], &[Kind::TurnUp]);
    let two = only(&scene);
    assert!(two.twice);
    assert_eq!(words(&two), ["two_only"]);
    assert_eq!(two.largest_gap.map(|(days, _)| days), Some(9));
}

#[test]
fn two_occasions_four_months_apart_are_said_to_be_far_apart_with_the_entries() {
    let mut scene = Scene::new();
    let dan = scene.dan("07700 900201");
    scene.boundary("2026-01-01T10:00", &[dan]);
    let first = scene.incident("2026-02-01T10:00", &[dan], &[Kind::TurnUp]);
    let second = scene.incident("2026-06-03T10:00", &[dan], &[Kind::TurnUp]);
    let got = only(&scene);
    assert_eq!(words(&got), ["two_far_apart"]);
    assert!(got.thin[0].says.contains("122 days apart"), "{}", got.thin[0].says);
    let cited: Vec<String> = got.thin[0].from.iter().map(ToString::to_string).collect();
    assert_eq!(cited, [first.to_string(), second.to_string()]);
    assert!(got.twice, "it stays a course by the Act's own count");
}

#[test]
fn the_gap_decides_what_one_occasion_is_and_raw_contacts_stay_beside() {
    let mut scene = Scene::new();
    let dan = scene.dan("07700 900201");
    for minute in [0, 59, 118, 179] {
        scene.incident(
            &local("2026-02-01T10:00").saturating_add(jiff::Span::new().minutes(minute)).to_string(),
            &[dan],
            &[],
        );
    }
    let got = only(&scene);
    assert_eq!((got.contacts.len(), got.occasions.len(), got.days), (4, 2, 1));
}

#[test]
fn helpers_and_a_group_count_as_the_one_they_act_with() {
    let mut scene = Scene::new();
    let dan = scene.dan("07700 900201");
    let helper = Person { name: "Lee".into(), role: Role::Helper, acts_with: Some(dan), ..Person::default() };
    let lee = scene.write(daybook_core::event::Event::Person(helper));
    scene.incident("2026-02-01T10:00", &[dan], &[Kind::TurnUp]);
    scene.incident("2026-02-03T10:00", &[lee], &[Kind::Follow]);
    let got = only(&scene);
    assert_eq!((got.person, got.occasions.len(), got.twice), (dan, 2, true));
}

#[test]
fn once_each_towards_two_people_is_said_apart_from_twice_towards_one() {
    let mut scene = Scene::new();
    let dan = scene.dan("07700 900201");
    scene.incident("2026-02-01T10:00", &[dan], &[Kind::TurnUp, Kind::ContactThirdParty]);
    let got = only(&scene);
    assert!(!got.twice && got.two_victims);
    assert_eq!(got.other_victims.len(), 1);
}

#[test]
fn link_axes_name_channel_number_act_and_place_and_keep_private_places_out() {
    let mut scene = Scene::new();
    let dan = scene.dan("07700 900201");
    scene.message(local("2026-02-01T09:00"), "07700 900201", "hi");
    scene.told("2026-02-01T10:00", |i| {
        i.who = vec![dan];
        i.kinds = vec![Kind::Loiter];
        i.place = place("The gym");
    });
    scene.told("2026-02-02T10:00", |i| {
        i.who = vec![dan];
        i.place = place("14 Larkspur Mews");
        i.place.as_mut().unwrap().private = true;
    });
    let links = only(&scene).links;
    assert_eq!(links.places.keys().collect::<Vec<_>>(), ["the gym"]);
    assert_eq!(links.identifiers.keys().collect::<Vec<_>>(), ["+447700900201"]);
    assert!(links.kinds.contains_key("loiter") && links.channels.contains_key("sms"));
}

#[test]
fn untimed_incidents_and_no_boundary_are_said() {
    let mut scene = Scene::new();
    let dan = scene.dan("07700 900201");
    scene.told("2026-02-01T10:00", |i| {
        i.who = vec![dan];
        i.when = When::not_sure("Europe/London");
    });
    let got = only(&scene);
    assert_eq!(words(&got), ["one_only", "untimed", "no_boundary"]);
    assert_eq!((got.untimed.len(), got.occasions.len(), got.span), (1, 1, None));
}

/// The occasions of incidents told at these times, as how many incidents each holds.
fn occasions_of(times: &[When]) -> Vec<usize> {
    let mut scene = Scene::new();
    let dan = scene.dan("07700 900201");
    for when in times {
        scene.told("2026-02-01T10:00", |i| {
            i.who = vec![dan];
            i.when = when.clone();
        });
    }
    only(&scene).occasions.iter().map(|occasion| occasion.from.len()).collect()
}

#[test]
fn not_knowing_the_hour_never_makes_one_occasion_of_two_days() {
    let day = |d| When::day(date(2026, 10, d), "Europe/London");
    let at = |d, hour| When::exact(date(2026, 10, d).at(hour, 0, 0, 0), "Europe/London");
    let wide = |from, to| {
        let mut when = day(from);
        when.span = Some((date(2026, 10, from).at(0, 0, 0, 0), date(2026, 10, to).at(23, 59, 0, 0)));
        when
    };
    for (times, occasions) in [
        (vec![day(5), day(6), day(7)], vec![1, 1, 1]),
        // The day the clocks go back has 25 hours.
        (vec![day(24), day(25), day(26)], vec![1, 1, 1]),
        (vec![day(5), at(5, 14)], vec![2]),
        (vec![at(5, 9), day(5), at(5, 20)], vec![2, 1]),
        (vec![at(5, 23), day(6)], vec![1, 1]),
        (vec![at(5, 9), at(5, 9), at(5, 11)], vec![2, 1]),
        (vec![wide(1, 28), at(5, 9), at(9, 9)], vec![1, 1, 1]),
        (vec![wide(1, 28), wide(1, 28)], vec![1, 1]),
        (vec![When::not_sure("Europe/London"), at(5, 9)], vec![1, 1]),
    ] {
        let said: Vec<String> = times.iter().map(ToString::to_string).collect();
        assert_eq!(occasions_of(&times), occasions, "{said:?}");
    }
}

#[test]
fn an_incident_towards_a_relative_alone_is_no_occasion_towards_the_keeper() {
    let mut scene = Scene::new();
    let dan = scene.dan("07700 900201");
    scene.incident("2026-02-01T10:00", &[dan], &[Kind::ContactThirdParty]);
    let one = only(&scene);
    assert!(!one.two_victims && !one.twice, "one act towards one person is not two victims");
    scene.incident("2026-02-03T10:00", &[dan], &[Kind::ContactThirdParty]);
    assert!(!only(&scene).twice, "neither was towards the keeper");
    scene.incident("2026-02-05T10:00", &[dan], &[Kind::Follow]);
    let got = only(&scene);
    assert!(got.two_victims && !got.twice);
    assert_eq!((got.towards_keeper, got.occasions.len()), (1, 3));
}

#[test]
fn what_came_before_the_boundary_is_said_to_be_left_out_or_counted() {
    let mut scene = Scene::new();
    let dan = scene.dan("07700 900201");
    scene.boundary("2026-02-02T10:00", &[dan]);
    scene.message(local("2026-02-01T09:00"), "07700 900201", "hi");
    assert!(words(&only(&scene)).contains(&"nothing_after"));
    scene.message(local("2026-02-03T09:00"), "07700 900201", "hi");
    let got = only(&scene);
    let before = got.thin.iter().find(|thin| thin.kind == "before_boundary").unwrap();
    assert_eq!(before.from.iter().map(ToString::to_string).collect::<Vec<_>>(), ["900/0"]);
}

#[test]
fn ten_thousand_contacts_on_one_day_are_one_day() {
    let mut scene = Scene::new();
    scene.dan("07700 900201");
    let start = local("2026-02-01T00:00");
    for n in 0..10_000 {
        scene.message(start.saturating_add(jiff::Span::new().seconds(n * 8)), "07700 900201", "hi");
    }
    let got = only(&scene);
    assert_eq!((got.contacts.len(), got.occasions.len(), got.days), (10_000, 1, 1));
}

#[test]
fn several_that_name_nobody_are_said_to_be_perhaps_by_several() {
    let mut scene = Scene::new();
    scene.incident("2026-05-01T21:00", &[], &[Kind::Follow]);
    assert!(!words(&only(&scene)).contains(&"not_known"));
    scene.incident("2026-06-20T21:00", &[], &[Kind::Damage]);
    assert!(words(&only(&scene)).contains(&"not_known"));
    assert_eq!(scene.found("two-weeks"), [], "nobody is said to have gone on for weeks");
}
