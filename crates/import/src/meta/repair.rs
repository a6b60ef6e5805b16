//! Text whose bytes were written one by one as if each were a character.

use std::borrow::Cow;

/// Text with its characters put together again.
///
/// Meta writes each byte of the UTF-8 form as a character of its own (`é` becomes `Ã©`). Only text in which every
/// character is such a byte, and the bytes together are UTF-8, is changed: text that is right never is, unless somebody
/// typed `Ã©`.
pub fn repaired(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.is_ascii() {
        return text;
    }
    let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    match bytes.and_then(|bytes| String::from_utf8(bytes).ok()) {
        Some(whole) => Cow::Owned(whole),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn broken(text: &str) -> String {
        text.bytes().map(char::from).collect()
    }

    #[test]
    fn only_what_was_taken_apart_is_put_together() {
        for text in ["plain", "café", "I know where you live 😀", "Ü", "naïve €5", "日本", "Ãx", "£5"]
        {
            assert_eq!(repaired(text.into()), text);
            assert_eq!(repaired(broken(text).into()), text);
        }
    }

    proptest! {
        #[test]
        fn any_text_comes_back(text in "\\PC{0,40}") {
            prop_assert_eq!(repaired(broken(&text).into()), text);
        }

        #[test]
        fn text_with_a_character_beyond_a_byte_is_never_touched(text in "\\PC{0,20}[€日😀]\\PC{0,20}") {
            prop_assert_eq!(repaired(text.as_str().into()), text.as_str());
        }
    }
}
