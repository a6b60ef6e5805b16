//! Splits what was typed into words, numbers and marks.

/// A word, a run of digits, or one mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// In small letters, without apostrophes (`o'clock` is `oclock`); every dash is `-`.
    pub text: String,
    /// Where it begins, in characters.
    pub column: usize,
    /// Whether it follows the token before with nothing between.
    pub glued: bool,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Word,
    Number,
    Mark,
}

impl Token {
    /// The value and the count of digits, for a number of at most nine digits.
    pub(super) fn number(&self) -> Option<(i64, usize)> {
        if self.kind != Kind::Number || self.text.len() > 9 {
            return None;
        }
        Some((self.text.parse().ok()?, self.text.len()))
    }
}

/// The tokens of a text. Spaces, commas and apostrophes are dropped.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::new();
    let mut glued = false;
    for (column, char) in text.chars().enumerate() {
        if char.is_whitespace() || char == ',' {
            glued = false;
            continue;
        }
        if matches!(char, '\'' | '’' | '‘' | '`') {
            continue;
        }
        let kind = kind(char);
        match out.last_mut() {
            Some(last) if glued && kind == last.kind && kind != Kind::Mark => {
                last.text.extend(char.to_lowercase());
            }
            _ => out.push(Token { text: plain(char), column, glued, kind }),
        }
        glued = true;
    }
    out
}

fn kind(char: char) -> Kind {
    match char {
        '0'..='9' => Kind::Number,
        _ if char.is_alphabetic() => Kind::Word,
        _ => Kind::Mark,
    }
}

fn plain(char: char) -> String {
    match char {
        '‐' | '‑' | '‒' | '–' | '—' | '−' => "-".into(),
        _ => char.to_lowercase().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_numbers_and_marks_come_apart_and_keep_their_places() {
        let got: Vec<(String, usize, bool)> = tokens("  9pm–10 O’Clock, 12th")
            .into_iter()
            .map(|token| (token.text, token.column, token.glued))
            .collect();
        let expected =
            [("9", 2, false), ("pm", 3, true), ("-", 5, true), ("10", 6, true), ("oclock", 9, false)];
        let rest = [("12", 18, false), ("th", 20, true)];
        let all: Vec<_> =
            expected.iter().chain(&rest).map(|&(text, at, glued)| (text.to_owned(), at, glued)).collect();
        assert_eq!(got, all);
    }
}
