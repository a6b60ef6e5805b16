//! EXIF of photos: when, where and with what they were taken.

use super::{FileFacts, TEXT, Taken};
use crate::finding::{Findings, Kind};
use daybook_core::zone;
use exif::{Exif, In, Reader, Tag, Value};
use jiff::{
    civil::DateTime,
    tz::{Offset, TimeZone},
};
use memchr::memmem;
use std::io::Cursor;

/// Reads what a photo says, as far as it can be read.
pub fn photo(start: &[u8], zone: &TimeZone, facts: &mut FileFacts, findings: &mut Findings) {
    facts.place = place_in_packet(start);
    in_fields(start, zone, facts, findings);
    if facts.place.is_some() {
        findings.whole(Kind::PhotoPlace);
    }
}

/// Reads its EXIF fields.
fn in_fields(start: &[u8], zone: &TimeZone, facts: &mut FileFacts, findings: &mut Findings) {
    let mut reader = Reader::new();
    // Many programs write EXIF with small faults; what can be read is read.
    reader.continue_on_error(true);
    let mut damaged = false;
    let found = reader
        .read_from_container(&mut Cursor::new(start))
        .or_else(|error| error.distill_partial_result(|_| damaged = true));
    let exif = match found {
        Ok(exif) => exif,
        Err(exif::Error::NotFound(_)) => return,
        Err(_) => return findings.whole(Kind::BadMetadata),
    };
    if damaged {
        findings.whole(Kind::BadMetadata);
    }
    facts.taken = taken(&exif, zone);
    if facts.taken.is_some_and(|taken| !taken.zone_known) {
        findings.whole(Kind::PhotoZone);
    }
    facts.device = device(&exif);
    facts.title = text(&exif, Tag::ImageDescription);
    facts.place = place(&exif).or(facts.place);
    facts.size = facts.size.or_else(|| {
        let side = |tag| exif.get_field(tag, In::PRIMARY).and_then(|field| field.value.get_uint(0));
        side(Tag::PixelXDimension).zip(side(Tag::PixelYDimension))
    });
}

fn text(exif: &Exif, tag: Tag) -> Option<String> {
    let Value::Ascii(lines) = &exif.get_field(tag, In::PRIMARY)?.value else { return None };
    let joined = String::from_utf8_lossy(lines.first()?)
        .trim_matches(|c: char| c.is_whitespace() || c == '\0')
        .chars()
        .take(TEXT)
        .collect::<String>();
    (!joined.is_empty()).then_some(joined)
}

fn device(exif: &Exif) -> Option<String> {
    match (text(exif, Tag::Make), text(exif, Tag::Model)) {
        (Some(make), Some(model)) if model.starts_with(&make) => Some(model),
        (Some(make), Some(model)) => Some(format!("{make} {model}")),
        (one, other) => one.or(other),
    }
}

/// The times a photo may have, each with the field that says its offset from UTC (Exif 2.31 section 4.6.5).
///
/// An offset belongs to its own time: that of the last change says nothing of where the photo was taken.
const TIMES: [(Tag, Tag); 3] = [
    (Tag::DateTimeOriginal, Tag::OffsetTimeOriginal),
    (Tag::DateTimeDigitized, Tag::OffsetTimeDigitized),
    (Tag::DateTime, Tag::OffsetTime),
];

/// When it was taken: by the first time it has.
fn taken(exif: &Exif, zone: &TimeZone) -> Option<Taken> {
    let (written, offset_tag) =
        TIMES.iter().find_map(|(time, offset)| Some((text(exif, *time)?, *offset)))?;
    let civil = clock(&written)?;
    if let Some(offset) = text(exif, offset_tag).and_then(|text| offset(&text)) {
        return Some(Taken { civil, at: offset.to_timestamp(civil).ok()?, zone_known: true });
    }
    Some(Taken { civil, at: zone::resolve(civil, zone)?.at, zone_known: false })
}

/// `2026:05:04 21:03:09`.
fn clock(written: &str) -> Option<DateTime> {
    let parsed = exif::DateTime::from_ascii(written.as_bytes()).ok()?;
    let [month, day, hour, minute, second] =
        [parsed.month, parsed.day, parsed.hour, parsed.minute, parsed.second]
            .map(|part| i8::try_from(part).unwrap_or(-1));
    DateTime::new(i16::try_from(parsed.year).ok()?, month, day, hour, minute, second, 0).ok()
}

/// `+01:00`, `-05:30`, `Z`.
fn offset(written: &str) -> Option<Offset> {
    if written == "Z" {
        return Some(Offset::UTC);
    }
    let sign = match written.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, minutes) = written.get(1..)?.split_once(':')?;
    let seconds = hours.parse::<i32>().ok()? * 3600 + minutes.parse::<i32>().ok()? * 60;
    Offset::from_seconds(sign * seconds).ok()
}

fn place(exif: &Exif) -> Option<(f64, f64)> {
    let degrees = |tag, reference| {
        let Value::Rational(parts) = &exif.get_field(tag, In::PRIMARY)?.value else { return None };
        let [d, m, s] = parts.get(..3)?.iter().map(exif::Rational::to_f64).collect::<Vec<_>>()[..] else {
            return None;
        };
        let value = d + m / 60.0 + s / 3600.0;
        let south_or_west = matches!(text(exif, reference)?.as_str(), "S" | "W");
        value.is_finite().then_some(if south_or_west { -value } else { value })
    };
    let latitude = degrees(Tag::GPSLatitude, Tag::GPSLatitudeRef)?;
    let longitude = degrees(Tag::GPSLongitude, Tag::GPSLongitudeRef)?;
    on_earth((latitude, longitude))
}

/// A place that can be one. Cameras without a fix write nought for both, far out at sea.
fn on_earth((latitude, longitude): (f64, f64)) -> Option<(f64, f64)> {
    let nowhere = latitude == 0.0 && longitude == 0.0;
    (latitude.abs() <= 90.0 && longitude.abs() <= 180.0 && !nowhere).then_some((latitude, longitude))
}

/// The place in an XMP packet, where programs that edit photos write it (XMP specification part 2, section 3.4:
/// `51,30.5N` or `51,30,30N`), as an attribute or as an element.
fn place_in_packet(start: &[u8]) -> Option<(f64, f64)> {
    let value = |name: &str| {
        let from = memmem::find(start, format!("exif:{name}").as_bytes())? + "exif:".len() + name.len();
        let rest = start.get(from..from.saturating_add(PACKET_VALUE).min(start.len()))?;
        let rest = rest.trim_ascii_start().strip_prefix(b"=").unwrap_or(rest).trim_ascii_start();
        let rest = rest.strip_prefix(b"\"").or(rest.strip_prefix(b"'")).or(rest.strip_prefix(b">"))?;
        let end = rest.iter().position(|b| matches!(b, b'"' | b'\'' | b'<'))?;
        degrees_in_words(std::str::from_utf8(&rest[..end]).ok()?.trim())
    };
    on_earth((value("GPSLatitude")?, value("GPSLongitude")?))
}

/// Most bytes behind the name of a value that are looked at.
const PACKET_VALUE: usize = 64;

/// `51,30.5N`: degrees, minutes, perhaps seconds, and a letter.
fn degrees_in_words(text: &str) -> Option<f64> {
    let (number, letter) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let sign = match letter {
        "N" | "E" => 1.0,
        "S" | "W" => -1.0,
        _ => return None,
    };
    let parts = number.split(',').zip([1.0, 60.0, 3600.0]);
    let parts: Option<Vec<f64>> = parts.map(|(part, of)| Some(part.parse::<f64>().ok()? / of)).collect();
    Some(sign * parts?.iter().sum::<f64>()).filter(|degrees| degrees.is_finite())
}

/// Width and height from the header of a picture.
pub fn picture_size(start: &[u8]) -> Option<(u32, u32)> {
    let big = |at: usize| Some(u32::from_be_bytes(start.get(at..at + 4)?.try_into().ok()?));
    let small = |at: usize| Some(u32::from(u16::from_le_bytes(start.get(at..at + 2)?.try_into().ok()?)));
    if start.starts_with(b"\x89PNG\r\n\x1a\n") {
        return big(16).zip(big(20));
    }
    if start.starts_with(b"GIF8") {
        return small(6).zip(small(8));
    }
    if start.starts_with(b"\xff\xd8") { jpeg_size(start) } else { None }
}

/// Walks the segments of a JPEG to its frame header (ITU-T T.81, B.1.1 and B.2.2).
fn jpeg_size(start: &[u8]) -> Option<(u32, u32)> {
    let two = |at: usize| Some(u32::from(u16::from_be_bytes(start.get(at..at + 2)?.try_into().ok()?)));
    let mut at = 2;
    loop {
        if *start.get(at)? != 0xff {
            return None;
        }
        match *start.get(at + 1)? {
            0xff => at += 1,
            0xc0..=0xcf if !matches!(start[at + 1], 0xc4 | 0xc8 | 0xcc) => {
                return two(at + 7).zip(two(at + 5));
            }
            0xd9 | 0xda => return None,
            0x01 | 0xd0..=0xd8 => at += 2,
            _ => at += 2 + usize::try_from(two(at + 2)?).ok()?,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_a_packet_is_seen_however_it_is_written() {
        let near = |found: Option<(f64, f64)>| {
            found.is_some_and(|(lat, lon)| (lat - 51.5).abs() < 1e-6 && (lon + 0.125).abs() < 1e-6)
        };
        assert!(near(place_in_packet(b"x exif:GPSLatitude=\"51,30.0N\" exif:GPSLongitude='0,7,30W' y")));
        assert!(near(place_in_packet(
            b"<exif:GPSLatitude>51,30N</exif:GPSLatitude><exif:GPSLongitude>0,7.5W</exif:GPSLongitude>"
        )));
        assert_eq!(place_in_packet(b"exif:GPSLatitude=\"0,0N\" exif:GPSLongitude=\"0,0E\""), None);
        assert_eq!(place_in_packet(b"exif:GPSLatitude=\"fifty\""), None);
    }
}
