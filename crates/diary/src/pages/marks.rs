//! How a file is marked: kept out of packs, hard to look at. Marks can be changed; how it was marked before stays readable.

use super::{
    app::{App, Opened, Stop},
    files,
    form::{Genuine, NUMBER},
    frame::{Reply, Shared, failed, words},
    pack::Given,
    seen::Seen,
};
use crate::failure::Outcome;
use axum::extract::{Path, State};
use daybook_core::{
    diary::History,
    exhibit::{Exhibit, Marks},
    when::{self, moment},
};
use daybook_web::{
    components::{Tone, details, notice},
    form::{Answers, Choice, Errors, Question},
    layout::Page,
    say, say_html,
};
use jiff::tz::TimeZone;
use maud::{Markup, html};

/// What there is to show of a file's marks.
pub struct Marked {
    now: Marks,
    /// When, how, and why.
    earlier: Vec<(String, String, String)>,
    /// Days of packs that hold it, or may.
    in_packs: Vec<String>,
}

impl Marked {
    /// The marks of a file.
    pub fn of(seen: &Seen, entry: u64, history: &History<Exhibit>) -> Outcome<Self> {
        let zone = seen.clock().zone();
        let changes = history.revisions().iter().skip(1).rev();
        let given = Given::all(seen.contents());
        let holding = given.iter().filter(|given| given.may_hold(entry));
        Ok(Self {
            now: history.now().marks(),
            earlier: changes
                .map(|change| {
                    let marks = change.value.marks();
                    (moment(change.written, zone), said(marks), change.reason.clone().unwrap_or_default())
                })
                .collect(),
            in_packs: holding.map(|given| day(given.made(), zone)).collect(),
        })
    }

    /// The marks, the form that changes them, and how they were before.
    pub fn view(&self, app: &App, entry: u64) -> Markup {
        html! {
            h2 { (say!("How it is marked")) }
            p { (said(self.now)) }
            @if self.now.private && !self.in_packs.is_empty() {
                (notice(Tone::Care, say!("It was not always kept out"), &html! {
                    p { (say_html!("A pack you made before stays as it is. Look in the pack of {join}, and ask whoever has it not to pass it on.", join = self.in_packs.join(", "))) }
                }))
            }
            (details(say!("Change how it is marked"), &form(app, entry).render(&answers(app, self.now), &Errors::new())))
            @if !self.earlier.is_empty() {
                (details(say!("How it was marked before"), &html! {
                    @for (at, marks, reason) in &self.earlier { p { (at) ": " (marks) " " (words(reason)) } }
                }))
            }
        }
    }
}

fn day(at: jiff::Timestamp, zone: &TimeZone) -> String {
    when::day(zone.to_datetime(at).date())
}

fn said(marks: Marks) -> String {
    let packs = if marks.private { say!("Kept out of every pack.") } else { say!("It may go into a pack.") };
    let care = if marks.distressing {
        say!(" Hard to look at: a report says so and does not print it.")
    } else {
        ""
    };
    format!("{packs}{care}")
}

fn answers(app: &App, marks: Marks) -> Answers {
    let answers = app.fresh();
    let answers = if marks.private { answers.with("marks", "private") } else { answers };
    if marks.distressing { answers.with("marks", "distressing") } else { answers }
}

fn form(app: &App, entry: u64) -> daybook_web::form::Form {
    app.form(format!("/files/{entry}/marks"))
        .ask(Question::many(
            "marks",
            say!("Marks"),
            vec![
                Choice::new("private", say!("Keep it out of every pack"))
                    .hint(say!("From now on. A pack you made before stays as it is.")),
                Choice::new("distressing", say!("It is hard to look at"))
                    .hint(say!("A report names it and does not print it.")),
            ],
        ))
        .ask(
            Question::line("reason", say!("Why do you change it?"))
                .hint(say!("A few words. If the file is in a pack one day, they are in it too.")),
        )
        .button(say!("Save"))
}

/// Changes the marks of a file.
pub async fn save(State(app): Shared, Path(entry): Path<u64>, Genuine(answers): Genuine) -> Reply {
    let typed = answers.clone();
    let saved = app.save(&answers, move |opened, _| write(opened, entry, &typed).map(Ok)).await?;
    match saved {
        Ok(response) => Ok(response),
        Err((errors, failure)) => {
            if matches!(app.look(move |seen| Ok(seen.diary().exhibits.contains_key(&entry))).await, Ok(false))
            {
                return Err(Stop::Missing);
            }
            let answers = app.number(answers);
            let content = html! {
                h1 { (say!("How it is marked")) }
                @if let Some(failure) = &failure { (failed(failure)) }
                (form(&app, entry).render(&answers, &errors))
            };
            Ok(app.again("/files", Page::new(content).back(files::page_of(entry))))
        }
    }
}

fn write(opened: &mut Opened, entry: u64, answers: &Answers) -> Outcome<String> {
    let marks =
        Marks { private: answers.has("marks", "private"), distressing: answers.has("marks", "distressing") };
    let reason = answers.text("reason").unwrap_or_default().to_owned();
    opened.once(answers.exact(NUMBER), |journal| {
        let event = journal.diary().mark(entry, marks, &reason)?;
        journal.write(event)?;
        Ok(files::page_of(entry))
    })
}
