//! Boundaries and orders: what the person asked for, and what a court or police ordered.

use crate::when::When;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// When and how the person made clear that contact is unwanted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Boundary {
    /// When.
    pub when: When,
    /// How: by message, in person, through a solicitor.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub how: String,
    /// The words used.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
    /// Entry numbers of the persons told. Empty: everyone in the record.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub to: Vec<u64>,
}

/// What an order forbids, by sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Forbidden {
    /// Any contact with the keeper, by any means.
    Contact,
    /// Contact through or with other people.
    ThirdParties,
    /// Being at the places it names.
    Places,
    /// Coming near, following or watching.
    ComingNear,
    /// Posting about the keeper, or watching what they do online.
    Online,
    /// Threats, violence and damage.
    Violence,
}

impl Forbidden {
    /// Every sort, in the order they are offered.
    pub const ALL: [Self; 6] =
        [Self::Contact, Self::ThirdParties, Self::Places, Self::ComingNear, Self::Online, Self::Violence];

    /// Plain words for it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Contact => "Contact by any means",
            Self::ThirdParties => "Contact through other people",
            Self::Places => "Going to the places it names",
            Self::ComingNear => "Coming near, following or watching",
            Self::Online => "Posting about you, or watching what you do online",
            Self::Violence => "Threats, violence and damage",
        }
    }
}

/// A court or police order, undertaking or bail condition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// What it is called.
    pub kind: String,
    /// Who made it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub by: String,
    /// Entry numbers of the persons bound by it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub against: Vec<u64>,
    /// What it forbids or asks, in its own words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub terms: String,
    /// What it forbids, by sort, so that entries can be held against it. Empty when nobody said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forbids: Vec<Forbidden>,
    /// Places it names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub zones: Vec<String>,
    /// First day in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Last day in force; `None` when it has no end or the end is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// Day it was served.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub served: Option<Date>,
}
