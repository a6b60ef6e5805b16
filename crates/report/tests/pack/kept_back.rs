//! What stays back of archives, files and figures, and that the keeper is told.

use crate::{files, log::Log, make, make_about, make_with, outside, sample::png};
use daybook_core::{
    agency::AgencyContact,
    boundary::Boundary,
    event::{Event, Import},
    exhibit::{Exhibit, MachineText, PhysicalItem},
    incident::{Incident, Place},
    item::{Direction, Item, ItemKind},
    person::{Identifier, IdentifierKind, Person},
    when::When,
};
use daybook_report::pack::Pack;
use jiff::civil::date;
use std::{collections::BTreeMap, fs};

const AT: &str = "2026-05-04T20:00:00Z";
const DAN: &str = "07700 900123";
const REFUGE: &str = "07700 900777";

/// A suspect with a number; entry 0 and 1.
fn log() -> Log {
    let mut log = Log::default();
    let dan = log.write(AT, Event::Person(Person { name: "Dan Example".into(), ..Person::default() }));
    let value = DAN.to_owned();
    let linked =
        Identifier { kind: IdentifierKind::Phone, value, person: Some(dan), ..Identifier::default() };
    log.write(AT, Event::Identifier(linked));
    log
}

fn item(from: &str, text: &str) -> Item {
    Item {
        at: Some(AT.parse().unwrap()),
        from: Some(from.into()),
        direction: Direction::In,
        text: text.into(),
        ..Item::default()
    }
}

fn file(log: &mut Log, media_type: &str, bytes: &[u8]) -> u64 {
    let about = Exhibit { name: "a file".into(), media_type: media_type.into(), ..Exhibit::default() };
    log.exhibit(AT, bytes, about)
}

/// An archive of which these items were new, that holds more records and these people.
fn archive(log: &mut Log, items: Vec<Item>, (more, people): (u64, Option<&[&str]>)) -> u64 {
    let exhibit = file(log, "text/xml", format!("<smses>{}</smses>", log.diary.exhibits.len()).as_bytes());
    let imported = items.len() as u64;
    if !items.is_empty() {
        log.segment(exhibit, "sms_backup", items);
    }
    let participants = people.map(|people| people.iter().map(|name| (*name).to_owned()).collect());
    let import = Import {
        exhibit,
        format: "sms_backup".into(),
        records: imported + more,
        imported,
        duplicates: more,
        participants,
        ..Import::default()
    };
    log.write(AT, Event::Import(import));
    exhibit
}

fn place(log: &mut Log, text: &str, private: bool) -> u64 {
    let when = When::exact(date(2026, 5, 5).at(20, 0, 0, 0), "Europe/London");
    let place = Some(Place { text: text.into(), private });
    log.write(
        AT,
        Event::Incident(Incident {
            when,
            what: "He wrote.".into(),
            who: vec![0],
            place,
            ..Incident::default()
        }),
    )
}

/// A pack, the originals in it, and the kinds of its findings by entry.
fn packed(log: &Log) -> (Pack, Vec<String>, BTreeMap<u64, &'static str>) {
    let temp = tempfile::tempdir().unwrap();
    let folder = temp.path().join("pack");
    let pack = make(log, &folder).unwrap();
    let names = files(&folder).into_keys();
    let originals = names.filter_map(|name| name.strip_prefix("data/exhibits/").map(str::to_owned)).collect();
    let kinds = pack.findings.iter().map(|f| (f.entry, f.kind)).collect();
    (pack, originals, kinds)
}

#[test]
fn a_later_backup_is_judged_by_all_of_it_and_not_by_what_was_new() {
    let everyone: &[&str] = &[DAN, REFUGE];
    for people in [Some(everyone), None] {
        let mut log = log();
        archive(&mut log, vec![item(DAN, "hello"), item(REFUGE, "your room is ready")], (0, people));
        let second = archive(&mut log, vec![item(DAN, "answer me")], (2, people));
        let third = archive(&mut log, vec![], (3, people));
        let (pack, originals, kinds) = packed(&log);
        assert_eq!(originals, Vec::<String>::new(), "{people:?}");
        assert_eq!(kinds.get(&second), Some(&"other_people_in_archive"));
        assert!(people.is_none() || kinds.get(&third) == Some(&"other_people_in_archive"));
        assert_eq!(pack.items, (2, 3));
    }
    let mut log = log();
    archive(&mut log, vec![item(DAN, "hello")], (0, Some(&[DAN])));
    archive(&mut log, vec![], (1, Some(&["+44 7700 900123"])));
    assert_eq!(packed(&log).1, ["JS-1.xml", "JS-2.xml"], "nobody else is in either");
}

#[test]
fn nobody_elses_name_leaves_with_the_entry_of_an_archive() {
    let mut log = log();
    archive(&mut log, vec![item(DAN, "hello")], (0, Some(&[DAN])));
    archive(&mut log, vec![item(DAN, "hello?")], (4, Some(&[DAN, "Refuge Line"])));
    let temp = tempfile::tempdir().unwrap();
    make(&log, &temp.path().join("pack")).unwrap();
    for (name, bytes) in files(&temp.path().join("pack")) {
        assert!(!String::from_utf8_lossy(&bytes).contains("Refuge Line"), "{name}");
    }
}

#[test]
fn drafts_to_others_and_lines_of_other_chats_are_other_peoples() {
    let draft = Item {
        kind: ItemKind::Draft,
        direction: Direction::Out,
        to: vec![REFUGE.into()],
        from: None,
        ..item("", "can I come")
    };
    let chat = |name: &str| Some(name.to_owned());
    let line = Item {
        kind: ItemKind::System,
        from: None,
        conversation: chat("Refuge"),
        ..item("", "Messages are encrypted")
    };
    for other in [draft, line] {
        let mut log = log();
        archive(&mut log, vec![item(DAN, "hello"), other], (0, Some(&[DAN])));
        assert_eq!(packed(&log).1, Vec::<String>::new());
    }
    let own = Item {
        kind: ItemKind::System,
        from: None,
        conversation: chat("Dan"),
        ..item("", "Messages are encrypted")
    };
    let mut log = log();
    archive(&mut log, vec![Item { conversation: chat("Dan"), ..item(DAN, "hello") }, own], (0, Some(&[DAN])));
    assert_eq!(packed(&log).1, ["JS-1.xml"]);
}

#[test]
fn an_archive_with_a_private_place_in_any_item_stays_back_and_so_do_later_ones() {
    let mut log = log();
    place(&mut log, "14 Larkspur Mews, Leeds", true);
    let first = archive(&mut log, vec![item(DAN, "I know about 14 Larkspur\nMews")], (0, Some(&[DAN])));
    let second = archive(&mut log, vec![item(DAN, "hello")], (1, Some(&[DAN])));
    let (_, originals, kinds) = packed(&log);
    assert_eq!(originals, Vec::<String>::new());
    for archive in [first, second] {
        assert_eq!(kinds.get(&archive), Some(&"private_place_in_file"));
    }
}

#[test]
fn what_cannot_be_searched_stays_back_while_a_place_is_private_unless_chosen() {
    let kinds: [(&str, &[u8], &str); 8] = [
        ("application/pdf", b"%PDF", "not_searched"),
        ("application/zip", b"PK", "not_searched"),
        ("application/octet-stream", b"\x00", "not_searched"),
        ("video/mp4", b"ftyp", "place_in_file"),
        ("image/heic", b"ftyp", "place_in_file"),
        // In a page or a mail an address can be split by marks: "Larkspur<b> Mews".
        ("text/html", b"14 Larkspur<b> Mews", "not_searched"),
        ("text/plain", b"MTQgTGFya3NwdXIgTWV3cw==", "private_place_in_file"),
        ("image/png", b"not a picture", ""),
    ];
    let mut open = log();
    for (media_type, bytes, _) in kinds {
        file(&mut open, media_type, bytes);
    }
    assert_eq!(packed(&open).1.len(), kinds.len(), "nothing is private");
    let mut log = log();
    place(&mut log, "Rosewood", true);
    place(&mut log, "14 Larkspur Mews, Leeds", true);
    let files: Vec<u64> =
        kinds.iter().map(|(media_type, bytes, _)| file(&mut log, media_type, bytes)).collect();
    let (_, originals, found) = packed(&log);
    for (entry, (media_type, _, kind)) in files.iter().zip(kinds) {
        assert_eq!(found.get(entry).copied().unwrap_or_default(), kind, "{media_type}");
    }
    assert_eq!(originals, ["JS-8.png"]);
    let temp = tempfile::tempdir().unwrap();
    let folder = temp.path().join("pack");
    make_with(&log, &folder, [files[0]].into()).unwrap();
    assert!(folder.join("data/exhibits/JS-1.pdf").exists());
}

#[test]
fn a_photo_with_a_place_stays_back_for_a_private_place_of_one_word() {
    let mut log = log();
    place(&mut log, "Rosewood", true);
    let photo = Exhibit { media_type: "image/jpeg".into(), holds_place: true, ..Exhibit::default() };
    let photo = log.exhibit(AT, b"a photo", photo);
    let (_, originals, kinds) = packed(&log);
    assert_eq!((originals, kinds.get(&photo)), (vec![], Some(&"place_in_file")));
}

#[test]
fn messages_of_a_file_kept_out_of_packs_are_kept_out_with_it() {
    let mut log = log();
    let about = Exhibit { media_type: "text/xml".into(), private: true, ..Exhibit::default() };
    let kept = log.exhibit(AT, b"<smses/>", about);
    log.segment(kept, "sms_backup", vec![item(DAN, "only in the private one")]);
    let import =
        Import { exhibit: kept, format: "sms_backup".into(), records: 1, imported: 1, ..Import::default() };
    log.write(AT, Event::Import(import));
    archive(&mut log, vec![item(DAN, "hello")], (0, Some(&[DAN])));
    let temp = tempfile::tempdir().unwrap();
    let folder = temp.path().join("pack");
    let pack = make(&log, &folder).unwrap();
    assert_eq!((pack.items, pack.figures.value("contacts")), ((1, 2), 1));
    assert!(pack.findings.iter().any(|f| f.kind == "messages_kept_out" && f.entry == kept));
    let words = outside::words(&folder);
    assert!(
        !words.contains("only in the private one")
            && !words.contains("Archive JS/1")
            && words.contains("Archive JS/2")
    );
    for (name, bytes) in files(&folder) {
        assert!(!String::from_utf8_lossy(&bytes).contains("only in the private"), "{name}");
    }
}

#[test]
fn a_struck_file_takes_its_messages_with_it() {
    let mut log = log();
    let struck = archive(&mut log, vec![item(DAN, "from somebody else's phone")], (0, Some(&[DAN])));
    log.write(AT, Event::Strike { entry: struck, reason: "Not my phone.".into() });
    let (pack, originals, _) = packed(&log);
    assert_eq!((pack.items.0, pack.figures.value("contacts"), originals), (0, 0, vec![]));
}

#[test]
fn a_place_made_private_later_is_private_in_every_version() {
    let mut log = log();
    let told = place(&mut log, "Rosewood", false);
    let mut revised = log.diary.incidents[&told].now().clone();
    revised.place = Some(Place { text: "Rosewood".into(), private: true });
    log.write(AT, Event::Amend { incident: told, reason: "It is a secret.".into(), revised });
    let temp = tempfile::tempdir().unwrap();
    let folder = temp.path().join("pack");
    make(&log, &folder).unwrap();
    assert!(!outside::words(&folder).contains("Rosewood"));
    for (name, bytes) in files(&folder) {
        assert!(!String::from_utf8_lossy(&bytes).contains("Rosewood"), "{name}");
    }
}

#[test]
fn a_number_that_names_a_private_place_is_no_name_of_a_figure() {
    let mut log = log();
    place(&mut log, "14 Larkspur Mews, Leeds", true);
    let value = "14.larkspur.mews@example.com".to_owned();
    log.write(
        AT,
        Event::Identifier(Identifier { value: value.clone(), person: Some(0), ..Identifier::default() }),
    );
    archive(&mut log, vec![item(&value, "hello")], (0, Some(&[&value])));
    let temp = tempfile::tempdir().unwrap();
    let folder = temp.path().join("pack");
    make(&log, &folder).unwrap();
    let figures = fs::read_to_string(folder.join("data/figures.json")).unwrap();
    assert!(!figures.to_lowercase().contains("larkspur"), "{figures}");
    assert!(figures.contains("identifier.[place kept private]@example.com"), "{figures}");
}

#[test]
fn what_may_have_come_before_the_boundary_is_stated_apart() {
    let mut log = log();
    let when = When::day(date(2026, 5, 4), "Europe/London");
    log.write(
        AT,
        Event::Boundary(Boundary { when, to: vec![0], words: "Stop.".into(), ..Boundary::default() }),
    );
    let on = |day: i8| Item {
        at: Some(date(2026, 5, day).at(12, 0, 0, 0).in_tz("UTC").unwrap().timestamp()),
        ..item(DAN, "hi")
    };
    let sent = Item { direction: Direction::Out, from: None, to: vec![DAN.into()], ..on(6) };
    archive(&mut log, vec![on(3), on(4), on(5), sent], (0, Some(&[DAN])));
    let temp = tempfile::tempdir().unwrap();
    let folder = temp.path().join("pack");
    let pack = make(&log, &folder).unwrap();
    let value = |id| pack.figures.value(id);
    assert_eq!((value("contacts"), value("after_boundary"), value("perhaps_after_boundary")), (1, 1, 1));
    assert!(outside::words(&folder).contains("1 of which it is not known"));
}

#[test]
fn a_picture_of_a_private_place_is_in_no_part_of_the_pack_unless_chosen() {
    let mut log = log();
    let photo = file(&mut log, "image/png", &png());
    let told = Incident {
        what: "A parcel on the step.".into(),
        place: Some(Place { text: "9 Cotter Lane".into(), private: true }),
        exhibits: vec![photo],
        ..Incident::default()
    };
    log.write(AT, Event::Incident(told));
    let (_, originals, found) = packed(&log);
    assert_eq!((originals.len(), found.get(&photo).copied()), (0, Some("picture_of_private_place")));
    let temp = tempfile::tempdir().unwrap();
    make(&log, &temp.path().join("pack")).unwrap();
    let report = temp.path().join("pack/data/report.pdf");
    let images = std::process::Command::new("pdfimages").arg("-list").arg(report).output().unwrap();
    assert_eq!(
        String::from_utf8_lossy(&images.stdout).lines().count(),
        2,
        "two lines of heading, no picture"
    );
}

#[test]
fn a_picture_in_which_a_private_place_was_read_stays_back() {
    let mut log = log();
    place(&mut log, "14 Larkspur Mews, Leeds", true);
    let screenshot = file(&mut log, "image/png", &png());
    let text = "Delivered to 14 Larkspur Mews".into();
    log.write(AT, Event::MachineText(MachineText { exhibit: screenshot, text, by: "tesseract 5".into() }));
    let (_, originals, found) = packed(&log);
    assert_eq!((originals.len(), found.get(&screenshot).copied()), (0, Some("private_place_in_file")));
}

#[test]
fn a_pack_about_one_person_holds_nothing_that_may_be_about_another() {
    let mut log = log();
    let eve = log.write(AT, Event::Person(Person { name: "Eve".into(), ..Person::default() }));
    let thing = |label: &str| PhysicalItem {
        label: label.into(),
        description: "Flowers".into(),
        ..PhysicalItem::default()
    };
    let hers = log.write(AT, Event::PhysicalItem(thing("JS/90")));
    let loose = log.write(AT, Event::PhysicalItem(thing("JS/91")));
    let file = file(&mut log, "image/png", &png());
    let spoke = AgencyContact {
        force: "West Yorkshire Police".into(),
        reference: Some("NC/1".into()),
        ..AgencyContact::default()
    };
    let agency = log.write(AT, Event::Agency(spoke));
    let told =
        |who, exhibits| Incident { what: "It came.".into(), who: vec![who], exhibits, ..Incident::default() };
    log.write(AT, Event::Incident(told(eve, vec![hers])));
    let packed = |persons: &[u64]| {
        let temp = tempfile::tempdir().unwrap();
        let folder = temp.path().join("pack");
        make_about(&log, &folder, persons.iter().copied().collect()).unwrap();
        let lines = fs::read_to_string(folder.join("data/record/entries.jsonl")).unwrap();
        let entry =
            |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap()["index"].as_u64().unwrap();
        let originals = files(&folder).into_keys().filter(|name| name.starts_with("data/exhibits/")).count();
        (lines.lines().map(entry).collect::<Vec<_>>(), originals)
    };
    let (entries, originals) = packed(&[eve]);
    assert!(
        entries.contains(&hers) && !entries.contains(&loose) && !entries.contains(&agency),
        "{entries:?}"
    );
    assert!(!entries.contains(&file) && originals == 0, "{entries:?}");
    let (entries, originals) = packed(&[]);
    assert!(entries.contains(&loose) && entries.contains(&agency) && originals == 1, "{entries:?}");
}
