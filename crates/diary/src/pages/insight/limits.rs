//! Dates that matter: time limits, and days after which something is gone.

use super::{
    super::frame::{Reply, Shared},
    cited, closing, drawn, named,
};
use axum::extract::State;
use daybook_core::{
    clock::{self, Clock},
    signal::View,
    when,
};
use daybook_web::{say, say_html};
use maud::{Markup, html};
use std::collections::BTreeSet;

/// One clock with the name of the person it is about.
struct Shown {
    clock: Clock,
    who: Option<String>,
}

/// The page. Of each rule and person the date that matters next is shown.
pub async fn limits(State(app): Shared) -> Reply {
    drawn(&app, "limits", content).await
}

fn content(view: &View<'_>) -> Markup {
    let named = |clock: Clock| Shown { who: clock.person.map(|who| view.name(who).to_owned()), clock };
    let (ahead, passed): (Vec<Clock>, Vec<Clock>) =
        clock::all(view).into_iter().partition(|clock| clock.days_left.is_none_or(|left| left >= 0));
    let mut seen = BTreeSet::new();
    let next = ahead.into_iter().chain(passed.into_iter().rev());
    let next = next.filter(|clock| seen.insert((clock.rule.clone(), clock.person)));
    let clocks: Vec<Shown> = next.map(named).collect();
    html! {
        h1 { (say!("Dates that matter")) }
        p { (say!("Some things have to be done by a day. Some things, such as film from cameras, are wiped after some weeks. Ask a solicitor or the police before you rely on a date.")) }
        @if clocks.is_empty() { p { (say!("There are none yet.")) } }
        @for shown in &clocks { (line(shown)) }
        (closing())
    }
}

fn line(shown: &Shown) -> Markup {
    let clock = &shown.clock;
    html! {
        div.line {
            h2 { (clock.name) @if let Some(who) = &shown.who { ": " (named(who)) } }
            @match (clock.until, clock.days_left) {
                (Some(until), Some(left)) if left >= 0 => { p { strong { (say_html!("Until {until}", until = when::day(until))) } ": " (say!(one: "{count} day.", many: "{count} days.", count = left)) } },
                (Some(until), _) => { p { strong { (say_html!("{until} has passed.", until = when::day(until))) } " " (say!("Ask all the same.")) } },
                (None, _) => { @if let Some(event) = &clock.waits_for { p { (say_html!("Counted from {event}.", event)) } } },
            }
            @if let Some(most) = clock.at_most { p { (say_html!("In no case after {most}.", most = when::day(most))) } }
            @if let Some(says) = &clock.warns { p { (says) } }
            p { (clock.says) }
            @if let Some(anchor) = clock.anchor { p.hint { (say!("Counted from:")) } (cited(&[anchor])) }
            p.hint { (clock.source) }
        }
    }
}
