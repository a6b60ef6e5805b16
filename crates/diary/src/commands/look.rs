//! `list`, `search`, `timeline`: looking things up.

use crate::{
    failure::Outcome,
    guide, insight,
    journal::Journal,
    output::Output,
    search::{self, Hit},
    words,
};
use daybook_core::{
    chronology::{self, Line},
    conduct::Terms,
    when,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What is in the diary, by sort.
pub fn list(journal: &Journal) -> Output {
    let diary = journal.diary();
    let mut out = Output::default();
    let incidents = diary.incidents.iter().map(|(entry, history)| {
        out.line(words::incident_line(*entry, history));
        json!({ "entry": entry, "when": history.now().when, "what": history.now().what, "written": history.written(),
                "revisions": history.revisions().len(), "struck": history.struck.is_some() })
    });
    let incidents: Vec<Value> = incidents.collect();
    for (entry, item) in diary.standing(&diary.items) {
        out.line(format!(
            "{entry:>5}  {}  {} (kept at: {})",
            item.label,
            item.description,
            item.stored.as_deref().unwrap_or("not written down")
        ));
    }
    let exhibits = diary.standing(&diary.exhibits).map(|(entry, exhibit)| {
        out.line(format!("{entry:>5}  {}  {} ({}, {} bytes)", exhibit.label, exhibit.name, exhibit.media_type, exhibit.bytes));
        json!({ "entry": entry, "label": exhibit.label, "name": exhibit.name, "sha256": exhibit.sha256, "bytes": exhibit.bytes })
    });
    let exhibits: Vec<Value> = exhibits.collect();
    let imports = diary.imports.iter().map(|(entry, history)| {
        let import = history.now();
        let label = diary.label(import.exhibit).unwrap_or("a file");
        let struck = if history.struck.is_some() { ", taken back" } else { "" };
        out.line(format!(
            "{entry:>5}  {label} was read: {} records, {} new{struck}",
            import.records, import.imported
        ));
        json!({ "entry": entry, "file": label, "records": import.records, "imported": import.imported,
                "whose": import.whose, "struck": history.struck.is_some() })
    });
    let imports: Vec<Value> = imports.collect();
    let messages = journal.items().len();
    if messages > 0 {
        let messages = words::counted(messages, "message or call", "messages and calls");
        out.line(format!(
            "       {messages} from exports. Look through them with `daybook search` and `daybook timeline`."
        ));
    }
    for (entry, why) in &diary.unreadable {
        out.line(format!("{entry:>5}  cannot be read: {why}"));
    }
    if incidents.is_empty() && exhibits.is_empty() && !diary.unreadable.is_empty() {
        out.line("Nothing in this file can be read here. Do not write in it; look for a copy, and try it out with `daybook restore --try COPY`.");
    } else if incidents.is_empty() && exhibits.is_empty() && diary.items.is_empty() {
        out.line("The diary is empty. Write something down with `daybook add`, or take in an export with `daybook import`.");
    }
    let unreadable = !diary.unreadable.is_empty();
    let json = json!({ "incidents": incidents, "exhibits": exhibits, "imports": imports, "messages": messages, "unreadable": diary.unreadable });
    out.json(json).with_findings(unreadable)
}

/// Finds words in incidents and imported items.
pub fn search(journal: &Journal, text: &str, limit: usize) -> Outcome<Output> {
    let found = search::find(journal.diary(), journal.items(), text)?;
    let zone = journal.clock().zone();
    let mut out = Output::new(format!("{} found.", found.len()));
    let mut rows = Vec::new();
    for hit in found.iter().take(limit) {
        match hit {
            Hit::Incident(entry) => {
                let Some(history) = journal.diary().incidents.get(entry) else { continue };
                out.line(words::incident_line(*entry, history));
                rows.push(json!({ "entry": entry, "what": history.now().what }));
            }
            Hit::Exhibit(entry) => {
                let Some(exhibit) = journal.diary().exhibits.get(entry).map(|history| history.now()) else {
                    continue;
                };
                let read = journal.diary().machine_text(*entry).map(|read| read.text.as_str());
                let by =
                    if read.is_some_and(|text| !text.is_empty()) { " (text read by a machine)" } else { "" };
                out.line(format!("{entry:>5}  {}  {}{by}", exhibit.label, exhibit.name));
                rows.push(json!({ "entry": entry, "exhibit": exhibit.label, "text_read_by_machine": read }));
            }
            Hit::Item(segment, index) => {
                let Some(placed) = journal.items().get(*segment, *index) else { continue };
                let at = placed.item.at.map_or("no time".to_owned(), |at| when::moment(at, zone));
                let from = placed.item.from.unwrap_or("unknown");
                out.line(format!("{segment:>5}/{index}  {at}  {from}: {}", placed.item.text));
                rows.push(json!({ "entry": segment, "index": index, "item": placed.item.to_item() }));
            }
        }
    }
    if found.len() > limit {
        out.line(format!("Only the first {limit} are shown. See more with --limit {}.", found.len()));
    }
    Ok(out.json(json!({ "found": found.len(), "hits": rows })))
}

/// Incidents and groups of contacts in the order they happened.
pub fn timeline(journal: &Journal) -> Output {
    let diary = journal.diary();
    let rows = insight::contacts(journal.contents(), journal.clock());
    let chosen: Vec<u32> =
        (0u32..).zip(&rows.all).filter(|(_, row)| row.unwanted).map(|(at, _)| at).collect();
    let mut lines = chronology::lines(&rows, &chosen, Terms::of(guide::in_use()).gap_minutes);
    // An incident by nobody known is no contact, but it happened.
    let told: BTreeSet<u64> = lines
        .iter()
        .filter_map(|l| if let Line::Incident(entry) = l { Some(*entry) } else { None })
        .collect();
    let apart = diary.standing(&diary.incidents).filter(|(entry, _)| !told.contains(entry));
    lines.extend(apart.map(|(entry, _)| Line::Incident(entry)));
    lines.sort_by_key(|line| start(journal, line).map_or((true, None), |at| (false, Some(at))));
    let mut out = Output::default();
    let rows: Vec<Value> = lines.iter().map(|line| timeline_row(journal, line, &mut out)).collect();
    if rows.is_empty() {
        out.line("Nothing yet. Messages appear here once their number or name is linked to a person: daybook link.");
    }
    out.json(json!({ "lines": rows }))
}

fn start(journal: &Journal, line: &Line) -> Option<jiff::Timestamp> {
    match line {
        Line::Incident(entry) => journal.diary().incidents.get(entry)?.now().when.instants().map(|(s, _)| s),
        Line::Group(group) => Some(group.span.0),
    }
}

fn timeline_row(journal: &Journal, line: &Line, out: &mut Output) -> Value {
    let diary = journal.diary();
    match line {
        Line::Incident(entry) => {
            out.line(words::incident_line(*entry, &diary.incidents[entry]));
            json!({ "incident": entry, "when": diary.incidents[entry].now().when })
        }
        Line::Group(group) => {
            let zone = journal.clock().zone();
            let (count, channel, name) = (group.items.len(), group.channel.label(), diary.name(group.person));
            let (from, to) = (when::moment(group.span.0, zone), when::moment(group.span.1, zone));
            out.line(format!("       {from}\n       {name}, {channel}: {count} until {to}"));
            json!({ "person": group.person, "channel": group.channel, "count": count, "from": group.span.0,
                    "to": group.span.1, "items": group.items })
        }
    }
}
