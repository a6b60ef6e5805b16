//! An error as a page of its own: what happened, what the person can do, and ways on.

use axum::http::StatusCode;
use axum::response::Response;
use maud::html;

use crate::layout::{Frame, Link, Page};
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
}

impl Trouble<'_> {
    /// The page, for a program that adds something of its own to each.
    pub fn page(&self) -> Page {
        let start = [Link::new("Go to the start", "/")];
        let ways = if self.ways.is_empty() { &start[..] } else { self.ways };
        Page::new(html! {
            h1 { (self.happened) }
            p.lead { (self.todo) }
            @for (index, way) in ways.iter().enumerate() {
                p { a.button[index == 0] href=(way.href) { (way.label) } }
            }
        })
        .failed(true)
    }
}

/// An error as a page of its own.
pub fn trouble(frame: &Frame, trouble: &Trouble<'_>) -> Response {
    page_with_status(trouble.status, trouble.page().render(frame))
}
