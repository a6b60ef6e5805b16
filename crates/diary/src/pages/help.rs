//! Whom to call. Shown whether the diary is open or not.

use super::frame::Shared;
use crate::guide;
use axum::{extract::State, response::Response};
use daybook_web::{
    components::{Row, date, summary_list},
    layout::Page,
};
use maud::html;

/// The page. Every number comes from the guidance, with the day it was last checked.
pub async fn show(State(app): Shared) -> Response {
    let guide = guide::in_use();
    let rows: Vec<Row> = guide
        .directory
        .iter()
        .map(|service| {
            Row::markup(
                service.name.as_str(),
                html! {
                    strong { (service.number) } br; (service.purpose)
                },
            )
        })
        .collect();
    let content = html! {
        h1 { "Who can help" }
        p.lead { "You can call without any diary, and without being sure." }
        (summary_list(&rows))
        p.hint { "For " (guide.name) ". Checked on " (date(guide.reviewed)) "." }
        p { a href="/before" { "What Daybook can and cannot do for your safety" } }
    };
    app.page("/help", Page::new(content).back("/"))
}
