//! The view model of a report: what stands on its pages, as words and references. Drawing it takes no decision.

/// A reference to another place of the report, or to something that has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ref {
    /// What is printed.
    pub text: String,
    /// Where it leads, when that is in the report.
    pub anchor: Option<String>,
}

/// Words of the person, or of a message, with where they stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// The words.
    pub words: String,
    /// Where they stand.
    pub at: Ref,
}

/// A whole report.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Its title.
    pub title: String,
    /// Whose record it is, when it was made, for whom.
    pub made: String,
    /// Stands at the top of each page.
    pub header: String,
    /// Stands at the foot of each page.
    pub footer: String,
    /// The first page.
    pub front: Front,
    /// The chronology.
    pub lines: Vec<Line>,
    /// People and their identifiers.
    pub people: Vec<Person>,
    /// Orders on record.
    pub orders: Vec<Facts>,
    /// Every time contact was asked to stop.
    pub asked: Vec<Facts>,
    /// What was reported before, and what agencies said.
    pub agencies: Vec<Facts>,
    /// What the law looks at.
    pub law: Law,
    /// Exhibits.
    pub exhibits: Vec<Exhibit>,
    /// The schedule of contacts.
    pub schedule: Vec<Scheduled>,
    /// Incidents that were changed, with every version.
    pub changed: Vec<Changed>,
    /// Incidents that were struck.
    pub struck: Vec<Struck>,
    /// How the report was made.
    pub method: Vec<Facts>,
}

/// The first page: what an officer can act on.
#[derive(Clone, Debug, Default)]
pub struct Front {
    /// Whose record it is.
    pub keeper: String,
    /// The persons it is about, each with what is known.
    pub about: Vec<About>,
    /// The pattern in one sentence.
    pub headline: String,
    /// Further figures, one sentence each.
    pub beside: Vec<String>,
    /// Unwanted contacts by channel.
    pub channels: Vec<(String, u64)>,
    /// What was asked of the person.
    pub asked: Vec<Asked>,
    /// Numbers and names first used after a block or a boundary.
    pub moved: Vec<String>,
    /// The latest thing that happened.
    pub latest: Option<Latest>,
    /// Topics that matter for safety, with the lines that bring them up.
    pub topics: Vec<(String, Vec<Ref>)>,
    /// Fear and effects in the person's own words, under what they are about.
    pub effects: Vec<(String, Quote)>,
    /// What it cost in all, and where the last of it is told.
    pub cost: Option<(String, Ref)>,
    /// Reported before: to whom, with which reference.
    pub reported: Vec<String>,
    /// What is asked for.
    pub wanted: String,
    /// What is disclosed and what proves it.
    pub proof: Vec<String>,
}

/// Somebody the report is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// Name, or the words used for them.
    pub name: String,
    /// How the keeper knows them, whether they are known, what they look like.
    pub facts: String,
    /// Numbers, names and vehicles linked to them.
    pub identifiers: String,
}

/// A boundary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// When and how, as a sentence.
    pub sentence: String,
    /// The words used.
    pub words: String,
}

/// The latest line of the chronology.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Latest {
    /// When.
    pub when: String,
    /// What, in a few words.
    pub what: String,
    /// The line.
    pub at: Ref,
}

/// One line of the chronology.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// Its number, from 1.
    pub number: usize,
    /// When it happened, with how sure the person is.
    pub when: String,
    /// Doubts about the clock, in a sentence.
    pub doubt: Option<String>,
    /// When it was written down and how long after.
    pub written: String,
    /// Who, how: a short heading.
    pub heading: String,
    /// What happened.
    pub text: String,
    /// Further facts: a label and the words.
    pub facts: Vec<(String, String)>,
    /// Entry number, exhibit labels, message numbers.
    pub refs: Vec<Ref>,
}

impl Line {
    /// The name links lead to.
    pub fn anchor(number: usize) -> String {
        format!("line-{number}")
    }

    /// A reference to a line.
    pub fn reference(number: usize) -> Ref {
        Ref { text: format!("line {number}"), anchor: Some(Self::anchor(number)) }
    }
}

/// A heading and labelled facts under it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// What they are about.
    pub heading: String,
    /// Label and words.
    pub facts: Vec<(String, String)>,
}

/// What the law looks at, held against the lines of the report. Never a verdict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Law {
    /// What it is and is not, and the guidance it comes from, one sentence or two each.
    pub notes: Vec<String>,
    /// Each offence, claim or order on which something bears.
    pub sections: Vec<LawSection>,
}

/// One offence, claim or order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LawSection {
    /// Its name, and the person when the report is about more than one.
    pub heading: String,
    /// Act, what it is, source, time limits, what else it could be.
    pub facts: Vec<(String, String)>,
    /// What it looks at.
    pub parts: Vec<LawPart>,
}

/// One thing the law looks at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LawPart {
    /// Plain name.
    pub label: String,
    /// What the law asks.
    pub says: String,
    /// What is on record, in counts.
    pub shows: Vec<String>,
    /// Where it is thin, and what could be added.
    pub thin: Vec<String>,
    /// Where it stands.
    pub refs: Vec<Ref>,
}

/// A person with the identifiers linked to them.
#[derive(Clone, Debug, Default)]
pub struct Person {
    /// Name, part, and what is known.
    pub facts: Facts,
    /// Sort, value, basis, first and last used, contacts.
    pub identifiers: Vec<[String; 5]>,
}

/// An exhibit.
#[derive(Clone, Debug, Default)]
pub struct Exhibit {
    /// Entry number.
    pub entry: u64,
    /// Its label.
    pub label: String,
    /// What it is, in the keeper's words.
    pub description: String,
    /// Name, type, size, SHA-256, custody and the rest.
    pub facts: Vec<(String, String)>,
    /// The file in the pack, when it is in it.
    pub file: Option<String>,
    /// The lines that refer to it.
    pub lines: Vec<Ref>,
    /// What its picture shows, when it has one to show.
    pub picture: Option<String>,
}

impl Exhibit {
    /// The name links lead to.
    pub fn anchor(label: &str) -> String {
        format!("exhibit-{label}")
    }
}

/// A line of the schedule of contacts.
#[derive(Clone, Debug, Default)]
pub struct Scheduled {
    /// Its number, from 1, printed as `M1`.
    pub number: usize,
    /// Local time.
    pub when: String,
    /// The instant as RFC 3339 in UTC; empty when not known.
    pub at: String,
    /// How.
    pub channel: String,
    /// Which way.
    pub direction: String,
    /// The number or name it came from, as the archive shows it.
    pub from: String,
    /// Its text, in full.
    pub text: String,
    /// Where it stands: entry and item.
    pub source: String,
    /// Where in which original, without the file inside it.
    pub place: String,
    /// Where in which original, in full.
    pub locator: String,
}

impl Scheduled {
    /// The name links lead to.
    pub fn anchor(number: usize) -> String {
        format!("M{number}")
    }

    /// A reference to a line of the schedule.
    pub fn reference(number: usize) -> Ref {
        Ref { text: format!("M{number}"), anchor: Some(Self::anchor(number)) }
    }
}

/// An incident with all its versions.
#[derive(Clone, Debug, Default)]
pub struct Changed {
    /// The line of the chronology.
    pub line: Ref,
    /// Each version: when it was written and why, and what it said.
    pub versions: Vec<(String, Vec<(String, String)>)>,
}

/// A struck incident.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Struck {
    /// Entry number and when it was said to have happened.
    pub what: String,
    /// When and why it was struck.
    pub why: String,
    /// What it said.
    pub text: String,
}
