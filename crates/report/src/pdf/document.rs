//! What a document says, with no idea of where on a page it will stand.

use jiff::Timestamp;

use super::picture::Picture;

/// A document to be rendered: metadata and a sequence of blocks.
///
/// Blocks are pushed in reading order; nothing is laid out until [`render`](super::render).
#[derive(Clone, Debug)]
pub struct Document {
    pub(crate) title: String,
    pub(crate) language: String,
    pub(crate) author: Option<String>,
    pub(crate) created: Timestamp,
    pub(crate) header: String,
    pub(crate) footer: String,
    pub(crate) blocks: Vec<Block>,
}

impl Document {
    /// A document in British English, with a title (shown in the viewer's title bar) and a creation time,
    /// which is handed in so that the same document gives the same bytes.
    pub fn new(title: impl Into<String>, created: Timestamp) -> Self {
        Self {
            title: title.into(),
            language: "en-GB".into(),
            author: None,
            created,
            header: String::new(),
            footer: String::new(),
            blocks: Vec::new(),
        }
    }

    /// Names an author in the metadata. Without it none is written.
    pub fn author(mut self, author: impl Into<String>) -> Self {
        self.author = Some(author.into());
        self
    }

    /// Text at the top left of every page; the top right always says "Page n of N".
    pub fn header(mut self, text: impl Into<String>) -> Self {
        self.header = text.into();
        self
    }

    /// Text at the bottom left of every page.
    pub fn footer(mut self, text: impl Into<String>) -> Self {
        self.footer = text.into();
        self
    }

    /// Adds any block.
    pub fn push(&mut self, block: impl Into<Block>) -> &mut Self {
        self.blocks.push(block.into());
        self
    }

    /// Adds a heading that is bookmarked under its own text.
    pub fn heading(&mut self, level: Level, text: impl Into<Text>) -> &mut Self {
        self.push(Heading::new(level, text))
    }

    /// Adds a paragraph in body type.
    pub fn paragraph(&mut self, text: impl Into<Text>) -> &mut Self {
        self.push(Paragraph::new(text))
    }
}

/// One block of a document.
#[derive(Clone, Debug)]
pub enum Block {
    /// A heading, which stays with what follows it.
    Heading(Heading),
    /// A paragraph.
    Paragraph(Paragraph),
    /// A bulleted or numbered list.
    List(List),
    /// A table.
    Table(Table),
    /// A picture with a caption.
    Figure(Figure),
    /// Labelled facts, one to a line: tagged as a table whose first column heads its rows.
    KeyValues(Vec<(String, Text)>),
    /// A shaded box.
    Callout(Callout),
    /// A bar chart.
    Bars(Bars),
    /// A list of links with page numbers.
    Contents(Vec<ContentsEntry>),
    /// A thin line across the page.
    Rule,
    /// What follows starts on a new page.
    PageBreak,
}

macro_rules! block_from {
    ($($kind:ident),*) => {$(
        impl From<$kind> for Block {
            fn from(value: $kind) -> Self {
                Self::$kind(value)
            }
        }
    )*};
}
block_from!(Heading, Paragraph, List, Table, Figure, Callout, Bars);

/// Depth of a heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The title or a part.
    One,
    /// A section.
    Two,
    /// A subsection.
    Three,
}

impl Level {
    pub(crate) fn number(self) -> u8 {
        match self {
            Self::One => 1,
            Self::Two => 2,
            Self::Three => 3,
        }
    }
}

/// A heading.
#[derive(Clone, Debug)]
pub struct Heading {
    pub(crate) level: Level,
    pub(crate) text: Text,
    pub(crate) bookmark: Option<String>,
    pub(crate) anchor: Option<String>,
}

impl Heading {
    /// A heading that is bookmarked under its own text.
    pub fn new(level: Level, text: impl Into<Text>) -> Self {
        Self { level, text: text.into(), bookmark: None, anchor: None }
    }

    /// Uses a shorter text in the bookmarks. The page number is added to it.
    pub fn bookmark(mut self, text: impl Into<String>) -> Self {
        self.bookmark = Some(text.into());
        self
    }

    /// Makes this a place that links and contents can point to. Names must be unique in the document.
    pub fn anchor(mut self, name: impl Into<String>) -> Self {
        self.anchor = Some(name.into());
        self
    }
}

/// Colour of text: few, and each readable on paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Near black.
    #[default]
    Normal,
    /// Grey, for what matters less.
    Muted,
    /// Blue, for links (set by itself).
    Link,
    /// Dark red. Never the only sign of a meaning.
    Alert,
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// An anchor in this document.
    Anchor(String),
    /// A web address or file beside the document. It is never fetched.
    Url(String),
}

/// Rich text: a sequence of runs. A `\n` starts a new line.
///
/// Each run is isolated from its neighbours for bidirectional ordering: a name in Hebrew or a stray override
/// character cannot reorder the words around it. So put each piece of text that somebody else wrote into a
/// run of its own instead of formatting it into a sentence.
#[derive(Clone, Debug, Default)]
pub struct Text {
    pub(crate) runs: Vec<Run>,
}

/// A piece of text in one style.
#[derive(Clone, Debug, Default)]
pub struct Run {
    pub(crate) text: String,
    pub(crate) bold: bool,
    pub(crate) italic: bool,
    pub(crate) tone: Tone,
    pub(crate) target: Option<Target>,
}

impl Run {
    /// A run in the style around it.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Sets the run in bold.
    pub fn bold(mut self) -> Self {
        self.bold = true;
        self
    }

    /// Sets the run in italics (Latin, Greek and Cyrillic only).
    pub fn italic(mut self) -> Self {
        self.italic = true;
        self
    }

    /// Colours the run.
    pub fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }

    /// Links the run to an anchor or address.
    pub fn link(mut self, target: Target) -> Self {
        self.target = Some(target);
        self
    }
}

impl Text {
    /// Text with nothing in it.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a run.
    pub fn run(mut self, run: Run) -> Self {
        self.runs.push(run);
        self
    }

    /// Adds plain text.
    pub fn plain(self, text: impl Into<String>) -> Self {
        self.run(Run::new(text))
    }

    /// Adds bold text.
    pub fn bold(self, text: impl Into<String>) -> Self {
        self.run(Run::new(text).bold())
    }

    /// Adds grey text.
    pub fn muted(self, text: impl Into<String>) -> Self {
        self.run(Run::new(text).tone(Tone::Muted))
    }

    /// Adds a link to an anchor of this document.
    pub fn link(self, text: impl Into<String>, anchor: impl Into<String>) -> Self {
        self.run(Run::new(text).link(Target::Anchor(anchor.into())))
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.runs.iter().all(|run| run.text.is_empty())
    }

    pub(crate) fn content(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::new().plain(text)
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::new().plain(text)
    }
}

/// Size of a paragraph's type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Size {
    /// 10.25 pt.
    #[default]
    Body,
    /// 12 pt, for the sentence that says it all.
    Lead,
    /// 8.5 pt grey, for notes.
    Small,
}

/// A paragraph.
#[derive(Clone, Debug)]
pub struct Paragraph {
    pub(crate) text: Text,
    pub(crate) size: Size,
    pub(crate) anchor: Option<String>,
}

impl Paragraph {
    /// A paragraph in body type.
    pub fn new(text: impl Into<Text>) -> Self {
        Self { text: text.into(), size: Size::Body, anchor: None }
    }

    /// Sets the size of type.
    pub fn size(mut self, size: Size) -> Self {
        self.size = size;
        self
    }

    /// Makes this a place that links can point to.
    pub fn anchor(mut self, name: impl Into<String>) -> Self {
        self.anchor = Some(name.into());
        self
    }
}

/// A list.
#[derive(Clone, Debug)]
pub struct List {
    pub(crate) numbered: bool,
    pub(crate) items: Vec<Text>,
}

impl List {
    /// A list with bullets.
    pub fn bulleted<T: Into<Text>>(items: impl IntoIterator<Item = T>) -> Self {
        Self { numbered: false, items: items.into_iter().map(Into::into).collect() }
    }

    /// A list numbered from 1.
    pub fn numbered<T: Into<Text>>(items: impl IntoIterator<Item = T>) -> Self {
        Self { numbered: true, ..Self::bulleted(items) }
    }
}

/// A table. Its header row is repeated on every page it reaches; a row is kept on one page if a page can
/// hold it.
#[derive(Clone, Debug)]
pub struct Table {
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<Row>,
    pub(crate) summary: Option<String>,
    pub(crate) empty: String,
    pub(crate) row_headers: bool,
}

impl Table {
    /// A table with these columns and no rows yet.
    pub fn new(columns: impl IntoIterator<Item = Column>) -> Self {
        Self {
            columns: columns.into_iter().collect(),
            rows: Vec::new(),
            summary: None,
            empty: "None.".into(),
            row_headers: false,
        }
    }

    /// Says what the table holds, for readers who cannot see it.
    pub fn summary(mut self, text: impl Into<String>) -> Self {
        self.summary = Some(text.into());
        self
    }

    /// What a table without rows says instead ("None." if not set).
    pub fn when_empty(mut self, text: impl Into<String>) -> Self {
        self.empty = text.into();
        self
    }

    /// Tags the first cell of each row as the row's header.
    pub fn row_headers(mut self) -> Self {
        self.row_headers = true;
        self
    }

    /// Adds a row.
    pub fn push(&mut self, row: impl Into<Row>) -> &mut Self {
        self.rows.push(row.into());
        self
    }
}

/// A table column.
#[derive(Clone, Debug)]
pub struct Column {
    pub(crate) title: String,
    pub(crate) width: Width,
    pub(crate) align: Align,
}

impl Column {
    /// A column with a header.
    pub fn new(title: impl Into<String>, width: Width) -> Self {
        Self { title: title.into(), width, align: Align::Start }
    }

    /// Sets the column flush right, as numbers are.
    pub fn align_end(mut self) -> Self {
        self.align = Align::End;
        self
    }
}

/// Width of a column. Widths that exceed the page are scaled down together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Width {
    /// Fixed, in points.
    Points(f32),
    /// A share of what the fixed columns leave.
    Share(f32),
}

/// Alignment of text in a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    /// Where the text's own direction starts.
    #[default]
    Start,
    /// Flush right.
    End,
}

/// A table row.
#[derive(Clone, Debug, Default)]
pub struct Row {
    pub(crate) cells: Vec<Cell>,
    pub(crate) anchor: Option<String>,
}

impl Row {
    /// A row of cells, at most one for each column; missing ones stay empty.
    pub fn new<C: Into<Cell>>(cells: impl IntoIterator<Item = C>) -> Self {
        Self { cells: cells.into_iter().map(Into::into).collect(), anchor: None }
    }

    /// Makes this a place that links can point to.
    pub fn anchor(mut self, name: impl Into<String>) -> Self {
        self.anchor = Some(name.into());
        self
    }
}

impl<C: Into<Cell>, const N: usize> From<[C; N]> for Row {
    fn from(cells: [C; N]) -> Self {
        Self::new(cells)
    }
}

/// A table cell: text, and small pictures below it.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    pub(crate) text: Text,
    pub(crate) pictures: Vec<Thumbnail>,
}

impl Cell {
    /// A cell with text.
    pub fn new(text: impl Into<Text>) -> Self {
        Self { text: text.into(), pictures: Vec::new() }
    }

    /// Adds a small picture, at most `max_height` points high, below the text.
    pub fn picture(mut self, picture: Picture, alt: impl Into<String>, max_height: f32) -> Self {
        self.pictures.push(Thumbnail { picture, alt: alt.into(), max_height });
        self
    }
}

impl<T: Into<Text>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self::new(text)
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Thumbnail {
    pub(crate) picture: Picture,
    pub(crate) alt: String,
    pub(crate) max_height: f32,
}

/// A picture on its own.
#[derive(Clone, Debug)]
pub struct Figure {
    pub(crate) picture: Picture,
    pub(crate) alt: String,
    pub(crate) caption: Text,
    pub(crate) max_width: f32,
    pub(crate) max_height: f32,
    pub(crate) anchor: Option<String>,
}

impl Figure {
    /// A picture as wide as the text and at most 360 points high. `alt` says what it shows.
    pub fn new(picture: Picture, alt: impl Into<String>) -> Self {
        Self {
            picture,
            alt: alt.into(),
            caption: Text::new(),
            max_width: f32::INFINITY,
            max_height: 360.0,
            anchor: None,
        }
    }

    /// Sets the greatest width and height in points. A picture is never enlarged beyond 72 dpi.
    pub fn within(mut self, max_width: f32, max_height: f32) -> Self {
        (self.max_width, self.max_height) = (max_width, max_height);
        self
    }

    /// Adds a caption below.
    pub fn caption(mut self, text: impl Into<Text>) -> Self {
        self.caption = text.into();
        self
    }

    /// Makes this a place that links can point to.
    pub fn anchor(mut self, name: impl Into<String>) -> Self {
        self.anchor = Some(name.into());
        self
    }
}

/// A shaded box of paragraphs.
#[derive(Clone, Debug)]
pub struct Callout {
    pub(crate) title: Text,
    pub(crate) body: Vec<Text>,
    pub(crate) alert: bool,
}

impl Callout {
    /// A box with a bold first line.
    pub fn new(title: impl Into<Text>) -> Self {
        Self { title: title.into(), body: Vec::new(), alert: false }
    }

    /// Adds a paragraph.
    pub fn paragraph(mut self, text: impl Into<Text>) -> Self {
        self.body.push(text.into());
        self
    }

    /// Marks the box with a dark red edge. The words must carry the meaning by themselves.
    pub fn alert(mut self) -> Self {
        self.alert = true;
        self
    }
}

/// A bar chart: a label, a bar and a number on each line.
#[derive(Clone, Debug)]
pub struct Bars {
    pub(crate) bars: Vec<(String, u64)>,
    pub(crate) alt: String,
    pub(crate) caption: Text,
}

impl Bars {
    /// A chart of counts. `alt` says in words what it shows.
    pub fn new(bars: impl IntoIterator<Item = (String, u64)>, alt: impl Into<String>) -> Self {
        Self { bars: bars.into_iter().collect(), alt: alt.into(), caption: Text::new() }
    }

    /// Adds a caption below.
    pub fn caption(mut self, text: impl Into<Text>) -> Self {
        self.caption = text.into();
        self
    }
}

/// A line of the contents.
#[derive(Clone, Debug)]
pub struct ContentsEntry {
    pub(crate) text: Text,
    pub(crate) anchor: String,
    pub(crate) level: Level,
}

impl ContentsEntry {
    /// A line that leads to an anchor and shows its page number. Levels below the first are indented.
    pub fn new(level: Level, text: impl Into<Text>, anchor: impl Into<String>) -> Self {
        Self { text: text.into(), anchor: anchor.into(), level }
    }
}
