//! Characters that are in the way when text is compared: direction marks, odd spaces, digits of other scripts.
//!
//! They are dropped for matching only. What is kept of a message is kept as found.

/// Whether this is a mark that is not seen: direction marks, isolates, byte order mark.
pub fn is_mark(c: char) -> bool {
    matches!(
        c,
        '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
    )
}

/// Whether this is a space within a line, narrow and unbreakable ones included.
pub fn is_space(c: char) -> bool {
    c != '\n' && c != '\r' && c.is_whitespace()
}

/// First code point of each run of ten decimal digits that occurs in clock readings (Unicode category Nd).
const ZEROS: [u32; 19] = [
    0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0x0e50,
    0x0ed0, 0x0f20, 0x1040, 0x17e0, 0x1810, 0xff10,
];

/// The value of a decimal digit of any script in use.
pub fn digit(c: char) -> Option<u16> {
    if c.is_ascii() {
        return c.is_ascii_digit().then(|| c as u16 - u16::from(b'0'));
    }
    let code = u32::from(c);
    let zero = ZEROS.iter().find(|zero| (**zero..**zero + 10).contains(&code))?;
    u16::try_from(code - zero).ok()
}

/// The form in which phrases are compared: lower case, no marks, every run of spaces one space, none at the ends.
pub fn matching(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !is_mark(*c)) {
        if is_space(c) {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else if c.is_ascii() {
            out.push(c.to_ascii_lowercase());
        } else {
            out.extend(c.to_lowercase());
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// A name without the marks and spaces wrapped around it. Marks inside stay: they are part of what was shown.
pub fn unwrapped(name: &str) -> &str {
    // Nearly every name is bare, and this is asked for every line of a chat.
    if let [first, .., last] = name.as_bytes()
        && first.is_ascii_graphic()
        && last.is_ascii_graphic()
    {
        return name;
    }
    name.trim_matches(|c| is_mark(c) || c.is_whitespace())
}

/// A name from outside, made safe to show: control characters and direction marks are written as escapes.
pub fn shown(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        if c.is_control() || is_mark(c) { out.extend(c.escape_unicode()) } else { out.push(c) }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_other_scripts_have_their_value() {
        for (c, value) in [('7', 7), ('٣', 3), ('۹', 9), ('५', 5), ('২', 2), ('๒', 2), ('４', 4)] {
            assert_eq!(digit(c), Some(value), "{c}");
        }
        assert_eq!((digit('x'), digit('Ⅳ')), (None, None));
    }

    #[test]
    fn marks_and_odd_spaces_do_not_hinder_matching() {
        assert_eq!(matching("\u{200e}This\u{202f}message  was\u{a0}Deleted. "), "this message was deleted.");
    }

    #[test]
    fn a_name_is_freed_of_what_is_wrapped_around_it_only() {
        assert_eq!(unwrapped("\u{202a}+44 7700 900123\u{202c}"), "+44 7700 900123");
        assert_eq!(unwrapped("Da\u{202e}n"), "Da\u{202e}n");
        assert_eq!(shown("a\u{202e}b\n"), "a\\u{202e}b\\u{a}");
    }
}
