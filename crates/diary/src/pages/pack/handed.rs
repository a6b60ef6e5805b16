//! Which packs were made, and who was given them. It stands in the private compartment: whom the person turned to is nobody
//! else's business.

use super::super::{
    app::App,
    form::{Genuine, NUMBER},
    frame::{Reply, Shared, words},
};
use crate::{contents::Contents, failure::Failure};
use axum::extract::State;
use daybook_core::{agency::Disclosure, when::moment};
use daybook_web::{
    components::details,
    form::{Errors, Question},
    respond, say, say_html,
};
use jiff::Timestamp;
use maud::{Markup, html};
use serde::{Deserialize, Serialize};

/// The names of what is kept of each pack, before the hash of its manifest.
const MADE: &str = "disclosure/";
const HANDED: &str = "handed/";

/// Somebody was given a pack.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Handed {
    written: Timestamp,
    to: String,
    how: String,
    reference: String,
}

/// A pack, and who was given it.
pub struct Given {
    pack: Disclosure,
    to: Vec<Handed>,
}

impl Given {
    /// When it was made.
    pub fn made(&self) -> Timestamp {
        self.pack.made
    }

    /// Whether the original of an exhibit is in it, or may be.
    pub fn may_hold(&self, exhibit: u64) -> bool {
        self.pack.originals.as_ref().is_none_or(|originals| originals.contains(&exhibit))
    }

    /// Every pack ever made, the latest first.
    pub fn all(contents: &Contents) -> Vec<Self> {
        let mut all = Vec::new();
        for name in contents.private_names() {
            let Some(manifest) = name.strip_prefix(MADE) else { continue };
            let Some(pack) = contents.private_if_whole(name) else { continue };
            let to = contents.private_if_whole(&format!("{HANDED}{manifest}")).unwrap_or_default();
            all.push(Self { pack, to });
        }
        all.sort_by_key(|given| std::cmp::Reverse(given.pack.made));
        all
    }
}

/// The packs made so far, each with a form to say who was given it.
pub fn list(app: &App, given: &[Given]) -> Markup {
    let zone = app.clock().zone();
    html! {
        @if !given.is_empty() {
            h2 { (say!("Packs you made")) }
            @for one in given {
                div.line {
                    p.line-head { strong { (moment(one.pack.made, zone)) } }
                    p.said { (say_html!("{disclosed} of {of} entries. Code of the pack: {manifest}", disclosed = one.pack.disclosed, of = one.pack.of, manifest = html! { code { (one.pack.manifest.get(..12).unwrap_or(&one.pack.manifest)) } })) }
                    @for handed in &one.to {
                        p.said { (say_html!("Given to {to}, {how}, written down {written}.", to = words(&handed.to), how = words(&handed.how), written = moment(handed.written, zone))) @if !handed.reference.is_empty() { " " (say_html!("Reference: {reference}", reference = words(&handed.reference))) } }
                    }
                    (details(say!("I gave it to somebody"), &form(app, &one.pack.manifest)))
                }
            }
        }
    }
}

fn form(app: &App, manifest: &str) -> Markup {
    let short = manifest.get(..12).unwrap_or(manifest);
    let name = |part: &str| format!("{part}-{short}");
    let form = app
        .form("/pack/handed")
        .ask(Question::carried("pack"))
        .ask(
            Question::line(name("to"), say!("To whom?"))
                .hint(say!("Their name, their number, and where they work.")),
        )
        .ask(
            Question::line(name("how"), say!("When and how?"))
                .hint(say!("Such as: today, on a stick, at the station.")),
        )
        .ask(Question::line(name("reference"), say!("Reference they gave you")).optional())
        .button(say!("Save"));
    form.render(&app.fresh().with("pack", manifest), &Errors::new())
}

/// Notes who was given a pack.
pub async fn hand(State(app): Shared, Genuine(answers): Genuine) -> Reply {
    let manifest = answers.exact("pack").to_owned();
    let short = manifest.get(..12).unwrap_or(&manifest).to_owned();
    let text = |part: &str| answers.text(&format!("{part}-{short}")).unwrap_or_default().to_owned();
    let (to, how, reference) = (text("to"), text("how"), text("reference"));
    let number = answers.exact(NUMBER).to_owned();
    app.write(move |opened| {
        let known = opened.journal.private::<Disclosure>(&format!("{MADE}{manifest}"))?.is_some();
        if !known || to.is_empty() {
            return Err(Failure::refused(
                say!("It is not said who was given the pack."),
                say!("Go back and write their name."),
            ));
        }
        opened.once(&number, |journal| {
            let name = format!("{HANDED}{manifest}");
            let mut all: Vec<Handed> = journal.private(&name)?.unwrap_or_default();
            all.push(Handed { written: journal.clock().now(), to, how, reference });
            journal.set_private(&name, &all)?;
            Ok("/pack".to_owned())
        })
    })
    .await?;
    Ok(respond::see_other("/pack"))
}
