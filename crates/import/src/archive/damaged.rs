//! Members of an archive without a directory, found by their own headers (APPNOTE 4.3.7).
//!
//! Phones and download services write archives as a stream: the sizes of a member then stand behind it, and with the
//! directory lost nothing says where it ends. Deflate says so itself.

use super::{Member, Packing};
use crate::source::{ReadSeek, head};
use flate2::read::DeflateDecoder;
use memchr::memmem;
use std::io::{self, Read, SeekFrom};
use zip::read::read_zipfile_from_stream;

/// Signature of a member's own header.
const LOCAL: [u8; 4] = *b"PK\x03\x04";
/// Length of that header without the name.
const HEADER: usize = 30;
/// Bits of its flags: locked with a password; sizes stand behind the member (APPNOTE 4.4.4).
const ENCRYPTED: u16 = 1;
const STREAMED: u16 = 8;
/// Bytes searched at a time.
const CHUNK: usize = 1 << 20;

/// Every member whose own header is there, at most `most` of them.
pub fn searched(source: &mut dyn ReadSeek, most: u64) -> io::Result<Vec<Member>> {
    let places = signatures(source, most)?;
    let end = source.seek(SeekFrom::End(0))?;
    let mut members = Vec::new();
    for (nth, at) in places.iter().enumerate() {
        let next = places.get(nth + 1).copied().unwrap_or(end);
        source.seek(SeekFrom::Start(*at))?;
        let header = head(source, HEADER)?;
        let member = match streamed(&header) {
            Some(length) => {
                let name = head(source, length.name)?;
                let body = at + (HEADER + length.name + length.extra) as u64;
                // How much it unpacks to stands nowhere: that much at least.
                let packed = next.saturating_sub(body);
                Some(Member {
                    name: String::from_utf8_lossy(&name).into_owned(),
                    bytes: packed,
                    packed,
                    encrypted: length.encrypted,
                    packing: Packing::Streamed { body },
                    at: *at,
                    ..Member::default()
                })
            }
            None => {
                source.seek(SeekFrom::Start(*at))?;
                sized(source, *at)
            }
        };
        members.extend(member);
    }
    Ok(members)
}

/// A member whose sizes stand in front, if its header makes sense.
fn sized(source: &mut dyn ReadSeek, at: u64) -> Option<Member> {
    let mut reader = &mut *source;
    let file = read_zipfile_from_stream(&mut reader).ok()??;
    Some(Member {
        name: String::from_utf8_lossy(file.name_raw()).into_owned(),
        bytes: file.size(),
        packed: file.compressed_size(),
        encrypted: file.encrypted(),
        at,
        ..Member::default()
    })
}

/// What the header of a member written as a stream says of its own length.
struct Lengths {
    name: usize,
    extra: usize,
    encrypted: bool,
}

/// The lengths of a header whose member was deflated as a stream. Stored members do not say where they end.
fn streamed(header: &[u8]) -> Option<Lengths> {
    let two = |at: usize| Some(u16::from_le_bytes(header.get(at..at + 2)?.try_into().ok()?));
    let flags = two(6)?;
    (flags & STREAMED != 0 && two(8)? == DEFLATED).then_some(())?;
    Some(Lengths { name: two(26)?.into(), extra: two(28)?.into(), encrypted: flags & ENCRYPTED != 0 })
}

/// Number of the usual way of packing (APPNOTE 4.4.5).
const DEFLATED: u16 = 8;

/// The bytes of a member whose header makes sense. Behind the end of a streamed one nothing is read.
pub fn opened<'s>(
    source: &'s mut &mut dyn ReadSeek,
    member: &Member,
) -> io::Result<Option<Box<dyn Read + 's>>> {
    if let Packing::Streamed { body } = member.packing {
        source.seek(SeekFrom::Start(body))?;
        return Ok(Some(Box::new(DeflateDecoder::new(source.take(member.packed)))));
    }
    source.seek(SeekFrom::Start(member.at))?;
    Ok(match read_zipfile_from_stream(source) {
        Ok(Some(file)) => Some(Box::new(file)),
        _ => None,
    })
}

fn signatures(source: &mut dyn ReadSeek, most: u64) -> io::Result<Vec<u64>> {
    source.rewind()?;
    let mut found = Vec::new();
    let (mut buffer, mut base) = (Vec::with_capacity(CHUNK + 4), 0u64);
    loop {
        let kept = buffer.len();
        source.take((CHUNK - kept) as u64).read_to_end(&mut buffer)?;
        if buffer.len() == kept || found.len() as u64 > most {
            return Ok(found);
        }
        found.extend(memmem::find_iter(&buffer, &LOCAL).map(|at| base + at as u64));
        let tail = buffer.len().saturating_sub(LOCAL.len() - 1);
        buffer.drain(..tail);
        base += tail as u64;
    }
}
