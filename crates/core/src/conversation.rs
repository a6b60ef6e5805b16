//! Who speaks with whom: the other side of a message, where the message itself does not say.
//!
//! A chat exported as text names who wrote and not to whom. In a conversation of two a message of the keeper's is to the
//! other one; in a group it is to nobody in particular. Everything that counts replies goes by this, so that no two
//! figures of one diary disagree.

use crate::{
    event::Subject,
    item::{Direction, ItemKind},
    person,
    sheaf::ItemView,
};
use std::collections::{BTreeSet, HashMap};

/// Who speaks in each conversation, as far as it matters.
#[derive(Debug, Default)]
pub struct Conversations<'a> {
    keeper: BTreeSet<String>,
    talks: HashMap<(&'a str, &'a str), Talk<'a>>,
}

/// Who speaks in one conversation besides the keeper.
#[derive(Clone, Copy, Debug, Default)]
struct Talk<'a> {
    other: Option<&'a str>,
    many: bool,
}

/// The other side of a message or call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OtherSide<'a> {
    /// Their name or number, as the archive shows it.
    pub name: &'a str,
    /// To or from the keeper.
    pub way: Direction,
    /// In a conversation of more than two.
    pub group: bool,
}

/// The names and numbers under which archives know the keeper, in the form all spellings share.
pub fn keeper(subject: Option<&Subject>) -> BTreeSet<String> {
    let names = subject.into_iter().flat_map(|subject| subject.me.iter().chain([&subject.name]));
    names.map(|name| person::normalise(name)).filter(|name| !name.is_empty()).collect()
}

impl<'a> Conversations<'a> {
    /// None yet. `subject` says how archives know the keeper, for those that do not show which way a message went.
    pub fn new(subject: Option<&Subject>) -> Self {
        Self { keeper: keeper(subject), talks: HashMap::new() }
    }

    /// Whether this is a name or number of the keeper's.
    pub fn is_keeper(&self, name: &str) -> bool {
        !self.keeper.is_empty() && self.keeper.contains(&person::normalise(name))
    }

    /// Learns who speaks in a conversation. `format` is that of its archive.
    pub fn learn(&mut self, format: &'a str, item: ItemView<'a>) {
        let Some(conversation) = item.conversation else { return };
        let by_another = item.direction != Direction::Out && item.kind != ItemKind::System;
        let Some(from) = item.from.filter(|_| by_another) else { return };
        let known = self.talks.get(&(format, conversation)).copied().unwrap_or_default();
        if known.many
            || known.other == Some(from)
            || item.direction == Direction::Unknown && self.is_keeper(from)
        {
            return;
        }
        let talk = match known.other {
            None => Talk { other: Some(from), many: false },
            Some(other) if person::normalise(other) == person::normalise(from) => return,
            Some(_) => Talk { many: true, ..known },
        };
        self.talks.insert((format, conversation), talk);
    }

    /// Which way an item went, as far as that can be told.
    pub fn way(&self, item: ItemView<'_>) -> Direction {
        match (item.direction, item.from) {
            (Direction::Unknown, Some(from)) if self.is_keeper(from) => Direction::Out,
            (way, _) => way,
        }
    }

    /// The only one who speaks with the keeper in the conversation of an item; `None` in a group, or while nobody does.
    pub fn alone(&self, format: &str, item: ItemView<'_>) -> Option<&'a str> {
        let talk = self.talks.get(&(format, item.conversation?))?;
        talk.other.filter(|_| !talk.many)
    }

    /// Whether more than one speaks with the keeper in the conversation of an item.
    pub fn is_group(&self, format: &str, item: ItemView<'_>) -> bool {
        let talk = item.conversation.and_then(|conversation| self.talks.get(&(format, conversation)));
        talk.is_some_and(|talk| talk.many) || item.to.len() > 1
    }

    /// The other side of an item, and which way it went. `None` where nobody can be named: a message to a group, or one
    /// whose sender the archive does not give.
    pub fn other_side(&self, format: &str, item: ItemView<'a>) -> Option<OtherSide<'a>> {
        let group = self.is_group(format, item);
        let way = self.way(item);
        if way != Direction::Out {
            return item.from.map(|name| OtherSide { name, way: Direction::In, group });
        }
        match item.to {
            [to] => Some(OtherSide { name: to, way, group }),
            [] => self.alone(format, item).map(|name| OtherSide { name, way, group }),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::item::Item;

    fn item(from: &str, direction: Direction) -> Item {
        Item { from: Some(from.into()), direction, conversation: Some("Chat".into()), ..Item::default() }
    }

    fn side<'a>(items: &'a [Item], subject: &Subject, of: &'a Item) -> Option<OtherSide<'a>> {
        let mut talks = Conversations::new(Some(subject));
        items.iter().for_each(|item| talks.learn("whatsapp", item.into()));
        talks.other_side("whatsapp", of.into())
    }

    #[test]
    fn what_the_keeper_writes_is_to_the_only_other_one_and_in_a_group_to_nobody() {
        let keeper = Subject { name: "Tamsin".into(), ..Subject::default() };
        let mut chat = vec![item("Dan", Direction::In), item("Tamsin", Direction::Out)];
        let mine = chat[1].clone();
        let found = side(&chat, &keeper, &mine).unwrap();
        assert_eq!((found.name, found.way), ("Dan", Direction::Out));
        chat.push(item("Jo", Direction::In));
        assert_eq!(side(&chat, &keeper, &mine), None);
    }

    #[test]
    fn the_keeper_is_known_by_name_where_the_archive_shows_no_direction() {
        let keeper = Subject { me: vec!["Tamsin".into()], ..Subject::default() };
        let chat = [item("Dan", Direction::Unknown), item("tamsin", Direction::Unknown)];
        let found = side(&chat, &keeper, &chat[1]).unwrap();
        assert_eq!((found.name, found.way, found.group), ("Dan", Direction::Out, false));
    }
}
