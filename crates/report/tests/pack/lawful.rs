//! The law table of a pack: what it says, what it cites, and for whom.

use crate::{files, log::Log, outside::words, run_with, sample};
use daybook_core::{
    boundary::{Forbidden, Order},
    event::Event,
    guide::Guide,
    incident::{Incident, Kind},
    person::{Person, Role},
    when::When,
};
use daybook_report::case::{Audience, Case};
use jiff::civil::date;
use std::path::Path;

fn england() -> Guide {
    macro_rules! part {
        ($($name:literal),*) => {
            Guide::read(&[$(($name, include_str!(concat!("../../../../packs/england-and-wales/", $name, ".toml")))),*]).unwrap()
        };
    }
    part!("guide", "law", "clocks", "orders", "advice", "signals")
}

fn make(log: &Log, target: &Path, choose: impl FnOnce(&mut Case<'_>)) -> (String, serde_json::Value) {
    run_with(&england(), log, target, choose).unwrap();
    let law = &files(target)["data/law.json"];
    (words(target), serde_json::from_slice(law).unwrap())
}

#[test]
fn the_table_names_its_pack_says_no_verdict_and_cites_only_what_is_disclosed() {
    let temp = tempfile::tempdir().unwrap();
    let folder = temp.path().join("pack");
    let (words, law) = make(&sample::case(), &folder, |_| {});
    for wanted in [
        "What the law looks at",
        "It does not say what it is. People decide that.",
        "You can report now, with what you have.",
        &format!("version {}", england().version),
        "Stalking",
        "Protection from Harassment Act 1997",
        "on 3 separate occasions",
    ] {
        assert!(words.contains(wanted), "{wanted:?}");
    }
    for never in ["not enough", "too few", "is stalking", "A claim in a civil court"] {
        assert!(!words.contains(never), "{never:?}");
    }
    let entries = String::from_utf8(files(&folder)["data/record/entries.jsonl"].clone()).unwrap();
    let mut disclosed: Vec<u64> = entries
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["index"].as_u64().unwrap())
        .collect();
    // An entry held back for a place in its words has its line in the report all the same, without the place.
    let figures: serde_json::Value = serde_json::from_slice(&files(&folder)["data/figures.json"]).unwrap();
    disclosed.extend(figures["held_back"].as_array().unwrap().iter().filter_map(serde_json::Value::as_u64));
    let elements = law["tables"].as_array().unwrap().iter().flat_map(|t| t["laws"].as_array().unwrap());
    let from =
        elements.flat_map(|l| l["elements"].as_array().unwrap()).flat_map(|e| e["from"].as_array().unwrap());
    let cited: Vec<u64> =
        from.map(|s| s.as_str().unwrap().split('/').next().unwrap().parse().unwrap()).collect();
    assert!(cited.len() > 100 && cited.iter().all(|entry| disclosed.contains(entry)));
}

#[test]
fn a_solicitor_reads_the_claim_first_with_the_day_the_six_years_end() {
    let temp = tempfile::tempdir().unwrap();
    let folder = temp.path().join("pack");
    let (words, _) = make(&sample::case(), &folder, |case| case.audience = Audience::Solicitor);
    assert!(words.contains("Made for a solicitor on"));
    let claim = words.find("A claim in a civil court").expect("the claim is there");
    assert!(claim < words.find("Protection from Harassment Act 1997, section 2A").unwrap_or(usize::MAX));
    assert!(words.contains("from Wed 18 Mar 2026 to Thu 18 Mar 2032"), "six years from the first");
}

#[test]
fn an_order_says_what_it_forbids_and_what_falls_within_it_on_page_one_too() {
    let mut log = Log::default();
    let dan = Person { name: "Dan Example".into(), role: Role::Suspect, ..Person::default() };
    let dan = log.write("2026-05-01T20:00:00Z", Event::Person(dan));
    for day in [3, 12] {
        let when = When::exact(date(2026, 5, day).at(21, 0, 0, 0), "Europe/London");
        let kinds = vec![Kind::ContactCall];
        let incident =
            Incident { when, what: "He rang.".into(), who: vec![dan], kinds, ..Incident::default() };
        log.write("2026-05-20T22:00:00Z", Event::Incident(incident));
    }
    log.write(
        "2026-05-20T22:00:00Z",
        Event::Order(Order {
            kind: "Restraining order".into(),
            against: vec![dan],
            from: Some(date(2026, 5, 10)),
            forbids: vec![Forbidden::Contact],
            ..Order::default()
        }),
    );
    let temp = tempfile::tempdir().unwrap();
    let (words, _) = make(&log, &temp.path().join("pack"), |_| {});
    assert!(words.contains("within the terms of an order (Restraining order): line 2"), "{words}");
    assert!(words.contains("Falls within it line 2. A court decides"), "{words}");
    assert!(words.contains(&format!("Forbids {}", Forbidden::Contact.label())), "{words}");
}

#[test]
fn what_is_left_out_bears_on_nothing() {
    let mut log = Log::default();
    let dan = Person { name: "Dan Example".into(), role: Role::Suspect, ..Person::default() };
    let dan = log.write("2026-05-01T20:00:00Z", Event::Person(dan));
    let mut told = |day: i8, kind, what: &str| {
        let when = When::exact(date(2026, 5, day).at(21, 0, 0, 0), "Europe/London");
        let incident =
            Incident { when, what: what.into(), who: vec![dan], kinds: vec![kind], ..Incident::default() };
        log.write("2026-05-20T22:00:00Z", Event::Incident(incident))
    };
    let (kept, left_out) =
        (told(4, Kind::Follow, "He followed me."), told(6, Kind::Threat, "He threatened me."));
    let temp = tempfile::tempdir().unwrap();
    let (words, law) = make(&log, &temp.path().join("pack"), |case| case.left_out = [left_out].into());
    let cites = |entry: u64| law.to_string().contains(&format!("\"{entry}\""));
    assert!(cites(kept) && !cites(left_out), "{law}");
    assert!(
        words.contains("1 entry, on 1 separate occasion") && !words.contains("Threatening message"),
        "{words}"
    );
}
