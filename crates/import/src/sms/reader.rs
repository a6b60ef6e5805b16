//! Reads a backup element by element.

use super::{
    call, field,
    message::{Envelope, Part, boxed},
    xml::{Attribute, Stop, Tag, Xml, swallows_record},
};
use crate::{
    error::ImportError,
    finding::Kind,
    options::Options,
    origin::Origin,
    source::Stream,
    tally::{Output, Seen},
};
use daybook_core::item::{Direction, Item, ItemKind, Locator};
use std::{
    collections::{HashMap, HashSet, hash_map::RandomState},
    hash::BuildHasher,
    io::Read,
};

/// Longest value kept of a field that is not a message's text, in bytes.
const FIELD: usize = 64 << 10;
/// Most records remembered for telling repeated ones.
const REMEMBERED: usize = 4_000_000;
/// Most parts of one message.
const PARTS: usize = 4096;
/// Before this a date is no date of a phone's message: 1 January 1990, in seconds.
const FIRST_SECOND: i64 = 631_152_000;

/// Reads a backup.
pub fn read(
    stream: &mut dyn Stream,
    origin: &Origin<'_>,
    options: &Options,
    output: &mut Output<'_>,
) -> Result<(), ImportError> {
    // The phone's own number is not in the file: the keeper is who the person says.
    output.set_me(options.me.clone());
    let mut reader = Reader {
        xml: Xml::new(stream.open()?),
        member: origin.member,
        options,
        output,
        raw: Vec::new(),
        row: 0,
        partial: false,
        declared: None,
        depth: 0,
        rooted: false,
        seen: HashSet::new(),
        hasher: RandomState::new(),
        held: None,
    };
    let stopped = reader.run();
    reader.close(stopped)
}

struct Reader<'a, 'o, R> {
    xml: Xml<R>,
    member: Option<&'a str>,
    options: &'a Options,
    output: &'a mut Output<'o>,
    raw: Vec<u8>,
    row: u64,
    /// The latest record ended before its own end.
    partial: bool,
    declared: Option<u64>,
    depth: usize,
    rooted: bool,
    seen: HashSet<u64>,
    hasher: RandomState,
    /// The latest record: handed on when it is known whether another follows.
    held: Option<Item>,
}

/// Text fields of one element.
type Fields = HashMap<&'static str, String>;

/// Attributes that are kept, by element; all others are passed over.
fn wanted(element: &str) -> &'static [&'static str] {
    match element {
        "sms" => &["address", "date", "type", "body", "subject", "contact_name"],
        "mms" => &["address", "date", "msg_box", "sub", "contact_name"],
        "call" => &["number", "date", "duration", "type", "presentation", "contact_name"],
        "part" => &["ct", "name", "fn", "cl", "text"],
        "addr" => &["address", "type"],
        _ => &["count"],
    }
}

impl<R: Read> Reader<'_, '_, R> {
    /// Reads to the end, or to what stops the reading.
    fn run(&mut self) -> Result<(), Halt> {
        loop {
            let mut start = 0;
            let tag = self.tag(&mut start)?;
            match (tag, self.xml.name()) {
                (Tag::End, _) => return if self.depth > 0 { Err(Halt::Truncated) } else { Ok(()) },
                (Tag::Close, _) => self.depth = self.depth.saturating_sub(1),
                (Tag::Open, "sms" | "mms" | "call") => {
                    let done = self.record(start);
                    self.survive(done, start)?;
                }
                (Tag::Open, _) => {
                    let done = self.other(start);
                    self.survive(done, start)?;
                }
            }
        }
    }

    /// The next tag. Text between elements, and tags without a name, are told and passed over.
    fn tag(&mut self, start: &mut u64) -> Result<Tag, Halt> {
        loop {
            let found = self.xml.next_tag(start);
            if let Some(at) = self.xml.take_stray() {
                self.output.findings.at(Kind::UnknownElement, at, 0);
            }
            match found {
                Err(Stop::Malformed) => self.output.findings.at(Kind::UnknownElement, *start, 0),
                other => return other.map_err(|stop| Halt::from(stop, *start)),
            }
        }
    }

    /// A malformed record is told and passed over; anything worse ends the reading.
    fn survive(&mut self, done: Result<(), Halt>, start: u64) -> Result<(), Halt> {
        match done {
            Err(Halt::Malformed) => {
                self.output.findings.at(Kind::UnreadableRecord, start, 0);
                Ok(())
            }
            other => other,
        }
    }

    /// The root, or an element we do not know.
    fn other(&mut self, start: u64) -> Result<(), Halt> {
        let root = matches!(self.xml.name(), "smses" | "calls");
        if !root {
            self.output.findings.at(Kind::UnknownElement, start, 0);
        }
        let (fields, open) = self.fields()?;
        if root {
            self.rooted = true;
            self.declared = fields.get("count").and_then(|count| count.trim().parse().ok()).or(self.declared);
        }
        self.depth += usize::from(open);
        if self.depth > self.options.limits.xml_depth { Err(Halt::TooDeep(start)) } else { Ok(()) }
    }

    /// The wanted attributes of the present tag, and whether content follows.
    fn fields(&mut self) -> Result<(Fields, bool), Halt> {
        let wanted = wanted(self.xml.name());
        let mut fields = Fields::new();
        loop {
            match self.xml.next_attribute()? {
                Attribute::Open => return Ok((fields, true)),
                Attribute::Empty => return Ok((fields, false)),
                Attribute::Named => match wanted.iter().find(|name| **name == self.xml.attribute()) {
                    Some(name) => {
                        let value = self.value(name)?;
                        fields.insert(name, value);
                    }
                    None => self.xml.skip_value()?,
                },
            }
        }
    }

    fn value(&mut self, name: &str) -> Result<String, Halt> {
        let start = self.xml.offset();
        let long = matches!(name, "body" | "text");
        let cap = if long { self.options.limits.record_text_bytes } else { FIELD };
        if self.xml.value(&mut self.raw, cap)? {
            self.output.findings.at(Kind::TextCut, start, 0);
        }
        if swallows_record(&self.raw) {
            self.output.findings.at(Kind::UnreadableRecord, start, 0);
        }
        Ok(field::text(&self.raw, start, &mut self.output.findings))
    }

    fn record(&mut self, start: u64) -> Result<(), Halt> {
        let element = match self.xml.name() {
            "sms" => Element::Sms,
            "mms" => Element::Mms,
            _ => Element::Call,
        };
        let (mut fields, open) = self.fields()?;
        let mut take = |name: &str| fields.remove(name).unwrap_or_default();
        let date = take("date");
        let contact_name = field::contact(take("contact_name"));
        let mut item = Item { at: field::instant(&date), contact_name, ..Item::default() };
        let halted = match element {
            Element::Sms => {
                self.sms(&mut item, fields, start);
                if open { self.pass() } else { Ok(()) }
            }
            Element::Call => {
                self.call(&mut item, fields, start);
                if open { self.pass() } else { Ok(()) }
            }
            Element::Mms => self.mms(&mut item, fields, (start, open)),
        };
        self.check_time(&item, start);
        self.row += 1;
        self.partial = halted.is_err();
        item.locator = Locator {
            member: self.member.map(str::to_owned),
            start: Some(start),
            end: Some(self.xml.offset()),
            row: Some(self.row),
        };
        self.remember(&item, &date, start);
        self.hold(item)?;
        halted
    }

    /// Goes past the content of an element that should have none.
    fn pass(&mut self) -> Result<(), Halt> {
        let mut depth = 1;
        while depth > 0 {
            let mut start = 0;
            match self.tag(&mut start)? {
                Tag::End => return Err(Halt::Truncated),
                Tag::Close => depth -= 1,
                Tag::Open => {
                    let (_, open) = self.fields()?;
                    depth += usize::from(open);
                    if depth > self.options.limits.xml_depth {
                        return Err(Halt::TooDeep(start));
                    }
                }
            }
        }
        Ok(())
    }

    fn sms(&mut self, item: &mut Item, mut fields: Fields, start: u64) {
        let mut take = |name: &str| fields.remove(name).unwrap_or_default();
        let (direction, kind, known) = boxed(&take("type"));
        let address = field::some(take("address"));
        let subject = field::some(take("subject"));
        // A body is what it says, even if it says "null": the app leaves the field out when there is none.
        item.text = with_subject(subject, take("body"));
        item.conversation = field::thread(address.as_slice());
        (item.direction, item.kind) = (direction, kind);
        match direction {
            Direction::Out => item.to = address.into_iter().collect(),
            _ => item.from = address,
        }
        self.name_me(item);
        if known.is_none() {
            self.output.findings.at(Kind::UnknownType, start, 0);
        }
    }

    fn call(&mut self, item: &mut Item, mut fields: Fields, start: u64) {
        let mut take = |name: &str| fields.remove(name).unwrap_or_default();
        let call = call::Fields {
            number: take("number"),
            duration: take("duration"),
            kind: take("type"),
            presentation: take("presentation"),
        };
        let (direction, how, known) = call.read();
        let number = call.number().map(str::to_owned);
        item.kind = ItemKind::Call;
        item.direction = direction;
        item.call = Some(how);
        item.conversation = field::thread(number.as_slice());
        match direction {
            Direction::Out => item.to = number.into_iter().collect(),
            _ => item.from = number,
        }
        self.name_me(item);
        if known.is_none() {
            self.output.findings.at(Kind::UnknownType, start, 0);
        }
    }

    /// The phone's own number is not in the file; it is filled in when somebody told it.
    fn name_me(&self, item: &mut Item) {
        let Some(me) = &self.options.me else { return };
        match item.direction {
            Direction::Out => item.from = Some(me.clone()),
            Direction::In if item.to.is_empty() => item.to = vec![me.clone()],
            Direction::In | Direction::Unknown => {}
        }
    }

    fn mms(&mut self, item: &mut Item, mut fields: Fields, (start, open): (u64, bool)) -> Result<(), Halt> {
        let mut take = |name: &str| fields.remove(name).unwrap_or_default();
        let (direction, kind, known) = boxed(&take("msg_box"));
        if known.is_none() {
            self.output.findings.at(Kind::UnknownType, start, 0);
        }
        let subject = field::some(take("sub"));
        let mut envelope = Envelope { thread: field::addresses(&take("address")), roles: Vec::new() };
        let mut parts = Vec::new();
        let done = if open { self.content(&mut parts, &mut envelope) } else { Ok(()) };
        let texts: Vec<&str> = parts.iter().filter_map(Part::text).collect();
        item.text = with_subject(subject, texts.join("\n"));
        for part in parts.iter().filter(|part| part.text().is_none() && !part.is_layout()) {
            let (attachment, damaged) = part.attachment(self.member);
            let at = part.data.as_ref().map_or(start, |data| data.range.0);
            if damaged {
                self.output.findings.at(Kind::BadAttachment, at, 0);
            } else if !attachment.present {
                self.output.findings.at(Kind::MissingMedia, at, 0);
            }
            item.attachments.push(attachment);
        }
        (item.direction, item.kind) = (direction, kind);
        (item.from, item.to) = envelope.ends(direction);
        item.conversation = envelope.conversation();
        self.name_me(item);
        done
    }

    /// The parts and addresses within a multimedia message.
    fn content(&mut self, parts: &mut Vec<Part>, envelope: &mut Envelope) -> Result<(), Halt> {
        let mut depth = 1;
        while depth > 0 {
            let mut start = 0;
            match (self.tag(&mut start)?, self.xml.name()) {
                (Tag::End, _) => return Err(Halt::Truncated),
                (Tag::Close, _) => depth -= 1,
                (Tag::Open, "part") if parts.len() < PARTS => match self.part() {
                    Ok((part, open)) => {
                        parts.push(part);
                        depth += usize::from(open);
                    }
                    other => {
                        self.survive(other.map(|_| ()), start)?;
                    }
                },
                (Tag::Open, name) => {
                    let is_address = name == "addr";
                    let (mut fields, open) = self.fields()?;
                    depth += usize::from(open);
                    if is_address && envelope.roles.len() < PARTS {
                        let mut take = |name: &str| fields.remove(name).unwrap_or_default();
                        let role = take("type");
                        let people = field::addresses(&take("address"));
                        envelope.roles.extend(people.into_iter().map(|address| (address, role.clone())));
                    }
                }
            }
            if depth > self.options.limits.xml_depth {
                return Err(Halt::TooDeep(start));
            }
        }
        Ok(())
    }

    fn part(&mut self) -> Result<(Part, bool), Halt> {
        let mut part = Part::default();
        loop {
            match self.xml.next_attribute()? {
                Attribute::Open => return Ok((part, true)),
                Attribute::Empty => return Ok((part, false)),
                Attribute::Named if self.xml.attribute() == "data" => {
                    let data = self.xml.base64()?;
                    // `data="null"` is the app's word for nothing, and happens to be sound base64.
                    part.data = Some(data).filter(|data| data.head != b"null" && data.range.0 < data.range.1);
                }
                Attribute::Named => {
                    match wanted("part").iter().position(|name| *name == self.xml.attribute()) {
                        Some(0) => part.media_type = self.value("ct")?,
                        Some(at @ 1..=3) => part.names[at - 1] = self.value("name")?,
                        Some(_) => part.text = field::some(self.value("text")?),
                        None => self.xml.skip_value()?,
                    }
                }
            }
        }
    }

    fn check_time(&mut self, item: &Item, start: u64) {
        match item.at {
            None => self.output.findings.at(Kind::BadTime, start, 0),
            Some(at) if at.as_second() < FIRST_SECOND || self.options.now.is_some_and(|now| at > now) => {
                self.output.findings.at(Kind::OddTime, start, 0);
            }
            Some(_) => {}
        }
    }

    fn remember(&mut self, item: &Item, date: &str, start: u64) {
        if self.seen.len() >= REMEMBERED {
            return;
        }
        let names: Vec<_> = item.attachments.iter().map(|a| (&a.name, a.bytes)).collect();
        let who = (&item.from, &item.to, &item.contact_name, item.direction, item.kind);
        if !self.seen.insert(self.hasher.hash_one((date, who, &item.text, item.call, names))) {
            self.output.findings.at(Kind::RepeatedRecord, start, 0);
        }
    }

    fn hold(&mut self, item: Item) -> Result<(), Halt> {
        self.output.progress(self.xml.offset());
        match self.held.replace(item) {
            Some(before) => Ok(emit(self.output, before, false)?),
            None => Ok(()),
        }
    }

    /// Hands on the last record and tells how the reading ended.
    fn close(mut self, ended: Result<(), Halt>) -> Result<(), ImportError> {
        if let Some(last) = self.held.take() {
            emit(self.output, last, true)?;
        }
        let tally = &mut self.output.tally;
        let repeated = self.output.findings.count(Kind::RepeatedRecord);
        tally.duplicates = Some(repeated);
        if let Some(declared) = self.declared {
            tally.declared = Some(tally.declared.unwrap_or(0) + declared);
        }
        let offset = self.xml.offset();
        let findings = &mut self.output.findings;
        match ended {
            Ok(()) | Err(Halt::Malformed) => {}
            Err(Halt::Truncated) => {
                findings.told_at(
                    Kind::Truncated,
                    (offset, 0),
                    format!("The last whole record is number {}.", self.row - u64::from(self.partial)),
                );
            }
            Err(Halt::Doctype(at)) => findings.at(Kind::DoctypeRefused, at, 0),
            Err(Halt::TooDeep(at)) => findings.at(Kind::TooDeep, at, 0),
            Err(Halt::Import(error)) => return Err(error),
        }
        if self.declared.is_some_and(|declared| declared != self.row) {
            let declared = self.declared.unwrap_or(0);
            findings.told(Kind::CountDiffers, format!("It says {declared}; {} were found.", self.row));
        }
        Ok(())
    }
}

enum Element {
    Sms,
    Mms,
    Call,
}

/// What ends a reading or a record.
enum Halt {
    Truncated,
    Malformed,
    Doctype(u64),
    TooDeep(u64),
    Import(ImportError),
}

impl Halt {
    fn from(stop: Stop, at: u64) -> Self {
        match stop {
            Stop::Truncated => Self::Truncated,
            Stop::Malformed => Self::Malformed,
            Stop::Doctype => Self::Doctype(at),
            Stop::Io(error) => Self::Import(ImportError::from(error)),
        }
    }
}

impl From<Stop> for Halt {
    fn from(stop: Stop) -> Self {
        Self::from(stop, 0)
    }
}

impl From<crate::options::SinkError> for Halt {
    fn from(error: crate::options::SinkError) -> Self {
        Self::Import(error.into())
    }
}

fn with_subject(subject: Option<String>, text: String) -> String {
    match subject {
        Some(subject) if text.is_empty() => subject,
        Some(subject) => format!("{subject}\n{text}"),
        None => text,
    }
}

fn emit(output: &mut Output<'_>, item: Item, last: bool) -> Result<(), crate::options::SinkError> {
    let (from, to, conversation) = (item.from.clone(), item.to.clone(), item.conversation.clone());
    let seen = Seen {
        kind: item.kind,
        from: from.as_deref(),
        to: &to,
        conversation: conversation.as_deref(),
        attachments: item.attachments.len() as u64,
        last,
    };
    output.emit(seen, || item)
}
