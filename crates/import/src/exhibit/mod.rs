//! What a single file says about itself: type, size of the picture, length, when and where it was taken.
//!
//! Only a little is read, nothing is decoded, and nothing is ever changed.

mod film;
mod photo;
mod sound;

use crate::{
    finding::{Findings, Kind},
    source::{ReadSeek, head},
};
use daybook_core::item::Finding;
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use std::io;

/// Bytes of a file looked at. What photos say stands at their beginning; films are read where they say it.
const HEAD: usize = 16 << 20;
/// Longest text taken from metadata, in characters.
const TEXT: usize = 200;

/// What a file says about itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FileFacts {
    /// Media type by content.
    pub media_type: String,
    /// When it was taken or recorded.
    pub taken: Option<Taken>,
    /// Maker and model of the camera or phone.
    pub device: Option<String>,
    /// Where it was taken: degrees of latitude and longitude. To be kept from others unless the person chooses.
    pub place: Option<(f64, f64)>,
    /// Width and height in pixels, as stored.
    pub size: Option<(u32, u32)>,
    /// Length of a film or recording, in seconds.
    pub seconds: Option<f64>,
    /// A title in the metadata.
    pub title: Option<String>,
    /// What was noticed.
    pub findings: Vec<Finding>,
}

/// When a picture was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The camera's clock.
    pub civil: DateTime,
    /// The instant.
    pub at: Timestamp,
    /// The file says the offset from UTC itself. Otherwise a zone was assumed.
    pub zone_known: bool,
}

/// Looks at a file. Times without an offset are taken to be in `zone`.
pub fn inspect(source: &mut dyn ReadSeek, zone: &TimeZone) -> io::Result<FileFacts> {
    source.rewind()?;
    let start = head(source, HEAD)?;
    let mut facts = FileFacts { media_type: media_type(&start).to_owned(), ..FileFacts::default() };
    let mut findings = Findings::default();
    if start.is_empty() {
        findings.whole(Kind::Empty);
    }
    facts.size = photo::picture_size(&start);
    if facts.media_type.starts_with("image/") {
        photo::photo(&start, zone, &mut facts, &mut findings);
    } else if film::is_film(&start) {
        film::film(source, zone, &mut facts, &mut findings)?;
    } else {
        facts.seconds = sound::seconds(&start, source)?;
    }
    facts.findings = findings.list();
    Ok(facts)
}

/// The media type of bytes, by what they begin with.
pub fn media_type(start: &[u8]) -> &'static str {
    // `#!AMR`: voice notes of old phones (RFC 4867 section 5), which look like a script.
    if start.starts_with(b"#!AMR") {
        return "audio/amr";
    }
    if let Some(found) = infer::get(start) {
        return found.mime_type();
    }
    let text = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    let first = text.trim_ascii_start();
    if first.starts_with(b"BEGIN:VCARD") {
        return "text/vcard";
    }
    if first.starts_with(b"BEGIN:VCALENDAR") {
        return "text/calendar";
    }
    if first.starts_with(b"<?xml") {
        return "text/xml";
    }
    let valid = match str::from_utf8(text) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none() && text.len() - error.valid_up_to() < 4,
    };
    if valid && !text.is_empty() && !text.contains(&0) { "text/plain" } else { "application/octet-stream" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    /// A JPEG with nothing but a frame header and EXIF: camera, time, and perhaps an offset and a place.
    fn photo(offset: bool, place: bool) -> Vec<u8> {
        let mut tiff = b"II*\0\x08\0\0\0".to_vec();
        let ascii = |tag: u16, text: &str| (tag, 2u16, format!("{text}\0").into_bytes());
        let degrees = |tag: u16, parts: [u32; 3]| {
            let bytes =
                parts.iter().flat_map(|part| [part.to_le_bytes(), 1u32.to_le_bytes()].concat()).collect();
            (tag, 5u16, bytes)
        };
        let mut exif = vec![ascii(0x9003, "2026:05:04 21:03:09")];
        if offset {
            exif.push(ascii(0x9011, "+02:00"));
        }
        let gps = [ascii(1, "N"), degrees(2, [50, 49, 12]), ascii(3, "W"), degrees(4, [0, 8, 24])];
        let camera = [ascii(0x010f, "Acme"), ascii(0x0110, "Phone 1")];
        let size = |fields: usize| 2 + 12 * u32::try_from(fields).unwrap() + 4;
        let first = size(camera.len() + 1 + usize::from(place));
        let exif_at = 8 + first + heap(&camera);
        let gps_at = exif_at + size(exif.len()) + heap(&exif);
        let mut fields = camera.to_vec();
        fields.push((0x8769, 4, exif_at.to_le_bytes().to_vec()));
        if place {
            fields.push((0x8825, 4, gps_at.to_le_bytes().to_vec()));
        }
        directory(&mut tiff, &fields);
        directory(&mut tiff, &exif);
        if place {
            directory(&mut tiff, &gps);
        }
        let mut jpeg = b"\xff\xd8\xff\xe1".to_vec();
        jpeg.extend(u16::try_from(tiff.len() + 8).unwrap().to_be_bytes());
        jpeg.extend(b"Exif\0\0");
        jpeg.extend(tiff);
        jpeg.extend(b"\xff\xc0\0\x0b\x08\x01\x02\x03\x04\x01\x01\x11\0\xff\xd9");
        jpeg
    }

    type Field = (u16, u16, Vec<u8>);

    fn heap(fields: &[Field]) -> u32 {
        fields
            .iter()
            .map(|(.., bytes)| if bytes.len() > 4 { u32::try_from(bytes.len()).unwrap() } else { 0 })
            .sum()
    }

    fn directory(tiff: &mut Vec<u8>, fields: &[Field]) {
        let count = u16::try_from(fields.len()).unwrap();
        let mut at = u32::try_from(tiff.len()).unwrap() + 2 + 12 * u32::from(count) + 4;
        tiff.extend(count.to_le_bytes());
        let mut after: Vec<u8> = Vec::new();
        for (tag, kind, bytes) in fields {
            let unit = match kind {
                5 => 8,
                4 => 4,
                _ => 1,
            };
            tiff.extend(tag.to_le_bytes());
            tiff.extend(kind.to_le_bytes());
            tiff.extend(u32::try_from(bytes.len() / unit).unwrap().to_le_bytes());
            if bytes.len() > 4 {
                tiff.extend(at.to_le_bytes());
                at += u32::try_from(bytes.len()).unwrap();
                after.extend(bytes);
            } else {
                tiff.extend(bytes);
                tiff.resize(tiff.len() + 4 - bytes.len(), 0);
            }
        }
        tiff.extend(0u32.to_le_bytes());
        tiff.extend(after);
    }

    fn facts(bytes: Vec<u8>) -> FileFacts {
        inspect(&mut Cursor::new(bytes), &TimeZone::get("Europe/London").unwrap()).unwrap()
    }

    fn kinds(facts: &FileFacts) -> Vec<&str> {
        facts.findings.iter().map(|finding| finding.kind.as_str()).collect()
    }

    #[test]
    fn a_photo_says_when_where_and_with_what_it_was_taken() {
        let facts = facts(photo(true, true));
        assert_eq!(facts.media_type, "image/jpeg");
        assert_eq!((facts.device.as_deref(), facts.size), (Some("Acme Phone 1"), Some((772, 258))));
        let taken = facts.taken.unwrap();
        assert_eq!((taken.at.to_string().as_str(), taken.zone_known), ("2026-05-04T19:03:09Z", true));
        let (latitude, longitude) = facts.place.unwrap();
        assert!((latitude - 50.82).abs() < 1e-9 && (longitude + 0.14).abs() < 1e-9);
        assert_eq!(kinds(&facts), ["photo_has_place"]);
    }

    #[test]
    fn a_photo_without_a_zone_is_taken_to_be_local_and_says_so() {
        let facts = facts(photo(false, false));
        let taken = facts.taken.unwrap();
        assert_eq!((taken.at.to_string().as_str(), taken.zone_known), ("2026-05-04T20:03:09Z", false));
        assert_eq!(kinds(&facts), ["photo_zone_unknown"]);
    }

    #[test]
    fn an_offset_of_another_time_is_not_that_of_the_photo() {
        let mut bytes = photo(true, false);
        let tag = bytes.windows(2).rposition(|two| two == 0x9011u16.to_le_bytes()).unwrap();
        bytes[tag..tag + 2].copy_from_slice(&0x9010u16.to_le_bytes());
        let facts = facts(bytes);
        assert_eq!((facts.taken.unwrap().zone_known, kinds(&facts)), (false, vec!["photo_zone_unknown"]));
    }

    #[test]
    fn a_photo_cut_anywhere_never_panics() {
        let whole = photo(true, true);
        for cut in 0..whole.len() {
            facts(whole[..cut].to_vec());
        }
    }

    #[test]
    fn types_are_told_by_content() {
        for (bytes, expected) in [
            (&b"%PDF-1.7"[..], "application/pdf"),
            (b"#!AMR\n", "audio/amr"),
            (b"BEGIN:VCARD\r\n", "text/vcard"),
            (b"hello \xc2", "text/plain"),
            (b"\0\x01\x02", "application/octet-stream"),
            (b"", "application/octet-stream"),
        ] {
            assert_eq!(media_type(bytes), expected, "{bytes:?}");
        }
    }
}
