//! First look at a chat: how its headers are written, how its lines end, who takes part.

use super::{
    body, header,
    lines::{Ending, Line, Lines},
    names::Names,
    order::{Basis, Evidence, Order, Shapes},
    shape::{End, Shape},
};
use crate::{
    limits::Limits,
    options::DateOrder,
    text::{digit, is_mark},
};
use std::{
    collections::BTreeMap,
    io::{self, Read},
};

/// A file with fewer headers than this does not say how it usually writes them.
const TELLS: u64 = 20;
/// Most names kept of people hardly ever there.
const STRANGERS: usize = 8;

/// What the first look found.
#[derive(Debug, Default)]
pub struct Survey {
    /// Names of senders.
    pub names: Names,
    /// Names that took back a message as the keeper of the phone, with how often and where first.
    pub keepers: BTreeMap<String, (u64, u64)>,
    /// The same without the app's mark before the words: anybody can type them.
    pub hints: BTreeMap<String, (u64, u64)>,
    /// Headers in all.
    pub headers: u64,
    /// Lines without a sender.
    pub senderless: u64,
    /// Lines that look like headers we cannot read, and the first of them.
    pub unread_headers: Option<(u64, u64)>,
    strangers: Vec<String>,
    shapes: Vec<(Shape, u64, Order, Basis)>,
    main: Shape,
    headers_after_crlf: u64,
    headers_after_lf: u64,
}

/// What a line that looks like a header is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The start of a record.
    Record,
    /// The start of a record, written in another way than the others.
    OddRecord,
    /// Text within a message, made to look like a header.
    Continuation,
}

/// Looks through a whole chat.
pub fn survey(input: impl Read, limits: &Limits, wish: Option<DateOrder>) -> io::Result<Survey> {
    let mut lines = Lines::new(input, limits.record_text_bytes);
    let mut found = Survey::default();
    let mut shapes = Shapes::default();
    let mut before = Ending::CrLf;
    while let Some(line) = lines.next()? {
        if let Some(header) = header::parse(line.bytes) {
            shapes.see(&header);
            found.see_line(&line, header.body, limits);
            match before {
                Ending::Lf => found.headers_after_lf += 1,
                Ending::CrLf | Ending::Missing => found.headers_after_crlf += u64::from(line.start > 0),
            }
        } else if resembles_header(line.bytes) {
            found.unread_headers.get_or_insert((0, line.start)).0 += 1;
        }
        before = line.ending;
    }
    found.names.settle();
    found.find_strangers();
    found.decide(&shapes, wish);
    Ok(found)
}

impl Survey {
    fn see_line(&mut self, line: &Line<'_>, body_at: usize, limits: &Limits) {
        // The longest name and the longest phrase of the app are far shorter.
        let bytes = &line.bytes[body_at..line.bytes.len().min(body_at + 2048)];
        let body = match str::from_utf8(bytes) {
            Ok(body) => body,
            Err(error) => str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default(),
        };
        match self.names.see(body, limits.names) {
            Some(split) if body::deleted_by_keeper(&body[split.text_at..]) => {
                let app = line.bytes.starts_with("\u{200e}".as_bytes())
                    || line.bytes.starts_with("\u{200f}".as_bytes())
                    || body[split.text_at..].starts_with(is_mark);
                let likely = if app { &mut self.keepers } else { &mut self.hints };
                likely.entry(split.name.to_owned()).or_insert((0, line.start)).0 += 1;
            }
            Some(_) => {}
            None => self.senderless += 1,
        }
    }

    fn decide(&mut self, shapes: &Shapes, wish: Option<DateOrder>) {
        self.headers = shapes.headers();
        let decide = |(shape, evidence): &(Shape, Evidence)| {
            let (order, basis) = evidence.decide(wish);
            (*shape, evidence.headers, order, basis)
        };
        self.shapes = shapes.list().iter().map(decide).collect();
        // The first of the commonest: a shape that comes first and as often is the file's own.
        let most = self.shapes.iter().map(|(_, count, ..)| *count).max().unwrap_or(0);
        let main = self.shapes.iter().find(|(_, count, ..)| *count == most).copied();
        let Some((shape, _, main_order, main_basis)) = main else { return };
        self.main = shape;
        for (other, _, order, basis) in &mut self.shapes {
            if *basis == Basis::Undecided && other.year_at == shape.year_at && main_basis != Basis::Undecided
            {
                (*order, *basis) = (main_order, main_basis);
            }
        }
    }

    /// The order of the dates of a shape, and how it came about.
    pub fn order(&self, shape: &Shape) -> (Order, Basis) {
        let found = self.shapes.iter().find(|(known, ..)| known == shape);
        found.map_or((Order::default(), Basis::Undecided), |(_, _, order, basis)| (*order, *basis))
    }

    /// The order of most dates, and how it came about.
    pub fn main_order(&self) -> (Order, Basis) {
        self.order(&self.main)
    }

    /// Whether lines end in CR LF and new lines typed in a message in LF alone, as in exports made by iOS.
    fn tells_typed_lines(&self) -> bool {
        let few = self.headers_after_lf <= 2 && self.headers_after_crlf > self.headers_after_lf;
        few || self.headers_after_crlf > 0 && self.headers_after_crlf >= 9 * self.headers_after_lf
    }

    /// What a line is that looks like a header and follows a line that ended like this.
    pub fn role(&self, shape: &Shape, before: Ending) -> Role {
        if before == Ending::Lf && self.tells_typed_lines() {
            return Role::Continuation;
        }
        let loose = |shape: &Shape| matches!(shape.end, End::Bare | End::Colon);
        if loose(shape) && !loose(&self.main) {
            return Role::Continuation;
        }
        if *shape == self.main || self.headers < 5 {
            return Role::Record;
        }
        let count = self.shapes.iter().find(|(known, ..)| known == shape).map_or(0, |(_, count, ..)| *count);
        let rare = self.headers >= TELLS && count * 50 < self.headers;
        match (rare, shape.bracket != self.main.bracket || shape.time_first != self.main.time_first) {
            (true, true) => Role::Continuation,
            (true, false) => Role::OddRecord,
            (false, _) if shape.bracket != self.main.bracket => Role::OddRecord,
            (false, _) => Role::Record,
        }
    }

    /// Whether somebody is a third who is hardly ever there, in a chat of two.
    pub fn is_stranger(&self, name: &str) -> bool {
        self.strangers.iter().any(|stranger| stranger == name)
    }

    fn find_strangers(&mut self) {
        let by_lines = self.names.by_lines();
        let sum = |names: &[(&str, u32)]| names.iter().map(|(_, lines)| u64::from(*lines)).sum::<u64>();
        let (total, two) = (sum(&by_lines), sum(&by_lines[..by_lines.len().min(2)]));
        if total >= TELLS && two * 100 >= total * 97 {
            let rare = by_lines.iter().skip(2).filter(|(_, lines)| *lines <= 2);
            self.strangers = rare.map(|(name, _)| (*name).to_owned()).take(STRANGERS).collect();
        }
    }
}

/// How much the head of a file looks like a chat.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LooksLike {
    /// Lines that are no blank ones.
    pub lines: u64,
    /// Lines that begin with a header.
    pub headers: u64,
    /// Headers that end in a bracket or a dash, as the app's do.
    pub firm: u64,
    /// Headers that a sender follows.
    pub senders: u64,
    /// Line number of the first header.
    pub first: u64,
}

/// Looks at the head of a file.
pub fn looks_like(head: &[u8]) -> LooksLike {
    let mut found = LooksLike::default();
    for (number, line) in (1u64..).zip(head.split(|b| *b == b'\n')) {
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        found.lines += 1;
        let Some(header) = header::parse(line) else { continue };
        found.headers += 1;
        found.firm += u64::from(matches!(header.shape.end, End::Bracket | End::Dash));
        found.senders += u64::from(memchr::memchr(b':', &line[header.body..]).is_some());
        if found.first == 0 {
            found.first = number;
        }
    }
    found
}

/// Whether a line looks as if it began with a date and a time in a form we cannot read: digits first, several of
/// them, and a colon with something after it.
fn resembles_header(line: &[u8]) -> bool {
    if !matches!(line, [b'[' | b'0'..=b'9' | 0xc2..=0xf4, ..]) {
        return false;
    }
    let window = &line[..line.len().min(96)];
    let text = match str::from_utf8(window) {
        Ok(text) => text,
        Err(error) => str::from_utf8(&window[..error.valid_up_to()]).unwrap_or_default(),
    };
    let begins =
        text.trim_start_matches(|c: char| c == '[' || is_mark(c)).starts_with(|c| digit(c).is_some());
    // A day, a month, an hour and a minute have at least five digits, and letters hardly begin before them.
    let digits = text.chars().take(24).filter(|c| digit(*c).is_some()).count();
    begins
        && digits >= 5
        && text.chars().skip(12).any(|c| matches!(c, ':' | '：'))
        && text.contains([' ', '\u{a0}'])
}

/// Whether most lines of a text look like headers we cannot read.
pub fn resembles_chat(head: &[u8]) -> bool {
    let lines = head.split(|b| *b == b'\n').filter(|line| !line.trim_ascii().is_empty());
    let (all, like) =
        lines.fold((0u64, 0u64), |(all, like), line| (all + 1, like + u64::from(resembles_header(line))));
    like >= 2 && like * 2 >= all
}
