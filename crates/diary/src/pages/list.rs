//! The list of incidents.

use super::frame::{Reply, Shared, words};
use axum::extract::{Query, State};
use daybook_core::{diary::History, incident::Incident};
use daybook_web::{
    components::{Pager, tag},
    layout::Page,
};
use maud::{Markup, html};
use serde::Deserialize;

/// Entries on one page.
const EACH: usize = 50;

/// One incident in a list.
pub struct Line {
    entry: u64,
    when: String,
    what: String,
    struck: bool,
    changes: usize,
}

/// Which part of a list to show.
#[derive(Debug, Default, Deserialize)]
pub struct Part {
    /// Page number, counted from 1.
    page: Option<usize>,
}

/// An incident as a line.
pub fn line(entry: u64, history: &History<Incident>) -> Line {
    Line {
        entry,
        when: history.now().when.to_string(),
        what: short(&history.now().what),
        struck: history.struck.is_some(),
        changes: history.revisions().len() - 1,
    }
}

/// The beginning of a text, up to 140 characters.
pub fn short(text: &str) -> String {
    let mut chars = text.chars();
    let start: String = chars.by_ref().take(140).collect();
    if chars.next().is_some() { format!("{start}…") } else { start }
}

/// Incidents as a list of links.
pub fn lines(lines: &[Line]) -> Markup {
    html! {
        dl.summary {
            @for line in lines {
                div {
                    dt { a href={ "/entry/" (line.entry) } { (line.when) } }
                    dd { (words(&line.what)) }
                    dd {
                        @if line.struck { (tag("Struck out")) " " }
                        @if line.changes > 0 { (tag(&super::home::counted(line.changes, "change", "changes"))) }
                    }
                }
            }
        }
    }
}

/// All incidents, the last written first.
pub async fn show(State(app): Shared, Query(part): Query<Part>) -> Reply {
    let (page, pages, shown) = app
        .with(move |opened| {
            let incidents = &opened.journal.diary().incidents;
            let pages = incidents.len().div_ceil(EACH).max(1);
            let page = part.page.unwrap_or(1).clamp(1, pages);
            let newest = incidents.iter().rev().skip((page - 1) * EACH).take(EACH);
            Ok((page, pages, newest.map(|(entry, history)| line(*entry, history)).collect::<Vec<_>>()))
        })
        .await?;
    let content = html! {
        h1 { "Entries" }
        p { "The entry written last comes first." }
        @if shown.is_empty() { p { "Nothing yet. " a href="/add" { "Write the first one" } "." } }
        (lines(&shown))
        (Pager { page, pages, to: "/list?page=" }.render())
    };
    Ok(app.page("/list", Page::new(content)))
}
