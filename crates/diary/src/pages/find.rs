//! Search: any words, in incidents and in imported messages.

use super::{
    frame::{Reply, Shared, failed, words},
    seen::Seen,
};
use crate::{
    failure::{Failure, Outcome},
    search::{self, Hit},
};
use axum::extract::State;
use daybook_core::when::moment;
use daybook_web::{form::Question, layout::Page, say, say_html};
use maud::{Markup, html};

/// Hits shown at most.
const SHOWN: usize = 100;

/// Something found, as shown.
struct Found {
    to: String,
    when: String,
    from: Option<String>,
    text: String,
}

/// The form. Words to look for are sent as a POST: an address stays in the browser's history.
pub async fn show(State(app): Shared) -> Reply {
    app.looks()?;
    Ok(app.page("/search", page(&app, &app.fresh(), html! {})))
}

fn page(app: &super::app::App, answers: &daybook_web::form::Answers, found: Markup) -> Page {
    let form = app
        .form("/search")
        .ask(
            Question::line("text", say!("Words to look for"))
                .hint(say!("In your entries and in the messages of your exports.")),
        )
        .button(say!("Search"));
    Page::new(html! {
        h1 { (say!("Search")) }
        (form.render(answers, &daybook_web::form::Errors::new()))
        (found)
    })
}

/// What was found.
pub async fn find(State(app): Shared, super::form::Genuine(answers): super::form::Genuine) -> Reply {
    let text = answers.exact("text").to_owned();
    let found = app.look(move |seen| look(seen, &text)).await;
    match found {
        Ok((count, rows)) => Ok(app.page("/search", page(&app, &answers, view(count, &rows)))),
        Err(super::app::Stop::Failed(failure)) => {
            Ok(app.again("/search", page(&app, &answers, shown_failure(&failure))))
        }
        Err(stop) => Err(stop),
    }
}

fn shown_failure(failure: &Failure) -> Markup {
    failed(failure)
}

fn look(seen: &Seen, text: &str) -> Outcome<(usize, Vec<Found>)> {
    let hits = search::find(seen.diary(), seen.items(), text)?;
    let rows = hits.iter().take(SHOWN).filter_map(|hit| found(seen, *hit)).collect();
    Ok((hits.len(), rows))
}

fn found(seen: &Seen, hit: Hit) -> Option<Found> {
    match hit {
        Hit::Incident(entry) => {
            let incident = seen.diary().incidents.get(&entry)?.now();
            Some(Found {
                to: format!("/entry/{entry}"),
                when: incident.when.to_string(),
                from: None,
                text: super::list::short(&incident.what),
            })
        }
        Hit::Exhibit(entry) => {
            let exhibit = seen.diary().exhibits.get(&entry)?.now();
            let read = seen.diary().machine_text(entry).filter(|read| !read.text.is_empty());
            Some(Found {
                to: format!("/files/{entry}"),
                when: format!("{}, {}", exhibit.label, exhibit.name),
                from: None,
                text: read.map_or(String::new(), |read| {
                    say!("Read by a machine, may be wrong: {text}", text = read.text)
                }),
            })
        }
        Hit::Item(segment, index) => {
            let item = seen.items().get(segment, index)?.item;
            let exhibit = seen.items().segment(segment)?.head.exhibit;
            let zone = seen.clock().zone();
            Some(Found {
                to: format!("/files/{exhibit}"),
                when: item.at.map_or(say!("No time").to_owned(), |at| moment(at, zone)),
                from: item.from.map(str::to_owned),
                text: item.text.to_owned(),
            })
        }
    }
}

fn view(count: usize, rows: &[Found]) -> Markup {
    html! {
        h2 role="status" { (say!(one: "{count} place found", many: "{count} places found", count)) }
        @if count > rows.len() { p { (say_html!("The first {count} are shown. Use more words to find fewer.", count = rows.len())) } }
        dl.summary {
            @for row in rows {
                div {
                    dt { a href=(row.to) { (row.when) } @if let Some(from) = &row.from { ", " (words(from)) } }
                    dd { (words(&row.text)) }
                }
            }
        }
    }
}
