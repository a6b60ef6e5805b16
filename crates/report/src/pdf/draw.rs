//! From marks to a PDF file.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use krilla::action::{Action, LinkAction};
use krilla::annotation::{Annotation, LinkAnnotation, Target as KrillaTarget};
use krilla::color::rgb;
use krilla::configure::{Accessibility, Archival, ConfigurationBuilder};
use krilla::destination::NamedDestination;
use krilla::geom::{Path, PathBuilder, Point, Quadrilateral, Rect, Size, Transform};
use krilla::metadata::{DateTime, Metadata};
use krilla::page::{Page, PageSettings};
use krilla::paint::{Fill, LineCap, Stroke, StrokeDash};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ContentTag};
use krilla::text::Font;
use krilla::{Document as Pdf, SerializeSettings};

use super::canvas::{Area, LinkArea, Mark, Role, Sheet};
use super::document::{Document, Target};
use super::error::PdfError;
use super::flow::{Flow, Place};
use super::outline::{destination, outline};
use super::shape::GlyphSpan;
use super::structure::Structure;
use super::style::{self, PAGE_HEIGHT, PAGE_WIDTH, Rgb};

/// Writes laid-out pages as PDF/A-2a and PDF/UA-1. Returns the file and the characters that no font could draw.
pub(crate) fn write(document: &Document, flow: Flow) -> Result<(Vec<u8>, Vec<char>), PdfError> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_A)
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|_| PdfError::Conformance(vec!["PDF/A-2a with PDF/UA-1"]))?;
    let mut pdf = Pdf::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    let Flow { mut structure, sheets, anchors, bookmarks, shaper, .. } = flow;
    let (fonts, missing) = shaper.into_parts();
    for sheet in sheets {
        let settings = PageSettings::from_wh(PAGE_WIDTH, PAGE_HEIGHT).ok_or(PdfError::ColumnWidths)?;
        let mut page = pdf.start_page_with(settings);
        write_page(&mut page, sheet, (&mut structure, &anchors, &fonts));
        page.finish();
    }
    for (name, place) in &anchors {
        // Anchors are unique, so the name cannot be taken by another place.
        let _same = pdf.register_named_destination(NamedDestination::new(name.clone(), destination(*place)));
    }
    if !bookmarks.is_empty() {
        pdf.set_outline(outline(&bookmarks));
    }
    pdf.set_metadata(metadata(document));
    pdf.set_tag_tree(structure.into_tree().with_lang(Some(document.language.clone())));
    let bytes = pdf.finish().map_err(PdfError::from_krilla)?;
    Ok((bytes, missing))
}

fn metadata(document: &Document) -> Metadata {
    let at = TimeZone::UTC.to_datetime(document.created);
    let unsigned = |n: i8| u8::try_from(n).unwrap_or(0);
    let date = DateTime::new(u16::try_from(at.year()).unwrap_or(0))
        .month(unsigned(at.month()))
        .day(unsigned(at.day()))
        .hour(unsigned(at.hour()))
        .minute(unsigned(at.minute()))
        .second(unsigned(at.second()))
        .utc_offset_hour(0)
        .utc_offset_minute(0);
    let metadata = Metadata::new()
        .title(document.title.clone())
        .language(document.language.clone())
        .creator("Daybook".into())
        .creation_date(date);
    match &document.author {
        Some(author) => metadata.authors(vec![author.clone()]),
        None => metadata,
    }
}

type Context<'a> = (&'a mut Structure, &'a BTreeMap<String, Place>, &'a [Font]);

fn write_page(page: &mut Page<'_>, sheet: Sheet, (structure, anchors, fonts): Context<'_>) {
    let mut surface = page.surface();
    let mut open: Option<Role> = None;
    for (role, mark) in sheet.marks {
        if open != Some(role) {
            if open.is_some() {
                surface.end_tagged();
            }
            start(&mut surface, role, structure);
            open = Some(role);
        }
        draw(&mut surface, mark, fonts);
    }
    if open.is_some() {
        surface.end_tagged();
    }
    surface.finish();
    for link in sheet.links {
        let slot = link.slot;
        if let Some(annotation) = annotation(link, anchors) {
            structure.fill(slot, page.add_tagged_annotation(annotation));
        }
    }
}

fn start(surface: &mut Surface<'_>, role: Role, structure: &mut Structure) {
    match role {
        Role::Artifact(kind) => {
            surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(kind)));
        }
        Role::Content(slot) => structure.fill(slot, surface.start_tagged(ContentTag::Other)),
    }
}

fn draw(surface: &mut Surface<'_>, mark: Mark, fonts: &[Font]) {
    match mark {
        Mark::Glyphs(span) => draw_glyphs(surface, &span, fonts),
        Mark::Fill(area, colour) => {
            surface.set_fill(Some(fill(colour)));
            surface.set_stroke(None);
            if let Some(path) = rectangle(area) {
                surface.draw_path(&path);
            }
        }
        Mark::Dots { from, to_x, colour } => draw_dots(surface, from, to_x, colour),
        Mark::Picture(picture, area) => {
            if let Some(size) = Size::from_wh(area.width, area.height) {
                surface.push_transform(&Transform::from_translate(area.x, area.y));
                surface.draw_image(picture.image(), size);
                surface.pop();
            }
        }
    }
}

fn draw_glyphs(surface: &mut Surface<'_>, span: &GlyphSpan, fonts: &[Font]) {
    surface.set_fill(Some(fill(style::colour(span.tone))));
    surface.set_stroke(None);
    if let Some(font) = fonts.get(span.face) {
        let at = Point::from_xy(span.x, span.y);
        surface.draw_glyphs(at, &span.glyphs, font.clone(), &span.text, span.size, false);
    }
}

fn draw_dots(surface: &mut Surface<'_>, from: (f32, f32), to_x: f32, colour: Rgb) {
    let mut path = PathBuilder::new();
    // Dots of all lines stand on one grid.
    path.move_to((from.0 / 4.0).ceil() * 4.0, from.1);
    path.line_to(to_x, from.1);
    surface.set_fill(None);
    surface.set_stroke(Some(Stroke {
        paint: rgb(colour).into(),
        width: 0.8,
        line_cap: LineCap::Round,
        dash: Some(StrokeDash { array: vec![0.0, 4.0], offset: 0.0 }),
        ..Stroke::default()
    }));
    if let Some(path) = path.finish() {
        surface.draw_path(&path);
    }
    surface.set_stroke(None);
}

fn rgb((red, green, blue): Rgb) -> rgb::Color {
    rgb::Color::new(red, green, blue)
}

fn fill(colour: Rgb) -> Fill {
    Fill { paint: rgb(colour).into(), ..Fill::default() }
}

fn rectangle(area: Area) -> Option<Path> {
    let mut path = PathBuilder::new();
    path.push_rect(Rect::from_xywh(area.x, area.y, area.width, area.height)?);
    path.finish()
}

fn annotation(link: LinkArea, anchors: &BTreeMap<String, Place>) -> Option<Annotation> {
    let target = match link.target {
        Target::Anchor(name) => {
            let place = destination(*anchors.get(&name)?);
            KrillaTarget::Destination(NamedDestination::new(name, place).into())
        }
        Target::Url(url) => KrillaTarget::Action(Action::Link(LinkAction::new(url))),
    };
    let quads: Vec<_> = link.areas.iter().map(|area| quad(*area)).collect();
    if quads.is_empty() {
        return None;
    }
    let annotation = LinkAnnotation::new_with_quad_points(quads, target);
    Some(Annotation::new_link(annotation, Some(link.label)))
}

fn quad(area: Area) -> Quadrilateral {
    let (right, bottom) = (area.x + area.width, area.y + area.height);
    Quadrilateral([
        Point::from_xy(area.x, bottom),
        Point::from_xy(right, bottom),
        Point::from_xy(right, area.y),
        Point::from_xy(area.x, area.y),
    ])
}
