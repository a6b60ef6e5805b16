//! How a file is to be read, where the file does not say: whose it is, who in it is the keeper, which zone its clock was in,
//! and what the columns of a table mean.

use super::{
    app::{App, Opened, Stop},
    form::Genuine,
    frame::{Reply, Shared, failed, words},
    original::Borrowed,
    work::{self, FileState, How, UNEXPLAINED, Work},
};
use crate::{
    failure::{Failure, Outcome},
    mapping, shelf,
};
use axum::extract::{Path, Query, State};
use daybook_core::item::ItemKind;
use daybook_import::{
    options::{DateOrder, Format, Mapping, Meaning, Options},
    table::{self, Preview},
};
use daybook_web::{
    components::{Align, Table, details},
    form::{Answers, Choice, Errors, Form, Question},
    key,
    layout::Page,
    respond, say, say_html,
};
use jiff::tz::TimeZone;
use maud::{Markup, html};
use serde::Deserialize;
use std::{collections::BTreeMap, sync::Arc};

/// Rows of a table that are shown.
const ROWS: usize = 4;
/// People of a file that are offered as "you". A backup of a phone has thousands.
const PEOPLE: usize = 200;

/// What a column can hold, with its word and label.
const MEANINGS: [(Meaning, &str, &str); 13] = [
    (Meaning::When, "when", key!("Date and time")),
    (Meaning::Date, "date", key!("Date")),
    (Meaning::Time, "time", key!("Time of day")),
    (Meaning::From, "from", key!("Who it came from")),
    (Meaning::To, "to", key!("Who it went to")),
    (Meaning::With, "with", key!("The other number, whichever way it went")),
    (Meaning::Name, "name", key!("The other person’s name")),
    (Meaning::Text, "text", key!("What was written, or what happened")),
    (Meaning::Duration, "duration", key!("How long it took")),
    (Meaning::Direction, "direction", key!("Which way it went")),
    (Meaning::Kind, "kind", key!("Call, text or something else")),
    (Meaning::Place, "place", key!("Where it was")),
    (Meaning::Skip, "skip", key!("Nothing I need")),
];

/// Orders of day and month, with their words and labels.
const ORDERS: [(DateOrder, &str, &str); 3] = [
    (DateOrder::DayFirst, "dmy", key!("The day: 4/5 is the fourth of May")),
    (DateOrder::MonthFirst, "mdy", key!("The month: 4/5 is the fifth of April")),
    (DateOrder::YearFirst, "ymd", key!("The year")),
];

/// What the rows of a table are, when no column says, with their words and labels.
const SORTS: [(ItemKind, &str, &str); 3] = [
    (ItemKind::Call, "call", key!("Calls")),
    (ItemKind::Message, "message", key!("Messages")),
    (ItemKind::Event, "event", key!("Something noted, such as a ring at the door or where a tracker was")),
];

/// Which kept mapping is shown, by its place in the list: an address says no words.
#[derive(Debug, Default, Deserialize)]
pub struct Chosen {
    kept: Option<usize>,
}

/// What the page shows.
struct Shown {
    entry: u64,
    label: String,
    people: Vec<String>,
    whose: Option<String>,
    /// For a table: its first rows, and what its columns are taken for.
    table: Option<(Preview, Mapping)>,
    /// Names of the mappings that are kept.
    kept: Vec<String>,
}

/// The form.
pub async fn show(State(app): Shared, Path(entry): Path<u64>, Query(chosen): Query<Chosen>) -> Reply {
    let shown = look(&app, entry, chosen.kept).await?;
    let answers = answers_of(&shown);
    Ok(app.page("/files", page(&app, &shown, &answers, (&Errors::new(), None))))
}

async fn look(app: &Arc<App>, entry: u64, kept: Option<usize>) -> Result<Shown, Stop> {
    let found = app.with(move |opened| find(opened, entry)).await?;
    let (mut shown, bytes, kept_mappings) = found.ok_or(Stop::Missing)?;
    if let Some((blob, bytes)) = bytes {
        let (reader, clock) = (Arc::clone(app), app.clock().clone());
        let chosen = kept.and_then(|at| kept_mappings.into_values().nth(at));
        let previewed = tokio::task::spawn_blocking(move || {
            let options = Options { mapping: chosen.clone(), ..Options::new(clock.zone().clone()) };
            let preview = table::preview(&mut Borrowed::new(&reader, blob, bytes), &options, ROWS).ok()?;
            let mapping = chosen.unwrap_or_else(|| preview.suggestion.mapping.clone());
            Some((preview, mapping))
        });
        shown.table = previewed.await.ok().flatten();
    }
    Ok(shown)
}

type Found = (Shown, Option<(u64, u64)>, BTreeMap<String, Mapping>);

/// What the diary knows of the file; for a table where its bytes are.
fn find(opened: &mut Opened, entry: u64) -> Outcome<Option<Found>> {
    let journal = &opened.journal;
    let diary = journal.diary();
    let Some(file) = diary.exhibits.get(&entry) else { return Ok(None) };
    let readings = diary.standing(&diary.imports).filter(|(_, import)| import.exhibit == entry);
    let reading = readings.last().map(|(_, import)| import);
    let is_table = reading.is_some_and(|import| {
        import.format == Format::Csv.word()
            || import.findings.iter().any(|finding| finding.kind == UNEXPLAINED)
    });
    let people = reading.and_then(|import| import.participants.clone()).unwrap_or_default();
    let kept = mapping::every(journal)?;
    let shown = Shown {
        entry,
        label: file.now().label.clone(),
        people: people.into_iter().take(PEOPLE).collect(),
        whose: diary.whose(entry).map(str::to_owned),
        table: None,
        kept: kept.keys().cloned().collect(),
    };
    let (blob, _) = shelf::blob_of(journal, entry)?;
    Ok(Some((shown, is_table.then_some((blob, file.now().bytes)), kept)))
}

/// The answers the form begins with.
fn answers_of(shown: &Shown) -> Answers {
    let mut answers = Answers::new();
    answers.add("whose", shown.whose.clone().unwrap_or_default());
    if let Some((preview, mapping)) = &shown.table {
        for (at, column) in preview.columns.iter().enumerate() {
            let meaning = mapping.columns.get(column).copied().unwrap_or(Meaning::Skip);
            answers.add(format!("column{at}"), word(&MEANINGS, meaning));
        }
        if let Some(order) = mapping.date_order {
            answers.add("order", word(&ORDERS, order));
        }
        answers.add("rows", mapping.rows.map_or("", |kind| word(&SORTS, kind)));
    }
    answers
}

fn word<T: Copy + PartialEq>(table: &[(T, &'static str, &'static str)], value: T) -> &'static str {
    table.iter().find(|(own, ..)| *own == value).map_or("", |(_, word, _)| word)
}

fn meant<T: Copy>(table: &[(T, &str, &str)], word: &str) -> Option<T> {
    table.iter().find(|(_, own, _)| *own == word).map(|(value, ..)| *value)
}

fn choices<T>(table: &[(T, &str, &str)]) -> Vec<Choice> {
    table.iter().map(|(_, word, label)| Choice::new(*word, say!(label))).collect()
}

fn page(app: &App, shown: &Shown, answers: &Answers, (errors, failure): (&Errors, Option<&Failure>)) -> Page {
    let form = form(app, shown);
    let content = html! {
        (form.summary(errors))
        @if let Some(failure) = failure { (failed(failure)) }
        h1 { (say_html!("How to read {label}", label = shown.label)) }
        p { (say!("The file stays as it is. If you have had it read before, what you say now counts, and the first reading is kept.")) }
        @if let Some((preview, _)) = &shown.table {
            (first_rows(preview))
            @if !shown.kept.is_empty() {
                p { (say!("You have explained such tables before. Use the same again:")) }
                ul { @for (at, name) in shown.kept.iter().enumerate() {
                    li { a href={ "/files/" (shown.entry) "/reading?kept=" (at) } { (words(name)) } }
                } }
            }
            (details(say!("What Daybook goes by"), &html! { @for why in &preview.suggestion.evidence { p { (words(why)) } } }))
        }
        (form.render(&app.number(answers.clone()), errors))
    };
    Page::new(content).back(format!("/files/{}", shown.entry))
}

fn first_rows(preview: &Preview) -> Markup {
    let mut table = Table::new(say!("The first rows"));
    for column in &preview.columns {
        table = table.column(crate::output::visible(column), Align::Left);
    }
    for row in &preview.rows {
        let cell = |at: usize| words(row.get(at).map_or("", String::as_str));
        table.row((0..preview.columns.len()).map(cell).collect());
    }
    table.render()
}

fn form(app: &App, shown: &Shown) -> Form {
    let mut form = app.form(format!("/files/{}/reading", shown.entry));
    if let Some((preview, _)) = &shown.table {
        for (at, column) in preview.columns.iter().enumerate() {
            let first =
                preview.rows.iter().filter_map(|row| row.get(at)).find(|cell| !cell.trim().is_empty());
            let question = Question::pick(
                format!("column{at}"),
                say!("What is in “{column}”?", column = crate::output::visible(column)),
                choices(&MEANINGS),
            );
            form = form.ask(match first {
                Some(cell) => question.hint(say!("Such as: {cell}", cell = crate::output::visible(cell))),
                None => question,
            });
        }
        let unsure = |label: &str| vec![Choice::new("", label)];
        form = form
            .ask(Question::pick(
                "rows",
                say!("What are the rows?"),
                [unsure(say!("A column says so")), choices(&SORTS)].concat(),
            ))
            .ask(Question::pick(
                "order",
                say!("Which comes first in a date?"),
                [unsure(say!("Find out from the file")), choices(&ORDERS)].concat(),
            ))
            .ask(
                Question::line("keep", say!("Keep this under a name for the next such table"))
                    .hint(say!("Such as: my phone bill."))
                    .optional(),
            );
    }
    form = form.ask(
        Question::line("whose", say!("Whose phone or account is it from?"))
            .hint(say!("Leave it empty if it is your own. Nothing from somebody else’s is counted as sent to you or by you."))
            .optional(),
    );
    if !shown.people.is_empty() {
        let people = shown.people.iter().map(|name| Choice::new(name.as_str(), crate::output::visible(name)));
        let people = [Choice::new("", say!("Find out from the file"))].into_iter().chain(people).collect();
        form = form.ask(
            Question::pick("me", say!("Who in it are you?"), people)
                .hint(say!("Or whose phone it is, if it is not yours.")),
        );
    }
    form.ask(
        Question::line("zone", say!("Where was the phone?"))
            .hint(say!("Only if it was in another time zone than you are now. Such as: Europe/Paris."))
            .optional(),
    )
    .button(say!("Read it like this"))
}

/// Reads the file as the form says.
pub async fn read(State(app): Shared, Path(entry): Path<u64>, Genuine(answers): Genuine) -> Reply {
    let shown = look(&app, entry, None).await?;
    let mut errors = Errors::new();
    let how = how(&shown, &answers, &mut errors);
    if !errors.is_empty() {
        return Ok(app.again("/files", page(&app, &shown, &answers, (&errors, None))));
    }
    if let (Some(name), Some(mapping)) = (answers.text("keep"), &how.mapping) {
        let (name, mapping) = (name.to_owned(), mapping.clone());
        match app.write(move |opened| mapping::keep(&mut opened.journal, &name, mapping)).await {
            Err(Stop::Failed(failure)) => {
                return Ok(app.again("/files", page(&app, &shown, &answers, (&errors, Some(&failure)))));
            }
            kept => kept?,
        }
    }
    let work = Arc::new(Work::default());
    work.read_as(how);
    work.add(shown.label, FileState::Waiting { exhibit: entry, known: true });
    app.set_work(Arc::clone(&work));
    work::start(&app, &work);
    Ok(respond::see_other("/files/progress"))
}

fn how(shown: &Shown, answers: &Answers, errors: &mut Errors) -> How {
    let zone = answers.text("zone").and_then(|name| {
        let zone = TimeZone::get(name).ok();
        if zone.is_none() {
            errors.add("zone", say!("Write a place of the list of time zones, such as Europe/Paris."));
        }
        zone
    });
    let mapping = shown.table.as_ref().map(|(preview, _)| mapping_of(preview, answers));
    if let Some(mapping) = &mapping
        && !mapping.columns.values().any(|meaning| matches!(meaning, Meaning::When | Meaning::Date))
    {
        errors.add("column0", say!("Choose the column that holds the date, or date and time."));
    }
    let me = answers.text("me").map(str::to_owned);
    How { me, whose: Some(answers.text("whose").unwrap_or_default().to_owned()), zone, mapping }
}

fn mapping_of(preview: &Preview, answers: &Answers) -> Mapping {
    let column = |(at, name): (usize, &String)| {
        let meaning = meant(&MEANINGS, answers.exact(&format!("column{at}")))?;
        Some((name.clone(), meaning))
    };
    Mapping {
        columns: preview.columns.iter().enumerate().filter_map(column).collect(),
        date_order: meant(&ORDERS, answers.exact("order")),
        rows: meant(&SORTS, answers.exact("rows")),
        ..Mapping::default()
    }
}
