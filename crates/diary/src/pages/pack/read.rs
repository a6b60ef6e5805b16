//! The report, read before it is made: every word that will stand in it, a leaf at a time.

use super::{
    super::{
        app::{App, Opened, Stop},
        frame::{Reply, Shared},
    },
    look, request,
};
use crate::{failure::Outcome, packing};
use axum::extract::{Query, State};
use daybook_web::{
    components::{Pager, Tone, notice},
    form::{Answers, Errors, Question},
    layout::Page,
    respond, say,
};
use maud::{Markup, html};
use serde::Deserialize;
use std::{path::PathBuf, sync::Arc};

/// A report as it would be made, and the choices it was drafted with.
pub struct Drafted {
    leaves: Vec<Markup>,
    answers: Answers,
}

/// Which leaf, counted from 1.
#[derive(Debug, Deserialize)]
pub struct Leaf {
    page: Option<usize>,
}

/// Drafts the report of a form and leads to its first leaf.
pub async fn draft(app: &App, answers: Answers) -> Reply {
    let typed = answers.clone();
    match app.with(move |opened| write(opened, typed)).await {
        Ok(()) => Ok(respond::see_other("/pack/read")),
        Err(Stop::Failed(failure)) => look::again(app, answers, &failure).await,
        Err(stop) => Err(stop),
    }
}

fn write(opened: &mut Opened, answers: Answers) -> Outcome<()> {
    let leaves = packing::draft(&opened.journal, &request(&answers, PathBuf::new()))?;
    opened.drafted = Some(Arc::new(Drafted { leaves, answers }));
    Ok(())
}

/// One leaf.
pub async fn show(State(app): Shared, Query(leaf): Query<Leaf>) -> Reply {
    let drafted = app.with(|opened| Ok(opened.drafted.clone())).await?;
    let Some(drafted) = drafted else { return Ok(respond::see_other("/pack")) };
    let pages = drafted.leaves.len().max(1);
    let page = leaf.page.unwrap_or(1).clamp(1, pages);
    let content = html! {
        h1 { (say!("The report, before it is made")) }
        (notice(Tone::Note, say!("These are its words"), &html! {
            p { (say!("Nothing is written yet. On paper the lines and pages fall otherwise, and small copies of pictures stand beside the words.")) }
        }))
        (back(&app, &drafted.answers))
        @if let Some(leaf) = drafted.leaves.get(page - 1) { (leaf) }
        (Pager { page, pages, to: "/pack/read?page=" }.render())
    };
    Ok(app.page("/pack", Page::new(content)))
}

/// The way back to the choices, as they were made.
fn back(app: &App, answers: &Answers) -> Markup {
    let carried = ["about", "wanted", "original", "out", "folder"].map(Question::carried);
    let form = carried.into_iter().fold(app.form("/pack/look"), |form, question| form.ask(question));
    form.button(say!("Back to what will be in it")).render(&app.number(answers.clone()), &Errors::new())
}
