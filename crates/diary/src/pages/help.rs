//! Whom to call. Shown whether the diary is open or not.

use super::frame::Shared;
use crate::guide;
use axum::{extract::State, response::Response};
use daybook_core::guide::help::{Advice, Service};
use daybook_web::{
    components::{Row, date, details, summary_list},
    layout::Page,
    say, say_html,
};
use jiff::civil::Date;
use maud::{Markup, html};

/// The page. Every number comes from the guidance, with the day it was last checked.
pub async fn show(State(app): Shared) -> Response {
    let (guide, today) = (guide::in_use(), app.clock().zoned().date());
    let content = html! {
        h1 { (say!("Who can help")) }
        p.lead { (guide.words("report-now")) }
        (summary_list(&guide.directory.iter().map(|service| row(service, today)).collect::<Vec<_>>()))
        h2 { (say!("What services advise")) }
        @for advice in &guide.advice { (details(&advice.title, &said(advice))) }
        p.hint { (say_html!("For {name}. Checked on {reviewed}.", name = guide.name, reviewed = date(guide.reviewed))) }
        @if guide.valid_until < today { p { strong { (say!("This guidance should have been replaced. Numbers and rules may be old.")) } } }
        p { a href="/before" { (say!("What Daybook can and cannot do for your safety")) } }
    };
    app.page("/help", Page::new(content).back("/"))
}

fn row(service: &Service, today: Date) -> Row {
    Row::markup(
        service.name.as_str(),
        html! {
            strong { (service.number) } br; (service.purpose)
            @if let Some(hours) = service.hours_on(today) { br; (say_html!("Open: {hours}", hours)) }
        },
    )
}

/// A piece of advice; where official sources disagree, each side with who says it.
fn said(advice: &Advice) -> Markup {
    html! {
        p { (advice.says) }
        @for side in &advice.sides { p { strong { (side.by) ": " } (side.says) } p.hint { (side.source) ", " (side.source_date) } }
        p.hint { (say_html!("{source}, {source_date}. Checked {checked_on}.", source = advice.source, source_date = advice.source_date, checked_on = date(advice.checked_on))) }
    }
}
