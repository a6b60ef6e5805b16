//! What the law looks at, over what a report counts: the table, its time limits, and the file others count it again from.

use crate::{case::Case, selection::Selection};
use daybook_core::{
    clock::{self, Clock},
    contact::{self, NOT_KNOWN, Source},
    guide::{
        Guide,
        law::{Act, Law, LawKind, LooksAt},
        row::Row as _,
    },
    incident::Kind,
    law::{self, ElementRow, LawRow, Table},
    order::{self, Held},
    signal::View,
};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The tables of the persons a report is about, and the clocks that run.
pub struct LawTable {
    /// One for each person with something counted.
    pub tables: Vec<Table>,
    /// Every clock, soonest first.
    pub clocks: Vec<Clock>,
    /// Each order, with what falls within it.
    pub held: Vec<Held>,
}

impl LawTable {
    /// Holds the law against what the report counts and nothing else: what is left out of it bears on nothing in it.
    pub fn of(case: &Case<'_>, selection: &Selection) -> Self {
        let counted: BTreeSet<Source> = selection.chosen.counted().map(|row| row.source).collect();
        let rows = selection.chosen.rows.clone().without(|row| !counted.contains(&row.source));
        let item = |segment, index| case.items.get(segment, index).map(|placed| placed.item);
        let view = View {
            diary: case.diary,
            rows: &rows,
            guide: case.guide,
            item: &item,
            now: case.made_at,
            zone: &case.zone,
        };
        Self {
            tables: law::table(&view),
            clocks: clock::all(&view),
            held: order::held(case.diary, &rows, &case.zone),
        }
    }

    /// Whether there is nothing on which anything bears.
    pub fn is_empty(&self) -> bool {
        self.tables.iter().all(|table| table.laws.is_empty())
    }

    /// The clocks of a law for one person: of those that run from each day, the one that ends first.
    pub fn clocks_of<'a>(&'a self, law: &'a LawRow, person: u64) -> impl Iterator<Item = &'a Clock> {
        let person = (person != NOT_KNOWN).then_some(person);
        law.clocks.iter().filter_map(move |id| {
            self.clocks
                .iter()
                .find(|clock| clock.rule == *id && (clock.person == person || clock.anchor.is_none()))
        })
    }

    /// What `data/law.json` holds.
    pub fn file<'a>(&'a self, guide: &'a Guide) -> LawFile<'a> {
        let rule = |id: &str| guide.law.iter().find(|law| law.id == id);
        let laws = |table: &'a Table| {
            let held = table.laws.iter().filter_map(|row| Some(HeldLaw::of(row, rule(&row.id)?)));
            HeldPerson { person: table.person, laws: held.collect() }
        };
        let tables: Vec<HeldPerson> = self.tables.iter().map(laws).collect();
        let threats =
            tables.iter().flat_map(|t| &t.laws).flat_map(|l| &l.elements).filter_map(|e| e.phrases());
        let phrases = threats.map(|id| (id, guide.phrases(id).unwrap_or_default())).collect();
        LawFile {
            v: 1,
            guide: [&guide.pack, &guide.version],
            acts: guide.act.iter().map(HeldAct::of).collect(),
            phrases,
            tables,
        }
    }
}

/// `data/law.json`: the table, and the rules of the guidance by which its entries were chosen.
#[derive(Serialize)]
pub struct LawFile<'a> {
    v: u32,
    guide: [&'a str; 2],
    acts: Vec<HeldAct<'a>>,
    phrases: BTreeMap<&'a str, &'a [String]>,
    tables: Vec<HeldPerson<'a>>,
}

#[derive(Serialize)]
struct HeldAct<'a> {
    id: &'a str,
    kinds: &'a [Kind],
    contacts: bool,
}

impl<'a> HeldAct<'a> {
    fn of(act: &'a Act) -> Self {
        Self { id: &act.id, kinds: &act.kinds, contacts: act.contacts }
    }
}

#[derive(Serialize)]
struct HeldPerson<'a> {
    #[serde(serialize_with = "contact::person_or_null")]
    person: u64,
    laws: Vec<HeldLaw<'a>>,
}

#[derive(Serialize)]
struct HeldLaw<'a> {
    id: &'a str,
    kind: LawKind,
    /// Only what happened since is looked at.
    since: Date,
    elements: Vec<HeldElement<'a>>,
}

impl<'a> HeldLaw<'a> {
    fn of(row: &'a LawRow, rule: &'a Law) -> Self {
        let elements = row.elements.iter().zip(&rule.elements);
        let elements = elements.map(|(row, rule)| HeldElement { row, looks_at: &rule.looks_at }).collect();
        Self { id: &row.id, kind: row.kind, since: rule.provenance().valid_from, elements }
    }
}

struct HeldElement<'a> {
    row: &'a ElementRow,
    looks_at: &'a LooksAt,
}

impl<'a> HeldElement<'a> {
    fn phrases(&self) -> Option<&'a str> {
        match self.looks_at {
            LooksAt::Threat { phrases } => Some(phrases),
            _ => None,
        }
    }
}

impl Serialize for HeldElement<'_> {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Shown<'a> {
            id: &'a str,
            looks_at: &'a LooksAt,
            count: Option<usize>,
            from: &'a [Source],
        }
        let Self { row, looks_at } = self;
        Shown { id: &row.id, looks_at, count: row.count, from: &row.bears }.serialize(out)
    }
}
