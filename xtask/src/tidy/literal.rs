//! The text of a string literal.

use proc_macro2::TokenTree;

/// The text, with its escapes resolved (The Rust Reference, "String literals"); none for any other token.
pub fn string(token: &TokenTree) -> Option<String> {
    let TokenTree::Literal(literal) = token else { return None };
    let source = literal.to_string();
    if let Some(raw) = source.strip_prefix('r') {
        return Some(raw.trim_matches('#').strip_prefix('"')?.strip_suffix('"')?.to_owned());
    }
    let mut rest = source.strip_prefix('"')?.strip_suffix('"')?.chars();
    let mut text = String::new();
    while let Some(letter) = rest.next() {
        if letter != '\\' {
            text.push(letter);
            continue;
        }
        match rest.next()? {
            'n' => text.push('\n'),
            't' => text.push('\t'),
            'r' => text.push('\r'),
            '0' => text.push('\0'),
            'u' => {
                let digits: String = rest.by_ref().take_while(|letter| *letter != '}').skip(1).collect();
                text.push(char::from_u32(u32::from_str_radix(&digits, 16).ok()?)?);
            }
            'x' => {
                let digits: String = rest.by_ref().take(2).collect();
                text.push(char::from(u8::from_str_radix(&digits, 16).ok()?));
            }
            // The text goes on at the first letter of a later line.
            '\n' => rest = rest.as_str().trim_start().chars(),
            other => text.push(other),
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proc_macro2::TokenStream;

    fn text(source: &str) -> Option<String> {
        string(&source.parse::<TokenStream>().unwrap().into_iter().next().unwrap())
    }

    #[test]
    fn escapes_are_resolved() {
        let cases = [
            (r#""Save""#, "Save"),
            (r#""\"a\" \\ \u{2026}\x41\n""#, "\"a\" \\ …A\n"),
            ("\"one \\\n     two\"", "one two"),
            (r##"r#"a "b" \n"#"##, "a \"b\" \\n"),
            (r#""""#, ""),
        ];
        for (source, expected) in cases {
            assert_eq!(text(source).as_deref(), Some(expected), "{source}");
        }
    }

    #[test]
    fn bytes_numbers_and_letters_are_not_text() {
        for source in ["b\"a\"", "12", "'a'", "word"] {
            assert_eq!(text(source), None, "{source}");
        }
    }
}
