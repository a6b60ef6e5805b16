//! Content lines, of which contact cards and calendars are made (RFC 6350 section 3.3, RFC 5545 section 3.1):
//! `GROUP.NAME;PARAMETER=VALUE:VALUE`, folded by a line end and a space.
//!
//! Also as version 2.1 of the cards writes them: quoted-printable with soft line ends, base64 without folding, other
//! character sets.

use crate::wide::Text;
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use std::io::{self, BufRead, Read};

/// Most bytes kept of one line. What is longer is a picture.
const LINE: usize = 16 << 20;
/// Bytes of a line read at a time.
const PIECE: u64 = 64 << 10;

/// One line, unfolded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// First byte.
    pub start: u64,
    /// One past the last byte, its line end included.
    pub end: u64,
    /// Number of its first line, from 1.
    pub number: u64,
    /// What stands before the name and a dot: lines of one group belong together.
    pub group: Option<String>,
    /// Name in capitals. Empty when these bytes are no content line.
    pub name: String,
    /// Parameters, names in capitals. Those without a name, as in version 2.1, are values of `TYPE` or `ENCODING`.
    pub parameters: Vec<(String, String)>,
    /// The value, with its escapes.
    pub value: String,
    /// Where the value begins.
    pub value_start: u64,
    /// There are bytes that are no text in the character set.
    pub odd_bytes: bool,
}

impl Line {
    /// The first value of a parameter.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(held, _)| held == name).map(|(_, value)| value.as_str())
    }

    /// All values of a parameter, those in one list too.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let named = self.parameters.iter().filter(move |(held, _)| held == name);
        named.flat_map(|(_, value)| value.split(',')).map(str::trim)
    }

    /// Whether the value is base64.
    pub fn is_base64(&self) -> bool {
        self.parameter("ENCODING").is_some_and(|how| matches!(how.to_uppercase().as_str(), "B" | "BASE64"))
    }

    /// The value as text, without escapes.
    pub fn text(&self) -> String {
        unescaped(&self.value)
    }

    /// The parts of a value between semicolons, without escapes.
    pub fn parts(&self) -> Vec<String> {
        let mut parts = vec![String::new()];
        let mut escaped = false;
        for c in self.value.chars() {
            if c == ';' && !escaped {
                parts.push(String::new());
            } else if let Some(part) = parts.last_mut() {
                part.push(c);
            }
            escaped = c == '\\' && !escaped;
        }
        parts.iter().map(|part| unescaped(part).trim().to_owned()).collect()
    }
}

/// Text without escapes (RFC 6350 section 3.4, RFC 5545 section 3.3.11).
fn unescaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match (c, if c == '\\' { chars.next() } else { None }) {
            ('\\', Some('n' | 'N')) => out.push('\n'),
            ('\\', Some(next @ ('\\' | ',' | ';' | ':' | '"'))) => out.push(next),
            ('\\', Some(next)) => out.extend(['\\', next]),
            (c, _) => out.push(c),
        }
    }
    out
}

/// Reads content lines one after the other.
pub struct Lines<'a> {
    input: Box<dyn BufRead + 'a>,
    offset: u64,
    number: u64,
    ahead: Option<Physical>,
}

/// One line of the file.
struct Physical {
    bytes: Vec<u8>,
    /// Its length in the file, line end included.
    length: u64,
}

impl<'a> Lines<'a> {
    /// Reads the lines of a text.
    pub fn new(text: Text<'a>) -> Self {
        Self { input: text.reader, offset: text.start, number: 0, ahead: None }
    }

    /// The next line that is not empty.
    pub fn next_line(&mut self) -> io::Result<Option<Line>> {
        loop {
            let (start, number) = (self.offset, self.number + 1);
            let Some(first) = self.take()? else { return Ok(None) };
            if first.bytes.trim_ascii().is_empty() {
                continue;
            }
            let raw = self.unfold(first.bytes)?;
            return Ok(Some(parse(&raw, (start, self.offset, number))));
        }
    }

    /// Joins a line with those it goes on in.
    fn unfold(&mut self, mut raw: Vec<u8>) -> io::Result<Vec<u8>> {
        let (quoted, base64) = coding(&raw);
        while let Some(next) = self.peek()? {
            let folded = matches!(next.bytes.first(), Some(b' ' | b'\t'));
            let soft = quoted && raw.ends_with(b"=");
            let bare = base64 && !next.bytes.is_empty() && !next.bytes.contains(&b':');
            if !(folded || soft || bare) {
                break;
            }
            let Some(next) = self.take()? else { break };
            if soft {
                raw.pop();
            }
            let room = LINE.saturating_sub(raw.len());
            let more = &next.bytes[usize::from(folded)..];
            raw.extend_from_slice(&more[..more.len().min(room)]);
        }
        Ok(raw)
    }

    fn peek(&mut self) -> io::Result<Option<&Physical>> {
        if self.ahead.is_none() {
            self.ahead = self.read()?;
        }
        Ok(self.ahead.as_ref())
    }

    fn take(&mut self) -> io::Result<Option<Physical>> {
        let line = match self.ahead.take() {
            Some(line) => Some(line),
            None => self.read()?,
        };
        if let Some(line) = &line {
            self.offset += line.length;
            self.number += 1;
        }
        Ok(line)
    }

    /// A line of the file without its end. What is beyond the limit is passed over.
    fn read(&mut self) -> io::Result<Option<Physical>> {
        let mut line = Physical { bytes: Vec::new(), length: 0 };
        let mut piece = Vec::new();
        loop {
            piece.clear();
            let got = (&mut self.input).take(PIECE).read_until(b'\n', &mut piece)?;
            line.length += got as u64;
            let room = LINE.saturating_sub(line.bytes.len());
            line.bytes.extend_from_slice(&piece[..piece.len().min(room)]);
            if got == 0 || piece.ends_with(b"\n") {
                break;
            }
        }
        while line.bytes.last().is_some_and(|b| matches!(b, b'\n' | b'\r')) {
            line.bytes.pop();
        }
        Ok((line.length > 0).then_some(line))
    }
}

/// Whether a line says that its value is quoted-printable, or base64.
fn coding(raw: &[u8]) -> (bool, bool) {
    let head = raw.split(|b| *b == b':').next().unwrap_or_default().to_ascii_uppercase();
    let says = |word: &[u8]| head.windows(word.len()).any(|window| window == word);
    (says(b"QUOTED-PRINTABLE"), says(b"BASE64") || says(b"ENCODING=B"))
}

fn parse(raw: &[u8], (start, end, number): (u64, u64, u64)) -> Line {
    let odd = Line { start, end, number, ..Line::default() };
    // A quotation that never ends hides no colon.
    let colon = outside_quotes(raw, b':').next().or_else(|| raw.iter().position(|b| *b == b':'));
    let Some(colon) = colon else { return odd };
    let head = String::from_utf8_lossy(&raw[..colon]);
    let mut pieces = split_outside_quotes(&head, b';').into_iter();
    let whole = pieces.next().unwrap_or_default().trim();
    let (group, name) = match whole.rsplit_once('.') {
        Some((group, name)) => (Some(group.to_owned()), name),
        None => (None, whole),
    };
    let named =
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    if !named {
        return odd;
    }
    let parameters: Vec<_> = pieces.map(parameter).collect();
    let mut line = Line { group, name: name.to_ascii_uppercase(), parameters, ..odd };
    // Folds before the colon are rare; then the place is a little early.
    line.value_start = start + colon as u64 + 1;
    (line.value, line.odd_bytes) = value(&raw[colon + 1..], &line);
    line
}

/// The value in its character set.
fn value(bytes: &[u8], line: &Line) -> (String, bool) {
    let quoted = line.parameter("ENCODING").is_some_and(|how| how.eq_ignore_ascii_case("quoted-printable"));
    let bytes = if quoted {
        quoted_printable_decode(bytes).unwrap_or_else(|| bytes.to_vec())
    } else {
        bytes.to_vec()
    };
    let said = line.parameter("CHARSET").and_then(|name| Encoding::for_label(name.as_bytes()));
    let (text, odd) = said.unwrap_or(UTF_8).decode_without_bom_handling(&bytes);
    if odd && said.is_none() {
        return (WINDOWS_1252.decode_without_bom_handling(&bytes).0.into_owned(), true);
    }
    (text.into_owned(), odd)
}

fn parameter(text: &str) -> (String, String) {
    let Some((name, value)) = text.split_once('=') else {
        let coding = ["QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT"]
            .iter()
            .any(|how| text.trim().eq_ignore_ascii_case(how));
        return (if coding { "ENCODING" } else { "TYPE" }.to_owned(), text.trim().to_owned());
    };
    // RFC 6868: carets stand for what a parameter cannot hold.
    let value = value.trim().replace('"', "").replace("^n", "\n").replace("^'", "\"").replace("^^", "^");
    (name.trim().to_ascii_uppercase(), value)
}

fn outside_quotes(raw: &[u8], wanted: u8) -> impl Iterator<Item = usize> {
    let mut quoted = false;
    raw.iter().enumerate().filter_map(move |(at, b)| {
        quoted ^= *b == b'"';
        (!quoted && *b == wanted).then_some(at)
    })
}

fn split_outside_quotes(text: &str, at: u8) -> Vec<&str> {
    let mut from = 0;
    let mut pieces = Vec::new();
    for place in outside_quotes(text.as_bytes(), at) {
        pieces.push(&text[from..place]);
        from = place + 1;
    }
    pieces.push(&text[from..]);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{source::Whole, wide};
    use proptest::prelude::*;
    use std::io::Cursor;

    fn lines(text: &[u8]) -> Vec<Line> {
        let mut source = Cursor::new(text);
        let mut whole = Whole::new(&mut source).unwrap();
        let mut lines = Lines::new(wide::open(&mut whole).unwrap());
        std::iter::from_fn(|| lines.next_line().unwrap()).collect()
    }

    fn one(text: &str) -> Line {
        lines(text.as_bytes()).remove(0)
    }

    #[test]
    fn lines_are_unfolded_and_taken_apart() {
        let line = one("item1.tel;TYPE=\"home,work\";x-a=b:+44 7700\r\n  900123\r\n");
        assert_eq!(
            (line.group.as_deref(), line.name.as_str(), line.text().as_str()),
            (Some("item1"), "TEL", "+44 7700 900123")
        );
        assert_eq!(line.all("TYPE").collect::<Vec<_>>(), ["home", "work"]);
        assert_eq!((line.start, line.end, line.value_start), (0, 53, 33));
        assert_eq!(one("A:one\\, two\\;\\nthree\\\\;x").parts(), ["one, two;\nthree\\", "x"]);
        assert_eq!(one("ATTENDEE;CN=\"A: b;c\";X=^'q^':mailto:a@example.org").value, "mailto:a@example.org");
    }

    #[test]
    fn version_2_1_is_read() {
        let line = one("FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Ren=C3=A9 =\n Dupont\nTEL;CELL:1\n");
        assert_eq!(line.text(), "René Dupont");
        let all = lines(b"PHOTO;JPEG;BASE64:/9j4\n AAQS\nkZJR\n\nNOTE;QUOTED-PRINTABLE:one=0D=0A=\ntwo=\nN:three\nTEL;WORK:1\n");
        assert_eq!(all[0].value, "/9j4AAQSkZJR");
        assert_eq!(all[1].value, "one\r\ntwoN:three", "a soft line end joins whatever comes");
        assert_eq!(all[2].parameters, [("TYPE".to_owned(), "WORK".to_owned())]);
        assert_eq!(one("FN;CHARSET=ISO-8859-1;QUOTED-PRINTABLE:Ren=E9").value, "René");
    }

    #[test]
    fn what_is_no_content_line_is_kept_as_a_place() {
        let all = lines(b"no colon here\n\n:x\nA b:c\nCAF\xc9:d\nFN:Ren\xe9\n");
        let odd: Vec<_> = all.iter().map(|line| (line.name.as_str(), line.start, line.number)).collect();
        assert_eq!(odd, [("", 0, 1), ("", 15, 3), ("", 18, 4), ("", 24, 5), ("FN", 31, 6)]);
        assert_eq!((all[4].value.as_str(), all[4].odd_bytes), ("René", true));
    }

    proptest! {
        #[test]
        fn lines_follow_each_other_without_overlap(text in "([A-C;:=.\" \n\\\\é]|QUOTED-PRINTABLE|ENCODING=B){0,60}") {
            let all = lines(text.as_bytes());
            for pair in all.windows(2) {
                prop_assert!(pair[0].end <= pair[1].start && pair[0].number < pair[1].number);
            }
            prop_assert!(all.last().is_none_or(|last| last.end <= text.len() as u64));
        }
    }
}
