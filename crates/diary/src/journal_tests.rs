use super::*;
use daybook_core::item::{Attachment, Direction};
use tempfile::TempDir;

/// A diary with two segments of messages in it, on disk.
struct Kept {
    folder: TempDir,
    segments: [u64; 2],
}

impl Kept {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("daybook.db");
        let mut journal = Journal::create(&path, &passphrase(), Kdf::FLOOR, clock()).unwrap();
        let mut draft = journal.draft().unwrap();
        let segments = [0, 1].map(|n| draft.segment(7, "whatsapp", messages(n)).unwrap());
        draft.commit().unwrap();
        journal.lock();
        Self { folder, segments }
    }

    fn open(&self) -> Journal {
        Journal::open(&self.folder.path().join("daybook.db"), &passphrase(), clock()).unwrap()
    }

    /// The segments read from their own entries, past every cache.
    fn rebuilt(&self, journal: &Journal) -> [Arc<SegmentItems>; 2] {
        self.segments.map(|seq| match read_segment(&journal.vault.entry(seq).unwrap()) {
            Read::Segment(held) => Arc::new(held),
            _ => panic!("entry {seq} is no segment"),
        })
    }

    fn is_cached(&self, journal: &Journal) -> [bool; 2] {
        self.segments.map(|seq| read_entry(&journal.vault, seq).1)
    }
}

fn passphrase() -> Passphrase {
    Passphrase::new("seven wooden otters sail past").unwrap()
}

fn clock() -> Clock {
    Clock::new(Some("2026-05-04T22:00:00Z".parse().unwrap()), None).unwrap()
}

fn messages(segment: u8) -> Vec<Item> {
    let message = |n: u8| Item {
        at: Some(format!("2026-05-04T2{segment}:0{n}:00Z").parse().unwrap()),
        from: Some(["Dan", "Tamsin"][usize::from(n % 2)].into()),
        direction: Direction::In,
        text: format!("message {n} of {segment} 😡"),
        attachments: vec![Attachment { name: Some(format!("{n}.jpg")), ..Attachment::default() }],
        ..Item::default()
    };
    (0..9).map(message).collect()
}

#[test]
fn a_diary_opens_from_its_caches_and_they_say_what_its_entries_say() {
    let kept = Kept::new();
    let journal = kept.open();
    assert_eq!(kept.is_cached(&journal), [true, true]);
    assert_eq!(journal.items().segments(), kept.rebuilt(&journal));
    let texts: Vec<_> = journal.items().iter().map(|placed| placed.item.text.to_owned()).collect();
    assert_eq!((texts.len(), texts[10].as_str()), (18, "message 1 of 1 😡"));
}

#[test]
fn a_cache_that_is_spoilt_stale_or_of_another_version_is_built_again_and_believed_in_nothing() {
    let kept = Kept::new();
    let first = SegmentItems::cache_name(kept.segments[0]);
    let other =
        SegmentItems { sheaf: messages(2).into_iter().collect(), ..(*kept.rebuilt(&kept.open())[0]).clone() };
    let whole = other.to_cache(&[0; 32]);
    let newer = [&[u8::MAX], &whole[1..]].concat();
    for spoilt in [b"".as_slice(), b"no cache of ours", &whole, &newer, &whole[..whole.len() - 1]] {
        let mut vault = kept.open().into_vault();
        let mut batch = vault.batch().unwrap();
        batch.put_cache(&first, spoilt).unwrap();
        batch.commit().unwrap();
        vault.lock();
        let journal = kept.open();
        assert_eq!(journal.items().segments(), kept.rebuilt(&journal));
        assert!(journal.diary().unreadable.is_empty());
        assert_eq!(kept.is_cached(&journal), [true, true], "it is there again for the next opening");
    }
}

#[test]
fn a_segment_whose_entry_is_damaged_is_found_by_a_check_although_its_cache_still_opens() {
    let kept = Kept::new();
    let path = kept.folder.path().join("daybook.db");
    let journal = kept.open();
    let items = journal.items().len();
    journal.lock();
    // The first segment is the first frame of a new diary; its body begins behind a header.
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[(16 << 10) + 300] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let journal = kept.open();
    assert_eq!(journal.items().len(), items);
    assert!(journal.vault.entry(kept.segments[0]).is_err());
    assert!(!journal.vault.check(&|_, _| {}).unwrap().is_sound());
}
