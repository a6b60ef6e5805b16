//! What was written down: a rise that is real is found, one that writing explains is not.

use crate::scene::{Scene, instant, local};
use daybook_core::{incident::Kind, signal::Finding};
use jiff::{Span, civil::DateTime};

fn day(n: i32) -> DateTime {
    local("2026-01-05T18:00").saturating_add(Span::new().days(n))
}

/// A visit on each of these days, written down so many days later.
fn visits(scene: &mut Scene, dan: u64, days: impl IntoIterator<Item = i32>, late: impl Fn(i32) -> i32) {
    for n in days {
        scene.now = instant(day(n + late(n)).saturating_add(Span::new().hours(2)));
        scene.incident(&day(n).to_string(), &[dan], &[Kind::TurnUp]);
    }
    scene.now = instant(local("2026-11-24T12:00"));
}

fn rises(make: impl FnOnce(&mut Scene, u64)) -> Vec<Finding> {
    let mut scene = Scene::new();
    let dan = scene.dan("+447700900201");
    make(&mut scene, dan);
    scene.found("told")
}

#[test]
fn from_once_a_week_to_every_other_day_is_a_rise_dated_within_days() {
    let found = rises(|scene, dan| {
        visits(scene, dan, (0..112).step_by(7), |_| 0);
        visits(scene, dan, (112..200).step_by(2), |_| 1);
    });
    let [rise] = &found[..] else { panic!("{found:?}") };
    let from = rise.from.unwrap();
    assert!(from.duration_since(instant(day(112))).as_hours().abs() <= 7 * 24, "{from}");
    assert!(rise.says.contains("if you began to note more"), "{}", rise.says);
    let count = |id: &str| rise.figures.iter().find(|f| f.id == id).unwrap();
    assert!(count("told_before").from.len().abs_diff(16) <= 1);
    assert_eq!(count("told_before").from.len() + count("told_after").from.len(), 16 + 44);
}

#[test]
fn a_week_of_careful_notes_is_no_rise() {
    let found = rises(|scene, dan| {
        visits(scene, dan, (0..98).step_by(14), |_| 0);
        visits(scene, dan, 98..105, |_| 0);
        visits(scene, dan, (112..210).step_by(14), |_| 0);
    });
    assert_eq!(found, []);
}

#[test]
fn many_notes_on_one_day_count_as_one() {
    let found = rises(|scene, dan| {
        visits(scene, dan, (0..90).step_by(6), |_| 0);
        for _ in 0..6 {
            visits(scene, dan, (90..180).step_by(6), |_| 0);
        }
    });
    assert_eq!(found, []);
}

#[test]
fn a_diary_begun_late_is_no_rise() {
    // Half a year of visits, a fifth of them remembered on the day the diary was begun; then all written as they came.
    let found = rises(|scene, dan| {
        visits(scene, dan, (0..150).step_by(15), |n| 150 - n);
        visits(scene, dan, (150..300).step_by(3), |_| 0);
    });
    assert_eq!(found, []);
}

#[test]
fn all_written_down_in_one_sitting_says_nothing_of_a_rise() {
    let found = rises(|scene, dan| {
        visits(scene, dan, (0..120).step_by(20), |n| 250 - n);
        visits(scene, dan, 120..240, |n| 250 - n);
    });
    assert_eq!(found, []);
}

#[test]
fn months_without_writing_are_no_quiet_months() {
    // Every other day throughout; for three months only one visit was written down, at once.
    let found = rises(|scene, dan| {
        visits(scene, dan, (0..60).step_by(2), |_| 0);
        visits(scene, dan, [105], |_| 0);
        visits(scene, dan, (150..250).step_by(2), |_| 0);
    });
    assert_eq!(found, []);
}

#[test]
fn an_empty_diary_and_one_incident_give_nothing() {
    assert_eq!(rises(|_, _| ()), []);
    assert_eq!(rises(|scene, dan| visits(scene, dan, [3], |_| 0)), []);
}
