//! `show`: one entry of any kind, or one message of an export, in words.

use crate::{
    failure::{Failure, Outcome},
    journal::Journal,
    lookup::Locator,
    output::Output,
    words::{self, counted},
};
use daybook_core::{
    agency::AgencyContact,
    boundary::{Boundary, Order},
    diary::{Diary, History},
    event::{Event, Import, Record, Subject},
    exhibit::{Custody, Exhibit, PhysicalItem},
    incident::Incident,
    person::{Identifier, Person},
    when::moment,
};
use daybook_report::words as say;
use serde_json::{Value, json};

/// What is printed of an entry: what it is, and its filled-in fields as name and value.
struct Told {
    title: &'static str,
    rows: Vec<(&'static str, String)>,
    value: Value,
}

/// One entry, or one message, with everything written about it.
pub fn show(journal: &Journal, at: Locator) -> Outcome<Output> {
    if let Some(index) = at.index {
        return message(journal, at, index);
    }
    if let Some(history) = journal.diary().incidents.get(&at.entry) {
        return Ok(incident(journal, at.entry, history));
    }
    match journal.record(at.entry) {
        Some(record) => Ok(record_in_words(journal, at.entry, &record)),
        None => segment(journal, at.entry),
    }
}

fn incident(journal: &Journal, entry: u64, history: &History<Incident>) -> Output {
    let versions: Vec<Value> = history
        .revisions()
        .iter()
        .map(|r| {
            json!({ "entry": r.entry, "written": r.written, "zone": r.zone, "reason": r.reason, "incident": r.value,
                    "place": r.value.place, "witnesses": r.value.witnesses })
        })
        .collect();
    let (diary, zone) = (journal.diary(), journal.clock().zone());
    let mut out = Output::new(words::incident(diary, history, zone));
    for (strike, taken_back) in diary.strikes.iter().filter(|(_, strike)| strike.of == entry) {
        if let Some(lift) = &taken_back.lifted {
            let when = moment(lift.written, zone);
            out.line(format!(
                "Struck in entry {strike}, taken back {when} in entry {}: {}",
                lift.entry, lift.reason
            ));
        }
    }
    let struck = history.struck.as_ref().map(|s| &s.reason);
    out.json(json!({ "entry": entry, "versions": versions, "struck": struck }))
}

fn record_in_words(journal: &Journal, entry: u64, record: &Record) -> Output {
    let told = tell(journal.diary(), entry, &record.event);
    let written = moment(record.at, journal.clock().zone());
    let mut out = Output::new(format!("{}, written down {written} (entry {entry})", told.title));
    let filled = told.rows.iter().filter(|(_, value)| !value.trim().is_empty());
    filled.for_each(|(name, value)| out.line(format!("  {name}: {value}")));
    out.json(json!({ "entry": entry, "kind": told.title.to_lowercase(), "value": told.value }))
}

fn tell(diary: &Diary, entry: u64, event: &Event) -> Told {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let told = |title, rows, value| Told { title, rows, value };
    match event {
        Event::Subject(subject) => told("Subject", of_subject(subject), json!(subject)),
        Event::Person(first) => {
            let person = diary.people.get(&entry).map_or(first, History::now);
            told("Person", of_person(diary, person), json!(person))
        }
        Event::AmendPerson { person, reason, revised } => {
            let mut rows = vec![("Changes person", person.to_string()), ("Because", reason.clone())];
            rows.extend(of_person(diary, revised));
            told("Change", rows, json!(event))
        }
        Event::Identifier(own) => told("Identifier", of_identifier(diary, own), json!(own)),
        Event::Boundary(own) => told("Boundary", of_boundary(diary, own), json!(own)),
        Event::Order(own) => told("Order", of_order(diary, own), json!(own)),
        Event::Exhibit(own) => exhibit(diary, entry, own),
        Event::PhysicalItem(own) => told("Physical item", of_item(own), json!(own)),
        Event::Custody(own) => told("Custody", of_custody(diary, own), json!(own)),
        Event::Agency(own) => told("Agency contact", of_agency(own), json!(own)),
        Event::Import(own) => told("Import", of_import(diary, own), json!(own)),
        Event::MachineText(own) => {
            let label = diary.label(own.exhibit).unwrap_or_default().to_owned();
            let rows = vec![("Read in", label), ("Read by", own.by.clone()), ("Text", own.text.clone())];
            told("Text read by a machine", rows, json!(own))
        }
        Event::Incident(own) => told("Incident", words::rows(diary, own), json!(own)),
        Event::Amend { incident, reason, revised } => {
            let mut rows = vec![("Changes entry", incident.to_string()), ("Because", reason.clone())];
            rows.extend(words::rows(diary, revised));
            told("Change", rows, json!(event))
        }
        Event::Strike { entry: of, reason } => {
            let lifted = diary.strikes.get(&entry).and_then(|strike| strike.lifted.as_ref());
            let lifted = lifted.map(|lift| format!("in entry {}: {}", lift.entry, lift.reason));
            let rows = vec![
                ("Strikes entry", of.to_string()),
                ("Because", reason.clone()),
                ("Taken back", text(&lifted)),
            ];
            told("Strike", rows, json!(event))
        }
        Event::MarkExhibit { exhibit, reason, marks } => {
            let label = diary.label(*exhibit).unwrap_or_default().to_owned();
            let said = |on: bool| if on { "yes" } else { "no" }.to_owned();
            let rows = vec![
                ("File", label),
                ("Kept out of packs", said(marks.private)),
                ("Hard to look at", said(marks.distressing)),
                ("Because", reason.clone()),
            ];
            told("Marks of a file", rows, json!(event))
        }
        Event::Attach { incident, to } => {
            let to = diary.label(*to).map_or_else(|| format!("entry {to}"), str::to_owned);
            told("Joining", vec![("Incident", incident.to_string()), ("Joined to", to)], json!(event))
        }
    }
}

fn of_subject(subject: &Subject) -> Vec<(&'static str, String)> {
    vec![
        ("Name", subject.name.clone()),
        ("Initials", subject.initials.clone()),
        ("Zone", subject.zone.clone()),
        ("Known in exports as", subject.me.join("; ")),
        ("Wanted", subject.wanted.clone().unwrap_or_default()),
    ]
}

fn of_person(diary: &Diary, person: &Person) -> Vec<(&'static str, String)> {
    vec![
        ("Name", person.name.clone()),
        ("Part", say::role(person.role).to_owned()),
        ("Known", if person.known { "yes" } else { "not yet" }.to_owned()),
        ("How you know them", person.relation.clone().unwrap_or_default()),
        ("What they look like", person.description.clone().unwrap_or_default()),
        ("Acts with", person.acts_with.map(|own| diary.name(own).to_owned()).unwrap_or_default()),
    ]
}

fn of_identifier(diary: &Diary, own: &Identifier) -> Vec<(&'static str, String)> {
    vec![
        ("What", own.value.clone()),
        ("Kind", say::identifier(own.kind).to_owned()),
        ("Whose", own.person.map(|person| diary.name(person).to_owned()).unwrap_or_default()),
        ("How you know", own.basis.clone()),
        ("Since", own.since.map(|day| day.to_string()).unwrap_or_default()),
    ]
}

fn names(diary: &Diary, people: &[u64]) -> String {
    people.iter().map(|person| diary.name(*person)).collect::<Vec<_>>().join("; ")
}

fn of_boundary(diary: &Diary, own: &Boundary) -> Vec<(&'static str, String)> {
    let to = if own.to.is_empty() { "everyone in the record".to_owned() } else { names(diary, &own.to) };
    vec![("When", own.when.to_string()), ("How", own.how.clone()), ("Words", own.words.clone()), ("To", to)]
}

fn of_order(diary: &Diary, own: &Order) -> Vec<(&'static str, String)> {
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    vec![
        ("Order", own.kind.clone()),
        ("Made by", own.by.clone()),
        ("Against", names(diary, &own.against)),
        ("Forbids", own.forbids.iter().map(|own| own.label()).collect::<Vec<_>>().join("; ")),
        ("Terms", own.terms.clone()),
        ("Places", own.zones.join("; ")),
        ("From", day(own.from)),
        ("Until", day(own.until)),
        ("Served", day(own.served)),
    ]
}

fn exhibit(diary: &Diary, entry: u64, own: &Exhibit) -> Told {
    let read = diary.machine_text(entry);
    let mut rows = vec![
        ("Label", own.label.clone()),
        ("Name", own.name.clone()),
        ("Kind", own.media_type.clone()),
        ("Size", say::size(own.bytes)),
        ("SHA-256", own.sha256.clone()),
        ("Description", own.description.clone().unwrap_or_default()),
        ("Source", own.source.clone().unwrap_or_default()),
        ("Kept out of packs", if own.private { "yes" } else { "" }.to_owned()),
    ];
    rows.extend(own.facts.iter().map(|(name, value)| ("From the file itself", format!("{name}: {value}"))));
    rows.extend(read.map(|read| ("Text read by a machine", read.text.clone())));
    let value = match read {
        Some(read) => json!({ "exhibit": own, "text_read_by_machine": read.text, "read_by": read.by }),
        None => json!(own),
    };
    Told { title: "Exhibit", rows, value }
}

fn of_item(own: &PhysicalItem) -> Vec<(&'static str, String)> {
    vec![
        ("Label", own.label.clone()),
        ("What", own.description.clone()),
        ("Came", own.received.to_string()),
        ("How it came", own.received_how.clone().unwrap_or_default()),
        ("Touched by", own.handled_by.clone().unwrap_or_default()),
        ("Wrapped in", own.wrapped.clone().unwrap_or_default()),
        ("Kept at", own.stored.clone().unwrap_or_default()),
    ]
}

fn of_custody(diary: &Diary, own: &Custody) -> Vec<(&'static str, String)> {
    vec![
        ("Item", diary.label(own.item).unwrap_or_default().to_owned()),
        ("When", own.when.to_string()),
        ("By", own.by.clone()),
        ("To", own.to.clone()),
        ("Receipt", own.receipt.clone().unwrap_or_default()),
    ]
}

fn of_agency(own: &AgencyContact) -> Vec<(&'static str, String)> {
    vec![
        ("When", own.when.to_string()),
        ("Who", own.who.clone()),
        ("Force or organisation", own.force.clone()),
        ("Reference", own.reference.clone().unwrap_or_default()),
        ("What you told them", own.told.clone().unwrap_or_default()),
        ("Advice", own.advice.clone().unwrap_or_default()),
        ("Promised", own.promise.clone().unwrap_or_default()),
        ("By", own.due.clone().unwrap_or_default()),
    ]
}

fn of_import(diary: &Diary, own: &Import) -> Vec<(&'static str, String)> {
    let mut rows = vec![
        ("File", diary.label(own.exhibit).unwrap_or_default().to_owned()),
        ("Read as", own.format.clone()),
        ("Records", own.records.to_string()),
        ("New", own.imported.to_string()),
        ("Known already", own.duplicates.to_string()),
        ("Zone of times without one", own.zone.clone()),
        ("You are", own.me.clone().unwrap_or_default()),
    ];
    rows.extend(
        own.findings.iter().map(|finding| ("Noticed", format!("{} ({})", finding.kind, finding.count))),
    );
    rows
}

/// A run of messages of an export.
fn segment(journal: &Journal, entry: u64) -> Outcome<Output> {
    let Some(held) = journal.items().segment(entry) else {
        return Err(missing(Locator { entry, index: None }));
    };
    let label = journal.diary().label(held.head.exhibit).unwrap_or_default();
    let count = counted(held.sheaf.len(), "message or call", "messages and calls");
    let mut out = Output::new(format!("{count} from {label}, read as {} (entry {entry})", held.head.format));
    if let Some(last) = held.sheaf.len().checked_sub(1) {
        out.line(format!(
            "  Show one with its place, from `daybook show {entry}/0` to `daybook show {entry}/{last}`."
        ));
    }
    Ok(out.json(json!({ "entry": entry, "kind": "segment", "value": held.head })))
}

/// One message or call.
fn message(journal: &Journal, at: Locator, index: u32) -> Outcome<Output> {
    let placed = journal.items().get(at.entry, index).ok_or_else(|| missing(at))?;
    let item = placed.item.to_item();
    let zone = journal.clock().zone();
    let exhibit = journal.items().segment(at.entry).and_then(|held| journal.diary().label(held.head.exhibit));
    let when = match (item.at, item.civil) {
        (Some(at), _) => moment(at, zone),
        (None, Some(civil)) => civil.to_string(),
        (None, None) => "no time".to_owned(),
    };
    let rows = [
        ("When", when),
        ("About the time", item.at_note.clone().unwrap_or_default()),
        ("From", item.from.clone().unwrap_or_default()),
        ("To", item.to.join("; ")),
        ("Name in the address book", item.contact_name.clone().unwrap_or_default()),
        ("Direction", say::direction(item.direction).to_owned()),
        ("Chat", item.conversation.clone().unwrap_or_default()),
        ("File", exhibit.unwrap_or_default().to_owned()),
        ("Text", item.text.clone()),
    ];
    let mut out = Output::new(format!("One message or call of an export ({at})"));
    let filled = rows.iter().filter(|(_, value)| !value.is_empty());
    filled.for_each(|(name, value)| out.line(format!("  {name}: {value}")));
    let stands = stands(journal, at.entry, index, &mut out);
    Ok(out.json(json!({
        "entry": at.entry, "index": index, "kind": "message", "item": item, "exhibit": exhibit, "also": stands.also,
        "counts": journal.items().counts(at.entry, index), "same_as": stands.same_as, "whose": stands.whose,
    })))
}

/// Where a message stands, and whether it counts.
struct Stands {
    also: Vec<Value>,
    same_as: Option<String>,
    whose: Option<String>,
}

/// Every place where a message stands.
fn stands(journal: &Journal, segment: u64, index: u32, out: &mut Output) -> Stands {
    let (diary, items) = (journal.diary(), journal.items());
    let label = |exhibit: u64| diary.label(exhibit).unwrap_or("a file").to_owned();
    let held = items.segment(segment).map(|held| held.head.exhibit);
    let placed = items.get(segment, index).zip(held);
    if let Some((placed, exhibit)) = placed {
        out.line(format!("Stands in {}: {}", label(exhibit), placed.item.locator()));
    }
    let also = items.also(segment, index);
    for (other, place) in &also {
        out.line(format!("and in {}: {place}", label(*other)));
    }
    let whose = held.and_then(|exhibit| diary.whose(exhibit)).map(str::to_owned);
    if let Some((whose, exhibit)) = whose.as_ref().zip(held) {
        out.line(format!("{} is {whose}'s, so it is not counted.", label(exhibit)));
    }
    let same_as = items.same_as(segment, index).map(|(segment, index)| format!("{segment}/{index}"));
    if let Some(same_as) = &same_as {
        out.line(format!("It is the same message as {same_as}, and counts as that one."));
    }
    let also = also.iter().map(|(other, place)| json!({ "exhibit": label(*other), "locator": place }));
    Stands { also: also.collect(), same_as, whose }
}

fn missing(at: Locator) -> Failure {
    Failure::refused(format!("There is no entry {at} to show."), "See the numbers with `daybook list`.")
}
