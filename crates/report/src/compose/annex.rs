//! People, orders, agencies, the schedule of contacts, changed and struck incidents.

use super::{Composer, FactList};
use crate::{
    figures,
    lawful::LawTable,
    model::{Changed, Facts, Person, Scheduled, Struck},
    words,
};
use daybook_core::{
    contact::{People, Source, principal},
    diary::History,
    incident::Incident,
    item::{CallOutcome, ItemKind, Locator},
    person::{self, Identifier},
    rows::Row,
};
use std::collections::BTreeSet;

impl Composer<'_> {
    pub(super) fn people(&self) -> Vec<Person> {
        let diary = self.case.diary;
        let ours = |entry: u64| self.selection.persons.contains(&principal(diary, entry));
        let since = People::of(diary);
        let mut people: Vec<Person> = Vec::new();
        for (entry, person) in diary.suspects().filter(|(entry, _)| ours(*entry)) {
            let mut facts = FactList::default();
            facts.add("Part", words::role(person.role));
            facts.maybe("Acts with", person.acts_with.map(|p| self.name(p)));
            facts.maybe("Relation", person.relation.as_deref().map(|t| self.text(t)));
            facts
                .add("Identified", if person.known { "Yes, by the keeper of the record" } else { "Not yet" });
            facts.maybe("Description", person.description.as_deref().map(|t| self.text(t)));
            let (contacts, counted) = self.counted_of(entry);
            facts.maybe("Unwanted contacts", (contacts > 0).then_some(counted));
            facts.maybe("Since asked to stop", self.since_asked(&since, entry));
            let chosen = &self.selection.chosen;
            facts.maybe("First and last contact", self.first_and_last(|row| chosen.person(row) == entry));
            facts.add("Entry", entry.to_string());
            // One number in two spellings is one row's worth of contacts.
            let mut counted = BTreeSet::new();
            let linked = diary.standing(&diary.identifiers).filter(|(_, i)| i.person == Some(entry));
            let identifiers = linked.map(|(_, identifier)| {
                let mut row = self.identifier(identifier);
                if !counted.insert(person::normalise(&identifier.value)) {
                    row[4] = "see above".into();
                }
                row
            });
            let identifiers = identifiers.collect();
            people.push(Person { facts: facts.under(self.text(&person.name)), identifiers });
        }
        people
    }

    fn identifier(&self, identifier: &Identifier) -> [String; 5] {
        let normal = person::normalise(&identifier.value);
        let identifiers = &self.selection.chosen.rows.identifiers;
        let used = |row: &Row| identifiers.get(row.identifier as usize).is_some_and(|i| i.value == normal);
        let contacts = self.figures.value(&format!("identifier.{normal}"));
        let since = identifier.since.map(|day| format!("known since {}", daybook_core::when::day(day)));
        [
            words::identifier(identifier.kind).into(),
            self.text(&identifier.value),
            self.text(&identifier.basis),
            self.first_and_last(used).or(since).unwrap_or_default(),
            words::number(contacts),
        ]
    }

    fn first_and_last(&self, which: impl Fn(&Row) -> bool) -> Option<String> {
        let times: Vec<_> =
            self.selection.chosen.all().filter(|row| which(row)).filter_map(Row::instant).collect();
        let (first, last) = (times.iter().min()?, times.iter().max()?);
        let zone = &self.case.zone;
        Some(if first == last {
            words::moment(*first, zone)
        } else {
            format!("{} to {}", words::moment(*first, zone), words::moment(*last, zone))
        })
    }

    /// Every time contact was asked to stop, in full.
    pub(super) fn boundaries_in_full(&self) -> Vec<Facts> {
        let boundaries = self.boundaries().map(|(entry, boundary)| {
            let mut facts = FactList::default();
            facts.add("How", self.text(&boundary.how));
            facts.add("To", self.names(boundary.to.iter().copied()));
            facts.add("Words", self.text(&boundary.words));
            facts.add("Entry", entry.to_string());
            facts.under(boundary.when.to_string())
        });
        boundaries.collect()
    }

    pub(super) fn orders(&self, table: &LawTable) -> Vec<Facts> {
        let diary = self.case.diary;
        let ours = |against: &[u64]| {
            against.is_empty()
                || against.iter().any(|p| self.selection.persons.contains(&principal(diary, *p)))
        };
        let day = |date: Option<jiff::civil::Date>| date.map(daybook_core::when::day);
        let orders =
            diary.standing(&diary.orders).filter(|(_, order)| ours(&order.against)).map(|(entry, order)| {
                let mut facts = FactList::default();
                facts.add("Made by", self.text(&order.by));
                facts.add("Against", self.names(order.against.iter().copied()));
                facts.add("Terms", self.text(&order.terms));
                let forbids: Vec<String> = order.forbids.iter().map(|term| term.label().to_owned()).collect();
                facts.add("Forbids", forbids.join("; "));
                facts.add(
                    "Places named",
                    order.zones.iter().map(|z| self.text(z)).collect::<Vec<_>>().join("; "),
                );
                facts.maybe("In force from", day(order.from));
                facts.maybe("Until", day(order.until));
                facts.maybe("Served", day(order.served));
                facts.maybe("Falls within it", self.falls_within(table, entry));
                facts.add("Entry", entry.to_string());
                facts.under(self.text(&order.kind))
            });
        orders.collect()
    }

    pub(super) fn agencies(&self) -> Vec<Facts> {
        let diary = self.case.diary;
        let reports = diary.standing(&diary.agency).filter(|_| self.selection.agencies);
        let contacts = reports.map(|(entry, contact)| {
            let text = |value: &Option<String>| value.as_deref().map(|v| self.text(v));
            let mut facts = FactList::default();
            facts.add("Spoke to", self.text(&contact.who));
            facts.maybe("Reference", text(&contact.reference));
            facts.maybe("Told them", text(&contact.told));
            facts.maybe("Their advice", text(&contact.advice));
            facts.maybe("Promised", text(&contact.promise));
            facts.maybe("By when", text(&contact.due));
            facts.add("Entry", entry.to_string());
            facts.under(format!("{}, {}", contact.when, self.text(&contact.force)))
        });
        contacts.collect()
    }

    pub(super) fn schedule(&self) -> Vec<Scheduled> {
        let rows = self.selection.chosen.counted().filter_map(|row| match row.source {
            Source::Item(segment, index) => Some((row, segment, index)),
            Source::Incident(_) => None,
        });
        (1..)
            .zip(rows)
            .filter_map(|(number, (contact, s, i))| self.scheduled(number, contact, (s, i)))
            .collect()
    }

    fn scheduled(&self, number: usize, contact: &Row, (segment, index): (u64, u32)) -> Option<Scheduled> {
        let item = self.case.items.get(segment, index)?.item;
        let archive = self.archive(segment);
        let label = archive.and_then(|entry| self.case.diary.label(entry)).unwrap_or("archive");
        let mut text = self.text(item.text);
        let notes =
            [item.call.map(call), kind(item.kind).map(str::to_owned), item.at_note.map(str::to_owned)];
        let files = item.attachments.iter().map(|file| {
            let name = file.name.as_deref().map_or_else(|| "file".into(), |name| self.text(name));
            if file.present { format!("with {name}") } else { format!("with {name}, not in the export") }
        });
        let notes: Vec<String> = notes.into_iter().flatten().chain(files).collect();
        if !notes.is_empty() {
            let gap = if text.is_empty() { "" } else { " " };
            text = format!("{text}{gap}[{}]", notes.join("; "));
        }
        Some(Scheduled {
            number,
            when: item
                .at
                .map_or_else(|| "not known".into(), |at| words::moment_with_offset(at, &self.case.zone)),
            at: item.at.map(|at| at.to_string()).unwrap_or_default(),
            channel: contact.channel.label().into(),
            direction: words::direction(contact.way).into(),
            from: self.text(item.from.unwrap_or_default()),
            text,
            source: figures::word(contact.source),
            place: format!(
                "{label}, {}{}",
                Locator { member: None, ..item.locator() },
                self.also((segment, index), false)
            ),
            locator: format!(
                "{label}, {}{}",
                self.text(&item.locator().to_string()),
                self.also((segment, index), true)
            ),
        })
    }

    /// Where a message stands in other originals too, as far as their labels may be named.
    fn also(&self, (segment, index): (u64, u32), in_full: bool) -> String {
        let diary = self.case.diary;
        let places = self.case.items.also(segment, index).into_iter().filter_map(|(exhibit, locator)| {
            let file =
                diary.exhibits.get(&exhibit).filter(|file| file.struck.is_none() && !file.now().private)?;
            let locator = if in_full { locator } else { Locator { member: None, ..locator } };
            Some(format!("; also {}, {}", file.now().label, self.text(&locator.to_string())))
        });
        places.collect()
    }

    pub(super) fn changed(&self) -> Vec<Changed> {
        let histories =
            self.incidents().filter_map(|(entry, _)| Some((entry, self.case.diary.incidents.get(&entry)?)));
        let changed = histories.filter(|(_, history)| history.revisions().len() > 1);
        let versions = |history: &History<Incident>| {
            (1..)
                .zip(history.revisions())
                .map(|(n, revision)| (self.version(n, revision), self.whole(&revision.value)))
                .collect()
        };
        changed
            .map(|(entry, history)| Changed { line: self.line_ref(entry), versions: versions(history) })
            .collect()
    }

    /// Everything a version of an incident says.
    fn whole(&self, incident: &Incident) -> Vec<(String, String)> {
        let mut facts = FactList::default();
        facts.add("When", incident.when.to_string());
        facts.add("Who and how", self.heading(incident));
        facts.add("What", self.text(&incident.what));
        let exhibits = incident.exhibits.iter().filter_map(|entry| self.case.diary.label(*entry));
        facts.add("Exhibits", exhibits.collect::<Vec<_>>().join(", "));
        let mut whole = facts.done();
        whole.extend(self.incident_facts(incident));
        whole
    }

    pub(super) fn struck(&self) -> Vec<Struck> {
        let histories = self
            .selection
            .struck
            .iter()
            .filter_map(|entry| Some((*entry, self.case.diary.incidents.get(entry)?)));
        let struck = histories.filter_map(|(entry, history)| {
            let mark = history.struck.as_ref()?;
            let written = words::moment(mark.written, &self.case.zone);
            Some(Struck {
                what: format!("Entry {entry}: {}", history.now().when),
                why: format!(
                    "Struck on {written} (entry {}). Reason: {}",
                    mark.entry,
                    self.text(&mark.reason)
                ),
                text: self.text(&history.now().what),
            })
        });
        struck.collect()
    }
}

fn call(call: daybook_core::item::Call) -> String {
    let outcome = match call.outcome {
        CallOutcome::Answered => "call answered",
        CallOutcome::Missed => "call not answered",
        CallOutcome::Rejected => "call rejected",
        CallOutcome::Blocked => "call stopped by the phone's block list",
        CallOutcome::Voicemail => "call went to voicemail",
        CallOutcome::Unknown => "call",
    };
    let seconds = call.seconds.filter(|s| *s > 0).map(|s| format!(", {}", words::count(s, "second")));
    let withheld = if call.withheld { ", number withheld" } else { "" };
    let video = if call.video { ", video" } else { "" };
    format!("{outcome}{video}{}{withheld}", seconds.unwrap_or_default())
}

fn kind(kind: ItemKind) -> Option<&'static str> {
    match kind {
        ItemKind::Deleted => Some("deleted; the text is gone"),
        ItemKind::Edited => Some("edited; this is the last version"),
        ItemKind::Reaction => Some("a sign under another message"),
        ItemKind::Message | ItemKind::Call | ItemKind::System | ItemKind::Draft | ItemKind::Event => None,
    }
}
