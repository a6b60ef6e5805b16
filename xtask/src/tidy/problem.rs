//! What a check reports: a place, what is wrong there, and what to do about it.

use std::fmt;

/// One broken rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Path from the repository's root.
    pub path: String,
    /// Line, counted from 1; 0 when the whole file or folder is meant.
    pub line: usize,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub to_do: String,
}

impl Problem {
    /// A problem at a line of a file.
    pub fn at(path: &str, line: usize, what: impl Into<String>, to_do: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, what: what.into(), to_do: to_do.into() }
    }

    /// A problem of a whole file or folder.
    pub fn of(path: &str, what: impl Into<String>, to_do: impl Into<String>) -> Self {
        Self::at(path, 0, what, to_do)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(out, "{}: {} / {}", self.path, self.what, self.to_do),
            line => write!(out, "{}:{line}: {} / {}", self.path, self.what, self.to_do),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_reads_place_then_what_then_what_to_do() {
        assert_eq!(Problem::at("a.rs", 3, "is long", "split it").to_string(), "a.rs:3: is long / split it");
        assert_eq!(Problem::of("a.rs", "is long", "split it").to_string(), "a.rs: is long / split it");
    }
}
