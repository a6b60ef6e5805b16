//! The rows of a table, one after the other, none longer than is held in memory.

use super::layout::{builder, cell};
use crate::{source::Stream, wide};
use std::{
    cell::Cell,
    io::{self, Read},
    rc::Rc,
};

/// One row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Its cells as text.
    pub cells: Vec<String>,
    /// Its bytes in the stream, where places can be told.
    pub range: Option<(u64, u64)>,
    /// Its number, from 1, headings and all.
    pub number: u64,
    /// Some of it was read in an old character set.
    pub old_text: bool,
}

/// Rows being read.
pub struct Rows<'a> {
    reader: csv::Reader<Meter<'a>>,
    left: Rc<Cell<u64>>,
    most: u64,
    start: u64,
    exact: bool,
    number: u64,
    record: csv::ByteRecord,
}

impl<'a> Rows<'a> {
    /// Opens the rows of a stream, none longer than `most` bytes.
    pub fn open(stream: &'a mut dyn Stream, delimiter: u8, most: u64) -> io::Result<Self> {
        let text = wide::open(stream)?;
        let left = Rc::new(Cell::new(most));
        let (start, exact) = (text.start, text.exact);
        let meter = Meter { inner: text.reader, left: Rc::clone(&left) };
        let reader = builder(delimiter).from_reader(meter);
        Ok(Self { reader, left, most, start, exact, number: 0, record: csv::ByteRecord::new() })
    }

    /// The next row.
    pub fn next_row(&mut self) -> io::Result<Option<Row>> {
        if self.endless() {
            return Ok(None);
        }
        self.left.set(self.most);
        let from = self.reader.position().byte();
        if !self.reader.read_byte_record(&mut self.record).map_err(|error| match error.into_kind() {
            csv::ErrorKind::Io(error) => error,
            _ => io::ErrorKind::InvalidData.into(),
        })? {
            return Ok(None);
        }
        if self.endless() {
            return Ok(None);
        }
        self.number += 1;
        let to = self.reader.position().byte();
        let mut row = Row { number: self.number, ..Row::default() };
        row.range = self.exact.then_some((self.start + from, self.start + to));
        for bytes in &self.record {
            let (text, old) = cell(bytes);
            row.cells.push(text);
            row.old_text |= old;
        }
        Ok(Some(row))
    }

    /// Whether the reading ended because a row was longer than is held.
    pub fn endless(&self) -> bool {
        self.left.get() == 0
    }
}

/// Ends when one row takes more than it may.
struct Meter<'a> {
    inner: Box<dyn io::BufRead + 'a>,
    left: Rc<Cell<u64>>,
}

impl Read for Meter<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left.get()).unwrap_or(usize::MAX).min(into.len());
        let got = self.inner.read(&mut into[..most])?;
        self.left.set(self.left.get() - got as u64);
        Ok(got)
    }
}
