//! How each block but the table is laid out.

use std::num::NonZeroU16;

use krilla::tagging::{ListNumbering, Tag};

use super::canvas::{Area, Mark};
use super::document::Tone;
use super::document::{
    Align, Bars, Block, Callout, ContentsEntry, Figure, Heading, List, Paragraph, Size, Text,
};
use super::flow::{Flow, Held, PageReference, height_of};
use super::shape::{Room, SetLine, plain};
use super::structure::Element;
use super::style::{self, BOTTOM, LEFT, MEASURE, RIGHT, TOP};
use super::table;

/// Lays out one block.
pub(crate) fn lay_out(flow: &mut Flow, block: &Block) {
    match block {
        Block::Heading(heading) => lay_out_heading(flow, heading),
        Block::Paragraph(paragraph) => lay_out_paragraph(flow, paragraph),
        Block::List(list) => lay_out_list(flow, list),
        Block::Table(table) => table::lay_out(flow, table),
        Block::Figure(figure) => lay_out_figure(flow, figure),
        Block::KeyValues(pairs) => table::lay_out_key_values(flow, pairs),
        Block::Callout(callout) => lay_out_callout(flow, callout),
        Block::Bars(bars) => lay_out_bars(flow, bars),
        Block::Contents(entries) => lay_out_contents(flow, entries),
        Block::Rule => rule(flow),
        Block::PageBreak => flow.break_page(),
    }
}

fn lay_out_heading(flow: &mut Flow, heading: &Heading) {
    let level = heading.level.number();
    let (before, kind, after) = style::heading(level);
    let title = heading.bookmark.clone().unwrap_or_else(|| heading.text.content());
    let number = NonZeroU16::new(u16::from(level)).unwrap_or(NonZeroU16::MIN);
    let element = flow.structure.top(Tag::Hn(number, Some(title.clone())));
    let lines = flow.set(&heading.text, kind, Room::of(MEASURE));
    let (bookmark, anchor) = (Some((level, title)), heading.anchor.clone());
    flow.hold(Held { before, after, element, lines, bookmark, anchor });
}

fn lay_out_paragraph(flow: &mut Flow, paragraph: &Paragraph) {
    let kind = match paragraph.size {
        Size::Body => style::BODY,
        Size::Lead => style::LEAD,
        Size::Small => style::SMALL,
    };
    flow.space(style::BLOCK_GAP);
    let element = flow.structure.top(Tag::P);
    let lines = flow.set(&paragraph.text, kind, Room::of(MEASURE));
    flow.put_lines(element, LEFT, lines, |flow| {
        if let Some(name) = &paragraph.anchor {
            flow.anchor(name.clone());
        }
    });
    flow.space(style::BLOCK_GAP);
}

fn lay_out_list(flow: &mut Flow, list: &List) {
    let numbering = if list.numbered { ListNumbering::Decimal } else { ListNumbering::Disc };
    if list.items.is_empty() {
        return;
    }
    flow.space(style::BLOCK_GAP);
    let parent = flow.structure.top(Tag::L(numbering));
    for (n, item) in list.items.iter().enumerate() {
        let entry = flow.structure.child(parent, Tag::LI);
        let label = flow.structure.child(entry, Tag::Lbl);
        let body = flow.structure.child(entry, Tag::LBody);
        let mark = if list.numbered { plain(format!("{}.", n + 1)) } else { plain("•") };
        let mark = flow.set(&mark, style::BODY, Room::of(style::LIST_INDENT * 2.0));
        let lines = flow.set(item, style::BODY, Room::of(MEASURE - style::LIST_INDENT));
        flow.put_lines(body, LEFT + style::LIST_INDENT, lines, |flow| {
            let at = (LEFT + 2.0, flow.y());
            for line in mark {
                flow.put_line_at(label, at, line);
            }
        });
        flow.space(3.0);
    }
    flow.space(style::BLOCK_GAP);
}

fn rule(flow: &mut Flow) {
    flow.space(style::WIDE_GAP);
    flow.claim(style::HAIRLINE);
    flow.hairline(style::RULE);
    flow.space(style::WIDE_GAP);
    flow.advance(style::HAIRLINE);
}

fn lay_out_callout(flow: &mut Flow, callout: &Callout) {
    let room = Room::of(MEASURE - 2.0 * style::BOX_PAD);
    let parent = flow.structure.top(Tag::Div);
    let mut lines: Vec<(Element, SetLine)> = Vec::new();
    let title_kind =
        style::Type { tone: if callout.alert { Tone::Alert } else { Tone::Normal }, ..style::CALLOUT_TITLE };
    let title = (!callout.title.is_empty()).then_some((&callout.title, title_kind));
    let body = callout.body.iter().map(|text| (text, style::BODY));
    for (text, kind) in title.into_iter().chain(body) {
        let element = flow.structure.child(parent, Tag::P);
        if !lines.is_empty() {
            lines.push((element, SetLine { height: 4.0, spans: Vec::new() }));
        }
        let set = flow.set(text, kind, room);
        lines.extend(set.into_iter().map(|line| (element, line)));
    }
    flow.space(style::WIDE_GAP);
    put_box(flow, lines, if callout.alert { style::colour(Tone::Alert) } else { style::RULE_STRONG });
    flow.space(style::WIDE_GAP);
}

/// Puts lines into a shaded box, one box on each page they reach.
fn put_box(flow: &mut Flow, lines: Vec<(Element, SetLine)>, edge: style::Rgb) {
    let total: f32 = lines.iter().map(|(_, line)| line.height).sum::<f32>() + 2.0 * style::BOX_PAD;
    let first: f32 = lines.iter().take(3).map(|(_, line)| line.height).sum::<f32>() + 2.0 * style::BOX_PAD;
    flow.claim(if total <= BOTTOM - TOP { total } else { first });
    let mut lines = lines.into_iter().peekable();
    while lines.peek().is_some() {
        let mut part = Vec::new();
        let mut height = 2.0 * style::BOX_PAD;
        while let Some(line) =
            lines.next_if(|(_, line)| part.is_empty() || height + line.height <= flow.left())
        {
            height += line.1.height;
            part.push(line);
        }
        let area = Area { x: LEFT, y: flow.y(), width: MEASURE, height };
        flow.decorate(Mark::Fill(area, style::SHADE));
        flow.decorate(Mark::Fill(Area { width: 3.0, ..area }, edge));
        flow.advance(style::BOX_PAD);
        for (element, line) in part {
            flow.put_line(element, LEFT + style::BOX_PAD + 2.0, line);
        }
        flow.advance(style::BOX_PAD);
        if lines.peek().is_some() {
            flow.new_page();
        }
    }
}

fn lay_out_figure(flow: &mut Flow, figure: &Figure) {
    let caption = caption_lines(flow, &figure.caption);
    let caption_height = height_of(&caption) + if caption.is_empty() { 0.0 } else { 5.0 };
    let tallest = (BOTTOM - TOP - caption_height).max(72.0);
    let (width, height) =
        figure.picture.placed(figure.max_width.min(MEASURE), figure.max_height.min(tallest));
    flow.space(style::WIDE_GAP);
    flow.claim(height + caption_height);
    if let Some(name) = &figure.anchor {
        flow.anchor(name.clone());
    }
    let area = Area { x: LEFT, y: flow.y(), width, height };
    let element = flow.structure.top(Tag::P);
    flow.tag_figure(element, &figure.alt, area);
    flow.put(element, Mark::Picture(figure.picture.clone(), area));
    flow.advance(height);
    put_caption(flow, caption);
    flow.space(style::WIDE_GAP);
}

fn caption_lines(flow: &mut Flow, caption: &Text) -> Vec<SetLine> {
    if caption.is_empty() {
        return Vec::new();
    }
    flow.set(caption, style::CAPTION, Room::of(MEASURE))
}

fn put_caption(flow: &mut Flow, lines: Vec<SetLine>) {
    if lines.is_empty() {
        return;
    }
    let element = flow.structure.top(Tag::Caption);
    flow.advance(5.0);
    for line in lines {
        flow.put_line(element, LEFT, line);
    }
}

const BAR_LABEL: f32 = 120.0;
const BAR_VALUE: f32 = 44.0;
const BAR_ROW: f32 = 17.0;

fn lay_out_bars(flow: &mut Flow, chart: &Bars) {
    let caption = caption_lines(flow, &chart.caption);
    let largest = chart.bars.iter().map(|(_, value)| *value).max().unwrap_or(0).max(1);
    flow.space(style::WIDE_GAP);
    // A chart taller than a page goes on as a further figure on the next.
    let most = 40;
    let mut parts = chart.bars.chunks(most).peekable();
    while let Some(part) = parts.next() {
        let caption_height = if parts.peek().is_none() { height_of(&caption) + 5.0 } else { 0.0 };
        put_bars(flow, part, (largest, &chart.alt, caption_height));
    }
    put_caption(flow, caption);
    flow.space(style::WIDE_GAP);
}

#[expect(clippy::cast_precision_loss, reason = "a bar's length needs no more than a few digits")]
fn put_bars(flow: &mut Flow, bars: &[(String, u64)], (largest, alt, below): (u64, &str, f32)) {
    let height = BAR_ROW * bars.len() as f32;
    flow.claim(height + below);
    let element = flow.structure.top(Tag::P);
    flow.tag_figure(element, alt, Area { x: LEFT, y: flow.y(), width: MEASURE, height });
    let track =
        Area { x: LEFT + BAR_LABEL, y: 0.0, width: MEASURE - BAR_LABEL - BAR_VALUE, height: BAR_ROW - 6.0 };
    for (label, value) in bars {
        let y = flow.y();
        let label = one_line(flow, label, BAR_LABEL - 8.0);
        flow.put_line_at(element, (LEFT, y + 2.0), label);
        let full = Area { y: y + 3.0, ..track };
        flow.put(element, Mark::Fill(full, style::BAR_TRACK));
        let width = track.width * (*value as f32 / largest as f32);
        if width > 0.0 {
            flow.put(element, Mark::Fill(Area { width: width.max(0.75), ..full }, style::BAR_FILL));
        }
        let room = Room { width: BAR_VALUE, align: Align::End };
        let value = flow.set(&plain(value.to_string()), style::BAR, room);
        for line in value {
            flow.put_line_at(element, (RIGHT - BAR_VALUE, y + 2.0), line);
        }
        flow.advance(BAR_ROW);
    }
}

/// Sets a label on one line, cut with an ellipsis if it has to be. The chart's alternative text and the
/// table beside it hold the whole label.
fn one_line(flow: &mut Flow, label: &str, width: f32) -> SetLine {
    let mut text = label.replace(['\n', '\r'], " ");
    loop {
        let mut lines = flow.set(&plain(text.clone()), style::BAR, Room::of(width));
        if lines.len() <= 1 {
            return lines.pop().unwrap_or_default();
        }
        let keep = text.chars().count().saturating_sub(2).min(80);
        text = text.chars().take(keep).collect::<String>() + "…";
    }
}

const PAGE_NUMBER: f32 = 40.0;

fn lay_out_contents(flow: &mut Flow, entries: &[ContentsEntry]) {
    if entries.is_empty() {
        return;
    }
    flow.space(style::BLOCK_GAP);
    let parent = flow.structure.top(Tag::TOC);
    for entry in entries {
        let item = flow.structure.child(parent, Tag::TOCI);
        let reference = flow.structure.child(item, Tag::Reference);
        let indent = f32::from(entry.level.number() - 1) * 16.0;
        let mut text = entry.text.clone();
        for run in &mut text.runs {
            run.target = Some(super::document::Target::Anchor(entry.anchor.clone()));
            run.tone = Tone::Normal;
        }
        let lines = flow.set(&text, style::BODY, Room::of(MEASURE - indent - PAGE_NUMBER));
        flow.claim(height_of(&lines) + 3.0);
        let text_right = lines.last().map_or(0.0, SetLine::right) + LEFT + indent;
        for line in lines {
            flow.put_line(reference, LEFT + indent, line);
        }
        let y = flow.y() - style::BODY.leading;
        let (page, anchor) = (flow.page(), entry.anchor.clone());
        flow.references.push(PageReference { anchor, page, y, text_right, entry: reference });
        flow.advance(3.0);
    }
    flow.space(style::BLOCK_GAP);
}
