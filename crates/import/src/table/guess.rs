//! What the columns of a table may mean: a suggestion with its evidence, for a person to look at. Never used by itself.

use super::{clock, layout::Layout, words};
use crate::{
    options::{DateOrder, Mapping, Meaning},
    text::shown,
};
use serde::Serialize;

/// A suggested mapping and why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    /// The mapping.
    pub mapping: Mapping,
    /// One sentence for each column that something is suggested for.
    pub evidence: Vec<String>,
}

impl Suggestion {
    /// Whether one of the columns is taken for a date.
    pub fn has_time(&self) -> bool {
        self.mapping.columns.values().any(|meaning| matches!(meaning, Meaning::When | Meaning::Date))
    }

    fn add(&mut self, column: String, meaning: Meaning, why: &str) {
        self.evidence.push(format!("{} looks like {}: {why}.", shown(&column), plain(meaning)));
        self.mapping.columns.insert(column, meaning);
    }
}

/// What a column may mean, by its cells first and its heading second.
pub fn suggest(layout: &Layout) -> Suggestion {
    let mut found = Suggestion::default();
    for column in 0..layout.width {
        let cells: Vec<&str> = layout
            .rows
            .iter()
            .filter_map(|row| row.get(column))
            .map(|cell| cell.trim())
            .filter(|cell| !cell.is_empty())
            .collect();
        let told = layout.headings.get(column).and_then(|heading| words::heading(heading));
        let fits = |is: &dyn Fn(&str) -> bool| {
            !cells.is_empty() && cells.iter().filter(|cell| is(cell)).count() * 3 >= cells.len() * 2
        };
        let count = |is: &dyn Fn(&str) -> bool| {
            format!("{} of {} rows", cells.iter().filter(|cell| is(cell)).count(), cells.len())
        };
        let dated = |cell: &str| clock::read(cell).is_some_and(|moment| moment.has_date());
        let both =
            |cell: &str| clock::read(cell).is_some_and(|moment| moment.has_date() && moment.has_time());
        let timed =
            |cell: &str| clock::read(cell).is_some_and(|moment| moment.has_time() && !moment.has_date());
        let name = layout.name(column);
        if told == Some(Meaning::Duration) {
            found.add(name, Meaning::Duration, "its heading says so");
        } else if fits(&both) && !found.has_time() {
            found.add(name, Meaning::When, &format!("{} hold a date and a time", count(&both)));
        } else if fits(&dated) && !found.has_time() {
            found.add(name, Meaning::Date, &format!("{} hold a date", count(&dated)));
        } else if fits(&timed) && !found.mapping.columns.values().any(|meaning| *meaning == Meaning::Time) {
            found.add(name, Meaning::Time, &format!("{} hold a time of day", count(&timed)));
        } else if let Some(meaning) =
            told.filter(|meaning| !matches!(meaning, Meaning::When | Meaning::Date | Meaning::Time))
        {
            found.add(name, meaning, "its heading says so");
        } else if fits(&is_number) {
            found.add(name, Meaning::With, &format!("{} hold a telephone number", count(&is_number)));
        }
    }
    found.mapping.date_order = order(layout, &found.mapping);
    found
}

/// The order of day and month, where the first rows show it.
fn order(layout: &Layout, mapping: &Mapping) -> Option<DateOrder> {
    let dates =
        mapping.columns.iter().filter(|(_, meaning)| matches!(meaning, Meaning::When | Meaning::Date));
    let columns: Vec<usize> = dates.filter_map(|(name, _)| layout.column(name)).collect();
    let mut cells = layout.rows.iter().flat_map(|row| columns.iter().filter_map(|column| row.get(*column)));
    cells.find_map(|cell| clock::read(cell)?.shows())
}

/// Whether a cell looks like a telephone number.
fn is_number(cell: &str) -> bool {
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    (10..=15).contains(&digits)
        && cell.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | ' ' | '-' | '(' | ')'))
}

fn plain(meaning: Meaning) -> &'static str {
    match meaning {
        Meaning::When => "date and time",
        Meaning::Date => "the date",
        Meaning::Time => "the time of day",
        Meaning::From => "who it came from",
        Meaning::To => "who it went to",
        Meaning::With => "the other side's number",
        Meaning::Name => "the other side's name",
        Meaning::Text => "what was written or happened",
        Meaning::Duration => "how long it took",
        Meaning::Direction => "which way it went",
        Meaning::Kind => "what sort of record it is",
        Meaning::Place => "where it was",
        Meaning::Skip => "nothing that is wanted",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::layout;

    #[test]
    fn a_phone_bill_is_understood_by_cells_and_headings() {
        let text = "Date,Time,Number called,Call duration,Cost\n13/02/2025,09:00,07700900101,00:01:23,0.10\n14/02/2025,10:00,07700900102,00:00:00,0.00\n";
        let found = suggest(&layout::of(text.as_bytes(), None));
        let columns: Vec<_> =
            found.mapping.columns.iter().map(|(name, meaning)| (name.as_str(), *meaning)).collect();
        assert_eq!(
            columns,
            [
                ("Call duration", Meaning::Duration),
                ("Date", Meaning::Date),
                ("Number called", Meaning::To),
                ("Time", Meaning::Time)
            ]
        );
        assert_eq!(found.mapping.date_order, Some(DateOrder::DayFirst));
        assert_eq!(found.evidence[0], "Date looks like the date: 2 of 2 rows hold a date.");
    }

    #[test]
    fn columns_without_headings_are_named_by_number() {
        let found =
            suggest(&layout::of(b"2025-02-13 09:00,07700900101\n2025-02-13 09:05,+447700900102\n", None));
        let columns: Vec<_> = found.mapping.columns.into_iter().collect();
        assert_eq!(columns, [("1".to_owned(), Meaning::When), ("2".to_owned(), Meaning::With)]);
    }
}
