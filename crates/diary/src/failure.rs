//! The one error of the program's edge: what happened, what to do, and the exit code.

use std::fmt;

/// What sort of failure, and so which exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Bad input or usage: exit 2.
    Refused,
    /// A proof does not hold: exit 3.
    DoesNotVerify,
    /// It could not be saved: exit 4.
    NotSaved,
}

/// A failure as the person reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What sort.
    pub kind: Kind,
    /// What happened.
    pub what: String,
    /// What can be done.
    pub todo: String,
    /// More for `--json`: what a program needs to know of the failure.
    pub detail: Option<Box<serde_json::Value>>,
}

/// Result of a command.
pub type Outcome<T> = Result<T, Failure>;

impl Failure {
    fn new(kind: Kind, what: String, todo: String) -> Self {
        Self { kind, what, todo, detail: None }
    }

    /// Adds what a program needs to know.
    pub fn with_json(mut self, detail: serde_json::Value) -> Self {
        self.detail = Some(Box::new(detail));
        self
    }

    /// Bad input or usage.
    pub fn refused(what: impl Into<String>, todo: impl Into<String>) -> Self {
        Self::new(Kind::Refused, what.into(), todo.into())
    }

    /// Something could not be written.
    pub fn not_saved(what: impl Into<String>, todo: impl Into<String>) -> Self {
        Self::new(Kind::NotSaved, what.into(), todo.into())
    }

    /// A proof does not hold.
    pub fn does_not_verify(what: impl Into<String>, todo: impl Into<String>) -> Self {
        Self::new(Kind::DoesNotVerify, what.into(), todo.into())
    }

    /// The program's exit code.
    pub fn exit_code(&self) -> u8 {
        match self.kind {
            Kind::Refused => 2,
            Kind::DoesNotVerify => 3,
            Kind::NotSaved => 4,
        }
    }

    /// As one JSON object, for `--json`.
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::json!({ "error": { "what": self.what, "do": self.todo, "exit": self.exit_code() }, "detail": self.detail })
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}", self.what, self.todo)
    }
}

impl From<daybook_core::decide::Refusal> for Failure {
    fn from(refusal: daybook_core::decide::Refusal) -> Self {
        Self::refused(refusal.what, refusal.todo)
    }
}

/// A file could not be read: its name and the system's reason, and what to try.
pub fn unreadable(path: &std::path::Path, error: &std::io::Error) -> Failure {
    let todo = match error.kind() {
        std::io::ErrorKind::NotFound => "Check the name and the folder.",
        std::io::ErrorKind::PermissionDenied => "You may not read it. Copy it to your own folder first.",
        _ => "Try again, or copy the file to this computer first.",
    };
    Failure::refused(format!("{} could not be read: {error}.", path.display()), todo)
}
