//! Danger topics the record holds: named, with the entries and what can be done. No number, no colour, no grade.

use crate::{
    contact::Source,
    guide::help::Topic,
    item::Direction,
    rows::NONE,
    signal::{Phrases, Report, View},
};
use serde::Serialize;

/// A topic and where the record holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Found {
    /// Id of the topic.
    pub topic: String,
    /// Plain words.
    pub label: String,
    /// Why it matters.
    pub says: String,
    /// What can be done.
    #[serde(rename = "do")]
    pub todo: String,
    /// Ids of the services to call.
    pub call: Vec<String>,
    /// Where that was read.
    pub source: String,
    /// Incidents that hold it, as they were told.
    pub incidents: Vec<Source>,
    /// Messages with words of it. A person has to read each: most such words mean something else.
    pub messages: Vec<Source>,
    /// What signals said.
    pub findings: Vec<String>,
}

/// The topics the record holds, in the order of the pack.
pub fn topics(view: &View, reports: &[Report]) -> Vec<Found> {
    let found = view.guide.topic.iter().map(|topic| find(view, reports, topic));
    found.filter(|f| !f.incidents.is_empty() || !f.messages.is_empty() || !f.findings.is_empty()).collect()
}

fn find(view: &View, reports: &[Report], topic: &Topic) -> Found {
    let told = view.diary.standing(&view.diary.incidents).filter(|(_, incident)| topic.is_in(incident));
    Found {
        topic: topic.id.clone(),
        label: topic.label.clone(),
        says: topic.says.clone(),
        todo: topic.todo.clone(),
        call: topic.call.clone(),
        source: topic.source.clone(),
        incidents: told.map(|(entry, _)| Source::Incident(entry)).collect(),
        messages: messages(view, topic),
        findings: findings(reports, topic),
    }
}

fn messages(view: &View, topic: &Topic) -> Vec<Source> {
    if topic.phrases.is_empty() {
        return Vec::new();
    }
    let phrases = Phrases::new(&topic.phrases);
    // What was said is said, whether or not contact had been asked to stop.
    let received = view.rows.all.iter().filter(|row| row.person != NONE && row.way == Direction::In);
    let holds = |source| view.text(source).is_some_and(|text| phrases.first_in(text).is_some());
    received.map(|row| row.source).filter(|source| holds(*source)).collect()
}

fn findings(reports: &[Report], topic: &Topic) -> Vec<String> {
    let names = |named: &str, id: &str, kind: &str| match named.split_once('/') {
        Some((signal, only)) => signal == id && only == kind,
        None => named == id,
    };
    let all = reports.iter().flat_map(|r| r.findings.iter().flatten());
    let brings = all.filter(|f| topic.signals.iter().any(|named| names(named, f.signal, f.kind)));
    brings.map(|f| f.says.clone()).collect()
}
