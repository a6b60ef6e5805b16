//! Messages and calls saved as XML by SMS Backup & Restore, and by programs that write the same form.

mod call;
mod decode;
mod field;
mod message;
mod reader;
mod xml;

pub use reader::read;

use crate::origin::Confidence;
use memchr::memmem;

/// Whether the head of a file is such a backup: surely with its own root, likely with records but no root.
pub fn looks_like(head: &[u8]) -> Option<Confidence> {
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    if text.iter().find(|b| !b.is_ascii_whitespace()) != Some(&b'<') {
        return None;
    }
    let begins =
        |name: &str| memmem::find_iter(text, name.as_bytes()).any(|at| ends_name(text.get(at + name.len())));
    if ["<smses", "<calls"].into_iter().any(begins) {
        return Some(Confidence::High);
    }
    ["<sms", "<mms", "<call"].into_iter().any(begins).then_some(Confidence::Medium)
}

fn ends_name(next: Option<&u8>) -> bool {
    next.is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/'))
}
