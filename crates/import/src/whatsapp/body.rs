//! What a record says: written text, a call, a deleted message, a line of the app, a file.

use super::words;
use crate::text::{is_mark, matching};
use daybook_core::item::{Call, CallOutcome, ItemKind};
use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

/// Longest body that can be a phrase of the app, in bytes.
const PHRASE: usize = 160;

/// What was made of a body.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Body<'a> {
    /// What sort of record.
    pub kind: ItemKind,
    /// The call, for calls.
    pub call: Option<Call>,
    /// The file it names or stands for.
    pub file: File<'a>,
}

/// A file a record speaks of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum File<'a> {
    /// None.
    #[default]
    None,
    /// Attached, by name.
    Named(&'a str),
    /// Left out of the export.
    Omitted,
    /// Could be viewed once.
    ViewedOnce,
}

/// Whole bodies by what they mean.
static DELETED: LazyLock<HashMap<&'static str, bool>> =
    LazyLock::new(|| words::DELETED.iter().copied().collect());

/// How the app's phrases begin. Nearly every message of people fails here, at the price of one look.
static BEGINNINGS: LazyLock<HashSet<[u8; 6]>> = LazyLock::new(|| phrases().collect());

fn phrases() -> impl Iterator<Item = [u8; 6]> {
    let deleted = words::DELETED.iter().map(|(text, _)| *text);
    let calls =
        words::CALLS.iter().map(|(text, ..)| *text).chain(words::CALLS_MARKED.iter().map(|(text, _)| *text));
    let all = deleted.chain(calls).chain(words::DELETED_BY_ADMIN.iter().copied());
    all.filter_map(|text| text.as_bytes().first_chunk().copied())
}

/// Third and sixth bytes of the app's phrases, for a look that costs next to nothing.
static PAIRS: LazyLock<Vec<bool>> = LazyLock::new(|| {
    let mut pairs = vec![false; 1 << 16];
    for start in phrases() {
        pairs[pair(&start)] = true;
    }
    pairs
});

fn pair(start: &[u8; 6]) -> usize {
    usize::from(start[2]) << 8 | usize::from(start[5])
}

/// Whether a body may be a phrase of the app.
fn may_be_phrase(phrase: &str) -> bool {
    phrase.as_bytes().first_chunk().is_some_and(|start| PAIRS[pair(start)] && BEGINNINGS.contains(start))
}

/// A body freed of the app's marks and its full stop, when it is short and of one line.
fn phrase(text: &str) -> Option<&str> {
    if text.len() > PHRASE {
        return None;
    }
    // Nearly every body begins and ends with a letter, and this is asked for every line of a chat.
    let bare = match text.as_bytes() {
        [first, .., last] if first.is_ascii_alphanumeric() && last.is_ascii_alphanumeric() => text,
        _ => text.trim_matches(|c: char| is_mark(c) || c.is_whitespace()).trim_end_matches(['.', '。', '।']),
    };
    (!bare.is_empty() && memchr::memchr(b'\n', bare.as_bytes()).is_none()).then_some(bare)
}

/// Whether the body stands for a message that the keeper of the phone took back.
pub fn deleted_by_keeper(text: &str) -> bool {
    phrase(text)
        .filter(|phrase| may_be_phrase(phrase))
        .and_then(|phrase| DELETED.get(phrase))
        .copied()
        .unwrap_or(false)
}

/// Reads the body of a record with a sender. `marked`: the app's mark stands before the header.
/// `writes`: the sender wrote ordinary lines elsewhere, so is a person and not the group itself.
pub fn read(text: &str, marked: bool, writes: bool) -> Body<'_> {
    let app = marked || text.starts_with(is_mark);
    if let Some(phrase) = phrase(text).filter(|phrase| may_be_phrase(phrase) || *phrase == "null") {
        if DELETED.contains_key(phrase)
            || words::DELETED_BY_ADMIN.iter().any(|start| phrase.starts_with(start))
        {
            return Body { kind: ItemKind::Deleted, ..Body::default() };
        }
        if let Some(call) = call(phrase, app) {
            return Body { kind: ItemKind::Call, call: Some(call), ..Body::default() };
        }
        if text == "null" {
            return Body { file: File::ViewedOnce, ..Body::default() };
        }
    }
    let file = file(text, app);
    if is_edited(text) {
        return Body { kind: ItemKind::Edited, file, ..Body::default() };
    }
    if file == File::None && app && is_notice(text, writes) {
        return Body { kind: ItemKind::System, ..Body::default() };
    }
    Body { file, ..Body::default() }
}

/// Reads a line without a sender: written by the app, perhaps about a call.
pub fn read_without_sender(text: &str) -> Body<'_> {
    match phrase(text)
        .filter(|phrase| may_be_phrase(phrase))
        .and_then(|phrase| call(phrase, text.starts_with(is_mark)))
    {
        Some(call) => Body { kind: ItemKind::Call, call: Some(call), ..Body::default() },
        None => Body { kind: ItemKind::System, ..Body::default() },
    }
}

fn call(phrase: &str, app: bool) -> Option<Call> {
    let missed = words::CALLS.iter().find(|(start, ..)| phrase.starts_with(start));
    if let Some((start, outcome, video)) = missed {
        // "Missed voice call from my mum, sorry" is written by a person; the app adds a time or a hint only.
        let rest = &phrase[start.len()..];
        let apps =
            rest.is_empty() || app || rest.starts_with(" at ") && rest.contains(|c: char| c.is_numeric());
        return apps.then_some(Call { outcome: *outcome, video: *video, ..Call::default() });
    }
    let (start, video) =
        words::CALLS_MARKED.iter().filter(|_| app).find(|(start, _)| phrase.starts_with(start))?;
    let rest = matching(&phrase[start.len()..]);
    if !(rest.is_empty() || rest.starts_with([',', '.', ' '])) || rest.len() > 60 {
        return None;
    }
    let seconds = duration(&rest);
    let unanswered = words::NO_ANSWER.iter().any(|words| rest.contains(words));
    let outcome = match seconds {
        _ if unanswered => CallOutcome::Missed,
        Some(_) => CallOutcome::Answered,
        None => CallOutcome::Unknown,
    };
    Some(Call { outcome, seconds, withheld: false, video: *video })
}

/// A length of time such as `1 hr 5 min` or `30 sec`, by the first letter of each unit.
fn duration(text: &str) -> Option<u64> {
    let mut total = None;
    let mut words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    while let Some(word) = words.next() {
        let Ok(number) = word.parse::<u32>() else { continue };
        let unit = match words.next()?.chars().next()? {
            's' | 'с' => 1,
            'm' | 'м' | 'd' => 60,
            'h' | 'u' | 'ч' | 'j' | 'o' | 'ó' => 3600,
            _ => continue,
        };
        total = Some(total.unwrap_or(0) + u64::from(number) * unit);
    }
    total
}

fn is_edited(text: &str) -> bool {
    let bare = text.trim_end_matches(|c: char| is_mark(c) || c.is_whitespace());
    let Some(inner) = bare.strip_suffix('>').and_then(|rest| rest.rfind('<').map(|at| &rest[at + 1..]))
    else {
        return false;
    };
    phrase(inner).is_some_and(|phrase| words::EDITED.contains(&phrase))
}

/// A line of the app about the chat, in words we know or by its form.
fn is_notice(text: &str, writes: bool) -> bool {
    let folded = matching(text);
    let tells_where =
        folded.contains("://") || folded.starts_with("poll:") || folded.starts_with("location:");
    if tells_where {
        return false;
    }
    !writes
        || words::NOTICES.iter().any(|part| folded.contains(part))
        || folded.split(' ').count() > 3 && folded.ends_with('.')
}

fn file(text: &str, app: bool) -> File<'_> {
    let line = &text[..memchr::memchr(b'\n', text.as_bytes()).unwrap_or(text.len())];
    // The three forms all hold one of these characters, and the fourth comes after the app's mark.
    if !app && memchr::memchr3(b'<', b')', b'>', line.as_bytes()).is_none() {
        return File::None;
    }
    let line = line.trim_end_matches(|c: char| is_mark(c) || c.is_whitespace());
    if let Some(name) = in_angles(line).or_else(|| before_angles(line)).or_else(|| before_round(line, app)) {
        return File::Named(name);
    }
    let bare = line.trim_start_matches(|c: char| is_mark(c) || c.is_whitespace());
    let whole = text.len() - line.len() <= 1;
    if bare.starts_with('<') && bare.ends_with('>') && whole && is_left_out(bare) {
        return File::Omitted;
    }
    if app {
        let folded = matching(bare);
        let said = words::OMITTED_END.iter().any(|end| folded.ends_with(end))
            || words::OMITTED_START.iter().any(|start| folded.starts_with(start));
        if said && !folded.contains("<") && folded.len() < PHRASE {
            return File::Omitted;
        }
    }
    File::None
}

/// `<Media omitted>` in any language: a few words of letters in angle brackets, and nothing else.
fn is_left_out(bare: &str) -> bool {
    let inner = &bare[1..bare.len() - 1];
    let letters = inner.chars().all(|c| {
        c.is_alphabetic()
            || c.is_whitespace()
            || is_mark(c)
            || !c.is_ascii()
            || matches!(c, '.' | '-' | '\'' | '/')
    });
    letters
        && (2..=5).contains(&inner.split_whitespace().count())
        && inner.len() <= 80
        && !words::EDITED.contains(&inner)
        || inner.chars().count() >= 4 && !inner.is_ascii() && letters && !inner.contains(' ')
}

/// `<attached: NAME>`: words, a colon, and a name with an extension.
fn in_angles(line: &str) -> Option<&str> {
    let open = line.rfind('<')?;
    let inner = line[open + 1..].strip_suffix('>')?;
    let (words, name) = inner.split_once([':', '：'])?;
    let name = name.trim_matches(|c: char| is_mark(c) || c.is_whitespace());
    let app = line[..open].ends_with(is_mark) || words.starts_with(is_mark);
    (has_extension(name) && (app || says_attached(words))).then_some(name)
}

/// `NAME <attached>`.
fn before_angles(line: &str) -> Option<&str> {
    let (name, words) = line.strip_suffix('>')?.rsplit_once('<')?;
    let name = name.trim_matches(|c: char| is_mark(c) || c.is_whitespace());
    (has_extension(name) && (words.starts_with(is_mark) || says_attached(words))).then_some(name)
}

/// `NAME (file attached)`.
fn before_round(line: &str, app: bool) -> Option<&str> {
    let (name, words) = line.strip_suffix([')', '）'])?.rsplit_once(['(', '（'])?;
    let name = name.trim_matches(|c: char| is_mark(c) || c.is_whitespace());
    (has_extension(name) && (app && !words.contains(|c: char| c.is_ascii_digit()) || says_attached(words)))
        .then_some(name)
}

fn says_attached(words: &str) -> bool {
    words::ATTACHED.contains(&matching(words).trim_end_matches('.'))
}

/// Whether a name ends in a dot and two to five letters or digits.
fn has_extension(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(stem, extension)| {
        !stem.is_empty()
            && (2..=5).contains(&extension.len())
            && extension.bytes().all(|b| b.is_ascii_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attached_files_are_known_by_their_form() {
        for (text, name) in [
            ("\u{200e}<attached: 00000035-PHOTO-2022-03-27.jpg>", "00000035-PHOTO-2022-03-27.jpg"),
            ("< attached: 00000042-PHOTO.jpg >", "00000042-PHOTO.jpg"),
            ("\u{200e}<xyzzy: 00000042-PHOTO.jpg>", "00000042-PHOTO.jpg"),
            ("plan.pdf • \u{200e}2 pages \u{200e}<attached: plan.pdf>", "plan.pdf"),
            ("IMG-20210428-WA0001.jpg (file attached)\nlook", "IMG-20210428-WA0001.jpg"),
            ("\u{200e}4f26.jpg (Datei angehängt)\nfrohe Ostern", "4f26.jpg"),
            ("\u{200e}4f26.jpg (xyzzy)", "4f26.jpg"),
            ("2015-08-04-PHOTO-00004762.jpg <\u{200e}attached>", "2015-08-04-PHOTO-00004762.jpg"),
        ] {
            assert_eq!(read(text, false, true).file, File::Named(name), "{text}");
        }
        for text in ["see my notes.txt (page 4)", "a <b: c.d>", "<3", "I wrote plan.pdf (very long)"] {
            assert_eq!(read(text, false, true), Body::default(), "{text}");
        }
    }

    #[test]
    fn media_left_out_is_known_in_any_language() {
        for text in [
            "<Media omitted>",
            "<Без медиафайлов>",
            "<Mídia oculta>",
            "\u{200e}image omitted",
            "\u{200e}Bild weggelassen",
            "plan.pdf • \u{200e}2 pages \u{200e}document omitted",
        ] {
            let app = text.contains('\u{200e}');
            assert_eq!(read(text, app, true).file, File::Omitted, "{text}");
        }
    }

    #[test]
    fn words_of_people_stay_messages() {
        for text in [
            "I saw you left work early today",
            "I was added to your street",
            "Missed voice calls again?",
            "Video call, tonight?",
            "She deleted this message",
            "Missed video call from you, why",
        ] {
            assert_eq!(read(text, false, true).kind, ItemKind::Message, "{text}");
        }
    }

    #[test]
    fn lines_of_the_app_are_told_apart() {
        let call = |text, app| read(text, app, true).call.map(|c| (c.outcome, c.seconds, c.video));
        assert_eq!(call("Missed voice call", false), Some((CallOutcome::Missed, None, false)));
        assert_eq!(
            call("\u{200e}Video call, \u{200e}1 hr 5 min", false),
            Some((CallOutcome::Answered, Some(3900), true))
        );
        assert_eq!(
            call("\u{200e}Voice call, \u{200e}No answer", false),
            Some((CallOutcome::Missed, None, false))
        );
        assert_eq!(
            call("Missed voice call at 21:25 while on Do Not Disturb", false),
            Some((CallOutcome::Missed, None, false))
        );
        for (text, kind) in [
            ("This message was deleted.", ItemKind::Deleted),
            ("\u{200e}You deleted this message.", ItemKind::Deleted),
            ("This message was deleted by admin Ann.", ItemKind::Deleted),
            ("new words \u{200e}<This message was edited>", ItemKind::Edited),
            ("\u{200e}You blocked this contact.", ItemKind::System),
            ("\u{200e}POLL:\nWhere?\n\u{200e}OPTION: pub (1 vote)", ItemKind::Message),
            ("\u{200e}Location: https://maps.google.com/?q=50.1,-0.1", ItemKind::Message),
        ] {
            assert_eq!(read(text, false, true).kind, kind, "{text}");
        }
        assert!(
            deleted_by_keeper("\u{200e}You deleted this message.")
                && !deleted_by_keeper("This message was deleted")
        );
    }
}
