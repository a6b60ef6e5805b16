//! Every fixture, cut and changed at random: never a panic, never silence.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

use daybook_import::{
    options::{CountOnly, Format, Options},
    read::read,
};
use jiff::tz::TimeZone;
use proptest::prelude::*;
use std::{fs, io::Cursor, path::Path, sync::OnceLock};

/// Inputs of all cases that are one file, with their formats.
fn inputs() -> &'static [(Format, Vec<u8>)] {
    static INPUTS: OnceLock<Vec<(Format, Vec<u8>)>> = OnceLock::new();
    INPUTS.get_or_init(|| {
        let below = |path: &Path| {
            let mut found: Vec<_> = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
            found.sort();
            found
        };
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/import");
        let mut inputs = Vec::new();
        for folder in below(&root).into_iter().filter(|path| path.is_dir()) {
            let format: Format = folder.file_name().unwrap().to_str().unwrap().parse().unwrap();
            let cases = below(&folder).into_iter().filter(|path| path.is_dir());
            for file in cases.flat_map(|case| below(&case)).filter(|path| path.is_file()) {
                if file.file_stem().is_some_and(|stem| stem == "input") {
                    inputs.push((format, fs::read(file).unwrap()));
                }
            }
        }
        inputs
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn damaged_fixtures_never_panic_and_are_never_passed_over_in_silence(
        (input, cut) in (any::<prop::sample::Index>(), any::<prop::sample::Index>()),
        whole in any::<bool>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
    ) {
        let (format, bytes) = input.get(inputs());
        let mut bytes = bytes.clone();
        if !whole && !bytes.is_empty() {
            bytes.truncate(cut.index(bytes.len()));
        }
        for (at, to) in changes {
            if !bytes.is_empty() {
                let at = at.index(bytes.len());
                bytes[at] = to;
            }
        }
        let mut options = Options::new(TimeZone::UTC);
        for told in [None, Some(*format)] {
            options.format = told;
            if let Ok(outcome) = read(&mut Cursor::new(&bytes), "x", &options, &mut CountOnly)
                && told.is_some_and(|told| told != Format::File)
            {
                let silent = outcome.tally.records == 0 && outcome.findings.is_empty() && outcome.tally.declared != Some(0);
                prop_assert!(!silent, "{format:?} says nothing of {:?}", String::from_utf8_lossy(&bytes));
            }
        }
    }
}
