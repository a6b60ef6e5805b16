//! The way through a document: into objects and lists, over what is not wanted, to the records.

use super::{
    tape::{self, Stop, Tape},
    value::Value,
};
use crate::{error::ImportError, finding::Kind, options::SinkError, source::Stream, tally::Output};
use std::{
    borrow::Cow,
    cell::Cell,
    io::{self, Read},
};

/// Bytes read at a time.
const CHUNK: usize = 256 << 10;
/// Records between two reports of progress.
const PROGRESS_EVERY: u64 = 4096;

/// Why the way ended.
#[derive(Debug)]
pub enum Halt {
    /// The file ends in the middle of something. The offset of its end.
    Truncated(u64),
    /// Something stands at this offset that is no JSON.
    Damaged(u64),
    /// The value that begins at this offset is longer than the limit.
    TooLong(u64),
    /// The reading itself failed.
    Import(ImportError),
}

impl From<io::Error> for Halt {
    fn from(error: io::Error) -> Self {
        Self::Import(error.into())
    }
}

impl From<ImportError> for Halt {
    fn from(error: ImportError) -> Self {
        Self::Import(error)
    }
}

impl From<SinkError> for Halt {
    fn from(error: SinkError) -> Self {
        Self::Import(error.into())
    }
}

/// A document on its way through. At most one record, or one chunk, is held.
pub struct Json<R> {
    input: R,
    buffer: Vec<u8>,
    /// Place in the buffer of the next byte.
    at: usize,
    /// Offset in the stream of the first byte of the buffer.
    base: u64,
    /// Everything is read.
    all: bool,
    limit: usize,
    tape: Tape,
    halves: Cell<bool>,
}

impl<'s> Json<Box<dyn Read + 's>> {
    /// Walks a stream from its start: `walk` goes through it, and what stopped it before the end is told.
    pub fn read(
        stream: &'s mut dyn Stream,
        output: &mut Output<'_>,
        limit: usize,
        walk: impl FnOnce(&mut Self, &mut Output<'_>) -> Result<(), Halt>,
    ) -> Result<(), ImportError> {
        let mut json = Self::new(stream.open()?, limit);
        let walked = json.begin().and_then(|()| walk(&mut json, output));
        let ended = walked.and_then(|()| match json.peek()? {
            None => Ok(()),
            Some(_) => Err(Halt::Damaged(json.offset())),
        });
        tell(ended, output)
    }
}

/// Says what ended a reading early.
fn tell(ended: Result<(), Halt>, output: &mut Output<'_>) -> Result<(), ImportError> {
    match ended {
        Ok(()) => {}
        Err(Halt::Truncated(at)) => output.findings.at(Kind::Truncated, at, 0),
        Err(Halt::Damaged(at)) => output.findings.at(Kind::Damaged, at, 0),
        Err(Halt::TooLong(at)) => output.findings.at(Kind::UnreadableRecord, at, 0),
        Err(Halt::Import(error)) => return Err(error),
    }
    Ok(())
}

impl<R: Read> Json<R> {
    /// A document from its first byte. `limit`: longest record, in bytes.
    pub fn new(input: R, limit: usize) -> Self {
        let (buffer, tape) = (Vec::new(), Tape::default());
        Self { input, buffer, at: 0, base: 0, all: false, limit, tape, halves: Cell::new(false) }
    }

    /// Passes over a byte order mark.
    pub fn begin(&mut self) -> Result<(), Halt> {
        while self.buffer.len() < 3 && self.more()? {}
        if self.buffer.starts_with(b"\xef\xbb\xbf") {
            self.at = 3;
        }
        Ok(())
    }

    /// Passes over everything up to and with a byte. Some exports put a few words before their JSON.
    pub fn pass(&mut self, byte: u8) -> Result<(), Halt> {
        loop {
            match memchr::memchr(byte, &self.buffer[self.at..]) {
                Some(length) => {
                    self.at += length + 1;
                    return Ok(());
                }
                None => self.at = self.buffer.len(),
            }
            if !self.more()? {
                return Err(Halt::Truncated(self.offset()));
            }
        }
    }

    /// Offset of the next byte in the stream.
    pub fn offset(&self) -> u64 {
        self.base + self.at as u64
    }

    /// The next byte that is no space and in no comment. `None` at the end.
    pub fn peek(&mut self) -> Result<Option<u8>, Halt> {
        loop {
            match tape::space(&self.buffer, self.at) {
                Ok(at) => {
                    self.at = at;
                    return Ok(Some(self.buffer[at]));
                }
                Err(Stop::Bad(at)) => return Err(Halt::Damaged(self.base + at as u64)),
                Err(Stop::More) => {
                    self.drop_space();
                    if self.buffer.len() - self.at > self.limit {
                        return Err(Halt::TooLong(self.offset()));
                    }
                    if !self.more()? {
                        return Ok(None);
                    }
                }
            }
        }
    }

    /// Spaces that were looked at need not be looked at again.
    fn drop_space(&mut self) {
        while self.buffer.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
    }

    fn present(&mut self) -> Result<u8, Halt> {
        self.peek()?.ok_or(Halt::Truncated(self.offset()))
    }

    /// Takes every field of an object: `take` is told the key and must take the value (or [`skip`](Self::skip) it).
    /// A value that is no object is passed over.
    pub fn object(&mut self, mut take: impl FnMut(&mut Self, &str) -> Result<(), Halt>) -> Result<(), Halt> {
        if self.present()? != b'{' {
            return self.skip();
        }
        self.at += 1;
        loop {
            match self.present()? {
                b'}' => {
                    self.at += 1;
                    return Ok(());
                }
                b',' => self.at += 1,
                b'"' => {
                    let key = self.key()?;
                    take(self, &key)?;
                }
                _ => return Err(Halt::Damaged(self.offset())),
            }
        }
    }

    fn key(&mut self) -> Result<String, Halt> {
        let key = self.value()?.text().map(Cow::into_owned).unwrap_or_default();
        if self.present()? != b':' {
            return Err(Halt::Damaged(self.offset()));
        }
        self.at += 1;
        Ok(key)
    }

    /// Takes every value of a list: `take` must take it (or [`skip`](Self::skip) it). Anything else is passed over.
    pub fn list(&mut self, mut take: impl FnMut(&mut Self) -> Result<(), Halt>) -> Result<(), Halt> {
        if self.present()? != b'[' {
            return self.skip();
        }
        self.at += 1;
        loop {
            match self.present()? {
                b']' => {
                    self.at += 1;
                    return Ok(());
                }
                b',' => self.at += 1,
                b'}' | b':' => return Err(Halt::Damaged(self.offset())),
                _ => take(self)?,
            }
        }
    }

    /// Takes every value of a list as a record. One that cannot be read is told and passed over.
    pub fn records(
        &mut self,
        output: &mut Output<'_>,
        mut take: impl FnMut(Value<'_>, &mut Output<'_>) -> Result<(), ImportError>,
    ) -> Result<(), Halt> {
        let mut count = 0u64;
        self.list(|json| {
            count += 1;
            if count.is_multiple_of(PROGRESS_EVERY) {
                output.progress(json.offset());
            }
            json.record(output, &mut take)
        })
    }

    /// Takes the next value as a record. One that cannot be read is told and passed over.
    pub fn record(
        &mut self,
        output: &mut Output<'_>,
        mut take: impl FnMut(Value<'_>, &mut Output<'_>) -> Result<(), ImportError>,
    ) -> Result<(), Halt> {
        self.present()?;
        let start = self.offset();
        self.halves.set(false);
        match self.value() {
            Ok(value) => {
                if let Err(error) = str::from_utf8(value.bytes) {
                    output.findings.at(Kind::NotUtf8, value.base + error.valid_up_to() as u64, 0);
                }
                take(value, output)?;
                if self.halves.get() {
                    output.findings.at(Kind::LoneSurrogate, start, 0);
                }
                Ok(())
            }
            Err(Halt::Damaged(_) | Halt::TooLong(_)) => {
                output.findings.at(Kind::UnreadableRecord, start, 0);
                self.skip()?;
                // A bracket that closes nothing begins no record either.
                self.at += usize::from(self.offset() == start);
                self.junk()
            }
            Err(other) => Err(other),
        }
    }

    /// Passes over what cannot follow a value, up to where the next may begin.
    fn junk(&mut self) -> Result<(), Halt> {
        while let Some(byte) = self.peek()? {
            if matches!(byte, b',' | b']' | b'}' | b'{' | b'[') {
                break;
            }
            self.at += 1;
        }
        Ok(())
    }

    /// The next value, whole.
    pub fn value(&mut self) -> Result<Value<'_>, Halt> {
        self.present()?;
        let length = loop {
            let held = self.buffer.len() - self.at;
            match self.tape.cut(&self.buffer[self.at..], 0, self.all) {
                Ok(length) => break length,
                Err(Stop::Bad(at)) => return Err(Halt::Damaged(self.offset() + at as u64)),
                Err(Stop::More) if held > self.limit => return Err(Halt::TooLong(self.offset())),
                Err(Stop::More) if self.more()? => {}
                Err(Stop::More) => return Err(Halt::Truncated(self.base + self.buffer.len() as u64)),
            }
        };
        let (start, base) = (self.at, self.offset());
        self.at += length;
        let bytes = &self.buffer[start..self.at];
        Ok(Value { bytes, nodes: &self.tape.nodes, place: 0, base, halves: &self.halves })
    }

    /// Passes over the next value, however long, by its brackets and quotation marks alone.
    pub fn skip(&mut self) -> Result<(), Halt> {
        self.present()?;
        let mut depth = 0usize;
        loop {
            if depth > 0 {
                let rest = &self.buffer[self.at..];
                let mark = |byte: &u8| matches!(byte, b'"' | b'{' | b'[' | b'}' | b']' | b'/');
                self.at += rest.iter().position(mark).unwrap_or(rest.len());
            }
            let Some(byte) = self.byte()? else {
                return if depth == 0 { Ok(()) } else { Err(Halt::Truncated(self.offset())) };
            };
            match byte {
                b'"' => self.skip_string()?,
                b'{' | b'[' => (self.at, depth) = (self.at + 1, depth + 1),
                b'}' | b']' if depth > 0 => (self.at, depth) = (self.at + 1, depth - 1),
                b'/' if depth > 0 => {
                    match self.peek() {
                        Ok(Some(_)) => {}
                        Ok(None) => return Err(Halt::Truncated(self.base + self.buffer.len() as u64)),
                        Err(Halt::Damaged(_)) => self.at += 1,
                        Err(other) => return Err(other),
                    }
                    continue;
                }
                b',' | b':' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t' if depth == 0 => return Ok(()),
                _ => {
                    self.at += 1;
                    continue;
                }
            }
            if depth == 0 {
                return Ok(());
            }
        }
    }

    fn byte(&mut self) -> Result<Option<u8>, Halt> {
        if self.at == self.buffer.len() && !self.more()? {
            return Ok(None);
        }
        Ok(Some(self.buffer[self.at]))
    }

    fn skip_string(&mut self) -> Result<(), Halt> {
        self.at += 1;
        while self.byte()?.is_some() {
            let Some(length) = memchr::memchr2(b'"', b'\\', &self.buffer[self.at..]) else {
                self.at = self.buffer.len();
                continue;
            };
            self.at += length + 1;
            if self.buffer[self.at - 1] == b'"' {
                return Ok(());
            }
            if self.byte()?.is_some() {
                self.at += 1;
            }
        }
        Err(Halt::Truncated(self.offset()))
    }

    /// Bytes of memory held for what was read.
    #[cfg(test)]
    pub(super) fn held(&self) -> usize {
        self.buffer.capacity()
    }

    /// Reads on. `false`: there was nothing more.
    fn more(&mut self) -> Result<bool, Halt> {
        if self.all {
            return Ok(false);
        }
        self.base += self.at as u64;
        self.buffer.drain(..self.at);
        self.at = 0;
        // Twice as much each time, so that a long record is not cut again and again.
        let wanted = CHUNK.max(self.buffer.len());
        let got = (&mut self.input).take(wanted as u64).read_to_end(&mut self.buffer)?;
        self.all = got < wanted;
        Ok(got > 0)
    }
}
