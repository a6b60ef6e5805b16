//! More about an incident: one topic a page, each step kept as a sealed draft, all saved as one change at the end.

use super::{
    add,
    app::{App, Opened, Stop},
    draft::{self, Draft},
    fields::{self, Context, TOPICS, Topic},
    form::{Genuine, NUMBER, Sent},
    frame::{Reply, Shared, failed, words},
};
use crate::{
    clock::Clock,
    contents::Contents,
    failure::{Failure, Outcome},
    journal::Journal,
};
use axum::extract::{Path, State};
use daybook_core::{
    incident::Incident,
    person::{Person, Role},
};
use daybook_web::{
    components::{Tone, heading_with_caption, notice},
    form::{Answers, Errors, Form, Question},
    layout::Page,
    respond, say, say_html,
};
use maud::{Markup, html};

/// The incident as it stands, and the draft about it.
struct Started {
    incident: Incident,
    draft: Draft,
    context: Context,
}

fn start(contents: &Contents, clock: &Clock, entry: u64) -> Option<Started> {
    let incident = contents.diary().incidents.get(&entry)?.now().clone();
    let draft = Draft::load(contents, &draft::about(entry));
    Some(Started { incident, draft, context: Context::of(contents, clock) })
}

async fn started(app: &App, entry: u64) -> Result<Started, Stop> {
    app.look(move |seen| Ok(start(seen.contents(), seen.clock(), entry))).await?.ok_or(Stop::Missing)
}

/// All topics, what is filled in, and the button that saves.
pub async fn overview(State(app): Shared, Path(entry): Path<u64>) -> Reply {
    let started = started(&app, entry).await?;
    let reason = if started.only_adds() { say!("I added more details.") } else { "" };
    let answers = app.fresh().with("reason", reason);
    Ok(app.page("/list", started.page(&app, entry, &Filled::new(answers))))
}

impl Started {
    /// What stands on the page of a topic now.
    fn current(&self, topic: &Topic) -> Answers {
        self.draft.page(topic.name).unwrap_or_else(|| (topic.read)(&self.incident))
    }

    /// Whether nothing that was there is touched, so that the reason can be offered.
    fn only_adds(&self) -> bool {
        self.draft
            .pages()
            .filter_map(fields::topic)
            .all(|topic| (topic.read)(&self.incident).iter().all(|(_, value)| value.is_empty()))
    }

    fn page(&self, app: &App, entry: u64, filled: &Filled<'_>) -> Page {
        let form = app
            .form(format!("/entry/{entry}/save"))
            .ask(Question::line("reason", say!("Why are you changing it?")).hint(say!(
                "A few words. The version before this stays readable, with your reason beside it."
            )))
            .button(say!("Save all of this"));
        let intro = html! {
            (heading_with_caption(say!("Add or change details"), &say!("Entry {entry}", entry)))
            @if let Some(failure) = filled.failure { (failed(failure)) }
            p { (say!("Fill in what you like. You can leave all of it and come back.")) }
            (self.topics(entry))
        };
        let content = html! {
            @if self.draft.is_empty() { (intro) } @else {
                (form.page(&intro, &filled.answers, &filled.errors))
                (add::discard(app, &format!("/entry/{entry}/discard")))
            }
        };
        Page::new(content).back(format!("/entry/{entry}"))
    }

    fn topics(&self, entry: u64) -> Markup {
        html! {
            dl.summary {
                @for topic in &TOPICS {
                    div {
                        dt { a href={ "/entry/" (entry) "/more/" (topic.name) } { (say!(topic.title)) } }
                        dd { (self.state(topic)) }
                    }
                }
            }
        }
    }

    fn state(&self, topic: &Topic) -> &'static str {
        let filled = (topic.read)(&self.incident).iter().any(|(_, value)| !value.trim().is_empty());
        match (self.draft.page(topic.name).is_some(), filled) {
            (true, _) => say!("Changed, not saved yet"),
            (false, true) => say!("Filled in"),
            (false, false) => say!("Nothing yet"),
        }
    }

    fn form(&self, app: &App, entry: u64, topic: &Topic) -> Form {
        let form =
            app.form(format!("/entry/{entry}/more/{}", topic.name)).ask(Question::carried(draft::SEEN));
        let questions = (topic.ask)(&self.incident, &self.context);
        let form = questions.into_iter().fold(form, Form::ask);
        form.button(say!("Continue")).second_button("finish", say!("Finish"))
    }

    fn topic_page(&self, app: &App, entry: u64, topic: &Topic, filled: &Filled<'_>) -> Page {
        let intro = html! {
            (heading_with_caption(say!(topic.title), &caption(entry, topic)))
            @if let Some(failure) = filled.failure { (failed(failure)) }
            @if let Some(there) = &filled.elsewhere { (written_elsewhere(there)) }
            @if (topic.ask)(&self.incident, &self.context).is_empty() { p { (say!("There is nothing to choose from yet.")) } }
        };
        let form = self.form(app, entry, topic).page(&intro, &filled.answers, &filled.errors);
        let skip = fields::after(topic.name).map(|next| format!("/entry/{entry}/more/{}", next.name));
        let content = html! {
            (form)
            @if let Some(next) = skip { p { (say_html!("{link} You can come back to it.", link = html! { a href=(next) { (say!("Skip this one")) } })) } }
        };
        Page::new(content).back(format!("/entry/{entry}/more"))
    }
}

/// Which entry, and how far one is.
fn caption(entry: u64, topic: &Topic) -> String {
    let at = TOPICS.iter().position(|own| own.name == topic.name).unwrap_or(0);
    if at == 0 {
        say!("Entry {entry}", entry)
    } else {
        say!("Entry {entry}, question {at} of {count}", entry, at, count = TOPICS.len() - 1)
    }
}

/// A form as sent, and what was wrong with it.
struct Filled<'a> {
    answers: Answers,
    errors: Errors,
    failure: Option<&'a Failure>,
    /// What was written on the same page in another window meanwhile.
    elsewhere: Option<Answers>,
}

impl<'a> Filled<'a> {
    fn new(answers: Answers) -> Self {
        Self { answers, errors: Errors::new(), failure: None, elsewhere: None }
    }

    fn wrong(answers: Answers, errors: Errors) -> Self {
        Self { errors, ..Self::new(answers) }
    }

    fn failed(answers: Answers, failure: &'a Failure) -> Self {
        Self { failure: Some(failure), ..Self::new(answers) }
    }

    /// The form with the words typed here, beside those written in another window, so that none are lost.
    fn elsewhere(answers: &Answers, there: Answers) -> Self {
        let answers = seeing(answers, &there);
        Self { elsewhere: Some(there), ..Self::new(answers) }
    }
}

/// Answers on a page that shows what `there` says.
fn seeing(answers: &Answers, there: &Answers) -> Answers {
    let own = answers.iter().filter(|(name, _)| *name != draft::SEEN);
    own.collect::<Answers>().with(draft::SEEN, draft::mark(there))
}

fn written_elsewhere(there: &Answers) -> Markup {
    notice(
        Tone::Care,
        say!("This page was changed in another window after you opened it"),
        &html! {
            p { (say!("Below is what you typed here. In the other window you wrote:")) }
            @for (_, value) in there.iter().filter(|(_, value)| !value.trim().is_empty()) { p.said { (words(value)) } }
            p { (say!("Put into the boxes what you want to keep of both, then press the button again.")) }
        },
    )
}

/// Whether nothing of what stands there is missing from what was typed.
fn holds_all(typed: &Answers, there: &Answers) -> bool {
    let mut filled = there.iter().filter(|(_, value)| !value.trim().is_empty());
    filled.all(|(name, value)| typed.all(name).any(|own| own.contains(value.trim())))
}

/// One topic.
pub async fn ask(State(app): Shared, Path((entry, name)): Path<(u64, String)>) -> Reply {
    let topic = fields::topic(&name).ok_or(Stop::Missing)?;
    let started = started(&app, entry).await?;
    let answers = started.current(topic);
    let filled = Filled::new(app.number(seeing(&answers, &answers)));
    Ok(app.page("/list", started.topic_page(&app, entry, topic, &filled)))
}

/// Keeps the answers to one topic in the draft.
pub async fn keep(State(app): Shared, Path((entry, name)): Path<(u64, String)>, sent: Sent) -> Reply {
    let topic = fields::topic(&name).ok_or(Stop::Missing)?;
    let Sent { answers, genuine } = sent;
    if !genuine && app.is_open() {
        let failure = Failure::refused(
            say!("This page had been open for too long."),
            say!("Your words are still here. Press Continue again."),
        );
        let filled = Filled::failed(app.number(answers), &failure);
        let page = started(&app, entry).await?.topic_page(&app, entry, topic, &filled);
        let mut response = app.again("/list", page);
        *response.status_mut() = axum::http::StatusCode::FORBIDDEN;
        return Ok(response);
    }
    let typed = answers.clone();
    match app.write(move |opened| put(opened, entry, topic, &typed)).await {
        Ok(Put::Kept) => {
            let next = fields::after(&name).filter(|_| !answers.has("finish", "1"));
            let next = next.map_or(String::new(), |topic| format!("/{}", topic.name));
            Ok(respond::see_other(&format!("/entry/{entry}/more{next}")))
        }
        Ok(Put::Missing) => Err(Stop::Missing),
        Ok(Put::Wrong(errors)) => {
            // The words are in the draft now, so the page shows what stands there.
            let filled = Filled::wrong(seeing(&fields::asked(&answers), &answers), errors);
            Ok(app.again("/list", started(&app, entry).await?.topic_page(&app, entry, topic, &filled)))
        }
        Ok(Put::Elsewhere(there)) => {
            let filled = Filled::elsewhere(&answers, there);
            Ok(app.again("/list", started(&app, entry).await?.topic_page(&app, entry, topic, &filled)))
        }
        Err(Stop::Failed(failure)) => {
            let filled = Filled::failed(answers, &failure);
            Ok(app.again("/list", started(&app, entry).await?.topic_page(&app, entry, topic, &filled)))
        }
        Err(stop) => {
            let draft = Draft::of(topic.name, &answers, app.clock().now());
            Err(app.keep_if_locked(stop, &draft::about(entry), draft))
        }
    }
}

/// What became of the answers to a topic.
enum Put {
    Kept,
    Missing,
    Wrong(Errors),
    /// The page was changed in another window after this one was shown.
    Elsewhere(Answers),
}

fn put(opened: &mut Opened, entry: u64, topic: &Topic, typed: &Answers) -> Outcome<Put> {
    let Some(started) = start(opened.journal.contents(), opened.journal.clock(), entry) else {
        return Ok(Put::Missing);
    };
    let (there, seen) = (started.current(topic), typed.text(draft::SEEN));
    if seen.is_some_and(|seen| seen != draft::mark(&there)) && !holds_all(typed, &there) {
        return Ok(Put::Elsewhere(there));
    }
    let Started { mut incident, mut draft, context } = started;
    let context = context.typed_at(draft.typed_as(topic.name, typed));
    let before = incident.clone();
    let mut errors = Errors::new();
    (topic.put)(typed, &mut incident, &context, &mut errors);
    let mut answers = typed.clone();
    if let Some(name) = typed.text("someone") {
        let person = opened.once(typed.exact(NUMBER), |journal| introduce(journal, name))?;
        answers =
            typed.iter().filter(|(name, _)| *name != "someone").collect::<Answers>().with("who", person);
    } else if incident == before && draft.page(topic.name).is_none() && errors.is_empty() {
        // Nothing was said on this page, so nothing waits to be saved.
        return Ok(Put::Kept);
    }
    draft.put(topic.name, &answers, opened.journal.clock().now());
    draft.save(&mut opened.journal, &draft::about(entry))?;
    Ok(if errors.is_empty() { Put::Kept } else { Put::Wrong(errors) })
}

/// Adds somebody to the people at once, unless they are there under that name; gives their number.
fn introduce(journal: &mut Journal, name: &str) -> Outcome<String> {
    if let Some(person) = journal.diary().named(name) {
        return Ok(person.to_string());
    }
    let person = Person { name: name.to_owned(), role: Role::Suspect, known: true, ..Person::default() };
    let event = journal.diary().introduce(person)?;
    Ok(journal.write(event)?.to_string())
}

/// Saves the whole draft as one change.
pub async fn save(State(app): Shared, Path(entry): Path<u64>, Genuine(answers): Genuine) -> Reply {
    let (errors, failure) = match app.save(&answers, move |opened, typed| write(opened, entry, typed)).await?
    {
        Ok(next) => return Ok(next),
        Err(unsaved) => unsaved,
    };
    let filled = Filled { errors, failure: failure.as_ref(), ..Filled::new(answers) };
    Ok(app.again("/list", started(&app, entry).await?.page(&app, entry, &filled)))
}

fn write(opened: &mut Opened, entry: u64, answers: &Answers) -> Outcome<Result<String, Errors>> {
    let mut errors = Errors::new();
    let reason = answers.text("reason").unwrap_or_default().to_owned();
    if reason.is_empty() {
        errors.add("reason", say!("Say in a few words why you are changing it."));
        return Ok(Err(errors));
    }
    let mut wrong = Errors::new();
    let to = opened.once(answers.exact(NUMBER), |journal| {
        let key = draft::about(entry);
        let Some(Started { mut incident, draft, mut context }) =
            start(journal.contents(), journal.clock(), entry)
        else {
            return Ok(String::new());
        };
        for topic in draft.pages().filter_map(fields::topic) {
            let answers = draft.page(topic.name).unwrap_or_default();
            context = context.typed_at(draft.typed(topic.name));
            (topic.put)(&answers, &mut incident, &context, &mut wrong);
        }
        if let Some((_, message)) = wrong.iter().next() {
            return Err(Failure::refused(say!("One of the pages needs another look."), message));
        }
        let event = journal.diary().amend(entry, incident, &reason)?;
        draft::finish(journal, event, &key)?;
        Ok(format!("/entry/{entry}?done=changed"))
    })?;
    Ok(Ok(to))
}

/// Erases the draft about an incident.
pub async fn throw_away(State(app): Shared, Path(entry): Path<u64>, _genuine: Genuine) -> Reply {
    app.with(move |opened| draft::erase(&mut opened.journal, &draft::about(entry))).await?;
    Ok(respond::see_other(&format!("/entry/{entry}")))
}
