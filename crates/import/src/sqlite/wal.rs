//! The write-ahead log: pages written since the file itself was last brought up to date (section 4 of the format).

use super::pages::number;
use crate::source::{ReadSeek, head};
use std::{
    collections::HashMap,
    io::{self, Read, Seek, SeekFrom},
};

const HEADER: usize = 32;
const FRAME: usize = 24;
/// Begins a log; with the last bit set its checksums take words with the largest byte first.
const MAGIC: u64 = 0x377f_0682;

/// Pages that a log holds, up to its last whole transaction.
pub struct Log<'a> {
    file: Box<dyn ReadSeek + 'a>,
    places: HashMap<u32, u64>,
    /// Pages of the database after the last transaction.
    pub pages: u32,
    /// Most pages it can add to the file.
    pub frames: u32,
}

impl<'a> Log<'a> {
    /// Reads which pages stand where. A log without a whole transaction gives nothing, as it does in SQLite.
    pub fn open(mut file: Box<dyn ReadSeek + 'a>, page_bytes: usize) -> Option<Self> {
        file.rewind().ok()?;
        let start = head(&mut *file, HEADER).ok()?;
        let magic = number::<4>(&start, 0)?;
        if start.len() < HEADER || magic & !1 != MAGIC || number::<4>(&start, 8)? != page_bytes as u64 {
            return None;
        }
        let mut sum = Checksum { first: 0, second: 0, big: magic & 1 == 1 };
        sum.add(&start[..24]);
        if !sum.is(&start[24..32]) {
            return None;
        }
        let (mut pending, mut places, mut pages) = (Vec::new(), HashMap::new(), 0);
        let mut at = HEADER as u64;
        let mut frame = vec![0; FRAME + page_bytes];
        // A frame of an earlier round, or one half written, ends the log.
        while file.read_exact(&mut frame).is_ok() && frame[8..16] == start[16..24] {
            sum.add(&frame[..8]);
            sum.add(&frame[FRAME..]);
            if !sum.is(&frame[16..24]) {
                break;
            }
            pending.push((u32::try_from(number::<4>(&frame, 0)?).ok()?, at + FRAME as u64));
            let committed = u32::try_from(number::<4>(&frame, 4)?).ok()?;
            if committed > 0 {
                pages = committed;
                places.extend(pending.drain(..));
            }
            at += frame.len() as u64;
        }
        let frames = u32::try_from(places.len()).unwrap_or(u32::MAX);
        (pages > 0).then_some(Self { file, places, pages, frames })
    }

    /// Whether the log holds this page.
    pub fn has(&self, page: u32) -> bool {
        self.places.contains_key(&page)
    }

    /// Reads a page it holds.
    pub fn read(&mut self, page: u32, into: &mut [u8]) -> io::Result<()> {
        let at = self.places.get(&page).ok_or(io::ErrorKind::NotFound)?;
        self.file.seek(SeekFrom::Start(*at))?;
        self.file.read_exact(into)
    }
}

/// The running checksum of a log (section 4.2).
struct Checksum {
    first: u32,
    second: u32,
    big: bool,
}

impl Checksum {
    fn add(&mut self, bytes: &[u8]) {
        let word = |bytes: &[u8]| {
            let bytes = [bytes[0], bytes[1], bytes[2], bytes[3]];
            if self.big { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) }
        };
        let (mut first, mut second) = (self.first, self.second);
        for pair in bytes.chunks_exact(8) {
            first = first.wrapping_add(word(&pair[..4])).wrapping_add(second);
            second = second.wrapping_add(word(&pair[4..])).wrapping_add(first);
        }
        (self.first, self.second) = (first, second);
    }

    fn is(&self, written: &[u8]) -> bool {
        written == [self.first.to_be_bytes(), self.second.to_be_bytes()].as_flattened()
    }
}
