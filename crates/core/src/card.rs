//! Contact cards: what an address book says about somebody.
//!
//! A card puts a name to numbers and addresses. It is what the keeper's phone said, not proof of who used a number.

use crate::{
    item::{Detail, Item, ItemKind, Locator},
    person::IdentifierKind,
    sheaf::ItemView,
};
use serde::{Deserialize, Serialize};

/// One entry of an address book.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// The name the card is shown under, as found. Empty when it has none.
    pub name: String,
    /// Numbers, addresses and handles on it, in its order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<CardIdentifier>,
    /// What else it says, by the names it uses: birthday, organisation, note.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<Detail>,
    /// Where in the original it stands.
    pub locator: Locator,
}

impl Card {
    /// The card as a record that can be searched: a line of the address book's own, that is no contact with anybody.
    pub fn to_item(&self) -> Item {
        let labelled = |i: &CardIdentifier| match &i.label {
            Some(label) => format!("{} ({label})", i.value),
            None => i.value.clone(),
        };
        let mut text = self.name.clone();
        self.identifiers.iter().for_each(|i| {
            text.push('\n');
            text.push_str(&labelled(i));
        });
        Item {
            from: (!self.name.is_empty()).then(|| self.name.clone()),
            kind: ItemKind::System,
            text,
            details: self.details.clone(),
            locator: self.locator.clone(),
            ..Item::default()
        }
    }

    /// The card that [`Card::to_item`] made a record of; `None` when a record of an address book holds no number or
    /// address. The sort of each is told from the value, since the record does not say it.
    pub fn of_item(item: ItemView<'_>) -> Option<Self> {
        let mut lines = item.text.lines();
        let name = lines.next()?.to_owned();
        let identifiers: Vec<CardIdentifier> = lines.filter_map(CardIdentifier::of_line).collect();
        let details = item.details.to_vec();
        (!identifiers.is_empty()).then(|| Self { name, identifiers, details, locator: item.locator() })
    }
}

/// Whether archives of a format are address books, whose records are cards.
pub fn is_address_book(format: &str) -> bool {
    matches!(format, "vcard" | "iphone-contacts")
}

/// One number, address or handle of a card.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardIdentifier {
    /// What sort.
    pub kind: IdentifierKind,
    /// As it stands on the card.
    pub value: String,
    /// What the card calls it: work, home, mobile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}

impl CardIdentifier {
    /// As a line of a record has it: the value, and what the card calls it in brackets.
    fn of_line(line: &str) -> Option<Self> {
        let labelled = line.strip_suffix(')').and_then(|line| line.rsplit_once(" ("));
        let (value, label) = labelled.map_or((line, None), |(value, label)| (value, Some(label)));
        let value = value.trim();
        (!value.is_empty()).then(|| Self {
            kind: IdentifierKind::of_value(value),
            value: value.to_owned(),
            label: label.map(str::to_owned),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_comes_back_out_of_its_record() {
        let identifier = |kind, value: &str, label: Option<&str>| CardIdentifier {
            kind,
            value: value.into(),
            label: label.map(str::to_owned),
        };
        let card = Card {
            name: "Dan (work) Wirrall".into(),
            identifiers: vec![
                identifier(IdentifierKind::Phone, "+44 (0)7700 900201", Some("mobile")),
                identifier(IdentifierKind::Phone, "07700 900202", None),
                identifier(IdentifierKind::Email, "dan@example.org", Some("home")),
            ],
            ..Card::default()
        };
        assert_eq!(Card::of_item((&card.to_item()).into()), Some(card.clone()));
        let bare = Card { name: "Only a name".into(), ..Card::default() };
        assert_eq!(Card::of_item((&bare.to_item()).into()), None);
    }
}
