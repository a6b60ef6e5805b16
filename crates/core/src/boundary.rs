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
    /// What it forbids or asks.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub terms: String,
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
