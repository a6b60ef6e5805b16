//! Where bytes come from: a file, or one member of a zip, readable from the start as often as needed.

use std::io::{self, Read, Seek, SeekFrom};

/// Something to read an export from.
pub trait ReadSeek: Read + Seek + Send {}

impl<T: Read + Seek + Send> ReadSeek for T {}

/// One stream of bytes that can be opened again from its start.
///
/// Readers look at a source twice: once for evidence (which order of day and month, who takes part), once to read.
pub trait Stream {
    /// Opens the stream at its first byte.
    fn open(&mut self) -> io::Result<Box<dyn Read + '_>>;
    /// The same bytes where any place can be read first, as databases need.
    ///
    /// What cannot be read so in bounded memory is an error of kind `FileTooLarge`.
    fn seekable(&mut self) -> io::Result<Box<dyn ReadSeek + '_>>;
    /// Its length in bytes, as far as known; for progress only.
    fn length(&self) -> u64;
}

/// A whole source as one stream.
pub struct Whole<'a> {
    source: &'a mut dyn ReadSeek,
    length: u64,
}

impl<'a> Whole<'a> {
    /// Takes a source from its start.
    pub fn new(source: &'a mut dyn ReadSeek) -> io::Result<Self> {
        let length = source.seek(SeekFrom::End(0))?;
        Ok(Self { source, length })
    }
}

impl Stream for Whole<'_> {
    fn open(&mut self) -> io::Result<Box<dyn Read + '_>> {
        self.source.rewind()?;
        Ok(Box::new(&mut *self.source))
    }

    fn seekable(&mut self) -> io::Result<Box<dyn ReadSeek + '_>> {
        self.source.rewind()?;
        Ok(Box::new(&mut *self.source))
    }

    fn length(&self) -> u64 {
        self.length
    }
}

/// Reads up to `limit` bytes from the start of a reader.
pub fn head(reader: &mut dyn Read, limit: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(limit as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// One read, repeated when a signal interrupts it.
pub fn read_some(input: &mut impl Read, into: &mut [u8]) -> io::Result<usize> {
    loop {
        match input.read(into) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            done => return done,
        }
    }
}
