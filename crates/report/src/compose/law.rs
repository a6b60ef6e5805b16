//! What the law looks at, with the lines that bear on each part of it. A table, never a verdict.

use super::{Composer, FactList, first_of};
use crate::{
    case::Audience,
    lawful::LawTable,
    model::{Law, LawPart, LawSection, Ref},
    words,
};
use daybook_core::{
    clock::Clock,
    contact::Source,
    guide::law::LawKind,
    law::{ElementRow, LawRow},
    when,
};

/// Most places named in one row. `data/law.json` has all.
const MOST_REFS: usize = 12;

impl Composer<'_> {
    pub(super) fn law(&self, table: &LawTable) -> Law {
        if table.is_empty() {
            return Law::default();
        }
        let several = table.tables.len() > 1;
        let mut sections: Vec<(u8, LawSection)> = Vec::new();
        for held in &table.tables {
            let about = several.then(|| self.name(held.person));
            for law in &held.laws {
                let Some(place) = place(self.case.audience, law.kind) else { continue };
                let heading = about.as_ref().map_or(law.name.clone(), |name| format!("{}: {name}", law.name));
                let facts = self.law_facts(law, table.clocks_of(law, held.person), &held.laws);
                let parts = law.elements.iter().map(|element| self.law_part(element)).collect();
                sections.push((place, LawSection { heading, facts, parts }));
            }
        }
        sections.sort_by_key(|(place, _)| *place);
        Law { notes: self.law_notes(), sections: sections.into_iter().map(|(_, section)| section).collect() }
    }

    /// Orders within which something on record falls, for page one: an officer can act on that first.
    pub(super) fn within_orders(&self, table: &LawTable) -> Vec<(String, Vec<Ref>)> {
        let held = table.held.iter().filter(|held| !held.within.is_empty());
        let named = held.map(|held| {
            let within: Vec<Source> = held.within.iter().map(|within| within.source).collect();
            (
                format!("On the days and within the terms of an order ({})", self.text(&held.kind)),
                self.refs(&within),
            )
        });
        named.collect()
    }

    /// What falls within an order, in words. A court decides whether it was broken.
    pub(super) fn falls_within(&self, table: &LawTable, order: u64) -> Option<String> {
        let held = table.held.iter().find(|held| held.order == order)?;
        let within: Vec<Source> = held.within.iter().map(|within| within.source).collect();
        let refs: Vec<String> = self.refs(&within).into_iter().map(|at| at.text).collect();
        (!refs.is_empty()).then(|| format!("{}. A court decides whether it was broken.", refs.join(", ")))
    }

    /// The first places of many, and how many more.
    fn refs(&self, sources: &[Source]) -> Vec<Ref> {
        let refs = sources.iter().map(|source| self.source_ref(*source));
        first_of(refs, MOST_REFS, |more| Ref { text: format!("and {more} more"), anchor: None })
    }

    fn law_notes(&self) -> Vec<String> {
        let guide = self.case.guide;
        let until = guide.valid_until;
        let passed = until < self.case.zone.to_datetime(self.case.made_at).date();
        let passed = if passed {
            format!(" It was to be replaced by {}: ask whether the law has changed.", when::day(until))
        } else {
            String::new()
        };
        vec![
            guide.words("no-verdict").to_owned(),
            guide.words("report-now").to_owned(),
            format!(
                "From the guidance {} ({}), version {}, last read against its sources on {}.{passed} This is not legal advice.",
                guide.name,
                guide.pack,
                guide.version,
                when::day(guide.reviewed)
            ),
        ]
    }

    fn law_facts<'c>(
        &self,
        law: &LawRow,
        clocks: impl Iterator<Item = &'c Clock>,
        beside: &[LawRow],
    ) -> Vec<(String, String)> {
        let mut facts = FactList::default();
        facts.add("Law", law.act.clone());
        facts.add("What it is", law.says.clone());
        for clock in clocks {
            facts.add("Time limit", time_limit(clock));
        }
        let early = law.before_it_began.len();
        if early > 0 {
            let entries = words::count(early as u64, "contact");
            facts.add("Left out", format!("{entries} from before this law began."));
        }
        let shown = |other: &&LawRow| place(self.case.audience, other.kind).is_some();
        let shown: Vec<&LawRow> = beside.iter().filter(shown).collect();
        let other = |id: &String| shown.iter().find(|law| law.id == *id).map(|law| law.name.clone());
        let others: Vec<String> = law.alternatives.iter().filter_map(other).collect();
        if !others.is_empty() {
            facts.add("Also looked at", words::list(&others));
        }
        facts.add("Read in", law.source.clone());
        facts.done()
    }

    fn law_part(&self, element: &ElementRow) -> LawPart {
        LawPart {
            label: element.label.clone(),
            says: element.says.clone(),
            shows: shows(element),
            thin: element.thin.iter().map(|thin| thin.says.clone()).collect(),
            refs: self.refs(&element.bears),
        }
    }

    fn source_ref(&self, source: Source) -> Ref {
        match source {
            Source::Incident(entry) => self.line_ref(entry),
            Source::Item(segment, index) => self
                .message_ref((segment, index))
                .unwrap_or_else(|| Ref { text: format!("entry {source}"), anchor: None }),
        }
    }
}

/// Where a sort of law stands for a reader: a solicitor reads claims and orders first, the police have no use for claims.
fn place(audience: Audience, kind: LawKind) -> Option<u8> {
    match (audience, kind) {
        (Audience::Police, LawKind::Civil) => None,
        (Audience::Solicitor, LawKind::Civil) => Some(0),
        (Audience::Solicitor, LawKind::Order) => Some(1),
        (_, LawKind::Course) => Some(2),
        (_, LawKind::SingleAct) => Some(3),
        (Audience::Police, LawKind::Order) => Some(4),
    }
}

fn time_limit(clock: &Clock) -> String {
    let when = match (clock.from, clock.until, clock.at_most) {
        (Some(from), Some(until), _) => {
            format!("from {} to {}. ", when::day(from), when::day(until))
        }
        (Some(from), None, Some(most)) => {
            format!("from {}, at most to {}. ", when::day(from), when::day(most))
        }
        _ => String::new(),
    };
    let more = clock.waits_for.as_ref().or(clock.warns.as_ref().filter(|_| clock.days_left < Some(0)));
    let more = more.map(|words| format!(" {words}")).unwrap_or_default();
    format!("{}: {when}{}{more}", clock.name, clock.says)
}

/// What is on record of an element, in counts and under its headings.
fn shows(element: &ElementRow) -> Vec<String> {
    if element.judged {
        return vec!["People weigh this. No record can show it.".into()];
    }
    if element.bears.is_empty() {
        return Vec::new();
    }
    let entries = words::count(element.bears.len() as u64, "entry");
    let mut shows = vec![match element.count {
        Some(occasions) => format!("{entries}, on {}", words::count(occasions as u64, "separate occasion")),
        None => entries,
    }];
    shows.extend(element.groups.iter().map(|(heading, from)| format!("{heading}: {}", from.len())));
    shows
}
