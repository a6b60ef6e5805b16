//! The keys that stand at the beginning of a document, for telling formats apart.

use super::tape::{self, Stop};
use std::collections::HashSet;

/// Keys seen in the head of a document.
#[derive(Clone, Debug, Default)]
pub struct Glance {
    /// The document is a list, or objects one after another.
    pub is_list: bool,
    top: HashSet<String>,
    all: HashSet<String>,
}

impl Glance {
    /// Looks at the head of a file. `None`: it does not begin as JSON does.
    pub fn of(start: &[u8]) -> Option<Self> {
        let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
        let mut at = tape::space(start, 0).ok()?;
        let mut glance = Self { is_list: start[at] == b'[', ..Self::default() };
        if !matches!(start[at], b'{' | b'[') {
            return None;
        }
        let top = 1 + usize::from(glance.is_list);
        let mut depth = 0usize;
        while let Ok(next) = tape::space(start, at) {
            at = next + 1;
            match start[next] {
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth = depth.saturating_sub(1),
                b'"' => {
                    let Ok((end, _)) = tape::string_end(start, at) else { break };
                    if tape::space(start, end + 1).is_ok_and(|after| start[after] == b':') {
                        glance.see(&start[at..end], depth == top);
                    }
                    at = end + 1;
                }
                _ => {}
            }
        }
        Some(glance)
    }

    fn see(&mut self, key: &[u8], top: bool) {
        let Ok(key) = str::from_utf8(key) else { return };
        if top {
            self.top.insert(key.to_owned());
        }
        self.all.insert(key.to_owned());
    }

    /// Whether the document itself (or the objects of its list) has this key.
    pub fn top(&self, key: &str) -> bool {
        self.top.contains(key)
    }

    /// Whether the key stands anywhere.
    pub fn has(&self, key: &str) -> bool {
        self.all.contains(key)
    }

    /// Whether all of these keys stand somewhere.
    pub fn has_all(&self, keys: &[&str]) -> bool {
        keys.iter().all(|key| self.has(key))
    }

    /// Whether one of these keys stands somewhere.
    pub fn has_any(&self, keys: &[&str]) -> bool {
        keys.iter().any(|key| self.has(key))
    }

    /// Whether the document itself has one of these keys.
    pub fn top_any(&self, keys: &[&str]) -> bool {
        keys.iter().any(|key| self.top(key))
    }
}

/// Where the head of a file that begins as JSON stops being JSON. `None`: it goes on as JSON, or never was.
pub fn damage(start: &[u8]) -> Option<u64> {
    let bom = if start.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let at = tape::space(start, bom).ok()?;
    // Plain text may begin with a bracket, and other programs' files with a brace: what follows must fit as well.
    let next = start.get(tape::space(start, at + 1).ok()?)?;
    match start[at] {
        b'{' if matches!(next, b'"' | b'}' | b'a'..=b'z' | b'A'..=b'Z') => {}
        b'[' if matches!(next, b'"' | b'{' | b'[' | b']') => {}
        _ => return None,
    }
    match tape::Tape::default().cut(start, at, false) {
        Err(Stop::Bad(at)) => Some(at as u64),
        _ => None,
    }
}
