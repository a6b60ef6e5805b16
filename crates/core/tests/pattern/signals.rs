use crate::scene::{Scene, instant, local, place};
use daybook_core::{
    boundary::{Forbidden, Order},
    incident::{Kind, Response},
    item::{CallOutcome, Item},
    person::{Person, Role},
    signal::{self, Finding},
    when::When,
};
use jiff::{Span, civil::date};

const DAN: &str = "+447700900201";

fn dan() -> (Scene, u64) {
    let mut scene = Scene::new();
    let dan = scene.dan(DAN);
    scene.boundary("2026-01-01T09:00", &[dan]);
    (scene, dan)
}

fn kinds(found: &[Finding]) -> Vec<&'static str> {
    found.iter().map(|f| f.kind).collect()
}

fn value(finding: &Finding, figure: &str) -> f64 {
    finding.figures.iter().find(|f| f.id == figure).unwrap_or_else(|| panic!("{figure}: {finding:?}")).value
}

#[test]
fn every_signal_says_when_it_is_wrong_and_runs_on_an_empty_diary() {
    for report in Scene::new().view(signal::all) {
        let signal = report.signal;
        assert!(
            signal.version >= 1 && signal.wrong_when.len() > 15 && signal.needs.len() > 15,
            "{}",
            signal.id
        );
        assert_eq!(report.findings, Some(Vec::new()), "{}", signal.id);
    }
}

#[test]
fn no_signal_has_words_of_a_verdict() {
    for signal in signal::ALL {
        for word in ["stalker", "guilty", "risk level", "score", "dangerous"] {
            assert!(!signal.says.contains(word) && !signal.wrong_when.contains(word), "{}", signal.id);
        }
    }
}

#[test]
fn a_signal_without_its_parameter_says_that_it_did_not_run() {
    let (mut scene, _) = dan();
    let mut bare = scene.guide.clone();
    bare.parameter.clear();
    scene.guide = Box::leak(Box::new(bare));
    let ran = scene.view(|view| signal::all(view).iter().filter(|r| r.findings.is_some()).count());
    let needs_none = signal::ALL.iter().filter(|s| s.parameters.is_empty()).count();
    assert_eq!(ran, needs_none);
}

#[test]
fn two_weeks_are_over_after_fourteen_days_and_not_on_the_fourteenth() {
    for (last, found) in [("2026-02-15T10:00", 0), ("2026-02-15T10:01", 1)] {
        let (mut scene, dan) = dan();
        scene.incident("2026-02-01T10:00", &[dan], &[]);
        scene.incident(last, &[dan], &[]);
        assert_eq!(scene.found("two-weeks").len(), found, "{last}");
    }
}

#[test]
fn ten_contacts_within_the_hour_are_a_burst_and_nine_or_a_slow_ten_are_not() {
    for (count, every, found) in [(10, 6, 1), (9, 6, 0), (10, 7, 0), (25, 2, 1)] {
        let (mut scene, _) = dan();
        for n in 0..count {
            scene.call(
                local("2026-02-01T10:00").saturating_add(Span::new().minutes(n * every)),
                DAN,
                CallOutcome::Missed,
            );
        }
        let got = scene.found("burst");
        assert_eq!(got.len(), found, "{count} every {every}");
        assert!(got.iter().all(|f| value(f, "contacts") == count as f64));
    }
}

#[test]
fn a_busy_group_chat_is_no_burst() {
    let (mut scene, _) = dan();
    for n in 0..40 {
        let at = Some(instant(local("2026-02-01T10:00").saturating_add(Span::new().minutes(n))));
        let from = Some(
            if n % 4 == 0 {
                "Priya"
            } else if n % 4 == 1 {
                "Sam"
            } else {
                DAN
            }
            .to_owned(),
        );
        let conversation = Some("Five-a-side".to_owned());
        scene.items.push(("whatsapp", Item { at, from, conversation, ..Item::default() }));
    }
    assert_eq!(scene.found("burst"), []);
}

#[test]
fn night_is_from_midnight_to_five_and_days_without_a_time_are_left_out() {
    let (mut scene, dan) = dan();
    for at in
        ["2026-02-01T00:00", "2026-02-02T04:59", "2026-02-03T02:00", "2026-02-04T05:00", "2026-02-05T23:59"]
    {
        scene.incident(at, &[dan], &[]);
    }
    for day in 1..6 {
        scene.told("2026-03-01T00:00", |i| {
            i.who = vec![dan];
            i.when = When::day(date(2026, 3, day), "Europe/London");
        });
    }
    let got = scene.found("hours");
    assert_eq!(kinds(&got), ["night"]);
    assert_eq!(value(&got[0], "at_night"), 3.0);
}

#[test]
fn a_new_way_of_contact_is_dated_and_the_first_one_is_not_new() {
    let (mut scene, dan) = dan();
    scene.message(local("2026-02-01T10:00"), DAN, "hi");
    scene.message(local("2026-02-05T10:00"), DAN, "hi");
    scene.incident("2026-02-03T10:00", &[dan], &[Kind::TurnUp]);
    let got = scene.found("channels");
    assert_eq!(kinds(&got), ["new_channel"]);
    assert!(got[0].says.contains("in person") && got[0].says.contains("3 Feb"), "{}", got[0].says);
}

#[test]
fn a_linked_number_after_a_block_or_a_silence_is_told_with_the_hours_between() {
    for (blocked, kind) in [(true, "new_after_block"), (false, "new_after_silence")] {
        let (mut scene, dan) = dan();
        scene.link("+447700900317", dan);
        for day in 1..10 {
            scene.message(local(&format!("2026-02-0{day}T10:00")), DAN, "hi");
        }
        if blocked {
            scene.told("2026-02-09T20:00", |i| {
                i.who = vec![dan];
                i.responded = Some(Response::Blocked);
            });
        }
        scene.message(local("2026-02-11T22:00"), "+447700900317", "hi");
        let got = scene.found("identifiers");
        assert_eq!(kinds(&got), [kind]);
        assert_eq!(value(&got[0], "hours"), if blocked { 50.0 } else { 60.0 });
    }
}

#[test]
fn two_numbers_used_side_by_side_are_not_new_after_anything() {
    let (mut scene, dan) = dan();
    scene.link("+447700900317", dan);
    for day in 1..10 {
        scene.message(local(&format!("2026-02-0{day}T10:00")), DAN, "hi");
        scene.message(local(&format!("2026-02-0{day}T11:00")), "+447700900317", "hi");
    }
    assert_eq!(scene.found("identifiers"), []);
}

#[test]
fn turning_up_after_a_run_of_calls_is_told_and_without_it_is_not() {
    let (mut scene, dan) = dan();
    for n in 0..8 {
        scene.call(
            local("2026-02-01T16:00").saturating_add(Span::new().minutes(n * 3)),
            DAN,
            CallOutcome::Missed,
        );
    }
    scene.incident("2026-02-01T18:00", &[dan], &[Kind::TurnUp]);
    scene.incident("2026-02-10T18:00", &[dan], &[Kind::TurnUp]);
    let got = scene.found("turn-ups");
    assert_eq!(kinds(&got), ["after_contact"]);
    assert_eq!((value(&got[0], "unanswered_calls"), value(&got[0], "lag_minutes")), (8.0, 99.0));
}

#[test]
fn turning_up_amid_contact_that_never_stops_is_not_told_as_after_contact() {
    let (mut scene, dan) = dan();
    for n in 0..(14 * 24) {
        scene.message(local("2026-02-01T00:30").saturating_add(Span::new().hours(n)), DAN, "hi");
        scene.message(local("2026-02-01T00:50").saturating_add(Span::new().hours(n)), DAN, "hi");
    }
    scene.incident("2026-02-07T18:00", &[dan], &[Kind::TurnUp]);
    assert_eq!(scene.found("turn-ups"), []);
}

#[test]
fn turning_up_after_a_reply_is_told() {
    let (mut scene, dan) = dan();
    scene.sent(local("2026-02-01T16:00"), DAN, "leave me alone");
    scene.incident("2026-02-02T18:00", &[dan], &[Kind::TurnUp]);
    scene.incident("2026-02-20T18:00", &[dan], &[Kind::TurnUp]);
    let got = scene.found("turn-ups");
    assert_eq!(kinds(&got), ["after_reply"]);
    assert_eq!(value(&got[0], "hours"), 26.0);
}

#[test]
fn the_effect_of_a_reply_is_told_both_ways() {
    let (mut scene, _) = dan();
    for (day, count) in [("2026-02-03", 4), ("2026-02-18", 2), ("2026-02-21", 1)] {
        for hour in 0..count {
            scene.message(local(&format!("{day}T10:00")).saturating_add(Span::new().hours(hour)), DAN, "hi");
        }
    }
    scene.sent(local("2026-02-02T10:00"), DAN, "stop");
    scene.sent(local("2026-02-20T10:00"), DAN, "stop");
    let got = scene.found("replies");
    assert_eq!(kinds(&got), ["more_after", "not_more_after"]);
    assert_eq!((value(&got[0], "before"), value(&got[0], "after")), (0.0, 4.0));
}

#[test]
fn a_long_exchange_counts_each_contact_for_one_reply_only() {
    let (mut scene, _) = dan();
    for n in 0..50 {
        scene.message(local("2026-02-03T10:00").saturating_add(Span::new().minutes(2 * n)), DAN, "hi");
        scene.sent(local("2026-02-03T10:01").saturating_add(Span::new().minutes(2 * n)), DAN, "stop");
    }
    let got = scene.found("replies");
    assert!(got.iter().all(|f| f.kind == "amid_others"), "{:?}", kinds(&got));
    let before: f64 = got.iter().map(|f| value(f, "before")).sum();
    assert!((before - 50.0).abs() < f64::EPSILON, "{before}");
}

#[test]
fn places_are_counted_by_their_plain_words() {
    let (mut scene, dan) = dan();
    for (at, text) in
        [("2026-02-01T10:00", "The gym"), ("2026-02-02T10:00", "the GYM."), ("2026-02-03T10:00", "Home")]
    {
        scene.told(at, |i| {
            i.who = vec![dan];
            i.place = place(text);
        });
    }
    let got = scene.found("places");
    assert_eq!(got.len(), 1);
    assert_eq!(value(&got[0], "incidents"), 2.0);
}

#[test]
fn other_people_drawn_in_and_helpers_are_told_apart() {
    let (mut scene, dan) = dan();
    let helper = Person { name: "Lee".into(), role: Role::Helper, acts_with: Some(dan), ..Person::default() };
    let lee = scene.write(daybook_core::event::Event::Person(helper));
    scene.incident("2026-02-01T10:00", &[dan], &[Kind::ContactThirdParty]);
    scene.incident("2026-02-02T10:00", &[lee], &[Kind::Follow]);
    assert_eq!(kinds(&scene.found("third-parties")), ["contacted", "helper"]);
}

#[test]
fn acts_of_the_act_are_cited_with_their_letter() {
    let (mut scene, dan) = dan();
    scene.message(local("2026-02-01T10:00"), DAN, "hi");
    let told = scene.incident("2026-02-02T10:00", &[dan], &[Kind::Follow]);
    let got = scene.found("acts");
    let letters: Vec<&str> = got.iter().map(|f| f.reasons[0].split(' ').next().unwrap()).collect();
    assert_eq!(letters, ["(a)", "(b)"]);
    assert_eq!(got[0].figures[0].from[0].to_string(), told.to_string());
}

#[test]
fn fear_on_one_occasion_and_on_two_are_told_apart() {
    let (mut scene, dan) = dan();
    let mut afraid = |at: &str| {
        scene.told(at, |i| {
            i.who = vec![dan];
            i.fear_of_violence = Some(true);
        });
        kinds(&scene.found("fear"))
    };
    assert_eq!(afraid("2026-02-01T10:00"), ["once"]);
    assert_eq!(afraid("2026-02-01T10:30"), ["once"]);
    assert_eq!(afraid("2026-02-03T10:30"), ["twice_or_more"]);
}

#[test]
fn contact_within_an_order_is_exact_to_the_day() {
    let (mut scene, dan) = dan();
    let (from, until) = (Some(date(2026, 2, 2)), Some(date(2026, 2, 4)));
    scene.order(Order {
        kind: "Restraining order".into(),
        against: vec![dan],
        from,
        until,
        forbids: vec![Forbidden::Contact],
        ..Order::default()
    });
    for at in ["2026-02-01T23:59", "2026-02-02T00:00", "2026-02-04T23:59", "2026-02-05T00:00"] {
        scene.message(local(at), DAN, "hi");
    }
    let got = scene.found("breach");
    let cited: Vec<String> = got[0].figures[0].from.iter().map(ToString::to_string).collect();
    assert_eq!(cited, ["900/1", "900/2"]);
}

#[test]
fn words_about_movements_are_found_and_their_like_are_not() {
    let (mut scene, dan) = dan();
    for text in [
        "I saw you at the shop",
        "nice coat",
        "I can see ur light on",
        "the light only flickers",
        "saw a film",
    ] {
        scene.message(local("2026-02-01T10:00"), DAN, text);
    }
    scene.incident("2026-02-02T10:00", &[dan], &[Kind::Track]);
    let got = scene.found("movements");
    assert_eq!(kinds(&got), ["told", "in_messages"]);
    assert_eq!(value(&got[1], "messages"), 3.0);
}

#[test]
fn gifts_and_a_quiet_day_of_the_year_are_told() {
    let (mut scene, dan) = dan();
    scene.incident("2026-02-14T10:00", &[dan], &[Kind::Gift]);
    assert_eq!(kinds(&scene.found("gifts")), ["gift"]);
    let dates = scene.found("dates");
    assert_eq!(kinds(&dates), ["act"]);
    assert!(dates[0].says.contains("Valentine"), "{}", dates[0].says);
}

#[test]
fn an_ordinary_number_of_contacts_on_a_named_day_is_not_told() {
    let (mut scene, _) = dan();
    for day in 1..28 {
        for hour in [9, 12, 18] {
            scene.message(
                local("2026-02-01T00:00").saturating_add(Span::new().days(day - 1).hours(hour)),
                DAN,
                "hi",
            );
        }
    }
    assert_eq!(scene.found("dates"), []);
}

#[test]
fn a_quiet_time_is_measured_as_far_as_the_record_goes_and_never_called_an_end() {
    let (mut scene, _) = dan();
    scene.message(local("2026-02-01T10:00"), DAN, "hi");
    assert_eq!(scene.found("quiet"), [], "no export reaches further");
    scene.message(local("2026-03-01T10:00"), "+447700900610", "see you");
    let got = scene.found("quiet");
    assert_eq!(value(&got[0], "days"), 28.0);
    assert!(got[0].says.ends_with("It may not be over."));
    assert!(!got[0].says.contains("ended"));
}

#[test]
fn contacts_by_nobody_known_and_without_times_upset_no_signal() {
    let mut scene = Scene::new();
    scene.told("2026-02-01T10:00", |i| i.when = When::not_sure("Europe/London"));
    scene.incident("2026-02-01T10:00", &[], &[Kind::TurnUp]);
    scene.message(local("2026-02-01T10:00"), "+447700900555", "hi");
    scene.items.push(("sms", Item { from: None, ..Item::default() }));
    let found: usize =
        scene.view(|view| signal::all(view).iter().filter_map(|r| r.findings.as_ref()).map(Vec::len).sum());
    assert!(found >= 1);
}
