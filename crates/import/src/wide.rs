//! Text files in UTF-16, as Excel and old address books write them, read as UTF-8.

use crate::source::{Stream, head, read_some};
use encoding_rs::{CoderResult, Decoder, UTF_16BE, UTF_16LE};
use std::{
    borrow::Cow,
    io::{self, BufRead, BufReader, Cursor, Read},
};

/// Bytes read at a time.
const BUFFER: usize = 64 << 10;
/// Byte order marks.
const UTF_8: &[u8] = b"\xef\xbb\xbf";
const LITTLE: &[u8] = b"\xff\xfe";
const BIG: &[u8] = b"\xfe\xff";

/// A stream as text.
pub struct Text<'a> {
    /// The text, without byte order mark.
    pub reader: Box<dyn BufRead + 'a>,
    /// Where it begins in the stream.
    pub start: u64,
    /// Places in the text are places in the stream. Not so in UTF-16.
    pub exact: bool,
}

/// Opens a stream as text.
pub fn open(stream: &mut dyn Stream) -> io::Result<Text<'_>> {
    let mut inner = stream.open()?;
    let start = head(&mut *inner, UTF_8.len())?;
    let (mark, decoder) = match start.as_slice() {
        UTF_8 => (3, None),
        start if start.starts_with(LITTLE) => (2, Some(UTF_16LE.new_decoder_without_bom_handling())),
        start if start.starts_with(BIG) => (2, Some(UTF_16BE.new_decoder_without_bom_handling())),
        _ => (0, None),
    };
    let rest = Cursor::new(start[mark..].to_vec()).chain(inner);
    Ok(match decoder {
        None => {
            Text { reader: Box::new(BufReader::with_capacity(BUFFER, rest)), start: mark as u64, exact: true }
        }
        Some(decoder) => {
            let wide = Wide {
                inner: rest,
                decoder,
                raw: vec![0; BUFFER],
                filled: 0,
                ended: false,
                out: String::new(),
                at: 0,
            };
            Text { reader: Box::new(BufReader::with_capacity(BUFFER, wide)), start: 0, exact: false }
        }
    })
}

/// The head of a file as UTF-8, without byte order mark.
pub fn narrow(head: &[u8]) -> Cow<'_, [u8]> {
    for (mark, encoding) in [(LITTLE, UTF_16LE), (BIG, UTF_16BE)] {
        if let Some(wide) = head.strip_prefix(mark) {
            let (text, _) = encoding.decode_without_bom_handling(wide);
            return Cow::Owned(text.into_owned().into_bytes());
        }
    }
    Cow::Borrowed(head.strip_prefix(UTF_8).unwrap_or(head))
}

/// Reads UTF-16 as UTF-8. Halves of characters become U+FFFD.
struct Wide<R> {
    inner: R,
    decoder: Decoder,
    raw: Vec<u8>,
    filled: usize,
    ended: bool,
    out: String,
    at: usize,
}

impl<R: Read> Wide<R> {
    /// Decodes more, when all that was decoded is handed on.
    fn fill(&mut self) -> io::Result<()> {
        self.out.clear();
        self.at = 0;
        self.out.reserve(3 * BUFFER);
        let got = read_some(&mut self.inner, &mut self.raw[self.filled..])?;
        self.ended = got == 0;
        self.filled += got;
        let (result, read, _) =
            self.decoder.decode_to_string(&self.raw[..self.filled], &mut self.out, self.ended);
        self.raw.copy_within(read..self.filled, 0);
        self.filled -= read;
        // The room is for three times what was read, which no UTF-16 needs more of.
        debug_assert_eq!(result, CoderResult::InputEmpty);
        Ok(())
    }
}

impl<R: Read> Read for Wide<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.at == self.out.len() && !self.ended {
            self.fill()?;
        }
        let left = &self.out.as_bytes()[self.at..];
        let count = left.len().min(into.len());
        into[..count].copy_from_slice(&left[..count]);
        self.at += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Whole;
    use proptest::prelude::*;

    fn read(bytes: Vec<u8>) -> (String, u64, bool) {
        let mut source = Cursor::new(bytes);
        let mut whole = Whole::new(&mut source).unwrap();
        let mut text = open(&mut whole).unwrap();
        let mut out = String::new();
        text.reader.read_to_string(&mut out).unwrap();
        (out, text.start, text.exact)
    }

    proptest! {
        #[test]
        fn text_in_utf_16_reads_as_itself(text in "\\PC{0,300}", repeat in 1usize..300) {
            let text = text.repeat(repeat);
            let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            prop_assert_eq!(read([LITTLE, &little].concat()).0, text.clone());
            prop_assert_eq!(read([BIG, &big].concat()).0, text);
        }
    }

    #[test]
    fn marks_are_left_out_and_halves_are_shown() {
        assert_eq!(read(b"\xef\xbb\xbfa".to_vec()), ("a".into(), 3, true));
        assert_eq!(read(b"a".to_vec()), ("a".into(), 0, true));
        assert_eq!(read(b"\xff\xfe\x3d\xd8a\0".to_vec()).0, "\u{fffd}a");
        assert_eq!(narrow(b"\xff\xfea\0b\0").as_ref(), b"ab");
    }
}
