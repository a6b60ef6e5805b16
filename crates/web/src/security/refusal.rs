//! The page a refused or failed request gets. It says nothing about what runs here.

use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::{ALLOW, CONTENT_TYPE};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use maud::{DOCTYPE, html};

use crate::words;

/// What an error of the server itself is told as: what happened, and what can be done.
pub fn in_words(status: StatusCode) -> (&'static str, &'static str) {
    match status.as_u16() {
        404 => (say!("There is nothing at this address."), say!("Go back, or go to the start.")),
        413 => (say!("What was sent is too big."), say!("Go back and send less at once.")),
        500..=599 => (say!("Something went wrong here."), say!("Go back and try again.")),
        _ => (
            say!("This could not be opened."),
            say!("Go back and try again. An up-to-date browser may help."),
        ),
    }
}

/// A page without name, style or links out, in the pair "what happened / what you can do".
pub(super) fn neutral(status: StatusCode) -> Response {
    let (happened, todo) = in_words(status);
    let page = html! {
        (DOCTYPE)
        html lang=(words::language()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (say!("Not available")) }
            }
            body {
                h1 { (happened) }
                p { (todo) }
                p { a href="/" { (say!("Start")) } }
            }
        }
    };
    (status, Html(page.into_string())).into_response()
}

/// Middleware: an error that is not one of our pages becomes one.
///
/// The framework's own answers (no such route, wrong method, a body it could not read) are bare text that may
/// quote what was sent or name the library. Neither belongs on a screen.
pub(super) async fn replace_bare_errors(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    if !is_bare_error(&response) {
        return response;
    }
    let mut page = neutral(response.status());
    if let Some(allow) = response.headers().get(ALLOW) {
        page.headers_mut().insert(ALLOW, allow.clone());
    }
    page
}

/// Whether an answer is an error of the server itself, such as to a form that is too big, and no page.
pub fn is_bare_error(response: &Response) -> bool {
    let failed = response.status().is_client_error() || response.status().is_server_error();
    let content_type = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    failed && !content_type.is_some_and(|value| value.starts_with("text/html"))
}
