//! Bytes of attachments, read from where they lie: a member of a zip, or base64 within a backup.

use crate::{
    archive::Archive,
    error::ImportError,
    finding::Findings,
    limits::Limits,
    outlook::msg,
    recognise::is_zip,
    source::{ReadSeek, Stream, head},
};
use base64::{engine::general_purpose, read::DecoderReader};
use daybook_core::item::{Attachment, Encoding};
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use std::io::{self, Read, SeekFrom, Write};

/// Copies the bytes of an attachment out of its source. Gives back how many.
///
/// An attachment that is not there is an error of kind `NotFound`;
/// damage, one of kind `InvalidData`, after what could be read was written.
pub fn copy_attachment(
    source: &mut dyn ReadSeek,
    attachment: &Attachment,
    into: &mut dyn Write,
) -> Result<u64, ImportError> {
    let missing = || ImportError::Io(io::ErrorKind::NotFound.into());
    let place = attachment.locator.as_ref().ok_or_else(missing)?;
    let range = place.start.zip(place.end);
    source.rewind()?;
    let start = head(source, msg::COMPOUND.len())?;
    let packed = is_zip(&start);
    match &place.member {
        Some(name) if packed => {
            let mut findings = Findings::default();
            let mut archive = Archive::open(source, &Limits::default(), &mut findings)?;
            let at = archive.place(name).ok_or_else(missing)?;
            let mut stream = archive.stream(at);
            let copied = match range {
                Some(range) => copy_range(&mut *stream.open()?, range, attachment.encoding, into)?,
                None => io::copy(&mut *stream.open()?, into)?,
            };
            let mut damage = Findings::default();
            stream.tell(&mut damage);
            let whole = damage.list().is_empty();
            if whole { Ok(copied) } else { Err(ImportError::Io(io::ErrorKind::InvalidData.into())) }
        }
        None => {
            let (start, end) = range.ok_or_else(missing)?;
            source.seek(SeekFrom::Start(start))?;
            let range = (0, end.saturating_sub(start));
            Ok(copy_range(source, range, attachment.encoding, into)?)
        }
        Some(path) if start.starts_with(msg::COMPOUND) => Ok(msg::copy(source, path, into)?),
        Some(_) => Err(missing()),
    }
}

/// Copies what a range of a stream stands for.
fn copy_range(
    stream: &mut dyn Read,
    (start, end): (u64, u64),
    encoding: Encoding,
    into: &mut dyn Write,
) -> io::Result<u64> {
    io::copy(&mut stream.take(start), &mut io::sink())?;
    let mut range = stream.take(end - start);
    match encoding {
        Encoding::Plain => io::copy(&mut range, into),
        Encoding::Base64 => {
            let bare = Bare { inner: range, in_reference: false };
            let indifferent = general_purpose::GeneralPurposeConfig::new()
                .with_decode_padding_mode(base64::engine::DecodePaddingMode::Indifferent);
            let engine = general_purpose::GeneralPurpose::new(&base64::alphabet::STANDARD, indifferent);
            io::copy(&mut DecoderReader::new(bare, &engine), into)
        }
        Encoding::QuotedPrintable => {
            // Only text is written so; a reader takes mails no larger than this either.
            let bytes = head(&mut range, Limits::default().mail_bytes)?;
            let plain = quoted_printable_decode(&bytes).ok_or(io::ErrorKind::InvalidData)?;
            into.write_all(&plain)?;
            Ok(plain.len() as u64)
        }
    }
}

/// Base64 without the spaces and references (`&#10;`) that may stand in an attribute.
struct Bare<R> {
    inner: R,
    in_reference: bool,
}

impl<R: Read> Read for Bare<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let got = self.inner.read(into)?;
            let mut kept = 0;
            for at in 0..got {
                let byte = into[at];
                match byte {
                    _ if self.in_reference => self.in_reference = byte != b';',
                    b'&' => self.in_reference = true,
                    _ if byte.is_ascii_whitespace() => {}
                    _ => {
                        into[kept] = byte;
                        kept += 1;
                    }
                }
            }
            if kept > 0 || got == 0 {
                return Ok(kept);
            }
        }
    }
}
