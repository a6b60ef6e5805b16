//! Every case in `testdata/import`: what is read must be what is expected.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod cases;

use cases::{cases, input};
use daybook_core::{card::Card, item::Item};
use daybook_import::{
    options::{DateOrder, Mapping, Options, Sink, SinkError},
    read::read,
    report::{FileReport, ItemLine},
};
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use std::{fs, io::Cursor, path::Path};

fn options(case: &Path) -> Options {
    let mut options = Options::new(TimeZone::get("Europe/London").unwrap());
    if let Ok(text) = fs::read(case.join("options.json")) {
        let told: Value = serde_json::from_slice(&text).unwrap();
        options.me = told["me"].as_str().map(str::to_owned);
        options.mapping = serde_json::from_value::<Option<Mapping>>(told["mapping"].clone()).unwrap();
        options.date_order = serde_json::from_value::<Option<DateOrder>>(told["date_order"].clone()).unwrap();
    }
    options
}

fn outcome(bytes: &[u8], name: &str, options: &Options) -> (Value, Vec<Item>) {
    let mut kept = Kept::default();
    let outcome = read(&mut Cursor::new(bytes), name, options, &mut kept).unwrap();
    let items = kept.items;
    let (me, report) = (outcome.me.clone(), FileReport::new(name, outcome));
    let cards = kept.cards;
    assert_eq!(report.records, (items.len() + cards.len()) as u64, "what is counted is what is handed on");
    assert_eq!(report.records, report.messages + report.calls + report.system + report.cards);
    let mut value = serde_json::to_value(&report).unwrap();
    let findings = value["findings"].as_array().unwrap().iter();
    let findings: Vec<Value> =
        findings.map(|f| json!({"kind": f["kind"], "count": f["count"], "place": f["place"]})).collect();
    value["findings"] = findings.into();
    value["me"] = json!(me);
    for key in ["first", "last", "path"] {
        value.as_object_mut().unwrap().remove(key);
    }
    value["items"] = items.iter().map(|item| serde_json::to_value(ItemLine::from(item)).unwrap()).collect();
    if !cards.is_empty() {
        value["contact_cards"] = json!(cards);
    }
    (value, items)
}

/// Keeps all that a reading hands on.
#[derive(Default)]
struct Kept {
    items: Vec<Item>,
    cards: Vec<Card>,
}

impl Sink for Kept {
    fn item(&mut self, item: Item) -> Result<(), SinkError> {
        self.items.push(item);
        Ok(())
    }

    fn card(&mut self, card: Card) -> Result<(), SinkError> {
        self.cards.push(card);
        Ok(())
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a test is told by its environment whether to rewrite its expectations"
)]
fn update() -> bool {
    std::env::var_os("UPDATE").is_some()
}

#[test]
fn every_case_reads_as_expected() {
    let update = update();
    let mut wrong = Vec::new();
    for (format, case) in cases() {
        let (name, bytes) = input(&case);
        let (mut got, _) = outcome(&bytes, &name, &options(&case));
        assert_eq!(got["format"], format, "{}", case.display());
        let file = case.join("expected.json");
        if update {
            fs::write(&file, serde_json::to_string_pretty(&got).unwrap() + "\n").unwrap();
            continue;
        }
        let expected: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
        if got != expected {
            got["case"] = json!(case.file_name().unwrap().to_str());
            wrong.push(format!("{got:#}\nexpected {expected:#}"));
        }
    }
    assert!(wrong.is_empty(), "{} cases differ\n{}", wrong.len(), wrong.join("\n"));
}

/// A chat copied through a program that changes its line ends says the same.
#[test]
fn line_ends_change_places_and_nothing_else() {
    for (_, case) in cases().into_iter().filter(|(format, _)| format == "whatsapp") {
        let (name, bytes) = input(&case);
        if bytes.contains(&b'\r') {
            continue;
        }
        let text = String::from_utf8(bytes.clone()).unwrap().replace('\n', "\r\n");
        let (_, mut lf) = outcome(&bytes, &name, &options(&case));
        let (_, mut crlf) = outcome(text.as_bytes(), &name, &options(&case));
        lf.iter_mut().chain(&mut crlf).for_each(|item| item.locator = Default::default());
        assert_eq!(lf, crlf, "{}", case.display());
    }
}

/// Counting alone gives the same counts as handing items on.
#[test]
fn a_dry_run_counts_what_a_reading_finds() {
    for (_, case) in cases() {
        let (name, bytes) = input(&case);
        let options = options(&case);
        let mut items: Vec<Item> = Vec::new();
        let read =
            FileReport::new(&name, read(&mut Cursor::new(&bytes), &name, &options, &mut items).unwrap());
        let mut dry = daybook_import::report::dry_run(&mut Cursor::new(&bytes), &name, &options, None);
        dry.findings.truncate(read.findings.len());
        assert_eq!(
            serde_json::to_value(&read).unwrap(),
            serde_json::to_value(&dry).unwrap(),
            "{}",
            case.display()
        );
    }
}
