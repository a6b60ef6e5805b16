//! What the law looks at, and the entries that bear on each part of it, with the weak points said honestly.

use super::{
    super::frame::{Reply, Shared},
    cited, closing, drawn, named,
};
use crate::guide;
use axum::extract::State;
use daybook_core::{
    law::{self, ElementRow, LawRow},
    signal::View,
};
use daybook_web::components::{Tone, details, notice};
use maud::{Markup, html};

/// The page.
pub async fn weigh(State(app): Shared) -> Reply {
    drawn(&app, "weigh", content).await
}

fn content(view: &View<'_>) -> Markup {
    let tables = law::table(view);
    let guide = view.guide;
    html! {
        h1 { "What the law looks at" }
        p.lead { (guide.words("report-now")) }
        p { (guide.words("twice")) }
        @if tables.is_empty() {
            (notice(Tone::Note, "Nothing to hold against it yet", &html! { p { "Write down what happened, and say under " a href="/people" { "People" } " who did it." } }))
        }
        @for table in &tables {
            h2 { (named(view.name(table.person))) }
            @for law in &table.laws { (row(law)) }
        }
        (closing())
    }
}

fn row(law: &LawRow) -> Markup {
    let guide = guide::in_use();
    let others = guide.law.iter().filter(|other| law.alternatives.contains(&other.id));
    let others: Vec<&str> = others.map(|other| other.name.as_str()).collect();
    // No "two of five parts": a number beside a crime is read as a score.
    details(
        &law.name,
        &html! {
            p { (law.says) }
            @for element in &law.elements { (part(element)) }
            @if !law.before_it_began.is_empty() {
                h4 { "From before this law began, and left out" }
                (cited(&law.before_it_began))
            }
            @if !others.is_empty() { p { "It could also be: " (others.join("; ")) "." } }
            p.hint { (law.act) ". " (law.source) }
        },
    )
}

fn part(element: &ElementRow) -> Markup {
    html! {
        h3 { (element.label) }
        p { (element.says) }
        @if element.judged { p { strong { "People weigh this." } " No entry can show it." } }
        @if let (Some(count), Some(asks)) = (element.count, element.asks) {
            p { strong { "In your diary: " (count) "." } " The law asks for " (asks) "." }
        }
        @if element.groups.is_empty() {
            @if !element.judged { (cited(&element.bears)) }
        } @else {
            @for (name, from) in &element.groups { p { strong { (name) } } (cited(from)) }
        }
        @for thin in &element.thin { p.hint { (thin.says) } }
    }
}
