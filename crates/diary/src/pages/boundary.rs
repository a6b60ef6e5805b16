//! When and how the person asked for contact to stop.

use super::{
    app::{App, Opened, Stop},
    fields::{self, Context},
    form::{Genuine, NUMBER},
    frame::{Before, Reply, Shared, done, failed, words},
    seen::Seen,
};
use crate::failure::{Failure, Outcome};
use axum::extract::{Query, State};
use daybook_core::{boundary::Boundary, event::Event};
use daybook_web::{
    form::{Answers, Choice, Errors, Question},
    layout::Page,
    say,
};
use maud::html;

/// What the page shows beside its form.
struct Told {
    /// Time and words of each.
    earlier: Vec<(String, String)>,
    people: Vec<(u64, String)>,
}

/// The form, and what was written before.
pub async fn show(State(app): Shared, Query(before): Query<Before>) -> Reply {
    let did = before.done.map(|_| {
        say!("Saved. Contact after this is counted as unwanted. You do not have to answer any of it.")
    });
    Ok(app.page("/", page(&app, &app.fresh(), &Errors::new(), &html! { (done(did)) }).await?))
}

async fn page(app: &App, answers: &Answers, errors: &Errors, top: &maud::Markup) -> Result<Page, Stop> {
    let told = app.look(|seen| Ok(read(seen))).await?;
    let mut form = app
        .form("/boundary")
        .ask(
            Question::paragraphs("words", say!("What did you say?"))
                .hint(say!("As near as you remember. Once is enough."))
                .rows(3),
        )
        .ask(
            Question::line("when", say!("When?"))
                .hint(say!("For example: 12 March about 9pm. “Not sure” is fine.")),
        )
        .ask(Question::carried(fields::AHEAD))
        .ask(
            Question::line("how", say!("How?"))
                .hint(say!("Such as: by message, in person, through somebody."))
                .optional(),
        );
    if !told.people.is_empty() {
        let people = told
            .people
            .iter()
            .map(|(entry, name)| Choice::new(entry.to_string(), crate::output::visible(name)));
        form = form.ask(
            Question::many("to", say!("Who did you tell?"), people.collect())
                .hint(say!("Tick nobody if it was for everyone."))
                .optional(),
        );
    }
    let intro = html! {
        (top)
        h1 { (say!("I asked them to stop")) }
        p { (say!("Write it down if you did. You never have to tell them, and you do not have to tell them again.")) }
        @for (when, said) in &told.earlier { p { strong { (when) } ": " (words(said)) } }
    };
    Ok(Page::new(form.button(say!("Save")).page(&intro, answers, errors)).back("/"))
}

fn read(seen: &Seen) -> Told {
    let diary = seen.diary();
    let earlier = diary.standing(&diary.boundaries).map(|(_, b)| (b.when.to_string(), b.words.clone()));
    Told { earlier: earlier.collect(), people: Context::of(seen.contents(), seen.clock()).people }
}

/// Saves it.
pub async fn save(State(app): Shared, Genuine(answers): Genuine) -> Reply {
    let (errors, failure) = match app.save(&answers, write).await? {
        Ok(next) => return Ok(next),
        Err(unsaved) => unsaved,
    };
    let top = failure.as_ref().map_or_else(|| html! {}, failed);
    Ok(app.again("/", page(&app, &fields::asked(&answers), &errors, &top).await?))
}

fn write(opened: &mut Opened, answers: &Answers) -> Outcome<Result<String, Errors>> {
    let mut errors = Errors::new();
    let words = answers.text("words").unwrap_or_default().to_owned();
    if words.is_empty() {
        errors.add("words", say!("Write what you said, as near as you remember."));
    }
    let read = fields::read_when(answers, &opened.journal.clock().zoned());
    let when = match read {
        Ok(when) if errors.is_empty() => when,
        Ok(_) => return Ok(Err(errors)),
        Err(why) => {
            errors.add("when", why);
            return Ok(Err(errors));
        }
    };
    let people = Context::of(opened.journal.contents(), opened.journal.clock()).people;
    let to = answers.all("to").filter_map(|entry| entry.parse().ok());
    let to = to.filter(|entry| people.iter().any(|(own, _)| own == entry)).collect();
    let how = answers.text("how").unwrap_or_default().to_owned();
    let saved: Result<String, Failure> = opened.once(answers.exact(NUMBER), |journal| {
        journal.write(Event::Boundary(Boundary { when, how, words, to }))?;
        Ok("/boundary?done=saved".to_owned())
    });
    saved.map(Ok)
}
