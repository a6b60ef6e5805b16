//! Forms of the open diary: their number, their token, and what comes back.

use super::{
    app::{App, Opened, Stop},
    draft::Draft,
    kept,
};
use crate::failure::{Failure, Outcome};
use axum::{
    extract::{FromRequest, Request},
    response::{IntoResponse, Response},
};
use daybook_web::{
    form::{Answers, Errors, Form, Question},
    respond,
};
use std::sync::Arc;

/// The hidden answer that tells one showing of a form from another.
pub const NUMBER: &str = "once";

/// Why a form is shown again: answers that are wrong, or something else that went wrong.
pub type Unsaved = (Errors, Option<Failure>);

impl App {
    /// Writes what a form says. Gives the way to the next page, or why the form is shown again.
    pub async fn save(
        &self,
        answers: &Answers,
        write: impl FnOnce(&mut Opened, &Answers) -> Outcome<Result<String, Errors>> + Send + 'static,
    ) -> Result<Result<Response, Unsaved>, Stop> {
        let typed = answers.clone();
        match self.write(move |opened| write(opened, &typed)).await {
            Ok(Ok(to)) => Ok(Ok(respond::see_other(&to))),
            Ok(Err(errors)) => Ok(Err((errors, None))),
            Err(Stop::Failed(failure)) => Ok(Err((Errors::new(), Some(failure)))),
            Err(stop) => Err(stop),
        }
    }

    /// A form with the session's token and a number.
    pub fn form(&self, action: impl Into<String>) -> Form {
        Form::new(action, self.form_token()).ask(Question::carried(NUMBER))
    }

    /// The answers of a form shown for the first time.
    pub fn fresh(&self) -> Answers {
        self.number(Answers::new())
    }

    /// The same answers under a new number.
    pub fn number(&self, answers: Answers) -> Answers {
        let same = answers.iter().filter(|(name, _)| *name != NUMBER);
        same.collect::<Answers>().with(NUMBER, self.form_number())
    }

    /// Keeps words that were sent to a locked diary.
    pub fn keep_if_locked(&self, stop: Stop, key: &str, draft: Draft) -> Stop {
        if matches!(stop, Stop::Locked) && !draft.is_empty() {
            self.hold_words(key, draft);
        }
        stop
    }
}

/// A form sent by the session's own browser. Whether its page was of this unlocking is for the handler to look at: words
/// on an old page are shown again, never acted on.
pub struct Sent {
    /// The answers.
    pub answers: Answers,
    /// The form token is the one now valid.
    pub genuine: bool,
}

impl FromRequest<Arc<App>> for Sent {
    type Rejection = Response;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Self::Rejection> {
        let headers = request.headers().clone();
        let answers = Answers::from_request(request, app).await.map_err(IntoResponse::into_response)?;
        let genuine = app.sessions().accepts_form(&headers, answers.form_token());
        Ok(Self { answers, genuine })
    }
}

/// The answers of a form from a page of this unlocking. All others are refused, and their words are kept.
pub struct Genuine(pub Answers);

impl FromRequest<Arc<App>> for Genuine {
    type Rejection = Response;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Self::Rejection> {
        let path = request.uri().path().to_owned();
        let sent = Sent::from_request(request, app).await?;
        let locked = !app.is_open() && kept::holds_words(&path);
        if sent.genuine && !locked {
            return Ok(Self(sent.answers));
        }
        app.keep_form(&path, &sent.answers).await;
        Err(if locked { Stop::Locked } else { Stop::Stale }.into_response())
    }
}
