//! Packs of a real diary: what verifies, and that no change goes unseen.

use super::{Kind, Verdict, verify};
use crate::{
    clock::Clock,
    journal::Journal,
    packing::{self, Request},
    shelf::{self, About},
};
use daybook_core::{
    boundary::Boundary,
    event::Event,
    incident::{Incident, Place, Witness},
    item::{Direction, Item},
    person::{Identifier, IdentifierKind, Person},
    when::When,
};
use daybook_report::{bag, case::Audience, pack};
use daybook_vault::{Kdf, Passphrase};
use jiff::civil::date;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

const ZONE: &str = "Europe/London";

/// A diary with an incident (private place, witness), a boundary, an original and twenty messages.
fn journal(folder: &Path) -> Journal {
    let passphrase = Passphrase::new("seven wooden otters sail past").unwrap();
    let clock = Clock::new(Some("2026-05-04T22:00:00Z".parse().unwrap()), Some(ZONE)).unwrap();
    let mut journal = Journal::create(&folder.join("daybook.db"), &passphrase, Kdf::FLOOR, clock).unwrap();
    let dan =
        journal.write(Event::Person(Person { name: "Dan Example".into(), ..Person::default() })).unwrap();
    let value = "07700 900123".to_owned();
    let linked =
        Identifier { kind: IdentifierKind::Phone, value, person: Some(dan), ..Identifier::default() };
    journal.write(Event::Identifier(linked)).unwrap();
    let when = When::exact(date(2026, 5, 1).at(9, 0, 0, 0), ZONE);
    journal.write(Event::Boundary(Boundary { when, words: "Stop.".into(), ..Boundary::default() })).unwrap();
    let about = About { name: "chat.txt".into(), ..About::default() };
    let archive = shelf::store(&mut journal, &mut b"twenty messages".as_slice(), &about).unwrap().exhibit;
    let mut draft = journal.draft().unwrap();
    draft.segment(archive, "sms", (0..20).map(message).collect()).unwrap();
    draft.commit().unwrap();
    journal.write(Event::Incident(incident(dan))).unwrap();
    journal
}

fn message(n: i8) -> Item {
    Item {
        at: Some(date(2026, 5, 2).at(20, n, 0, 0).in_tz(ZONE).unwrap().timestamp()),
        from: Some("+44 7700 900123".into()),
        direction: Direction::In,
        text: format!("message {n}"),
        ..Item::default()
    }
}

fn incident(dan: u64) -> Incident {
    Incident {
        when: When::exact(date(2026, 5, 4).at(21, 0, 0, 0), ZONE),
        what: "He was outside again.".into(),
        who: vec![dan],
        place: Some(Place { text: "14 Larkspur Mews".into(), private: true }),
        witnesses: vec![Witness { name: "Jo".into(), contact: Some("07700 900111".into()), saw: None }],
        ..Incident::default()
    }
}

fn pack(temp: &Path) -> PathBuf {
    pack_of(&mut journal(temp), temp)
}

fn pack_of(journal: &mut Journal, temp: &Path) -> PathBuf {
    let out = temp.join("pack");
    let audience = Audience::Police;
    let request = Request {
        audience,
        out: out.clone(),
        about: BTreeSet::new(),
        wanted: None,
        originals: BTreeSet::new(),
        left_out: BTreeSet::new(),
    };
    packing::make(journal, &request).unwrap();
    out
}

fn assert_names(verdict: &Verdict, file: &str) {
    assert_eq!(verdict.kind, Kind::DoesNotMatch, "{file}");
    assert!(verdict.problems.iter().any(|p| p.file == file), "{file}: {:?}", verdict.problems);
}

#[test]
fn a_pack_as_it_was_made_is_consistent_and_its_figures_count_again() {
    let temp = tempfile::tempdir().unwrap();
    let verdict = verify(&pack(temp.path())).unwrap();
    assert_eq!(verdict.problems, []);
    assert_eq!(verdict.sentence, "Order consistent; no independent date.");
    assert_eq!((verdict.entries, verdict.items, verdict.originals), ((6, 6), 20, (1, 1)));
    assert_eq!(verdict.recounted, Some(true));
}

#[test]
fn figures_of_a_boundary_known_by_the_day_alone_count_again() {
    let temp = tempfile::tempdir().unwrap();
    let mut journal = journal(temp.path());
    // The messages are of the day of this boundary, which is the only one.
    journal.write(Event::Strike { entry: 2, reason: "Not that day.".into() }).unwrap();
    let when = When::day(date(2026, 5, 2), ZONE);
    journal.write(Event::Boundary(Boundary { when, words: "Stop.".into(), ..Boundary::default() })).unwrap();
    let folder = pack_of(&mut journal, temp.path());
    let verdict = verify(&folder).unwrap();
    assert_eq!((verdict.problems, verdict.recounted, verdict.items), (vec![], Some(true), 20));
    let figures = fs::read_to_string(folder.join(pack::FIGURES)).unwrap();
    assert!(figures.contains("\"perhaps_after_boundary\": {\n      \"value\": 20"), "{figures}");
}

#[test]
fn a_flipped_bit_in_any_file_does_not_match() {
    let temp = tempfile::tempdir().unwrap();
    let folder = pack(temp.path());
    for file in bag::check(&folder).unwrap().files.into_keys() {
        let path = folder.join(&file);
        let bytes = fs::read(&path).unwrap();
        for at in (0..bytes.len()).step_by((bytes.len() / 12).max(1)) {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << (at % 8);
            fs::write(&path, &changed).unwrap();
            let verdict = verify(&folder).unwrap();
            // Of the list of lists, what it no longer fits or the seal is named too.
            let named = verdict.problems.iter().any(|p| p.file == file || p.file == bag::SEAL);
            assert!(verdict.kind == Kind::DoesNotMatch && named, "{file}, byte {at}: {:?}", verdict.problems);
        }
        fs::write(&path, &bytes).unwrap();
    }
    assert_eq!(verify(&folder).unwrap().problems, []);
}

/// Changes a payload file and makes every list right again, as somebody with a text editor and sha256sum can.
fn forge(folder: &Path, file: &str, change: impl Fn(&str) -> String) {
    let path = folder.join(file);
    let text = fs::read_to_string(&path).unwrap();
    let changed = change(&text);
    assert_ne!(text, changed, "the forgery changes something");
    let before = bag::check(folder).unwrap().files;
    fs::write(&path, changed).unwrap();
    for list in [bag::MANIFEST, bag::TAG_MANIFEST] {
        let after = bag::check(folder).unwrap().files;
        let lines = fs::read_to_string(folder.join(list)).unwrap();
        let lines = before.iter().fold(lines, |lines, (name, old)| lines.replace(old.as_str(), &after[name]));
        fs::write(folder.join(list), lines).unwrap();
    }
}

#[test]
fn lists_made_right_after_a_forgery_do_not_fit_the_seal() {
    let temp = tempfile::tempdir().unwrap();
    let folder = pack(temp.path());
    forge(&folder, pack::README, |text| text.replace("Work on a copy", "Work at a copy"));
    assert_eq!(bag::check(&folder).unwrap().problems, [], "any BagIt program is satisfied");
    assert_names(&verify(&folder).unwrap(), bag::SEAL);
}

#[test]
fn a_changed_word_a_changed_number_and_a_dropped_entry_are_found_even_with_right_lists() {
    let temp = tempfile::tempdir().unwrap();
    let folder = pack(temp.path());
    type Forgery = (&'static str, fn(&str) -> String, &'static str);
    let forgeries: [Forgery; 4] = [
        (
            pack::ENTRIES,
            |text| text.replace("outside again", "outside twice"),
            "entry 5: The entry does not match.",
        ),
        (pack::ENTRIES, |text| text.replace("message 7", "message 9"), "entry 4: Item 7 does not match."),
        (
            pack::FIGURES,
            |text| text.replace("\"value\": 21", "\"value\": 22"),
            "is not what the entries give",
        ),
        (
            pack::ENTRIES,
            |text| text.lines().skip(1).map(|l| format!("{l}\n")).collect(),
            "is not what the entries give",
        ),
    ];
    let whole = bag::check(&folder).unwrap().files.into_keys();
    let whole: Vec<(PathBuf, Vec<u8>)> =
        whole.map(|f| (folder.join(&f), fs::read(folder.join(f)).unwrap())).collect();
    for (file, change, expected) in forgeries {
        forge(&folder, file, change);
        let verdict = verify(&folder).unwrap();
        let told: Vec<String> = verdict.problems.iter().map(ToString::to_string).collect();
        assert!(told.iter().any(|problem| problem.contains(expected)), "{expected}: {told:?}");
        for (path, bytes) in &whole {
            fs::write(path, bytes).unwrap();
        }
    }
}

#[test]
fn a_pack_signed_with_another_key_does_not_match() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (folder, other) = (pack(one.path()), pack(two.path()));
    fs::copy(other.join(pack::KEY), folder.join(pack::KEY)).unwrap();
    assert_names(&verify(&folder).unwrap(), bag::SEAL);
    assert_names(&verify(&folder).unwrap(), pack::CHECKPOINT);
}

#[test]
fn missing_extra_and_renamed_files_are_named_and_a_missing_folder_is_an_error() {
    let temp = tempfile::tempdir().unwrap();
    let folder = pack(temp.path());
    fs::write(folder.join("data/more.txt"), b"x").unwrap();
    assert_names(&verify(&folder).unwrap(), "data/more.txt");
    fs::remove_file(folder.join("data/more.txt")).unwrap();
    for file in [pack::ENTRIES, pack::CHECKPOINT, pack::KEY, pack::FIGURES, pack::REPORT, bag::SEAL] {
        let bytes = fs::read(folder.join(file)).unwrap();
        fs::remove_file(folder.join(file)).unwrap();
        assert_names(&verify(&folder).unwrap(), file);
        fs::write(folder.join(file), bytes).unwrap();
    }
    assert!(verify(&temp.path().join("nowhere")).is_err());
}
