//! The way out: the exit link on every page, the answers of `/x` and `/lock`.
//!
//! With the script (`assets/exit.js`): an overlay at once, a request to [`LOCK_PATH`] that outlives the page, then
//! `location.replace`, so that the page is not in the tab's history. Without it the link leads to [`EXIT_PATH`].
//!
//! `/x` changes something although it is a GET, because a plain link cannot do else. All it can do is lock: the
//! worst a hostile page could reach with it is that the person has to unlock again (and the guard refuses it anyway).

use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use crate::respond;
use crate::session::with_cookie;

/// The plain link: locks, makes the browser forget, leaves.
pub const EXIT_PATH: &str = "/x";
/// Where a POST locks: from the script, and from the lock button of the page.
pub const LOCK_PATH: &str = "/lock";

const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");

/// Where the exit leads: a page that shows nothing personal and raises no question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExitTarget(String);

impl Default for ExitTarget {
    /// The weather, as GOV.UK's pattern has it.
    fn default() -> Self {
        Self("https://www.bbc.co.uk/weather".to_owned())
    }
}

impl ExitTarget {
    /// Accepts an `https` address, or a path of our own such as `/blank` for a machine that is offline.
    ///
    /// None for anything else, above all for `javascript:` and for `//host`.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = text.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"'<>\\`".contains(&byte));
        let elsewhere = text.strip_prefix("https://").is_some_and(|rest| {
            rest.starts_with(|first: char| first.is_ascii_alphanumeric()) && !rest.contains('@')
        });
        let own = text.starts_with('/') && !text.starts_with("//");
        (plain && (elsewhere || own)).then(|| Self(text.to_owned()))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The bar with the exit: a second skip link, so that the way out is the second stop of the Tab key, and the exit
/// link itself, whose dots count presses of the Shift key. The script finds its words here: it has none of its own.
pub(crate) fn bar(target: &ExitTarget) -> Markup {
    html! {
        nav.exit-bar aria-label=(say!("Exit")) {
            (link("exit-skip", "skip", target, html! {}))
            (link("exit", "exit", target, html! { span.exit-dots aria-hidden="true" { i {} i {} i {} } }))
            div.unseen id="exit-status" role="status" data-leaving=(say!("Loading."))
                data-two=(say!("Shift, press 2 more times to exit.")) data-one=(say!("Shift, press 1 more time to exit."))
                data-over=(say!("Exit this page expired.")) {}
        }
    }
}

fn link(id: &str, class: &str, target: &ExitTarget, before: Markup) -> Markup {
    html! {
        a id=(id) class=(class) href=(EXIT_PATH) data-to=(target.as_str()) rel="nofollow noreferrer" {
            (before) (say!("Exit this page"))
        }
    }
}

/// The answer to [`EXIT_PATH`], once everything is locked: forget all, and go.
///
/// `expired` is the cookie from `Sessions::end`.
pub fn leave(target: &ExitTarget, expired: HeaderValue) -> Response {
    let mut response = with_cookie(respond::see_other(target.as_str()), expired);
    let all = HeaderValue::from_static(r#""cache", "cookies", "storage""#);
    response.headers_mut().insert(CLEAR_SITE_DATA, all);
    response
}

/// The answer to a POST to [`LOCK_PATH`], once everything is locked: to the start, with the changed cookie from
/// `Sessions::rotate`. The cookie stays, so that the person can unlock again without starting the program anew.
pub fn locked(cookie: Option<HeaderValue>) -> Response {
    let mut response = respond::see_other("/");
    response.headers_mut().insert(CLEAR_SITE_DATA, HeaderValue::from_static(r#""cache", "storage""#));
    match cookie {
        Some(cookie) => with_cookie(response, cookie),
        None => response,
    }
}

/// An empty page, as a target that works without a network.
pub fn blank() -> Response {
    (
        StatusCode::OK,
        axum::response::Html("<!DOCTYPE html><html lang=\"en-GB\"><title>New tab</title></html>"),
    )
        .into_response()
}
