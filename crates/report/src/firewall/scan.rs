//! A search through a file while it passes by, also for places that are written in the escapes of common formats.

use super::Firewall;

/// Longest stretch that is looked at again together with the next piece; longer than any place, escaped or not.
const CARRY: usize = 8 * 1024;
/// Base64 shorter than this is not decoded: words look like it.
const SHORT: usize = 16;
/// Base64 longer than this is a file within the file.
const LONG: usize = 4096;

/// A running search through a file.
pub struct Scan<'a> {
    firewall: &'a Firewall,
    carry: Vec<u8>,
    /// Length of the base64 the last piece ended in.
    run: usize,
    found: bool,
    embeds: bool,
}

impl<'a> Scan<'a> {
    pub(super) fn new(firewall: &'a Firewall) -> Self {
        Self { firewall, carry: Vec::new(), run: 0, found: false, embeds: false }
    }

    /// Looks at the next piece.
    pub fn push(&mut self, piece: &[u8]) {
        if self.firewall.is_open() {
            return;
        }
        self.measure(piece);
        if self.found {
            return;
        }
        // UTF-16 of plain letters is the letters with zero bytes between them.
        self.carry.extend(piece.iter().filter(|byte| **byte != 0));
        let text = String::from_utf8_lossy(&self.carry);
        self.found = self.firewall.holds(&text)
            || self.firewall.holds(&unescaped(&text))
            || base64_in(&text).any(|plain| self.firewall.holds(&plain));
        let spent = self.carry.len().saturating_sub(CARRY);
        self.carry.drain(..spent);
    }

    /// Whether a private place was met.
    pub fn found(&self) -> bool {
        self.found
    }

    /// Whether another file was met within the file, written as base64: what it shows cannot be searched.
    pub fn embeds(&self) -> bool {
        self.embeds
    }

    fn measure(&mut self, piece: &[u8]) {
        for byte in piece {
            match byte {
                b'\r' | b'\n' => {}
                byte if is_base64(*byte) => self.run += 1,
                _ => self.run = 0,
            }
            self.embeds |= self.run > LONG;
        }
    }
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')
}

/// The text with the escapes of XML, JSON, quoted-printable (RFC 2045 section 6.7) and URLs undone. It is read by nobody:
/// where several formats could be meant, all are undone.
fn unescaped(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['&', '\\', '=', '%']) {
        out.extend_from_slice(&rest.as_bytes()[..at]);
        rest = &rest[at..];
        let (plain, length) = escape(rest);
        out.extend_from_slice(plain.as_bytes());
        if plain.is_empty() {
            out.extend(hex_byte(rest));
        }
        rest = &rest[length..];
    }
    out.extend_from_slice(rest.as_bytes());
    String::from_utf8_lossy(&out).into_owned()
}

/// What an escape at the beginning stands for, and its length. A byte written as two digits stands for nothing here: see
/// [`hex_byte`].
fn escape(text: &str) -> (String, usize) {
    let alone = |text: &str| (text[..1].to_owned(), 1);
    if let Some(end) = text.strip_prefix('&').and_then(|rest| rest.bytes().take(12).position(|b| b == b';')) {
        let name = &text[1..=end];
        let number = match name.strip_prefix("#x").or_else(|| name.strip_prefix("#X")) {
            Some(digits) => u32::from_str_radix(digits, 16).ok(),
            None => name.strip_prefix('#').and_then(|digits| digits.parse().ok()),
        };
        let named = match name {
            "apos" | "rsquo" | "lsquo" => Some('\''),
            _ => Some(' '),
        };
        return (number.and_then(char::from_u32).or(named).map(String::from).unwrap_or_default(), end + 2);
    }
    if let Some(rest) = text.strip_prefix('\\') {
        let code = rest.strip_prefix('u').and_then(|rest| rest.get(..4));
        if let Some(code) = code.and_then(|digits| u32::from_str_radix(digits, 16).ok()) {
            return (char::from_u32(code).map_or_else(|| " ".into(), String::from), 6);
        }
        let next = rest.chars().next();
        return match next {
            Some('n' | 'r' | 't' | 'f' | 'b') => (" ".into(), 2),
            _ => alone(text),
        };
    }
    for line_end in ["=\r\n", "=\n"] {
        if text.starts_with(line_end) {
            // A soft line break joins what stands on both sides; nothing is left of it.
            return ("\u{ad}".into(), line_end.len());
        }
    }
    if hex_byte(text).is_some() { (String::new(), 3) } else { alone(text) }
}

/// The byte that `=41` and `%41` stand for.
fn hex_byte(text: &str) -> Option<u8> {
    let digits = text.strip_prefix(['=', '%'])?.get(..2)?;
    u8::from_str_radix(digits, 16).ok()
}

/// Every run of base64 in a text, decoded.
fn base64_in(text: &str) -> impl Iterator<Item = String> + '_ {
    let runs = text.split(|c: char| !c.is_ascii() || !(is_base64(c as u8) || matches!(c, '\r' | '\n')));
    runs.filter(|run| run.len() >= SHORT).flat_map(|run| {
        let digits: Vec<u8> = run.bytes().filter_map(sextet).collect();
        // Where a run was met in its middle, its groups of four may begin at any of four places.
        (0..4usize).map(move |from| decoded(digits.get(from..).unwrap_or_default()))
    })
}

fn sextet(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}

fn decoded(digits: &[u8]) -> String {
    let bytes = digits.chunks(4).flat_map(|four| {
        let bits =
            four.iter().fold(0u32, |bits, digit| bits << 6 | u32::from(*digit)) << (6 * (4 - four.len()));
        bits.to_be_bytes().into_iter().skip(1).take(four.len() * 3 / 4)
    });
    String::from_utf8_lossy(&bytes.filter(|byte| *byte != 0).collect::<Vec<_>>()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wall() -> Firewall {
        Firewall::around(["Flat 2, 14 Larkspur Mews, Leeds LS1 4AB", "home"])
    }

    fn scanned(bytes: &[u8]) -> (bool, bool) {
        let wall = wall();
        let mut scan = wall.scan();
        bytes.chunks(7_001).for_each(|piece| scan.push(piece));
        (scan.found(), scan.embeds())
    }

    #[test]
    fn a_place_is_found_across_pieces_of_a_file() {
        let wall = wall();
        let text = format!("{}14 Larkspur Mews", "x ".repeat(5_000));
        for cut in [text.len() - 5, text.len() - 14, 3] {
            let mut scan = wall.scan();
            scan.push(&text.as_bytes()[..cut]);
            scan.push(&text.as_bytes()[cut..]);
            assert!(scan.found(), "{cut}");
        }
    }

    #[test]
    fn a_place_is_found_in_the_escapes_of_every_format() {
        for written in [
            "14 Larkspur&#10;Mews",
            "14&nbsp;Larkspur&#xA0;Mews",
            r"14 Larkspur\nMews",
            r"14\u00a0Larkspur\u00a0Mews",
            "14=20Lark=\r\nspur=A0Mews",
            "14%20Larkspur%20Mews",
            "see MTQgTGFya3NwdXIgTWV3cw== there",
            "see NCBMYXJr\r\nc3B1ciBNZXdz there",
            "1\x004\x00 \x00L\x00a\x00r\x00k\x00s\x00p\x00u\x00r\x00 \x00M\x00e\x00w\x00s\x00",
        ] {
            assert_eq!(scanned(written.as_bytes()), (true, false), "{written}");
        }
        for written in ["1 &amp; 2 = 3 \\o/ 100% &", "a=b&c", "caf=C3=A9 %zz =", "Larkspur"] {
            assert_eq!(scanned(written.as_bytes()), (false, false), "{written}");
        }
    }

    #[test]
    fn a_file_within_a_file_is_told() {
        let picture = "AbC1/+\r\n".repeat(2_000);
        assert_eq!(scanned(format!("data=\"{picture}\"").as_bytes()), (false, true));
        assert_eq!(scanned("some words and more ".repeat(2_000).as_bytes()), (false, false));
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_unescaped(text in ".{0,60}") {
            let _plain = unescaped(&text);
            let _runs: Vec<String> = base64_in(&text).collect();
        }

        #[test]
        fn any_bytes_can_be_scanned(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..300)) {
            scanned(&bytes);
        }
    }
}
