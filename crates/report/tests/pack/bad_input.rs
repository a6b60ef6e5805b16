//! Hostile and hopeless input: the pack is made, or it is refused and nothing is left.

use crate::{files, log::Log, make, outside, sample};
use daybook_core::{
    event::{Event, Subject},
    exhibit::Exhibit,
    incident::Incident,
    item::{Direction, Item},
    person::{Identifier, IdentifierKind, Person},
};
use daybook_report::{bag, pack::PackError};
use std::fs;

const AT: &str = "2026-05-04T20:00:00Z";

/// Texts that break programs which take them at their word.
fn hostile() -> Vec<String> {
    vec![
        "=cmd|' /C calc'!A0".into(),
        "\"quotes\", commas\r\nand lines".into(),
        "control \u{0}\u{7}\u{1b}[31m\u{7f} characters".into(),
        "right to left \u{202e}drawkcab\u{202c} \u{2066}open".into(),
        "private \u{e000} and not a character \u{fffe}".into(),
        "שלום، مرحبا, नमस्ते, ไทย".into(),
        "👩‍👩‍👧‍👦🏴󠁧󠁢󠁷󠁬󠁳󠁿 £€ e\u{301}".into(),
        "word ".repeat(20_000),
        "w".repeat(100_000),
        String::new(),
        " \n\t ".into(),
    ]
}

fn hostile_log() -> Log {
    let mut log = Log::default();
    let name = format!("{}\u{202e}gpj.exe/../../etc", "very long name ".repeat(200));
    log.write(
        AT,
        Event::Subject(Subject {
            name: name.clone(),
            wanted: Some(hostile().concat()),
            ..Subject::default()
        }),
    );
    let person = log.write(AT, Event::Person(Person { name: name.clone(), ..Person::default() }));
    let identifier = Identifier {
        kind: IdentifierKind::Phone,
        value: "07700 900123".into(),
        person: Some(person),
        basis: hostile().concat(),
        since: None,
    };
    log.write(AT, Event::Identifier(identifier));
    for text in hostile() {
        let incident = Incident {
            who: vec![person],
            exact_words: Some(text.clone()),
            what: text,
            ..Incident::default()
        };
        log.write(AT, Event::Incident(incident));
    }
    let item = |text: String| Item {
        at: Some(AT.parse().unwrap()),
        from: Some("07700 900123".into()),
        direction: Direction::In,
        text,
        ..Item::default()
    };
    let exhibit = Exhibit {
        name: name.clone(),
        media_type: "../x".into(),
        description: Some(name),
        ..Exhibit::default()
    };
    let exhibit = log.exhibit(AT, b"not a picture", exhibit);
    log.segment(exhibit, "sms_backup", hostile().into_iter().map(item).collect());
    let broken = Exhibit { name: "broken.jpg".into(), media_type: "image/jpeg".into(), ..Exhibit::default() };
    log.exhibit(AT, b"\xff\xd8\xff not really", broken);
    log
}

#[test]
fn hostile_texts_are_set_written_and_checked() {
    let temp = tempfile::tempdir().unwrap();
    let folder = temp.path().join("pack");
    make(&hostile_log(), &folder).unwrap();
    assert_eq!(bag::check(&folder).unwrap().problems, []);
    let names: Vec<String> = files(&folder).into_keys().filter(|name| name.contains("exhibits")).collect();
    assert_eq!(names, ["data/exhibits/JS-1.bin", "data/exhibits/JS-2.jpg"]);
    let csv = String::from_utf8(files(&folder).remove("data/contacts.csv").unwrap()).unwrap();
    assert!(csv.contains("\"'=cmd|") && !csv.contains(",\"=cmd"));
    assert!(outside::words(&folder).contains("[U+202E]"), "an override is shown, not obeyed");
}

#[test]
fn a_name_that_is_taken_is_refused_and_left_alone() {
    let temp = tempfile::tempdir().unwrap();
    let folder = temp.path().join("pack");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("mine.txt"), b"mine").unwrap();
    assert!(matches!(make(&Log::default(), &folder), Err(PackError::Occupied)));
    assert_eq!(files(temp.path()).len(), 1);
    let file = temp.path().join("file");
    fs::write(&file, b"mine").unwrap();
    assert!(matches!(make(&Log::default(), &file), Err(PackError::Occupied)));
    assert_eq!(fs::read(&file).unwrap(), b"mine");
}

#[test]
fn an_empty_folder_is_used_and_an_unfinished_pack_is_not_touched() {
    let temp = tempfile::tempdir().unwrap();
    let folder = temp.path().join("pack");
    fs::create_dir(&folder).unwrap();
    make(&Log::default(), &folder).unwrap();
    let other = temp.path().join("other");
    fs::create_dir(temp.path().join("other.partial")).unwrap();
    assert!(matches!(make(&Log::default(), &other), Err(PackError::Unfinished)));
    assert!(temp.path().join("other.partial").exists());
}

#[test]
fn a_damaged_original_is_told_and_left_out_and_the_rest_goes_on() {
    for spoil in [Log::spoil, Log::lose] {
        let mut log = sample::case();
        let card = log.diary.exhibits.iter().find(|(_, h)| h.now().label == "JS/4").map(|(e, _)| *e).unwrap();
        spoil(&mut log, card);
        let temp = tempfile::tempdir().unwrap();
        let folder = temp.path().join("pack");
        let pack = make(&log, &folder).unwrap();
        assert!(pack.findings.iter().any(|f| f.kind == "damaged_original" && f.entry == card));
        let files = files(&folder);
        assert!(
            !files.contains_key("data/exhibits/JS-4.png") && files.contains_key("data/exhibits/JS-1.txt")
        );
        assert!(outside::words(&folder).contains("the file is damaged in the diary"));
        assert_eq!(bag::check(&folder).unwrap().problems, []);
    }
}

#[test]
fn a_folder_that_cannot_be_written_to_is_told() {
    let temp = tempfile::tempdir().unwrap();
    let made = make(&Log::default(), &temp.path().join("not").join("there"));
    assert!(matches!(made, Err(PackError::NotWritten(_))));
}
