//! A small XML scanner whose attribute values may be gigabytes long.
//!
//! XML libraries hold a whole tag in memory; the pictures of these backups are attribute values. So attributes are
//! asked for one by one, and each value is read, measured or skipped as the caller wants. It reads what such backups
//! are made of (XML 1.0 sections 2.2 to 2.8 and 3.1) and refuses document types.

use crate::source::read_some;
use memchr::{memchr, memmem};
use std::io::{self, Read};

/// Bytes asked for at a time.
const CHUNK: usize = 256 << 10;
/// Longest name of an element or attribute, in bytes.
const NAME: usize = 256;

/// Why scanning stopped.
#[derive(Debug)]
pub enum Stop {
    /// The stream ended within a tag, a comment or a value.
    Truncated,
    /// A tag is not well formed. Scanning can go on at the next one.
    Malformed,
    /// A document type or entity declaration.
    Doctype,
    /// The stream could not be read.
    Io(io::Error),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// A tag, as far as its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag {
    /// A start tag; its attributes come next.
    Open,
    /// An end tag, read to its end.
    Close,
    /// The end of the stream.
    End,
}

/// What comes next in a start tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attribute {
    /// An attribute whose value comes next.
    Named,
    /// The end of the tag; content follows.
    Open,
    /// The end of a tag without content.
    Empty,
}

/// Base64 in an attribute, measured while passing by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Base64 {
    /// First byte of the value and one past its last.
    pub range: (u64, u64),
    /// Size decoded, in bytes.
    pub bytes: u64,
    /// Holds nothing but base64, of a possible length.
    pub sound: bool,
    /// Its first characters, for recognising what it is.
    pub head: Vec<u8>,
}

/// The scanner.
pub struct Xml<R> {
    input: R,
    buffer: Vec<u8>,
    from: usize,
    filled: usize,
    offset: u64,
    ended: bool,
    quote: u8,
    name: String,
    attribute: String,
    stray: Option<u64>,
}

impl<R: Read> Xml<R> {
    /// Scans a stream from its start.
    pub fn new(input: R) -> Self {
        Self {
            input,
            buffer: vec![0; CHUNK],
            from: 0,
            filled: 0,
            offset: 0,
            ended: false,
            quote: b'"',
            name: String::new(),
            attribute: String::new(),
            stray: None,
        }
    }

    /// Offset of the next byte.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// Name of the latest tag.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Name of the latest attribute.
    pub fn attribute(&self) -> &str {
        &self.attribute
    }

    /// Where text between tags was first seen since last asked.
    pub fn take_stray(&mut self) -> Option<u64> {
        self.stray.take()
    }

    fn fill(&mut self) -> io::Result<bool> {
        if self.from < self.filled {
            return Ok(true);
        }
        if self.ended {
            return Ok(false);
        }
        let got = read_some(&mut self.input, &mut self.buffer)?;
        (self.from, self.filled, self.ended) = (0, got, got == 0);
        Ok(got > 0)
    }

    fn peek(&mut self) -> Result<u8, Stop> {
        if self.fill()? { Ok(self.buffer[self.from]) } else { Err(Stop::Truncated) }
    }

    fn bump(&mut self) {
        self.from += 1;
        self.offset += 1;
    }

    /// Hands every byte before `stop` to `each`, in pieces, and goes past `stop`.
    fn until(&mut self, stop: u8, mut each: impl FnMut(&[u8])) -> Result<(), Stop> {
        loop {
            if !self.fill()? {
                return Err(Stop::Truncated);
            }
            let held = &self.buffer[self.from..self.filled];
            let found = memchr(stop, held);
            let length = found.unwrap_or(held.len());
            each(&held[..length]);
            let whole = length + usize::from(found.is_some());
            self.from += whole;
            self.offset += whole as u64;
            if found.is_some() {
                return Ok(());
            }
        }
    }

    /// Goes to the next tag, past text, comments and instructions. `start` becomes the offset of its `<`.
    pub fn next_tag(&mut self, start: &mut u64) -> Result<Tag, Stop> {
        loop {
            let mut stray = None;
            let before = self.offset;
            let found = self.until(b'<', |text| {
                if stray.is_none()
                    && text.iter().any(|b| !b.is_ascii_whitespace() && !matches!(b, 0xef | 0xbb | 0xbf))
                {
                    stray = Some(before);
                }
            });
            if let Some(at) = stray {
                self.stray.get_or_insert(at);
            }
            match found {
                Err(Stop::Truncated) => return Ok(Tag::End),
                other => other?,
            }
            *start = self.offset - 1;
            match self.peek()? {
                b'?' => self.past(b"?>")?,
                b'!' => self.declaration()?,
                b'/' => {
                    self.bump();
                    self.read_name()?;
                    self.until(b'>', |_| {})?;
                    return Ok(Tag::Close);
                }
                _ => {
                    self.read_name()?;
                    return Ok(Tag::Open);
                }
            }
        }
    }

    /// A comment or CDATA section is passed; everything else that begins so is refused.
    fn declaration(&mut self) -> Result<(), Stop> {
        self.bump();
        match self.peek()? {
            b'-' => self.past(b"-->"),
            b'[' => self.past(b"]]>"),
            _ => Err(Stop::Doctype),
        }
    }

    /// Goes past the next occurrence of a mark of two or three bytes that ends in `>`.
    fn past(&mut self, mark: &[u8]) -> Result<(), Stop> {
        let mut tail = Vec::with_capacity(8);
        loop {
            self.until(b'>', |piece| {
                let from = piece.len().saturating_sub(4);
                tail.extend_from_slice(&piece[from..]);
                let drop = tail.len().saturating_sub(4);
                tail.drain(..drop);
            })?;
            tail.push(b'>');
            if tail.ends_with(mark) {
                return Ok(());
            }
        }
    }

    fn read_name(&mut self) -> Result<(), Stop> {
        let mut name = std::mem::take(&mut self.name);
        let done = self.name_into(&mut name);
        self.name = name;
        done
    }

    fn name_into(&mut self, name: &mut String) -> Result<(), Stop> {
        name.clear();
        loop {
            let byte = self.peek()?;
            if !(byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b':' | b'.')) {
                break;
            }
            name.push(char::from(byte));
            self.bump();
            if name.len() > NAME {
                return Err(Stop::Malformed);
            }
        }
        if name.is_empty() { Err(Stop::Malformed) } else { Ok(()) }
    }

    /// Goes to the next attribute of a start tag, or to its end.
    pub fn next_attribute(&mut self) -> Result<Attribute, Stop> {
        self.skip_space()?;
        match self.peek()? {
            b'>' => {
                self.bump();
                Ok(Attribute::Open)
            }
            b'/' => {
                self.bump();
                if self.peek()? != b'>' {
                    return Err(Stop::Malformed);
                }
                self.bump();
                Ok(Attribute::Empty)
            }
            _ => {
                let mut name = std::mem::take(&mut self.attribute);
                let done = self.name_into(&mut name);
                self.attribute = name;
                done?;
                self.skip_space()?;
                if self.peek()? != b'=' {
                    return Err(Stop::Malformed);
                }
                self.bump();
                self.skip_space()?;
                self.quote = self.peek()?;
                if !matches!(self.quote, b'"' | b'\'') {
                    return Err(Stop::Malformed);
                }
                self.bump();
                Ok(Attribute::Named)
            }
        }
    }

    fn skip_space(&mut self) -> Result<(), Stop> {
        while self.peek()?.is_ascii_whitespace() {
            self.bump();
        }
        Ok(())
    }

    /// Reads the value that comes next as it stands, at most `cap` bytes of it. True: there was more.
    pub fn value(&mut self, into: &mut Vec<u8>, cap: usize) -> Result<bool, Stop> {
        into.clear();
        let mut more = false;
        self.until(self.quote, |piece| {
            let room = cap - into.len();
            more |= piece.len() > room;
            into.extend_from_slice(&piece[..piece.len().min(room)]);
        })?;
        Ok(more)
    }

    /// Goes past the value that comes next.
    pub fn skip_value(&mut self) -> Result<(), Stop> {
        self.until(self.quote, |_| {})
    }

    /// Measures the base64 that comes next.
    pub fn base64(&mut self) -> Result<Base64, Stop> {
        let mut measure = Measure::default();
        let start = self.offset;
        self.until(self.quote, |piece| measure.take(piece))?;
        Ok(measure.finish((start, self.offset - 1)))
    }
}

/// Most characters of base64 kept for recognising what it holds.
const BASE64_HEAD: usize = 512;

/// 0 for a character of base64, 1 for any other byte. Without branches, so that many are looked at in one step.
fn is_other(byte: u8) -> u8 {
    let letter = (byte | 0x20).wrapping_sub(b'a') > 25;
    let digit = byte.wrapping_sub(b'0') > 9;
    u8::from(letter) & u8::from(digit) & u8::from(byte != b'+') & u8::from(byte != b'/')
}

/// Bytes of base64 looked at in one step.
const BLOCK: usize = 128;

/// Whether all bytes are characters of base64.
fn all_characters(bytes: &[u8]) -> bool {
    bytes.iter().fold(0, |seen, byte| seen | is_other(*byte)) == 0
}

#[derive(Default)]
struct Measure {
    characters: u64,
    padding: u64,
    unsound: bool,
    in_reference: bool,
    head: Vec<u8>,
}

impl Measure {
    fn take(&mut self, piece: &[u8]) {
        // Only the blocks with a line break, a reference or the padding in them are looked at byte by byte.
        for block in piece.chunks(BLOCK) {
            if self.padding == 0 && !self.in_reference && all_characters(block) {
                self.keep(block);
                self.characters += block.len() as u64;
            } else {
                block.iter().for_each(|byte| self.byte(*byte));
            }
        }
    }

    fn keep(&mut self, piece: &[u8]) {
        let room = BASE64_HEAD.saturating_sub(self.head.len());
        self.head.extend_from_slice(&piece[..piece.len().min(room)]);
    }

    fn byte(&mut self, byte: u8) {
        match byte {
            _ if self.in_reference => self.in_reference = byte != b';',
            // A line break may be written as a reference.
            b'&' => self.in_reference = true,
            b'=' => self.padding += 1,
            _ if byte.is_ascii_whitespace() => {}
            _ if is_other(byte) == 0 => {
                self.unsound |= self.padding > 0;
                self.characters += 1;
                self.keep(&[byte]);
            }
            _ => self.unsound = true,
        }
    }

    fn finish(self, range: (u64, u64)) -> Base64 {
        let whole = self.characters % 4;
        let padded =
            self.padding == 0 || self.padding <= 2 && (self.characters + self.padding).is_multiple_of(4);
        Base64 {
            range,
            bytes: self.characters * 3 / 4,
            sound: !self.unsound && whole != 1 && padded,
            head: self.head,
        }
    }
}

/// Whether a value holds something that looks like the start of a record: a quote is missing before it.
pub fn swallows_record(value: &[u8]) -> bool {
    [&b"<sms "[..], b"<mms ", b"<call "].iter().any(|mark| memmem::find(value, mark).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_attributes_and_values_come_one_by_one() {
        let mut xml = Xml::new(&b"<?xml version='1.0'?><!-- <no> --><a b='1' c=\"2>\"/><d></d>"[..]);
        let mut at = 0;
        assert_eq!((xml.next_tag(&mut at).unwrap(), at, xml.name()), (Tag::Open, 34, "a"));
        let mut value = Vec::new();
        assert_eq!(xml.next_attribute().unwrap(), Attribute::Named);
        xml.skip_value().unwrap();
        assert_eq!((xml.next_attribute().unwrap(), xml.attribute()), (Attribute::Named, "c"));
        assert!(!xml.value(&mut value, 10).unwrap());
        assert_eq!((value.as_slice(), xml.next_attribute().unwrap()), (&b"2>"[..], Attribute::Empty));
        assert_eq!(xml.next_tag(&mut at).unwrap(), Tag::Open);
        assert_eq!(xml.next_attribute().unwrap(), Attribute::Open);
        assert_eq!(xml.next_tag(&mut at).unwrap(), Tag::Close);
        assert_eq!(xml.next_tag(&mut at).unwrap(), Tag::End);
    }

    #[test]
    fn document_types_are_refused() {
        let mut at = 0;
        assert!(matches!(
            Xml::new(&b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"[..]).next_tag(&mut at),
            Err(Stop::Doctype)
        ));
    }

    #[test]
    fn base64_is_measured() {
        let measured = |text: &str| {
            let text = format!("<a b=\"{text}\"/>");
            let mut xml = Xml::new(text.as_bytes());
            xml.next_tag(&mut 0).unwrap();
            xml.next_attribute().unwrap();
            let found = xml.base64().unwrap();
            (found.bytes, found.sound)
        };
        assert_eq!(
            [measured("aGk="), measured("aGk"), measured("aG\n&#10;k="), measured("aGkh")],
            [(2, true), (2, true), (2, true), (3, true)]
        );
        assert!(["!!!", "a=b", "aGkhe", "not-valid"].iter().all(|text| !measured(text).1));
        // The same behind whole blocks, which are looked at at once.
        let long = "abcd".repeat(100);
        for (end, bytes, sound) in [("", 0, true), ("aGk=", 2, true), ("\naGkh", 3, true), ("=aGk", 2, false)]
        {
            assert_eq!(measured(&format!("{long}{end}")), (300 + bytes, sound), "{end:?}");
        }
        assert_eq!(measured(&format!("{long}&#10;{long}")), (600, true));
    }
}
