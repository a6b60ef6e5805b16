//! Looking after the diary: its passphrase, a recovery code on paper, copies on a stick, leaving this device.
//!
//! What decides who can open the diary asks for the passphrase once more, because somebody else may be at the device.

mod copies;
mod doors;
mod leave;

pub use copies::{back, bring_back, copy, make_copy, try_copy};
pub use doors::{change, code, code_form, lost, passphrase, recover};
pub use leave::{go, leave_form};

use super::{
    app::{App, Stop},
    draft,
    frame::{Reply, Shared, words},
};
use crate::{contents::Contents, copies::COPY_NOTE, failure::Outcome, journal::Journal};
use axum::{extract::State, http::HeaderValue};
use daybook_core::when::moment;
use daybook_web::{
    components::{Row, Tone, notice, summary_list, ways},
    layout::{Link, Page},
    say, session,
};
use jiff::Timestamp;
use maud::html;
use serde::{Deserialize, Serialize};

/// The last copy that was made, and when one was last tried out.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct LastCopy {
    /// When it was made.
    pub made: Option<Timestamp>,
    /// Where it was written.
    pub to: String,
    /// Entries in it.
    pub entries: u64,
    /// When a copy was last tried out.
    pub tried: Option<Timestamp>,
    /// The passphrase was changed since; the copy opens with the one from before.
    #[serde(default)]
    pub old_passphrase: bool,
}

impl LastCopy {
    /// What the diary remembers of it.
    pub fn of(contents: &Contents) -> Self {
        contents.private_if_whole(COPY_NOTE).unwrap_or_default()
    }

    fn keep(&self, journal: &mut Journal) -> Outcome<()> {
        journal.set_private(COPY_NOTE, self)
    }
}

/// The overview.
pub async fn show(State(app): Shared) -> Reply {
    let (last, entries, unsaved) = app
        .with(|opened| {
            let unsaved = !draft::unfinished(opened.journal.contents()).is_empty();
            Ok((LastCopy::of(opened.journal.contents()), opened.journal.vault().log_size(), unsaved))
        })
        .await?;
    let zone = app.clock().zone();
    let when = |at: Option<Timestamp>| at.map_or_else(|| say!("Not yet").to_owned(), |at| moment(at, zone));
    let newer = entries.saturating_sub(last.entries);
    let mut rows = vec![
        Row::markup(say!("The diary is at"), html! { code { (app.path().display()) } }),
        Row::text(say!("Last copy"), &when(last.made)),
    ];
    if last.made.is_some() {
        rows.push(Row::markup(say!("Where the copy is"), words(&last.to)));
        rows.push(Row::text(
            say!("Written since then"),
            &say!(one: "{count} part", many: "{count} parts", count = usize::try_from(newer).unwrap_or(usize::MAX)),
        ));
    }
    rows.push(Row::text(say!("A copy was last tried out"), &when(last.tried)));
    let content = html! {
        h1 { (say!("Look after your diary")) }
        @if last.made.is_none() {
            (notice(Tone::Care, say!("There is no copy yet"), &html! { p { (say!("A copy kept only here can be destroyed. Make one on a stick, and give it to somebody you trust.")) } }))
        }
        @if last.old_passphrase {
            (notice(Tone::Care, say!("The copy opens only with the passphrase from before"), &html! { p { (say!("Make a new copy. It opens with the passphrase you have now.")) } }))
        }
        (summary_list(&rows))
        @if unsaved { p { (say!("Some details are not saved as an entry yet. They are in the copy too.")) } }
        (ways(&[
            (Link::new(say!("Make a copy"), "/keep/copy"), say!("On a stick, or another disk. It stays sealed.")),
            (Link::new(say!("Try a copy out"), "/keep/try"), say!("See that it opens and that all of it is there.")),
            (Link::new(say!("A recovery code on paper"), "/keep/code"), say!("For the day you forget your passphrase.")),
            (Link::new(say!("Change the passphrase"), "/keep/passphrase"), say!("If somebody may have seen it.")),
            (Link::new(say!("Leave this device"), "/keep/leave"), say!("Take the diary with you and remove it here.")),
            (Link::new(say!("What to know"), "/before"), say!("What Daybook can and cannot do for your safety.")),
        ]))
    };
    Ok(app.page("/", Page::new(content).back("/")))
}

/// A page that follows an unlocking: it carries the changed cookie.
fn unlocked(app: &App, page: Page, cookie: Option<HeaderValue>) -> axum::response::Response {
    let response = app.page("/", page);
    match cookie {
        Some(cookie) => session::with_cookie(response, cookie),
        None => response,
    }
}

/// Whether the diary is open; a page that needs no more of it than that.
async fn is_open(app: &App) -> Result<(), Stop> {
    app.looks().map(|_| ())
}
