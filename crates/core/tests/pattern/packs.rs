use crate::scene::{england, scotland};
use daybook_core::{guide::check::check, signal};
use jiff::civil::date;

#[test]
fn the_shipped_packs_have_no_fault_on_the_day_they_were_made() {
    for guide in [england(), scotland()] {
        let faults: Vec<String> = check(guide, date(2026, 11, 24)).iter().map(ToString::to_string).collect();
        assert_eq!(faults, [] as [&str; 0], "{}", guide.pack);
    }
}

#[test]
fn the_shipped_packs_have_every_parameter_a_signal_goes_by() {
    for guide in [england(), scotland()] {
        for signal in signal::ALL {
            for id in signal.parameters {
                assert!(guide.parameter.iter().any(|p| p.id == *id), "{} {id}", guide.pack);
            }
        }
    }
}

#[test]
fn a_topic_names_signals_that_exist() {
    let known = |named: &str| {
        let id = named.split_once('/').map_or(named, |(id, _)| id);
        signal::ALL.iter().any(|s| s.id == id)
    };
    for topic in england().topic.iter().chain(&scotland().topic) {
        for named in &topic.signals {
            assert!(known(named), "{}: {named}", topic.id);
        }
    }
}

#[test]
fn advice_that_conflicts_shows_every_side_with_its_source() {
    let block = england().advice.iter().find(|a| a.id == "block").unwrap();
    assert!(block.sides.len() >= 2);
    assert!(block.sides.iter().all(|side| side.source.len() > 3 && side.by.len() > 3));
}

#[test]
fn services_are_found_by_area_and_need() {
    let ids = |area, need| england().services(area, need).map(|s| s.id.as_str()).collect::<Vec<_>>();
    assert!(ids(Some("sussex"), Some("advocate")).contains(&"veritas"));
    assert!(!ids(Some("wales"), Some("advocate")).contains(&"veritas"));
    assert!(ids(None, Some("danger")).contains(&"999-55"));
}

#[test]
fn the_words_a_person_reads_are_short_and_plain() {
    for guide in [england(), scotland()] {
        let says =
            guide.law.iter().map(|l| (&l.id, &l.says)).chain(guide.clock.iter().map(|c| (&c.id, &c.says)));
        let says = says.chain(guide.advice.iter().map(|a| (&a.id, &a.says)));
        let says = says.chain(guide.topic.iter().flat_map(|t| [(&t.id, &t.says), (&t.id, &t.todo)]));
        for (id, text) in says {
            for sentence in text.split(['.', ':', '?']) {
                let words = sentence.split_whitespace().count();
                assert!(words <= 25, "{id}: {words} words: {sentence}");
            }
            assert!(!text.contains("too late") && !text.contains("not enough"), "{id}");
        }
    }
}
