//! Contact with police and other agencies, and what was handed to them.

use crate::when::When;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A call, visit or letter to or from an agency.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AgencyContact {
    /// When.
    pub when: When,
    /// Who the keeper spoke to, with rank and number.
    pub who: String,
    /// Police force or organisation.
    pub force: String,
    /// Crime or incident reference.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// What the keeper told them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub told: Option<String>,
    /// What they advised.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
    /// What they promised to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub promise: Option<String>,
    /// By when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
}

/// A pack was made for somebody. Kept in the private compartment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disclosure {
    /// When.
    pub made: Timestamp,
    /// For whom: police, solicitor, advocate.
    pub to: String,
    /// How many log entries were disclosed.
    pub disclosed: u64,
    /// How many there were.
    pub of: u64,
    /// SHA-256 of the pack's manifest, in hex.
    pub manifest: String,
    /// Entry numbers of the exhibits whose originals are in it. `None` in notes written before this was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub originals: Option<Vec<u64>>,
}
