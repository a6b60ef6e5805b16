//! Zip archives from strangers: counted before they are opened, read within limits, never unpacked to a path.

mod damaged;

use crate::{
    error::ImportError,
    finding::{Findings, Kind},
    limits::Limits,
    source::{ReadSeek, Stream, head},
    text::shown,
};
use memchr::memmem;
use std::{
    cell::Cell,
    io::{self, Cursor, Read, SeekFrom},
};
use zip::{CompressionMethod, ZipArchive};

/// Signature of the end of the central directory, and the most bytes from the end it may stand (APPNOTE 4.3.16).
const END: [u8; 4] = *b"PK\x05\x06";
const END_REACH: u64 = 22 + 65_535;
/// So much may every member unpack to, whatever its ratio.
const ALWAYS: u64 = 1 << 20;
/// Largest member that is unpacked whole, where a format needs any place of it first.
const IN_MEMORY: usize = 256 << 20;

/// How a member is packed (APPNOTE 4.4.5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Packing {
    /// In a way that is read: stored, deflated, or deflated with the larger window that Windows uses beyond 2 GB.
    #[default]
    Known,
    /// In a way that is not read.
    Unknown,
    /// Deflated as a stream, in an archive that lost its directory.
    Streamed {
        /// Where its bytes begin.
        body: u64,
    },
}

/// One member.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Member {
    /// Its name as written. Shown escaped, never used as a path.
    pub name: String,
    /// Size unpacked, as declared.
    pub bytes: u64,
    /// Size packed.
    pub packed: u64,
    /// Locked with a password.
    pub encrypted: bool,
    /// Says it unpacks to more than the limits allow.
    pub bomb: bool,
    /// How it is packed.
    packing: Packing,
    /// Where it is: the place in the directory, or the offset of its own header in a damaged archive.
    at: u64,
}

impl Member {
    /// The last part of the name.
    pub fn last_name(&self) -> &str {
        self.name.rsplit(['/', '\\']).next().unwrap_or(&self.name)
    }

    /// Whether it can be read at all.
    pub fn readable(&self) -> bool {
        !(self.encrypted || self.bomb || self.is_folder() || self.packing == Packing::Unknown)
    }

    /// Whether it only names a folder.
    pub fn is_folder(&self) -> bool {
        self.name.ends_with('/')
    }

    /// Leftovers of a Mac's archiver, which hold nothing of the person's.
    pub fn is_clutter(&self) -> bool {
        self.name.starts_with("__MACOSX/")
            || self.last_name().starts_with("._")
            || self.last_name() == ".DS_Store"
    }
}

/// A zip archive.
pub struct Archive<'a> {
    inner: Inner<'a>,
    /// Its members.
    pub members: Vec<Member>,
    ratio: u64,
}

enum Inner<'a> {
    Whole(ZipArchive<&'a mut dyn ReadSeek>),
    Damaged(&'a mut dyn ReadSeek),
}

impl<'a> Archive<'a> {
    /// Opens an archive. A damaged one is searched for members; what is odd about it is noted.
    pub fn open(
        source: &'a mut dyn ReadSeek,
        limits: &Limits,
        findings: &mut Findings,
    ) -> Result<Self, ImportError> {
        let declared = declared_members(source)?;
        if declared.is_some_and(|members| members > limits.zip_members) {
            return Err(ImportError::TooLarge);
        }
        source.rewind()?;
        let mut archive = match ZipArchive::new(&mut *source) {
            Ok(_) => {
                source.rewind()?;
                let zip = ZipArchive::new(source).map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
                Self { inner: Inner::Whole(zip), members: Vec::new(), ratio: limits.zip_ratio }
            }
            Err(_) => {
                findings.whole(Kind::TruncatedZip);
                Self { inner: Inner::Damaged(source), members: Vec::new(), ratio: limits.zip_ratio }
            }
        };
        archive.members = match &mut archive.inner {
            Inner::Whole(zip) => {
                let members = listed(zip);
                // The directory is read by name: of two members of one name the first is lost.
                if declared.is_some_and(|declared| declared > members.len() as u64) {
                    findings.whole(Kind::DoubledName);
                }
                members
            }
            Inner::Damaged(source) => damaged::searched(*source, limits.zip_members)?,
        };
        archive.judge(limits, findings)?;
        Ok(archive)
    }

    /// Names, sizes and ratios, before anything is unpacked.
    fn judge(&mut self, limits: &Limits, findings: &mut Findings) -> Result<(), ImportError> {
        let mut total = 0u64;
        for member in &mut self.members {
            total = total.saturating_add(member.bytes);
            if unsafe_name(&member.name) {
                findings.enter(Some(&shown(&member.name)));
                findings.whole(Kind::UnsafeName);
            }
            member.bomb = member.bytes > ALWAYS && member.bytes / limits.zip_ratio > member.packed;
            let unknown = member.packing == Packing::Unknown && !member.is_folder() && !member.encrypted;
            let odd = [
                (member.bomb, Kind::ZipBomb),
                (member.encrypted, Kind::EncryptedMember),
                (unknown, Kind::UnknownPacking),
            ];
            for (_, kind) in odd.iter().filter(|(is, _)| *is) {
                findings.enter(Some(&shown(&member.name)));
                findings.whole(*kind);
            }
        }
        findings.enter(None);
        if total > limits.zip_total_bytes { Err(ImportError::TooLarge) } else { Ok(()) }
    }

    /// One member as a stream.
    pub fn stream(&mut self, place: usize) -> MemberStream<'_, 'a> {
        let member = self.members[place].clone();
        let left = ALWAYS.max(member.packed.saturating_mul(self.ratio));
        MemberStream { archive: self, member, most: left, ended: Cell::new(Ended::Well) }
    }

    /// The place of a member by its whole name.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.members.iter().position(|member| member.name == name)
    }
}

/// How the reading of a member ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ended {
    Well,
    Damaged(u64),
    Bomb(u64),
}

/// One member, readable from its start as often as needed.
///
/// Damage is no error here: the stream ends where it begins, and [`MemberStream::tell`] says so.
pub struct MemberStream<'s, 'a> {
    archive: &'s mut Archive<'a>,
    member: Member,
    most: u64,
    ended: Cell<Ended>,
}

impl MemberStream<'_, '_> {
    /// Notes damage met on the way.
    pub fn tell(&self, findings: &mut Findings) {
        match self.ended.get() {
            Ended::Well => {}
            Ended::Damaged(at) => findings.at(Kind::DamagedMember, at, 0),
            Ended::Bomb(at) => findings.at(Kind::ZipBomb, at, 0),
        }
    }
}

impl Stream for MemberStream<'_, '_> {
    fn open(&mut self) -> io::Result<Box<dyn Read + '_>> {
        let inner: Box<dyn Read + '_> = match &mut self.archive.inner {
            Inner::Whole(zip) => {
                let place = usize::try_from(self.member.at).unwrap_or(usize::MAX);
                match zip.by_index(place) {
                    Ok(file) => Box::new(file),
                    Err(_) => Box::new(Broken),
                }
            }
            Inner::Damaged(source) => {
                damaged::opened(source, &self.member)?.unwrap_or_else(|| Box::new(Broken))
            }
        };
        Ok(Box::new(Guard { inner, done: 0, most: self.most, ended: &self.ended }))
    }

    /// A member is unpacked into memory, up to a limit.
    fn seekable(&mut self) -> io::Result<Box<dyn ReadSeek + '_>> {
        let bytes = head(&mut *self.open()?, IN_MEMORY + 1)?;
        if bytes.len() > IN_MEMORY {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        Ok(Box::new(Cursor::new(bytes)))
    }

    fn length(&self) -> u64 {
        self.member.bytes
    }
}

/// A member that cannot be opened.
struct Broken;

impl Read for Broken {
    fn read(&mut self, _into: &mut [u8]) -> io::Result<usize> {
        Err(io::ErrorKind::InvalidData.into())
    }
}

/// Ends a stream at damage, or where it unpacks to more than it may.
struct Guard<'g> {
    inner: Box<dyn Read + 'g>,
    done: u64,
    most: u64,
    ended: &'g Cell<Ended>,
}

impl Read for Guard<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.done > self.most {
            self.ended.set(Ended::Bomb(self.most));
            return Ok(0);
        }
        match self.inner.read(into) {
            Ok(got) => {
                self.done += got as u64;
                Ok(got)
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(error),
            Err(_) => {
                self.ended.set(Ended::Damaged(self.done));
                Ok(0)
            }
        }
    }
}

/// The number of members an archive says it has, if its end is there.
fn declared_members(source: &mut dyn ReadSeek) -> io::Result<Option<u64>> {
    let length = source.seek(SeekFrom::End(0))?;
    let reach = length.min(END_REACH + 20);
    source.seek(SeekFrom::Start(length - reach))?;
    let mut tail = Vec::new();
    source.take(reach).read_to_end(&mut tail)?;
    let Some(at) = memmem::rfind(&tail, &END) else { return Ok(None) };
    let Some(count) = tail.get(at + 10..at + 12) else { return Ok(None) };
    let count = u64::from(u16::from_le_bytes([count[0], count[1]]));
    if count < 0xffff {
        return Ok(Some(count));
    }
    // Zip64: the locator stands right before, and says where the real end is (APPNOTE 4.3.14 and 4.3.15).
    let Some(locator) = at.checked_sub(20).and_then(|from| tail.get(from..at)) else {
        return Ok(Some(count));
    };
    let Some(offset) = locator.get(8..16).filter(|_| locator.starts_with(b"PK\x06\x07")) else {
        return Ok(Some(count));
    };
    let offset = u64::from_le_bytes(offset.try_into().unwrap_or_default());
    source.seek(SeekFrom::Start(offset))?;
    let mut end = Vec::new();
    source.take(40).read_to_end(&mut end)?;
    Ok(Some(end.get(32..40).map_or(count, |bytes| u64::from_le_bytes(bytes.try_into().unwrap_or_default()))))
}

/// Members by the archive's own directory.
fn listed(zip: &mut ZipArchive<&mut dyn ReadSeek>) -> Vec<Member> {
    let mut members = Vec::with_capacity(zip.len());
    for at in 0..zip.len() {
        let Ok(file) = zip.by_index_raw(at) else { continue };
        let name = String::from_utf8_lossy(file.name_raw()).into_owned();
        let known = [CompressionMethod::STORE, CompressionMethod::DEFLATE, CompressionMethod::DEFLATE64];
        let packing = if known.contains(&file.compression()) { Packing::Known } else { Packing::Unknown };
        members.push(Member {
            name,
            bytes: file.size(),
            packed: file.compressed_size(),
            encrypted: file.encrypted(),
            packing,
            bomb: false,
            at: at as u64,
        });
    }
    members
}

/// Whether a name points outside the archive, or hides what it is.
fn unsafe_name(name: &str) -> bool {
    let drive = name.as_bytes().get(1) == Some(&b':') && name.as_bytes()[0].is_ascii_alphabetic();
    name.starts_with(['/', '\\'])
        || drive
        || name.split(['/', '\\']).any(|part| part == "..")
        || shown(name) != name
}
