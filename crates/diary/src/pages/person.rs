//! One person: every number and name that is theirs, what came from each, and ways to see the rest.

use super::{
    app::{App, Stop},
    form::{Genuine, NUMBER},
    frame::{Reply, Shared, failed, words},
    people::{KINDS, ROLES},
    seen::Seen,
    timeline::{
        filter::{Asked, Filter},
        rows::Use,
    },
};
use crate::{
    book::{self, Suggestion},
    failure::Failure,
    lookup,
};
use axum::extract::{Path, State};
use daybook_core::{incident::Channel, person, when::moment};
use daybook_report::words::number;
use daybook_web::{
    components::{Align, Row, Table, summary_list},
    form::{Choice, Errors, Question},
    layout::Page,
    respond, say, say_html,
};
use jiff::tz::TimeZone;
use maud::{Markup, html};
use std::collections::BTreeMap;

/// A number, name or registration, as shown.
struct Theirs {
    value: String,
    kind: &'static str,
    basis: String,
    used: Option<Use>,
}

/// What the page shows.
struct Shown {
    entry: u64,
    name: String,
    rows: Vec<(&'static str, String)>,
    theirs: Vec<Theirs>,
    channels: BTreeMap<Channel, u64>,
    total: u64,
    cards: Vec<Suggestion>,
}

/// The page.
pub async fn show(State(app): Shared, Path(entry): Path<u64>) -> Reply {
    page(&app, entry, None).await
}

async fn page(app: &App, entry: u64, failure: Option<Failure>) -> Reply {
    let shown = app.look(move |seen| Ok(read(seen, entry))).await?.ok_or(Stop::Missing)?;
    let content = html! {
        @if let Some(failure) = &failure { (failed(failure)) }
        (view(&shown, app.clock().zone()))
        @if !shown.cards.is_empty() {
            h2 { (say!("On your contact cards")) }
            p { (say!("Nothing is joined unless you say so.")) }
            @for suggestion in &shown.cards { (card(app, suggestion)) }
        }
    };
    let page = Page::new(content).back("/people");
    Ok(if failure.is_some() { app.again("/people", page) } else { app.page("/people", page) })
}

/// A card that may be of this person: what it has, and the choice to link it.
fn card(app: &App, suggestion: &Suggestion) -> Markup {
    let Suggestion { filed, person, shared, open } = suggestion;
    let (segment, index) = filed.place;
    let name = crate::output::visible(&filed.card.name);
    let choices = open.iter().enumerate().map(|(at, one)| {
        let label = one.label.as_deref().map(|label| format!(" ({label})")).unwrap_or_default();
        Choice::new(at.to_string(), crate::output::visible(&format!("{}{label}", one.value)))
    });
    let form = app
        .form(format!("/people/{person}/card"))
        .ask(Question::carried("card"))
        .ask(
            Question::many(
                format!("only-{segment}-{index}"),
                say!("Which of these are theirs?"),
                choices.collect(),
            )
            .hint(say!(
                "The card and your diary both have: {shared}.",
                shared = crate::output::visible(shared)
            )),
        )
        .button(say!("Link what I ticked"));
    let answers = app.fresh().with("card", format!("{segment}/{index}"));
    html! {
        h3 { (say_html!("Card “{name}” in {label} has {open} more", name, label = filed.label, open = book::held(open))) }
        (form.render(&answers, &Errors::new()))
    }
}

/// Links what was ticked on a card.
pub async fn join(State(app): Shared, Path(entry): Path<u64>, Genuine(answers): Genuine) -> Reply {
    let number = answers.exact(NUMBER).to_owned();
    let saved = app
        .write(move |opened| {
            let (segment, index) = lookup::item(answers.exact("card"))?;
            let ticked: Vec<usize> =
                answers.all(&format!("only-{segment}-{index}")).filter_map(|at| at.parse().ok()).collect();
            opened.once(&number, |journal| {
                let suggested = book::suggestions(journal.contents()).into_iter();
                let suggested =
                    suggested.filter(|one| one.person == entry && one.filed.place == (segment, index));
                let open = suggested.flat_map(|one| one.open).enumerate();
                let only: Vec<String> =
                    open.filter(|(at, _)| ticked.contains(at)).map(|(_, one)| one.value).collect();
                if only.is_empty() {
                    return Err(Failure::refused(
                        say!("Nothing was ticked, so nothing was linked."),
                        say!("Tick the numbers and addresses that are theirs."),
                    ));
                }
                book::link_card(journal, (segment, index), (entry, &only))?;
                Ok(format!("/people/{entry}"))
            })
        })
        .await;
    match saved {
        Ok(to) => Ok(respond::see_other(&to)),
        Err(Stop::Failed(failure)) => page(&app, entry, Some(failure)).await,
        Err(stop) => Err(stop),
    }
}

fn read(seen: &Seen, entry: u64) -> Option<Shown> {
    let diary = seen.diary();
    let cards = book::suggestions(seen.contents()).into_iter();
    let cards: Vec<Suggestion> = cards.filter(|suggestion| suggestion.person == entry).collect();
    let somebody = diary.people.get(&entry)?.now();
    let role = ROLES.iter().find(|(role, ..)| *role == somebody.role).map_or("", |(_, _, label)| say!(label));
    let mut rows = vec![(say!("Their part"), role.to_owned())];
    rows.extend(somebody.relation.iter().map(|text| (say!("How you know them"), text.clone())));
    rows.extend(somebody.description.iter().map(|text| (say!("What they look like"), text.clone())));
    rows.extend(somebody.acts_with.map(|other| (say!("Acts with"), diary.name(other).to_owned())));
    let uses = seen.everything().uses(entry);
    let own = diary.standing(&diary.identifiers).filter(|(_, own)| own.person == Some(entry));
    let theirs = own.map(|(_, own)| Theirs {
        value: own.value.clone(),
        kind: KINDS.iter().find(|(kind, ..)| *kind == own.kind).map_or("", |(_, _, label)| say!(label)),
        basis: own.basis.clone(),
        used: joined(&uses, &own.value),
    });
    let asked = Asked { p: Some(entry), ..Asked::default() };
    let mut channels = BTreeMap::new();
    let chosen = seen.chosen(&Filter::of(&asked, None));
    chosen.iter().for_each(|row| *channels.entry(row.channel).or_default() += 1);
    Some(Shown {
        entry,
        name: somebody.name.clone(),
        rows,
        theirs: theirs.collect(),
        channels,
        total: chosen.len() as u64,
        cards,
    })
}

/// All spellings of one identifier together.
fn joined(uses: &[Use], value: &str) -> Option<Use> {
    let same = uses.iter().filter(|own| person::normalise(&own.name) == person::normalise(value));
    same.cloned().reduce(|a, b| Use {
        count: a.count + b.count,
        span: match (a.span, b.span) {
            (Some((first, last)), Some((other, later))) => Some((first.min(other), last.max(later))),
            (one, other) => one.or(other),
        },
        name: a.name,
    })
}

fn view(shown: &Shown, zone: &TimeZone) -> Markup {
    let rows: Vec<Row> = shown.rows.iter().map(|(name, value)| Row::markup(*name, words(value))).collect();
    let mut table = Table::new(say!("Numbers, names and registrations"))
        .column(say!("Which"), Align::Left)
        .column(say!("How you know"), Align::Left)
        .column(say!("From it"), Align::Right)
        .column(say!("First seen"), Align::Left)
        .column(say!("Last seen"), Align::Left);
    for own in &shown.theirs {
        let seen = |pick: fn(&(jiff::Timestamp, jiff::Timestamp)) -> jiff::Timestamp| {
            let span = own.used.as_ref().and_then(|used| used.span);
            span.map_or_else(|| say!("Not seen").to_owned(), |span| moment(pick(&span), zone))
        };
        table.row(vec![
            html! { (words(&own.value)) br; span.hint { (own.kind) } },
            words(&own.basis),
            html! { (number(own.used.as_ref().map_or(0, |used| used.count))) },
            html! { (seen(|span| span.0)) },
            html! { (seen(|span| span.1)) },
        ]);
    }
    let channels: Vec<Row> = shown
        .channels
        .iter()
        .map(|(channel, count)| {
            let at = Channel::ALL.iter().position(|own| own == channel);
            let asked = Asked { p: Some(shown.entry), c: at, ..Asked::default() };
            Row::markup(say!(channel.label()), html! { a href=(asked.link()) { (number(*count)) } })
        })
        .collect();
    let all = Asked { p: Some(shown.entry), ..Asked::default() };
    html! {
        h1 { (words(&shown.name)) }
        (summary_list(&rows))
        p {
            a.button href=(all.link()) { (say_html!("Everything with them: {total}", total = number(shown.total))) } " "
            a.button.quiet href={ "/see?p=" (shown.entry) } { (say!("See it as pictures")) }
        }
        (table.render())
        p { a href="/people" { (say!("Add a number or name")) } }
        h2 { (say!("How contact was made")) }
        (summary_list(&channels))
    }
}
