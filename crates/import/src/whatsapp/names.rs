//! Where the name of a sender ends: told from all lines of a chat, because one line cannot tell.

use crate::text::{is_mark, is_space, unwrapped};
use foldhash::fast::RandomState;
use std::collections::HashMap;

/// Longest name, in bytes. Contact and group names are limited to 100 characters by the app.
const LONGEST: usize = 400;
/// So many lines, all of them, must go on with the same second part before it is taken as part of the name.
const SURE: u32 = 3;

/// What is known of one possible name.
#[derive(Clone, Debug, Default)]
struct Known {
    /// Lines that begin with it.
    lines: u32,
    /// Of these, lines whose text was not begun by the app's mark.
    plain: u32,
    /// What the lines go on with up to another colon, as long as it is the same for all of them.
    next: Option<Box<str>>,
    /// Lines that go on with `next`.
    same: u32,
}

impl Known {
    fn see(&mut self, body: &str, text_at: usize) {
        self.lines += 1;
        self.plain += u32::from(!body[text_at..].starts_with(is_mark));
        // Once a line went on otherwise, the rest need no looking at.
        let second = (self.same + 1 == self.lines).then(|| spaced_colon(body, text_at)).flatten();
        let Some((second, _)) = second else {
            self.next = None;
            return;
        };
        let next = &body[text_at..second];
        if self.next.as_deref().is_none_or(|known| known == next) {
            self.next.get_or_insert_with(|| next.into());
            self.same += 1;
        }
    }
}

/// Names of a chat.
#[derive(Clone, Debug, Default)]
pub struct Names {
    known: HashMap<Box<str>, Known, RandomState>,
    unspaced: HashMap<Box<str>, u32, RandomState>,
    spaced_lines: u64,
    extended: bool,
}

/// A line split at its sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split<'a> {
    /// The name, without what is wrapped around it.
    pub name: &'a str,
    /// First byte of the text, in the line.
    pub text_at: usize,
    /// Another reading is as good.
    pub unclear: bool,
}

impl Names {
    /// Takes in what follows a header in one line, and splits it as far as one line can tell. No more than `limit` different
    /// names are kept.
    pub fn see<'a>(&mut self, body: &'a str, limit: usize) -> Option<Split<'a>> {
        let Some((colon, text_at)) = spaced_colon(body, 0) else {
            if let Some((colon, _)) = first_colon(body).filter(|_| self.unspaced.len() < limit) {
                *self.unspaced.entry(unwrapped(&body[..colon]).into()).or_default() += 1;
            }
            return self.split_unspaced(body);
        };
        self.spaced_lines += 1;
        let name = unwrapped(&body[..colon]);
        if let Some(known) = self.known.get_mut(name) {
            known.see(body, text_at);
        } else if self.known.len() < limit {
            let mut known = Known::default();
            known.see(body, text_at);
            self.known.insert(name.into(), known);
        }
        (!unbalanced(name)).then_some(Split { name, text_at, unclear: false })
    }

    /// Nothing more will come.
    pub fn settle(&mut self) {
        self.extended = self.known.values().any(|k| k.next.is_some() && k.same == k.lines);
    }

    /// Splits what follows a header. `None`: the line has no sender.
    pub fn split<'a>(&self, body: &'a str) -> Option<Split<'a>> {
        let Some((colon, text_at)) = spaced_colon(body, 0) else { return self.split_unspaced(body) };
        if unbalanced(&body[..colon]) {
            return None;
        }
        let name = unwrapped(&body[..colon]);
        if self.extended
            && let Some(known) = self.known.get(name)
            && let Some(next) = known.next.as_deref()
            && known.same == known.lines
            && body[text_at..].starts_with(next)
            && let Some((second, second_text)) = spaced_colon(body, text_at)
        {
            if known.lines >= SURE {
                return Some(Split {
                    name: unwrapped(&body[..second]),
                    text_at: second_text,
                    unclear: false,
                });
            }
            return Some(Split { name, text_at, unclear: known.lines > 1 });
        }
        Some(Split { name, text_at, unclear: false })
    }

    /// A colon without a space after it ends a name that is known, or in a chat that never has the space.
    fn split_unspaced<'a>(&self, body: &'a str) -> Option<Split<'a>> {
        let (colon, text_at) = first_colon(body)?;
        let name = unwrapped(&body[..colon]);
        let usual = self.spaced_lines == 0 && !body[text_at..].starts_with("//");
        (!unbalanced(name) && (usual || self.known.contains_key(name))).then_some(Split {
            name,
            text_at,
            unclear: false,
        })
    }

    /// Whether somebody of this name wrote at least one line of their own.
    pub fn writes(&self, name: &str) -> bool {
        self.known.get(name).is_some_and(|known| known.plain > 0)
    }

    /// Names with how many lines they begin, most first.
    pub fn by_lines(&self) -> Vec<(&str, u32)> {
        let mut all: Vec<_> =
            self.known.iter().filter(|(_, k)| k.plain > 0).map(|(name, k)| (&**name, k.lines)).collect();
        all.sort_by_key(|(name, lines)| (std::cmp::Reverse(*lines), *name));
        all
    }
}

/// The first colon from a place on that a space, a mark or the end follows; and where the text after it begins.
fn spaced_colon(body: &str, from: usize) -> Option<(usize, usize)> {
    let line = first_line(body);
    let mut at = from;
    loop {
        let colon = at + memchr::memchr(b':', line.get(at..)?.as_bytes())?;
        if colon > from + LONGEST || colon == from {
            return None;
        }
        match line[colon + 1..].chars().next() {
            None => return Some((colon, colon + 1)),
            Some(c) if is_space(c) => return Some((colon, colon + 1 + c.len_utf8())),
            Some(c) if is_mark(c) => return Some((colon, colon + 1)),
            Some(_) => at = colon + 1,
        }
    }
}

fn first_colon(body: &str) -> Option<(usize, usize)> {
    let colon = memchr::memchr(b':', first_line(body).as_bytes())?;
    (0 < colon && colon <= LONGEST).then_some((colon, colon + 1))
}

fn first_line(body: &str) -> &str {
    let end = memchr::memchr(b'\n', body.as_bytes()).unwrap_or(body.len());
    let mut end = end.min(2 * LONGEST + 8);
    while !body.is_char_boundary(end) {
        end -= 1;
    }
    &body[..end]
}

/// Whether a quotation is open: then the colon stands inside it, as in `Ann created group "Plan: B"`.
fn unbalanced(name: &str) -> bool {
    if name.is_ascii() {
        return name.bytes().filter(|byte| *byte == b'"').count() % 2 == 1;
    }
    let mut open = None;
    for c in name.chars() {
        open = match (open, c) {
            (None, '"' | '“' | '„' | '«' | '「' | '『') => Some(c),
            (Some('"'), '"')
            | (Some('„'), '“' | '”')
            | (Some('“'), '”')
            | (Some('«'), '»')
            | (Some('「'), '」')
            | (Some('『'), '』') => None,
            (open, _) => open,
        };
    }
    open.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(lines: &[&str]) -> Names {
        let mut names = Names::default();
        for line in lines {
            names.see(line, 100);
        }
        names.settle();
        names
    }

    fn split<'a>(names: &Names, line: &'a str) -> Option<(&'a str, &'a str)> {
        names.split(line).map(|split| (split.name, &line[split.text_at..]))
    }

    #[test]
    fn a_colon_in_a_name_is_told_from_all_lines() {
        let names =
            names(&["Dr: Bob: one", "Dr: Bob: two", "Dr: Bob: three: four", "Ann: well: no", "Ann: yes"]);
        assert_eq!(split(&names, "Dr: Bob: three: four"), Some(("Dr: Bob", "three: four")));
        assert_eq!(split(&names, "Ann: well: no"), Some(("Ann", "well: no")));
    }

    #[test]
    fn a_colon_inside_a_quotation_ends_no_name() {
        let names = names(&["Ann: hello"]);
        assert_eq!(split(&names, "Ann created group \"Plan: B\""), None);
        assert_eq!(split(&names, "Ann changed the subject from “a” to “b: c”"), None);
    }

    #[test]
    fn a_missing_space_is_fine_after_a_known_name() {
        let names = names(&["John Doe: hello", "You were added"]);
        assert_eq!(split(&names, "John Doe:."), Some(("John Doe", ".")));
        assert_eq!(split(&names, "See https://example.org"), None);
    }

    #[test]
    fn marks_around_a_number_are_no_part_of_it() {
        let names = names(&[]);
        assert_eq!(split(&names, "\u{202a}+44 7700 900123\u{202c}: hi"), Some(("+44 7700 900123", "hi")));
    }
}
