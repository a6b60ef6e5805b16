//! What a command has to say: lines for a person, or one JSON document for a program.

use crate::failure::Failure;
use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::Value;
use std::io::{BufWriter, Write};

/// The answer of a command.
#[derive(Default)]
pub struct Output {
    lines: Vec<String>,
    json: Value,
    parts: Vec<(&'static str, Box<dyn erased_serde::Serialize>)>,
    findings: bool,
    printed: bool,
}

impl Output {
    /// An answer that begins with this line.
    pub fn new(line: impl Into<String>) -> Self {
        Self { lines: vec![line.into()], ..Self::default() }
    }

    /// An answer that was printed already.
    pub fn silent() -> Self {
        Self { printed: true, ..Self::default() }
    }

    /// Adds a line.
    pub fn line(&mut self, line: impl Into<String>) {
        self.lines.push(line.into());
    }

    /// Sets the document for `--json`.
    pub fn json(mut self, json: Value) -> Self {
        self.json = json;
        self
    }

    /// Adds a part to the document, which is an object. It is written as it is gone through: as values, what is said of a
    /// million contacts would take gigabytes, and time even where nobody asked for `--json`.
    pub fn part(mut self, name: &'static str, part: impl Serialize + 'static) -> Self {
        self.parts.push((name, Box::new(part)));
        self
    }

    /// Marks the answer as done with findings: exit code 1.
    pub fn with_findings(mut self, findings: bool) -> Self {
        self.findings = findings;
        self
    }

    /// Adds something that was refused although the command went on: exit code 1.
    pub fn with_refusal(mut self, failure: &Failure) -> Self {
        self.lines.insert(0, failure.to_string());
        if let Value::Object(fields) = &mut self.json {
            fields.insert("refused".into(), failure.to_json());
        }
        self.with_findings(true)
    }

    /// The lines as one text.
    pub fn text(&self) -> String {
        self.lines.join("\n")
    }

    /// 0, or 1 when there are findings.
    pub fn exit_code(&self) -> u8 {
        u8::from(self.findings)
    }

    /// Prints it. Text from archives may hold control characters; they are shown, not obeyed.
    pub fn print(&self, as_json: bool) -> std::io::Result<()> {
        if self.printed {
            return Ok(());
        }
        let mut out = BufWriter::new(std::io::stdout().lock());
        if as_json {
            serde_json::to_writer(&mut out, &Document(self))?;
            writeln!(out)?;
        } else {
            self.lines.iter().try_for_each(|line| writeln!(out, "{}", visible(line)))?;
        }
        out.flush()
    }
}

/// What `--json` prints.
struct Document<'a>(&'a Output);

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Output { json, parts, .. } = self.0;
        let Value::Object(fields) = json else { return json.serialize(serializer) };
        let mut map = serializer.serialize_map(None)?;
        fields.iter().try_for_each(|(name, value)| map.serialize_entry(name, value))?;
        parts.iter().try_for_each(|(name, part)| map.serialize_entry(name, part))?;
        map.end()
    }
}

/// Control and direction characters made visible, so that a message cannot rewrite the screen.
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\t' => out.push(c),
            c if c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') => {
                out.push_str(&format!("\\u{{{:x}}}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn a_message_cannot_move_the_cursor_or_turn_the_line() {
        assert_eq!(visible("a\u{1b}[2Jb\u{202e}c\nd"), "a\\u{1b}[2Jb\\u{202e}c\nd");
    }
}
