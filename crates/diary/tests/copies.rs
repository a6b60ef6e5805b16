//! Keys and copies as a person uses them: recovery code, backup, drill, restore, leaving.

mod desk;

use desk::{Desk, said};
use std::fs;

fn told(args: &[&str], desk: &Desk, code: i32) -> String {
    let done = desk.run(args);
    assert_eq!(done.status.code(), Some(code), "{args:?}: {}", said(&done));
    said(&done)
}

#[test]
fn a_lost_passphrase_is_survived_with_the_recovery_code() {
    let desk = Desk::with_diary();
    desk.entry(&["add", "He waited by the gate.", "--when", "yesterday"]);
    let first = desk.json(&["recover", "--make-kit"], 0)["code"].as_str().unwrap().to_owned();
    let second = desk.json(&["recover", "--make-kit"], 0)["code"].as_str().unwrap().to_owned();
    let new = desk.file("new", "copper lantern walks uphill slowly");
    let recover = |code: &str, expected| {
        let code = desk.file("code", code);
        told(&["recover", "--code-file", &code, "--new-passphrase-file", &new], &desk, expected)
    };
    assert!(recover(&first, 2).contains("newest you printed"), "a code that was replaced");
    assert!(recover("K7Q", 2).contains("30 letters"), "a code that cannot be one");
    recover(&second.to_lowercase().replace('-', " "), 0);
    assert!(told(&["list"], &desk, 2).contains("did not open"), "the old passphrase is gone");
    desk.file("pass", "copper lantern walks uphill slowly");
    assert!(told(&["list"], &desk, 0).contains("He waited by the gate."));
    told(&["recover", "--forget-kit"], &desk, 0);
    recover(&second, 2);
}

#[test]
fn a_copy_is_made_tried_out_and_brought_back() {
    let desk = Desk::with_diary();
    let photo = desk.file("photo.bin", vec![7; 3_000_000]);
    told(&["import", &photo], &desk, 0);
    let copy = desk.path("stick.db").display().to_string();
    told(&["backup", &copy], &desk, 0);
    assert!(told(&["backup", &copy], &desk, 2).contains("already a file"), "a copy is never overwritten");
    assert_eq!(fs::read(&copy).unwrap(), fs::read(desk.path("daybook.db")).unwrap(), "byte for byte");
    assert!(told(&["restore", "--try", &copy], &desk, 0).contains("Nothing was changed"));

    let mut bytes = fs::read(&copy).unwrap();
    bytes[8192 + 50] ^= 1;
    let spare = desk.file("spare.db", &bytes);
    let tried = told(&["restore", "--try", &spare], &desk, 1);
    assert!(
        tried.contains("not as it was written") && !tried.contains("nothing in it is damaged"),
        "{tried}"
    );
    bytes[1_500_000] ^= 1;
    let bad = desk.file("bad.db", bytes);
    told(&["restore", "--try", &bad], &desk, 3);
    fs::rename(desk.path("daybook.db"), desk.path("lost.db")).unwrap();
    told(&["restore", &bad], &desk, 3);
    assert!(!desk.path("daybook.db").exists(), "nothing half restored");
    told(&["restore", &copy], &desk, 0);
    told(&["restore", &copy], &desk, 2);
    assert!(told(&["check"], &desk, 0).contains("Nothing is damaged"));
}

#[test]
fn leaving_needs_a_copy_that_holds_everything() {
    let desk = Desk::with_diary();
    let copy = desk.path("stick.db").display().to_string();
    told(&["backup", &copy], &desk, 0);
    desk.entry(&["add", "A note on the car.", "--when", "today"]);
    assert!(told(&["leave"], &desk, 2).contains("no copy was named"));
    assert!(told(&["leave", "--copy", &copy], &desk, 2).contains("lacks the last thing you saved"));
    let other = Desk::with_diary();
    let stranger = other.path("daybook.db").display().to_string();
    assert!(told(&["leave", "--copy", &stranger], &desk, 2).contains("another diary"));
    let second = desk.path("second.db").display().to_string();
    told(&["backup", &second], &desk, 0);
    told(&["leave", "--copy", &second], &desk, 0);
    assert!(!desk.path("daybook.db").exists());
    told(&["restore", &second], &desk, 0);
    assert!(told(&["list"], &desk, 0).contains("A note on the car."));
}

/// More entries is not the same as these entries: a longer diary of somebody else, and a copy that went on by itself.
#[test]
fn leaving_is_not_talked_into_by_a_longer_file() {
    let (desk, stranger, fork) = (Desk::with_diary(), Desk::with_diary(), Desk::empty());
    fs::copy(desk.path("daybook.db"), fork.path("daybook.db")).unwrap();
    desk.entry(&["add", "He stood outside the shop.", "--when", "today"]);
    for other in [stranger, fork] {
        for text in ["One.", "Two.", "Three."] {
            other.entry(&["add", text, "--when", "today"]);
        }
        let longer = other.path("daybook.db").display().to_string();
        assert!(told(&["leave", "--copy", &longer], &desk, 2).contains("another diary"));
    }
    assert!(told(&["list"], &desk, 0).contains("He stood outside the shop."));
}

#[test]
fn a_new_passphrase_of_names_from_the_diary_is_refused() {
    let desk = Desk::with_diary();
    desk.entry(&["people", "--add", "Daniel Wirrall"]);
    desk.entry(&["link", "07700 900201", "--person", "Daniel", "--basis", "he gave it to me"]);
    let guess = desk.file("guess", "wirrall-daniel-07700900201!");
    let refused = told(&["passphrase", "--new-passphrase-file", &guess], &desk, 2);
    assert!(refused.contains("could guess it"), "{refused}");
    let good = desk.file("good", "copper lantern walks uphill slowly");
    told(&["passphrase", "--new-passphrase-file", &good], &desk, 0);
}

/// As somebody who may not write the file: root may write every file, so it runs the program as nobody.
#[cfg(unix)]
#[test]
fn a_write_protected_diary_is_read_and_copied_out() {
    use std::os::unix::{fs::PermissionsExt, process::CommandExt};
    let desk = Desk::with_diary();
    desk.entry(&["add", "He waited by the gate.", "--when", "yesterday"]);
    let allow =
        |path: &str, mode| fs::set_permissions(desk.path(path), PermissionsExt::from_mode(mode)).unwrap();
    allow("daybook.db", 0o444);
    allow("pass", 0o444);
    allow("", 0o777);
    let is_root = fs::OpenOptions::new().write(true).open(desk.path("daybook.db")).is_ok();
    let run = |args: &[&str]| {
        let mut command = desk.command(args);
        if is_root {
            command.uid(65_534).gid(65_534);
        }
        let done = command.output().unwrap();
        (done.status.code(), said(&done))
    };
    let (code, text) = run(&["list"]);
    assert!(code == Some(0) && text.contains("He waited by the gate."), "{text}");
    let copy = desk.path("copy.db").display().to_string();
    assert_eq!(run(&["backup", &copy]).0, Some(0));
    let (code, text) = run(&["add", "Again.", "--when", "today"]);
    assert!(code == Some(4) && text.contains("reading only"), "{text}");
}

#[test]
fn an_empty_file_that_a_crash_left_is_no_diary() {
    let desk = Desk::empty();
    desk.file("daybook.db", "");
    told(&["new", "--name", "Tamsin Okoye"], &desk, 0);
    assert!(
        told(&["new", "--name", "Tamsin Okoye"], &desk, 2).contains("already"),
        "a diary is never overwritten"
    );
    told(&["list"], &desk, 0);
}
