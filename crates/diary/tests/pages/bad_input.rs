//! What people send by mistake, in haste or on purpose: into every form, all of it.

use crate::{
    client::{Client, Form},
    every::reachable,
    journey::add,
    program::{Program, SAMPLE_PASSPHRASE, diary, opened, sample},
};
use std::{collections::BTreeSet, fs};

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

/// Forms that end the visit.
const LEAVING: [&str; 2] = ["/lock", "/close"];

/// Every form that can be reached, each once: numbers in its address taken as one sort.
fn forms(client: &mut Client) -> Vec<(String, Form)> {
    let mut known = BTreeSet::new();
    let mut all = Vec::new();
    for path in reachable(client) {
        for form in client.get(&path).forms() {
            let sort: String = form.action.chars().filter(|c| !c.is_ascii_digit()).collect();
            if !LEAVING.contains(&form.action.as_str()) && !form.takes_files && known.insert(sort) {
                all.push((path.clone(), form));
            }
        }
    }
    all
}

/// Sends a text in every field of a form. Nothing breaks, and the text is only ever shown as text.
fn send_bad(program: &mut Program, (page, form): &(String, Form), text: &str) {
    let shown = program.client.get(page);
    if !shown.text().contains(&format!("action=\"{}\"", form.action)) {
        // Something sent before has used it up, or the diary locked itself over a wrong passphrase.
        return;
    }
    let pairs: Vec<(&str, &str)> = form.fields.iter().map(|field| (field.name.as_str(), text)).collect();
    let reply = program.client.send(&shown, &form.action, &pairs);
    let what = format!("{} {text:?}", form.action);
    assert!([200, 303, 404, 422].contains(&reply.status), "{what}: {} {}", reply.status, reply.words());
    let shown = reply.text();
    assert!(!shown.contains("<script>alert") && !shown.contains("<img src=x"), "{what}: {shown}");
    assert!(!shown.contains('\u{202e}') || shown.contains("<textarea") || shown.contains("<input"), "{what}");
}

#[test]
fn every_form_takes_what_is_wrong_and_says_so_or_keeps_it_as_it_is() {
    let (_folder, mut program) = sample();
    let forms = forms(&mut program.client);
    let actions: Vec<&str> = forms.iter().map(|(_, form)| form.action.as_str()).collect();
    assert!(forms.len() >= 30, "{} forms: {actions:?}", forms.len());
    for form in &forms {
        // Each try of a passphrase is slow on purpose.
        let slow = form.1.fields.iter().any(|field| field.kind == "password");
        let texts = if slow { &BAD[4..5] } else { &BAD[..] };
        for text in texts {
            send_bad(&mut program, form, text);
            if program.client.get("/list").header("location") == "/" {
                reopen(&mut program);
            }
        }
    }
    for page in reachable(&mut program.client) {
        let shown = program.client.get(&page).text();
        assert!(!shown.contains("<script>alert") && !shown.contains("<img src=x"), "{page}");
    }
}

/// Opens the sample case again after a wrong passphrase, which locks it.
fn reopen(program: &mut Program) {
    std::thread::sleep(std::time::Duration::from_millis(1300));
    let sent = [("passphrase", SAMPLE_PASSPHRASE)];
    let reply = program.client.fill("/", "/open", &sent);
    assert_eq!(reply.status, 303, "{}", reply.words());
}

#[test]
fn a_text_of_megabytes_is_saved_and_one_without_end_is_refused_with_the_way_out_on_the_page() {
    let (_folder, mut program) = opened();
    let long = "She said it again. ".repeat(100_000);
    let reply = program.client.fill("/add", "/add", &[("what", &long), ("when", "today")]);
    let shown = program.client.follow(&reply);
    assert!(shown.text().contains(long.trim_end()), "all of it is there");
    let reply = program.client.fill("/add", "/add", &[("what", &"a".repeat(17 << 20)), ("when", "today")]);
    assert_eq!(reply.status, 413);
    assert!(reply.text().contains("id=\"exit\"") && reply.words().contains("999"), "{}", reply.words());
}

/// A page, the form on it, and what is filled in.
type Writing = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

/// Forms that write, with words that tell which is which.
const WRITING: [Writing; 7] = [
    ("/people", "/people", &[("name", "Somebody by the mill"), ("role", "suspect")]),
    ("/boundary", "/boundary", &[("words", "Leave me be, please."), ("when", "today")]),
    ("/things", "/things", &[("what", "A torn envelope"), ("when", "today")]),
    (
        "/spoke",
        "/spoke",
        &[
            ("force", "Ashford station"),
            ("who", "PC Sample"),
            ("when", "today"),
            ("told", "About the envelope"),
        ],
    ),
    ("/own", "/own/notes", &[("text", "Bag behind the door")]),
    ("/own", "/own/supporters", &[("name", "Aunt Sample"), ("reach", "after six")]),
    ("/own", "/own/plan", &[("anything", "Ring from next door")]),
];

#[test]
fn what_is_sent_twice_is_there_once() {
    let (_folder, mut program) = opened();
    for (page, action, fields) in WRITING {
        let shown = program.client.get(page);
        let (one, two) =
            (program.client.send(&shown, action, fields), program.client.send(&shown, action, fields));
        assert_eq!((one.status, two.status), (303, 303), "{action}: {}", one.words());
        let after = program.client.get(page).text();
        let first = fields[0].1;
        let count = after.matches(first).count();
        let stands_once = if action == "/people" { count <= 3 } else { count == 1 };
        assert!(stands_once, "{action}: {count} of {first}");
    }
    let people = program.client.get("/people").text();
    assert_eq!(people.matches("id=\"p").count(), 1, "{people}");
}

#[test]
fn words_of_any_form_that_came_after_the_lock_are_kept_sealed_and_can_be_thrown_away() {
    let (folder, mut program) = opened();
    let pages: Vec<_> = WRITING.iter().map(|(page, ..)| program.client.get(page)).collect();
    program.client.fill("/", "/lock", &[]);
    for ((_, action, fields), shown) in WRITING.iter().zip(&pages) {
        let reply = program.client.send(shown, action, fields);
        assert_eq!(reply.header("location"), "/", "{action}: {}", reply.words());
    }
    // A passphrase on its way to the wrong page is kept nowhere.
    let change = [("old", "an old secret of mine"), ("passphrase", "a new secret of mine"), ("again", "x")];
    program.client.send(&pages[0], "/people", &[]);
    program.client.post("/keep/passphrase", &change);
    let bytes = fs::read(folder.path().join("daybook.db")).unwrap();
    assert!(!String::from_utf8_lossy(&bytes).contains("torn envelope"));
    assert!(program.unlock().words().contains("Words from before are kept"));
    let kept = program.client.get("/kept").words();
    for (_, action, fields) in WRITING {
        let longest = fields.iter().map(|(_, value)| *value).max_by_key(|value| value.len()).unwrap();
        assert!(kept.contains(longest), "{action}: {longest} in {kept}");
    }
    assert!(!kept.contains("secret of mine"), "{kept}");
    program.client.fill("/kept", "/kept", &[]);
    assert!(program.client.get("/kept").words().contains("There are none."));
    assert!(!program.client.get("/").words().contains("Words from before"));
}

#[test]
fn a_time_is_counted_from_when_it_was_typed_not_from_when_it_was_saved() {
    let (_folder, path) = diary();
    let mut program = Program::start(&path, &[("DAYBOOK_CLOCK", "2026-03-10T23:50:00Z")]);
    program.enter();
    program.unlock();
    program.client.fill(
        "/add",
        "/add",
        &[("what", "He rang."), ("when", "yesterday at 9pm"), ("later", "1")],
    );
    program.client.fill("/", "/lock", &[]);
    program.kill();
    let mut program = Program::start(&path, &[("DAYBOOK_CLOCK", "2026-03-12T08:00:00Z")]);
    program.enter();
    program.unlock();
    let resumed = [("what", "He rang. Twice."), ("when", "yesterday at 9pm")];
    let reply = program.client.fill("/add", "/add", &resumed);
    let shown = program.client.follow(&reply).words();
    assert!(shown.contains("9 Mar 2026"), "{shown}");
    let reply = program.client.fill("/add", "/add", &[("what", "And again."), ("when", "yesterday at 9pm")]);
    assert!(program.client.follow(&reply).words().contains("11 Mar 2026"));
}

#[test]
fn a_clock_that_was_set_back_loses_nothing_and_keeps_the_order_of_writing() {
    let (_folder, path) = diary();
    for (now, what) in
        [("2026-06-01T12:00:00Z", "Written first."), ("2020-01-01T12:00:00Z", "Written second.")]
    {
        let mut program = Program::start(&path, &[("DAYBOOK_CLOCK", now)]);
        program.enter();
        program.unlock();
        add(&mut program, what, "12/5/2019 at 10:00");
        program.client.fill("/", "/lock", &[]);
    }
    let mut program = Program::start(&path, &[("DAYBOOK_CLOCK", "2026-06-02T12:00:00Z")]);
    program.enter();
    program.unlock();
    let home = program.client.get("/").words();
    let (first, second) = (home.find("Written first.").unwrap(), home.find("Written second.").unwrap());
    assert!(second < first, "the entry written last stands first, whatever the clock said: {home}");
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
