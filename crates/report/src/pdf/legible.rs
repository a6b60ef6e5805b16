//! Makes text that somebody else wrote safe and honest to show.
//!
//! - A control character, an override of reading direction, a private or forbidden code point, and any
//!   character that no font can draw become a visible escape such as `[U+202E]`, set small and grey. The text
//!   layer says the same, so nothing is hidden and nothing is lost.
//! - Invisible tag characters are kept in flags and shown as escapes elsewhere.
//! - Embeddings and isolates (U+202A..U+202C, U+2066..U+2069) that balance within their run are kept: message
//!   apps put them around telephone numbers. One that does not balance is shown as an escape.
//! - Each run is wrapped in an isolate (UAX #9) if it could affect the order of its neighbours.
//! - `\n`, `\r\n`, U+2028 and U+2029 start a new line; a tab becomes four spaces.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::ops::Range;

use super::document::Text;

/// One line of text as it will be shaped.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Line {
    pub text: String,
    pub spans: Vec<Span>,
}

/// A stretch of a [`Line`] in one style.
#[derive(Debug, PartialEq)]
pub(crate) struct Span {
    pub range: Range<usize>,
    /// Index of the run it came from.
    pub run: usize,
    /// Whether it is an escape for a character that cannot be shown.
    pub escape: bool,
}

/// Splits text into lines and makes each legible. Characters in `undrawable` are escaped.
pub(crate) fn lines(text: &Text, undrawable: &BTreeSet<char>) -> Vec<Line> {
    let mut parts: Vec<Vec<(usize, &str)>> = vec![Vec::new()];
    for (run, piece) in text.runs.iter().enumerate() {
        for (n, line) in split_lines(&piece.text).enumerate() {
            if n > 0 {
                parts.push(Vec::new());
            }
            if !line.is_empty() {
                parts.last_mut().expect("starts with one part").push((run, line));
            }
        }
    }
    parts.iter().map(|pieces| line(pieces, undrawable)).collect()
}

fn split_lines(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\n', '\u{2028}', '\u{2029}']).map(|line| line.strip_suffix('\r').unwrap_or(line))
}

fn line(pieces: &[(usize, &str)], undrawable: &BTreeSet<char>) -> Line {
    let mut out = Line::default();
    // A line of one run needs no isolate: there is nothing beside it to reorder.
    let alone = pieces.len() == 1;
    for &(run, piece) in pieces {
        let isolate = !alone && piece.chars().any(affects_order);
        let start = out.text.len();
        if isolate {
            out.text.push(FIRST_STRONG_ISOLATE);
        }
        push_run(&mut out, run, piece, undrawable, start);
        if isolate {
            let from = out.text.len();
            out.text.push(POP_ISOLATE);
            push_span(&mut out, from, run, false);
        }
    }
    out
}

fn push_run(out: &mut Line, run: usize, piece: &str, undrawable: &BTreeSet<char>, mut start: usize) {
    let balanced = balanced(piece);
    let mut previous = ' ';
    for c in piece.chars() {
        let stray_tag = is_tag(c) && !(is_tag(previous) || previous == BLACK_FLAG);
        // A stray tag character is not taken as the start of a sequence either.
        previous = if stray_tag { ' ' } else { c };
        match c {
            '\t' => out.text.push_str("    "),
            _ if forbidden(c) || stray_tag || undrawable.contains(&c) || (is_embedding(c) && !balanced) => {
                push_span(out, start, run, false);
                start = out.text.len();
                let _infallible = write!(out.text, "[U+{:04X}]", u32::from(c));
                push_span(out, start, run, true);
                start = out.text.len();
            }
            _ => out.text.push(c),
        }
    }
    push_span(out, start, run, false);
}

fn push_span(out: &mut Line, start: usize, run: usize, escape: bool) {
    if start < out.text.len() {
        out.spans.push(Span { range: start..out.text.len(), run, escape });
    }
}

const FIRST_STRONG_ISOLATE: char = '\u{2068}';
const POP_ISOLATE: char = '\u{2069}';

/// Never drawn: controls, overrides, byte order marks, private use (PDF/A-2a, 6.2.11.7.3) and noncharacters.
fn forbidden(c: char) -> bool {
    let code = u32::from(c);
    c.is_control()
        || matches!(code, 0x202d | 0x202e | 0xfeff | 0xfff9..=0xfffc | 0xfdd0..=0xfdef)
        || code & 0xfffe == 0xfffe
        || is_private(c)
}

/// Whether a character has no meaning outside a private agreement.
pub(crate) fn is_private(c: char) -> bool {
    matches!(u32::from(c), 0xe000..=0xf8ff | 0xf0000..=0x10ffff)
}

/// The emoji that regional flags such as Scotland's begin with.
const BLACK_FLAG: char = '\u{1f3f4}';

/// Invisible letters that may only spell the region of a flag (UTS #51, ED-14a); elsewhere they hide text.
fn is_tag(c: char) -> bool {
    matches!(u32::from(c), 0xe0000..=0xe007f)
}

fn is_embedding(c: char) -> bool {
    matches!(u32::from(c), 0x202a..=0x202c | 0x2066..=0x2069)
}

/// Invisible characters that steer reading direction; shaped, but not drawn.
pub(crate) fn steers_direction(c: char) -> bool {
    is_embedding(c) || matches!(u32::from(c), 0x061c | 0x200e | 0x200f)
}

/// Whether a run with this character could change the order of text beside it.
fn affects_order(c: char) -> bool {
    steers_direction(c)
        || matches!(u32::from(c),
            0x0590..=0x08ff | 0xfb1d..=0xfdff | 0xfe70..=0xfeff | 0x10800..=0x10fff | 0x1e800..=0x1efff)
}

/// Whether every embedding and isolate in a piece of text is closed by its own kind, in order.
fn balanced(piece: &str) -> bool {
    let mut open = Vec::new();
    for c in piece.chars() {
        match u32::from(c) {
            0x202a | 0x202b => open.push('\u{202c}'),
            0x2066..=0x2068 => open.push(POP_ISOLATE),
            0x202c | 0x2069 if open.pop() != Some(c) => return false,
            _ => {}
        }
    }
    open.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: impl Into<Text>) -> Vec<String> {
        lines(&text.into(), &BTreeSet::new()).into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn controls_and_overrides_become_escapes() {
        assert_eq!(shown("a\u{7}b\0c\u{202e}d\u{feff}"), ["a[U+0007]b[U+0000]c[U+202E]d[U+FEFF]"]);
        assert_eq!(shown("x\u{e001}\u{10fffe}"), ["x[U+E001][U+10FFFE]"]);
        assert_eq!(shown("tab\there"), ["tab    here"]);
    }

    #[test]
    fn escapes_are_spans_of_their_own_and_spans_cover_the_line() {
        let line = lines(&"a\u{7}b".into(), &BTreeSet::new()).remove(0);
        let spans: Vec<_> = line.spans.iter().map(|s| (&line.text[s.range.clone()], s.escape)).collect();
        assert_eq!(spans, [("a", false), ("[U+0007]", true), ("b", false)]);
    }

    #[test]
    fn balanced_embeddings_stay_and_unbalanced_ones_show() {
        assert_eq!(shown("\u{202a}+44 7700 900123\u{202c}"), ["\u{202a}+44 7700 900123\u{202c}"]);
        assert_eq!(shown("\u{2069}x"), ["[U+2069]x"]);
        assert_eq!(shown("\u{202a}\u{2069}"), ["[U+202A][U+2069]"]);
    }

    #[test]
    fn runs_that_could_reorder_their_neighbours_are_isolated() {
        let text = Text::new().plain("From ").plain("שלום").plain(" at 9");
        assert_eq!(shown(text), ["From \u{2068}שלום\u{2069} at 9"]);
        assert_eq!(shown("שלום"), ["שלום"], "alone on its line");
        assert_eq!(shown(Text::new().plain("a").plain("b")), ["ab"]);
    }

    #[test]
    fn line_breaks_of_every_kind_split_across_runs() {
        assert_eq!(shown("a\r\nb\u{2028}c"), ["a", "b", "c"]);
        assert_eq!(shown(Text::new().plain("a\n").bold("b")), ["a", "b"]);
        assert_eq!(shown(""), [""]);
    }

    #[test]
    fn tag_characters_belong_to_flags_alone() {
        let scotland = "\u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}";
        assert_eq!(shown(scotland), [scotland]);
        assert_eq!(shown("a\u{e0041}\u{e0042}"), ["a[U+E0041][U+E0042]"]);
    }

    #[test]
    fn undrawable_characters_are_named() {
        let set = BTreeSet::from(['x']);
        assert_eq!(lines(&"axb".into(), &set)[0].text, "a[U+0078]b");
    }

    proptest::proptest! {
        #[test]
        fn spans_tile_any_text(text: String) {
            for line in lines(&Text::new().plain("a").plain(text), &BTreeSet::new()) {
                let mut at = 0;
                for span in &line.spans {
                    proptest::prop_assert_eq!(span.range.start, at);
                    at = span.range.end;
                }
                proptest::prop_assert_eq!(at, line.text.len());
                proptest::prop_assert!(!line.text.chars().any(forbidden));
            }
        }
    }
}
