//! What opens the diary: the passphrase and the recovery code.

use super::{
    super::{
        app::{self, App},
        form::Genuine,
        frame::{Reply, Shared, failed},
        start,
    },
    LastCopy, is_open, unlocked,
};
use crate::{
    failure::{Failure, Outcome},
    journal::Journal,
    secret,
};
use axum::extract::State;
use daybook_vault::{Kdf, Opener, OsEntropy, Passphrase, RecoveryCode, generate_words};
use daybook_web::{
    components::{Tone, notice},
    form::{Answers, Errors, Form, Question},
    layout::Page,
    respond, say,
};
use maud::{Markup, html};
use std::sync::Arc;

/// The form for another passphrase.
pub async fn passphrase(State(app): Shared) -> Reply {
    is_open(&app).await?;
    let words = generate_words(&mut OsEntropy::default()).map_err(Failure::from)?;
    let answers = Answers::new().with("words", words.as_str());
    Ok(app.page("/", passphrase_page(&app, &answers, &Errors::new())))
}

fn passphrase_page(app: &App, answers: &Answers, errors: &Errors) -> Page {
    let form = new_passphrase(
        Form::new("/keep/passphrase", app.form_token())
            .ask(Question::carried("words"))
            .ask(Question::secret("old", say!("The passphrase you have now"))),
    )
    .button(say!("Change it"));
    let intro = html! {
        h1 { (say!("Change the passphrase")) }
        p { (say!("The old one then no longer opens this file. Copies you made before still open with the old one.")) }
        (offered(answers))
    };
    Page::new(form.page(&intro, answers, errors)).back("/keep")
}

fn offered(answers: &Answers) -> Markup {
    notice(
        Tone::Note,
        say!("Words you can use"),
        &html! {
            p { strong { (answers.exact("words")) } }
            p { (say!("They were picked by chance. Nobody can guess them, and nobody else has seen them.")) }
        },
    )
}

/// The questions for a new passphrase.
fn new_passphrase(form: Form) -> Form {
    form.ask(
        Question::secret("passphrase", say!("The new passphrase")).hint(say!(
            "The six words above, or your own: at least 15 letters. No names or dates they know."
        )),
    )
    .ask(Question::secret("again", say!("The new passphrase again")))
    .ask(start::written())
}

/// Puts another passphrase on the diary.
pub async fn change(State(app): Shared, Genuine(answers): Genuine) -> Reply {
    let mut errors = start::check_new(&answers);
    needs("old", &answers).iter().for_each(|(name, message)| errors.add(name, message));
    let new = answers.exact("passphrase").to_owned();
    let typed = new.clone();
    let guessed = app.with(move |opened| Ok(secret::is_guessable(opened.journal.diary(), &typed))).await?;
    if errors.is_empty() && guessed {
        errors.add("passphrase", start::GUESSABLE);
    }
    if !errors.is_empty() {
        return Ok(app.again("/", passphrase_page(&app, &answers, &errors)));
    }
    let changed = app.once_more(answers.exact("old").to_owned(), move |journal| put(journal, &new)).await;
    match changed {
        Ok(((), cookie)) => {
            let page = Page::new(html! {
                (notice(Tone::Done, say!("The passphrase is changed."), &html! {}))
                h1 { (say!("Your new passphrase is in use")) }
                p { (say!("The old one no longer opens this file. Make a new copy, so that the copy opens with the new one too.")) }
                p { a.button href="/keep/copy" { (say!("Make a copy")) } " " a.button.quiet href="/keep" { (say!("Not now")) } }
            });
            Ok(unlocked(&app, page, cookie))
        }
        Err(failure) => Ok(turned_away(&app, &failure)),
    }
}

fn put(journal: &mut Journal, new: &str) -> Outcome<()> {
    journal.vault_mut().change_passphrase(&Passphrase::new(new)?, Kdf::default())?;
    let last = LastCopy::of(journal.contents());
    if last.made.is_some() {
        LastCopy { old_passphrase: true, ..last }.keep(journal)?;
    }
    Ok(())
}

/// An error when a secret was left empty. To send it on would lock the diary for a slip.
pub fn needs(name: &str, answers: &Answers) -> Errors {
    let mut errors = Errors::new();
    if answers.exact(name).is_empty() {
        errors.add(name, say!("Type your passphrase. Nothing was changed."));
    }
    errors
}

/// The passphrase was not the one: the diary is locked now, and the way on is to open it.
pub fn turned_away(app: &App, failure: &Failure) -> axum::response::Response {
    let page = Page::new(html! {
        h1 { (say!("Daybook has locked itself")) }
        (failed(failure))
        p { (say!("Nothing was changed. Open the diary and do it once more.")) }
        p { a.button href="/" { (say!("Open your diary")) } }
    });
    app.again("/", page)
}

/// The form for a recovery code.
pub async fn code_form(State(app): Shared) -> Reply {
    is_open(&app).await?;
    Ok(app.page("/", code_page(&app, &Errors::new())))
}

fn code_page(app: &App, errors: &Errors) -> Page {
    let form = Form::new("/keep/code", app.form_token())
        .ask(Question::secret("old", say!("Your passphrase")))
        .button(say!("Make a code"));
    let intro = html! {
        h1 { (say!("A recovery code on paper")) }
        p.lead { (say!("30 letters and numbers that open the diary when the passphrase is lost.")) }
        (notice(Tone::Care, say!("Anyone who has it can read everything"), &html! {
            p { (say!("With the code and the file, anyone can open your diary. Keep the paper away from this device, where only you or somebody you trust will find it.")) }
            p { (say!("A code you made before opens the diary no longer.")) }
        }))
    };
    Page::new(form.page(&intro, &Answers::new(), errors)).back("/keep")
}

/// Makes a code and shows it once.
pub async fn code(State(app): Shared, Genuine(answers): Genuine) -> Reply {
    let errors = needs("old", &answers);
    if !errors.is_empty() {
        return Ok(app.again("/", code_page(&app, &errors)));
    }
    let made = app
        .once_more(answers.exact("old").to_owned(), |journal| {
            let code = RecoveryCode::generate(&mut OsEntropy::default())?;
            journal.vault_mut().set_recovery(&code)?;
            Ok(code.written())
        })
        .await;
    match made {
        Ok((written, cookie)) => {
            let page = Page::new(html! {
                h1 { (say!("Your recovery code")) }
                p { (say!("Write it on paper now. It is not shown again.")) }
                p.to-copy { code { (written.as_str()) } }
                p { (say!("To use it one day: start Daybook and choose “I lost my passphrase”.")) }
                p { a.button href="/keep" { (say!("I have written it down")) } }
            });
            Ok(unlocked(&app, page, cookie))
        }
        Err(failure) => Ok(turned_away(&app, &failure)),
    }
}

/// The form for somebody who lost the passphrase.
pub async fn lost(State(app): Shared) -> Reply {
    if app.is_open() || !app.has_diary() {
        return Ok(respond::see_other("/"));
    }
    let words = generate_words(&mut OsEntropy::default()).map_err(Failure::from)?;
    let answers = Answers::new().with("words", words.as_str());
    Ok(app.page("/", lost_page(&app, &answers, &Errors::new())))
}

fn lost_page(app: &App, answers: &Answers, errors: &Errors) -> Page {
    let form = Form::new("/lost", app.form_token()).ask(Question::carried("words")).ask(
        Question::line("code", say!("Your recovery code"))
            .hint(say!("Six groups of five. Small letters and spaces do not matter.")),
    );
    let form = new_passphrase(form).button(say!("Open the diary"));
    let intro = html! {
        h1 { (say!("I lost my passphrase")) }
        p { (say!("You need the paper with the recovery code. Then you choose a new passphrase. Without the paper nobody can open the diary, not even us.")) }
        (offered(answers))
    };
    Page::new(form.page(&intro, answers, errors)).back("/")
}

/// Opens the diary with the code and puts a new passphrase on it.
pub async fn recover(State(app): Shared, Genuine(answers): Genuine) -> Reply {
    if app.is_open() {
        return Ok(respond::see_other("/"));
    }
    let mut errors = start::check_new(&answers);
    let code = match RecoveryCode::parse(answers.exact("code")) {
        Ok(code) => Some(code),
        Err(why) => {
            errors.add("code", format!("{} {}", say!(&why.what_happened()), say!(why.what_to_do())));
            None
        }
    };
    let Some(code) = code.filter(|_| errors.is_empty()) else {
        return Ok(app.again("/", lost_page(&app, &answers, &errors)));
    };
    let (path, clock, new) =
        (app.path().to_owned(), app.clock().clone(), answers.exact("passphrase").to_owned());
    let opened = app.unlock(move || {
        let mut journal = Journal::open_with(&path, Opener::Recovery(&code), clock)?;
        put(&mut journal, &new)?;
        Ok(journal)
    });
    match opened.await {
        Ok(cookie) => Ok(start::unlocked(cookie, "/")),
        Err(failure) => {
            errors.add("code", format!("{} {}", say!(&failure.what), say!(&failure.todo)));
            Ok(app.again("/", lost_page(&app, &answers, &errors)))
        }
    }
}

impl App {
    /// Asks for the passphrase once more before something that decides who can open the diary. A wrong one leaves the
    /// diary locked and counts like any other.
    pub async fn once_more<T: Send + 'static>(
        self: &Arc<Self>,
        passphrase: String,
        act: impl FnOnce(&mut Journal) -> Outcome<T> + Send + 'static,
    ) -> Outcome<(T, Option<axum::http::HeaderValue>)> {
        self.lock();
        let (path, clock) = (self.path().to_owned(), self.clock().clone());
        let (done, gave) = std::sync::mpsc::channel();
        let cookie = self
            .unlock(move || {
                let mut journal = start::open(&path, &passphrase, clock)?;
                done.send(act(&mut journal)?).map_err(|_| app::broken())?;
                Ok(journal)
            })
            .await?;
        Ok((gave.try_recv().map_err(|_| app::broken())?, cookie))
    }
}
