//! Text of messages that keep nothing but rich text, compressed (MS-OXRTFCP) and perhaps with HTML inside (MS-OXRTFEX).

/// What the dictionary holds before the first byte (MS-OXRTFCP section 2.1.2.1).
const PREFILLED: &[u8] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";
/// Size of the dictionary.
const DICTIONARY: usize = 4096;
/// `LZFu` and `MELA`: compressed, and as it is.
const COMPRESSED: &[u8] = b"LZFu";
const AS_IT_IS: &[u8] = b"MELA";
/// Most bytes unpacked.
const MOST: usize = 16 << 20;
/// Groups that hold nothing of the text.
const HIDDEN: &[&str] =
    &["fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "header", "footer", "generator"];

/// The rich text in its compressed form, unpacked. What is damaged is read as far as it goes.
pub fn unpacked(bytes: &[u8]) -> Option<Vec<u8>> {
    let (kind, packed) = (bytes.get(8..12)?, bytes.get(16..)?);
    if kind == AS_IT_IS {
        return Some(packed[..packed.len().min(MOST)].to_vec());
    }
    if kind != COMPRESSED {
        return None;
    }
    let mut dictionary = [0u8; DICTIONARY];
    dictionary[..PREFILLED.len()].copy_from_slice(PREFILLED);
    let mut at = PREFILLED.len();
    let mut out = Vec::new();
    let mut input = packed.iter().copied();
    while let Some(control) = input.next() {
        for bit in 0..8 {
            if out.len() >= MOST {
                return Some(out);
            }
            if control >> bit & 1 == 0 {
                let Some(byte) = input.next() else { return Some(out) };
                dictionary[at] = byte;
                at = (at + 1) % DICTIONARY;
                out.push(byte);
                continue;
            }
            let (Some(high), Some(low)) = (input.next(), input.next()) else { return Some(out) };
            let from = usize::from(high) << 4 | usize::from(low >> 4);
            if from == at {
                return Some(out);
            }
            for step in 0..usize::from(low & 15) + 2 {
                let byte = dictionary[(from + step) % DICTIONARY];
                dictionary[at] = byte;
                at = (at + 1) % DICTIONARY;
                out.push(byte);
            }
        }
    }
    Some(out)
}

/// The words of rich text, without its marks. Of HTML inside it, the words too.
pub fn words(rtf: &[u8]) -> String {
    let mut reader =
        Reader { rtf, at: 0, out: Vec::new(), wide: String::new(), skip: None, depth: 0, replacement: 1 };
    reader.run();
    reader.flush();
    reader.wide.trim_matches(['\n', ' ', '\0']).to_owned()
}

struct Reader<'a> {
    rtf: &'a [u8],
    at: usize,
    /// Bytes in the code page, not yet decoded.
    out: Vec<u8>,
    wide: String,
    /// The depth at which a hidden group began.
    skip: Option<usize>,
    depth: usize,
    /// How many characters stand after a Unicode one for readers that do not know it.
    replacement: usize,
}

impl Reader<'_> {
    fn run(&mut self) {
        while let Some(byte) = self.rtf.get(self.at).copied() {
            self.at += 1;
            match byte {
                b'{' => self.depth += 1,
                b'}' => {
                    self.depth = self.depth.saturating_sub(1);
                    self.skip = self.skip.filter(|depth| *depth <= self.depth);
                }
                b'\\' => self.control(),
                b'\r' | b'\n' => {}
                byte => self.push(byte),
            }
        }
    }

    fn push(&mut self, byte: u8) {
        if self.skip.is_none() {
            self.out.push(byte);
        }
    }

    fn flush(&mut self) {
        let bytes = std::mem::take(&mut self.out);
        self.wide.push_str(&encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes).0);
    }

    /// A control word or symbol.
    fn control(&mut self) {
        let rest = &self.rtf[self.at..];
        let letters = rest.iter().take_while(|b| b.is_ascii_alphabetic()).count();
        if letters == 0 {
            self.symbol(rest.first().copied());
            return;
        }
        let word = String::from_utf8_lossy(&rest[..letters]).into_owned();
        let number =
            rest[letters..].iter().take(12).take_while(|b| b.is_ascii_digit() || **b == b'-').count();
        let value = std::str::from_utf8(&rest[letters..letters + number])
            .ok()
            .and_then(|text| text.parse::<i32>().ok());
        self.at += letters + number;
        self.at += usize::from(self.rtf.get(self.at) == Some(&b' '));
        self.word(&word, value);
    }

    fn symbol(&mut self, symbol: Option<u8>) {
        self.at += 1;
        match symbol {
            Some(b'\'') => {
                let digits =
                    self.rtf.get(self.at..self.at + 2).and_then(|digits| std::str::from_utf8(digits).ok());
                if let Some(byte) = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
                    self.push(byte);
                }
                self.at += 2;
            }
            Some(b'~') => self.push(0xa0),
            Some(b'*') => self.skip = self.skip.or(Some(self.depth)),
            Some(symbol @ (b'\\' | b'{' | b'}')) => self.push(symbol),
            _ => {}
        }
    }

    fn word(&mut self, word: &str, value: Option<i32>) {
        match word {
            _ if HIDDEN.contains(&word) => self.skip = self.skip.or(Some(self.depth)),
            "par" | "line" | "sect" | "row" => self.push(b'\n'),
            "tab" | "cell" => self.push(b'\t'),
            "uc" => {
                self.replacement = value.and_then(|count| usize::try_from(count).ok()).unwrap_or(1).min(8);
            }
            "u" if self.skip.is_none() => self.unicode(value),
            _ => {}
        }
    }

    /// A character by its UTF-16 unit; what stands in for it is passed over.
    fn unicode(&mut self, value: Option<i32>) {
        self.flush();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "written as a signed 16-bit number"
        )]
        let unit = value.unwrap_or(0xfffd) as u16;
        self.wide.push(char::from_u32(u32::from(unit)).unwrap_or('\u{fffd}'));
        for _ in 0..self.replacement {
            match self.rtf.get(self.at) {
                Some(b'\\') if self.rtf.get(self.at + 1) == Some(&b'\'') => self.at += 4,
                Some(b'\\' | b'{' | b'}') | None => break,
                Some(_) => self.at += 1,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The example of MS-OXRTFCP section 3.1.1.
    const PACKED: [u8; 49] = [
        0x2d, 0x00, 0x00, 0x00, 0x2b, 0x00, 0x00, 0x00, 0x4c, 0x5a, 0x46, 0x75, 0xf1, 0xc5, 0xc7, 0xa7, 0x03,
        0x00, 0x0a, 0x00, 0x72, 0x63, 0x70, 0x67, 0x31, 0x32, 0x35, 0x42, 0x32, 0x0a, 0xf3, 0x20, 0x68, 0x65,
        0x6c, 0x09, 0x00, 0x20, 0x62, 0x77, 0x05, 0xb0, 0x6c, 0x64, 0x7d, 0x0a, 0x80, 0x0f, 0xa0,
    ];

    #[test]
    fn the_example_of_the_specification_unpacks() {
        let rtf = unpacked(&PACKED).unwrap();
        assert_eq!(rtf, b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n");
        assert_eq!(words(&rtf), "hello world");
    }

    #[test]
    fn marks_and_hidden_groups_are_left_out() {
        let rtf = br"{\rtf1{\fonttbl{\f0 Arial;}}{\*\generator x;}Caf\'e9 \u8364? 5\par \b two\b0\tab\{ok\}}";
        assert_eq!(words(rtf), "Caf\u{e9} \u{20ac} 5\ntwo\t{ok}");
    }

    proptest! {
        #[test]
        fn nothing_panics(bytes in prop::collection::vec(any::<u8>(), 0..200), rtf in "(\\\\[a-z*'u0-9{}-]{0,6}|[{} a-zé]){0,60}") {
            let whole = [&PACKED[..16], &bytes].concat();
            prop_assert!(unpacked(&whole).is_some());
            let _words = words(rtf.as_bytes());
        }
    }
}
