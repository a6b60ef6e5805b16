//! What stands out: each thing a rule found, what it was counted from, and when the rule is wrong.

use super::{
    super::frame::{Reply, Shared},
    cited, closing, drawn,
};
use axum::extract::State;
use daybook_core::signal::{self, Finding, Signal, View};
use daybook_report::words::number;
use daybook_web::{
    components::{Tone, details, notice},
    say, say_html,
};
use maud::{Markup, html};

/// Findings of one rule shown at once.
const AT_ONCE: usize = 5;

/// The page.
pub async fn shows(State(app): Shared) -> Reply {
    drawn(&app, "shows", content).await
}

fn content(view: &View<'_>) -> Markup {
    let all = signal::all(view).into_iter();
    let found: Vec<(&Signal, Vec<Finding>)> = all
        .filter_map(|report| Some((report.signal, report.findings.filter(|found| !found.is_empty())?)))
        .collect();
    html! {
        h1 { (say!("What stands out")) }
        p { (say!("These are counts from your diary, made by fixed rules. They grade nothing. A gap may only mean that nothing was written down.")) }
        p { a href="/see" { (say!("See it as pictures")) } }
        @if found.is_empty() {
            (notice(Tone::Note, say!("Nothing stands out yet"), &html! { p { (say!("That says nothing about how bad it is. One act can be enough.")) } }))
        }
        @for (signal, findings) in &found { (rule(signal, findings)) }
        (closing())
    }
}

fn rule(signal: &Signal, findings: &[Finding]) -> Markup {
    let (first, rest) = findings.split_at(findings.len().min(AT_ONCE));
    html! {
        h2 { (say!(signal.says)) }
        @for finding in first { (one(finding)) }
        @if !rest.is_empty() {
            (details(&say!("{count} more", count = rest.len()), &html! { @for finding in rest.iter().take(100) { (one(finding)) } }))
        }
        (details(say!("When this is wrong"), &html! { p { (say!(signal.wrong_when)) } p { (say_html!("It needs: {needs}", needs = say!(signal.needs))) } }))
    }
}

fn one(finding: &Finding) -> Markup {
    html! {
        div.line {
            p.said { (crate::output::visible(&finding.says)) }
            @for reason in &finding.reasons { p.hint { (crate::output::visible(reason)) } }
            @for figure in &finding.figures {
                @if !figure.from.is_empty() {
                    (details(&format!("{} {}", plain(figure.value), figure.counts), &cited(&figure.from)))
                }
            }
        }
    }
}

/// Whole numbers as people write them, others to one place.
fn plain(value: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "counts, never below nothing"
    )]
    if value.fract() == 0.0 && value >= 0.0 { number(value as u64) } else { format!("{value:.1}") }
}
