//! The first page of the open diary.

use super::{
    draft::{self, Draft},
    frame::{Reply, Shared, words},
    keep::LastCopy,
    kept,
    list::{self, Line},
    seen::Seen,
};
use crate::{failure::Outcome, words::counted};
use axum::extract::State;
use daybook_web::{
    components::{Tone, notice, ways},
    layout::{Link, Page},
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
        h1 { "What would you like to do?" }
        @if let Some(what) = &home.unsaved { (waiting(what)) }
        @if home.late > 0 {
            (notice(Tone::Note, "Words from before are kept", &html! {
                p { "They were sent when Daybook had locked itself." }
                p { a href="/kept" { "Look at them" } }
            }))
        }
        @for entry in &home.unfinished {
            (notice(Tone::Note, "Details are not saved yet", &html! {
                p { a href={ "/entry/" (entry) "/more" } { "Go on with entry " (entry) } }
            }))
        }
        div.buttons {
            a.button href="/add" { "Something happened" }
            a.button.quiet href="/files" { "Add files" }
        }
        @if home.unreadable > 0 {
            (notice(Tone::Care, "Some parts cannot be read", &html! {
                p { (counted(home.unreadable, "part", "parts")) " of this file cannot be read. All else is whole. "
                    "Look for an earlier copy of the file." }
            }))
        }
        h2 { "Latest entries" }
        @if home.latest.is_empty() {
            p { "Nothing yet. One entry is a start. You can report at any time, with or without a diary." }
        } @else {
            (list::lines(&home.latest))
        }
        h2 { "Everything else" }
        (everything_else(home))
    }
}

fn everything_else(home: &Home) -> Markup {
    let held = format!(
        "{}, {}, {}.",
        counted(home.incidents, "entry", "entries"),
        counted(home.files, "file", "files"),
        counted(home.messages, "message or call", "messages and calls")
    );
    let copy = if home.copied {
        "Copies, your passphrase, leaving this device."
    } else {
        "There is no copy yet. Make one on a stick."
    };
    let way = |label: &str, href: &str| Link::new(label, href);
    ways(&[
        (way("Timeline", "/list"), &held),
        (way("See it as pictures", "/see"), "Days, hours, ways of contact, places."),
        (way("People", "/people"), "Who it is, and their numbers and names."),
        (way("I asked them to stop", "/boundary"), "When and how you said so, if you did."),
        (way("Things you can hold", "/things"), "Letters, gifts, something left at the door."),
        (way("What stands out", "/shows"), "Counts by fixed rules, with what they rest on."),
        (way("What the law looks at", "/weigh"), "And which of your entries bear on it."),
        (way("Dates that matter", "/limits"), "Time limits, and things that are wiped."),
        (way("For your safety", "/topics"), "Topics to raise, what to do, whom to call."),
        (way("After I asked them to stop", "/since"), "What came, and each time you answered."),
        (way("Orders", "/papers"), "Of a court or the police, and what falls within."),
        (way("Who I spoke to", "/spoke"), "References, advice, promises and their dates."),
        (way("Hand it over", "/pack"), "Make a pack for the police."),
        (way("Just for you", "/own"), "Your plan, people who help, notes. Never in a pack."),
        (way("Look after your diary", "/keep"), copy),
    ])
}

fn waiting(what: &str) -> Markup {
    notice(
        Tone::Note,
        "You have words that are not saved yet",
        &html! {
            @if !what.is_empty() { p { (words(&list::short(what))) } }
            p { a href="/add" { "Go on writing" } }
        },
    )
}
