//! Calendars (iCalendar, RFC 5545; vCalendar 1.0): each event, task and note is an item with its time and words.

mod entry;
mod time;
mod zones;

use crate::{
    content_line::{Line, Lines},
    error::ImportError,
    finding::Kind,
    options::Options,
    origin::{Confidence, Origin},
    source::Stream,
    tally::Output,
    wide,
};
use daybook_core::item::Locator;
use entry::Entry;
use zones::Zones;

/// Components that are records (RFC 5545 section 3.6).
const RECORDS: &[&str] = &["VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY"];
/// Components that belong to a record or to the calendar, and hold no record of their own.
const BELONGING: &[&str] = &["VCALENDAR", "VTIMEZONE", "STANDARD", "DAYLIGHT", "VALARM"];
/// Deepest component within a component.
const DEPTH: usize = 16;
/// Most lines kept of one component.
const LINES: usize = 10_000;

/// Whether the head of a file is a calendar.
pub fn looks_like(head: &[u8]) -> Option<Confidence> {
    let text = wide::narrow(head);
    let start = text.trim_ascii_start();
    let begins =
        |word: &str| start.get(..word.len()).is_some_and(|bytes| bytes.eq_ignore_ascii_case(word.as_bytes()));
    if begins("BEGIN:VCALENDAR") {
        return Some(Confidence::High);
    }
    // Components copied out of a calendar, without its own first line.
    ["BEGIN:VEVENT", "BEGIN:VTODO", "BEGIN:VJOURNAL", "BEGIN:VTIMEZONE"]
        .into_iter()
        .any(begins)
        .then_some(Confidence::Medium)
}

/// Reads a calendar, twice: zones may be described behind the events that name them.
pub fn read(
    stream: &mut dyn Stream,
    origin: &Origin<'_>,
    options: &Options,
    output: &mut Output<'_>,
) -> Result<(), ImportError> {
    let mut zones = Zones::default();
    let mut lines = Lines::new(wide::open(stream)?);
    while let Some(line) = lines.next_line()? {
        zones.see(&line);
    }
    drop(lines);
    // What is planned lies ahead: that is nothing odd here.
    let options = &Options { now: None, ..options.clone() };
    let text = wide::open(stream)?;
    let exact = text.exact;
    let mut lines = Lines::new(text);
    let mut reader = Reader {
        origin,
        options,
        zones,
        exact,
        output,
        open: Vec::new(),
        row: 0,
        calendar: None,
        whole: true,
        passed_over: false,
    };
    let mut end = 0;
    while let Some(line) = lines.next_line()? {
        end = line.end;
        reader.line(line)?;
    }
    reader.close(end)
}

struct Reader<'a, 'o> {
    origin: &'a Origin<'a>,
    options: &'a Options,
    zones: Zones,
    exact: bool,
    output: &'a mut Output<'o>,
    open: Vec<Open>,
    row: u64,
    /// What the calendar calls itself.
    calendar: Option<String>,
    /// Every calendar so far was closed as it should be.
    whole: bool,
    /// There was a component that was left out.
    passed_over: bool,
}

/// A component being read.
struct Open {
    name: String,
    start: u64,
    number: u64,
    lines: Vec<Line>,
}

impl Reader<'_, '_> {
    fn line(&mut self, line: Line) -> Result<(), ImportError> {
        let findings = &mut self.output.findings;
        if line.odd_bytes {
            findings.at(Kind::NotUtf8, line.start, line.number);
        }
        let names = line.value.trim().to_ascii_uppercase();
        let depth = self.open.len();
        match (line.name.as_str(), self.open.last_mut()) {
            ("BEGIN", _) if depth < DEPTH => {
                self.open.push(Open {
                    name: names,
                    start: line.start,
                    number: line.number,
                    lines: Vec::new(),
                });
            }
            ("END", Some(open)) if open.name == names => self.end(line.end)?,
            // An end without its beginning, or a beginning too deep.
            ("END" | "BEGIN" | "", _) => {
                self.whole = false;
                findings.at(Kind::UnreadableLine, line.start, line.number);
            }
            (_, Some(open)) => {
                if line.name == "X-WR-CALNAME" {
                    self.calendar = Some(line.text()).filter(|name| !name.is_empty());
                }
                if open.lines.len() < LINES && !BELONGING.contains(&open.name.as_str()) {
                    open.lines.push(line);
                }
            }
            (_, None) => findings.at(Kind::UnreadableLine, line.start, line.number),
        }
        Ok(())
    }

    /// The innermost component ends here.
    fn end(&mut self, end: u64) -> Result<(), ImportError> {
        let Some(open) = self.open.pop().filter(|open| !BELONGING.contains(&open.name.as_str())) else {
            return Ok(());
        };
        // What we do not know is an entry if it says when it begins; else it is told.
        let begins = open.lines.iter().any(|line| line.name == "DTSTART");
        if !RECORDS.contains(&open.name.as_str()) && !begins {
            self.passed_over = true;
            self.output.findings.at(Kind::UnknownElement, open.start, open.number);
            return Ok(());
        }
        self.row += 1;
        let range = |at: u64| self.exact.then_some(at);
        let member = self.origin.member.map(str::to_owned);
        let locator = Locator { member, start: range(open.start), end: range(end), row: Some(self.row) };
        let entry = Entry {
            component: &open.name,
            lines: &open.lines,
            calendar: self.calendar.as_deref(),
            place: (open.start, open.number),
        };
        let item = entry.item(locator, &self.zones, self.options, &mut self.output.findings);
        self.output.put(item)?;
        Ok(())
    }

    fn close(mut self, end: u64) -> Result<(), ImportError> {
        if !self.open.is_empty() {
            self.whole = false;
            self.output.findings.at(Kind::Truncated, end, 0);
        }
        while !self.open.is_empty() {
            self.end(end)?;
        }
        // A calendar that opens and closes without an event says that it holds none.
        if self.row == 0 && self.whole && !self.passed_over {
            self.output.tally.declared = Some(0);
        }
        Ok(())
    }
}
