//! What the checks need to know of a Rust file: its functions, the modules it names, its tests.
//!
//! Read from tokens, not from text, so a brace or a path inside a string or a comment is never counted, and paths
//! inside macros (page templates) are. No type is resolved: re-exports and `include!` are not followed.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// What was found in one file.
#[derive(Debug, Default)]
pub struct Source {
    /// Every function with a body, tests included.
    pub functions: Vec<Function>,
    /// Every path outside tests that leaves the file's module through `crate::` or `super::`.
    pub paths: Vec<ModulePath>,
    /// Every `mod` the file declares at its own level.
    pub modules: Vec<Module>,
    /// The line of each `.unwrap()` and `.expect()` outside tests.
    pub panics: Vec<usize>,
    /// Lines in the file.
    pub lines: usize,
    /// Lines of it that are inside `#[cfg(test)]` items.
    pub test_lines: usize,
}

/// A function with a body.
#[derive(Debug, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// The line of `fn`.
    pub line: usize,
    /// Lines from `fn` to the closing brace.
    pub lines: usize,
    /// True inside `#[cfg(test)]`.
    pub test: bool,
}

/// A declared module.
#[derive(Debug, PartialEq, Eq)]
pub struct Module {
    /// Its name.
    pub name: String,
    /// The line of `mod`.
    pub line: usize,
    /// True under `#[cfg(test)]`.
    pub test: bool,
    /// The file `#[path = "…"]` names for it.
    pub file: Option<String>,
}

/// Where a path starts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// `crate::`
    Root,
    /// `super::` this many times above the file's own module.
    Above(usize),
}

/// The start and the first name of a path; `*` for a glob.
#[derive(Debug, PartialEq, Eq)]
pub struct ModulePath {
    /// Line of the first name.
    pub line: usize,
    /// Where it starts.
    pub start: Start,
    /// The first name after the start.
    pub first: String,
}

impl Source {
    /// Scans a file.
    ///
    /// # Errors
    /// When the text is not Rust tokens; the line is in the message.
    pub fn scan(text: &str) -> Result<Self, String> {
        let tokens: TokenStream = text
            .parse()
            .map_err(|error: proc_macro2::LexError| format!("line {}", error.span().start().line))?;
        let found = Self { lines: text.lines().count(), ..Self::default() };
        let mut scan = Scan { found, next_file: None };
        scan.walk(tokens, Place::default());
        Ok(scan.found)
    }
}

/// A walk over one file's tokens.
struct Scan {
    found: Source,
    /// What the last `#[path = "…"]` said, until the `mod` it belongs to.
    next_file: Option<String>,
}

impl Scan {
    fn walk(&mut self, stream: TokenStream, mut place: Place) {
        let tokens: Vec<TokenTree> = stream.into_iter().collect();
        let mut next = 0;
        while let Some(token) = tokens.get(next) {
            let rest = &tokens[next..];
            match token {
                TokenTree::Punct(mark) if mark.as_char() == '#' => {
                    if !place.test && is_test_attribute(&rest[1..]) {
                        next += self.test_item(rest, place);
                        continue;
                    }
                    place.test |= is_whole_file_test(&rest[1..]);
                    self.next_file = path_attribute(&rest[1..]).or(self.next_file.take());
                }
                TokenTree::Punct(mark) if mark.as_char() == '.' && !place.test => self.panic(&rest[1..]),
                TokenTree::Ident(word) if word == "mod" => {
                    if let Some(used) = self.module(rest, place) {
                        next += used;
                        continue;
                    }
                }
                TokenTree::Ident(word) if word == "fn" => self.function(rest, place),
                TokenTree::Ident(word) if (word == "crate" || word == "super") && !place.test => {
                    next += self.path(rest, place);
                    continue;
                }
                TokenTree::Group(group) => self.walk(group.stream(), place.inside()),
                _ => {}
            }
            next += 1;
        }
    }

    /// `#[cfg(test)]` and the item after it. Returns how many tokens they are.
    fn test_item(&mut self, tokens: &[TokenTree], place: Place) -> usize {
        let after_attribute = 2;
        let is_end = |token: &TokenTree| match token {
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
            TokenTree::Punct(mark) => mark.as_char() == ';',
            _ => false,
        };
        let length = tokens.iter().skip(after_attribute).position(is_end);
        let end = length.map_or(tokens.len(), |length| after_attribute + length + 1);
        let last = tokens[end - 1].span().end().line;
        self.found.test_lines += last + 1 - tokens[0].span().start().line;
        self.walk(tokens[after_attribute..end].iter().cloned().collect(), Place { test: true, ..place });
        end
    }

    /// `mod name;` or `mod name { … }`. Returns how many tokens it is.
    fn module(&mut self, tokens: &[TokenTree], place: Place) -> Option<usize> {
        let [_, TokenTree::Ident(name), end, ..] = tokens else { return None };
        if place.is_file_level() {
            let line = name.span().start().line;
            let file = self.next_file.take();
            self.found.modules.push(Module { name: name.to_string(), line, test: place.test, file });
        }
        if let TokenTree::Group(body) = end {
            self.walk(body.stream(), place.inside_module());
        }
        Some(3)
    }

    fn function(&mut self, tokens: &[TokenTree], place: Place) {
        let [start, TokenTree::Ident(name), rest @ ..] = tokens else { return };
        let signature_end = rest.iter().find_map(|token| match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Some(Some(group)),
            TokenTree::Punct(mark) if mark.as_char() == ';' => Some(None),
            _ => None,
        });
        let Some(Some(body)) = signature_end else { return };
        let line = start.span().start().line;
        let lines = body.span_close().end().line + 1 - line;
        self.found.functions.push(Function { name: name.to_string(), line, lines, test: place.test });
    }

    fn panic(&mut self, tokens: &[TokenTree]) {
        if let [TokenTree::Ident(name), TokenTree::Group(_), ..] = tokens
            && (name == "unwrap" || name == "expect")
        {
            self.found.panics.push(name.span().start().line);
        }
    }

    /// `crate::…` or `super::super::…`. Returns how many tokens the start of the path is.
    fn path(&mut self, tokens: &[TokenTree], place: Place) -> usize {
        let from_root = matches!(&tokens[0], TokenTree::Ident(word) if word == "crate");
        let mut used = 1;
        let mut supers = 1;
        while is_path_mark(&tokens[used..]) {
            used += 2;
            match tokens.get(used) {
                Some(TokenTree::Ident(word)) if word == "super" => {
                    supers += 1;
                    used += 1;
                }
                _ => break,
            }
        }
        let start = if from_root { Some(Start::Root) } else { place.above(supers).map(Start::Above) };
        if used > 1
            && let Some(start) = start
        {
            self.first_names(&tokens[used..], start);
        }
        used
    }

    /// The name after the path's start, or each of the names in its braces.
    fn first_names(&mut self, tokens: &[TokenTree], start: Start) {
        match tokens {
            // A macro that is exported lives at the root, whatever module wrote it.
            [TokenTree::Ident(_), TokenTree::Punct(mark), ..] if mark.as_char() == '!' => {}
            [TokenTree::Ident(name), ..] => {
                self.found.paths.push(ModulePath {
                    line: name.span().start().line,
                    start,
                    first: name.to_string(),
                });
            }
            [TokenTree::Punct(mark), ..] if mark.as_char() == '*' => {
                self.found.paths.push(ModulePath {
                    line: mark.span().start().line,
                    start,
                    first: "*".to_owned(),
                });
            }
            [TokenTree::Group(group), ..] => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                let is_comma =
                    |token: &TokenTree| matches!(token, TokenTree::Punct(mark) if mark.as_char() == ',');
                for one in inner.split(is_comma) {
                    self.first_names(one, start);
                }
            }
            _ => {}
        }
    }
}

/// Where in the file the walk is.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    /// Inline modules around this place.
    modules: usize,
    /// Groups around this place that are not inline modules.
    groups: usize,
    test: bool,
}

impl Place {
    fn inside(self) -> Self {
        Self { groups: self.groups + 1, ..self }
    }

    fn inside_module(self) -> Self {
        Self { modules: self.modules + 1, ..self }
    }

    fn is_file_level(self) -> bool {
        self.modules == 0 && self.groups == 0
    }

    /// How far above the file's module so many `super` lead; none when they stay inside it.
    fn above(self, supers: usize) -> Option<usize> {
        supers.checked_sub(self.modules).filter(|&above| above > 0)
    }
}

fn is_path_mark(tokens: &[TokenTree]) -> bool {
    matches!(tokens, [TokenTree::Punct(one), TokenTree::Punct(two), ..] if one.as_char() == ':' && two.as_char() == ':')
}

/// `[cfg(test)]`, also `[cfg(any(test, …))]`; not `[cfg(not(test))]`, not `[test]`.
pub fn is_test_attribute(tokens: &[TokenTree]) -> bool {
    matches!(tokens, [TokenTree::Group(group), ..] if is_test_cfg(group))
}

/// `![cfg(test)]`.
fn is_whole_file_test(tokens: &[TokenTree]) -> bool {
    matches!(tokens, [TokenTree::Punct(mark), TokenTree::Group(group), ..]
        if mark.as_char() == '!' && is_test_cfg(group))
}

/// The text of `[path = "text"]`.
fn path_attribute(tokens: &[TokenTree]) -> Option<String> {
    let [TokenTree::Group(group), ..] = tokens else { return None };
    let inner: Vec<TokenTree> = group.stream().into_iter().collect();
    match &inner[..] {
        [TokenTree::Ident(word), TokenTree::Punct(_), TokenTree::Literal(text)] if word == "path" => {
            Some(text.to_string().trim_matches('"').to_owned())
        }
        _ => None,
    }
}

fn is_test_cfg(attribute: &Group) -> bool {
    let mut inner = attribute.stream().into_iter();
    matches!(inner.next(), Some(TokenTree::Ident(word)) if word == "cfg")
        && matches!(inner.next(), Some(TokenTree::Group(group)) if names_test(group.stream()))
}

fn names_test(stream: TokenStream) -> bool {
    let tokens: Vec<TokenTree> = stream.into_iter().collect();
    tokens.iter().enumerate().any(|(index, token)| match token {
        TokenTree::Ident(word) => word == "test",
        TokenTree::Group(group) => {
            let negated = index > 0 && matches!(&tokens[index - 1], TokenTree::Ident(word) if word == "not");
            !negated && names_test(group.stream())
        }
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scan(text: &str) -> Source {
        Source::scan(text).unwrap()
    }

    fn names(source: &Source) -> Vec<(Start, &str)> {
        source.paths.iter().map(|path| (path.start, path.first.as_str())).collect()
    }

    #[test]
    fn a_function_is_counted_from_fn_to_its_closing_brace() {
        let text =
            "/// }\npub fn a<'x>(s: &'x str) -> char\n{\n    let _ = r#\"}\"#; // }\n    /* } */ '}'\n}\n";
        let function = Function { name: "a".to_owned(), line: 2, lines: 5, test: false };
        assert_eq!(scan(text).functions, [function]);
    }

    #[test]
    fn a_signature_without_a_body_and_a_function_type_are_not_functions() {
        assert!(scan("trait T { fn a(&self); }\ntype F = fn(u8) -> u8;").functions.is_empty());
    }

    #[test]
    fn functions_inside_functions_and_macros_are_found() {
        let source = scan("fn a() { fn b() {} }\nmacro_rules! m { () => { fn c() {} } }");
        assert_eq!(source.functions.iter().map(|f| f.name.as_str()).collect::<Vec<_>>(), ["a", "b", "c"]);
    }

    #[test]
    fn paths_are_read_from_code_and_not_from_comments_or_strings() {
        let source = scan(
            "// crate::no\nconst A: &str = \"crate::no\";\nuse crate::{b::B, c};\nfn f() { crate::d::g() }",
        );
        assert_eq!(names(&source), [(Start::Root, "b"), (Start::Root, "c"), (Start::Root, "d")]);
    }

    #[test]
    fn paths_inside_macros_are_read_and_visibility_is_not_a_path() {
        let source =
            scan("pub(crate) fn f() { html! { (crate::layout::page()) } }\nfn g() { crate::shout!() }");
        assert_eq!(names(&source), [(Start::Root, "layout")]);
    }

    #[test]
    fn super_counts_from_the_module_of_the_file() {
        let source =
            scan("use super::a;\nmod inner { use super::super::b; use super::c; }\nuse super::super::d;");
        let expected = [(Start::Above(1), "a"), (Start::Above(1), "b"), (Start::Above(2), "d")];
        assert_eq!(names(&source), expected);
    }

    #[test]
    fn tests_are_kept_apart() {
        let text = "mod a;\n#[cfg(test)]\nmod tests {\n    use crate::x;\n    fn f() { y.unwrap(); }\n}\nfn g() { y.expect(\"\"); }";
        let source = scan(text);
        assert_eq!(source.test_lines, 5);
        assert_eq!(source.panics, [7]);
        assert!(source.paths.is_empty());
        let flags: Vec<_> = source.functions.iter().map(|f| (f.name.as_str(), f.test)).collect();
        assert_eq!(flags, [("f", true), ("g", false)]);
        let modules: Vec<_> = source.modules.iter().map(|m| (m.name.as_str(), m.test)).collect();
        assert_eq!(modules, [("a", false), ("tests", true)]);
    }

    #[test]
    fn a_module_may_name_its_file_on_either_side_of_its_cfg() {
        let source =
            scan("#[cfg(test)] #[path = \"a.rs\"] mod t;\n#[path = \"b.rs\"] #[cfg(test)] mod u;\nmod v;");
        let files: Vec<_> =
            source.modules.iter().map(|module| (module.file.as_deref(), module.test)).collect();
        assert_eq!(files, [(Some("a.rs"), true), (Some("b.rs"), true), (None, false)]);
    }

    #[test]
    fn only_a_positive_test_cfg_marks_a_test() {
        let is_test = |text: &str| scan(text).functions[0].test;
        assert!(is_test("#[cfg(any(test, feature = \"testing\"))] fn f() {}"));
        assert!(is_test("#![cfg(test)]\nfn f() {}"));
        assert!(!is_test("#[cfg(not(test))] fn f() {}"));
        assert!(!is_test("#[cfg(feature = \"test\")] fn f() {}"));
    }

    #[test]
    fn what_is_not_rust_is_refused() {
        assert!(Source::scan("fn a() {").is_err());
    }
}
