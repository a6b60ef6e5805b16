//! Zips that lose, hide or double what is in them: everything is read, or told with its place.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

use daybook_core::item::Item;
use daybook_import::{
    options::Options,
    read::{Outcome, read},
};
use jiff::tz::TimeZone;
use std::io::{Cursor, Write};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

const CHAT: &str = "[13/09/2020, 12:26:40] Alex: I will find you\n[13/09/2020, 12:27:40] Sam: please stop\n";
/// A header we do not know: no reader can read it, and everybody can see that it is a chat.
const UNKNOWN_CHAT: &str = "2020~09~13 12h26m40 {Alex}: hello\n2020~09~13 12h27m40 {Sam}: hello\n";

fn packed(members: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        zip.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn opened(bytes: &[u8]) -> (Outcome, Vec<Item>) {
    let mut items = Vec::new();
    let options = Options::new(TimeZone::UTC);
    let outcome = read(&mut Cursor::new(bytes), "export.zip", &options, &mut items).unwrap();
    (outcome, items)
}

fn places(outcome: &Outcome, kind: &str) -> Vec<Option<String>> {
    let found = outcome.findings.iter().filter(|finding| finding.kind == kind);
    found.map(|finding| finding.place.member.clone()).collect()
}

#[test]
fn a_chat_behind_ten_thousand_photos_is_read() {
    let names: Vec<String> = (0..10_050).map(|n| format!("photos/{n}.jpg")).collect();
    let mut members: Vec<(&str, &[u8])> =
        names.iter().map(|name| (name.as_str(), &b"\xff\xd8\xff\xe0photo"[..])).collect();
    members.push(("zz/_chat.txt", CHAT.as_bytes()));
    let (outcome, _) = opened(&packed(&members, CompressionMethod::Stored));
    assert_eq!(outcome.tally.records, 2);
}

#[test]
fn a_chat_that_cannot_be_read_is_told_beside_one_that_can() {
    let wide: Vec<u8> = CHAT.encode_utf16().fold(b"\xff\xfe".to_vec(), |mut bytes, unit| {
        bytes.extend(unit.to_le_bytes());
        bytes
    });
    let members: [(&str, &[u8]); 4] = [
        ("good.txt", CHAT.as_bytes()),
        ("odd.txt", UNKNOWN_CHAT.as_bytes()),
        ("wide.txt", &wide),
        ("none.txt", b""),
    ];
    let (outcome, _) = opened(&packed(&members, CompressionMethod::Deflated));
    assert_eq!(outcome.tally.records, 2);
    for (kind, member) in [("not_understood", "odd.txt"), ("wide_text", "wide.txt"), ("empty", "none.txt")] {
        assert_eq!(places(&outcome, kind), [Some(member.to_owned())], "{kind}");
    }
}

/// Changes the number of the packing of every member, in its own header and in the directory.
fn with_method(mut zip: Vec<u8>, number: u8) -> Vec<u8> {
    for (mark, at) in [(&b"PK\x03\x04"[..], 8), (b"PK\x01\x02", 10)] {
        let found: Vec<usize> = memchr::memmem::find_iter(&zip, mark).collect();
        found.into_iter().for_each(|found| zip[found + at] = number);
    }
    zip
}

#[test]
fn a_member_packed_in_a_way_we_do_not_read_is_named() {
    let zip = with_method(packed(&[("_chat.txt", CHAT.as_bytes())], CompressionMethod::Stored), 12);
    let (outcome, _) = opened(&zip);
    assert_eq!(places(&outcome, "unknown_packing"), [Some("_chat.txt".to_owned())]);
}

/// Text in one stored block is the same in deflate and in deflate64 (a block of its own sort, RFC 1951 section 3.2.4).
#[test]
fn a_member_packed_as_windows_packs_large_folders_is_read() {
    let length = u16::try_from(CHAT.len()).unwrap();
    let mut block = vec![1];
    block.extend(length.to_le_bytes());
    block.extend((!length).to_le_bytes());
    block.extend(CHAT.as_bytes());
    let mut zip = with_method(packed(&[("_chat.txt", &block)], CompressionMethod::Stored), 9);
    let sum = |bytes: &[u8]| {
        let mut sum = flate2::Crc::new();
        sum.update(bytes);
        sum.sum().to_le_bytes()
    };
    let size = u32::try_from(CHAT.len()).unwrap().to_le_bytes();
    for (mark, at) in [(&b"PK\x03\x04"[..], 14), (b"PK\x01\x02", 16)] {
        let found = memchr::memmem::find(&zip, mark).unwrap() + at;
        zip[found..found + 4].copy_from_slice(&sum(CHAT.as_bytes()));
        zip[found + 8..found + 12].copy_from_slice(&size);
    }
    let (outcome, items) = opened(&zip);
    assert_eq!((outcome.tally.records, items[0].text.as_str()), (2, "I will find you"));
    assert!(places(&outcome, "damaged_member").is_empty(), "{:?}", outcome.findings);
}

#[test]
fn a_zip_within_is_told_whatever_its_name_and_never_read_as_a_chat() {
    let inner = packed(&[("_chat.txt", CHAT.as_bytes())], CompressionMethod::Stored);
    let (outcome, items) = opened(&packed(&[("backup", &inner)], CompressionMethod::Stored));
    assert_eq!((places(&outcome, "nested_archive"), items.len()), (vec![Some("backup".to_owned())], 0));
    for before in [&b"MZ\0\0"[..], &[0, 1, 2, 3]] {
        let (outcome, items) = opened(&[before, &inner].concat());
        assert_eq!((places(&outcome, "nested_archive"), items.len()), (vec![None], 0));
    }
}

#[test]
fn of_two_members_of_one_name_the_lost_one_is_told() {
    let mut zip =
        packed(&[("a.txt", CHAT.as_bytes()), ("b.txt", CHAT.as_bytes())], CompressionMethod::Stored);
    let found: Vec<usize> = memchr::memmem::find_iter(&zip, b"b.txt").collect();
    found.into_iter().for_each(|at| zip[at] = b'a');
    let (outcome, _) = opened(&zip);
    assert_eq!(places(&outcome, "doubled_name").len(), 1);
}

/// A member as a stream: no sizes in front, a descriptor behind, and the directory cut off.
#[test]
fn a_streamed_zip_without_its_end_gives_what_is_whole() {
    let lines = CHAT.repeat(50);
    let mut body = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
    body.write_all(lines.as_bytes()).unwrap();
    let body = body.finish().unwrap();
    let member = |name: &str| {
        let mut bytes = b"PK\x03\x04\x14\0\x08\0\x08\0\0\0\0\0".to_vec();
        bytes.extend([0; 12]);
        bytes.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        bytes.extend([0; 2]);
        bytes.extend(name.as_bytes());
        bytes.extend(&body);
        bytes.extend(b"PK\x07\x08\0\0\0\0\0\0\0\0\0\0\0\0");
        bytes
    };
    let (outcome, _) = opened(&[member("one.txt"), member("two.txt")].concat());
    assert_eq!(outcome.tally.records, 200);
    assert_eq!((places(&outcome, "truncated_zip").len(), places(&outcome, "damaged_member").len()), (1, 0));
    let whole = member("one.txt");
    let (outcome, _) = opened(&whole[..whole.len() - 40]);
    assert_eq!(places(&outcome, "damaged_member"), [Some("one.txt".to_owned())]);
}

#[test]
fn an_empty_part_does_not_say_that_the_whole_is_empty() {
    let calendar = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n";
    let members: [(&str, &[u8]); 2] = [("none.ics", calendar), ("_chat.txt", CHAT.as_bytes())];
    let (outcome, _) = opened(&packed(&members, CompressionMethod::Stored));
    assert_eq!((outcome.tally.records, outcome.tally.declared), (2, None));
}

/// A database that was still open when it was copied keeps its newest rows in a log beside it.
#[test]
fn the_log_of_a_database_in_a_zip_is_read_with_it() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../testdata/import/imessage-zip/with-its-log/input");
    let [file, log] = ["chat.db", "chat.db-wal"].map(|name| std::fs::read(folder.join(name)).unwrap());
    let (alone, _) = opened(&packed(&[("chat.db", &file)], CompressionMethod::Stored));
    assert_eq!((alone.tally.records, places(&alone, "newest_may_be_beside").len()), (1, 1));
    let both: [(&str, &[u8]); 2] = [("chat.db", &file), ("chat.db-wal", &log)];
    let (both, _) = opened(&packed(&both, CompressionMethod::Deflated));
    assert_eq!((both.tally.records, places(&both, "newest_may_be_beside").len()), (2, 0));
}

#[test]
fn a_compound_file_or_database_that_cannot_be_opened_is_told() {
    let compound = [&b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"[..], &[0; 600]].concat();
    let (outcome, _) = opened(&compound);
    assert_eq!(places(&outcome, "cannot_read"), [None]);
    let database = [&b"SQLite format 3\0"[..], &[0xff; 100]].concat();
    let (outcome, _) = opened(&packed(&[("sms.db", &database)], CompressionMethod::Stored));
    assert_eq!(places(&outcome, "damaged_database"), [Some("sms.db".to_owned())]);
}

/// The directory of a compound file may stand anywhere. Outlook writes it behind large files.
#[test]
fn a_message_whose_directory_lies_behind_its_files_is_known() {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    let photo: Vec<u8> = (0..200_000u32).map(|n| n.to_le_bytes()[1]).collect();
    for nth in 0..200 {
        let bytes = if nth == 0 { &photo[..] } else { &photo[..5000] };
        file.create_stream(format!("/__substg1.0_{nth:04X}0102")).unwrap().write_all(bytes).unwrap();
    }
    file.create_stream("/__properties_version1.0").unwrap().write_all(&[0; 32]).unwrap();
    file.flush().unwrap();
    let bytes = file.into_inner().into_inner();
    let name: Vec<u8> = "__properties_version1.0".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(memchr::memmem::find(&bytes, &name).unwrap() > 64 << 10, "its name lies beyond the first look");
    for (bytes, packed) in
        [(packed(&[("mail.msg", &bytes)], CompressionMethod::Stored), true), (bytes, false)]
    {
        let (outcome, _) = opened(&bytes);
        assert_eq!((outcome.recognised.format.word(), outcome.recognised.packed), ("outlook-msg", packed));
        assert_eq!(outcome.tally.records, 1);
    }
}
