//! The report on its pages: from the view model to pages. Takes no decision about what is said.

use crate::{
    model::{Exhibit, Facts, Law, LawPart, Line, Quote, Ref, Report, Scheduled},
    pdf::{
        self, Bars, Block, Callout, Cell, Column, ContentsEntry, Document, Figure, Fonts, Heading, Level,
        List, Paragraph, Picture, Row, Run, Size, Table, Target, Text, Tone, Width,
    },
};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// Longest text of a message in the schedule, in characters. The entries file has every word.
const MESSAGE: usize = 300;
/// Largest picture on a page, in points.
pub const PICTURE: (f32, f32) = (330.0, 240.0);

/// Sets a report. `pictures` are previews of exhibits, by entry number.
pub fn document(report: &Report, made_at: Timestamp, pictures: &BTreeMap<u64, Picture>) -> Document {
    let mut document = Document::new(report.title.clone(), made_at)
        .header(report.header.clone())
        .footer(report.footer.clone());
    front(&mut document, report);
    contents(&mut document, report);
    chronology(&mut document, report);
    people(&mut document, report);
    listed(&mut document, ("Asked to stop", "asked"), &report.asked);
    listed(&mut document, ("Orders", "orders"), &report.orders);
    listed(&mut document, ("Reports to agencies", "agencies"), &report.agencies);
    law(&mut document, &report.law);
    exhibits(&mut document, report, pictures);
    schedule(&mut document, report);
    changed(&mut document, report);
    struck(&mut document, report);
    part(&mut document, "Method note", "method");
    for section in &report.method {
        facts(&mut document, section);
    }
    document
}

/// How many pages come before the contents.
pub fn front_pages(report: &Report, made_at: Timestamp, fonts: &Fonts) -> usize {
    let mut document = Document::new(report.title.clone(), made_at);
    front(&mut document, report);
    pdf::pages(&document, fonts)
}

fn front(document: &mut Document, report: &Report) {
    let front = &report.front;
    document.push(Heading::new(Level::One, report.title.clone()).bookmark("Page one").anchor("front"));
    document.push(Paragraph::new(report.made.clone()).size(Size::Small));
    let mut box_ = Callout::new(front.headline.clone());
    for sentence in &front.beside {
        box_ = box_.paragraph(sentence.clone());
    }
    document.push(box_);
    document.push(Callout::new("What is asked for").paragraph(front.wanted.clone()));
    let mut who = vec![("Reported by".to_owned(), Text::new().bold(front.keeper.clone()))];
    for about in &front.about {
        let mut text = Text::new().bold(about.name.clone());
        for more in [&about.facts, &about.identifiers] {
            if !more.is_empty() {
                text = text.plain("\n").plain(more.clone());
            }
        }
        who.push(("About".to_owned(), text));
    }
    for asked in &front.asked {
        let mut text = Text::new().plain(asked.sentence.clone());
        if !asked.words.is_empty() {
            text = text.plain("\n“").plain(asked.words.clone()).plain("”");
        }
        who.push(("Asked to stop".to_owned(), text));
    }
    if !front.moved.is_empty() {
        who.push(("New numbers or names".to_owned(), front.moved.join("\n").into()));
    }
    if let Some(latest) = &front.latest {
        let text = Text::new().bold(latest.when.clone()).plain("\n").plain(latest.what.clone()).plain(" (");
        who.push(("Latest".to_owned(), reference(text, &latest.at).plain(")")));
    }
    document.push(Block::KeyValues(who));
    impact(document, report);
    proof(document, report);
}

fn impact(document: &mut Document, report: &Report) {
    let front = &report.front;
    if !front.topics.is_empty() {
        document.heading(Level::Three, "Topics that matter for safety, with the lines that name them");
        let topics = front
            .topics
            .iter()
            .map(|(label, refs)| references(Text::new().bold(label.clone()).plain(": "), refs));
        document.push(List::bulleted(topics));
    }
    if !front.channels.is_empty() {
        let alt: Vec<String> = front.channels.iter().map(|(label, n)| format!("{label}: {n}")).collect();
        document.push(Bars::new(
            front.channels.clone(),
            format!("Unwanted contacts by channel. {}.", alt.join(". ")),
        ));
    }
    if !front.effects.is_empty() || front.cost.is_some() {
        document.heading(Level::Three, "Fear and effect, in the words of the person reporting");
        let cost = front.cost.iter().map(|(cost, at)| {
            let text = Text::new().bold("Cost".to_owned()).plain(format!(": {cost} ("));
            reference(text, at).plain(")")
        });
        let effects = front.effects.iter().map(|(label, quote)| quoted(label, quote));
        document.push(List::bulleted(effects.chain(cost)));
    }
    if !front.reported.is_empty() {
        document.heading(Level::Three, "Reported before");
        document.push(List::bulleted(front.reported.iter().cloned()));
    }
}

fn quoted(label: &str, quote: &Quote) -> Text {
    let text = Text::new().bold(label.to_owned()).plain(": “").plain(quote.words.clone()).plain("” (");
    reference(text, &quote.at).plain(")")
}

fn proof(document: &mut Document, report: &Report) {
    for sentence in &report.front.proof {
        document.push(Paragraph::new(sentence.clone()).size(Size::Small));
    }
}

fn contents(document: &mut Document, report: &Report) {
    document.push(Block::PageBreak);
    document.push(Heading::new(Level::One, "Contents").anchor("contents"));
    let parts = [
        ("Page one", "front", true),
        ("Chronology", "chronology", true),
        ("People and identifiers", "people", true),
        ("Asked to stop", "asked", !report.asked.is_empty()),
        ("Orders", "orders", !report.orders.is_empty()),
        ("Reports to agencies", "agencies", !report.agencies.is_empty()),
        ("What the law looks at", "law", !report.law.sections.is_empty()),
        ("Exhibits", "exhibits", true),
        ("Schedule of contacts", "schedule", !report.schedule.is_empty()),
        ("Annex A: incidents that were changed", "changed", !report.changed.is_empty()),
        ("Annex B: incidents that were struck", "struck", !report.struck.is_empty()),
        ("Method note", "method", true),
    ];
    let mut entries = Vec::new();
    for (title, anchor, _) in parts.into_iter().filter(|(_, _, there)| *there) {
        entries.push(ContentsEntry::new(Level::One, title, anchor));
        if anchor == "exhibits" {
            entries.extend(report.exhibits.iter().map(|exhibit| {
                let text = format!("{} {}", exhibit.label, crate::words::cut(&exhibit.description, 60));
                ContentsEntry::new(Level::Two, text, Exhibit::anchor(&exhibit.label))
            }));
        }
    }
    document.push(Block::Contents(entries));
}

fn part(document: &mut Document, title: &str, anchor: &str) {
    document.push(Block::PageBreak);
    document.push(Heading::new(Level::One, title).anchor(anchor));
}

fn note(document: &mut Document, text: &str) {
    document.push(Paragraph::new(text).size(Size::Small));
}

fn chronology(document: &mut Document, report: &Report) {
    part(document, "Chronology", "chronology");
    note(
        document,
        "In order of when things happened; what has no known time comes last. The words are those of the person reporting, unless in quotation marks. The imported messages and calls of one person on one day are one line; M numbers lead to the schedule of contacts.",
    );
    let mut table = Table::new([
        Column::new("Line", Width::Points(32.0)),
        Column::new("When it happened", Width::Points(92.0)),
        Column::new("What happened", Width::Share(1.0)),
        Column::new("When written", Width::Points(80.0)),
        Column::new("References", Width::Points(62.0)),
    ])
    .summary(
        "The chronology: line number, when it happened, what happened, when it was written down, references.",
    )
    .when_empty("Nothing is on record yet.");
    for line in &report.lines {
        table.push(chronology_row(line));
    }
    document.push(table);
}

fn chronology_row(line: &Line) -> Row {
    let mut when = Text::new().plain(line.when.clone());
    if let Some(doubt) = &line.doubt {
        when = when.muted(format!("\n{doubt}"));
    }
    let mut what = Text::new().bold(line.heading.clone()).plain("\n").plain(line.text.clone());
    for (label, words) in &line.facts {
        what = what.muted(format!("\n{label}: ")).plain(words.clone());
    }
    let mut refs = Text::new();
    for (at, each) in line.refs.iter().enumerate() {
        refs = reference(if at > 0 { refs.plain("\n") } else { refs }, each);
    }
    Row::new([Text::from(line.number.to_string()), when, what, Text::from(line.written.clone()), refs])
        .anchor(Line::anchor(line.number))
}

fn people(document: &mut Document, report: &Report) {
    part(document, "People and identifiers", "people");
    if report.people.is_empty() {
        document.paragraph("The record does not name who did it.");
    }
    for person in &report.people {
        facts(document, &person.facts);
        let mut table = Table::new([
            Column::new("Sort", Width::Points(62.0)),
            Column::new("Number, name or other", Width::Share(1.2)),
            Column::new("Why it is said to be theirs", Width::Share(1.3)),
            Column::new("First and last used", Width::Share(1.2)),
            Column::new("Counted", Width::Points(48.0)).align_end(),
        ])
        .summary("Identifiers linked to this person")
        .when_empty("No number, name or other identifier is linked.");
        for identifier in &person.identifiers {
            table.push(identifier.clone());
        }
        document.push(table);
    }
}

fn facts(document: &mut Document, section: &Facts) {
    document.heading(Level::Two, section.heading.clone());
    key_values(document, &section.facts);
}

fn key_values(document: &mut Document, facts: &[(String, String)]) {
    if !facts.is_empty() {
        document.push(Block::KeyValues(
            facts.iter().map(|(label, words)| (label.clone(), words.clone().into())).collect(),
        ));
    }
}

fn listed(document: &mut Document, (title, anchor): (&str, &str), sections: &[Facts]) {
    if sections.is_empty() {
        return;
    }
    part(document, title, anchor);
    for section in sections {
        facts(document, section);
    }
}

fn law(document: &mut Document, law: &Law) {
    if law.sections.is_empty() {
        return;
    }
    part(document, "What the law looks at", "law");
    for words in &law.notes {
        note(document, words);
    }
    for section in &law.sections {
        document.heading(Level::Two, section.heading.clone());
        key_values(document, &section.facts);
        let mut table = Table::new([
            Column::new("What it looks at", Width::Share(1.1)),
            Column::new("What is on record", Width::Share(1.2)),
            Column::new("Where", Width::Share(0.8)),
        ])
        .summary("What this law looks at, what is on record of it, and the lines and messages.");
        for part in &section.parts {
            table.push(law_row(part));
        }
        document.push(table);
    }
}

fn law_row(part: &LawPart) -> Row {
    let asks = Text::new().bold(part.label.clone()).plain("\n").plain(part.says.clone());
    let mut shows = Text::new().plain(part.shows.join("\n"));
    for thin in &part.thin {
        shows = shows.muted(format!("\n{thin}"));
    }
    Row::new([asks, shows, references(Text::new(), &part.refs)])
}

fn exhibits(document: &mut Document, report: &Report, pictures: &BTreeMap<u64, Picture>) {
    part(document, "Exhibits", "exhibits");
    note(
        document,
        "Each label is given once and never used again. Originals are in the folder data/exhibits, byte for byte as they came. The SHA-256 value identifies a file exactly. Pictures here are smaller copies.",
    );
    if report.exhibits.is_empty() {
        document.paragraph("There are no exhibits.");
    }
    for exhibit in &report.exhibits {
        exhibit_section(document, exhibit, pictures.get(&exhibit.entry));
    }
}

fn exhibit_section(document: &mut Document, exhibit: &Exhibit, picture: Option<&Picture>) {
    let title = if exhibit.description.is_empty() {
        exhibit.label.clone()
    } else {
        format!("{}: {}", exhibit.label, exhibit.description)
    };
    let heading = Heading::new(Level::Two, title).bookmark(exhibit.label.clone());
    document.push(heading.anchor(Exhibit::anchor(&exhibit.label)));
    let mut rows: Vec<(String, Text)> =
        exhibit.facts.iter().map(|(label, words)| (label.clone(), words.clone().into())).collect();
    if !exhibit.lines.is_empty() {
        rows.push(("Chronology".into(), references(Text::new(), &exhibit.lines)));
    }
    document.push(Block::KeyValues(rows));
    if let (Some(alt), Some(picture)) = (&exhibit.picture, picture) {
        document.push(
            Figure::new(picture.clone(), alt.clone())
                .within(PICTURE.0, PICTURE.1)
                .caption(format!("{}. Smaller copy of the original.", exhibit.label)),
        );
    }
}

fn schedule(document: &mut Document, report: &Report) {
    if report.schedule.is_empty() {
        return;
    }
    part(document, "Schedule of contacts", "schedule");
    note(
        document,
        "Every imported message and call that is counted; all were received. A text longer than 300 characters is cut here and ends in …; the whole, and the file inside an archive where it stands, are in data/contacts.csv. In square brackets: what the export says about it.",
    );
    let mut table = Table::new([
        Column::new("No", Width::Points(38.0)),
        Column::new("Time", Width::Points(96.0)),
        Column::new("How, from", Width::Points(92.0)),
        Column::new("Text", Width::Share(1.0)),
        Column::new("In the original", Width::Points(92.0)),
    ])
    .summary("Imported contacts: number, local time, channel and sender, text, place in the original file");
    for row in &report.schedule {
        table.push(schedule_row(row));
    }
    document.push(table);
}

fn schedule_row(row: &Scheduled) -> Row {
    let how = Text::new().plain(format!("{}\n", row.channel)).plain(row.from.clone());
    let cells: [Cell; 5] = [
        Text::from(format!("M{}", row.number)).into(),
        Text::from(row.when.clone()).into(),
        how.into(),
        Text::from(crate::words::cut(&row.text, MESSAGE)).into(),
        Text::new().run(Run::new(row.place.clone()).tone(Tone::Muted)).into(),
    ];
    Row::new(cells).anchor(Scheduled::anchor(row.number))
}

fn changed(document: &mut Document, report: &Report) {
    if report.changed.is_empty() {
        return;
    }
    part(document, "Annex A: incidents that were changed", "changed");
    note(document, "Nothing is overwritten. The chronology shows the last version; here is every one.");
    for incident in &report.changed {
        document.heading(Level::Two, reference(Text::new().plain("Versions of "), &incident.line));
        for (title, whole) in &incident.versions {
            document.paragraph(Text::new().bold(title.clone()));
            key_values(document, whole);
        }
    }
}

fn struck(document: &mut Document, report: &Report) {
    if report.struck.is_empty() {
        return;
    }
    part(document, "Annex B: incidents that were struck", "struck");
    note(
        document,
        "The person reporting took these back. They are not counted. They are shown so that nothing vanishes from the record.",
    );
    for incident in &report.struck {
        document.heading(Level::Three, incident.what.clone());
        document.paragraph(incident.why.clone());
        document.paragraph(Text::new().muted("It said: ").plain(incident.text.clone()));
    }
}

fn reference(text: Text, to: &Ref) -> Text {
    match &to.anchor {
        Some(anchor) => text.run(Run::new(to.text.clone()).link(Target::Anchor(anchor.clone()))),
        None => text.plain(to.text.clone()),
    }
}

fn references(mut text: Text, refs: &[Ref]) -> Text {
    for (at, each) in refs.iter().enumerate() {
        text = reference(if at > 0 { text.plain(", ") } else { text }, each);
    }
    text
}
