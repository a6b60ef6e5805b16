//! Hostile and damaged sources: never a panic, never a byte unaccounted for, never an earlier record lost.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

use daybook_core::item::Item;
use daybook_import::{
    limits::Limits,
    options::{CountOnly, Format, Options},
    part::copy_attachment,
    read::{Outcome, read},
};
use jiff::tz::TimeZone;
use proptest::prelude::*;
use std::io::{Cursor, Read, Seek, SeekFrom, Write};

fn options() -> Options {
    Options::new(TimeZone::UTC)
}

fn items(bytes: &[u8], format: Option<Format>) -> (Vec<Item>, Outcome) {
    let mut items = Vec::new();
    let options = Options { format, ..options() };
    let outcome = read(&mut Cursor::new(bytes), "x", &options, &mut items).unwrap();
    (items, outcome)
}

fn kinds(outcome: &Outcome) -> Vec<&str> {
    outcome.findings.iter().map(|finding| finding.kind.as_str()).collect()
}

/// Records follow each other without a gap to the end; what stands before the first is told.
fn accounted(bytes: &[u8], items: &[Item], outcome: &Outcome) {
    let range = |item: &Item| (item.locator.start.unwrap(), item.locator.end.unwrap());
    let Some(first) = items.first() else {
        assert!(!outcome.findings.is_empty() || bytes.is_empty(), "nothing read and nothing said");
        return;
    };
    for pair in items.windows(2) {
        assert_eq!(range(&pair[0]).1, range(&pair[1]).0, "a gap between records");
    }
    assert_eq!(range(&items[items.len() - 1]).1, bytes.len() as u64);
    let before = &bytes[..usize::try_from(range(first).0).unwrap()];
    if before.iter().any(|b| !b.is_ascii_whitespace()) {
        assert!(kinds(outcome).contains(&"unread_lines"));
    }
}

fn line() -> impl Strategy<Value = Vec<u8>> {
    let header =
        "(\\[?[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2,4},? [0-9]{1,2}[:.][0-9]{2}( ?[ap]m)?(\\] | - |: ))?";
    let name = "([A-C]{1,3}(: |:)){0,2}";
    (header, name, "\\PC{0,20}|<[a-z: ]{0,9}>|[\\u{200e}\\u{202e}a-z]{0,9}", any::<[u8; 2]>(), any::<bool>())
        .prop_map(|(header, name, text, bytes, wild)| {
            let mut line = format!("{header}{name}{text}").into_bytes();
            if wild {
                line.extend(bytes);
            }
            line
        })
}

proptest! {
    #[test]
    fn every_byte_of_a_chat_is_accounted_for(lines in prop::collection::vec((line(), "\n|\r\n"), 0..12)) {
        let bytes: Vec<u8> = lines.into_iter().flat_map(|(line, end)| [line, end.into_bytes()].concat()).collect();
        let (items, outcome) = items(&bytes, Some(Format::Whatsapp));
        accounted(&bytes, &items, &outcome);
    }

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), format in prop::sample::select(Format::ALL.to_vec())) {
        let mut bytes = bytes;
        for start in [&b""[..], b"PK\x03\x04", b"<smses><sms ", b"<calls><call number='"] {
            bytes.splice(0..0, start.iter().copied());
            let options = Options { format: Some(format), ..options() };
            let _outcome = read(&mut Cursor::new(&bytes), "x", &options, &mut CountOnly);
        }
    }
}

const BACKUP: &str = "<?xml version='1.0'?>\n<smses count=\"3\">\n<sms address=\"+447700900101\" date=\"1528877105000\" type=\"1\" body=\"a &#55357;&#56838; b\" />\n<mms date=\"1528877105001\" msg_box=\"1\" address=\"+447700900101\"><parts><part ct=\"image/png\" name=\"a.png\" data=\"aGVsbG8gd29ybGQ=\" /></parts><addrs><addr address=\"+447700900101\" type=\"137\" /></addrs></mms>\n<sms address=\"+447700900101\" date=\"1528877105002\" type=\"2\" body=\"c\" />\n</smses>\n";

#[test]
fn a_backup_cut_anywhere_keeps_what_came_before() {
    let (whole, _) = items(BACKUP.as_bytes(), None);
    assert_eq!(whole.len(), 3);
    for cut in 0..BACKUP.len() {
        let (got, outcome) = items(&BACKUP.as_bytes()[..cut], Some(Format::SmsBackupRestore));
        let ends = |item: &Item| item.locator.end.unwrap() <= cut as u64;
        let earlier: Vec<&Item> = whole.iter().filter(|item| ends(item)).collect();
        assert!(got.len() >= earlier.len(), "cut at {cut}");
        assert!(got.iter().zip(earlier).all(|(a, b)| a == b), "cut at {cut}");
        let done = cut >= BACKUP.trim_end().len();
        let said = kinds(&outcome).iter().any(|k| matches!(*k, "truncated" | "empty" | "not_understood"));
        assert_eq!(said, !done, "cut at {cut}: {:?}", kinds(&outcome));
    }
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const CHAT: &str = "13/06/2018, 09:00 - Ann: IMG-1.jpg (file attached)\n13/06/2018, 09:01 - Dan: b\n";

#[test]
fn a_zip_cut_anywhere_never_panics_and_says_so() {
    let whole = zip(&[("chat.txt", CHAT.as_bytes()), ("IMG-1.jpg", b"picture")]);
    for cut in 0..whole.len() {
        let options = Options { format: Some(Format::Whatsapp), ..options() };
        let outcome = read(&mut Cursor::new(&whole[..cut]), "x", &options, &mut CountOnly).unwrap();
        assert!(!outcome.findings.is_empty(), "cut at {cut}");
        // The chat is the first member: once it is all there, it is read without the zip's directory.
        if cut > 200 {
            assert_eq!(outcome.tally.records, 2, "cut at {cut}");
        }
    }
}

#[test]
fn attachments_are_read_from_where_they_lie() {
    let archive = zip(&[("chat.txt", CHAT.as_bytes()), ("media/IMG-1.jpg", b"picture")]);
    let (found, _) = items(&archive, None);
    let mut bytes = Vec::new();
    let file = &found[0].attachments[0];
    assert_eq!((file.present, file.bytes), (true, Some(7)));
    copy_attachment(&mut Cursor::new(&archive), file, &mut bytes).unwrap();
    assert_eq!(bytes, b"picture");

    for (source, word) in [
        (BACKUP.as_bytes().to_vec(), "sms-backup-restore"),
        (zip(&[("sms.xml", BACKUP.as_bytes())]), "sms-backup-restore-zip"),
    ] {
        let (found, outcome) = items(&source, None);
        assert_eq!(outcome.recognised.word(), word);
        let file = &found[1].attachments[0];
        assert_eq!(file.bytes, Some(11));
        let mut bytes = Vec::new();
        copy_attachment(&mut Cursor::new(&source), file, &mut bytes).unwrap();
        assert_eq!(bytes, b"hello world");
    }
}

#[test]
fn a_zip_bomb_is_named_and_not_unpacked() {
    let archive = zip(&[("bomb.txt", &vec![b'a'; 64 << 20]), ("chat.txt", CHAT.as_bytes())]);
    let (found, outcome) = items(&archive, None);
    assert_eq!(found.len(), 2, "the rest is read");
    let bomb = outcome.findings.iter().find(|finding| finding.kind == "zip_bomb").unwrap();
    assert_eq!(bomb.place.member.as_deref(), Some("bomb.txt"));
}

#[test]
fn names_that_point_outside_are_shown_escaped_and_told() {
    let archive =
        zip(&[("../../chat.txt", CHAT.as_bytes()), ("a\u{202e}txt.exe", b"x"), ("inner.zip", &zip(&[]))]);
    let (found, outcome) = items(&archive, None);
    assert_eq!(found.len(), 2);
    let unsafe_names: Vec<_> = outcome.findings.iter().filter(|f| f.kind == "unsafe_name").collect();
    assert_eq!(unsafe_names.len(), 2);
    assert!(unsafe_names.iter().any(|f| f.place.member.as_deref() == Some("a\\u{202e}txt.exe")));
    assert!(kinds(&outcome).contains(&"nested_archive"));
}

#[test]
fn too_many_members_are_refused_before_they_are_listed() {
    let names: Vec<String> = (0..50).map(|n| format!("{n}")).collect();
    let members: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b"x"[..])).collect();
    let mut options = Options { format: Some(Format::Whatsapp), ..options() };
    options.limits.zip_members = 10;
    let error = read(&mut Cursor::new(zip(&members)), "x", &options, &mut CountOnly).unwrap_err();
    assert_eq!(error.kind().word(), "zip_too_large");
}

#[test]
fn what_looks_like_a_chat_and_is_not_read_is_told() {
    let (found, outcome) =
        items("13~06~2018 @ 09.00 ## Ann: a\n13~06~2018 @ 09.01 ## Dan: b\n".as_bytes(), None);
    assert_eq!(
        (found.len(), outcome.recognised.format, kinds(&outcome)),
        (0, Format::File, vec!["not_understood"])
    );
    let wide: Vec<u8> = CHAT.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (_, outcome) = items(&[b"\xff\xfe", wide.as_slice()].concat(), None);
    assert_eq!(kinds(&outcome), ["wide_text"]);
}

/// The chat of a download may stand behind tens of thousands of photos.
#[test]
fn a_chat_behind_many_pictures_is_found() {
    let photo: &[u8] = b"\xff\xd8\xff\xe0\0\x10JFIF";
    let names: Vec<String> = (0..10_500).map(|number| format!("photos/{number}.jpg")).collect();
    let mut members: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), photo)).collect();
    members.push(("chat.txt", CHAT.as_bytes()));
    let (found, outcome) = items(&zip(&members), None);
    assert_eq!((found.len(), outcome.recognised.word().as_str()), (2, "whatsapp-zip"));
    assert!(!kinds(&outcome).contains(&"members_not_looked_into"));
}

/// Alone each of these is told; a zip is how most chats come.
#[test]
fn a_chat_in_a_zip_that_cannot_be_read_is_told() {
    let wide: Vec<u8> =
        [b"\xff\xfe".to_vec(), CHAT.encode_utf16().flat_map(u16::to_le_bytes).collect()].concat();
    let odd =
        CHAT.replace(", 09:0", " ~ 09h0").replace(" - ", " | ").replace("Ann: ", "Ann: 12:30 ").repeat(3);
    let whole = zip(&[("chat.txt", CHAT.as_bytes()), ("wide.txt", &wide), ("odd.txt", odd.as_bytes())]);
    let (found, outcome) = items(&whole, None);
    assert_eq!(found.len(), 2);
    for (kind, member) in [("wide_text", "wide.txt"), ("not_understood", "odd.txt")] {
        let told = outcome.findings.iter().find(|finding| finding.kind == kind);
        assert_eq!(told.unwrap_or_else(|| panic!("{kind}")).place.member.as_deref(), Some(member));
    }
}

/// Windows packs large folders in a way of its own (Deflate64, method 9), which is not unpacked here.
#[test]
fn a_member_packed_in_an_unknown_way_is_told() {
    let mut bytes = zip(&[("chat.txt", CHAT.repeat(50).as_bytes())]);
    let directory = bytes.windows(4).rposition(|part| part == b"PK\x01\x02").unwrap();
    bytes[8] = 9;
    bytes[directory + 10] = 9;
    let (found, outcome) = items(&bytes, None);
    assert_eq!(
        (found.len(), kinds(&outcome).contains(&"damaged_member")),
        (0, true),
        "{:?}",
        kinds(&outcome)
    );
}

#[test]
fn members_too_many_to_look_into_are_told() {
    let notes: Vec<String> = (0..9).map(|number| format!("{number}.bin")).collect();
    let mut members: Vec<(&str, &[u8])> = notes.iter().map(|name| (name.as_str(), &b"\0\x01"[..])).collect();
    members.extend([("chat.txt", CHAT.as_bytes()), ("late.txt", CHAT.as_bytes())]);
    let limits = Limits { zip_looked_into: 10, ..Limits::default() };
    let mut found: Vec<Item> = Vec::new();
    let options = Options { limits, ..options() };
    let outcome = read(&mut Cursor::new(zip(&members)), "x", &options, &mut found).unwrap();
    assert_eq!((found.len(), kinds(&outcome).contains(&"members_not_looked_into")), (2, true));
}

#[test]
fn a_zip_may_be_named_by_what_is_in_it() {
    let (found, outcome) = items(&zip(&[("chat.txt", CHAT.as_bytes())]), Some(Format::Whatsapp));
    assert_eq!((found.len(), outcome.recognised.word().as_str()), (2, "whatsapp-zip"));
    assert_eq!("whatsapp-zip".parse(), Ok(Format::Whatsapp));
    assert_eq!("sms".parse(), Ok(Format::SmsBackupRestore));
}

/// A source that makes its bytes up as they are read.
struct Endless {
    head: &'static [u8],
    fill: u8,
    length: u64,
    at: u64,
}

impl Read for Endless {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let got = into.len().min(usize::try_from(self.length - self.at).unwrap());
        into[..got].fill(self.fill);
        if let Some(head) = usize::try_from(self.at).ok().and_then(|at| self.head.get(at..)) {
            let here = head.len().min(got);
            into[..here].copy_from_slice(&head[..here]);
        }
        self.at += got as u64;
        Ok(got)
    }
}

impl Seek for Endless {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.at = match to {
            SeekFrom::Start(at) => at,
            SeekFrom::End(back) => self.length.checked_add_signed(back).unwrap(),
            SeekFrom::Current(by) => self.at.checked_add_signed(by).unwrap(),
        };
        Ok(self.at)
    }
}

#[test]
fn a_line_far_longer_than_the_limit_is_cut_and_measured() {
    let length = 40 << 20;
    let mut source = Endless { head: b"13/06/2018, 09:00 - Ann: ", fill: b'x', length, at: 0 };
    let mut found: Vec<Item> = Vec::new();
    let outcome = read(&mut source, "x", &options(), &mut found).unwrap();
    assert_eq!(found.len(), 1);
    assert!(found[0].text.len() <= 4 << 20);
    assert_eq!(found[0].locator.end, Some(length));
    assert!(kinds(&outcome).contains(&"text_cut"));
}

#[test]
fn a_value_without_an_end_is_not_held() {
    let head = b"<smses count=\"1\"><sms address=\"1\" date=\"5\" type=\"1\" body=\"";
    let mut source = Endless { head, fill: b'x', length: 40 << 20, at: 0 };
    let mut found: Vec<Item> = Vec::new();
    let outcome = read(&mut source, "x", &options(), &mut found).unwrap();
    assert_eq!((found.len(), kinds(&outcome).contains(&"truncated")), (0, true));
}

/// A zip that holds no export is an exhibit; what is wrong with it is told all the same.
#[test]
fn a_zip_bomb_that_is_no_export_is_told_too() {
    let (found, outcome) = items(&zip(&[("bomb.bin", &vec![0; 64 << 20])]), None);
    assert_eq!((found.len(), outcome.recognised.word().as_str()), (0, "file"));
    assert_eq!(kinds(&outcome), ["zip_bomb"]);
}
