//! Topics that matter for safety, named when the record holds them: why, what can be done, whom to call. No grade, no
//! number, no colour.

use super::{
    super::frame::{Reply, Shared},
    cited, closing, drawn,
};
use crate::guide;
use axum::extract::State;
use daybook_core::{
    danger::{self, Found},
    signal::{self, View},
};
use daybook_web::say;
use maud::{Markup, html};

/// The page.
pub async fn topics(State(app): Shared) -> Reply {
    drawn(&app, "topics", content).await
}

fn content(view: &View<'_>) -> Markup {
    let topics = danger::topics(view, &signal::all(view));
    html! {
        h1 { (say!("For your safety")) }
        p.lead { (say!("If you feel in danger, you are right to call. You do not need a reason from this page.")) }
        @if topics.is_empty() { p { (say!("Your diary holds none of the topics that services ask about first. That does not mean that you are safe. You know best how afraid you are.")) } }
        @for topic in &topics { (one(topic)) }
        p { a.button href="/help" { (say!("Who can help")) } " " a.button.quiet href="/own" { (say!("My plan to stay safe")) } }
        (closing())
    }
}

/// At most this many findings of one topic: all are under what stands out.
const FINDINGS: usize = 3;

fn one(topic: &Found) -> Markup {
    let call = guide::in_use().directory.iter().filter(|service| topic.call.contains(&service.id));
    html! {
        h2 { (topic.label) }
        p { (topic.says) }
        p { strong { (topic.todo) } }
        ul { @for service in call { li { (service.name) ": " strong { (service.number) } } } }
        @if !topic.incidents.is_empty() { p.hint { (say!("In your diary:")) } (cited(&topic.incidents)) }
        @if !topic.messages.is_empty() { p.hint { (say!("Messages to read:")) } (cited(&topic.messages)) }
        @for says in topic.findings.iter().take(FINDINGS) { p.said { (crate::output::visible(says)) } }
        p.hint { (topic.source) }
    }
}
