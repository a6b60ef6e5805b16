//! Any change to a pack is found, and the file is named.

use crate::{files, log::Log, make, sample};
use daybook_core::{event::Event, exhibit::Exhibit, incident::Incident};
use daybook_report::bag::{self, Problem};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// A small pack in a folder of its own.
fn small(temp: &Path) -> PathBuf {
    let mut log = Log::default();
    let at = "2026-05-04T20:00:00Z";
    log.write(at, Event::Incident(Incident { what: "He rang.".into(), ..Incident::default() }));
    let exhibit = Exhibit { name: "a.png".into(), media_type: "image/png".into(), ..Exhibit::default() };
    log.exhibit(at, &sample::png(), exhibit);
    let folder = temp.join("pack");
    make(&log, &folder).unwrap();
    folder
}

fn problems(folder: &Path) -> Vec<Problem> {
    bag::check(folder).unwrap().problems
}

#[test]
fn a_flipped_bit_anywhere_is_found_and_the_file_named() {
    let temp = tempfile::tempdir().unwrap();
    let folder = small(temp.path());
    assert_eq!(problems(&folder), []);
    let mut tried = 0;
    for (name, bytes) in files(&folder) {
        // The seal's own bytes are covered by its signature, which is checked with the vault's proofs.
        if name == bag::SEAL {
            continue;
        }
        let step = (bytes.len() / 60).max(1);
        for at in (0..bytes.len()).step_by(step) {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << (at % 8);
            fs::write(folder.join(&name), &changed).unwrap();
            let found = problems(&folder);
            // A list of lists is not listed itself: there the files it no longer fits are named.
            let named = found.iter().any(|problem| problem.file() == name);
            assert!(
                named || (name == bag::TAG_MANIFEST && !found.is_empty()),
                "{name}, byte {at}: {found:?}"
            );
            tried += 1;
        }
        fs::write(folder.join(&name), &bytes).unwrap();
    }
    assert!(tried >= 500, "{tried} places");
    assert_eq!(problems(&folder), []);
}

#[test]
fn a_file_cut_short_or_emptied_is_named() {
    let temp = tempfile::tempdir().unwrap();
    let folder = small(temp.path());
    for (name, bytes) in files(&folder).into_iter().filter(|(name, _)| name != bag::SEAL) {
        for length in [0, bytes.len() - 1] {
            fs::write(folder.join(&name), &bytes[..length]).unwrap();
            assert!(!problems(&folder).is_empty(), "{name} cut to {length}");
        }
        fs::write(folder.join(&name), &bytes).unwrap();
    }
}

#[test]
fn extra_missing_and_renamed_files_are_named() {
    let temp = tempfile::tempdir().unwrap();
    let folder = small(temp.path());
    let original = folder.join("data/exhibits/JS-1.png");
    let path = "data/exhibits/JS-1.png".to_owned();
    fs::write(folder.join("data/exhibits/JS-9.png"), b"x").unwrap();
    assert!(problems(&folder).contains(&Problem::Extra("data/exhibits/JS-9.png".into())));
    fs::remove_file(folder.join("data/exhibits/JS-9.png")).unwrap();
    fs::rename(&original, folder.join("data/exhibits/JS-2.png")).unwrap();
    let renamed = Problem::Renamed { from: path.clone(), to: "data/exhibits/JS-2.png".into() };
    assert_eq!(problems(&folder), [renamed]);
    fs::remove_file(folder.join("data/exhibits/JS-2.png")).unwrap();
    assert!(problems(&folder).contains(&Problem::Missing(path)));
}

#[test]
fn every_listed_file_is_missed() {
    let temp = tempfile::tempdir().unwrap();
    let folder = small(temp.path());
    for (name, bytes) in files(&folder) {
        fs::remove_file(folder.join(&name)).unwrap();
        let found = problems(&folder);
        assert!(found.iter().any(|problem| problem.file() == name), "{name}: {found:?}");
        fs::write(folder.join(&name), bytes).unwrap();
    }
    assert_eq!(problems(&folder), []);
}

#[cfg(unix)]
#[test]
fn links_are_refused_and_not_followed() {
    let temp = tempfile::tempdir().unwrap();
    let folder = small(temp.path());
    let original = folder.join("data/exhibits/JS-1.png");
    let elsewhere = temp.path().join("elsewhere.png");
    fs::rename(&original, &elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &original).unwrap();
    assert!(problems(&folder).contains(&Problem::Unsafe("data/exhibits/JS-1.png".into())));
    std::os::unix::fs::symlink(temp.path(), folder.join("data/loop")).unwrap();
    assert!(problems(&folder).contains(&Problem::Unsafe("data/loop".into())));
}

#[test]
fn names_that_lead_elsewhere_are_refused() {
    let temp = tempfile::tempdir().unwrap();
    let folder = small(temp.path());
    let list = folder.join(bag::MANIFEST);
    let before = fs::read_to_string(&list).unwrap();
    for name in
        ["/etc/hostname", "data/../../x", "../x", "data\\x", "C:/x", "data//x", "./data/x", "bagit.txt"]
    {
        fs::write(&list, format!("{before}{}  {name}\n", "0".repeat(64))).unwrap();
        assert!(problems(&folder).contains(&Problem::Unsafe(name.into())), "{name}");
    }
}

#[test]
fn a_list_with_other_line_ends_is_refused() {
    let temp = tempfile::tempdir().unwrap();
    let folder = small(temp.path());
    let list = folder.join(bag::MANIFEST);
    let lines = fs::read_to_string(&list).unwrap();
    fs::write(&list, lines.replace('\n', "\r\n")).unwrap();
    assert!(problems(&folder).iter().any(|p| matches!(p, Problem::Unsafe(name) if name.ends_with('\r'))));
}

#[test]
fn two_names_that_differ_only_in_case_are_refused() {
    let temp = tempfile::tempdir().unwrap();
    let folder = small(temp.path());
    fs::write(folder.join("data/exhibits/js-1.PNG"), b"x").unwrap();
    assert!(
        problems(&folder).iter().any(|p| matches!(p, Problem::Unsafe(name) if name.ends_with("js-1.PNG")))
    );
}
