//! Nothing typed is lost: not by a mistake, a double press, a lock or a crash.

use crate::{
    journey::add,
    program::{Program, diary, opened},
};
use std::{thread::sleep, time::Duration};

#[test]
fn what_was_acknowledged_is_there_after_a_crash() {
    let (_folder, path) = diary();
    let mut program = Program::start(&path, &[]);
    program.enter();
    program.unlock();
    add(&mut program, "Seen at the bus stop.", "today");
    program.kill();
    let mut program = Program::start(&path, &[]);
    program.enter();
    assert!(program.unlock().words().contains("Seen at the bus stop."));
}

#[test]
fn a_form_sent_three_times_counts_once() {
    let (_folder, mut program) = opened();
    let page = program.client.get("/add");
    let fields = [("what", "Once only."), ("when", "today")];
    let to: Vec<String> =
        (0..3).map(|_| program.client.send(&page, "/add", &fields).header("location").to_owned()).collect();
    assert!(to[0].starts_with("/entry/") && to[1] == to[0] && to[2] == to[0], "{to:?}");
    assert_eq!(program.client.get("/list").words().matches("Once only.").count(), 1);
    let page = program.client.get("/people");
    for _ in 0..2 {
        program.client.send(&page, "/people", &[("name", "Kim"), ("role", "other")]);
    }
    assert_eq!(program.client.get("/people").text().matches("<h2 id=\"p").count(), 1);
}

#[test]
fn a_mistake_gives_the_words_back_and_keeps_them_as_a_sealed_draft() {
    let (folder, mut program) = opened();
    let reply = program.client.fill(
        "/add",
        "/add",
        &[("what", "He rang nine times & <more>"), ("when", "blue o'clock")],
    );
    assert_eq!(reply.status, 422);
    let text = reply.text();
    assert!(text.contains("There is a problem") && text.contains("<title>Daybook</title>"), "{text}");
    assert!(
        text.contains("He rang nine times &amp; &lt;more&gt;") && text.contains("blue o'clock"),
        "{text}"
    );
    program.client.fill("/", "/lock", &[]);
    let bytes = std::fs::read(folder.path().join("daybook.db")).unwrap();
    assert!(!bytes.windows(10).any(|ten| ten == b"nine times"), "the draft is sealed");
    assert!(program.unlock().words().contains("words that are not saved yet"));
    assert!(program.client.get("/add").text().contains("He rang nine times &amp; &lt;more&gt;"));
    add(&mut program, "He rang nine times", "today");
    assert!(!program.client.get("/").words().contains("not saved yet"), "once saved there is no draft");
}

#[test]
fn words_kept_for_later_come_back_and_can_be_thrown_away() {
    let (_folder, mut program) = opened();
    program.client.fill("/add", "/add", &[("what", "Half a thought"), ("later", "1")]);
    assert!(program.client.get("/add").text().contains("Half a thought"));
    program.client.fill("/add", "/add/discard", &[]);
    assert!(!program.client.get("/add").text().contains("Half a thought"));
    assert!(program.client.get("/list").words().contains("Nothing yet"));
}

#[test]
fn an_old_page_gives_the_words_back_and_saves_nothing() {
    let (_folder, mut program) = opened();
    let old = program.client.get("/add");
    program.client.fill("/", "/lock", &[]);
    program.unlock();
    let reply = program.client.send(&old, "/add", &[("what", "Typed before"), ("when", "today")]);
    assert_eq!(reply.status, 403);
    assert!(
        reply.text().contains("Typed before") && reply.words().contains("Press Save again"),
        "{}",
        reply.words()
    );
    assert!(program.client.get("/list").words().contains("Nothing yet"));
    let saved = program.client.send(&reply, "/add", &[("what", "Typed before"), ("when", "today")]);
    assert_eq!(saved.status, 303);
}

#[test]
fn an_idle_diary_locks_itself_and_words_that_come_after_are_kept() {
    let (_folder, path) = diary();
    let mut program = Program::start(&path, &[("DAYBOOK_IDLE_MS", "2500")]);
    program.enter();
    program.unlock();
    let page = program.client.get("/add");
    sleep(Duration::from_millis(3500));
    let reply = program.client.send(&page, "/add", &[("what", "Typed slowly"), ("when", "today")]);
    assert_eq!(reply.header("location"), "/", "{}", reply.words());
    let locked = program.client.get("/");
    assert!(locked.words().contains("What you had typed is kept") && !locked.text().contains("Typed slowly"));
    program.unlock();
    assert!(program.client.get("/add").text().contains("Typed slowly"));
}

#[test]
fn a_diary_that_cannot_be_written_says_so_and_gives_the_words_back() {
    let (folder, mut program) = opened();
    let other = Program::start(&folder.path().join("daybook.db"), &[]);
    let mut other = other;
    other.enter();
    let reply = other.client.fill("/", "/open", &[("passphrase", crate::program::PASSPHRASE)]);
    assert!(reply.words().contains("already open somewhere else"), "{}", reply.words());
    assert!(add(&mut program, "The first one still writes.", "today").starts_with("/entry/"));
}
