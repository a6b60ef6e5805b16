//! One question, one answer: what `pattern` says, what a pack says, what `verify` counts again and what a second program
//! counts from the disclosed entries are the same, in records where they are easily not.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod desk;

use desk::{Desk, said};
use serde_json::Value;
use std::{fs, process::Command};

/// A chat of two, as an Android phone exports it: no line says to whom it went.
const CHAT: &str = "\
27/04/2026, 20:01 - Dan Wirrall: I will find you
01/05/2026, 09:00 - Tamsin Okoye: Please do not contact me again.
02/05/2026, 21:15 - Dan Wirrall: you can't just stop
02/05/2026, 21:20 - Tamsin Okoye: Leave me alone.
05/05/2026, 07:02 - Dan Wirrall: I am outside
05/05/2026, 07:30 - Tamsin Okoye: Go away.
";

fn chat(desk: &Desk) -> String {
    let file = desk.file("WhatsApp Chat with Dan Wirrall.txt", CHAT);
    desk.json(&["import", "--me", "Tamsin Okoye", &file], 0);
    let dan = desk.entry(&["people", "--add", "Dan", "--relation", "ex-partner"]);
    desk.json(&["link", "Dan Wirrall", "--person", "Dan", "--basis", "his name in my phone"], 0);
    dan
}

/// What `pattern` says, what the figures of a pack say; `verify` and a second program have counted the pack again.
fn both(desk: &Desk) -> (Value, Value) {
    let pattern = desk.json(&["pattern"], 0);
    let (pack, folder) = (desk.path("pack"), desk.path("pack").display().to_string());
    drop(fs::remove_dir_all(&pack));
    let made = desk.run(&["report", "--for", "police", "--out", &folder]);
    assert!(matches!(made.status.code(), Some(0 | 1)), "{}", said(&made));
    let verified = desk.json(&["verify", &folder], 0);
    assert_eq!(verified["recounted"], true, "{verified}");
    let recount = concat!(env!("CARGO_MANIFEST_DIR"), "/../../bench/recount/recount.py");
    let recounted = Command::new("python3").args([recount, &folder]).output().unwrap();
    assert!(recounted.status.success(), "{}", said(&recounted));
    let figures = fs::read(pack.join("data/figures.json")).unwrap();
    (pattern, serde_json::from_slice::<Value>(&figures).unwrap()["figures"].clone())
}

fn value(figures: &Value, name: &str) -> u64 {
    figures[name]["value"].as_u64().unwrap_or(0)
}

/// Contacts and occasions of all persons, by `pattern`.
fn counted(pattern: &Value) -> (u64, u64) {
    let courses = pattern["conduct"].as_array().unwrap();
    let sum = |what: &str| courses.iter().map(|c| c[what].as_array().unwrap().len() as u64).sum();
    (sum("contacts"), sum("occasions"))
}

fn assert_agree((pattern, figures): &(Value, Value)) {
    assert_eq!(counted(pattern), (value(figures, "contacts"), value(figures, "occasions")), "{figures}");
    let replies = pattern["ledger"].as_array().unwrap().iter();
    let replies: usize = replies.map(|ledger| ledger["replies"].as_array().unwrap().len()).sum();
    assert_eq!(replies as u64, value(figures, "replies"), "{figures}");
}

#[test]
fn replies_in_a_chat_and_answers_told_are_replies_everywhere() {
    let desk = Desk::with_diary();
    chat(&desk);
    desk.json(
        &["boundary", "Please do not contact me again.", "--when", "1 May 2026 at 9am", "--to", "Dan"],
        0,
    );
    let add = ["add", "He rang and I picked up.", "--when", "7 May 2026 at 8pm", "--who", "Dan"];
    desk.json(&[&add[..], &["--kind", "contact_call", "--responded", "answered"]].concat(), 0);
    let both = both(&desk);
    assert_agree(&both);
    assert_eq!(value(&both.1, "replies"), 3);
    assert_eq!(counted(&both.0), (3, 3), "the message from before is not counted");
}

#[test]
fn a_reply_is_disclosed_with_whom_it_was_to() {
    let desk = Desk::with_diary();
    let before = CHAT.lines().take(1).chain(CHAT.lines().skip(5)).collect::<Vec<_>>().join("\n");
    let file = desk.file("WhatsApp Chat with Dan Wirrall.txt", before + "\n");
    desk.json(&["import", "--me", "Tamsin Okoye", &file], 0);
    desk.json(&["people", "--add", "Dan"], 0);
    desk.json(&["link", "Dan Wirrall", "--person", "Dan", "--basis", "his name in my phone"], 0);
    desk.json(&["boundary", "Stop.", "--when", "1 May 2026 at 9am", "--to", "Dan"], 0);
    desk.json(&["add", "He waited outside.", "--when", "6 May 2026 at 8am", "--who", "Dan"], 0);
    let both = both(&desk);
    assert_agree(&both);
    assert_eq!((value(&both.1, "replies"), counted(&both.0).0), (1, 1));
}

#[test]
fn a_boundary_written_down_after_the_last_message_takes_nothing_away() {
    let desk = Desk::with_diary();
    chat(&desk);
    let open = both(&desk);
    desk.json(&["boundary", "Stop.", "--when", "10 May 2026 at 9am", "--to", "Dan"], 0);
    let closed = both(&desk);
    assert_agree(&closed);
    assert_eq!(counted(&open.0), counted(&closed.0));
    let law = desk.json(&["law"], 0);
    assert!(law.to_string().contains("nothing_after"), "it is said that nothing came after: {law}");
}

#[test]
fn days_told_without_an_hour_stay_apart_and_nothing_goes_with_a_struck_person() {
    let desk = Desk::with_diary();
    let dan = desk.entry(&["people", "--add", "Dan"]);
    for when in ["4 May 2026", "5 May 2026", "6 May 2026", "not sure"] {
        desk.json(&["add", "He followed me.", "--when", when, "--who", "Dan", "--kind", "follow"], 0);
    }
    let one = both(&desk);
    assert_agree(&one);
    assert_eq!(counted(&one.0), (4, 4));
    desk.json(&["strike", &dan, "--reason", "I wrote this person twice"], 0);
    let other = both(&desk);
    assert_agree(&other);
    assert_eq!(counted(&other.0), (4, 4), "they are by somebody not known now");
}

#[test]
fn a_number_linked_anew_and_a_helper_count_for_whom_they_are() {
    let desk = Desk::with_diary();
    chat(&desk);
    desk.json(&["people", "--add", "Lee", "--role", "helper", "--acts-with", "Dan"], 0);
    desk.json(&["boundary", "Stop.", "--when", "1 May 2026 at 9am", "--to", "Lee"], 0);
    desk.json(&["add", "Lee came.", "--when", "6 May 2026 at 8am", "--who", "Lee", "--kind", "turn_up"], 0);
    let helped = both(&desk);
    assert_agree(&helped);
    assert_eq!(counted(&helped.0).0, 4, "Dan was not asked to stop by what Lee was told");
    desk.json(&["people", "--add", "The courier", "--role", "other"], 0);
    desk.json(
        &["link", "Dan Wirrall", "--person", "The courier", "--basis", "it was the courier after all"],
        0,
    );
    let anew = both(&desk);
    assert_agree(&anew);
    assert_eq!(counted(&anew.0).0, 1, "the messages are not Dan's any more");
}
