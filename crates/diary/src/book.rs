//! The address book: contact cards out of imported files, and whom of the diary each may be.
//!
//! A card is what somebody's phone said. It is shown as a suggestion; a number is joined to a person only when the keeper
//! says so, and the card is then the stated basis.

use crate::{
    contents::Contents,
    earlier::{self, Joined},
    failure::{Failure, Outcome},
    journal::Journal,
};
use daybook_core::{
    card::{self, Card, CardIdentifier},
    contact::People,
    diary::Diary,
    person::{Identifier, IdentifierKind, normalise},
};
use std::collections::{BTreeMap, BTreeSet};

/// A contact card of an imported file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filed {
    /// Where it stands: entry number of its segment and its place there.
    pub place: (u64, u32),
    /// Label of the file.
    pub label: String,
    /// The card.
    pub card: Card,
}

impl Filed {
    /// What the card has, in words: `2 numbers and 1 address`.
    pub fn holds(&self) -> String {
        held(&self.card.identifiers)
    }
}

/// Numbers and addresses in words.
pub fn held(identifiers: &[CardIdentifier]) -> String {
    let count = |kind: fn(&CardIdentifier) -> bool| identifiers.iter().filter(|one| kind(one)).count();
    let counts = [
        (count(|one| one.kind == IdentifierKind::Phone), "number", "numbers"),
        (count(|one| one.kind == IdentifierKind::Email), "address", "addresses"),
        (count(|one| !matches!(one.kind, IdentifierKind::Phone | IdentifierKind::Email)), "other", "others"),
    ];
    let words = counts.iter().filter(|(count, ..)| *count > 0);
    let words: Vec<String> =
        words.map(|(count, one, many)| format!("{count} {}", if *count == 1 { one } else { many })).collect();
    words.join(" and ")
}

/// A card that may be of a person, and what of it is not linked yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The card.
    pub filed: Filed,
    /// Entry number of the person.
    pub person: u64,
    /// Why: what the card and the diary both have.
    pub shared: String,
    /// Numbers and addresses of the card that nobody is linked to.
    pub open: Vec<CardIdentifier>,
}

/// Every card of the diary, the first of those that say the same.
pub fn cards(contents: &Contents) -> Vec<Filed> {
    let (diary, items) = (contents.diary(), contents.items());
    let books = items.segments().iter().filter(|held| card::is_address_book(&held.head.format));
    let filed = books.flat_map(|held| {
        let label = diary.label(held.head.exhibit).unwrap_or("a file");
        held.iter().filter_map(move |placed| {
            let card = Card::of_item(placed.item)?;
            let counts = items.counts(placed.segment, placed.index);
            counts.then(|| Filed { place: (placed.segment, placed.index), label: label.to_owned(), card })
        })
    });
    filed.collect()
}

/// For each card the persons it may be of: one who has the name, or a number or address that stands on it.
pub fn suggestions(contents: &Contents) -> Vec<Suggestion> {
    let diary = contents.diary();
    let people = People::of(diary);
    let mut all = Vec::new();
    for filed in cards(contents) {
        let open: Vec<CardIdentifier> = filed
            .card
            .identifiers
            .iter()
            .filter(|one| people.owner(&normalise(&one.value), None).is_none())
            .cloned()
            .collect();
        if open.is_empty() {
            continue;
        }
        for (person, shared) in whose(diary, &people, &filed.card) {
            all.push(Suggestion { filed: filed.clone(), person, shared, open: open.clone() });
        }
    }
    all
}

fn whose(diary: &Diary, people: &People, card: &Card) -> BTreeMap<u64, String> {
    let mut whose = BTreeMap::new();
    let name = normalise(&card.name);
    let named = diary
        .standing(&diary.people)
        .filter(|(_, person)| !name.is_empty() && normalise(&person.name) == name);
    whose.extend(named.map(|(entry, person)| (entry, person.name.clone())));
    let values = card.identifiers.iter().map(|one| one.value.as_str()).chain([card.name.as_str()]);
    for value in values {
        if let Some(person) = people.owner(&normalise(value), None) {
            whose.entry(person).or_insert_with(|| value.to_owned());
        }
    }
    whose
}

/// What came of linking.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Linked {
    /// Entry numbers of the links.
    pub entries: Vec<u64>,
    /// Archives in which the same messages were found now.
    pub joined: Vec<Joined>,
}

/// Links an identifier. Archives that show one person as a name and as a number are compared again.
pub fn link(journal: &mut Journal, identifier: Identifier) -> Outcome<Linked> {
    let event = journal.diary().link(identifier)?;
    let entries = vec![journal.write(event)?];
    Ok(Linked { entries, joined: earlier::join(journal)? })
}

/// Links what a card has to a person; of a choice, only that. What is linked to somebody already is left as it is.
pub fn link_card(
    journal: &mut Journal,
    place: (u64, u32),
    (person, only): (u64, &[String]),
) -> Outcome<Linked> {
    let filed = cards(journal.contents()).into_iter().find(|filed| filed.place == place);
    let Some(filed) = filed else {
        return Err(Failure::refused(
            format!("There is no contact card {}/{}.", place.0, place.1),
            "See the cards with `daybook cards`.",
        ));
    };
    let chosen: BTreeSet<String> = only.iter().map(|value| normalise(value)).collect();
    let people = People::of(journal.diary());
    let wanted = filed.card.identifiers.iter().filter(|one| {
        let value = normalise(&one.value);
        people.owner(&value, None).is_none() && (chosen.is_empty() || chosen.contains(&value))
    });
    let wanted: Vec<&CardIdentifier> = wanted.collect();
    if wanted.is_empty() {
        return Err(Failure::refused(
            "Nothing of this card is left to link.",
            "Choose a number or address that is not linked to anybody yet.",
        ));
    }
    let basis = format!("Contact card “{}” in {}", filed.card.name, filed.label);
    let mut done = Linked::default();
    let events = wanted.into_iter().map(|one| {
        journal.diary().link(Identifier {
            kind: one.kind,
            value: one.value.clone(),
            person: Some(person),
            basis: basis.clone(),
            since: None,
        })
    });
    let events: Vec<_> = events.collect::<Result<_, _>>()?;
    let mut draft = journal.draft()?;
    for event in events {
        done.entries.push(draft.event(event)?);
    }
    draft.commit()?;
    done.joined = earlier::join(journal)?;
    Ok(done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_card_has_is_told_in_words() {
        let one = |kind| CardIdentifier { kind, ..CardIdentifier::default() };
        let card = [one(IdentifierKind::Phone), one(IdentifierKind::Phone), one(IdentifierKind::Email)];
        assert_eq!(held(&card), "2 numbers and 1 address");
        assert_eq!(held(&card[..1]), "1 number");
    }
}
