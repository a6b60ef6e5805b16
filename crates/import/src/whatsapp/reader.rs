//! Second look at a chat: records, with their places and findings.

use super::{
    body::{self, Body, File},
    header,
    lines::{Ending, Line, Lines},
    order::{Basis, gregorian, is_islamic},
    shape::Header,
    survey::{Role, Survey, survey},
    suspicion::Watch,
    title::title,
};
use crate::{
    clock::Half,
    error::ImportError,
    finding::Kind,
    options::Options,
    origin::Origin,
    source::Stream,
    talk,
    tally::{Output, Seen},
    text::{is_mark, shown},
};
use daybook_core::{
    item::{Attachment, Direction, Item, ItemKind, Locator},
    zone::{self, ClockDoubt},
};
use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::TimeZone,
};
use std::borrow::Cow;

/// The app's limits for an export with and without media, and how near counts as near.
const CAPS: [u64; 2] = [10_000, 40_000];
const NEAR_CAP: u64 = 100;
/// The app began in 2009: an earlier date is not a message's.
const FIRST_YEAR: i16 = 2009;
/// Records between two reports of progress.
const PROGRESS_EVERY: u64 = 4096;

/// Who kept the phone, when the chat shows it.
pub type Keeper = Option<String>;

/// Reads a chat.
pub fn read(
    stream: &mut dyn Stream,
    origin: &Origin<'_>,
    options: &Options,
    output: &mut Output<'_>,
) -> Result<(), ImportError> {
    let found = survey(stream.open()?, &options.limits, options.date_order)?;
    let me = keeper(&found, options, output);
    output.set_me(me.clone());
    let mut reader = Reader::new(&found, origin, options, output);
    reader.me = me;
    let mut lines = Lines::new(stream.open()?, options.limits.record_text_bytes);
    while let Some(line) = lines.next()? {
        reader.line(&line)?;
    }
    reader.finish()
}

/// The keeper as told, or the one person who took back messages as only the keeper can: with the app's mark before the
/// words, which exports of iPhones have.
fn keeper(found: &Survey, options: &Options, output: &mut Output<'_>) -> Keeper {
    if options.me.is_some() {
        return options.me.clone();
    }
    let mut likely = found.keepers.iter();
    let (Some((name, (count, place))), None) = (likely.next(), likely.next()) else { return None };
    let detail =
        format!("“{}” took back {count} messages with the words used for the keeper's own.", shown(name));
    output.findings.told_at(Kind::MeInferred, (*place, 0), detail);
    Some(name.clone())
}

/// A record that is not finished.
#[derive(Clone, Copy, Debug)]
struct Open {
    start: u64,
    end: u64,
    line: u64,
    civil: Option<DateTime>,
    marked: bool,
    odd: bool,
    cut: bool,
}

struct Reader<'a, 'o> {
    survey: &'a Survey,
    origin: &'a Origin<'a>,
    title: Option<&'a str>,
    options: &'a Options,
    output: &'a mut Output<'o>,
    me: Keeper,
    open: Option<Open>,
    text: Vec<u8>,
    before: Ending,
    watch: Watch,
    dates: Dates,
    unread: Option<(u64, u64, u64)>,
    records: u64,
}

impl<'a, 'o> Reader<'a, 'o> {
    fn new(
        survey: &'a Survey,
        origin: &'a Origin<'a>,
        options: &'a Options,
        output: &'a mut Output<'o>,
    ) -> Self {
        Self {
            survey,
            origin,
            title: title(origin),
            options,
            output,
            me: None,
            open: None,
            text: Vec::new(),
            before: Ending::CrLf,
            watch: Watch::default(),
            dates: Dates::new(options.zone.clone()),
            unread: None,
            records: 0,
        }
    }

    fn line(&mut self, line: &Line<'_>) -> Result<(), ImportError> {
        let header = header::parse(line.bytes);
        let role = header.map(|header| self.survey.role(&header.shape, self.before));
        self.before = line.ending;
        match (header, role) {
            (Some(header), Some(role @ (Role::Record | Role::OddRecord))) => self.begin(line, &header, role),
            (_, role) => {
                if role.is_some() && self.open.is_some() {
                    self.output.findings.at(Kind::SuspectedForgedLine, line.start, line.number);
                }
                self.go_on(line);
                Ok(())
            }
        }
    }

    fn begin(&mut self, line: &Line<'_>, header: &Header, role: Role) -> Result<(), ImportError> {
        let civil = self.civil(header, line);
        self.close(civil, false)?;
        if let Some((start, number, bytes)) = self.unread.take() {
            self.output.findings.told_at(
                Kind::UnreadLines,
                (start, number),
                format!("{bytes} bytes in all."),
            );
        }
        self.watch.step(civil);
        let marked =
            line.bytes.starts_with("\u{200e}".as_bytes()) || line.bytes.starts_with("\u{200f}".as_bytes());
        let odd = role == Role::OddRecord;
        self.open = Some(Open {
            start: line.start,
            end: line.end,
            line: line.number,
            civil,
            marked,
            odd,
            cut: line.cut,
        });
        self.text.clear();
        self.text.extend_from_slice(&line.bytes[header.body..]);
        self.trim_to_limit();
        Ok(())
    }

    /// The clock reading of a header, with findings about what is doubtful.
    fn civil(&mut self, header: &Header, line: &Line<'_>) -> Option<DateTime> {
        let findings = &mut self.output.findings;
        if header.half == Half::Unknown {
            findings.at(Kind::HalfUnknown, line.start, line.number);
        }
        let Some(date) = self.dates.date(header, self.survey) else {
            let (order, _) = self.survey.order(&header.shape);
            let kind = match header.date {
                [Some(a), Some(b), Some(c)] if is_islamic([a, b, c], order, header.era) => {
                    Kind::OtherCalendar
                }
                [_, _, None] => Kind::YearMissing,
                _ => Kind::ImpossibleDate,
            };
            findings.at(kind, line.start, line.number);
            return None;
        };
        let hour = header.half.hour(header.hour);
        let [hour, minute, second] =
            [hour, header.minute, header.second].map(|part| i8::try_from(part).unwrap_or(0));
        Some(date.at(hour, minute, second, 0))
    }

    /// A line that belongs to the open record, or to none.
    fn go_on(&mut self, line: &Line<'_>) {
        let Some(open) = &mut self.open else {
            if line.bytes.iter().any(|b| !b.is_ascii_whitespace()) {
                let unread = self.unread.get_or_insert((line.start, line.number, 0));
                unread.2 += line.end - line.start;
            }
            return;
        };
        open.end = line.end;
        open.cut |= line.cut;
        if self.text.len() < self.options.limits.record_text_bytes {
            self.text.push(b'\n');
            self.text.extend_from_slice(line.bytes);
        } else {
            open.cut = true;
        }
        self.trim_to_limit();
    }

    fn trim_to_limit(&mut self) {
        if self.text.len() > self.options.limits.record_text_bytes {
            self.text.truncate(self.options.limits.record_text_bytes);
            // A character cut in two is not the file's fault.
            while self.text.last().is_some_and(|b| (0x80..0xc0).contains(b)) {
                self.text.pop();
            }
            self.text.pop();
            if let Some(open) = &mut self.open {
                open.cut = true;
            }
        }
    }

    /// Hands on the open record. `next` is the time of the record after it.
    fn close(&mut self, next: Option<DateTime>, last: bool) -> Result<(), ImportError> {
        let Some(open) = self.open.take() else { return Ok(()) };
        let bytes = std::mem::take(&mut self.text);
        // Checking first is much faster than the lossy way, and nearly all text is sound.
        let text = str::from_utf8(&bytes).map_or_else(|_| String::from_utf8_lossy(&bytes), Cow::Borrowed);
        if matches!(text, Cow::Owned(_)) {
            self.output.findings.at(Kind::NotUtf8, open.start, open.line);
        }
        if open.cut {
            self.output.findings.at(Kind::TextCut, open.start, open.line);
        }
        let stands_out = self.watch.stands_out(next);
        self.record(&open, &text, stands_out, last)?;
        drop(text);
        self.text = bytes;
        self.records += 1;
        if self.records.is_multiple_of(PROGRESS_EVERY) {
            self.output.progress(open.end);
        }
        Ok(())
    }

    fn record(&mut self, open: &Open, text: &str, stands_out: bool, last: bool) -> Result<(), ImportError> {
        let split = self.survey.names.split(text);
        let (sender, said) = split.map_or((None, text), |split| (Some(split.name), &text[split.text_at..]));
        let body = match sender {
            Some(name) => {
                let app = open.marked || said.starts_with(is_mark);
                body::read(said, open.marked, !app || self.survey.names.writes(name))
            }
            None => body::read_without_sender(said),
        };
        let stranger = stands_out || sender.is_some_and(|name| self.survey.is_stranger(name));
        self.doubts(open, sender, open.odd || stranger);
        if split.is_some_and(|split| split.unclear) {
            self.output.findings.at(Kind::SenderUnclear, open.start, open.line);
        }
        let attachment = self.attachment(open, body.file);
        let (at, doubt) = self.instant(open);
        let seen = Seen {
            kind: body.kind,
            from: sender,
            to: &[],
            conversation: self.title,
            attachments: u64::from(attachment.is_some()),
            last,
        };
        let (title, member, me) = (self.title, self.origin.member, &self.me);
        self.output.emit(seen, || Item {
            at,
            civil: open.civil,
            at_note: doubt,
            from: sender.map(str::to_owned),
            direction: direction(body, sender, me.as_deref()),
            kind: body.kind,
            text: said.to_owned(),
            attachments: attachment.into_iter().collect(),
            conversation: title.map(str::to_owned),
            call: body.call,
            locator: Locator {
                member: member.map(str::to_owned),
                start: Some(open.start),
                end: Some(open.end),
                row: None,
            },
            ..Item::default()
        })?;
        Ok(())
    }

    fn doubts(&mut self, open: &Open, sender: Option<&str>, forged: bool) {
        let findings = &mut self.output.findings;
        if forged {
            findings.at(Kind::SuspectedForgedLine, open.start, open.line);
        }
        if sender.is_some_and(|name| !name.is_ascii() && name.contains(|c| is_mark(c) && c != '\u{200b}')) {
            findings.at(Kind::BidiName, open.start, open.line);
        }
    }

    fn attachment(&mut self, open: &Open, file: File<'_>) -> Option<Attachment> {
        let (kind, attachment) = match file {
            File::None => return None,
            File::Omitted => (Kind::MediaOmitted, Attachment::default()),
            File::ViewedOnce => (Kind::ViewOnce, Attachment::default()),
            File::Named(name) => {
                let found = self.origin.attachment(name);
                if found.present {
                    return Some(found);
                }
                (talk::absent(name, self.origin), found)
            }
        };
        self.output.findings.at(kind, open.start, open.line);
        Some(attachment)
    }

    fn instant(&mut self, open: &Open) -> (Option<Timestamp>, Option<String>) {
        let Some(civil) = open.civil else {
            return (None, Some("The date could not be read. It stands in the original.".into()));
        };
        let Some(resolved) = self.dates.instant(civil) else {
            self.output.findings.at(Kind::OddTime, open.start, open.line);
            return (None, None);
        };
        let doubt = resolved.doubt.map(|doubt| {
            let kind = if doubt == ClockDoubt::Gap { Kind::ClockGap } else { Kind::ClockFold };
            self.output.findings.at(kind, open.start, open.line);
            doubt.sentence().to_owned()
        });
        if civil.year() < FIRST_YEAR || self.options.now.is_some_and(|now| resolved.at > now) {
            self.output.findings.at(Kind::OddTime, open.start, open.line);
        }
        (Some(resolved.at), doubt)
    }

    fn finish(mut self) -> Result<(), ImportError> {
        self.close(None, true)?;
        if let Some((start, number, bytes)) = self.unread.take() {
            self.output.findings.told_at(
                Kind::UnreadLines,
                (start, number),
                format!("{bytes} bytes in all."),
            );
        }
        if self.records == 0 {
            return Ok(());
        }
        let findings = &mut self.output.findings;
        if let Some((lines, first)) =
            self.survey.unread_headers.filter(|(lines, _)| *lines > 2 && lines * 2 > self.records)
        {
            findings.told_at(
                Kind::NotUnderstood,
                (first, 0),
                format!("{lines} lines look so, beside what was read."),
            );
        }
        findings.whole(Kind::ZoneAssumed);
        match self.survey.hints.iter().next() {
            _ if self.me.is_some() => {}
            None => findings.whole(Kind::MeUnknown),
            Some((name, (_, place))) => {
                let detail = format!(
                    "“{}” may be you: the words for your own deleted messages stand there. But anybody can type them.",
                    shown(name)
                );
                findings.told_at(Kind::MeUnknown, (*place, 0), detail);
            }
        }
        match self.survey.main_order() {
            (_, Basis::Undecided) => findings.whole(Kind::DateOrderUnknown),
            (order, basis @ (Basis::TimeRunsForward | Basis::DayChangesMoreOften)) => {
                findings
                    .told(Kind::DateOrderFound, format!("{}, because {}.", order.words(), basis.reason()));
            }
            _ => {}
        }
        if CAPS.iter().any(|cap| (cap - NEAR_CAP..=cap + NEAR_CAP).contains(&self.records)) {
            findings.whole(Kind::CapWarning);
        }
        Ok(())
    }
}

fn direction(body: Body<'_>, sender: Option<&str>, me: Option<&str>) -> Direction {
    match (body.kind, sender, me) {
        (ItemKind::System, ..) | (_, None, _) | (_, _, None) => Direction::Unknown,
        (_, Some(sender), Some(me)) if same_person(sender, me) => Direction::Out,
        _ => Direction::In,
    }
}

fn same_person(sender: &str, me: &str) -> bool {
    sender == me || daybook_core::person::normalise(sender) == daybook_core::person::normalise(me)
}

/// Dates and instants, each worked out once for many records of one day and hour.
struct Dates {
    zone: TimeZone,
    date: Option<(Header, Option<Date>)>,
    hour: Option<(DateTime, Timestamp)>,
}

impl Dates {
    fn new(zone: TimeZone) -> Self {
        Self { zone, date: None, hour: None }
    }

    fn date(&mut self, header: &Header, survey: &Survey) -> Option<Date> {
        if let Some((known, date)) = &self.date
            && known.date == header.date
            && known.shape == header.shape
            && known.era == header.era
        {
            return *date;
        }
        let (order, _) = survey.order(&header.shape);
        let date = match header.date {
            [Some(a), Some(b), Some(c)] => gregorian([a, b, c], order, header.era),
            _ => None,
        };
        self.date = Some((*header, date));
        date
    }

    fn instant(&mut self, civil: DateTime) -> Option<zone::Resolved> {
        let start = civil.date().at(civil.hour(), 0, 0, 0);
        let within = i64::from(civil.minute()) * 60 + i64::from(civil.second());
        if let Some((hour, at)) = self.hour
            && hour == start
        {
            return Some(zone::Resolved {
                at: at.checked_add(jiff::SignedDuration::from_secs(within)).ok()?,
                doubt: None,
            });
        }
        let first = zone::resolve(start, &self.zone)?;
        let last = zone::resolve(civil.date().at(civil.hour(), 59, 59, 0), &self.zone)?;
        let plain = first.doubt.is_none()
            && last.doubt.is_none()
            && last.at.as_second() - first.at.as_second() == 3599;
        self.hour = plain.then_some((start, first.at));
        zone::resolve(civil, &self.zone)
    }
}
