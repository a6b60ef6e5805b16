//! The first rows of a table, for choosing what its columns mean.

use super::{
    guess::{self, Suggestion},
    reader::layout,
};
use crate::{
    options::{Mapping, Options},
    origin::Origin,
    source::{ReadSeek, Stream, Whole},
    tally::Output,
    text::shown,
};
use daybook_core::item::Item;
use serde::Serialize;
use std::io::{self, Read};

/// Most bytes of a table read for a preview.
const BYTES: u64 = 256 << 10;

/// What a person looks at before saying what the columns mean.
#[derive(Clone, Debug, Serialize)]
pub struct Preview {
    /// What separates columns.
    pub delimiter: char,
    /// The columns by their headings, or by their numbers from 1.
    pub columns: Vec<String>,
    /// The first rows, made safe to show.
    pub rows: Vec<Vec<String>>,
    /// What the columns may mean, and why. Never used unless the person agrees.
    pub suggestion: Suggestion,
    /// The first records as they would be read by the mapping given, or by the suggestion.
    pub items: Vec<Item>,
}

/// The first rows of a table, by a mapping or by a guess.
pub fn preview(source: &mut dyn ReadSeek, options: &Options, rows: usize) -> io::Result<Preview> {
    let mut start = Vec::new();
    Whole::new(source)?.open()?.take(BYTES).read_to_end(&mut start)?;
    let mut start = io::Cursor::new(start);
    let mut stream = Whole::new(&mut start)?;
    let layout = layout(&mut stream, options.mapping.as_ref())?;
    let suggestion = guess::suggest(&layout);
    let mapping: &Mapping = options.mapping.as_ref().unwrap_or(&suggestion.mapping);
    let told = Options { mapping: Some(mapping.clone()), ..options.clone() };
    let mut items: Vec<Item> = Vec::new();
    let mut output = Output::new(&mut items, 0);
    super::read(&mut stream, &Origin::default(), &told, &mut output)
        .map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
    items.truncate(rows);
    Ok(Preview {
        delimiter: char::from(layout.delimiter),
        columns: (0..layout.width).map(|column| shown(&layout.name(column))).collect(),
        rows: layout.rows.iter().take(rows).map(|row| row.iter().map(|cell| shown(cell)).collect()).collect(),
        suggestion,
        items,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::tz::TimeZone;

    #[test]
    fn a_preview_shows_rows_guess_and_records_and_takes_nothing_in() {
        let text = "Date,Time,Number called,Duration\n13/02/2025,09:00,07700900101,1:23\n14/02/2025,10:00,=07700,0\n";
        let options = Options::new(TimeZone::UTC);
        let seen = preview(&mut io::Cursor::new(text), &options, 1).unwrap();
        assert_eq!((seen.columns.len(), seen.rows.len(), seen.items.len(), seen.delimiter), (4, 1, 1, ','));
        assert_eq!(seen.items[0].to, ["07700900101"]);
        assert_eq!(seen.items[0].at.unwrap().to_string(), "2025-02-13T09:00:00Z");
        assert!(seen.suggestion.evidence.iter().any(|why| why.contains("its heading says so")));
    }
}
