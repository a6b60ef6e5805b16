//! The answers a form sent.

use std::fmt;

use axum::extract::rejection::FormRejection;
use axum::extract::{Form, FromRequest, Request};

use zeroize::Zeroizing;

use crate::session::FORM_TOKEN_FIELD;

/// Names and values in the order they came. A name may occur more than once (tick boxes) or not at all.
///
/// An answer may be a passphrase: each is wiped from memory when dropped, and none is shown by `Debug`. (What the server
/// read from the network on the way here is not wiped.)
///
/// As an extractor it reads `application/x-www-form-urlencoded`; for forms with files see [`super::Upload`].
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Answers(Vec<(String, Zeroizing<String>)>);

impl Answers {
    /// No answers: a form that is shown for the first time.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an answer, for instance one that is known already. Line ends become `\n` (HTML sends CR LF).
    pub fn add(&mut self, name: impl Into<String>, value: impl Into<String>) {
        let sent = Zeroizing::new(value.into());
        let mut value = Zeroizing::new(String::with_capacity(sent.len()));
        let mut before = None;
        for c in sent.chars() {
            match c {
                '\n' if before == Some('\r') => {}
                '\r' => value.push('\n'),
                other => value.push(other),
            }
            before = Some(c);
        }
        self.0.push((name.into(), value));
    }

    /// The same as [`Answers::add`], for building in one expression.
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.add(name, value);
        self
    }

    /// The first answer to `name` exactly as written; empty when there is none.
    pub fn exact(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or_default()
    }

    /// The first answer to `name` without white space around it; None when that leaves nothing.
    pub fn text(&self, name: &str) -> Option<&str> {
        Some(self.exact(name).trim()).filter(|text| !text.is_empty())
    }

    /// All answers to `name`.
    pub fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether `value` is one of the answers to `name`.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.all(name).any(|own| own == value)
    }

    /// The form token that was sent along, for `Sessions::accepts_form`.
    pub fn form_token(&self) -> Option<&str> {
        self.all(FORM_TOKEN_FIELD).next()
    }

    /// Names and values in order, without the form token.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .filter(|(name, _)| name != FORM_TOKEN_FIELD)
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

impl fmt::Debug for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Answers {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        pairs.into_iter().fold(Self::new(), |answers, (name, value)| answers.with(name, value))
    }
}

impl<S: Send + Sync> FromRequest<S> for Answers {
    type Rejection = FormRejection;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let Form(pairs) = Form::<Vec<(String, String)>>::from_request(request, state).await?;
        Ok(pairs.into_iter().collect())
    }
}
