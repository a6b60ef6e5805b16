//! Who the person spoke to, what was said, what was promised and by when.

use super::super::{
    app::{App, Opened, Stop},
    form::{Genuine, NUMBER},
    frame::{Before, Reply, Shared, done, failed, words},
};
use crate::failure::{Failure, Outcome};
use axum::extract::{Query, State};
use daybook_core::{agency::AgencyContact, event::Event, said};
use daybook_web::{
    components::{Row, summary_list},
    form::{Answers, Errors, Question},
    layout::Page,
    say, say_html,
};
use maud::{Markup, html};

/// The list, and the form for another.
pub async fn promises(State(app): Shared, Query(before): Query<Before>) -> Reply {
    let said = before.done.map(|_| "Saved.");
    Ok(app.page("/", page(&app, &app.fresh(), &Errors::new(), &html! { (done(said)) }).await?))
}

async fn page(app: &App, answers: &Answers, errors: &Errors, top: &Markup) -> Result<Page, Stop> {
    let spoken: Vec<AgencyContact> = app
        .look(|seen| {
            let diary = seen.diary();
            let mut all: Vec<AgencyContact> =
                diary.standing(&diary.agency).map(|(_, spoke)| spoke.clone()).collect();
            all.reverse();
            Ok(all)
        })
        .await?;
    let form = app
        .form("/spoke")
        .ask(
            Question::line("force", say!("Which service?"))
                .hint(say!("Such as: the police force, a support service, your landlord.")),
        )
        .ask(
            Question::line("who", say!("Who did you speak to?"))
                .hint(say!("Name, rank and number, if you have them."))
                .optional(),
        )
        .ask(
            Question::line("when", say!("When?"))
                .hint(say!("For example: today at 3pm. “Not sure” is fine.")),
        )
        .ask(Question::line("reference", say!("Reference they gave you")).optional())
        .ask(Question::paragraphs("told", say!("What did you tell them?")).rows(3).optional())
        .ask(Question::paragraphs("advice", say!("What did they say?")).rows(3).optional())
        .ask(Question::line("promise", say!("What did they promise to do?")).optional())
        .ask(Question::line("due", say!("By when?")).hint(say!("In their words.")).optional())
        .button(say!("Save"));
    let open: Vec<&AgencyContact> = spoken.iter().filter(|spoke| spoke.promise.is_some()).collect();
    let intro = html! {
        (top)
        h1 { (say!("Who I spoke to")) }
        p { (say!("So that you do not have to tell it again, and can ask what became of a promise.")) }
        @if !open.is_empty() {
            h2 { (say!("What was promised")) }
            @for spoke in &open {
                div.line { p.said { (words(spoke.promise.as_deref().unwrap_or_default())) } p.hint { (words(&spoke.force)) ", " (spoke.when.to_string()) @if let Some(due) = &spoke.due { ". " (say_html!("By: {due}", due = words(due))) } } }
            }
        }
        @if !spoken.is_empty() { h2 { (say!("All of them")) } }
        @for spoke in &spoken { (one(spoke)) }
        h2 { (say!("Add one")) }
    };
    Ok(Page::new(form.page(&intro, answers, errors)).back("/"))
}

fn one(spoke: &AgencyContact) -> Markup {
    let texts = [
        (say!("Reference"), &spoke.reference),
        (say!("You told them"), &spoke.told),
        (say!("They said"), &spoke.advice),
        (say!("They promised"), &spoke.promise),
        (say!("By when"), &spoke.due),
    ];
    let mut rows = vec![Row::text(say!("When"), &spoke.when.to_string())];
    rows.extend(texts.into_iter().filter_map(|(name, text)| Some(Row::markup(name, words(text.as_ref()?)))));
    html! {
        h3 { (words(&spoke.force)) @if !spoke.who.is_empty() { ", " (words(&spoke.who)) } }
        (summary_list(&rows))
    }
}

/// Saves it.
pub async fn save_contact(State(app): Shared, Genuine(answers): Genuine) -> Reply {
    let (errors, failure) = match app.save(&answers, write).await? {
        Ok(next) => return Ok(next),
        Err(unsaved) => unsaved,
    };
    let top = failure.as_ref().map_or_else(|| html! {}, failed);
    Ok(app.again("/", page(&app, &answers, &errors, &top).await?))
}

fn write(opened: &mut Opened, answers: &Answers) -> Outcome<Result<String, Errors>> {
    let mut errors = Errors::new();
    let text = |name: &str| answers.text(name).map(str::to_owned);
    if text("force").is_none() {
        errors.add("force", say!("Say which service it was. “The police” is enough."));
    }
    let when = said::parse(answers.text("when").unwrap_or(say!("not sure")), &opened.journal.clock().zoned());
    let when = when
        .map_err(|why| errors.add("when", format!("{} {}", say!(&why.what), say!(&why.todo))))
        .unwrap_or_default();
    if !errors.is_empty() {
        return Ok(Err(errors));
    }
    let spoke = AgencyContact {
        when,
        who: text("who").unwrap_or_default(),
        force: text("force").unwrap_or_default(),
        reference: text("reference"),
        told: text("told"),
        advice: text("advice"),
        promise: text("promise"),
        due: text("due"),
    };
    let saved: Result<String, Failure> = opened.once(answers.exact(NUMBER), |journal| {
        journal.write(Event::Agency(spoke))?;
        Ok("/spoke?done=saved".to_owned())
    });
    saved.map(Ok)
}
