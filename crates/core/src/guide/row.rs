//! What every row of a law pack says of itself: where it was read, when, by whom, how sure it is, and from when to when it
//! holds.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// How sure a row is. Weaker rows cannot be written down, so they cannot be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Confidence {
    /// Read in the named source itself.
    A,
    /// Read in a secondary source, or in part only.
    B,
}

/// Where a row comes from.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Provenance<'a> {
    /// Where it was read.
    pub source: &'a str,
    /// The source's own date.
    pub source_date: &'a str,
    /// When it was last read.
    pub checked_on: Date,
    /// Who read it.
    pub checked_by: &'a str,
    /// How sure it is.
    pub confidence: Confidence,
    /// First day it holds.
    pub valid_from: Date,
    /// Last day it holds; `None` while no end is known.
    pub valid_to: Option<Date>,
}

impl Provenance<'_> {
    /// Whether the row holds on a day.
    pub fn holds_on(&self, day: Date) -> bool {
        self.valid_from <= day && !self.has_ended(day)
    }

    /// Whether its last day is before a day.
    pub fn has_ended(&self, day: Date) -> bool {
        self.valid_to.is_some_and(|last| last < day)
    }
}

/// A row of a law pack.
pub trait Row {
    /// The table it stands in.
    const TABLE: &'static str;
    /// Its stable id, one of a kind in its table.
    fn id(&self) -> &str;
    /// Where it comes from.
    fn provenance(&self) -> Provenance<'_>;
}

/// Defines a row: its own fields, then the provenance every row has.
///
/// Serde's `flatten` would do the same and lose two things: the line of an error, and the refusal of unknown words.
macro_rules! row {
    ($(#[$about:meta])* $name:ident in $table:literal { $($(#[$doc:meta])* $field:ident: $kind:ty,)* }) => {
        $(#[$about])*
        #[derive(Clone, Debug, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            /// Stable id.
            pub id: String,
            $($(#[$doc])* pub $field: $kind,)*
            /// Where it was read.
            pub source: String,
            /// The source's own date.
            pub source_date: String,
            /// When it was last read.
            pub checked_on: Date,
            /// Who read it.
            pub checked_by: String,
            /// How sure it is.
            pub confidence: Confidence,
            /// First day it holds.
            pub valid_from: Date,
            /// Last day it holds; left out while no end is known.
            #[serde(default)]
            pub valid_to: Option<Date>,
        }

        impl Row for $name {
            const TABLE: &'static str = $table;

            fn id(&self) -> &str {
                &self.id
            }

            fn provenance(&self) -> Provenance<'_> {
                Provenance {
                    source: &self.source,
                    source_date: &self.source_date,
                    checked_on: self.checked_on,
                    checked_by: &self.checked_by,
                    confidence: self.confidence,
                    valid_from: self.valid_from,
                    valid_to: self.valid_to,
                }
            }
        }
    };
}
pub(super) use row;
