//! An error as a page of its own: what happened, what the person can do, and ways on.

use axum::http::StatusCode;
use axum::response::Response;
use maud::html;

use crate::layout::{Emergency, Frame, Link, Page};
use crate::respond::page_with_status;

/// What went wrong, what the person can do, and where to go from here.
pub struct Trouble<'a> {
    /// The status of the answer.
    pub status: StatusCode,
    /// What happened, in one short sentence; it is the heading of the page.
    pub happened: &'a str,
    /// What the person can do.
    pub todo: &'a str,
    /// Ways on; the first is shown as a button. With none, a way to the start is offered.
    pub ways: &'a [Link],
    /// Whom to call in danger.
    pub emergency: Option<Emergency>,
}

/// An error as a page of its own.
pub fn trouble(frame: &Frame, trouble: Trouble<'_>) -> Response {
    let start = [Link::new(say!("Go to the start"), "/")];
    let ways = if trouble.ways.is_empty() { &start[..] } else { trouble.ways };
    let content = html! {
        h1 { (trouble.happened) }
        p.lead { (trouble.todo) }
        @for (index, way) in ways.iter().enumerate() {
            p { a.button[index == 0] href=(way.href) { (way.label) } }
        }
    };
    let page = match trouble.emergency {
        Some(emergency) => Page::new(content).emergency(emergency),
        None => Page::new(content),
    };
    page_with_status(trouble.status, page.render(frame))
}
