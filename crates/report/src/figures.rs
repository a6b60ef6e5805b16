//! Every figure of a report with the sources it was counted from, so that somebody else's program can count again.

use daybook_core::{
    contact::{Contact, NOT_KNOWN, People, Source},
    course,
    diary::Diary,
    item::Direction,
    person,
};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How the figures are counted. Printed with them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parameters {
    /// Entry numbers of the persons; helpers are counted as the one they act with.
    pub persons: Vec<u64>,
    /// Incidents that name nobody are counted too.
    pub not_known: bool,
    /// Contacts by one person less than this many minutes apart are one occasion.
    pub occasion_gap_minutes: i64,
    /// The zone days are counted in.
    pub zone: String,
}

/// One figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// The figure.
    pub value: u64,
    /// What it counts.
    pub counts: String,
    /// What it was counted from.
    pub from: From,
}

/// What a figure was counted from. A source is `entry` for an incident and `entry/item` for an imported item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum From {
    /// One each.
    Sources(Vec<String>),
    /// One for each group, by its name: a day, or the start of an occasion and the person.
    Groups(BTreeMap<String, Vec<String>>),
}

/// All figures, by a stable word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// How they are counted.
    pub parameters: Parameters,
    /// First and last contact with a known time.
    pub span: Option<(Timestamp, Timestamp)>,
    /// The figures.
    pub figures: BTreeMap<String, Figure>,
}

/// A source as figures write it.
pub fn word(source: Source) -> String {
    match source {
        Source::Incident(entry) => entry.to_string(),
        Source::Item(segment, index) => format!("{segment}/{index}"),
    }
}

fn sources(counts: &str, of: impl IntoIterator<Item = Source>) -> Figure {
    let from: Vec<String> = of.into_iter().map(word).collect();
    Figure { value: from.len() as u64, counts: counts.into(), from: From::Sources(from) }
}

fn groups(counts: &str, of: BTreeMap<String, Vec<String>>) -> Figure {
    Figure { value: of.len() as u64, counts: counts.into(), from: From::Groups(of) }
}

/// Contacts that came to the keeper before the first boundary or after it, and which of the two is not known.
pub fn perhaps_after(diary: &Diary, contacts: &[Contact], persons: &BTreeSet<u64>) -> Vec<Source> {
    let people = People::of(diary);
    let received = contacts.iter().filter(|c| persons.contains(&c.person) && c.direction == Direction::In);
    received.filter(|c| people.perhaps_after(c)).map(|c| c.source).collect()
}

impl Parameters {
    /// The persons as contacts name them.
    pub fn persons(&self) -> BTreeSet<u64> {
        let named = self.persons.iter().copied();
        named.chain(self.not_known.then_some(NOT_KNOWN)).collect()
    }
}

impl Figures {
    /// Counts. `contacts` are all contacts with the persons, both ways.
    pub fn count(diary: &Diary, contacts: &[Contact], parameters: Parameters, zone: &TimeZone) -> Self {
        let persons = parameters.persons();
        let gap = SignedDuration::from_mins(parameters.occasion_gap_minutes);
        let chosen = course::selected(contacts, &persons);
        let course = course::course(contacts, &persons, gap, zone);
        let mut figures = Self { parameters, span: course.span, figures: BTreeMap::new() };
        let is_item = |s: &Source| matches!(s, Source::Item(..));
        let all = course.contacts.iter().copied();
        figures.put("contacts", sources("unwanted contacts", all.clone()));
        figures.put("told", sources("of these, told as incidents", all.clone().filter(|s| !is_item(s))));
        figures.put("imported", sources("of these, from exported records", all.filter(is_item)));
        figures.put("occasions", occasions(&chosen, gap));
        figures.put("days", days(&chosen, zone));
        let untimed = chosen.iter().filter(|c| c.span.is_none()).map(|c| c.source);
        figures.put("untimed", sources("contacts whose time is not known", untimed));
        let after = chosen.iter().filter(|c| c.after_boundary).map(|c| c.source);
        figures.put("after_boundary", sources("contacts after the first boundary", after));
        let perhaps = perhaps_after(diary, contacts, &persons);
        figures.put(
            "perhaps_after_boundary",
            sources("contacts that came before or after the first boundary; which is not known", perhaps),
        );
        figures.put("calls_not_answered", sources("calls that were not answered", course.missed_calls));
        figures.put(
            "replies",
            sources("replies sent and calls answered after the first boundary", course.replies),
        );
        for (channel, from) in course.by_channel {
            figures.put(&format!("channel.{}", channel.word()), sources(channel.label(), from));
        }
        figures.count_identifiers(&chosen);
        figures.count_persons(&chosen, gap);
        let told = chosen.iter().filter_map(|c| match c.source {
            Source::Incident(entry) => Some((entry, diary.incidents.get(&entry)?.now())),
            Source::Item(..) => None,
        });
        let feared = told.filter(|(_, i)| i.fear_of_violence == Some(true)).map(|(entry, _)| entry);
        let feared: BTreeSet<u64> = feared.collect();
        figures.put(
            "fear_of_violence",
            sources("incidents with fear of violence", feared.into_iter().map(Source::Incident)),
        );
        figures
    }

    fn count_identifiers(&mut self, chosen: &[&Contact]) {
        // All spellings of one number are one identifier.
        let mut by_identifier: BTreeMap<String, Vec<Source>> = BTreeMap::new();
        for contact in chosen {
            if let Some(identifier) = &contact.identifier {
                by_identifier.entry(person::normalise(identifier)).or_default().push(contact.source);
            }
        }
        for (identifier, from) in by_identifier {
            self.put(&format!("identifier.{identifier}"), sources("contacts by this number or name", from));
        }
    }

    fn count_persons(&mut self, chosen: &[&Contact], gap: SignedDuration) {
        let persons: BTreeSet<u64> = chosen.iter().map(|c| c.person).collect();
        for person in persons {
            let name = person_word(person);
            let theirs: Vec<&Contact> = chosen.iter().copied().filter(|c| c.person == person).collect();
            self.put(
                &format!("person.{name}.contacts"),
                sources("contacts by this person", theirs.iter().map(|c| c.source)),
            );
            self.put(&format!("person.{name}.occasions"), occasions(&theirs, gap));
        }
    }

    fn put(&mut self, id: &str, figure: Figure) {
        self.figures.insert(id.to_owned(), figure);
    }

    /// A figure's value; 0 when nothing of the sort was counted.
    pub fn value(&self, id: &str) -> u64 {
        self.figures.get(id).map_or(0, |figure| figure.value)
    }
}

/// A person in the name of a figure.
pub fn person_word(person: u64) -> String {
    if person == NOT_KNOWN { "not-known".into() } else { person.to_string() }
}

fn occasions(chosen: &[&Contact], gap: SignedDuration) -> Figure {
    let occasions = course::occasions(chosen.iter().copied(), gap).into_iter();
    let named = occasions.map(|o| {
        let name = format!("{} {}", o.start, person_word(o.person));
        (name, o.sources.into_iter().map(word).collect())
    });
    groups("occasions", named.collect())
}

fn days(chosen: &[&Contact], zone: &TimeZone) -> Figure {
    let mut days: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for contact in chosen {
        if let Some(at) = contact.at() {
            days.entry(zone.to_datetime(at).date().to_string()).or_default().push(word(contact.source));
        }
    }
    groups("days with at least one contact", days)
}
