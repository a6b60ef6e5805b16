//! The first steps: the start address, what to know before starting, a new diary, unlocking.

use super::{
    app::{self, App},
    form::Genuine,
    frame::{Reply, Shared, failed},
    home,
};
use crate::{
    failure::{Failure, Outcome},
    journal::Journal,
    secret,
};
use axum::{
    extract::{RawQuery, State},
    http::StatusCode,
    response::Response,
};
use daybook_core::{
    decide::initials_as_typed,
    diary::Diary,
    event::{Event, Subject},
    exhibit::initials,
};
use daybook_vault::{Kdf, OsEntropy, Passphrase, generate_words};
use daybook_web::{
    components::{Tone, details, notice, ways},
    form::{Answers, Choice, Errors, Form, Question, Width},
    key,
    layout::{Link, Page},
    respond, say, session, trouble,
};
use maud::{Markup, html};
use std::path::Path;

/// Exchanges the start token for the session; the address is left at once.
pub async fn begin(State(app): Shared, RawQuery(query): RawQuery) -> Response {
    let cookie = app.sessions().exchange_start(&query.unwrap_or_default());
    match cookie {
        Some(cookie) => session::started(cookie),
        None => trouble::trouble(
            &app.frame(""),
            trouble::Trouble {
                status: StatusCode::FORBIDDEN,
                happened: say!("This address has been used already."),
                todo: say!("Close this window. Then start the program again on your computer."),
                ways: &[],
                emergency: None,
            },
        ),
    }
}

/// The start: what to know, unlocking, or the open diary.
pub async fn index(state: Shared) -> Reply {
    let app = &state.0;
    if app.is_open() {
        return home::show(state).await;
    }
    if app.has_left() {
        return Ok(app.bare_page(bare_unlock_page(app)));
    }
    if app.has_diary() {
        return Ok(app.page("/", unlock_page(app, &Errors::new())));
    }
    Ok(app.page("/", before(true)))
}

/// The start for somebody who came back by themselves after leaving in a hurry.
pub async fn back_again(state: Shared) -> Reply {
    state.0.set_left(false);
    index(state).await
}

/// What the Back button finds after the exit: a name and a box, nothing of what this is.
fn bare_unlock_page(app: &App) -> Page {
    let form = unlock_form(app).page(&html! { h1 { (say!("Open")) } }, &Answers::new(), &Errors::new());
    Page::new(html! { (form) p { a href="/open" { (say!("More")) } } })
}

fn unlock_form(app: &App) -> Form {
    Form::new("/open", app.form_token())
        .ask(Question::secret("passphrase", say!("Your passphrase")))
        .button(say!("Open"))
}

/// What to know before starting, to be read again later.
pub async fn know(State(app): Shared) -> Response {
    app.page("/help", before(false).back("/help"))
}

/// What this program can and cannot do for somebody's safety. The sentences are those of the threat model, word for
/// word; a test looks for each.
pub const HONEST: [(&str, &[&str]); 4] = [
    (
        key!("About this device"),
        &[
            key!("If they can pick up this device while you use it, use another device."),
            key!(
                "If someone put spying software on this device they can see everything here. Use a safer device first."
            ),
            key!("Downloads and visited pages can show up on shared accounts."),
        ],
    ),
    (
        key!("About your passphrase"),
        &[
            key!("Do not use a password they might guess or see. We cannot reset it."),
            key!(
                "Your safety comes first. If you are made to open it, open it. Keep a sealed copy with someone you trust."
            ),
            key!("A copy kept only here can be destroyed."),
        ],
    ),
    (
        key!("About what you write"),
        &[
            key!(
                "The diary may be read by the person you write about. Do not put your new address or safety plan in it."
            ),
            key!(
                "What is written is never written over; you can see what was added. An older copy put in its place would not show."
            ),
            key!("Check entries you do not recognise."),
            key!("This tool organises what you record. It does not decide who is right."),
        ],
    ),
    (
        key!("About the internet"),
        &[
            key!("Daybook never connects to the internet. Only “Exit this page” opens a page there."),
            key!("Opening it here does not tell the sender."),
        ],
    ),
];

fn before(first: bool) -> Page {
    Page::new(html! {
        h1 { (say!("Before you start")) }
        p.lead { (say!("Daybook keeps what happened in one sealed file on this computer. Only you can open it.")) }
        @for (heading, sentences) in HONEST {
            h2 { (say!(heading)) }
            ul { @for sentence in sentences { li { (say!(sentence)) } } }
        }
        h2 { (say!("Leaving quickly")) }
        p { (say!("“Exit this page” is at the top of every page. Pressing Shift three times does the same. It locks Daybook and opens a weather page.")) }
        p { (say!("It does not clear your browser’s history. The history shows the name Daybook and addresses on this computer, such as “list” or “people”, and none of your words. Text that you typed but did not save is lost. To come back, open Daybook again and unlock it.")) }
        @if first {
            p { a.button href="/new" { (say!("Continue")) } }
            p { a href="/back" { (say!("I have a copy of a diary")) } }
        }
    })
}

/// The form for a new diary.
pub async fn new(State(app): Shared) -> Reply {
    if app.has_diary() {
        return Ok(respond::see_other("/"));
    }
    let words = generate_words(&mut OsEntropy::default()).map_err(Failure::from)?;
    let answers = Answers::new().with("words", words.as_str());
    Ok(app.page("/", new_page(&app, &answers, &Errors::new(), None)))
}

/// Whether a new passphrase is written down, which nobody can do for them later.
pub fn written() -> Question {
    Question::many(
        "written",
        say!("Is it written down?"),
        vec![
            Choice::new("yes", say!("I have written it down where only I will find it."))
                .hint(say!("Nobody can reset it. Without it the diary stays closed.")),
        ],
    )
}

fn new_page(app: &App, answers: &Answers, errors: &Errors, failure: Option<&Failure>) -> Page {
    let form = Form::new("/new", app.form_token())
        .ask(Question::carried("words"))
        .ask(
            Question::secret("passphrase", say!("Your passphrase"))
                .hint(say!("The six words above, or your own: at least 15 letters.")),
        )
        .ask(Question::secret("again", say!("The same passphrase again")))
        .ask(written())
        .ask(
            Question::line("name", say!("Your name"))
                .hint(say!("As it should stand in a pack. You can leave it out."))
                .optional(),
        )
        .ask(
            Question::line("initials", say!("Your initials"))
                .hint(say!("For the labels of your files, such as JS/1."))
                .width(Width::Short)
                .optional(),
        )
        .button(say!("Make my diary"));
    let intro = html! {
        h1 { (say!("A new diary")) }
        @if let Some(failure) = failure { (failed(failure)) }
        @if let Some(service) = synced(app.path()) { (synced_warning(service)) }
        (notice(Tone::Note, say!("Words you can use"), &html! {
            p { strong { (answers.exact("words")) } }
            p { (say!("They were picked by chance. Nobody can guess them, and nobody else has seen them.")) }
        }))
        (details(say!("Where is it kept?"), &html! { p { code { (app.path().display()) } } }))
    };
    Page::new(form.page(&intro, answers, errors)).back("/")
}

/// The name of a service that copies this folder to other devices, judged by the folder's name.
fn synced(path: &Path) -> Option<&'static str> {
    let services = [
        ("onedrive", "OneDrive"),
        ("icloud", "iCloud"),
        ("com~apple~clouddocs", "iCloud"),
        ("mobile documents", "iCloud"),
        ("dropbox", "Dropbox"),
        ("google drive", "Google Drive"),
        ("googledrive", "Google Drive"),
        ("my drive", "Google Drive"),
    ];
    let whole = path.to_string_lossy().to_lowercase();
    services.into_iter().find(|(part, _)| whole.contains(part)).map(|(_, name)| name)
}

fn synced_warning(service: &str) -> Markup {
    notice(
        Tone::Care,
        &say!("This folder is copied to {service}", service),
        &html! {
            p { (say!("Somebody who shares that account can see that the file is there, and can delete it. They cannot read it.")) }
            p { (say!("To keep it elsewhere, close Daybook. Move the program to a folder or stick that is not shared, and start it from there.")) }
        },
    )
}

/// Makes the diary.
pub async fn create(State(app): Shared, Genuine(answers): Genuine) -> Reply {
    if app.has_diary() {
        return Ok(respond::see_other("/"));
    }
    let mut errors = check_new(&answers);
    let subject = subject(&answers, app.clock().zone_name(), &mut errors);
    if errors.is_empty() && secret::is_guessable(&Diary::of(&subject), answers.exact("passphrase")) {
        errors.add(
            "passphrase",
            say!("That is made of your own name. Choose words that have nothing to do with you."),
        );
    }
    if !errors.is_empty() {
        return Ok(app.again("/", new_page(&app, &answers, &errors, None)));
    }
    let (path, clock) = (app.path().to_owned(), app.clock().clone());
    let sent = answers.clone();
    let made = app.unlock(move || {
        let passphrase = Passphrase::new(sent.exact("passphrase"))?;
        let mut journal = Journal::create(&path, &passphrase, Kdf::default(), clock)?;
        journal.write(Event::Subject(subject))?;
        Ok(journal)
    });
    match made.await {
        Ok(cookie) => Ok(unlocked(cookie, "/ready")),
        Err(failure) => Ok(app.again("/", new_page(&app, &answers, &Errors::new(), Some(&failure)))),
    }
}

/// What is said of a passphrase that somebody who knows the person could guess.
pub const GUESSABLE: &str = key!(
    "That is made of names or numbers that stand in the diary. Choose words that have nothing to do with you."
);

/// The diary is made: where it is, and what can be done for the day it or the passphrase is lost. All of it can wait.
pub async fn ready(State(app): Shared) -> Reply {
    app.looks()?;
    let content = html! {
        (notice(Tone::Done, say!("Your diary is made."), &html! {}))
        h1 { (say!("Before the first entry, if you have a minute")) }
        p { (say!("All of this can wait. You find it again under “Look after your diary”.")) }
        p { (say!("Your diary is this one file:")) }
        p { code { (app.path().display()) } }
        @if let Some(service) = synced(app.path()) { (synced_warning(service)) }
        (ways(&[
            (Link::new(say!("A recovery code on paper"), "/keep/code"), say!("It opens the diary if you forget your passphrase. Without it, nobody can.")),
            (Link::new(say!("A copy on a stick"), "/keep/copy"), say!("If this device is broken or taken, the copy is what is left.")),
        ]))
        p { a.button href="/add" { (say!("Not now: write something down")) } " " a.button.quiet href="/" { (say!("Not now: look around")) } }
    };
    Ok(app.page("/", Page::new(content)))
}

/// What is wrong with a passphrase that was chosen.
pub fn check_new(answers: &Answers) -> Errors {
    let mut errors = Errors::new();
    let (first, again) = (answers.exact("passphrase"), answers.exact("again"));
    if let Err(refused) = Passphrase::new(first) {
        errors
            .add("passphrase", format!("{} {}", say!(&refused.what_happened()), say!(refused.what_to_do())));
    } else if first != again {
        errors.add("again", say!("The two passphrases differ. Type the same one twice."));
    }
    if !answers.has("written", "yes") {
        errors.add("written", say!("Write the passphrase down, then tick the box."));
    }
    errors
}

fn subject(answers: &Answers, zone: &str, errors: &mut Errors) -> Subject {
    let name = answers.text("name").unwrap_or_default().to_owned();
    let typed = answers.text("initials").map(initials_as_typed).transpose();
    let typed = typed.unwrap_or_else(|why| {
        errors.add("initials", format!("{} {}", say!(&why.what), say!(&why.todo)));
        None
    });
    let initials = typed.unwrap_or_else(|| initials(&name));
    Subject { name, initials, zone: zone.to_owned(), ..Subject::default() }
}

/// The way on after an unlocking, with the changed cookie.
pub fn unlocked(cookie: Option<axum::http::HeaderValue>, to: &str) -> Response {
    let response = respond::see_other(to);
    match cookie {
        Some(cookie) => session::with_cookie(response, cookie),
        None => response,
    }
}

fn unlock_page(app: &App, errors: &Errors) -> Page {
    let form = unlock_form(app);
    let wait = app.wait().as_millis().div_ceil(1000);
    let intro = html! {
        h1 { (say!("Open your diary")) }
        @if app.holds_words() {
            (notice(Tone::Note, say!("Daybook locked itself while you were away."),
                &html! { p { (say!("What you had typed is kept. You will find it when you open the diary.")) } }))
        }
        @if wait > 0 { p role="status" { (say!(one: "Try again in {count} second.", many: "Try again in {count} seconds.", count = wait)) } }
    };
    let close = html! {
        form method="post" action="/close" {
            input type="hidden" name=(session::FORM_TOKEN_FIELD) value=(app.form_token());
            button.button.quiet type="submit" { (say!("Close Daybook")) }
        }
        p { a href="/lost" { (say!("I lost my passphrase")) } }
        p { a href="/help" { (say!("Who can help")) } }
    };
    Page::new(html! { (form.page(&intro, &Answers::new(), errors)) (close) })
}

/// Opens the diary with a passphrase.
pub async fn unlock(State(app): Shared, Genuine(answers): Genuine) -> Reply {
    if app.is_open() {
        return Ok(respond::see_other("/"));
    }
    let (path, clock) = (app.path().to_owned(), app.clock().clone());
    let opened = app.unlock(move || open(&path, answers.exact("passphrase"), clock)).await;
    match opened {
        Ok(cookie) => Ok(unlocked(cookie, "/")),
        Err(failure) => {
            let mut errors = Errors::new();
            errors.add("passphrase", format!("{} {}", say!(&failure.what), say!(&failure.todo)));
            Ok(app.again("/", unlock_page(&app, &errors)))
        }
    }
}

/// Opens the diary file with a passphrase as typed.
pub fn open(path: &Path, text: &str, clock: crate::clock::Clock) -> Outcome<Journal> {
    // A passphrase that is too long to be one is answered like any other that does not fit.
    let passphrase = Passphrase::to_unlock(text).map_err(|_| app::wrong())?;
    Journal::open(path, &passphrase, clock)
}
