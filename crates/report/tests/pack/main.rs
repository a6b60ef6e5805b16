//! Packs made from an invented case, checked with our own check and with other people's programs.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod bad_input;
mod damage;
mod kept_back;
mod lawful;
mod log;
mod outside;
mod sample;
mod secrets;

use crate::log::Log;
use daybook_core::guide::Guide;
use daybook_report::{
    case::{Audience, Case},
    pack::{self, Pack, PackError},
    pdf::{FontSource, Fonts},
};
use jiff::tz::TimeZone;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// Makes a pack of a log at a folder that is not there yet.
pub fn make(log: &Log, target: &Path) -> Result<Pack, PackError> {
    run(log, target, |_| {})
}

/// Makes a pack about some persons only.
pub fn make_about(log: &Log, target: &Path, persons: BTreeSet<u64>) -> Result<Pack, PackError> {
    run(log, target, |case| case.persons = persons)
}

/// Makes a pack with some originals chosen in spite of what they hold.
pub fn make_with(log: &Log, target: &Path, originals: BTreeSet<u64>) -> Result<Pack, PackError> {
    run(log, target, |case| case.originals = originals)
}

fn run(log: &Log, target: &Path, choose: impl FnOnce(&mut Case<'_>)) -> Result<Pack, PackError> {
    let guide = Guide::parse(include_str!("../../../../packs/england-and-wales/guide.toml")).unwrap();
    run_with(&guide, log, target, choose)
}

/// Makes a pack with other guidance.
pub fn run_with(
    guide: &Guide,
    log: &Log,
    target: &Path,
    choose: impl FnOnce(&mut Case<'_>),
) -> Result<Pack, PackError> {
    let fonts = Fonts::new(FontSource::ShippedOnly);
    let mut case = Case {
        diary: &log.diary,
        guide,
        items: log,
        made_at: "2026-11-24T09:00:00Z".parse().unwrap(),
        zone: TimeZone::get("Europe/London").unwrap(),
        program: "Daybook 0.1.0",
        persons: BTreeSet::new(),
        audience: Audience::Police,
        wanted: None,
        originals: BTreeSet::new(),
        left_out: BTreeSet::new(),
        fonts: &fonts,
    };
    choose(&mut case);
    pack::make(&case, log, target)
}

/// Every file below a folder with its bytes.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(folder: &Path, below: &str, files: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let name = format!("{below}{}", entry.file_name().to_str().unwrap());
            if entry.path().is_dir() {
                walk(&entry.path(), &format!("{name}/"), files);
            } else {
                files.insert(name, fs::read(entry.path()).unwrap());
            }
        }
    }
    let mut all = BTreeMap::new();
    walk(folder, "", &mut all);
    all
}
