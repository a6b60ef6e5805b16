//! What the law looks at, and the entries that bear on each part of it.
//!
//! A table, never a verdict: nothing here says whether something is a crime, and nothing says that there is too little.
//! What is thin is said so that it can be filled, and every row can be reported now.

use crate::{
    conduct::{self, Conduct, Terms, Thin},
    contact::{self, NOT_KNOWN, Source},
    diary::Diary,
    guide::{
        law::{Act, Element, Law, LawKind, LooksAt},
        row::Row as _,
    },
    incident::{Incident, Kind, Strand},
    order,
    rows::{Row, Sort},
    signal::{Phrases, View},
};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;

/// An element and what bears on it.
#[derive(Clone, Debug, Serialize)]
pub struct ElementRow {
    /// Id of the element.
    pub id: String,
    /// Plain name.
    pub label: String,
    /// What it asks.
    pub says: String,
    /// What was counted, when the law counts: occasions, occasions with fear.
    pub count: Option<usize>,
    /// How many the law asks for, when it does.
    pub asks: Option<u32>,
    /// Each entry that bears on it.
    pub bears: Vec<Source>,
    /// The same, sorted under headings: acts, parts of life, strands.
    pub groups: BTreeMap<String, Vec<Source>>,
    /// Where it is thin, and what could be added.
    pub thin: Vec<Thin>,
    /// People weigh this; no entry can show it.
    pub judged: bool,
    /// Where the element comes from.
    pub source: String,
}

/// A law held against the record of one person.
#[derive(Clone, Debug, Serialize)]
pub struct LawRow {
    /// Id of the law.
    pub id: String,
    /// What sort.
    pub kind: LawKind,
    /// Plain name.
    pub name: String,
    /// Act and section.
    pub act: String,
    /// What it is.
    pub says: String,
    /// Where it was read, and when.
    pub source: String,
    /// What it looks at.
    pub elements: Vec<ElementRow>,
    /// Ids of what else it could be.
    pub alternatives: Vec<String>,
    /// Ids of its clocks.
    pub clocks: Vec<String>,
    /// Entries from before this law began: they are left out of it.
    pub before_it_began: Vec<Source>,
}

/// The table for one person.
#[derive(Clone, Debug, Serialize)]
pub struct Table {
    /// Entry number of the person; [`NOT_KNOWN`] for incidents that name nobody.
    #[serde(serialize_with = "contact::person_or_null")]
    pub person: u64,
    /// The course of conduct.
    pub conduct: Conduct,
    /// Laws with at least one entry that bears on one of their elements, in the order of the pack.
    pub laws: Vec<LawRow>,
    /// Laws nothing in the record bears on yet, by id.
    pub nothing_yet: Vec<String>,
}

/// The table for every person with unwanted contact.
pub fn table(view: &View) -> Vec<Table> {
    let terms = Terms::of(view.guide);
    let held = order::held(view.diary, view.rows, view.zone);
    let people = contact::People::of(view.diary);
    let persons = view.rows.each_person().filter(|at| !view.rows.unwanted[*at].is_empty());
    let bench = |person| {
        let conduct = conduct::of(view.diary, view.rows, person, terms);
        Bench { view, person, held: &held, people: &people, conduct }
    };
    persons.map(|person| bench(person).table()).collect()
}

/// What a law can look at: what came since it began.
struct Since {
    began: Date,
    /// Places of unwanted rows.
    unwanted: Vec<u32>,
}

fn is_before(row: &Row, day: Date) -> bool {
    row.timed() && order::date_of(row.day).is_some_and(|own| own < day)
}

struct Bench<'v, 'a> {
    view: &'v View<'a>,
    person: usize,
    held: &'v [order::Held],
    people: &'v contact::People,
    conduct: Conduct,
}

impl Bench<'_, '_> {
    fn table(self) -> Table {
        let (view, rows) = (self.view, self.view.rows);
        let laws: Vec<LawRow> = view.guide.law.iter().map(|law| self.law(law)).collect();
        let bears = |law: &LawRow| law.elements.iter().any(|e| !e.bears.is_empty());
        let (some, none): (Vec<LawRow>, Vec<LawRow>) = laws.into_iter().partition(bears);
        Table {
            person: rows.persons[self.person],
            conduct: self.conduct,
            laws: some,
            nothing_yet: none.into_iter().map(|law| law.id).collect(),
        }
    }

    fn law(&self, law: &Law) -> LawRow {
        let rows = self.view.rows;
        let began = law.provenance().valid_from;
        let (before, unwanted): (Vec<u32>, Vec<u32>) =
            rows.unwanted[self.person].iter().partition(|at| is_before(rows.row(**at), began));
        let since = Since { began, unwanted };
        LawRow {
            id: law.id.clone(),
            kind: law.kind,
            name: law.name.clone(),
            act: law.act.clone(),
            says: law.says.clone(),
            source: law.source.clone(),
            elements: law.elements.iter().map(|element| self.element(element, &since)).collect(),
            alternatives: law.alternatives.clone(),
            clocks: law.clocks.clone(),
            before_it_began: rows.sources(before),
        }
    }

    fn element(&self, element: &Element, since: &Since) -> ElementRow {
        let fact = self.view.guide.fact.iter().find(|fact| fact.id == element.fact);
        let mut row = ElementRow {
            id: element.id.clone(),
            label: element.label.clone(),
            says: element.says.clone(),
            count: None,
            asks: None,
            bears: Vec::new(),
            groups: BTreeMap::new(),
            thin: Vec::new(),
            judged: element.looks_at == LooksAt::Judged,
            source: fact.map_or_else(String::new, |fact| fact.source.clone()),
        };
        self.fill(&mut row, &element.looks_at, since);
        if row.bears.is_empty() && !row.judged {
            let says = self.view.guide.words("thin-none").to_owned();
            row.thin.push(Thin { kind: "nothing_yet", says, from: Vec::new() });
        }
        row
    }

    fn fill(&self, row: &mut ElementRow, looks_at: &LooksAt, all: &Since) {
        let since = all.unwanted.as_slice();
        let with = |of: &dyn Fn(&Incident) -> bool| self.told(since, of);
        match looks_at {
            LooksAt::Occasions { at_least, .. } => self.occasions(row, since, *at_least),
            LooksAt::Fear { at_least } => {
                let feared = self.places(since, &|i| i.fear_of_violence == Some(true));
                row.count =
                    Some(conduct::occasions(self.view.rows, &feared, self.conduct.terms.gap_minutes).len());
                row.asks = Some(*at_least);
                row.bears = self.view.rows.sources(feared);
                if row.count < Some(*at_least as usize) && !row.bears.is_empty() {
                    let says = "One occasion is marked with fear of violence. Look at the others: did they make you afraid too?";
                    row.thin.push(Thin { kind: "fewer", says: says.into(), from: row.bears.clone() });
                }
            }
            LooksAt::Acts => self.acts(row, since),
            LooksAt::Distress => {
                row.bears = with(&|i| {
                    i.felt_then.is_some() || i.felt_after.is_some() || i.fear_of_violence == Some(true)
                });
            }
            LooksAt::Effects => self.effects(row, since),
            LooksAt::Threat { phrases } => self.threats(row, all, phrases),
            LooksAt::Kinds(kinds) => row.bears = with(&|i| kinds.iter().any(|kind| i.kinds.contains(kind))),
            LooksAt::Sent(kinds) => row.bears = self.sent(since, kinds),
            LooksAt::Knowledge => self.knowledge(row),
            LooksAt::Relation(words) => self.relation(row, words),
            LooksAt::ThirdParties => row.bears = with(&|i| i.kinds.contains(&Kind::ContactThirdParty)),
            LooksAt::Order => self.order(row),
            LooksAt::Strands(strands) => self.strands(row, since, strands),
            LooksAt::Contacts => row.bears = self.view.rows.sources(since.iter().copied()),
            LooksAt::Judged => {}
        }
    }

    fn places(&self, since: &[u32], of: &dyn Fn(&Incident) -> bool) -> Vec<u32> {
        let holds = |at: &u32| self.view.incident(self.view.rows.row(*at).source).is_some_and(of);
        since.iter().copied().filter(holds).collect()
    }

    fn told(&self, since: &[u32], of: &dyn Fn(&Incident) -> bool) -> Vec<Source> {
        self.view.rows.sources(self.places(since, of))
    }

    fn occasions(&self, row: &mut ElementRow, since: &[u32], at_least: u32) {
        let rows = self.view.rows;
        let conduct = &self.conduct;
        row.count = Some(if since.len() == conduct.contacts.len() {
            conduct.towards_keeper
        } else {
            let towards_keeper = conduct::towards_keeper(self.view.diary, rows, since);
            conduct::occasions(rows, &towards_keeper, conduct.terms.gap_minutes).len()
        });
        row.asks = Some(at_least);
        row.bears = rows.sources(since.iter().copied());
        if !conduct.other_victims.is_empty() {
            row.groups.insert("towards other people".into(), conduct.other_victims.clone());
        }
        row.thin.clone_from(&conduct.thin);
    }

    fn acts(&self, row: &mut ElementRow, since: &[u32]) {
        for act in &self.view.guide.act {
            let shows = since.iter().copied().filter(|at| self.is_act(act, self.view.rows.row(*at)));
            let shows = self.view.rows.sources(shows);
            if !shows.is_empty() {
                row.groups.insert(format!("({}) {}", act.id, act.label), shows);
            }
        }
        row.bears = union(row.groups.values());
    }

    fn is_act(&self, act: &Act, contact: &Row) -> bool {
        match self.view.incident(contact.source) {
            Some(incident) => act.kinds.iter().any(|kind| incident.kinds.contains(kind)),
            None => act.contacts,
        }
    }

    fn effects(&self, row: &mut ElementRow, since: &[u32]) {
        for at in since {
            let source = self.view.rows.row(*at).source;
            for effect in self.view.incident(source).iter().flat_map(|i| &i.effects) {
                let area = serde_json::to_value(effect.area).ok();
                let area = area.and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default();
                let held = row.groups.entry(area).or_default();
                if held.last() != Some(&source) {
                    held.push(source);
                }
            }
        }
        row.bears = union(row.groups.values());
        if row.bears.is_empty() {
            let says = "Nothing is written down yet of what changed in daily life. Routes, sleep, work, money, seeing people: \
                        what changed, since when, and what it cost.";
            row.thin.push(Thin { kind: "no_effects", says: says.into(), from: Vec::new() });
        }
    }

    /// A threat is one whether or not contact had been asked to stop: every message that came is read.
    fn threats(&self, row: &mut ElementRow, since: &Since, phrases: &str) {
        let told = self.told(&since.unwanted, &|i| i.threat.is_some() || i.kinds.contains(&Kind::Threat));
        let phrases = Phrases::new(self.view.guide.phrases(phrases).unwrap_or_default());
        let holds = |source| self.view.text(source).is_some_and(|text| phrases.first_in(text).is_some());
        let came = self.view.rows.received(self.person).filter(|row| !is_before(row, since.began));
        let read: Vec<Source> = came.map(|row| row.source).filter(|source| holds(*source)).collect();
        if !told.is_empty() {
            row.groups.insert("told as a threat".into(), told);
        }
        if !read.is_empty() {
            row.groups.insert("messages to read".into(), read);
        }
        row.bears = union(row.groups.values());
    }

    /// What these kinds tell of and what archives hold of the same sort. Visits are no messages.
    fn sent(&self, since: &[u32], kinds: &[Kind]) -> Vec<Source> {
        let calls = kinds.contains(&Kind::ContactCall);
        let texts = kinds.contains(&Kind::ContactMessage);
        let is_sent = |row: &Row| match row.sort {
            Sort::Told => self
                .view
                .incident(row.source)
                .is_some_and(|i| kinds.iter().any(|kind| i.kinds.contains(kind))),
            Sort::Message => texts,
            Sort::Answered | Sort::Unanswered | Sort::Call => calls,
        };
        let rows = self.view.rows;
        rows.sources(since.iter().copied().filter(|at| is_sent(rows.row(*at))))
    }

    fn knowledge(&self, row: &mut ElementRow) {
        let diary = self.view.diary;
        let person = self.view.rows.persons[self.person];
        // What a helper was told or ordered is not known to the one they act with by that.
        let told = |to: &[u64]| to.is_empty() || to.contains(&person);
        let asked = diary.standing(&diary.boundaries).filter(|(_, b)| told(&b.to));
        let asked: Vec<Source> = asked.map(|(entry, _)| Source::Incident(entry)).collect();
        let orders = diary.standing(&diary.orders).filter(|(_, o)| o.against.contains(&person));
        let orders: Vec<Source> = orders.map(|(entry, _)| Source::Incident(entry)).collect();
        let stop = self.told(&self.view.rows.unwanted[self.person], &|i| {
            i.responded == Some(crate::incident::Response::AskedToStop)
        });
        for (name, from) in
            [("asked to stop", asked), ("orders", orders), ("asked to stop at the time", stop)]
        {
            if !from.is_empty() {
                row.groups.insert(name.into(), from);
            }
        }
        row.bears = union(row.groups.values());
    }

    fn relation(&self, row: &mut ElementRow, words: &[String]) {
        let entry = self.view.rows.persons[self.person];
        if entry != NOT_KNOWN && relation_holds(self.view.diary, entry, words) {
            row.bears = vec![Source::Incident(entry)];
        }
    }

    fn order(&self, row: &mut ElementRow) {
        let person = self.view.rows.persons[self.person];
        let binds =
            |held: &&order::Held| held.against.iter().any(|p| self.people.counts_as(*p) == Some(person));
        for held in self.held.iter().filter(binds).filter(|held| !held.within.is_empty()) {
            let within = held.within.iter().map(|w| w.source).collect();
            row.groups.insert(format!("{} (entry {})", held.kind, held.order), within);
            let early: Vec<Source> =
                held.within.iter().filter(|w| w.before_service).map(|w| w.source).collect();
            if !early.is_empty() {
                let says = "Some were before the order was served. The person may not have known of it yet.";
                row.thin.push(Thin { kind: "before_service", says: says.into(), from: early });
            }
        }
        row.bears = union(row.groups.values());
    }

    fn strands(&self, row: &mut ElementRow, since: &[u32], strands: &[Strand]) {
        for strand in strands {
            let felt = self.told(since, &|i| i.strands.contains(strand));
            if !felt.is_empty() {
                let rule = self.view.guide.strand.iter().find(|rule| rule.strand == *strand);
                row.groups.insert(rule.map_or_else(String::new, |rule| rule.label.clone()), felt);
            }
        }
        row.bears = union(row.groups.values());
    }
}

/// Whether the words for how the keeper knows a person hold one of these, as a whole word.
pub fn relation_holds(diary: &Diary, person: u64, words: &[String]) -> bool {
    let relation = diary.people.get(&person).and_then(|h| h.now().relation.as_deref());
    let Some(relation) = relation.map(order::plain) else { return false };
    relation.split(' ').any(|word| words.iter().any(|w| w == word))
}

fn union<'a>(lists: impl Iterator<Item = &'a Vec<Source>>) -> Vec<Source> {
    let mut all: Vec<Source> = lists.flatten().copied().collect();
    all.sort_unstable();
    all.dedup();
    all
}
