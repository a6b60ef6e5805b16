//! Films and recordings in boxes: MP4, QuickTime, 3GP and M4A (ISO/IEC 14496-12; Apple's QuickTime File Format).
//!
//! A box is a length, a name of four letters, and content, which may be boxes. What a camera says stands in `moov`, at the
//! beginning or, where the camera did not know the length beforehand, at the end. Only that is read.

use super::{FileFacts, TEXT, Taken};
use crate::{
    finding::{Findings, Kind},
    source::ReadSeek,
};
use jiff::{
    Timestamp,
    civil::DateTime,
    tz::{Offset, TimeZone},
};
use std::io::{self, Read, SeekFrom};

/// Seconds from 1904, where the clock of these files begins (UTC), to 1970.
const FILM_EPOCH: i64 = 2_082_844_800;
/// Most boxes looked at in one place. A film has a dozen; one in pieces for streaming has thousands, after `moov`.
const BOXES: usize = 4096;
/// Longest content read of a box that says something. Lists of pictures' places are longer, and are passed over.
const CONTENT: u64 = 1 << 20;
/// Longest film believed, in seconds: a week.
const LONGEST: f64 = 604_800.0;

/// Whether bytes begin as such a file does.
pub fn is_film(start: &[u8]) -> bool {
    start
        .get(4..8)
        .is_some_and(|name| matches!(name, b"ftyp" | b"moov" | b"mdat" | b"wide" | b"free" | b"skip"))
}

/// Reads what a film says, as far as it can be read.
pub fn film(
    source: &mut dyn ReadSeek,
    zone: &TimeZone,
    facts: &mut FileFacts,
    findings: &mut Findings,
) -> io::Result<()> {
    let end = source.seek(SeekFrom::End(0))?;
    let mut film = Film { source, said: Said::default() };
    if let Some(moov) = film.find((0, end), b"moov")? {
        film.movie(moov)?;
    }
    let said = film.said;
    facts.seconds = said.seconds;
    facts.size = facts.size.or(said.size);
    facts.title = facts.title.take().or(said.title);
    facts.device = facts.device.take().or(match (said.make, said.model) {
        (Some(make), Some(model)) if !model.starts_with(&make) => Some(format!("{make} {model}")),
        (make, model) => model.or(make),
    });
    let instant = said.created.map(|at| Taken { civil: zone.to_datetime(at), at, zone_known: true });
    facts.taken = facts.taken.or(said.written.as_deref().and_then(with_offset)).or(instant);
    facts.place = facts.place.or(said.place.as_deref().and_then(iso_6709)).or(said.coded_place);
    if facts.place.is_some() {
        findings.whole(Kind::PhotoPlace);
    }
    Ok(())
}

/// What was found in the boxes.
#[derive(Default)]
struct Said {
    created: Option<Timestamp>,
    seconds: Option<f64>,
    size: Option<(u32, u32)>,
    /// A time with its offset, as text.
    written: Option<String>,
    /// A place as ISO 6709 writes it.
    place: Option<String>,
    coded_place: Option<(f64, f64)>,
    make: Option<String>,
    model: Option<String>,
    title: Option<String>,
}

/// Where the content of a box lies.
type Range = (u64, u64);

struct Film<'a> {
    source: &'a mut dyn ReadSeek,
    said: Said,
}

impl Film<'_> {
    /// The boxes within a range, by name.
    fn boxes(&mut self, (mut at, end): Range) -> io::Result<Vec<([u8; 4], Range)>> {
        let mut boxes = Vec::new();
        while at + 8 <= end && boxes.len() < BOXES {
            let Some((name, content, next)) = self.header(at, end)? else { break };
            boxes.push((name, content));
            at = next;
        }
        Ok(boxes)
    }

    /// The first box of a name within a range.
    fn find(&mut self, (mut at, end): Range, wanted: &[u8; 4]) -> io::Result<Option<Range>> {
        for _ in 0..BOXES {
            let Some((name, content, next)) = self.header(at, end)? else { return Ok(None) };
            if name == *wanted {
                return Ok(Some(content));
            }
            at = next;
        }
        Ok(None)
    }

    /// A box: its name, where its content is, and where the next one begins.
    fn header(&mut self, at: u64, end: u64) -> io::Result<Option<([u8; 4], Range, u64)>> {
        if at.saturating_add(8) > end {
            return Ok(None);
        }
        let start = self.read((at, end.min(at + 16)))?;
        let (Some(short), Some(name)) = (be::<4>(&start, 0), start.get(4..8)) else { return Ok(None) };
        let (length, header) = match short {
            // To the end of the file.
            0 => (end - at, 8),
            1 => (be::<8>(&start, 8).unwrap_or(0), 16),
            length => (length, 8),
        };
        let next = at.saturating_add(length);
        if length < header || next > end {
            return Ok(None);
        }
        Ok(Some(([name[0], name[1], name[2], name[3]], (at + header, next), next)))
    }

    fn read(&mut self, (from, to): Range) -> io::Result<Vec<u8>> {
        self.source.seek(SeekFrom::Start(from))?;
        let mut bytes = Vec::new();
        (&mut *self.source).take((to - from).min(CONTENT)).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn movie(&mut self, moov: Range) -> io::Result<()> {
        for (name, content) in self.boxes(moov)? {
            match &name {
                b"mvhd" => self.head(content)?,
                b"trak" => self.track(content)?,
                b"meta" => self.keyed(content)?,
                b"udta" => self.user_data(content)?,
                _ => {}
            }
        }
        Ok(())
    }

    /// When it was made and how long it is (14496-12, 8.2.2).
    fn head(&mut self, content: Range) -> io::Result<()> {
        let bytes = self.read(content)?;
        let (created, scale, length) = if bytes.first() == Some(&1) {
            (be::<8>(&bytes, 4), be::<4>(&bytes, 20), be::<8>(&bytes, 24))
        } else {
            (be::<4>(&bytes, 4), be::<4>(&bytes, 12), be::<4>(&bytes, 16))
        };
        let second = created.filter(|second| *second > 0).and_then(|second| i64::try_from(second).ok());
        self.said.created = second.and_then(|second| Timestamp::from_second(second - FILM_EPOCH).ok());
        #[expect(clippy::cast_precision_loss, reason = "lengths of films are far below 2^52")]
        let seconds =
            scale.filter(|scale| *scale > 0).zip(length).map(|(scale, length)| length as f64 / scale as f64);
        self.said.seconds = seconds.filter(|seconds| *seconds > 0.0 && *seconds < LONGEST);
        Ok(())
    }

    /// Width and height of the largest track (14496-12, 8.3.2). Sound has none.
    fn track(&mut self, content: Range) -> io::Result<()> {
        let Some(head) = self.find(content, b"tkhd")? else { return Ok(()) };
        let bytes = self.read(head)?;
        let at = if bytes.first() == Some(&1) { 88 } else { 76 };
        let side =
            |at| be::<2>(&bytes, at).and_then(|side| u32::try_from(side).ok()).filter(|side| *side > 0);
        let size = side(at).zip(side(at + 4));
        self.said.size = self.said.size.max(size);
        Ok(())
    }

    /// Names in `keys`, values in `ilst` by the number of the name (QuickTime File Format, metadata).
    fn keyed(&mut self, (mut from, to): Range) -> io::Result<()> {
        // In MP4 a version stands before the boxes, in QuickTime none does.
        let start = self.read((from, to.min(from + 8)))?;
        if start.get(4..8) != Some(b"hdlr".as_slice()) {
            from = to.min(from + 4);
        }
        let Some(keys) = self.find((from, to), b"keys")? else { return Ok(()) };
        let names = names(&self.read(keys)?);
        let Some(list) = self.find((from, to), b"ilst")? else { return Ok(()) };
        for (number, content) in self.boxes(list)? {
            let number = usize::try_from(u32::from_be_bytes(number)).unwrap_or(0);
            let Some(name) = number.checked_sub(1).and_then(|at| names.get(at)) else { continue };
            if let Some(data) = self.find(content, b"data")? {
                let bytes = self.read(data)?;
                // Type 1 is UTF-8.
                if be::<4>(&bytes, 0) == Some(1) {
                    self.keep(name, text(bytes.get(8..).unwrap_or_default()));
                }
            }
        }
        Ok(())
    }

    fn keep(&mut self, name: &str, value: Option<String>) {
        let place = match name {
            "com.apple.quicktime.creationdate" => &mut self.said.written,
            "com.apple.quicktime.location.ISO6709" => &mut self.said.place,
            "com.apple.quicktime.make" | "com.android.manufacturer" => &mut self.said.make,
            "com.apple.quicktime.model" | "com.android.model" => &mut self.said.model,
            "com.apple.quicktime.title" | "com.apple.quicktime.displayname" => &mut self.said.title,
            _ => return,
        };
        *place = place.take().or(value);
    }

    /// What older cameras and Android write: a box for each, text after its length and language.
    fn user_data(&mut self, content: Range) -> io::Result<()> {
        for (name, content) in self.boxes(content)? {
            let bytes = self.read(content)?;
            if name == *b"loci" {
                self.said.coded_place = self.said.coded_place.or_else(|| coded_place(&bytes));
            }
            let length = be::<2>(&bytes, 0).and_then(|length| usize::try_from(length).ok()).unwrap_or(0);
            let said = bytes.get(4..).map(|rest| &rest[..rest.len().min(length)]).and_then(text);
            let place = match &name {
                b"\xa9xyz" => &mut self.said.place,
                b"\xa9day" => &mut self.said.written,
                b"\xa9mak" => &mut self.said.make,
                b"\xa9mod" => &mut self.said.model,
                b"\xa9nam" => &mut self.said.title,
                _ => continue,
            };
            *place = place.take().or(said);
        }
        Ok(())
    }
}

/// The list of names: how many, then each with its length and the word `mdta`.
fn names(bytes: &[u8]) -> Vec<String> {
    let (mut names, mut at) = (Vec::new(), 8);
    while let Some(length) = be::<4>(bytes, at).and_then(|length| usize::try_from(length).ok()) {
        let Some(name) = at.checked_add(length).and_then(|end| bytes.get(at + 8..end)) else { break };
        names.push(String::from_utf8_lossy(name).into_owned());
        at += length;
    }
    names
}

fn text(bytes: &[u8]) -> Option<String> {
    let text: String = String::from_utf8_lossy(bytes).trim_matches(['\0', ' ']).chars().take(TEXT).collect();
    (!text.is_empty()).then_some(text)
}

/// `2026-05-04T21:03:09+0100`.
fn with_offset(written: &str) -> Option<Taken> {
    let (civil, offset) = written.split_at_checked(19)?;
    let civil: DateTime = civil.parse().ok()?;
    let offset = match offset {
        "Z" => Offset::UTC,
        offset => {
            let sign = match offset.as_bytes().first()? {
                b'+' => 1,
                b'-' => -1,
                _ => return None,
            };
            let digits = offset[1..].replace(':', "");
            let (hours, minutes) =
                (digits.get(..2)?.parse::<i32>().ok()?, digits.get(2..4)?.parse::<i32>().ok()?);
            Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()?
        }
    };
    Some(Taken { civil, at: offset.to_timestamp(civil).ok()?, zone_known: true })
}

/// `+50.8203-000.1398+012.300/`: latitude, longitude and perhaps height, each with its sign (ISO 6709, annex H).
fn iso_6709(written: &str) -> Option<(f64, f64)> {
    let second = 1 + written.get(1..)?.find(['+', '-'])?;
    let rest = written.get(second + 1..)?;
    let end = rest.find(['+', '-', '/']).map_or(written.len(), |end| second + 1 + end);
    on_earth(written[..second].parse().ok()?, written[second..end].parse().ok()?)
}

/// `loci` of 3GP: language, name, role, then longitude and latitude in 65,536ths (3GPP TS 26.244, 8.3).
fn coded_place(bytes: &[u8]) -> Option<(f64, f64)> {
    let name = bytes.get(6..)?;
    let at = 6 + name.iter().position(|byte| *byte == 0)? + 2;
    let degrees = |at| {
        let bits = be::<4>(bytes, at).and_then(|bits| u32::try_from(bits).ok())?;
        Some(f64::from(bits.cast_signed()) / 65_536.0)
    };
    on_earth(degrees(at + 4)?, degrees(at)?)
}

/// 0, 0 is what cameras write that do not know.
fn on_earth(latitude: f64, longitude: f64) -> Option<(f64, f64)> {
    let known = latitude.abs() <= 90.0 && longitude.abs() <= 180.0 && (latitude, longitude) != (0.0, 0.0);
    known.then_some((latitude, longitude))
}

/// A number of `N` bytes, largest first.
fn be<const N: usize>(bytes: &[u8], at: usize) -> Option<u64> {
    let bytes = bytes.get(at..at.checked_add(N)?)?;
    Some(bytes.iter().fold(0, |value, byte| (value << 8) | u64::from(*byte)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exhibit::inspect;
    use std::io::Cursor;

    fn a_box(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
        let length = u32::try_from(content.len() + 8).unwrap();
        [&length.to_be_bytes(), name.as_slice(), content].concat()
    }

    /// 2026-05-04 20:03:09 UTC in seconds since 1904, 12.5 seconds long.
    fn head(created: u32) -> Vec<u8> {
        let fields = [0, created, 0, 600, 7500].map(u32::to_be_bytes).concat();
        a_box(b"mvhd", &fields)
    }

    const CREATED: u32 = 3_860_769_789;

    fn track() -> Vec<u8> {
        let mut content = vec![0; 76];
        content.extend([1920u32 << 16, 1080 << 16].map(u32::to_be_bytes).concat());
        a_box(b"trak", &a_box(b"tkhd", &content))
    }

    fn keyed(values: &[(&str, &str)]) -> Vec<u8> {
        let mut keys = [0, u32::try_from(values.len()).unwrap()].map(u32::to_be_bytes).concat();
        let mut list = Vec::new();
        for (number, (name, value)) in (1u32..).zip(values) {
            keys.extend(a_box(b"mdta", name.as_bytes()));
            let data = a_box(b"data", &[&1u32.to_be_bytes(), [0; 4].as_slice(), value.as_bytes()].concat());
            list.extend(a_box(&number.to_be_bytes(), &data));
        }
        let handler = a_box(b"hdlr", &[0; 24]);
        a_box(b"meta", &[handler, a_box(b"keys", &keys), a_box(b"ilst", &list)].concat())
    }

    fn film_of(parts: &[Vec<u8>]) -> Vec<u8> {
        let mut file = a_box(b"ftyp", b"qt  \0\0\x02\0qt  ");
        // Pictures first, as cameras write that learn the length at the end.
        file.extend(a_box(b"mdat", &[7; 300]));
        file.extend(a_box(b"moov", &parts.concat()));
        file
    }

    fn facts(file: Vec<u8>) -> FileFacts {
        inspect(&mut Cursor::new(file), &TimeZone::get("Europe/London").unwrap()).unwrap()
    }

    #[test]
    fn a_film_of_an_iphone_says_when_where_and_how_long() {
        let facts = facts(film_of(&[
            head(CREATED),
            track(),
            keyed(&[
                ("com.apple.quicktime.creationdate", "2026-05-04T22:03:09+0200"),
                ("com.apple.quicktime.location.ISO6709", "+50.8203-000.1398+012.300/"),
                ("com.apple.quicktime.make", "Apple"),
                ("com.apple.quicktime.model", "iPhone 12"),
            ]),
        ]));
        assert_eq!(facts.media_type, "video/quicktime");
        let taken = facts.taken.unwrap();
        assert_eq!(
            (taken.civil.to_string().as_str(), taken.at.to_string().as_str()),
            ("2026-05-04T22:03:09", "2026-05-04T20:03:09Z")
        );
        assert_eq!(
            (facts.seconds, facts.size, facts.place),
            (Some(12.5), Some((1920, 1080)), Some((50.8203, -0.1398)))
        );
        assert_eq!(facts.device.as_deref(), Some("Apple iPhone 12"));
        assert_eq!(facts.findings[0].kind, "photo_has_place");
    }

    #[test]
    fn a_film_of_an_android_has_utc_and_a_box_for_its_place() {
        let place = "+50.8203-000.1398/";
        let written =
            [[0, u8::try_from(place.len()).unwrap(), 0x15, 0xc7].as_slice(), place.as_bytes()].concat();
        let facts = facts(film_of(&[head(CREATED), a_box(b"udta", &a_box(b"\xa9xyz", &written))]));
        let taken = facts.taken.unwrap();
        assert_eq!((taken.at.to_string().as_str(), taken.zone_known), ("2026-05-04T20:03:09Z", true));
        assert_eq!(taken.civil.to_string(), "2026-05-04T21:03:09", "on the clock of the person's zone");
        assert_eq!(facts.place, Some((50.8203, -0.1398)));
        let mut loci = [0u8, 0, 0, 0, 0x15, 0xc7, b'a', 0, 0].to_vec();
        loci.extend([(-9162i32).cast_unsigned(), 3_330_559, 0].map(u32::to_be_bytes).concat());
        let (latitude, longitude) = coded_place(&loci).unwrap();
        assert!((latitude - 50.8203).abs() < 1e-4 && (longitude + 0.1398).abs() < 1e-4);
    }

    #[test]
    fn a_camera_that_knows_nothing_says_nothing() {
        let facts = facts(film_of(&[head(0)]));
        assert_eq!((facts.taken, facts.place, facts.device), (None, None, None));
        assert_eq!(iso_6709("+00.0000+000.0000/"), None);
        assert_eq!(
            (iso_6709(""), iso_6709("+é"), iso_6709("+12"), iso_6709("+99.0+1.0/")),
            (None, None, None, None)
        );
        assert_eq!(
            (
                with_offset("2026-05-04T22:03:09"),
                with_offset("2026-05-04"),
                with_offset("2026-05-04T22:03:09+é")
            ),
            (None, None, None)
        );
    }

    #[test]
    fn a_film_cut_or_changed_anywhere_never_panics() {
        let whole = film_of(&[head(CREATED), track(), keyed(&[("com.apple.quicktime.make", "Apple")])]);
        for at in 0..whole.len() {
            facts(whole[..at].to_vec());
            for byte in [0, 1, 0xff] {
                let mut changed = whole.clone();
                changed[at] = byte;
                facts(changed);
            }
        }
    }
}
