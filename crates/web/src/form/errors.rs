//! What is wrong with the answers to a form.

/// Messages by question, in the order in which they are to be shown. At most one for each question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Errors(Vec<(String, String)>);

impl Errors {
    /// Nothing wrong.
    pub fn new() -> Self {
        Self::default()
    }

    /// Notes what is wrong with the answer to `name` and what to do: "Say when it happened. \"Not sure\" is fine."
    /// A second message for the same question is dropped: one thing at a time.
    pub fn add(&mut self, name: impl Into<String>, message: impl Into<String>) {
        let name = name.into();
        if self.of(&name).is_none() {
            self.0.push((name, message.into()));
        }
    }

    /// The message for a question.
    pub fn of(&self, name: &str) -> Option<&str> {
        self.iter().find(|(own, _)| *own == name).map(|(_, message)| message)
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Question names and messages in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, message)| (name.as_str(), message.as_str()))
    }
}
