//! Question forms: the questions, the answers sent, what is wrong with them, and how all that is shown.
//!
//! A page asks for a form's [`Answers`], checks them into [`Errors`], and on trouble shows the same form again with
//! the answers kept. Questions are plain values, so a test can read them.

mod answers;
mod errors;
mod question;
mod render;
mod upload;

pub use answers::Answers;
pub use errors::Errors;
pub use question::{Choice, Question, Width};
pub use upload::{Part, Upload, UploadError, UploadedFile};

use question::Kind;

/// A form: where it goes, what it asks, what its button says.
#[derive(Clone, Debug)]
pub struct Form {
    action: String,
    token: String,
    questions: Vec<Question>,
    button: String,
    second: Option<(String, String)>,
}

impl Form {
    /// A form that is posted to `action` with the session's form token. Its button reads "Continue".
    pub fn new(action: impl Into<String>, form_token: impl Into<String>) -> Self {
        Self {
            action: action.into(),
            token: form_token.into(),
            questions: Vec::new(),
            button: "Continue".to_owned(),
            second: None,
        }
    }

    /// Adds a question.
    pub fn ask(mut self, question: Question) -> Self {
        self.questions.push(question);
        self
    }

    /// What the button says, such as "Save".
    pub fn button(mut self, label: impl Into<String>) -> Self {
        self.button = label.into();
        self
    }

    /// A second, quieter button, such as "Save and come back later", which sends `name` with the value `1`.
    pub fn second_button(mut self, name: impl Into<String>, label: impl Into<String>) -> Self {
        self.second = Some((name.into(), label.into()));
        self
    }

    fn takes_files(&self) -> bool {
        self.questions.iter().any(|question| matches!(question.kind, Kind::Files { .. }))
    }
}
