//! Copies of the diary: making one, trying one out, bringing one back.

use super::{
    super::{
        app::App,
        form::Genuine,
        frame::{Reply, Shared, failed},
        start,
    },
    LastCopy, is_open,
};
use crate::{
    copies::{self, Standing},
    failure::{Failure, Outcome},
    journal::Journal,
};
use axum::extract::State;
use daybook_report::words::{count, number, rounded_size};
use daybook_vault::{Opener, Passphrase};
use daybook_web::{
    components::{Row, Tone, notice, summary_list},
    form::{Answers, Choice, Errors, Form, Question},
    layout::Page,
    respond, say,
};
use maud::html;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Folders under which systems show sticks and other disks, and how many names deep.
const MOUNTED: [(&str, usize); 4] = [("/media", 2), ("/run/media", 2), ("/Volumes", 1), ("/mnt", 1)];

/// Sticks and disks that are plugged in, as far as the system shows them.
fn sticks() -> Vec<PathBuf> {
    let drives = ('D'..='Z').map(|letter| PathBuf::from(format!("{letter}:\\"))).filter(|_| cfg!(windows));
    let mounted = MOUNTED.iter().flat_map(|(folder, deep)| folders(Path::new(folder), *deep));
    mounted.chain(drives.filter(|drive| drive.is_dir())).take(12).collect()
}

fn folders(at: &Path, deep: usize) -> Vec<PathBuf> {
    if deep == 0 {
        return vec![at.to_owned()];
    }
    let inside = fs::read_dir(at).into_iter().flatten().flatten().map(|entry| entry.path());
    inside.filter(|path| path.is_dir()).flat_map(|path| folders(&path, deep - 1)).collect()
}

/// The form for a copy.
pub async fn copy(State(app): Shared) -> Reply {
    is_open(&app).await?;
    Ok(app.page("/", copy_page(&app, &app.fresh(), None)))
}

fn copy_page(app: &App, answers: &Answers, failure: Option<&Failure>) -> Page {
    let mut form = app.form("/keep/copy");
    let found = sticks();
    if !found.is_empty() {
        let choice = |path: &PathBuf| Choice::new(path.display().to_string(), path.display().to_string());
        let other = Choice::new("", say!("Somewhere else"));
        form = form.ask(Question::one(
            "stick",
            say!("Plugged in now"),
            found.iter().map(choice).chain(std::iter::once(other)).collect(),
        ));
    }
    let form = form
        .ask(
            Question::line("folder", say!("Which folder?"))
                .hint(say!(
                    "The whole path, such as /media/stick or E:\\. Leave it empty if you chose one above."
                ))
                .optional(),
        )
        .button(say!("Make a copy"));
    let intro = html! {
        h1 { (say!("Make a copy")) }
        @if let Some(failure) = failure { (failed(failure)) }
        p { (say!("Put a stick in first. The copy is sealed like the diary and opens with the same passphrase. It is read back before we say that it is made.")) }
        p { (say!("Keep it away from this device, or give it to somebody you trust. They cannot open it.")) }
    };
    Page::new(form.page(&intro, answers, &Errors::new())).back("/keep")
}

/// A whole path as typed; the person does not know where the program was started.
fn whole(typed: &str) -> Outcome<PathBuf> {
    let path = PathBuf::from(typed.trim());
    if path.is_absolute() {
        return Ok(path);
    }
    Err(Failure::refused(
        say!("That is not the whole path."),
        say!("Write it from the beginning, such as /media/stick or E:\\."),
    ))
}

/// Makes a copy under a name that says nothing.
pub async fn make_copy(State(app): Shared, Genuine(answers): Genuine) -> Reply {
    let folder = answers.text("folder").or_else(|| answers.text("stick")).unwrap_or_default().to_owned();
    let today = app.clock().zoned().date();
    let made = app
        .with(move |opened| {
            let folder = whole(&folder)?;
            if !folder.is_dir() {
                return Err(Failure::refused(
                    say!("There is no such folder."),
                    say!("Check that the stick is in, and how its folder is called."),
                ));
            }
            let names = (1..1000).map(|number| match number {
                1 => folder.join(format!("daybook-{today}.db")),
                more => folder.join(format!("daybook-{today}-{more}.db")),
            });
            let to = names.into_iter().find(|name| !name.exists()).unwrap_or(folder);
            let copy = copies::back_up(opened.journal.vault(), &to, &|_, _| {})?;
            let last = LastCopy {
                made: Some(opened.journal.clock().now()),
                to: copy.display().to_string(),
                entries: opened.journal.vault().log_size(),
                old_passphrase: false,
                ..LastCopy::of(opened.journal.contents())
            };
            last.keep(&mut opened.journal)?;
            Ok(copy)
        })
        .await;
    match made {
        Ok(copy) => {
            let rows = [Row::markup(say!("The copy"), html! { code { (copy.display()) } })];
            let page = Page::new(html! {
                (notice(Tone::Done, say!("The copy is made, and was read back."), &html! {}))
                h1 { (say!("Your copy is ready")) }
                (summary_list(&rows))
                p { (say!("Now try it out once, so that you know it opens. Then take the stick away from this device.")) }
                p { a.button href="/keep/try" { (say!("Try it out")) } " " a.button.quiet href="/keep" { (say!("Later")) } }
            });
            Ok(app.page("/", page.back("/keep")))
        }
        Err(super::Stop::Failed(failure)) => {
            Ok(app.again("/", copy_page(&app, &app.number(answers), Some(&failure))))
        }
        Err(stop) => Err(stop),
    }
}

/// The form that tries a copy out.
pub async fn back(State(app): Shared) -> Reply {
    if app.is_open() {
        let last = app.look(|seen| Ok(LastCopy::of(seen.contents()))).await?;
        let answers = app.fresh().with("file", last.to);
        return Ok(app.page("/", try_page(&app, &answers, None)));
    }
    if app.has_diary() {
        return Ok(respond::see_other("/"));
    }
    Ok(app.page("/", back_page(&app, &Answers::new(), None)))
}

fn try_page(app: &App, answers: &Answers, failure: Option<&Failure>) -> Page {
    let form = app
        .form("/keep/try")
        .ask(Question::line("file", say!("Which copy?")).hint(say!("The whole path of the file.")))
        .ask(
            Question::secret("passphrase", say!("The passphrase of the copy"))
                .hint(say!("The one you had when you made it.")),
        )
        .button(say!("Try it out"));
    let intro = html! {
        h1 { (say!("Try a copy out")) }
        @if let Some(failure) = failure { (failed(failure)) }
        p { (say!("Every part of the copy is read. Nothing is changed, here or in the copy.")) }
    };
    Page::new(form.page(&intro, answers, &Errors::new())).back("/keep")
}

/// Opens a copy, reads all of it, and says how it stands to the diary.
pub async fn try_copy(State(app): Shared, Genuine(answers): Genuine) -> Reply {
    let sent = answers.clone();
    let tried = app
        .write(move |opened| {
            let passphrase = Passphrase::to_unlock(sent.exact("passphrase"))?;
            let tried = copies::try_out(&whole(sent.exact("file"))?, Opener::Passphrase(&passphrase))?;
            let standing = copies::standing(opened.journal.vault(), &tried.head);
            let last = LastCopy {
                tried: Some(opened.journal.clock().now()),
                ..LastCopy::of(opened.journal.contents())
            };
            last.keep(&mut opened.journal)?;
            Ok((tried, standing))
        })
        .await;
    match tried {
        Ok((tried, standing)) => {
            let said = match standing {
                Standing::Same => say!("Everything in your diary is in it.").to_owned(),
                Standing::Behind(n) => {
                    say!(
                        "It lacks the last {count} you wrote. Make a new one soon.",
                        count = count(n, "part")
                    )
                }
                Standing::Ahead(n) => {
                    say!("It holds {count} not here. Do not delete it.", count = count(n, "part"))
                }
                Standing::Other => say!("It is a copy of another diary.").to_owned(),
            };
            let rows = [
                Row::text(say!("Parts read"), &number(tried.entries)),
                Row::text(say!("Size"), &rounded_size(tried.bytes)),
            ];
            let page = Page::new(html! {
                @if tried.sound {
                    (notice(Tone::Done, say!("The copy opens, and nothing in it is damaged."), &html! {}))
                } @else {
                    (notice(Tone::Care, say!("The copy opens and can be read, but it is not as it was written."), &html! {
                        p { (say!("Make a new copy, on another stick if you can.")) }
                    }))
                }
                h1 { (say!("The copy works")) }
                p.lead { (said) }
                (summary_list(&rows))
            });
            Ok(app.page("/", page.back("/keep")))
        }
        Err(super::Stop::Failed(failure)) => {
            Ok(app.again("/", try_page(&app, &app.number(answers), Some(&failure))))
        }
        Err(stop) => Err(stop),
    }
}

fn back_page(app: &App, answers: &Answers, failure: Option<&Failure>) -> Page {
    let form = Form::new("/back", app.form_token())
        .ask(
            Question::line("file", say!("Where is the copy?"))
                .hint(say!("The whole path of the file, such as /media/stick/daybook-2026-11-24.db.")),
        )
        .ask(Question::secret("passphrase", say!("Its passphrase")))
        .button(say!("Bring it back"));
    let intro = html! {
        h1 { (say!("Bring back a copy")) }
        @if let Some(failure) = failure { (failed(failure)) }
        p { (say!("The copy is tried out first. It stays where it is.")) }
    };
    Page::new(form.page(&intro, answers, &Errors::new())).back("/")
}

/// Brings a copy back as the diary of this device.
pub async fn bring_back(State(app): Shared, Genuine(answers): Genuine) -> Reply {
    if app.has_diary() {
        return Ok(respond::see_other("/"));
    }
    let (path, clock, sent) = (app.path().to_owned(), app.clock().clone(), answers.clone());
    let opened = app.unlock(move || {
        let passphrase = Passphrase::to_unlock(sent.exact("passphrase"))?;
        copies::restore(&whole(sent.exact("file"))?, &path, Opener::Passphrase(&passphrase))?;
        Journal::open(&path, &passphrase, clock)
    });
    match opened.await {
        Ok(cookie) => Ok(start::unlocked(cookie, "/")),
        Err(failure) => Ok(app.again("/", back_page(&app, &answers, Some(&failure)))),
    }
}
