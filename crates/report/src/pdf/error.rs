//! Why a document could not become a PDF.

use krilla::configure::ValidationError;
use krilla::error::KrillaError;

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
    pub(crate) fn from_krilla(error: KrillaError) -> Self {
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

/// The one broken rule that has a remedy: do without system fonts.
pub(crate) const RESTRICTED_FONT: &str = "font that may not be embedded";
