//! Words and letters, replaced by others of the same length, script and case.

/// The word a text begins with: letters and the marks between them.
pub fn word(text: &str) -> &str {
    let end = text.char_indices().find(|(_, c)| !(c.is_alphabetic() || is_joined(*c)));
    &text[..end.map_or(text.len(), |(at, _)| at)]
}

/// Marks that combine with a letter before them, and joiners: they stay where they are.
fn is_joined(c: char) -> bool {
    matches!(u32::from(c), 0x300..=0x36f | 0x64b..=0x65f | 0x93c..=0x94d | 0x200c..=0x200d)
}

/// Another word, the same for the same word in any case.
pub fn replace(word: &str, seed: &str) -> String {
    let mut state = hash(&[seed, &word.to_lowercase()]);
    let replaced: String = word
        .chars()
        .map(|c| {
            state = next(state);
            other(c, state)
        })
        .collect();
    // Capital letters may be longer or shorter than small ones in bytes: then the word is kept out entirely.
    if replaced.len() == word.len() { replaced } else { word.chars().map(|_| 'x').collect() }
}

/// Another code unit for a letter that is written as a number. Halves of emoji and signs stay.
pub fn replace_code(code: u32, seed: &str) -> Option<u32> {
    // Text of Meta's is UTF-8 read as Latin-1: a lead byte says the script and stays, what follows it is replaced.
    if (0x80..0xc0).contains(&code) {
        return Some(0x80 + draw(&[seed, &code.to_string()]) % 0x40);
    }
    if (0xc0..=0xff).contains(&code) {
        return None;
    }
    let c = char::from_u32(code).filter(|c| c.is_alphabetic())?;
    Some(u32::from(other(c, hash(&[seed, &code.to_string()]))))
}

/// Another letter of the same script and case.
fn other(c: char, state: u64) -> char {
    let pick = |first: u8| char::from(first + u8::try_from(state % 26).unwrap_or(0));
    match c {
        'a'..='z' => pick(b'a'),
        'A'..='Z' => pick(b'A'),
        _ if !c.is_alphabetic() => c,
        _ => {
            let block = u32::from(c) & !0x1f;
            let first = u32::try_from(state % 32).unwrap_or(0);
            let like = |o: &char| {
                o.is_alphabetic() && o.is_uppercase() == c.is_uppercase() && o.len_utf8() == c.len_utf8()
            };
            (0..32).filter_map(|step| char::from_u32(block + (first + step) % 32)).find(like).unwrap_or(c)
        }
    }
}

/// A number that depends on nothing but these parts.
pub fn draw(parts: &[&str]) -> u32 {
    u32::try_from(next(hash(parts)) >> 33).unwrap_or(0)
}

/// FNV-1a: the same on every machine and in every version.
fn hash(parts: &[&str]) -> u64 {
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0xff]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |state, byte| (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

fn next(state: u64) -> u64 {
    state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407).rotate_left(17)
}
