//! One incident with everything written about it, and striking it out.

use super::{
    app::{App, Stop},
    draft::{self, Draft},
    form::{Genuine, NUMBER},
    frame::{Before, Reply, Shared, done, words},
    seen::Seen,
};
use crate::{
    failure::{Failure, Outcome},
    words as said,
};
use axum::extract::{Path, Query, State};
use daybook_core::{
    diary::{History, Revision},
    incident::Incident,
    said as typed,
    when::moment,
};
use daybook_web::{
    components::{Row, Tone, details, heading_with_caption, notice, summary_list},
    form::{Answers, Errors, Question},
    key,
    layout::Page,
    respond, say, say_html,
};
use maud::{Markup, html};

/// One written version, as shown.
struct Version {
    entry: u64,
    written: String,
    reason: Option<String>,
    rows: Vec<(&'static str, String)>,
}

/// What the page shows.
struct Shown {
    entry: u64,
    what: String,
    versions: Vec<Version>,
    struck: Option<(String, String)>,
    exhibits: Vec<(u64, String)>,
    links: Vec<u64>,
    /// What could be added to make the time clear, or what is odd about it.
    about_time: Vec<&'static str>,
    unfinished: bool,
}

/// Where an entry of another sort is shown.
fn elsewhere(seen: &Seen, entry: u64) -> Option<String> {
    let diary = seen.diary();
    let is_exhibit = diary.exhibits.contains_key(&entry);
    let is_person = diary.people.contains_key(&entry) || diary.identifiers.contains_key(&entry);
    is_exhibit.then(|| format!("/files/{entry}")).or_else(|| is_person.then(|| "/people".to_owned()))
}

/// The page.
pub async fn show(State(app): Shared, Path(entry): Path<u64>, Query(before): Query<Before>) -> Reply {
    let found = app
        .look(move |seen| {
            let history = seen.diary().incidents.get(&entry);
            let shown = history.map(|history| read(seen, entry, history)).transpose()?;
            Ok(shown.ok_or_else(|| elsewhere(seen, entry)))
        })
        .await?;
    match found {
        Ok(shown) => Ok(app.page("/list", Page::new(view(&shown, before.done.as_deref())).back("/list"))),
        Err(Some(to)) => Ok(respond::see_other(&to)),
        Err(None) => Err(Stop::Missing),
    }
}

fn read(seen: &Seen, entry: u64, history: &History<Incident>) -> Outcome<Shown> {
    let (diary, now) = (seen.diary(), history.now());
    let zone = seen.clock().zone();
    let version = |revision: &Revision<Incident>| Version {
        entry: revision.entry,
        written: moment(revision.written, zone),
        reason: revision.reason.clone(),
        rows: said::rows(diary, &revision.value),
    };
    let latest = &history.revisions()[history.revisions().len() - 1];
    let written = latest.written.to_zoned_datetime(zone.clone());
    let future = typed::is_future(&now.when, &written)
        .then_some(say!("This time had not come yet when you wrote it down. If that is a slip, change it."));
    Ok(Shown {
        entry,
        what: now.what.clone(),
        versions: history.revisions().iter().rev().map(version).collect(),
        struck: history.struck.as_ref().map(|s| (moment(s.written, zone), s.reason.clone())),
        exhibits: now.exhibits.iter().filter_map(|e| Some((*e, diary.label(*e)?.to_owned()))).collect(),
        links: now.links.clone(),
        about_time: typed::hint(&now.when.said, &written).into_iter().chain(future).collect(),
        unfinished: !Draft::load(seen.contents(), &draft::about(entry)).is_empty(),
    })
}

fn view(shown: &Shown, did: Option<&str>) -> Markup {
    let entry = shown.entry;
    let (now, earlier) =
        shown.versions.split_first().map_or((None, &[][..]), |(now, rest)| (Some(now), rest));
    let when =
        now.and_then(|version| version.rows.first()).map(|(_, when)| when.as_str()).unwrap_or_default();
    html! {
        (done(said_of(did)))
        (heading_with_caption(when, &say!("Entry {entry}", entry)))
        @if let Some((at, reason)) = &shown.struck {
            (notice(Tone::Care, say!("This entry is struck out"), &html! { p { (words(reason)) } p { (at) } }))
        }
        p.lead { (words(&shown.what)) }
        @for line in &shown.about_time { p.hint { (say!(line)) } }
        @if let Some(now) = now { (rows(now, shown)) }
        @if shown.unfinished {
            (notice(Tone::Note, say!("Details are not saved yet"),
                &html! { p { a href={ "/entry/" (entry) "/more" } { (say!("Go on with them")) } } }))
        }
        div.buttons {
            @if did == Some("saved") {
                a.button href={ "/entry/" (entry) "/more/where" } { (say!("Add more, one question at a time")) }
                a.button.quiet href="/" { (say!("That is all")) }
            } @else {
                a.button.quiet href={ "/entry/" (entry) "/more" } { (say!("Add or change details")) }
            }
        }
        @if !earlier.is_empty() {
            h2 { (say!("Earlier versions")) }
            @for version in earlier { (past(version, shown)) }
        }
        @if shown.struck.is_none() {
            h2 { (say!("If it was a mistake")) }
            p { a href={ "/entry/" (entry) "/strike" } { (say!("Strike this entry out")) } }
        }
    }
}

fn said_of(did: Option<&str>) -> Option<&'static str> {
    match did? {
        "saved" => Some("Saved."),
        "changed" => Some(say!("The change is saved. The version before stays readable.")),
        "struck" => Some(say!("Struck out. The entry stays readable, with your reason.")),
        _ => None,
    }
}

/// The filled-in fields of a version. When and what stand above already; exhibits and links lead on.
fn rows(version: &Version, shown: &Shown) -> Markup {
    let plain = version.rows.iter().filter(|(name, _)| {
        ![key!("When"), key!("What"), key!("Exhibits"), key!("Belongs with")].contains(name)
    });
    let mut list: Vec<Row> = plain.map(|(name, value)| Row::markup(say!(name), words(value))).collect();
    if !shown.exhibits.is_empty() {
        list.push(Row::markup(
            say!("Exhibits"),
            html! {
                @for (entry, label) in &shown.exhibits { a href={ "/files/" (entry) } { (label) } " " }
            },
        ));
    }
    if !shown.links.is_empty() {
        list.push(Row::markup(
            say!("Belongs with"),
            html! {
                @for entry in &shown.links { a href={ "/entry/" (entry) } { (say_html!("Entry {entry}", entry)) } " " }
            },
        ));
    }
    list.push(Row::markup(
        say!("Written down"),
        html! { (version.written) @if let Some(reason) = &version.reason { br; (words(reason)) } },
    ));
    summary_list(&list)
}

fn past(version: &Version, shown: &Shown) -> Markup {
    let next = shown.versions.iter().rev().find(|later| later.entry > version.entry);
    let list: Vec<Row> =
        version.rows.iter().map(|(name, value)| Row::markup(say!(name), words(value))).collect();
    details(
        &say!("Written {written}", written = version.written),
        &html! {
            @if let Some(reason) = next.and_then(|later| later.reason.as_deref()) {
                p { (say_html!("Changed later because: {reason}", reason = words(reason))) }
            }
            (summary_list(&list))
        },
    )
}

/// The form to strike an entry out.
pub async fn ask_strike(State(app): Shared, Path(entry): Path<u64>) -> Reply {
    let there = app.look(move |seen| Ok(seen.diary().incidents.contains_key(&entry))).await?;
    if !there {
        return Err(Stop::Missing);
    }
    Ok(app.page("/list", strike_page(&app, entry, &app.fresh(), None)))
}

fn strike_page(app: &App, entry: u64, answers: &Answers, failure: Option<&Failure>) -> Page {
    let form = app
        .form(format!("/entry/{entry}/strike"))
        .ask(
            Question::paragraphs("reason", say!("Why should it not be relied on?"))
                .hint(say!("Such as: it was a wrong number."))
                .rows(3),
        )
        .button(say!("Strike it out"));
    let mut errors = Errors::new();
    if let Some(failure) = failure {
        errors.add("reason", format!("{} {}", say!(&failure.what), say!(&failure.todo)));
    }
    let intro = html! {
        (heading_with_caption(say!("Strike this entry out"), &say!("Entry {entry}", entry)))
        p { (say!("It stays readable, with a line through it and your reason. Nothing is ever removed.")) }
    };
    Page::new(form.page(&intro, answers, &errors)).back(format!("/entry/{entry}"))
}

/// Strikes an entry out.
pub async fn strike(State(app): Shared, Path(entry): Path<u64>, Genuine(answers): Genuine) -> Reply {
    let (number, reason) = (answers.exact(NUMBER).to_owned(), answers.exact("reason").to_owned());
    let struck = app
        .write(move |opened| {
            opened.once(&number, |journal| {
                let event = journal.diary().take_back(entry, &reason)?;
                journal.write(event)?;
                Ok(format!("/entry/{entry}?done=struck"))
            })
        })
        .await;
    match struck {
        Ok(to) => Ok(respond::see_other(&to)),
        Err(Stop::Failed(failure)) => {
            Ok(app.again("/list", strike_page(&app, entry, &answers, Some(&failure))))
        }
        Err(stop) => Err(stop),
    }
}
