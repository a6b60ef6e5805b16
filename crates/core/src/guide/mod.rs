//! The law pack: what the law looks at, time limits, signals' parameters, danger topics, advice, whom to call.
//!
//! Code holds no number to call, no threshold and no advice: all of it is data with a source and a date. The form of a
//! pack is normative in `docs/format/law-pack.md`.

pub mod check;
pub mod help;
pub mod law;
pub mod row;

use crate::diary::Diary;
use help::{Advice, Parameter, PlanTopic, Service, Topic, Wording};
use jiff::civil::Date;
use law::{Act, ClockRule, Fact, Law, OrderKind, StrandRule};
use row::Row;
use serde::{Deserialize, Serialize};

/// The version of the form this program reads.
pub const SCHEMA: u32 = 1;

/// A pack of guidance for one jurisdiction.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guide {
    /// Version of the form.
    pub schema: u32,
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
    /// What the reader must know of the pack as a whole.
    pub note: String,
    /// Whom to call.
    #[serde(default)]
    pub directory: Vec<Service>,
    /// Danger topics.
    #[serde(default)]
    pub topic: Vec<Topic>,
    /// What was read.
    #[serde(default)]
    pub fact: Vec<Fact>,
    /// Examples an Act gives.
    #[serde(default)]
    pub act: Vec<Act>,
    /// Offences, claims and orders with their elements.
    #[serde(default)]
    pub law: Vec<Law>,
    /// Time limits.
    #[serde(default)]
    pub clock: Vec<ClockRule>,
    /// Sorts of orders.
    #[serde(default)]
    pub order: Vec<OrderKind>,
    /// Strands of hate crime.
    #[serde(default)]
    pub strand: Vec<StrandRule>,
    /// Advice.
    #[serde(default)]
    pub advice: Vec<Advice>,
    /// Parts of a safety plan.
    #[serde(default)]
    pub plan: Vec<PlanTopic>,
    /// Words for pages and reports.
    #[serde(default)]
    pub wording: Vec<Wording>,
    /// What signals go by.
    #[serde(default)]
    pub parameter: Vec<Parameter>,
}

/// A pack cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadGuide {
    /// A row is not in the form of a pack.
    #[error("The guidance file cannot be used: {file}, line {line}: {why}")]
    Form {
        /// Which file.
        file: String,
        /// Line in it, counted from 1.
        line: usize,
        /// What is wrong with the line.
        why: String,
    },
    /// It was made for a newer program.
    #[error(
        "The guidance was made for a newer version of this program (form {0}; this one reads form {SCHEMA})."
    )]
    Future(u32),
}

/// Only what says how to read the rest.
#[derive(Deserialize)]
struct Head {
    schema: u32,
}

impl Guide {
    /// Reads a pack that is one file.
    ///
    /// # Errors
    /// [`BadGuide`] when it is not in the form of a pack, with the line, or from a newer version.
    pub fn parse(text: &str) -> Result<Self, BadGuide> {
        Self::read(&[("guide.toml", text)])
    }

    /// Reads a pack that was cut into files between rows; the first begins with the head.
    ///
    /// # Errors
    /// [`BadGuide`] when it is not in the form of a pack, with file and line, or from a newer version.
    pub fn read(files: &[(&str, &str)]) -> Result<Self, BadGuide> {
        let whole: String = files.iter().flat_map(|(_, text)| [text, "\n"]).collect();
        // A pack from the future may hold words this version does not know: its number is read before its rows.
        let head: Result<Head, _> = toml::from_str(&whole);
        if let Ok(Head { schema }) = head
            && schema > SCHEMA
        {
            return Err(BadGuide::Future(schema));
        }
        toml::from_str(&whole).map_err(|e: toml::de::Error| {
            let at = e.span().map_or(0, |span| span.start);
            place(files, at, e.message())
        })
    }

    /// The same pack without the rows that have ended by a day, so that none is shown as if it still held. What was read, words and
    /// parameters stay: other rows rest on them.
    #[must_use]
    pub fn holding_on(mut self, day: Date) -> Self {
        fn keep<R: Row>(rows: &mut Vec<R>, day: Date) {
            rows.retain(|row| !row.provenance().has_ended(day));
        }
        keep(&mut self.directory, day);
        keep(&mut self.topic, day);
        keep(&mut self.act, day);
        keep(&mut self.law, day);
        keep(&mut self.clock, day);
        keep(&mut self.order, day);
        keep(&mut self.strand, day);
        keep(&mut self.advice, day);
        keep(&mut self.plan, day);
        self
    }

    /// The topics the record holds, each with the incidents that bring it up.
    pub fn topics<'a>(&'a self, diary: &Diary) -> Vec<(&'a Topic, Vec<u64>)> {
        let present = |topic: &'a Topic| {
            let told = diary.standing(&diary.incidents).filter(|(_, i)| topic.is_in(i));
            (topic, told.map(|(entry, _)| entry).collect::<Vec<_>>())
        };
        self.topic.iter().map(present).filter(|(_, entries)| !entries.is_empty()).collect()
    }

    /// The number of a signal's parameter. `None` when the pack does not have it.
    pub fn number(&self, id: &str) -> Option<f64> {
        self.parameter.iter().find(|p| p.id == id)?.value
    }

    /// The phrases of a signal's parameter. `None` when the pack does not have them.
    pub fn phrases(&self, id: &str) -> Option<&[String]> {
        self.parameter.iter().find(|p| p.id == id).map(|p| p.phrases.as_slice())
    }

    /// Words for a page or report; empty when the pack has none.
    pub fn words(&self, id: &str) -> &str {
        self.wording.iter().find(|w| w.id == id).map_or("", |w| w.says.as_str())
    }

    /// Services for an area and a need, in the order of the pack. `None` asks for all.
    pub fn services<'a>(
        &'a self,
        area: Option<&'a str>,
        need: Option<&'a str>,
    ) -> impl Iterator<Item = &'a Service> {
        let serves = move |s: &Service| {
            let everywhere = s.areas.is_empty() || s.areas.iter().any(|a| a == "uk");
            area.is_none_or(|area| everywhere || s.areas.iter().any(|a| a.eq_ignore_ascii_case(area)))
        };
        let fits = move |s: &Service| need.is_none_or(|need| s.needs.iter().any(|n| n == need));
        self.directory.iter().filter(move |s| serves(s) && fits(s))
    }
}

/// The file and line of a byte of the whole.
fn place(files: &[(&str, &str)], at: usize, why: &str) -> BadGuide {
    let mut start = 0;
    for (file, text) in files {
        let end = start + text.len() + 1;
        if at < end {
            let before = text.as_bytes().iter().take(at - start);
            let line = 1 + before.filter(|b| **b == b'\n').count();
            return BadGuide::Form { file: (*file).into(), line, why: why.into() };
        }
        start = end;
    }
    let file = files.last().map_or_else(String::new, |(file, _)| (*file).into());
    BadGuide::Form { file, line: 1, why: why.into() }
}

#[cfg(test)]
mod tests;
