//! Guidance as data: whom to call, which topics to name. Code holds no number, no threshold and no advice.

use crate::{
    diary::Diary,
    incident::{Incident, Kind},
};
use jiff::civil::Date;
use serde::Deserialize;

/// A pack of guidance for one jurisdiction.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guide {
    /// Short name, as `gb-eaw`.
    pub pack: String,
    /// Version, printed on every report made with it.
    pub version: String,
    /// The jurisdiction in words.
    pub name: String,
    /// When its rows were last read against their sources.
    pub reviewed: Date,
    /// After this day it should be replaced.
    pub valid_until: Date,
    /// Whom to call.
    pub directory: Vec<Service>,
    /// Danger topics.
    pub topic: Vec<Topic>,
}

/// Where a row comes from.
#[derive(Clone, Debug, Deserialize)]
pub struct Provenance {
    /// Where it was read.
    pub source: String,
    /// The source's own date.
    pub source_date: String,
    /// When it was last read.
    pub checked_on: Date,
    /// A: read in the named source. B: several secondary sources agree. Nothing weaker is shown.
    pub confidence: Confidence,
}

/// How sure a row is. Weaker rows cannot be written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[allow(missing_docs, reason = "explained on `Provenance::confidence`")]
pub enum Confidence {
    A,
    B,
}

/// Somebody to call.
#[derive(Clone, Debug, Deserialize)]
pub struct Service {
    /// Stable id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What to dial.
    pub number: String,
    /// When to use it.
    #[serde(rename = "use")]
    pub purpose: String,
    /// Where this comes from.
    #[serde(flatten)]
    pub from: Provenance,
}

/// A topic that matters for safety, named when the record holds it.
#[derive(Clone, Debug, Deserialize)]
pub struct Topic {
    /// Stable id.
    pub id: String,
    /// Plain words.
    pub label: String,
    /// Incident kinds that bring it up.
    pub kinds: Vec<Kind>,
    /// Incident fields that bring it up when filled in.
    pub fields: Vec<TopicField>,
    /// Where this comes from.
    #[serde(flatten)]
    pub from: Provenance,
}

/// An incident field a topic may look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "named after the fields of `Incident`")]
pub enum TopicField {
    Threat,
    FearOfViolence,
    Damage,
    Injury,
    Weapon,
}

/// A pack file cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("The guidance file cannot be used: {0}")]
pub struct BadGuide(String);

impl Guide {
    /// Reads a pack file.
    pub fn parse(text: &str) -> Result<Self, BadGuide> {
        toml::from_str(text).map_err(|e| BadGuide(e.to_string()))
    }

    /// The topics the record holds, each with the incidents that bring it up.
    pub fn topics<'a>(&'a self, diary: &Diary) -> Vec<(&'a Topic, Vec<u64>)> {
        let present = |topic: &'a Topic| {
            let told = diary.standing(&diary.incidents).filter(|(_, i)| topic.is_in(i));
            (topic, told.map(|(entry, _)| entry).collect::<Vec<_>>())
        };
        self.topic.iter().map(present).filter(|(_, entries)| !entries.is_empty()).collect()
    }
}

impl Topic {
    fn is_in(&self, incident: &Incident) -> bool {
        let filled = |field: &TopicField| match field {
            TopicField::Threat => incident.threat.is_some(),
            TopicField::FearOfViolence => incident.fear_of_violence == Some(true),
            TopicField::Damage => incident.damage.is_some(),
            TopicField::Injury => incident.injury.is_some(),
            TopicField::Weapon => incident.weapon.is_some(),
        };
        self.kinds.iter().any(|kind| incident.kinds.contains(kind)) || self.fields.iter().any(filled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_guide_can_be_read() {
        let guide = Guide::parse(include_str!("../../../packs/england-and-wales/guide.toml")).unwrap();
        assert!(guide.directory.iter().any(|s| s.number == "999"));
        assert!(guide.topic.len() >= 8);
    }

    #[test]
    fn a_row_weaker_than_b_is_refused() {
        let text = include_str!("../../../packs/england-and-wales/guide.toml").replacen("\"A\"", "\"C\"", 1);
        assert!(Guide::parse(&text).unwrap_err().to_string().contains("`C`"));
    }
}
