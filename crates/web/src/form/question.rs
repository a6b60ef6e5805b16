//! One question of a form.

/// How wide an input is. The width hints at the length of the answer; it does not limit it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Width {
    /// The whole line.
    #[default]
    Full,
    /// About 20 characters, such as a telephone number.
    Medium,
    /// About 8 characters, such as a time.
    Short,
}

/// One answer to choose.
#[derive(Clone, Debug)]
pub struct Choice {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) hint: Option<String>,
}

impl Choice {
    /// A choice that sends `value` and reads `label`.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), hint: None }
    }

    /// A line that explains the choice.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

#[derive(Clone, Debug)]
pub(super) enum Kind {
    Line { width: Width, numeric: bool },
    Secret,
    Paragraphs { rows: u8 },
    One(Vec<Choice>),
    Many(Vec<Choice>),
    Pick(Vec<Choice>),
    Files { accept: Option<String> },
    Fixed,
}

/// A question: name, words, and the kind of answer it takes.
#[derive(Clone, Debug)]
pub struct Question {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) kind: Kind,
    pub(super) hint: Option<String>,
    pub(super) optional: bool,
    pub(super) heading: bool,
    pub(super) spellcheck: bool,
}

impl Question {
    fn new(name: impl Into<String>, label: impl Into<String>, kind: Kind) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            kind,
            hint: None,
            optional: false,
            heading: false,
            spellcheck: false,
        }
    }

    /// One line of text. Dates and times are asked this way too: people know them in their own words.
    pub fn line(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(name, label, Kind::Line { width: Width::Full, numeric: false })
    }

    /// A passphrase. The answer is never shown again, not even after an error; pasting is allowed.
    pub fn secret(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(name, label, Kind::Secret)
    }

    /// As many lines as the person likes.
    pub fn paragraphs(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(name, label, Kind::Paragraphs { rows: 6 })
    }

    /// Exactly one of a few choices (radio buttons).
    pub fn one(name: impl Into<String>, label: impl Into<String>, choices: Vec<Choice>) -> Self {
        Self::new(name, label, Kind::One(choices))
    }

    /// Any of a few choices (tick boxes).
    pub fn many(name: impl Into<String>, label: impl Into<String>, choices: Vec<Choice>) -> Self {
        Self::new(name, label, Kind::Many(choices))
    }

    /// One of many choices (a drop-down list). Prefer [`Question::one`] where the choices fit on a screen.
    pub fn pick(name: impl Into<String>, label: impl Into<String>, choices: Vec<Choice>) -> Self {
        Self::new(name, label, Kind::Pick(choices))
    }

    /// Any number of files. The form is then sent as `multipart/form-data`; read it with [`super::Upload`].
    pub fn files(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(name, label, Kind::Files { accept: None })
    }

    /// Nothing to see: carries the answer along, from the [`super::Answers`] given when the form is shown.
    pub fn carried(name: impl Into<String>) -> Self {
        Self::new(name, String::new(), Kind::Fixed)
    }

    /// A line that helps to answer.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Says "(optional)" after the label.
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// Makes the label the `h1` of a page that asks one thing.
    pub fn as_heading(mut self) -> Self {
        self.heading = true;
        self
    }

    /// How wide the line is. Without effect on other kinds.
    pub fn width(mut self, width: Width) -> Self {
        if let Kind::Line { width: own, .. } = &mut self.kind {
            *own = width;
        }
        self
    }

    /// Brings up the number keys on a phone. Without effect on other kinds.
    pub fn numeric(mut self) -> Self {
        if let Kind::Line { numeric, .. } = &mut self.kind {
            *numeric = true;
        }
        self
    }

    /// How many lines are shown at first. Without effect on other kinds.
    pub fn rows(mut self, rows: u8) -> Self {
        if let Kind::Paragraphs { rows: own } = &mut self.kind {
            *own = rows;
        }
        self
    }

    /// Which files the browser offers first, as in HTML's `accept`. A hint only: check what comes.
    pub fn accept(mut self, accept: impl Into<String>) -> Self {
        if let Kind::Files { accept: own } = &mut self.kind {
            *own = Some(accept.into());
        }
        self
    }

    /// Lets the browser check the spelling. Off unless asked for: some browsers send the text to their maker.
    pub fn spellcheck(mut self) -> Self {
        self.spellcheck = true;
        self
    }
}
