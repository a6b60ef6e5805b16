//! A document as HTML, a leaf at a time: to be read by the keeper before it is made.
//!
//! The words are those of the PDF, in its order. Where a line or a page ends is not: leaves are cut so that each is short
//! enough for a browser and a reader.

use crate::pdf::document::{Block, Document, Heading, Row, Run, Size, Table, Text};
use maud::{Markup, html};

/// Blocks and rows of tables on one leaf, at most. A leaf also ends where the document starts a new page.
const LEAF: usize = 120;

/// The document, cut into leaves.
pub fn leaves(document: &Document) -> Vec<Markup> {
    let mut binder = Binder::default();
    for block in &document.blocks {
        match block {
            Block::PageBreak => binder.turn(),
            Block::Table(table) => {
                let mut rows = table.rows.as_slice();
                loop {
                    let (here, rest) = rows.split_at(rows.len().min(binder.room()));
                    binder.add(here.len().max(1), shown_table(table, here));
                    rows = rest;
                    if rows.is_empty() {
                        break;
                    }
                }
            }
            block => binder.add(1, shown(block)),
        }
    }
    binder.turn();
    binder.leaves
}

/// Leaves, and the one being filled.
#[derive(Default)]
struct Binder {
    leaves: Vec<Markup>,
    open: Vec<Markup>,
    filled: usize,
}

impl Binder {
    /// How much the open leaf can still take; never nothing, because a full one was turned.
    fn room(&self) -> usize {
        LEAF - self.filled
    }

    fn add(&mut self, weight: usize, markup: Markup) {
        self.open.push(markup);
        self.filled += weight;
        if self.filled >= LEAF {
            self.turn();
        }
    }

    fn turn(&mut self) {
        self.filled = 0;
        let open = std::mem::take(&mut self.open);
        if !open.is_empty() {
            self.leaves.push(html! { @for block in open { (block) } });
        }
    }
}

fn shown(block: &Block) -> Markup {
    match block {
        Block::Heading(heading) => shown_heading(heading),
        Block::Paragraph(paragraph) => match paragraph.size {
            Size::Lead => html! { p.lead { (text(&paragraph.text)) } },
            Size::Small => html! { p.hint { (text(&paragraph.text)) } },
            Size::Body => html! { p { (text(&paragraph.text)) } },
        },
        Block::List(list) => {
            let items = html! { @for item in &list.items { li { (text(item)) } } };
            html! { @if list.numbered { ol { (items) } } @else { ul { (items) } } }
        }
        Block::Table(table) => shown_table(table, &table.rows),
        Block::Figure(figure) => html! { p.hint { (figure.alt) " " (text(&figure.caption)) } },
        Block::KeyValues(facts) => html! {
            dl.summary { @for (name, value) in facts { div { dt { (name) } dd { (text(value)) } } } }
        },
        Block::Callout(callout) => html! {
            div.line { p { strong { (text(&callout.title)) } } @for body in &callout.body { p { (text(body)) } } }
        },
        Block::Bars(bars) => html! {
            p { (text(&bars.caption)) }
            dl.summary { @for (name, count) in &bars.bars { div { dt { (name) } dd { (count) } } } }
        },
        Block::Contents(entries) => html! { ul { @for entry in entries { li { (text(&entry.text)) } } } },
        Block::Rule => html! { hr; },
        Block::PageBreak => html! {},
    }
}

/// One step lower than in the PDF: the page it is shown on has the highest heading.
fn shown_heading(heading: &Heading) -> Markup {
    match heading.level.number() {
        1 => html! { h2 { (text(&heading.text)) } },
        2 => html! { h3 { (text(&heading.text)) } },
        _ => html! { h4 { (text(&heading.text)) } },
    }
}

/// A table is shown row by row, each cell under the title of its column: it may be read on a phone.
fn shown_table(table: &Table, rows: &[Row]) -> Markup {
    html! {
        @if rows.is_empty() { p { (table.empty) } }
        @for row in rows {
            dl.summary {
                @for (column, cell) in table.columns.iter().zip(&row.cells).filter(|(_, cell)| !cell.text.is_empty()) {
                    div { dt { (column.title) } dd { (text(&cell.text)) } }
                }
            }
        }
    }
}

/// Each run by itself, as in the PDF: what somebody else wrote cannot turn the words around it.
fn text(text: &Text) -> Markup {
    html! { @for run in &text.runs { (shown_run(run)) } }
}

fn shown_run(run: &Run) -> Markup {
    let lines =
        html! { @for (at, line) in run.text.split('\n').enumerate() { @if at > 0 { br; } bdi { (line) } } };
    html! { @if run.bold { strong { (lines) } } @else if run.italic { em { (lines) } } @else { (lines) } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf::document::{Column, Level, Paragraph, Width};
    use jiff::Timestamp;

    fn document() -> Document {
        Document::new("Report", Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn every_row_of_a_long_table_stands_on_some_leaf_once_and_in_order() {
        let mut document = document();
        let mut table = Table::new([Column::new("No", Width::Share(1.0))]);
        for row in 0..LEAF * 3 + 7 {
            table.push([format!("row {row};")]);
        }
        document.heading(Level::One, "Schedule");
        document.push(table);
        let leaves = leaves(&document);
        assert_eq!(leaves.len(), 4);
        let all: String = leaves.iter().map(|leaf| leaf.0.as_str()).collect();
        let places: Vec<_> = (0..LEAF * 3 + 7).map(|row| all.find(&format!("row {row};"))).collect();
        assert!(places.iter().all(Option::is_some) && places.is_sorted());
        assert_eq!(all.matches("row ").count(), LEAF * 3 + 7);
    }

    #[test]
    fn what_somebody_wrote_is_text_and_an_empty_table_says_so() {
        let mut document = document();
        document.push(Paragraph::new("<script>\nnext"));
        document.push(Block::PageBreak);
        document.push(Table::new([Column::new("No", Width::Share(1.0))]).when_empty("Nothing."));
        let leaves = leaves(&document);
        assert_eq!(leaves.len(), 2);
        assert_eq!(leaves[0].0, "<p><bdi>&lt;script&gt;</bdi><br><bdi>next</bdi></p>");
        assert_eq!(leaves[1].0, "<p>Nothing.</p>");
    }
}
