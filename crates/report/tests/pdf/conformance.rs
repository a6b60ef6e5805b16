//! What makes the file an archive and accessible.

use daybook_report::pdf::{
    Block, Column, Document, FontSource, Fonts, Heading, Level, PdfError, Row, Run, Table, Target, Text,
    Width, render,
};

use crate::tools::{File, specimen};
use crate::{document, rendered};

#[test]
fn the_specimen_is_well_formed_tagged_and_titled() {
    let file = File::new(&specimen());
    file.check();
    let info = file.info();
    for line in ["Tagged:          yes", "Title:           Specimen of every block", "JavaScript:      no"] {
        assert!(info.contains(line), "{line} in {info}");
    }
}

#[test]
fn two_processes_write_the_same_bytes() {
    assert!(specimen() == specimen(), "the bytes differ");
}

#[test]
fn one_process_writes_the_same_bytes_twice() {
    let mut doc = document();
    doc.paragraph("😀 £5 שלום").push(Table::new([Column::new("A", Width::Share(1.0))]));
    assert!(rendered(&doc).bytes == rendered(&doc).bytes, "the bytes differ");
}

#[test]
fn the_file_claims_both_standards_and_its_language() {
    let bytes = specimen();
    let xmp = String::from_utf8_lossy(&bytes).into_owned();
    for claim in ["pdfaid:part>2<", "pdfaid:conformance>A<", "pdfuaid:part>1<"] {
        assert!(xmp.contains(claim), "{claim}");
    }
    let dictionaries = File::new(&bytes).dictionaries();
    let catalog = dictionaries.iter().find(|d| d["/Type"] == "/Catalog").expect("a catalogue");
    assert_eq!(catalog["/Lang"], "u:en-GB");
    assert_eq!(catalog["/ViewerPreferences"]["/DisplayDocTitle"], true);
}

#[test]
fn every_font_is_an_embedded_subset() {
    let dictionaries = File::new(&specimen()).dictionaries();
    let fonts: Vec<_> = dictionaries.iter().filter(|d| d["/Type"] == "/FontDescriptor").collect();
    assert!(fonts.len() > 8, "many scripts, many fonts: {}", fonts.len());
    for font in fonts {
        let name = font["/FontName"].as_str().expect("a name");
        assert_eq!(name.find('+'), Some(7), "{name} has a subset tag");
        assert!(
            ["/FontFile", "/FontFile2", "/FontFile3"].iter().any(|key| font.get(key).is_some()),
            "{name}"
        );
    }
}

#[test]
fn every_mark_on_a_page_is_content_or_artifact() {
    let text = File::new(&specimen()).unpacked();
    let (mut depth, mut marks) = (0, 0);
    // The library writes several operators to a line, some of them without a space before a name or array.
    for word in text.lines().filter(|line| !line.starts_with('%')).flat_map(|line| line.split([' ', '/'])) {
        if word.ends_with("BDC") || word == "BMC" {
            depth += 1;
        } else if word == "EMC" {
            depth -= 1;
        } else if word.ends_with("]TJ") || word.ends_with(">Tj") || word.ends_with(")Tj") || word == "Do" {
            marks += 1;
            assert!(depth > 0, "outside the structure: {word}");
        }
    }
    assert_eq!(depth, 0);
    assert!(marks > 500, "{marks}");
}

#[test]
fn figures_have_words_and_links_have_labels() {
    let dictionaries = File::new(&specimen()).dictionaries();
    let of = |key: &str, value: &str| dictionaries.iter().filter(|d| d[key] == value).collect::<Vec<_>>();
    let figures = of("/S", "/Figure");
    assert_eq!(figures.len(), 6, "a chart, a figure and four thumbnails");
    assert!(figures.iter().all(|figure| figure["/Alt"].as_str().is_some_and(|alt| alt.len() > 8)));
    let links = of("/Subtype", "/Link");
    assert!(links.len() > 10);
    for link in links {
        assert!(link["/Contents"].is_string() && link["/StructParent"].is_number(), "{link}");
    }
}

#[test]
fn a_repeated_table_header_is_tagged_once() {
    let mut table =
        Table::new([Column::new("One", Width::Share(1.0)), Column::new("Two", Width::Share(1.0))]);
    for n in 0..120 {
        table.push([format!("{n}"), "x".into()]);
    }
    let mut doc = document();
    doc.push(table);
    let rendered = rendered(&doc);
    assert!(rendered.pages > 2);
    let file = File::new(&rendered.bytes);
    for page in 1..=rendered.pages {
        assert!(file.page(page).contains("One"), "the header is on page {page}");
    }
    let dictionaries = file.dictionaries();
    let count = |role: &str| dictionaries.iter().filter(|d| d["/S"] == role).count();
    assert_eq!((count("/TH"), count("/TR"), count("/TD")), (2, 121, 240));
}

#[test]
fn bookmarks_nest_and_name_their_page() {
    let mut doc = document();
    doc.push(Block::PageBreak);
    doc.push(Heading::new(Level::Two, "A long heading").bookmark("Short"));
    doc.push(Heading::new(Level::Three, "Deeper"));
    doc.push(Block::PageBreak);
    doc.heading(Level::One, "Last");
    let json = File::new(&rendered(&doc).bytes).json();
    let top = json["outlines"].as_array().expect("bookmarks");
    let titles: Vec<_> = top.iter().map(|mark| mark["title"].as_str().unwrap_or("")).collect();
    assert_eq!(titles, ["Test, page 1", "Last, page 3"]);
    assert_eq!(top[0]["kids"][0]["title"], "Short, page 2");
    assert_eq!(top[0]["kids"][0]["kids"][0]["title"], "Deeper, page 2");
    assert_eq!(top[1]["destpageposfrom1"], 3);
}

fn refused(doc: &Document) -> PdfError {
    render(doc, &Fonts::new(FontSource::ShippedOnly)).expect_err("the document is wrong")
}

#[test]
fn a_wrong_document_is_refused_with_the_reason() {
    let mut doc = document();
    doc.paragraph(Text::new().link("there", "nowhere"));
    assert_eq!(refused(&doc), PdfError::UnknownAnchor("nowhere".into()));

    let mut doc = document();
    doc.push(Heading::new(Level::Two, "Again").anchor("top"));
    assert_eq!(refused(&doc), PdfError::DuplicateAnchor("top".into()));

    let mut doc = document();
    let mut table = Table::new([Column::new("One", Width::Share(1.0))]);
    table.push(Row::new(["a", "b"]));
    doc.push(table);
    assert_eq!(refused(&doc), PdfError::TooManyCells { cells: 2, columns: 1 });

    let mut doc = document();
    doc.push(Table::new([]));
    assert_eq!(refused(&doc), PdfError::ColumnWidths);

    let mut doc = Document::new("", "2026-03-01T12:00:00Z".parse().expect("a time"));
    doc.paragraph("No title, no heading.");
    assert_eq!(refused(&doc), PdfError::Conformance(vec!["no heading", "no title"]));
}

#[test]
fn web_addresses_become_links() {
    let mut doc = document();
    doc.paragraph(Text::new().run(Run::new("the law").link(Target::Url("https://example.org/law".into()))));
    let dictionaries = File::new(&rendered(&doc).bytes).dictionaries();
    let link = dictionaries.iter().find(|d| d["/Subtype"] == "/Link").expect("a link");
    assert!(link.to_string().contains("example.org/law"));
}
