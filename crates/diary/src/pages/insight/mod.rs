//! What the record shows as a whole: what stands out, what the law looks at, dates that matter, topics that matter for
//! safety, and what came after the person asked for it to stop. Never a verdict, never a score; every number leads to
//! what it was counted from.

mod limits;
mod shows;
mod since;
mod topics;
mod weigh;

pub use limits::limits;
pub use shows::shows;
pub use since::since;
pub use topics::topics;
pub use weigh::weigh;

use super::{
    app::App,
    frame::{Reply, words},
};
use crate::guide;
use daybook_core::{contact::Source, signal::View, when};
use daybook_web::{components::details, layout::Page, say, say_html};
use maud::{Markup, html};

/// Sources shown at once; the rest open on request.
const AT_ONCE: usize = 6;
/// Sources shown at all: more than this nobody reads through.
const AT_MOST: usize = 300;

/// Where a source is shown, and its name.
fn link(source: Source) -> (String, String) {
    match source {
        Source::Incident(entry) => (format!("/entry/{entry}"), say!("Entry {entry}", entry)),
        Source::Item(segment, index) => {
            (format!("/talk/{segment}/{index}"), say!("Message {source}", source))
        }
    }
}

fn linked(sources: &[Source]) -> Markup {
    html! {
        @for (at, source) in sources.iter().enumerate() {
            @let (to, name) = link(*source);
            @if at > 0 { ", " }
            a href=(to) { (name) }
        }
    }
}

/// What something was counted from, as links.
pub fn cited(sources: &[Source]) -> Markup {
    let (first, rest) = sources.split_at(sources.len().min(AT_ONCE));
    let shown = &rest[..rest.len().min(AT_MOST)];
    html! {
        @if first.is_empty() { p.hint { (say!("Nothing in the diary bears on it yet.")) } }
        @else { p { (linked(first)) "." } }
        @if !rest.is_empty() {
            (details(&say!("{count} more", count = rest.len()), &html! {
                p { (linked(shown)) "." }
                @if rest.len() > shown.len() { p { (say_html!("And {count} more, in the timeline.", count = rest.len() - shown.len())) } }
            }))
        }
    }
}

/// A page that rests on every contact. Of one state of the diary it is drawn once a day.
async fn drawn(app: &App, name: &'static str, content: fn(&View<'_>) -> Markup) -> Reply {
    let content = app.look(move |seen| Ok(seen.drawn(name, content))).await?;
    Ok(app.page("/", Page::new(content).back("/")))
}

/// What stands at the end of each of these pages: that it is no verdict, that one may report, how old the guidance is.
fn closing() -> Markup {
    let guide = guide::in_use();
    html! {
        p { strong { (guide.words("report-now")) } }
        p.hint { (guide.words("no-verdict")) }
        p.hint { (say_html!("Guidance for {name}, last checked {reviewed}.", name = guide.name, reviewed = when::day(guide.reviewed))) }
    }
}

/// The name of a person as the page shows it.
fn named(name: &str) -> Markup {
    words(name)
}
