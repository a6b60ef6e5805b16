//! Orders: what each forbids, and which entries fall within it. Whether it was broken is for a court to say.

use super::{
    super::{
        app::{App, Opened, Stop},
        fields::Context,
        form::{Genuine, NUMBER},
        frame::{Before, Reply, Shared, done, failed, words},
        insight::cited,
        seen::Seen,
    },
    day,
};
use crate::failure::{Failure, Outcome};
use axum::extract::{Query, State};
use daybook_core::{
    boundary::{Forbidden, Order},
    contact::Source,
    order::{self, Held},
    when,
};
use daybook_web::{
    components::{Row, summary_list},
    form::{Answers, Choice, Errors, Question, Width},
    layout::Page,
    say, say_html,
};
use maud::{Markup, html};

/// What the page shows beside its form.
struct Told {
    held: Vec<(Held, Order, Vec<String>)>,
    people: Vec<(u64, String)>,
}

/// The orders, and the form for another.
pub async fn orders(State(app): Shared, Query(before): Query<Before>) -> Reply {
    let said = before.done.map(|_| "Saved.");
    Ok(app.page("/", page(&app, &app.fresh(), &Errors::new(), &html! { (done(said)) }).await?))
}

fn read(seen: &Seen) -> Outcome<Told> {
    let held = seen.insight(|view| {
        let all = order::held(view.diary, view.rows, view.zone).into_iter();
        all.filter_map(|held| {
            let order = view.diary.orders.get(&held.order)?.now().clone();
            let bound = held.against.iter().map(|person| view.name(*person).to_owned()).collect();
            Some((held, order, bound))
        })
        .collect()
    });
    Ok(Told { held, people: Context::of(seen.contents(), seen.clock()).people })
}

async fn page(app: &App, answers: &Answers, errors: &Errors, top: &Markup) -> Result<Page, Stop> {
    let told = app.look(read).await?;
    let mut form = app
        .form("/papers")
        .ask(
            Question::line("kind", say!("What is it called?"))
                .hint(say!("Such as: bail terms, or an order not to come near you.")),
        )
        .ask(
            Question::line("by", say!("Who made it?"))
                .hint(say!("Such as: the court and its town."))
                .optional(),
        )
        .ask(
            Question::paragraphs("terms", say!("What does it say?"))
                .hint(say!("In its own words, as near as you can."))
                .rows(4)
                .optional(),
        )
        .ask(
            Question::many("forbids", say!("What does it forbid?"), forbidden())
                .hint(say!("Tick what it names. Then your entries can be held against it."))
                .optional(),
        )
        .ask(
            Question::paragraphs("places", say!("Places it names"))
                .hint(say!("One on each line. Leave out an address they do not know."))
                .rows(2)
                .optional(),
        )
        .ask(
            Question::line("from", say!("First day"))
                .hint(say!("For example: 12 March 2026."))
                .width(Width::Medium)
                .optional(),
        )
        .ask(
            Question::line("until", say!("Last day"))
                .hint(say!("Leave it empty if there is none."))
                .width(Width::Medium)
                .optional(),
        )
        .ask(Question::line("served", say!("Day they were given it")).width(Width::Medium).optional());
    if !told.people.is_empty() {
        let people = told
            .people
            .iter()
            .map(|(entry, name)| Choice::new(entry.to_string(), crate::output::visible(name)));
        form = form.ask(Question::many("against", say!("Who is bound by it?"), people.collect()));
    }
    let intro = html! {
        (top)
        h1 { (say!("Orders")) }
        p { (say!("An order of a court, bail conditions, or a paper from the police that says what somebody must not do.")) }
        @for (held, order, bound) in &told.held { (one(held, order, bound)) }
        h2 { (say!("Add an order")) }
    };
    Ok(Page::new(form.button(say!("Save")).page(&intro, answers, errors)).back("/"))
}

fn forbidden() -> Vec<Choice> {
    Forbidden::ALL
        .iter()
        .enumerate()
        .map(|(at, sort)| Choice::new(at.to_string(), say!(sort.label())))
        .collect()
}

fn one(held: &Held, order: &Order, bound: &[String]) -> Markup {
    let day = |day: Option<jiff::civil::Date>| day.map_or_else(|| say!("Not known").to_owned(), when::day);
    let rows = [
        Row::markup(say!("Who is bound"), words(&bound.join(", "))),
        Row::text(say!("First day"), &day(held.from)),
        Row::text(
            say!("Last day"),
            &held.until.map_or_else(|| say!("None, or not known").to_owned(), when::day),
        ),
        Row::markup(say!("What it says"), words(&order.terms)),
    ];
    let within: Vec<Source> = held.within.iter().map(|within| within.source).collect();
    let early = held.within.iter().filter(|within| within.before_service).count();
    html! {
        h2 { (words(&held.kind)) }
        (summary_list(&rows))
        p { strong { (say_html!("{count} in your diary fall within it.", count = within.len())) } " " (say!("Whether it was broken is for a court to say.")) }
        (cited(&within))
        @if early > 0 { p.hint { (say_html!("{early} of them came before they were given it.", early)) } }
        @if held.service_unknown { p.hint { (say!("The day they were given it is not written down. It matters: find it out if you can.")) } }
    }
}

/// Saves an order.
pub async fn save_order(State(app): Shared, Genuine(answers): Genuine) -> Reply {
    let (errors, failure) = match app.save(&answers, write).await? {
        Ok(next) => return Ok(next),
        Err(unsaved) => unsaved,
    };
    let top = failure.as_ref().map_or_else(|| html! {}, failed);
    Ok(app.again("/", page(&app, &answers, &errors, &top).await?))
}

fn write(opened: &mut Opened, answers: &Answers) -> Outcome<Result<String, Errors>> {
    let mut errors = Errors::new();
    let now = opened.journal.clock().zoned();
    let text = |name: &str| answers.text(name).unwrap_or_default().to_owned();
    if text("kind").is_empty() {
        errors.add("kind", say!("Say what it is called. “An order” is enough."));
    }
    let people = Context::of(opened.journal.contents(), opened.journal.clock()).people;
    let against = answers.all("against").filter_map(|entry| entry.parse().ok());
    let against: Vec<u64> = against.filter(|entry| people.iter().any(|(own, _)| own == entry)).collect();
    let forbids =
        answers.all("forbids").filter_map(|at| Forbidden::ALL.get(at.parse::<usize>().ok()?).copied());
    let order = Order {
        kind: text("kind"),
        by: text("by"),
        against,
        terms: text("terms"),
        forbids: forbids.collect(),
        zones: text("places")
            .lines()
            .map(|line| line.trim().to_owned())
            .filter(|line| !line.is_empty())
            .collect(),
        from: day(answers, "from", &now, &mut errors),
        until: day(answers, "until", &now, &mut errors),
        served: day(answers, "served", &now, &mut errors),
    };
    if !errors.is_empty() {
        return Ok(Err(errors));
    }
    let saved: Result<String, Failure> = opened.once(answers.exact(NUMBER), |journal| {
        let event = journal.diary().order(order)?;
        journal.write(event)?;
        Ok("/papers?done=saved".to_owned())
    });
    saved.map(Ok)
}
