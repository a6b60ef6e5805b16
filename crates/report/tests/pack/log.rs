//! A log in memory that stands in for the vault: what a pack is made from, with salts that are the same each time.

use daybook_core::{
    contact::Placed,
    diary::Diary,
    event::{Event, RECORD_KIND, Record, SEGMENT_KIND, SegmentHead},
    exhibit::Exhibit,
    item::Item,
    rows::Rows,
};
use daybook_report::{
    case::{Checkpoint, ItemSource, Keeper},
    proven::{Content, Hex, ProvenEntry, ProvenItem, ProvenPart, Sealed, hex},
};
use jiff::{Timestamp, tz::TimeZone};
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, io};

/// Entries, items and originals.
#[derive(Default)]
pub struct Log {
    pub diary: Diary,
    entries: Vec<Vec<Vec<u8>>>,
    segments: BTreeMap<u64, (String, Vec<Item>)>,
    originals: BTreeMap<u64, Vec<u8>>,
}

impl Log {
    pub fn write(&mut self, at: &str, event: Event) -> u64 {
        let at: Timestamp = at.parse().unwrap();
        let entry = self.entries.len() as u64;
        let record = Record { at, zone: "Europe/London".into(), event };
        let encoded = record.encode();
        self.entries.push([vec![encoded.body], encoded.fields].concat());
        self.diary.apply(entry, record);
        entry
    }

    pub fn exhibit(&mut self, at: &str, bytes: &[u8], exhibit: Exhibit) -> u64 {
        let label = format!("JS/{}", self.diary.labels_taken() + 1);
        let sha256 = hex(&Sha256::digest(bytes));
        let exhibit = Exhibit { label, sha256, bytes: bytes.len() as u64, ..exhibit };
        let entry = self.write(at, Event::Exhibit(exhibit));
        self.originals.insert(entry, bytes.to_vec());
        entry
    }

    pub fn segment(&mut self, exhibit: u64, format: &str, items: Vec<Item>) -> u64 {
        let entry = self.entries.len() as u64;
        let head = SegmentHead { v: 1, exhibit, format: format.into(), count: items.len() as u64 };
        self.entries.push(vec![serde_json::to_vec(&head).unwrap()]);
        self.segments.insert(entry, (format.into(), items));
        self.diary.apply_segment(entry, head);
        entry
    }

    /// Changes an original behind the record's back.
    pub fn spoil(&mut self, entry: u64) {
        self.originals.get_mut(&entry).unwrap().push(0);
    }

    /// Loses an original.
    pub fn lose(&mut self, entry: u64) {
        self.originals.remove(&entry).unwrap();
    }

    fn salt(entry: u64, part: usize, item: u64) -> Hex {
        Hex(Sha256::digest(format!("{entry} {part} {item}")).into())
    }
}

impl ItemSource for Log {
    fn all(&self) -> Box<dyn Iterator<Item = Placed<'_>> + '_> {
        Box::new(self.segments.iter().flat_map(|(segment, (format, items))| {
            (0..).zip(items).map(move |(index, item)| Placed {
                segment: *segment,
                index,
                format,
                item: item.into(),
            })
        }))
    }

    fn get(&self, segment: u64, index: u32) -> Option<Placed<'_>> {
        let (format, items) = self.segments.get(&segment)?;
        Some(Placed { segment, index, format, item: items.get(index as usize)?.into() })
    }

    fn rows(&self, diary: &Diary, zone: &TimeZone) -> Rows {
        let all: Vec<Placed<'_>> = self.all().collect();
        Rows::of(diary, all.into_iter(), zone)
    }
}

impl Keeper for Log {
    fn exhibit(&self, entry: u64) -> io::Result<Box<dyn io::Read + '_>> {
        let bytes = self.originals.get(&entry).ok_or(io::ErrorKind::NotFound)?;
        Ok(Box::new(bytes.as_slice()))
    }

    fn checkpoint(&self) -> Checkpoint {
        let size = self.entries.len() as u64;
        let note = format!("example.com/log\n{size}\nAAAA\n\n— example.com/log AAAA\n");
        Checkpoint { size, note, key: "example.com/log+00000000+AAAA".into() }
    }

    fn prove(&self, entry: u64, items: &[u64]) -> io::Result<ProvenEntry> {
        let sealed = |part, item, bytes: &[u8]| Sealed {
            salt: Self::salt(entry, part, item),
            bytes: Content::of(bytes.to_vec()),
        };
        let parts = &self.entries[usize::try_from(entry).unwrap()];
        let mut parts: Vec<ProvenPart> =
            (0..).zip(parts).map(|(n, bytes)| ProvenPart::Shown(sealed(n, 0, bytes))).collect();
        let mut kind = RECORD_KIND;
        if let Some((_, all)) = self.segments.get(&entry) {
            kind = SEGMENT_KIND;
            let shown = items.iter().map(|index| {
                let bytes = serde_json::to_vec(&all[usize::try_from(*index).unwrap()]).unwrap();
                ProvenItem { index: *index, sealed: sealed(1, *index, &bytes), path: Vec::new() }
            });
            parts.push(ProvenPart::Items {
                root: Hex([1; 32]),
                count: all.len() as u64,
                shown: shown.collect(),
            });
        }
        Ok(ProvenEntry { index: entry, kind, parts, path: Vec::new() })
    }

    fn seal(&self, lines: &[String]) -> io::Result<String> {
        let size = self.entries.len();
        Ok(format!("example.com/log\n{size}\nAAAA\n{}\n\n— example.com/log AAAA\n", lines.join("\n")))
    }
}
