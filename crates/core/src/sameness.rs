//! Whether two imported items are one and the same message, read from two exports.
//!
//! An export made later holds what an earlier one held, and more. An item is known already when the earlier reading
//! holds as many items with the same time, sender, kind and text as have been met so far in the new one. Where the two
//! disagree, both stand and the difference is told.

use crate::{item::ItemKind, person, sheaf::ItemView};
use std::{
    collections::{HashMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
};

/// Time, sender, receivers, kind: the place a message takes in a conversation, whatever it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Slot(u128);

/// A slot and what was said in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Print(u128);

/// What an earlier reading holds, for comparing a later one with.
#[derive(Clone, Debug, Default)]
pub struct Known {
    prints: HashMap<Print, Seen>,
    slots: HashSet<Slot>,
}

/// How often something is held, and how often the new reading has met it.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    held: u32,
    met: u32,
}

/// What a new item is, held against what is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sameness {
    /// Known already.
    Known,
    /// Not known, and nothing known takes its place.
    New,
    /// Not known, but something else stands in its place: same time and sender, other words.
    Differs,
}

impl Known {
    /// Takes in an item of the earlier reading.
    pub fn hold<'a>(&mut self, item: impl Into<ItemView<'a>>) {
        let item = item.into();
        let slot = slot(&item);
        self.prints.entry(print(slot, &item)).or_default().held += 1;
        self.slots.insert(slot);
    }

    /// Compares an item of the new reading, and counts it as met.
    pub fn meet<'a>(&mut self, item: impl Into<ItemView<'a>>) -> Sameness {
        let item = item.into();
        let slot = slot(&item);
        if let Some(seen) = self.prints.get_mut(&print(slot, &item)) {
            seen.met += 1;
            return if seen.met <= seen.held { Sameness::Known } else { Sameness::New };
        }
        if self.slots.contains(&slot) { Sameness::Differs } else { Sameness::New }
    }

    /// Whether an item of the earlier reading was met in the new one. Ask for each held item, once the new reading is
    /// through.
    pub fn was_met<'a>(&self, item: impl Into<ItemView<'a>>) -> bool {
        let item = item.into();
        self.prints.get(&print(slot(&item), &item)).is_some_and(|seen| seen.met >= seen.held)
    }
}

fn slot(item: &ItemView<'_>) -> Slot {
    let from = item.from.map(person::normalise);
    let to: Vec<String> = item.to.iter().map(|to| person::normalise(to)).collect();
    Slot(wide(|hasher| {
        item.at.hash(hasher);
        if item.at.is_none() {
            item.civil.hash(hasher);
        }
        from.hash(hasher);
        to.hash(hasher);
        (item.kind == ItemKind::Call).hash(hasher);
    }))
}

fn print(slot: Slot, item: &ItemView<'_>) -> Print {
    Print(wide(|hasher| {
        slot.hash(hasher);
        item.kind.hash(hasher);
        item.text.hash(hasher);
        item.call.hash(hasher);
        for attachment in item.attachments {
            attachment.name.hash(hasher);
        }
    }))
}

/// 128 bits, so that two messages of a diary of millions never meet by chance.
fn wide(feed: impl Fn(&mut DefaultHasher)) -> u128 {
    let half = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        salt.hash(&mut hasher);
        feed(&mut hasher);
        u128::from(hasher.finish())
    };
    half(0) << 64 | half(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::item::Item;

    fn item(minute: u8, from: &str, text: &str) -> Item {
        Item {
            at: Some(format!("2026-05-04T21:{minute:02}:00Z").parse().unwrap()),
            from: Some(from.into()),
            text: text.into(),
            ..Item::default()
        }
    }

    fn known(items: &[Item]) -> Known {
        let mut known = Known::default();
        items.iter().for_each(|i| known.hold(i));
        known
    }

    #[test]
    fn a_longer_export_adds_only_what_is_new() {
        let mut known = known(&[item(1, "Dan", "hi"), item(1, "Dan", "hi")]);
        let got: Vec<_> = (0..3).map(|_| known.meet(&item(1, "Dan", "hi"))).collect();
        assert_eq!(got, [Sameness::Known, Sameness::Known, Sameness::New]);
        assert_eq!(known.meet(&item(2, "Dan", "hi")), Sameness::New);
    }

    #[test]
    fn a_reworded_message_is_told_and_the_lost_one_is_found() {
        let old = item(1, "Dan", "I will find you");
        let mut known = known(std::slice::from_ref(&old));
        assert_eq!(known.meet(&item(1, "Dan", "hope you are well")), Sameness::Differs);
        assert!(!known.was_met(&old));
    }
}
