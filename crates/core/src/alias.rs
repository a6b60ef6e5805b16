//! Which names and numbers are one person's, as far as the keeper or an address book says.
//!
//! An export shows a name where a backup shows a number. They are taken for one only where the keeper linked both to one
//! person, or where exactly one entry of an address book bears the name. Nothing is guessed from what was written.

use crate::{card::Card, conversation, diary::Diary, person};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    hash::{DefaultHasher, Hash, Hasher},
};

/// A person as far as names and numbers tell: two of them are equal when they are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Who(u64);

impl Who {
    /// The keeper of the diary.
    pub const KEEPER: Self = Self(1);
    /// Nobody is named.
    pub const NOBODY: Self = Self(0);

    fn of(normal: &str) -> Self {
        let mut hasher = DefaultHasher::new();
        normal.hash(&mut hasher);
        // The two above are kept for what they say.
        Self(hasher.finish().max(2))
    }
}

/// Which names and numbers are one person's.
#[derive(Clone, Debug, Default)]
pub struct Aliases {
    who: HashMap<String, Who>,
}

impl Aliases {
    /// As the keeper linked them, and as cards of address books have them where no link says otherwise.
    pub fn new(diary: &Diary, cards: &[Card]) -> Self {
        let mut circles = Circles::default();
        for name in conversation::keeper(diary.subject.as_ref()) {
            circles.place(name, Owner::Keeper);
        }
        for (_, identifier) in diary.standing(&diary.identifiers) {
            if let Some(person) = identifier.person {
                circles.place(person::normalise(&identifier.value), Owner::Person(person));
            }
        }
        for card in cards {
            let values = card.identifiers.iter().map(|identifier| person::normalise(&identifier.value));
            circles.join(values.collect());
        }
        circles.name(cards);
        Self { who: circles.finish() }
    }

    /// Who is meant by a name, number or address.
    pub fn who(&self, identifier: &str) -> Who {
        let normal = person::normalise(identifier);
        self.who.get(&normal).copied().unwrap_or_else(|| Who::of(&normal))
    }
}

/// Whose a circle is known to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Owner {
    Keeper,
    Person(u64),
}

/// Names and numbers that belong together, in circles that never overlap.
#[derive(Debug, Default)]
struct Circles {
    of: BTreeMap<String, usize>,
    circles: Vec<(Option<Owner>, BTreeSet<String>)>,
    owned: BTreeMap<Owner, usize>,
}

impl Circles {
    /// Puts a value with what else is the owner's. What was said first stands.
    fn place(&mut self, value: String, owner: Owner) {
        if self.of.contains_key(&value) {
            return;
        }
        let circle = *self.owned.entry(owner).or_insert_with(|| {
            self.circles.push((Some(owner), BTreeSet::new()));
            self.circles.len() - 1
        });
        self.circles[circle].1.insert(value.clone());
        self.of.insert(value, circle);
    }

    /// Joins the circles of these values, unless that would make two known owners one.
    fn join(&mut self, values: BTreeSet<String>) {
        let known: BTreeSet<usize> = values.iter().filter_map(|value| self.of.get(value).copied()).collect();
        let owners: BTreeSet<Owner> = known.iter().filter_map(|circle| self.circles[*circle].0).collect();
        if owners.len() > 1 {
            return;
        }
        let owned = known.iter().copied().find(|circle| self.circles[*circle].0.is_some());
        let into = owned.or_else(|| known.first().copied()).unwrap_or_else(|| {
            self.circles.push((None, BTreeSet::new()));
            self.circles.len() - 1
        });
        let moved = known.into_iter().filter(|circle| *circle != into);
        let moved: Vec<String> =
            moved.flat_map(|circle| std::mem::take(&mut self.circles[circle].1)).chain(values).collect();
        for value in moved {
            self.circles[into].1.insert(value.clone());
            self.of.insert(value, into);
        }
    }

    /// Puts the names of cards to their numbers. A name that cards of two circles bear is nobody's.
    fn name(&mut self, cards: &[Card]) {
        let mut borne: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for card in cards.iter().filter(|card| !card.name.trim().is_empty()) {
            let circles = card.identifiers.iter().filter_map(|i| self.of.get(&person::normalise(&i.value)));
            borne.entry(person::normalise(&card.name)).or_default().extend(circles.copied());
        }
        for (name, circles) in borne {
            if let (Some(circle), 1) = (circles.first(), circles.len())
                && !self.of.contains_key(&name)
            {
                self.circles[*circle].1.insert(name.clone());
                self.of.insert(name, *circle);
            }
        }
    }

    fn finish(self) -> HashMap<String, Who> {
        let who = |(owner, values): &(Option<Owner>, BTreeSet<String>)| match owner {
            Some(Owner::Keeper) => Who::KEEPER,
            _ => values.first().map_or(Who::NOBODY, |value| Who::of(value)),
        };
        let whose: Vec<Who> = self.circles.iter().map(who).collect();
        self.of.into_iter().map(|(value, circle)| (value, whose[circle])).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        card::CardIdentifier,
        event::{Event, Record, Subject},
        person::{Identifier, Person},
    };

    fn card(name: &str, values: &[&str]) -> Card {
        let identifier =
            |value: &&str| CardIdentifier { value: (*value).into(), ..CardIdentifier::default() };
        Card { name: name.into(), identifiers: values.iter().map(identifier).collect(), ..Card::default() }
    }

    /// A diary in which these values are linked, each to the person of its number.
    fn diary(links: &[(&str, u64)]) -> Diary {
        let mut diary = Diary::default();
        let keeper =
            Subject { name: "Tamsin Okoye".into(), me: vec!["07700 900100".into()], ..Subject::default() };
        let people = (0..3).map(|_| Event::Person(Person::default()));
        let links = links.iter().map(|(value, person)| {
            Event::Identifier(Identifier {
                value: (*value).into(),
                person: Some(*person),
                ..Identifier::default()
            })
        });
        for (entry, event) in (0..).zip(people.chain([Event::Subject(keeper)]).chain(links)) {
            let at = "2026-05-04T22:00:00Z".parse().unwrap();
            diary.apply(entry, Record { at, zone: "Europe/London".into(), event });
        }
        diary
    }

    #[test]
    fn a_card_puts_a_name_to_its_numbers_and_to_no_other() {
        let aliases = Aliases::new(&diary(&[]), &[card("Dan W", &["07700 900201", "dan@example.org"])]);
        assert_eq!(aliases.who("dan w"), aliases.who("+447700900201"));
        assert_eq!(aliases.who("Dan W"), aliases.who("dan@example.org"));
        assert_ne!(aliases.who("Dan W"), aliases.who("07700 900202"));
        assert_eq!(aliases.who("Tamsin Okoye"), Who::KEEPER);
        assert_eq!(aliases.who("+44 7700 900100"), Who::KEEPER);
    }

    #[test]
    fn a_name_that_two_cards_bear_is_nobodys() {
        let cards = [card("Dan", &["07700 900201"]), card("Dan", &["07700 900202"])];
        let aliases = Aliases::new(&diary(&[]), &cards);
        assert_ne!(aliases.who("Dan"), aliases.who("07700 900201"));
        assert_ne!(aliases.who("Dan"), aliases.who("07700 900202"));
        let same = [card("Dan", &["07700 900201"]), card("Dan", &["07700 900202", "0044 7700 900201"])];
        let aliases = Aliases::new(&diary(&[]), &same);
        assert_eq!(aliases.who("Dan"), aliases.who("07700 900202"), "one card holds what the other does");
    }

    #[test]
    fn what_the_keeper_linked_stands_over_what_a_card_says() {
        let linked = diary(&[("Dan", 0), ("07700 900201", 1), ("07700 900202", 0)]);
        let aliases = Aliases::new(&linked, &[card("Dan", &["07700 900201", "07700 900202"])]);
        assert_eq!(aliases.who("Dan"), aliases.who("07700 900202"));
        assert_ne!(aliases.who("Dan"), aliases.who("07700 900201"));
    }
}
