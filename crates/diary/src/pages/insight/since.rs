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
use daybook_web::{
    components::{Tone, details, notice},
    say, say_html,
};
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
        h1 { (say!("After I asked them to stop")) }
        p { (say!("You do not have to answer anything. If you did answer, it is written here too, so that you are not surprised when somebody asks.")) }
        @if ledgers.is_empty() {
            (notice(Tone::Note, say!("Nothing to show yet"), &html! { p { (say_html!("Write down {link}, if you did. You never have to.", link = html! { a href="/boundary" { (say!("when you asked them to stop")) } })) } }))
        }
        @for ledger in &ledgers { (one(view.name(ledger.person), ledger, view.zone)) }
        p { a href="/boundary" { (say!("I asked them to stop")) } }
        (closing())
    }
}

fn one(name: &str, ledger: &Ledger, zone: &TimeZone) -> Markup {
    html! {
        h2 { (named(name)) }
        @if let Some(first) = ledger.first_asked { p { (say_html!("First asked to stop: {first}.", first = moment(first, zone))) } }
        p { strong { (say_html!("{count} came after that.", count = number(ledger.after.len() as u64))) } }
        (cited(&ledger.after))
        h3 { (say_html!("Times you answered: {count}", count = ledger.replies.len())) }
        @for line in &ledger.replies { (reply(line, zone)) }
    }
}

fn reply(line: &Line, zone: &TimeZone) -> Markup {
    let at = line.at.map_or_else(|| say!("At a time not known").to_owned(), |at| moment(at, zone));
    let how = match line.how {
        "answered" => say!("you picked up a call"),
        "replied" => say!("you sent a message"),
        _ => say!("you wrote that you answered"),
    };
    html! {
        div.line {
            p { strong { (at) } ": " (how) ". " (cited(&[line.reply])) }
            @if !line.unanswered_before.is_empty() {
                (details(&say!("{count} in a row before it that you did not answer", count = line.unanswered_before.len()), &cited(&line.unanswered_before)))
            }
            (details(&say!("{before} before it, {after} after it: up to some days, or to the next answer", before = line.before.len(), after = line.after.len()), &html! {
                p { (say!("Before:")) } (cited(&line.before)) p { (say!("After:")) } (cited(&line.after))
            }))
        }
    }
}
