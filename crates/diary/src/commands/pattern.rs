//! `pattern`, `law`, `clocks`: what the record shows as a whole. The documents are described in `docs/format/findings.md`.

use super::help::{pack, source_line};
use crate::{insight, journal::Journal, output::Output, words::counted};
use daybook_core::{
    clock::{self, Clock},
    conduct::{self, Conduct, Terms},
    contact::Source,
    danger,
    guide::Guide,
    law::{self, LawRow, Table},
    ledger::{self, Reach},
    order,
    signal::{self, Finding, Report, View},
    when,
};
use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Value, json};

/// Version of the documents.
const FORMAT: u32 = 1;

fn head(view: &View, today: Date) -> Value {
    json!({ "format": FORMAT, "pack": pack(view.guide, today), "now": view.now, "zone": view.zone.iana_name(),
            "says": view.guide.words("no-verdict") })
}

fn today(view: &View) -> Date {
    view.zone.to_datetime(view.now).date()
}

/// What is about one person, with their name.
#[derive(Serialize)]
struct Named<T> {
    name: String,
    #[serde(flatten)]
    of: T,
}

fn named<T>(view: &View, all: Vec<T>, person: impl Fn(&T) -> u64) -> Vec<Named<T>> {
    all.into_iter().map(|of| Named { name: view.name(person(&of)).to_owned(), of }).collect()
}

/// The pattern: courses of conduct, findings, orders held against the record, the response ledger, danger topics.
pub fn pattern(journal: &Journal) -> Output {
    insight::look(journal, |view| {
        let (terms, reports) = (Terms::of(view.guide), signal::all(view));
        let conduct = conduct::all(view.diary, view.rows, terms);
        let topics = danger::topics(view, &reports);
        let ledgers = ledger::all(view.diary, view.rows, reach(view, terms.gap_minutes));
        let held = order::held(view.diary, view.rows, view.zone);
        let mut out = Output::default();
        if conduct.is_empty() {
            out.line("There is no unwanted contact by anybody in the diary yet. Add a person with `daybook people --add`, and link a number with `daybook link`.");
        }
        conduct.iter().for_each(|conduct| conduct_lines(view, conduct, &mut out));
        topic_lines(&topics, &mut out);
        finding_lines(&reports, &mut out);
        if ledgers.iter().any(|ledger| !ledger.replies.is_empty()) {
            out.line(format!("\n{}", view.guide.words("reply-kind")));
        }
        closing(view, &mut out);
        let signals: Vec<Value> = reports.iter().map(|r| described(view.guide, r)).collect();
        let findings: Vec<Finding> = reports.into_iter().filter_map(|r| r.findings).flatten().collect();
        out.json(head(view, today(view)))
            .part("conduct", named(view, conduct, |conduct| conduct.person))
            .part("signals", signals)
            .part("findings", findings)
            .part("orders", held)
            .part("ledger", ledgers)
            .part("topics", topics)
    })
}

/// What matters for safety comes before what is counted.
fn topic_lines(topics: &[danger::Found], out: &mut Output) {
    for topic in topics {
        out.line(format!("\n{}\n  {}\n  {}", topic.label, topic.says, topic.todo));
        if !topic.incidents.is_empty() {
            out.line(format!("  In the diary: {}", cited(&topic.incidents)));
        }
        if !topic.messages.is_empty() {
            out.line(format!("  Messages to read: {}", cited(&topic.messages)));
        }
        topic.findings.iter().take(FINDINGS_OF_TOPIC).for_each(|says| out.line(format!("  {says}")));
    }
}

/// The rest are among the findings.
const FINDINGS_OF_TOPIC: usize = 3;

fn reach(view: &View, gap_minutes: i64) -> Reach {
    #[expect(clippy::cast_possible_truncation, reason = "a few days")]
    let days = view.guide.number("reply.days").map_or(3, |n| n as i64);
    Reach { days, gap_minutes }
}

/// A signal as the document describes it, with the numbers it went by.
fn described(guide: &Guide, report: &Report) -> Value {
    let signal = report.signal;
    let parameters = signal.parameters.iter().map(|id| {
        let parameter = guide.parameter.iter().find(|p| p.id == *id);
        let value =
            parameter.map_or(Value::Null, |p| p.value.map_or_else(|| json!(p.phrases), |value| json!(value)));
        ((*id).to_owned(), value)
    });
    json!({
        "id": signal.id, "version": signal.version, "says": signal.says, "wrong_when": signal.wrong_when,
        "needs": signal.needs, "ran": report.findings.is_some(),
        "parameters": parameters.collect::<serde_json::Map<_, _>>(),
    })
}

fn conduct_lines(view: &View, conduct: &Conduct, out: &mut Output) {
    out.line(format!(
        "\n{}: {} on {}, {}.",
        view.name(conduct.person),
        counted(conduct.contacts.len(), "unwanted contact", "unwanted contacts"),
        counted(conduct.occasions.len(), "occasion", "occasions"),
        counted(conduct.days, "day", "days")
    ));
    if let Some((first, last)) = conduct.span {
        out.line(format!("  From {} to {}.", when::moment(first, view.zone), when::moment(last, view.zone)));
    }
    if let Some((days, _)) = conduct.largest_gap {
        out.line(format!("  The longest time without: {}.", counted(days, "day", "days")));
    }
    out.line(format!("  Contacts less than {} minutes apart are one occasion.", conduct.terms.gap_minutes));
    conduct.thin.iter().for_each(|thin| out.line(format!("  {}", thin.says)));
}

/// At most this many findings of one signal are written out; the rest are in the document.
const SHOWN: usize = 8;

fn finding_lines(reports: &[Report], out: &mut Output) {
    for report in reports {
        let Some(findings) = report.findings.as_deref().filter(|f| !f.is_empty()) else { continue };
        out.line(format!("\n{}", report.signal.says));
        for finding in findings.iter().take(SHOWN) {
            out.line(format!("- {}", finding.says));
            finding.reasons.iter().for_each(|reason| out.line(format!("    {reason}")));
            if let Some(figure) = finding.figures.first() {
                out.line(format!("    Entries: {}", cited(&figure.from)));
            }
        }
        if findings.len() > SHOWN {
            out.line(format!("  And {} more: see --json.", findings.len() - SHOWN));
        }
        out.line(format!("  This can be wrong: {}", report.signal.wrong_when));
    }
}

/// Sources as words: all of a few, the first and how many more of many.
fn cited<'a>(sources: impl IntoIterator<Item = &'a Source, IntoIter: ExactSizeIterator>) -> String {
    let sources = sources.into_iter();
    let (all, shown) = (sources.len(), if sources.len() > FEW { FEW - 1 } else { FEW });
    let words: Vec<String> = sources.take(shown).map(ToString::to_string).collect();
    match all {
        0 => "none".into(),
        1..=FEW => words.join(", "),
        _ => format!("{} and {} more", words.join(", "), all - shown),
    }
}

/// So many sources are all named.
const FEW: usize = 6;

fn closing(view: &View, out: &mut Output) {
    out.line(format!("\n{}", view.guide.words("no-verdict")));
    out.line(view.guide.words("report-now"));
    out.line(source_line(view.guide, today(view)));
}

/// The law table.
pub fn law(journal: &Journal) -> Output {
    insight::look(journal, |view| {
        let tables = law::table(view);
        let mut out = Output::new(view.guide.words("report-now"));
        for table in &tables {
            table_lines(view, table, &mut out);
        }
        if tables.is_empty() {
            out.line("There is no unwanted contact by anybody in the diary yet.");
        }
        out.line(format!("\n{}", view.guide.words("twice")));
        closing(view, &mut out);
        let words = |id: &str| view.guide.words(id).to_owned();
        out.json(head(view, today(view)))
            .part("report_now", words("report-now"))
            .part("threshold", words("twice"))
            .part("related", words("related"))
            .part("tables", named(view, tables, |table| table.person))
            .part("orders", order::held(view.diary, view.rows, view.zone))
    })
}

fn table_lines(view: &View, table: &Table, out: &mut Output) {
    out.line(format!("\n{}", view.name(table.person)));
    for law in &table.laws {
        law_lines(view, law, out);
    }
}

fn law_lines(view: &View, law: &LawRow, out: &mut Output) {
    out.line(format!("\n{} ({})\n  {}", law.name, law.act, law.says));
    for element in &law.elements {
        let count = match (element.judged, element.count, element.asks) {
            (true, ..) => "people weigh this".to_owned(),
            (_, Some(count), Some(asks)) => format!("{count}; the law asks for {asks}"),
            _ if element.bears.is_empty() => "nothing yet".to_owned(),
            _ => format!("{} bearing on it", counted(element.bears.len(), "thing", "things")),
        };
        out.line(format!("  - {}: {count}", element.label));
        for (name, from) in &element.groups {
            out.line(format!("      {name}: {}", cited(from)));
        }
        if element.groups.is_empty() && !element.bears.is_empty() {
            out.line(format!("      Entries: {}", cited(&element.bears)));
        }
        element.thin.iter().for_each(|thin| out.line(format!("      {}", thin.says)));
    }
    let others = view.guide.law.iter().filter(|l| law.alternatives.contains(&l.id)).map(|l| l.name.as_str());
    let others: Vec<&str> = others.collect();
    if !others.is_empty() {
        out.line(format!("  It could also be: {}.", others.join("; ")));
    }
}

/// Clocks, soonest first.
pub fn clocks(journal: &Journal) -> Output {
    insight::look(journal, |view| {
        let clocks = clock::all(view);
        let mut out = Output::default();
        // One line a rule and person: the date that matters next.
        let mut seen = std::collections::BTreeSet::new();
        let ahead = clocks.iter().filter(|c| c.days_left.is_none_or(|left| left >= 0));
        for clock in ahead.chain(clocks.iter().filter(|c| c.days_left.is_some_and(|left| left < 0)).rev()) {
            if seen.insert((&clock.rule, clock.person)) {
                clock_lines(view, clock, &mut out);
            }
        }
        closing(view, &mut out);
        out.json(head(view, today(view))).part("today", today(view)).part("clocks", clocks)
    })
}

fn clock_lines(view: &View, clock: &Clock, out: &mut Output) {
    let who = clock.person.map_or(String::new(), |person| format!(" ({})", view.name(person)));
    out.line(format!("\n{}{who}", clock.name));
    match (clock.until, clock.days_left, &clock.waits_for) {
        (Some(until), Some(left), _) if left >= 0 => {
            out.line(format!("  Until {}: {}.", when::day(until), counted(left, "day", "days")));
        }
        (Some(until), ..) => out.line(format!("  {} has passed.", when::day(until))),
        (None, _, Some(event)) => out.line(format!("  Counted from {event}.")),
        (None, ..) => {}
    }
    if let Some(most) = clock.at_most {
        out.line(format!("  In no case after {}.", when::day(most)));
    }
    if let Some(anchor) = clock.anchor {
        let from = clock.from.map(|day| format!(" ({})", when::day(day))).unwrap_or_default();
        out.line(format!("  Counted from entry {anchor}{from}."));
    }
    clock.warns.iter().for_each(|says| out.line(format!("  {says}")));
    out.line(format!("  {}", clock.says));
}
