//! A look at a pack before it is made: what will be in it, what stays out and why, and what can be left out.

use super::{
    super::{
        app::{App, Opened, Stop},
        form::Genuine,
        frame::{Reply, Shared, failed, words},
        list::short,
    },
    offered, page, readers, request,
};
use crate::{
    failure::{Failure, Outcome},
    packing,
};
use axum::extract::State;
use daybook_report::{
    firewall::Firewall,
    pdf::{FontSource, Fonts},
    selection::{Fate, Selection, Why},
    words::number,
};
use daybook_web::{
    components::{Row, Tone, notice, summary_list, tag},
    form::{Answers, Choice, Errors, Question},
    layout::Page,
    say,
};
use maud::{Markup, html};
use std::path::PathBuf;

/// Entries offered to be left out: more ticks than this nobody makes.
const OFFERED: usize = 300;

/// What the page shows.
struct Shown {
    rows: Vec<(&'static str, String)>,
    exhibits: Vec<(String, Fate)>,
    /// Originals kept back that may be handed over whole.
    may_go: Vec<(u64, String)>,
    incidents: Vec<(u64, String)>,
    places: Vec<String>,
    findings: Vec<(String, &'static str)>,
}

/// The page, from the first form.
pub async fn look(State(app): Shared, Genuine(answers): Genuine) -> Reply {
    let typed = answers.clone();
    match app.with(move |opened| read(opened, &typed)).await {
        Ok(shown) => {
            let answers = match answers.text("folder") {
                Some(_) => app.number(answers),
                None => answers.with("folder", offered(&app).display().to_string()),
            };
            Ok(app.page("/pack", view(&app, &shown, &answers, None)))
        }
        Err(Stop::Failed(failure)) => Ok(app.again("/pack", page(&app, &answers, Some(&failure)).await?)),
        Err(stop) => Err(stop),
    }
}

/// The page again, with what went wrong.
pub async fn again(app: &App, answers: Answers, failure: &Failure) -> Reply {
    let typed = answers.clone();
    let shown = app.with(move |opened| read(opened, &typed)).await?;
    Ok(app.again("/pack", view(app, &shown, &app.number(answers), Some(failure))))
}

fn read(opened: &mut Opened, answers: &Answers) -> Outcome<Shown> {
    let journal = &opened.journal;
    let diary = journal.diary();
    let fonts = Fonts::new(FontSource::ShippedOnly);
    let request = request(answers, PathBuf::new());
    let selection = Selection::of(&packing::case(journal, &request, &fonts), &Firewall::of(diary));
    let items: usize = selection.items.values().map(std::collections::BTreeSet::len).sum();
    let label = |entry: u64| {
        let name = diary.exhibits.get(&entry).map(|kept| kept.now().name.clone()).unwrap_or_default();
        format!("{}: {name}", diary.label(entry).unwrap_or_default())
    };
    let may_go = selection.exhibits.iter().filter(|(entry, fate)| {
        let choosable = !matches!(fate, Fate::Included | Fate::Withheld(Why::Private | Why::Damaged));
        choosable || request.originals.contains(entry)
    });
    let told = selection.incidents.iter().chain(&request.left_out);
    let mut incidents: Vec<(u64, String)> = told
        .filter_map(|entry| {
            let incident = diary.incidents.get(entry)?.now();
            Some((*entry, format!("{}: {}", incident.when, short(&incident.what))))
        })
        .collect();
    incidents.reverse();
    let kept_out = diary.incidents.values().filter_map(|told| told.now().place.as_ref());
    let mut places: Vec<String> =
        kept_out.filter(|place| place.private).map(|place| place.text.clone()).collect();
    places.sort();
    places.dedup();
    Ok(Shown {
        rows: vec![
            (say!("Entries"), number(selection.incidents.len() as u64)),
            (say!("Struck out, and shown so"), number(selection.struck.len() as u64)),
            (say!("Messages and calls"), number(items as u64)),
            (say!("Left out by you"), number(request.left_out.len() as u64)),
        ],
        exhibits: selection.exhibits.iter().map(|(entry, fate)| (label(*entry), *fate)).collect(),
        may_go: may_go.map(|(entry, _)| (*entry, label(*entry))).collect(),
        incidents,
        places,
        findings: selection.findings.iter().map(|finding| (finding.what.clone(), finding.todo)).collect(),
    })
}

fn view(app: &App, shown: &Shown, answers: &Answers, failure: Option<&Failure>) -> Page {
    let mut form = app.form("/pack").ask(Question::carried("about")).ask(Question::carried("wanted"));
    if !shown.may_go.is_empty() {
        form = form.ask(
            Question::many(
                "original",
                say!("Files kept back that you want to hand over whole"),
                choices(&shown.may_go),
            )
            .hint(say!("Only if everything in them may be read by anybody."))
            .optional(),
        );
    }
    if !shown.incidents.is_empty() && shown.incidents.len() <= OFFERED {
        form = form.ask(
            Question::many("out", say!("Entries to leave out"), choices(&shown.incidents))
                .hint(say!("The pack says how many entries there are in all, so it can be seen that some are left out."))
                .optional(),
        );
    }
    let form = form
        .ask(
            Question::line("folder", say!("Where should it be written?"))
                .hint(say!("A new folder. You can name a stick or another disk. It is not sealed there: anybody who can use the device or stick can open it.")),
        )
        .button(say!("Make the pack"))
        .second_button("read", say!("Read the report first"));
    let intro = html! {
        h1 { (say!("What will be in the pack")) }
        @if let Some(failure) = failure { (failed(failure)) }
        (readers())
        (summary_list(&shown.rows.iter().map(|(name, value)| Row::text(*name, value)).collect::<Vec<_>>()))
        (kept_out(shown))
        h2 { (say!(one: "{count} file", many: "{count} files", count = shown.exhibits.len())) }
        @for (name, fate) in &shown.exhibits {
            div.line {
                p.line-head { (words(name)) @if *fate == Fate::Included { (tag(say!("In the pack"))) } @else { (tag(say!("Kept back"))) } }
                @if let Fate::Withheld(why) = fate { p.said { (why.sentence()) } }
            }
        }
        @for (what, todo) in &shown.findings { (notice(Tone::Care, &crate::output::visible(what), &html! { p { (todo) } })) }
        h2 { (say!("Change what is in it")) }
    };
    Page::new(form.page(&intro, answers, &Errors::new())).back("/pack")
}

fn choices(named: &[(u64, String)]) -> Vec<Choice> {
    named.iter().map(|(entry, name)| Choice::new(entry.to_string(), crate::output::visible(name))).collect()
}

/// Places that stay out, shown so that the person can see that they do.
fn kept_out(shown: &Shown) -> Markup {
    html! {
        h2 { (say!("Places kept out")) }
        @if shown.places.is_empty() {
            p { (say!("You marked no place to be kept out. You can do so at each entry, under “Where it happened”.")) }
        } @else {
            p { (say!("These are taken out of every text, file name and page of the pack:")) }
            ul { @for place in &shown.places { li { (words(place)) " " (tag(say!("Kept out"))) } } }
        }
    }
}
