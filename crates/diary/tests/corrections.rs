//! What the command line takes back, takes out, asks about and shows.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod desk;

use desk::{Desk, said};
use std::{fs, path::Path};

fn holds(folder: &Path, needle: &str) -> bool {
    fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return holds(&path, needle);
        }
        fs::read(path).unwrap().windows(needle.len()).any(|piece| piece == needle.as_bytes())
    })
}

#[test]
fn a_private_place_stays_private_when_it_is_corrected() {
    let desk = Desk::with_diary();
    let told = desk.entry(&[
        "add",
        "He stood outside.",
        "--when",
        "today at 10am",
        "--place",
        "14 Larkspr Mews",
        "--place-private",
    ]);
    desk.json(&["amend", &told, "--reason", "spelling", "--place", "14 Larkspur Mews"], 0);
    let shown = desk.json(&["show", &told], 0);
    assert_eq!(shown["versions"][1]["place"]["private"], true, "{shown}");
    let pack = desk.path("pack");
    desk.run(&["report", "--out", pack.to_str().unwrap()]);
    assert!(pack.join("bagit.txt").exists() && !holds(&pack, "Larkspur") && !holds(&pack, "Larkspr"));
    desk.json(&["amend", &told, "--reason", "everybody knows it", "--place-public"], 0);
    assert_eq!(desk.json(&["show", &told], 0)["versions"][2]["place"]["private"], false);
}

#[test]
fn keeping_no_place_private_is_refused() {
    let desk = Desk::with_diary();
    let refused = desk.json(&["add", "He called.", "--when", "today", "--place-private"], 2);
    assert!(refused["error"]["what"].as_str().unwrap().contains("no place"), "{refused}");
    assert!(desk.json(&["list"], 0)["incidents"].as_array().unwrap().is_empty());
}

#[test]
fn what_was_put_in_by_mistake_can_be_taken_out_again() {
    let desk = Desk::with_diary();
    let (dan, kim) = (desk.entry(&["people", "--add", "Dan"]), desk.entry(&["people", "--add", "Kim"]));
    let other = desk.entry(&["add", "Before.", "--when", "yesterday"]);
    desk.json(&["import", &desk.file("note.txt", "a note")], 0);
    let told = desk.entry(&[
        "add",
        "He called.",
        "--when",
        "today",
        "--who",
        "Dan",
        "--who",
        "Kim",
        "--kind",
        "contact_call",
        "--kind",
        "threat",
        "--witness",
        "Jo; 07700 900111",
        "--linked-to",
        &other,
        "--linked-to",
        &other,
        "--exhibit",
        "TO/1",
        "--exhibit",
        "TO/1",
    ]);
    let incident = |version: usize| desk.json(&["show", &told], 0)["versions"][version]["incident"].clone();
    assert_eq!(incident(0)["links"].as_array().unwrap().len(), 1, "naming it twice joins it once");
    assert_eq!(incident(0)["exhibits"].as_array().unwrap().len(), 1);
    desk.json(
        &[
            "amend",
            &told,
            "--reason",
            "wrong",
            "--without-who",
            "Kim",
            "--without-kind",
            "threat",
            "--without-witness",
            "jo",
            "--without-link",
            &other,
            "--without-exhibit",
            "TO/1",
        ],
        0,
    );
    let now = incident(1);
    assert_eq!(now["who"].to_string(), format!("[{dan}]"), "{kim}");
    assert_eq!(now["kinds"].to_string(), "[\"contact_call\"]");
    assert!(now.get("links").is_none() && now.get("exhibits").is_none(), "{now}");
    assert_eq!(desk.json(&["show", &told], 0)["versions"][1]["witnesses"].to_string(), "[]");
    let refused = desk.json(&["amend", &told, "--reason", "again", "--without-who", "Kim"], 2);
    assert!(refused["error"]["what"].as_str().unwrap().contains("not in this incident"), "{refused}");
    desk.json(&["amend", &told, "--reason", "more", "--linked-to", "999"], 2);
}

#[test]
fn a_strike_made_by_mistake_is_taken_back_and_a_change_to_something_struck_says_so() {
    let desk = Desk::with_diary();
    let told = desk.entry(&["add", "He called.", "--when", "today"]);
    let strike = desk.json(&["strike", &told, "--reason", "slip"], 0)["strike"].to_string();
    let changed = desk.run(&["amend", &told, "--reason", "more", "--what", "He called twice."]);
    assert!(said(&changed).contains("struck and counts nowhere"), "{}", said(&changed));
    let back = desk.run(&["strike", &strike, "--reason", "wrong number typed"]);
    assert!(said(&back).contains(&format!("Entry {told} counts again")), "{}", said(&back));
    assert_eq!(desk.json(&["list"], 0)["incidents"][0]["struck"], false);
    let shown = said(&desk.run(&["show", &told]));
    assert!(shown.contains("taken back") && shown.contains("wrong number typed"), "{shown}");
    assert!(said(&desk.run(&["show", &strike])).contains("slip"));
}

#[test]
fn a_time_that_is_still_to_come_is_asked_about() {
    let desk = Desk::with_diary();
    let add = ["add", "He hit me.", "--when", "4 Oct 2030 10:00"];
    let refused = desk.json(&add, 2);
    assert!(
        refused["error"]["what"].as_str().unwrap().contains("still to come: Fri 4 Oct 2030"),
        "{refused}"
    );
    assert!(desk.json(&["list"], 0)["incidents"].as_array().unwrap().is_empty());
    desk.entry(&[&add[..], &["--ahead"]].concat());
    desk.json(&["boundary", "Stop.", "--when", "4 Oct 2030"], 2);
}

#[test]
fn every_entry_and_every_message_can_be_shown_in_words() {
    let desk = Desk::with_diary();
    let dan = desk.entry(&["people", "--add", "Dan"]);
    desk.entry(&["link", "07700 900201", "--person", &dan, "--basis", "he gave it to me"]);
    desk.entry(&["boundary", "Leave me alone.", "--when", "1 May at 9am", "--to", &dan]);
    desk.entry(&["order", "Restraining order", "--against", &dan, "--forbids", "contact"]);
    let told = desk.entry(&["add", "He called.", "--when", "today"]);
    desk.json(&["amend", &told, "--reason", "more", "--who", "Dan"], 0);
    let chat = "01/05/2026, 09:00 - Dan: hello\n02/05/2026, 21:14 - Dan: again\n";
    desk.json(&["import", &desk.file("chat.txt", chat)], 1);
    let mut all = String::new();
    for entry in 0..11 {
        let done = desk.run(&["show", &entry.to_string()]);
        if done.status.success() {
            let text = said(&done);
            assert!(!text.contains('{') && !text.contains("\"blob\""), "entry {entry}: {text}");
            all += &text;
        }
    }
    for words in [
        "Tamsin Okoye",
        "he gave it to me",
        "Leave me alone.",
        "Contact by any means",
        "Changes entry",
        "SHA-256",
    ] {
        assert!(all.contains(words), "{words}: {all}");
    }
    let hits = desk.json(&["search", "again"], 0);
    let (segment, index) = (&hits["hits"][0]["entry"], &hits["hits"][0]["index"]);
    assert!(said(&desk.run(&["search", "again"])).contains(&format!("{segment}/{index}")));
    for at in [format!("{segment}/{index}"), format!("{segment}.{index}")] {
        assert!(said(&desk.run(&["show", &at])).contains("Text: again"), "{at}");
    }
    assert_eq!(desk.run(&["show", &format!("{segment}/99")]).status.code(), Some(2));
    assert_eq!(desk.run(&["show", "999"]).status.code(), Some(2));
}

#[test]
fn times_are_read_in_the_zone_the_keeper_lives_in() {
    let desk = Desk::empty();
    assert!(desk.run(&["--zone", "America/New_York", "new", "--name", "Tamsin Okoye"]).status.success());
    let told = desk.entry(&["add", "He called.", "--when", "4 May 2026 23:30"]);
    assert_eq!(desk.json(&["show", &told], 0)["versions"][0]["incident"]["when"]["zone"], "America/New_York");
    let away = desk.entry(&["--zone", "Europe/Paris", "add", "He called.", "--when", "4 May 2026 23:30"]);
    assert_eq!(desk.json(&["show", &away], 0)["versions"][0]["incident"]["when"]["zone"], "Europe/Paris");
}

#[test]
fn an_incident_can_be_left_out_of_a_pack() {
    let desk = Desk::with_diary();
    desk.entry(&["people", "--add", "Dan"]);
    desk.entry(&["add", "He stood at the gate.", "--when", "yesterday", "--who", "Dan"]);
    let secret = desk.entry(&["add", "I live with Sam now.", "--when", "today", "--who", "Dan"]);
    let changed = desk.run(&["amend", &secret, "--reason", "took the name out", "--what", "He called."]);
    assert!(
        said(&changed).contains("earlier versions") && said(&changed).contains("--leave-out"),
        "{}",
        said(&changed)
    );
    let pack = desk.path("pack");
    desk.run(&["report", "--out", pack.to_str().unwrap(), "--leave-out", &secret]);
    assert!(holds(&pack, "at the gate") && !holds(&pack, "with Sam"));
    desk.json(&["report", "--out", desk.path("other").to_str().unwrap(), "--leave-out", "999"], 2);
}

#[test]
fn the_keepers_own_name_is_no_passphrase_and_initials_are_letters() {
    let desk = Desk::empty();
    desk.file("pass", "jessica jones 1987");
    let refused = desk.json(&["new", "--name", "Jessica Jones"], 2);
    assert!(refused["error"]["what"].as_str().unwrap().contains("names or numbers"), "{refused}");
    assert!(!desk.path("daybook.db").exists());
    desk.file("pass", desk::PASSPHRASE);
    desk.json(&["new", "--name", "Jessica Jones", "--initials", "jj<b>"], 2);
    desk.json(&["new", "--name", "Jessica Jones", "--initials", "jj/1"], 0);
    desk.json(&["import", &desk.file("note.txt", "a note")], 0);
    assert_eq!(desk.json(&["list"], 0)["exhibits"][0]["label"], "JJ/1");
}

#[test]
fn one_name_in_two_cases_is_not_added_twice() {
    let desk = Desk::with_diary();
    desk.entry(&["people", "--add", "Dave"]);
    let refused = desk.json(&["people", "--add", "dave"], 2);
    assert!(refused["error"]["what"].as_str().unwrap().contains("Dave is in the diary already"), "{refused}");
}

#[cfg(unix)]
#[test]
fn a_diary_that_cannot_be_written_still_gives_its_pack_and_says_what_is_missing() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::with_diary();
    desk.entry(&["people", "--add", "Dan"]);
    desk.entry(&["add", "He called.", "--when", "today", "--who", "Dan"]);
    let file = desk.path("daybook.db");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o400)).unwrap();
    if fs::File::options().write(true).open(&file).is_ok() {
        // The one who runs this may write anything, so there is nothing to see.
        return;
    }
    let pack = desk.path("pack");
    let made = desk.json(&["report", "--out", pack.to_str().unwrap()], 1);
    assert!(made["findings"].to_string().contains("could not note"), "{made}");
    assert_eq!(desk.json(&["verify", pack.to_str().unwrap()], 0)["holds"], true);
}

#[test]
fn a_copy_from_before_the_passphrase_was_changed_is_named_as_that() {
    let desk = Desk::with_diary();
    let copy = desk.path("copy.db");
    desk.json(&["backup", copy.to_str().unwrap()], 0);
    let new = desk.file("new", "seven copper window basket");
    desk.json(&["passphrase", "--new-passphrase-file", &new], 0);
    desk.file("pass", "seven copper window basket");
    let refused = desk.json(&["leave", "--copy", copy.to_str().unwrap()], 2);
    let what = refused["error"]["what"].as_str().unwrap();
    assert!(what.contains("not the copy") && what.contains("before you changed it"), "{what}");
    assert!(desk.path("daybook.db").exists());
}

#[test]
fn a_file_cut_short_is_not_called_empty() {
    let desk = Desk::with_diary();
    desk.entry(&["add", "He called.", "--when", "today"]);
    let whole = fs::read(desk.path("daybook.db")).unwrap();
    fs::write(desk.path("daybook.db"), &whole[..whole.len() - 1000]).unwrap();
    let listed = said(&desk.run(&["list"]));
    assert!(listed.contains("1  cannot be read") && listed.contains("look for a copy"), "{listed}");
    assert!(!listed.contains("The diary is empty"), "{listed}");
}
