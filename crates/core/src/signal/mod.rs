//! Signals: patterns and danger signs, each found by a stated rule, each figure with the entries it was counted from.
//!
//! One signal is one file. It says what it finds, when it is wrong, and what it needs; its numbers come from the law pack.
//! No signal says what is or is not stalking, and none grades danger.

mod acts;
mod breach;
mod burst;
mod channels;
mod dates;
mod fear;
mod gifts;
mod hours;
mod identifiers;
mod link;
mod movements;
mod phrases;
mod places;
mod quiet;
mod rate;
mod replies;
mod rhythm;
mod steps;
mod style;
mod third_parties;
mod told;
mod turn_ups;
mod two_weeks;

use crate::{
    contact::{NOT_KNOWN, Source},
    diary::Diary,
    guide::Guide,
    incident::{Incident, Kind},
    order,
    rows::{Row, Rows},
    sheaf::ItemView,
    when,
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::{Serialize, Serializer};

pub use phrases::Phrases;

/// Looks an imported item up, by the entry number of its segment and its place in it.
pub type Lookup<'a> = dyn Fn(u64, u32) -> Option<ItemView<'a>> + 'a;

/// What signals look at.
pub struct View<'a> {
    /// What all entries together say.
    pub diary: &'a Diary,
    /// Every contact.
    pub rows: &'a Rows,
    /// The law pack, for parameters.
    pub guide: &'a Guide,
    /// The texts of imported items.
    pub item: &'a Lookup<'a>,
    /// The time now.
    pub now: Timestamp,
    /// The zone days are counted in.
    pub zone: &'a TimeZone,
}

/// One rule.
pub struct Signal {
    /// Stable id.
    pub id: &'static str,
    /// Raised whenever the rule changes what it finds.
    pub version: u32,
    /// What it finds, in plain words.
    pub says: &'static str,
    /// When it is wrong.
    pub wrong_when: &'static str,
    /// What it needs to find anything.
    pub needs: &'static str,
    /// Ids of the pack's parameters it goes by.
    pub parameters: &'static [&'static str],
    find: fn(&View) -> Option<Vec<Finding>>,
}

/// Every signal, in the order they are shown.
pub const ALL: [&Signal; 19] = [
    &two_weeks::SIGNAL,
    &rate::SIGNAL,
    &told::SIGNAL,
    &burst::SIGNAL,
    &hours::SIGNAL,
    &channels::SIGNAL,
    &identifiers::SIGNAL,
    &link::SIGNAL,
    &turn_ups::SIGNAL,
    &replies::SIGNAL,
    &places::SIGNAL,
    &third_parties::SIGNAL,
    &acts::SIGNAL,
    &fear::SIGNAL,
    &breach::SIGNAL,
    &movements::SIGNAL,
    &gifts::SIGNAL,
    &dates::SIGNAL,
    &quiet::SIGNAL,
];

/// A number and what it was counted from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figure {
    /// A stable word.
    pub id: &'static str,
    /// The number.
    #[serde(serialize_with = "number")]
    pub value: f64,
    /// What it counts, in plain words.
    pub counts: &'static str,
    /// Each entry it was counted from.
    pub from: Vec<Source>,
}

impl Figure {
    /// How many entries there are.
    pub fn count(id: &'static str, counts: &'static str, from: Vec<Source>) -> Self {
        Self { id, value: from.len() as f64, counts, from }
    }

    /// A number worked out from entries.
    pub fn of(id: &'static str, counts: &'static str, value: f64, from: Vec<Source>) -> Self {
        Self { id, value, counts, from }
    }
}

/// Whole numbers without a point, others to two places.
fn number<S: Serializer>(value: &f64, out: S) -> Result<S::Ok, S::Error> {
    #[expect(clippy::cast_possible_truncation, reason = "counts of entries are far below 2 to the 53")]
    if value.fract() == 0.0 {
        out.serialize_i64(*value as i64)
    } else {
        out.serialize_f64((value * 100.0).round() / 100.0)
    }
}

/// Something a signal found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// Id of the signal.
    pub signal: &'static str,
    /// Which of the things it can find: a stable word.
    pub kind: &'static str,
    /// What was found, for a person to read.
    pub says: String,
    /// Entry number of the person it is about; `None` for somebody not known.
    pub person: Option<u64>,
    /// The number, name or handle it is about.
    pub identifier: Option<String>,
    /// From when.
    pub from: Option<Timestamp>,
    /// Until when.
    pub until: Option<Timestamp>,
    /// The numbers.
    pub figures: Vec<Figure>,
    /// Why it was found, where that is not plain from the numbers.
    pub reasons: Vec<String>,
}

impl Finding {
    fn new(kind: &'static str, says: String) -> Self {
        Self {
            signal: "",
            kind,
            says,
            person: None,
            identifier: None,
            from: None,
            until: None,
            figures: Vec::new(),
            reasons: Vec::new(),
        }
    }

    fn about(mut self, person: u64) -> Self {
        self.person = (person != NOT_KNOWN).then_some(person);
        self
    }

    fn between(mut self, from: &Row, until: &Row) -> Self {
        (self.from, self.until) = (from.instant(), until.instant());
        self
    }

    fn with(mut self, figure: Figure) -> Self {
        self.figures.push(figure);
        self
    }
}

/// What one signal said.
pub struct Report {
    /// The signal.
    pub signal: &'static Signal,
    /// What it found. `None` when the pack has not all of its parameters, so that it did not run.
    pub findings: Option<Vec<Finding>>,
}

/// Runs every signal.
pub fn all(view: &View) -> Vec<Report> {
    ALL.iter().map(|signal| signal.run(view)).collect()
}

impl Signal {
    /// Runs the signal.
    pub fn run(&'static self, view: &View) -> Report {
        let findings = (self.find)(view).map(|mut findings| {
            findings.iter_mut().for_each(|finding| finding.signal = self.id);
            findings
        });
        Report { signal: self, findings }
    }
}

impl<'a> View<'a> {
    /// The name to show for a person.
    pub fn name(&self, person: u64) -> &'a str {
        if person == NOT_KNOWN { "Somebody not known" } else { self.diary.name(person) }
    }

    fn number(&self, id: &str) -> Option<f64> {
        self.guide.number(id)
    }

    /// A parameter that counts something.
    fn count(&self, id: &str) -> Option<usize> {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "small by nature, clamped"
        )]
        self.number(id).map(|n| n.clamp(0.0, 1e9) as usize)
    }

    /// A parameter in some unit, as seconds.
    fn seconds(&self, id: &str, unit: i64) -> Option<i64> {
        #[expect(clippy::cast_possible_truncation, reason = "clamped")]
        self.number(id).map(|n| (n.clamp(0.0, 1e7) * unit as f64) as i64)
    }

    /// The incident written down there, if it is one.
    pub fn incident(&self, source: Source) -> Option<&'a Incident> {
        source.incident(self.diary)
    }

    /// The text of an imported message.
    pub fn text(&self, source: Source) -> Option<&'a str> {
        match source {
            Source::Item(segment, index) => (self.item)(segment, index).map(|item| item.text),
            Source::Incident(_) => None,
        }
    }

    /// Unwanted rows of a person told with one of these kinds.
    fn told(&self, person: usize, kinds: &'a [Kind]) -> impl Iterator<Item = u32> + '_ {
        self.rows.unwanted[person].iter().copied().filter(move |at| {
            let incident = self.incident(self.rows.row(*at).source);
            incident.is_some_and(|i| kinds.iter().any(|kind| i.kinds.contains(kind)))
        })
    }

    fn moment(&self, row: &Row) -> String {
        row.instant().map_or("at a time not known".into(), |at| when::moment(at, self.zone))
    }

    /// The local day of an instant, in days since 1970.
    fn day_of(&self, at: Timestamp) -> i32 {
        let seconds = at.as_second() + i64::from(self.zone.to_offset(at).seconds());
        i32::try_from(seconds.div_euclid(DAY)).unwrap_or(i32::MAX)
    }

    fn day(&self, days: i32) -> String {
        order::date_of(days).map_or_else(String::new, when::day)
    }

    fn date(&self, row: &Row) -> Option<Date> {
        order::date_of(row.day).filter(|_| row.timed())
    }
}

/// `1 message`, `2 messages`.
fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// How likely a Poisson count of this mean is to come to `count` or more.
fn chance_of_as_many(count: usize, mean: f64) -> f64 {
    let mut term = (-mean).exp();
    let mut below = 0.0;
    for k in 0..count {
        below += term;
        term *= mean / (k as f64 + 1.0);
    }
    (1.0 - below).max(0.0)
}

/// The unit of parameters given in days, hours or minutes.
const DAY: i64 = 86_400;
const HOUR: i64 = 3_600;
const MINUTE: i64 = 60;
