//! Documents as programs write them, damaged ones, and ones cut anywhere.

use super::*;
use crate::{finding::Findings, options::CountOnly, source::Whole, tally::Output};
use proptest::prelude::*;
use std::io::{self, Cursor, Read};

/// Records of the list `m` of a document, as source text, and the findings.
fn records(bytes: &[u8]) -> (Vec<(u64, String)>, Findings) {
    let mut sink = CountOnly;
    let mut output = Output::new(&mut sink, 0);
    let mut source = Cursor::new(bytes);
    let mut found = Vec::new();
    Json::read(&mut Whole::new(&mut source).unwrap(), &mut output, 1 << 20, |json, output| {
        json.object(|json, key| match key {
            "m" => json.records(output, |value, _| {
                let (start, end) = value.range();
                let place = usize::try_from(start).unwrap()..usize::try_from(end).unwrap();
                found.push((start, String::from_utf8_lossy(&bytes[place]).into_owned()));
                Ok(())
            }),
            _ => json.skip(),
        })
    })
    .unwrap();
    (found, output.findings)
}

fn kinds(findings: Findings) -> Vec<(String, Option<u64>)> {
    findings.list().into_iter().map(|finding| (finding.kind, finding.place.offset)).collect()
}

fn sources(bytes: &[u8]) -> Vec<String> {
    records(bytes).0.into_iter().map(|(_, source)| source).collect()
}

#[test]
fn records_have_their_exact_bytes_wherever_the_list_stands() {
    let document = "\u{feff} {\"a\": [1, {\"m\": [9]}], \"m\" : [ {\"x\": \"}]\\\"\"},\r\n[1.5e3,null] ,\"é\", 7], \"z\": {}} \n";
    let (found, findings) = records(document.as_bytes());
    let sources: Vec<&str> = found.iter().map(|(_, source)| source.as_str()).collect();
    assert_eq!(sources, ["{\"x\": \"}]\\\"\"}", "[1.5e3,null]", "\"é\"", "7"]);
    assert!(kinds(findings).is_empty());
}

#[test]
fn comments_commas_too_many_and_raw_line_ends_are_read() {
    let document = b"// head\n{\"m\": [ /* } */ {\"a\": \"x\ny\", // \"}\n }, 2,, ], }";
    let (found, findings) = records(document);
    assert_eq!(found.len(), 2);
    assert!(kinds(findings).is_empty());
}

#[test]
fn one_damaged_record_costs_that_record_only() {
    for (document, kept, place) in [
        (&b"{\"m\": [{\"a\": 1}, {\"b\": tru}, {\"c\": 3}]}"[..], 2, 17),
        (b"{\"m\": [{\"a\": 1}, {b: 2}, {\"c\": 3}]}", 2, 17),
        (b"{\"m\": [{\"a\": \"x\"y\" \"}, {\"c\": 3}, {\"d\": 4}]}", 2, 7),
        (b"{\"m\": [1, nope, 3]}", 2, 10),
    ] {
        let (found, findings) = records(document);
        let text = String::from_utf8_lossy(document);
        assert_eq!(found.len(), kept, "{text}");
        assert_eq!(kinds(findings), [("unreadable_record".to_owned(), Some(place))], "{text}");
    }
}

#[test]
fn bytes_that_are_no_text_are_told_and_shown_as_such() {
    let (found, findings) = records(b"{\"m\": [{\"a\": \"x\xff\"}, {\"b\": \"ok\"}]}");
    assert_eq!(found.len(), 2);
    assert_eq!(kinds(findings), [("not_utf8".to_owned(), Some(15))]);
}

#[test]
fn a_document_cut_anywhere_keeps_whole_records_and_names_the_place() {
    let document = "{\"a\": {\"b\": [1]}, \"m\": [{\"x\": \"a\\u00e9\"}, {\"y\": [1, 2]}, {\"z\": {\"q\": true}}], \"t\": 12}";
    let (whole, _) = records(document.as_bytes());
    assert_eq!(whole.len(), 3);
    for cut in 0..document.len() {
        let (found, findings) = records(&document.as_bytes()[..cut]);
        let ends = |(start, source): &&(u64, String)| *start + source.len() as u64 <= cut as u64;
        assert_eq!(found, whole.iter().take_while(ends).cloned().collect::<Vec<_>>(), "cut at {cut}");
        assert_eq!(kinds(findings), [("truncated".to_owned(), Some(cut as u64))], "cut at {cut}");
    }
}

#[test]
fn what_is_no_json_is_named_with_its_place() {
    for (document, place) in [("{this is not: valid json", 1), ("{\"m\": [1]} x", 11), ("{\"m\": [1}}", 8)] {
        let (_, findings) = records(document.as_bytes());
        assert_eq!(kinds(findings), [("damaged".to_owned(), Some(place))], "{document}");
    }
}

#[test]
fn a_record_longer_than_the_limit_is_told_and_passed_over() {
    let long = format!("{{\"m\": [1, {{\"a\": \"{}\"}}, 3]}}", "x".repeat(3 << 20));
    let (found, findings) = records(long.as_bytes());
    assert_eq!(found.iter().map(|(_, source)| source.as_str()).collect::<Vec<_>>(), ["1", "3"]);
    assert_eq!(kinds(findings), [("unreadable_record".to_owned(), Some(10))]);
}

#[test]
fn nesting_without_end_is_refused_without_harm() {
    for deep in ["[".repeat(1 << 20), "{\"m\":".repeat(1 << 18), "{\"m\": [".repeat(1 << 17)] {
        let (found, findings) = records(deep.as_bytes());
        assert!(found.is_empty() && !kinds(findings).is_empty());
    }
}

#[test]
fn strings_numbers_and_words_are_what_they_say() {
    let bytes = br#"{"s":"a\n\"\u00e9\ud83d\ude00\/\q","h":"\ud83d!","i":"1544006350","n":-12.9,"big":1600000000000,"t":true,"u":null,"k\u0065y":1}"#;
    let mut json = Json::new(&bytes[..], 1 << 20);
    let value = json.value().unwrap();
    assert_eq!(value.text_of("s").unwrap(), "a\n\"é😀/\\q");
    assert_eq!(value.text_of("h").unwrap(), "\u{fffd}!");
    assert_eq!(
        ["i", "n", "big", "s", "t"].map(|key| value.whole_of(key)),
        [Some(1_544_006_350), Some(-12), Some(1_600_000_000_000), None, None]
    );
    assert!(value.is_true("t") && !value.is_true("s"));
    assert!(value.get("u").is_none(), "null is as good as absent");
    assert_eq!(value.get("n").unwrap().fraction(), Some(-12.9));
    assert_eq!(value.fields().count(), 8);
}

#[test]
fn a_half_character_is_told_with_its_record() {
    let mut sink = CountOnly;
    let mut output = Output::new(&mut sink, 0);
    let document = br#"[{"a":"ok"},{"a":"\ude00"}]"#;
    Json::read(
        &mut Whole::new(&mut Cursor::new(&document[..])).unwrap(),
        &mut output,
        1 << 20,
        |json, output| {
            json.records(output, |value, _| {
                value.text_of("a");
                Ok(())
            })
        },
    )
    .unwrap();
    assert_eq!(kinds(output.findings), [("half_character".to_owned(), Some(12))]);
}

#[test]
fn a_glance_knows_the_keys_of_the_top_from_those_within() {
    let glance = Glance::of(b"\xef\xbb\xbf{\"a\": {\"b\": [{\"c\": \"d\"}]}, \"e\": \"f\", \"g").unwrap();
    assert!(glance.top("a") && glance.top("e") && !glance.top("b"));
    assert!(glance.has_all(&["a", "b", "c"]) && !glance.has_any(&["d", "f", "g"]));
    let list = Glance::of(b"[ {\"a\": 1 }").unwrap();
    assert!(list.is_list && list.top("a"));
    assert!(Glance::of(b"<html>").is_none() && Glance::of(b"").is_none());
}

/// Hands out its bytes a few at a time.
struct Drip<'a>(&'a [u8], usize);

impl Read for Drip<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let got = self.0.len().min(into.len()).min(self.1);
        into[..got].copy_from_slice(&self.0[..got]);
        self.0 = &self.0[got..];
        Ok(got)
    }
}

#[test]
fn it_does_not_matter_where_the_reads_end() {
    let list = (0..20_000).map(|n| format!("{{\"n\": {n}, \"t\": \"\\\\{}\\\"\"}}", "é".repeat(n % 50)));
    let document = format!("[{}]", list.collect::<Vec<_>>().join(",\n "));
    for step in [1, 7, 4096] {
        let mut json = Json::new(Drip(document.as_bytes(), step), 1 << 20);
        let mut next = 0;
        json.list(|json| {
            let value = json.value()?;
            assert_eq!(value.whole_of("n"), Some(next));
            next += 1;
            Ok(())
        })
        .unwrap();
        assert_eq!(next, 20_000);
    }
}

fn document() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        "\\PC{0,8}|[\"\\\\/\n\t]{0,4}".prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
            prop::collection::btree_map("[a-c]{1,2}", inner, 0..4)
                .prop_map(|fields| fields.into_iter().collect::<serde_json::Map<_, _>>().into()),
        ]
    })
}

/// The same value, read our way.
fn ours(value: Value<'_>) -> serde_json::Value {
    if value.is_object() {
        let field =
            |(key, value): (&[u8], Value<'_>)| (String::from_utf8_lossy(key).into_owned(), ours(value));
        return value.fields().map(field).collect::<serde_json::Map<_, _>>().into();
    }
    if value.is_list() {
        return value.items().map(ours).collect::<Vec<_>>().into();
    }
    match value.text() {
        Some(text) => text.into_owned().into(),
        None => serde_json::from_slice(value.raw()).unwrap(),
    }
}

proptest! {
    #[test]
    fn what_another_parser_writes_is_read_alike(list in prop::collection::vec(document(), 0..5), pretty in any::<bool>()) {
        let text = if pretty { serde_json::to_vec_pretty(&list) } else { serde_json::to_vec(&list) }.unwrap();
        let mut json = Json::new(&text[..], 1 << 20);
        let mut found = Vec::new();
        json.list(|json| { found.push(ours(json.value()?)); Ok(()) }).unwrap();
        prop_assert_eq!(&found, &list);
        // Passing over gets to the same places.
        let mut json = Json::new(&text[..], 1 << 20);
        let mut count = 0;
        json.list(|json| { count += 1; json.skip() }).unwrap();
        prop_assert_eq!(count, list.len());
        prop_assert_eq!(json.peek().unwrap(), None);
    }

    #[test]
    fn random_bytes_end_with_a_finding_and_never_a_panic(bytes in "[\\[\\]{}\":,\\\\mtu/*1 é\n-]{0,60}") {
        let (_, findings) = records(bytes.as_bytes());
        let valid = serde_json::from_slice::<serde_json::Value>(bytes.as_bytes()).is_ok();
        prop_assert!(!valid || kinds(findings).is_empty());
        sources(format!("{{\"m\": [{bytes}").as_bytes());
    }
}

#[test]
fn brackets_that_close_nothing_are_passed_over_between_documents() {
    let mut sink = CountOnly;
    let mut output = Output::new(&mut sink, 0);
    let mut found = 0;
    let document = b"{\"a\": 1}\n}}]\n{\"b\": 2}\n:\n,{\"c\": 3}";
    Json::read(
        &mut Whole::new(&mut Cursor::new(&document[..])).unwrap(),
        &mut output,
        1 << 20,
        |json, output| {
            while json.peek()?.is_some() {
                json.record(output, |value, _| {
                    found += usize::from(value.is_object());
                    Ok(())
                })?;
            }
            Ok(())
        },
    )
    .unwrap();
    assert_eq!(found, 3);
    assert_eq!(kinds(output.findings)[0].0, "unreadable_record");
}

#[test]
fn a_record_without_end_is_not_held() {
    let limit = 1 << 20;
    let endless = Cursor::new(b"[1, {\"a\": \"").chain(io::repeat(b'x').take(40 << 20));
    let mut json = Json::new(endless, limit);
    let mut seen = 0;
    let ended = json.list(|json| match json.value() {
        Ok(_) => {
            seen += 1;
            Ok(())
        }
        Err(Halt::TooLong(at)) => {
            assert_eq!(at, 4);
            json.skip()
        }
        Err(other) => Err(other),
    });
    assert!(matches!(ended, Err(Halt::Truncated(at)) if at == (40 << 20) + 11), "{ended:?}");
    assert_eq!(seen, 1);
    assert!(json.held() <= 4 * limit, "{} bytes held", json.held());
}
