//! Tables over any number of pages.

use std::collections::VecDeque;
use std::num::NonZeroU32;

use krilla::tagging::{ArtifactType, TableHeaderScope, Tag};

use super::canvas::{Area, Mark};
use super::document::{Align, Cell, Row, Table, Text, Thumbnail, Tone, Width};
use super::error::PdfError;
use super::flow::{Flow, height_of};
use super::shape::{Room, SetLine, plain};
use super::structure::Element;
use super::style::{self, BOTTOM, CELL_PAD_X, CELL_PAD_Y, LEFT, MEASURE, TOP, Type};

/// A column with its place on the page.
#[derive(Clone, Copy)]
struct Track {
    x: f32,
    width: f32,
    align: Align,
}

impl Track {
    fn room(self) -> Room {
        Room { width: (self.width - 2.0 * CELL_PAD_X).max(8.0), align: self.align }
    }
}

/// A horizontal slice of a cell: the smallest thing that a page break may not cut.
enum Slice {
    Line(SetLine),
    Pictures(Vec<(Thumbnail, f32, f32)>, f32),
}

impl Slice {
    fn height(&self) -> f32 {
        match self {
            Self::Line(line) => line.height,
            Self::Pictures(_, height) => *height,
        }
    }
}

/// A cell on its way to the page.
struct Pending {
    element: Element,
    track: Track,
    slices: VecDeque<Slice>,
}

struct Header {
    cells: Vec<(Track, Vec<SetLine>)>,
    height: f32,
}

pub(crate) fn lay_out(flow: &mut Flow, table: &Table) {
    let widths: Vec<_> = table.columns.iter().map(|column| column.width).collect();
    let tracks = match column_widths(&widths) {
        Ok(widths) => tracks(&widths, |n| table.columns[n].align),
        Err(error) => return flow.fail(error),
    };
    flow.space(style::WIDE_GAP);
    let element = flow.structure.top(Tag::Table.with_summary(table.summary.clone()));
    let header = set_header(flow, table, &tracks);
    let head = flow.structure.child(element, Tag::THead);
    let body = flow.structure.child(element, Tag::TBody);
    let mut rows = Rows { body, header: Some(header), tracks: &tracks, row_headers: table.row_headers };
    if table.rows.is_empty() {
        rows.put_empty(flow, &table.empty, head);
    }
    for (n, row) in table.rows.iter().enumerate() {
        if row.cells.len() > tracks.len() {
            flow.fail(PdfError::TooManyCells { cells: row.cells.len(), columns: tracks.len() });
        }
        rows.put(flow, row, (n == 0).then_some(head));
    }
    flow.space(style::WIDE_GAP);
}

/// Labelled facts: a table without a header row, whose first column heads the rows.
pub(crate) fn lay_out_key_values(flow: &mut Flow, pairs: &[(String, Text)]) {
    if pairs.is_empty() {
        return;
    }
    let tracks = match column_widths(&[Width::Points(132.0), Width::Share(1.0)]) {
        Ok(widths) => tracks(&widths, |_| Align::Start),
        Err(error) => return flow.fail(error),
    };
    flow.space(style::WIDE_GAP);
    let element = flow.structure.top(Tag::Table);
    let body = flow.structure.child(element, Tag::TBody);
    let mut rows = Rows { body, header: None, tracks: &tracks, row_headers: true };
    for (n, (key, value)) in pairs.iter().enumerate() {
        let row = Row::new([Cell::new(Text::new().bold(key.clone())), Cell::new(value.clone())]);
        rows.put(flow, &row, (n == 0).then_some(body));
    }
    flow.space(style::WIDE_GAP);
}

fn tracks(widths: &[f32], align: impl Fn(usize) -> Align) -> Vec<Track> {
    let mut x = LEFT;
    let track = |(n, width): (usize, &f32)| {
        let track = Track { x, width: *width, align: align(n) };
        x += width;
        track
    };
    widths.iter().enumerate().map(track).collect()
}

fn set_header(flow: &mut Flow, table: &Table, tracks: &[Track]) -> Header {
    let mut cells = Vec::new();
    for (column, track) in table.columns.iter().zip(tracks) {
        cells.push((*track, flow.set(&plain(column.title.clone()), style::CELL_HEAD, track.room())));
    }
    let height = cells.iter().map(|(_, lines)| height_of(lines)).fold(0.0, f32::max) + 2.0 * CELL_PAD_Y;
    Header { cells, height }
}

impl Header {
    /// Draws the header row: the first time as header cells, on later pages as page furniture.
    fn put(&self, flow: &mut Flow, head: Option<Element>) {
        let y = flow.y();
        flow.decorate(Mark::Fill(Area { x: LEFT, y, width: MEASURE, height: self.height }, style::SHADE));
        let row = head.map(|head| flow.structure.child(head, Tag::TR));
        for (track, lines) in &self.cells {
            let cell = row.map(|row| flow.structure.child(row, Tag::TH(TableHeaderScope::Column)));
            let mut at = (track.x + CELL_PAD_X, y + CELL_PAD_Y);
            for line in lines {
                match cell {
                    Some(cell) => flow.put_line_at(cell, at, line.clone()),
                    None => flow.furnish(ArtifactType::PaginationOther, at, line.clone()),
                }
                at.1 += line.height;
            }
        }
        flow.advance(self.height);
        flow.hairline(style::RULE_STRONG);
    }
}

struct Rows<'a> {
    body: Element,
    header: Option<Header>,
    tracks: &'a [Track],
    row_headers: bool,
}

impl Rows<'_> {
    fn header_height(&self) -> f32 {
        self.header.as_ref().map_or(0.0, |header| header.height)
    }

    /// Puts a row. `first` is given for the first row, which brings the header with it.
    fn put(&mut self, flow: &mut Flow, row: &Row, first: Option<Element>) {
        let mut cells = self.pend(flow, row);
        let height = cells.iter().map(Pending::height).fold(0.0, f32::max) + 2.0 * CELL_PAD_Y;
        let page = BOTTOM - TOP - self.header_height();
        if let Some(head) = first {
            let least = if height <= page { height } else { 60.0 };
            flow.claim(self.header_height() + least);
            self.begin(flow, head);
        } else if height > flow.left() && (height <= page || flow.left() < 60.0) {
            self.turn_page(flow);
        }
        if let Some(name) = &row.anchor {
            flow.anchor(name.clone());
        }
        while !self.put_part(flow, &mut cells) {
            self.turn_page(flow);
        }
    }

    fn begin(&self, flow: &mut Flow, head: Element) {
        match &self.header {
            Some(header) => header.put(flow, Some(head)),
            None => flow.hairline(style::RULE),
        }
    }

    fn turn_page(&self, flow: &mut Flow) {
        flow.new_page();
        match &self.header {
            Some(header) => header.put(flow, None),
            None => flow.hairline(style::RULE),
        }
    }

    /// Sets a row's cells and gives each its place in the structure.
    fn pend(&self, flow: &mut Flow, row: &Row) -> Vec<Pending> {
        let parent = flow.structure.child(self.body, Tag::TR);
        let empty = Cell::default();
        let mut cells = Vec::with_capacity(self.tracks.len());
        for (n, track) in self.tracks.iter().enumerate() {
            let cell = row.cells.get(n).unwrap_or(&empty);
            let element = if n == 0 && self.row_headers {
                flow.structure.child(parent, Tag::TH(TableHeaderScope::Row))
            } else {
                flow.structure.child(parent, Tag::TD)
            };
            let slices = slices(flow, cell, *track).into();
            cells.push(Pending { element, track: *track, slices });
        }
        cells
    }

    /// Puts as much of a row as fits on this page. Returns whether all of it is placed.
    fn put_part(&self, flow: &mut Flow, cells: &mut [Pending]) -> bool {
        let top = flow.y();
        let room = flow.left() - 2.0 * CELL_PAD_Y;
        // A slice taller than a page has no better place; it goes at the top of one.
        let force = flow.left() >= BOTTOM - TOP - self.header_height() - 1.0;
        let mut used = 0.0_f32;
        for cell in cells.iter_mut() {
            used = used.max(cell.put(flow, top + CELL_PAD_Y, (room, force)));
        }
        let done = cells.iter().all(|cell| cell.slices.is_empty());
        if used > 0.0 || done {
            flow.advance(used + 2.0 * CELL_PAD_Y);
            flow.hairline(style::RULE);
        }
        done
    }

    fn put_empty(&mut self, flow: &mut Flow, text: &str, head: Element) {
        let kind = Type { tone: Tone::Muted, ..style::CELL };
        let lines = flow.set(&plain(text.to_owned()), kind, Room::of(MEASURE - 2.0 * CELL_PAD_X));
        flow.claim(self.header_height() + height_of(&lines) + 2.0 * CELL_PAD_Y);
        self.begin(flow, head);
        let row = flow.structure.child(self.body, Tag::TR);
        let span = u32::try_from(self.tracks.len()).ok().and_then(NonZeroU32::new);
        let cell = flow.structure.child(row, Tag::TD.with_col_span(span));
        flow.advance(CELL_PAD_Y);
        for line in lines {
            flow.put_line(cell, LEFT + CELL_PAD_X, line);
        }
        flow.advance(CELL_PAD_Y);
        flow.hairline(style::RULE);
    }
}

impl Pending {
    /// Height of all slices not yet placed.
    fn height(&self) -> f32 {
        self.slices.iter().map(Slice::height).sum()
    }

    /// Puts slices from `top` down while there is room. Returns the height used.
    fn put(&mut self, flow: &mut Flow, top: f32, (room, force): (f32, bool)) -> f32 {
        let mut used = 0.0;
        while let Some(slice) =
            self.slices.pop_front_if(|slice| used + slice.height() <= room || (force && used == 0.0))
        {
            let height = slice.height();
            let at = (self.track.x + CELL_PAD_X, top + used);
            match slice {
                Slice::Line(line) => flow.put_line_at(self.element, at, line),
                Slice::Pictures(pictures, _) => put_pictures(flow, self.element, pictures, at),
            }
            used += height;
        }
        used
    }
}

fn slices(flow: &mut Flow, cell: &Cell, track: Track) -> Vec<Slice> {
    let mut slices = Vec::new();
    if !cell.text.is_empty() {
        let lines = flow.set(&cell.text, style::CELL, track.room());
        slices.extend(lines.into_iter().map(Slice::Line));
    }
    let room = track.room().width;
    let (mut row, mut x, mut tallest) = (Vec::new(), 0.0, 0.0_f32);
    for picture in &cell.pictures {
        let (width, height) = picture.picture.placed(room, picture.max_height.min(BOTTOM - TOP - 80.0));
        if x > 0.0 && x + width > room {
            slices.push(Slice::Pictures(std::mem::take(&mut row), tallest + 4.0));
            (x, tallest) = (0.0, 0.0);
        }
        row.push((picture.clone(), width, height));
        x += width + 4.0;
        tallest = tallest.max(height);
    }
    if !row.is_empty() {
        slices.push(Slice::Pictures(row, tallest + 4.0));
    }
    slices
}

fn put_pictures(
    flow: &mut Flow,
    parent: Element,
    pictures: Vec<(Thumbnail, f32, f32)>,
    (mut x, y): (f32, f32),
) {
    for (thumbnail, width, height) in pictures {
        let area = Area { x, y: y + 4.0, width, height };
        let element = flow.structure.child(parent, Tag::P);
        flow.tag_figure(element, &thumbnail.alt, area);
        flow.put(element, Mark::Picture(thumbnail.picture, area));
        x += width + 4.0;
    }
}

/// The widths of columns in points, fitted to the measure.
fn column_widths(widths: &[Width]) -> Result<Vec<f32>, PdfError> {
    let valid = |width: &Width| match width {
        Width::Points(value) | Width::Share(value) => value.is_finite() && *value > 0.0,
    };
    if widths.is_empty() || !widths.iter().all(valid) {
        return Err(PdfError::ColumnWidths);
    }
    let total = |share: bool| -> f32 {
        let pick = |width: &Width| match width {
            Width::Points(value) if !share => *value,
            Width::Share(value) if share => *value,
            _ => 0.0,
        };
        widths.iter().map(pick).sum()
    };
    let (fixed, shares) = (total(false), total(true));
    // Shares keep at least a third of the page.
    let room = if shares > 0.0 { MEASURE * 2.0 / 3.0 } else { MEASURE };
    let shrink = (room / fixed.max(1.0)).min(1.0);
    let rest = MEASURE - fixed * shrink;
    Ok(widths
        .iter()
        .map(|width| match width {
            Width::Points(value) => value * shrink,
            Width::Share(value) => rest * value / shares,
        })
        .collect())
}
