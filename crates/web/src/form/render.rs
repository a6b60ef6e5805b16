//! How a form is shown.

use maud::{Markup, html};

use super::question::{Choice, Kind, Question, Width};
use super::{Answers, Errors, Form};
use crate::session::FORM_TOKEN_FIELD;

impl Form {
    /// The content of a page that is this form: the error summary if anything is wrong, then `intro` (the heading and
    /// words before the form; empty when a question is the heading), then the form.
    pub fn page(&self, intro: &Markup, answers: &Answers, errors: &Errors) -> Markup {
        html! { (self.summary(errors)) (intro) (self.render(answers, errors)) }
    }

    /// The form alone, with the answers kept and each error beside its question.
    pub fn render(&self, answers: &Answers, errors: &Errors) -> Markup {
        let encoding =
            if self.takes_files() { "multipart/form-data" } else { "application/x-www-form-urlencoded" };
        html! {
            // novalidate: our own messages say what to do; the browser's do not, and not in one place.
            form.questions method="post" action=(self.action) enctype=(encoding) autocomplete="off" novalidate {
                input type="hidden" name=(FORM_TOKEN_FIELD) value=(self.token);
                @for question in &self.questions { (self.question(question, answers, errors)) }
                div.buttons {
                    button.button type="submit" { (self.button) }
                    @if let Some((name, label)) = &self.second {
                        button.button.quiet type="submit" name=(name) value="1" { (label) }
                    }
                }
            }
        }
    }

    /// "There is a problem", with a link to each question concerned. Nothing when nothing is wrong.
    ///
    /// It stands above the heading of the page. [`Form::page`] puts it there.
    pub fn summary(&self, errors: &Errors) -> Markup {
        html! {
            @if !errors.is_empty() {
                // autofocus moves the reader here without a script.
                div.error-summary role="alert" tabindex="-1" autofocus aria-labelledby="problem" {
                    h2 id="problem" { (say!("There is a problem")) }
                    ul {
                        @for (name, message) in errors.iter() {
                            li {
                                @if self.shows(name) { a href={ "#" (id(name)) } { (message) } }
                                @else { (message) }
                            }
                        }
                    }
                }
            }
        }
    }

    /// Whether something on the page can be linked to for this question.
    fn shows(&self, name: &str) -> bool {
        self.questions.iter().any(|question| question.name == name && !matches!(question.kind, Kind::Fixed))
    }

    fn question(&self, question: &Question, answers: &Answers, errors: &Errors) -> Markup {
        let shown = Shown { question, answers, error: errors.of(&question.name) };
        match &question.kind {
            Kind::Fixed => html! {
                @for value in answers.all(&question.name) { input type="hidden" name=(question.name) value=(value); }
            },
            Kind::One(choices) => shown.choices(choices, "radio"),
            Kind::Many(choices) => shown.choices(choices, "checkbox"),
            _ => html! {
                div.question.wrong[shown.error.is_some()] {
                    (shown.label())
                    (shown.notes())
                    (shown.input())
                }
            },
        }
    }
}

fn id(name: &str) -> String {
    format!("q-{name}")
}

/// A question with what was answered and what is wrong with it.
struct Shown<'a> {
    question: &'a Question,
    answers: &'a Answers,
    error: Option<&'a str>,
}

impl Shown<'_> {
    fn id(&self) -> String {
        id(&self.question.name)
    }

    fn words(&self) -> Markup {
        html! { (self.question.label) @if self.question.optional { " " (say!("(optional)")) } }
    }

    fn label(&self) -> Markup {
        let label = html! { label for=(self.id()) { (self.words()) } };
        if self.question.heading {
            html! { h1.asks { (label) } }
        } else {
            label
        }
    }

    /// Hint and error, each with the id that [`Shown::described_by`] refers to.
    fn notes(&self) -> Markup {
        html! {
            @if let Some(hint) = &self.question.hint { p.hint id={ (self.id()) "-hint" } { (hint) } }
            @if let Some(error) = self.error {
                p.error id={ (self.id()) "-error" } { span.unseen { (say!("Error:")) " " } (error) }
            }
        }
    }

    fn described_by(&self) -> Option<String> {
        let hint = self.question.hint.as_ref().map(|_| format!("{}-hint", self.id()));
        let error = self.error.map(|_| format!("{}-error", self.id()));
        let ids: Vec<String> = hint.into_iter().chain(error).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    fn input(&self) -> Markup {
        match &self.question.kind {
            Kind::Line { width, numeric } => self.line(*width, *numeric),
            Kind::Paragraphs { rows } => self.paragraphs(*rows),
            Kind::Pick(choices) => self.pick(choices),
            Kind::Files { accept } => self.files(accept.as_deref()),
            Kind::Secret => self.secret(),
            Kind::One(_) | Kind::Many(_) | Kind::Fixed => html! {},
        }
    }

    fn line(&self, width: Width, numeric: bool) -> Markup {
        let class = match width {
            Width::Full => "full",
            Width::Medium => "medium",
            Width::Short => "short",
        };
        html! {
            input class=(class) type="text" id=(self.id()) name=(self.question.name)
                value=(self.answers.exact(&self.question.name))
                inputmode=[numeric.then_some("numeric")] autocomplete="off"
                spellcheck=(self.spellcheck()) writingsuggestions="false"
                aria-describedby=[self.described_by()] aria-invalid=[self.invalid()];
        }
    }

    fn secret(&self) -> Markup {
        html! {
            input type="password" id=(self.id()) name=(self.question.name)
                autocomplete="off" autocapitalize="none" spellcheck="false"
                aria-describedby=[self.described_by()] aria-invalid=[self.invalid()];
        }
    }

    fn paragraphs(&self, rows: u8) -> Markup {
        html! {
            textarea id=(self.id()) name=(self.question.name) rows=(rows) autocomplete="off"
                spellcheck=(self.spellcheck()) writingsuggestions="false"
                aria-describedby=[self.described_by()] aria-invalid=[self.invalid()] {
                // HTML drops one line end right after the tag; this one is for it, so that the person's is kept.
                "\n" (self.answers.exact(&self.question.name))
            }
        }
    }

    fn pick(&self, choices: &[Choice]) -> Markup {
        html! {
            select id=(self.id()) name=(self.question.name) autocomplete="off"
                aria-describedby=[self.described_by()] aria-invalid=[self.invalid()] {
                @for choice in choices {
                    option value=(choice.value) selected[self.chosen(choice)] { (choice.label) }
                }
            }
        }
    }

    fn files(&self, accept: Option<&str>) -> Markup {
        html! {
            input type="file" multiple id=(self.id()) name=(self.question.name) accept=[accept]
                aria-describedby=[self.described_by()] aria-invalid=[self.invalid()];
        }
    }

    /// Radio buttons or tick boxes. The first has the question's own id, so that the error summary leads to it.
    fn choices(&self, choices: &[Choice], kind: &str) -> Markup {
        html! {
            fieldset.question.wrong[self.error.is_some()] aria-describedby=[self.described_by()] {
                legend {
                    @if self.question.heading { h1.asks { (self.words()) } } @else { (self.words()) }
                }
                (self.notes())
                @for (index, choice) in choices.iter().enumerate() {
                    @let id = if index == 0 { self.id() } else { format!("{}-{}", self.id(), index + 1) };
                    @let hint = choice.hint.as_ref().map(|_| format!("{id}-about"));
                    div.choice {
                        input type=(kind) id=(id) name=(self.question.name) value=(choice.value)
                            checked[self.chosen(choice)] aria-describedby=[hint.as_ref()];
                        label for=(id) { (choice.label) }
                        @if let (Some(words), Some(hint)) = (&choice.hint, &hint) {
                            p.hint id=(hint) { (words) }
                        }
                    }
                }
            }
        }
    }

    fn chosen(&self, choice: &Choice) -> bool {
        self.answers.has(&self.question.name, &choice.value)
    }

    fn spellcheck(&self) -> &'static str {
        if self.question.spellcheck { "true" } else { "false" }
    }

    fn invalid(&self) -> Option<&'static str> {
        self.error.map(|_| "true")
    }
}
