//! What is in a mail: its text, its files, and the mails within it.

use super::{headers, page, split::Mail};
use crate::{limits::Limits, origin::Origin};
use daybook_core::item::{Attachment, Encoding, Locator};
use encoding_rs::{Encoding as CharacterSet, WINDOWS_1252};
use mail_parser::{
    HeaderName, Message, MessagePart, MimeHeaders, PartType,
    decoders::{base64::base64_decode, quoted_printable::quoted_printable_decode},
};
use std::borrow::Cow;

/// Most files listed of one mail.
const FILES: usize = 10_000;

/// Text and files of a mail.
#[derive(Debug, Default)]
pub struct Contents {
    /// The text, that of the mails within it behind it.
    pub text: String,
    /// Every file, those of the mails within it too.
    pub files: Vec<Attachment>,
    /// Parts whose encoding is damaged.
    pub damaged: u64,
    /// There are mails within it deeper than are opened.
    pub too_deep: bool,
    /// Text was left out because there is too much of it.
    pub text_cut: bool,
    /// The encoding of a text is damaged.
    pub damaged_text: bool,
    /// A text was read as older Windows programs write it, for it names no character set, or one nobody knows.
    pub old_text: bool,
    /// A text is not written in the character set it names.
    pub odd_text: bool,
}

/// Where the bytes of the parts are.
pub struct Place<'a> {
    /// The stream.
    pub origin: &'a Origin<'a>,
    /// The mail.
    pub mail: &'a Mail,
}

/// Opens a mail. Mails within it are gone through one after the other, never one inside the other: a hostile one may be
/// thousands deep.
pub fn contents(message: &Message<'_>, place: &Place<'_>, limits: &Limits) -> Contents {
    let mut contents = Contents::default();
    let mut inner = vec![(message, 0)];
    while let Some((message, depth)) = inner.pop() {
        if depth > 0 {
            contents.push(&introduced(message), limits);
        }
        contents.texts(message, limits);
        let first = inner.len();
        for part in message.attachments.iter().filter_map(|id| message.part(*id)) {
            contents.damaged += u64::from(part.is_encoding_problem);
            if contents.files.len() < FILES {
                contents.files.push(file(message, part, place));
            }
            match &part.body {
                PartType::Message(_) if depth + 1 >= limits.mail_depth => contents.too_deep = true,
                PartType::Message(within) => inner.push((within, depth + 1)),
                _ => {}
            }
        }
        inner[first..].reverse();
    }
    contents
}

/// What stands above words that only the page of a mail has.
const PAGE_ONLY: &str = "\n[Only in the page of this mail]\n";

impl Contents {
    /// The texts of a mail. Where it has a page beside its plain text, lines of the page that say more follow: what is shown
    /// by one program must not be hidden from another.
    fn texts(&mut self, message: &Message<'_>, limits: &Limits) {
        let mut plain = String::new();
        for part in message.text_body.iter().filter_map(|id| message.part(*id)) {
            let text = match &part.body {
                PartType::Text(_) => self.decoded(message, part),
                PartType::Html(_) => page::words(&self.decoded(message, part)),
                _ => continue,
            };
            if !text.trim().is_empty() {
                self.push(&text, limits);
            }
            plain.push_str(&text);
            plain.push('\n');
        }
        let pages = message.html_body.iter().filter(|id| !message.text_body.contains(id));
        for part in
            pages.filter_map(|id| message.part(*id)).filter(|part| matches!(part.body, PartType::Html(_)))
        {
            let words = page::words(&self.decoded(message, part));
            let more = page::beyond(&words, &plain);
            if plain.trim().is_empty() {
                self.push(&words, limits);
            } else if !more.is_empty() {
                self.push(PAGE_ONLY, limits);
                self.push(&more, limits);
            }
        }
    }

    /// The text of a part. Bytes without a character set, or with one nobody knows, are read as Windows writes them.
    fn decoded(&mut self, message: &Message<'_>, part: &MessagePart<'_>) -> String {
        self.damaged_text |= part.is_encoding_problem;
        let (PartType::Text(text) | PartType::Html(text)) = &part.body else { return String::new() };
        if !text.contains(char::REPLACEMENT_CHARACTER) {
            return text.clone().into_owned();
        }
        let charset = part.content_type().and_then(|kind| kind.attribute("charset"));
        let known = charset.is_some_and(|charset| CharacterSet::for_label(charset.as_bytes()).is_some());
        let raw = message.raw_message.get(part.offset_body as usize..part.offset_end as usize);
        let raw = raw.unwrap_or_default();
        let bytes = match part.encoding {
            mail_parser::Encoding::None => Some(Cow::Borrowed(raw)),
            mail_parser::Encoding::Base64 => base64_decode(raw).map(Cow::Owned),
            mail_parser::Encoding::QuotedPrintable => quoted_printable_decode(raw).map(Cow::Owned),
        };
        match bytes.filter(|bytes| !known && std::str::from_utf8(bytes).is_err()) {
            Some(bytes) => {
                self.old_text = true;
                WINDOWS_1252.decode_without_bom_handling(&bytes).0.into_owned()
            }
            None => {
                self.odd_text = true;
                text.clone().into_owned()
            }
        }
    }

    /// Adds text behind what is there, on a line of its own, with our line ends.
    fn push(&mut self, text: &str, limits: &Limits) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        let text =
            if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n")) } else { Cow::Borrowed(text) };
        let room = limits.record_text_bytes.saturating_sub(self.text.len());
        self.text_cut |= text.len() > room;
        self.text.push_str(&text[..text.floor_char_boundary(room)]);
    }
}

/// The lines that say what a mail within a mail is.
fn introduced(message: &Message<'_>) -> String {
    let one = |who: &mail_parser::Addr<'_>| match (who.name(), who.address()) {
        (Some(name), Some(address)) => format!("{name} <{address}>"),
        (name, address) => name.or(address).unwrap_or_default().to_owned(),
    };
    let addresses = |list: Option<&mail_parser::Address<'_>>| {
        list.into_iter().flat_map(|list| list.iter()).map(one).collect::<Vec<_>>().join(", ")
    };
    let mut lines = vec!["\n[Mail within this mail]".to_owned()];
    let from = addresses(message.from());
    let to = addresses(message.to());
    let date = headers::first(message, &HeaderName::Date).map(|header| headers::raw(message, header));
    let named = [("From", from), ("To", to), ("Date", date.unwrap_or_default())];
    lines.extend(
        named
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}: {value}")),
    );
    lines.extend(message.subject().map(|subject| format!("Subject: {subject}")));
    lines.join("\n") + "\n\n"
}

/// One file of a mail.
fn file(message: &Message<'_>, part: &MessagePart<'_>, place: &Place<'_>) -> Attachment {
    let declared = part.content_type().map(|kind| match kind.subtype() {
        Some(subtype) => format!("{}/{subtype}", kind.ctype()).to_lowercase(),
        None => kind.ctype().to_lowercase(),
    });
    let found = match &part.body {
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => {
            infer::get(bytes).map(|kind| kind.mime_type().to_owned())
        }
        PartType::Message(_) => Some("message/rfc822".to_owned()),
        _ => None,
    };
    let name = part.attachment_name().map(str::to_owned).or_else(|| match &part.body {
        PartType::Message(within) => within.subject().map(str::to_owned),
        _ => None,
    });
    let encoding = match part.encoding {
        mail_parser::Encoding::Base64 => Encoding::Base64,
        mail_parser::Encoding::QuotedPrintable => Encoding::QuotedPrintable,
        mail_parser::Encoding::None => Encoding::Plain,
    };
    // Apple Mail moves large files out of the mail and leaves this field: the bytes are not here.
    let moved_out =
        part.headers.iter().any(|header| header.name.as_str().eq_ignore_ascii_case("x-apple-content-length"));
    let range = part.offset_body as usize..part.offset_end as usize;
    let raw = message.raw_message.get(range.clone()).unwrap_or_default();
    let bytes = size(part, raw);
    let present = !(moved_out && bytes == 0);
    Attachment {
        name,
        media_type: found.or(declared),
        bytes: present.then_some(bytes),
        present,
        locator: located(message, range, place).filter(|_| present),
        encoding,
    }
}

/// How many bytes a part unpacks to.
fn size(part: &MessagePart<'_>, raw: &[u8]) -> u64 {
    let length = match (&part.body, part.encoding) {
        (PartType::Binary(bytes) | PartType::InlineBinary(bytes), _) => bytes.len(),
        (_, mail_parser::Encoding::None) => raw.len(),
        // Text was also turned into UTF-8, so it is unpacked once more to be measured.
        (_, mail_parser::Encoding::Base64) => base64_decode(raw).map_or(raw.len(), |bytes| bytes.len()),
        (_, mail_parser::Encoding::QuotedPrintable) => {
            quoted_printable_decode(raw).map_or(raw.len(), |bytes| bytes.len())
        }
    };
    length as u64
}

/// Where the bytes of a part lie. What was unpacked before its parts were found lies nowhere.
fn located(message: &Message<'_>, range: std::ops::Range<usize>, place: &Place<'_>) -> Option<Locator> {
    if range.is_empty() || !matches!(message.raw_message, Cow::Borrowed(_)) {
        return None;
    }
    Some(Locator {
        member: place.origin.member.map(str::to_owned),
        start: Some(place.mail.place(range.start)),
        end: Some(place.mail.place(range.end - 1) + 1),
        row: None,
    })
}
