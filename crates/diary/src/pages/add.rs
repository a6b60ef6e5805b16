//! Something happened: what and when. It is saved at once; all else can be added later.

use super::{
    app::{App, Stop},
    draft::{self, Draft},
    fields,
    form::{Genuine, Sent},
    frame::{Reply, Shared, failed},
};
use crate::failure::{Failure, Outcome};
use axum::{extract::State, http::StatusCode, response::IntoResponse};
use daybook_core::{incident::Incident, when::moment};
use daybook_web::{
    components::details,
    form::{Answers, Errors},
    layout::Page,
    respond, say, say_html,
};
use jiff::Timestamp;
use maud::html;
use std::sync::Arc;

/// The form, with the words of an earlier visit if they were not saved.
pub async fn show(State(app): Shared) -> Reply {
    let draft = app.look(|seen| Ok(Draft::load(seen.contents(), draft::NEW))).await?;
    let kept = (!draft.is_empty()).then(|| draft.typed(draft::FIRST)).flatten();
    let answers = app.number(draft.page(draft::FIRST).unwrap_or_default());
    Ok(app.page("/add", page(&app, &answers, &Errors::new(), &Top { kept, failure: None })))
}

/// What stands above the form.
struct Top<'a> {
    /// When the words of an earlier visit were typed.
    kept: Option<Timestamp>,
    failure: Option<&'a Failure>,
}

fn page(app: &App, answers: &Answers, errors: &Errors, top: &Top<'_>) -> Page {
    let questions = fields::what_and_when();
    let form = questions.into_iter().fold(app.form("/add"), |form, question| form.ask(question));
    let form = form.button(say!("Save")).second_button("later", say!("Keep for later"));
    let intro = html! {
        h1 { (say!("Something happened")) }
        @if let Some(failure) = top.failure { (failed(failure)) }
        @if let Some(at) = top.kept {
            p { (say_html!("These are your words from {clock}. They are not saved as an entry yet. Words such as “yesterday” count from then.", clock = moment(at, app.clock().zone()))) }
        }
    };
    let content = html! {
        (form.page(&intro, answers, errors))
        @if top.kept.is_some() { (discard(app, "/add/discard")) }
        (details(say!("It may help to remember"), &html! {
            ul {
                li { (say!("Where were you, and what were you doing?")) }
                li { (say!("What did you see first? What did you hear?")) }
                li { (say!("What did they do, and what happened then?")) }
                li { (say!("What did you do after that?")) }
            }
            p { (say!("Tell it in your own order. Leave out what you are not sure of, or say that you are not sure.")) }
        }))
        p { (say!("You can add where, who and more after this. None of it is needed.")) }
    };
    Page::new(content).back("/")
}

/// A button that really erases a draft.
pub fn discard(app: &App, action: &str) -> maud::Markup {
    html! {
        form method="post" action=(action) {
            input type="hidden" name=(daybook_web::session::FORM_TOKEN_FIELD) value=(app.form_token());
            p { button.button.quiet type="submit" { (say!("Throw these words away")) } }
        }
    }
}

/// Saves the incident, or keeps the words.
pub async fn save(State(app): Shared, sent: Sent) -> Reply {
    let Sent { answers, genuine } = sent;
    let draft = Draft::of(draft::FIRST, &answers, app.clock().now());
    if !genuine {
        return stale(&app, &answers, draft).await;
    }
    if answers.has("later", "1") {
        let kept = draft.clone();
        let saved = app.write(move |opened| kept.keep(&mut opened.journal, draft::NEW)).await;
        return match saved {
            Ok(()) => Ok(respond::see_other("/")),
            Err(stop) => sent_back(&app, &answers, draft, stop),
        };
    }
    let typed = answers.clone();
    match app.write(move |opened| write(opened, &typed)).await {
        Ok(Ok(to)) => Ok(respond::see_other(&to)),
        Ok(Err(errors)) => {
            let answers = fields::asked(&answers);
            Ok(app.again("/add", page(&app, &answers, &errors, &Top { kept: None, failure: None })))
        }
        Err(stop) => sent_back(&app, &answers, draft, stop),
    }
}

/// Gives the address of the saved entry, or what is wrong; the words are then kept as a draft.
fn write(opened: &mut super::app::Opened, answers: &Answers) -> Outcome<Result<String, Errors>> {
    let mut errors = Errors::new();
    let mut incident = Incident::default();
    let (contents, clock) = (opened.journal.contents(), opened.journal.clock());
    let earlier = Draft::load(contents, draft::NEW);
    let context = fields::Context::of(contents, clock).typed_at(earlier.typed_as(draft::FIRST, answers));
    fields::put_what_and_when(answers, &mut incident, &context, &mut errors);
    if !errors.is_empty() {
        let now = opened.journal.clock().now();
        Draft::of(draft::FIRST, answers, now).keep(&mut opened.journal, draft::NEW)?;
        return Ok(Err(errors));
    }
    let to = opened.once(answers.exact(super::form::NUMBER), |journal| {
        let event = journal.diary().tell(incident)?;
        let entry = draft::finish(journal, event, draft::NEW)?;
        Ok(format!("/entry/{entry}?done=saved"))
    })?;
    Ok(Ok(to))
}

/// The form again with the words in it, and what went wrong; or, when the diary locked itself, the words are held.
fn sent_back(app: &Arc<App>, answers: &Answers, draft: Draft, stop: Stop) -> Reply {
    match stop {
        Stop::Failed(failure) => {
            let top = Top { kept: None, failure: Some(&failure) };
            let mut response = app.again("/add", page(app, answers, &Errors::new(), &top)).into_response();
            *response.status_mut() = super::frame::status(&failure);
            Ok(response)
        }
        other => Err(app.keep_if_locked(other, draft::NEW, draft)),
    }
}

/// A form of an earlier unlocking: nothing is done, the words come back on a new form.
async fn stale(app: &Arc<App>, answers: &Answers, draft: Draft) -> Reply {
    if !app.is_open() {
        return Err(app.keep_if_locked(Stop::Locked, draft::NEW, draft));
    }
    let failure = Failure::refused(
        say!("This page had been open for too long."),
        say!("Your words are still here. Press Save again."),
    );
    let top = Top { kept: None, failure: Some(&failure) };
    let mut response = app.again("/add", page(app, &app.number(answers.clone()), &Errors::new(), &top));
    *response.status_mut() = StatusCode::FORBIDDEN;
    Ok(response)
}

/// Erases the draft.
pub async fn throw_away(State(app): Shared, _genuine: Genuine) -> Reply {
    app.with(|opened| draft::erase(&mut opened.journal, draft::NEW)).await?;
    Ok(respond::see_other("/"))
}
