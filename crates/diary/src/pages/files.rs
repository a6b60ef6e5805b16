//! Files in the diary: the form that adds them, the list, one file, its original.

use super::{
    app::{App, Stop},
    frame::{Before, Reply, Shared, words},
    marks::Marked,
    original,
    seen::Seen,
    work::findings,
};
use crate::{failure::Outcome, shelf};
use axum::{
    body::{Body, Bytes},
    extract::{Path, Query, State},
};
use daybook_core::{diary::Diary, event::Import, when};
use daybook_report::words::{number, rounded_size, size};
use daybook_web::{
    components::{Align, Row, Shown as Veiled, Table, Tone, Veil, details, notice, summary_list},
    form::{Answers, Choice, Errors, Form, Question},
    layout::Page,
    respond::{Download, MediaType, media},
    say, say_html,
};
use futures_core::Stream;
use maud::{Markup, html};
use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};
use tokio::sync::mpsc;

/// A file in the list.
struct Line {
    entry: u64,
    label: String,
    name: String,
    media_type: String,
    bytes: u64,
    struck: bool,
}

/// The form and the list.
pub async fn show(State(app): Shared, Query(before): Query<Before>) -> Reply {
    let lines = app.look(|seen| Ok(lines(seen.diary()))).await?;
    let mut errors = Errors::new();
    if before.done.as_deref() == Some("none") {
        errors.add("file", say!("Choose one or more files first."));
    }
    let form = form(&app);
    let content = html! {
        (form.summary(&errors))
        h1 { (say!("Files")) }
        p { (say!("Photos, messages saved by WhatsApp or by SMS Backup & Restore, call lists, letters. Each file is kept exactly as it is.")) }
        (form.render(&Answers::new(), &errors))
        (details(say!("How do I save my messages?"), &html! {
            p { (say!("WhatsApp: open the chat, then its menu, then “Export chat”. Text messages on Android: use the app SMS Backup & Restore. Do not delete anything from the phone.")) }
        }))
        (table(&lines))
        h2 { (say!("Things you can hold")) }
        p { (say_html!("Letters, gifts, something left at the door. {link}.", link = html! { a href="/things" { (say!("Write down what it is and where it is")) } })) }
    };
    Ok(app.page("/files", Page::new(content).wide()))
}

/// The token must be the first field: it is looked at before a byte of a file is kept.
fn form(app: &App) -> Form {
    Form::new("/files", app.form_token())
        .ask(
            Question::line("description", say!("What are they?"))
                .hint(say!("In your own words, for all the files you choose now."))
                .optional(),
        )
        .ask(Question::many(
            "private",
            say!("Who may see them?"),
            vec![
                Choice::new("yes", say!("Keep these files out of every pack"))
                    .hint(say!("Tick this if they show where you live now.")),
            ],
        ))
        .ask(
            Question::line("whose", say!("Whose phone or account are they from?"))
                .hint(say!("Leave it empty if it is your own. What was sent to somebody else is kept and shown, and not counted as sent to you."))
                .optional(),
        )
        .ask(Question::files("file", say!("Choose files")).hint(say!("Up to 20 GB at once.")))
        .button(say!("Add files"))
}

fn lines(diary: &Diary) -> Vec<Line> {
    let line = |(entry, history): (&u64, &daybook_core::diary::History<daybook_core::exhibit::Exhibit>)| {
        let exhibit = history.now();
        Line {
            entry: *entry,
            label: exhibit.label.clone(),
            name: exhibit.name.clone(),
            media_type: exhibit.media_type.clone(),
            bytes: exhibit.bytes,
            struck: history.struck.is_some(),
        }
    };
    diary.exhibits.iter().rev().map(line).collect()
}

fn table(lines: &[Line]) -> Markup {
    let mut table = Table::new(say!("Files in your diary"))
        .column(say!("Label"), Align::Left)
        .column(say!("Name"), Align::Left)
        .column(say!("Kind"), Align::Left)
        .column(say!("Size"), Align::Right);
    for line in lines {
        table.row(vec![
            html! { a href={ "/files/" (line.entry) } { (line.label) } @if line.struck { " " (say!("(struck out)")) } },
            words(&line.name),
            html! { (line.media_type) },
            html! { (rounded_size(line.bytes)) },
        ]);
    }
    table.render()
}

/// One file, as shown.
struct Shown {
    label: String,
    rows: Vec<(String, String)>,
    import: Option<Import>,
    /// Whose phone or account it came from, when not the keeper's.
    whose: Option<String>,
    /// Whether there is something to say about how it is to be read.
    is_export: bool,
    incidents: Vec<u64>,
    holds_place: bool,
    media_type: String,
    about: String,
    marked: Marked,
}

/// One file with what is known about it.
pub async fn one(State(app): Shared, Path(entry): Path<u64>) -> Reply {
    let shown = app.look(move |seen| read(seen, entry)).await?.ok_or(Stop::Missing)?;
    Ok(app.page("/files", Page::new(view(&app, entry, &shown)).back("/files")))
}

/// Where a file is shown.
pub fn page_of(entry: u64) -> String {
    format!("/files/{entry}")
}

fn read(seen: &Seen, entry: u64) -> Outcome<Option<Shown>> {
    let diary = seen.diary();
    let Some(history) = diary.exhibits.get(&entry) else { return Ok(None) };
    let exhibit = history.now();
    let mut rows = vec![
        (say!("Name").to_owned(), exhibit.name.clone()),
        (say!("Kind").to_owned(), exhibit.media_type.clone()),
        (say!("Size").to_owned(), size(exhibit.bytes)),
        ("SHA-256".to_owned(), exhibit.sha256.clone()),
        (say!("Added").to_owned(), when::moment(history.written(), seen.clock().zone())),
    ];
    rows.extend(exhibit.description.iter().map(|text| (say!("What it is").to_owned(), text.clone())));
    rows.extend(exhibit.facts.iter().cloned());
    let imports = diary.standing(&diary.imports).filter(|(_, import)| import.exhibit == entry);
    let told = diary.standing(&diary.incidents).filter(|(_, incident)| incident.exhibits.contains(&entry));
    Ok(Some(Shown {
        label: exhibit.label.clone(),
        rows,
        whose: diary.whose(entry).map(str::to_owned),
        is_export: diary.imports.values().any(|import| import.now().exhibit == entry),
        import: imports.last().map(|(_, import)| import.clone()),
        incidents: told.map(|(entry, _)| entry).collect(),
        holds_place: exhibit.holds_place,
        media_type: exhibit.media_type.clone(),
        about: exhibit.description.clone().unwrap_or_else(|| exhibit.name.clone()),
        marked: Marked::of(seen, entry, history)?,
    }))
}

fn view(app: &App, entry: u64, shown: &Shown) -> Markup {
    let rows: Vec<Row> =
        shown.rows.iter().map(|(name, value)| Row::markup(say!(name), words(value))).collect();
    html! {
        h1 { (shown.label) }
        @if shown.holds_place {
            (notice(Tone::Care, say!("This file says where it was made"), &html! { p { (say!("Its place can be read by whoever gets the file.")) } }))
        }
        @if let Some(kind) = behind(&shown.media_type) {
            (Veil { shown: kind, src: &format!("/files/{entry}/view"), about: &crate::output::visible(&shown.about) }.render())
        }
        (summary_list(&rows))
        @for incident in &shown.incidents { p { a href={ "/entry/" (incident) } { (say_html!("Belongs to entry {incident}", incident)) } } }
        @if let Some(import) = &shown.import {
            h2 { (say!("Read as messages")) }
            p { (say_html!("{records} found, {imported} new, {duplicates} here already", records = number(import.records), imported = number(import.imported), duplicates = number(import.duplicates)))
                @if let Some(declared) = import.declared { "; " (say_html!("the file itself says {declared}", declared = number(declared))) }
                "." }
            @if let Some(whose) = &shown.whose { p { (say_html!("It is from {whose}. Nothing in it is counted as sent to you or by you.", whose = words(whose))) } }
            (findings(&import.findings))
        }
        @if shown.is_export { p { a.button.quiet href={ "/files/" (entry) "/reading" } { (say!("Change how it is read")) } } }
        (shown.marked.view(app, entry))
        h2 { (say!("Save a copy")) }
        p { (say!("The copy leaves your diary. Anybody who can use this device can open it, and the browser may list it.")) }
        p { a.button.quiet href={ "/files/" (entry) "/original" } { (say!("Save the original")) } }
    }
}

/// The original as the browser can show it inside a page, if it is of a kind that cannot act.
pub async fn look(State(app): Shared, Path(entry): Path<u64>) -> Reply {
    let found = app
        .with(move |opened| {
            let Some(history) = opened.journal.diary().exhibits.get(&entry) else { return Ok(None) };
            let (blob, _) = shelf::blob_of(&opened.journal, entry)?;
            let kind = MediaType::from_name(&history.now().media_type);
            Ok(kind.map(|kind| (kind, blob, history.now().bytes)))
        })
        .await?;
    let (kind, blob, bytes) = found.ok_or(Stop::Missing)?;
    let (sender, receiver) = mpsc::channel(2);
    tokio::spawn(send(Arc::clone(&app), (blob, bytes), sender));
    Ok(media(kind, Some(bytes), Body::from_stream(Pieces(receiver))))
}

/// What is behind a veil: a picture, sound or video, as far as a browser may show it.
fn behind(media_type: &str) -> Option<Veiled> {
    MediaType::from_name(media_type)?;
    match media_type.split('/').next()? {
        "image" => Some(Veiled::Picture),
        "audio" => Some(Veiled::Sound),
        "video" => Some(Veiled::Video),
        _ => None,
    }
}

/// The original bytes, as a download under a neutral name. It is read piece by piece, so that other pages can use the
/// diary in between; when the diary is locked, the download breaks off.
pub async fn original(State(app): Shared, Path(entry): Path<u64>) -> Reply {
    let (blob, bytes, name) = app
        .with(move |opened| {
            let journal = &opened.journal;
            let Some(history) = journal.diary().exhibits.get(&entry) else { return Ok(None) };
            let (blob, _) = shelf::blob_of(journal, entry)?;
            let exhibit = history.now();
            Ok(Some((blob, exhibit.bytes, neutral(&exhibit.label, &exhibit.name))))
        })
        .await?
        .ok_or(Stop::Missing)?;
    let (sender, receiver) = mpsc::channel(2);
    tokio::spawn(send(Arc::clone(&app), (blob, bytes), sender));
    Ok(Download::new(&name).length(bytes).send(Body::from_stream(Pieces(receiver))))
}

/// The label, with the ending of the name if it is a short plain one.
fn neutral(label: &str, name: &str) -> String {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending).filter(|ending| {
        (1..=5).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    ending.map_or_else(|| label.to_owned(), |ending| format!("{label}.{ending}"))
}

async fn send(app: Arc<App>, (blob, bytes): (u64, u64), sender: mpsc::Sender<io::Result<Bytes>>) {
    let mut at = 0;
    while at < bytes {
        let piece = app.with(move |opened| original::piece(&opened.journal, blob, at).map(Bytes::from)).await;
        let piece = piece.map_err(|_| io::Error::other("the diary was locked or could not be read"));
        let failed = piece.is_err();
        at += piece.as_ref().map_or(0, |piece| piece.len() as u64);
        if sender.send(piece).await.is_err() || failed {
            return;
        }
        app.touch();
    }
}

/// The pieces of a file as they are read.
struct Pieces(mpsc::Receiver<io::Result<Bytes>>);

impl Stream for Pieces {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context)
    }
}
