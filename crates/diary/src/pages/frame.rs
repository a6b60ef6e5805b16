//! The frame around every page of the program, and what a page that cannot be made becomes.

use super::app::{App, Stop};
use crate::{failure, failure::Failure, guide, output};
use axum::{
    extract::{Request, State},
    http::StatusCode,
    middleware::Next,
    response::{IntoResponse, Response},
};
use daybook_web::{
    components::{Tone, notice},
    key,
    layout::{Emergency, Frame, Link, Page},
    respond, say, security,
    trouble::{self, Trouble},
};
use maud::{Markup, html};
use serde::Deserialize;
use std::sync::Arc;

/// What a page's handler gives.
pub type Reply = Result<Response, Stop>;
/// The state as a handler takes it.
pub type Shared = State<Arc<App>>;

/// The sections of an open diary. No path says what it is about: paths stay in a browser's history.
const SECTIONS: [(&str, &str); 7] = [
    (key!("Home"), "/"),
    (key!("Add"), "/add"),
    (key!("Timeline"), "/list"),
    (key!("Files"), "/files"),
    (key!("People"), "/people"),
    (key!("Pack"), "/pack"),
    (key!("Help"), "/help"),
];

impl App {
    /// What surrounds a page of the section `here`.
    pub fn frame(&self, here: &str) -> Frame {
        let sections = || SECTIONS.map(|(label, href)| Link::new(say!(label), href)).into();
        Frame {
            nav: if self.is_open() { sections() } else { Vec::new() },
            here: here.to_owned(),
            exit: self.exit_target().clone(),
            form_token: self.sessions().form_token(),
        }
    }

    /// A page of the section `here`.
    pub fn page(&self, here: &str, page: Page) -> Response {
        respond::page(page.emergency(emergency()).render(&self.frame(here)))
    }

    /// A page that shows nothing but itself, for somebody at the person's shoulder.
    pub fn bare_page(&self, page: Page) -> Response {
        respond::page(page.render(&self.frame("")))
    }

    /// A page whose form needs another look.
    pub fn again(&self, here: &str, page: Page) -> Response {
        let page = page.emergency(emergency());
        respond::page_with_status(StatusCode::UNPROCESSABLE_ENTITY, page.render(&self.frame(here)))
    }

    /// The session's form token; empty without a session, and then no form is accepted.
    pub fn form_token(&self) -> String {
        self.sessions().form_token().unwrap_or_default()
    }

    fn trouble(&self, status: StatusCode, happened: &str, todo: &str) -> Response {
        let emergency = Some(emergency());
        trouble::trouble(&self.frame(""), Trouble { status, happened, todo, ways: &[], emergency })
    }
}

/// The line under the masthead: whom to call now, and whom to talk to.
fn emergency() -> Emergency {
    Emergency { question: say!("In danger now?").to_owned(), answer: guide::in_danger() }
}

/// Words of the person or of somebody's message: line ends kept, marks that turn or hide text made visible.
pub fn words(text: &str) -> Markup {
    html! { span.own-words dir="auto" { (output::visible(text)) } }
}

/// What was done just before, as the address of the page says.
#[derive(Debug, Deserialize)]
pub struct Before {
    /// A word each page knows.
    pub done: Option<String>,
}

/// A box that says what was done, if anything was.
pub fn done(said: Option<&str>) -> Markup {
    html! { @if let Some(said) = said { (notice(Tone::Done, said, &html! {})) } }
}

/// A failure as a box above a page that goes on.
pub fn failed(failure: &Failure) -> Markup {
    notice(Tone::Care, say!(&failure.what), &html! { p { (say!(&failure.todo)) } })
}

impl IntoResponse for Stop {
    /// A blank that [`admit`] fills in, because only it knows the session.
    fn into_response(self) -> Response {
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Middleware: lets in the one browser that came with the start address, locks a diary nobody used for a while, and
/// shows what stopped a page.
pub async fn admit(State(app): Shared, request: Request, next: Next) -> Response {
    if !app.knows(request.headers()) {
        return stranger(&app);
    }
    app.lock_if_idle();
    app.touch();
    let response = next.run(request).await;
    match response.extensions().get::<Stop>() {
        Some(stop) => stopped(&app, stop),
        // It has no exit and nobody to call.
        None if security::is_bare_error(&response) => {
            let (happened, todo) = security::in_words(response.status());
            app.trouble(response.status(), happened, todo)
        }
        None => response,
    }
}

/// An address that is none of ours.
pub async fn nowhere() -> Stop {
    Stop::Missing
}

/// Says nothing about whether there is a diary.
fn stranger(app: &App) -> Response {
    let todo = say!("Close this window. Then start the program again on your computer.");
    app.trouble(StatusCode::FORBIDDEN, say!("This page is no longer open."), todo)
}

fn stopped(app: &App, stop: &Stop) -> Response {
    match stop {
        Stop::Locked => respond::see_other("/"),
        Stop::Stale => app.trouble(
            StatusCode::FORBIDDEN,
            say!("That page had been open for too long."),
            say!("Nothing was changed. Go to the start and do it once more."),
        ),
        Stop::Missing => app.trouble(
            StatusCode::NOT_FOUND,
            say!("There is nothing at this address."),
            say!("Go back, or go to the start."),
        ),
        Stop::Failed(failure) => app.trouble(status(failure), say!(&failure.what), say!(&failure.todo)),
    }
}

/// The status a failure is answered with.
pub fn status(failure: &Failure) -> StatusCode {
    match failure.kind {
        failure::Kind::Refused => StatusCode::UNPROCESSABLE_ENTITY,
        failure::Kind::DoesNotVerify | failure::Kind::NotSaved => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
