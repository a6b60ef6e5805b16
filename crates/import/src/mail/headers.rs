//! Header fields as they stand in a mail.

use daybook_core::item::Detail;
use mail_parser::{Header, HeaderName, Message};

/// Fields kept with the mail: where it came from, which mails it belongs to, whose list it is.
const KEPT: &[&str] = &[
    "message-id",
    "in-reply-to",
    "references",
    "reply-to",
    "sender",
    "return-path",
    "delivered-to",
    "received",
    "x-received",
    "authentication-results",
    "received-spf",
    "x-originating-ip",
    "x-mailer",
    "user-agent",
    "resent-from",
    "resent-to",
    "resent-date",
    "x-gm-thrid",
    "x-gmail-labels",
    "importance",
    "disposition-notification-to",
    "auto-submitted",
];
/// Most fields kept of one mail, and most bytes of one. All stand in the original.
const FIELDS: usize = 100;
const FIELD_BYTES: usize = 2 << 10;

/// The name of the header field a line begins, if it begins one (RFC 5322 section 2.2).
pub fn name(line: &[u8]) -> Option<&str> {
    let colon = line.iter().position(|b| *b == b':')?;
    let name = line[..colon].trim_ascii_end();
    let graphic = !name.is_empty() && name.iter().all(u8::is_ascii_graphic);
    graphic.then(|| std::str::from_utf8(name).ok()).flatten()
}

/// The text of a field as it stands, unfolded.
pub fn raw(message: &Message<'_>, header: &Header<'_>) -> String {
    let range = header.offset_start as usize..header.offset_end as usize;
    let bytes = message.raw_message.get(range).unwrap_or_default();
    let bytes = &bytes[..bytes.len().min(FIELD_BYTES)];
    let text = String::from_utf8_lossy(bytes);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Fields that may stand in a mail once (RFC 5322 section 3.6).
const ONCE: &[HeaderName<'static>] =
    &[HeaderName::From, HeaderName::Date, HeaderName::Subject, HeaderName::Sender];

/// The first field of a name. mail-parser gives the last; mail programs show the first.
pub fn first<'m, 'x>(message: &'m Message<'x>, name: &HeaderName<'_>) -> Option<&'m Header<'x>> {
    message.headers().iter().find(|header| header.name.as_str().eq_ignore_ascii_case(name.as_str()))
}

/// The fields that should stand in a mail once and stand there again, as written.
pub fn doubled(message: &Message<'_>) -> Vec<Detail> {
    let again = |name: &HeaderName<'static>| {
        let name = name.as_str().to_owned();
        let all = message.headers().iter().filter(|header| header.name.as_str().eq_ignore_ascii_case(&name));
        let all: Vec<Detail> =
            all.skip(1).map(|header| Detail { name: name.clone(), value: raw(message, header) }).collect();
        all
    };
    ONCE.iter().flat_map(again).take(FIELDS).collect()
}

/// The fields that say where a mail came from and what it belongs to, in their order.
pub fn kept(message: &Message<'_>) -> Vec<Detail> {
    let wanted = |header: &&Header<'_>| {
        let name = header.name.as_str();
        KEPT.iter().any(|kept| kept.eq_ignore_ascii_case(name))
            || name.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("list-"))
    };
    let detail = |header: &Header<'_>| {
        // What mail-parser decoded (labels in other scripts) is kept decoded.
        let value = header.value.as_text().map(str::to_owned);
        Detail { name: header.name.as_str().to_owned(), value: value.unwrap_or_else(|| raw(message, header)) }
    };
    message.headers().iter().filter(wanted).take(FIELDS).map(detail).collect()
}
