//! Mails: their files come out as they went in, and hostile ones cost nothing but themselves.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

use daybook_core::item::Item;
use daybook_import::{
    options::{Format, Options},
    part::copy_attachment,
    read::{Outcome, read},
};
use jiff::tz::TimeZone;
use proptest::prelude::*;
use std::io::{Cursor, Write};

fn items(bytes: &[u8]) -> (Vec<Item>, Outcome) {
    let mut items = Vec::new();
    let outcome = read(&mut Cursor::new(bytes), "x", &Options::new(TimeZone::UTC), &mut items).unwrap();
    (items, outcome)
}

fn kinds(outcome: &Outcome) -> Vec<&str> {
    outcome.findings.iter().map(|finding| finding.kind.as_str()).collect()
}

const PARTS: &str = "Subject: files\nFrom: dan@example.org\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nFrom me\n>From you\n--b\nContent-Type: application/x-a; name=a\nContent-Transfer-Encoding: base64\n\naGVsbG8g\nd29ybGQ=\n--b\nContent-Type: application/x-b; name=b\nContent-Transfer-Encoding: quoted-printable\n\none=3Dtwo=\nthree\n--b\nContent-Type: application/x-c; name=c\n\nplain\nFrom here\n--b--\n";

#[test]
fn files_of_a_mail_come_out_as_they_went_in() {
    let quoted = PARTS.replace("\n>From", "\n>>From").replace("\nFrom me", "\n>From me");
    let mbox = format!(
        "From x Mon Nov  3 21:05:00 2025\nSubject: one\nFrom: a\n\n>From a\n\nFrom y Mon Nov  3 21:05:00 2025\n{quoted}"
    );
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("Takeout/Mail/All mail.mbox", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(mbox.as_bytes()).unwrap();
    let zip = zip.finish().unwrap().into_inner();
    for source in [PARTS.as_bytes(), mbox.as_bytes(), &zip] {
        let (items, _) = items(source);
        let mail = items.last().unwrap();
        assert_eq!(mail.text, "files\nFrom me\n>From you");
        let found: Vec<(String, Vec<u8>)> = mail
            .attachments
            .iter()
            .map(|file| {
                let mut bytes = Vec::new();
                copy_attachment(&mut Cursor::new(source), file, &mut bytes).unwrap();
                assert_eq!(file.bytes, Some(bytes.len() as u64), "{file:?}");
                (file.name.clone().unwrap(), bytes)
            })
            .collect();
        let expected = [("a", &b"hello world"[..]), ("b", b"one=twothree"), ("c", b"plain\nFrom here")];
        assert_eq!(found, expected.map(|(name, bytes)| (name.to_owned(), bytes.to_vec())));
    }
}

#[test]
fn mails_within_mails_thousands_deep_are_read_as_far_as_people_forward() {
    let deep = "Content-Type: message/rfc822\n\n".repeat(100_000);
    let (items, outcome) = items(format!("From: a@example.org\nSubject: deep\n{deep}end\n").as_bytes());
    assert_eq!((items.len(), items[0].attachments.len()), (1, 64));
    assert!(kinds(&outcome).contains(&"nested_too_deep"), "{:?}", kinds(&outcome));
}

#[test]
fn parts_within_parts_thousands_deep_are_read() {
    let deep: String =
        (0..20_000).map(|n| format!("Content-Type: multipart/mixed; boundary={n}\n\n--{n}\n")).collect();
    let (items, _) = items(format!("From: a@example.org\nSubject: deep\nTo: b\n{deep}\nend\n").as_bytes());
    assert_eq!(items.len(), 1);
}

#[test]
fn a_mail_that_is_one_endless_line_is_cut() {
    let mut options = Options::new(TimeZone::UTC);
    options.limits.mail_bytes = 1000;
    options.format = Some(Format::Mbox);
    let text = format!("From x Mon Nov  3 21:05:00 2025\nSubject: {}", "a".repeat(4 << 20));
    let mut items: Vec<Item> = Vec::new();
    let outcome = read(&mut Cursor::new(&text), "x", &options, &mut items).unwrap();
    assert_eq!((items.len(), items[0].locator.end), (1, Some(text.len() as u64)));
    assert!(kinds(&outcome).contains(&"mail_cut"));
}

#[test]
fn lines_before_the_first_mail_are_told() {
    let mut options = Options::new(TimeZone::UTC);
    options.format = Some(Format::Mbox);
    let text = "hello\n\nFrom x Mon Nov  3 21:05:00 2025\nSubject: a\nFrom: b\n\nx\n";
    let mut items: Vec<Item> = Vec::new();
    let outcome = read(&mut Cursor::new(text), "x", &options, &mut items).unwrap();
    assert_eq!(items.len(), 1);
    assert!(kinds(&outcome).contains(&"unread_lines"));
}

proptest! {
    #[test]
    fn mails_of_odd_pieces_never_panic_and_stay_records(pieces in prop::collection::vec(prop::sample::select(vec![
        "From: a@example.org\n", "Subject: =?utf-8?B?w", "Content-Type: multipart/mixed; boundary=b\n",
        "Content-Type: multipart/digest; boundary=\n", "Content-Type: message/rfc822\n", "Content-Type: text/html\n",
        "Content-Transfer-Encoding: base64\n", "Content-Transfer-Encoding: quoted-printable\n", "\n", "--b\n", "--b--\n",
        "--", "aGVs", "=\n", "=3", "<p>", "&#", "Date: 1 Jan", "\r\n", " folded\n", "\u{1f600}", "\0",
    ]), 0..30)) {
        let text = format!("Message-ID: <1@example.org>\nFrom: x\n{}", pieces.concat());
        let (items, _) = items(text.as_bytes());
        prop_assert_eq!(items.len(), 1);
        prop_assert_eq!(items[0].locator.end, Some(text.len() as u64));
    }
}
