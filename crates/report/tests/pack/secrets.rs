//! What must not be in a pack is in no byte of it.

use crate::{files, log::Log, make, make_with, outside, sample};
use daybook_core::{
    event::Event,
    exhibit::Exhibit,
    incident::{Incident, Place},
    item::{Direction, Item},
    person::{Identifier, IdentifierKind, Person},
    when::When,
};
use daybook_report::proven::{Content, ProvenEntry, ProvenPart};
use jiff::civil::date;
use std::{collections::BTreeSet, path::Path, process::Command};

/// Everything readable in a pack: each file, and the report with its streams unpacked.
fn everything(folder: &Path) -> String {
    let plain = folder.with_extension("qdf");
    let report = folder.join("data/report.pdf");
    let qpdf =
        Command::new("qpdf").args(["--qdf", "--object-streams=disable"]).arg(report).arg(&plain).status();
    assert!(qpdf.unwrap().success());
    let mut all: Vec<Vec<u8>> = files(folder).into_values().collect();
    all.push(std::fs::read(plain).unwrap());
    let bytes: Vec<String> = all.iter().map(|bytes| String::from_utf8_lossy(bytes).to_lowercase()).collect();
    format!("{} {}", bytes.join("\n"), outside::words(folder).to_lowercase())
}

#[test]
fn a_private_place_and_a_witness_number_are_nowhere() {
    let temp = tempfile::tempdir().unwrap();
    let folder = temp.path().join("pack");
    let pack = make(&sample::case(), &folder).unwrap();
    let all = everything(&folder);
    for secret in
        ["larkspur", "ls1 4ab", sample::WITNESS_NUMBER, "900888", "my new tenancy", "53.79", "07700 900999"]
    {
        assert!(!all.contains(secret), "{secret} is in the pack");
    }
    assert!(all.contains("mrs okafor") && all.contains("kirkstall road"), "what may be shown is shown");
    let kinds: BTreeSet<&str> = pack.findings.iter().map(|f| f.kind).collect();
    assert_eq!(kinds, BTreeSet::from(["place_in_file", "private_place_in_entry"]));
}

#[test]
fn a_chosen_original_is_handed_over() {
    let log = sample::case();
    let with_place =
        log.diary.exhibits.iter().find(|(_, h)| h.now().holds_place).map(|(entry, _)| *entry).unwrap();
    let temp = tempfile::tempdir().unwrap();
    let folder = temp.path().join("pack");
    make_with(&log, &folder, [with_place].into()).unwrap();
    let wanted = sample::photo(40, (1200, 900));
    assert!(files(&folder)["data/exhibits/JS-3.jpg"] == wanted, "not the original's bytes");
}

/// A chat in one archive with one other person's messages in it, or none.
fn archive(with_others: bool) -> Log {
    let mut log = Log::default();
    let at = "2026-05-04T20:00:00Z";
    let dan = log.write(at, Event::Person(Person { name: "Dan Example".into(), ..Person::default() }));
    let identifier = Identifier {
        kind: IdentifierKind::Phone,
        value: "07700 900123".into(),
        person: Some(dan),
        ..Identifier::default()
    };
    log.write(at, Event::Identifier(identifier));
    let item = |from: &str, text: &str| Item {
        at: Some(at.parse().unwrap()),
        from: Some(from.into()),
        direction: Direction::In,
        text: text.into(),
        ..Item::default()
    };
    let mut items = vec![item("+447700900123", "where are you")];
    if with_others {
        items.push(item("07700 900777", "results are in, ring the clinic"));
    }
    let text: String = items.iter().map(|i| format!("{}\n", i.text)).collect();
    let exhibit = Exhibit { name: "sms.xml".into(), media_type: "text/xml".into(), ..Exhibit::default() };
    let exhibit = log.exhibit(at, text.as_bytes(), exhibit);
    log.segment(exhibit, "sms_backup", items);
    log
}

#[test]
fn an_archive_with_other_peoples_messages_stays_back_and_its_counted_messages_do_not() {
    let temp = tempfile::tempdir().unwrap();
    let (alone, mixed) = (temp.path().join("alone"), temp.path().join("mixed"));
    assert_eq!(make(&archive(false), &alone).unwrap().findings, []);
    assert!(files(&alone).contains_key("data/exhibits/JS-1.xml"));
    let pack = make(&archive(true), &mixed).unwrap();
    let all = everything(&mixed);
    assert!(!all.contains("clinic") && all.contains("where are you"));
    assert_eq!((pack.items, pack.findings[0].kind), ((1, 2), "other_people_in_archive"));
}

#[test]
fn a_private_place_in_a_message_a_file_and_a_file_name_stays_back() {
    let mut log = archive(false);
    let at = "2026-05-05T20:00:00Z";
    let place = Some(Place { text: "9 Wren Court, York YO1 9ZZ".into(), private: true });
    let when = When::exact(date(2026, 5, 5).at(20, 0, 0, 0), "Europe/London");
    let incident = Incident { when, what: "He wrote.".into(), who: vec![0], place, ..Incident::default() };
    log.write(at, Event::Incident(incident));
    let text =
        |name: &str| Exhibit { name: name.into(), media_type: "text/plain".into(), ..Exhibit::default() };
    log.exhibit(at, b"Dear tenant of 9, Wren\nCourt", text("letter.txt"));
    log.exhibit(at, b"nothing", text("9 wren court.txt"));
    let item = Item {
        at: Some(at.parse().unwrap()),
        from: Some("07700900123".into()),
        direction: Direction::In,
        text: "see you at 9 Wren Court then".into(),
        ..Item::default()
    };
    let chat = log.exhibit(at, b"chat", text("chat.txt"));
    log.segment(chat, "sms_backup", vec![item]);
    let temp = tempfile::tempdir().unwrap();
    let folder = temp.path().join("pack");
    let pack = make(&log, &folder).unwrap();
    let all = everything(&folder);
    assert!(!all.contains("wren") && !all.contains("yo1"), "the place is in the pack");
    assert!(all.contains("see you at [place kept private] then"));
    let files = files(&folder);
    assert!(!files.contains_key("data/exhibits/JS-2.txt") && !files.contains_key("data/exhibits/JS-3.txt"));
    assert_eq!(pack.items, (1, 2));
}

#[test]
fn what_is_withheld_from_an_entry_keeps_its_commitment() {
    let temp = tempfile::tempdir().unwrap();
    let folder = temp.path().join("pack");
    make(&sample::case(), &folder).unwrap();
    let lines = String::from_utf8(files(&folder).remove("data/record/entries.jsonl").unwrap()).unwrap();
    let entries: Vec<ProvenEntry> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let body = |entry: &ProvenEntry| match &entry.parts[0] {
        ProvenPart::Shown(sealed) => sealed.bytes.clone(),
        part => panic!("a body that is not shown: {part:?}"),
    };
    let is_door = |content: &Content| matches!(content, Content::Text(text) if text.contains("banged"));
    let door = entries.iter().find(|entry| is_door(&body(entry))).unwrap();
    // Body, place, witness, how to reach the witness.
    let shown: Vec<bool> = door.parts.iter().map(|part| matches!(part, ProvenPart::Shown(_))).collect();
    assert_eq!(shown, [true, false, true, false]);
}
