//! Every fixture of text, cut and changed in a thousand ways: never a panic, never a silent nothing, never a record
//! counted and not handed on, never a place outside the file.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

use daybook_core::{card::Card, item::Item};
use daybook_import::{
    options::{CountOnly, Options, Sink, SinkError},
    read::{Outcome, read},
};
use jiff::tz::TimeZone;
use proptest::prelude::*;
use std::{fs, io::Cursor, path::Path, sync::LazyLock};

/// Fixtures that are one file of text, with their paths.
static FIXTURES: LazyLock<Vec<(String, Vec<u8>)>> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/import");
    let below =
        |path: &Path| fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect::<Vec<_>>();
    let cases = below(&root).into_iter().filter(|path| path.is_dir()).flat_map(|format| below(&format));
    let files = cases.filter(|path| path.is_dir()).flat_map(|case| below(&case));
    let inputs = files.filter(|path| path.is_file() && path.file_stem().is_some_and(|stem| stem == "input"));
    let mut found: Vec<_> =
        inputs.map(|path| (path.display().to_string(), fs::read(path).unwrap())).collect();
    found.retain(|(_, bytes)| bytes.len() < 64 << 10 && !bytes.contains(&0));
    found.sort();
    found
});

/// Keeps what is handed on.
#[derive(Default)]
struct Kept {
    items: Vec<Item>,
    cards: u64,
}

impl Sink for Kept {
    fn item(&mut self, item: Item) -> Result<(), SinkError> {
        self.items.push(item);
        Ok(())
    }

    fn card(&mut self, _card: Card) -> Result<(), SinkError> {
        self.cards += 1;
        Ok(())
    }
}

fn outcome(bytes: &[u8]) -> (Vec<Item>, Outcome) {
    let options = Options::new(TimeZone::get("Europe/London").unwrap());
    let mut kept = Kept::default();
    let outcome = read(&mut Cursor::new(bytes), "x", &options, &mut kept).unwrap();
    let counted = read(&mut Cursor::new(bytes), "x", &options, &mut CountOnly).unwrap();
    let Kept { items, cards } = kept;
    assert_eq!(outcome.tally.records, items.len() as u64 + cards, "what is counted is what is handed on");
    assert_eq!(outcome.tally.records, counted.tally.records, "counting alone counts the same");
    assert_eq!(outcome.findings, counted.findings, "counting alone notices the same");
    for item in &items {
        if let Some((start, end)) = item.locator.start.zip(item.locator.end) {
            assert!(start < end && end <= bytes.len() as u64, "{start}..{end} of {}", bytes.len());
        }
    }
    (items, outcome)
}

/// JSON whose items are records of their own. The places within one segment of a timeline share its fate.
fn whole_records(path: &str) -> bool {
    (path.ends_with(".json") || path.ends_with(".jsonl")) && !path.contains("google-location")
}

#[test]
fn a_fixture_cut_anywhere_keeps_the_records_before_the_cut() {
    for (path, bytes) in FIXTURES.iter().filter(|(path, _)| whole_records(path)) {
        let (whole, outcome_of_whole) = outcome(bytes);
        for cut in (bytes.len() / 2..bytes.len()).step_by(97) {
            let (items, told) = outcome(&bytes[..cut]);
            if told.recognised.format != outcome_of_whole.recognised.format {
                continue;
            }
            let before =
                whole.iter().filter(|item| item.locator.end.is_some_and(|end| end <= cut as u64)).count();
            assert!(items.len() >= before, "{path} cut at {cut}: {} of {before}", items.len());
            let rest = bytes[cut..].iter().any(|byte| !byte.is_ascii_whitespace());
            assert!(!rest || !told.findings.is_empty(), "{path} cut at {cut} says nothing");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn a_changed_fixture_never_panics(
        which in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4u8), 1..8),
    ) {
        let (_, bytes) = &FIXTURES[which.index(FIXTURES.len())];
        let mut bytes = bytes.clone();
        for (place, byte, how) in changes {
            if bytes.is_empty() {
                break;
            }
            let at = place.index(bytes.len());
            match how {
                0 => bytes[at] = byte,
                1 => bytes.truncate(at),
                2 => { bytes.remove(at); }
                // A mark of structure where none belongs hurts most.
                _ => bytes.insert(at, b"{}[]\",:\\<>&/"[usize::from(byte) % 12]),
            }
        }
        outcome(&bytes);
    }

    #[test]
    fn two_fixtures_joined_never_panic(one in any::<prop::sample::Index>(), other in any::<prop::sample::Index>(), at in any::<prop::sample::Index>()) {
        let (one, other) = (&FIXTURES[one.index(FIXTURES.len())].1, &FIXTURES[other.index(FIXTURES.len())].1);
        let cut = at.index(one.len() + 1);
        outcome(&[&one[..cut], other, &one[cut..]].concat());
    }
}
