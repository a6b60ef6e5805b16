//! Pages of a database file by their number, the newest version of each.

use super::{MAGIC, wal::Log};
use crate::source::{ReadSeek, head};
use std::io::{self, Read, Seek, SeekFrom};

/// Bytes of the header of a database (section 1.3 of the format).
pub const HEADER: usize = 100;

/// What is wrong with a database file, or with one place in it.
#[derive(Debug, thiserror::Error)]
pub enum Damage {
    /// It could not be read from where it lies.
    #[error("the database could not be read: {0}")]
    Io(#[from] io::Error),
    /// It does not begin as a database does.
    #[error("this is no database")]
    NoDatabase,
    /// A page that is not in the file.
    #[error("a page is missing")]
    MissingPage,
    /// A page that stands in two places of the tree.
    #[error("a page is used twice")]
    UsedTwice,
    /// A page, or a row on it, that says what cannot be.
    #[error("a page is damaged")]
    BadPage,
}

/// How text is encoded (offset 56 of the header).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    Utf8,
    Utf16Little,
    Utf16Big,
}

/// Pages by number, counted from 1.
pub struct Pages<'a> {
    file: Box<dyn ReadSeek + 'a>,
    log: Option<Log<'a>>,
    page_bytes: usize,
    /// Bytes of a page that hold content; the rest belongs to extensions.
    pub usable: usize,
    /// How many pages there are.
    pub count: u32,
    /// How text is encoded.
    pub encoding: Encoding,
    has_log: bool,
}

impl<'a> Pages<'a> {
    /// Reads the header of a file, and which pages its log holds anew.
    pub fn open(
        mut file: Box<dyn ReadSeek + 'a>,
        log: Option<Box<dyn ReadSeek + 'a>>,
    ) -> Result<Self, Damage> {
        let length = file.seek(SeekFrom::End(0))?;
        file.rewind()?;
        let header = head(&mut *file, HEADER)?;
        if header.len() < HEADER || !header.starts_with(MAGIC) {
            return Err(Damage::NoDatabase);
        }
        // The page size 1 stands for 65,536, which two bytes cannot hold.
        let page_bytes = match u16::from_be_bytes([header[16], header[17]]) {
            1 => 65_536,
            size if size >= 512 && size.is_power_of_two() => usize::from(size),
            _ => return Err(Damage::NoDatabase),
        };
        let usable = page_bytes - usize::from(header[20]);
        // The least that the format allows (section 1.3.4).
        if usable < 480 {
            return Err(Damage::NoDatabase);
        }
        let encoding = match header[59] {
            2 => Encoding::Utf16Little,
            3 => Encoding::Utf16Big,
            _ => Encoding::Utf8,
        };
        let has_log = header[19] == 2;
        let log = log.and_then(|log| Log::open(log, page_bytes));
        let in_file = u32::try_from(length / page_bytes as u64).unwrap_or(u32::MAX);
        let count = log.as_ref().map_or(in_file, |log| log.pages.min(in_file.saturating_add(log.frames)));
        Ok(Self { file, log, page_bytes, usable, count, encoding, has_log })
    }

    /// Whether the file was written with a log that is not at hand.
    pub fn wants_log(&self) -> bool {
        self.has_log && self.log.is_none()
    }

    /// One page, without the bytes that belong to extensions.
    pub fn read(&mut self, number: u32) -> Result<Vec<u8>, Damage> {
        if number == 0 || number > self.count {
            return Err(Damage::MissingPage);
        }
        let mut page = vec![0; self.page_bytes];
        let done = match &mut self.log {
            Some(log) if log.has(number) => log.read(number, &mut page),
            _ => {
                self.file.seek(SeekFrom::Start(u64::from(number - 1) * self.page_bytes as u64))?;
                self.file.read_exact(&mut page)
            }
        };
        match done {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Err(Damage::MissingPage),
            done => done?,
        }
        page.truncate(self.usable);
        Ok(page)
    }
}

/// A number of `N` bytes, largest first, as the format writes all of them.
pub fn number<const N: usize>(bytes: &[u8], at: usize) -> Option<u64> {
    let bytes = bytes.get(at..at.checked_add(N)?)?;
    Some(bytes.iter().fold(0, |value, byte| (value << 8) | u64::from(*byte)))
}
