//! Rows about people: danger topics, advice, whom to call, the safety plan, words for reports, parameters of signals.

use super::row::{Confidence, Provenance, Row, row};
use crate::incident::{Incident, Kind};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

row! {
    /// Somebody to call.
    Service in "directory" {
        /// Its name.
        name: String,
        /// What to dial.
        number: String,
        /// When to use it.
        #[serde(rename = "use")]
        purpose: String,
        /// When it is open.
        #[serde(default)]
        hours: Option<String>,
        /// After this day the hours are not shown. The number is.
        #[serde(default)]
        hours_until: Option<Date>,
        /// Places it serves: `uk`, `england`, `wales`, `scotland`, or a county. Empty: everywhere the pack is for.
        #[serde(default)]
        areas: Vec<String>,
        /// What it is for, as words to choose by: `stalking`, `danger`, `deaf`, `domestic_abuse`.
        #[serde(default)]
        needs: Vec<String>,
        /// Its site.
        #[serde(default)]
        web: Option<String>,
    }
}

impl Service {
    /// When it is open, as long as that was checked for this day.
    pub fn hours_on(&self, day: Date) -> Option<&str> {
        self.hours.as_deref().filter(|_| self.hours_until.is_some_and(|last| day <= last))
    }
}

row! {
    /// A topic that matters for safety, named when the record holds it.
    Topic in "topic" {
        /// Plain words.
        label: String,
        /// Incident kinds that bring it up.
        kinds: Vec<Kind>,
        /// Incident fields that bring it up when filled in.
        fields: Vec<TopicField>,
        /// Signals that bring it up: an id, or `id/kind` for one kind of finding.
        #[serde(default)]
        signals: Vec<String>,
        /// Phrases that bring it up, in messages and in what was told. A person has to read them.
        #[serde(default)]
        phrases: Vec<String>,
        /// Why it matters.
        says: String,
        /// What can be done.
        #[serde(rename = "do")]
        todo: String,
        /// Ids of the services to call.
        call: Vec<String>,
    }
}

/// An incident field a topic may look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "named after the fields of `Incident`")]
pub enum TopicField {
    Threat,
    FearOfViolence,
    Damage,
    Injury,
    Weapon,
}

impl Topic {
    /// Whether an incident brings the topic up.
    pub fn is_in(&self, incident: &Incident) -> bool {
        let filled = |field: &TopicField| match field {
            TopicField::Threat => incident.threat.is_some(),
            TopicField::FearOfViolence => incident.fear_of_violence == Some(true),
            TopicField::Damage => incident.damage.is_some(),
            TopicField::Injury => incident.injury.is_some(),
            TopicField::Weapon => incident.weapon.is_some(),
        };
        let said = [Some(&incident.what), incident.exact_words.as_ref()];
        self.kinds.iter().any(|kind| incident.kinds.contains(kind))
            || self.fields.iter().any(filled)
            || said.into_iter().flatten().any(|text| self.phrases.iter().any(|phrase| holds(text, phrase)))
    }
}

/// Whether a text holds a phrase as whole words, in any letters and with any sort of apostrophe.
fn holds(text: &str, phrase: &str) -> bool {
    let plain = |text: &str| text.to_lowercase().replace('\u{2019}', "'");
    let (text, phrase) = (plain(text), plain(phrase));
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let whole = |at: usize| {
        !letter(text[..at].chars().next_back()) && !letter(text[at + phrase.len()..].chars().next())
    };
    !phrase.is_empty() && text.match_indices(&phrase).any(|(at, _)| whole(at))
}

row! {
    /// A piece of advice. Where official sources disagree it has a side for each, and no side is ours.
    Advice in "advice" {
        /// What it is about.
        title: String,
        /// What everybody agrees on.
        says: String,
        /// The sides of a disagreement; empty when there is none.
        #[serde(default, rename = "side")]
        sides: Vec<Side>,
    }
}

/// One side of a disagreement between sources.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Side {
    /// Who says it.
    pub by: String,
    /// What they say, in our words.
    pub says: String,
    /// Where it was read.
    pub source: String,
    /// The source's own date.
    pub source_date: String,
}

row! {
    /// A part of a safety plan: what it is about and what to think through.
    PlanTopic in "plan" {
        /// What it is about.
        title: String,
        /// Questions, one by one.
        asks: Vec<String>,
    }
}

row! {
    /// Words for pages and reports.
    Wording in "wording" {
        /// The words.
        says: String,
    }
}

row! {
    /// A number or a list of phrases that a signal goes by. Ours, stated, never the law's.
    Parameter in "parameter" {
        /// The number.
        #[serde(default)]
        value: Option<f64>,
        /// The phrases, in small letters.
        #[serde(default)]
        phrases: Vec<String>,
        /// What the number counts.
        unit: String,
        /// What it does and why it is what it is.
        says: String,
    }
}
