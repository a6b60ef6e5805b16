//! What came after the person asked for it to stop, and each reply with what came before and after it. Both ways,
//! honestly: a reply is no fault, and somebody will ask about it.

use super::{
    super::frame::{Reply, Shared},
    cited, closing, drawn, named,
};
use axum::extract::State;
use daybook_core::{
    conduct::Terms,
    ledger::{self, Ledger, Line, Reach},
    signal::View,
    when::moment,
};
use daybook_report::words::number;
use daybook_web::components::{Tone, details, notice};
use jiff::tz::TimeZone;
use maud::{Markup, html};

/// The page.
pub async fn since(State(app): Shared) -> Reply {
    drawn(&app, "since", content).await
}

fn content(view: &View<'_>) -> Markup {
    #[expect(clippy::cast_possible_truncation, reason = "a few days")]
    let days = view.guide.number("reply.days").map_or(3, |days| days as i64);
    let reach = Reach { days, gap_minutes: Terms::of(view.guide).gap_minutes };
    let ledgers = ledger::all(view.diary, view.rows, reach);
    html! {
        h1 { "After I asked them to stop" }
        p { "You do not have to answer anything. If you did answer, it is written here too, so that you are not surprised when somebody asks." }
        @if ledgers.is_empty() {
            (notice(Tone::Note, "Nothing to show yet", &html! { p { "Write down " a href="/boundary" { "when you asked them to stop" } ", if you did. You never have to." } }))
        }
        @for ledger in &ledgers { (one(view.name(ledger.person), ledger, view.zone)) }
        p { a href="/boundary" { "I asked them to stop" } }
        (closing())
    }
}

fn one(name: &str, ledger: &Ledger, zone: &TimeZone) -> Markup {
    html! {
        h2 { (named(name)) }
        @if let Some(first) = ledger.first_asked { p { "First asked to stop: " (moment(first, zone)) "." } }
        p { strong { (number(ledger.after.len() as u64)) " came after that." } }
        (cited(&ledger.after))
        h3 { "Times you answered: " (ledger.replies.len()) }
        @for line in &ledger.replies { (reply(line, zone)) }
    }
}

fn reply(line: &Line, zone: &TimeZone) -> Markup {
    let at = line.at.map_or_else(|| "At a time not known".to_owned(), |at| moment(at, zone));
    let how = match line.how {
        "answered" => "you picked up a call",
        "replied" => "you sent a message",
        _ => "you wrote that you answered",
    };
    html! {
        div.line {
            p { strong { (at) } ": " (how) ". " (cited(&[line.reply])) }
            @if !line.unanswered_before.is_empty() {
                (details(&format!("{} in a row before it that you did not answer", line.unanswered_before.len()), &cited(&line.unanswered_before)))
            }
            (details(&format!("{} before it, {} after it: up to some days, or to the next answer", line.before.len(), line.after.len()), &html! {
                p { "Before:" } (cited(&line.before)) p { "After:" } (cited(&line.after))
            }))
        }
    }
}
