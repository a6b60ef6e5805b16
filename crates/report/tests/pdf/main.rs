//! The PDF engine, judged by other people's programs: qpdf and poppler.

mod conformance;
mod layout;
mod pictures;
mod text;
mod tools;

use daybook_report::pdf::{Document, FontSource, Fonts, Heading, Level, Rendered, render};

/// A document with a heading, for a test to add to.
fn document() -> Document {
    let mut doc = Document::new("Test", "2026-03-01T12:00:00Z".parse().expect("a valid time"));
    doc.push(Heading::new(Level::One, "Test").anchor("top"));
    doc
}

fn rendered(doc: &Document) -> Rendered {
    render(doc, &Fonts::new(FontSource::ShippedOnly)).expect("the document renders")
}
