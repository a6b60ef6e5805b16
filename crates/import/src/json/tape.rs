//! The structure of one value, laid out flat: which bytes are a string, a number, an object, and where each ends.

use memchr::memchr2;

/// Deepest nesting of one record. Exports use about ten levels.
pub(super) const DEPTH: usize = 200;
/// Strings are searched byte by byte so far, then with wider steps. Most keys and words are shorter.
const SHORT: usize = 16;

/// What sort of value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Null,
    False,
    True,
    Number,
    /// A string; `true`: with escapes in it.
    Text(bool),
    List,
    Object,
}

/// One value. Children follow their parent; in an object, keys and values take turns.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub kind: Kind,
    /// First byte; of a string, the first after the quotation mark.
    pub start: u32,
    /// One past the last byte; of a string, its closing quotation mark.
    pub end: u32,
    /// Place of what follows this value and everything in it.
    pub next: u32,
}

/// Why no value was cut out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// The bytes end before the value does.
    More,
    /// This byte cannot stand here.
    Bad(usize),
}

/// Cuts values out of bytes. Kept from record to record, so that its memory is.
#[derive(Debug, Default)]
pub(super) struct Tape {
    pub nodes: Vec<Node>,
    open: Vec<u32>,
}

/// What may come next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expect {
    Value,
    KeyOrEnd,
    ValueOrEnd,
}

impl Tape {
    /// Cuts out the value that begins at `at`. Gives back where it ends. `all`: no bytes follow these.
    pub fn cut(&mut self, bytes: &[u8], mut at: usize, all: bool) -> Result<usize, Stop> {
        self.nodes.clear();
        self.open.clear();
        let mut expect = Expect::Value;
        loop {
            at = space(bytes, at)?;
            let byte = bytes[at];
            match (expect, byte) {
                (Expect::KeyOrEnd, b'}') | (Expect::ValueOrEnd, b']') => at = self.close(at),
                (Expect::KeyOrEnd | Expect::ValueOrEnd, b',') => {
                    at += 1;
                    continue;
                }
                (Expect::KeyOrEnd, b'"') => {
                    at = self.string(bytes, at)?;
                    at = space(bytes, at)?;
                    if bytes[at] != b':' {
                        return Err(Stop::Bad(at));
                    }
                    at += 1;
                    expect = Expect::Value;
                    continue;
                }
                (Expect::KeyOrEnd, _) => return Err(Stop::Bad(at)),
                (_, b'{' | b'[') => {
                    expect = self.enter(byte, at)?;
                    at += 1;
                    continue;
                }
                (_, b'"') => at = self.string(bytes, at)?,
                (_, b'-' | b'0'..=b'9') => at = self.number(bytes, at, all)?,
                _ => at = self.word(bytes, at)?,
            }
            match self.open.last() {
                None => return Ok(at),
                Some(parent) if self.nodes[*parent as usize].kind == Kind::Object => {
                    expect = Expect::KeyOrEnd;
                }
                Some(_) => expect = Expect::ValueOrEnd,
            }
            at = separated(bytes, at)?;
        }
    }

    fn push(&mut self, kind: Kind, start: usize, end: usize) {
        let next = self.nodes.len() + 1;
        self.nodes.push(Node { kind, start: small(start), end: small(end), next: small(next) });
    }

    fn enter(&mut self, byte: u8, at: usize) -> Result<Expect, Stop> {
        if self.open.len() == DEPTH {
            return Err(Stop::Bad(at));
        }
        self.open.push(small(self.nodes.len()));
        let (kind, expect) = match byte {
            b'{' => (Kind::Object, Expect::KeyOrEnd),
            _ => (Kind::List, Expect::ValueOrEnd),
        };
        self.push(kind, at, at);
        Ok(expect)
    }

    /// The container opened last ends at this byte.
    fn close(&mut self, at: usize) -> usize {
        let next = small(self.nodes.len());
        if let Some(node) = self.open.pop().and_then(|place| self.nodes.get_mut(place as usize)) {
            (node.end, node.next) = (small(at + 1), next);
        }
        at + 1
    }

    fn string(&mut self, bytes: &[u8], at: usize) -> Result<usize, Stop> {
        let (end, escaped) = string_end(bytes, at + 1)?;
        self.push(Kind::Text(escaped), at + 1, end);
        Ok(end + 1)
    }

    fn number(&mut self, bytes: &[u8], at: usize, all: bool) -> Result<usize, Stop> {
        let part = |byte: &u8| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
        let length = bytes[at..].iter().position(|byte| !part(byte));
        let end = match length {
            Some(length) => at + length,
            None if all => bytes.len(),
            None => return Err(Stop::More),
        };
        self.push(Kind::Number, at, end);
        Ok(end)
    }

    fn word(&mut self, bytes: &[u8], at: usize) -> Result<usize, Stop> {
        for (word, kind) in [("null", Kind::Null), ("true", Kind::True), ("false", Kind::False)] {
            let rest = &bytes[at..];
            if rest.starts_with(word.as_bytes()) {
                self.push(kind, at, at + word.len());
                return Ok(at + word.len());
            }
            if word.as_bytes().starts_with(rest) {
                return Err(Stop::More);
            }
        }
        Err(Stop::Bad(at))
    }
}

/// A place within a record. Records are far shorter than 4 GiB (`Limits::json_record_bytes`).
fn small(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The closing quotation mark of a string whose text begins at `from`, and whether there are escapes in it.
pub(super) fn string_end(bytes: &[u8], from: usize) -> Result<(usize, bool), Stop> {
    let (mut at, mut escaped) = (from, false);
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let near = rest.iter().take(SHORT).position(|byte| matches!(byte, b'"' | b'\\'));
        let step = match near {
            Some(step) => step,
            None if rest.len() <= SHORT => return Err(Stop::More),
            None => SHORT + memchr2(b'"', b'\\', &rest[SHORT..]).ok_or(Stop::More)?,
        };
        at += step;
        if bytes[at] == b'"' {
            return Ok((at, escaped));
        }
        escaped = true;
        at += 2;
    }
}

/// The next byte that is no space and in no comment.
pub(super) fn space(bytes: &[u8], mut at: usize) -> Result<usize, Stop> {
    loop {
        match bytes.get(at).ok_or(Stop::More)? {
            b' ' | b'\n' | b'\r' | b'\t' => at += 1,
            b'/' => at = comment(bytes, at)?,
            _ => return Ok(at),
        }
    }
}

/// The end of the comment that begins here.
fn comment(bytes: &[u8], at: usize) -> Result<usize, Stop> {
    let rest = &bytes[at..];
    let length = match rest.get(1).ok_or(Stop::More)? {
        b'/' => memchr::memchr(b'\n', rest),
        b'*' => memchr::memmem::find(rest, b"*/").map(|length| length + 2),
        _ => return Err(Stop::Bad(at)),
    };
    length.map(|length| at + length).ok_or(Stop::More)
}

/// Past the comma after a value. Without one, only the end of the container may follow.
fn separated(bytes: &[u8], at: usize) -> Result<usize, Stop> {
    let at = space(bytes, at)?;
    match bytes[at] {
        b',' => Ok(at + 1),
        b'}' | b']' => Ok(at),
        _ => Err(Stop::Bad(at)),
    }
}
