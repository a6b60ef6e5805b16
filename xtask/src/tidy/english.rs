//! The English of the pages, read from the code: what is said through the catalogue (`say!`, `say_html!`, `key!`), and
//! what should be and is not.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};

use super::literal::string;
use super::source::is_test_attribute;

/// Calls whose words no person reads: they end the program, or name the cause of an error to other code.
const SILENT: &[&str] = &["expect", "panic", "unreachable", "other", "strftime"];
/// Attributes of HTML that are read out or shown.
const READ_OUT: &[&str] = &["label", "alt", "title", "placeholder"];

/// A sentence handed to the catalogue.
#[derive(Debug, PartialEq, Eq)]
pub struct Said {
    /// The English; of one that counts, the form for many. It is the key.
    pub english: String,
    /// The form for one.
    pub one: Option<String>,
}

/// What one file says.
#[derive(Debug, Default)]
pub struct English {
    /// Through the catalogue.
    pub said: Vec<Said>,
    /// Past it, by line: sentences of two words or more, and any word that is text of a page.
    pub bare: Vec<(usize, String)>,
    /// By line: sentences whose places and values do not go together.
    pub unfilled: Vec<(usize, String)>,
}

impl English {
    /// Reads a file.
    ///
    /// # Errors
    /// When the text is not Rust tokens.
    pub fn scan(text: &str) -> Result<Self, String> {
        let mut found = Self::default();
        found.walk(tokens(text)?, false);
        Ok(found)
    }

    /// `html`: these tokens are the body of a template, where a string is text of the page.
    fn walk(&mut self, stream: TokenStream, html: bool) {
        let all: Vec<TokenTree> = stream.into_iter().collect();
        let mut next = 0;
        while let Some(token) = all.get(next) {
            let rest = &all[next..];
            next += match rest {
                [TokenTree::Punct(mark), ..] if mark.as_char() == '#' => attribute(rest),
                [TokenTree::Ident(name), TokenTree::Punct(mark), TokenTree::Group(body), ..]
                    if mark.as_char() == '!' =>
                {
                    self.called(name, body);
                    3
                }
                [TokenTree::Ident(name), TokenTree::Group(_), ..] if SILENT.iter().any(|own| name == own) => {
                    2
                }
                [TokenTree::Punct(at), ..] if html && at.as_char() == '@' => self.control(rest),
                [TokenTree::Ident(name), TokenTree::Punct(mark), value, ..]
                    if html && mark.as_char() == '=' =>
                {
                    self.attribute_value(name, value);
                    3
                }
                [TokenTree::Group(group), ..] => {
                    self.walk(group.stream(), html && group.delimiter() == Delimiter::Brace);
                    1
                }
                [TokenTree::Literal(_), ..] => {
                    let is_pattern =
                        matches!(rest.get(1), Some(TokenTree::Punct(mark)) if "=|".contains(mark.as_char()));
                    if !is_pattern {
                        self.literal(token, if html { 1 } else { 2 });
                    }
                    1
                }
                _ => 1,
            };
        }
    }

    /// A macro.
    fn called(&mut self, name: &Ident, body: &Group) {
        match name.to_string().as_str() {
            "say" | "say_html" | "key" => self.say(name, body),
            "html" => self.walk(body.stream(), true),
            name if SILENT.contains(&name) => {}
            _ => self.walk(body.stream(), false),
        }
    }

    /// The Rust between `@if` (or another such word) and its braces, or up to the `;` of `@let`.
    fn control(&mut self, tokens: &[TokenTree]) -> usize {
        let end = tokens.iter().position(is_end).unwrap_or(tokens.len());
        self.walk(tokens[1..end].iter().cloned().collect(), false);
        end
    }

    fn attribute_value(&mut self, name: &Ident, value: &TokenTree) {
        match value {
            TokenTree::Group(group) => self.walk(group.stream(), false),
            value if READ_OUT.iter().any(|own| name == own) => self.literal(value, 1),
            _ => {}
        }
    }

    fn literal(&mut self, token: &TokenTree, words: usize) {
        if let Some(text) = string(token)
            && count(&text) >= words
        {
            self.bare.push((token.span().start().line, text));
        }
    }

    /// `say!("…", place, place = value)`, `say!(one: "…", many: "…", count = value)`, or any expression.
    fn say(&mut self, name: &Ident, body: &Group) {
        let tokens: Vec<TokenTree> = body.stream().into_iter().collect();
        let (one, english, values) = match &tokens[..] {
            [
                TokenTree::Ident(_),
                TokenTree::Punct(_),
                one,
                TokenTree::Punct(_),
                TokenTree::Ident(_),
                TokenTree::Punct(_),
                many,
                values @ ..,
            ] if string(one).is_some() && string(many).is_some() => (string(one), string(many), values),
            [english, values @ ..] if string(english).is_some() => (None, string(english), values),
            _ => (None, None, &tokens[..]),
        };
        self.walk(values.iter().cloned().collect(), false);
        let Some(english) = english else { return };
        let named = names(values);
        let fits = places(&english) == named || (one.is_some() && places(&english).is_subset(&named));
        if !fits && name != "key" {
            self.unfilled.push((name.span().start().line, english.clone()));
        }
        self.said.push(Said { english, one });
    }
}

/// Where an item or a condition ends: its braces, or a `;`.
fn is_end(token: &TokenTree) -> bool {
    match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        TokenTree::Punct(mark) => mark.as_char() == ';',
        _ => false,
    }
}

fn tokens(text: &str) -> Result<TokenStream, String> {
    text.parse().map_err(|error: proc_macro2::LexError| format!("line {}", error.span().start().line))
}

/// How many tokens an attribute is; with what it is on when that is a test. A `#` of anything else is one.
fn attribute(tokens: &[TokenTree]) -> usize {
    let inner = usize::from(matches!(tokens.get(1), Some(TokenTree::Punct(mark)) if mark.as_char() == '!'));
    if !matches!(tokens.get(1 + inner), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Bracket)
    {
        return 1;
    }
    if !is_test_attribute(&tokens[1..]) {
        return 2 + inner;
    }
    tokens.iter().skip(2).position(is_end).map_or(tokens.len(), |length| length + 3)
}

/// The names of the values: after each comma of the list.
fn names(values: &[TokenTree]) -> BTreeSet<String> {
    let named = values.windows(2).filter_map(|pair| match pair {
        [TokenTree::Punct(comma), TokenTree::Ident(name)] if comma.as_char() == ',' => Some(name.to_string()),
        _ => None,
    });
    named.collect()
}

/// The names of the places in a sentence.
pub fn places(sentence: &str) -> BTreeSet<String> {
    sentence.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0.to_owned())).collect()
}

/// Words in a text: letters, perhaps with marks around them. What stands in braces is a value, not a word.
fn count(text: &str) -> usize {
    let is_word = |word: &&str| {
        let word = word.trim_matches(|letter: char| !letter.is_alphanumeric());
        word.chars().any(char::is_alphabetic)
            && word.chars().all(|letter| letter.is_alphabetic() || "’'-".contains(letter))
    };
    text.split_whitespace().filter(|word| !word.contains('{')).filter(is_word).count()
}

/// Every string in the functions, calls, macros and fields of these names: the words of a crate that knows no catalogue.
///
/// # Errors
/// When the text is not Rust tokens.
pub fn inside(text: &str, names: &[String]) -> Result<Vec<Said>, String> {
    let mut found = Vec::new();
    within(tokens(text)?, names, &mut found);
    Ok(found)
}

fn within(stream: TokenStream, names: &[String], found: &mut Vec<Said>) {
    let all: Vec<TokenTree> = stream.into_iter().collect();
    let is_named = |name: &Ident| names.iter().any(|own| name == own);
    let mut next = 0;
    while next < all.len() {
        let rest = &all[next..];
        next += match rest {
            // Other attributes are looked into: the words of an error stand in one.
            [TokenTree::Punct(mark), ..] if mark.as_char() == '#' && is_test_attribute(&rest[1..]) => {
                attribute(rest)
            }
            [TokenTree::Ident(word), TokenTree::Ident(name), after @ ..]
                if word == "fn" && is_named(name) =>
            {
                let body = after.iter().find(|token| is_end(token));
                strings(body.cloned().into_iter().collect(), found);
                2
            }
            [TokenTree::Ident(name), TokenTree::Punct(mark), value, ..]
                if is_named(name) && ":!=".contains(mark.as_char()) =>
            {
                strings(value.clone().into(), found);
                3
            }
            [TokenTree::Ident(name), arguments @ TokenTree::Group(_), ..] if is_named(name) => {
                strings(arguments.clone().into(), found);
                2
            }
            [TokenTree::Group(group), ..] => {
                within(group.stream(), names, found);
                1
            }
            _ => 1,
        };
    }
}

/// Words in these tokens. A pattern that other code fills in is never looked up as it stands here, and one word in small
/// letters is a name.
fn strings(stream: TokenStream, found: &mut Vec<Said>) {
    let is_said = |text: &String| {
        !text.contains('{') && count(text) > 0 && (text.contains(' ') || text.starts_with(char::is_uppercase))
    };
    for token in stream {
        match &token {
            TokenTree::Group(group) => strings(group.stream(), found),
            token => found.extend(string(token).filter(is_said).map(|english| Said { english, one: None })),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(code: &str) -> Vec<String> {
        English::scan(code).unwrap().said.into_iter().map(|said| said.english).collect()
    }

    fn bare(code: &str) -> Vec<String> {
        English::scan(code).unwrap().bare.into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn sentences_are_read_wherever_they_are_said() {
        let code = "const A: &str = key!(\"Home\");
            fn f() { html! { h1 { (say!(\"Files\")) @if x { p { (say_html!(\"Under {link}.\", link = html! { a { (say!(\"People\")) } })) } } } } }
            fn g() { say!(one: \"{n} file\", many: \"{n} files of {all}\", n = 2, all = say!(\"these\")); say!(kind.label()) }";
        let all = ["Home", "Files", "People", "Under {link}.", "these", "{n} files of {all}"];
        assert_eq!(said(code), all);
        assert!(bare(code).is_empty());
        assert_eq!(English::scan(code).unwrap().said[5].one.as_deref(), Some("{n} file"));
    }

    #[test]
    fn any_word_that_is_text_of_a_page_is_bare() {
        let code = "fn f() { html! {
            h1 { \"Files\" } p.lead #top { (x) \", \" } a href=\"/one two\" aria-label=\"Back\" { \"…\" }
            @if how == \"two words\" { \"No\" } @match it { \"a\" => \"Yes\", _ => p { \"12\" } }
        } }";
        assert_eq!(bare(code), ["Files", "Back", "two words", "No", "Yes"]);
    }

    #[test]
    fn elsewhere_two_words_are_bare_and_names_are_not() {
        let code = "#[doc = \"a sentence here\"] fn f() { a(\"name\", \"Two words\", \"/x/{y}\", \"{a} {b}\"); format!(\"{n} files here\") }";
        assert_eq!(bare(code), ["Two words", "{n} files here"]);
    }

    #[test]
    fn tests_reasons_and_causes_are_left_alone() {
        let code = "fn f() { x.expect(\"a String takes all\"); io::Error::other(\"it was locked\"); unreachable!(\"done before this\") }
            #[cfg(test)]\nmod tests { fn g() { let a = \"Two words\"; say!(\"Three more words\"); } }";
        assert!(bare(code).is_empty() && said(code).is_empty());
    }

    #[test]
    fn a_place_has_a_value_and_a_value_a_place() {
        let unfilled = |code: &str| English::scan(code).unwrap().unfilled.len();
        assert_eq!(
            unfilled(
                "say!(\"{a} of {b}\", a, b = x(1, 2)); say!(one: \"1 file\", many: \"{m} files\", n = 2, m = y)"
            ),
            0
        );
        for wrong in [
            "say!(\"{a} of {b}\", a)",
            "say!(\"{a}\")",
            "say_html!(\"x {a}\", a, b)",
            "say!(one: \"\", many: \"{m}\", n = 2)",
        ] {
            assert_eq!(unfilled(wrong), 1, "{wrong}");
        }
    }

    #[test]
    fn words_of_a_lower_crate_are_found_by_name() {
        let code = "impl A { fn label(self) -> &'static str { match self { B => \"A call\", C => \"…\" } } fn word(self) -> &str { \"call\" } }
            fn f() { refuse(\"There is none.\", format!(\"Say {x} more.\")) }
            const WRONG: Words = (\"It is wrong.\", \"Look again.\");
            const R: Rule = Rule { says: \"Many calls.\", id: \"burst\" };
            kinds! { Empty \"empty\" \"It is empty.\" }
            enum Error { #[error(\"It is locked.\")] Locked, #[error(\"{0} is odd.\")] Odd(u8) }
            #[cfg(test)] mod tests { fn label() { \"No more\" } }";
        let words = |name: &str| {
            let found = inside(code, &[name.to_owned()]).unwrap();
            found.into_iter().map(|said| said.english).collect::<Vec<_>>()
        };
        assert_eq!(words("label"), ["A call"]);
        assert_eq!(words("refuse"), ["There is none."]);
        assert_eq!(words("says"), ["Many calls."]);
        assert_eq!(words("kinds"), ["It is empty."]);
        assert_eq!(words("Words"), ["It is wrong.", "Look again."]);
        assert_eq!(words("error"), ["It is locked."]);
        assert!(words("gone").is_empty());
    }
}
