//! The look of every page: paper, type sizes, spacing and colours, in one place.
//!
//! All lengths are PDF points (1/72 inch), measured from the top left corner of the page.

use super::document::Tone;

/// A4 paper (ISO 216), 210 × 297 mm.
pub(crate) const PAGE_WIDTH: f32 = 595.28;
pub(crate) const PAGE_HEIGHT: f32 = 841.89;
/// Left edge of the text, 20 mm in: room for a hole punch and a court's margin notes.
pub(crate) const LEFT: f32 = 56.7;
pub(crate) const RIGHT: f32 = PAGE_WIDTH - 56.7;
/// Width of the text block.
pub(crate) const MEASURE: f32 = RIGHT - LEFT;
/// Top and bottom of the text block.
pub(crate) const TOP: f32 = 76.0;
pub(crate) const BOTTOM: f32 = PAGE_HEIGHT - 66.0;
/// Baselines of the running header and footer.
pub(crate) const HEADER_BASELINE: f32 = 46.0;
pub(crate) const FOOTER_BASELINE: f32 = PAGE_HEIGHT - 38.0;

/// How a piece of text is set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Type {
    /// Font size.
    pub size: f32,
    /// Distance from one line to the next.
    pub leading: f32,
    /// Bold throughout.
    pub bold: bool,
    /// Colour of runs that ask for none.
    pub tone: Tone,
}

const fn face(size: f32, leading: f32, bold: bool, tone: Tone) -> Type {
    Type { size, leading, bold, tone }
}

pub(crate) const BODY: Type = face(10.25, 15.0, false, Tone::Normal);
pub(crate) const LEAD: Type = face(12.0, 17.5, false, Tone::Normal);
pub(crate) const SMALL: Type = face(8.5, 12.0, false, Tone::Muted);
pub(crate) const CELL: Type = face(9.0, 12.75, false, Tone::Normal);
pub(crate) const CELL_HEAD: Type = face(8.5, 12.0, true, Tone::Normal);
pub(crate) const CAPTION: Type = face(8.75, 12.5, false, Tone::Muted);
pub(crate) const RUNNING: Type = face(8.0, 10.0, false, Tone::Muted);
pub(crate) const CALLOUT_TITLE: Type = face(10.25, 15.0, true, Tone::Normal);
pub(crate) const BAR: Type = face(8.75, 12.0, false, Tone::Normal);

/// Space before, type and space after a heading of level 1, 2 or 3.
pub(crate) const fn heading(level: u8) -> (f32, Type, f32) {
    match level {
        1 => (26.0, face(21.0, 27.0, true, Tone::Normal), 10.0),
        2 => (22.0, face(14.0, 19.0, true, Tone::Normal), 6.0),
        _ => (15.0, face(11.0, 16.0, true, Tone::Normal), 3.0),
    }
}

/// Space between ordinary blocks.
pub(crate) const BLOCK_GAP: f32 = 8.0;
/// Space around tables, figures and boxes.
pub(crate) const WIDE_GAP: f32 = 12.0;
/// Indent of list text from its bullet or number.
pub(crate) const LIST_INDENT: f32 = 18.0;
/// Padding inside table cells: across, and above and below.
pub(crate) const CELL_PAD_X: f32 = 5.0;
pub(crate) const CELL_PAD_Y: f32 = 4.5;
/// Padding inside boxes.
pub(crate) const BOX_PAD: f32 = 11.0;
/// Thickness of a thin rule.
pub(crate) const HAIRLINE: f32 = 0.5;
/// Size of an escape such as `[U+0007]`, relative to the text around it.
pub(crate) const ESCAPE_SCALE: f32 = 0.8;

/// A colour as sRGB bytes.
pub(crate) type Rgb = (u8, u8, u8);

pub(crate) const RULE: Rgb = (0xc8, 0xcd, 0xd3);
pub(crate) const RULE_STRONG: Rgb = (0x5b, 0x65, 0x70);
pub(crate) const SHADE: Rgb = (0xf1, 0xf3, 0xf6);
pub(crate) const BAR_FILL: Rgb = (0x3d, 0x5a, 0x80);
pub(crate) const BAR_TRACK: Rgb = (0xec, 0xef, 0xf3);

/// Text colours. Each has a contrast of at least 4.5:1 on white and on [`SHADE`] (WCAG 2.2, 1.4.3).
pub(crate) const fn colour(tone: Tone) -> Rgb {
    match tone {
        Tone::Normal => (0x1b, 0x1f, 0x24),
        Tone::Muted => (0x52, 0x5c, 0x66),
        Tone::Link => (0x1a, 0x4c, 0x8b),
        Tone::Alert => (0x9b, 0x1c, 0x1c),
    }
}
