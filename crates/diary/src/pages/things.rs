//! Things that can be held: a letter, flowers, a tracker. How they came, who touched them, where they are, and a label.

use super::{
    app::{App, Opened, Stop},
    fields::Context,
    form::{Genuine, NUMBER},
    frame::{Before, Reply, Shared, done, failed, words},
};
use crate::failure::{Failure, Outcome};
use axum::extract::{Path, Query, State};
use daybook_core::{
    diary::Diary,
    event::Event,
    exhibit::{Custody, PhysicalItem},
    said,
    when::When,
};
use daybook_web::{
    components::{Row, Tone, details, notice, summary_list},
    form::{Answers, Choice, Errors, Question},
    layout::Page,
    say, say_html,
};
use maud::{Markup, html};

/// The form for a thing, and the things there are.
pub async fn show(State(app): Shared) -> Reply {
    let (things, pictures) = app.look(|seen| Ok((all(seen.diary()), pictures(seen.diary())))).await?;
    Ok(app.page("/files", list(&app, &things, &pictures, &Filled::new(app.fresh()))))
}

/// A form as sent, and what was wrong with it.
struct Filled<'a> {
    answers: Answers,
    errors: Errors,
    failure: Option<&'a Failure>,
}

impl<'a> Filled<'a> {
    fn new(answers: Answers) -> Self {
        Self { answers, errors: Errors::new(), failure: None }
    }
}

fn all(diary: &Diary) -> Vec<(u64, String, String)> {
    diary
        .standing(&diary.items)
        .map(|(entry, item)| (entry, item.label.clone(), item.description.clone()))
        .collect()
}

/// Pictures in the diary, the latest first.
fn pictures(diary: &Diary) -> Vec<(u64, String)> {
    let kept = diary.standing(&diary.exhibits).filter(|(_, kept)| kept.media_type.starts_with("image/"));
    let mut all: Vec<(u64, String)> =
        kept.map(|(entry, kept)| (entry, format!("{}: {}", kept.label, kept.name))).collect();
    all.reverse();
    all.truncate(30);
    all
}

fn list(
    app: &App,
    things: &[(u64, String, String)],
    pictures: &[(u64, String)],
    filled: &Filled<'_>,
) -> Page {
    let mut form = app
        .form("/things")
        .ask(
            Question::line("what", say!("What is it?"))
                .hint(say!("Such as: a letter in a white envelope, with a stamp.")),
        )
        .ask(
            Question::line("when", say!("When did you get it?"))
                .hint(say!("For example: yesterday, or 12 March. “Not sure” is fine.")),
        )
        .ask(
            Question::line("how", say!("How did it come?"))
                .hint(say!("Such as: through the letter box."))
                .optional(),
        )
        .ask(
            Question::line("hands", say!("Who has touched it?"))
                .hint(say!("You, and anybody else."))
                .optional(),
        )
        .ask(
            Question::line("wrapped", say!("What is it wrapped in?"))
                .hint(say!("Such as: a paper bag. Paper is better than plastic for things that are damp."))
                .optional(),
        )
        .ask(
            Question::line("stored", say!("Where is it now?"))
                .hint(say!("The police may read this. Do not name a new address."))
                .optional(),
        );
    if !pictures.is_empty() {
        let choices =
            pictures.iter().map(|(entry, name)| Choice::new(entry.to_string(), crate::output::visible(name)));
        form = form.ask(
            Question::many("photo", say!("Photos of it"), choices.collect())
                .hint(say!("Add a photo under Files first, then come back."))
                .optional(),
        );
    }
    let form = form.button(say!("Save"));
    let intro = html! {
        h1 { (say!("Things you can hold")) }
        @if let Some(failure) = filled.failure { (failed(failure)) }
        p { (say!("Letters, gifts, something left at the door, a tracker. Touch it as little as you can. Keep it, and take a photo.")) }
        (notice(Tone::Care, say!("If you found a tracker or a camera"), &html! { p { (say!("They may learn that you found it when it is moved or switched off. If you can, ask the police first.")) } }))
        @if !things.is_empty() {
            ul.ways {
                @for (entry, label, what) in things { li { a href={ "/things/" (entry) } { (label) } p { (words(what)) } } }
            }
        }
        h2 { (say!("Add one")) }
    };
    Page::new(form.page(&intro, &filled.answers, &filled.errors)).back("/files")
}

/// Reads a time as typed.
fn when(answers: &Answers, opened: &Opened, errors: &mut Errors) -> When {
    let read = said::parse(answers.text("when").unwrap_or("not sure"), &opened.journal.clock().zoned());
    read.unwrap_or_else(|why| {
        errors.add("when", format!("{} {}", say!(&why.what), say!(&why.todo)));
        When::default()
    })
}

/// Saves a thing.
pub async fn add(State(app): Shared, Genuine(answers): Genuine) -> Reply {
    let (errors, failure) = match app.save(&answers, keep).await? {
        Ok(next) => return Ok(next),
        Err(unsaved) => unsaved,
    };
    let filled = Filled { errors, failure: failure.as_ref(), ..Filled::new(answers) };
    let (things, pictures) = app.look(|seen| Ok((all(seen.diary()), pictures(seen.diary())))).await?;
    Ok(app.again("/files", list(&app, &things, &pictures, &filled)))
}

fn keep(opened: &mut Opened, answers: &Answers) -> Outcome<Result<String, Errors>> {
    let mut errors = Errors::new();
    if answers.text("what").is_none() {
        errors.add("what", say!("Say in a few words what it is."));
    }
    let received = when(answers, opened, &mut errors);
    if !errors.is_empty() {
        return Ok(Err(errors));
    }
    let text = |name: &str| answers.text(name).map(str::to_owned);
    let known = Context::of(opened.journal.contents(), opened.journal.clock()).exhibits;
    let photos = answers.all("photo").filter_map(|entry| entry.parse().ok());
    let item = PhysicalItem {
        description: text("what").unwrap_or_default(),
        received,
        received_how: text("how"),
        handled_by: text("hands"),
        wrapped: text("wrapped"),
        stored: text("stored"),
        photos: photos.filter(|entry| known.iter().any(|(own, _)| own == entry)).collect(),
        ..PhysicalItem::default()
    };
    let to = opened.once(answers.exact(NUMBER), |journal| {
        let event = journal.diary().label_item(item)?;
        Ok(format!("/things/{}?done=saved", journal.write(event)?))
    })?;
    Ok(Ok(to))
}

/// One thing, as shown.
struct Shown {
    entry: u64,
    item: PhysicalItem,
    hands: Vec<Custody>,
    photos: Vec<(u64, String)>,
    keeper: String,
}

fn read(diary: &Diary, entry: u64) -> Option<Shown> {
    let item = diary.items.get(&entry)?.now().clone();
    let hands = diary.standing(&diary.custody).filter(|(_, moved)| moved.item == entry);
    let photos = item.photos.iter().filter_map(|photo| Some((*photo, diary.label(*photo)?.to_owned())));
    Some(Shown {
        entry,
        hands: hands.map(|(_, moved)| moved.clone()).collect(),
        photos: photos.collect(),
        keeper: diary.subject.as_ref().map(|subject| subject.name.clone()).unwrap_or_default(),
        item,
    })
}

/// One thing with its way from hand to hand.
pub async fn one(State(app): Shared, Path(entry): Path<u64>, Query(before): Query<Before>) -> Reply {
    let shown = app.look(move |seen| Ok(read(seen.diary(), entry))).await?.ok_or(Stop::Missing)?;
    let said = before.done.map(|_| "Saved.");
    Ok(app.page("/files", view(&app, &shown, &Filled::new(app.fresh()), said)))
}

fn view(app: &App, shown: &Shown, filled: &Filled<'_>, said: Option<&str>) -> Page {
    let item = &shown.item;
    let texts = [
        (say!("How it came"), &item.received_how),
        (say!("Who touched it"), &item.handled_by),
        (say!("Wrapped in"), &item.wrapped),
        (say!("Where it is"), &item.stored),
    ];
    let mut rows = vec![Row::text(say!("When it came"), &item.received.to_string())];
    rows.extend(texts.into_iter().filter_map(|(name, text)| Some(Row::markup(name, words(text.as_ref()?)))));
    if !shown.photos.is_empty() {
        rows.push(Row::markup(
            say!("Photos"),
            html! { @for (entry, label) in &shown.photos { a href={ "/files/" (entry) } { (label) } " " } },
        ));
    }
    let intro = html! {
        (done(said))
        h1 { (item.label) }
        @if let Some(failure) = filled.failure { (failed(failure)) }
        p.lead { (words(&item.description)) }
        (summary_list(&rows))
        p { a.button.quiet href={ "/things/" (shown.entry) "/label" } { (say!("Label to print")) } }
        h2 { (say!("From hand to hand")) }
        @for moved in &shown.hands {
            div.line {
                p.line-head { strong { (moved.when.to_string()) } }
                p.said { (say_html!("{by} gave or moved it to {to}", by = words(&moved.by), to = words(&moved.to))) @if let Some(receipt) = &moved.receipt { ". " (say_html!("Receipt: {receipt}", receipt = words(receipt))) } }
            }
        }
        @if shown.hands.is_empty() { p { (say!("It has not moved since you wrote it down.")) } }
    };
    let form = moved_form(app, shown.entry, filled);
    let open = !filled.errors.is_empty();
    let content = html! {
        (app.form("/").summary(&filled.errors))
        (intro)
        @if open { (form) } @else { (details(say!("It was given to somebody, or moved"), &form)) }
    };
    Page::new(content).back("/things")
}

fn moved_form(app: &App, entry: u64, filled: &Filled<'_>) -> Markup {
    let form = app
        .form(format!("/things/{entry}"))
        .ask(Question::line("when", say!("When?")).hint(say!("For example: today at 3pm.")))
        .ask(Question::line("by", say!("Who handed it over or moved it?")))
        .ask(
            Question::line("to", say!("To whom, or where?"))
                .hint(say!("A police officer’s name and number, if you have it.")),
        )
        .ask(Question::line("receipt", say!("Receipt or reference")).optional())
        .button(say!("Save"));
    form.render(&filled.answers, &filled.errors)
}

/// Notes that it changed hands.
pub async fn moved(State(app): Shared, Path(entry): Path<u64>, Genuine(answers): Genuine) -> Reply {
    let (errors, failure) =
        match app.save(&answers, move |opened, typed| pass_on(opened, entry, typed)).await? {
            Ok(next) => return Ok(next),
            Err(unsaved) => unsaved,
        };
    let filled = Filled { errors, failure: failure.as_ref(), ..Filled::new(answers) };
    let shown = app.look(move |seen| Ok(read(seen.diary(), entry))).await?.ok_or(Stop::Missing)?;
    Ok(app.again("/files", view(&app, &shown, &filled, None)))
}

fn pass_on(opened: &mut Opened, entry: u64, answers: &Answers) -> Outcome<Result<String, Errors>> {
    let mut errors = Errors::new();
    let when = when(answers, opened, &mut errors);
    for (name, todo) in [
        ("by", say!("Say who handed it over. It may be you.")),
        ("to", say!("Say who has it now, or where it is.")),
    ] {
        if answers.text(name).is_none() {
            errors.add(name, todo);
        }
    }
    if !opened.journal.diary().items.contains_key(&entry) {
        return Err(Failure::refused(
            say!("There is no such thing in the diary."),
            say!("Go back to the list and choose again."),
        ));
    }
    if !errors.is_empty() {
        return Ok(Err(errors));
    }
    let text = |name: &str| answers.text(name).unwrap_or_default().to_owned();
    let receipt = answers.text("receipt").map(str::to_owned);
    let custody = Custody { item: entry, when, by: text("by"), to: text("to"), receipt };
    let to = opened.once(answers.exact(NUMBER), |journal| {
        journal.write(Event::Custody(custody))?;
        Ok(format!("/things/{entry}?done=saved"))
    })?;
    Ok(Ok(to))
}

/// The label, to print, cut out and stick on.
pub async fn label(State(app): Shared, Path(entry): Path<u64>) -> Reply {
    let shown = app.look(move |seen| Ok(read(seen.diary(), entry))).await?.ok_or(Stop::Missing)?;
    let item = &shown.item;
    let content = html! {
        h1 { (say_html!("Label for {label}", label = item.label)) }
        p { (say!("Print this page with the print command of your browser. Stick the label on the bag, not on the thing.")) }
        div.label {
            h2 { (item.label) }
            p { (words(&item.description)) }
            p { (say_html!("Received: {received}", received = item.received.to_string())) }
            @if !shown.keeper.is_empty() { p { (say_html!("Kept by: {keeper}", keeper = words(&shown.keeper))) } }
            p { (say!("Opened or handed on (name, date):")) }
            p { "……………………………………………" }
            p { "……………………………………………" }
        }
    };
    Ok(app.page("/files", Page::new(content).back(format!("/things/{entry}"))))
}
