//! The shapes of `import --dry-run`: a contract for other programs.

use crate::{
    error::ImportError,
    exhibit::{self, FileFacts},
    finding::Kind,
    options::{CountOnly, Format, Options},
    origin::{Confidence, Files},
    read::{Outcome, read_beside},
    source::ReadSeek,
};
use daybook_core::{
    card::{Card, CardIdentifier},
    item::{Attachment, Detail, Direction, Finding, Item, ItemKind, Locator, Place},
};
use jiff::Timestamp;
use serde::Serialize;

/// What one file holds. Unknown values are null, never left out.
#[derive(Clone, Debug, Serialize)]
pub struct FileReport {
    /// The name it was given.
    pub path: String,
    /// The word of what it was taken for.
    pub format: String,
    /// How sure.
    pub confidence: Confidence,
    /// Every record: messages, calls, system lines, deleted messages.
    pub records: u64,
    /// Messages.
    pub messages: u64,
    /// Calls.
    pub calls: u64,
    /// Lines of the app itself, and events.
    pub system: u64,
    /// Contact cards. Left out when there are none.
    #[serde(skip_serializing_if = "is_zero")]
    pub cards: u64,
    /// Files named by records.
    pub attachments: u64,
    /// How many records the file says it holds.
    pub declared: Option<u64>,
    /// Records that stand in the file more than once, where that can be told.
    pub duplicates: Option<u64>,
    /// Chats or threads.
    pub conversations: u64,
    /// Names and numbers of the people in it.
    pub participants: Vec<String>,
    /// First record.
    pub first: Option<ItemLine>,
    /// Last record.
    pub last: Option<ItemLine>,
    /// What a photo, film or recording says of itself. Left out when there is nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub facts: Option<FactsLine>,
    /// What was noticed.
    pub findings: Vec<Finding>,
    /// What it was taken for, in words a person knows.
    #[serde(skip)]
    pub title: &'static str,
    /// The file was refused. The exit code says so; the document says why in its findings.
    #[serde(skip)]
    pub refused: bool,
}

/// What a photo, film or recording says of itself. Unknown values are null.
#[derive(Clone, Debug, Serialize)]
pub struct FactsLine {
    /// Media type by content.
    #[serde(rename = "type")]
    pub media_type: String,
    /// When it was taken, as an instant.
    pub at: Option<String>,
    /// The reading of the camera's clock.
    pub clock: Option<String>,
    /// Whether the file says the zone itself; otherwise that of the person was assumed.
    pub zone_known: Option<bool>,
    /// Maker and model of the camera or phone.
    pub device: Option<String>,
    /// Degrees of latitude and longitude.
    pub place: Option<(f64, f64)>,
    /// Width and height in pixels.
    pub size: Option<(u32, u32)>,
    /// Length in seconds.
    pub seconds: Option<f64>,
    /// Its title.
    pub title: Option<String>,
}

impl FactsLine {
    /// What is known, if anything is.
    fn of(facts: FileFacts) -> Option<Self> {
        let FileFacts { media_type, taken, device, place, size, seconds, title, .. } = facts;
        let any = taken.is_some() || device.is_some() || place.is_some() || title.is_some();
        (any || size.is_some() || seconds.is_some()).then(|| Self {
            media_type,
            at: taken.map(|taken| instant(taken.at)),
            clock: taken.map(|taken| taken.civil.to_string()),
            zone_known: taken.map(|taken| taken.zone_known),
            device,
            place,
            size,
            seconds,
            title,
        })
    }
}

fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// One item as `--items` prints it.
#[derive(Clone, Debug, Serialize)]
pub struct ItemLine {
    /// The instant, with its offset from UTC written `+00:00`.
    pub at: Option<String>,
    /// What is doubtful about it.
    pub at_note: Option<String>,
    /// Who it is from.
    pub from: Option<String>,
    /// Who it went to.
    pub to: Vec<String>,
    /// Which way it went.
    pub direction: Direction,
    /// What sort of record.
    pub kind: ItemKind,
    /// The text as found.
    pub text: String,
    /// Files it names.
    pub attachments: Vec<AttachmentLine>,
    /// The chat or thread.
    pub conversation: Option<String>,
    /// What else the archive says of it. Left out when it says nothing more.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<Detail>,
    /// Where it stands.
    pub locator: LocatorLine,
}

/// One contact card as `--items` prints it. Its `kind` is `card`, so that no item is taken for one.
#[derive(Clone, Debug, Serialize)]
pub struct CardLine {
    /// Always `card`.
    pub kind: &'static str,
    /// The name it is shown under, empty when it has none.
    pub name: String,
    /// Numbers, addresses and handles.
    pub identifiers: Vec<CardIdentifier>,
    /// What else it says. Left out when it says nothing more.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<Detail>,
    /// Where it stands.
    pub locator: LocatorLine,
}

/// A file an item names.
#[derive(Clone, Debug, Serialize)]
pub struct AttachmentLine {
    /// Its name.
    pub name: Option<String>,
    /// Media type.
    #[serde(rename = "type")]
    pub media_type: Option<String>,
    /// Size.
    pub bytes: Option<u64>,
    /// Whether it is there.
    pub present: bool,
}

/// A place in a source.
#[derive(Clone, Debug, Serialize)]
pub struct LocatorLine {
    /// Member of a zip.
    pub member: Option<String>,
    /// First byte.
    pub start: Option<u64>,
    /// One past the last byte.
    pub end: Option<u64>,
    /// Number of the record.
    pub row: Option<u64>,
}

impl From<&Item> for ItemLine {
    fn from(item: &Item) -> Self {
        Self {
            at: item.at.map(instant),
            at_note: item.at_note.clone(),
            from: item.from.clone(),
            to: item.to.clone(),
            direction: item.direction,
            kind: item.kind,
            text: item.text.clone(),
            attachments: item.attachments.iter().map(AttachmentLine::from).collect(),
            conversation: item.conversation.clone(),
            details: item.details.clone(),
            locator: LocatorLine::from(&item.locator),
        }
    }
}

impl From<&Card> for CardLine {
    fn from(card: &Card) -> Self {
        Self {
            kind: "card",
            name: card.name.clone(),
            identifiers: card.identifiers.clone(),
            details: card.details.clone(),
            locator: LocatorLine::from(&card.locator),
        }
    }
}

impl From<&Locator> for LocatorLine {
    fn from(locator: &Locator) -> Self {
        let Locator { member, start, end, row } = locator.clone();
        Self { member, start, end, row }
    }
}

impl From<&Attachment> for AttachmentLine {
    fn from(file: &Attachment) -> Self {
        Self {
            name: file.name.clone(),
            media_type: file.media_type.clone(),
            bytes: file.bytes,
            present: file.present,
        }
    }
}

/// RFC 3339 with the offset written out, as the contract has it.
fn instant(at: Timestamp) -> String {
    at.display_with_offset(jiff::tz::Offset::UTC).to_string()
}

/// What a file holds, without keeping anything of it. `files`: those that came with it.
pub fn dry_run(
    source: &mut dyn ReadSeek,
    name: &str,
    options: &Options,
    files: Option<&Files>,
) -> FileReport {
    match read_beside(source, (name, files), options, &mut CountOnly) {
        Ok(outcome) => {
            let file = outcome.recognised.format == Format::File;
            let mut report = FileReport::new(name, outcome);
            if file {
                if let Ok(mut facts) = exhibit::inspect(source, &options.zone) {
                    report.findings.append(&mut facts.findings);
                    report.facts = FactsLine::of(facts);
                }
                // An empty file is noticed by both.
                report.findings.dedup_by(|later, earlier| {
                    (&later.kind, &later.place) == (&earlier.kind, &earlier.place)
                });
            }
            report
        }
        Err(error) => FileReport::refused(name, &error),
    }
}

impl FileReport {
    /// The report of a reading.
    pub fn new(name: &str, outcome: Outcome) -> Self {
        let tally = outcome.tally;
        let participants = tally.people().to_vec();
        let conversations = tally.conversations();
        Self {
            path: name.to_owned(),
            format: outcome.recognised.word(),
            title: outcome.recognised.format.title(),
            confidence: outcome.recognised.confidence,
            records: tally.records,
            messages: tally.messages,
            calls: tally.calls,
            system: tally.system,
            cards: tally.cards,
            attachments: tally.attachments,
            declared: tally.declared,
            duplicates: tally.duplicates,
            conversations,
            participants,
            first: tally.first.as_ref().map(ItemLine::from),
            last: tally.last.as_ref().map(ItemLine::from),
            facts: None,
            findings: outcome.findings,
            refused: false,
        }
    }

    /// The report of a file that was refused.
    pub fn refused(name: &str, error: &ImportError) -> Self {
        let finding = finding(error.kind(), (error.what(), error.todo()));
        Self { refused: true, ..Self::unread(name, finding) }
    }

    /// The report of something in a folder that was passed by.
    pub fn passed_by(name: &str) -> Self {
        Self::unread(name, finding(Kind::PassedBy, Kind::PassedBy.pair()))
    }

    fn unread(name: &str, finding: Finding) -> Self {
        Self {
            path: name.to_owned(),
            format: Format::File.word().to_owned(),
            title: Format::File.title(),
            confidence: Confidence::Low,
            records: 0,
            messages: 0,
            calls: 0,
            system: 0,
            cards: 0,
            attachments: 0,
            declared: None,
            duplicates: None,
            conversations: 0,
            participants: Vec::new(),
            first: None,
            last: None,
            facts: None,
            findings: vec![finding],
            refused: false,
        }
    }
}

fn finding(kind: Kind, (what, todo): (&str, &str)) -> Finding {
    Finding {
        kind: kind.word().to_owned(),
        place: Place::default(),
        what: what.to_owned(),
        todo: todo.to_owned(),
        count: 1,
    }
}
