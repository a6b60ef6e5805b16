//! The first page of the open diary.

use super::{
    draft::{self, Draft},
    frame::{Reply, Shared, words},
    keep::LastCopy,
    kept,
    list::{self, Line},
    seen::Seen,
};
use crate::failure::Outcome;
use axum::extract::State;
use daybook_web::{
    components::{Tone, notice, ways},
    layout::{Link, Page},
    say, say_html,
};
use maud::{Markup, html};

/// How many of the latest entries are shown.
const LATEST: usize = 3;

/// What stands on the page.
struct Home {
    latest: Vec<Line>,
    incidents: usize,
    files: usize,
    messages: usize,
    unreadable: usize,
    /// Words of a new incident that were not saved yet.
    unsaved: Option<String>,
    /// Incidents about which details wait.
    unfinished: Vec<u64>,
    /// Forms that came too late, whose words are kept.
    late: usize,
    /// Whether a copy of the diary was ever made.
    copied: bool,
}

/// The page.
pub async fn show(State(app): Shared) -> Reply {
    let home = app.look(read).await?;
    Ok(app.page("/", Page::new(view(&home))))
}

fn read(seen: &Seen) -> Outcome<Home> {
    let diary = seen.diary();
    let unsaved = Draft::load(seen.contents(), draft::NEW);
    let what = unsaved.page(draft::FIRST).and_then(|answers| answers.text("what").map(str::to_owned));
    Ok(Home {
        latest: diary.incidents.iter().rev().take(LATEST).map(|(entry, h)| list::line(*entry, h)).collect(),
        incidents: diary.standing(&diary.incidents).count(),
        files: diary.standing(&diary.exhibits).count(),
        messages: seen.items().len(),
        unreadable: diary.unreadable.len() + seen.contents().damaged_private(),
        unsaved: what.or_else(|| (!unsaved.is_empty()).then(String::new)),
        unfinished: draft::unfinished(seen.contents()),
        late: kept::waiting(seen),
        copied: LastCopy::of(seen.contents()).made.is_some(),
    })
}

fn view(home: &Home) -> Markup {
    html! {
        h1 { (say!("What would you like to do?")) }
        @if let Some(what) = &home.unsaved { (waiting(what)) }
        @if home.late > 0 {
            (notice(Tone::Note, say!("Words from before are kept"), &html! {
                p { (say!("They were sent when Daybook had locked itself.")) }
                p { a href="/kept" { (say!("Look at them")) } }
            }))
        }
        @for entry in &home.unfinished {
            (notice(Tone::Note, say!("Details are not saved yet"), &html! {
                p { a href={ "/entry/" (entry) "/more" } { (say_html!("Go on with entry {entry}", entry)) } }
            }))
        }
        div.buttons {
            a.button href="/add" { (say!("Something happened")) }
            a.button.quiet href="/files" { (say!("Add files")) }
        }
        @if home.unreadable > 0 {
            (notice(Tone::Care, say!("Some parts cannot be read"), &html! {
                p { (say!(one: "{count} part of this file cannot be read. All else is whole. Look for an earlier copy of the file.", many: "{count} parts of this file cannot be read. All else is whole. Look for an earlier copy of the file.", count = home.unreadable)) }
            }))
        }
        h2 { (say!("Latest entries")) }
        @if home.latest.is_empty() {
            p { (say!("Nothing yet. One entry is a start. You can report at any time, with or without a diary.")) }
        } @else {
            (list::lines(&home.latest))
        }
        h2 { (say!("Everything else")) }
        (everything_else(home))
    }
}

fn everything_else(home: &Home) -> Markup {
    let held = format!(
        "{}, {}, {}.",
        say!(one: "{count} entry", many: "{count} entries", count = home.incidents),
        say!(one: "{count} file", many: "{count} files", count = home.files),
        say!(one: "{count} message or call", many: "{count} messages and calls", count = home.messages)
    );
    let copy = if home.copied {
        say!("Copies, your passphrase, leaving this device.")
    } else {
        say!("There is no copy yet. Make one on a stick.")
    };
    let way = |label: &str, href: &str| Link::new(label, href);
    ways(&[
        (way(say!("Timeline"), "/list"), &held),
        (way(say!("See it as pictures"), "/see"), say!("Days, hours, ways of contact, places.")),
        (way(say!("People"), "/people"), say!("Who it is, and their numbers and names.")),
        (way(say!("I asked them to stop"), "/boundary"), say!("When and how you said so, if you did.")),
        (way(say!("Things you can hold"), "/things"), say!("Letters, gifts, something left at the door.")),
        (way(say!("What stands out"), "/shows"), say!("Counts by fixed rules, with what they rest on.")),
        (way(say!("What the law looks at"), "/weigh"), say!("And which of your entries bear on it.")),
        (way(say!("Dates that matter"), "/limits"), say!("Time limits, and things that are wiped.")),
        (way(say!("For your safety"), "/topics"), say!("Topics to raise, what to do, whom to call.")),
        (way(say!("After I asked them to stop"), "/since"), say!("What came, and each time you answered.")),
        (way(say!("Orders"), "/papers"), say!("Of a court or the police, and what falls within.")),
        (way(say!("Who I spoke to"), "/spoke"), say!("References, advice, promises and their dates.")),
        (way(say!("Hand it over"), "/pack"), say!("Make a pack for the police.")),
        (way(say!("Just for you"), "/own"), say!("Your plan, people who help, notes. Never in a pack.")),
        (way(say!("Look after your diary"), "/keep"), copy),
    ])
}

fn waiting(what: &str) -> Markup {
    notice(
        Tone::Note,
        say!("You have words that are not saved yet"),
        &html! {
            @if !what.is_empty() { p { (words(&list::short(what))) } }
            p { a href="/add" { (say!("Go on writing")) } }
        },
    )
}
