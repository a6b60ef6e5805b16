//! A sheaf: items bound close together. One arena of text, one fixed-size line for each item, what many share once.
//!
//! A diary may hold a million messages. As [`Item`]s they would cost an allocation for each string; here a message
//! costs its text and about 80 bytes, and is read through a [`ItemView`], a view that borrows. `form` writes the same as
//! bytes, for a cache that can be thrown away.

mod form;
#[cfg(test)]
mod tests;

use crate::item::{Attachment, Call, Detail, Direction, Item, ItemKind, Locator, Reaction, Spot, Version};
use foldhash::fast::RandomState;
use jiff::{Timestamp, civil::DateTime};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// An item as it is read: the fields of [`Item`], borrowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each field is documented on Item and Locator")]
pub struct ItemView<'a> {
    pub at: Option<Timestamp>,
    pub civil: Option<DateTime>,
    pub at_note: Option<&'a str>,
    pub from: Option<&'a str>,
    pub to: &'a [String],
    pub contact_name: Option<&'a str>,
    pub direction: Direction,
    pub kind: ItemKind,
    pub text: &'a str,
    pub attachments: &'a [Attachment],
    pub conversation: Option<&'a str>,
    pub call: Option<Call>,
    pub details: &'a [Detail],
    pub reactions: &'a [Reaction],
    pub earlier: &'a [Version],
    pub spot: Option<Spot>,
    pub member: Option<&'a str>,
    pub start: Option<u64>,
    pub end: Option<u64>,
    pub row: Option<u64>,
}

impl ItemView<'_> {
    /// Where in the original it stands.
    pub fn locator(&self) -> Locator {
        Locator { member: owned(self.member), start: self.start, end: self.end, row: self.row }
    }

    /// The item by itself.
    pub fn to_item(&self) -> Item {
        Item {
            at: self.at,
            civil: self.civil,
            at_note: owned(self.at_note),
            from: owned(self.from),
            to: self.to.to_vec(),
            contact_name: owned(self.contact_name),
            direction: self.direction,
            kind: self.kind,
            text: self.text.to_owned(),
            attachments: self.attachments.to_vec(),
            conversation: owned(self.conversation),
            call: self.call,
            details: self.details.to_vec(),
            reactions: self.reactions.to_vec(),
            earlier: self.earlier.to_vec(),
            spot: self.spot,
            locator: self.locator(),
        }
    }
}

fn owned(text: Option<&str>) -> Option<String> {
    text.map(str::to_owned)
}

impl<'a> From<&'a Item> for ItemView<'a> {
    fn from(item: &'a Item) -> Self {
        Self {
            at: item.at,
            civil: item.civil,
            at_note: item.at_note.as_deref(),
            from: item.from.as_deref(),
            to: &item.to,
            contact_name: item.contact_name.as_deref(),
            direction: item.direction,
            kind: item.kind,
            text: &item.text,
            attachments: &item.attachments,
            conversation: item.conversation.as_deref(),
            call: item.call,
            details: &item.details,
            reactions: &item.reactions,
            earlier: &item.earlier,
            spot: item.spot,
            member: item.locator.member.as_deref(),
            start: item.locator.start,
            end: item.locator.end,
            row: item.locator.row,
        }
    }
}

/// The items of one segment. Never changed once made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheaf {
    /// The texts of all items, one after the other.
    text: String,
    lines: Vec<Line>,
    shared: Vec<Shared>,
    calls: Vec<Call>,
    rests: Vec<Rest>,
}

/// What differs from item to item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Line {
    at: Option<Timestamp>,
    civil: Option<DateTime>,
    /// Places in the original; [`NOWHERE`] for those it does not have.
    start: u64,
    end: u64,
    row: u64,
    /// Where its text ends; it begins where the text before it ends. A segment is at most 64 MiB.
    text_end: u32,
    /// One more than the number of what else it has; 0 for the many that have nothing else.
    rest: u32,
    /// Which of the shared parts is its own.
    shared: u32,
    /// One more than the number of its call; 0 for what is no call.
    call: u32,
}

/// no file has so many bytes or rows.
const NOWHERE: u64 = u64::MAX;

/// What many items have in common: the messages of one person in one chat share all of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
struct Shared {
    from: Option<String>,
    to: Vec<String>,
    contact_name: Option<String>,
    conversation: Option<String>,
    member: Option<String>,
    at_note: Option<String>,
    direction: Direction,
    kind: ItemKind,
}

/// What few items have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Rest {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<Attachment>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    details: Vec<Detail>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reactions: Vec<Reaction>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    earlier: Vec<Version>,
    #[serde(skip_serializing_if = "Option::is_none")]
    spot: Option<Spot>,
}

/// What most items have of it.
static NOTHING: Rest = Rest {
    attachments: Vec::new(),
    details: Vec::new(),
    reactions: Vec::new(),
    earlier: Vec::new(),
    spot: None,
};

impl Sheaf {
    /// How many items there are.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// One item, by its place.
    pub fn get(&self, index: usize) -> Option<ItemView<'_>> {
        let line = self.lines.get(index)?;
        let before = index.checked_sub(1).and_then(|before| self.lines.get(before));
        let start = before.map_or(0, |line| line.text_end);
        let rest = (line.rest as usize).checked_sub(1).and_then(|rest| self.rests.get(rest));
        let Rest { attachments, details, reactions, earlier, spot } = rest.unwrap_or(&NOTHING);
        let shared = self.shared.get(line.shared as usize)?;
        let call = (line.call as usize).checked_sub(1).and_then(|call| self.calls.get(call));
        let there = |place: u64| (place != NOWHERE).then_some(place);
        Some(ItemView {
            at: line.at,
            civil: line.civil,
            at_note: shared.at_note.as_deref(),
            from: shared.from.as_deref(),
            to: &shared.to,
            contact_name: shared.contact_name.as_deref(),
            direction: shared.direction,
            kind: shared.kind,
            text: self.text.get(start as usize..line.text_end as usize).unwrap_or_default(),
            attachments,
            conversation: shared.conversation.as_deref(),
            call: call.copied(),
            details,
            reactions,
            earlier,
            spot: *spot,
            member: shared.member.as_deref(),
            start: there(line.start),
            end: there(line.end),
            row: there(line.row),
        })
    }

    /// Every item, in order.
    pub fn iter(&self) -> impl Iterator<Item = ItemView<'_>> + Clone {
        (0..self.len()).filter_map(|index| self.get(index))
    }

    /// The texts of all items, one directly after the other, for looking through at once.
    pub fn texts(&self) -> &str {
        &self.text
    }

    /// The item whose text holds all bytes of this stretch of [`Sheaf::texts`]; `None` when it runs over an end.
    pub fn holder(&self, start: usize, end: usize) -> Option<usize> {
        let index = self.lines.partition_point(|line| line.text_end as usize <= start);
        (self.lines.get(index)?.text_end as usize >= end).then_some(index)
    }

    /// Where in [`Sheaf::texts`] an item's text ends; the end of all of them when there is no such item.
    pub fn text_end(&self, index: usize) -> usize {
        self.lines.get(index).map_or(self.text.len(), |line| line.text_end as usize)
    }

    /// What the archive's own address book says: a name, and the one name or number it stands for. Each pair at least once.
    pub fn address_book(&self) -> impl Iterator<Item = (&str, &str)> {
        self.shared.iter().filter_map(|shared| {
            let other = match (&shared.from, shared.to.as_slice()) {
                (Some(from), _) => from,
                (None, [to]) => to,
                (None, _) => return None,
            };
            Some((shared.contact_name.as_deref()?, other.as_str()))
        })
    }

    /// The places of items whose sender is wanted. Each sender is asked about once.
    pub fn from_whom(&self, wanted: impl Fn(&str) -> bool) -> impl Iterator<Item = usize> {
        let theirs: Vec<bool> = self.shared.iter().map(|s| s.from.as_deref().is_some_and(&wanted)).collect();
        // Most searches find no sender at all.
        let lines = if theirs.contains(&true) { self.lines.as_slice() } else { &[] };
        let is_theirs = move |line: &Line| theirs.get(line.shared as usize).copied().unwrap_or_default();
        lines.iter().enumerate().filter(move |(_, line)| is_theirs(line)).map(|(index, _)| index)
    }
}

/// Makes [`Sheaf`] item by item.
#[derive(Debug, Default)]
pub struct SheafBuilder {
    sheaf: Sheaf,
    known: HashMap<Shared, u32, RandomState>,
}

impl SheafBuilder {
    /// Adds an item.
    pub fn push(&mut self, item: Item) {
        #[rustfmt::skip]
        let Item {
            at, civil, at_note, from, to, contact_name, direction, kind, text, attachments, conversation, call,
            details, reactions, earlier, spot, locator: Locator { member, start, end, row },
        } = item;
        let shared = Shared { from, to, contact_name, conversation, member, at_note, direction, kind };
        let shared = self.share(shared);
        let rest = Rest { attachments, details, reactions, earlier, spot };
        let sheaf = &mut self.sheaf;
        sheaf.text.push_str(&text);
        let has_rest = rest != NOTHING;
        sheaf.rests.extend(has_rest.then_some(rest));
        sheaf.calls.extend(call);
        sheaf.lines.push(Line {
            at,
            civil,
            start: start.unwrap_or(NOWHERE),
            end: end.unwrap_or(NOWHERE),
            row: row.unwrap_or(NOWHERE),
            text_end: number(sheaf.text.len()),
            rest: if has_rest { number(sheaf.rests.len()) } else { 0 },
            shared,
            call: if call.is_some() { number(sheaf.calls.len()) } else { 0 },
        });
    }

    fn share(&mut self, shared: Shared) -> u32 {
        if let Some(known) = self.known.get(&shared) {
            return *known;
        }
        let place = number(self.sheaf.shared.len());
        self.sheaf.shared.push(shared.clone());
        self.known.insert(shared, place);
        place
    }

    /// All that was added.
    pub fn finish(mut self) -> Sheaf {
        self.sheaf.text.shrink_to_fit();
        self.sheaf.lines.shrink_to_fit();
        self.sheaf
    }
}

/// A segment is at most 64 MiB, so nothing in it is counted beyond 32 bits.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

impl FromIterator<Item> for Sheaf {
    fn from_iter<I: IntoIterator<Item = Item>>(items: I) -> Self {
        let mut builder = SheafBuilder::default();
        items.into_iter().for_each(|item| builder.push(item));
        builder.finish()
    }
}
