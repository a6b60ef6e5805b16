//! The program as a person runs it: the real binary, a real diary file, real exports.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod desk;

use desk::Desk;
use serde_json::Value;
use std::{fs, path::Path};

#[test]
fn a_record_is_told_corrected_struck_linked_found_and_handed_over() {
    let desk = Desk::with_diary();
    let dan = desk.entry(&["people", "--add", "Dan Wirrall", "--relation", "worked together"]);
    desk.entry(&["link", "07700 900201", "--person", "dan", "--basis", "he gave it to me"]);
    desk.entry(&[
        "boundary",
        "Please do not contact me again.",
        "--when",
        "1 May at 9am",
        "--how",
        "text",
        "--to",
        &dan,
    ]);
    let told = desk.entry(&[
        "add",
        "He called nine times.",
        "--when",
        "yesterday about 9pm",
        "--who",
        "Dan",
        "--kind",
        "contact_call",
        "--fear",
        "yes",
        "--effect",
        "sleep: awake till four",
        "--cost",
        "12.50",
        "--place",
        "14 Larkspur Mews",
        "--place-private",
        "--witness",
        "Jo; 07700 900111; heard the phone",
    ]);
    let shown = desk.json(&["show", &told], 0);
    assert_eq!(shown["versions"][0]["incident"]["when"]["certainty"], "about");
    assert_eq!(shown["versions"][0]["incident"]["cost"], 1250);

    desk.json(&["amend", &told, "--reason", "I counted again", "--what", "He called ten times."], 0);
    let shown = desk.json(&["show", &told], 0);
    assert_eq!(shown["versions"].as_array().unwrap().len(), 2, "the first version stays");
    let wrong = desk.entry(&["add", "A silent call.", "--when", "today at 10am"]);
    desk.json(&["strike", &wrong, "--reason", "it was the dentist"], 0);

    assert_eq!(desk.json(&["search", "TEN TIMES"], 0)["found"], 1);
    assert_eq!(desk.json(&["list"], 0)["incidents"].as_array().unwrap().len(), 2);
    assert_eq!(desk.json(&["timeline"], 0)["lines"].as_array().unwrap().len(), 1);

    let pack = desk.path("pack");
    desk.json(&["report", "--for", "police", "--out", pack.to_str().unwrap()], 0);
    assert_eq!(desk.json(&["verify", pack.to_str().unwrap()], 0)["holds"], true);
    assert!(!holds(&pack, b"Larkspur"), "a private place is in the pack");
    assert!(!holds(&pack, b"900111"), "a witness's number is in the pack");

    let second = desk.path("second");
    desk.json(&["report", "--out", second.to_str().unwrap()], 0);
    assert_eq!(
        fs::read(pack.join("seal.txt")).unwrap(),
        fs::read(second.join("seal.txt")).unwrap(),
        "same time, same bytes"
    );

    let again = desk.json(&["report", "--out", pack.to_str().unwrap()], 2);
    assert!(again["error"]["do"].as_str().unwrap().contains("new name"), "{again}");
    fs::write(pack.join("data/README.txt"), "changed").unwrap();
    let broken = desk.json(&["verify", pack.to_str().unwrap()], 3);
    assert!(broken.to_string().contains("data/README.txt"), "{broken}");
    assert_eq!(desk.json(&["check"], 0)["sound"], true);
}

fn holds(folder: &Path, needle: &[u8]) -> bool {
    fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return holds(&path, needle);
        }
        fs::read(path).unwrap().windows(needle.len()).any(|piece| piece == needle)
    })
}

const CHAT: &str = "01/05/2026, 09:00 - Tamsin: Please do not contact me again\n\
    02/05/2026, 21:14 - Dan: you can't\njust\nsay that\n13/05/2026, 08:00 - Dan: hello? 😀\n";

#[test]
fn exports_come_in_once_and_a_longer_one_adds_only_what_is_new() {
    let desk = Desk::with_diary();
    let first = desk.file("chat.txt", CHAT);
    let got = desk.json(&["import", &first], 0);
    assert_eq!(
        (&got["files"][0]["import"]["records"], &got["files"][0]["import"]["imported"]),
        (&3.into(), &3.into())
    );

    let again = desk.json(&["import", &first], 0);
    assert_eq!(again["files"][0]["known"], true);
    assert_eq!(again["files"][0]["import"]["imported"], 0);

    let longer = desk.file("chat2.txt", format!("{CHAT}14/05/2026, 09:00 - Dan: answer me\n"));
    let got = desk.json(&["import", &longer], 0);
    assert_eq!(
        (&got["files"][0]["import"]["imported"], &got["files"][0]["import"]["duplicates"]),
        (&1.into(), &3.into())
    );

    let reworded = desk.file("chat3.txt", CHAT.replace("you can't", "sorry to bother you"));
    let got = desk.json(&["import", &reworded], 1);
    let kinds = got["files"][0]["import"]["findings"].to_string();
    assert!(kinds.contains("differs_from_earlier_export"), "{kinds}");
    assert_eq!(desk.json(&["list"], 0)["messages"], 5, "both versions stand");
}

#[test]
fn a_preview_needs_no_diary_and_writes_none() {
    let desk = Desk::empty();
    let chat = desk.file("chat.txt", CHAT);
    let got = desk.json(&["import", "--dry-run", &chat], 0);
    let file = &got["files"][0];
    assert_eq!(
        (&file["format"], &file["records"], &file["participants"]),
        (&"whatsapp".into(), &3.into(), &serde_json::json!(["Tamsin", "Dan"]))
    );
    assert!(file.get("declared").is_some_and(Value::is_null), "unknown is null, not left out");
    let items = desk.run(&["import", "--dry-run", "--items", &chat]);
    let lines: Vec<Value> = items
        .stdout
        .split(|b| *b == b'\n')
        .filter(|l| !l.is_empty())
        .map(|l| serde_json::from_slice(l).unwrap())
        .collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[1]["text"], "you can't\njust\nsay that");
    assert!(!desk.path("daybook.db").exists());
}

#[test]
fn bad_input_gets_two_sentences_and_exit_2_and_nothing_is_made() {
    let desk = Desk::with_diary();
    for (args, word) in [
        (vec!["add", ""], "missing"),
        (vec!["add", "x", "--when", "3/25"], "25/3"),
        (vec!["add", "x", "--who", "nobody"], "nobody"),
        (vec!["add", "x", "--kind", "shouting"], "shouting"),
        (vec!["show", "999"], "999"),
        (vec!["strike", "999", "--reason", "x"], "999"),
        (vec!["import", "/no/such/file"], "/no/such/file"),
        (vec!["verify", "/no/such/pack"], "/no/such/pack"),
        (vec!["--zone", "Europe/Atlantis", "list"], "Atlantis"),
    ] {
        let got = desk.json(&args, 2);
        let error = &got["error"];
        assert!(error.to_string().contains(word), "{args:?}: {error}");
        assert!(error["do"].as_str().unwrap().len() > 10, "{args:?}: {error}");
    }
    assert!(desk.json(&["list"], 0)["incidents"].as_array().unwrap().is_empty());
}

#[test]
fn a_file_that_is_no_diary_is_refused_and_left_alone() {
    let desk = Desk::empty();
    let letter = "Dear diary, this is not one at all. ".repeat(500);
    for bytes in ["", "short", &letter] {
        desk.file("daybook.db", bytes);
        let refused = desk.json(&["list"], 2);
        assert!(refused["error"]["what"].as_str().unwrap().contains("diary"), "{refused}");
        assert_eq!(fs::read_to_string(desk.path("daybook.db")).unwrap(), bytes);
    }
}

#[test]
fn a_wrong_or_weak_passphrase_opens_and_makes_nothing() {
    let desk = Desk::with_diary();
    fs::write(desk.path("pass"), "another harbour violet stamp").unwrap();
    let refused = desk.json(&["list"], 2);
    assert!(!refused.to_string().contains("violet"), "{refused}");
    for weak in ["short", "aaaaaaaaaaaaaaaaaaaa", &"x".repeat(2000)] {
        let fresh = Desk::empty();
        fs::write(fresh.path("pass"), weak).unwrap();
        fresh.json(&["new"], 2);
        assert!(!fresh.path("daybook.db").exists(), "{} bytes", weak.len());
    }
    // Long enough, and made of what everybody knows who knows the keeper.
    let fresh = Desk::empty();
    fs::write(fresh.path("pass"), "tamsin okoye 1987").unwrap();
    fresh.json(&["new", "--name", "Tamsin Okoye"], 2);
    assert!(!fresh.path("daybook.db").exists());
}

#[test]
fn making_a_diary_never_overwrites_a_file() {
    let desk = Desk::with_diary();
    let before = fs::read(desk.path("daybook.db")).unwrap();
    desk.json(&["new"], 2);
    assert_eq!(fs::read(desk.path("daybook.db")).unwrap(), before);
}

#[test]
fn a_flipped_bit_is_found_by_check_and_a_damaged_export_is_kept_whole() {
    let desk = Desk::with_diary();
    let half = desk.file("half.xml", "<smses count=\"9\"><sms address=\"07700900201\" date=\"1778000000000\" type=\"1\" body=\"hi\" /><sms addr");
    let got = desk.json(&["import", &half], 1);
    assert_eq!(got["files"][0]["import"]["records"], 1);
    let path = desk.path("daybook.db");
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&path, bytes).unwrap();
    let found = desk.json(&["check"], 3);
    assert_eq!(found["detail"]["findings"].as_array().unwrap().len(), 1, "{found}");
}

#[test]
fn the_sample_case_comes_out_as_it_is_known_to_be() {
    let desk = Desk::empty();
    let folder = desk.path("try");
    let got = desk.json(&["try", "--no-open", "--dir", folder.to_str().unwrap()], 0);
    let truth = fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/case/TRUTH.json")).unwrap();
    let truth: Value = serde_json::from_slice(&truth).unwrap();
    let friends = "WhatsApp Chat - +44 7700 900142.zip";
    let archives = truth["archives"].as_object().unwrap();
    let known: u64 = archives
        .iter()
        .filter(|(name, _)| *name != friends)
        .map(|(_, a)| a["records"].as_u64().unwrap())
        .sum();
    assert_eq!(got["items"], known);
    assert_eq!(got["verified"]["holds"], true);
    assert_eq!(got["verified"]["recounted"], true, "every figure counts again from the disclosed entries");
    let pack = folder.join("run-1/pack");
    for secret in truth["never_in_a_pack"].as_array().unwrap() {
        assert!(!holds(&pack, secret.as_str().unwrap().as_bytes()), "{secret} is in the pack");
    }
}

/// A folder, or several parts of one download, are looked through together: a photo in one is found for a message in
/// another.
#[test]
fn what_came_together_is_found_together() {
    let desk = Desk::empty();
    let (chat, photo) = ("13/06/2018, 09:00 - Ann: IMG-1.jpg (file attached)\n", b"\xff\xd8\xff\xe0 photo");
    fs::create_dir_all(desk.path("phone/media")).unwrap();
    desk.file("phone/chat.txt", chat);
    let alone = desk.file("alone.txt", chat);
    desk.file("phone/media/IMG-1.jpg", photo);
    let present = |path: &str| {
        let got = desk.run(&["import", "--dry-run", "--items", path]);
        let line = got.stdout.split(|byte| *byte == b'\n').next().unwrap().to_vec();
        let item: Value = serde_json::from_slice(&line).unwrap();
        item["attachments"][0]["present"].as_bool().unwrap()
    };
    assert!(!present(&alone), "what was not named is not looked at");
    assert!(present(desk.path("phone").to_str().unwrap()));
}

fn sms(number: &str, minute: u32, text: &str) -> String {
    let at = 1_778_000_000_000u64 + u64::from(minute) * 60_000;
    format!("<sms address=\"{number}\" date=\"{at}\" type=\"1\" body=\"{text}\" />")
}

fn backup(rows: &[String]) -> String {
    format!("<?xml version='1.0' encoding='UTF-8'?><smses count=\"{}\">{}</smses>", rows.len(), rows.concat())
}

/// Three backups of one phone, each holding all of it so far: none of them may hand over the refuge's messages.
#[test]
fn no_backup_of_a_phone_hands_over_other_peoples_messages() {
    let desk = Desk::with_diary();
    desk.json(&["people", "--add", "Dan Wirrall"], 0);
    desk.json(&["link", "07700 900201", "--person", "dan", "--basis", "he gave it to me"], 0);
    let mut rows = vec![
        sms("07700900201", 0, "where are you"),
        sms("07700900777", 1, "your room at the refuge is ready"),
        sms("07700900201", 2, "answer me"),
    ];
    let first = desk.file("a.xml", backup(&rows));
    rows.push(sms("07700900201", 3, "I will find you"));
    let second = desk.file("b.xml", backup(&rows));
    let third = desk.file("c.xml", format!("{}\n", backup(&rows)));
    for path in [&first, &second, &third] {
        desk.run(&["import", path]);
    }
    let pack = desk.path("pack");
    let made = desk.json(&["report", "--out", pack.to_str().unwrap()], 1);
    assert_eq!(made["items"]["disclosed"], 3, "{made}");
    assert!(!holds(&pack, b"refuge"), "a message of the refuge is in the pack");
    assert!(!pack.join("data/exhibits").exists(), "no original");
    assert!(made["findings"].to_string().contains("also holds messages with other people"), "{made}");
}

#[test]
fn keeping_a_known_file_out_of_packs_is_refused_and_not_swallowed() {
    let desk = Desk::with_diary();
    let chat = desk.file("chat.txt", CHAT);
    desk.json(&["import", &chat], 0);
    let refused = desk.json(&["import", "--private", &chat], 2);
    assert!(refused["error"]["what"].as_str().unwrap().contains("already"), "{refused}");
    let refused = desk.json(&["mark", "TO/1", "--private", "--reason", " "], 2);
    assert!(refused["error"]["what"].as_str().unwrap().contains("reason"), "{refused}");
    let marked = desk.json(&["mark", "TO/1", "--private", "--reason", "others write in it"], 0);
    assert_eq!(marked["marks"], serde_json::json!({ "private": true, "distressing": false }));
    desk.json(&["import", "--private", &chat], 0);
    let marked =
        desk.json(&["mark", "TO/1", "--private", "false", "--distressing", "--reason", "only threats"], 0);
    assert_eq!(marked["marks"], serde_json::json!({ "private": false, "distressing": true }));
    let other = desk.file("other.txt", "a note");
    desk.run(&["import", "--private", &other]);
    desk.run(&["import", "--private", &other]);
}

#[test]
fn what_could_not_be_counted_again_is_said_and_the_key_is_to_be_compared() {
    let desk = Desk::with_diary();
    desk.json(&["add", "He was at 14 Larkspur Mews.", "--place", "14 Larkspur Mews", "--place-private"], 0);
    let pack = desk.path("pack");
    desk.run(&["report", "--out", pack.to_str().unwrap()]);
    let told = desk::said(&desk.run(&["verify", pack.to_str().unwrap()]));
    for wanted in ["could not be counted again", "Compare this one", "with the key below"] {
        assert!(told.contains(wanted), "{wanted}: {told}");
    }
}
