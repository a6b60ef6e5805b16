//! A small flow-layout engine for tagged PDF.
//!
//! A [`Document`] is a list of blocks; [`render`] sets it on A4 pages and writes a file that conforms to both
//! PDF/A-2a (ISO 19005-2) and PDF/UA-1 (ISO 14289-1). The engine knows nothing of what a document is about.
//!
//! Modules, lowest first: `style` and `document` (what), `legible`, `fonts` and `shape` (text to glyphs),
//! `picture`, `structure` and `canvas` (marks and their meaning), `flow` (pages), `blocks` and `table`
//! (layout), `running` (headers, page numbers), `outline`, `draw` (the file). `docs/adr/0003-pdf-engine.md`
//! says why it is built this way.

mod blocks;
mod canvas;
mod document;
mod draw;
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

use krilla::configure::ValidationError;
use krilla::error::KrillaError;

pub use document::{
    Align, Bars, Block, Callout, Cell, Column, ContentsEntry, Document, Figure, Heading, Level, List,
    Paragraph, Row, Run, Size, Table, Target, Text, Tone, Width,
};
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

/// Why no PDF was made. The messages hold no text of the document but anchor names.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum PdfError {
    /// A link or a line of the contents names an anchor that no block has.
    #[error("A link leads to \"{0}\", which is nowhere in the document. Give a block that anchor.")]
    UnknownAnchor(String),
    /// Two blocks have the same anchor.
    #[error("Two places are both called \"{0}\". Give each anchor its own name.")]
    DuplicateAnchor(String),
    /// A table row has more cells than the table has columns.
    #[error("A table row has {cells} cells, but the table has {columns} columns. Add the missing columns.")]
    TooManyCells {
        /// Cells in the row.
        cells: usize,
        /// Columns in the table.
        columns: usize,
    },
    /// A table has no columns, or a width that is not a positive number.
    #[error("A table's columns have no usable width. Give it columns with widths above zero.")]
    ColumnWidths,
    /// Bytes that should be a picture could not be read.
    #[error("A picture could not be read. Open it in another program and save it as JPEG or PNG.")]
    Picture,
    /// The file would break these rules of PDF/A or PDF/UA.
    #[error("The PDF would break the archive or accessibility rules: {}. Please report this.", .0.join(", "))]
    Conformance(Vec<&'static str>),
    /// The PDF library could not write the file.
    #[error("The PDF could not be written ({0}). Please report this.")]
    Library(&'static str),
}

impl PdfError {
    fn from_krilla(error: KrillaError) -> Self {
        match error {
            KrillaError::Validation(errors) => {
                let mut rules: Vec<_> = errors.iter().map(|(error, _)| rule(error)).collect();
                rules.sort_unstable();
                rules.dedup();
                Self::Conformance(rules)
            }
            KrillaError::Font(..) => Self::Library("a font"),
            KrillaError::Limit(_) => Self::Library("a limit of the format"),
            KrillaError::DuplicateNamedDestination(name) => Self::DuplicateAnchor(name.to_string()),
            KrillaError::Image(..) | KrillaError::SixteenBitImage(..) => Self::Picture,
            _ => Self::Library("its structure"),
        }
    }
}

/// A rule's name, without the text that broke it.
fn rule(error: &ValidationError) -> &'static str {
    match error {
        ValidationError::TooLongString => "text too long",
        ValidationError::TooManyIndirectObjects => "too many objects",
        ValidationError::MissingCMYKProfile => "print colours without a profile",
        ValidationError::ContainsNotDefGlyph(..) => "missing glyph",
        ValidationError::NoCodepointMapping(..) => "glyph without text",
        ValidationError::InvalidCodepointMapping(..) => "forbidden character",
        ValidationError::UnicodePrivateArea(..) => "private character",
        ValidationError::RestrictedLicense(..) => RESTRICTED_FONT,
        ValidationError::NoDocumentTitle => "no title",
        ValidationError::MissingAltText(_) => "picture without words",
        ValidationError::MissingHeadingTitle => "empty heading",
        ValidationError::MissingDocumentOutline => "no heading",
        ValidationError::MissingAnnotationAltText(_) => "link without words",
        _ => "another rule",
    }
}

const RESTRICTED_FONT: &str = "font that may not be embedded";

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
            if rules.contains(&RESTRICTED_FONT) && fonts.source() != FontSource::ShippedOnly =>
        {
            render_with(document, &Fonts::new(FontSource::ShippedOnly))
        }
        result => result,
    }
}

fn render_with(document: &Document, fonts: &Fonts) -> Result<Rendered, PdfError> {
    let mut flow = flow::Flow::new(shape::Shaper::new(fonts));
    for block in &document.blocks {
        blocks::lay_out(&mut flow, block);
    }
    flow.finish()?;
    running::number_contents(&mut flow);
    running::furnish(&mut flow, document);
    let number = |page: usize| u32::try_from(page).unwrap_or(u32::MAX);
    let pages = number(flow.sheets.len());
    let anchors = flow.anchors.iter().map(|(name, place)| (name.clone(), number(place.page + 1))).collect();
    let (bytes, missing_glyphs) = draw::write(document, flow)?;
    Ok(Rendered { bytes, pages, anchors, missing_glyphs })
}
