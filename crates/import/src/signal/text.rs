//! `[YYYY-MM-DD, HH:MM] Name: text`, as the script `sigexport` writes it.

use crate::{
    error::ImportError,
    options::Options,
    origin::{Confidence, Origin},
    source::Stream,
    tally::Output,
    whatsapp,
};

/// The shape of the beginning of a line: `9` is any digit.
const SHAPE: &[u8] = b"[9999-99-99, 99:99] ";

/// Whether the head of a file is such a text. No other program writes these brackets without seconds.
pub fn looks_like(start: &[u8]) -> Option<Confidence> {
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    let begins = |line: &[u8]| {
        line.len() > SHAPE.len()
            && SHAPE
                .iter()
                .zip(line)
                .all(|(shape, byte)| if *shape == b'9' { byte.is_ascii_digit() } else { shape == byte })
    };
    let first = start.trim_ascii_start();
    (begins(first) && memchr::memmem::find(first, b": ").is_some()).then_some(Confidence::High)
}

/// Reads it. The grammar of a line is one of those that chats of WhatsApp have, with the same dangers.
pub fn read(
    stream: &mut dyn Stream,
    origin: &Origin<'_>,
    options: &Options,
    output: &mut Output<'_>,
) -> Result<(), ImportError> {
    whatsapp::read(stream, origin, options, output)
}
