//! What can only be set once all pages are known: headers, footers and the page numbers of the contents.

use krilla::tagging::{ArtifactType, Tag};

use super::canvas::{Area, LinkArea, Mark, Role};
use super::document::{Align, Document, Target};
use super::flow::{Flow, PageReference};
use super::shape::{Room, SetLine, plain};
use super::style::{self, FOOTER_BASELINE, HEADER_BASELINE, LEFT, MEASURE, RIGHT};

const NUMBER_WIDTH: f32 = 90.0;

/// Sets header and footer on every page, as furniture that a screen reader skips.
pub(crate) fn furnish(flow: &mut Flow, document: &Document) {
    let wide = Room::of(MEASURE - NUMBER_WIDTH);
    let header = first_line(flow, &document.header, wide);
    let footer = first_line(flow, &document.footer, Room::of(MEASURE));
    let count = flow.sheets.len();
    for page in 0..count {
        let label = format!("Page {} of {count}", page + 1);
        let number = first_line(flow, &label, Room { width: NUMBER_WIDTH, align: Align::End });
        let sheet = &mut flow.sheets[page];
        let top = HEADER_BASELINE - 8.0;
        if let Some(line) = header.clone() {
            sheet.furniture(ArtifactType::Header, (LEFT, top), line);
        }
        if let Some(line) = number {
            sheet.furniture(ArtifactType::Header, (RIGHT - NUMBER_WIDTH, top), line);
        }
        let rule = Area { x: LEFT, y: HEADER_BASELINE + 6.0, width: MEASURE, height: style::HAIRLINE };
        sheet.decorate(Mark::Fill(rule, style::RULE));
        if let Some(line) = footer.clone() {
            sheet.furniture(ArtifactType::Footer, (LEFT, FOOTER_BASELINE - 8.0), line);
        }
    }
}

fn first_line(flow: &mut Flow, text: &str, room: Room) -> Option<SetLine> {
    let lines = flow.set(&plain(text.to_owned()), style::RUNNING, room);
    lines.into_iter().next().filter(|line| !line.spans.is_empty())
}

/// Fills in the page numbers of the contents and makes them part of their links.
pub(crate) fn number_contents(flow: &mut Flow) {
    for reference in std::mem::take(&mut flow.references) {
        number(flow, &reference);
    }
}

fn number(flow: &mut Flow, reference: &PageReference) {
    // An unknown anchor has been reported by the entry's own link.
    let Some(page) = flow.anchors.get(&reference.anchor).map(|place| place.page + 1) else { return };
    let text = plain(page.to_string());
    let mut lines = flow.set(&text, style::BODY, Room { width: 40.0, align: Align::End });
    let Some(line) = lines.pop() else { return };
    let left = line.spans.first().map_or(0.0, |span| span.x) + RIGHT - 40.0;
    let link = flow.structure.child(reference.entry, Tag::Link);
    let annotation = flow.structure.slot(link);
    let content = flow.structure.slot(link);
    let sheet = &mut flow.sheets[reference.page];
    let baseline = reference.y + 10.5;
    let from = (reference.text_right + 6.0, baseline);
    if from.0 + 12.0 < left {
        sheet.decorate(Mark::Dots { from, to_x: left - 6.0, colour: style::RULE_STRONG });
    }
    for mut span in line.spans {
        span.x += RIGHT - 40.0;
        span.y += reference.y;
        sheet.put(Role::Content(content), Mark::Glyphs(span));
    }
    sheet.links.push(LinkArea {
        areas: vec![Area { x: left, y: reference.y, width: RIGHT - left, height: line.height }],
        target: Target::Anchor(reference.anchor.clone()),
        label: format!("Page {page}"),
        slot: annotation,
    });
}
