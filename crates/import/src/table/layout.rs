//! How a table is laid out: what separates its columns, which line holds the headings, what stands in the first rows.

use super::clock;
use crate::options::Mapping;
use encoding_rs::WINDOWS_1252;

/// Separators tried, the most usual first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Rows looked at.
pub const SAMPLE: usize = 200;
/// Lines that may stand before the headings.
const PREAMBLE: usize = 30;

/// The beginning of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// What separates columns.
    pub delimiter: u8,
    /// Rows that stand before the first record: those before the headings, and the headings.
    pub before: u64,
    /// The first of them is only Excel's line that says what separates columns.
    pub says_separator: bool,
    /// The headings; empty when there are none.
    pub headings: Vec<String>,
    /// First records.
    pub rows: Vec<Vec<String>>,
    /// Columns of a record.
    pub width: usize,
}

impl Layout {
    /// Whether its rows are alike enough for a table.
    pub fn is_table(&self) -> bool {
        let alike = self.rows.iter().filter(|row| row.len() == self.width).count();
        self.width >= 2
            && alike >= 1
            && alike * 10 >= self.rows.len() * 8
            && alike + usize::from(!self.headings.is_empty()) >= 2
    }

    /// What a column is called: by its heading, else by its number from 1.
    pub fn name(&self, column: usize) -> String {
        let heading =
            self.headings.get(column).map(|heading| heading.trim()).filter(|heading| !heading.is_empty());
        heading.map_or_else(|| (column + 1).to_string(), str::to_owned)
    }

    /// The column a name or number means.
    pub fn column(&self, name: &str) -> Option<usize> {
        let same = |column: &usize| self.name(*column).eq_ignore_ascii_case(name.trim());
        let number =
            || name.trim().parse::<usize>().ok()?.checked_sub(1).filter(|column| *column < self.width);
        (0..self.width).find(same).or_else(number)
    }
}

/// The layout of a table by its first bytes. The last row of them may be cut, and is not looked at when there are others.
pub fn of(head: &[u8], mapping: Option<&Mapping>) -> Layout {
    let (said, rest) = match head.strip_prefix(b"sep=") {
        // Excel writes the separator into a line of its own.
        Some([delimiter, rest @ ..]) => (Some(*delimiter), after_line(rest)),
        _ => (None, head),
    };
    let skipped = u64::from(said.is_some());
    let told = mapping.and_then(|mapping| mapping.delimiter).and_then(|c| u8::try_from(c).ok());
    let delimiter = told.or(said).unwrap_or_else(|| delimiter(rest));
    let mut rows = rows(rest, delimiter);
    let width = usual_width(&rows);
    let heading = match mapping.and_then(|mapping| mapping.heading) {
        Some(0) => None,
        Some(line) => usize::try_from(line.saturating_sub(1 + skipped)).ok(),
        None => heading(&rows, width),
    };
    let (headings, gone) = match heading.filter(|line| *line < rows.len()) {
        Some(line) => (rows[line].clone(), line + 1),
        None => (Vec::new(), rows.iter().take_while(|row| row.len() != width).count()),
    };
    rows.drain(..gone.min(rows.len()));
    Layout { delimiter, before: skipped + gone as u64, says_separator: said.is_some(), headings, rows, width }
}

fn after_line(text: &[u8]) -> &[u8] {
    text.iter().position(|b| *b == b'\n').map_or(&[], |end| &text[end + 1..])
}

/// A cell as text: UTF-8, else as Windows programs wrote it.
pub fn cell(bytes: &[u8]) -> (String, bool) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (text.to_owned(), false),
        Err(_) => (WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(), true),
    }
}

/// Reads rows of any width.
pub fn builder(delimiter: u8) -> csv::ReaderBuilder {
    let mut builder = csv::ReaderBuilder::new();
    builder.delimiter(delimiter).has_headers(false).flexible(true);
    builder
}

fn rows(text: &[u8], delimiter: u8) -> Vec<Vec<String>> {
    let mut reader = builder(delimiter).from_reader(text);
    let whole = text.ends_with(b"\n");
    let mut rows: Vec<Vec<String>> = reader
        .byte_records()
        .map_while(Result::ok)
        .take(SAMPLE)
        .map(|row| row.iter().map(|bytes| cell(bytes).0).collect())
        .collect();
    // At the limit of the head a row may be cut anywhere.
    if !whole && rows.len() > 2 && rows.len() < SAMPLE && text.len() >= CUT {
        rows.pop();
    }
    rows
}

/// Heads shorter than this are whole files.
const CUT: usize = 60 << 10;

/// The separator that gives most rows the same number of columns, and most of them.
fn delimiter(text: &[u8]) -> u8 {
    let score = |delimiter: &u8| {
        let rows = rows(text, *delimiter);
        let width = usual_width(&rows);
        let alike = rows.iter().filter(|row| row.len() == width).count();
        if width < 2 { 0 } else { alike * 100 / rows.len().max(1) * 1000 + width.min(999) }
    };
    // Of equals the more usual counts.
    DELIMITERS.iter().copied().rev().max_by_key(score).unwrap_or(b',')
}

/// The number of columns most rows have; of equally frequent ones the larger.
fn usual_width(rows: &[Vec<String>]) -> usize {
    let frequency = |width: usize| rows.iter().filter(|row| row.len() == width).count();
    rows.iter().map(Vec::len).max_by_key(|width| (frequency(*width), *width)).unwrap_or(0)
}

/// The line of headings: the first as wide as the records whose cells are all words, none a number or a date, before any
/// record. Bills begin with lines of a few cells about the account.
fn heading(rows: &[Vec<String>], width: usize) -> Option<usize> {
    let wordy = |cell: &String| {
        let cell = cell.trim();
        cell.is_empty() || cell.chars().any(char::is_alphabetic) && !clock::is_time(cell) && cell.len() <= 80
    };
    let mut wide = rows.iter().enumerate().take(PREAMBLE).filter(|(_, row)| {
        let filled = row.iter().filter(|cell| !cell.trim().is_empty()).count();
        row.len() == width && filled * 2 > width
    });
    let (line, row) = wide.next()?;
    row.iter().all(wordy).then_some(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_headings_and_lines_before_them_are_found() {
        let layout = of(b"Account: 123\n\nDate;Time;Number\n01/02/2025;09:00;07700900101\n02/02/2025;10:00;\"07700;900102\"\n", None);
        assert_eq!((layout.delimiter, layout.before, layout.width), (b';', 2, 3));
        assert_eq!(layout.headings, ["Date", "Time", "Number"]);
        assert_eq!(layout.rows[1][2], "07700;900102");
        assert_eq!(
            (layout.column("number"), layout.column("2"), layout.column("x")),
            (Some(2), Some(1), None)
        );
    }

    #[test]
    fn a_table_without_headings_has_numbers_for_names() {
        let layout = of(b"01/02/2025 09:00\tRing\tmotion\n02/02/2025 09:00\tRing\tmotion\n", None);
        assert_eq!((layout.delimiter, layout.before, layout.name(2).as_str()), (b'\t', 0, "3"));
        assert!(layout.is_table());
    }

    #[test]
    fn the_line_excel_writes_first_is_followed() {
        let layout = of(b"sep=|\r\nDate|What, then\r\n01/02/2025|a, b\r\n", None);
        assert_eq!((layout.delimiter, layout.before, layout.headings.len()), (b'|', 2, 2));
    }

    #[test]
    fn what_the_person_says_comes_first() {
        let mapping = Mapping { delimiter: Some(','), heading: Some(0), ..Mapping::default() };
        let layout = of(b"When,Who\n01/02/2025,Dan\n", Some(&mapping));
        assert_eq!((layout.before, layout.headings.len(), layout.rows.len()), (0, 0, 2));
    }
}
