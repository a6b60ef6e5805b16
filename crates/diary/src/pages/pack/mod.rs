//! A pack for somebody: whom it is about, what will be in it and what stays out, where it goes, what came of it, and who
//! was given what.

mod handed;
mod look;
mod read;

pub use handed::{Given, hand};
pub use look::look;
pub use read::{Drafted, show as read};

use super::{
    app::{App, Made, Opened, Stop},
    form::{Genuine, NUMBER},
    frame::{Reply, Shared, failed, words},
};
use crate::{
    failure::{Failure, Outcome},
    guide,
    packing::{self, Request},
};
use axum::extract::{Path, State};
use daybook_report::case::Audience;
use daybook_web::{
    components::{Row, Tone, notice, summary_list},
    form::{Answers, Choice, Errors, Question},
    layout::Page,
    respond, say, say_html,
};

use maud::{Markup, html};
use std::{
    collections::BTreeSet,
    path::{self, PathBuf},
};

/// Whom it is about and what is asked for, and the packs made before.
pub async fn show(State(app): Shared) -> Reply {
    let wanted = app.look(|seen| Ok(seen.diary().subject.as_ref().and_then(|s| s.wanted.clone()))).await?;
    let answers = app.fresh().with("wanted", wanted.unwrap_or_default());
    Ok(app.page("/pack", page(&app, &answers, None).await?))
}

/// A new folder beside the diary, under a name that says nothing.
fn offered(app: &App) -> PathBuf {
    let beside = app.path().parent().unwrap_or(path::Path::new("")).to_owned();
    let name = format!("daybook-pack-{}", app.clock().zoned().date());
    let names = (2..1000).map(|number| format!("{name}-{number}"));
    std::iter::once(name.clone())
        .chain(names)
        .map(|name| beside.join(name))
        .find(|folder| !folder.exists())
        .unwrap_or_else(|| beside.join(&name))
}

/// Who may read a pack; it stands before every choice.
fn readers() -> Markup {
    notice(
        Tone::Care,
        say!("Who will read this"),
        &html! {
            p { (say!("Police officers and prosecutors. If there is a trial, the person you write about and their lawyer may read it too.")) }
            p { (say!("Always left out: your drafts, everything under “Just for you”, places and files you marked to be kept out, and how to reach your witnesses. Struck out entries are shown as struck out.")) }
        },
    )
}

async fn page(app: &App, answers: &Answers, failure: Option<&Failure>) -> Result<Page, Stop> {
    let (suspects, given) = app
        .look(|seen| {
            let suspects = seen.diary().suspects();
            let suspects: Vec<(u64, String)> =
                suspects.map(|(entry, person)| (entry, person.name.clone())).collect();
            Ok((suspects, Given::all(seen.contents())))
        })
        .await?;
    let mut form = app.form("/pack/look");
    if suspects.len() > 1 {
        let choices =
            suspects.iter().map(|(entry, name)| Choice::new(entry.to_string(), crate::output::visible(name)));
        form = form.ask(
            Question::many("about", say!("About whom?"), choices.collect())
                .hint(say!("Tick nobody to include everyone."))
                .optional(),
        );
    }
    let form = form
        .ask(
            Question::paragraphs("wanted", say!("What do you want them to do?"))
                .hint(say!("It stands on the first page."))
                .rows(3)
                .optional(),
        )
        .button(say!("See what will be in it"));
    let intro = html! {
        h1 { (say!("A pack for the police")) }
        @if let Some(failure) = failure { (failed(failure)) }
        p.lead { (say!("A folder with a report to read, your files as they are, and what others need to check them. Nothing is made yet.")) }
        (readers())
    };
    let content = html! {
        (form.page(&intro, answers, &Errors::new()))
        (handed::list(app, &given))
    };
    Ok(Page::new(content))
}

/// Makes the pack, or shows its report first.
pub async fn make(State(app): Shared, Genuine(answers): Genuine) -> Reply {
    if answers.has("read", "1") {
        return read::draft(&app, answers).await;
    }
    let typed = answers.clone();
    match app.with(move |opened| write(opened, &typed)).await {
        Ok(to) => Ok(respond::see_other(&to)),
        Err(Stop::Failed(failure)) => look::again(&app, answers, &failure).await,
        Err(stop) => Err(stop),
    }
}

/// What a form asks for. The folder is looked at only when the pack is made.
fn request(answers: &Answers, out: PathBuf) -> Request {
    let numbers =
        |name: &str| answers.all(name).filter_map(|entry| entry.parse().ok()).collect::<BTreeSet<u64>>();
    Request {
        audience: Audience::Police,
        out,
        about: numbers("about"),
        wanted: answers.text("wanted").map(str::to_owned),
        originals: numbers("original"),
        left_out: numbers("out"),
    }
}

fn write(opened: &mut Opened, answers: &Answers) -> Outcome<String> {
    let out = folder(answers.text("folder").unwrap_or_default())?;
    let request = request(answers, out.clone());
    let number = opened.made.len() + 1;
    let mut fresh = None;
    let to = opened.once(answers.exact(NUMBER), |journal| {
        fresh = Some(packing::make(journal, &request)?);
        Ok(format!("/pack/{number}"))
    })?;
    opened.made.extend(fresh.map(|pack| Made { folder: out, pack }));
    Ok(to)
}

/// The folder as typed; it must be a whole path, because the person does not know where the program was started.
fn folder(typed: &str) -> Outcome<PathBuf> {
    let folder = PathBuf::from(typed);
    if folder.is_absolute() {
        return Ok(folder);
    }
    Err(Failure::refused(
        say!("That is not the whole path of a folder."),
        say!("Write it from the beginning, such as /media/stick/pack or C:\\pack."),
    ))
}

/// What came of it.
pub async fn made(State(app): Shared, Path(number): Path<usize>) -> Reply {
    let found =
        app.with(move |opened| Ok(number.checked_sub(1).and_then(|at| opened.made.get(at).cloned()))).await?;
    let made = found.ok_or(Stop::Missing)?;
    Ok(app.page("/pack", Page::new(view(&made)).back("/pack")))
}

fn view(made: &Made) -> Markup {
    let pack = &made.pack;
    let rows = [
        Row::markup(say!("Folder"), html! { code { (made.folder.display()) } }),
        Row::text(say!("Start with"), say!("data/report.pdf")),
        Row::text(
            say!("Report"),
            &say!(one: "{count} page", many: "{count} pages", count = usize::try_from(pack.pages).unwrap_or(usize::MAX)),
        ),
        Row::text(
            say!("Entries"),
            &say!("{some} of {all} are in the pack", some = pack.entries.0, all = pack.entries.1),
        ),
        Row::text(
            say!("Messages and calls"),
            &say!("{some} of {all} are in the pack", some = pack.items.0, all = pack.items.1),
        ),
    ];
    html! {
        (notice(Tone::Done, say!("The pack is made"), &html! {}))
        h1 { (say!("Your pack")) }
        (summary_list(&rows))
        @if !pack.findings.is_empty() {
            h2 { (say!("Look at these before you hand it over")) }
            @for finding in &pack.findings {
                (notice(Tone::Care, &crate::output::visible(say!(&finding.what)), &html! { p { (words(say!(finding.todo))) } }))
            }
        }
        h2 { (say!("What to do next")) }
        ol {
            li { (say!("Read the report yourself. Nothing was sent to anybody.")) }
            li { (say!("Put the whole folder on a stick, or ask the officer how they want it.")) }
            @if let Some(call) = guide::in_use().directory.iter().find(|service| service.id == "101") {
                li { (say_html!("To report, or to ask for an appointment: {name}, {call}. {purpose}", name = html! { strong { (call.name) } }, call = call.number, purpose = call.purpose)) }
            }
            li { (say_html!("Write down whom you gave it to, with their name and number. {link}.", link = html! { a href="/pack" { (say!("You can do that here")) } })) }
            li { (say!("Then delete the folder from this device: unlike your diary it is not sealed.")) }
        }
    }
}
