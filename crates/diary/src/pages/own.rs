//! What is the person's alone: a plan to stay safe, people who help, notes. All of it stands in the private compartment,
//! under another key than the record; no pack can hold it, and it can really be erased.

use super::{
    app::{App, Opened, Stop},
    form::{Genuine, NUMBER},
    frame::{Before, Reply, Shared, done, failed, words},
};
use crate::{
    failure::{Failure, Outcome},
    guide,
};
use axum::extract::{Path, Query, State};
use daybook_core::when::moment;
use daybook_web::{
    components::{Tone, notice},
    form::{Answers, Errors, Question},
    layout::Page,
    respond, say,
};
use jiff::Timestamp;
use maud::{Markup, html};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The private values' names.
const PLAN: &str = "own/plan";
const NOTES: &str = "own/notes";
const HELPERS: &str = "own/supporters";
/// The part of the plan that is about nothing in particular.
const ANYTHING: &str = "anything";

/// A note.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Note {
    /// Tells it from the others; never used again.
    id: u64,
    written: Timestamp,
    text: String,
}

/// Somebody who helps.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Supporter {
    id: u64,
    name: String,
    reach: String,
    help: String,
}

/// What the page shows.
#[derive(Default)]
struct Own {
    /// By the topic of the guidance.
    plan: BTreeMap<String, String>,
    notes: Vec<Note>,
    supporters: Vec<Supporter>,
    /// One of them cannot be read.
    damaged: bool,
}

impl Own {
    fn of(opened: &Opened) -> Self {
        let (contents, vault) = (opened.journal.contents(), opened.journal.vault());
        Self {
            plan: contents.private_if_whole(PLAN).unwrap_or_default(),
            notes: contents.private_if_whole(NOTES).unwrap_or_default(),
            supporters: contents.private_if_whole(HELPERS).unwrap_or_default(),
            damaged: [PLAN, NOTES, HELPERS].iter().any(|key| vault.private(key).is_err()),
        }
    }
}

/// One more than the highest number in use.
fn next(ids: impl Iterator<Item = u64>) -> u64 {
    ids.max().map_or(1, |highest| highest + 1)
}

/// The page.
pub async fn show(State(app): Shared, Query(before): Query<Before>) -> Reply {
    let own = app.with(|opened| Ok(Own::of(opened))).await?;
    let said = before.done.map(|did| {
        if did == "gone" {
            say!("Erased. It cannot be brought back.")
        } else {
            say!("Saved. Only you can read it.")
        }
    });
    Ok(app.page("/", page(&app, &own, &Sent::default(), said)))
}

/// A form as sent, so that nothing typed is lost.
#[derive(Default)]
struct Sent {
    plan: Option<Answers>,
    note: Answers,
    supporter: Answers,
    failure: Option<Failure>,
}

fn page(app: &App, own: &Own, sent: &Sent, said: Option<&str>) -> Page {
    let zone = app.clock().zone();
    let plan = sent.plan.clone().unwrap_or_else(|| own.plan.iter().collect());
    let content = html! {
        (done(said))
        @if let Some(failure) = &sent.failure { (failed(failure)) }
        h1 { (say!("Just for you")) }
        (notice(Tone::Note, say!("Nothing on this page is ever in a pack"), &html! {
            p { (say!("It is sealed with another key than your entries. What you erase here is gone for good.")) }
        }))
        @if own.damaged {
            (notice(Tone::Care, say!("A part of this page cannot be read"), &html! {
                p { (say!("Look for it in a copy before you write here. What you save takes its place.")) }
            }))
        }
        section.own {
            h2 { (say!("My plan to stay safe")) }
            p.hint { (say!("Such as: where I can go, who I call first, a bag that is ready, a word that means I need help. A support worker can make one with you.")) }
            (plan_form(app, plan))
        }
        h2 { (say!("People who help me")) }
        @for one in &own.supporters { (supporter(app, one)) }
        (supporter_form(app, &sent.supporter))
        h2 { (say!("Notes")) }
        (note_form(app, &sent.note))
        @for note in own.notes.iter().rev() {
            div.line {
                p.line-head { strong { (moment(note.written, zone)) } }
                p.said { (words(&note.text)) }
                (erase(app, "notes", note.id))
            }
        }
    };
    Page::new(content).back("/")
}

/// What a plan is about comes from the guidance; where it is silent there is room for anything.
fn plan_form(app: &App, answers: Answers) -> Markup {
    let topics = guide::in_use().plan.iter();
    let form = topics.fold(app.form("/own/plan"), |form, topic| {
        form.ask(
            Question::paragraphs(topic.id.as_str(), topic.title.as_str())
                .hint(topic.asks.join(" "))
                .rows(3)
                .optional(),
        )
    });
    let form = form
        .ask(Question::paragraphs(ANYTHING, say!("Anything else")).rows(4).optional())
        .button(say!("Save the plan"));
    form.render(&app.number(answers), &Errors::new())
}

fn supporter_form(app: &App, answers: &Answers) -> Markup {
    let form = app
        .form("/own/supporters")
        .ask(Question::line("name", say!("Who")))
        .ask(Question::line("reach", say!("How to reach them")).optional())
        .ask(Question::line("help", say!("What they can help with")).optional())
        .button(say!("Add"));
    form.render(&app.number(answers.clone()), &Errors::new())
}

fn note_form(app: &App, answers: &Answers) -> Markup {
    let form = app
        .form("/own/notes")
        .ask(Question::paragraphs("text", say!("A new note")).rows(4))
        .button(say!("Save the note"));
    form.render(&app.number(answers.clone()), &Errors::new())
}

fn supporter(app: &App, one: &Supporter) -> Markup {
    html! {
        div.line {
            p.line-head { strong { (words(&one.name)) } @if !one.reach.is_empty() { span { (words(&one.reach)) } } }
            @if !one.help.is_empty() { p.said { (words(&one.help)) } }
            (erase(app, "supporters", one.id))
        }
    }
}

fn erase(app: &App, list: &str, id: u64) -> Markup {
    html! {
        form method="post" action={ "/own/" (list) "/" (id) "/erase" } {
            input type="hidden" name=(daybook_web::session::FORM_TOKEN_FIELD) value=(app.form_token());
            button.button.quiet type="submit" { (say!("Erase")) span.unseen { " " (say!("this one")) } }
        }
    }
}

/// Saves the plan.
pub async fn plan(State(app): Shared, Genuine(answers): Genuine) -> Reply {
    let known = |name: &str| name == ANYTHING || guide::in_use().plan.iter().any(|topic| topic.id == name);
    let filled = answers.iter().filter(|(name, text)| known(name) && !text.trim().is_empty());
    let text: BTreeMap<String, String> =
        filled.map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
    let saved = app
        .write(move |opened| {
            if text.is_empty() {
                opened.journal.erase_private(PLAN)
            } else {
                opened.journal.set_private(PLAN, &text)
            }
        })
        .await;
    answer(&app, saved, |failure| Sent { plan: Some(answers), failure: Some(failure), ..Sent::default() })
        .await
}

/// Adds somebody who helps.
pub async fn add_supporter(State(app): Shared, Genuine(answers): Genuine) -> Reply {
    let sent = answers.clone();
    let saved = app
        .write(move |opened| {
            let Some(name) = sent.text("name") else {
                return Err(Failure::refused(
                    say!("There is no name."),
                    say!("Write who it is. One word is enough."),
                ));
            };
            let text = |name| sent.text(name).unwrap_or_default().to_owned();
            let mut all = Own::of(opened).supporters;
            let id = next(all.iter().map(|one| one.id));
            all.push(Supporter { id, name: name.to_owned(), reach: text("reach"), help: text("help") });
            once(opened, sent.exact(NUMBER), HELPERS, &all)
        })
        .await;
    answer(&app, saved, |failure| Sent { supporter: answers, failure: Some(failure), ..Sent::default() })
        .await
}

/// Adds a note.
pub async fn add_note(State(app): Shared, Genuine(answers): Genuine) -> Reply {
    let sent = answers.clone();
    let saved = app
        .write(move |opened| {
            let Some(text) = sent.text("text") else {
                return Err(Failure::refused(
                    say!("The note is empty."),
                    say!("Write something, or leave the page."),
                ));
            };
            let mut all = Own::of(opened).notes;
            let id = next(all.iter().map(|one| one.id));
            all.push(Note { id, written: opened.journal.clock().now(), text: text.to_owned() });
            once(opened, sent.exact(NUMBER), NOTES, &all)
        })
        .await;
    answer(&app, saved, |failure| Sent { note: answers, failure: Some(failure), ..Sent::default() }).await
}

/// Saves a list, once for each form however often it is sent.
fn once<T: Serialize>(opened: &mut Opened, form: &str, name: &str, all: &T) -> Outcome<()> {
    opened.once(form, |journal| {
        journal.set_private(name, all)?;
        Ok("/own".to_owned())
    })?;
    Ok(())
}

/// Erases one of a list.
pub async fn take_out(State(app): Shared, Path((list, id)): Path<(String, u64)>, _genuine: Genuine) -> Reply {
    let known = matches!(list.as_str(), "notes" | "supporters");
    if !known {
        return Err(Stop::Missing);
    }
    app.write(move |opened| {
        let own = Own::of(opened);
        if list == "notes" {
            let left: Vec<Note> = own.notes.into_iter().filter(|note| note.id != id).collect();
            opened.journal.set_private(NOTES, &left)
        } else {
            let left: Vec<Supporter> = own.supporters.into_iter().filter(|one| one.id != id).collect();
            opened.journal.set_private(HELPERS, &left)
        }
    })
    .await?;
    Ok(respond::see_other("/own?done=gone"))
}

async fn answer(app: &App, saved: Result<(), Stop>, again: impl FnOnce(Failure) -> Sent) -> Reply {
    match saved {
        Ok(()) => Ok(respond::see_other("/own?done=saved")),
        Err(Stop::Failed(failure)) => {
            let own = app.with(|opened| Ok(Own::of(opened))).await?;
            Ok(app.again("/", page(app, &own, &again(failure), None)))
        }
        Err(stop) => Err(stop),
    }
}
