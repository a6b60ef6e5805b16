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
    let topics = view.guide.topic.iter().zip(messages(view));
    let found = topics.map(|(topic, messages)| find(view, reports, topic, messages));
    found.filter(|f| !f.incidents.is_empty() || !f.messages.is_empty() || !f.findings.is_empty()).collect()
}

fn find(view: &View, reports: &[Report], topic: &Topic, messages: Vec<Source>) -> Found {
    let told = view.diary.standing(&view.diary.incidents).filter(|(_, incident)| topic.is_in(incident));
    Found {
        topic: topic.id.clone(),
        label: topic.label.clone(),
        says: topic.says.clone(),
        todo: topic.todo.clone(),
        call: topic.call.clone(),
        source: topic.source.clone(),
        incidents: told.map(|(entry, _)| Source::Incident(entry)).collect(),
        messages,
        findings: findings(reports, topic),
    }
}

/// The messages with words of each topic. They are gone through once for all topics.
fn messages(view: &View) -> Vec<Vec<Source>> {
    let topics = &view.guide.topic;
    let of: Vec<usize> = topics.iter().enumerate().flat_map(|(at, t)| vec![at; t.phrases.len()]).collect();
    let phrases: Vec<&String> = topics.iter().flat_map(|topic| &topic.phrases).collect();
    let mut found = vec![Vec::new(); topics.len()];
    if phrases.is_empty() {
        return found;
    }
    let phrases = Phrases::new(&phrases);
    // What was said is said, whether or not contact had been asked to stop.
    let received = view.rows.all.iter().filter(|row| row.person != NONE && row.way == Direction::In);
    for source in received.map(|row| row.source) {
        for phrase in view.text(source).iter().flat_map(|text| phrases.all_in(text)) {
            let messages: &mut Vec<Source> = &mut found[of[phrase]];
            if messages.last() != Some(&source) {
                messages.push(source);
            }
        }
    }
    found
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
