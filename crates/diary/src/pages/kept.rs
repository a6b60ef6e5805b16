//! Words that were sent to a locked diary, or from a page of an earlier unlocking: kept sealed, to be read and used again.

use super::{
    app::App,
    draft::{self, Draft},
    form::Genuine,
    frame::{Reply, Shared, words},
    seen::Seen,
};
use crate::contents::Contents;
use axum::extract::State;
use daybook_web::{form::Answers, layout::Page, respond, say, session::FORM_TOKEN_FIELD};
use maud::{Markup, html};

/// Private values that hold the words of a form, before its address.
const FORM: &str = "draft/form";
/// Addresses whose forms ask for a passphrase or a code, or for no words at all: nothing of them is ever kept.
const NEVER: [&str; 8] = ["/open", "/new", "/lock", "/close", "/lost", "/back", "/keep", "/kept"];

/// Whether a form sent to this address needs an open diary and may hold words.
pub fn holds_words(path: &str) -> bool {
    !NEVER.iter().any(|never| path == *never || path.starts_with(&format!("{never}/")))
}

impl App {
    /// Keeps what a form holds that came too late: sealed at once when the diary is open, else at the next unlocking.
    pub async fn keep_form(&self, path: &str, answers: &Answers) {
        let draft = Draft::of(draft::FIRST, answers, self.clock().now());
        if draft.is_empty() || !holds_words(path) {
            return;
        }
        let key = format!("{FORM}{path}");
        let (own, name) = (draft.clone(), key.clone());
        if self.write(move |opened| own.join(&mut opened.journal, &name)).await.is_err() {
            self.hold_words(&key, draft);
        }
    }
}

/// Names of private values that hold the words of a form.
fn names(contents: &Contents) -> impl Iterator<Item = &str> {
    contents.private_names().filter(|name| name.starts_with(FORM))
}

/// How many forms there are whose words are kept.
pub fn waiting(seen: &Seen) -> usize {
    names(seen.contents()).count()
}

/// What was typed into one form.
struct Kept {
    path: String,
    words: Vec<String>,
}

fn all(contents: &Contents) -> Vec<Kept> {
    let kept = |name: &str| {
        let answers = Draft::load(contents, name).page(draft::FIRST).unwrap_or_default();
        // A choice is a word or a number that says nothing by itself.
        let typed =
            answers.iter().filter(|(_, value)| value.contains(char::is_whitespace) || value.len() > 12);
        let words = typed.map(|(_, value)| value.to_owned()).collect();
        Kept { path: name.strip_prefix(FORM).unwrap_or(name).to_owned(), words }
    };
    names(contents).map(kept).collect()
}

/// The words, to be copied from here.
pub async fn show(State(app): Shared) -> Reply {
    let kept = app.look(|seen| Ok(all(seen.contents()))).await?;
    Ok(app.page("/", Page::new(view(&app, &kept)).back("/")))
}

fn view(app: &App, kept: &[Kept]) -> Markup {
    html! {
        h1 { (say!("Words that were not saved")) }
        p { (say!("They were sent when Daybook had locked itself. They are kept here, sealed. Copy what you need, go to the page and save it there.")) }
        @if kept.is_empty() { p { (say!("There are none.")) } }
        @for form in kept {
            div.line {
                @for text in &form.words { p.said { (words(text)) } }
                @if form.words.is_empty() { p { (say!("No words, only choices.")) } }
                p { a href=(form.path) { (say!("Go to the page")) } }
            }
        }
        @if !kept.is_empty() {
            form method="post" action="/kept" {
                input type="hidden" name=(FORM_TOKEN_FIELD) value=(app.form_token());
                p { button.button.quiet type="submit" { (say!("Throw all of these words away")) } }
            }
        }
    }
}

/// Really erases them.
pub async fn throw_away(State(app): Shared, _genuine: Genuine) -> Reply {
    app.write(|opened| {
        let names: Vec<String> = names(opened.journal.contents()).map(str::to_owned).collect();
        names.iter().try_for_each(|name| opened.journal.erase_private(name))
    })
    .await?;
    Ok(respond::see_other("/"))
}
