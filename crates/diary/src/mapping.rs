//! What the columns of a table mean, as a person writes it, and mappings kept by name in the private part of the diary.

use crate::{
    failure::{Failure, Outcome},
    journal::Journal,
};
use daybook_import::options::{DateOrder, Mapping, Meaning};
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// Where kept mappings lie in the private compartment.
const KEPT: &str = "mappings";

/// The mapping a person writes, `Date=date,Number=with`; `None` for a word that can only be the name of a kept one.
pub fn written(text: &str, date_order: Option<DateOrder>) -> Outcome<Option<Mapping>> {
    if !text.contains('=') {
        return Ok(None);
    }
    let mut columns = BTreeMap::new();
    for part in text.split(',') {
        // A heading may hold the sign itself; a meaning cannot.
        let Some((column, word)) = part.rsplit_once('=') else { return Err(odd(part)) };
        let meaning: Meaning = word_of(word.trim()).ok_or_else(|| odd(part))?;
        columns.insert(column.trim().to_owned(), meaning);
    }
    Ok(Some(Mapping { columns, date_order, ..Mapping::default() }))
}

/// A mapping kept under this name.
pub fn kept(journal: &Journal, name: &str) -> Outcome<Mapping> {
    let mut all = every(journal)?;
    let names: Vec<String> = all.keys().cloned().collect();
    all.remove(name).ok_or_else(|| {
        let known = if names.is_empty() { "none yet".to_owned() } else { names.join(", ") };
        Failure::refused(
            format!("No mapping is kept under the name \"{name}\"."),
            format!("Kept are: {known}. Or write it out: --map \"Date=date,Number=with\"."),
        )
    })
}

/// Keeps a mapping under a name; one of that name is replaced.
pub fn keep(journal: &mut Journal, name: &str, mapping: Mapping) -> Outcome<()> {
    let mut all = every(journal)?;
    all.insert(name.to_owned(), mapping);
    journal.set_private(KEPT, &all)
}

/// Every mapping that is kept, by its name.
pub fn every(journal: &Journal) -> Outcome<BTreeMap<String, Mapping>> {
    Ok(journal.private(KEPT)?.unwrap_or_default())
}

fn word_of<T: DeserializeOwned>(word: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::from(word)).ok()
}

fn odd(part: &str) -> Failure {
    Failure::refused(
        format!("\"{part}\" does not say what a column means."),
        "Write COLUMN=MEANING with commas between. Meanings: when, date, time, from, to, with, name, text, duration, direction, kind, place, skip.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_is_read_as_it_is_written() {
        let mapping = written("Date=date, No. = dialled=with ,3=duration", None).unwrap().unwrap();
        let columns: Vec<_> =
            mapping.columns.iter().map(|(name, meaning)| (name.as_str(), *meaning)).collect();
        assert_eq!(
            columns,
            [("3", Meaning::Duration), ("Date", Meaning::Date), ("No. = dialled", Meaning::With)]
        );
        assert_eq!(written("my phone bill", None).unwrap(), None);
        assert!(written("Date=dte", None).is_err() && written("Date=date,Number", None).is_err());
    }
}
