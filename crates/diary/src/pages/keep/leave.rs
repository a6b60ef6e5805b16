//! Leaving this device: the diary goes with the person, and what is here can be read by nobody any more.

use super::{
    super::{
        app::{App, Stop},
        form::Genuine,
        frame::{Reply, Shared},
    },
    LastCopy, doors,
};
use crate::{copies, failure::Outcome, journal::Journal};
use axum::extract::State;
use daybook_vault::{Opener, Passphrase};
use daybook_web::{
    components::{Tone, notice},
    form::{Answers, Choice, Errors, Form, Question},
    layout::Page,
    respond, say, say_html, session,
};
use maud::html;
use std::path::{Path, PathBuf};

/// The form.
pub async fn leave_form(State(app): Shared) -> Reply {
    let last = app.look(|seen| Ok(LastCopy::of(seen.contents()))).await?;
    Ok(app.page("/", page(&app, &Answers::new().with("file", last.to), &Errors::new())))
}

fn page(app: &App, answers: &Answers, errors: &Errors) -> Page {
    let form = Form::new("/keep/leave", app.form_token())
        .ask(
            Question::line("file", say!("Where is your copy?"))
                .hint(say!("The whole path of the file. It must hold all of your diary.")),
        )
        .ask(
            Question::many(
                "nothing",
                say!("If you have no copy"),
                vec![Choice::new(
                    "yes",
                    say!("Remove the diary although there is no copy. All of it is lost."),
                )],
            )
            .optional(),
        )
        .ask(Question::secret("passphrase", say!("Your passphrase")))
        .button(say!("Remove the diary from this device"));
    let intro = html! {
        h1 { (say!("Leave this device")) }
        (notice(Tone::Care, say!("Do this only when you have a copy"), &html! {
            p { (say_html!("The copy must open with the passphrase you have now. {link}", link = html! { a href="/keep/copy" { (say!("Make a new copy")) } })) }
            p { (say!("The copy is opened and read first. Then the diary here is made unreadable and its file is removed.")) }
        }))
        h2 { (say!("What this cannot remove")) }
        ul {
            li { (say!("Files you saved from Daybook, and packs you made.")) }
            li { (say!("The program itself, and that the browser shows the name Daybook in its history.")) }
            li { (say!("Copies a cloud service or a backup program made of this folder.")) }
            li { (say!("What a disk keeps on its own. Experts may still find the sealed file. They cannot open it.")) }
        }
    };
    Page::new(form.page(&intro, answers, errors)).back("/keep")
}

/// Removes the diary from this device and ends the program.
pub async fn go(State(app): Shared, Genuine(answers): Genuine) -> Reply {
    let file = answers.text("file").map(PathBuf::from);
    let lose_all = answers.has("nothing", "yes");
    let mut errors = doors::needs("passphrase", &answers);
    if file.is_none() && !lose_all {
        errors.add("file", say!("Say where your copy is. Nothing was removed."));
    }
    if !errors.is_empty() {
        return Ok(app.again("/", page(&app, &answers, &errors)));
    }
    app.looks()?;
    let passphrase = answers.exact("passphrase").to_owned();
    let typed = passphrase.clone();
    let mut errors = Errors::new();
    // The copy is looked at while the diary is open again, so that a wrong passphrase is counted like any other.
    let looked = app.once_more(passphrase, move |journal| match &file {
        Some(file) if !lose_all => Ok(holds_all(journal, file, &typed).err()),
        _ => Ok(None),
    });
    match looked.await {
        Ok((None, _)) => remove(&app, answers.exact("passphrase")).await,
        Ok((Some(failure), cookie)) => {
            errors.add("file", format!("{} {}", say!(&failure.what), say!(&failure.todo)));
            let response = app.again("/", page(&app, &answers, &errors));
            Ok(match cookie {
                Some(cookie) => session::with_cookie(response, cookie),
                None => response,
            })
        }
        Err(failure) => Ok(doors::turned_away(&app, &failure)),
    }
}

fn holds_all(journal: &Journal, copy: &Path, passphrase: &str) -> Outcome<()> {
    let passphrase = Passphrase::to_unlock(passphrase)?;
    copies::holds_all(journal.vault(), copy, Opener::Passphrase(&passphrase))
}

async fn remove(app: &std::sync::Arc<App>, passphrase: &str) -> Reply {
    app.lock();
    let (path, clock, typed) = (app.path().to_owned(), app.clock().clone(), passphrase.to_owned());
    let removed = tokio::task::spawn_blocking(move || {
        let passphrase = Passphrase::to_unlock(&typed)?;
        let journal = Journal::open(&path, &passphrase, clock)?;
        copies::leave(journal.into_vault(), &path)
    });
    removed.await.map_err(|_| Stop::Failed(super::super::app::broken()))??;
    let expired = app.sessions().end();
    let gone = Page::new(html! {
        h1 { (say!("The diary is gone from this device")) }
        p.lead { (say!("Your copy is where you put it. To open it elsewhere, start Daybook there and choose “I have a copy”.")) }
        p { (say!("Downloads, packs and the browser’s history are still here. You can close this window.")) }
    });
    let response = respond::page(gone.render(&app.frame("")));
    app.close();
    Ok(session::with_cookie(response, expired))
}
