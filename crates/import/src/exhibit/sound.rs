//! How long a recording is, where that can be told without decoding it: WAV, AMR, Ogg.

use crate::source::ReadSeek;
use std::io::{self, Read, SeekFrom};

/// Bytes at the end of an Ogg file that hold its last page: no page is longer (RFC 3533, section 6).
const LAST_PAGE: u64 = 65_307;
/// Opus counts 48,000 a second, whatever was recorded (RFC 7845, section 4).
const OPUS: u64 = 48_000;
/// Bytes of a frame of AMR by its type, a fiftieth of a second each (RFC 4867, section 5.3; 3GPP TS 26.101, annex A).
const AMR: [usize; 16] = [13, 14, 16, 18, 20, 21, 27, 32, 6, 1, 1, 1, 1, 1, 1, 1];

/// Seconds of a recording.
pub fn seconds(start: &[u8], source: &mut dyn ReadSeek) -> io::Result<Option<f64>> {
    if start.starts_with(b"RIFF") && start.get(8..12) == Some(b"WAVE") {
        return Ok(wav(start));
    }
    if let Some(frames) = start.strip_prefix(b"#!AMR\n") {
        return Ok(amr(frames));
    }
    if start.starts_with(b"OggS") { ogg(start, source) } else { Ok(None) }
}

/// Bytes of sound by bytes a second.
fn wav(start: &[u8]) -> Option<f64> {
    let four = |at: usize| Some(u32::from_le_bytes(start.get(at..at + 4)?.try_into().ok()?));
    let (mut at, mut rate) = (12, None);
    loop {
        let length = usize::try_from(four(at + 4)?).ok()?;
        match start.get(at..at + 4)? {
            b"fmt " => rate = four(at + 16).filter(|rate| *rate > 0),
            b"data" => return Some(f64::from(four(at + 4)?) / f64::from(rate?)),
            _ => {}
        }
        at = at.checked_add(8 + length + length % 2)?;
    }
}

fn amr(frames: &[u8]) -> Option<f64> {
    let (mut at, mut count) = (0, 0u32);
    while let Some(head) = frames.get(at) {
        at += AMR[usize::from(head >> 3 & 0x0f)];
        count += 1;
    }
    (count > 0).then(|| f64::from(count) / 50.0)
}

/// The position that the last page says, by the rate the first one says.
fn ogg(start: &[u8], source: &mut dyn ReadSeek) -> io::Result<Option<f64>> {
    let end = source.seek(SeekFrom::End(0))?;
    source.seek(SeekFrom::Start(end.saturating_sub(LAST_PAGE)))?;
    let mut tail = Vec::new();
    source.take(LAST_PAGE).read_to_end(&mut tail)?;
    let rate = rate(start);
    let position = memchr::memmem::rfind_iter(&tail, b"OggS").find_map(|at| {
        let position = u64::from_le_bytes(tail.get(at + 6..at + 14)?.try_into().ok()?);
        // All ones: no sound ends on this page.
        (position != u64::MAX).then_some(position)
    });
    #[expect(clippy::cast_precision_loss, reason = "positions of a recording are far below 2^52")]
    let seconds = position
        .zip(rate)
        .map(|(position, (rate, skipped))| position.saturating_sub(skipped) as f64 / rate as f64);
    Ok(seconds.filter(|seconds| *seconds < 604_800.0))
}

/// Counts a second, and counts before the sound begins.
fn rate(start: &[u8]) -> Option<(u64, u64)> {
    if let Some(at) = memchr::memmem::find(start.get(..200.min(start.len()))?, b"OpusHead") {
        let skipped = u16::from_le_bytes(start.get(at + 10..at + 12)?.try_into().ok()?);
        return Some((OPUS, u64::from(skipped)));
    }
    let at = memchr::memmem::find(start.get(..200.min(start.len()))?, b"\x01vorbis")?;
    let rate = u32::from_le_bytes(start.get(at + 12..at + 16)?.try_into().ok()?);
    (rate > 0).then_some((u64::from(rate), 0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn of(bytes: &[u8]) -> Option<f64> {
        seconds(bytes, &mut Cursor::new(bytes)).unwrap()
    }

    fn wave() -> Vec<u8> {
        let mut bytes =
            b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data".to_vec();
        bytes.extend(20_000u32.to_le_bytes());
        bytes
    }

    fn voice_note() -> Vec<u8> {
        let mut bytes = b"OggS\0\x02\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\x01\x13OpusHead\x01\x01\x38\x01\x80\xbb\0\0\0\0\0".to_vec();
        bytes.extend([9; 300]);
        for position in [96_312u64, u64::MAX] {
            bytes.extend(b"OggS\0\x04");
            bytes.extend(position.to_le_bytes());
        }
        bytes
    }

    #[test]
    fn recordings_say_how_long_they_are() {
        assert_eq!(of(&wave()), Some(2.5));
        assert_eq!(of(&voice_note()), Some(2.0), "what Opus skips at the beginning is not counted");
        let amr = [b"#!AMR\n".to_vec(), [[0x3c].as_slice(), &[0; 31]].concat().repeat(100)].concat();
        assert_eq!(of(&amr), Some(2.0));
        assert_eq!((of(b""), of(b"#!AMR\n"), of(b"OggS"), of(b"RIFF\0\0\0\0WAVE")), (None, None, None, None));
    }

    #[test]
    fn recordings_cut_or_changed_anywhere_never_panic() {
        for whole in [wave(), voice_note()] {
            for at in 0..whole.len() {
                of(&whole[..at]);
                let mut changed = whole.clone();
                changed[at] ^= 0xff;
                of(&changed);
            }
        }
    }
}
