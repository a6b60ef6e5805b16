//! Lines of a stream with their exact byte ranges, however long they are.

use crate::source::read_some;
use memchr::memchr;
use std::io::{self, Read};

/// How a line ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// A line feed alone.
    Lf,
    /// Carriage return and line feed.
    CrLf,
    /// The end of the stream.
    Missing,
}

/// One line.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// Its bytes without the ending; only the first ones when it is longer than the cap.
    pub bytes: &'a [u8],
    /// First byte, in the stream.
    pub start: u64,
    /// One past its last byte, ending included.
    pub end: u64,
    /// How it ends.
    pub ending: Ending,
    /// Longer than the cap.
    pub cut: bool,
    /// Its number, from 1.
    pub number: u64,
}

/// Bytes asked for at a time.
const CHUNK: usize = 256 << 10;

/// Reads lines, holding one chunk or one line up to the cap, whichever is longer.
pub struct Lines<R> {
    input: R,
    buffer: Vec<u8>,
    from: usize,
    filled: usize,
    offset: u64,
    number: u64,
    cap: usize,
    ended: bool,
}

impl<R: Read> Lines<R> {
    /// Lines of a stream; of a line longer than `cap` bytes only its beginning is held.
    pub fn new(input: R, cap: usize) -> Self {
        Self {
            input,
            buffer: vec![0; CHUNK],
            from: 0,
            filled: 0,
            offset: 0,
            number: 0,
            cap: cap.max(CHUNK),
            ended: false,
        }
    }

    /// The next line, or `None` at the end.
    pub fn next(&mut self) -> io::Result<Option<Line<'_>>> {
        let mut looked = 0;
        loop {
            if let Some(at) = memchr(b'\n', &self.buffer[self.from + looked..self.filled]) {
                return Ok(Some(self.line(looked + at, true)));
            }
            looked = self.filled - self.from;
            if looked > self.cap {
                return self.long_line().map(Some);
            }
            if !self.fill()? {
                return Ok((looked > 0).then(|| self.line(looked, false)));
            }
        }
    }

    /// A line of `length` bytes at the front of the buffer.
    fn line(&mut self, length: usize, fed: bool) -> Line<'_> {
        let start = self.offset;
        let bytes = &self.buffer[self.from..self.from + length];
        let (bytes, ending) = match bytes.strip_suffix(b"\r") {
            Some(rest) if fed => (rest, Ending::CrLf),
            _ if fed => (bytes, Ending::Lf),
            _ => (bytes, Ending::Missing),
        };
        let whole = length + usize::from(fed);
        self.from += whole;
        self.offset += whole as u64;
        self.number += 1;
        Line { bytes, start, end: self.offset, ending, cut: false, number: self.number }
    }

    /// Keeps the beginning of a line longer than the cap and reads on to its end without holding the rest.
    fn long_line(&mut self) -> io::Result<Line<'_>> {
        let (start, cap) = (self.offset, self.cap);
        self.buffer.copy_within(self.from..self.filled, 0);
        let mut end = start + (self.filled - self.from) as u64;
        self.filled -= self.from;
        self.from = 0;
        let mut scratch = vec![0; CHUNK];
        let mut ending = Ending::Missing;
        let mut latest = self.buffer[self.filled - 1];
        self.filled = cap;
        loop {
            let got = read_some(&mut self.input, &mut scratch)?;
            if got == 0 {
                self.ended = true;
                break;
            }
            if let Some(at) = memchr(b'\n', &scratch[..got]) {
                let before = if at > 0 { scratch[at - 1] } else { latest };
                ending = if before == b'\r' { Ending::CrLf } else { Ending::Lf };
                end += at as u64 + 1;
                let rest = got - at - 1;
                self.buffer.resize(cap + CHUNK, 0);
                self.buffer[cap..cap + rest].copy_from_slice(&scratch[at + 1..got]);
                self.from = cap;
                self.filled = cap + rest;
                break;
            }
            latest = scratch[got - 1];
            end += got as u64;
        }
        if ending == Ending::Missing {
            self.from = cap;
        }
        self.offset = end;
        self.number += 1;
        Ok(Line { bytes: &self.buffer[..cap], start, end, ending, cut: true, number: self.number })
    }

    fn fill(&mut self) -> io::Result<bool> {
        if self.ended {
            return Ok(false);
        }
        if self.from > 0 {
            self.buffer.copy_within(self.from..self.filled, 0);
            self.filled -= self.from;
            self.from = 0;
        }
        if self.filled == self.buffer.len() {
            self.buffer.resize(self.buffer.len() + CHUNK, 0);
        }
        let got = read_some(&mut self.input, &mut self.buffer[self.filled..])?;
        self.filled += got;
        self.ended = got == 0;
        Ok(got > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranges(text: &[u8], cap: usize) -> Vec<(u64, u64, Ending, bool)> {
        let mut lines = Lines::new(text, cap);
        let mut all = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            all.push((line.start, line.end, line.ending, line.cut));
        }
        all
    }

    #[test]
    fn lines_follow_each_other_without_a_gap() {
        let got = ranges(b"a\r\nb\n\nlast", 100);
        assert_eq!(
            got,
            [
                (0, 3, Ending::CrLf, false),
                (3, 5, Ending::Lf, false),
                (5, 6, Ending::Lf, false),
                (6, 10, Ending::Missing, false)
            ]
        );
    }

    #[test]
    fn a_line_longer_than_the_cap_is_cut_but_measured_whole() {
        for tail in ["\r\nend\n", "\nend", ""] {
            let mut text = vec![b'x'; 3 * CHUNK + 17];
            text.extend(tail.as_bytes());
            let got = ranges(&text, CHUNK);
            assert!(got[0].3, "{tail:?}");
            assert_eq!(got.last().unwrap().1, text.len() as u64, "{tail:?}");
            assert_eq!(got.len(), if tail.is_empty() { 1 } else { 2 }, "{tail:?}");
        }
    }
}
