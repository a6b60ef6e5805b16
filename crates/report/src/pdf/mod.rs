//! A small flow-layout engine for tagged PDF.
//!
//! A [`Document`] is a list of blocks; [`render`] sets it on A4 pages and writes a file that conforms to both
//! PDF/A-2a (ISO 19005-2) and PDF/UA-1 (ISO 14289-1). The engine knows nothing of what a document is about.
//!
//! Modules, lowest first: `error`, `picture`, `document` and `style` (what), `legible`, `fonts` and `shape`
//! (text to glyphs), `structure` and `canvas` (marks and their meaning), `flow` (pages), `table` and `blocks`
//! (layout), `running` (headers, page numbers), `outline`, `draw` (the file). `docs/adr/0003-pdf-engine.md`
//! says why it is built this way.

mod blocks;
mod canvas;
pub(crate) mod document;
mod draw;
mod error;
mod flow;
mod fonts;
mod legible;
mod outline;
mod picture;
mod running;
mod shape;
mod structure;
mod style;
mod table;

use std::collections::BTreeMap;

pub use document::{
    Align, Bars, Block, Callout, Cell, Column, ContentsEntry, Document, Figure, Heading, Level, List,
    Paragraph, Row, Run, Size, Table, Target, Text, Tone, Width,
};
pub use error::PdfError;
pub use fonts::{FontSource, Fonts};
pub use picture::Picture;

/// A finished file and what a caller may want to know about it.
#[derive(Clone, Debug)]
pub struct Rendered {
    /// The PDF file.
    pub bytes: Vec<u8>,
    /// Number of pages.
    pub pages: u32,
    /// The page, counted from 1, on which each anchor stands.
    pub anchors: BTreeMap<String, u32>,
    /// Characters that no font could draw, and private ones. Each is shown in the text as `[U+XXXX]`.
    pub missing_glyphs: Vec<char>,
}

/// Lays out a document and writes it as PDF/A-2a and PDF/UA-1.
///
/// The same document with [`FontSource::ShippedOnly`] gives the same bytes on every machine. If a system font
/// turns out not to be embeddable, the document is set again with the shipped fonts alone.
///
/// # Errors
/// See [`PdfError`]. A document needs a title and at least one heading.
pub fn render(document: &Document, fonts: &Fonts) -> Result<Rendered, PdfError> {
    match render_with(document, fonts) {
        Err(PdfError::Conformance(rules))
            if rules.contains(&error::RESTRICTED_FONT) && fonts.source() != FontSource::ShippedOnly =>
        {
            render_with(document, &Fonts::new(FontSource::ShippedOnly))
        }
        result => result,
    }
}

/// How many pages a document takes, without writing it. Links in it may lead elsewhere.
pub(crate) fn pages(document: &Document, fonts: &Fonts) -> usize {
    lay_out(document, fonts).sheets.len()
}

fn lay_out(document: &Document, fonts: &Fonts) -> flow::Flow {
    let mut flow = flow::Flow::new(shape::Shaper::new(fonts));
    document.blocks.iter().for_each(|block| blocks::lay_out(&mut flow, block));
    flow
}

fn render_with(document: &Document, fonts: &Fonts) -> Result<Rendered, PdfError> {
    let mut flow = lay_out(document, fonts);
    flow.finish()?;
    running::number_contents(&mut flow);
    running::furnish(&mut flow, document);
    let number = |page: usize| u32::try_from(page).unwrap_or(u32::MAX);
    let pages = number(flow.sheets.len());
    let anchors = flow.anchors.iter().map(|(name, place)| (name.clone(), number(place.page + 1))).collect();
    let (bytes, missing_glyphs) = draw::write(document, flow)?;
    Ok(Rendered { bytes, pages, anchors, missing_glyphs })
}
