//! One mail as an item.

use super::{
    contents::{Contents, Place, contents},
    date::{Zone, date},
    envelope, headers,
    split::Mail,
};
use crate::{error::ImportError, finding::Kind, moment, options::Options, origin::Origin, tally::Output};
use daybook_core::item::{Detail, Direction, Item, ItemKind, Locator};
use encoding_rs::WINDOWS_1252;
use jiff::{Timestamp, civil};
use mail_parser::{
    Address, HeaderName, Message, MessageParser, PartType, parsers::fields::thread::thread_name,
};
use std::{
    collections::{HashSet, hash_map::RandomState},
    hash::BuildHasher,
};

/// Most mails remembered for telling repeated ones.
const REMEMBERED: usize = 4_000_000;
/// A mail's own date and its delivery may differ by this much before it is told, in seconds: a day and some waiting.
const DELAY: i64 = 36 * 3600;
/// Words of Gmail's labels for mail that its keeper sent, and for mail that was never sent.
const SENT: &[&str] = &["Sent"];
const DRAFT: &[&str] = &["Draft", "Drafts"];

/// Takes mails in, one after the other.
pub struct Post<'a, 'o> {
    origin: &'a Origin<'a>,
    options: &'a Options,
    output: &'a mut Output<'o>,
    parser: MessageParser,
    seen: HashSet<u64>,
    hasher: RandomState,
}

impl<'a, 'o> Post<'a, 'o> {
    /// Nothing taken in yet.
    pub fn new(origin: &'a Origin<'a>, options: &'a Options, output: &'a mut Output<'o>) -> Self {
        output.set_me(options.me.clone());
        // Only what is used is parsed; other fields are kept as they stand.
        let parser = MessageParser::new()
            .default_header_ignore()
            .with_mime_headers()
            .with_date_headers()
            .with_address_headers()
            .header_text(HeaderName::Subject)
            .header_text("X-Gmail-Labels");
        Self { origin, options, output, parser, seen: HashSet::new(), hasher: RandomState::new() }
    }

    /// Where findings and progress go.
    pub fn output(&mut self) -> &mut Output<'o> {
        self.output
    }

    /// Takes in one mail. What cannot be read of it is told; the mail is a record all the same.
    pub fn take(&mut self, mail: &Mail) -> Result<(), ImportError> {
        self.tell_shape(mail);
        let item = match self.parser.parse(&mail.bytes) {
            Some(message) => {
                if message.headers().is_empty() {
                    self.output.findings.at(Kind::NoMailHeaders, mail.start, 0);
                }
                let item = self.item(mail, &message);
                self.remember(&message, mail.start);
                dismantle(message);
                item
            }
            None => self.bare(mail),
        };
        self.output.put(item)?;
        self.output.progress(mail.end);
        Ok(())
    }

    /// Says how many of the mails were taken in before.
    pub fn close(self) {
        self.output.tally.duplicates = Some(self.output.findings.count(Kind::RepeatedRecord));
    }

    fn tell_shape(&mut self, mail: &Mail) {
        for (is, kind) in [(mail.abrupt, Kind::SuspectedForgedMail), (mail.cut, Kind::MailCut)] {
            if is {
                self.output.findings.at(kind, mail.start, 0);
            }
        }
    }

    fn item(&mut self, mail: &Mail, message: &Message<'_>) -> Item {
        let (at, civil, at_note) = self.time(mail, message);
        let opened = contents(message, &Place { origin: self.origin, mail }, &self.options.limits);
        self.tell_contents(&opened, mail.start);
        let subject = self.subject(message, mail.start);
        let subject = subject.as_deref().map(str::trim).filter(|subject| !subject.is_empty());
        let text = match subject {
            Some(subject) if opened.text.is_empty() => subject.to_owned(),
            Some(subject) => format!("{subject}\n{}", opened.text),
            None => opened.text,
        };
        let author = |name| headers::first(message, &name).and_then(|header| header.value.as_address());
        let authors = [author(HeaderName::From), author(HeaderName::Sender)];
        let sender = authors.into_iter().flatten().find_map(Address::first);
        let receivers = [message.to(), message.cc(), message.bcc()].into_iter().flatten();
        let to: Vec<String> = receivers.flat_map(Address::iter).filter_map(named).collect();
        let from = sender.and_then(named);
        let (direction, kind) = self.way(message, from.as_deref(), &to);
        let shown_name = sender.filter(|sender| sender.address.is_some()).and_then(|sender| sender.name());
        Item {
            at,
            civil,
            at_note,
            contact_name: shown_name.map(str::to_owned).filter(|name| from.as_ref() != Some(name)),
            conversation: subject.map(thread_name).map(str::to_owned).filter(|name| !name.is_empty()),
            from,
            to,
            direction,
            kind,
            text,
            attachments: opened.files,
            details: self.details(message, mail.start),
            locator: self.locator(mail),
            ..Item::default()
        }
    }

    /// A mail without any header field.
    fn bare(&mut self, mail: &Mail) -> Item {
        self.output.findings.at(Kind::NoMailHeaders, mail.start, 0);
        let most = mail.bytes.len().min(self.options.limits.record_text_bytes);
        Item {
            at: mail.envelope.as_deref().and_then(envelope::time),
            text: String::from_utf8_lossy(&mail.bytes[..most]).into_owned(),
            locator: self.locator(mail),
            ..Item::default()
        }
    }

    fn locator(&self, mail: &Mail) -> Locator {
        let member = self.origin.member.map(str::to_owned);
        Locator { member, start: Some(mail.start), end: Some(mail.end), row: None }
    }

    fn tell_contents(&mut self, opened: &Contents, start: u64) {
        for _ in 0..opened.damaged {
            self.output.findings.at(Kind::BadAttachment, start, 0);
        }
        let odd = [
            (opened.too_deep, Kind::NestedTooDeep),
            (opened.text_cut, Kind::TextCut),
            (opened.damaged_text, Kind::DamagedText),
            (opened.old_text, Kind::OldText),
            (opened.odd_text, Kind::NotUtf8),
        ];
        for (_, kind) in odd.into_iter().filter(|(is, _)| *is) {
            self.output.findings.at(kind, start, 0);
        }
    }

    /// The subject. One in bytes of an old character set that is not named is read as Windows writes it.
    fn subject(&mut self, message: &Message<'_>, start: u64) -> Option<String> {
        let header = headers::first(message, &HeaderName::Subject)?;
        let text = header.value.as_text()?;
        if !text.contains(char::REPLACEMENT_CHARACTER) {
            return Some(text.to_owned());
        }
        let range = header.offset_start as usize..header.offset_end as usize;
        let bytes = message.raw_message.get(range).unwrap_or_default();
        let (kind, text) = match std::str::from_utf8(bytes) {
            Ok(_) => (Kind::NotUtf8, text.to_owned()),
            Err(_) => {
                (Kind::OldText, WINDOWS_1252.decode(bytes).0.split_whitespace().collect::<Vec<_>>().join(" "))
            }
        };
        self.output.findings.at(kind, start, 0);
        Some(text)
    }

    /// The fields kept, and those that stand there again.
    fn details(&mut self, message: &Message<'_>, start: u64) -> Vec<Detail> {
        let mut details = headers::kept(message);
        let doubled = headers::doubled(message);
        if !doubled.is_empty() {
            self.output.findings.at(Kind::DoubledField, start, 0);
        }
        details.extend(doubled);
        details
    }

    /// When it was written, by its own date; else when it was delivered.
    fn time(
        &mut self,
        mail: &Mail,
        message: &Message<'_>,
    ) -> (Option<Timestamp>, Option<civil::DateTime>, Option<String>) {
        let place = (mail.start, 0);
        let delivered = delivery(message).or_else(|| mail.envelope.as_deref().and_then(envelope::time));
        let header = headers::first(message, &HeaderName::Date);
        let Some(written) = header.and_then(|header| date(&headers::raw(message, header))) else {
            let kind = if delivered.is_some() { Kind::DateOfDelivery } else { Kind::BadTime };
            self.output.findings.at(kind, place.0, 0);
            return (delivered, None, delivered.map(|_| "It is the time of delivery.".to_owned()));
        };
        let Zone::Known(offset) = written.zone else {
            if written.zone == Zone::Unknown {
                self.output.findings.at(Kind::ZoneUnknown, place.0, 0);
            }
            let (at, note) = moment::local(written.civil, self.options, &mut self.output.findings, place);
            return (at, Some(written.civil), note);
        };
        let at = offset.to_timestamp(written.civil).ok();
        if let Some(at) = at {
            moment::check(at, self.options, &mut self.output.findings, place);
        }
        let far = at
            .zip(delivered)
            .is_some_and(|(at, delivered)| (at.as_second() - delivered.as_second()).abs() > DELAY);
        if far {
            self.output.findings.at(Kind::DateDiffers, place.0, 0);
        }
        (at, None, far.then(|| "The mail's own date is far from the time of its delivery.".to_owned()))
    }

    /// Which way a mail went, by the keeper's address or by Gmail's labels.
    fn way(&mut self, message: &Message<'_>, from: Option<&str>, to: &[String]) -> (Direction, ItemKind) {
        let labels = message.header("X-Gmail-Labels").and_then(|labels| labels.as_text()).unwrap_or_default();
        let labelled = |words: &[&str]| labels.split(',').any(|label| words.contains(&label.trim()));
        let kind = if labelled(DRAFT) { ItemKind::Draft } else { ItemKind::Message };
        let is_me = |name: &str| self.options.me.as_ref().is_some_and(|me| me.eq_ignore_ascii_case(name));
        if labelled(SENT) || kind == ItemKind::Draft {
            if self.options.me.is_none() && from.is_some() {
                self.output.findings.whole(Kind::MeInferred);
                self.output.set_me(from.map(str::to_owned));
            }
            return (Direction::Out, kind);
        }
        let direction = match () {
            () if from.is_some_and(is_me) => Direction::Out,
            () if !labels.is_empty() || to.iter().any(|to| is_me(to)) => Direction::In,
            // It was delivered to the keeper, by a list or a blind copy.
            () if self.options.me.is_some() => Direction::In,
            () => Direction::Unknown,
        };
        (direction, kind)
    }

    fn remember(&mut self, message: &Message<'_>, start: u64) {
        let Some(id) = message.header_raw(HeaderName::MessageId).map(str::trim).filter(|id| !id.is_empty())
        else {
            return;
        };
        if self.seen.len() < REMEMBERED && !self.seen.insert(self.hasher.hash_one(id)) {
            self.output.findings.at(Kind::RepeatedRecord, start, 0);
        }
    }
}

/// The address of somebody, or the name if there is no address.
fn named(who: &mail_parser::Addr<'_>) -> Option<String> {
    let said = who.address().or_else(|| who.name()).map(str::trim)?;
    (!said.is_empty()).then(|| said.to_owned())
}

/// When the last server took the mail in: the date of the first `Received` field (RFC 5321 section 4.4).
fn delivery(message: &Message<'_>) -> Option<Timestamp> {
    let header = message.headers().iter().find(|header| header.name == HeaderName::Received)?;
    let text = headers::raw(message, header);
    let (_, written) = text.rsplit_once(';')?;
    date(written)?.at()
}

/// Takes a mail apart from the outside in. Dropped as a whole, one nested thousands deep would overflow the stack.
fn dismantle(message: Message<'_>) {
    let mut left = vec![message];
    while let Some(message) = left.pop() {
        left.extend(message.parts.into_iter().filter_map(|part| match part.body {
            PartType::Message(within) => Some(within),
            _ => None,
        }));
    }
}
