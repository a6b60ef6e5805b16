use crate::scene::{Scene, local};
use daybook_core::{incident::Kind, item::Item, signal::Finding};
use jiff::{Span, civil::DateTime};

/// A small generator of numbers that look random and are the same each time.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    pub fn poisson(&mut self, mean: f64) -> u32 {
        let (limit, mut product, mut count) = ((-mean).exp(), self.roll(), 0);
        while product > limit {
            product *= self.roll();
            count += 1;
        }
        count
    }
}

const DAN: &str = "+447700900201";
const FRIEND: &str = "+447700900610";

fn day(n: i32) -> DateTime {
    local("2025-01-01T00:00").saturating_add(Span::new().days(n))
}

/// A year of messages by Dan at the rate of each day, and of a friend at ten a day.
fn year(seed: u64, rate: impl Fn(i32) -> f64, friend: impl Fn(i32) -> f64) -> Scene {
    let (mut scene, mut dice) = (Scene::new(), Dice(seed));
    let dan = scene.dan(DAN);
    scene.boundary("2024-12-31T00:00", &[dan]);
    for n in 0..365 {
        for (number, rate) in [(DAN, rate(n)), (FRIEND, friend(n))] {
            for _ in 0..dice.poisson(rate) {
                #[expect(clippy::cast_possible_truncation, reason = "a minute of the day")]
                let minute = (dice.roll() * 1439.0) as i64;
                scene.message(day(n).saturating_add(Span::new().minutes(minute)), number, "hi");
            }
        }
    }
    scene
}

fn changes(scene: &Scene) -> Vec<Finding> {
    scene.found("rate").into_iter().filter(|f| f.kind != "overall").collect()
}

fn kinds(scene: &Scene) -> Vec<(&'static str, String)> {
    let day = |f: &Finding| f.from.map(|at| at.to_string()[..10].to_owned()).unwrap_or_default();
    changes(scene).iter().map(|f| (f.kind, day(f))).collect()
}

#[test]
fn a_rise_a_fall_and_a_silence_are_told_apart_and_dated() {
    let rate = |n| match n {
        0..60 => 5.0,
        60..120 => 12.0,
        120..180 => 4.0,
        180..220 => 0.0,
        _ => 4.0,
    };
    let got = kinds(&year(1, rate, |_| 10.0));
    let words: Vec<&str> = got.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(words, ["rise", "less", "stops", "again"], "{got:?}");
    for ((_, found), planted) in got.iter().zip([60, 120, 180, 220]) {
        let off =
            found.parse::<jiff::civil::Date>().unwrap().duration_since(day(planted).date()).as_hours() / 24;
        assert!(off.abs() <= 3, "{found} for day {planted}");
    }
}

#[test]
fn stable_years_have_at_most_one_change_and_no_rise_in_most() {
    let found: Vec<usize> = (0..8).map(|seed| changes(&year(seed, |_| 4.0, |_| 10.0)).len()).collect();
    assert!(found.iter().all(|n| *n <= 1) && found.iter().sum::<usize>() <= 1, "{found:?}");
}

#[test]
fn a_lost_phone_is_a_gap_in_the_record_and_no_change() {
    let lost = |n: i32| (150..190).contains(&n);
    let scene = year(3, |n| if lost(n) { 0.0 } else { 5.0 }, |n| if lost(n) { 0.0 } else { 10.0 });
    assert_eq!(kinds(&scene), [], "nobody at all appears in those weeks");
}

#[test]
fn a_second_export_that_begins_later_is_no_rise() {
    let mut scene = year(4, |_| 3.0, |_| 10.0);
    let mut dice = Dice(9);
    for n in 200..365 {
        for _ in 0..dice.poisson(6.0) {
            let at = Some(crate::scene::instant(day(n).saturating_add(Span::new().hours(9))));
            scene.items.push(("whatsapp", Item { at, from: Some(DAN.into()), ..Item::default() }));
        }
    }
    assert!(kinds(&scene).iter().all(|(kind, _)| *kind != "rise"), "{:?}", kinds(&scene));
}

#[test]
fn a_week_of_diligent_notes_is_no_rise() {
    let mut scene = Scene::new();
    let dan = scene.dan(DAN);
    for n in [0, 30, 61, 90, 120, 121, 122, 123, 124, 125, 126, 150] {
        for hour in 0..(if (120..127).contains(&n) { 4 } else { 1 }) {
            scene.incident(
                &day(n).saturating_add(Span::new().hours(9 + hour)).to_string(),
                &[dan],
                &[Kind::TurnUp],
            );
        }
    }
    assert_eq!(scene.found("rate"), []);
}

#[test]
fn contact_that_was_wanted_before_the_boundary_is_no_part_of_the_rate() {
    let (mut scene, mut dice) = (Scene::new(), Dice(5));
    let dan = scene.dan(DAN);
    scene.boundary("2025-04-11T00:00", &[dan]);
    for n in 0..300 {
        for _ in 0..dice.poisson(if n < 100 { 8.0 } else { 4.0 }) {
            scene.message(day(n).saturating_add(Span::new().hours(12)), DAN, "hi");
        }
    }
    let got = kinds(&scene);
    assert_eq!(got.iter().map(|(kind, _)| *kind).collect::<Vec<_>>(), ["begins"], "{got:?}");
    let says = &changes(&scene)[0].says;
    assert!(says.starts_with("From Fri 11 Apr 2025, after it was asked to stop: about 4 a day."), "{says}");
}

#[test]
fn every_change_cites_the_contacts_before_and_after() {
    let scene = year(1, |n| if n < 100 { 3.0 } else { 12.0 }, |_| 10.0);
    let rise = changes(&scene).into_iter().find(|f| f.kind == "rise").unwrap();
    let figure = |id: &str| rise.figures.iter().find(|f| f.id == id).unwrap();
    let (after, days) = (figure("per_week_after"), figure("days_after"));
    assert!((after.value - after.from.len() as f64 / days.value * 7.0).abs() < 1e-9);
    let all = figure("per_week_before").from.len() + after.from.len();
    assert_eq!(all, scene.rows().unwanted[0].len());
}

#[test]
fn a_short_silence_between_two_numbers_is_found_although_hardly_anybody_else_calls() {
    let (mut scene, mut dice) =
        (year(6, |n| if (150..156).contains(&n) { 0.0 } else { 8.0 }, |_| 10.0), Dice(1));
    // Somebody who sells things rings three times on one day a week: six days without a call are no gap in the record.
    for n in (0..365).step_by(7) {
        for _ in 0..3 {
            #[expect(clippy::cast_possible_truncation, reason = "a minute of the day")]
            let at = day(n).saturating_add(Span::new().minutes((dice.roll() * 1439.0) as i64));
            scene.call(at, "+447700900560", daybook_core::item::CallOutcome::Missed);
        }
        scene.call(day(n + 1), DAN, daybook_core::item::CallOutcome::Missed);
    }
    scene.items.retain(|(_, item)| {
        let lost = (crate::scene::instant(day(150)), crate::scene::instant(day(156)));
        let from_dan = item.from.as_deref() == Some(DAN);
        !(from_dan && item.at.is_some_and(|at| lost.0 <= at && at < lost.1))
    });
    let got = kinds(&scene);
    assert_eq!(got.iter().map(|(kind, _)| *kind).collect::<Vec<_>>(), ["stops", "again"], "{got:?}");
}

#[test]
fn a_friend_who_writes_one_day_a_fortnight_leaves_no_gaps() {
    let mut scene = year(7, |n| if n < 200 { 6.0 } else { 0.0 }, |_| 0.0);
    for n in (0..365).step_by(14) {
        (0..50).for_each(|minute| {
            scene.message(day(n).saturating_add(Span::new().minutes(minute)), FRIEND, "hi");
        });
    }
    let got = kinds(&scene);
    assert_eq!(got.iter().map(|(kind, _)| *kind).collect::<Vec<_>>(), ["stops"], "{got:?}");
}

#[test]
fn somebody_who_writes_at_weekends_is_not_found_to_change_every_week_and_a_halving_is_dated() {
    let weekend = |n: i32| if (n + 3).rem_euclid(7) < 2 { 14.0 } else { 1.5 };
    assert_eq!(kinds(&year(8, weekend, |_| 10.0)), []);
    // A Wednesday: the nearest weekend is three days off.
    let halved = year(9, |n| weekend(n) / if n < 183 { 1.0 } else { 3.0 }, |_| 10.0);
    let got = kinds(&halved);
    let [("less", on)] = &got[..] else { panic!("{got:?}") };
    let off = on.parse::<jiff::civil::Date>().unwrap().duration_since(day(183).date()).as_hours() / 24;
    assert!(off.abs() <= 3, "{on}");
}

#[test]
fn a_call_log_that_begins_with_the_first_call_does_not_hide_that_messages_begin_too() {
    let mut scene = year(10, |n| if n < 40 { 0.5 } else { 6.0 }, |_| 10.0);
    (40..365).for_each(|n| scene.items.push(("calls", called(n))));
    let got = kinds(&scene);
    assert_eq!(got.iter().map(|(kind, _)| *kind).collect::<Vec<_>>(), ["rise"], "{got:?}");
}

fn called(n: i32) -> Item {
    let at = Some(crate::scene::instant(day(n).saturating_add(Span::new().hours(20))));
    Item { at, from: Some(DAN.into()), kind: daybook_core::item::ItemKind::Call, ..Item::default() }
}

#[test]
fn one_message_from_1970_costs_nothing_and_changes_nothing() {
    let mut scene = year(2, |n| if n < 100 { 3.0 } else { 12.0 }, |_| 10.0);
    scene.diary.boundaries.clear();
    scene.message(local("1970-01-01T00:00"), DAN, "hi");
    let got = kinds(&scene);
    let off = |found: &str| {
        found.parse::<jiff::civil::Date>().unwrap().duration_since(day(100).date()).as_hours() / 24
    };
    assert!(got.iter().any(|(kind, found)| *kind == "rise" && off(found).abs() <= 3), "{got:?}");
}
