//! Cuts an mbox into its mails, one at a time.

use super::{envelope, headers};
use crate::source::head;
use std::{
    collections::VecDeque,
    io::{self, BufRead, BufReader, Chain, Cursor, Read},
};

/// Most bytes of a line taken at once. Longer ones are taken in pieces.
const PIECE: u64 = 1 << 20;
/// Bytes read from the source at a time.
const BUFFER: usize = 1 << 20;
/// The byte order mark, which some editors put in front.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// The bytes of one mail, and how they lie in the stream.
#[derive(Clone, Debug, Default)]
pub struct Mail {
    /// First byte of the record in the stream, its envelope line included.
    pub start: u64,
    /// One past its last byte.
    pub end: u64,
    /// The mail itself, without quoting.
    pub bytes: Vec<u8>,
    /// Where `bytes` begin in the stream.
    pub body: u64,
    /// Places in `bytes` before which a `>` of the mbox's quoting was left out.
    pub unquoted: Vec<usize>,
    /// The envelope line, if there is one.
    pub envelope: Option<Vec<u8>>,
    /// The envelope line did not follow an empty one.
    pub abrupt: bool,
    /// The mail goes on beyond the limit; `bytes` hold its beginning.
    pub cut: bool,
}

impl Mail {
    /// The place in the stream of a place in `bytes`.
    pub fn place(&self, at: usize) -> u64 {
        let quotes = self.unquoted.partition_point(|unquoted| *unquoted <= at);
        self.body + at as u64 + quotes as u64
    }

    fn push(&mut self, piece: &[u8], limit: usize) {
        let room = limit.saturating_sub(self.bytes.len());
        self.bytes.extend_from_slice(&piece[..piece.len().min(room)]);
        self.cut |= piece.len() > room;
    }

    /// Leaves out the empty line that belongs to the mbox, not to the mail.
    fn close(&mut self, end: u64) {
        self.end = end;
        if self.bytes.ends_with(b"\r\n\r\n") {
            self.bytes.truncate(self.bytes.len() - 2);
        } else if self.bytes.ends_with(b"\n\n") {
            self.bytes.truncate(self.bytes.len() - 1);
        }
    }
}

/// An mbox being cut.
pub struct Split<R> {
    input: Chain<Cursor<Vec<u8>>, BufReader<R>>,
    limit: usize,
    /// Where `line` begins.
    offset: u64,
    /// The present line, or piece of one, and those after it once they were looked at.
    line: Vec<u8>,
    ahead: VecDeque<Vec<u8>>,
    /// Whether `line` begins a line, and whether the one before it was empty.
    begins: bool,
    blank: bool,
    /// The mails of this file begin with lines without a date.
    loose: Option<bool>,
    /// Bytes that are no empty lines before the first mail.
    pub stray: Option<u64>,
    open: Option<Mail>,
}

impl<R: Read> Split<R> {
    /// Cuts what is read into mails of at most `limit` bytes.
    pub fn new(mut input: R, limit: usize) -> io::Result<Self> {
        let mut start = head(&mut input, MARK.len())?;
        let marked = start == MARK;
        if marked {
            start.clear();
        }
        Ok(Self {
            input: Cursor::new(start).chain(BufReader::with_capacity(BUFFER, input)),
            limit,
            offset: if marked { MARK.len() as u64 } else { 0 },
            line: Vec::new(),
            ahead: VecDeque::new(),
            begins: true,
            blank: true,
            loose: None,
            stray: None,
            open: None,
        })
    }

    /// The next mail.
    pub fn next_mail(&mut self) -> io::Result<Option<Mail>> {
        loop {
            self.advance()?;
            if self.line.is_empty() {
                return Ok(self.finished());
            }
            let may_begin = self.begins && self.line.starts_with(b"From ");
            let begins = if may_begin { self.separates()? } else { Begins::Nothing };
            let (bytes, abrupt) = (self.line.len() as u64, !self.blank || begins == Begins::Perhaps);
            if begins != Begins::Nothing {
                let done = self.finished();
                let body = self.offset + bytes;
                let envelope = Some(self.line.trim_ascii_end().to_vec());
                self.open = Some(Mail { start: self.offset, body, envelope, abrupt, ..Mail::default() });
                if done.is_some() {
                    return Ok(done);
                }
            } else {
                self.take();
            }
        }
    }

    fn finished(&mut self) -> Option<Mail> {
        let mut mail = self.open.take()?;
        mail.close(self.offset);
        Some(mail)
    }

    /// Puts the present line where it belongs.
    fn take(&mut self) {
        let empty = self.line.trim_ascii().is_empty();
        match &mut self.open {
            None if empty => {}
            None => self.stray = self.stray.or(Some(self.offset)),
            Some(mail) => {
                let quotes = self.line.iter().take_while(|b| **b == b'>').count();
                let quoted = self.begins && quotes > 0 && self.line[quotes..].starts_with(b"From ");
                if quoted {
                    mail.unquoted.push(mail.bytes.len());
                }
                mail.push(&self.line[usize::from(quoted)..], self.limit);
            }
        }
    }

    /// Goes on to the next line or piece. At the end it is empty.
    fn advance(&mut self) -> io::Result<()> {
        if !self.line.is_empty() {
            self.offset += self.line.len() as u64;
            self.blank = self.begins && matches!(self.line.as_slice(), b"\n" | b"\r\n");
            self.begins = self.line.ends_with(b"\n");
        }
        match self.ahead.pop_front() {
            Some(ahead) => self.line = ahead,
            None => {
                self.line.clear();
                (&mut self.input).take(PIECE).read_until(b'\n', &mut self.line)?;
            }
        }
        Ok(())
    }

    /// Whether the present line, which begins with `From `, begins a mail.
    ///
    /// A line with a date does, when header fields follow. One without does so only after an empty line, for people begin
    /// sentences with that word: in files whose first is so too; and elsewhere when a whole head of a mail follows.
    fn separates(&mut self) -> io::Result<Begins> {
        let dated = envelope::is_dated(&self.line);
        if !dated && !self.blank {
            return Ok(Begins::Nothing);
        }
        let next = self.look_ahead(1)?.first().cloned().unwrap_or_default();
        let follows = next.is_empty() || headers::name(&next).is_some() || next.starts_with(b">From ");
        let first = self.open.is_none() && self.loose.is_none();
        if first && (dated || follows) {
            self.loose = Some(!dated);
            return Ok(Begins::Mail);
        }
        if follows && (dated || self.loose == Some(true)) {
            return Ok(Begins::Mail);
        }
        if dated || !follows || next.is_empty() {
            return Ok(Begins::Nothing);
        }
        // Thunderbird writes `From - ` alone; anything else may be text that was pasted.
        let bare = self.line.trim_ascii() == b"From -";
        let whole = is_head(self.look_ahead(HEAD_LINES)?);
        Ok(match (whole, bare) {
            (true, true) => Begins::Mail,
            (true, false) => Begins::Perhaps,
            (false, _) => Begins::Nothing,
        })
    }

    /// Up to so many of the lines behind the present one.
    fn look_ahead(&mut self, lines: usize) -> io::Result<&[Vec<u8>]> {
        while self.ahead.len() < lines {
            let mut line = Vec::new();
            (&mut self.input).take(PIECE).read_until(b'\n', &mut line)?;
            let ended = line.is_empty();
            if !ended {
                self.ahead.push_back(line);
            }
            if ended {
                break;
            }
        }
        let lines = lines.min(self.ahead.len());
        Ok(&self.ahead.make_contiguous()[..lines])
    }
}

/// What a line that begins with `From ` begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Begins {
    /// Nothing: it is text.
    Nothing,
    /// A mail.
    Mail,
    /// A mail, or text made to look like one.
    Perhaps,
}

/// Lines looked at for the head of a mail.
const HEAD_LINES: usize = 40;

/// Whether lines begin as the head of a mail does: a sender, and two more of the fields every mail has.
fn is_head(lines: &[Vec<u8>]) -> bool {
    let fields: Vec<String> = lines
        .iter()
        .take_while(|line| !line.trim_ascii().is_empty())
        .filter_map(|line| headers::name(line).map(str::to_ascii_lowercase))
        .collect();
    let has = |name: &&str| fields.iter().any(|field| field == name);
    has(&"from")
        && ["to", "date", "subject", "message-id", "received"].iter().filter(|name| has(name)).count() >= 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn mails(text: &[u8]) -> Vec<Mail> {
        let mut split = Split::new(text, 1 << 20).unwrap();
        std::iter::from_fn(|| split.next_mail().unwrap()).collect()
    }

    fn bodies(text: &str) -> Vec<String> {
        mails(text.as_bytes()).iter().map(|mail| String::from_utf8_lossy(&mail.bytes).into_owned()).collect()
    }

    const A: &str = "From a@example.org Mon Jan  1 00:00:00 2024\n";
    const B: &str = "From b@example.org Mon Jan  1 00:00:01 2024\n";

    #[test]
    fn mails_are_cut_at_their_envelopes_and_quoting_is_taken_off_once() {
        let text =
            format!("{A}Subject: 1\n\n>From one\n>>From two\nFrom here it is text\n\n{B}Subject: 2\n\nx\n");
        assert_eq!(
            bodies(&text),
            ["Subject: 1\n\nFrom one\n>From two\nFrom here it is text\n", "Subject: 2\n\nx\n"]
        );
        let all = mails(text.as_bytes());
        assert_eq!((all[0].start, all[0].end, all[1].end), (0, all[1].start, text.len() as u64));
        let one = all[0].bytes.windows(8).position(|w| w == b"From one").unwrap();
        let place = usize::try_from(all[0].place(one)).unwrap();
        assert!(text[place..].starts_with("From one"), "{}", &text[place..]);
    }

    #[test]
    fn a_dated_line_in_the_middle_of_text_begins_no_mail_unless_fields_follow() {
        assert_eq!(bodies(&format!("{A}Subject: 1\n\n{B}said she\n")).len(), 1);
        let forged = mails(format!("{A}Subject: 1\n\ntext\n{B}Subject: 2\n\nx\n").as_bytes());
        assert_eq!(forged.iter().map(|mail| mail.abrupt).collect::<Vec<_>>(), [false, true]);
    }

    #[test]
    fn files_whose_envelopes_have_no_date_are_cut_after_empty_lines_only() {
        let text = "From a@example.org\nSubject: 1\n\nx\nFrom: me\n\nFrom b@example.org\nSubject: 2\n\ny\n";
        assert_eq!(bodies(text), ["Subject: 1\n\nx\nFrom: me\n", "Subject: 2\n\ny\n"]);
    }

    #[test]
    fn a_whole_head_behind_an_undated_line_is_a_mail_of_its_own() {
        let head = "From: c@example.org\nTo: d@example.org\nDate: Mon, 1 Jan 2024 00:00:00 +0000\n\nz\n";
        let undated = |line: &str| mails(format!("{A}Subject: 1\n\nx\n\n{line}\n{head}").as_bytes());
        let thunderbird: Vec<bool> = undated("From - ").iter().map(|mail| mail.abrupt).collect();
        assert_eq!(thunderbird, [false, false]);
        let pasted: Vec<bool> = undated("From c@example.org").iter().map(|mail| mail.abrupt).collect();
        assert_eq!(pasted, [false, true], "it may have been typed");
        assert_eq!(bodies(&format!("{A}Subject: 1\n\nFrom here\nNote: x\n\ny\n")).len(), 1);
    }

    #[test]
    fn the_last_mail_may_be_nothing_but_its_envelope() {
        assert_eq!(bodies(&format!("\u{feff}{A}Subject: 1\n\nx\n\n{B}")), ["Subject: 1\n\nx\n", ""]);
    }

    #[test]
    fn a_mail_beyond_the_limit_is_cut_and_the_next_is_whole() {
        let text = format!("{A}Subject: {}\n\nx\n\n{B}Subject: 2\n\ny\n", "a".repeat(200));
        let mut split = Split::new(text.as_bytes(), 64).unwrap();
        let first = split.next_mail().unwrap().unwrap();
        assert_eq!((first.cut, first.bytes.len()), (true, 64));
        let second = split.next_mail().unwrap().unwrap();
        assert_eq!((second.cut, second.bytes.as_slice()), (false, &b"Subject: 2\n\ny\n"[..]));
        assert_eq!(first.end, second.start);
    }

    proptest! {
        #[test]
        fn every_byte_belongs_to_a_mail_or_to_what_stands_before(
            lines in prop::collection::vec(prop::sample::select(vec![A, B, "\n", "\r\n", "Subject: x\n", ">From me\n", "From me\n", "text"]), 0..20)
        ) {
            let text = lines.concat();
            let all = mails(text.as_bytes());
            for pair in all.windows(2) {
                prop_assert_eq!(pair[0].end, pair[1].start);
            }
            if let Some(last) = all.last() {
                prop_assert_eq!(last.end, text.len() as u64);
            }
        }
    }
}
