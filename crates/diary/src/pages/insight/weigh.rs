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
use daybook_web::{
    components::{Tone, details, notice},
    say, say_html,
};
use maud::{Markup, html};

/// The page.
pub async fn weigh(State(app): Shared) -> Reply {
    drawn(&app, "weigh", content).await
}

fn content(view: &View<'_>) -> Markup {
    let tables = law::table(view);
    let guide = view.guide;
    html! {
        h1 { (say!("What the law looks at")) }
        p.lead { (guide.words("report-now")) }
        p { (guide.words("twice")) }
        @if tables.is_empty() {
            (notice(Tone::Note, say!("Nothing to hold against it yet"), &html! { p { (say_html!("Write down what happened, and say under {link} who did it.", link = html! { a href="/people" { (say!("People")) } })) } }))
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
                h4 { (say!("From before this law began, and left out")) }
                (cited(&law.before_it_began))
            }
            @if !others.is_empty() { p { (say_html!("It could also be: {laws}.", laws = others.join("; "))) } }
            p.hint { (law.act) ". " (law.source) }
        },
    )
}

fn part(element: &ElementRow) -> Markup {
    html! {
        h3 { (element.label) }
        p { (element.says) }
        @if element.judged { p { strong { (say!("People weigh this.")) } " " (say!("No entry can show it.")) } }
        @if let (Some(count), Some(asks)) = (element.count, element.asks) {
            p { strong { (say_html!("In your diary: {count}.", count)) } " " (say_html!("The law asks for {asks}.", asks)) }
        }
        @if element.groups.is_empty() {
            @if !element.judged { (cited(&element.bears)) }
        } @else {
            @for (name, from) in &element.groups { p { strong { (say!(name)) } } (cited(from)) }
        }
        @for thin in &element.thin { p.hint { (thin.says) } }
    }
}
