//! The cursor that moves down pages, and the rules of good pages: headings stay with what follows, no line
//! of a paragraph stands alone at the top or bottom of a page.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use krilla::geom::Rect;
use krilla::tagging::{ArtifactType, BBox, Tag};

use super::canvas::{Area, Mark, Sheet};
use super::document::{Target, Text};
use super::error::PdfError;
use super::shape::{Room, SetLine, Shaper};
use super::structure::{Element, Structure};
use super::style::{BOTTOM, HAIRLINE, LEFT, MEASURE, Rgb, TOP, Type};

/// A place in the document.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Place {
    /// Index of the page, from 0.
    pub page: usize,
    pub y: f32,
}

/// A heading's entry in the viewer's bookmark pane.
#[derive(Clone, Debug)]
pub(crate) struct Bookmark {
    /// 1 is the outermost.
    pub level: u8,
    pub text: String,
    pub place: Place,
}

/// A heading that waits for the block it belongs to.
pub(crate) struct Held {
    pub before: f32,
    pub after: f32,
    pub element: Element,
    pub lines: Vec<SetLine>,
    pub bookmark: Option<(u8, String)>,
    pub anchor: Option<String>,
}

/// A line of the contents whose page number is not known yet.
pub(crate) struct PageReference {
    pub anchor: String,
    pub page: usize,
    /// Top of its line.
    pub y: f32,
    /// Right edge of the entry's text.
    pub text_right: f32,
    pub entry: Element,
}

/// Everything that laying out produces.
pub(crate) struct Flow {
    pub shaper: Shaper,
    pub structure: Structure,
    pub sheets: Vec<Sheet>,
    pub anchors: BTreeMap<String, Place>,
    pub bookmarks: Vec<Bookmark>,
    pub references: Vec<PageReference>,
    y: f32,
    gap: f32,
    held: Vec<Held>,
    error: Option<PdfError>,
}

impl Flow {
    pub fn new(shaper: Shaper) -> Self {
        Self {
            shaper,
            structure: Structure::default(),
            sheets: vec![Sheet::default()],
            anchors: BTreeMap::new(),
            bookmarks: Vec::new(),
            references: Vec::new(),
            y: TOP,
            gap: 0.0,
            held: Vec::new(),
            error: None,
        }
    }

    /// Index of the current page.
    pub fn page(&self) -> usize {
        self.sheets.len() - 1
    }

    pub fn y(&self) -> f32 {
        self.y
    }

    /// Height left on this page.
    pub fn left(&self) -> f32 {
        BOTTOM - self.y
    }

    pub fn advance(&mut self, height: f32) {
        self.y += height;
    }

    /// Asks for space before the next block. The larger of two requests holds; none at the top of a page.
    pub fn space(&mut self, height: f32) {
        self.gap = self.gap.max(height);
    }

    pub fn new_page(&mut self) {
        self.sheets.push(Sheet::default());
        self.y = TOP;
        self.gap = 0.0;
    }

    /// Starts a new page unless this one is still empty.
    pub fn break_page(&mut self) {
        self.release();
        if !self.at_top() {
            self.new_page();
        }
    }

    fn at_top(&self) -> bool {
        self.y <= TOP
    }

    /// Makes sure that this much height is free below the cursor, together with any headings that wait,
    /// which are placed first. More than a page's height is treated as a page's height.
    pub fn claim(&mut self, height: f32) {
        let held: f32 = self.held.iter().map(|h| h.before + height_of(&h.lines)).sum();
        if !self.at_top() && self.gap + held + height > self.left() {
            // The space after a waiting heading goes with it to the new page.
            let gap = if self.held.is_empty() { 0.0 } else { self.gap };
            self.new_page();
            self.gap = gap;
        }
        self.release();
        self.skip(self.gap);
        self.gap = 0.0;
    }

    fn skip(&mut self, height: f32) {
        if !self.at_top() {
            self.y += height;
        }
    }

    /// Holds a heading back until the next block claims its place.
    pub fn hold(&mut self, mut heading: Held) {
        heading.before = heading.before.max(std::mem::take(&mut self.gap));
        self.gap = heading.after;
        self.held.push(heading);
    }

    /// Places the headings that wait.
    pub fn release(&mut self) {
        let gap = self.gap;
        for heading in std::mem::take(&mut self.held) {
            if height_of(&heading.lines) > self.left() {
                self.new_page();
            }
            self.skip(heading.before);
            if let Some(name) = heading.anchor {
                self.anchor(name);
            }
            if let Some((level, text)) = heading.bookmark {
                let place = Place { page: self.page(), y: self.y };
                self.bookmarks.push(Bookmark { level, text, place });
            }
            for line in heading.lines {
                self.put_line(heading.element, LEFT, line);
            }
        }
        self.gap = gap;
    }

    /// Names the place of the cursor.
    pub fn anchor(&mut self, name: String) {
        let place = Place { page: self.page(), y: self.y };
        match self.anchors.entry(name) {
            Entry::Vacant(entry) => {
                entry.insert(place);
            }
            Entry::Occupied(entry) => {
                let name = entry.key().clone();
                self.fail(PdfError::DuplicateAnchor(name));
            }
        }
    }

    /// Remembers the first thing that was wrong with the document.
    pub fn fail(&mut self, error: PdfError) {
        self.error.get_or_insert(error);
    }

    /// Places what waits, and reports what was wrong.
    pub fn finish(&mut self) -> Result<(), PdfError> {
        self.release();
        match self.error.take() {
            Some(error) => Err(error),
            None => self.check_links(),
        }
    }

    fn check_links(&self) -> Result<(), PdfError> {
        let links = self.sheets.iter().flat_map(|sheet| &sheet.links);
        for link in links {
            if let Target::Anchor(name) = &link.target
                && !self.anchors.contains_key(name)
            {
                return Err(PdfError::UnknownAnchor(name.clone()));
            }
        }
        Ok(())
    }

    pub fn set(&mut self, text: &Text, kind: Type, room: Room) -> Vec<SetLine> {
        self.shaper.set(text, kind, room)
    }

    /// Puts a line at the cursor and moves below it.
    pub fn put_line(&mut self, element: Element, x: f32, line: SetLine) {
        let height = line.height;
        let y = self.y;
        self.put_line_at(element, (x, y), line);
        self.y += height;
    }

    pub fn put_line_at(&mut self, element: Element, at: (f32, f32), line: SetLine) {
        let Self { sheets, structure, .. } = self;
        if let Some(sheet) = sheets.last_mut() {
            sheet.line(structure, element, at, line);
        }
    }

    pub fn put(&mut self, element: Element, mark: Mark) {
        let Self { sheets, structure, .. } = self;
        if let Some(sheet) = sheets.last_mut() {
            sheet.content(structure, element, mark);
        }
    }

    pub fn decorate(&mut self, mark: Mark) {
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.decorate(mark);
        }
    }

    /// Puts a line as page furniture.
    pub fn furnish(&mut self, kind: ArtifactType, at: (f32, f32), line: SetLine) {
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.furniture(kind, at, line);
        }
    }

    /// A thin line across the text block at the cursor.
    pub fn hairline(&mut self, colour: Rgb) {
        let area = Area { x: LEFT, y: self.y, width: MEASURE, height: HAIRLINE };
        self.decorate(Mark::Fill(area, colour));
    }

    /// Makes an element a figure with its alternative text and place (ISO 14289-1, 7.3).
    pub fn tag_figure(&mut self, element: Element, alt: &str, area: Area) {
        let alt = if alt.trim().is_empty() { "Picture" } else { alt };
        let rect = Rect::from_xywh(area.x, area.y, area.width, area.height);
        let bbox = rect.map(|rect| BBox::new(self.page(), rect));
        self.structure.retag(element, Tag::Figure(Some(alt.into())).with_bbox(bbox));
    }

    /// Flows lines over pages without leaving one of them alone. `begin` runs once the first line has its
    /// place, before it is put there.
    pub fn put_lines(
        &mut self,
        element: Element,
        x: f32,
        lines: Vec<SetLine>,
        begin: impl FnOnce(&mut Self),
    ) {
        let together = if lines.len() <= 3 { lines.len() } else { 2 };
        self.claim(height_of(&lines[..together]));
        begin(self);
        let count = lines.len();
        for (n, line) in lines.into_iter().enumerate() {
            // The last two lines stay together.
            let needed = if n + 2 == count && n > 0 { line.height * 2.0 } else { line.height };
            if needed > self.left() && !self.at_top() {
                self.new_page();
            }
            self.put_line(element, x, line);
        }
    }
}

/// Height of lines stacked.
pub(crate) fn height_of(lines: &[SetLine]) -> f32 {
    lines.iter().map(|line| line.height).sum()
}
