//! E-mail: one mail in a file (RFC 5322), many in an mbox (RFC 4155), and Apple Mail's `.emlx`.
//!
//! Files of a Maildir are mails by themselves. Nothing a mail names is ever fetched.

mod contents;
pub mod date;
mod envelope;
pub mod headers;
mod letter;
pub mod page;
mod reader;
mod split;

pub use reader::{read_emlx, read_mail, read_mbox};

use crate::origin::Confidence;

/// Header fields that files of other kinds hardly begin with.
const SURE: &[&str] = &[
    "received",
    "return-path",
    "message-id",
    "mime-version",
    "delivered-to",
    "x-gm-thrid",
    "x-gmail-labels",
    "dkim-signature",
    "envelope-to",
    "x-original-to",
    "x-mozilla-status",
    "authentication-results",
    "arc-seal",
    "x-received",
    "x-uidl",
    "x-mailer",
    "content-transfer-encoding",
];
/// Header fields that notes and other files may begin with too.
const USUAL: &[&str] = &[
    "from",
    "to",
    "cc",
    "bcc",
    "subject",
    "date",
    "sender",
    "reply-to",
    "content-type",
    "content-language",
    "references",
    "in-reply-to",
    "user-agent",
    "thread-topic",
    "importance",
    "x-priority",
];
/// Most header fields looked at.
const FIELDS: usize = 100;

/// Whether the head of a file is one mail.
///
/// Notes and lists of messages begin with `Date:` and `From:` too. Without a field that only mails have, there must be an
/// address, a date that mails write, or a type of content.
pub fn looks_like_mail(head: &[u8]) -> Option<Confidence> {
    let (mut sure, mut usual, mut proved) = (0u32, 0u32, false);
    for (at, line) in bare(head).split(|b| *b == b'\n').take(FIELDS).enumerate() {
        let folded = line.first().is_some_and(|b| matches!(b, b' ' | b'\t'));
        match headers::name(line) {
            _ if folded && at > 0 => {}
            Some(name) => {
                let name = name.to_ascii_lowercase();
                sure += u32::from(SURE.contains(&name.as_str()) || name.starts_with("list-"));
                usual += u32::from(USUAL.contains(&name.as_str()));
                proved |= is_proof(&name, line);
            }
            None => break,
        }
    }
    match (sure, usual) {
        (1.., 1..) | (2.., _) => Some(Confidence::High),
        (1.., _) => Some(Confidence::Low),
        (0, 4..) if proved => Some(Confidence::High),
        (0, 2..) if proved => Some(Confidence::Medium),
        _ => None,
    }
}

/// Whether a usual field is written as only mails write it.
fn is_proof(name: &str, line: &[u8]) -> bool {
    let value = line.splitn(2, |b| *b == b':').nth(1).unwrap_or_default();
    match name {
        "from" | "to" | "cc" | "bcc" | "sender" | "reply-to" => value.contains(&b'@'),
        "date" => std::str::from_utf8(value).is_ok_and(|value| date::date(value).is_some()),
        "content-type" => value.contains(&b'/'),
        _ => false,
    }
}

/// Whether the head of a file holds mails or messages in a form that is not read: blocks that each have a sender and a
/// date, and the mailboxes of MMDF and Babyl.
pub fn resembles_messages(head: &[u8]) -> bool {
    let text = bare(head);
    if text.starts_with(b"\x01\x01\x01\x01\n") || text.starts_with(b"BABYL OPTIONS:") {
        return true;
    }
    let mut counts = [0u32; 2];
    for line in text.split(|b| *b == b'\n') {
        for (count, field) in counts.iter_mut().zip([&b"from:"[..], b"date:"]) {
            *count += u32::from(line.get(..5).is_some_and(|start| start.eq_ignore_ascii_case(field)));
        }
    }
    counts.iter().all(|count| *count >= 2)
}

/// Whether the head of a file is an mbox: mails that each begin with a line `From SENDER DATE`.
pub fn looks_like_mbox(head: &[u8]) -> Option<Confidence> {
    let text = bare(head);
    let mut lines = text.split(|b| *b == b'\n');
    let first = lines.next().filter(|line| line.starts_with(b"From "))?;
    let headers_follow =
        lines.next().is_some_and(|line| headers::name(line).is_some() || line.starts_with(b">From "));
    match (envelope::is_dated(first), headers_follow) {
        (true, true) => Some(Confidence::High),
        (true, false) => Some(Confidence::Medium),
        // Without a date, the line itself must name an address, or the mail behind it must be one beyond doubt.
        (false, true) => looks_like_mail(&text[first.len() + 1..])
            .or_else(|| (first.contains(&b'@') && usual(text)).then_some(Confidence::Medium)),
        (false, false) => None,
    }
}

/// Whether the second line is a field that mails usually have.
fn usual(text: &[u8]) -> bool {
    let second = text.split(|b| *b == b'\n').nth(1).unwrap_or_default();
    headers::name(second).is_some_and(|name| USUAL.contains(&name.to_ascii_lowercase().as_str()))
}

/// Whether the head of a file is a mail as Apple Mail keeps it: the number of bytes, then the mail.
pub fn looks_like_emlx(head: &[u8]) -> Option<Confidence> {
    let (_, skipped) = reader::emlx_length(head)?;
    looks_like_mail(head.get(skipped..)?)
}

/// The head without a byte order mark and without empty lines.
fn bare(head: &[u8]) -> &[u8] {
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let blank = text.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
    &text[blank..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mails_are_known_by_their_fields_and_notes_are_not_mails() {
        let table: [(&str, Option<Confidence>); 12] = [
            ("Received: by x\r\nFrom: a@example.org\r\n\r\nhi", Some(Confidence::High)),
            ("From: a@example.org\nTo: b@example.org\nSubject: x\nDate: y\n\n", Some(Confidence::High)),
            ("Subject: Test\nContent-Type: multipart/mixed;\n boundary=\"x\"\n\n", Some(Confidence::Medium)),
            ("\n\nFROM: a@example.org\nTO: b\n", Some(Confidence::Medium)),
            ("Date: Sun, 13 Sep 2020 12:26:40 +0100\nFrom: a\n\n", Some(Confidence::Medium)),
            ("Date: 3 March\nFrom: Alex\nContent: I will find you\n", None),
            ("From: Alex\nTo: Sam\nDate: 3 March\nSubject: what he said\n", None),
            ("Message-ID: <1@example.org>\nX-Odd: 1\n\n", Some(Confidence::Low)),
            ("Subject: my notes\n\nFrom: the shop\n", None),
            ("From here on it is text\n", None),
            ("Dear diary,\nDate: today\n", None),
            ("", None),
        ];
        for (text, sure) in table {
            assert_eq!(looks_like_mail(text.as_bytes()), sure, "{text:?}");
        }
    }

    #[test]
    fn messages_in_a_form_that_is_not_read_are_noticed() {
        let block = "Date: 2024-05-01 10:00:00\nFrom: alex\nContent: hi\n\n";
        assert!(resembles_messages(block.repeat(2).as_bytes()) && !resembles_messages(block.as_bytes()));
        assert!(resembles_messages(b"BABYL OPTIONS: -*- rmail -*-\n"));
        assert!(resembles_messages(b"\x01\x01\x01\x01\nSubject: x\n"));
    }

    #[test]
    fn an_mbox_begins_with_its_envelope() {
        let dated = "From a@example.org Mon Jan  1 00:00:00 2024\n";
        let sure = |text: String| looks_like_mbox(text.as_bytes());
        assert_eq!(sure(format!("{dated}Subject: x\n\n")), Some(Confidence::High));
        assert_eq!(sure(format!("\u{feff}{dated}\n")), Some(Confidence::Medium));
        assert_eq!(sure("From a@example.org\nSubject: x\nTo: y\n\n".into()), Some(Confidence::Medium));
        assert_eq!(sure("From here to there\nit is far".into()), None);
        assert_eq!(looks_like_emlx(b"120       \nReceived: x\nFrom: y\n\n"), Some(Confidence::High));
        assert_eq!(looks_like_emlx(b"120 eggs\nReceived: x\nFrom: y\n\n"), None);
    }
}
