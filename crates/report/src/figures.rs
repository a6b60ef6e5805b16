//! Every figure of a report with the sources it was counted from, so that somebody else's program can count again.

use daybook_core::{
    conduct,
    contact::{NOT_KNOWN, Source},
    diary::Diary,
    incident::Channel,
    item::Direction,
    order,
    rows::{Row, Rows, Sort},
};
use jiff::Timestamp;
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
    /// Names of the keeper by which it is known that a message went out, where its export does not say which way it went.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keeper: Vec<String>,
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
    /// One for each group, by its name: a day, or the start of an occasion, the person and the first contact.
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
    source.to_string()
}

fn sources(counts: &str, of: impl IntoIterator<Item = Source>) -> Figure {
    let from: Vec<String> = of.into_iter().map(word).collect();
    Figure { value: from.len() as u64, counts: counts.into(), from: From::Sources(from) }
}

fn groups(counts: &str, of: BTreeMap<String, Vec<String>>) -> Figure {
    Figure { value: of.len() as u64, counts: counts.into(), from: From::Groups(of) }
}

impl Parameters {
    /// The persons as contacts name them.
    pub fn persons(&self) -> BTreeSet<u64> {
        let named = self.persons.iter().copied();
        named.chain(self.not_known.then_some(NOT_KNOWN)).collect()
    }
}

/// What is counted, as places in the rows of the record, in order of time.
#[derive(Debug, Default)]
pub struct Chosen {
    /// The rows.
    pub rows: Rows,
    /// Everything with these persons, both ways.
    pub all: Vec<u32>,
    /// The course of conduct: what came to the keeper and was not wanted.
    pub counted: Vec<u32>,
}

impl Chosen {
    /// Of a record, what is with these persons and is not left out.
    pub fn of(rows: Rows, persons: &BTreeSet<u64>, left_out: &BTreeSet<u64>) -> Self {
        let with =
            |row: &Row| rows.persons.get(row.person as usize).is_some_and(|person| persons.contains(person));
        let stays = |row: &Row| !matches!(row.source, Source::Incident(told) if left_out.contains(&told));
        let all: Vec<u32> =
            (0u32..).zip(&rows.all).filter(|(_, row)| with(row) && stays(row)).map(|(at, _)| at).collect();
        let counted = all.iter().copied().filter(|at| rows.row(*at).unwanted).collect();
        Self { rows, all, counted }
    }

    /// Of everything with these persons, where what this holds of is written down.
    pub fn all_where(&self, holds: impl Fn(&Row) -> bool) -> impl Iterator<Item = Source> {
        self.all().filter(move |row| holds(row)).map(|row| row.source)
    }

    /// Of what is counted, where what this holds of is written down.
    fn counted_where(&self, holds: impl Fn(&Row) -> bool) -> impl Iterator<Item = Source> {
        self.counted().filter(move |row| holds(row)).map(|row| row.source)
    }

    /// Replies sent, calls answered and answers told, after the first boundary.
    pub fn replies(&self) -> impl Iterator<Item = Source> {
        let replies: BTreeSet<u32> = self.rows.replies.iter().flatten().copied().collect();
        let ours = self.all.iter().copied().filter(move |at| replies.contains(at));
        ours.map(|at| self.rows.row(at).source)
    }

    /// What came to the keeper before the first boundary or after it, and which of the two is not known.
    pub fn perhaps_after(&self) -> impl Iterator<Item = Source> {
        self.all_where(|row| row.way == Direction::In && row.perhaps_after)
    }

    /// Entry number of the person of a row.
    pub fn person(&self, row: &Row) -> u64 {
        self.rows.persons[row.person as usize]
    }

    /// The rows that are counted.
    pub fn counted(&self) -> impl Iterator<Item = &Row> + Clone {
        self.counted.iter().map(|at| self.rows.row(*at))
    }

    /// Everything with these persons, both ways.
    pub fn all(&self) -> impl Iterator<Item = &Row> + Clone {
        self.all.iter().map(|at| self.rows.row(*at))
    }
}

impl Figures {
    /// Counts.
    pub fn count(diary: &Diary, chosen: &Chosen, parameters: Parameters) -> Self {
        let gap = parameters.occasion_gap_minutes;
        let begun = chosen.counted().filter_map(Row::instant);
        let span = begun.clone().min().zip(begun.max());
        let mut figures = Self { parameters, span, figures: BTreeMap::new() };
        let counted = |holds: &dyn Fn(&Row) -> bool| chosen.counted_where(holds).collect::<Vec<_>>();
        figures.put("contacts", sources("unwanted contacts", counted(&|_| true)));
        figures.put("told", sources("of these, told as incidents", counted(&|row| !row.imported())));
        figures.put("imported", sources("of these, from exported records", counted(&Row::imported)));
        figures.put("occasions", occasions(chosen, &chosen.counted, gap));
        figures.put("days", days(chosen));
        figures.put("untimed", sources("contacts whose time is not known", counted(&|row| !row.timed())));
        figures.count_around_boundary(chosen);
        figures.put(
            "calls_not_answered",
            sources("calls that were not answered", counted(&|row| row.sort == Sort::Unanswered)),
        );
        for channel in Channel::ALL {
            let used = counted(&|row| row.channel == channel);
            if !used.is_empty() {
                figures.put(&format!("channel.{}", channel.word()), sources(channel.label(), used));
            }
        }
        figures.count_identifiers(chosen);
        figures.count_persons(chosen, gap);
        let feared = |source: &Source| {
            source.incident(diary).is_some_and(|incident| incident.fear_of_violence == Some(true))
        };
        let feared: BTreeSet<Source> = counted(&|_| true).into_iter().filter(feared).collect();
        figures.put("fear_of_violence", sources("incidents with fear of violence", feared));
        figures
    }

    fn count_around_boundary(&mut self, chosen: &Chosen) {
        let after = chosen.counted_where(|row| row.after_boundary);
        self.put("after_boundary", sources("contacts after the first boundary", after));
        self.put(
            "perhaps_after_boundary",
            sources(
                "contacts that came before or after the first boundary; which is not known",
                chosen.perhaps_after(),
            ),
        );
        self.put(
            "replies",
            sources(
                "replies sent, calls answered and answers told after the first boundary",
                chosen.replies(),
            ),
        );
    }

    fn count_identifiers(&mut self, chosen: &Chosen) {
        // All spellings of one number are one identifier.
        let mut by_identifier: BTreeMap<&str, Vec<Source>> = BTreeMap::new();
        for row in chosen.counted() {
            if let Some(identifier) = chosen.rows.identifiers.get(row.identifier as usize) {
                by_identifier.entry(&identifier.value).or_default().push(row.source);
            }
        }
        for (identifier, from) in by_identifier {
            self.put(&format!("identifier.{identifier}"), sources("contacts by this number or name", from));
        }
    }

    fn count_persons(&mut self, chosen: &Chosen, gap: i64) {
        let mut by_person: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
        for at in &chosen.counted {
            by_person.entry(chosen.person(chosen.rows.row(*at))).or_default().push(*at);
        }
        for (person, theirs) in by_person {
            let name = person_word(person);
            let contacts = chosen.rows.sources(theirs.iter().copied());
            self.put(&format!("person.{name}.contacts"), sources("contacts by this person", contacts));
            self.put(&format!("person.{name}.occasions"), occasions(chosen, &theirs, gap));
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

/// Occasions of each person by themselves.
fn occasions(chosen: &Chosen, of: &[u32], gap: i64) -> Figure {
    let mut by_person: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for at in of {
        by_person.entry(chosen.rows.row(*at).person).or_default().push(*at);
    }
    let mut named = BTreeMap::new();
    for (person, theirs) in by_person {
        let person = person_word(chosen.rows.persons[person as usize]);
        for occasion in conduct::occasions(&chosen.rows, &theirs, gap) {
            let start = occasion.start.map_or_else(|| "no day".into(), |start| start.to_string());
            let name = format!("{start} {person} {}", occasion.from[0]);
            named.insert(name, occasion.from.into_iter().map(word).collect());
        }
    }
    groups("occasions", named)
}

fn days(chosen: &Chosen) -> Figure {
    let mut days: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in chosen.counted().filter(|row| row.timed()) {
        if let Some(day) = order::date_of(row.day) {
            days.entry(day.to_string()).or_default().push(word(row.source));
        }
    }
    groups("days with at least one contact", days)
}
