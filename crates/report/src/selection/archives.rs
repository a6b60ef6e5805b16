//! What each archive holds besides the messages a pack is about.

use crate::{case::Case, firewall::Firewall};
use daybook_core::{
    contact::{People, Placed},
    diary::Diary,
    event::Import,
    item::{Direction, ItemKind},
    person,
};
use std::collections::{BTreeMap, BTreeSet};

/// What an archive holds.
#[derive(Clone, Debug, Default)]
pub(super) struct Held {
    /// Somebody else than these persons wrote in it or was written to, or may have.
    pub others: bool,
    /// One of these persons wrote in it or was written to.
    pub ours: bool,
    /// A private place is written in one of its items, known from an earlier archive or not.
    pub private_place: bool,
    /// Items stored under it that are from or to these persons.
    pub items_of_persons: u64,
}

/// Every archive that was read, by the entry number of its exhibit.
pub(super) struct Archives {
    held: BTreeMap<u64, Held>,
    kept_out: BTreeSet<u64>,
}

impl Archives {
    /// Looks through every item and every import.
    pub fn of(case: &Case<'_>, wall: &Firewall, persons: &BTreeSet<u64>) -> Self {
        let diary = case.diary;
        let whose = Whose::of(diary, persons);
        let exhibit_of: BTreeMap<u64, u64> =
            diary.segments.iter().map(|s| (s.entry, s.head.exhibit)).collect();
        let mut held: BTreeMap<u64, Held> = exhibit_of.values().map(|e| (*e, Held::default())).collect();
        let talks = whose.conversations(case);
        for placed in case.items.every() {
            let Some(held) = exhibit_of.get(&placed.segment).and_then(|exhibit| held.get_mut(exhibit)) else {
                continue;
            };
            held.others |= whose.is_with_others(&placed, &talks);
            let theirs = whose.concerns(&placed);
            held.ours |= theirs;
            held.items_of_persons += u64::from(theirs);
            held.private_place = held.private_place || !wall.is_open() && holds(wall, &placed);
        }
        let any_place = held.values().any(|held| held.private_place);
        let mut imports: BTreeMap<u64, Vec<&Import>> = BTreeMap::new();
        for (_, import) in diary.standing(&diary.imports) {
            imports.entry(import.exhibit).or_default().push(import);
        }
        for (exhibit, readings) in imports {
            let held = held.entry(exhibit).or_default();
            let names = || readings.iter().filter_map(|import| import.participants.as_ref()).flatten();
            held.ours |= names().any(|name| whose.is_theirs(name));
            held.others |= whose.others_in(&readings);
            // Items known from an earlier archive are stored there, and are in this one all the same.
            held.private_place |=
                any_place && !readings.iter().any(|import| import.imported == import.records);
        }
        // Struck is taken back: what was read from it stands no more than the file itself.
        let out = |exhibit: &u64| {
            diary.exhibits.get(exhibit).is_some_and(|h| h.now().private || h.struck.is_some())
        };
        let kept_out = exhibit_of.iter().filter(|(_, e)| out(e)).map(|(segment, _)| *segment);
        Self { held, kept_out: kept_out.collect() }
    }

    pub fn get(&self, exhibit: u64) -> Option<&Held> {
        self.held.get(&exhibit)
    }

    /// Whether a segment was read from an archive that is kept out of every pack, or struck.
    pub fn is_kept_out(&self, segment: u64) -> bool {
        self.kept_out.contains(&segment)
    }
}

fn holds(wall: &Firewall, placed: &Placed<'_>) -> bool {
    // An item of numbers and strings can always be written as JSON; one that could not would not be clean.
    serde_json::to_value(placed.item.to_item()).map_or(true, |json| wall.holds_json(&json))
}

/// A conversation within a segment.
type Talk<'a> = (u64, &'a str);

/// Whose a name or number is.
struct Whose {
    theirs: BTreeSet<String>,
    keeper: BTreeSet<String>,
}

impl Whose {
    fn of(diary: &Diary, persons: &BTreeSet<u64>) -> Self {
        let people = People::of(diary);
        let linked = diary.standing(&diary.identifiers).map(|(_, i)| &i.value);
        let theirs = linked.filter(|value| people.find(value).is_some_and(|p| persons.contains(&p)));
        let theirs = theirs.map(|value| person::normalise(value)).collect();
        let subject = diary.subject.iter().flat_map(|s| s.me.iter().chain([&s.name]));
        let keeper =
            subject.filter(|name| !name.trim().is_empty()).map(|name| person::normalise(name)).collect();
        Self { theirs, keeper }
    }

    fn is_theirs(&self, name: &str) -> bool {
        self.theirs.contains(&person::normalise(name))
    }

    /// From or to these persons.
    fn concerns(&self, placed: &Placed<'_>) -> bool {
        placed.item.from.is_some_and(|from| self.is_theirs(from))
            || placed.item.to.iter().any(|to| self.is_theirs(to))
    }

    /// The conversations in which one of these persons wrote.
    fn conversations<'a>(&self, case: &'a Case<'_>) -> BTreeSet<Talk<'a>> {
        let written = case.items.all().filter(|p| p.item.from.is_some_and(|from| self.is_theirs(from)));
        written.map(|p| (p.segment, p.item.conversation.unwrap_or_default())).collect()
    }

    /// Whether an item is to, from or about somebody else. A draft is to somebody like any message.
    fn is_with_others(&self, placed: &Placed<'_>, talks: &BTreeSet<Talk<'_>>) -> bool {
        let item = placed.item;
        let elsewhere = || !talks.contains(&(placed.segment, item.conversation.unwrap_or_default()));
        let to_others =
            || item.to.iter().any(|to| !self.is_theirs(to) && !self.keeper.contains(&person::normalise(to)));
        match (item.kind, item.direction) {
            (ItemKind::System, _) => match item.from {
                Some(from) if !self.is_theirs(from) => true,
                _ if !item.to.is_empty() => to_others(),
                _ => elsewhere(),
            },
            (ItemKind::Draft, _) | (_, Direction::Out) if item.to.is_empty() => elsewhere(),
            (ItemKind::Draft, _) | (_, Direction::Out) => to_others(),
            // One who is written to by them is the keeper.
            _ => !item.from.is_some_and(|from| self.is_theirs(from)) || item.to.len() > 1 && to_others(),
        }
    }

    /// Whether the readings of one archive leave it open that others are in it.
    fn others_in(&self, readings: &[&Import]) -> bool {
        let own = |import: &&&Import| import.whose.as_deref().is_none_or(str::is_empty);
        let me = |name: &str| {
            readings.iter().filter(own).any(|i| i.me.as_deref().is_some_and(|me| same(me, name)))
        };
        let known = |name: &String| {
            self.is_theirs(name) || self.keeper.contains(&person::normalise(name)) || me(name)
        };
        let mut names = readings.iter().filter_map(|import| import.participants.as_ref()).flatten();
        // Before everyone in a file was noted, only a file of which all was new says who is in it.
        let whole = |import: &&Import| {
            import.records > 0 && (import.participants.is_some() || import.imported == import.records)
        };
        let unread = |import: &&Import| import.findings.iter().any(|f| UNREAD.contains(&f.kind.as_str()));
        names.any(|name| !known(name)) || !readings.iter().any(whole) || readings.iter().any(unread)
    }
}

fn same(a: &str, b: &str) -> bool {
    person::normalise(a) == person::normalise(b)
}

/// Findings of an import after which it is not known who else is in the file.
const UNREAD: [&str; 9] = [
    "cannot_read",
    "not_understood",
    "nested_archive",
    "encrypted_member",
    "damaged_member",
    "zip_bomb",
    "unread_lines",
    "unreadable_record",
    "truncated",
];
