//! What the pages ask about once more, keep apart, and do not shut for one damaged note.

use crate::{
    client::Client,
    journey::add,
    program::{PASSPHRASE, Program, diary, opened},
};
use std::fs;

#[test]
fn a_pasted_text_of_more_than_a_megabyte_is_taken() {
    let (_folder, mut program) = opened();
    let text = format!("{} the end", "a".repeat(1_080_000));
    let reply = program.client.fill("/add", "/add", &[("what", &text), ("when", "today")]);
    let shown = program.client.follow(&reply);
    assert!(shown.text().contains("the end"));
}

#[test]
fn every_page_that_says_no_has_the_exit_and_whom_to_call() {
    let (_folder, mut program) = opened();
    let client = &mut program.client;
    let huge = "a".repeat(33 * 1024 * 1024);
    let replies = [
        client.get("/nothing"),
        client.get("/entry/77"),
        client.get("/entry/x"),
        client.post("/add", &[]),
        client.fill("/add", "/add", &[("what", &huge), ("when", "today")]),
    ];
    for reply in replies {
        let text = reply.text();
        assert!(reply.status >= 400 && text.contains("<title>Daybook</title>"), "{}: {text}", reply.status);
        assert!(text.contains("Exit this page") && reply.words().contains("999"), "{}", reply.words());
    }
    assert_eq!(Client::new(client.port).get("/nothing").status, 403, "a stranger learns nothing");
}

#[test]
fn a_time_still_to_come_is_asked_about_once() {
    let (_folder, mut program) = opened();
    let fields = [("what", "He hit me."), ("when", "4 October 2090")];
    let asked = program.client.fill("/add", "/add", &fields);
    assert_eq!(asked.status, 422);
    assert!(
        asked.words().contains("still to come") && asked.words().contains("4 Oct 2090"),
        "{}",
        asked.words()
    );
    assert_eq!(program.client.send(&asked, "/add", &fields).status, 303, "said twice, it is meant");
    let other = [("what", "He hit me again."), ("when", "5 October 2090")];
    assert_eq!(program.client.send(&asked, "/add", &other).status, 422, "another time is another question");
}

#[test]
fn yesterday_in_a_draft_is_the_day_before_it_was_typed() {
    let (_folder, path) = diary();
    let at = |clock: &str| {
        let mut program = Program::start(&path, &[("DAYBOOK_CLOCK", clock)]);
        program.enter();
        program.unlock();
        program
    };
    let mut program = at("2026-05-05T01:00:00Z");
    program.client.fill(
        "/add",
        "/add",
        &[("what", "He rang."), ("when", "yesterday about 9pm"), ("later", "1")],
    );
    program.kill();
    let mut program = at("2026-05-07T09:00:00Z");
    assert!(program.client.get("/add").words().contains("count from then"));
    let entry = add(&mut program, "He rang. Nine times.", "yesterday about 9pm");
    assert!(program.client.get(&entry).words().contains("Mon 4 May 2026, about 21:00"));
    let entry = add(&mut program, "And again.", "yesterday about 9pm");
    assert!(
        program.client.get(&entry).words().contains("Wed 6 May 2026, about 21:00"),
        "with no draft, now is now"
    );
}

#[test]
fn two_windows_on_one_page_lose_no_words() {
    let (_folder, mut program) = opened();
    let entry = add(&mut program, "He rang.", "today");
    let felt = format!("{entry}/more/felt");
    let (one, other) = (program.client.get(&felt), program.client.get(&felt));
    assert_eq!(program.client.send(&other, &felt, &[("then", "angry"), ("finish", "1")]).status, 303);
    let asked = program.client.send(&one, &felt, &[("then", "scared"), ("finish", "1")]);
    assert_eq!(asked.status, 422);
    assert!(asked.text().contains("scared") && asked.words().contains("angry"), "{}", asked.words());
    assert!(program.client.get(&felt).text().contains("angry"), "the first words stay until both were seen");
    let both = [("then", "angry and scared"), ("finish", "1")];
    assert_eq!(program.client.send(&asked, &felt, &both).status, 303);
    assert!(program.client.get(&felt).text().contains("angry and scared"));
}

#[test]
fn a_person_named_again_in_another_case_is_the_same_person() {
    let (_folder, mut program) = opened();
    program.client.fill("/people", "/people", &[("name", "Dave"), ("role", "suspect")]);
    let entry = add(&mut program, "He rang.", "today");
    let who = format!("{entry}/more/who");
    program.client.fill(&who, &who, &[("someone", "dave"), ("finish", "1")]);
    assert_eq!(program.client.get("/people").text().matches("<h2 id=\"p").count(), 1);
    let refused = program.client.fill("/people", "/people", &[("name", "DAVE"), ("role", "suspect")]);
    assert!(refused.words().contains("in the diary already"), "{}", refused.words());
}

#[test]
fn an_empty_passphrase_is_a_slip_and_does_not_lock() {
    let (_folder, mut program) = opened();
    for (page, fields) in [
        ("/keep/code", vec![]),
        ("/keep/leave", vec![("file", "/nowhere/copy.db")]),
        (
            "/keep/passphrase",
            vec![
                ("passphrase", "seven copper window basket"),
                ("again", "seven copper window basket"),
                ("written", "yes"),
            ],
        ),
    ] {
        let reply = program.client.fill(page, page, &fields);
        assert_eq!(reply.status, 422, "{page}");
        assert!(reply.words().contains("Type your passphrase"), "{page}: {}", reply.words());
        assert!(program.client.get("/").words().contains("Something happened"), "{page}: it is still open");
    }
}

#[test]
fn a_copy_from_before_the_passphrase_was_changed_is_told_as_that() {
    let (folder, mut program) = opened();
    program.client.fill("/keep/copy", "/keep/copy", &[("folder", folder.path().to_str().unwrap())]);
    let new = "seven copper window basket";
    let sent = [("old", PASSPHRASE), ("passphrase", new), ("again", new), ("written", "yes")];
    assert_eq!(program.client.fill("/keep/passphrase", "/keep/passphrase", &sent).status, 200);
    assert!(program.client.get("/keep").words().contains("opens only with the passphrase from before"));
    let copy = program.client.get("/keep/leave").input("action=\"/keep/leave\"", "file").unwrap();
    let reply = program.client.fill("/keep/leave", "/keep/leave", &[("file", &copy), ("passphrase", new)]);
    assert!(
        reply.words().contains("not the copy") && reply.text().contains("/keep/copy"),
        "{}",
        reply.words()
    );
    program.client.fill("/keep/copy", "/keep/copy", &[("folder", folder.path().to_str().unwrap())]);
    assert!(!program.client.get("/keep").words().contains("from before"));
}

#[test]
fn one_damaged_private_note_shuts_no_page() {
    let (folder, mut program) = opened();
    // Letters that cannot be packed much.
    let letter = |state: &mut u32| {
        *state ^= *state << 13;
        *state ^= *state >> 17;
        *state ^= *state << 5;
        char::from(b'a' + u8::try_from(*state % 26).unwrap())
    };
    let mut state = 1;
    let long: String = (0..20_000).map(|_| letter(&mut state)).collect();
    program.client.fill("/own", "/own/plan", &[("anything", &long)]);
    program.client.fill("/add", "/add", &[("what", &long), ("later", "1")]);
    program.client.fill("/", "/lock", &[]);
    program.client.fill("/", "/close", &[]);
    assert!(program.ended());
    let path = folder.path().join("daybook.db");
    let whole = fs::read(&path).unwrap();
    // The draft is the last thing written, the plan the one before; each is 20,000 bytes.
    for before_the_end in [10_000, 32_000] {
        let (mut bytes, at) = (whole.clone(), whole.len() - before_the_end);
        bytes[at] ^= 1;
        fs::write(&path, &bytes).unwrap();
        let mut program = Program::start(&path, &[]);
        program.enter();
        let home = program.unlock();
        assert!(home.words().contains("1 part of this file cannot be read"), "{}", home.words());
        for page in ["/", "/pack", "/keep", "/keep/copy", "/own", "/add"] {
            assert_eq!(program.client.get(page).status, 200, "{page}");
        }
        let own = program.client.get("/own").words();
        assert_eq!(own.contains("A part of this page cannot be read"), before_the_end == 32_000, "{own}");
    }
}

#[test]
fn the_door_after_the_exit_says_nothing_until_the_person_is_back() {
    let (_folder, mut program) = opened();
    let token = program.client.get("/").input("action=\"/lock\"", "form_token").unwrap();
    let headers = [("Sec-Fetch-Site", "same-origin"), ("Origin", "null"), ("X-Form-Token", token.as_str())];
    assert_eq!(program.client.ask("POST", "/lock", &headers, b"").status, 303);
    let bare = program.client.get("/").words();
    assert!(!bare.contains("999") && !bare.contains("diary") && !bare.contains("help"), "{bare}");
    assert!(program.client.get("/open").words().contains("999"), "whoever asks for more gets it");
    program.unlock();
    program.client.fill("/", "/lock", &[]);
    assert!(program.client.get("/").words().contains("999"), "the lock button is no exit");
}

#[test]
fn a_new_diary_does_not_take_the_persons_own_name_for_a_passphrase() {
    let folder = tempfile::TempDir::new().unwrap();
    let mut program = Program::start(&folder.path().join("daybook.db"), &[]);
    program.enter();
    let own = "jessica jones 1987";
    let sent = [
        ("passphrase", own),
        ("again", own),
        ("written", "yes"),
        ("name", "Jessica Jones"),
        ("initials", "jj<b>"),
    ];
    let reply = program.client.fill("/new", "/new", &sent);
    assert_eq!(reply.status, 422);
    assert!(reply.words().contains("not initials"), "{}", reply.words());
    let sent = [("passphrase", own), ("again", own), ("written", "yes"), ("name", "Jessica Jones")];
    let reply = program.client.fill("/new", "/new", &sent);
    assert!(reply.status == 422 && reply.words().contains("own name"), "{}", reply.words());
}
