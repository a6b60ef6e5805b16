//! Rows about the law: offences, claims and orders with their elements, the acts an Act names, time limits.

use super::row::{Confidence, Provenance, Row, row};
use crate::incident::{Kind, Strand};
use jiff::{Span, civil::Date};
use serde::{Deserialize, Serialize};

row! {
    /// One thing read in a source, in plain words. Other rows point to it.
    Fact in "fact" {
        /// The fact.
        says: String,
    }
}

row! {
    /// An example an Act gives of what such conduct can be.
    Act in "act" {
        /// Plain words.
        label: String,
        /// Incident kinds that are examples of it.
        kinds: Vec<Kind>,
        /// Every unwanted message and call is an example of it.
        #[serde(default)]
        contacts: bool,
    }
}

/// What sort of law a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LawKind {
    /// A crime that takes a course of conduct.
    Course,
    /// A crime one act can be.
    SingleAct,
    /// A claim in a civil court.
    Civil,
    /// An order a court can make.
    Order,
}

row! {
    /// An offence, a claim or an order, and what the law looks at.
    Law in "law" {
        /// What sort.
        kind: LawKind,
        /// Plain name.
        name: String,
        /// Act and section.
        act: String,
        /// What it is, in plain words.
        says: String,
        /// What the law looks at, one by one.
        #[serde(rename = "element")]
        elements: Vec<Element>,
        /// Ids of what else the same facts could be.
        #[serde(default)]
        alternatives: Vec<String>,
        /// Ids of the time limits that go with it.
        #[serde(default)]
        clocks: Vec<String>,
    }
}

/// One thing the law looks at.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Element {
    /// Stable id within its law.
    pub id: String,
    /// Plain name.
    pub label: String,
    /// What it asks, in plain words.
    pub says: String,
    /// Which entries bear on it.
    pub looks_at: LooksAt,
    /// Id of the fact it rests on.
    pub fact: String,
}

/// Which entries bear on an element.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum LooksAt {
    /// Occasions of unwanted contact.
    Occasions {
        /// How many the law asks for.
        at_least: u32,
        /// Two occasions this many days apart or more are said to be far apart. Ours, not the law's.
        far_apart_days: i64,
    },
    /// The acts of the pack's `act` table.
    Acts,
    /// Occasions with fear of violence.
    Fear {
        /// How many the law asks for.
        at_least: u32,
    },
    /// Alarm, distress or fear, as written down.
    Distress,
    /// Changes in daily life.
    Effects,
    /// What was threatened, told or in a message.
    Threat {
        /// Id of the parameter with the phrases to look for in messages.
        phrases: String,
    },
    /// Incidents of these kinds.
    Kinds(Vec<Kind>),
    /// What was sent: incidents of these kinds, and imported messages and calls where calling or writing is among them.
    Sent(Vec<Kind>),
    /// How the other side could know: boundaries, orders, what they were told.
    Knowledge,
    /// Persons whose relation holds one of these words.
    Relation(Vec<String>),
    /// Other people who were contacted instead.
    ThirdParties,
    /// Contact while an order was in force.
    Order,
    /// Hostility as the keeper felt it.
    Strands(Vec<Strand>),
    /// Every unwanted contact.
    Contacts,
    /// Nothing in a diary can show it: people weigh it.
    Judged,
}

/// What a clock is counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Anchor {
    /// Each contact or incident has a clock of its own.
    Each,
    /// The first unwanted contact by a person.
    First,
    /// The last unwanted contact by a person: a new one starts the clock again.
    Last,
    /// The last day of an order.
    OrderEnds,
    /// Something this diary has no field for. Its words are in `event`.
    Event,
}

/// What starts a clock again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResetsOn {
    /// Another unwanted contact by the same person.
    LinkedContact,
}

/// When a clock speaks up, and what it says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Warning {
    /// This long after the anchor. For an order's end: this long before it.
    pub at: Length,
    /// Plain words.
    pub says: String,
}

/// A length of calendar time, written as ISO 8601 (`P6M`, `P28D`). Years, months, weeks and days only.
#[derive(Clone, Copy, Debug)]
pub struct Length(pub Span);

impl PartialEq for Length {
    fn eq(&self, other: &Self) -> bool {
        self.0.fieldwise() == other.0.fieldwise()
    }
}

impl Serialize for Length {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Length {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let span: Span = text.parse().map_err(serde::de::Error::custom)?;
        let clock = span.get_hours() != 0 || span.get_minutes() != 0 || span.get_seconds() != 0;
        if clock || span.is_negative() || !text.starts_with('P') {
            return Err(serde::de::Error::custom(
                "a length is written as P6M, P2Y or P28D, in whole days or more",
            ));
        }
        Ok(Self(span))
    }
}

row! {
    /// A time limit or a time after which something is gone.
    ClockRule in "clock" {
        /// Plain name.
        name: String,
        /// What it is for, in plain words.
        says: String,
        /// What it is counted from.
        anchor: Anchor,
        /// For [`Anchor::Event`]: what starts it, in plain words.
        #[serde(default)]
        event: Option<String>,
        /// Only incidents of these kinds start it. Empty: all.
        #[serde(default)]
        kinds: Vec<Kind>,
        /// Only incidents with a place start it.
        #[serde(default)]
        with_place: bool,
        /// Only with persons whose relation holds one of these words. Empty: all.
        #[serde(default)]
        relations: Vec<String>,
        /// How long it runs.
        duration: Length,
        /// It never runs longer than this after each incident.
        #[serde(default)]
        cap: Option<Length>,
        /// What starts it again.
        #[serde(default)]
        resets_on: Option<ResetsOn>,
        /// When it speaks up.
        #[serde(default)]
        warn: Vec<Warning>,
    }
}

row! {
    /// A sort of court or police order.
    OrderKind in "order" {
        /// Plain name.
        name: String,
        /// Who makes it.
        by: String,
        /// What it is and for whom.
        says: String,
        /// How long it lasts.
        lasts: String,
        /// What happens when it is broken.
        breach: String,
        /// Other spellings people write down.
        names: Vec<String>,
    }
}

row! {
    /// A strand of hate crime.
    StrandRule in "strand" {
        /// Which strand.
        strand: Strand,
        /// Plain words.
        label: String,
        /// What the law does with it.
        says: String,
    }
}
