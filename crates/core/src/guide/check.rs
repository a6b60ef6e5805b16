//! Whether a pack may be shown to people: every row sourced, current and checked, every reference alive.
//!
//! That no row is weaker than B needs no check here: a pack with such a row cannot be read at all.

use super::{
    Guide,
    law::{Anchor, LooksAt},
    row::Row,
};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// Table and id of the row.
    pub row: String,
    /// What is wrong with it.
    pub why: String,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.row, self.why)
    }
}

/// Everything that keeps a pack from being shown on a day.
pub fn check(guide: &Guide, today: Date) -> Vec<Fault> {
    let mut faults = Faults { today, found: Vec::new() };
    if guide.valid_until < today {
        faults.add("pack", format!("it was to be replaced by {}", guide.valid_until));
    }
    if guide.reviewed > today {
        faults.add("pack", format!("it says it was reviewed on {}, which is to come", guide.reviewed));
    }
    faults.rows(&guide.directory);
    faults.rows(&guide.topic);
    faults.rows(&guide.fact);
    faults.rows(&guide.act);
    faults.rows(&guide.law);
    faults.rows(&guide.clock);
    faults.rows(&guide.order);
    faults.rows(&guide.strand);
    faults.rows(&guide.advice);
    faults.rows(&guide.plan);
    faults.rows(&guide.wording);
    faults.rows(&guide.parameter);
    faults.references(guide);
    faults.contents(guide);
    faults.found.sort();
    faults.found
}

struct Faults {
    today: Date,
    found: Vec<Fault>,
}

fn ids<R: Row>(rows: &[R]) -> BTreeSet<&str> {
    rows.iter().map(Row::id).collect()
}

impl Faults {
    fn add(&mut self, row: impl Into<String>, why: impl Into<String>) {
        self.found.push(Fault { row: row.into(), why: why.into() });
    }

    fn rows<R: Row>(&mut self, rows: &[R]) {
        let mut seen = BTreeSet::new();
        for row in rows {
            let name = format!("{} {}", R::TABLE, row.id());
            let from = row.provenance();
            if !seen.insert(row.id()) {
                self.add(&name, "the id is used twice");
            }
            for (field, text) in
                [("source", from.source), ("source_date", from.source_date), ("checked_by", from.checked_by)]
            {
                if text.trim().trim_matches('-').is_empty() {
                    self.add(&name, format!("{field} is missing"));
                }
            }
            if from.checked_on > self.today {
                self.add(&name, format!("checked_on {} is to come", from.checked_on));
            }
            if !from.holds_on(self.today) {
                self.add(&name, "it does not hold today and would be shown as if it did");
            }
        }
    }

    fn dead(&mut self, row: &str, table: &str, known: &BTreeSet<&str>, named: &[String]) {
        for id in named.iter().filter(|id| !known.contains(id.as_str())) {
            self.add(row, format!("it names {table} {id}, which is not in the pack"));
        }
    }

    fn references(&mut self, guide: &Guide) {
        let (facts, laws, clocks) = (ids(&guide.fact), ids(&guide.law), ids(&guide.clock));
        let (services, parameters) = (ids(&guide.directory), ids(&guide.parameter));
        for law in &guide.law {
            let row = format!("law {}", law.id);
            self.dead(&row, "law", &laws, &law.alternatives);
            self.dead(&row, "clock", &clocks, &law.clocks);
            for element in &law.elements {
                self.dead(&row, "fact", &facts, std::slice::from_ref(&element.fact));
                if let LooksAt::Threat { phrases } = &element.looks_at {
                    self.dead(&row, "parameter", &parameters, std::slice::from_ref(phrases));
                }
            }
        }
        for topic in &guide.topic {
            self.dead(&format!("topic {}", topic.id), "directory", &services, &topic.call);
        }
    }

    fn contents(&mut self, guide: &Guide) {
        for service in &guide.directory {
            let row = format!("directory {}", service.id);
            match (&service.hours, service.hours_until) {
                (Some(_), None) => self.add(row, "hours without hours_until"),
                (Some(_), Some(last)) if last < self.today => {
                    self.add(row, format!("the hours were to be checked by {last}"));
                }
                _ => {}
            }
        }
        for advice in guide.advice.iter().filter(|a| a.sides.len() == 1) {
            self.add(format!("advice {}", advice.id), "a disagreement has two sides or more");
        }
        for clock in guide.clock.iter().filter(|c| (c.anchor == Anchor::Event) != c.event.is_some()) {
            self.add(
                format!("clock {}", clock.id),
                "an event is named when, and only when, the anchor is one",
            );
        }
        for parameter in guide.parameter.iter().filter(|p| p.value.is_some() != p.phrases.is_empty()) {
            self.add(format!("parameter {}", parameter.id), "it holds a value or phrases, one of the two");
        }
        for law in guide.law.iter().filter(|l| l.elements.is_empty()) {
            self.add(format!("law {}", law.id), "it has no elements");
        }
    }
}
