//! Tables: nothing is taken in that nobody has explained, and no row is lost without a word.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

use daybook_core::item::Item;
use daybook_import::{
    options::{Mapping, Meaning, Options},
    read::{Outcome, read},
    recognise::export,
};
use jiff::tz::TimeZone;
use proptest::prelude::*;
use std::io::Cursor;

fn items(bytes: &[u8], columns: &[(&str, Meaning)]) -> (Vec<Item>, Outcome) {
    let mut options = Options::new(TimeZone::UTC);
    options.format = Some("csv".parse().unwrap());
    let columns = columns.iter().map(|(name, meaning)| ((*name).to_owned(), *meaning)).collect();
    options.mapping = Some(Mapping { columns, ..Mapping::default() });
    options.limits.row_bytes = 64 << 10;
    let mut items = Vec::new();
    let outcome = read(&mut Cursor::new(bytes), "x", &options, &mut items).unwrap();
    (items, outcome)
}

fn count(outcome: &Outcome, kind: &str) -> u64 {
    outcome.findings.iter().filter(|finding| finding.kind == kind).map(|finding| finding.count).sum()
}

#[test]
fn files_that_are_no_tables_of_times_are_left_alone() {
    for text in [
        "Dear Sam,\nI hope, as ever, you are well.\nDan\n",
        "name,number\nDan,07700900101\nSam,07700900102\n",
        "{\"a\":1,\n\"b\":\"01/02/2025\"}\n",
        "01/02/2025, 09:00 - Ann: a\n01/02/2025, 09:01 - Dan: b\n01/02/2025, 09:02 - Ann: c\n",
        "a,b\n",
        "",
    ] {
        let found = export(text.as_bytes()).map(|found| found.format.word());
        assert_ne!(found, Some("csv"), "{text}");
    }
    let found = export(b"when,who\n01/02/2025 10:00,Dan\n").unwrap();
    assert_eq!(found.format.word(), "csv");
}

#[test]
fn a_row_longer_than_is_held_ends_the_reading_and_is_told() {
    let text = format!("when,what\n2025-02-13 10:00,a\n2025-02-14 10:00,\"{}\n", "b\n".repeat(100_000));
    let (items, outcome) = items(text.as_bytes(), &[("when", Meaning::When), ("what", Meaning::Text)]);
    assert_eq!(items[0].text, "a");
    assert_eq!(count(&outcome, "endless_row"), 1);
}

#[test]
fn a_mapping_is_kept_as_it_was_said() {
    let said = r#"{"columns":{"Date":"date","Number":"with"},"delimiter":";","date_order":"month-first","rows":"call"}"#;
    let mapping: Mapping = serde_json::from_str(said).unwrap();
    assert_eq!(serde_json::from_str::<Mapping>(&serde_json::to_string(&mapping).unwrap()).unwrap(), mapping);
    assert!(serde_json::from_str::<Mapping>(r#"{"colums":{}}"#).is_err(), "a misspelt word is refused");
}

fn cell() -> impl Strategy<Value = String> {
    "([0-9]{1,2}/[0-9]{1,2}/20[0-9]{2}|2025-0[1-9]-[0-9]{2} [0-9]{2}:[0-9]{2}|[a-c\"\n;,=+-]{0,6}|\\PC{0,6})"
}

proptest! {
    #[test]
    fn every_row_is_a_record_or_is_told(rows in prop::collection::vec((cell(), cell()), 0..15)) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["when", "what"]).unwrap();
        for (when, what) in &rows {
            writer.write_record([when, what]).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let (items, outcome) = items(&bytes, &[("when", Meaning::When), ("what", Meaning::Text)]);
        prop_assert_eq!(items.len() as u64 + count(&outcome, "odd_row"), rows.len() as u64);
        for pair in items.windows(2) {
            prop_assert!(pair[0].locator.end <= pair[1].locator.start);
        }
    }
}
