//! An item as it is compared: when, who, where and what was said, each in the form all archives share.

use crate::{
    alias::{Aliases, Who},
    conversation::Conversations,
    event::Subject,
    item::{CallOutcome, Direction, ItemKind},
    person,
    sheaf::ItemView,
};
use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
};
use unicode_normalization::UnicodeNormalization;

/// The minute of an item whose time is not known, and of a mail, which is known by its number and not by its time.
pub(super) const TIMELESS: i64 = i64::MIN;

/// An item as it is compared.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Mark {
    /// Minutes since 1970; [`TIMELESS`] where there is none.
    pub minute: i64,
    /// Who wrote or called.
    pub who: u64,
    /// What was said or how the call ended.
    pub said: u64,
    /// Who else is in a conversation of two; 0 where that is not known.
    pub with: u32,
    /// The title of the conversation; 0 when it has none.
    pub title: u32,
    /// The name of a file it came with; 0 when it has none.
    pub file: u32,
    /// Place among the items of its archive.
    pub index: u32,
    /// Second of the minute.
    pub second: u8,
    /// Known by a number that the sender's program gave it (Message-ID, RFC 5322 section 3.6.4).
    pub numbered: bool,
    /// A call.
    pub call: bool,
    /// Somebody said or sent it: no line of the app, sign or draft, of which archives of two kinds hold different ones.
    pub spoken: bool,
    /// A picture, sound or file without words.
    pub media: bool,
}

/// An archive that is compared: who speaks with whom in it, and how exact its clock is.
pub struct Side<'a> {
    pub(super) format: &'a str,
    aliases: &'a Aliases,
    talks: Conversations<'a>,
    known: HashMap<&'a str, Who>,
    /// Its times are known to the second.
    pub(super) exact: bool,
    /// It holds one conversation only.
    pub(super) single: bool,
}

impl<'a> Side<'a> {
    /// Looks through an archive. `format` is the word of its format.
    pub fn of(
        format: &'a str,
        items: impl Iterator<Item = ItemView<'a>>,
        (aliases, subject): (&'a Aliases, Option<&Subject>),
    ) -> Self {
        let mut talks = Conversations::new(subject);
        let (mut title, mut single, mut timed, mut exact) = (None, true, false, false);
        for item in items {
            talks.learn(format, item);
            single &=
                item.conversation.is_none() || *title.get_or_insert(item.conversation) == item.conversation;
            timed |= item.at.is_some();
            // Only archives that write a local clock leave the seconds out.
            exact |= item.at.is_some() && item.civil.is_none_or(|civil| civil.second() != 0);
        }
        Self { format, aliases, talks, known: HashMap::new(), exact: exact || !timed, single }
    }

    fn who(&mut self, name: &'a str) -> Who {
        *self.known.entry(name).or_insert_with(|| self.aliases.who(name))
    }

    /// Reads an item. `words` is room to write in, used again each time.
    pub(super) fn mark(&mut self, (index, item): (u32, ItemView<'a>), words: &mut String) -> Mark {
        let format = self.format;
        let way = self.talks.way(item);
        let who = match (way, item.from) {
            (Direction::Out, _) => Who::KEEPER,
            (_, Some(from)) => self.who(from),
            (_, None) => Who::NOBODY,
        };
        let other = self.talks.other_side(format, item).filter(|other| !other.group);
        let with = other.map(|other| self.who(other.name));
        let second = item.at.map(|at| at.as_second());
        let number = message_number(item);
        let said = said(format, item, words);
        Mark {
            minute: second.filter(|_| number.is_none()).map_or(TIMELESS, |second| second.div_euclid(60)),
            who: number.map_or_else(|| hash(&who), |number| hash(&("number", number))),
            said: hash(&said),
            with: with.map_or(0, |with| short(hash(&with))),
            title: item.conversation.map_or(0, |title| short(hash(&person::normalise(title)))),
            file: item
                .attachments
                .iter()
                .find_map(|file| file.name.as_ref())
                .map_or(0, |name| short(hash(name))),
            index,
            second: second
                .filter(|_| number.is_none())
                .map_or(0, |second| u8::try_from(second.rem_euclid(60)).unwrap_or_default()),
            numbered: number.is_some(),
            call: item.kind == ItemKind::Call,
            spoken: matches!(
                item.kind,
                ItemKind::Message | ItemKind::Edited | ItemKind::Deleted | ItemKind::Call
            ),
            media: matches!(said, Said::Media),
        }
    }
}

/// What an item says, in the form all archives share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Said<'a> {
    Words(&'a str),
    /// A picture, sound or file without words: archives name the same file differently.
    Media,
    /// The words are gone; what stands in their place is the app's own.
    Deleted,
    /// Answered, not answered, or not known.
    Call(Option<bool>),
    /// Of the app, a draft, a sign: never what somebody said.
    Apart(ItemKind, &'a str),
}

fn said<'w>(format: &str, item: ItemView<'_>, words: &'w mut String) -> Said<'w> {
    match item.kind {
        ItemKind::Deleted => return Said::Deleted,
        ItemKind::Call => {
            return Said::Call(item.call.and_then(|call| match call.outcome {
                CallOutcome::Unknown => None,
                outcome => Some(outcome == CallOutcome::Answered),
            }));
        }
        _ => {}
    }
    seen(own_words(format, item), words);
    match item.kind {
        ItemKind::System | ItemKind::Draft | ItemKind::Reaction | ItemKind::Event => {
            Said::Apart(item.kind, words)
        }
        _ if words.is_empty() && !item.attachments.is_empty() => Said::Media,
        _ => Said::Words(words),
    }
}

/// The text without what the app itself wrote into it. WhatsApp's text export names a file in the words of the message, on
/// a line of its own with the caption after it, and says that a message was edited behind its words.
fn own_words<'a>(format: &str, item: ItemView<'a>) -> &'a str {
    let text = item.text;
    if format != "whatsapp" && format != "whatsapp-zip" {
        return text;
    }
    if !item.attachments.is_empty() {
        return text.split_once('\n').map_or("", |(_, caption)| caption);
    }
    let told = || text.trim_end().strip_suffix('>')?.rsplit_once('<');
    told().filter(|_| item.kind == ItemKind::Edited).map_or(text, |(own, _)| own)
}

/// Writes a text as it is seen: without direction marks, in one composition (UAX 15, NFC), each gap one space.
fn seen(text: &str, words: &mut String) {
    words.clear();
    for word in text.split_whitespace() {
        if !words.is_empty() {
            words.push(' ');
        }
        if word.is_ascii() {
            words.push_str(word);
        } else {
            words.extend(word.chars().filter(|c| !person::is_mark(*c)).nfc());
        }
    }
    words.truncate(words.trim_end().len());
}

/// The number a mail was given by the program that sent it, without its brackets.
fn message_number(item: ItemView<'_>) -> Option<&str> {
    let header = item.details.iter().find(|detail| detail.name.eq_ignore_ascii_case("message-id"))?;
    let number = header.value.trim().trim_start_matches('<').trim_end_matches('>');
    (!number.is_empty()).then_some(number)
}

fn hash<T: Hash + ?Sized>(value: &T) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Fewer bits, never 0.
fn short(hash: u64) -> u32 {
    u32::try_from(hash >> 32).unwrap_or(u32::MAX).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_compared_as_they_are_seen() {
        let form = |text: &str| {
            let mut words = String::new();
            seen(text, &mut words);
            words
        };
        assert_eq!(form("\u{200e}cafe\u{301}\r\n  at\u{a0}8 "), form("caf\u{e9} at 8"));
        assert_ne!(form("cafe at 8"), form("caf\u{e9} at 8"), "another letter is another word");
        assert_ne!(form("I will find you"), form("i will find you"));
        assert_eq!(form("\u{200e} "), "");
    }
}
