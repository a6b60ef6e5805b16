//! Contact cards: what an address book says about somebody.
//!
//! A card puts a name to numbers and addresses. It is what the keeper's phone said, not proof of who used a number.

use crate::{
    item::{Detail, Item, ItemKind, Locator},
    person::IdentifierKind,
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
