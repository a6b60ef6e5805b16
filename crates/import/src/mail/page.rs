//! The words of a page in a mail (HTML): what a reader of the mail would see, and where its links lead.

use html5gum::{DefaultEmitter, Token, Tokenizer};

/// Elements that stand on lines of their own.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tr",
    "ul",
    "br",
];
/// Elements whose text is no text for people.
const HIDDEN: &[&str] = &["script", "style", "title"];
/// Schemes of links that are kept: the address behind words may be the threat.
const SCHEMES: &[&str] = &["http:", "https:", "mailto:", "tel:", "sms:"];

/// The words of a page, with a line for each block and the address of a link behind its words.
pub fn words(html: &str) -> String {
    let mut page = Page::default();
    let mut emitter = DefaultEmitter::<()>::default();
    // Scripts and styles hold what looks like tags.
    emitter.naively_switch_states(true);
    for Ok(token) in Tokenizer::new_with_emitter(html, emitter) {
        page.token(&token);
    }
    page.out.trim().to_owned()
}

#[derive(Default)]
struct Page {
    out: String,
    /// The element without text for people that is open.
    hidden: Option<Vec<u8>>,
    /// The address of the link that is open, and where its words begin.
    link: Option<(String, usize)>,
    /// A space is due before the next word.
    space: bool,
}

impl Page {
    fn token(&mut self, token: &Token) {
        match token {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name);
                if HIDDEN.contains(&&*name) && !tag.self_closing {
                    self.hidden = Some(name.as_bytes().to_vec());
                }
                if name == "a" {
                    let address = tag.attributes.iter().find(|(key, _)| &***key == b"href");
                    let address =
                        address.map(|(_, value)| String::from_utf8_lossy(&value.value).trim().to_owned());
                    self.close_link();
                    self.link = address.map(|address| (address, self.out.len()));
                }
                self.gap(&name);
            }
            Token::EndTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name);
                if self.hidden.as_deref() == Some(name.as_bytes()) {
                    self.hidden = None;
                }
                if name == "a" {
                    self.close_link();
                }
                self.gap(&name);
            }
            Token::String(text) if self.hidden.is_none() => self.text(&String::from_utf8_lossy(&text.value)),
            _ => {}
        }
    }

    /// What stands between two pieces of text because of an element between them.
    fn gap(&mut self, name: &str) {
        if BLOCKS.contains(&name) {
            if !self.out.is_empty() && (name == "br" || !self.out.ends_with('\n')) {
                self.out.push('\n');
            }
            self.space = false;
        } else if matches!(name, "td" | "th") {
            self.space = true;
        }
    }

    /// Text, its spaces and line ends as one space each.
    fn text(&mut self, text: &str) {
        for word in text.split_inclusive(is_space) {
            let bare = word.trim_end_matches(is_space);
            if !bare.is_empty() {
                if self.space && !self.out.is_empty() && !self.out.ends_with('\n') {
                    self.out.push(' ');
                }
                self.out.push_str(bare);
                self.space = false;
            }
            self.space |= bare.len() < word.len();
        }
    }

    /// Writes where a link leads, unless its words say so themselves.
    fn close_link(&mut self) {
        let Some((address, start)) = self.link.take() else { return };
        let known = address.split_once(':').is_some_and(|(scheme, _)| {
            SCHEMES.iter().any(|known| known[..known.len() - 1].eq_ignore_ascii_case(scheme))
        });
        let bare = address.trim_start_matches("mailto:").trim_start_matches("tel:").trim_end_matches('/');
        let said = self.out.get(start..).is_some_and(|words| words.contains(bare));
        if known && !said {
            let open = if self.out.is_empty() || self.out.ends_with('\n') { "<" } else { " <" };
            self.out.push_str(open);
            self.out.push_str(&address);
            self.out.push('>');
        }
    }
}

/// Spaces that a page shows as one (a no-break space is shown as it is).
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

/// The lines of a page's words that hold a word which the plain text lacks.
pub fn beyond(page: &str, plain: &str) -> String {
    let known: std::collections::HashSet<String> = split(plain).collect();
    let more = page.lines().filter(|line| split(line).any(|word| !known.contains(&word)));
    more.collect::<Vec<_>>().join("\n")
}

fn split(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_as_it_is_seen_and_links_say_where_they_lead() {
        let table = [
            ("<title>t</title><style>p{}</style>a<br>b<p>c</p><script>x()</script>d", "a\nb\nc\nd"),
            ("one\r\n  two&nbsp;&pound;5<td>x<td>y", "one two\u{a0}£5 x y"),
            ("<a href='https://evil.example/x'>your bank</a>", "your bank <https://evil.example/x>"),
            ("<a href='https://example.org/'>https://example.org</a>", "https://example.org"),
            ("<a href='mailto:a@example.org'>a@example.org</a> <a href='#top'>up</a>", "a@example.org up"),
            ("wo<b>r</b>d", "word"),
        ];
        for (html, text) in table {
            assert_eq!(words(html), text, "{html}");
        }
    }

    #[test]
    fn only_lines_that_say_more_are_beyond_the_plain_text() {
        assert_eq!(beyond("Hello, Sam.\nI will find you", "hello sam"), "I will find you");
        assert_eq!(beyond("Hello,  Sam!", "> Hello\n> Sam"), "");
    }
}
