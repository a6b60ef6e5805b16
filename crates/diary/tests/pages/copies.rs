//! Keys and copies from the pages: the passphrase, the code on paper, a stick, leaving a device; and what is nobody's business.

use crate::{
    journey::add,
    program::{PASSPHRASE, Program, diary, opened},
};
use std::fs;
use tempfile::TempDir;

const NEW: &str = "copper lantern window gravel apple stone";

fn unlock_with(program: &mut Program, passphrase: &str) -> u16 {
    program.client.fill("/", "/open", &[("passphrase", passphrase)]).status
}

#[test]
fn a_copy_is_made_tried_out_and_brought_back_elsewhere() {
    let (_folder, mut program) = opened();
    let (stick, elsewhere) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    add(&mut program, "Before the copy.", "today");
    let folder = stick.path().to_str().unwrap();
    let refused = program.client.fill("/keep/copy", "/keep/copy", &[("folder", "stick")]);
    assert!(refused.words().contains("That is not the whole path"), "{}", refused.words());
    let made = program.client.fill("/keep/copy", "/keep/copy", &[("folder", folder)]);
    assert!(made.words().contains("was read back"), "{}", made.words());
    let copy = fs::read_dir(stick.path()).unwrap().next().unwrap().unwrap().path();
    let file = copy.to_str().unwrap();
    let sent = [("file", file), ("passphrase", PASSPHRASE)];
    let tried = program.client.fill("/keep/try", "/keep/try", &sent);
    assert!(tried.words().contains("Everything in your diary is in it."), "{}", tried.words());
    add(&mut program, "After the copy.", "today");
    let tried = program.client.fill("/keep/try", "/keep/try", &sent);
    assert!(tried.words().contains("It lacks the last 1 part you wrote"), "{}", tried.words());
    let wrong = program.client.fill(
        "/keep/try",
        "/keep/try",
        &[("file", file), ("passphrase", "not the one at all")],
    );
    assert_eq!(wrong.status, 422);

    let mut other = Program::start(&elsewhere.path().join("daybook.db"), &[]);
    other.enter();
    let back = other.client.fill("/back", "/back", &sent);
    let shown = other.client.follow(&back).words();
    assert!(shown.contains("Before the copy.") && !shown.contains("After the copy."), "{shown}");
}

#[test]
fn the_passphrase_is_changed_only_by_who_knows_it() {
    let (_folder, mut program) = opened();
    let fields = |old: &'static str| [("old", old), ("passphrase", NEW), ("again", NEW), ("written", "yes")];
    let reply = program.client.fill("/keep/passphrase", "/keep/passphrase", &fields("somebody else guesses"));
    assert!(reply.words().contains("Daybook has locked itself"), "{}", reply.words());
    assert_eq!(program.client.get("/list").header("location"), "/", "a guess locks the diary");
    program.unlock();
    let reply = program.client.fill("/keep/passphrase", "/keep/passphrase", &fields(PASSPHRASE));
    assert!(reply.words().contains("Your new passphrase is in use"), "{}", reply.words());
    assert_eq!(program.client.get("/list").status, 200, "it stays open");
    program.client.fill("/", "/lock", &[]);
    assert_eq!(unlock_with(&mut program, PASSPHRASE), 422);
    assert_eq!(unlock_with(&mut program, NEW), 303);
}

#[test]
fn a_lost_passphrase_is_survived_with_the_code_on_paper() {
    let (_folder, mut program) = opened();
    let reply = program.client.fill("/keep/code", "/keep/code", &[("old", PASSPHRASE)]);
    let text = reply.text();
    let code = text.split("to-copy\"><code>").nth(1).unwrap().split('<').next().unwrap().to_owned();
    program.client.fill("/", "/lock", &[]);
    let fields = |code: &str| vec![("code".to_owned(), code.to_owned())];
    let mistyped: Vec<(String, String)> = fields(&code[1..]);
    let more = [("passphrase", NEW), ("again", NEW), ("written", "yes")];
    let with = |first: &[(String, String)]| -> Vec<(String, String)> {
        first.iter().cloned().chain(more.map(|(a, b)| (a.to_owned(), b.to_owned()))).collect()
    };
    for (code, status) in [(mistyped, 422), (fields(&code.to_lowercase()), 303)] {
        let sent = with(&code);
        let pairs: Vec<(&str, &str)> = sent.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(program.client.fill("/lost", "/lost", &pairs).status, status);
    }
    assert_eq!(program.client.get("/list").status, 200);
    program.client.fill("/", "/lock", &[]);
    assert_eq!(unlock_with(&mut program, NEW), 303);
}

#[test]
fn leaving_takes_a_whole_copy_first_and_then_nothing_is_here() {
    let (_folder, path) = diary();
    let mut program = Program::start(&path, &[]);
    program.enter();
    program.unlock();
    let stick = TempDir::new().unwrap();
    let folder = stick.path().to_str().unwrap();
    program.client.fill("/keep/copy", "/keep/copy", &[("folder", folder)]);
    let copy = fs::read_dir(stick.path()).unwrap().next().unwrap().unwrap().path();
    add(&mut program, "Not in the copy.", "today");
    let sent = [("file", copy.to_str().unwrap()), ("passphrase", PASSPHRASE)];
    let refused = program.client.fill("/keep/leave", "/keep/leave", &sent);
    assert!(refused.words().contains("the copy lacks the last"), "{}", refused.words());
    assert!(path.is_file());
    fs::remove_file(&copy).unwrap();
    program.client.fill("/keep/copy", "/keep/copy", &[("folder", folder)]);
    let gone = program.client.fill("/keep/leave", "/keep/leave", &sent);
    assert!(gone.words().contains("The diary is gone from this device"), "{}", gone.words());
    assert!(!path.exists() && copy.is_file() && program.ended());
}

#[test]
fn what_is_the_persons_alone_is_in_no_pack_and_can_be_erased() {
    let (folder, mut program) = opened();
    add(&mut program, "He rang.", "today");
    let client = &mut program.client;
    client.fill("/own", "/own/plan", &[("anything", "Go to Kestrel Row")]);
    client.fill("/own", "/own/notes", &[("text", "Kestrel note")]);
    client.fill("/own", "/own/supporters", &[("name", "Kestrel Kim"), ("reach", "07700 900555")]);
    let shown = client.get("/own");
    assert!(
        shown.words().contains("Kestrel note") && shown.text().contains("Go to Kestrel Row"),
        "{}",
        shown.words()
    );
    assert!(!client.get("/list").words().contains("Kestrel"));
    let look = client.fill("/pack", "/pack/look", &[]);
    let out = folder.path().join("out");
    client.send(&look, "/pack", &[("folder", out.to_str().unwrap())]);
    let packed = fs::read_dir(out.join("data")).unwrap().count();
    assert!(packed > 2);
    let holds =
        |path: &std::path::Path| fs::read(path).unwrap_or_default().windows(7).any(|part| part == b"Kestrel");
    let mut waiting = vec![out];
    while let Some(at) = waiting.pop() {
        if at.is_dir() {
            waiting.extend(fs::read_dir(at).unwrap().map(|entry| entry.unwrap().path()));
        } else {
            assert!(!holds(&at), "{}", at.display());
        }
    }
    client.fill("/own", "/own/notes/1/erase", &[]);
    client.fill("/own", "/own/supporters/1/erase", &[]);
    let left = client.get("/own").words();
    assert!(!left.contains("Kestrel note") && !left.contains("Kestrel Kim"), "{left}");
}

#[test]
fn a_thing_gets_a_label_and_its_way_from_hand_to_hand() {
    let (_folder, mut program) = opened();
    let fields = [
        ("what", "A card with flowers"),
        ("when", "yesterday"),
        ("hands", "Only me"),
        ("wrapped", "A paper bag"),
    ];
    let reply = program.client.fill("/things", "/things", &fields);
    let to = reply.header("location").split('?').next().unwrap().to_owned();
    let shown = program.client.get(&to).words();
    assert!(shown.contains("JS/1") && shown.contains("A paper bag"), "{shown}");
    let refused = program.client.fill(&to, &to, &[("when", "today"), ("by", ""), ("to", "PC Lee")]);
    assert_eq!(refused.status, 422);
    let moved = [("when", "today"), ("by", "Me"), ("to", "PC Lee 1234"), ("receipt", "P/77")];
    let reply = program.client.send(&refused, &to, &moved);
    let shown = program.client.follow(&reply).words();
    assert!(shown.contains("PC Lee 1234") && shown.contains("P/77"), "{shown}");
    assert!(program.client.get(&format!("{to}/label")).words().contains("Kept by: Jo Sample"));
}
