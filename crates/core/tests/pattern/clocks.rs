use crate::scene::{Scene, instant, local, place, scotland};
use daybook_core::{
    boundary::Order,
    clock::{self, Clock},
    incident::Kind,
    when::{When, last_minute},
};
use jiff::civil::{Date, date};

fn clocks(scene: &Scene, rule: &str) -> Vec<Clock> {
    scene.view(clock::all).into_iter().filter(|c| c.rule == rule).collect()
}

fn until(scene: &Scene, rule: &str) -> Vec<Date> {
    clocks(scene, rule).iter().filter_map(|c| c.until).collect()
}

/// One incident on each of these days.
fn on(days: &[&str]) -> Scene {
    let mut scene = Scene::new();
    let dan = scene.dan("07700 900201");
    for day in days {
        scene.incident(&format!("{day}T21:00"), &[dan], &[Kind::TurnUp]);
    }
    scene
}

#[test]
fn six_months_from_the_last_incident_worked_by_hand() {
    for (last, expected) in [
        ("2026-03-15", date(2026, 9, 15)),
        ("2026-08-31", date(2027, 2, 28)),
        ("2027-08-31", date(2028, 2, 29)),
        ("2026-12-30", date(2027, 6, 30)),
        ("2026-03-31", date(2026, 9, 30)),
        // The clocks go forward and back within these.
        ("2026-01-10", date(2026, 7, 10)),
        ("2026-07-10", date(2027, 1, 10)),
    ] {
        let mut scene = on(&["2026-01-02", last]);
        scene.now = instant(local("2027-12-31T12:00"));
        assert_eq!(until(&scene, "s2").last(), Some(&expected), "{last}");
    }
}

#[test]
fn a_new_contact_starts_the_six_months_again_and_there_is_one_clock_a_person() {
    assert_eq!(until(&on(&["2026-03-15"]), "s2"), [date(2026, 9, 15)]);
    assert_eq!(until(&on(&["2026-03-15", "2026-06-01"]), "s2"), [date(2026, 12, 1)]);
    assert!(clocks(&on(&["2026-03-15"]), "s2")[0].resets);
}

#[test]
fn six_years_from_each_day_with_the_earliest_first() {
    let scene = on(&["2024-02-29", "2026-05-04", "2026-05-04"]);
    assert_eq!(until(&scene, "civil6"), [date(2030, 2, 28), date(2032, 5, 4)]);
}

#[test]
fn a_late_evening_counts_as_its_local_day_on_both_sides_of_the_clock_change() {
    for (at, expected) in [("2026-03-28T23:59", date(2026, 9, 28)), ("2026-07-01T00:05", date(2027, 1, 1))] {
        let mut scene = Scene::new();
        let dan = scene.dan("07700 900201");
        scene.incident(at, &[dan], &[]);
        assert_eq!(until(&scene, "s2"), [expected], "{at}");
    }
}

#[test]
fn an_incident_within_a_week_counts_from_the_first_day_of_it() {
    let mut scene = Scene::new();
    let dan = scene.dan("07700 900201");
    scene.told("2026-03-01T00:00", |i| {
        i.who = vec![dan];
        let mut when = When::day(date(2026, 3, 1), "Europe/London");
        when.span = when.span.map(|(start, _)| (start, last_minute(date(2026, 3, 7))));
        i.when = when;
    });
    assert_eq!(until(&scene, "s2"), [date(2026, 9, 1)]);
}

#[test]
fn cameras_run_from_incidents_with_a_place_and_speak_up_in_turn() {
    let mut scene = Scene::new();
    let dan = scene.dan("07700 900201");
    scene.incident("2026-11-10T21:00", &[dan], &[Kind::TurnUp]);
    scene.told("2026-11-20T21:00", |i| {
        i.who = vec![dan];
        i.place = place("The station");
    });
    let said = |now: &str, scene: &mut Scene| {
        scene.now = instant(local(now));
        let clock = clocks(scene, "cctv").remove(0);
        (clock.days_left.unwrap(), clock.warns.unwrap_or_default(), clock.next_warning)
    };
    assert_eq!(until(&scene, "cctv"), [date(2026, 12, 18)], "the one without a place has none");
    assert_eq!(said("2026-11-20T23:00", &mut scene), (28, String::new(), Some(date(2026, 11, 21))));
    let (left, says, next) = said("2026-11-27T08:00", &mut scene);
    assert_eq!((left, next), (21, Some(date(2026, 12, 11))));
    assert!(says.contains("seven days"), "{says}");
}

#[test]
fn a_date_that_has_passed_is_never_said_to_be_too_late() {
    let scene = on(&["2019-03-15"]);
    for clock in scene.view(clock::all) {
        if clock.days_left.is_some_and(|left| left < 0) {
            let says = clock.warns.unwrap();
            assert!(says.contains("Ask for advice") && !says.contains("too late"), "{says}");
        }
    }
    assert_eq!(clocks(&scene, "s2")[0].days_left, Some(-2627));
}

#[test]
fn the_last_day_itself_has_not_passed() {
    let mut scene = on(&["2026-05-24"]);
    scene.now = instant(local("2026-11-24T23:30"));
    assert_eq!(clocks(&scene, "s2")[0].days_left, Some(0));
}

#[test]
fn warnings_of_the_six_months_come_at_three_four_and_five() {
    let mut scene = on(&["2026-05-31"]);
    for (now, word, next) in [
        ("2026-08-30T09:00", "", Some(date(2026, 8, 31))),
        ("2026-08-31T09:00", "Three months", Some(date(2026, 9, 30))),
        ("2026-09-30T09:00", "Four months", Some(date(2026, 10, 31))),
        ("2026-10-31T09:00", "Five months", None),
    ] {
        scene.now = instant(local(now));
        let clock = clocks(&scene, "s2").remove(0);
        assert!(clock.warns.unwrap_or_default().starts_with(word), "{now}");
        assert_eq!(clock.next_warning, next, "{now}");
    }
}

#[test]
fn an_order_warns_before_its_last_day_and_one_without_end_has_no_clock() {
    let mut scene = Scene::new();
    let dan = scene.dan("07700 900201");
    let order = Order { kind: "Non-molestation order".into(), against: vec![dan], ..Order::default() };
    scene.order(order.clone());
    scene.order(Order { until: Some(date(2026, 12, 20)), ..order });
    let got = clocks(&scene, "order");
    assert_eq!((got.len(), got[0].until, got[0].days_left), (1, Some(date(2026, 12, 20)), Some(26)));
    assert!(got[0].warns.as_deref().is_some_and(|w| w.starts_with("Four weeks")));
}

#[test]
fn a_clock_that_waits_says_what_for_and_its_cap_is_shown() {
    let mut scene = Scene::new();
    let dan = scene.dan("07700 900201");
    let mut incident = daybook_core::person::Person { name: "Dan".into(), ..Default::default() };
    incident.relation = Some("ex-partner".into());
    scene.write(daybook_core::event::Event::AmendPerson {
        person: dan,
        reason: "more".into(),
        revised: incident,
    });
    scene.incident("2026-05-04T21:00", &[dan], &[Kind::Violence]);
    let got = clocks(&scene, "s39A");
    assert_eq!((got.len(), got[0].until, got[0].at_most), (1, None, Some(date(2028, 5, 4))));
    assert!(got[0].waits_for.as_deref().is_some_and(|w| w.contains("statement")));
    assert_eq!(until(&scene, "cica"), [date(2028, 5, 4)]);
}

#[test]
fn scotland_has_three_years_from_the_last_and_no_six_months() {
    let mut scene = on(&["2024-02-29", "2026-05-04"]);
    scene.guide = scotland();
    assert_eq!(until(&scene, "civil3"), [date(2029, 5, 4)]);
    assert!(clocks(&scene, "s2").is_empty() && clocks(&scene, "civil6").is_empty());
}

#[test]
fn an_empty_diary_and_contacts_without_times_have_no_running_clock() {
    let mut scene = Scene::new();
    let dan = scene.dan("07700 900201");
    scene.told("2026-05-04T21:00", |i| {
        i.who = vec![dan];
        i.when = When::not_sure("Europe/London");
    });
    assert!(scene.view(clock::all).iter().all(|c| c.until.is_none()));
}

/// Each worked by hand on a calendar: the rule, the day it happened, the last day.
#[test]
fn last_days_worked_by_hand_across_short_months_leap_years_and_clock_changes() {
    let table = [
        // Six months on: the same day of the month, and the last day of a month that has no such day.
        ("s2", "2026-05-24", (2026, 11, 24)),
        ("s2", "2026-08-31", (2027, 2, 28)),
        ("s2", "2027-08-31", (2028, 2, 29)),
        ("s2", "2026-03-31", (2026, 9, 30)),
        ("s2", "2026-12-31", (2027, 6, 30)),
        // The nights the clocks change: 25 October and 29 March 2026.
        ("s2", "2026-10-25", (2027, 4, 25)),
        ("s2", "2026-03-29", (2026, 9, 29)),
        // Six years on from a leap day there is none.
        ("civil6", "2024-02-29", (2030, 2, 28)),
        ("civil6", "2020-11-24", (2026, 11, 24)),
        // Twenty-eight days, over a leap day and over a month's end.
        ("cctv", "2024-02-10", (2024, 3, 9)),
        ("cctv", "2026-11-03", (2026, 12, 1)),
    ];
    for (rule, day, (year, month, last)) in table {
        let mut scene = Scene::new();
        let dan = scene.dan("07700 900201");
        scene.told(&format!("{day}T23:30"), |i| {
            i.who = vec![dan];
            i.place = place("The station");
        });
        scene.now = instant(local("2030-01-01T12:00"));
        assert_eq!(until(&scene, rule), [date(year, month, last)], "{rule} from {day}");
    }
}

#[test]
fn a_day_that_is_to_come_moves_no_limit() {
    let mut scene = on(&["2026-10-04"]);
    let dan = scene.rows().persons[0];
    scene.incident("2031-10-04T10:00", &[dan], &[Kind::Violence]);
    assert_eq!(until(&scene, "s2"), [date(2027, 4, 4)]);
}
