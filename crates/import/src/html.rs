//! HTML read as a stream: each element is offered when it ends, and what is not wanted any more is let go.
//!
//! Nothing is run and nothing fetched. Only the shape of the document is looked at: names, attributes, text.

use crate::{error::ImportError, finding::Kind, limits::Limits, source::Stream, tally::Output};
use html5gum::{DefaultEmitter, IoReader, State, Token, Tokenizer};

/// Deepest nesting. Exports use about thirty levels.
const DEPTH: usize = 300;
/// Elements that never have content (HTML Standard, 13.1.2).
const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];
/// Elements whose content is no text for people.
const HIDDEN: &[&str] = &["script", "style"];

/// One element with everything in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Element {
    /// Lower case.
    pub name: String,
    /// First byte of its start tag.
    pub start: u64,
    /// One past the last byte of its end tag.
    pub end: u64,
    attributes: Vec<(String, String)>,
    children: Vec<Node>,
    /// Bytes held for it and everything in it.
    weight: usize,
}

/// What an element holds.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Node {
    Text(String),
    Element(Element),
}

impl Element {
    /// An attribute's value.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// Whether the element is of a class.
    pub fn is(&self, class: &str) -> bool {
        self.attribute("class").is_some_and(|classes| classes.split_ascii_whitespace().any(|c| c == class))
    }

    /// The elements directly in it.
    pub fn elements(&self) -> impl DoubleEndedIterator<Item = &Self> {
        self.children.iter().filter_map(|child| match child {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// Every element in it, in the order of their start tags.
    pub fn all(&self) -> impl Iterator<Item = &Self> {
        let mut open: Vec<&Self> = self.elements().rev().collect();
        std::iter::from_fn(move || {
            let next = open.pop()?;
            open.extend(next.elements().rev());
            Some(next)
        })
    }

    /// The first element in it of a class.
    pub fn of_class(&self, class: &str) -> Option<&Self> {
        self.all().find(|element| element.is(class))
    }

    /// Its text as written, line breaks included, without the spaces around it.
    pub fn text(&self) -> String {
        let mut out = String::new();
        self.write_text(&mut out);
        let trimmed = out.trim();
        if trimmed.len() == out.len() { out } else { trimmed.to_owned() }
    }

    /// Text that stands in it directly or in elements that only mark text, without the spaces around it.
    pub fn own_text(&self) -> String {
        let mut out = String::new();
        let inline = |name: &str| {
            matches!(name, "a" | "b" | "i" | "u" | "s" | "em" | "strong" | "code" | "span" | "br")
        };
        if inline(&self.name) || HIDDEN.contains(&self.name.as_str()) {
            return out;
        }
        for child in &self.children {
            match child {
                Node::Text(text) => out.push_str(text),
                Node::Element(element) if inline(&element.name) => element.write_text(&mut out),
                Node::Element(_) => {}
            }
        }
        out.trim().to_owned()
    }

    /// Its text on one line.
    pub fn line(&self) -> String {
        self.text().split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn write_text(&self, out: &mut String) {
        if HIDDEN.contains(&self.name.as_str()) {
            return;
        }
        if self.name == "br" {
            out.push('\n');
        }
        for child in &self.children {
            match child {
                Node::Text(text) => out.push_str(text),
                Node::Element(element) => element.write_text(out),
            }
        }
    }
}

/// Text in which characters are written as references (`&#39;`, `&eacute;`), without them.
pub fn unreferenced(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let mut tokenizer = Tokenizer::new(text);
    tokenizer.set_state(State::RcData);
    let mut out = String::with_capacity(text.len());
    for Ok(token) in tokenizer {
        if let Token::String(piece) = token {
            out.push_str(&String::from_utf8_lossy(&piece.value));
        }
    }
    out
}

/// Reads a document. `take` is offered every element when it ends, innermost first, and gives back what is to stay
/// in the element around it.
pub fn read(
    stream: &mut dyn Stream,
    limits: &Limits,
    output: &mut Output<'_>,
    take: impl FnMut(Element, &mut Output<'_>) -> Result<Option<Element>, ImportError>,
) -> Result<(), ImportError> {
    let input = stream.open()?;
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    // Scripts and styles hold what looks like tags.
    emitter.naively_switch_states(true);
    let mut tree = Tree { open: Vec::new(), held: 0, limit: limits.html_held_bytes, end: 0, output, take };
    for token in Tokenizer::new_with_emitter(IoReader::new(input), emitter) {
        tree.token(token?)?;
    }
    tree.finish()
}

struct Tree<'o, 't, F> {
    open: Vec<Element>,
    /// Bytes of text held.
    held: usize,
    limit: usize,
    end: u64,
    output: &'o mut Output<'t>,
    take: F,
}

impl<F> Tree<'_, '_, F>
where
    F: FnMut(Element, &mut Output<'_>) -> Result<Option<Element>, ImportError>,
{
    fn token(&mut self, token: Token<usize>) -> Result<(), ImportError> {
        match token {
            Token::StartTag(tag) => {
                self.end = tag.span.end as u64;
                let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                let attributes: Vec<_> =
                    tag.attributes.iter().map(|(name, value)| (text(name), text(&value.value))).collect();
                let name = text(&tag.name);
                let (start, end) = (tag.span.start as u64, self.end);
                let weight =
                    attributes.iter().map(|(_, value)| value.len()).sum::<usize>() + size_of::<Element>();
                self.held += weight;
                let childless = VOID.contains(&name.as_str());
                self.open.push(Element { name, start, end, attributes, children: Vec::new(), weight });
                if self.open.len() > DEPTH {
                    self.output.findings.at(Kind::TooDeep, start, 0);
                    return self.close();
                }
                if childless { self.close() } else { Ok(()) }
            }
            Token::EndTag(tag) => {
                self.end = tag.span.end as u64;
                let Some(depth) = self.open.iter().rposition(|open| open.name.as_bytes() == &**tag.name)
                else {
                    return Ok(());
                };
                while self.open.len() > depth {
                    self.close()?;
                }
                Ok(())
            }
            Token::String(text) => {
                self.end = text.span.end as u64;
                self.text(&text.value, text.span.start as u64);
                Ok(())
            }
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => Ok(()),
        }
    }

    fn text(&mut self, bytes: &[u8], start: u64) {
        let Some(parent) = self.open.last_mut() else { return };
        if self.held + bytes.len() > self.limit {
            return self.output.findings.at(Kind::TextCut, start, 0);
        }
        let text = String::from_utf8_lossy(bytes);
        if text.contains(char::REPLACEMENT_CHARACTER) {
            self.output.findings.at(Kind::NotUtf8, start, 0);
        }
        self.held += text.len();
        parent.weight += text.len();
        parent.children.push(Node::Text(text.into_owned()));
    }

    /// The innermost element ends.
    fn close(&mut self) -> Result<(), ImportError> {
        let Some(mut element) = self.open.pop() else { return Ok(()) };
        element.end = self.end;
        let weight = element.weight;
        match ((self.take)(element, self.output)?, self.open.last_mut()) {
            (Some(kept), Some(parent)) if self.held < self.limit => {
                parent.weight += weight;
                parent.children.push(Node::Element(kept));
            }
            _ => self.held -= weight,
        }
        Ok(())
    }

    fn finish(mut self) -> Result<(), ImportError> {
        if !self.open.is_empty() {
            self.output.findings.at(Kind::Truncated, self.end, 0);
        }
        while !self.open.is_empty() {
            self.close()?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::CountOnly;
    use std::io::Cursor;

    /// Elements of a class as source text, their text, and the kinds of findings.
    fn taken(html: &str, class: &str) -> (Vec<(String, String)>, Vec<String>) {
        let mut sink = CountOnly;
        let mut output = Output::new(&mut sink, 0);
        let mut source = Cursor::new(html.as_bytes());
        let mut stream = crate::source::Whole::new(&mut source).unwrap();
        let mut found = Vec::new();
        read(&mut stream, &Limits::default(), &mut output, |element, _| {
            if !element.is(class) {
                return Ok(Some(element));
            }
            let at = |offset: u64| usize::try_from(offset).unwrap();
            found.push((html[at(element.start)..at(element.end)].to_owned(), element.text()));
            Ok(None)
        })
        .unwrap();
        (found, output.findings.list().into_iter().map(|finding| finding.kind).collect())
    }

    #[test]
    fn an_element_is_offered_with_its_exact_place() {
        let html = "<!DOCTYPE html>\r\n<html><body>\r\n<p>caf\u{e9} &amp; \u{1f600}</p>\r\n<script>if (a < b) '</div>'</script>                    <div class='a m'>x&#39;s<br>y\r\nz<img src=1><style>p { }</style></div>\n<div class=m>\u{20ac}</div></body></html>\r\n";
        let (found, kinds) = taken(html, "m");
        let sources: Vec<&str> = found.iter().map(|(source, _)| source.as_str()).collect();
        assert_eq!(sources.len(), 2);
        assert!(sources[0].starts_with("<div class='a m'>") && sources[0].ends_with("</div>"), "{sources:?}");
        assert_eq!(sources[1], "<div class=m>\u{20ac}</div>");
        assert_eq!(found[0].1, "x's\ny\nz");
        assert!(kinds.is_empty(), "{kinds:?}");
    }

    #[test]
    fn references_are_resolved_and_everything_else_stays() {
        assert_eq!(unreferenced("it&#39;s <3 &amp; </b> &eacute;&unknown; &"), "it's <3 & </b> é&unknown; &");
    }

    #[test]
    fn a_document_that_ends_in_the_middle_gives_what_it_has() {
        let (found, kinds) = taken("<body><div class=m>one</div><div class=m>tw", "m");
        assert_eq!(found.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>(), ["one", "tw"]);
        assert_eq!(kinds, ["truncated"]);
    }

    #[test]
    fn end_tags_without_a_beginning_and_deep_nesting_do_no_harm() {
        let deep = "<i>".repeat(50_000);
        let (found, kinds) = taken(&format!("</div></p><div class=m>a<b>b</div>{deep}<p class=m>c</p>"), "m");
        assert_eq!(found.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>(), ["ab", ""]);
        assert_eq!(kinds, ["truncated", "too_deep"]);
    }
}
