//! Reading the whole frame structure of a vault without reading its content, and deciding what is acknowledged.
//! (vault.md section 7: the commit rule and the recovery rule.)

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use zeroize::Zeroizing;

use crate::bytes::Cursor;
use crate::error::{Error, Place, Result};
use crate::frame::{ALIGN, Frame, HEADER, Kind, ROW};
use crate::header::{DATA_START, HEAD_AT, HeadRecord, PAGE};
use crate::keys::{Aead, Keys};
use crate::merkle::{Hash, sha256};
use crate::storage::Storage;

/// How bad a [`Finding`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// An interruption left something unfinished; nothing acknowledged is touched. The next opening clears it.
    Unfinished,
    /// A spare copy is damaged. Everything can still be read.
    Spare,
    /// Whole, but of an earlier state than the rest of the file: somebody may have put it back.
    Older,
    /// Something can no longer be read, or is not what was written.
    Lost,
}

/// Something that is not as it should be, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finding {
    /// What it concerns.
    pub place: Place,
    /// Offset in the file where it starts.
    pub offset: u64,
    /// How bad it is.
    pub severity: Severity,
}

/// A commit frame read back.
#[derive(Debug, Clone)]
pub(crate) struct Commit {
    pub(crate) number: u64,
    /// Offset of its first frame.
    start: u64,
    /// Offset of the commit frame, and just after it.
    offset: u64,
    end: u64,
    /// Log size and root after this commit.
    pub(crate) size: u64,
    pub(crate) root: Hash,
    pub(crate) checkpoint: String,
    /// The frames it acknowledges. **This list is the truth**; the frames' own headers are how commits are found.
    rows: Vec<Frame>,
}

impl Commit {
    /// Offset of the commit frame.
    pub(crate) fn offset(&self) -> u64 {
        self.offset
    }

    /// Reads the payload of the commit frame `frame`.
    pub(crate) fn decode(frame: &Frame, payload: &[u8]) -> Option<Self> {
        let mut cursor = Cursor::new(payload);
        let start = cursor.u64()?;
        let size = cursor.u64()?;
        let root = cursor.array()?;
        let note = cursor.count(1)?;
        let checkpoint = String::from_utf8(cursor.take(note)?.to_vec()).ok()?;
        let mut rows = Vec::new();
        let mut offset = start;
        for _ in 0..cursor.count(ROW)? {
            let row = Frame::from_row(offset, cursor.take(ROW)?)?;
            offset = row.end();
            rows.push(row);
        }
        let sound = cursor.rest().is_empty() && start >= DATA_START && offset == frame.offset;
        let (number, end) = (frame.head.id, frame.end());
        sound.then_some(Commit { number, start, offset: frame.offset, end, size, root, checkpoint, rows })
    }

    /// The payload of a commit frame: see [`Commit::decode`].
    pub(crate) fn encode(rows: &[Frame], start: u64, log: (u64, &Hash), checkpoint: &str) -> Vec<u8> {
        let mut out = Vec::with_capacity(60 + checkpoint.len() + rows.len() * ROW);
        let length = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).to_le_bytes();
        out.extend_from_slice(&start.to_le_bytes());
        out.extend_from_slice(&log.0.to_le_bytes());
        out.extend_from_slice(log.1);
        out.extend_from_slice(&length(checkpoint.len()));
        out.extend_from_slice(checkpoint.as_bytes());
        out.extend_from_slice(&length(rows.len()));
        for row in rows {
            out.extend_from_slice(&row.to_row());
        }
        out
    }
}

/// The structure of a vault's file.
pub(crate) struct Scan {
    /// Acknowledged frames in file order, commit frames included.
    pub(crate) frames: Vec<Frame>,
    /// Acknowledged commits whose record is readable.
    pub(crate) commits: Vec<Commit>,
    /// Offset just after the last acknowledged commit.
    pub(crate) end: u64,
    /// The newest durable state known: from the last commit or the head records.
    pub(crate) head: HeadRecord,
    /// The bytes of the last commit when no head record says that it is on disk.
    pub(crate) unproven: Option<Range<u64>>,
    /// Whether a head record could be read; without one the end of the file proves nothing.
    pub(crate) head_known: bool,
    pub(crate) findings: Vec<Finding>,
    /// Frames whose own header on disk is unreadable, by offset, as their commit describes them.
    pub(crate) recovered: BTreeMap<u64, Frame>,
    /// Offsets of frames that were erased on purpose.
    pub(crate) erased: BTreeSet<u64>,
    /// Erased frames whose zeros may not have reached the disk.
    pub(crate) to_erase: Vec<Frame>,
}

impl Scan {
    fn find(&mut self, place: Place, offset: u64, severity: Severity) {
        self.findings.push(Finding { place, offset, severity });
    }
}

/// Scans `storage`. Fails only when it cannot be read at all; damage becomes findings.
pub(crate) fn scan(storage: &dyn Storage, keys: &Keys) -> Result<Scan> {
    let len = storage.size().map_err(Error::Read)?;
    let (head, findings) = read_head(storage, keys, len)?;
    let (loose, mut commits) = walk(storage, keys, len)?;
    let source = (storage, keys);
    // An unreadable record may be the one that says the last commit is durable.
    if let Some(head) = head.as_ref().filter(|_| findings.is_empty()) {
        drop_unfinished(source, &mut commits, head)?;
    }
    let nothing = HeadRecord { commit: 0, length: DATA_START, size: 0, root: sha256(&[]), erased: 0 };
    let known = head.unwrap_or(nothing);
    let mut scan = Scan {
        frames: Vec::new(),
        end: DATA_START,
        head: newest(known, commits.last()),
        unproven: commits.last().filter(|c| c.number > known.commit).map(|c| c.start..c.end),
        head_known: head.is_some(),
        findings,
        recovered: BTreeMap::new(),
        erased: BTreeSet::new(),
        to_erase: Vec::new(),
        commits,
    };
    note_older_start(&mut scan, &known);
    assemble(&mut scan, &loose, len.min(known.length));
    if len < DATA_START || scan.end < known.length {
        scan.find(Place::End, len, Severity::Lost);
    } else if scan.end < len {
        scan.find(Place::End, scan.end, Severity::Unfinished);
    }
    find_erasures(source, &mut scan, known.erased)?;
    Ok(scan)
}

/// The later of the two head records, and what is wrong with them.
fn read_head(storage: &dyn Storage, keys: &Keys, len: u64) -> Result<(Option<HeadRecord>, Vec<Finding>)> {
    let mut newest: Option<HeadRecord> = None;
    let mut findings = Vec::new();
    for (place, at) in HEAD_AT.into_iter().enumerate() {
        let mut page = [0; PAGE];
        let record = if len < at + PAGE as u64 {
            None
        } else {
            storage.read_at(at, &mut page).map_err(Error::Read)?;
            HeadRecord::open(&page, place, keys)
        };
        let which = Place::HeadRecord(u8::from(place == 1));
        match record {
            None => findings.push(Finding { place: which, offset: at, severity: Severity::Spare }),
            Some(record) if newest.is_none_or(|n| record.commit >= n.commit) => newest = Some(record),
            Some(_) => {}
        }
    }
    Ok((newest, findings))
}

fn newest(known: HeadRecord, last: Option<&Commit>) -> HeadRecord {
    match last {
        Some(c) if c.number > known.commit => {
            HeadRecord { commit: c.number, length: c.end, size: c.size, root: c.root, erased: known.erased }
        }
        _ => known,
    }
}

/// Commit n + 1 is begun only once the record of commit n is on disk, so records that lag further (by one more where
/// one of them is unreadable) are not the ones that were written last. The lock page beside them may be as old.
fn note_older_start(scan: &mut Scan, known: &HeadRecord) {
    let last = scan.commits.last().map_or(0, |c| c.number);
    let unreadable = scan.findings.iter().filter(|f| matches!(f.place, Place::HeadRecord(_))).count() as u64;
    if scan.head_known && last > known.commit + 1 + unreadable {
        let place = known.place();
        scan.find(Place::HeadRecord(u8::from(place == 1)), HEAD_AT[place], Severity::Older);
    }
}

/// Every frame whose header opens, and every commit whose list is sound, from the first frame to the end.
/// After bytes that are no header it tries again at each alignment step.
fn walk(storage: &dyn Storage, keys: &Keys, len: u64) -> Result<(Vec<Frame>, Vec<Commit>)> {
    let mut window = Window::new(storage, len);
    let (mut loose, mut commits) = (Vec::new(), Vec::new());
    let mut at = DATA_START;
    while let Some(sealed) = window.header(at)? {
        match Frame::open(keys, at, sealed).filter(|f| f.end() <= len) {
            None => at += ALIGN,
            Some(frame) => {
                at = frame.end();
                loose.push(frame);
                if frame.head.kind == Kind::Commit {
                    commits.extend(read_commit(storage, keys, &frame, commits.last())?);
                }
            }
        }
    }
    Ok((loose, commits))
}

fn read_commit(
    storage: &dyn Storage,
    keys: &Keys,
    frame: &Frame,
    before: Option<&Commit>,
) -> Result<Option<Commit>> {
    let payload = match frame.read(storage, keys, &keys.commit) {
        Ok(payload) => payload,
        Err(Error::Damaged(_)) => return Ok(None),
        Err(e) => return Err(e),
    };
    let follows = |c: &Commit| before.is_none_or(|b| c.number > b.number && c.start >= b.end);
    Ok(Commit::decode(frame, &payload).filter(follows))
}

/// Puts the acknowledged frames together: those listed by commits, and, where a commit record is unreadable, those
/// whose own headers open, as far as `acknowledged`.
fn assemble(scan: &mut Scan, loose: &[Frame], acknowledged: u64) {
    let mut rest = loose;
    for commit in std::mem::take(&mut scan.commits) {
        rest = adopt(scan, rest, commit.start);
        for row in &commit.rows {
            let at = rest.partition_point(|f| f.offset < row.offset);
            rest = &rest[at..];
            if rest.first() != Some(row) {
                scan.find(row.place(), row.offset, Severity::Spare);
                scan.recovered.insert(row.offset, *row);
            }
            scan.frames.push(*row);
        }
        let at = rest.partition_point(|f| f.offset < commit.offset);
        scan.frames.extend(rest.get(at));
        rest = &rest[(at + 1).min(rest.len())..];
        scan.end = commit.end;
        scan.commits.push(Commit { rows: Vec::new(), ..commit });
    }
    adopt(scan, rest, acknowledged);
}

/// Takes in the frames that end at or before `until` by their own headers; returns the frames after them.
fn adopt<'f>(scan: &mut Scan, frames: &'f [Frame], until: u64) -> &'f [Frame] {
    if scan.end >= until {
        return frames;
    }
    let count = frames.partition_point(|f| f.end() <= until);
    for frame in &frames[..count] {
        if frame.offset > scan.end {
            scan.find(Place::Unknown(scan.end), scan.end, Severity::Lost);
        }
        if frame.head.kind == Kind::Commit {
            scan.find(frame.place(), frame.offset, Severity::Spare);
        }
        scan.frames.push(*frame);
        scan.end = frame.end();
    }
    if scan.end < until {
        scan.find(Place::Unknown(scan.end), scan.end, Severity::Lost);
        scan.end = until;
    }
    &frames[count..]
}

/// Drops the last commit when no head record says that it is durable and some frame of it did not reach the disk: it was
/// never acknowledged. Earlier commits need no such look: the next one was begun only after their sync.
fn drop_unfinished(
    source: (&dyn Storage, &Keys),
    commits: &mut Vec<Commit>,
    head: &HeadRecord,
) -> Result<()> {
    if let Some(last) = commits.last().filter(|c| c.number > head.commit)
        && !is_complete(source, &last.rows)?
    {
        commits.pop();
    }
    Ok(())
}

/// Whether every body of a commit can be opened, except those it erases itself.
fn is_complete((storage, keys): (&dyn Storage, &Keys), rows: &[Frame]) -> Result<bool> {
    let mut blobs: BTreeMap<u64, Aead> = BTreeMap::new();
    let mut erased: BTreeSet<u64> = BTreeSet::new();
    // Last to first: erasures, and blob indexes with their keys, follow the frames they speak of.
    for row in rows.iter().rev() {
        if erased.contains(&row.offset) {
            continue;
        }
        let Some(key) = row.key(keys).or_else(|| blobs.get(&row.head.id)) else { return Ok(false) };
        let payload = match row.read(storage, keys, key) {
            Ok(payload) => Zeroizing::new(payload),
            Err(Error::Damaged(_)) => return Ok(false),
            Err(e) => return Err(e),
        };
        match row.head.kind {
            Kind::Erasure => erased.extend(decode_erasure(&payload).iter().map(|f| f.offset)),
            Kind::BlobIndex => {
                let Ok(key) = <&[u8; 32]>::try_from(&payload[..]) else { return Ok(false) };
                blobs.insert(row.head.id, Aead::new(key));
            }
            _ => {}
        }
    }
    Ok(true)
}

/// Finds what was erased, and which erasures may not have been carried out: those of commits after `done`.
fn find_erasures((storage, keys): (&dyn Storage, &Keys), scan: &mut Scan, done: u64) -> Result<()> {
    let mut group: Vec<Frame> = Vec::new();
    for frame in &scan.frames {
        if frame.head.kind == Kind::Commit && frame.head.id <= done {
            group.clear();
        }
        if frame.head.kind == Kind::Erasure {
            let targets = match frame.read(storage, keys, &keys.commit) {
                Ok(payload) => decode_erasure(&payload),
                Err(Error::Damaged(_)) => continue,
                Err(e) => return Err(e),
            };
            scan.erased.extend(targets.iter().map(|f| f.offset));
            group.extend(targets);
        }
    }
    scan.to_erase = group;
    Ok(())
}

/// The payload of an erasure: for each frame its offset and its row.
pub(crate) fn encode_erasure(targets: &[Frame]) -> Vec<u8> {
    let mut out = Vec::with_capacity(targets.len() * (8 + ROW));
    for target in targets {
        out.extend_from_slice(&target.offset.to_le_bytes());
        out.extend_from_slice(&target.to_row());
    }
    out
}

fn decode_erasure(payload: &[u8]) -> Vec<Frame> {
    let target = |chunk: &[u8]| {
        let mut cursor = Cursor::new(chunk);
        let offset = cursor.u64()?;
        Frame::from_row(offset, cursor.rest())
    };
    payload.chunks_exact(8 + ROW).filter_map(target).collect()
}

/// Reads frame headers ahead: one large read where frames are small, small reads where they are large.
struct Window<'s> {
    storage: &'s dyn Storage,
    len: u64,
    start: u64,
    bytes: Vec<u8>,
    ahead: usize,
}

impl<'s> Window<'s> {
    const LEAST: usize = 4096;
    const MOST: usize = 256 * 1024;

    fn new(storage: &'s dyn Storage, len: u64) -> Self {
        Window { storage, len, start: 0, bytes: Vec::new(), ahead: Self::LEAST }
    }

    /// The would-be sealed header at `at`, `None` at the end of the file.
    fn header(&mut self, at: u64) -> Result<Option<&[u8; HEADER]>> {
        if self.len < at + HEADER as u64 {
            return Ok(None);
        }
        let held = self.start + self.bytes.len() as u64;
        if at < self.start || at + HEADER as u64 > held {
            // Close to the last read: frames are small here, so read further ahead.
            self.ahead = if at < held + 1024 { (self.ahead * 2).min(Self::MOST) } else { Self::LEAST };
            let left = usize::try_from(self.len - at).unwrap_or(usize::MAX);
            self.bytes.resize(self.ahead.min(left), 0);
            self.start = at;
            self.storage.read_at(at, &mut self.bytes).map_err(Error::Read)?;
        }
        let from = usize::try_from(at - self.start).expect("within the window");
        Ok(self.bytes[from..].first_chunk())
    }
}
