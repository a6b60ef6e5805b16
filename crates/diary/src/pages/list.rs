//! Incidents as a list.

use super::frame::words;
use daybook_core::{diary::History, incident::Incident};
use daybook_web::{components::tag, say};
use maud::{Markup, html};

/// One incident in a list.
pub struct Line {
    entry: u64,
    when: String,
    what: String,
    struck: bool,
    changes: usize,
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
                        @if line.struck { (tag(say!("Struck out"))) " " }
                        @if line.changes > 0 { (tag(&say!(one: "{count} change", many: "{count} changes", count = line.changes))) }
                    }
                }
            }
        }
    }
}
