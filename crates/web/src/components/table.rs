//! A table.

use maud::{Markup, html};

/// On which side a column's cells stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Left,
    /// Figures, so that their digits line up.
    Right,
}

/// A table with a caption and column headings. It scrolls inside its own box when the window is narrow.
pub struct Table {
    caption: String,
    columns: Vec<(String, Align)>,
    rows: Vec<Vec<Markup>>,
}

impl Table {
    /// An empty table. The caption is its heading.
    pub fn new(caption: impl Into<String>) -> Self {
        Self { caption: caption.into(), columns: Vec::new(), rows: Vec::new() }
    }

    /// Adds a column.
    pub fn column(mut self, heading: impl Into<String>, align: Align) -> Self {
        self.columns.push((heading.into(), align));
        self
    }

    /// Adds a row. Its first cell is the heading of the row; cells beyond the columns are left out.
    pub fn row(&mut self, cells: Vec<Markup>) {
        self.rows.push(cells);
    }

    /// The table. With no rows, only its caption and "None yet."
    pub fn render(&self) -> Markup {
        if self.rows.is_empty() {
            return html! { p.table-empty { (say_html!("{caption} None yet.", caption = html! { strong { (self.caption) } })) } };
        }
        html! {
            // Focusable, so that it can be scrolled with the keyboard.
            div.table-box role="region" tabindex="0" aria-label=(self.caption) {
                table {
                    caption { (self.caption) }
                    thead { tr {
                        @for (heading, align) in &self.columns {
                            th scope="col" .figures[*align == Align::Right] { (heading) }
                        }
                    } }
                    tbody { @for cells in &self.rows { (self.line(cells)) } }
                }
            }
        }
    }

    fn line(&self, cells: &[Markup]) -> Markup {
        let aligned =
            cells.iter().zip(&self.columns).map(|(cell, (_, align))| (cell, *align == Align::Right));
        html! {
            tr {
                @for (index, (cell, figures)) in aligned.enumerate() {
                    @if index == 0 { th scope="row" .figures[figures] { (cell) } }
                    @else { td.figures[figures] { (cell) } }
                }
            }
        }
    }
}
