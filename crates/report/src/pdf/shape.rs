//! From rich text and a width to lines of placed glyphs.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use krilla::text::{Font, GlyphId};
use parley::style::{FontStyle, FontWeight, LineHeight, OverflowWrap, StyleProperty};
use parley::{Alignment, AlignmentOptions, BaseDirection, FontContext, Layout, LayoutContext};

use super::document::{Align, Run, Target, Text, Tone};
use super::fonts::{Fonts, families};
use super::legible::{self, Line as LegibleLine};
use super::style::{ESCAPE_SCALE, Type};

/// A link that some glyphs belong to. Two lines of one link share one `Rc`.
#[derive(Debug)]
pub(crate) struct Link {
    pub target: Target,
    pub label: String,
}

/// One set line: its height and what to draw on it, from its own top left corner.
#[derive(Clone, Debug, Default)]
pub(crate) struct SetLine {
    pub height: f32,
    pub spans: Vec<GlyphSpan>,
}

impl SetLine {
    /// The right edge of the last glyph.
    pub fn right(&self) -> f32 {
        self.spans.iter().map(|span| span.x + span.width).fold(0.0, f32::max)
    }
}

/// Glyphs of one font, size and colour beside each other.
#[derive(Clone, Debug)]
pub(crate) struct GlyphSpan {
    pub face: usize,
    pub size: f32,
    pub tone: Tone,
    pub x: f32,
    /// Baseline, down from the top of the line.
    pub y: f32,
    pub width: f32,
    pub glyphs: Vec<PlacedGlyph>,
    /// The text that the glyphs' ranges point into.
    pub text: Rc<str>,
    pub link: Option<Rc<Link>>,
}

/// A glyph, its measures relative to the font size.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PlacedGlyph {
    id: u32,
    start: u32,
    end: u32,
    advance: f32,
    dx: f32,
    dy: f32,
}

impl krilla::text::Glyph for PlacedGlyph {
    fn glyph_id(&self) -> GlyphId {
        GlyphId::new(self.id)
    }
    fn text_range(&self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
    fn x_advance(&self, size: f32) -> f32 {
        self.advance * size
    }
    fn x_offset(&self, size: f32) -> f32 {
        self.dx * size
    }
    fn y_offset(&self, size: f32) -> f32 {
        self.dy * size
    }
    fn y_advance(&self, _: f32) -> f32 {
        0.0
    }
    fn location(&self) -> Option<krilla::surface::Location> {
        None
    }
}

/// What parley carries along with each glyph: which run it came from, and whether it is an escape.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Ink {
    run: usize,
    escape: bool,
}

/// The room a text has.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Room {
    pub width: f32,
    pub align: Align,
}

impl Room {
    pub fn of(width: f32) -> Self {
        Self { width, align: Align::Start }
    }
}

/// Shapes text and remembers fonts and characters that no font has.
pub(crate) struct Shaper {
    fonts: FontContext,
    scratch: LayoutContext<Ink>,
    faces: Faces,
    drawable: BTreeMap<char, bool>,
    undrawable: BTreeSet<char>,
}

impl Shaper {
    pub fn new(fonts: &Fonts) -> Self {
        Self {
            fonts: fonts.context(),
            scratch: LayoutContext::new(),
            faces: Faces::default(),
            drawable: BTreeMap::new(),
            undrawable: BTreeSet::new(),
        }
    }

    /// The fonts used, by the index that spans hold, and the characters that no font could draw.
    pub fn into_parts(self) -> (Vec<Font>, Vec<char>) {
        (self.faces.fonts, self.undrawable.into_iter().collect())
    }

    /// Sets text in lines no wider than the room.
    pub fn set(&mut self, text: &Text, kind: Type, room: Room) -> Vec<SetLine> {
        self.note_private(text);
        loop {
            let known = self.undrawable.len();
            let lines = self.set_once(text, kind, room);
            if self.undrawable.len() == known {
                return lines;
            }
        }
    }

    /// Private characters are escaped whatever the fonts hold, but are reported like missing ones.
    fn note_private(&mut self, text: &Text) {
        for run in &text.runs {
            if !run.text.is_ascii() {
                self.undrawable.extend(run.text.chars().filter(|c| legible::is_private(*c)));
            }
        }
    }

    fn set_once(&mut self, text: &Text, kind: Type, room: Room) -> Vec<SetLine> {
        let links: Vec<_> = text.runs.iter().map(link_of).collect();
        let mut out = Vec::new();
        for line in legible::lines(text, &self.undrawable) {
            if line.text.is_empty() {
                out.push(SetLine { height: kind.leading, spans: Vec::new() });
                continue;
            }
            let layout = self.layout(&line, &text.runs, kind, room);
            let source: Rc<str> = Rc::from(line.text.as_str());
            for set in layout.lines() {
                out.push(self.take_line(&set, &source, (text, kind, &links)));
            }
        }
        out
    }

    fn layout(&mut self, line: &LegibleLine, runs: &[Run], kind: Type, room: Room) -> Layout<Ink> {
        let mut builder = self.scratch.ranged_builder(&mut self.fonts, &line.text, 1.0, false);
        builder.push_default(StyleProperty::FontFamily(families()));
        builder.push_default(StyleProperty::FontSize(kind.size));
        builder.push_default(StyleProperty::LineHeight(LineHeight::Absolute(kind.leading)));
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::Anywhere));
        if kind.bold {
            builder.push_default(StyleProperty::FontWeight(FontWeight::BOLD));
        }
        for span in &line.spans {
            let (run, range) = (&runs[span.run], span.range.clone());
            builder.push(StyleProperty::Brush(Ink { run: span.run, escape: span.escape }), range.clone());
            if span.escape {
                builder.push(StyleProperty::FontSize(kind.size * ESCAPE_SCALE), range.clone());
            }
            if run.bold {
                builder.push(StyleProperty::FontWeight(FontWeight::BOLD), range.clone());
            }
            if run.italic {
                builder.push(StyleProperty::FontStyle(FontStyle::Italic), range);
            }
        }
        // A line of one voice may run in its own direction; a sentence of ours always runs left to right.
        let alone = line.spans.iter().all(|span| span.run == line.spans[0].run);
        builder.set_base_direction(if alone { BaseDirection::Auto } else { BaseDirection::Ltr });
        let mut layout = builder.build(&line.text);
        layout.break_all_lines(Some(room.width));
        let alignment = match room.align {
            Align::Start => Alignment::Start,
            Align::End => Alignment::Right,
        };
        layout.align(alignment, AlignmentOptions::default());
        layout
    }

    fn take_line(
        &mut self,
        line: &parley::Line<'_, Ink>,
        source: &Rc<str>,
        (text, kind, links): (&Text, Type, &[Option<Rc<Link>>]),
    ) -> SetLine {
        let metrics = line.metrics();
        let mut x = metrics.offset;
        let mut spans = Vec::new();
        for run in line.runs() {
            let Some(face) = self.faces.index(&run) else {
                self.note_missing(&source[run.text_range()]);
                continue;
            };
            let mut current: Option<(Ink, GlyphSpan)> = None;
            let mut ahead = None;
            for cluster in run.visual_clusters() {
                let ink = cluster.style().brush;
                let shown = &source[cluster.text_range()];
                if shown.chars().all(legible::steers_direction) {
                    x += cluster.advance();
                    continue;
                }
                if current.as_ref().is_none_or(|(old, _)| *old != ink) {
                    spans.extend(current.take().map(|(_, span)| span));
                    let tone = tone_of(&text.runs[ink.run], ink, kind);
                    let span = GlyphSpan {
                        face,
                        size: run.font_size(),
                        tone,
                        x,
                        y: metrics.baseline - metrics.block_min_coord,
                        width: 0.0,
                        glyphs: Vec::new(),
                        text: Rc::clone(source),
                        link: links[ink.run].clone(),
                    };
                    current = Some((ink, span));
                }
                let Some((_, span)) = current.as_mut() else { continue };
                let missing = push_cluster(span, &cluster, &mut ahead);
                x = span.x + span.width;
                if missing {
                    self.note_missing(shown);
                }
            }
            spans.extend(current.map(|(_, span)| span));
        }
        spans.retain(|span| !span.glyphs.is_empty());
        SetLine { height: metrics.line_height, spans }
    }

    /// Finds which characters of a cluster cannot be drawn. If each could be drawn alone, the marks are to blame.
    fn note_missing(&mut self, cluster: &str) {
        let before = self.undrawable.len();
        for c in cluster.chars() {
            if !self.can_draw(c) {
                self.undrawable.insert(c);
            }
        }
        if self.undrawable.len() == before {
            let marks = cluster.chars().skip(1).filter(|c| !c.is_whitespace());
            self.undrawable.extend(marks);
        }
        if self.undrawable.len() == before {
            self.undrawable.extend(cluster.chars());
        }
    }

    fn can_draw(&mut self, c: char) -> bool {
        if let Some(known) = self.drawable.get(&c) {
            return *known;
        }
        let text = c.to_string();
        let mut builder = self.scratch.ranged_builder(&mut self.fonts, &text, 1.0, false);
        builder.push_default(StyleProperty::FontFamily(families()));
        let mut layout = builder.build(&text);
        layout.break_all_lines(None);
        let drawn = layout.lines().flat_map(|line| line.runs().collect::<Vec<_>>()).all(|run| {
            self.faces.index(&run).is_some()
                && run.clusters().all(|cluster| cluster.glyphs().all(|glyph| glyph.id != 0))
        });
        self.drawable.insert(c, drawn);
        drawn
    }
}

fn link_of(run: &Run) -> Option<Rc<Link>> {
    let target = run.target.clone()?;
    let label = run.text.split_whitespace().collect::<Vec<_>>().join(" ");
    let label = if label.is_empty() { "Link".into() } else { label };
    Some(Rc::new(Link { target, label }))
}

fn tone_of(run: &Run, ink: Ink, kind: Type) -> Tone {
    match run.tone {
        _ if ink.escape => Tone::Muted,
        Tone::Normal if run.target.is_some() => Tone::Link,
        Tone::Normal => kind.tone,
        tone => tone,
    }
}

/// Adds a cluster's glyphs to a span. Returns whether a glyph was missing.
///
/// A ligature's glyphs belong to its first letter. The later letters come after it on the page in text that
/// runs left to right, and before it in text that runs right to left, where they wait in `ahead`.
fn push_cluster(span: &mut GlyphSpan, cluster: &parley::Cluster<'_, Ink>, ahead: &mut Option<u32>) -> bool {
    let range = cluster.text_range();
    let start = offset(range.start);
    if cluster.is_ligature_continuation() {
        let end = offset(range.end);
        if cluster.is_rtl() {
            ahead.get_or_insert(end);
        } else if let Some(last) = span.glyphs.last_mut() {
            last.end = last.end.max(end);
        }
        return false;
    }
    let end = ahead.take().unwrap_or(offset(range.end));
    let mut missing = false;
    for glyph in cluster.glyphs() {
        missing |= glyph.id == 0;
        span.width += glyph.advance;
        span.glyphs.push(PlacedGlyph {
            id: glyph.id,
            start,
            end,
            advance: glyph.advance / span.size,
            dx: glyph.x / span.size,
            dy: -glyph.y / span.size,
        });
    }
    missing
}

fn offset(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// The fonts in use, in order of first use, which keeps the bytes of the file the same each time.
#[derive(Default)]
struct Faces {
    fonts: Vec<Font>,
    known: HashMap<FaceKey, Option<usize>>,
}

#[derive(PartialEq, Eq, Hash)]
struct FaceKey {
    blob: u64,
    index: u32,
    /// Variation axes and the bits of their values.
    axes: Vec<([u8; 4], u32)>,
}

impl Faces {
    /// The index of a run's font, or `None` if a PDF cannot embed it.
    fn index(&mut self, run: &parley::Run<'_, Ink>) -> Option<usize> {
        let font = run.font();
        let synthesis = run.synthesis();
        let axes = synthesis.variation_settings();
        let key = FaceKey {
            blob: font.data.id(),
            index: font.index,
            axes: axes.iter().map(|(tag, value)| (tag.into_bytes(), value.to_bits())).collect(),
        };
        let fonts = &mut self.fonts;
        *self.known.entry(key).or_insert_with(|| {
            let (data, _) = font.data.clone().into_raw_parts();
            let axes: Vec<_> =
                axes.iter().map(|(tag, value)| (krilla::text::Tag::new(&tag.into_bytes()), *value)).collect();
            let font = Font::new_variable(data.into(), font.index, &axes)?;
            fonts.push(font);
            Some(fonts.len() - 1)
        })
    }
}

/// A label without markup, for the few texts of our own making.
pub(crate) fn plain(text: impl Into<Cow<'static, str>>) -> Text {
    Text::new().plain(text.into().into_owned())
}
