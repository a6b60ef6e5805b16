//! The row of time: incidents, messages and calls together, narrowed as the person likes.

pub mod filter;
pub mod rows;

use super::{
    app::{App, Stop},
    form::Genuine,
    frame::{Reply, Shared, words},
    list,
    seen::Seen,
};

use axum::extract::{Query, State};
use daybook_core::{
    contact::Source,
    incident::{Channel, Kind},
    item::{CallOutcome, Direction},
    said,
    when::moment,
};
use daybook_report::words::number;
use daybook_web::{
    components::{Pager, details, tag},
    form::{Answers, Choice, Errors, Question, Width},
    layout::Page,
    respond, say, say_html,
};
use filter::{Asked, Filter};
use jiff::civil::Date;
use maud::{Markup, html};
use rows::Row;
use std::collections::BTreeMap;

/// Rows on one page.
const EACH: usize = 50;

/// One row, as shown.
pub struct Line {
    to: String,
    when: String,
    /// Who, for a message or call.
    who: Option<String>,
    text: String,
    tags: Vec<String>,
}

/// What the page shows.
struct Shown {
    lines: Vec<Line>,
    total: usize,
    page: usize,
    pages: usize,
    text: Option<String>,
    choices: Choices,
}

/// What can be chosen from.
#[derive(Default)]
struct Choices {
    people: Vec<(u64, String)>,
    places: Vec<(u64, String)>,
}

/// The page.
pub async fn show(State(app): Shared, Query(asked): Query<Asked>) -> Reply {
    let shown = look(&app, &asked).await?;
    let answers = answers(&app, &asked, shown.text.as_deref());
    Ok(app.page("/list", page(&app, (&asked, &shown), &answers, &Errors::new())))
}

async fn look(app: &App, asked: &Asked) -> Result<Shown, Stop> {
    let text = match asked.q {
        Some(number) => app.looks()?.sought(number),
        None => None,
    };
    let asked = asked.clone();
    app.look(move |seen| Ok(read(seen, &asked, text))).await
}

fn read(seen: &Seen, asked: &Asked, text: Option<String>) -> Shown {
    let chosen = seen.chosen(&Filter::of(asked, text.clone()));
    let pages = chosen.len().div_ceil(EACH).max(1);
    let page = asked.page.unwrap_or(1).clamp(1, pages);
    let (dated, undated) = chosen.split_at(chosen.partition_point(|row| row.at.is_some()));
    // What has no time stays last either way.
    let newest_first = dated.iter().rev().chain(undated);
    let (skipped, newest) = ((page - 1) * EACH, asked.o != Some(1));
    let here: Vec<&Row> = if newest {
        newest_first.skip(skipped).take(EACH).collect()
    } else {
        chosen.iter().skip(skipped).take(EACH).collect()
    };
    let lines = here.into_iter().filter_map(|row| line(seen, row)).collect();
    Shown { lines, total: chosen.len(), page, pages, text, choices: Choices::of(seen) }
}

impl Choices {
    fn of(seen: &Seen) -> Self {
        let diary = seen.diary();
        let people = diary.standing(&diary.people).map(|(entry, person)| (entry, person.name.clone()));
        let mut places: BTreeMap<String, (u64, String)> = BTreeMap::new();
        for (entry, incident) in diary.standing(&diary.incidents) {
            if let Some(place) = &incident.place {
                places.entry(rows::named(&place.text)).or_insert((entry, place.text.clone()));
            }
        }
        Self { people: people.collect(), places: places.into_values().collect() }
    }
}

/// A row in words.
fn line(seen: &Seen, row: &Row) -> Option<Line> {
    match row.source {
        Source::Incident(entry) => told(seen, entry),
        Source::Item(segment, index) => {
            let item = seen.items().get(segment, index)?.item;
            let zone = seen.clock().zone();
            let other =
                if row.direction == Direction::Out { item.to.first().map(String::as_str) } else { item.from };
            let who = seen.everything().person(row).map(|person| seen.diary().name(person).to_owned());
            let who =
                who.or_else(|| other.map(str::to_owned)).unwrap_or_else(|| say!("Not known").to_owned());
            let out = row.direction == Direction::Out;
            Some(Line {
                to: format!("/talk/{segment}/{index}"),
                when: row.at.map_or_else(|| say!("No time").to_owned(), |at| moment(at, zone)),
                who: Some(if out { say!("You to {who}", who) } else { who }),
                text: item
                    .call
                    .map_or_else(|| list::short(item.text), |call| called(call.outcome).to_owned()),
                tags: vec![say!(row.channel.label()).to_owned()],
            })
        }
    }
}

fn told(seen: &Seen, entry: u64) -> Option<Line> {
    let history = seen.diary().incidents.get(&entry)?;
    let incident = history.now();
    let mut tags: Vec<String> = incident.kinds.iter().map(|kind| say!(kind.label()).to_owned()).collect();
    if history.struck.is_some() {
        tags.push(say!("Struck out").to_owned());
    }
    let changes = history.revisions().len() - 1;
    if changes > 0 {
        tags.push(say!(one: "{count} change", many: "{count} changes", count = changes));
    }
    Some(Line {
        to: format!("/entry/{entry}"),
        when: incident.when.to_string(),
        who: None,
        text: list::short(&incident.what),
        tags,
    })
}

/// How a call ended, in words.
pub fn called(outcome: CallOutcome) -> &'static str {
    match outcome {
        CallOutcome::Answered => say!("A call that was answered"),
        CallOutcome::Missed => say!("A call that was not answered"),
        CallOutcome::Rejected => say!("A call that was turned away"),
        CallOutcome::Blocked => say!("A call the phone blocked"),
        CallOutcome::Voicemail => say!("A call that went to voicemail"),
        CallOutcome::Unknown => say!("A call"),
    }
}

/// Rows as a list.
pub fn lines(lines: &[Line]) -> Markup {
    html! {
        @for line in lines {
            div.line {
                p.line-head {
                    a href=(line.to) { (line.when) }
                    @if let Some(who) = &line.who { span { (words(who)) } }
                    @for own in &line.tags { (tag(own)) }
                }
                @if !line.text.is_empty() { p.said { (words(&line.text)) } }
            }
        }
    }
}

fn answers(app: &App, asked: &Asked, text: Option<&str>) -> Answers {
    let number = |value: Option<u64>| value.map(|n| n.to_string()).unwrap_or_default();
    let place = |value: Option<usize>| number(value.and_then(|n| u64::try_from(n).ok()));
    let day = |day: Option<Date>| day.map(|day| day.strftime("%-d %B %Y").to_string()).unwrap_or_default();
    app.fresh()
        .with("text", text.unwrap_or_default())
        .with("p", number(asked.p))
        .with("c", place(asked.c))
        .with("k", place(asked.k))
        .with("at", number(asked.at))
        .with("from", day(asked.from))
        .with("to", day(asked.to))
        .with("a", if asked.a == Some(1) { "1" } else { "" })
        .with("o", if asked.o == Some(1) { "1" } else { "" })
}

fn page(app: &App, (asked, shown): (&Asked, &Shown), answers: &Answers, errors: &Errors) -> Page {
    let form = form(app, &shown.choices, answers, errors);
    let link = asked.link();
    let to = if link.contains('?') { format!("{link}&page=") } else { format!("{link}?page=") };
    let content = html! {
        h1 { (say!("Timeline")) }
        @if errors.is_empty() && !asked.is_narrow() { (details(say!("Show only some"), &form)) } @else { (form) }
        p role="status" {
            (total(asked, shown.total))
            @if asked.is_narrow() { " " a href="/list" { (say!("Show everything")) } }
        }
        @if asked.p.is_none() && asked.s.is_none() {
            p {
                @if asked.a == Some(1) { (say_html!("Messages with everybody are here. {link}", link = html! { a href=(Asked { a: None, page: None, ..asked.clone() }.link()) { (say!("Only with the people who did it")) } })) }
                @else { (say_html!("Your entries, and messages and calls with the people who did it. {link}", link = html! { a href=(Asked { a: Some(1), page: None, ..asked.clone() }.link()) { (say!("Messages with everybody")) } })) }
            }
        }
        p { a href="/see" { (say!("See it as pictures")) } " · " a href="/search" { (say!("Search in pictures too")) } }
        @if shown.total == 0 && !asked.is_narrow() { p { (say_html!("Nothing yet. {link}.", link = html! { a href="/add" { (say!("Write the first one")) } })) } }
        (lines(&shown.lines))
        (Pager { page: shown.page, pages: shown.pages, to: &to }.render())
    };
    Page::new(content)
}

/// How much there is, and in which order.
fn total(asked: &Asked, total: usize) -> Markup {
    let shown = number(total as u64);
    let things = say!(one: "{shown} thing", many: "{shown} things", count = total, shown);
    let things = html! { strong { (things) } };
    if asked.is_narrow() {
        say_html!("{things} fit.", things)
    } else if asked.o == Some(1) {
        say_html!("{things}, the oldest first.", things)
    } else {
        say_html!("{things}, the latest first.", things)
    }
}

fn form(app: &App, choices: &Choices, answers: &Answers, errors: &Errors) -> Markup {
    let any = |label: &str| Choice::new("", label);
    let pick = |first: &str, named: &[(u64, String)]| {
        let own = named
            .iter()
            .map(|(entry, name)| Choice::new(entry.to_string(), crate::output::visible(&list::short(name))));
        std::iter::once(any(first)).chain(own).collect::<Vec<_>>()
    };
    let placed = |first: &str, labels: &[&str]| {
        let own = labels.iter().enumerate().map(|(at, label)| Choice::new(at.to_string(), *label));
        std::iter::once(any(first)).chain(own).collect::<Vec<_>>()
    };
    let form = app
        .form("/list")
        .ask(
            Question::line("text", say!("Words to look for"))
                .hint(say!("In what you wrote and in messages."))
                .optional(),
        )
        .ask(Question::pick("p", say!("Who"), pick(say!("Everybody"), &choices.people)))
        .ask(Question::pick(
            "c",
            say!("How"),
            placed(say!("Every way"), &Channel::ALL.map(|it| say!(it.label()))),
        ))
        .ask(Question::pick(
            "k",
            say!("What they did"),
            placed(say!("Everything"), &Kind::ALL.map(|it| say!(it.label()))),
        ))
        .ask(Question::pick("at", say!("Where"), pick(say!("Everywhere"), &choices.places)))
        .ask(
            Question::line("from", say!("From which day"))
                .hint(say!("Such as: 1 March."))
                .width(Width::Medium)
                .optional(),
        )
        .ask(Question::line("to", say!("Up to which day")).width(Width::Medium).optional())
        .ask(Question::pick(
            "o",
            say!("In which order"),
            vec![any(say!("Latest first")), Choice::new("1", say!("Oldest first"))],
        ))
        .button(say!("Show"));
    html! { (form.summary(errors)) (form.render(answers, errors)) }
}

/// Takes what to show; the words looked for stay here, the address gets their number.
pub async fn narrow(State(app): Shared, Genuine(answers): Genuine) -> Reply {
    let mut errors = Errors::new();
    let asked = asked(&app, &answers, &mut errors)?;
    if errors.is_empty() {
        return Ok(respond::see_other(&asked.link()));
    }
    let all = Asked::default();
    let shown = look(&app, &all).await?;
    Ok(app.again("/list", page(&app, (&all, &shown), &answers, &errors)))
}

fn asked(app: &App, answers: &Answers, errors: &mut Errors) -> Result<Asked, Stop> {
    let number = |name: &str| answers.text(name).and_then(|n| n.parse().ok());
    let place = |name: &str| answers.text(name).and_then(|n| n.parse().ok());
    let mut day = |name: &str, last: bool| -> Option<Date> {
        let typed = answers.text(name)?;
        let read = said::parse(typed, &app.clock().zoned());
        let span = read
            .map_err(|why| errors.add(name, format!("{} {}", say!(&why.what), say!(&why.todo))))
            .ok()?
            .span;
        if span.is_none() {
            errors.add(name, say!("Give a day, such as 1 March, or leave it empty."));
        }
        span.map(|(start, end)| if last { end.date() } else { start.date() })
    };
    let (from, to) = (day("from", false), day("to", true));
    let looks = app.looks()?;
    let text = answers.text("text").map(str::to_owned);
    Ok(Asked {
        p: number("p"),
        c: place("c"),
        k: place("k"),
        at: number("at"),
        from,
        to,
        q: text.map(|text| looks.seek(text)),
        a: number("a").and_then(|n| u8::try_from(n).ok()),
        o: number("o").and_then(|n| u8::try_from(n).ok()),
        ..Asked::default()
    })
}
