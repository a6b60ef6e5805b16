//! Leaving: lock, exit, close.

use super::{app::App, form::Genuine, frame::Shared};
use axum::{
    extract::{Request, State},
    http::Method,
    response::{IntoResponse, Response},
};
use daybook_web::{exit, layout::Page, respond, say};
use maud::html;
use std::{sync::Arc, time::Duration};

/// How long the program still answers, locked and without a session, after the plain exit.
const LAST_PAGE: Duration = Duration::from_secs(3);

/// Locks: from the button of the page, or from the exit script, which sends its token in a header.
pub async fn lock(State(app): Shared, request: Request) -> Response {
    let headers = request.headers().clone();
    let answers = read(request, &app).await;
    let token = answers.as_ref().and_then(|sent| sent.form_token());
    if !app.sessions().accepts_form(&headers, token) {
        return super::app::Stop::Stale.into_response();
    }
    app.lock();
    // The exit script sends its token in a header, the button of the page in the form.
    app.set_left(token.is_none());
    let cookie = app.sessions().rotate();
    exit::locked(cookie)
}

async fn read(request: Request, app: &Arc<App>) -> Option<daybook_web::form::Answers> {
    use axum::extract::FromRequest;
    daybook_web::form::Answers::from_request(request, app).await.ok()
}

/// The exit without a script: locks, forgets the session, leaves. Nobody can come in again, so the program ends.
///
/// A HEAD request, which no person makes, does nothing.
pub async fn exit(State(app): Shared, request: Request) -> Response {
    let known = app.knows(request.headers());
    if request.method() == Method::HEAD {
        return exit::blank();
    }
    app.lock();
    if !known {
        return respond::see_other(app.exit_target().as_str());
    }
    let expired = app.sessions().end();
    let leaving = exit::leave(app.exit_target(), expired);
    // The page the exit leads to may be one of our own, so the program stays for it.
    tokio::spawn(async move {
        tokio::time::sleep(LAST_PAGE).await;
        app.close();
    });
    leaving
}

/// Locks and ends the program.
pub async fn close(State(app): Shared, _genuine: Genuine) -> Response {
    app.lock();
    let expired = app.sessions().end();
    let page = Page::new(html! {
        h1 { (say!("Daybook is closed")) }
        p.lead { (say!("You can close this window. To come back, start the program again.")) }
    });
    let response = respond::page(page.render(&app.frame("")));
    app.close();
    daybook_web::session::with_cookie(response, expired)
}

/// A page with nothing on it.
pub async fn blank() -> Response {
    exit::blank()
}
