//! The schedule of contacts as a CSV file (RFC 4180) that a spreadsheet cannot be tricked with.

use crate::model::Scheduled;
use std::io::{self, Write};

/// Writes the schedule. Lines end in CR LF, as RFC 4180 asks; the file starts with a byte order mark, without which
/// Excel reads UTF-8 as something else.
///
/// # Errors
/// Those of the writer.
pub fn write(rows: &[Scheduled], out: &mut dyn Write) -> io::Result<()> {
    let heads = [
        "number",
        "time_utc",
        "time_local",
        "channel",
        "direction",
        "from",
        "text",
        "source",
        "place_in_original",
    ];
    write!(out, "\u{feff}{}\r\n", heads.join(","))?;
    for row in rows {
        let when = row.when.replace('\n', ", ");
        let number = format!("M{}", row.number);
        let cells = [
            &number,
            &row.at,
            &when,
            &row.channel,
            &row.direction,
            &row.from,
            &row.text,
            &row.source,
            &row.locator,
        ];
        let cells: Vec<String> = cells.into_iter().map(|cell| quote(cell)).collect();
        write!(out, "{}\r\n", cells.join(","))?;
    }
    Ok(())
}

/// A cell in quotes. One that a spreadsheet would take for a formula gets an apostrophe in front; the unchanged text is
/// in the entries file. NUL, at which some programs stop reading, becomes U+2400.
fn quote(cell: &str) -> String {
    let formula = cell.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
        || cell.starts_with(['\t', '\r', '\n']);
    let guard = if formula { "'" } else { "" };
    format!("\"{guard}{}\"", cell.replace('"', "\"\"").replace('\0', "\u{2400}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_text_and_quotes_are_doubled() {
        assert_eq!(quote("=HYPERLINK(\"x\")"), "\"'=HYPERLINK(\"\"x\"\")\"");
        for bad in ["+44 7700 900123", "-1", "@x", "\t=1", " =1", "\r=1"] {
            assert!(quote(bad).starts_with("\"'"), "{bad}");
        }
        assert_eq!(quote("a, b\nc"), "\"a, b\nc\"");
        assert_eq!(quote("a\0b"), "\"a\u{2400}b\"");
    }

    #[test]
    fn every_row_has_every_column() {
        let mut out = Vec::new();
        write(&[Scheduled { number: 1, text: "x".into(), ..Scheduled::default() }], &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<&str> = text.split("\r\n").collect();
        assert_eq!(lines[1], "\"M1\",\"\",\"\",\"\",\"\",\"\",\"x\",\"\",\"\"");
    }
}
