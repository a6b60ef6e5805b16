//! What people send by mistake, in haste or on purpose: into every form, all of it.

use crate::{
    client::Client,
    journey::add,
    program::{Program, diary, opened},
};
use std::fs;

/// A form: its page, where it is sent, its fields.
const FORMS: [(&str, &str, &[&str]); 13] = [
    ("/add", "/add", &["what", "when"]),
    ("/people", "/people", &["name", "relation", "description"]),
    ("/boundary", "/boundary", &["words", "when", "how"]),
    ("/things", "/things", &["what", "when", "how", "hands", "wrapped", "stored"]),
    (
        "/papers",
        "/papers",
        &["kind", "by", "terms", "places", "from", "until", "served", "against", "forbids"],
    ),
    ("/spoke", "/spoke", &["force", "who", "when", "reference", "told", "advice", "promise", "due"]),
    ("/own", "/own/plan", &["anything"]),
    ("/own", "/own/notes", &["text"]),
    ("/own", "/own/supporters", &["name", "reach", "help"]),
    ("/list", "/list", &["text", "p", "c", "k", "at", "from", "to", "a", "o"]),
    ("/keep/copy", "/keep/copy", &["folder"]),
    ("/keep/try", "/keep/try", &["file", "passphrase"]),
    ("/pack", "/pack/look", &["wanted", "about", "original", "out"]),
];

const BAD: [&str; 9] = [
    "",
    "   \n\t ",
    "😀👩‍👩‍👧 שלום \u{202e}evil\u{202c} 日本",
    "\u{1}\u{7}\u{1b}[31m\u{7f}\u{85}",
    "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>",
    "31 February 2026",
    "99999999999999999999",
    "../../../etc/passwd",
    "'; DROP TABLE entries; --",
];

fn sent(client: &mut Client, (page, action, fields): (&str, &str, &[&str]), text: &str) -> u16 {
    let pairs: Vec<(&str, &str)> = fields.iter().map(|field| (*field, text)).collect();
    let reply = client.fill(page, action, &pairs);
    assert!([200, 303, 422].contains(&reply.status), "{action} {text:?}: {} {}", reply.status, reply.words());
    let shown = reply.text();
    assert!(!shown.contains("<script>alert") && !shown.contains("<img src=x"), "{action}: {shown}");
    assert!(
        !shown.contains('\u{202e}') || shown.contains("<textarea") || shown.contains("<input"),
        "{action}"
    );
    reply.status
}

#[test]
fn every_form_takes_what_is_wrong_and_says_so_or_keeps_it_as_it_is() {
    let (_folder, mut program) = opened();
    for form in FORMS {
        for text in BAD {
            sent(&mut program.client, form, text);
        }
        sent(&mut program.client, form, &"long words ".repeat(2000));
    }
    for page in [
        "/",
        "/list",
        "/people",
        "/things",
        "/papers",
        "/spoke",
        "/own",
        "/boundary",
        "/shows",
        "/weigh",
        "/see",
        "/pack",
    ] {
        let reply = program.client.get(page);
        assert_eq!(reply.status, 200, "{page}: {}", reply.words());
        assert!(!reply.text().contains("<script>alert") && !reply.text().contains("<img src=x"), "{page}");
    }
}

#[test]
fn an_address_that_asks_for_nonsense_gets_a_page() {
    let (_folder, mut program) = opened();
    add(&mut program, "One.", "today");
    for path in [
        "/list?page=99999999999999999999",
        "/list?p=x",
        "/list?from=2026-02-31",
        "/list?page=0",
        "/list?q=77",
        "/entry/99999999999999999999",
        "/entry/-1",
        "/talk/1/99",
        "/people/77",
        "/things/77",
        "/files/77/view",
        "/see?p=77",
        "/own/notes/1/erase",
        "/pack/0",
    ] {
        let reply = program.client.get(path);
        assert!([200, 303, 400, 404].contains(&reply.status), "{path}: {}", reply.status);
        assert!(reply.status == 303 || reply.text().contains("<h1"), "{path}: {}", reply.text());
    }
}

#[test]
fn two_windows_that_change_one_entry_both_keep_their_words() {
    let (_folder, mut program) = opened();
    let entry = add(&mut program, "He rang.", "today");
    let (felt, place) = (format!("{entry}/more/felt"), format!("{entry}/more/where"));
    let (one, other) = (program.client.get(&felt), program.client.get(&place));
    program.client.send(&one, &felt, &[("then", "afraid"), ("finish", "1")]);
    program.client.send(&other, &place, &[("place", "by the gate"), ("finish", "1")]);
    let save = format!("{entry}/save");
    let reply = program.client.fill(&format!("{entry}/more"), &save, &[("reason", "I remembered more.")]);
    let shown = program.client.follow(&reply).words();
    assert!(shown.contains("afraid") && shown.contains("by the gate"), "{shown}");
}

#[test]
fn a_diary_file_that_was_taken_away_is_told_and_nothing_is_called_saved() {
    let (folder, mut program) = opened();
    add(&mut program, "Before.", "today");
    fs::rename(folder.path().join("daybook.db"), folder.path().join("elsewhere.db")).unwrap();
    let reply = program.client.fill("/add", "/add", &[("what", "After it was gone"), ("when", "today")]);
    assert_eq!(reply.status, 500, "{}", reply.words());
    assert!(reply.words().contains("no longer where it was"), "{}", reply.words());
    assert!(reply.text().contains("After it was gone"), "the words come back");
    // What is open can still be copied out.
    let reply =
        program.client.fill("/keep/copy", "/keep/copy", &[("folder", folder.path().to_str().unwrap())]);
    assert!(reply.words().contains("The copy is made"), "{}", reply.words());
}

#[test]
fn on_a_full_disk_the_words_come_back_and_nothing_is_called_saved() {
    let (_folder, path) = diary();
    let full = [
        "strace",
        "-f",
        "-o",
        "/dev/null",
        "-e",
        "trace=pwrite64",
        "-e",
        "inject=pwrite64:error=ENOSPC:when=1+",
    ];
    let mut program = Program::start_under(&full, &path);
    program.enter();
    program.unlock();
    let reply = program.client.fill("/add", "/add", &[("what", "He rang nine times"), ("when", "today")]);
    assert_eq!(reply.status, 500, "{}", reply.words());
    assert!(
        reply.text().contains("He rang nine times") && reply.words().contains("Keep your text"),
        "{}",
        reply.words()
    );
    program.client.fill("/", "/lock", &[]);
    program.client.fill("/", "/close", &[]);
    assert!(program.ended());
    let mut program = Program::start(&path, &[]);
    program.enter();
    assert!(
        !program.unlock().words().contains("He rang nine times"),
        "what was not called saved is not there"
    );
}
