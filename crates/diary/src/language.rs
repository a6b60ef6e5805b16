//! The language of the pages: English, or that of a catalogue the person has.

use crate::failure::{Failure, Outcome, unreadable};
use daybook_web::words;
use std::{fs, path::Path};

/// Reads a catalogue and speaks its language from now on. When it cannot be used, the pages stay in English.
pub fn load(path: &Path) -> Outcome<()> {
    let text = fs::read_to_string(path).map_err(|error| unreadable(path, &error))?;
    let catalogue = toml::from_str(&text).map_err(|error| {
        let line = error.span().map_or(1, |span| 1 + text[..span.start].matches('\n').count());
        Failure::refused(
            format!("The words in {}, line {line}, cannot be read: {}.", path.display(), error.message()),
            "The pages stay in English. Ask for a whole copy of the file.",
        )
    })?;
    if words::speak(catalogue) {
        return Ok(());
    }
    Err(Failure::refused(
        "Another language was chosen already.",
        "Start the program again to choose this one.",
    ))
}
