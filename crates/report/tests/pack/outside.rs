//! What other people's programs say of a pack, and what stands on its pages.

use crate::{files, log::Log, make, sample};
use daybook_core::{
    agency::AgencyContact,
    boundary::Boundary,
    event::Event,
    incident::Incident,
    person::{Person, Role},
    when::When,
};
use daybook_report::{bag, figures::From};
use jiff::civil::date;
use std::{
    collections::BTreeMap,
    path::Path,
    process::{Command, Output},
};

fn run(program: &str, args: &[&str], folder: &Path) -> Output {
    let run = Command::new(program).args(args).current_dir(folder).output();
    run.unwrap_or_else(|error| panic!("{program} is needed for this test: {error}"))
}

/// The words on the pages, spaces and line breaks made one space.
pub fn words(folder: &Path) -> String {
    let out = run("pdftotext", &["data/report.pdf", "-"], folder);
    String::from_utf8(out.stdout).unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn assert_sound(folder: &Path) {
    for list in ["manifest-sha256.txt", "tagmanifest-sha256.txt"] {
        let out = run("sha256sum", &["--strict", "-c", list], folder);
        assert!(out.status.success(), "{list}: {}", String::from_utf8_lossy(&out.stdout));
    }
    let validate = "import bagit, sys; bagit.Bag('.').validate(); print('valid')";
    let out = run("python3", &["-c", validate], folder);
    assert!(out.status.success(), "bagit: {}", String::from_utf8_lossy(&out.stderr));
    let out = run("qpdf", &["--check", "data/report.pdf"], folder);
    assert!(out.status.success(), "qpdf: {}", String::from_utf8_lossy(&out.stdout));
    assert_eq!(bag::check(folder).unwrap().problems, []);
}

#[test]
fn a_whole_case_satisfies_every_outside_program() {
    let temp = tempfile::tempdir().unwrap();
    let folder = temp.path().join("pack");
    let pack = make(&sample::case(), &folder).unwrap();
    assert_sound(&folder);
    let words = words(&folder);
    for wanted in [
        "381 unwanted contacts on 354 separate occasions",
        "from Wed 18 Mar 2026 to Sun 25 Oct 2026",
        "Please do not contact me again, in any way.",
        "£40 under the door",
        "🎂",
        "25 of 29 entries disclosed",
        "Place kept private",
        "The clocks went back that night",
        "Late entry:",
        "Changed once, see annex A",
        "I checked the time against my call to my sister.",
        "It was not him: the dentist rang back.",
        "PR/2210/26",
        "8 days after the block",
        "promised: a call back from the stalking team by 9 September 2026",
        "Please ring before 3 pm",
    ] {
        assert!(
            words.contains(wanted),
            "{wanted:?} is not on the pages: {}",
            words.chars().take(1200).collect::<String>()
        );
    }
    assert!(!words.contains("stalking is") && !words.to_lowercase().contains("admissible"));
    assert_eq!(pack.entries, (25, 29));
}

#[test]
fn page_one_fits_on_two_pages() {
    let temp = tempfile::tempdir().unwrap();
    let folder = temp.path().join("pack");
    make(&sample::case(), &folder).unwrap();
    let out = run("pdftotext", &["-f", "3", "-l", "3", "data/report.pdf", "-"], &folder);
    assert!(String::from_utf8(out.stdout).unwrap().contains("Contents"));
}

#[test]
fn page_one_fits_on_two_pages_however_much_there_is_and_what_it_cuts_stands_further_on() {
    let mut log = sample::case();
    let at = "2026-10-26T09:00:00Z";
    let much =
        "It is written down at length, as people do who were told to write everything down. ".repeat(4);
    for number in 0..9 {
        let when = When::exact(date(2026, 6, 1 + number).at(9, 30, 0, 0), "Europe/London");
        let name = format!("Person {number}");
        let description = Some(much.clone());
        let person = Person { name, role: Role::Suspect, description, ..Person::default() };
        let who = vec![log.write(at, Event::Person(person))];
        let words = format!("{much} The last of them: {number}.");
        let boundary =
            Boundary { when: when.clone(), how: "aloud".into(), words: words.clone(), to: who.clone() };
        log.write(at, Event::Boundary(boundary));
        let force = format!("Force {number}");
        let agency = AgencyContact {
            when: when.clone(),
            force,
            promise: Some(much.clone()),
            who: String::new(),
            reference: None,
            told: None,
            advice: None,
            due: None,
        };
        log.write(at, Event::Agency(agency));
        let incident =
            Incident { when, what: words, who, felt_then: Some(much.clone()), ..Incident::default() };
        log.write(at, Event::Incident(incident));
    }
    let temp = tempfile::tempdir().unwrap();
    let folder = temp.path().join("pack");
    make(&log, &folder).unwrap();
    let out = run("pdftotext", &["-f", "3", "-l", "3", "data/report.pdf", "-"], &folder);
    assert!(String::from_utf8(out.stdout).unwrap().contains("Contents"));
    let words = words(&folder);
    assert!(words.contains("more: see Asked to stop.") && words.contains("See People and identifiers."));
    for number in 0..9 {
        let whole = format!("The last of them: {number}.");
        assert_eq!(words.matches(&whole).count(), 2, "{whole}: the boundary and the incident");
    }
}

#[test]
fn the_same_case_gives_the_same_bytes() {
    let temp = tempfile::tempdir().unwrap();
    let made: Vec<BTreeMap<String, Vec<u8>>> = ["one", "two"]
        .map(|name| {
            make(&sample::case(), &temp.path().join(name)).unwrap();
            files(&temp.path().join(name))
        })
        .into();
    assert_eq!(made[0].keys().collect::<Vec<_>>(), made[1].keys().collect::<Vec<_>>());
    for (name, bytes) in &made[0] {
        assert!(*bytes == made[1][name], "{name} differs");
    }
}

#[test]
fn every_figure_is_the_number_of_its_sources() {
    let temp = tempfile::tempdir().unwrap();
    let folder = temp.path().join("pack");
    let pack = make(&sample::case(), &folder).unwrap();
    assert!(pack.figures.figures.len() > 15);
    for (id, figure) in &pack.figures.figures {
        let counted = match &figure.from {
            From::Sources(sources) => sources.len(),
            From::Groups(groups) => groups.len(),
        };
        assert_eq!(figure.value, counted as u64, "{id}");
    }
    let value = |id| pack.figures.value(id);
    assert_eq!(value("told") + value("imported"), value("contacts"));
    // Counted by hand from the sample: three incidents with fear, one damaged car by nobody known.
    assert_eq!((value("fear_of_violence"), value("person.not-known.contacts")), (3, 1));
}

#[test]
fn an_empty_diary_makes_a_pack_that_says_so() {
    let temp = tempfile::tempdir().unwrap();
    let folder = temp.path().join("pack");
    make(&Log::default(), &folder).unwrap();
    assert_sound(&folder);
    let words = words(&folder);
    for wanted in [
        "No unwanted contact is on record yet.",
        "Not stated.",
        "0 of 0 entries disclosed",
        "There are no exhibits.",
    ] {
        assert!(words.contains(wanted), "{wanted:?}");
    }
}

#[test]
fn one_incident_by_somebody_not_known_is_a_report() {
    let mut log = Log::default();
    let when = When::exact(date(2026, 5, 4).at(21, 0, 0, 0), "Europe/London");
    let what = "A man I do not know followed me from the station.".to_owned();
    log.write("2026-05-04T21:00:00Z", Event::Incident(Incident { when, what, ..Incident::default() }));
    let temp = tempfile::tempdir().unwrap();
    let folder = temp.path().join("pack");
    make(&log, &folder).unwrap();
    assert_sound(&folder);
    let words = words(&folder);
    for wanted in [
        "1 unwanted contact on 1 separate occasion, on Mon 4 May 2026.",
        "A person not known",
        "1 hour after",
    ] {
        assert!(words.contains(wanted), "{wanted:?}: {words}");
    }
}

#[test]
fn a_report_about_one_person_leaves_the_others_out() {
    let mut log = Log::default();
    let person = |name: &str| Person { name: name.into(), role: Role::Suspect, ..Person::default() };
    let asked = log.write("2026-05-04T20:00:00Z", Event::Person(person("Dan Example")));
    let other = log.write("2026-05-04T20:00:00Z", Event::Person(person("Sam Elsewhere")));
    for (who, what) in [(asked, "He knocked."), (other, "She rang.")] {
        let when = When::exact(date(2026, 5, 4).at(21, 0, 0, 0), "Europe/London");
        let incident = Incident { when, what: what.into(), who: vec![who], ..Incident::default() };
        log.write("2026-05-04T22:00:00Z", Event::Incident(incident));
    }
    let temp = tempfile::tempdir().unwrap();
    let pack = crate::make_about(&log, &temp.path().join("pack"), [asked].into()).unwrap();
    assert_eq!(pack.entries, (2, 4));
    for (name, bytes) in files(&temp.path().join("pack")) {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("Elsewhere") && !text.contains("She rang"), "{name}");
    }
}
