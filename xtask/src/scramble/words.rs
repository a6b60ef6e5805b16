//! Words that are form: of apps, of calendars, of mail headers. They tell of nobody and are needed to read an export.

use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Words of apps and calendars in the languages the readers know, one to a space or line.
const OF_APPS: &str = include_str!("words.txt");

/// Signs of dates and times in Chinese, Japanese and Korean, which stand without spaces.
const OF_CLOCKS: &str = "年月日時时分秒点上下午前後昭平成令和凌晨早晚中년월일시분초오전후";

static KNOWN: LazyLock<BTreeSet<&str>> = LazyLock::new(|| OF_APPS.split_whitespace().collect());

/// Whether a word is one that apps write.
pub fn is_of_an_app(word: &str) -> bool {
    KNOWN.contains(word.to_lowercase().as_str()) || word.chars().all(|c| OF_CLOCKS.contains(c))
}

/// Header lines of mail and of contact and calendar files whose names are form (RFC 5322, RFC 6350, RFC 5545).
pub fn is_header(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let known = [
        "from",
        "to",
        "cc",
        "bcc",
        "date",
        "subject",
        "received",
        "return-path",
        "message-id",
        "in-reply-to",
        "references",
        "mime-version",
    ];
    known.contains(&lower.as_str())
        || ["content-", "list-", "x-", "dkim-", "arc-"].iter().any(|start| lower.starts_with(start))
        || name.len() > 1 && name.chars().all(|c| c.is_ascii_uppercase() || c == '-')
}
