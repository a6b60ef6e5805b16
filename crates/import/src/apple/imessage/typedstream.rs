//! The text in `attributedBody`: a string with styles, as NeXT's typed streams write objects.
//!
//! A stream is groups of values, each after a word of their types. Only what stands before the text is taken apart: the
//! first string of a styled string is its text. Lengths, words and references are read as they are written, so neither
//! long nor odd text leads astray. The layout was worked out from streams as Macs write them.

/// Numbers that stand for something else in the place of a number.
const TWO_BYTES: u8 = 0x81;
const FOUR_BYTES: u8 = 0x82;
const NEW: u8 = 0x84;
const NONE: u8 = 0x85;
const END: u8 = 0x86;
/// References count from here.
const FIRST_REFERENCE: u8 = 0x92;
/// Deepest nesting. The text lies two objects deep.
const DEPTH: usize = 16;

/// The text of a styled string. `None` if it is not written as one.
pub fn text(bytes: &[u8]) -> Option<String> {
    let mut stream = Stream { bytes, at: 0, big: false, words: Vec::new() };
    stream.byte()?;
    let name = stream.counted()?;
    stream.big = match name {
        b"streamtyped" => false,
        b"typedstream" => true,
        _ => return None,
    };
    // The version of the system that wrote it.
    stream.number()?;
    while stream.at < bytes.len() {
        if let Some(found) = stream.group(0)? {
            return Some(String::from_utf8_lossy(found).into_owned());
        }
    }
    None
}

struct Stream<'b> {
    bytes: &'b [u8],
    at: usize,
    /// Numbers of several bytes have their largest first.
    big: bool,
    /// Words met so far; later ones refer to them.
    words: Vec<&'b [u8]>,
}

impl<'b> Stream<'b> {
    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let taken = self.bytes.get(self.at..self.at.checked_add(count)?)?;
        self.at += count;
        Some(taken)
    }

    fn number(&mut self) -> Option<usize> {
        let width = match self.byte()? {
            TWO_BYTES => 2,
            FOUR_BYTES => 4,
            0x83..FIRST_REFERENCE | 0x80 => return None,
            small => return Some(usize::from(small)),
        };
        let bytes = self.take(width)?.iter();
        let join = |value: usize, byte: &u8| (value << 8) | usize::from(*byte);
        Some(if self.big { bytes.fold(0, join) } else { bytes.rev().fold(0, join) })
    }

    /// Bytes after their count.
    fn counted(&mut self) -> Option<&'b [u8]> {
        let count = self.number()?;
        self.take(count)
    }

    /// A word, new or known.
    fn word(&mut self) -> Option<&'b [u8]> {
        match self.byte()? {
            NEW => {
                let word = self.counted()?;
                self.words.push(word);
                Some(word)
            }
            reference => self.words.get(usize::from(reference.checked_sub(FIRST_REFERENCE)?)).copied(),
        }
    }

    /// The types of some values, and the values. Gives back the first string. `None` if it cannot go on.
    fn group(&mut self, depth: usize) -> Option<Option<&'b [u8]>> {
        for kind in self.word()? {
            match kind {
                b'+' => return self.counted().map(Some),
                b'@' => {
                    if let Some(found) = self.object(depth + 1)? {
                        return Some(Some(found));
                    }
                }
                b'i' | b'I' | b'l' | b'L' | b'q' | b'Q' | b's' | b'S' => {
                    self.number()?;
                }
                b'c' | b'C' | b'B' => {
                    self.byte()?;
                }
                _ => return None,
            }
        }
        Some(None)
    }

    fn object(&mut self, depth: usize) -> Option<Option<&'b [u8]>> {
        if depth > DEPTH {
            return None;
        }
        match self.byte()? {
            NEW => self.class()?,
            NONE | FIRST_REFERENCE.. => return Some(None),
            _ => return None,
        }
        while *self.bytes.get(self.at)? != END {
            if let Some(found) = self.group(depth)? {
                return Some(Some(found));
            }
        }
        self.at += 1;
        Some(None)
    }

    /// A class and those it is made of: name and version each.
    fn class(&mut self) -> Option<()> {
        for _ in 0..DEPTH {
            match self.byte()? {
                NEW => {
                    self.word()?;
                    self.number()?;
                }
                NONE | FIRST_REFERENCE.. => return Some(()),
                _ => return None,
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// As a Mac writes it: a styled string, its class, its text, and the range of its first style.
    fn stream(class: &[u8], length: &[u8], text: &[u8]) -> Vec<u8> {
        let mut bytes = b"\x04\x0bstreamtyped\x81\xe8\x03\x84\x01@\x84\x84\x84\x12NSAttributedString\0\x84\x84\x08NSObject\0\x85\x92".to_vec();
        bytes.extend(class);
        bytes.extend(length);
        bytes.extend(text);
        bytes.extend(b"\x86\x84\x02iI\x01\x05");
        bytes
    }

    const PLAIN: &[u8] = b"\x84\x84\x84\x08NSString\x01\x94\x84\x01+";
    const MUTABLE: &[u8] = b"\x84\x84\x84\x0fNSMutableString\x01\x84\x84\x08NSString\x01\x95\x84\x01+";

    #[test]
    fn the_text_is_found_whatever_its_class_and_length() {
        assert_eq!(text(&stream(PLAIN, b"\x05", b"Hello")).as_deref(), Some("Hello"));
        assert_eq!(text(&stream(MUTABLE, b"\x05", b"Hello")).as_deref(), Some("Hello"));
        let long = "é".repeat(500);
        assert_eq!(text(&stream(PLAIN, b"\x81\xe8\x03", long.as_bytes())).as_deref(), Some(&*long));
        let longer = "x".repeat(70_000);
        assert_eq!(text(&stream(PLAIN, b"\x82\x70\x11\x01\0", longer.as_bytes())).as_deref(), Some(&*longer));
        assert_eq!(text(&stream(PLAIN, b"\x00", b"")).as_deref(), Some(""));
    }

    #[test]
    fn text_that_holds_the_marks_of_a_stream_is_only_text() {
        let odd = "a\u{1}+b\u{86}\u{84}\u{2}iI";
        let length = u8::try_from(odd.len()).unwrap();
        assert_eq!(text(&stream(PLAIN, &[length], odd.as_bytes())).as_deref(), Some(odd));
    }

    #[test]
    fn what_is_cut_off_gives_nothing() {
        let whole = stream(PLAIN, b"\x05", b"Hello");
        for cut in 0..whole.len() - 7 {
            assert_eq!(text(&whole[..cut]), None, "{cut}");
        }
    }

    proptest! {
        #[test]
        fn changed_bytes_never_panic(at in any::<prop::sample::Index>(), byte in any::<u8>(), more in any::<Vec<u8>>()) {
            let mut bytes = stream(MUTABLE, b"\x05", b"Hello");
            let at = at.index(bytes.len());
            bytes[at] = byte;
            text(&bytes);
            bytes.splice(at.., more);
            text(&bytes);
        }
    }
}
