//! What stands on each page: marks with their places, before they become PDF operators.
//!
//! Keeping this list (about 25 bytes a glyph) is what makes "page n of N", forward links and page numbers in
//! the contents possible without laying the document out twice.

use std::rc::Rc;

use krilla::tagging::ArtifactType;

use super::document::Target;
use super::picture::Picture;
use super::shape::{GlyphSpan, Link, SetLine};
use super::structure::{Element, Slot, Structure};
use super::style::Rgb;

/// A rectangle from its top left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Area {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
}

/// What a mark means to a reader who cannot see it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Role {
    /// Nothing: decoration and page furniture.
    Artifact(ArtifactType),
    /// Content of a structure element.
    Content(Slot),
}

/// Decoration.
pub(crate) const DECORATION: Role = Role::Artifact(ArtifactType::Layout);

pub(crate) enum Mark {
    /// Glyphs; the span's place is on the page.
    Glyphs(GlyphSpan),
    Fill(Area, Rgb),
    /// A dotted line.
    Dots {
        from: (f32, f32),
        to_x: f32,
        colour: Rgb,
    },
    Picture(Picture, Area),
}

/// An area that leads somewhere.
pub(crate) struct LinkArea {
    pub areas: Vec<Area>,
    pub target: Target,
    pub label: String,
    pub slot: Slot,
}

#[derive(Default)]
pub(crate) struct Sheet {
    pub marks: Vec<(Role, Mark)>,
    pub links: Vec<LinkArea>,
    /// Content goes on in the same slot as long as nothing else is drawn in between.
    last: Option<(Element, Slot)>,
    open_link: Option<OpenLink>,
}

struct OpenLink {
    link: Rc<Link>,
    element: Element,
    parent: Element,
}

impl Sheet {
    pub fn decorate(&mut self, mark: Mark) {
        self.put(DECORATION, mark);
    }

    pub fn put(&mut self, role: Role, mark: Mark) {
        self.last = None;
        self.marks.push((role, mark));
    }

    /// Puts a mark into an element.
    pub fn content(&mut self, structure: &mut Structure, element: Element, mark: Mark) {
        let slot = match self.last {
            Some((last, slot)) if last == element => slot,
            _ => structure.slot(element),
        };
        self.marks.push((Role::Content(slot), mark));
        self.last = Some((element, slot));
    }

    /// Puts a set line at a place, with its links.
    pub fn line(&mut self, structure: &mut Structure, element: Element, (x, y): (f32, f32), line: SetLine) {
        for mut span in line.spans {
            span.x += x;
            span.y += y;
            let area = Area { x: span.x, y, width: span.width, height: line.height };
            let inside = match &span.link {
                Some(link) => self.link(structure, element, Rc::clone(link), area),
                None => element,
            };
            self.content(structure, inside, Mark::Glyphs(span));
        }
    }

    /// Puts a set line at a place as page furniture.
    pub fn furniture(&mut self, kind: ArtifactType, (x, y): (f32, f32), line: SetLine) {
        for mut span in line.spans {
            span.x += x;
            span.y += y;
            self.put(Role::Artifact(kind), Mark::Glyphs(span));
        }
    }

    /// The element for a piece of a link: the one begun earlier on this page, or a new one.
    fn link(&mut self, structure: &mut Structure, parent: Element, link: Rc<Link>, area: Area) -> Element {
        if let (Some(open), Some(last)) = (&self.open_link, self.links.last_mut())
            && Rc::ptr_eq(&open.link, &link)
            && open.parent == parent
        {
            grow(&mut last.areas, area);
            return open.element;
        }
        let element = structure.child(parent, krilla::tagging::Tag::Link);
        let slot = structure.slot(element);
        let (target, label) = (link.target.clone(), link.label.clone());
        self.links.push(LinkArea { areas: vec![area], target, label, slot });
        self.open_link = Some(OpenLink { link, element, parent });
        element
    }
}

/// Joins neighbours on one line, so that a link in two fonts is one area.
fn grow(areas: &mut Vec<Area>, area: Area) {
    if let Some(last) = areas.last_mut()
        && last.y == area.y
        && (last.x + last.width - area.x).abs() < 1.0
    {
        last.width = area.x + area.width - last.x;
        return;
    }
    areas.push(area);
}
