//! Exhibits: digital originals and physical items, each with a label that never changes.

use crate::when::When;
use serde::{Deserialize, Serialize};

/// A file kept as it came: a photo, a document, a whole archive.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exhibit {
    /// Initials and running number, as `JS/1`. Given once, never used again.
    pub label: String,
    /// The name it came with. Shown, never used as a path.
    pub name: String,
    /// SHA-256 of the original bytes, in lower-case hex.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Media type by content.
    pub media_type: String,
    /// The keeper's own words about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Where it came from: own camera, an app's export, somebody who handed it over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Facts read from the file's own metadata, as found: name and value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<(String, String)>,
    /// The file holds a place (GPS): an address firewall must look at it before it leaves.
    #[serde(default)]
    pub holds_place: bool,
    /// Keep out of every pack unless chosen.
    #[serde(default)]
    pub private: bool,
    /// Hard to look at: whoever is given it is told before they open it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub distressing: bool,
    /// The vault's number of the bytes, in decimal.
    pub blob: String,
}

/// What a keeper may change about an exhibit after it was added. All else is the file's own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    /// Keep out of every pack from now on.
    pub private: bool,
    /// Hard to look at.
    pub distressing: bool,
}

impl Exhibit {
    /// How it is marked.
    pub fn marks(&self) -> Marks {
        Marks { private: self.private, distressing: self.distressing }
    }

    /// The same exhibit under other marks.
    pub fn marked(self, Marks { private, distressing }: Marks) -> Self {
        Self { private, distressing, ..self }
    }
}

/// Text that a program found in a picture. It may be wrong, stands for nothing by itself, and is there to be searched.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MachineText {
    /// Entry number of the exhibit.
    pub exhibit: u64,
    /// The text, empty where the program found none.
    pub text: String,
    /// The program and its version.
    pub by: String,
}

/// A thing that can be held: a letter, flowers, a tracker.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PhysicalItem {
    /// Initials and running number, in the same row as digital exhibits.
    pub label: String,
    /// What it is.
    pub description: String,
    /// When it came.
    pub received: When,
    /// How it came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub received_how: Option<String>,
    /// Who has touched it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handled_by: Option<String>,
    /// How it is wrapped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wrapped: Option<String>,
    /// Where it is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stored: Option<String>,
    /// Entry numbers of photos of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<u64>,
}

/// A physical item changed hands or place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Custody {
    /// Entry number of the item.
    pub item: u64,
    /// When.
    pub when: When,
    /// Who handed it over or moved it.
    pub by: String,
    /// To whom or where.
    pub to: String,
    /// Receipt or reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<String>,
}

/// The next label in the row: `initials/number`.
pub fn next_label(initials: &str, taken: usize) -> String {
    format!("{initials}/{}", taken + 1)
}

/// The number in a label; `None` for a label that was not given by [`next_label`].
pub fn label_number(label: &str) -> Option<usize> {
    label.rsplit_once('/')?.1.parse().ok()
}

/// Initials as they may stand in a label: the letters and digits before the first stroke, in capitals, at most eight. People
/// type a whole label, and a label becomes the name of a file.
pub fn label_initials(typed: &str) -> String {
    let before = typed.split('/').next().unwrap_or_default();
    before.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).take(8).collect()
}

/// The first letters of each part of a name, in capitals: the keeper's initials for labels.
pub fn initials(name: &str) -> String {
    name.split_whitespace().filter_map(|part| part.chars().next()).flat_map(char::to_uppercase).collect()
}
