//! The commonest headers, read byte by byte.
//!
//! Nearly all exports write digits, one separator, a comma and a space, and nothing that needs a table. This reads
//! those several times faster than the whole grammar, and leaves everything else to it. Both must agree: a test says so.

use super::shape::{End, Header, Shape};
use crate::clock::Half;

/// Bytes of a line and a place in it.
struct Bytes<'a> {
    line: &'a [u8],
    at: usize,
}

impl Bytes<'_> {
    fn peek(&self) -> Option<u8> {
        self.line.get(self.at).copied()
    }

    /// Goes past these bytes. Their number is known when compiling: this is asked many times for every line.
    fn eat<const N: usize>(&mut self, wanted: &[u8; N]) -> bool {
        let found = self.line[self.at..].first_chunk() == Some(wanted);
        self.at += if found { N } else { 0 };
        found
    }

    /// A number of at most four digits, and how many it has.
    fn number(&mut self) -> Option<(u16, usize)> {
        let from = self.at;
        let mut value = 0;
        while let Some(byte @ b'0'..=b'9') = self.peek() {
            if self.at - from == 4 {
                return None;
            }
            value = value * 10 + u16::from(byte - b'0');
            self.at += 1;
        }
        (self.at > from).then_some((value, self.at - from))
    }

    fn two(&mut self) -> Option<u8> {
        let (value, digits) = self.number()?;
        if digits == 2 { u8::try_from(value).ok() } else { None }
    }
}

/// Reads a common header. `None` says nothing: the whole grammar must look.
pub fn parse(line: &[u8]) -> Option<Header> {
    let mut bytes = Bytes { line, at: 0 };
    let mut shape = Shape { bracket: bytes.eat(b"["), year_at: 3, ..Shape::default() };
    let mut header = Header::default();
    for at in 0..3u8 {
        let (value, digits) = bytes.number()?;
        header.date[usize::from(at)] = Some(value);
        if digits > 2 || value > 31 {
            if shape.year_at < 3 {
                return None;
            }
            shape.year_at = at;
        }
        if at < 2 {
            let separator = bytes.peek().filter(|byte| matches!(byte, b'/' | b'.' | b'-'))?;
            bytes.at += 1;
            if at == 0 {
                shape.date_separator = char::from(separator);
            }
        }
    }
    shape.comma = bytes.eat(b",");
    if !bytes.eat(b" ") {
        return None;
    }
    let (hour, digits) = bytes.number()?;
    if digits > 2 || !bytes.eat(b":") {
        return None;
    }
    shape.time_separator = ':';
    header.hour = u8::try_from(hour).ok()?;
    header.minute = bytes.two()?;
    if bytes.eat(b":") {
        header.second = bytes.two()?;
        shape.seconds = true;
    }
    half(&mut bytes, &mut header, &mut shape)?;
    if shape.bracket {
        shape.end = End::Bracket;
        // A dash or colon after the bracket is for the whole grammar.
        if !bytes.eat(b"] ") || bytes.peek().is_none_or(|b| matches!(b, b'-' | b' ' | 0xe2 | 0xc2)) {
            return None;
        }
    } else {
        shape.end = End::Dash;
        if !bytes.eat(b" - ") {
            return None;
        }
    }
    header.shape = shape;
    header.body = bytes.at;
    header.plausible().then_some(header)
}

/// A half of the day in English, after a space, also the narrow one (U+202F). `Some` if there is one or none; `None` if it is unclear.
fn half(bytes: &mut Bytes<'_>, header: &mut Header, shape: &mut Shape) -> Option<()> {
    if matches!(bytes.peek(), Some(b']')) || bytes.line[bytes.at..].starts_with(b" - ") {
        return Some(());
    }
    if !(bytes.eat(b" ") || bytes.eat(b"\xe2\x80\xaf")) {
        return None;
    }
    header.half = match bytes.line.get(bytes.at..bytes.at + 2)? {
        b"am" | b"AM" => Half::Am,
        b"pm" | b"PM" => Half::Pm,
        _ => return None,
    };
    bytes.at += 2;
    shape.half = 2;
    Some(())
}
