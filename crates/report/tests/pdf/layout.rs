//! Pages: what stands where.

use daybook_report::pdf::{
    Bars, Block, Callout, Column, ContentsEntry, Heading, Level, List, Paragraph, Row, Table, Text, Width,
};

use crate::tools::File;
use crate::{document, rendered};

#[test]
fn five_thousand_rows_over_hundreds_of_pages() {
    let mut table = Table::new([
        Column::new("No.", Width::Points(44.0)).align_end(),
        Column::new("Text", Width::Share(1.0)),
    ]);
    for n in 1..=5000 {
        let text = Text::new().plain("He rang again and hung up. See ").link("the first", "row-1");
        table.push(Row::new([Text::from(format!("r{n}")), text]).anchor(format!("row-{n}")));
    }
    let mut doc = document();
    doc.push(table);
    let rendered = rendered(&doc);
    assert!((140..260).contains(&rendered.pages), "{} pages", rendered.pages);
    assert_eq!(rendered.anchors["row-5000"], rendered.pages);
    let file = File::new(&rendered.bytes);
    assert!(file.info().contains(&format!("Pages:           {}", rendered.pages)));
    for n in [1, 777, 2500, 4999] {
        let page = rendered.anchors[&format!("row-{n}")];
        let text = file.page(page);
        assert!(text.split_whitespace().any(|word| word == format!("r{n}")), "row {n} on page {page}");
        assert!(text.contains(&format!("Page {page} of {}", rendered.pages)));
    }
}

#[test]
fn a_heading_is_never_last_on_its_page() {
    let mut turned = 0;
    for lines in 30..60 {
        let mut doc = document();
        for _ in 0..lines {
            doc.paragraph("x");
        }
        doc.push(Heading::new(Level::Two, "Part").anchor("part"));
        doc.push(Heading::new(Level::Three, "Section").anchor("section"));
        doc.push(Paragraph::new("First words. ".repeat(30)).anchor("words"));
        let anchors = rendered(&doc).anchors;
        assert_eq!(anchors["part"], anchors["words"], "after {lines} lines");
        assert_eq!(anchors["part"], anchors["section"]);
        turned += u32::from(anchors["part"] == 2);
    }
    assert!((1..30).contains(&turned), "both cases were met: {turned}");
}

#[test]
fn a_heading_stays_with_the_first_row_of_its_table() {
    for lines in 25..45 {
        let mut doc = document();
        for _ in 0..lines {
            doc.paragraph("x");
        }
        doc.push(Heading::new(Level::Two, "Rows").anchor("heading"));
        let mut table = Table::new([Column::new("A", Width::Share(1.0))]);
        table.push(Row::new(["some words ".repeat(60)]).anchor("row"));
        doc.push(table);
        let anchors = rendered(&doc).anchors;
        assert_eq!(anchors["heading"], anchors["row"], "after {lines} lines");
    }
}

#[test]
fn rows_that_fit_a_page_are_not_split() {
    let mut table = Table::new([Column::new("A", Width::Share(1.0))]);
    for n in 0..40 {
        table.push([format!("begin{n} {} end{n}", "some words ".repeat(80))]);
    }
    let mut doc = document();
    doc.push(table);
    let rendered = rendered(&doc);
    let file = File::new(&rendered.bytes);
    for page in 1..=rendered.pages {
        let text = file.page(page);
        assert_eq!(text.matches("begin").count(), text.matches("end").count(), "page {page}");
    }
}

#[test]
fn no_line_of_a_paragraph_stands_alone() {
    for lines in 20..50 {
        let mut doc = document();
        for _ in 0..lines {
            doc.paragraph("x");
        }
        doc.paragraph((0..8).map(|n| format!("line{n}\n")).collect::<String>().trim_end());
        let rendered = rendered(&doc);
        let file = File::new(&rendered.bytes);
        for page in 1..=rendered.pages {
            assert_ne!(file.page(page).matches("line").count(), 1, "page {page} after {lines} lines");
        }
    }
}

#[test]
fn contents_show_the_pages_of_their_anchors() {
    let mut doc = document();
    doc.push(Block::Contents(
        (1..=3).map(|n| ContentsEntry::new(Level::One, format!("Chapter {n}"), format!("c{n}"))).collect(),
    ));
    for n in 1..=3 {
        doc.push(Block::PageBreak);
        doc.push(Heading::new(Level::One, format!("Chapter {n}")).anchor(format!("c{n}")));
        doc.paragraph("word ".repeat(900 * n));
    }
    let rendered = rendered(&doc);
    assert!(rendered.anchors["c3"] > 4);
    let first = File::new(&rendered.bytes).page(1);
    for n in 1..=3 {
        let page = rendered.anchors[&format!("c{n}")].to_string();
        assert!(first.split_whitespace().any(|word| word == page), "page {page} in {first}");
    }
}

#[test]
fn empty_things_leave_a_valid_file() {
    let mut doc = document();
    doc.paragraph("");
    doc.push(List::bulleted(Vec::<Text>::new()));
    doc.push(Block::KeyValues(Vec::new()));
    doc.push(Block::Contents(Vec::new()));
    doc.push(Bars::new(Vec::new(), "Nothing."));
    doc.push(Callout::new(""));
    doc.push(Table::new([Column::new("Order", Width::Points(40.0))]).when_empty("No orders."));
    let mut table = Table::new([Column::new("A", Width::Share(1.0)), Column::new("B", Width::Share(1.0))]);
    table.push(Row::new(Vec::<Text>::new()));
    doc.push(table);
    let rendered = rendered(&doc);
    let file = File::new(&rendered.bytes);
    file.check();
    assert!(file.text().contains("No orders."));
}

#[test]
fn a_box_longer_than_a_page_goes_on() {
    let mut doc = document();
    doc.push((0..80).fold(Callout::new("Long box"), |callout, n| callout.paragraph(format!("item{n}"))));
    let rendered = rendered(&doc);
    assert!(rendered.pages >= 2);
    let text = File::new(&rendered.bytes).text();
    assert!((0..80).all(|n| text.split_whitespace().any(|word| word == format!("item{n}"))));
}

#[test]
fn a_chart_of_many_bars_shows_every_number() {
    let mut doc = document();
    let bars = (1..=100).map(|n| (format!("Day {n}"), 1000 + n));
    doc.push(Bars::new(bars, "A hundred days."));
    let text = File::new(&rendered(&doc).bytes).text();
    assert!((1001..=1100).all(|n| text.contains(&n.to_string())));
}
